"""Find the sentence that answers a yes-or-no question, and sentences that say that something is not known.

The answer is the sentence itself, never "yes" or "no": no method that was measured could tell the two apart precisely.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from qa_bot.answer import Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import content_stems, words_of
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.question.types import is_yes_no
from qa_bot.function_words import FUNCTION, WH

DECIDES = 0.6
"""Minimum share of a question's stems, weighted by rarity, for a sentence to answer it even if the reader finds nothing there."""
_KNOWN = r"(?:known|specified|stated|disclosed|announced|given|decided|recorded|revealed|confirmed|clear|certain|established|determined|reported|mentioned|published|settled|agreed|explained|said)"
_NOT = re.compile(
    rf"\b(?:(?:is|was|are|were|been|be|remains?|remained) (?:still |also |as yet )?(?:not|never) (?:yet |been |immediately |exactly |precisely )*{_KNOWN}|has not (?:yet )?been {_KNOWN}"
    rf"|(?:isn|wasn|aren|weren)['’]t (?:yet |been )*{_KNOWN}|(?:is|was|are|were|remains?|remained) (?:still )?(?:unknown|unclear|unspecified|undisclosed|uncertain|undecided|a mystery)"
    r"|(?:did|does|do|has|have|would|could)(?: not|n['’]t) (?:yet )?(?:say|state|specify|disclose|decided?|know|explain|give|reveal|announced?|mention|comment on)"
    r"|(?:declined|refused) to (?:say|comment|give|disclose|specify|reveal)|(?:nobody|no one|no-one) (?:knows|knew)|yet to be (?:decided|announced|determined|known|set|agreed)"
    r"|no (?:date|details?|figures?|information|reason|time|place|price) (?:\w+ ){0,3}(?:was|were|is|are|has been|have been) (?:given|set|announced|available|known|released|decided))\b",
    re.IGNORECASE,
)  # fmt: skip
AGREES = 0.4
"""Minimum share if the reader's best span, even below the threshold, is in the same sentence."""
_THE_QUESTION = re.compile(r"(?:that|this|so|here) (?:is|was|went|came) (?:the|a|my|our|one) (?:\w+ )?question\b", re.IGNORECASE)
_VERDICT = re.compile(r"\W*(?:a: )?(?:yes|no|sometimes|maybe)\W*", re.IGNORECASE)
_LABEL = re.compile(r"(?:A|Answer)([:.])\s+(?=\S)")
"""What stands before the answers of a list of questions."""
_CLOSING = "\"'”’»)*_ "
_QUESTION_LABEL = re.compile(r"\W*(?:(?:Q|Question) ?\d*[.:)]\W+)?")
_NEAR = 0.25
"""Added to the share of the sentence that contains the reader's best span."""
_ANSWER = 3
"""Number of sentences after a question in the text that may answer it."""
_FARTHER = 0.1
"""Subtracted from the share for each sentence between a question in the text and its answer."""
_OTHERWISE_ASKED = 0.3
"""Subtracted from the share if the question in the text is no yes-or-no question: "What does it cost?" is not "May I lend it?"."""
_LIGHT = frozenset("take place happen occur hold".split())
"""Stems of verbs such as "take place". A sentence that shares only these with a question is about something else."""
_ASKS = {
    "when": ("when", "whether", "date", "time", "before", "day"), "where": ("where", "place", "whether"), "who": ("who", "whom", "whether", "name"),
    "why": ("why", "reason", "cause"), "how": ("how", "whether", "number", "price", "figures", "amount", "cost"), "what": ("what", "which", "whether"),
    "which": ("which", "what", "whether"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says that something is not known."""

    sentence: Span
    scope: frozenset[str]
    """Content stems of what is not known."""
    asks: str
    """The text of the scope."""
    share: float = 0.0
    """Share of a question's stems in the scope, weighted by rarity."""


def not_specified(question: str, analyzed: AnalyzedArticle) -> Statement | None:
    """The sentence that says that the answer to a question is not known."""
    words = words_of(question)
    wanted = set(content_stems(words)) - {"exact", "specifi"}
    # such a sentence rarely repeats names ("whether such a meeting ..."), so they may be in the sentences before it
    named = analyzed.entities_mentioned(question)
    wanted = wanted - {stem for name in named for stem in content_stems(words_of(name.text))} or wanted
    wh = next((word.lower for word in words if word.lower in WH), "whether")
    best: tuple[float, Statement] | None = None
    for statement in _statements(analyzed):
        held = wanted & statement.scope
        if not held or (wanted - _LIGHT and held <= _LIGHT) or not _near(statement.sentence, named, analyzed):
            continue
        share = sum(map(analyzed.weight, held)) / sum(map(analyzed.weight, wanted))
        cues = _ASKS.get(wh, ("whether", "if"))
        asked = [word for word in words_of(statement.asks) if word.lower in WH or word.lower in ("whether", "if")]
        fits = not asked or any(word.lower in cues for word in asked)
        if share >= 0.5 and fits and (best is None or share > best[0]):
            best = share, replace(statement, share=share)
    return best[1] if best else None


def _near(sentence: Span, named: list[Entity], analyzed: AnalyzedArticle) -> bool:
    """Whether one of the names is in a sentence or in the two before it. True if there are no names."""
    index = analyzed.sentence_at(sentence.start)
    begin = analyzed.sentences[max(0, index - 2)].start
    return not named or any(begin <= start < sentence.end for name in named for start, _ in name.spans)


def _statements(analyzed: AnalyzedArticle) -> list[Statement]:
    found = []
    for sentence in analyzed.sentences:
        match = _NOT.search(sentence.text)
        if not match:
            continue
        after = re.split(r";|, (?:but|and|which|who)\b|\. ", sentence.text[match.end() :])[0]
        words = words_of(after)
        if len(words) >= 2:
            # the words right after the marker are what is not known: "whether such a meeting would take place ..."
            head = words[:12] if words[0].lower in WH - {"whether"} else words[:7]
            scope, asks = head, after[: head[-1].end]
        else:
            before = sentence.text[: match.start()]
            scope, asks = words_of(before), before
        found.append(Statement(sentence, frozenset(content_stems(scope)), asks))
    return found


def deciding(question: str, analyzed: AnalyzedArticle, near: Span | None) -> tuple[Span, float] | None:
    r"""The sentence that answers a yes-or-no question, and the share of the question's stems in it.

    A question or a heading in the text is never the answer, but its stems also count for the sentences after it.

    >>> from qa_bot import Article
    >>> faq = AnalyzedArticle.of(Article("Are dogs allowed?\nOnly guide dogs.\nIs there a car park?\nYes, behind the mill."))
    >>> sentence, share = deciding("Are dogs allowed in the mill?", faq, None)
    >>> sentence.text
    'Only guide dogs.'

    Args:
        question: a question that stands alone.
        analyzed: the article.
        near: the reader's best span; its sentence is preferred.
    """
    wanted = content_stems(words_of(question))
    if not wanted:
        return None
    # if the reader's span is in a question in the text, the sentence after it is preferred
    home = analyzed.sentence_at(near.start) if near else -1
    best: tuple[float, int, float] | None = None
    asked, asked_at = 0.0, -1
    for at, sentence in enumerate(analyzed.sentences):
        share = analyzed.overlap(wanted, at)
        if _asks(sentence, analyzed):
            follows = asked_at == at - 1
            share -= _OTHERWISE_ASKED if _asks_for_more(sentence.text) else 0.0
            asked, asked_at = (max(asked, share) if follows else share), at
            continue
        distance = at - asked_at - 1
        if asked_at >= 0 and distance < _ANSWER:
            share = max(share, asked - _FARTHER * distance)
        score = share + (_NEAR if at == home or (home == asked_at and not distance and home >= 0) else 0.0)
        if best is None or score > best[0]:
            best = score, at, share
    return (_with_reason(best[1], analyzed), best[2]) if best else None


def _with_reason(at: int, analyzed: AnalyzedArticle) -> Span:
    """A sentence without "A:" before it; a bare "Yes." with the sentence after it."""
    sentence, following = analyzed.sentences[at], analyzed.sentences[at + 1 : at + 2]
    text = analyzed.article.text
    label = _LABEL.match(sentence.text)
    if label and (label[1] == ":" or any(one.text.startswith("Q.") for one in analyzed.sentences[max(0, at - 2) : at])):
        sentence = Span.cut(text, sentence.start + label.end(), sentence.end)
    if following and _VERDICT.fullmatch(sentence.text) and "\n" not in text[sentence.end : following[0].start]:
        return Span.cut(text, sentence.start, following[0].end)
    return sentence


def _asks(sentence: Span, analyzed: AnalyzedArticle) -> bool:
    """Whether a sentence is a question, speaks of one, or is a heading."""
    if sentence.text.rstrip(_CLOSING).endswith("?") or _THE_QUESTION.match(sentence.text):
        return True
    at = bisect_right(analyzed.article.blocks, sentence.start, key=lambda block: block.start) - 1
    return at >= 0 and analyzed.article.blocks[at].kind == "heading" and sentence.start < analyzed.article.blocks[at].end


def _asks_for_more(sentence: str) -> bool:
    """Whether a sentence is a question with more answers than yes and no."""
    return sentence.rstrip(_CLOSING).endswith("?") and not is_yes_no(_QUESTION_LABEL.sub("", sentence, count=1))


def unknown_name(question: str, analyzed: AnalyzedArticle, *, answered: bool) -> bool:
    """Whether a question contains a name that is not in the article.

    >>> from qa_bot import Article
    >>> analyzed = AnalyzedArticle.of(Article("The Prime Minister was told."))
    >>> unknown_name("Was Emma told?", analyzed, answered=True), unknown_name("Was the PM told?", analyzed, answered=True)
    (True, False)

    Args:
        question: a question that stands alone.
        analyzed: the article.
        answered: whether the reader found an answer. If so, an abbreviation may mean words that the article writes out.
    """
    return any(
        word.text[0].isupper()
        and word.lower not in analyzed.vocabulary
        and word.lower not in FUNCTION
        and not (answered and word.text.rstrip("s").isupper())
        for word in words_of(question)[1:]
    )
