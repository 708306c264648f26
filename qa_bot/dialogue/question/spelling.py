"""Misspelt words of a question -> the nearest word of the article or of English, by optimal string alignment distance (RapidFuzz).

A word is corrected only where neither the article nor English has it, or where it cannot stand (before "many", after a question word). A rare word
that is spelt right gives way only to a slip of one key. Two known names may differ by one letter, so a name is compared as a whole, word by
word; with another known first name it is somebody else.

    >>> from qa_bot import Article
    >>> from qa_bot.dialogue.analysis import AnalyzedArticle
    >>> mill = AnalyzedArticle.of(Article("Anna Berg met Nils at the harbour."))
    >>> respelled("wher is the harbuor", mill), respelled("who is ana berg?", mill)
    ('Where is the harbour', 'Who is Anna Berg?')
    >>> respelled("why isnt the colour listed", mill) is None  # right as it is
    True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, stem, words_of
from qa_bot.dialogue.ner.gazetteer import peoples, territories
from qa_bot.dialogue.ner.lexicon import TITLES
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.question.normalization import as_question
from qa_bot.function_words import AUXILIARIES, FUNCTION, WH
from qa_bot.keyboard import are_neighbours
from qa_bot.word_list import frequency, frequent_words

_HOW = frozenset("many much long old far often tall big high large fast deep".split())
_TWO = sorted("of in is to on by be it up do at or as an we he so no if us my me am".split())
"""Words of two letters that are corrected to; a slip in one seldom makes another word."""
_KEYWORDS = 4
"""Up to so many words without a verb are keywords, whose short words are hardly slips."""
_SHORT = 15_000
"""Frequency from which two letters are a word or part of a name."""
_SEEN = 5_000
"""Up to this frequency, a word that opens a question is rather a slip."""
_LONG = 8
"""From this many letters on, one slip cannot make another word or name."""
_ASKED_OF_ARTICLES = frozenset("tl tldr summarise summarize summary mentioned".split())
"""Words that are asked of any article, whatever it says."""
_MARKS = re.compile(r"['’.-]")
_BRITISH = re.compile(r"is(?=(?:e[ds]?|ers?|ing|ations?)$)")
"""What American spelling has a "z" in."""


def respelled(question: str, analyzed: AnalyzedArticle) -> str | None:
    """The question with its misspelt words corrected, and in the form of one; None where there is nothing to correct."""
    phrased = as_question(question, analyzed)
    if phrased:
        return respelled(phrased, analyzed) or phrased
    words = words_of(question)
    changes: dict[int, str] = {}
    shouted = question.isupper()
    keywords = len(words) <= _KEYWORDS and not {word.lower for word in words} & (WH | AUXILIARIES)  # "router ip"
    for at, word in enumerate(words):
        before = words[at - 1].lower if at else ""
        noun = keywords or before in ("the", "a", "an") or (before in AUXILIARIES and at + 1 == len(words))  # "the id", "who is ed"
        if _is_known(word, analyzed, shouted=shouted, noun=noun):
            continue
        nearest = _with_marks(word, analyzed) or _nearest(word, analyzed)
        if nearest:
            changes[at] = nearest
    for at in (0, 1):
        low = [(word.text if i == at else changes.get(i, word.text)).lower() for i, word in enumerate(words)]
        opening = _opening(low, at, analyzed)
        if opening:
            changes[at] = opening
    for name, at in _near_names(words, analyzed, shouted=shouted):
        for offset, part in enumerate(words_of(name.text)):
            changes[at + offset] = part.text
    if not any(changes[at].lower() != words[at].lower for at in changes):
        return None
    pieces, last = [], 0
    for at, word in enumerate(words):
        pieces += [question[last : word.start], changes.get(at, word.text)]
        last = word.end
    fixed = "".join([*pieces, question[last:]])
    fixed = fixed[0].upper() + fixed[1:]
    return as_question(fixed, analyzed) or fixed


def _opening(low: list[str], at: int, analyzed: AnalyzedArticle) -> str | None:
    """The question word or the auxiliary that a slip made another word of: "hoe many", "when dud Denmark join"; only where no other word can stand."""
    if len(low) < 3 or len(low[at]) < 2 or (low[at] in FUNCTION and low[at] != "us") or (frequency(low[at]) > _SEEN and low[at] != "us"):
        return None
    if at == 0 and low[1] in AUXILIARIES | _HOW and low[0] not in analyzed.vocabulary:
        return _only(low[0], WH)
    if at == 1 and low[0] in WH and len(low) > 3 and low[1] not in _HOW and not set(low) & AUXILIARIES:
        return _only(low[1], AUXILIARIES) if low[1] == "us" or low[1] not in analyzed.vocabulary else None
    return None


def _only(typed: str, words: Iterable[str]) -> str | None:
    """The one of the words that the typed one most likely is: a neighbouring key, two letters in the wrong order, a letter left out."""
    found = [word for word in words if word.isalpha() and OSA.distance(typed, word) == 1]
    return max(found, key=lambda word: (_slip(typed, word), len(word) > len(typed), frequency(word)), default=None)


def _is_known(word: Word, analyzed: AnalyzedArticle, *, shouted: bool, noun: bool) -> bool:
    lower = word.lower
    if (
        not lower.isalpha()
        or lower in analyzed.vocabulary
        or lower in FUNCTION
        or lower in peoples()
        or lower in TITLES | _ASKED_OF_ARTICLES
    ):
        return True
    if len(lower) < 3:
        named = word.text[-1].isupper() or (word.text[0].isupper() and word.start > 0)
        return len(lower) < 2 or frequency(lower) > _SHORT or named or noun
    if word.text.isupper() and not shouted:  # "CEO", "XLVIII"
        return True
    if lower + "s" in analyzed.vocabulary or (lower.endswith("s") and (lower[:-1] in analyzed.vocabulary or frequency(lower[:-1]))):
        return True
    american = _BRITISH.sub("iz", lower)
    if american in analyzed.vocabulary or (american != lower and frequency(american)):  # "stylise"
        return True
    # a word that is rare in English is a slip where the article or grammar has a frequent neighbour
    return frequency(lower) > 300 or (word.text[0].isupper() and word.start > 0 and frequency(lower) > 0)


def _with_marks(word: Word, analyzed: AnalyzedArticle) -> str | None:
    """The article's word that has the same letters beside an apostrophe or hyphen: "O'Hare" for "ohare"."""
    return next((form for key, form in analyzed.vocabulary.items() if key != word.lower and _MARKS.sub("", key) == word.lower), None)


