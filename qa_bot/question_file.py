"""A file of questions for the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qa_bot.errors import QaBotError


def conversations(path: Path) -> Iterator[list[str]]:
    """The turns of each conversation in a file: one question a line, or JSON Lines with {"question"} or {"turns": [...]}.

    Raises:
        QaBotError: the file cannot be read, or a line is neither.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QaBotError(f"{path} cannot be read ({error}): give a UTF-8 file with one question a line.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("{"):
            yield [line.strip()]
            continue
        try:
            row = json.loads(line)
            turns = row["turns"] if "turns" in row else [row["question"]]
            if not turns or not all(isinstance(turn, str) for turn in turns):
                raise TypeError("turns must be strings")
        except (ValueError, KeyError, TypeError) as error:
            raise QaBotError(f'{path}, line {number} ({error}): write {{"question": "..."}} or {{"turns": ["...", "..."]}}.') from None
        yield turns
