"""Rewrite a follow-up as questions that stand alone: replace its pronouns, or complete it with words of the last question.

Detection is strict. A question without a pronoun or a gap, or whose pronoun refers to something in the question itself, gets no rewrite and
is read only as typed. Rewrites are candidates: `answers.selection` compares the reader's confidence in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import AUXILIARIES, DETERMINERS, FUNCTION, PREPOSITIONS, WH, Word, is_past, words_of
from qa_bot.dialogue.followup.clause import clause_of
from qa_bot.dialogue.followup.coreference import REACH, WHO, candidates, fits, group_of, is_centre, is_mentioned, referents
from qa_bot.dialogue.followup.definite_nps import definite_resolved
from qa_bot.dialogue.followup.ellipsis import LEAD, completed
from qa_bot.dialogue.followup.mentions import Referent
from qa_bot.dialogue.followup.topic import topic_of, with_topic

MOST = 2
"""Maximum rewrites of a question, because each one is read."""
_PRONOUNS = frozenset("he him his himself she her hers herself they them their theirs themselves it its itself".split())
_OWNED = re.compile(r"\bwho(?: is| was| are| were|['’]?s) (?:his|her|their|its)\b", re.IGNORECASE)
_AFTER_THAT = frozenset(
    "happen mean so cause lead make take come go start begin end help work affect true popular get by a an the in on for".split()
)
_SUBJECTS = frozenset("he she".split())
_CLAUSES = WH - {"how"} | frozenset("that and or to if because after before while since than as not".split())
"""Words that may begin a second clause, with its own subject and verb."""
_EMPTY = frozenset("other others more reason reasons way ways chance point anything something".split())
"""Words that cannot be the antecedent of a pronoun."""
_DUMMY = re.compile(
    r"\b(?:what time|how far|how long (?:does|did|will|would|has)|what day|how (?:hot|cold|late)) (?:is |was )?it\b(?! last)|\bit (?:is|was|takes?(?! place)|took(?! place)|rain)\b|\bit costs? to \w+ (?=\w)|\bit (?:seem|appear)s? (?:that|to|as|like)\b|"
    r"\b(?:is|was|would|will) it (?:be )?(?:possible|necessary|true|likely|important|safe|legal|better|called when|that)\b",
    re.IGNORECASE,
)


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
        return Past(turn, turn, {})
    return Past(turn, Turn(found[0].question, turn.answer), found[0].stands_for)


def anaphors(question: str, analyzed: AnalyzedArticle) -> list[Word]:
    """The pronouns of a question whose antecedent is not in the question, one for each group."""
    words = words_of(question)
    found: dict[str, Word] = {}
    for at, word in enumerate(words):
        lower = word.lower
        pointing = (
            lower in ("that", "this")
            and at > 0
            and ((words[at - 1].lower in AUXILIARIES and _predicates(words, at)) or (at + 1 == len(words)))
        )
        there = lower == "there" and at + 1 == len(words) and words[at - 1].lower not in AUXILIARIES
        if lower not in _PRONOUNS and not pointing and not there:
            continue
        if lower in ("it", "its") and _DUMMY.search(question):
            continue
        if _is_object(words, at) or not _explained(question, words[:at], lower, analyzed):
            found.setdefault(group_of(lower), word)
    return list(found.values())


def _is_object(words: list[Word], at: int) -> bool:
    """Whether a pronoun is the object of the question's only verb. "did Berg see him" is about two men (Chomsky 1981, principle B)."""
    lower = words[at].lower
    ends = at + 1 == len(words) or words[at + 1].lower in PREPOSITIONS
    if lower not in ("him", "them", "her") or not ends or at < 2 or words[at - 1].lower in FUNCTION:
        return False
    return not {word.lower for word in words[1:at]} & _CLAUSES and not words[at - 1].lower.endswith("ing")


def _predicates(words: list[Word], at: int) -> bool:
    """Whether "that" in "was that" or "did that" is a pronoun, so that a predicate follows it and not its noun."""
    if at + 1 == len(words):
        return True
    after = words[at + 1].lower
    if words[at - 1].lower in ("do", "does", "did") and (at + 2 == len(words) or words[at + 2].lower in FUNCTION):
        return True
    return is_past(after) or after in _AFTER_THAT or after.endswith(("ful", "ous", "ible", "able"))


def _explained(question: str, before: list[Word], pronoun: str, analyzed: AnalyzedArticle) -> bool:
    """Whether something before a pronoun in the same question can be its antecedent."""
    text = question[: before[-1].end] if before else ""
    group = group_of(pronoun)
    named = [Referent(name.text, name.kind if name.kind != "other" else None, name.gender) for name in analyzed.entities_mentioned(text)]
    for at, word in enumerate(before[1:], 1):
        if word.text[0].isupper() and word.text != "I" and not any(word.lower in name.text.lower() for name in named):
            the = any(before[i].lower == "the" for i in range(max(0, at - 3), at) if all(w.text[0].isupper() for w in before[i + 1 : at]))
            kind: Literal["body", "place"] | None = "body" if the else "place" if before[at - 1].lower in ("in", "at") else None
            named.append(Referent(word.text, kind))  # "the State Department" is not a person
    if any(fits(name, pronoun) for name in named) or (group == "they" and len(named) > 1):
        return True
    if group == "they" and re.search(r"\b\w+s and \w+s\b", text):  # "monks and nuns"
        return True
    if group in ("it", "they"):  # any noun phrase before it may be the antecedent
        nouns = [
            w
            for w, left in zip(before[1:], before, strict=False)
            if left.lower in DETERMINERS | {"what", "which", "many", "much"}
            and w.lower not in FUNCTION | _EMPTY
            and not (left.lower == "that" and is_past(w.lower))
            and (group == "they" or _one(w))
        ]
        # in "what music did they play", "music" is not the antecedent
        asked = bool(before) and before[-1].lower in AUXILIARIES and before[0].lower in WH and len(nouns) < 2
        return bool(nouns) and not asked
    # "how old was methuselah when he died": a singular subject without a determiner is a name in small letters
    clause = clause_of(text)
    subject = words_of(clause.subject) if clause and pronoun in _SUBJECTS else []
    if len(subject) == 1 and subject[0].lower not in FUNCTION and _one(subject[0]):
        return True
    # "why did the miller sell his flour": the antecedent is the question's own subject
    if any(
        left.lower in ("the", "a", "an") and word.lower.endswith(("er", "or", "ist", "man", "ian", "ant"))
        for word, left in zip(before[1:], before, strict=False)
    ):
        return True
    return any(
        word.lower in ("someone", "somebody", "anyone", "person", "man", "woman", "student", "king", "queen", "president")
        for word in before
    )


def _one(noun: Word) -> bool:
    return not noun.lower.endswith("s") or noun.lower.endswith(("ss", "us", "is")) or noun.lower in ("series", "news", "species")


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