def _nearest(word: Word, analyzed: AnalyzedArticle) -> str | None:
    lower = word.lower
    short = len(lower) < 3
    reach = 1 if len(lower) < 5 else 2
    best: tuple[float, str] | None = None
    named = word.start > 0 and word.text[0].isupper() and not word.text.isupper()  # a capitalised word can only be one of the article's
    written = [key for key, form in analyzed.vocabulary.items() if not named or form[0].isupper() or len(key) >= _LONG]
    asked = [] if named else _ASKED_OF_ARTICLES
    for pool, bonus in (
        ((_TWO, 0.0),) if short else ((written, 1.0), (asked, 1.0), ([] if named and len(lower) < _LONG else _english(), 0.0))
    ):
        for found, distance, _ in process.extract(lower, pool, scorer=OSA.distance, score_cutoff=reach, limit=12):
            if not found.isalpha() or len(found) < 2 or (found in FUNCTION and len(lower) > len(found) + 1):
                continue
            if not bonus and distance > 1 and (len(lower) < _LONG or found[0] != lower[0]):
                continue  # two letters prove a mistake only against a word that the article has, or in a long word
            slip = _slip(lower, found)
            other = named and not analyzed.vocabulary.get(found, "a")[0].isupper()
            if not slip and (short or other or frequency(lower) or _only_ending(lower, found)):
                continue  # a word that is spelt right, though rare, or an ending of its own
            cost = (
                distance
                - ((1.0 if slip else 0.0) if found in FUNCTION else bonus)
                - min(0.5, frequency(found) / 2_000_000)
                - (0.6 if word.start == 0 and found in WH else 0)
            )
            cost -= 0.15 * (len(found) > len(lower) and found.startswith(lower))
            cost -= frequency(found) / 1e9 + slip + (0.2 if found[0] == lower[0] else 0.0)
            if best is None or cost < best[0]:
                best = cost, _written(found, word, analyzed) if named else analyzed.vocabulary.get(found, found)
    return best[1] if best else None


