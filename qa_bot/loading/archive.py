"""The zip of a Word document or a book, within limits, and the XML inside it, without entities and without a network."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_FILES, MAX_UNPACKED


def open_archive(data: bytes) -> zipfile.ZipFile:
    """A zip whose directory promises no more than the limits. `zipfile` unpacks no more than the directory says.

    Raises:
        QaBotError: it promises more, or is locked with a password.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = archive.infolist()
    unpacked = sum(archive.getinfo(file.filename).file_size for file in files)  # of files of one name, the last is read each time
    if len(files) > MAX_FILES or unpacked > MAX_UNPACKED:
        raise QaBotError(f"This file unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB. Use a smaller one.")
    if any(file.flag_bits & 1 for file in files):
        raise QaBotError("This file has a password. Save it without one and try again.")
    return archive


def parse_xml(data: bytes) -> Any:
    """The tree of an XML part."""
    from lxml import etree

    return etree.fromstring(data, parser=etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def squeezed(text: str | None) -> str:
    """A text in single spaces; "" for none."""
    return " ".join((text or "").split())
