"""The function words of English: the closed word classes, in lower case. They are listed here and nowhere else.

>>> "between" in PREPOSITIONS, "between" in FUNCTION, "mill" in FUNCTION
(True, True, False)
"""

from __future__ import annotations

WH = frozenset("who whom whose what which when where why how".split())
BE = frozenset("is are was were am be been being 's".split())
AUXILIARIES = BE | frozenset("do does did has have had can could will would shall should may might must".split())
PREPOSITIONS = frozenset(
    "about above after against among around at before behind below beside between by during for from in inside into like near of off on onto "
    "out over since than through to toward towards under until up upon via with within without".split()
)
DETERMINERS = frozenset("a an the this that these those any some each every no all both his her its their my your our".split())
PRONOUNS = frozenset(
    "i me my mine you your yours he him his himself she her hers herself it its itself we us our they them their theirs themselves "
    "this that these those there one someone somebody anyone anybody everyone nobody".split()
)
CONJUNCTIONS = frozenset("and or but if because as while".split())
_OTHERS = frozenset("not so also too very just only then now else exactly there please ever still 'm 're".split())
FUNCTION = WH | AUXILIARIES | PREPOSITIONS | DETERMINERS | PRONOUNS | CONJUNCTIONS | _OTHERS
LEADING_ON = CONJUNCTIONS | frozenset(
    "a an the this these those his her its their my your our of in on at by to for from with into than that which who "
    "is are was were be has have had could would should".split()
)
"""Words with which neither a line nor a paragraph ends where it is complete."""
COUNTS = {word: number for number, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
COUNTS |= {str(number): number for number in range(2, 11)}
"""Numbers that people write as words, from 2 to 10."""
