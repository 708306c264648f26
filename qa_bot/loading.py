"""Text, file or standard input -> `Article`, within limits that are checked here and nowhere else."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from qa_bot.article import Article
from qa_bot.cleaning import clean
from qa_bot.errors import QaBotError, TooLongError, UnknownArticleError

MAX_CHARACTERS = 200_000
"""Longest article, in characters of the raw text; about 60 pages."""
MAX_BYTES = 2_000_000
"""Largest file, in bytes."""
SUFFIXES = frozenset({"", ".txt", ".text", ".md"})
DEFAULT = "putin-trump-call"


def article_from_text(raw: str, title: str = "", *, source: str = "", date: str = "", credit: str = "") -> Article:
    """Normalise a raw text; without a title, its opening words are the title.

    Raises:
        QaBotError: the text is longer than `MAX_CHARACTERS` or holds nothing to read.
    """
    if len(raw) > MAX_CHARACTERS:
        raise TooLongError(
            f"This article has {len(raw):,} characters, and {MAX_CHARACTERS:,} can be read: paste the part that you want to ask about."
        )
    cleaned = clean(raw)
    if not any(character.isalnum() for character in cleaned.text):
        raise QaBotError("This article holds no text: paste or choose one with a few sentences.")
    return Article(cleaned.text, title.strip() or _opening(cleaned.text), source, date, credit, cleaned.links)


def load_article(path: str | Path) -> Article:
    """The article in a text file; `-` reads standard input.

    Raises:
        QaBotError: the file is missing, too large, of a type that is not read, not UTF-8, or holds no text.
    """
    if str(path) == "-":
        return article_from_text(_decode(sys.stdin.buffer.read(MAX_BYTES + 1), "Standard input"))
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise QaBotError(f"{path.name} is a {path.suffix} file, and only plain text is read: save it as .txt or .md.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise QaBotError(f"There is no file {path}: check the path of the article.") from None
    except OSError as error:
        raise QaBotError(f"{path} cannot be read ({error.strerror}): choose another file.") from None
    return article_from_text(_decode(data, path.name), path.stem.replace("-", " ").replace("_", " ").strip().capitalize())


def default_article() -> Article:
    """The article that the bot opens with, with what is known about it."""
    return bundled_article(DEFAULT)


def opening_article(wanted: str = "") -> Article:
    """What a server opens with: a bundled article by its name, else the file; nothing named is the default article.

    Raises:
        QaBotError: there is no such article.
    """
    if not wanted or wanted in bundled_names():
        return bundled_article(wanted or DEFAULT)
    return load_article(wanted)


def bundled_names() -> list[str]:
    """The names of the articles that ship, the default one first."""
    found = sorted(file.name.removesuffix(".json") for file in (files("qa_bot") / "articles").iterdir() if file.name.endswith(".json"))
    return sorted(found, key=lambda name: name != DEFAULT)


@cache
def bundled_article(name: str) -> Article:
    """An article that ships, with what is known about it.

    Raises:
        UnknownArticleError: none has this name.
    """
    if name not in bundled_names():
        raise UnknownArticleError(f"There is no bundled article {name!r}: choose {' or '.join(bundled_names())}.")
    folder = files("qa_bot") / "articles"
    facts = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    questions = tuple(facts.pop("questions"))
    return replace(article_from_text((folder / f"{name}.txt").read_text(encoding="utf-8"), **facts), questions=questions)


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise QaBotError(f"{name} is larger than {MAX_BYTES / 1e6:.0f} MB: choose a smaller file.")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise QaBotError(f"{name} is not UTF-8 text: save it as UTF-8 and try again.") from None


def _opening(text: str, limit: int = 60) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
