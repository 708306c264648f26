"""Sentences -> questions, by templates: a sentence that opens with its subject gives questions that are well formed without a parser.

This is the oldest recipe of question generation (Heilman and Smith 2010), with only those templates whose word order cannot go wrong: an auxiliary
changes places with the subject; a simple past becomes "did" and the base form. Where that is in doubt, no question is made.

    >>> from qa_bot import Article
    >>> from qa_bot.dialogue.analysis import AnalyzedArticle
    >>> [one.question for one in framed(AnalyzedArticle.of(Article("Ann Berg was born in Paris on 3 May 1901.")))]
    ['When was Ann Berg born?', 'Where was Ann Berg born?']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import base_form, is_past, is_plural, words_of
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.suggest.clauses import INVERTED, NO_NOUN, Clause, clause_of
from qa_bot.function_words import FUNCTION, PREPOSITIONS, PRONOUNS
from qa_bot.word_list import frequency

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?:in|on) (?:the (?:spring|summer|autumn|fall|winter) of )?(?:(?:\d{{1,2}} )?(?:{_MONTH})(?: \d{{1,2}}(?!\d))?(?:,? \d{{4}})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: morning| evening| afternoon| night)?|\d{4})\b"
)
_LEAD = re.compile(_DATE.pattern.replace("(?:in|on)", "(?:In|On)", 1) + r",? ")
_ADVERB = re.compile(
    r"(?:However|Later|Then|Instead|Eventually|Finally|Also|Nevertheless|Moreover|Furthermore|Additionally|As a result|At first|Originally|Initially), "
    r"|(?:Following|After|During|Before|At|By|Under|With|From|Between|Since|Despite|According to) [^,;.]{3,60}, "
)
_PERSONAL = re.compile(
    r"\b(?:[a-z]+(?:ist|ian|man|men|woman|women|er|or)s?|kings?|queens?|saints?|poets?|chiefs?|monks?|knights?|priests?|people|family|scholars?|"
    r"generals?|nobles?|students?|heirs?|sons?|boys?|girls?|cooks?|who)\b"
)
_STANDS = frozenset("located situated based held kept found buried born built housed".split())
_NUMBER = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty)"
_ABOUT_N = r"(?:about |nearly |almost |more than |over |up to |around |only |at least )?"
_MANY = re.compile(
    rf"{_ABOUT_N}{_NUMBER} (?P<what>(?:[a-z]+ )?[a-z]{{3,}}s|people|children|men|women)\b(?! (?:old|ago|of age|later|before|after|earlier|high|long|tall|wide|deep|per))"
)
_SPAN = re.compile(rf"{_ABOUT_N}(?:a |an |{_NUMBER} )(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b")
_SIZE = re.compile(rf"{_ABOUT_N}{_NUMBER} [a-z]+ (?P<how>high|long|tall|wide|deep|old)\b")
_SAID = frozenset("say announce deny report demand promise argue suggest claim propose conclude explain".split())
_TOLD = frozenset("tell warn add".split())
_NOT_ALONE = frozenset(
    "give send offer show make let keep have take put set see spend become come go tell ask call meet marry thank cost get do be play follow enter "
    "reach leave join lead help include".split()
)
_ENDLESS = frozenset("him her them it us me you himself herself itself themselves".split())
_TO = re.compile(r"^To (?P<do>[a-z]+ [\w’'-]+(?: [\w’'-]+){0,5} ?), (?P<then>[a-z]+) ")
_INNER = re.compile(r"(?:; |, and |, but |, so | that | when | where )(?=[A-ZÀ-Þ]|the [A-ZÀ-Þ])")
_NEVER = re.compile(r"^(?:Never|Do not) (?P<do>[a-z]+ [^,.;:()“”\"]{3,50}?),? because ")
_DEFINED = re.compile(r"^(?P<what>(?:A|An) (?:[a-z-]+ ){0,2}[a-z-]+) (?P<be>is|was) (?:an?|the|one of) ")


@dataclass(frozen=True, slots=True)
class Framed:
    """A question, the sentence that it is made of, and which frame it has."""

    frame: str
    question: str
    sentence: int


def framed(analyzed: AnalyzedArticle) -> Iterator[Framed]:
    """The questions of all sentences, in the article's order."""
    before: tuple[str, Entity | None] | None = None
    paragraph = -1
    for index, sentence in enumerate(analyzed.sentences):
        text = sentence.text
        line = analyzed.article.paragraph_at(sentence.start)
        if line != paragraph:
            before, paragraph = None, line
        if len(text.split()) < 4 or text[-1] not in '.!]”"':
            before = None
            continue
        lead = _LEAD.match(text)
        adverb = None if lead else _ADVERB.match(text)
        at = lead.end() if lead else adverb.end() if adverb else 0
        clause = clause_of(analyzed, sentence.start + at, text[at:], before)
        before = (clause.subject, clause.name) if clause else None
        made = list(_of_clause(analyzed, clause, sentence.end, fronted=bool(lead))) if clause else []
        for inner in _INNER.finditer(text):
            other = clause_of(analyzed, sentence.start + inner.end(), text[inner.end() :], None) if inner.start() > at else None
            made += list(_of_clause(analyzed, other, sentence.end, fronted=False)) if other and other.name else []
        for frame, question in (*_unsubjected(text), *made):
            if frame and _is_sound(question):
                yield Framed(frame, question, index)


