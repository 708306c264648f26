"""A misspelt question -> the nearest words of the article or of English: RapidFuzz (optimal string alignment) over two vocabularies.

Only a word that neither the article nor English knows is touched. A name is another matter: two known names may be one letter apart, so a
name is matched as a whole, word by word, and a known first name stands for somebody else.
"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa_bot.dialogue.names import Name
from qa_bot.dialogue.phrasing import as_question
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import FUNCTION, WH, Word, frequency, frequent_words, words_of

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {key: (row, at + row * 0.5) for row, keys in enumerate(_ROWS) for at, key in enumerate(keys)}


def respelled(question: str, survey: Survey) -> str | None:
    """The question with its misspelt words corrected, and in the form of one; None where there is nothing to correct."""
    phrased = as_question(question, survey)
    if phrased:
        return respelled(phrased, survey) or phrased
    words = words_of(question)
    changes: dict[int, str] = {}
    for at, word in enumerate(words):
        if _is_known(word, survey):
            continue
        nearest = _nearest(word, survey)
        if nearest:
            changes[at] = nearest
    for name, at in _near_names(words, survey):
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
    return as_question(fixed, survey) or fixed


def _is_known(word: Word, survey: Survey) -> bool:
    lower = word.lower
    if len(lower) < 3 or not lower.isalpha() or lower in survey.vocabulary or lower in FUNCTION:
        return True
    if lower + "s" in survey.vocabulary or (lower.endswith("s") and lower[:-1] in survey.vocabulary):
        return True
    # a word that is rare in English is a slip where the article or grammar has a frequent neighbour
    return frequency(lower) > 300 or (word.text[0].isupper() and word.start > 0 and frequency(lower) > 0)


def _nearest(word: Word, survey: Survey) -> str | None:
    lower = word.lower
    reach = 1 if len(lower) < 5 else 2
    best: tuple[float, str] | None = None
    named = word.start > 0 and word.text[0].isupper() and not word.text.isupper()  # a capitalised word can only be one of the article's
    written = [key for key, form in survey.vocabulary.items() if not named or form[0].isupper()]
    for pool, bonus in ((written, 1.0), ([] if named else _english(), 0.0)):
        for found, distance, _ in process.extract(lower, pool, scorer=OSA.distance, score_cutoff=reach, limit=12):
            if not found.isalpha() or len(found) < 2 or (found in FUNCTION and len(lower) > len(found) + 1):
                continue
            cost = (
                distance
                - (0.0 if found in FUNCTION else bonus)
                - min(0.5, frequency(found) / 2_000_000)
                - (0.6 if word.start == 0 and found in WH else 0)
            )
            cost -= 0.15 * (len(found) > len(lower) and found.startswith(lower))
            cost -= _slip(lower, found) + (0.2 if found[0] == lower[0] else 0.0)
            if best is None or cost < best[0]:
                best = cost, survey.vocabulary.get(found, found)
    return best[1] if best else None


@cache
def _english() -> list[str]:
    return sorted({*frequent_words(2000), *(word for word in FUNCTION if word.isalpha())})


def _slip(typed: str, meant: str) -> float:
    """0.3 where the words differ by one neighbouring key or by two letters in the wrong order."""
    if len(typed) != len(meant):
        return 0.0
    differ = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    if len(differ) == 2 and differ[0] == differ[1][::-1]:
        return 0.3
    if len(differ) != 1 or not {*differ[0]} <= set(_KEYS):
        return 0.0
    (row, at), (other_row, other) = _KEYS[differ[0][0]], _KEYS[differ[0][1]]
    return 0.3 if abs(row - other_row) <= 1 and abs(at - other) <= 1 else 0.0


def _near_names(words: list[Word], survey: Survey) -> list[tuple[Name, int]]:
    """Names of two words or more that stand misspelt in the question, and at which word."""
    found: list[tuple[Name, int]] = []
    for name in survey.names:
        parts = [word.lower for word in words_of(name.text)]
        if len(parts) < 2:
            continue
        for at in range(len(words) - len(parts) + 1):
            typed = [word.lower for word in words[at : at + len(parts)]]
            if typed != parts and all(is_slip(a, b) for a, b in zip(typed, parts, strict=True)):
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
