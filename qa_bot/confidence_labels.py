"""Confidences, scores and times as a visitor reads them."""

from __future__ import annotations

_WORDS = ((0.95, "Very likely right"), (0.8, "Likely right"), (0.6, "Probably right"), (0.4, "Uncertain"), (0.0, "Only a guess"))


def sureness(confidence: float) -> str:
    """A confidence in words and number, never quite 0 or 100 %; the words fit the number as it is shown.

    >>> sureness(0.595)
    'Probably right · 60%'
    """
    words = next(words for floor, words in _WORDS if round(confidence * 100) / 100 >= floor or floor == 0.0)
    return f"{words} · {percent(confidence)}"


def percent(share: float) -> str:
    """A share in percent, never quite 0 or 100."""
    return f"{min(99, max(1, round(share * 100)))}%"


def number(value: float) -> str:
    """A number with a true minus sign."""
    return f"{value:.2f}".replace("-", "−")


def duration(milliseconds: float) -> str:
    r"""A time in milliseconds, from a second on in seconds.

    >>> duration(999.4), duration(999.6), duration(13630)
    ('999\xa0ms', '1.0\xa0s', '13.6\xa0s')
    """
    return f"{milliseconds:.0f}\u00a0ms" if milliseconds < 999.5 else f"{milliseconds / 1000:.1f}\u00a0s"
