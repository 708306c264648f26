"""Answer "who is X?": find the words of the article that describe X, and reject spans that do not describe it.

Punctuation shows four places of descriptions: before the name and a comma ("the mayor, Ann Lee"), after it
between commas or in brackets ("Ann Lee, a former judge,"), after a form of be ("Ann Lee was a judge"), or as a title right before it
("the baker Ann Lee"). A description begins at the nearest boundary on its left. X itself is never part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal, NamedTuple

from qa_bot.answer import Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, base_form, content_stems, is_past, words_of
from qa_bot.dialogue.ner.lexicon import TITLES
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.ner.role_nouns import is_role_noun
from qa_bot.dialogue.question.spelling import is_slip
from qa_bot.function_words import FUNCTION, PREPOSITIONS
from qa_bot.word_list import frequency

_NOUN_PHRASE = r"(?:(?:an?|the|one|his|her|its|their|former|now|then|[\w-]+(?: [\w-]+)?['’]s?)\s)"
_AFTER = re.compile(
    rf"(?:\s\([^)]{{1,30}}\))?,\s(?P<what>(?:{_NOUN_PHRASE}|(?=[a-z-]+\s(?:of|to|at|for|in)\s))[^,.;:()!?]{{2,90}}?)(?=[,.;:()!?]|\sand\shis|\sand\sher|$)"
)
_BRACKETS = re.compile(
    r"\s\((?!(?:which|that|from|in|also|see|pronounced|born|or|and|now|then|about|formerly|later|as)\b)(?P<what>[a-z][^()\d]{2,60})\)"
)
_IS = re.compile(
    r"(?:\s\([^)]{1,40}\))?(?:,[^,.]{1,60},)?\s(?:is|was|are|were|became|remains)\s(?P<what>(?:an?|the|one of|his|her|its|their|[\w]+['’]s)\s(?:[^.;:()!?]|(?<=[\w)])\(\w{1,4}\)){2,110}?)"
    r"(?=[.;:!?]|(?<![\w)])\(|(?<!\(\w)\)|,\s(?:which|who|where|and|but|his|her|its|their|\w+ing|\w+ed)\s|\s(?:who|which|that|where|when)\s|$)"
)
_LISTED = re.compile(
    r"(?: \([^)]{1,30}\))?(?:,| [–—-]) (?P<what>(?P<role>[a-z][\w'’-]*(?: (?!as |of |for |at |in )[\w'’-]+){0,3})[\w'’ -]{0,60})(?=[,.;:(]|$)"
)
"""A role behind a name that begins a line, as in a list of people: "Ann Lee (1851–1930), painter"."""
_NAMED = re.compile(
    r"(?P<what>\b(?:an?|one|the|his|her|its|their|[\w-]+['’]s)\s(?:[\w-]+\s){0,4}[\w-]+)(?:,?\s(?:named|called)|,\swhose name (?:is|was)|\swhose name (?:is|was))\s$",
    re.IGNORECASE,
)


_OF_TITLE = re.compile(r"(?<=\s)(?:(?:[A-ZÀ-Þ][\w’-]+|former|late|then|ex|acting) )+$")
"""Words that may come between the start of a sentence and a title before a name."""
_BEHIND: tuple[tuple[Pattern, re.Pattern[str]], ...] = (("is", _IS), ("brackets", _BRACKETS), ("after", _AFTER))
_LONGEST_BEFORE = 120
_OPENING = re.compile(r"(?<![\w’'-])(?=(?:an?|the|one|his|her|its|their|[\w-]+['’]s?)\s)", re.IGNORECASE)
_UP_TO_NAME = re.compile(rf"(?P<what>.{{2,{_LONGEST_BEFORE}}}?)(?P<comma>,?)\s$")
_ALIAS = re.compile(r"\b(?:born|n[ée]e|alias|aka|called|named|dubbed|name|names|nickname|nicknamed|known|pseudonym|pen)\b", re.IGNORECASE)

Pattern = Literal["after", "brackets", "named", "is", "apposed", "before", "title"]
SURE: dict[Pattern, float] = {"after": 0.9, "brackets": 0.85, "named": 0.85, "is": 0.8, "apposed": 0.75, "before": 0.75, "title": 0.55}
"""How often each pattern is right, measured on training data: `python -m tests.benchmarks.descriptions`."""
_NUMBERS = frozenset("two three four five six seven eight nine ten twelve many several few".split())
_TAIL = re.compile(r"(?<![\s,;:–—(“\"])[\s,;:–—(“\"]++(?:named|called|and|by|as)?[\s,]*$")
_NEVER_WITHIN = FUNCTION - PREPOSITIONS - frozenset("the a an his her its their one all and".split())
_OPEN_ENDS = FUNCTION | _NUMBERS | {"so-called"}
_MORE = re.compile(r"\s(?:who|which|that|where|when)\s[^.,;:()!?]{2,90}(?=[.,;:()!?]|$)")
"""A clause that a single noun needs to be a description: "a belief | that ..."."""
_REACH = 500
"""Code points around a name that are searched, because a sentence can be very long."""

_MENTIONS = 2_000
"""Mentions of a name that are looked at, the first ones, because a text can be little else."""


class Description(NamedTuple):
    """A description and the pattern that found it."""

    span: Span
    pattern: Pattern

    @property
    def confidence(self) -> float:
        """How often the pattern is right."""
        return SURE[self.pattern]


def entity_called(what: str, analyzed: AnalyzedArticle) -> Entity | None:
    """The article's entity that X means: all words of X are in its name, perhaps with spelling mistakes."""
    keys = [word.lower for word in words_of(what) if word.lower not in TITLES | {"the", "a", "an"}]
    if not keys:
        return None
    whole = next((name for name in analyzed.entities if [w.lower for w in words_of(name.text)] == [w.lower for w in words_of(what)]), None)
    if whole:
        return whole
    exact = [name for name in analyzed.entities if set(keys) <= {word.removesuffix(".") for word in name.words}]
    if exact:
        return max(exact, key=lambda name: len(name.spans))
    return next(
        (name for name in analyzed.entities if len(keys) == len(name.text.split()) and all(map(is_slip, keys, name.text.lower().split()))),
        None,
    )


