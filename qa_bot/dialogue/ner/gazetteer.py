"""Names of places and peoples that are known beforehand: CLDR's territories, languages and time-zone cities (Babel), and the US states.

Nothing is downloaded; Babel's English data are read once, on first use.

    >>> territories()["norway"], territories()["oslo"], territories().get("tarnby")
    (True, False, None)
    >>> is_people("greeks"), is_people("namibian"), is_people("bakers")
    (True, True, False)
    >>> same_territory("the U.S.") == same_territory("United States")
    True
"""

from __future__ import annotations

from functools import cache

_STATES = (
    "Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,"
    "Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,North Carolina,"
    "North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Washington,West Virginia,"
    "Wisconsin,Wyoming,Scandinavia,Siberia,Earth"
)
_POSTAL = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI "
    "WY DC".split()
)
_PEOPLES = frozenset(
    "american british european african asian australian canadian mexican brazilian argentine argentinian chilean colombian peruvian cuban egyptian israeli "
    "iranian iraqi syrian lebanese jordanian saudi indian pakistani afghan austrian swiss belgian scottish english irish soviet roman byzantine ottoman "
    "prussian nigerian kenyan ethiopian moroccan algerian tunisian libyan ghanaian venezuelan bolivian jamaican filipino singaporean taiwanese "
    "christian muslim jewish jew catholic protestant orthodox buddhist hindu islamic anglican lutheran spaniard swede dane finn pole turk greek".split()
)


@cache
def territories() -> dict[str, bool]:
    """English names of places in lower case; True for a country, False for a part of the world, a state or a city."""
    from babel import Locale
    from babel.core import get_global

    cities = {
        zone.rsplit("/", 1)[1].replace("_", " ").lower()
        for zone in get_global("zone_territories")
        if zone.count("/") == 1 and not zone.startswith(("Antarctica", "Etc"))
    }
    found = dict.fromkeys(cities | set(_STATES.lower().split(",")), False)
    found |= {name.lower(): code.isalpha() for code, name in Locale("en").territories.items() if code not in ("ZZ", "EU", "UN", "EZ", "QO")}
    other = "us,usa,u.s,united states,u.s.a,america,uk,u.k,britain,great britain,england,scotland,wales,northern ireland,holland,burma,turkey,ivory coast"
    return found | dict.fromkeys((*other.split(","), "czech republic", "soviet union"), True)


def is_people(word: str) -> bool:
    """Whether a word in lower case names a people or comes of a country's name: "Greeks", "Namibian", "Sudanese"."""
    if word in peoples() or word.removesuffix("s") in peoples():
        return True
    word = word.removesuffix("s")
    return len(word) > 5 and any(
        word.endswith(end) and territories().get(word[:-cut]) for end, cut in (("n", 1), ("n", 2), ("ese", 3), ("i", 1))
    )


def is_region(name: str) -> bool:
    """Whether a name may stand behind a town's and a comma: a country or a US state."""
    lower = name.lower()
    return lower in _states() or territories().get(lower, False)


def is_postal(name: str) -> bool:
    """Whether a name is a US state's postal abbreviation, with or without full stops.

    >>> [name for name in ("TX", "D.C.", "N.Y", "Tx", "HP") if is_postal(name)]
    ['TX', 'D.C.', 'N.Y']
    """
    return name.replace(".", "") in _POSTAL


@cache
def _states() -> frozenset[str]:
    return frozenset({*_STATES.lower().split(","), "new york", "georgia"})


def same_territory(name: str) -> str:
    """One key for the usual names of one country; any other name in lower case."""
    lower = name.lower().removeprefix("the ").replace(".", "")
    if lower in ("us", "usa", "united states", "united states of america", "america"):
        return "united states"
    return "united kingdom" if lower in ("uk", "united kingdom", "britain", "great britain") else lower


@cache
def peoples() -> frozenset[str]:
    """Languages, peoples and faiths in lower case: words with a capital that name nobody and no place."""
    from babel import Locale

    languages = (name.lower() for code, name in Locale("en").languages.items() if "_" not in code and " " not in name)
    return frozenset({*languages, *_PEOPLES})
