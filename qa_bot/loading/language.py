"""Which language a text is in, and what is said when it is not the one that the reader knows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

_log = logging.getLogger(__name__)
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
    """ISO 639-1 code; empty where the text is too short, or where py3langid is not installed or has no room for its tables."""
    middle = max(0, (len(text) - _SAMPLE) // 2)
    sample = text[middle : middle + _SAMPLE]
    if len(sample) < _LEAST:
        return ""
    classify = _classifier()
    return str(classify(sample)[0]) if classify else ""


def remark_on(language: str) -> str:
    """The sentence for a text that is not English; empty for one that is or may be."""
    return (
        ""
        if language in ("", "en")
        else f"This article is in {LANGUAGES.get(language, 'another language')}. I only work in English, so most questions will fail."
    )


@cache
def _classifier() -> Callable[[str], tuple[str, float]] | None:
    try:
        import py3langid

        py3langid.classify("")  # unpacks 48 MB into the folder for temporary files, and deletes them again
    except ImportError:
        return None
    except OSError:
        _log.warning(
            "The language of articles can't be told: no temporary file of 48 MB can be made. Set TMPDIR to a folder with more room."
        )
        return None
    found: Callable[[str], tuple[str, float]] = py3langid.classify
    return found
