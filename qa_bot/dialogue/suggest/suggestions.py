"""Questions to suggest: who an article's people are, and questions made of its sentences. The reader's confidence decides which are shown.

>>> from qa_bot import Article
>>> from qa_bot.dialogue.analysis import AnalyzedArticle
>>> candidates(AnalyzedArticle.of(Article("The bridge was opened in 1912.")))
['When was the bridge opened?']
>>> unasked([("Who is Anna?", "the baker"), ("Who left?", "Anna")], [Turn("who is anna", None)])
['Who left?', 'What is this article about?']
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.definitions import descriptions
from qa_bot.dialogue.english.morphology import base_form, content_stems, words_of
from qa_bot.dialogue.ner.lexicon import TITLES
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.suggest.templates import Framed, framed

MOST = 12
"""Candidates of one article, at most: each is read once."""
SHOWN = 3
"""Questions to go on with."""
STARTERS = 5
"""Questions to start with."""
_SAID = re.compile(r",? (said|told|denied|reported|announced|proposed|promised|suggested|claimed)\b")
WHOLE = "What is this article about?"
"""Suggested where an article gives too few questions of its own."""
_FRAMES = ("who", "said", "why", "when", "by", "many", "where", "how", "long", "what", "did")
"""The most telling templates first."""


def candidates(analyzed: AnalyzedArticle) -> list[str]:
    """Questions that the article may answer: one of each frame in turn, one a sentence, none that another one asks as well."""
    made: dict[str, list[Framed]] = {frame: [] for frame in _FRAMES}
    for name in sorted((name for name in analyzed.entities if is_somebody(name, analyzed)), key=lambda name: -len(name.spans))[:8]:
        if any(one.confidence >= 0.75 for one in descriptions(name, analyzed)):
            made["who"].append(Framed("who", f"Who {copula(name, analyzed)} {name.text}?", -1 - len(made["who"])))
    for name in (name for name in analyzed.entities if is_somebody(name, analyzed)):
        verb = next((m[1] for _, end in name.spans if (m := _SAID.match(analyzed.article.text, end))), None)
        if verb:
            made["said"].append(
                Framed("said", f"What did {name.text} {base_form(verb) if verb != 'told' else 'say'}?", -20 - len(made["said"]))
            )
    for one in framed(analyzed):
        made[one.frame].append(one)
    chosen: list[Framed] = []
    for rank in range(4):
        for frame in _FRAMES:
            new = next((one for one in made[frame] if not any(_same(one, other) for other in chosen)), None)
            if new and len([other for other in chosen if other.frame == frame]) <= rank and len(chosen) < MOST:
                chosen.append(new)
    return [one.question for one in chosen]


def _same(one: Framed, other: Framed) -> bool:
    return one.sentence == other.sentence or _key(one.question) == _key(other.question)


def is_somebody(name: Entity, analyzed: AnalyzedArticle) -> bool:
    """Whether a name is a person's by more than its shape: a title, a pronoun, a verb of people, or a surname that stands alone elsewhere."""
    if (
        name.kind != "person"
        or name.text.split()[0] in ("Central", "North", "South", "East", "West", "New", "Upper", "Lower")
        or any(not part[0].isupper() or (part.isupper() and part.isalpha() and len(part) > 1) for part in name.text.split())
    ):
        return False
    text = analyzed.article.text
    spoken = any(
        re.match(r",? (?:said|says|told|wrote|argued|denied|warned|reported|married|died|was born)\b", text[end : end + 12])
        for _, end in name.spans
    )
    described = any(re.match(r" \((?:[a-z]+|\d{4}[–-]\d{2,4})\)|, (?:an?|the|who)\b", text[end : end + 16]) for _, end in name.spans)
    titled = name.text.split()[0].lower().strip(".") in TITLES
    several = len({text[start:end] for start, end in name.spans}) > 1
    return spoken or (bool(name.gender) and (titled or described or several))


def copula(name: Entity, analyzed: AnalyzedArticle) -> str:
    """Of somebody whom the article speaks of as dead or gone "was", else "is"."""
    text = analyzed.article.text
    past = any(
        re.match(r"(?: \([^)]*\))?(?:, [^,.]{2,60},)? (?:was|were|had been)\b| \(\d{4}[–-]\d", text[end : end + 80])
        for _, end in name.spans
    )
    return "was" if past else "is"


def unasked(made: Sequence[tuple[str, str]], history: Sequence[Turn]) -> list[str]:
    """Up to three questions (to start with: five) that were not asked and whose answer was not given yet, of different openings first."""
    asked = {_key(turn.question) for turn in history}
    given = {turn.answer.lower() for turn in history if turn.answer}
    left = [question for question, answer in made if _key(question) not in asked and answer.lower() not in given]
    seen: Counter[str] = Counter()
    rounds: list[tuple[int, str]] = []
    for question in left:
        opening = question.split()[0]
        seen[opening] += 1
        rounds.append((seen[opening], question))
    spread = [question for _, question in sorted(rounds, key=lambda one: one[0])]
    if len(spread) < SHOWN and _key(WHOLE) not in asked:
        spread.append(WHOLE)
    return spread[: SHOWN if history else STARTERS]


def ask_for(analyzed: AnalyzedArticle) -> str:
    """An example of what can be asked, as the end of a line; empty where the article gives none."""
    made = candidates(analyzed)
    return f" For example: {made[0]}" if made else ""


def _key(question: str) -> str:
    return " ".join(sorted(set(content_stems(words_of(question)))))
