"""Starts the process (`worker`) that reads a file. It may crash, hang or swell without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any

from qa_bot.article import Block, Kind, Link
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import IN_PROCESS, MAX_SECONDS, MAX_WAIT, PICTURE_SECONDS, seconds_for
from qa_bot.loading.mail import is_mail
from qa_bot.loading.markdown import is_markdown
from qa_bot.loading.pdf_places import PagePicture

TELL, PICTURE = "--confinement", "--picture"
_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "LC_ALL", "VIRTUAL_ENV")
"""Environment variables that the process gets: none that holds a secret."""


def needs_process(raw: str) -> bool:
    """Whether a text is read by a process of its own."""
    return len(raw) > IN_PROCESS or is_mail(raw.encode("utf-8", "replace")) or is_markdown(raw)


def parse(data: bytes, suffix: str, charset: str = "") -> dict[str, Any]:
    """The fields of the article in a file: kind, title, date, credit, text, blocks, links, pages, struck, dropped, remarks.

    Raises:
        QaBotError: the file cannot be read; the sentence says why.
    """
    seconds = seconds_for(len(data))
    late = f"Reading this file took longer than {seconds} seconds. Use a smaller one."
    # libraries in C end the process in the same way for want of memory as for a broken file
    broken = "This file is broken, or needs more memory to read than is allowed. Save it again in the program that made it, or use a smaller one."
    found = _outcome([suffix, charset, str(seconds)], data, seconds, late, broken)
    labels = [tuple(names) for names in found.pop("labels")]  # those of one table are kept once
    found["blocks"] = tuple(_block(labels, *block) for block in found["blocks"])
    found["struck"] = tuple((start, end) for start, end in found["struck"])
    found["links"] = tuple(Link(*link) for link in found["links"])
    return found


def picture(data: bytes, number: int, width: int) -> PagePicture:
    """A page of a PDF as a picture.

    Args:
        data: the PDF.
        number: of the page, from 1.
        width: pixels.

    Raises:
        QaBotError: the page cannot be drawn; the sentence says why.
    """
    late = f"Drawing this page took longer than {PICTURE_SECONDS} seconds."
    broken = "This page can't be shown as a picture."
    found = _outcome([PICTURE, str(number), str(width), str(PICTURE_SECONDS)], data, PICTURE_SECONDS, late, broken)
    image, boxes = (b64decode(found[name]) for name in ("image", "boxes"))
    return PagePicture(image, found["width"], found["height"], found["letters"], boxes)


def _outcome(arguments: list[str], data: bytes, seconds: int, late: str, broken: str) -> dict[str, Any]:
    """What the process gives for a file.

    Raises:
        QaBotError: it refused, was `late`, or ended otherwise: `broken`.
    """
    try:
        done = _run(arguments, data, seconds + MAX_WAIT)
    except subprocess.TimeoutExpired:
        raise QaBotError(late) from None
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        # a signal ended it: by the clock (SIGXCPU, SIGKILL), or because the library crashed
        raise QaBotError(late if done.returncode in (-24, -9) else broken) from None
    if "refused" in found:
        raise QaBotError(found["refused"])
    return found


def _block(
    labels: list[tuple[str, ...]], start: int, end: int, kind: Kind, level: int, marker: str, cells: list[list[int]], row: int
) -> Block:
    return Block(start, end, kind, level, marker, tuple((first, last) for first, last in cells), labels[row])


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
    environment["OPENBLAS_NUM_THREADS"] = "1"  # each of its threads would take memory for itself
    # -P: a file in the working folder is no module of ours
    command = [sys.executable, "-P", "-m", "qa_bot.loading.worker", *arguments]
    return subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=environment)  # noqa: S603
