"""The sentence that decides a yes-or-no question, and what the article says is not known. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.answer import Answer, Span
from qa_bot.article import Block
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers import yes_no as statements
from qa_bot.dialogue.answers.answerers import DECIDED, find
from qa_bot.dialogue.answers.selection import Evaluated
from qa_bot.dialogue.question.interpretation import Interpretation
from tests.dialogue.village import MILL


@pytest.mark.parametrize(
    ("surely", "shown"), [(DECIDED + 0.1, "Bedding is provided."), (DECIDED - 0.1, "Sheets of music need our own binder.")]
)
def test_the_readers_sentence_decides_where_it_is_surer_than_words_alone(surely: float, shown: str) -> None:
    singers = AnalyzedArticle.of(Article("Sheets of music need our own binder. Bedding is provided. The choir meets on Monday."))
    best = Answer(Span.cut(singers.article.text, 37, 44), surely, 5.0)
    found = find(Evaluated(Interpretation("Do we need our own sheets?", "yes-no"), answers=(best,)), singers)
    assert [(one.text, one.confidence) for one in found.answers] == [(shown, max(surely, DECIDED))]


def test_what_is_not_known_is_said() -> None:
    found = statements.not_specified("When will Anna return?", MILL)
    assert found is not None
    assert found.sentence.text == "It is not known when she will return."
    assert statements.not_specified("When did Anna meet Otto Lind?", MILL) is None
    assert statements.not_specified("Where did Nils stay?", MILL) is None


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("When will the fair take place?", False),
        ("When does it take place?", False),
        ("When will the election take place?", True),
        ("At what time did the supper take place?", True),
    ],
)
def test_what_takes_place_is_told_apart_by_what_it_is(question: str, known: bool) -> None:
    village = AnalyzedArticle.of(
        Article(
            "A supper was held on Friday. It was not specified whether such a fair would take place before or after the election in May."
        )
    )
    assert (statements.not_specified(question, village) is None) is known


def test_a_question_that_shares_one_word_with_what_is_not_known_is_not_all_about_it() -> None:
    village = AnalyzedArticle.of(Article("The fair took place on 4 June. It is not known when the fair was first held in the village."))
    found = statements.not_specified("When did the fair take place?", village)
    assert found is None or found.share < 1  # so that a sure answer wins
    wedding = AnalyzedArticle.of(
        Article("The wedding was planned in spring. Guests of the wedding came from far. The date has not been announced.")
    )
    found = statements.not_specified("What is the date of the wedding?", wedding)
    assert found is not None
    assert found.sentence.text == "The date has not been announced."


def test_the_sentence_that_decides() -> None:
    found = statements.deciding("Did the miller sell oats?", MILL, None)
    assert found is not None
    assert found[0].text.startswith("The miller sold flour")
    assert statements.unknown_name("Did Emma meet Otto?", MILL, answered=True)


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("Are bikes for hire?", "Q. Are bikes for hire?\nA. Only by the day.", "Only by the day."),
        ("Did A. Lee win?", "Many ran. A. Lee won at last.", "A. Lee won at last."),
        ("Are boats for hire?", "Q: Are boats for hire?\nA: Only at weekends.", "Only at weekends."),
        ("Is parking free?", "Where is the lake?\nBehind the hill.\n\nIs parking free?\nYes, after six.", "Yes, after six."),
        ("Did the bridge fall?", "Did the bridge fall? That was the question in town. It held, since its piers are oak.", "It held, since its piers are oak."),
        ("Is the bridge safe?", "Is the bridge safe?", None),
        ("Do you hire bikes?", "Do you hire bikes?\nYes. They stand behind the inn.\nBuses run daily.", "Yes. They stand behind the inn."),
    ],
)  # fmt: skip
def test_a_question_in_the_text_decides_nothing_but_its_answer_does(question: str, text: str, wanted: str | None) -> None:
    found = statements.deciding(question, AnalyzedArticle.of(Article(text)), None)
    assert (found[0].text if found else None) == wanted


def test_a_heading_decides_nothing() -> None:
    article = Article("Are swans protected\nNobody may feed them.\nSwans eat bread.", blocks=(Block(0, 19, "heading"),))
    found = statements.deciding("Are swans protected?", AnalyzedArticle.of(article), None)
    assert found is not None
    assert found[0].text == "Nobody may feed them."


@pytest.mark.parametrize(("answered", "unknown"), [(True, False), (False, True)])
def test_an_abbreviation_may_stand_for_words_that_are_written_out(answered: bool, unknown: bool) -> None:
    council = AnalyzedArticle.of(Article("The Prime Minister was told on Monday."))
    assert statements.unknown_name("Was the PM told?", council, answered=answered) is unknown


def test_the_answer_to_another_question_in_the_text_does_not_decide() -> None:
    faq = AnalyzedArticle.of(Article("Q: What does the pass cost?\n\nA: It costs 30 euros.\n\nQ: May I lend it?\n\nA: No, never."))
    near = Span.cut(faq.article.text, faq.article.text.index("30"), faq.article.text.index(" euros"))
    found = statements.deciding("May I lend the pass?", faq, near)
    assert found is not None
    assert found[0].text == "No, never."
    found = statements.deciding("Is there a pass?", faq, None)  # where nothing else is said of it
    assert found is not None
    assert found[0].text == "It costs 30 euros."
