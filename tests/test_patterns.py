"""No pattern can match a short text in very many ways: Python's `re` holds up the whole process while it tries them all.

From each pattern, texts are made that nearly match it: what leads to one of its repetitions, the repeated part again and again, and an end that
does not fit. What takes a tenth of a second at forty characters takes weeks at a hundred.
"""

from __future__ import annotations

import ast
import random
import re
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import qa_bot

OTHERS = ("__main__", "batch", "cluster", "compat", "evaluation", "training")
"""Packages that no visitor's text comes to."""
SIZES = range(16, 41, 4)
MOST = 0.1
"""Seconds of the processor for one text; most take some millionths."""
ENDS = ("", "\x01", " x")
ALPHABET = [chr(code) for code in range(9, 127)] + list("éÀ“”’–•…")
CATEGORIES: dict[Any, Any] = {
    kinds.CATEGORY_SPACE: str.isspace,
    kinds.CATEGORY_DIGIT: str.isdigit,
    kinds.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    kinds.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    kinds.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
    kinds.CATEGORY_NOT_WORD: lambda one: not one.isalnum() and one != "_",
}


def patterns() -> list[re.Pattern[Any]]:
    """The patterns of all modules, and those that are written as a text where they are used."""
    found: dict[Any, re.Pattern[Any]] = {}
    root = Path(qa_bot.__path__[0])
    for file in sorted(root.rglob("*.py")):
        names = file.relative_to(root).with_suffix("").parts
        if names[0] in OTHERS:
            continue
        loaded: Any = import_module(".".join(("qa_bot", *names)).removesuffix(".__init__"))
        found |= {one.pattern: one for value in vars(loaded).values() for one in inside(value)}
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).startswith("re."):
                written = getattr(node.args[0], "value", None)
                found |= {written: re.compile(written)} if isinstance(written, str) and written not in found else {}
    return [one for one in found.values() if isinstance(one.pattern, str)]


def inside(value: Any) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.values() if isinstance(value, dict) else value:
            yield from inside(one)


def fits(items: list[Any], one: str) -> bool:
    """Whether a character is of a class."""
    named = any(
        (kind is kinds.LITERAL and chr(value) == one)
        or (kind is kinds.RANGE and value[0] <= ord(one) <= value[1])
        or (kind is kinds.CATEGORY and CATEGORIES[value](one))
        for kind, value in items
    )
    return named is not any(kind is kinds.NEGATE for kind, _ in items)


class Nearly:
    """Writes texts that a pattern matches, and notes each repetition: what leads to it, and the part that is repeated."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.chance = random.Random(7)
        self.found: dict[tuple[str, str], None] = {}
        for _ in range(25):
            self.write(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), "")

    def write(self, tree: Any, before: str) -> str:
        """A text for a part of the pattern."""
        out = ""
        for kind, value in tree:
            if kind is kinds.LITERAL:
                out += chr(value)
            elif kind is kinds.IN:
                out += self.chance.choice([one for one in ALPHABET if fits(value, one)] or ["x"])
            elif kind in (kinds.ANY, kinds.NOT_LITERAL):
                out += self.chance.choice("aA0 .,")
            elif kind in (kinds.BRANCH, kinds.SUBPATTERN):
                out += self.write(self.chance.choice(value[1]) if kind is kinds.BRANCH else value[3], before + out)
            elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
                least, most, part = value
                pieces = [self.write(part, before + out) for _ in range(max(2, least))]
                if most > 3:
                    self.found |= {(before + out, pieces[0]): None, (before + out, pieces[0] + pieces[1]): None}
                out += "".join(pieces[: max(least, self.chance.randrange(2))])
        return out


def slow_text(pattern: re.Pattern[str]) -> str:
    """A short text that takes a pattern long; empty for none."""
    nearly = [(lead, part) for lead, part in Nearly(pattern).found if part and len(lead) < 200][:80]
    for size in SIZES:
        for lead, part in nearly:
            for middle, end in product({(part * size)[:size], part * (size // 2)}, ENDS):
                text = f"{lead}{middle}{end}"
                if seconds(pattern, text) > MOST and seconds(pattern, text) > MOST:
                    return text
    return ""


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """The time of the processor for looking for a pattern in a text, and for comparing all of it."""
    began = time.thread_time()
    pattern.search(text)
    pattern.fullmatch(text)
    return time.thread_time() - began


@pytest.mark.parametrize(
    "written",
    [
        r"(?:a+)+b",
        r"\b[Tt]he (?:[A-ZÀ-Þ][\w-]+ ?)+$",
        r"\byou\b(?: an?| a| just)* ?\b(?:dumb|bot)\b",
        r"(?:(?:the long word \w+ )+ ?)+$",
        r"(?:according to \w+(?: \w+)*,? ?)+\.",
    ],
)
def test_what_can_be_read_in_very_many_ways_is_found(written: str) -> None:
    assert slow_text(re.compile(written))


def test_no_pattern_reads_a_short_text_in_very_many_ways() -> None:
    known = patterns()
    assert len(known) > 250
    assert {one.pattern: text for one in known if (text := slow_text(one))} == {}
