"""Questions typed in a hurry -> full questions: capitals throughout, "wheres", a bare name, "X's job", "they meet when?", "opening hours".

>>> from qa_bot import Article
>>> from qa_bot.dialogue.analysis import AnalyzedArticle
>>> mill = AnalyzedArticle.of(Article("Anna Berg met Nils at the mill."))
>>> as_question("wheres the mill", mill), as_question("anna berg?", mill), as_question("WHO MET NILS?", mill)
('Where is the mill', 'Who is Anna Berg?', 'Who met Nils?')
>>> as_question("Where is the mill?", mill) is None
True
"""

from __future__ import annotations

import re

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import Word, base_form, is_past, is_plural, words_of
from qa_bot.dialogue.english.word_classes import is_adjective
from qa_bot.dialogue.ner.lexicon import CALENDAR, TITLES
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.function_words import AUXILIARIES, BE, CONJUNCTIONS, DETERMINERS, FUNCTION, PREPOSITIONS, PRONOUNS, WH
from qa_bot.word_list import frequency

_JOINED = re.compile(r"^(?P<wh>who|what|where|when|how|why)s (?=[a-z])", re.IGNORECASE)
_LAST = re.compile(
    rf"(?P<said>.+?)\s(?:(?P<lead>{'|'.join(sorted(PREPOSITIONS))}) (?=what |which |how ))?(?P<wh>who|whom|when|where|why|what|how"
    r"|(?:what|which) [a-z]+|how (?:many|much|long|often|old|far|big|tall)(?: [a-z]+)?)(?P<tail> (?:about|to|with|for|in|of) \S+(?: \S+){0,3} ?)?",
    re.IGNORECASE,
)
_SUBJECTS = frozenset("he she it they".split())
_LONGEST = 7
"""Words of the longest question that is put into another order; a longer one was hardly typed in a hurry."""
_LONGEST_PHRASE = 6
_COMMANDS = frozenset(
    "list name enumerate identify give state mention tell show explain describe define compare find summarise summarize translate write say "
    "help please stop go read answer ask".split()
)
_SENTENCE = WH | AUXILIARIES | PRONOUNS | CONJUNCTIONS - {"and"}
"""Words that no noun phrase has."""
_STATES = frozenset(
    "allowed permitted forbidden banned prohibited included excluded required needed covered accepted provided supported guaranteed insured "
    "open closed free safe legal mandatory optional necessary".split()
)
_DAYS = CALENDAR | {"today", "tomorrow", "weekend", "weekday"}
_HIS = re.compile(r"(?P<who>[^?]{2,40}?)['’]s (?P<what>[a-z-]+(?: [a-z-]+){0,2} ?)", re.IGNORECASE)


def as_question(typed: str, analyzed: AnalyzedArticle) -> str | None:
    """The question that is meant, in the article's spelling of its names; None for one that is a question as it stands.

    Args:
        typed: as typed, in one line.
        analyzed: the article.
    """
    text = _lowered(typed, analyzed)
    plain = text.strip(" ?!.")
    asked = _JOINED.sub(lambda found: f"{found['wh']} is ", text) if _JOINED.match(text) else text
    his = _HIS.fullmatch(plain)
    name = _whole_entity(plain, analyzed)
    if name and (len(words_of(plain)) > 1 or typed.endswith("?")):
        asked = f"{'Who' if name.kind == 'person' else 'What'} is {name.text}?"
    elif his and (name := _whole_entity(his["who"], analyzed)) and not {word.lower for word in words_of(his["what"])} & FUNCTION:
        asked = f"What is {name.text}’s {his['what'].strip()}?"
    return asked[0].upper() + asked[1:] if asked.lower() != typed.lower() or (typed.isupper() and asked != typed) else None


def keyword_question(typed: str, analyzed: AnalyzedArticle) -> str | None:
    """The question that a phrase without its verb stands for, as people type it into a search box; None for anything else.

    The reader has seen questions only: of "wifi password" it is sure of any name.

    >>> from qa_bot import Article
    >>> from qa_bot.dialogue.analysis import AnalyzedArticle
    >>> mill = AnalyzedArticle.of(Article("Anna Berg runs the mill. The Support Line is free."))
    >>> [keyword_question(typed, mill) for typed in ("Opening hours?", "price of bread", "berg", "stop that", "really")]
    ['What are the opening hours?', 'What is the price of bread?', 'Who is Anna Berg?', None, None]
    >>> [keyword_question(typed, mill) for typed in ("pets allowed?", "mill open on Sundays", "closed mondays", "free parking")]
    ['Are pets allowed?', 'Is mill open on Sundays?', 'Is it closed mondays?', 'What is the free parking?']
    """
    plain = typed.strip(" ?!.")
    words = words_of(plain)
    low = [word.lower for word in words]
    if not 0 < len(words) <= _LONGEST_PHRASE or low[0] in _COMMANDS | PREPOSITIONS or set(low) & _SENTENCE:
        return None
    name = _whole_entity(plain, analyzed)
    if name:
        return f"{'Who' if name.kind == 'person' else 'What'} is {name.text}?"
    state = _state(low)
    subject = low if state is None else low[:state]
    head = subject[next((at for at, word in enumerate(subject) if word in PREPOSITIONS), len(subject)) - 1] if subject else ""
    be = "are" if is_plural(head) else "is"
    if state is not None:
        return f"{be.capitalize()} {plain[: words[state].start].strip() or 'it'} {plain[words[state].start :]}?"
    noun = any(map(frequency, low)) and head not in FUNCTION and not (is_past(head) or is_adjective(head) or head.endswith("ly"))
    if not noun or low[-1] in PREPOSITIONS:
        return None
    names = {word for one in analyzed.entities_mentioned(plain) for word in one.words}
    for word in words:
        if word.lower not in names and frequency(word.lower) and not word.text.isupper():
            plain = plain[: word.start] + word.lower + plain[word.end :]
    return f"What {be} {'' if low[0] in DETERMINERS else 'the '}{plain}?"


