"""Who X is: the words of the article that describe X, and which of the reader's spans are no description.

Descriptions stand in four places that can be told by their punctuation: before the name and a comma ("the mayor, Ann Lee"), after it
between commas or in brackets ("Ann Lee, a former judge,"), after a form of be ("Ann Lee was a judge"), or as a title right before it
("the baker Ann Lee"). The nearest boundary on the left cuts a description off; X itself is never part of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa_bot.answer import Span
from qa_bot.dialogue.names import TITLES, Name
from qa_bot.dialogue.spelling import is_slip
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import FUNCTION, PREPOSITIONS, base_form, is_past, words_of

_NOUN_PHRASE = r"(?:(?:an?|the|one|his|her|its|their|former|now|then|[\w-]+(?: [\w-]+)?['’]s?)\s)"
_AFTER = re.compile(
    rf"(?:\s\([^)]{{1,30}}\))?,\s(?P<what>(?:{_NOUN_PHRASE}|(?=[a-z-]+\s(?:of|to|at|for|in)\s))[^,.;:()!?]{{2,90}}?)(?=[,.;:()!?]|\sand\shis|\sand\sher|$)"
)
_BRACKETS = re.compile(r"\s\((?P<what>[a-z][^()\d]{2,60})\)")
_IS = re.compile(
    r"(?:\s\([^)]{1,40}\))?(?:,[^,.]{1,60},)?\s(?:is|was|are|were|became|remains)\s(?P<what>(?:an?|the|one of|his|her|its|their|[\w]+['’]s)\s[^.;:()!?]{2,110}?)"
    r"(?=[.;:()!?]|,\s(?:which|who|where|and|but)|\s(?:who|which|that|where|when)\s|$)"
)
_NAMED = re.compile(
    r"(?P<what>\b(?:an?|one|the|his|her|its|their|[\w-]+['’]s)\s(?:[\w-]+\s){0,4}[\w-]+)(?:,?\s(?:named|called)|,\swhose name (?:is|was)|\swhose name (?:is|was))\s$",
    re.IGNORECASE,
)


_ALIAS = re.compile(r"\b(?:born|n[ée]e|alias|aka|called|named|dubbed|name|names|nickname|nicknamed|known|pseudonym|pen)\b", re.IGNORECASE)


class Description(NamedTuple):
    """A description and how sure its pattern is."""

    span: Span
    confidence: float


def named(what: str, survey: Survey) -> Name | None:
    """The article's name that a question's X is: all of X's words belong to one name, or are misspelt ones of it."""
    keys = [word.lower for word in words_of(what) if word.lower not in TITLES | {"the", "a", "an"}]
    if not keys:
        return None
    whole = next((name for name in survey.names if [w.lower for w in words_of(name.text)] == [w.lower for w in words_of(what)]), None)
    if whole:
        return whole
    exact = [name for name in survey.names if set(keys) <= {word.removesuffix(".") for word in name.words}]
    if exact:
        return max(exact, key=lambda name: len(name.spans))
    return next(
        (name for name in survey.names if len(keys) == len(name.text.split()) and all(map(is_slip, keys, name.text.lower().split()))), None
    )


def is_name(what: str, survey: Survey) -> bool:
    """Whether a question's X looks like a name: capitalised inside the question, or a word that English does not know."""
    words = [word for word in words_of(what) if word.lower not in FUNCTION]
    from qa_bot.dialogue.wording import frequency

    return bool(words) and (
        all(word.text[0].isupper() for word in words)
        or all(frequency(word.lower) == 0 and word.lower not in survey.vocabulary for word in words)
    )


def describes(span: Span, name: Name) -> Span | None:
    """A span without the name at its edges; None where nothing is left, or the span lies in the name."""
    start, end = span.start, span.end
    for left, right in name.spans:
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
    trimmed = re.sub(r"[\s,;:–—(“\"]+(?:named|called|and|by|as)?[\s,]*$", "", text) if end < span.end else text.rstrip()
    keys = {word.lower for word in words_of(trimmed)} - FUNCTION
    if not trimmed.strip() or not keys or (keys <= name.words | TITLES and not keys & TITLES):
        return None
    offset = start - span.start
    return Span(start, start + len(trimmed), span.text[offset : offset + len(trimmed)])


