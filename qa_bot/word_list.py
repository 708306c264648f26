"""How often English words are seen, in American and in British spelling.

Two lists that come inside wheels are one table here: pyspellchecker's (film subtitles; American spelling, with contractions) and, for words that
it lacks, symspellpy's (Google Books and SCOWL; both spellings). The second counts about a thousand times as many words, and is scaled down by that.
Possessives are left out, since every noun has one.

    >>> frequency("color") > 0, frequency("colour") > 0, frequency("programme") > 0, frequency("colr")
    (True, True, True, 0)
    >>> frequency("isnt") > 0, frequency("isn't") > 0
    (True, True)
"""

from __future__ import annotations

import gzip
import json
from functools import cache

from qa_bot.package_data import package_data

_SCALE = 1000
"""Counts of symspellpy's list for one of pyspellchecker's: the median over the 80,000 words that both have is 1,002."""


@cache
def _frequencies() -> dict[str, int]:
    seen: dict[str, int] = json.loads(gzip.decompress(package_data("spellchecker", "resources", "en.json.gz")))
    counts = {word: count for word, count in seen.items() if not word.endswith("'s")}
    for line in package_data("symspellpy", "frequency_dictionary_en_82_765.txt").decode("utf-8-sig").splitlines():
        word, count = line.split()
        scaled = int(count) // _SCALE
        if scaled and word not in counts and not word.endswith("'s"):
            counts[word] = scaled
    # "isnt" is typed for "isn't"; "were" and "well" are words of their own
    bare = {word.replace("'", ""): count for word, count in counts.items() if "'" in word and word.isascii()}
    return {**bare, **counts}


def frequency(word: str) -> int:
    """How often a lower-case word was seen in running English; 0 for one that was not."""
    return _frequencies().get(word.replace("’", "'"), 0)


def is_word(word: str) -> bool:
    """Whether a lower-case word is one, in either spelling."""
    return frequency(word) > 0


def frequent_words(least: int) -> list[str]:
    """All lower-case words of letters alone that were seen at least so often."""
    return [word for word, count in _frequencies().items() if count >= least and word.isalpha()]
