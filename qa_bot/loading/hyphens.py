"""Lines of a paragraph put together: a hyphen at a line's end goes where it only parts a word, and stays where it is the word's own. Plain Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from qa_bot.loading.outline import Run
from qa_bot.word_list import frequency, is_word

HYPHENATED = re.compile(r"([^\W_]+)[-\u2010\u2011\u00ad]\Z")
_HANGING = frozenset("and or to nor und oder et ou bis".split())
"""Words before which a hyphen stands for a part that comes later, as in "two- and threefold"."""
_PREFIXES = frozenset("all ex half multi non quasi self semi well".split())
"""First parts that keep their hyphen before a word of its own, in all but frequent words."""
_FREQUENT = 300
"""Frequency from which "multimedia" is written solid; rarer ones ("multi-coloured") are written both ways, and their hyphen is not taken away."""


class Joiner:
    """Joins the lines of one document.

    Args:
        texts: all lines of the document: a word that they write solid elsewhere is solid at a line's end too.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.joined = 0
        """Hyphens that went."""
        self._words = Counter(word for text in texts for word in re.findall(r"[\w-]+", text.lower()))

    def following(self, runs: Sequence[Run], text: str) -> str:
        """A line's text as it follows the runs before: after a space, or after a hyphen that goes or stays."""
        before = next((run for run in reversed(runs) if run.text), None)
        if before is None:
            return text
        hyphenated = HYPHENATED.search(before.text)
        right = re.match(r"[^\W_]*", text)
        if not hyphenated or not right or not right.group() or right.group() in _HANGING:
            return " " + text
        written = before.text.rsplit(None, 1)[-1]
        if _solid(hyphenated.group(1), right.group(), self._words) and not re.search(r"[/@\\]|\w\.\w", written):
            self.joined += 1
            before.text = before.text[:-1]
        return text


def _solid(left: str, right: str, words: Counter[str]) -> bool:
    """Whether a word parted by a hyphen at a line's end is written without one: as elsewhere in the document, else as in English.

    Before a digit, or a capital after small letters, the hyphen is the word's own: "HX-7", "Jean-Paul".
    """
    if not (left + right).isalpha() or (right[:1].isupper() and not (left + right).isupper()):
        return False
    solid, parted = (left + right).lower(), f"{left}-{right}".lower()
    if words[solid] != words[parted]:
        return words[solid] > words[parted]
    if left.lower() in _PREFIXES and frequency(solid) < (_FREQUENT if is_word(right.lower()) else 1):
        return False
    return is_word(solid) or not (left.isupper() or (is_word(left.lower()) and is_word(right.lower())))
