"""Text, file, standard input or address -> `Article`, within limits that are checked here and nowhere else."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any

from qa_bot.article import Article, Report
from qa_bot.errors import QaBotError, TooLongError, UnknownArticleError
from qa_bot.loading.characters import normalise
from qa_bot.loading.language import language_of, remark_on
from qa_bot.loading.limits import MAX_BYTES, MAX_CHARACTERS, MAX_FACT, too_long
from qa_bot.loading.plain_text import clean
from qa_bot.loading.worker_process import needs_process, parse
from qa_bot.settings import Settings

PLAIN = frozenset({"", ".txt", ".text", ".srt", ".vtt", ".eml"})
DOCUMENTS = frozenset({".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".epub", ".csv", ".tsv"})
SUFFIXES = PLAIN | DOCUMENTS
READABLE = ".txt, .md, .html, .pdf, .docx, .epub, .csv, .tsv, .srt, .vtt or .eml"
_FILE_NAME = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b|untitled$|document ?\d*$)|\.(?:docx?|odt|rtf|pptx?|pdf|tex|dvi|indd|pages|html?|txt|md)$",
    re.IGNORECASE,
)
_GUTENBERG = re.compile(r"^The Project Gutenberg e-?book (?:of )?(.+?)(?:,? by [A-Z].*)?$", re.IGNORECASE)
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_LONGEST_TITLE = 100
"""Characters of a first line that can be a title."""
DEFAULT = "putin-trump-call"


def article_from_text(raw: str, title: str = "", *, source: str = "", date: str = "", credit: str = "") -> Article:
    """Normalise a raw text; without a title, its opening words are the title. A long one, a stored mail and Markdown are read by a process of their own.

    Raises:
        QaBotError: the text is longer than `MAX_CHARACTERS`, takes too long to clean, or holds nothing to read.
    """
    if len(raw) > MAX_CHARACTERS:
        raise TooLongError(too_long(len(raw)))
    if needs_process(raw):
        found = _article(parse(raw.encode("utf-8", "replace"), ".txt", "utf-8"), "", source)
    else:
        cleaned = clean(raw)
        found = Article(cleaned.text, cleaned.title, source, cleaned.date, cleaned.credit, cleaned.links, cleaned.blocks)
        found = _reported(found, cleaned.kind, cleaned.dropped)
    _check(found.text)
    title = title.strip() or _book(found.title or _opening(found.text))
    return replace(found, title=_fact(title), date=_fact(date or found.date), credit=_fact(credit or found.credit))


def article_from_bytes(data: bytes, name: str, *, source: str = "", charset: str = "") -> Article:
    """The article in a file that is in memory; its type is told by what it begins with, else by the ending of its name.

    Args:
        data: the file.
        name: the file's name.
        source: where it came from, as an address.
        charset: the encoding that came with it; empty when none did.

    Raises:
        QaBotError: it is too large, of a type that is not read, damaged, or holds no text.
    """
    path = PurePath(name)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise QaBotError(f"{path.name} is a {path.suffix} file, which I can't read. Save it as {READABLE}.")
    if len(data) > MAX_BYTES:
        raise QaBotError(f"{path.name} is larger than {MAX_BYTES / 1e6:.0f} MB. Use a smaller file.")
    title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
    suffix = suffix_of(data) or suffix
    article = _article(parse(data, suffix, charset), title, source)
    return replace(article, original=data) if suffix == ".pdf" else article


def load_address(url: str, allow_urls: bool | None = None) -> Article:
    """The article at an http or https address. Never reads a file of this machine, whatever `url` holds.

    Args:
        url: the address, with its scheme.
        allow_urls: whether addresses may be fetched; None asks the environment.

    Raises:
        QaBotError: addresses are not allowed, this is none, or nothing readable is there.
    """
    if not (urls_allowed() if allow_urls is None else allow_urls):
        raise QaBotError("Opening web addresses is switched off. Turn it on with --allow-urls or QA_BOT_ALLOW_URLS=1.")
    from qa_bot.loading.url_guard import fetch

    page = fetch(url)
    return article_from_bytes(page.data, page.name, source=page.url, charset=page.charset)


def load_article(path: str | Path, allow_urls: bool | None = None) -> Article:
    """The article in a file or at an address; `-` reads plain text from standard input.

    For the command line and Python, whose user may read every file that this process may. What a visitor sends goes to `load_address`.

    Raises:
        QaBotError: there is nothing, or nothing readable, or more than the limits allow; addresses are not allowed.
    """
    if str(path) == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise QaBotError(f"Standard input is larger than {MAX_BYTES / 1e6:.0f} MB: give a smaller text.")
        return _article(parse(data, ".txt"), "", "")
    if isinstance(path, str) and "://" in path:  # never a path, even with an unknown scheme
        return load_address(path, allow_urls)
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise QaBotError(f"{path.name} is a {path.suffix} file, which I can't read. Save it as {READABLE}.")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise QaBotError(f"There is no file {path}: check the path of the article.") from None
    except OSError as error:
        raise QaBotError(f"{path} cannot be read ({error.strerror}): choose another file.") from None
    return article_from_bytes(data, path.name)


def _article(found: dict[str, Any], title: str, source: str) -> Article:
    """The article with the fields that `parse` gave; the file's name is its title only where the text has none."""
    _check(found["text"])
    article = Article(
        found["text"],
        _fact(_book(title_of(found) or title or _opening(found["text"]))),
        source,
        _fact(found["date"]),
        _fact(found["credit"]),
        found["links"],
        blocks=found["blocks"],
        pages=tuple(found["pages"]),
        struck=found["struck"],
    )
    return _reported(article, found["kind"], tuple(found["dropped"]), tuple(found["remarks"]))


