"""A question that corrects itself -> the question that is meant: "Who wrote er directed the film?" -> "Who directed the film?".

A disfluency has three parts (Shriberg 1994): the reparandum, which is taken back; the edit term ("no wait"; see `edit_terms`); and the repair.
A repair that is a whole question replaces everything. Any other replaces the nearest phrase of the same type: one that begins with the same
word, a number for a number, a name for a name, a verb for a verb, a noun after "which" for a noun.

    >>> from qa_bot import Article
    >>> from qa_bot.dialogue.analysis import AnalyzedArticle
    >>> mill = AnalyzedArticle.of(Article("Anna Berg met Nils at the mill in 1921."))
    >>> repaired("Who met Anna no wait Nils at the mill?", mill)
    'Who met Nils at the mill?'
    >>> repaired("When did er where did they meet?", mill)
    'Where did they meet?'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import base_form, is_past
from qa_bot.dialogue.question.edit_terms import Break, asks, low_of, may_break, next_break, stands
from qa_bot.function_words import AUXILIARIES, FUNCTION, PREPOSITIONS, WH

MOST = 12
"""Corrections and fillers in one question, at most."""
_KINDS = WH | {"many", "much"}


def repaired(question: str, analyzed: AnalyzedArticle, before: str = "") -> str | None:
    """The question that is meant, without what was taken back; None for one that corrects nothing.

    Args:
        question: as typed, in one line.
        analyzed: the article; words that it has in the same order are no correction.
        before: the question before, which "no, I mean Nils" corrects.
    """
    if not may_break(question):
        return None
    tokens = [token for token in question.split() if low_of(token)]
    mended, at = _unstuttered(tokens, analyzed), 0
    opening = next_break(mended, 0, analyzed)
    if before and opening and opening.start == 0 and not opening.filler and not asks([low_of(token) for token in mended[opening.end :]]):
        mended = _taken_back(before.split(), mended[opening.end :], replace(opening, sure=False), analyzed) or mended
    for _ in range(MOST):
        found = next_break(mended, at, analyzed)
        if found is None:
            break
        left, right = mended[: found.start], mended[found.end :]
        taken = _taken_back(left, right, found, analyzed)
        if taken is not None:
            mended, at = taken, 0
        elif found.filler:
            mended, at = left + right, found.start
        else:
            at = found.end
    if mended == tokens or len(mended) < 2:
        return None
    text = " ".join(word.rstrip("?!") for word in mended).strip(" ,;:-–—.…")
    return text[0].upper() + text[1:] + "?"


def _taken_back(left: list[str], right: list[str], found: Break, analyzed: AnalyzedArticle) -> list[str] | None:  # noqa: PLR0911 - one wording each
    """The question without what is taken back; None where nothing that the repair is like comes before it."""
    said, repair = [low_of(token) for token in left], [low_of(token) for token in right]
    if not said:
        return right if asks(repair) or (found.filler and len(right) > 1) else None
    verb_first = repair[0] in AUXILIARIES
    if verb_first and set(said[:2]) & WH:  # "what did they build uh no did they plan?"
        verb = next((i for i, word in enumerate(said) if word in AUXILIARIES), None)
        return [*left[:verb], *right] if verb and not found.filler else None
    if (verb_first and said[0] in AUXILIARIES) or (len(said) > 1 and repair[:2] == said[:2]):
        return right
    if asks(repair):
        # "the man er who came", "after the war er who came" take nothing back
        whole = found.filler and len(said) > 3 and said[-1] not in FUNCTION and repair[0] in ("who", "which", "where", "when", "whose")
        led = found.filler and (said[0] in PREPOSITIONS and not set(said) & WH)
        return None if whole or led else right
    if set(said) <= WH and set(repair) & WH and len(repair) > 4 and not found.filler:
        return right
    clause = next((i for i in range(1, len(repair)) if right[i - 1].endswith(",") and asks(repair[i:])), None)
    if clause and len(said) <= 3 and set(said) & WH:  # "besides Rome, where did they go?"
        return right
    late = next((i for i in range(max(3, len(repair) - 3), len(repair)) if repair[i] in ("what", "which", "who", "whom")), None)
    if (
        late is not None and not right[late - 1].endswith(",") and (said[0] in AUXILIARIES or set(said) & WH)
    ):  # "the house stands in which town?"
        return right
    if repair[0] in WH and len(repair) == 1 and said[0] in WH:  # "when did they come, I mean where?"
        return [token.strip(",?!.") for token in right[:1]] + left[1:]
    place = _place(left, right, found, analyzed)
    return [*left[: place[0]], *right, *left[place[1] :]] if place else _corrected(left, right)


def _corrected(left: list[str], right: list[str]) -> list[str] | None:
    """For "... is Norse found, Normandy not Norse?": what is right, then what was wrong."""
    low = [low_of(token) for token in right]
    at = next((i for i, word in enumerate(low) if word == "not" and 0 < i < len(low) - 1), None)
    if at is None:
        return None
    wrong, said = low[at + 1 :], [low_of(token) for token in left]
    place = next((i for i in range(len(said) - len(wrong), 0, -1) if said[i : i + len(wrong)] == wrong), None)
    return [*left[:place], *right[:at], *left[place + len(wrong) :]] if place is not None else None


def _place(left: list[str], right: list[str], found: Break, analyzed: AnalyzedArticle) -> tuple[int, int] | None:  # noqa: PLR0911, PLR0912 - one likeness each
    """What the repair takes the place of: from which word of `left` to which."""
    said, repair = [low_of(token) for token in left], [low_of(token) for token in right]
    if "not" in repair[1:] and _corrected(left, right):
        return None
    size = len(left)
    if said[-1] in ("and", "or", "but"):
        return None
    if size > 1 and is_past(said[-1]) and is_past(repair[0]) and said[-1] not in AUXILIARIES:
        return size - 1, size
    for lead, word in enumerate(repair[:4]):  # a word that is said again: "the first king, no, last king"
        again = next((i for i in range(size - 1, max(0, size - 7), -1) if said[i] == word), None)
        if again is not None and again - lead > 0 and (lead == 0 or not set(repair[:lead]) & FUNCTION):
            if lead == 0 and word in PREPOSITIONS:
                return _phrase(left, right, again)
            return again - lead, size
    if found.filler and size > 1 and stands(f"{said[-1]} {repair[0]}", analyzed):
        return None
    kind = _kind(right, 0)
    if kind in ("number", "name"):
        ends = [i + 1 for i in range(1, size) if _kind(left, i) == kind and (i + 1 == size or _kind(left, i + 1) != kind)]
        short = len(right) <= 4 and all(_kind(right, i) == kind or repair[i] in FUNCTION for i in range(len(right)))
        if ends and (ends[-1] == size or (short and not found.filler)):
            begin = ends[-1] - 1
            while begin > 1 and kind == "name" and _kind(left, begin - 1) == kind:
                begin -= 1
            return begin, ends[-1]
    if said[-1] in FUNCTION:
        return (size, size) if found.sure and kind == "word" else None
    asked = next((i for i in range(size - 1, max(-1, size - 4), -1) if said[i] in _KINDS), None)
    if asked is not None and not set(said[asked + 1 :]) & FUNCTION and (_heads(repair) or size - asked == 2) and not is_past(repair[0]):
        return (asked + 1, size) if found.sure or _heads(repair) else None
    if found.sure or (size > 1 and _same_form(said[-1], repair[0])):
        return size - 1, size
    return None


def _phrase(left: list[str], right: list[str], last: int) -> tuple[int, int]:
    """Of the phrases with the repair's preposition, the last one whose noun is of the same kind; all to the end where the repair goes on."""
    kinds = [_kind(right, i) for i in range(1, len(right))]
    begin = next(
        (i for i in range(len(left) - 2, 0, -1) if kinds and low_of(left[i]) == low_of(right[0]) and _kind(left, i + 1) == kinds[0]), last
    )
    end = begin + 1
    while end < len(left) and len(set(kinds)) == 1 and kinds[0] != "word" and _kind(left, end) == kinds[0]:
        end += 1
    return begin, end if end > begin + 1 else len(left)


def _kind(tokens: Sequence[str], at: int) -> str:
    token = tokens[at].lstrip("\"'“‘(")
    if any(character.isdigit() for character in token):
        return "number"
    return "name" if token[:1].isupper() else "word"


def _heads(repair: Sequence[str]) -> bool:
    """Whether a noun phrase without a function word opens the repair and its verb or preposition follows."""
    return any(word in AUXILIARIES | {"of"} for word in repair[1:4]) and repair[0] not in FUNCTION


def _same_form(one: str, other: str) -> bool:
    return (is_past(one) and is_past(other)) or (one.endswith("ing") and other.endswith("ing")) or (base_form(one) == base_form(other))


def _unstuttered(tokens: list[str], analyzed: AnalyzedArticle) -> list[str]:
    """Words at the beginning that are said twice, "who was the who was the king", once."""
    low = [low_of(token) for token in tokens]
    for size in range(4, 0, -1):
        first = low[:size]
        if first == low[size : 2 * size] and set(first) & WH and len(low) > 2 * size:
            return tokens if stands(" ".join(first + first), analyzed) else tokens[size:]
    return tokens
