"""Starts the process (`worker`) that reads a file; it may crash, hang or swell without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from qa_bot.article import Block, Kind, Link
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_WAIT, seconds_for

_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "VIRTUAL_ENV")
"""Environment variables that the process gets: none that holds a secret."""


def parse(data: bytes, suffix: str, charset: str = "") -> dict[str, Any]:
    """The fields of the article in a file: kind, title, date, credit, text, blocks, links, pages, struck, dropped, remarks.

    Raises:
        QaBotError: the file cannot be read; the sentence says why.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    here = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [here, environment.get("PYTHONPATH", "")]))
    # -P: what lies in the folder that somebody works in is no module of ours
    seconds = seconds_for(len(data))
    command = [sys.executable, "-P", "-m", "qa_bot.loading.worker", suffix, charset, str(seconds)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds + MAX_WAIT, check=False, env=environment)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise QaBotError(f"Reading this file took longer than {seconds} seconds: choose a smaller one.") from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        # a signal ended it: by the clock (SIGXCPU, SIGKILL), or because the library crashed
        if done.returncode in (-24, -9):
            raise QaBotError(f"Reading this file took longer than {seconds} seconds: choose a smaller one.") from None
        raise QaBotError("This file is damaged and cannot be read: open it in its own program, save it again and try that.") from None
    if "refused" in found:
        raise QaBotError(found["refused"])
    found["blocks"] = tuple(_block(*block) for block in found["blocks"])
    found["struck"] = tuple((start, end) for start, end in found["struck"])
    found["links"] = tuple(Link(*link) for link in found["links"])
    return dict(found)


def _block(start: int, end: int, kind: Kind, level: int, marker: str, cells: list[list[int]], labels: list[str]) -> Block:
    return Block(start, end, kind, level, marker, tuple((first, last) for first, last in cells), tuple(labels))
