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

from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.answerers import CLEAR
from qa_bot.dialogue.answers.definitions import descriptions
from qa_bot.dialogue.answers.metadata import SENTENCES, central
from qa_bot.dialogue.answers.topic_sentences import sentences_about
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.suggest.suggestions import copula, is_somebody

SHOWN = 4
"""People, places and dates, of each."""
CONSIDERED = 12
"""The most often named of each that are tried."""
INTRODUCED = 20
"""The first mentions of a name, among which a text says who it is."""
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
    count = min(SENTENCES, len(analyzed.sentences) // SENTENCES)  # a short text is its own summary
    people = [
        Offer(name.text, f"Who {copula(name, analyzed)} {name.text}?")
        for name in _most_named(one for one in analyzed.entities if is_somebody(one, analyzed))
        if any(one.confidence >= CLEAR for one in descriptions(replace(name, spans=name.spans[:INTRODUCED]), analyzed)[:1])
    ]
    places = [_looked_up(name.text) for name in _most_named(analyzed.entities_of("place"))]
    dates = Counter(found[0] for found in _DATE.finditer(analyzed.article.text[:LOOKED_THROUGH]))
    told = [_looked_up(date) for date, _ in dates.most_common(CONSIDERED) if sentences_about(date, analyzed)]
    sentences = tuple(span.text for span in central(analyzed, count)) if count else ()
    return Overview(sentences, tuple(people[:SHOWN]), tuple(places[:SHOWN]), tuple(told[:SHOWN]))


def _most_named(names: Iterable[Entity]) -> list[Entity]:
    return sorted(names, key=lambda name: -len(name.spans))[:CONSIDERED]


def _looked_up(topic: str) -> Offer:
    return Offer(topic, f"What does the article say about {topic}?")
