"""Rewrite a follow-up as questions that stand alone: replace its pronouns, or complete it with words of the last question.

Detection is strict. A question without a pronoun or a gap, or whose pronoun refers to something in the question itself, gets no rewrite and
is read only as typed. Rewrites are candidates: `answers.selection` compares the reader's confidence in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, words_of
from qa_bot.dialogue.followup.anaphors import anaphors
from qa_bot.dialogue.followup.coreference import REACH, WHO, candidates, group_of, is_centre, is_mentioned, referents
from qa_bot.dialogue.followup.definite_nps import definite_resolved
from qa_bot.dialogue.followup.ellipsis import LEAD, completed
from qa_bot.dialogue.followup.topic import topic_of, with_topic
from qa_bot.dialogue.question.normalization import keyword_question
from qa_bot.function_words import FUNCTION

MOST = 2
"""Maximum rewrites of a question, because each one is read."""
_OWNED = re.compile(r"\bwho(?: is| was| are| were|['’]?s) (?:his|her|their|its)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A follow-up rewritten as a question that stands alone."""

    question: str
    sure: bool
    """Whether the question certainly needs the earlier turns. False if it may stand alone."""
    stands_for: Mapping[str, str] = field(default_factory=dict)
    """The antecedent chosen for each group of pronouns."""
    required: bool = False
    """What was typed is never read by itself: it is a fragment, or its "he" or "she" is the person that the last question was about."""


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier turn, as typed and with its most likely rewrite."""

    typed: Turn
    turn: Turn
    stands_for: Mapping[str, str]


def rewrites(question: str, history: Sequence[Turn], analyzed: AnalyzedArticle) -> list[Rewrite]:
    """Rewrites of a question, most likely first. Empty if the question stands alone."""
    past: list[Past] = []
    for turn in history[-REACH:]:
        past.append(_understood(turn, past, analyzed))
    return _rewrites(question, past, analyzed)


def _rewrites(question: str, past: Sequence[Past], analyzed: AnalyzedArticle) -> list[Rewrite]:
    plain = LEAD.sub("", question.strip()).strip(" ?!.")
    led = plain != question.strip(" ?!.")
    if not plain or not past:
        return []
    whole = [_resolved_fragment(one, past, analyzed) for one in completed(plain, [one.turn for one in past], analyzed, led=led)]
    found = whole or _resolved(plain, past, analyzed) or _definite(plain, past, analyzed) or _about_topic(plain, past, analyzed)
    return found[:MOST]


def _resolved_fragment(question: str, past: Sequence[Past], analyzed: AnalyzedArticle) -> Rewrite:
    """A completed fragment with its own pronouns resolved."""
    # "this" was put in for what the last question asked
    found = _resolved(question.strip("?"), past, analyzed) if " this " not in question else []
    return replace(found[0], sure=True, required=True) if found else Rewrite(question, sure=True, required=True)


def _understood(turn: Turn, past: Sequence[Past], analyzed: AnalyzedArticle) -> Past:
    """A turn with its most likely rewrite, because later pronouns often have the same antecedents."""
    found = _rewrites(turn.question, past, analyzed)
    if not found:
        asked = keyword_question(turn.question, analyzed)
        return Past(turn, Turn(asked, turn.answer) if asked else turn, {})
    return Past(turn, Turn(found[0].question, turn.answer), found[0].stands_for)


def _resolved(question: str, past: Sequence[Past], analyzed: AnalyzedArticle) -> list[Rewrite]:
    gaps = anaphors(question, analyzed)
    if not gaps:
        return []
    # something that the article never mentions cannot be the antecedent
    spoken_of = [
        one
        for one in referents([one.turn for one in past], analyzed)
        if not analyzed.vocabulary or any(w.lower in analyzed.vocabulary for w in words_of(one.text) if w.lower not in FUNCTION)
    ]
    # if there was no "he" or "she" so far, a title that looks like a person may be a band
    if not any({"m", "f"} & set(one.stands_for) for one in past):
        title = analyzed.article.title
        spoken_of = [
            replace(one, kind=None) if one.kind == "person" and one.gender is None and one.text == title else one for one in spoken_of
        ]
    others = [one for one in spoken_of if not is_mentioned(one, question)]
    options = [candidates(gap.lower, spoken_of, question, past[-1].turn, analyzed) for gap in gaps]
    if group_of(gaps[0].lower) == "they" and not options[0]:  # "they" for a person of unknown gender
        options[0] = [one.text for one in others if one.kind == "person"]
    if group_of(gaps[0].lower) in ("m", "f") and not options[0]:  # no candidate fits the gender: take any person mentioned
        options[0] = [one.text for one in others if one.kind == "person" and not one.plural]
    options = [_continued(past, group_of(gap.lower), option) for gap, option in zip(gaps, options, strict=True)]
    found = []
    for rank in range(MOST):
        if not any(rank < len(option) for option in options):
            break
        filled = question
        stands_for: dict[str, str] = {}
        for gap, option in sorted(zip(gaps, options, strict=True), key=lambda pair: -pair[0].start):
            free = [text for text in option if text not in stands_for.values()]
            if free:
                chosen = free[min(rank, len(free) - 1)]
                stands_for[group_of(gap.lower)] = chosen
                filled = _filled(filled, gap, chosen)
        if filled != question:
            sure = group_of(gaps[0].lower) in ("m", "f", "they") or gaps[0].lower in ("it", "its")
            group = group_of(gaps[0].lower)
            person = stands_for.get(group) if group in ("m", "f") else None
            required = person is not None and is_centre(person, past[-1].turn, analyzed)
            found.append(Rewrite(_asked(filled), sure, stands_for, required))
    return [one for at, one in enumerate(found) if all(one.question != other.question for other in found[:at])]


def _definite(question: str, past: Sequence[Past], analyzed: AnalyzedArticle) -> list[Rewrite]:
    named = definite_resolved(question, [one.turn for one in past], analyzed)
    return [Rewrite(_asked(named), sure=False)] if named else []


def _about_topic(question: str, past: Sequence[Past], analyzed: AnalyzedArticle) -> list[Rewrite]:
    centre = next((text for one in reversed(past) for text in reversed(list(one.stands_for.values()))), None)
    topic = topic_of(centre, analyzed)
    about = with_topic(question, topic, analyzed) if topic else None
    return [Rewrite(_asked(about), sure=False)] if about else []


def _continued(past: Sequence[Past], group: str, options: list[str]) -> list[str]:
    """Put the earlier antecedent of the same pronoun first: a conversation tends to keep its centre (Grosz et al. 1995)."""
    for one in reversed(past):
        asked = WHO.match(one.typed.question)
        centre = one.stands_for.get(group)
        if centre and not (asked and _OWNED.search(one.typed.question)):
            return [centre, *(text for text in options if text != centre)]
        if asked and one.typed.answer:
            return options
    return options


def _filled(question: str, gap: Word, text: str) -> str:
    """Replace a pronoun by a name, as a possessive if the pronoun is one."""
    after = words_of(question[gap.end :])
    possessive = gap.lower in ("his", "its", "their", "theirs", "hers") or (
        gap.lower == "her" and bool(after) and after[0].lower not in FUNCTION - {"own"}
    )
    if possessive and gap.lower == "her" and after[0].lower in ("when", "where", "why", "how"):
        possessive = False
    mark = ("’" if text.endswith("s") and " and " in text else "’s") if possessive else ""
    return question[: gap.start] + text + mark + question[gap.end :]


def _asked(text: str) -> str:
    return text[0].upper() + text[1:] + "?"
