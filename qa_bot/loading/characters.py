"""Characters as they are stored: one kind of line end, NFC, nothing that only guides a layout. Plain `re`, linear in the length."""

from __future__ import annotations

import re
import unicodedata

from qa_bot.article import whole

_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFEFF, 0x200B, 0x00AD])


def normalise(raw: str) -> str:
    """NFC, one kind of line end, no control characters, no invisible ones that only guide a layout."""
    raw = with_line_ends(raw).translate(_DROPPED)
    return re.sub(r"[\u2028\u2029]", "\n", unicodedata.normalize("NFC", _with_few_marks(whole(raw))))


def _with_few_marks(text: str) -> str:
    """A text without the combining marks that follow thirty others: Unicode's Stream-Safe Text Format (UAX #15).

    No language needs more, and normalising takes quadratic time in them.
    """
    marks = "".join(re.escape(character) for character in set(text) if unicodedata.combining(character))
    return re.sub(f"([{marks}]{{30}})[{marks}]+", r"\1", text) if marks else text


def with_line_ends(raw: str) -> str:
    """A text with one kind of line end."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
