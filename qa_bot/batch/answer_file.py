"""A file of answers that is only appended to: what a run that was broken off has written is kept, and read by nobody a second time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from qa_bot.errors import QaBotError

_BLOCK = 65_536


class AnswerFile:
    """JSON Lines, one answer each. Nobody else can write it while it is open. A context manager.

    Args:
        path: the file, made if need be; a last line that was broken off is cut away.

    Raises:
        QaBotError: it cannot be written, or another run writes it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("a+b")
            _lock(self._file, path)
            self._file.truncate(_end_of_lines(self._file))
        except OSError as error:
            raise self._unwritable(error) from None

    def __enter__(self) -> AnswerFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def kept(self) -> Iterator[tuple[str, str]]:
        """The ids and the questions of the answers that it holds.

        Raises:
            QaBotError: it holds something else.
        """
        self._file.seek(0)
        try:
            for line in self._file:
                answer = json.loads(line)
                yield str(answer["id"]), str(answer["question"] or "")
        except (ValueError, KeyError, TypeError):
            raise QaBotError(f"{self.path} holds something else than answers: give another folder.") from None

    def append(self, answers: list[dict[str, Any]]) -> None:
        """Write answers at the end; raises `QaBotError` where there is no room for them."""
        lines = "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
        try:
            self._file.write(lines.encode("utf-8", "replace"))
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from None

    def _unwritable(self, error: OSError) -> QaBotError:
        return QaBotError(f"{self.path} cannot be written ({error.strerror}): make room, or give another folder.")


def _end_of_lines(file: BinaryIO) -> int:
    """Where the last whole line of a file ends."""
    end = file.seek(0, os.SEEK_END)
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _lock(file: BinaryIO, path: Path) -> None:
    """Hold a file until it is closed: a second run that was started meanwhile would answer the same rows."""
    if os.name != "posix":
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise QaBotError(f"Another run writes {path} just now: wait until it has ended.") from None