def _state(low: list[str]) -> int | None:
    """Where a phrase says that something is so, as "pets allowed" and "open on Sundays" do: the last word, or one before a preposition or a day."""
    ends = [
        at for at, word in enumerate(low) if at + 1 == len(low) or low[at + 1] in PREPOSITIONS or low[at + 1].removesuffix("s") in _DAYS
    ]
    return next((at for at in ends if low[at] in _STATES or (at and low[at].endswith(("able", "ible")))), None)


def _whole_entity(what: str, analyzed: AnalyzedArticle) -> Entity | None:
    """The article's name that the words are, all of them."""
    keys = {word.lower for word in words_of(what)} - TITLES - {"the"}
    return next((name for name in analyzed.entities_mentioned(what) if keys and keys <= name.words), None)


def _lowered(typed: str, analyzed: AnalyzedArticle) -> str:
    """A shouted question in the article's own case."""
    if not typed.isupper() or (len(typed.split()) < 3 and not {word.lower for word in words_of(typed)} & WH):
        return typed
    for word in reversed(words_of(typed)):
        lower = word.lower
        typed = typed[: word.start] + (lower if lower in FUNCTION else analyzed.vocabulary.get(lower, lower)) + typed[word.end :]
    return typed[0].upper() + typed[1:]


def reordered(question: str, analyzed: AnalyzedArticle) -> str | None:
    """A question in the order of a statement, "Ann said what?", "when they meet?", in the order of a question; None for any other."""
    plain = question.strip(" ?!.")
    words = words_of(plain)
    if not 3 <= len(words) <= _LONGEST:
        return None
    first = words[0].lower
    if first in WH:  # "when they meet?"
        helped = {word.lower for word in words} & AUXILIARIES or words[1].lower not in _SUBJECTS
        return None if helped else _ordered(words[0].text.capitalize(), plain[words[0].end :].strip(), analyzed)
    found = _LAST.fullmatch(plain)
    if (
        not found
        or found["said"].endswith((" and", " or"))
        or first in AUXILIARIES | PREPOSITIONS | {"i", "we", "you", "tell", "and", "or"}
    ):
        return None
    wh = " ".join(filter(None, (found["lead"], found["wh"]))).lower()
    asked = _ordered(wh[0].upper() + wh[1:], found["said"], analyzed)
    return asked.replace("?", f"{found['tail']}?") if asked and found["tail"] else asked


def _ordered(wh: str, said: str, analyzed: AnalyzedArticle) -> str | None:
    """For "When" and "they meet", "When do they meet?"."""
    words = words_of(said)
    at = _verb(words, analyzed)
    if at is None:
        return None
    verb = words[at]
    subject, rest = said[: verb.start].strip(), said[verb.end :].strip()
    subject = subject[0].lower() + subject[1:] if words[0].lower in FUNCTION else subject
    rest = f" {rest}" if rest else ""
    if verb.lower in BE or (verb.lower in AUXILIARIES and rest):
        return f"{wh} {verb.lower} {subject}{rest}?"
    last = subject.split()[-1]
    plural = subject == "they" or " and " in subject or (last.islower() and base_form(last) != last)
    helper = "did" if is_past(verb.lower) else "do" if plural else "does"
    return f"{wh} {helper} {subject} {base_form(verb.lower)}{rest}?"


def _verb(words: list[Word], analyzed: AnalyzedArticle) -> int | None:
    """Which word is the verb: the first auxiliary or past form behind the subject, else what follows a pronoun or a name, else the last word."""
    for at, word in enumerate(words[1:], 1):
        if word.lower in AUXILIARIES or is_past(word.lower):
            return at
    if len(words) < 2:
        return None
    if words[0].lower in _SUBJECTS:
        return 1
    names = {word for name in analyzed.entities for word in name.words}
    start = 1 if words[0].lower in DETERMINERS else 0
    at = (
        next((i for i in range(start, len(words)) if words[i].lower not in names | {"and"}), len(words))
        if words[start].lower in names
        else len(words) - 1
    )
    return at if 0 < at < len(words) and words[at].lower not in FUNCTION and frequency(base_form(words[at].lower)) else None
