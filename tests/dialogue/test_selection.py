"""Which reading is trusted, by confidences made up."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.answer import Answer, Span
from qa_bot.article import Block
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.selection import Evaluated, choose, evaluate
from qa_bot.dialogue.question.interpretation import Interpretation, Reason
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.reading import Reading, Scored

TEXT = "Anna left for Rome; Nils stayed at the mill."


def evaluated(reason: Reason, words: str, confidence: float, score: float = 1.0) -> Evaluated:
    at = TEXT.index(words)
    answer = Answer(Span.cut(TEXT, at, at + len(words)), confidence, score)
    return Evaluated(Interpretation(reason, "factoid", reason), Reading(reason, (), 1, cut=False), (answer,), 0.0)


@pytest.mark.parametrize(
    ("reason", "typed", "other", "trusted"),
    [
        ("disfluency", 0.9, 0.1, True),  # what was taken back is no question
        ("certain follow-up", 0.98, 0.1, True),  # nor is a fragment
        ("keywords", 0.93, 0.2, True),  # nor are keywords: a reader takes any name for "wifi password"
        ("order", 0.6, 0.6, True),
        ("order", 0.6, 0.55, False),  # a reader takes most questions in either order
        ("spelling", 0.6, 0.55, True),
        ("spelling", 0.6, 0.45, False),
        ("follow-up", 0.6, 0.52, True),
        ("follow-up", 0.6, 0.48, False),
        ("possible follow-up", 0.6, 0.65, False),
        ("possible follow-up", 0.6, 0.75, True),
    ],
)
def test_how_much_surer_another_reading_must_be(reason: Reason, typed: float, other: float, trusted: bool) -> None:
    rewrite = evaluated(reason, "Nils", other)
    assert (choose([evaluated("typed", "Anna", typed), rewrite]) is rewrite) is trusted


def test_a_reading_that_refuses_the_same_span_is_not_trusted() -> None:
    typed, rewrite = evaluated("typed", "Nils", 0.7, 4.0), evaluated("follow-up", "Nils", 0.1, -6.0)
    assert choose([typed, rewrite]) is typed
    assert choose([typed, evaluated("follow-up", "Nils", 0.4, 1.0)]).interpretation.reason == "follow-up"
    refused = evaluated("typed", "Nils", 0.2, -1.0)
    assert choose([refused, rewrite]) is rewrite


def test_who_somebody_is_is_not_somebody_else() -> None:
    text = "Karl Berg spoke with Emma Holm, the new mayor."
    spans = tuple(Scored(Span.cut(text, text.index(said), text.index(said) + len(said)), 9.0) for said in ("Emma Holm", "the new mayor"))
    reading = Reading("Who is Karl Berg?", spans, 1, cut=False)
    asked = Interpretation(reading.question, "description", subject="Karl Berg")
    found = evaluate(asked, reading, Calibration(), AnalyzedArticle.of(Article(text)))
    assert [answer.text for answer in found.answers] == ["the new mayor"]


@pytest.mark.parametrize(("words", "shown"), [("nine", "more than nine"), ("Monday", "Monday")])
def test_a_word_that_changes_the_meaning_belongs_to_the_candidate(words: str, shown: str) -> None:
    text = "The frost cracked more than nine stones on Monday."
    reading = Reading("What cracked?", (Scored(Span.cut(text, text.index(words), text.index(words) + len(words)), 9.0),), 1, cut=False)
    found = evaluate(Interpretation(reading.question, "factoid"), reading, Calibration(), AnalyzedArticle.of(Article(text)))
    assert [answer.text for answer in found.answers] == [shown]


def test_a_denied_candidate_stands_behind_one_that_is_affirmed() -> None:
    article = Article("No dogs may be kept here. Goats may.")
    spans = [Scored(Span.cut(article.text, 0, 7), 9.0, 6.0), Scored(Span.cut(article.text, 26, 31), 7.0, 4.0)]
    analyzed = AnalyzedArticle.of(article)

    def first(question: str) -> str:
        reading = Reading(question, tuple(spans), 1, cut=False)
        best = evaluate(Interpretation(question, "factoid", "typed"), reading, Calibration(threshold=1.0), analyzed).best
        return best.text if best else ""

    assert first("What may be kept here?") == "Goats"
    assert first("What may not be kept here?") == "No dogs"


@pytest.mark.parametrize(("second", "shown"), [(4.0, "many guests"), (0.5, "those")])
def test_a_mere_pronoun_stands_behind_what_names_somebody(second: float, shown: str) -> None:
    text = "There were many guests, and those who came early brought a cake."
    spans = tuple(
        Scored(Span.cut(text, text.index(said), text.index(said) + len(said)), margin)
        for said, margin in (("those", 6.0), ("many guests", second))
    )
    reading = Reading("Who brought a cake?", spans, 1, cut=False)
    found = evaluate(Interpretation(reading.question, "factoid"), reading, Calibration(threshold=1.0), AnalyzedArticle.of(Article(text)))
    assert found.answers[0].text == shown


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("What presents did Emma buy?", ["two combs"]),
        ("Did she buy a present or two combs?", ["a present", "two combs"]),
        ("What did Emma buy?", ["a present", "two combs"]),
    ],
)
def test_what_only_repeats_the_question_is_no_answer(question: str, shown: list[str]) -> None:
    text = "Emma bought a present. It was two combs."
    spans = tuple(Scored(Span.cut(text, text.index(said), text.index(said) + len(said)), 9.0) for said in ("a present", "two combs"))
    found = evaluate(
        Interpretation(question, "factoid"), Reading(question, spans, 1, cut=False), Calibration(), AnalyzedArticle.of(Article(text))
    )
    assert [answer.text for answer in found.answers] == shown


@pytest.mark.parametrize(
    ("question", "said", "shown"),
    [
        ("what if I cancel?", "you cancel within a day", "we'll refund the fee (of 9 euros)"),
        ("and if I cancel?", "cancel", "we'll refund the fee (of 9 euros)"),
        ("what if I cancel?", "refund the fee", "refund the fee"),  # not in the condition
        ("When is the fee refunded?", "you cancel within a day", "you cancel within a day"),
    ],
)
def test_what_happens_if_is_told_by_the_main_clause(question: str, said: str, shown: str) -> None:
    text = "If you cancel within a day (or, at night, we close), or call us, we'll refund the fee (of 9 euros)."
    found = evaluate(Interpretation(question, "factoid"), _found(question, text, said), Calibration(), AnalyzedArticle.of(Article(text)))
    assert [answer.text for answer in found.answers] == [shown]


@pytest.mark.parametrize(("question", "shown"), [("how do I install it", "pip install mill"), ("What installs it?", "pip")])
def test_how_is_told_by_a_whole_line_of_code(question: str, shown: str) -> None:
    text = "Install it first:\n\npip install mill\nmill run"
    at = text.index("pip")
    article = Article(text, blocks=(Block(at, at + 16, "code"), Block(at + 17, len(text), "code")))
    reading = _found(question, article.text, "pip")
    found = evaluate(Interpretation(question, "factoid"), reading, Calibration(), AnalyzedArticle.of(article))
    assert [answer.text for answer in found.answers] == [shown]


@pytest.mark.parametrize(
    ("said", "shown"),
    [("What was your best day", []), ("your best day", ["your best day"]), ("We won.", ["We won."])],
)
def test_a_question_of_the_article_is_no_answer(said: str, shown: list[str]) -> None:
    text = "We met Ann Orr.\n\nWhat was your best day of all?\n\nWe won. Who knew?"
    for kind in ("factoid", "description"):
        asked = Interpretation("What was Orr's best day?", kind, subject="Orr's best day")
        found = evaluate(asked, _found(asked.question, text, said), Calibration(), AnalyzedArticle.of(Article(text)))
        assert [answer.text for answer in found.answers] == shown


def _found(question: str, text: str, said: str) -> Reading:
    return Reading(question, (Scored(Span.cut(text, text.index(said), text.index(said) + len(said)), 9.0),), 1, cut=False)
