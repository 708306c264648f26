"""One answerer function for each type of question, listed in `ANSWERERS`.

Answers are always words of the article. A candidate below the reader's threshold is not an answer: the bot then abstains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa_bot.answer import Answer
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers import attribution, lists, metadata, topic_sentences, yes_no
from qa_bot.dialogue.answers.findings import Findings
from qa_bot.dialogue.answers.next_sentence import sentence_after
from qa_bot.dialogue.answers.selection import Evaluated
from qa_bot.dialogue.ner.recognizer import Entity
from qa_bot.dialogue.question.types import QuestionType
from qa_bot.dialogue.suggest.suggestions import ask_for

DESCRIPTIONS = 3
"""Maximum number of descriptions: the answer and its alternatives."""
CLEAR = 0.6
"""Minimum confidence for a description to replace the reader's span."""
DECIDED = 0.5
"""Confidence of a sentence that answers a yes-or-no question by its words alone; set by hand. `tests.benchmarks.deciding`, whose
questions have the article's words, finds it right 4 times in 4; in 710 turns about other documents it came once, and was wrong.
"""
NAMED = 0.5
"""Confidence of the sentences that name X, where no description was found; set by hand."""
NOT_KNOWN = 0.7
"""Confidence of a sentence that says that something is not known; set by hand."""
GOES_ON = 0.7
"""Confidence of the sentence after the last answer; set by hand."""
ENDS = "The article ends there."
YES_NO = "I can't say yes or no, but the article says:"
NOT_SPECIFIED = "The article says that this isn't known:"

Answerer = Callable[[Evaluated, AnalyzedArticle], Findings]


def find(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    """The findings for the chosen interpretation."""
    return _not_known(read, analyzed) or ANSWERERS[read.interpretation.type](read, analyzed)


def _not_known(read: Evaluated, analyzed: AnalyzedArticle) -> Findings | None:
    """The sentence that says that the answer is not known. None if there is none, or if the reader found an answer elsewhere."""
    asked = read.interpretation
    if not asked.needs_reader or read.entity or "literal" in (asked.type, asked.fallback):
        return None
    statement = yes_no.not_specified(asked.question, analyzed)
    best = read.answered
    if statement and (best is None or statement.share == 1 or statement.sentence.overlaps(best.start, best.end)):
        return Findings((Answer(statement.sentence, NOT_KNOWN, 0.0),), message=NOT_SPECIFIED)
    return None


def _small_talk(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    return Findings(message=f"{read.interpretation.subject}{ask_for(analyzed)}")


def _summary(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    answers, said = metadata.summary(read.interpretation.question, analyzed)
    return Findings(tuple(answers), message=said if answers else f"{said}{ask_for(analyzed)}")


def _author(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    answers, said = metadata.author(analyzed)
    return Findings(tuple(answers), message=said if answers else f"{said}{ask_for(analyzed)}")


def _date(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    answers = metadata.written(analyzed)
    return Findings(tuple(answers), message="The date that the article gives:") if answers else _fact(read, analyzed)


def _fact(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    return Findings(message=f"{metadata.fact(read.interpretation.type, analyzed.article)}{ask_for(analyzed)}")


def _entities(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    answers = lists.entities_of_type(read.interpretation.category or "name", analyzed)
    return Findings(tuple(answers), message=f"{len(answers)} found in the article.")


def _topic(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    answers, said = topic_sentences.look_up(read.interpretation.subject, analyzed)
    return Findings(tuple(answers), message=said)


def _next(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    found = sentence_after(read.interpretation.subject, analyzed)
    return Findings((Answer(found, GOES_ON, 0.0),), message="The article goes on:") if found else Findings(message=ENDS)


def _description(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    """Answer "who is X?" or "what is X?". Abstains if X is a name that is not in the article."""
    best = read.answered
    if read.unknown_name:
        return Findings()
    if read.descriptions and (best is None or read.descriptions[0].confidence >= CLEAR):
        first, *others = _described(read)
        return Findings((first,), tuple(others))
    if read.entity and best is None:
        return _named(read.entity, analyzed)
    found = ANSWERERS[read.interpretation.fallback](read, analyzed)
    # give only one description of an entity
    return replace(found, answers=found.answers[:1], others=found.answers[1:]) if read.descriptions and len(found.answers) > 1 else found


def _named(name: Entity, analyzed: AnalyzedArticle) -> Findings:
    """The sentences that name X, where none says who or what X is."""
    answers, said = topic_sentences.look_up(name.text, analyzed)
    return Findings(tuple(replace(one, confidence=NAMED) for one in answers), message=f"I found no description. {said}")


def _described(read: Evaluated) -> list[Answer]:
    """The descriptions. The confidence of each is that of its pattern or of the reader, whichever is higher."""
    score = max((answer.score for answer in read.answers), default=0.0)
    found = []
    for one in read.descriptions:
        sure = [answer.confidence for answer in read.answers if answer.span.overlaps(one.span.start, one.span.end)]
        found.append(Answer(one.span, max([one.confidence, *sure]), score))
    return sorted(found, key=lambda answer: -answer.confidence)[:DESCRIPTIONS]


def _yes_no(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    """Answer a yes-or-no question with the sentence that decides it."""
    question, best, sure = read.interpretation.question, read.best, read.answered
    found = yes_no.deciding(question, analyzed, best.span if best else None)
    if found is None or yes_no.unknown_name(question, analyzed, answered=sure is not None):
        return Findings()
    sentence, share = found
    agrees = best is not None and sentence.overlaps(best.start, best.end)
    if sure and (agrees or (share >= yes_no.DECIDES and sure.confidence > DECIDED)):
        pointed = sentence if agrees else analyzed.sentences[analyzed.sentence_at(sure.start)]
        return Findings((Answer(pointed, sure.confidence, sure.score),), message=YES_NO)
    if share >= yes_no.DECIDES:
        return Findings((Answer(sentence, DECIDED, 0.0),), message=YES_NO)
    if best and agrees and share >= yes_no.AGREES:
        return Findings((Answer(sentence, best.confidence, best.score),), message=YES_NO)
    return Findings()


def _list(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    best = read.answered
    if best is None:
        return Findings()
    answers = lists.items(read.interpretation.question, best, [one for one in read.rest if read.clears(one)], analyzed)
    others = tuple(one for one in read.rest if read.clears(one) and all(not one.span.overlaps(item.start, item.end) for item in answers))
    return Findings(tuple(answers), others, lists.together(best, answers, analyzed.article))


def _factoid(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    best = read.answered
    said = attribution.speaker(read.interpretation.question, analyzed)
    if said:
        sure = [one.confidence for one in read.answers if one.span.overlaps(said.start, said.end)]
        return Findings((Answer(said, max([attribution.SURE, *sure]), best.score if best else 0.0),))
    if best is None:
        return Findings()
    answers = lists.parts(read.interpretation.question, best, read.rest, analyzed)
    whole = lists.together(best, answers, analyzed.article) or best
    return Findings(tuple(answers), tuple(filter(read.clears, read.rest)), whole)


def _literal(read: Evaluated, analyzed: AnalyzedArticle) -> Findings:
    return Findings((read.answered,), tuple(filter(read.clears, read.rest))) if read.answered else Findings()


ANSWERERS: dict[QuestionType, Answerer] = {
    "small talk": _small_talk,
    "summary": _summary,
    "author": _author,
    "date": _date,
    "length": _fact,
    "title": _fact,
    "source": _fact,
    "entities": _entities,
    "topic": _topic,
    "next": _next,
    "description": _description,
    "yes-no": _yes_no,
    "list": _list,
    "factoid": _factoid,
    "literal": _literal,
}
