"""When a reply to a question about a real document counts as right. The rules are those of `../shared/real/score.py`.

An answer and an accepted text are compared as bags of words, without case, articles and punctuation:

- span: half of the words agree (F1), or the answer holds an accepted text and little else, or it is a good part of one;
- list: at least 60 % of the items are found, and at most a third of what is shown is something else;
- yesno: the answer and its evidence hold at least 60 % of an accepted sentence;
- none: nothing is answered.

Example:
    >>> is_right("span", ["May 1996"], {"answer": "in May 1996", "answers": []})
    True
    >>> is_right("none", [], {"answer": "in May 1996", "answers": []})
    False
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": "", "”": ""})
_PUNCTUATION = str.maketrans(dict.fromkeys(set(string.punctuation) - {"$", "%"}, " "))
_ARTICLES = re.compile(r"\b(a|an|the)\b")
Accepted = Sequence[str | list[str]]
"""Accepted texts; of a list the items, each a text or several forms of it. Empty: the document does not say."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far two texts share their words, 0 to 1 each."""

    precision: float
    recall: float
    f1: float


def words(text: str) -> list[str]:
    """The words that are compared."""
    return _ARTICLES.sub(" ", text.lower().translate(_QUOTES).translate(_PUNCTUATION)).split()


def overlap(given: str, accepted: str) -> Overlap:
    """Bag-of-words overlap of an answer with an accepted text."""
    mine, theirs = words(given), words(accepted)
    shared = sum((Counter(mine) & Counter(theirs)).values())
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(shared / len(mine), shared / len(theirs), 2 * shared / (len(mine) + len(theirs)))


def is_right(kind: str, accepted: Accepted, reply: dict[str, Any]) -> bool:
    """Whether a reply, as `Reply.to_dict` gives it, is right.

    Args:
        kind: "span", "list", "yesno" or "none".
        accepted: see `Accepted`.
        reply: needs `answer` and `answers`; `evidence` counts for yes-or-no questions.
    """
    given = [one["answer"] for one in reply["answers"]]
    if reply["answer"] and reply["answer"] not in given:
        given.append(reply["answer"])
    if not accepted or not given:
        return not accepted and not given
    items = [one if isinstance(one, list) else [one] for one in accepted]
    if kind == "list":
        return _is_right_list(items, given)
    forms = [form for item in items for form in item]
    if kind == "yesno":
        shown = f"{given[0]} {(reply.get('evidence') or {}).get('text') or ''}"
        return any(overlap(shown, form).recall >= 0.6 for form in forms)
    return any(_is_right_span(reply["answer"] or given[0], form) for form in forms)


def _is_right_list(items: list[list[str]], given: list[str]) -> bool:
    whole = " ".join(given)
    found = sum(any(overlap(whole, form).recall >= 0.99 for form in item) for item in items)
    forms = [form for item in items for form in item]
    other = sum(not any(overlap(one, form).f1 > 0.3 or overlap(one, form).recall > 0.9 for form in forms) for one in given)
    return found >= 0.6 * len(items) and other <= max(1, len(given) // 3)


def _is_right_span(text: str, form: str) -> bool:
    shared = overlap(text, form)
    holds = shared.recall >= 0.99 and len(words(text)) <= 3 * len(words(form)) + 4
    part = shared.precision >= 0.99 and len(words(text)) >= 2 and shared.recall >= 0.3
    return shared.f1 >= 0.5 or holds or part