def looks_like_name(what: str, analyzed: AnalyzedArticle) -> bool:
    """Whether X looks like a name: it is capitalised, or it is not an English word."""
    words = [word for word in words_of(what) if word.lower not in FUNCTION]
    return bool(words) and (
        all(word.text[0].isupper() for word in words)
        or all(frequency(word.lower) == 0 and word.lower not in analyzed.vocabulary for word in words)
    )


def describes(span: Span, name: Entity) -> Span | None:
    """Remove the name from the ends of a span. None if nothing is left, or if the span is part of the name."""
    start, end = span.start, span.end
    touching = slice(max(0, bisect_left(name.spans, (start, start)) - 1), bisect_left(name.spans, (end, end)))  # mentions never overlap
    for left, right in name.spans[touching]:
        if left <= start and end <= right:
            return None
        if start <= left and right >= end - 2 and left < end:
            end = left
        elif (start < right <= end and left <= start + 24 and start >= left) or start == left or (left < start < right):
            start = right
    text = span.text[start - span.start : end - span.start] if start < end else ""
    text_left = re.match(r"(?:['’]s\b)?[\s,:;–—“\"(]*(?:(?:is|was|are|were)\s)?", text)
    start += text_left.end() if text_left and start > span.start else 0
    text = span.text[start - span.start : end - span.start] if start < end else ""
    trimmed = _TAIL.sub("", text) if end < span.end else text.rstrip()
    keys = {word.lower for word in words_of(trimmed)} - FUNCTION
    if not trimmed.strip() or not keys or (keys <= name.words | TITLES and not keys & TITLES):
        return None
    offset = start - span.start
    return Span(start, start + len(trimmed), span.text[offset : offset + len(trimmed)])


def is_another(span: Span, name: Entity, analyzed: AnalyzedArticle) -> bool:
    """Whether a span is only another person's name. This does not describe X, unless the sentence calls it another name of X."""
    others = [other for other in analyzed.entities if other.kind == "person" and other is not name]
    if name.kind != "person" or not any(left <= span.start and span.end <= right for other in others for left, right in other.spans):
        return False
    return not _ALIAS.search(analyzed.article.sentence_of(span.start, span.end).text)


