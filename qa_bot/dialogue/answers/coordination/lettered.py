"""The parts of a sentence that are lettered or numbered: "on condition that a) it is small, b) it is quiet"."""

from __future__ import annotations

import re

from qa_bot.dialogue.answers.coordination.segments import Bounds

_MARK = re.compile(r"(?:(?<=\s)|^)\(?(?P<mark>[a-h]|[1-9])\)\s+(?=\S)")
_JOINING = re.compile(r"[\s,;.]*(?:\b(?:and|or))?\s*$")


def lettered(text: str, start: int, end: int) -> list[Bounds]:
    """The parts of the sentence `text[start:end]` that are marked a), b), ... or 1), 2), ..., without their marks; empty if it has none.

    >>> text = "Ask a) the mayor, b) the vicar or c) both."
    >>> [text[slice(*bounds)] for bounds in lettered(text, 0, len(text))], lettered("See 4) and b) there.", 0, 20)
    (['the mayor', 'the vicar', 'both'], [])
    """
    marks = list(_MARK.finditer(text[start:end]))
    told = "".join(one["mark"] for one in marks)
    if len(marks) < 2 or not ("abcdefgh".startswith(told) or "123456789".startswith(told)):
        return []
    ends = [*(one.start() for one in marks[1:]), end - start]
    parts = [_JOINING.sub("", text[start + one.end() : start + to]) for one, to in zip(marks, ends, strict=True)]
    return [(start + one.end(), start + one.end() + len(part)) for one, part in zip(marks, parts, strict=True) if part]
