"""Starts the process (`worker`) that reads a file. It may crash, hang or swell without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from qa_bot.article import Block, Kind, Link
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_SECONDS, MAX_WAIT, seconds_for

TELL = "--confinement"
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "VIRTUAL_ENV")
"""Environment variables that the process gets: none that holds a secret."""


def parse(data: bytes, suffix: str, charset: str = "") -> dict[str, Any]:
    """The fields of the article in a file: kind, title, date, credit, text, blocks, links, pages, struck, dropped, remarks.

    Raises:
        QaBotError: the file cannot be read; the sentence says why.
    """
    seconds = seconds_for(len(data))
    try:
        done = _run([suffix, charset, str(seconds)], data, seconds + MAX_WAIT)
    except subprocess.TimeoutExpired:
        raise QaBotError(f"Reading this file took longer than {seconds} seconds. Use a smaller one.") from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        # a signal ended it: by the clock (SIGXCPU, SIGKILL), or because the library crashed
        if done.returncode in (-24, -9):
            raise QaBotError(f"Reading this file took longer than {seconds} seconds. Use a smaller one.") from None
        raise QaBotError("This file can't be read. Try saving it again in the program that made it.") from None
    if "refused" in found:
        raise QaBotError(found["refused"])
    found["blocks"] = tuple(_block(*block) for block in found["blocks"])
    found["struck"] = tuple((start, end) for start, end in found["struck"])
    found["links"] = tuple(Link(*link) for link in found["links"])
    return dict(found)


def _block(start: int, end: int, kind: Kind, level: int, marker: str, cells: list[list[int]], labels: list[str]) -> Block:
    return Block(start, end, kind, level, marker, tuple((first, last) for first, last in cells), tuple(labels))


@cache
def confinement() -> dict[str, bool]:
    """What confines the process that reads files on this system: `limits`, `network`, `files`, `system_calls`. Starts it once to see."""
    try:
        return dict(json.loads(_run([TELL], b"", MAX_SECONDS).stdout))
    except (subprocess.TimeoutExpired, ValueError):
        return dict.fromkeys(("limits", "network", "files", "system_calls"), False)


def _run(arguments: list[str], data: bytes, seconds: float) -> subprocess.CompletedProcess[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    here = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [here, environment.get("PYTHONPATH", "")]))
    # -P: a file in the working folder is no module of ours
    command = [sys.executable, "-P", "-m", "qa_bot.loading.worker", *arguments]
    return subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=environment)  # noqa: S603