def urls_allowed() -> bool:
    """Whether the environment lets addresses be fetched: `QA_BOT_ALLOW_URLS` is 1."""
    return Settings.from_environment().allow_urls


def default_article() -> Article:
    """The article that the bot opens with, with what is known about it."""
    return bundled_article(DEFAULT)


def opening_article(wanted: str = "", allow_urls: bool | None = None) -> Article:
    """What to open with: a bundled article by its name, else as `load_article`; nothing named is the default article.

    Raises:
        QaBotError: there is no such article.
    """
    if not wanted or wanted in bundled_names():
        return bundled_article(wanted or DEFAULT)
    return load_article(wanted, allow_urls)


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
    return article_from_text((folder / f"{name}.txt").read_text(encoding="utf-8"), **facts)


def suffix_of(data: bytes) -> str:
    """The usual ending of a file that says itself what it is, whatever its name ends in; empty where it does not."""
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return ".epub" if b"mimetypeapplication/epub+zip" in data[:200] else ".docx" if b"word/document.xml" in data else ""
    return ".html" if data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")) else ""


def _fact(written: str) -> str:
    """What is said about an article, within its limit and on one line, without marks that turn the letters around it."""
    return " ".join(_TURNS.sub("", normalise(written[:MAX_FACT])).split())


def _check(text: str) -> None:
    if not any(character.isalnum() for character in text):
        raise QaBotError("There's no text here. Use an article with at least a few sentences.")


def _reported(article: Article, kind: str, dropped: tuple[str, ...] = (), remarks: tuple[str, ...] = ()) -> Article:
    language = language_of(article.text)
    foreign = remark_on(language)
    report = Report(kind, len(article.text.split()), len(article.pages), language, dropped, (*remarks, foreign) if foreign else remarks)
    return replace(article, report=report)


def title_of(found: dict[str, Any]) -> str:
    r"""The title that a file gives, or that its text begins with; empty without one, or where a program put a file's name there.

    >>> title_of({"title": "Microsoft Word - report_v2.docx", "text": "The Harbour\n\nAnna left.", "kind": "PDF", "blocks": ()})
    ''
    """
    given: str = found["title"][:MAX_FACT].strip()
    if given and not _FILE_NAME.search(given):
        return given
    first = next(iter(found["blocks"]), None)
    headed = first is not None and first.kind == "heading" and first.start == 0
    return headline(found["text"]) if headed or found["kind"] == "text" else ""


def _book(title: str) -> str:
    """A title, as far as it is kept, without the words that Project Gutenberg puts around it.

    >>> _book("The Project Gutenberg EBook of Emma, by Jane Austen"), _book("The Project Gutenberg eBook of Dubliners"), _book("Emma")
    ('Emma', 'Dubliners', 'Emma')
    """
    return _GUTENBERG.sub(r"\1", title[:MAX_FACT])


def headline(text: str) -> str:
    r"""The first line of a text where it stands over the others like a title: short, and no sentence; else nothing.

    >>> headline("The Harbour\n\nAnna counted the boats."), headline("Anna counted the boats.\n\nNils slept."), headline("Anna: Hello")
    ('The Harbour', '', '')
    """
    line, _, rest = text.partition("\n")
    plain = " | " not in line and line[-1:] not in ".,;:!?…\"”'’)" and any(map(str.isalpha, line)) and not line[:1].islower()
    return line if rest.strip() and len(line) <= _LONGEST_TITLE and plain else ""


def _opening(text: str, limit: int = 60) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
