"""A line of a page, with the place of its words. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qa_bot.loading.superscripts import subscript, superscript

GUTTER = 0.8
"""Times the size of the type from which a gap in a line may lie between two cells."""
NARROW = 0.35
"""Times the size of the type from which it may do so where many lines have it at the same place."""


@dataclass(slots=True)
class TagCell:
    """A cell of a table, as a tagged PDF has it or as lines on the page part it."""

    columns: int = 1
    rows: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """The element of a tagged PDF's structure (ISO 32000-1, 14.8.4) that a line is of, or the ruled cell of a table. Each is one object."""

    order: int
    """Its place in the order in which the page is read."""
    kind: Literal["text", "heading", "item", "label", "quote", "code", "cell", "contents", "aside", "ruled"]
    level: int = 1
    marker: str = ""
    """A bullet for what begins an item."""
    table: list[list[TagCell]] | None = None
    """The rows of the table that a cell is of."""
    cell: TagCell | None = None


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
    narrow: list[tuple[int, float, float]] = field(default_factory=list)
    """Its gaps of at least `NARROW`, in the same way."""
    tag: Tag | None = None
    """None where the file is not tagged, or the line is not."""
    shifted: tuple[int, int] | None = None
    """Where the raised (1) or lowered (-1) characters at its end begin, and which way they are set."""

    @property
    def is_tagged(self) -> bool:
        """Whether the file itself says what it is."""
        return self.tag is not None and self.tag.kind != "ruled"

    def put(self, character: str, left: float, right: float, space: bool) -> None:
        """Add the next character, after a space or not."""
        self.settle()
        if space and self.text:
            self.text += " "
            if left - self.right > NARROW * self.size:
                self.narrow.append((len(self.text), self.right, left))
            if left - self.right > GUTTER * self.size:
                self.gaps.append((len(self.text), self.right, left))
        self.text += character
        if " " not in self.text:
            self.first_word = right - self.left
        self.left, self.right = min(self.left, left), max(self.right, right)

    def shift(self, character: str, left: float, right: float, way: int, space: bool) -> None:
        """Add a character that is raised (`way` is 1) or lowered (-1), after a space or not where it is not the first one."""
        if self.shifted is None or self.shifted[1] != way:
            self.settle()
            self.shifted = len(self.text), way
        elif space:
            self.text += " "
        self.text += character
        self.left, self.right = min(self.left, left), max(self.right, right)

    def settle(self) -> None:
        """Write the raised or lowered characters at the end so that they cannot be taken for a part of what stands before."""
        if self.shifted is not None:
            at, way = self.shifted
            before, signs = self.text[:at], self.text[at:]
            self.text = before + (superscript(signs, before) if way > 0 else subscript(signs, before))
            self.shifted = None