def descriptions(name: Entity, analyzed: AnalyzedArticle) -> list[Description]:
    """The descriptions of X in the article, most certain first."""
    text = analyzed.article.text
    found: list[Description] = []
    for start, end in name.spans[:_MENTIONS]:
        whole = analyzed.article.sentence_of(start, end)
        sentence = Span.cut(text, max(whole.start, start - _REACH), min(whole.end, end + _REACH))
        title, opening = _title(text[sentence.start : start])
        after, before = text[end : sentence.end], text[sentence.start : sentence.start + title]
        if sentence.start + title < start:
            found.append(_cut(text, sentence.start + opening, start - 1, "title"))
        for pattern, shape in _BEHIND:
            match = shape.match(after)
            if match and not (pattern == "after" and (_in_list(before, after) or _is_clause(match["what"]))):
                more = (
                    _MORE.match(after, match.end("what")) if pattern == "is" and len(content_stems(words_of(match["what"]))) < 2 else None
                )
                found.append(_cut(text, end + match.start("what"), end + (more or match).end(0 if more else "what"), pattern))
        listed = _LISTED.match(after) if text[:start].endswith("\n") else None
        if listed and is_role_noun(listed["role"]) and not _is_clause(listed["what"]):
            found.append(_cut(text, end + listed.start("what"), end + listed.end("what"), "after"))
        match = _NAMED.search(before)
        if match:
            found.append(_cut(text, sentence.start + match.start("what"), sentence.start + match.end("what"), "named"))
            continue
        if title > opening:
            continue  # the words before the title are already part of it
        match = _before(before) if name.kind == "person" or before.endswith(", ") else None
        opens = match and match["comma"] and before.count(",") == 1 and words_of(before)[0].lower in PREPOSITIONS | {"according"}
        if (
            match
            and not opens
            and not (match["comma"] and not after.startswith((",", ".", " said", "’s")))
            and not (not match["comma"] and name.kind == "person" and not is_role_noun(match["what"]))
            and not _is_clause(match["what"])
        ):
            found.append(
                _cut(
                    text,
                    sentence.start + match.start("what"),
                    sentence.start + match.end("what"),
                    "apposed" if match["comma"] else "before",
                )
            )
    usable = [(one, describes(one.span, name)) for one in found]
    return sorted((Description(span, one.pattern) for one, span in usable if span), key=lambda one: -one.confidence)


def _title(before: str) -> tuple[int, int]:
    """The start of the titles right before a name, and the start of the words that belong to them: "the new French | President"."""
    last = re.search(r"(?:^|(?<=\s))((?:[\w-]+\.? )+)$", before)
    words: list[Word] = []
    for word in reversed(words_of(last.group(1)) if last else []):
        if not word.text[0].isupper() or word.lower not in TITLES:
            break
        words.insert(0, word)
    if not last or not words:
        return len(before), len(before)
    at = words[0].start + last.start(1)
    held = _before(before[:at])
    if held and not held["comma"]:
        return at, held.start("what")
    more = _OF_TITLE.search(before[:at])
    return at, more.start() if more else at


def _before(before: str) -> re.Match[str] | None:
    """The shortest noun phrase without a verb that ends right before the name."""
    best = None
    for opening in _OPENING.finditer(before, max(0, len(before) - _LONGEST_BEFORE - 3)):
        whole = _UP_TO_NAME.match(before, opening.start())
        if not whole or "," in whole["what"]:
            continue
        words = words_of(whole["what"])
        if not words or words[-1].lower in _OPEN_ENDS or (not whole["comma"] and len(words) > 4):
            continue
        if not any((not word.text.isupper() and word.lower in _NEVER_WITHIN) or is_past(word.lower) for word in words[1:]):
            best = whole if best is None or words[0].lower in ("his", "her", "its", "their") else best
    return best


def _in_list(before: str, after: str) -> bool:
    """Whether the name is part of a list, so that the next item follows it and not a description."""
    return bool(re.match(r"(?:, [A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*)*,? and ", after)) or bool(
        re.search(r"[A-ZÀ-Þ][\w’'-]*, $", before) and " and " in after[:40]
    )


def _is_clause(what: str) -> bool:
    words = [word.lower for word in words_of(what)]
    return (
        not 0 < len(words) <= 16
        or (words[0] in ("his", "her") and any(is_past(word) for word in words[1:4]))
        or (base_form(words[0]) != words[0] and is_past(words[0]))
    )


def _cut(text: str, start: int, end: int, pattern: Pattern) -> Description:
    """Remove function words from the end of a description that was cut off ("the process by")."""
    words = words_of(text[start:end])
    while len(words) > 1 and words[-1].lower in FUNCTION and words[-1].end == len(text[start:end].rstrip()):
        end = start + words[-2].end
        words.pop()
    return Description(Span.cut(text, start, end), pattern)
