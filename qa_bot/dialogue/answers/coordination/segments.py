"""Cut a sentence into segments at commas, semicolons and "and", but never inside a name or a date.

Text in brackets and in short quotations is hidden first. A date is not cut, and neither are a town with its state, "Johnson and Johnson",
"Trinidad and Tobago" and "the Radio and Television Commission". Uses rules, no model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.dialogue.english.morphology import Word, words_of
from qa_bot.dialogue.ner.gazetteer import is_postal, is_region, territories
from qa_bot.dialogue.ner.lexicon import BODIES
from qa_bot.function_words import FUNCTION, PREPOSITIONS

Bounds = tuple[int, int]

REACH = 2000
"""Code points on each side of a span that are searched. No enumeration is so long, but a sentence in a damaged text may be."""
_SEPARATOR = re.compile(
    r"[\"”’]?\s*[,;][\"”’]?\s+(?:(?:and|or|nor|plus|but)\s+(?:also\s+|then\s+|finally\s+)?|then\s+|as well as\s+|along with\s+)?"
    r"|[\"”’]?\s+(?:(?:and|or|nor)\s+(?:also\s+|then\s+|finally\s+)?|as well as\s+)"
)
JOINING = re.compile(r"\b(?:and|or|nor|plus|but|then|as well as|along with)\b")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_QUOTED = re.compile(r"\"[^\"]{1,60}\"|“[^”]{1,60}”")
_SUFFIX = re.compile(r"(?:Jr|Sr|Inc|Ltd|LLC|Esq|I{2,3}|IV|M\.?D|Ph\.?D)\b")

_NUMBERED = re.compile(r"(?:version|v|volume|vol|edition|part|no|number|chapter|section|book|act|scene)\.? [\dIVX]", re.IGNORECASE)
"""What says which one the name before the comma is: "the Public Licence, Version 2"."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence and its segments, in code points of the article."""

    text: str
    hidden: str
    at: int
    """The start of `hidden` in the text."""
    pieces: list[Bounds]
    separators: list[str]
    span: tuple[str, ...]
    """The words of the span."""
    lead: frozenset[str]
    """Prepositions right before the span or at its beginning; they may be repeated before each item."""

    def words(self, start: int, end: int) -> list[Word]:
        """The words of a range, without those in brackets, with offsets in the article."""
        return [Word(w.text, w.start + start, w.end + start) for w in words_of(self.hidden[start - self.at : end - self.at])]


def pieces_of(text: str, start: int, end: int, left: int, right: int) -> Pieces:
    """Cut the sentence `[left, right)` of a span `[start, end)`, or the brackets that contain the span, into segments."""
    left, right = max(left, start - REACH), min(right, end + REACH)
    for bracket in re.finditer(r"\(([^()]*)\)", text[left:right]):  # for a span inside brackets, only their content counts
        if left + bracket.start() < start and end < left + bracket.end():  # the innermost brackets that contain it
            left, right = left + bracket.start(1), left + bracket.end(1)
            break
    hidden = text[left:right]
    for _ in range(hidden.count("(") + hidden.count("[")):  # from the innermost out
        hidden = _BRACKETS.sub(lambda found: " " * len(found.group()), hidden)
    hidden = _QUOTED.sub(lambda found: re.sub(r"[,;](?=.)|\b(?:and|or|nor)\b", lambda one: "x" * len(one.group()), found.group()), hidden)
    colon = hidden.rfind(": ", 0, max(0, start - left))
    if colon >= 0:
        hidden = " " * (colon + 1) + hidden[colon + 1 :]
    marks = [mark for mark in _SEPARATOR.finditer(hidden) if hidden[: mark.start()].strip()]
    marks = [
        mark
        for at, mark in enumerate(marks)
        if not _is_inner(hidden, marks, at, named=_opens_with_name(text[start:end], opens=start == left), span=start - left)
    ]
    # "the School of Arts and Sciences, the School of Law, and the rest": before the last comma with "and", a single "and" is inside an item
    comma = [mark.start() for mark in marks if start - left <= mark.start() < end - left and "," in mark.group()]
    closing = [mark.start() for mark in marks if mark.start() in comma and JOINING.search(mark.group())]
    marks = [mark for mark in marks if not (closing and "," not in mark.group() and comma[0] < mark.start() < closing[-1])]
    edges = [colon + 1, *(edge for mark in marks for edge in mark.span()), len(hidden)]
    pieces = []
    for one, other in zip(edges[::2], edges[1::2], strict=True):
        body = hidden[one:other]
        lead = len(body) - len(body.lstrip(' \n"“‘'))
        tail = len(body.rstrip(' \n"”’.!?'))
        ending = body[:tail].rsplit(" ", 1)[-1]
        if ((ending.count(".") and not ending[-1].isdigit()) or ending in ("Jr", "Sr")) and body[tail : tail + 1] == ".":  # "U.S.S.R."
            tail += 1
        pieces.append((left + one + lead, left + max(one + lead, one + tail)))
    before = [word.lower for word in [*words_of(hidden[: start - left])[-3:], *words_of(text[start:end])[:1]]]
    said = frozenset(before) & (PREPOSITIONS - {"of"})
    return Pieces(
        text, hidden, left, pieces, [mark.group() for mark in marks], tuple(word.text for word in words_of(text[start:end])), said
    )


