"""What an article is about at a glance: its central sentences, and its people, places and dates, each with a question that is answered.

Nothing is read by the model: "Who is X?" is offered where the article's own words describe X, the rest is looked up sentence by sentence.

    >>> from qa_bot import Article
    >>> mill = Article("Anna Berg, the baker of the village, left for Rome on 3 May 1912. Anna said the mill was closed. Nils stayed in Rome.")
    >>> found = overview_of(AnalyzedArticle.of(mill))
    >>> [one.question for one in (*found.people, *found.places, *found.dates)]
    ['Who is Anna Berg?', 'What does the article say about Rome?', 'What does the article say about 3 May 1912?']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.answerers import CLEAR
from qa_bot.dialogue.answers.definitions import descriptions
from qa_bot.dialogue.answers.metadata import CONSIDERED as CENTRAL
from qa_bot.dialogue.answers.metadata import SENTENCES, body, central, tells
from qa_bot.dialogue.answers.topic_sentences import MOST, sentences_about
from qa_bot.dialogue.ner.gazetteer import same_territory, territories
from qa_bot.dialogue.ner.lexicon import PLACES
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.suggest.suggestions import copula, is_somebody
from qa_bot.word_list import frequency

SHOWN = 4
"""People, places and dates, of each."""
CONSIDERED = 12
"""The most often named of each that are tried."""
INTRODUCED = 20
"""The first mentions of a name, among which a text says who it is."""
ORDINARY = 500
"""Frequency from which a word in lower case is an ordinary one."""
LOOKED_THROUGH = 100_000
"""Characters that are looked through for dates."""
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"\b(?:\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?|(?:{_MONTH}) (?:\d{{1,2}}, )?\d{{4}}|(?:1[5-9]|20)\d\d)\b(?![.,]?\d)")


@dataclass(frozen=True, slots=True)
class Offer:
    """A name or a date, and the question that a button with it asks."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What is shown of an article before the first question; empty where nothing was found."""

    sentences: tuple[str, ...] = ()
    """Exact sentences of the article, in its order."""
    people: tuple[Offer, ...] = ()
    places: tuple[Offer, ...] = ()
    dates: tuple[Offer, ...] = ()


def overview_of(analyzed: AnalyzedArticle) -> Overview:
    """The overview of an article: milliseconds; half a second for a book."""
    start, end = body(analyzed.article)
    telling = sum(tells(one, analyzed.article) for one in analyzed.sentences[:CENTRAL] if start <= one.start < end)
    count = min(SENTENCES, telling // SENTENCES)  # a text that tells little is its own summary
    named = [name for name in analyzed.entities if any(start <= at < end for at, _ in name.spans)]
    people = [
        Offer(name.text, f"Who {copula(name, analyzed)} {name.text}?")
        for name in _most_named(one for one in named if is_somebody(one, analyzed))
        if any(one.confidence >= CLEAR for one in descriptions(replace(name, spans=name.spans[:INTRODUCED]), analyzed)[:1])
    ]
    places = {same_territory(name.text): name.text for name in _most_named(one for one in named if _is_plainly_a_place(one))}
    dates = Counter(found[0] for found in _DATE.finditer(analyzed.article.text[start : min(end, start + LOOKED_THROUGH)]))
    sentences = tuple(span.text for span in central(analyzed, count)) if count else ()
    return Overview(
        sentences,
        tuple(people[:SHOWN]),
        _told(places.values(), analyzed),
        _told([date for date, _ in dates.most_common(CONSIDERED)], analyzed),
    )


def _most_named(names: Iterable[Entity]) -> list[Entity]:
    return sorted(names, key=lambda name: -len(name.spans))[:CONSIDERED]


def _is_plainly_a_place(name: Entity) -> bool:
    """Whether a place is known, or called what places are called, or by no ordinary word and no abbreviation: not "Section" or "Source Code Form"."""
    words = name.text.lower().split()
    if name.kind not in ("place", "country"):
        return False
    plain = not name.text.split()[-1].isupper() and frequency(words[-1]) < ORDINARY
    return plain or name.text.lower() in territories() or bool(PLACES & {words[0], words[-1]} and len(words) > 1)


def _told(topics: Iterable[str], analyzed: AnalyzedArticle) -> tuple[Offer, ...]:
    """The first topics of which a sentence tells something; a topic may stand in lists and labels alone."""
    said = (topic for topic in topics if any(tells(one, analyzed.article) for one in sentences_about(topic, analyzed)[:MOST]))
    return tuple(_looked_up(topic) for topic in islice(said, SHOWN))


def _looked_up(topic: str) -> Offer:
    return Offer(topic, f"What does the article say about {topic}?")