@cache
def _english() -> list[str]:
    return sorted({*frequent_words(2000), *(word for word in FUNCTION if word.isalpha())})


def _written(found: str, typed: Word, analyzed: AnalyzedArticle) -> str:
    """A word as the article has it; one that is no name there gets the capital that was typed."""
    form = analyzed.vocabulary.get(found, found)
    return form if form[0].isupper() else typed.text[0] + form[1:]


def _only_ending(typed: str, found: str) -> bool:
    """Whether two long words differ in their endings alone: "cyanobacteria" is no slip of "cyanobacterium"."""
    same = next((i for i, (a, b) in enumerate(zip(typed, found, strict=False)) if a != b), min(len(typed), len(found)))
    return same >= 6 and len(typed) - same <= 3 and len(found) - same <= 3 and len(typed) - same + len(found) - same > 1


def _slip(typed: str, meant: str) -> float:
    """0.3 where the words differ by one neighbouring key or by two letters in the wrong order."""
    if len(typed) != len(meant):
        return 0.0
    differ = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    if len(differ) == 2 and differ[0] == differ[1][::-1]:
        return 0.3
    return 0.3 if len(differ) == 1 and are_neighbours(*differ[0]) else 0.0


def _near_names(words: list[Word], analyzed: AnalyzedArticle, *, shouted: bool) -> list[tuple[Entity, int]]:
    """Names of two words or more that stand misspelt in the question, and at which word."""
    found: list[tuple[Entity, int]] = []
    for name in analyzed.entities:
        parts = [word.lower for word in words_of(name.text)]
        if len(parts) < 2:
            continue
        for at in range(len(words) - len(parts) + 1):
            typed = [word.lower for word in words[at : at + len(parts)]]
            # "XLVIII" and "African" are right as they are
            right = any(
                a != b
                and (
                    a in analyzed.vocabulary
                    or a in peoples()
                    or a in territories()
                    or stem(a) == stem(b)
                    or (word.text.isupper() and word.text.isalpha() and not shouted)
                )
                for a, b, word in zip(typed, parts, words[at:], strict=False)
            )
            if typed != parts and not right and all(is_slip(a, b) for a, b in zip(typed, parts, strict=True)):
                found.append((name, at))
                break
    return found


def is_slip(typed: str, name: str) -> bool:
    """Whether a word is a name's word misspelt, and not another name: near in letters, or the same in sound."""
    if typed == name:
        return True
    if typed in FUNCTION:
        return False
    sound, other = _sound(typed), _sound(name)
    alike = OSA.normalized_similarity(sound, other)
    if frequency(typed) > 200 and frequency(name) > 0 and sound != other:  # both are known words: two names
        return alike >= 0.85 and len(name) > 5
    return alike >= 0.8 or (len(name) > 3 and typed[0] == name[0] and OSA.normalized_similarity(typed, name) >= 0.75)


def _sound(word: str) -> str:
    word = word.replace("ph", "f").replace("ck", "k").replace("h", "")
    word = re.sub("[yie]", "i", re.sub("[uw]", "o", word.replace("c", "k").replace("z", "s")))
    return re.sub(r"(.)\1+", r"\1", word)
