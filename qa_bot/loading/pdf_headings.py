"""Which lines of an untagged PDF are headings: short ones in larger type than the text, or in bold. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from qa_bot.loading.pdf_lines import Line

LARGER = 1.12
"""Times the size of the text's type from which on a line is in larger type."""
LONGEST = 200
"""Characters of a heading."""


class Headings:
    """The sizes of type in a file: the text's own, and the larger ones, each of which is a level of headings.

    Args:
        lines: all lines of the file.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[_size(line)] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 1.0
        """Size of the text's type, in points."""
        larger = sorted((size for size in sizes if size > LARGER * self.body), reverse=True)
        self._levels = {size: level for level, size in enumerate(larger, start=1)}

    def level(self, text: str, last: Line) -> int:
        """The level of a heading, 1 (the largest type) to 6; 0 for what is no heading.

        Args:
            text: all its lines, joined.
            last: its last line.
        """
        if len(text) >= LONGEST:
            return 0
        bold = last.bold and text[-1] not in ".:;,"
        return min(self._levels.get(_size(last), 0) or (len(self._levels) + 1 if bold else 0), 6)


def _size(line: Line) -> float:
    return round(line.size * 2) / 2
