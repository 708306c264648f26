"""Bytes -> text. What says its own encoding is believed, then UTF-8 is tried, then charset-normalizer guesses."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from qa_bot.errors import QaBotError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._-]+)|<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9._-]+)", re.IGNORECASE
)
_SAMPLE = 200_000
_FEW = 0.03
"""Share of bytes above 127 below which a text is taken for Western, Windows-1252, as browsers take it."""


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The text of a file.

    Args:
        data: the file's bytes.
        name: how the file is called in the sentence that refuses it.
        declared: the encoding that came with it, as in a Content-Type; empty when none did.

    Raises:
        QaBotError: the bytes are no text in an encoding that can be told.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    inside = _DECLARED.search(data[:2048])
    written = (inside.group(1) or inside.group(2)).decode("ascii") if inside else ""
    for encoding in filter(None, (marked, declared, "utf-8", written)):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    return _guess(data, name)


def _guess(data: bytes, name: str) -> str:
    refusal = QaBotError(f"{name} is not text in an encoding that can be told: save it as UTF-8 and try again.")
    # what holds many control characters is no text, whatever a guess says
    controls = sum(byte < 9 or 13 < byte < 27 for byte in data[:_SAMPLE])
    wide = data[:_SAMPLE].count(0) > 0.3 * len(data[:_SAMPLE])
    if controls > 0.01 * len(data[:_SAMPLE]) and not wide:
        raise refusal
    high = sum(byte > 127 for byte in data[:_SAMPLE])
    if high < _FEW * len(data[:_SAMPLE]) and not wide:
        with suppress(UnicodeDecodeError):  # a few dashes and accents in English tell a guesser nothing
            return data.decode("cp1252")
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise QaBotError(
            f"{name} is not UTF-8 text: save it as UTF-8, or install what guesses encodings: pip install 'qa-bot[documents]'."
        ) from None
    best = from_bytes(data[:_SAMPLE]).best()
    try:
        text = data.decode(best.encoding) if best else ""
    except (UnicodeDecodeError, LookupError):
        raise refusal from None
    if not text or "\0" in text:
        raise refusal
    return text