def is_another(span: Span, name: Name, survey: Survey) -> bool:
    """Whether a span is no more than somebody else's name: that describes nobody, unless the sentence gives it as another name of X."""
    others = [other for other in survey.names if other.kind == "person" and other is not name]
    if name.kind != "person" or not any(left <= span.start and span.end <= right for other in others for left, right in other.spans):
        return False
    return not _ALIAS.search(survey.article.sentence_of(span.start, span.end).text)


def descriptions(name: Name, survey: Survey) -> list[Description]:
    """What the article calls X, the surest first."""
    text = survey.article.text
    found: list[Description] = []
    for start, end in name.spans:
        sentence = survey.article.sentence_of(start, end)
        title = re.search(r"(?:^|(?<=\s))((?:[\w-]+\.? )+)$", text[sentence.start : start])
        titles = [word for word in words_of(title.group(1)) if word.text[0].isupper() and word.lower in TITLES] if title else []
        lead = (
            titles[0].start + sentence.start + title.start(1)
            if title and titles and titles[-1].end >= len(title.group(1).rstrip(" ."))
            else start
        )
        after, before = text[end : sentence.end], text[sentence.start : lead]
        if lead < start:
            found.append(_cut(text, lead, start - 1, 0.5))
        for pattern, sure in ((_IS, 0.9), (_BRACKETS, 0.9), (_AFTER, 0.85)):
            match = pattern.match(after)
            if match and not (pattern is _AFTER and (_in_list(before, after) or _is_clause(match["what"]))):
                found.append(_cut(text, end + match.start("what"), end + match.end("what"), sure))
        match = _NAMED.search(before)
        if match:
            found.append(_cut(text, sentence.start + match.start("what"), sentence.start + match.end("what"), 0.85))
            continue
        match = _before(before) if name.kind == "person" or before.endswith(", ") else None
        opens = match and match["comma"] and before.count(",") == 1 and words_of(before)[0].lower in PREPOSITIONS | {"according"}
        if (
            match
            and not opens
            and not (match["comma"] and not after.startswith((",", ".", " said", "’s")))
            and not _is_clause(match["what"])
        ):
            found.append(
                _cut(text, sentence.start + match.start("what"), sentence.start + match.end("what"), 0.85 if match["comma"] else 0.75)
            )
    usable = [(one, describes(one.span, name)) for one in found]
    return sorted((Description(span, one.confidence) for one, span in usable if span), key=lambda one: -one.confidence)


def _before(before: str) -> re.Match[str] | None:
    """The shortest noun phrase that ends right before the name and holds no verb."""
    best = None
    for opening in re.finditer(r"(?<![\w’'-])(?=(?:an?|the|one|his|her|its|their|[\w-]+['’]s?)\s)", before, re.IGNORECASE):
        match = re.match(rf"(?P<what>.{{2,120}}?)(?P<comma>,?)\s$", before[opening.start() :])  # noqa: F541
        if not match or "," in match["what"]:
            continue
        whole = re.compile(rf"(?P<what>{re.escape(match['what'])})(?P<comma>,?)\s$").search(before)
        words = words_of(match["what"])
        if whole and not any(
            not word.text.isupper()
            and word.lower in FUNCTION - PREPOSITIONS - {"the", "a", "an", "his", "her", "its", "their", "one", "all", "and"}
            for word in words[1:]
        ):
            if any(is_past(word.lower) for word in words[1:]) or words[-1].lower in PREPOSITIONS or (not whole["comma"] and len(words) > 4):
                continue
            best = whole if best is None or words[0].lower in ("his", "her", "its", "their") else best
    return best


def _in_list(before: str, after: str) -> bool:
    """Whether the name is one of several between commas, so that what follows is the next one."""
    return bool(re.match(r"(?:, [A-ZÀ-Þ][\w’'-]*(?: [A-ZÀ-Þ][\w’'-]*)*)*,? and ", after)) or bool(
        re.search(r"[A-ZÀ-Þ][\w’'-]*, $", before) and " and " in after[:40]
    )


def _is_clause(what: str) -> bool:
    words = [word.lower for word in words_of(what)]
    return (
        len(words) > 16
        or (words and words[0] in ("his", "her") and any(is_past(word) for word in words[1:4]))
        or (base_form(words[0]) != words[0] and is_past(words[0]))
    )


def _cut(text: str, start: int, end: int, confidence: float) -> Description:
    return Description(Span.cut(text, start, end), confidence)
