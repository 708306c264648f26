"""Confidences and scores as a visitor reads them."""

from __future__ import annotations

_WORDS = ((0.95, "Very likely right"), (0.8, "Likely right"), (0.6, "Probably right"), (0.4, "Uncertain"), (0.0, "Only a guess"))


def sureness(confidence: float) -> str:
    """A confidence in words and number, never quite 0 or 100 %."""
    words = next(words for floor, words in _WORDS if confidence >= floor or floor == 0.0)
    return f"{words} · {percent(confidence)}"


def percent(share: float) -> str:
    """A share in percent, never quite 0 or 100."""
    return f"{min(99, max(1, round(share * 100)))}%"


def number(value: float) -> str:
    """A number with a true minus sign."""
    return f"{value:.2f}".replace("-", "−")