def _unsubjected(text: str) -> Iterator[tuple[str, str]]:
    to = _TO.match(text)
    if (
        to
        and not {word.lower for word in words_of(to["do"])} & PRONOUNS
        and to["then"] not in FUNCTION
        and to["do"].split()[0] not in FUNCTION
    ):
        yield "how", f"How do you {to['do'].strip()}?"
    never = _NEVER.match(text)
    if never:
        yield "why", f"Why should you never {never['do'].strip()}?"
    many = re.match(
        r"(?P<what>[A-Z][a-z]{3,}(?: [a-z]{3,})?) are (?!also|often|usually|(?:not|that|you|it|they|there|some\w*)\b)(?P<next>[a-z]+)", text
    )
    if (
        many
        and not is_past(many["next"])
        and is_plural(many["what"].rsplit(" ", 1)[-1].lower())
        and frequency(many["what"].split()[0].lower())
        and not {w.lower for w in words_of(many["what"])} & (FUNCTION | NO_NOUN)
    ):
        yield "what", f"What are {many['what'][0].lower()}{many['what'][1:]}?"
    thing = _DEFINED.match(text)
    if thing and not any(is_past(word.lower) or word.lower in FUNCTION | NO_NOUN for word in words_of(thing["what"])[1:]):
        yield "what", f"What {thing['be']} {thing['what'][0].lower()}{thing['what'][1:]}?"


def _of_clause(analyzed: AnalyzedArticle, clause: Clause, end: int, *, fronted: bool) -> Iterator[tuple[str, str]]:  # noqa: PLR0912, PLR0915 - a frame a line
    subject, verb, rest = clause.subject, clause.verb.lower, clause.rest
    words = words_of(rest)
    first = words[0].lower if words else ""
    base = base_form(verb)
    person = clause.name is not None and clause.name.kind == "person"
    simple = is_past(verb) and verb not in ("was", "were", "had", "did")
    # the verb's group: "was built", "can look", or a bare past
    if verb in INVERTED:
        opening, tail = f"{verb} {subject}", rest
    elif simple:
        opening, tail = f"did {subject} {base}", rest
    elif verb in ("has", "have", "had"):
        many = _MANY.match(rest.lstrip())
        if many and not is_past(first):
            yield "many", f"How many {many['what']} {'did' if verb == 'had' else 'does' if verb == 'has' else 'do'} {subject} have?"
        return
    else:
        long = _SPAN.match(rest.lstrip())
        if long and verb in ("lasts", "takes"):
            yield "long", f"How long does {subject} {base}?"
        return
    because = re.search(r",? because ", tail)
    reason = _closed(tail, because.start(), late=False) if because else None
    if reason and words_of(reason)[-1].lower not in ("not", "that"):
        yield "why", f"Why {opening}{reason}?"
    size = _SIZE.match(tail.lstrip())
    if verb in ("is", "was") and size and subject:
        yield "many", f"How {size['how']} {verb} {subject}?"
    if verb in ("was", "were") and first == "born":
        yield "when" if fronted or _DATE.search(rest) else "", f"When {verb} {subject} born?"
        yield "where" if re.match(r" born (?:on [\w ]+ |in \d{4} )?(?:in|at) [A-ZÀ-Þ]", rest) else "", f"Where {verb} {subject} born?"
        return
    action = simple or (verb in ("was", "were") and is_past(first) and first != "known")
    when = _DATE.search(tail)
    part = _closed(tail, when.start() if when else len(tail), late=bool(when) or fronted) if action and (when or fronted) else None
    objectless = part is not None and simple and not words_of(part)
    if part is not None and not (
        objectless and (fronted or (when and re.match(r",? (?:that|the|how|what|a|an|to)\b", tail[when.end() :])))
    ):
        yield "when", f"When {opening}{part}?"
    if (action and not when) or (verb in ("is", "are") and first in _STANDS):
        yield from _where(analyzed, opening, tail, end)
    by = re.match(r" (?P<done>\w+ed)(?P<more>(?: [a-z]+){0,2}?) by (?:the |an? )?(?:[a-z]+ ){0,2}(?=[A-ZÀ-Þ])", rest)
    if verb in ("was", "were") and by and not by["more"]:
        at = end - len(rest) + by.end()
        if any(name.kind in ("person", "body") and span[0] == at for name in analyzed.entities for span in name.spans):
            yield "by", f"Who {by['done']} {subject}?"
    number = re.match(r" (?P<do>[a-z]+(?: (?:at|to|for|with))?) ", rest) if verb in ("can", "could", "will", "must") else None
    many = _MANY.match(rest[number.end() :]) if number else None
    if number and many and number["do"].split()[0] not in FUNCTION:
        yield "many", f"How many {many['what']} {verb} {subject} {number['do']}?"
    if simple and person and (base in _SAID or base in _TOLD) and first not in PREPOSITIONS:
        yield "said", f"What did {subject} {base if base in _SAID else 'say'}?"
    elif (
        simple
        and person
        and clause.name
        and clause.name.gender
        and base not in _NOT_ALONE | _SAID | _TOLD
        and first in ("the", "a", "an", "its", "his")
    ):
        yield "did", f"What did {subject} {base}?"
    elif (
        clause.name
        and _is_thing(clause.name, subject)
        and verb in ("is", "was")
        and first in ("a", "an", "the", "one")
        and not _PERSONAL.search(re.split(r"[,.;]| (?:of|in|on|for|at|to|with|by|from|that) ", rest)[0])
    ):
        yield "what", f"What {verb} {subject}?"


