"""Which language a text is in, and what is said when it is not the one that the reader knows."""

from __future__ import annotations

from functools import cache
from typing import Any

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish",
    "ru": "Russian",
    "zh": "Chinese",
    "ja": "Japanese",
    "ar": "Arabic",
}
"""The names of languages that articles are often in."""
_SAMPLE = 4000
"""Characters from the middle of the text that are looked at: beginnings are full of names."""
_LEAST = 120
"""Characters below which no language is told."""


def language_of(text: str) -> str:
    """ISO 639-1 code; empty where the text is too short, or where py3langid is not installed."""
    middle = max(0, (len(text) - _SAMPLE) // 2)
    sample = text[middle : middle + _SAMPLE]
    if len(sample) < _LEAST:
        return ""
    try:
        identifier = _identifier()
    except ImportError:
        return ""
    return str(identifier.classify(sample)[0])


def remark_on(language: str) -> str:
    """The sentence for a text that is not English; empty for one that is or may be."""
    return (
        ""
        if language in ("", "en")
        else f"This article is in {LANGUAGES.get(language, 'another language')}. I only work in English, so most questions will fail."
    )


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid
