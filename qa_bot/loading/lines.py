"""A line of a page, with the place of its words. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field

GUTTER = 0.8
"""Times the size of the type from which a gap in a line may lie between two cells."""


@dataclass
class Line:
    """A line of a page; lengths in points, the page's origin at its lower left."""

    left: float
    right: float
    base: float
    """Height of the baseline."""
    size: float
    """Of the type of its first word."""
    text: str = ""
    bold: bool = False
    """Whether it begins in a bold type."""
    first_word: float = 0.0
    """Width of the first word."""
    gaps: list[tuple[int, float, float]] = field(default_factory=list)
    """Its wide gaps, each as the index in the text of what follows, and where the gap begins and ends."""

    def put(self, character: str, left: float, right: float, space: bool) -> None:
        """Add the next character, after a space or not."""
        if space and self.text:
            self.text += " "
            if left - self.right > GUTTER * self.size:
                self.gaps.append((len(self.text), self.right, left))
        self.text += character
        if " " not in self.text:
            self.first_word = right - self.left
        self.left, self.right = min(self.left, left), max(self.right, right)