def _is_thing(name: Entity, subject: str) -> bool:
    """Whether "what is it" may be asked: of several words without "the" only where they are known to name no person."""
    return name.kind in ("body", "place") or (
        name.kind == "other" and (subject.startswith("the ") or " " not in name.text or any(map(str.isdigit, name.text)))
    )


def _where(analyzed: AnalyzedArticle, opening: str, tail: str, end: int) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r" (?:in|at) (?:the )?(?=[A-ZÀ-Þ])", tail):
        at = end - len(tail) + found.end()
        place = any(name.kind in ("place", "country") and span[0] == at for name in analyzed.entities for span in name.spans)
        part = _closed(tail, found.start(), late=False)
        if place and part is not None:
            yield "where", f"Where {opening}{part}?"
        return


def _closed(tail: str, stop: int, *, late: bool) -> str | None:
    """The words between a verb and `stop`, where they are few, of one clause and end well; None where not.

    Args:
        tail: what stands behind the verb.
        stop: where a date or place begins.
        late: whether the date may stand behind asides, so that the words up to the first comma are enough.
    """
    part = tail[:stop].rstrip(" .")
    cut = re.search(r"[,;:()“”\"–—]|\. | (?:and|but|or|who|which|that|where|when|until|as|than|if|because) ", part)
    if cut and late and re.match(r", (?:who|which|where)\b", part[cut.start() :]) and stop == len(tail):
        part = part[: cut.start()]
    elif cut:
        if (
            not late
            or not cut.group().startswith(",")
            or any(is_past(w.lower) or w.lower in INVERTED | {"and"} for w in words_of(part[cut.start() :]))
        ):
            return None
        part = part[: cut.start()]
    if late and re.match(r"\s?(?:was|were|is|are|had|has)\b", _DATE.sub("", tail[stop:], count=1).lstrip()):
        return None
    words = words_of(part)
    bad = len(words) > 8 or (words and words[-1].lower in (PREPOSITIONS | FUNCTION) - {"it", "her", "him"})
    return None if bad else part


def _is_sound(question: str) -> bool:
    """Whether a question has no loose pronoun, no stray mark, and a length that people type."""
    words = words_of(question)
    loose = {word.lower for word in words} & (PRONOUNS - {"who", "what", "you", "its", "his", "her", "that"})
    return (
        3 <= len(words) <= 14
        and not loose
        and not re.search(r"[“”\"()\[\];:]", question)
        and words[-1].lower not in _ENDLESS | {"the", "a", "an"}
    )
