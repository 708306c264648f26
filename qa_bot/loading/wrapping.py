r"""Lines -> paragraphs: which line breaks are only there because the line was full, which lines are quoted, headings or decoration.

A break is a wrap where the next line's first word would not have fitted before the right margin (or nearly so, where the line does not end
a sentence), where the line ends in a space (RFC 3676), or where a sentence goes on in lower case. Items, rows with wide gaps and entries of
a table of contents begin a line of their own, as do the speakers of a transcript. Lines that mail quotes with ">" are a block of their own, with a margin of their own.

Example: "> The keys are with Olaf\n> Berg at Gull House." -> the quoted paragraph "The keys are with Olaf Berg at Gull House."
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from qa_bot.function_words import LEADING_ON
from qa_bot.loading.text_links import HOLE

_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}\)|(?:\d{1,3}\.){1,4})\s")
_SPEAKER = re.compile(r"\s*(?:[A-ZÀ-Þ][\w.'’-]{0,30} ){0,3}[A-ZÀ-Þ][\w.'’-]{0,30}:\s")
"""What stands before the lines of a transcript: after the end of a sentence, it begins a paragraph."""
_QUOTED = re.compile(r"\s{0,3}((?:>[ \t]*)*> ?)")
_PROMPT = re.compile(r"\s*>>>(?: |$)")
_RULE = re.compile(r"\s*([*=~_#+-])\1{3,}\s*")
_TABULAR = re.compile(r"\S(?: {4,}|\t\s*)\S|\.{4,}")
_ENDING = ".!?…:"
_CLOSING = "\"'”’)]»"
_MARGINS = 40, 100
"""Where people and programs wrap lines."""
_EARLY = 8
"""People who wrap by hand break a line up to so many characters early."""
_QUOTE_MARGIN = 20
"""Characters from which quoted lines are taken for wrapped: mail wraps what it quotes."""


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph on one line, and what it is."""

    text: str
    kind: Literal["text", "heading", "quote"] = "text"
    level: int = 1


def paragraphs_of(lines: list[str]) -> tuple[list[Paragraph], int]:
    """The paragraphs, and how many lines of decoration were left out.

    Args:
        lines: of a normalised text, with their indentation.
    """
    lines, rules, underlined = _undecorated(lines)
    quoting = any(_QUOTED.match(line) and not _PROMPT.match(line) for line in lines)
    found: list[Paragraph] = []
    margin = _margin(line for line in lines if not quoting or not _QUOTED.match(line))
    number = 0
    for level, group in groupby(lines, key=lambda line: _level(line) if quoting else 0):
        part = list(group)
        if level:
            quoted = [_QUOTED.sub("", line, count=1) for line in part]
            own = _margin(quoted, 1.0)
            found += [Paragraph(text, "quote", level) for text, _ in _unwrap(quoted, own, own >= _QUOTE_MARGIN)]
        else:
            for text, at in _unwrap(part, margin, _MARGINS[0] <= margin <= _MARGINS[1]):
                heading = underlined.get(number + at)
                found.append(Paragraph(text, "heading", heading) if heading else Paragraph(text))
        number += len(part)
    return found, rules


def are_wrapped(lines: list[str]) -> bool:
    """Whether the lines of a text are wrapped at a margin."""
    return _MARGINS[0] <= _margin(lines) <= _MARGINS[1]


def _level(line: str) -> int:
    """How many times a line is quoted."""
    quoted = _QUOTED.match(line)
    return quoted.group(1).count(">") if quoted else 0


def _margin(lines: Iterable[str], share: float = 0.95) -> int:
    """The length of a full line, in characters with indentation: nearly no line is longer."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip() and HOLE not in line)
    return lengths[min(len(lengths) - 1, int(len(lengths) * share))] if lengths else 0


def _undecorated(lines: list[str]) -> tuple[list[str], int, dict[int, int]]:
    """The lines without rules and boxes, how many were left out, and the heading level of each underlined line by its number."""
    boxed = {
        number
        for is_boxed, group in groupby(
            range(len(lines)), key=lambda number: _inside(lines[number]) is not None or bool(_RULE.fullmatch(lines[number]))
        )
        for number in _box(list(group) if is_boxed else [], lines)
    }
    kept: list[str] = []
    underlined: dict[int, int] = {}
    rules = 0
    for number, line in enumerate(lines):
        rule = _RULE.fullmatch(line)
        if rule and len(line.strip()) >= 4:
            above = kept[-1].strip() if kept else ""
            alone = bool(above) and (len(kept) == 1 or not kept[-2].strip())
            if alone and rule.group(1) in "=-~" and abs(len(above) - len(line.strip())) <= 2 and len(kept) - 1 not in underlined:
                underlined[len(kept) - 1] = 1 if rule.group(1) == "=" else 2
            kept.append("")
            rules += 1
            continue
        inside = _inside(line) if number in boxed else None
        kept.append(line if inside is None else inside)
    return kept, rules, underlined


def _inside(line: str) -> str | None:
    """What stands between the sides of a box; None where the line has none."""
    line = line.strip()
    sides = len(line) > 1 and line[0] in "*#|" and line[-1] == line[0] and (len(line) == 2 or line[1].isspace())
    return line[1:-1].rstrip() if sides else None


def _box(numbers: list[int], lines: list[str]) -> list[int]:
    """The lines of a box: rules above and below, and sides of one kind between."""
    ruled = [number for number in numbers if _RULE.fullmatch(lines[number])]
    return numbers[numbers.index(ruled[0]) : numbers.index(ruled[-1]) + 1] if len(ruled) > 1 else []


def _unwrap(lines: list[str], margin: int, wrapped: bool) -> Iterator[tuple[str, int]]:
    """Each paragraph on one line, and the number of its first line."""
    words: list[str] = []
    first, previous = 0, ""
    for number, line in enumerate(lines):
        if words and not (line.strip() and (_joins(previous, line, margin, wrapped))):
            yield " ".join(words), first
            words = []
        if line.strip():
            first = first if words else number
            words.append(line.strip())
        previous = line
    if words:
        yield " ".join(words), first


def _joins(previous: str, line: str, margin: int, wrapped: bool) -> bool:
    """Whether a line goes on with the paragraph of the one before it; neither is empty."""
    before, after = previous.strip(), line.strip()
    if not before or _ITEM.match(line):
        return False
    if HOLE in (before, after):
        return True
    if not wrapped or _TABULAR.search(previous) or _TABULAR.search(line):
        return False
    length, first = len(previous.rstrip()), after.split(" ", 1)[0]
    ends = before.rstrip(_CLOSING)[-1:] in _ENDING
    if ends and _SPEAKER.match(line):
        return False
    room = margin - length - 1 - len(first)
    if room < (_EARLY if HOLE in first or not ends else 0) or previous.endswith(" ") or HOLE in previous:
        return True
    hangs = before.endswith(",") or before.rsplit(None, 1)[-1].lower() in LEADING_ON
    return not ends and length >= (0.5 if hangs else 0.6) * margin and (hangs or after[0].islower())