def _opens_with_name(span: str, *, opens: bool) -> bool:
    """Whether a span begins with a name, not just with a capitalised first word of a sentence."""
    words = words_of(span)
    first = bool(words) and words[0].text[0].isupper()
    return first and not (opens and len(words) > 1 and words[1].text.islower() and words[1].lower not in FUNCTION)


def _is_inner(hidden: str, marks: list[re.Match[str]], at: int, *, named: bool, span: int) -> bool:  # noqa: PLR0911 - one case each
    """Whether an apparent separator is inside one item."""
    mark = marks[at]
    begin = marks[at - 1].end() if at else 0
    stop = marks[at + 1].start() if at + 1 < len(marks) else len(hidden)
    before, after = hidden[begin : mark.start()], hidden[mark.end() : stop]
    left, right = words_of(before), words_of(after)
    if not left or not right:
        return not right and not left
    if JOINING.search(mark.group()):
        if "," in mark.group() or ";" in mark.group():
            return False
        between = before.rfind("between ")
        if between >= 0 and not begin + between < span < stop:  # "the strait between Cuba and Haiti"
            return True
        if (
            named
            and left[-1].text.islower()
            and right[0].text.islower()
            and right[0].lower not in FUNCTION
            and right[-1].text[0].isupper()
            and left[-1].text != "s"
        ):
            return True  # "adventurer and writer Bill Anders"
        body = re.match(r"(?:[A-ZÀ-Þ]\w+ )*([A-ZÀ-Þ]\w+)\b", after)
        if (
            body
            and not after.startswith("The ")
            and body[1].lower() in BODIES
            and left[-1].lower not in BODIES
            and re.search(r"\b[Tt]he (?:[A-ZÀ-Þ][\w-]+ )*[A-ZÀ-Þ][\w-]+ ?$", before)
        ):
            return True  # "the Radio and Television Commission"
        if left[-1].text == right[0].text and right[0].text[0].isupper():  # "Johnson and Johnson"
            return True
        if (
            not named
            and not set('"“”') & {*mark.group(), *after[:1]}
            and len(left) > 1
            and left[-1].text[0].isupper()
            and right[0].text[0].isupper()
        ):
            return True  # "disputes with France and Spain, old debts and fish"
        return any(  # "Trinidad and Tobago"
            f"{' '.join(w.lower for w in left[-n:])} & {' '.join(w.lower for w in right[:m])}" in territories()
            for n in (1, 2)
            for m in (1, 2)
        )
    if re.fullmatch(r"\d{4}", right[0].text) and re.search(r"[A-Z][a-z]+ \d{1,2}$", before):  # "May 3, 1920"
        return True
    if _SUFFIX.match(after) or _NUMBERED.match(after):
        return True
    town, region = before.split()[-1][:1].isupper(), after.strip(" .")
    if town and is_postal(region):  # "Washington, D.C."
        return True
    if town and is_region(region) and not is_region(" ".join(_run(left))):  # "Austin, Texas"
        beyond = re.match(r"[A-ZÀ-Þ][\w.]*(?: [A-ZÀ-Þ][\w.]*)*", hidden[marks[at + 1].end() :]) if at + 1 < len(marks) else None
        return not (beyond and is_region(beyond.group().strip(".")))
    return False


def _run(words: list[Word]) -> list[str]:
    """The capitalised words at the end."""
    found: list[str] = []
    for word in reversed(words):
        if not word.text[0].isupper():
            break
        found.insert(0, word.text)
    return found
