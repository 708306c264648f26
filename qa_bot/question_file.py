"""A file of questions for the command line: one question a line, or JSON Lines with {"question"} or {"turns": [...]}, "id" and "article"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa_bot.errors import QaBotError


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file of questions."""

    id: str
    """What the file says, else FILE:LINE."""
    turns: tuple[str, ...] = ()
    """The question, after those that it follows; empty where the line cannot be read."""
    article: str = ""
    """Which article of a folder is asked, relative to the folder; empty where the line does not say."""
    error: str = ""
    """Why the line cannot be read, as a sentence; empty where it can."""


def rows(path: Path) -> Iterator[Row]:
    """The lines of a file, without the blank ones, one at a time: a file may hold millions.

    Raises:
        QaBotError: the file cannot be read at all. A line that cannot be read is a row with an error.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                written = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
                if written:
                    yield _row(path.name, number, written)
    except OSError as error:
        raise QaBotError(f"{path} cannot be read ({error.strerror}): give a UTF-8 file with one question a line.") from None


def conversations(path: Path) -> Iterator[list[str]]:
    """The turns of each conversation in a file.

    Raises:
        QaBotError: the file, or a line of it, cannot be read.
    """
    for row in rows(path):
        if row.error:
            raise QaBotError(f"{path.parent / row.error}")
        yield list(row.turns)


def _row(name: str, number: int, line: bytes) -> Row:
    place = f"{name}:{number}"
    try:
        text = line.decode()
        if not text.startswith("{"):
            return Row(place, (text,))
        found = json.loads(text)
        turns = found["turns"] if "turns" in found else [found["question"]]
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
            raise TypeError("turns must be strings")
        named, article = found.get("id", place), found.get("article", "")
        if not isinstance(named, str | int) or not isinstance(article, str):
            raise TypeError("id and article must be strings")
        return Row(str(named), tuple(turns), article)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return Row(place, error=f'{name}, line {number} ({error}): write {{"question": "..."}} or {{"turns": ["...", "..."]}}.')
