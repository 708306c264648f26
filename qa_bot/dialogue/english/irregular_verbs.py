"""Irregular past forms and participles of English verbs -> their base forms, from lemminflect's table.

The table is read here and not through lemminflect's functions, which load all forms of all words (33 MB) and numpy for the sake of 600 verbs.

    >>> forms = irregular_forms()
    >>> [forms[form] for form in ("ate", "drunk", "stole", "worn", "was")]
    ['eat', 'drink', 'steal', 'wear', 'be']
    >>> "rent" in forms, "walked" in forms, "cut" in forms  # what is paid, not the past of "rend"; regular; tells nothing of the past
    (False, False, False)
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache

from qa_bot.package_data import package_data
from qa_bot.word_list import frequency

_AUXILIARIES = {"was": "be", "were": "be", "did": "do", "does": "do", "done": "do", "had": "have", "has": "have"}
_MODAL = frozenset("can could may might must shall should will would be do have".split())
_COMMONER = 10
"""A form is left out where it is seen more than so many times as often as its verb: it is then a word of its own, as "ground" and "rent"."""


@cache
def irregular_forms() -> Mapping[str, str]:
    """Each irregular form in lower case -> the base form of its verb; of several verbs, the most frequent one."""
    table = gzip.decompress(package_data("lemminflect", "resources", "infl_lu.csv.gz")).decode("utf-8")
    found: dict[str, list[str]] = {}
    for line in table.splitlines():
        verb, part, *forms = line.split(",")
        if part != "verb" or verb in _MODAL or not verb.isalpha() or not verb.islower():
            continue
        past, participle = forms[0].split("/"), forms[1].split("/")
        for form in {*past, *participle} - {verb, ""}:  # "come" and "cut" tell nothing of the past
            if not _is_regular(form, verb) and 0 < frequency(form) <= _COMMONER * frequency(verb):
                found.setdefault(form, []).append(verb)
    chosen = {form: max(verbs, key=frequency) for form, verbs in found.items()}
    return chosen | _AUXILIARIES


def _is_regular(form: str, verb: str) -> bool:
    return form in (f"{verb}ed", f"{verb[:-1]}ied", f"{verb}{verb[-1]}ed", f"{verb}ked") or (verb[-1] == "e" and form == f"{verb}d")
