"""Fragments: a question that lacks its verb or its subject gets them from the turn before. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot import Article, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.followup.rewriting import rewrites

TOWN = AnalyzedArticle.of(
    Article(
        "Ann Lee left on Monday. Bob Roe stayed. The lighthouse of York is protected. The red lamp shows that the tank is empty, and the green "
        "lamp that it is ready. We sell no rye loaves. The heron died out when people hunted the moa. Olaf Roe is a spokesman."
    )
)


def first(question: str, *history: tuple[str, str | None]) -> str | None:
    found = rewrites(question, [Turn(*turn) for turn in history], TOWN)
    assert all(one.required for one in found)
    return found[0].question if found else None


@pytest.mark.parametrize(
    ("before", "question", "wanted"),
    [
        # another one
        (("Where is the large pump for the mill?", "at York"), "a small one?", "Where is a small pump for the mill?"),
        # a bare question word
        (("Do you sell rye loaves?", "We sell no rye loaves"), "why not?", "Why don't you sell rye loaves?"),
        (("Can it be opened?", "no"), "Why not?", "Why can't it be opened?"),
        (("What happened to the heron?", "it died out when people hunted the moa"), "why?", "Why did this happen to the heron?"),
        (("What is Ann Lee afraid of?", "She has always been afraid of the two dogs."), "why?", "Why is Ann Lee afraid?"),
        (("Who is Ann Lee's brother?", "Bob"), "since when?", "Since when is Ann Lee's brother Bob?"),
        (("Who was absent?", "Bob"), "why?", "Why was Bob absent?"),
        (("loaves allowed?", "Loaves are allowed."), "why?", "Why are loaves allowed?"),
        (("When does the pump run?", "in May"), "how many loaves?", None),
        (("Who is Ann Lee?", "mayor of York"), "since when?", "Since when is Ann Lee mayor of York?"),
        (
            ("Which steps does the pump run through?", "a, b and c"),
            "in which order?",
            "In which order does the pump run through a, b and c?",
        ),
        (("Which team won?", "the Rovers"), "how many times?", "How many times did the Rovers win?"),
        (("Who won?", "Ann Lee"), "against whom?", "Against whom did Ann Lee win?"),
        (("How long is a season?", "three months"), "how come?", "Why is a season three months?"),
        (("Who was given a medal?", "Ann Lee"), "when?", "When was Ann Lee given a medal?"),
        (("when was the tower built?", "1900"), "by whom?", "By whom was the tower built?"),
        # no verb phrase
        (("Can I make the loaves smaller?", "Bake them longer"), "why would I?", "Why would I make the loaves smaller?"),
        (("Did Ann Lee leave?", "Ann Lee left on Monday"), "when did she?", "When did Ann Lee leave?"),
        (("Did Ann Lee leave?", "Ann Lee left on Monday"), "did Bob?", "Did Bob leave?"),
        (("Is the lighthouse protected?", "It is"), "why is it?", "Why is the lighthouse protected?"),
        (("Is the lighthouse safe?", "It is"), "why wouldn't it be?", "Why wouldn't the lighthouse be safe?"),
        # a bare noun phrase
        (("Do you sell rye loaves?", "no"), "and wheat ones?", "Do you sell wheat loaves?"),
        (("What does the red lamp show?", "that the tank is empty"), "And the green one?", "What does the green lamp show?"),
        (("What's the status of http2?", "open"), "and modules?", "What is the status of modules?"),
        (("What did the railway add?", "six trains"), "And the city?", "What did the city add?"),
        (("When did Ann Lee sing in York?", "in May"), "and in Rome?", "When did Ann Lee sing in Rome?"),
        (("How much does a ticket cost?", "3 euros"), "and for children?", "How much does a ticket cost for children?"),
        (("what is the capital of Peru?", "Lima"), "and of Chile?", "what is the capital of Chile?"),
        (("Who left?", "Ann Lee"), "and dogs?", "What does the article say about dogs?"),
    ],
)
def test_a_fragment_is_completed(before: tuple[str, str], question: str, wanted: str | None) -> None:
    assert first(question, before) == wanted


def test_a_new_topic_replaces_the_one_before_the_question_why() -> None:
    history = (("Do you sell rye loaves?", "no"), ("Why don't you sell rye loaves?", "we have no rye"))
    assert first("and wheat ones?", *history) == "Do you sell wheat loaves?"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (("can i upload a file?", None), "why"),  # not about the article
        (("Was Olaf Roe strong?", "strong"), "How does it work?"),  # an adjective is nothing
        (("What did Ann say?", "We will bake twice as many tomorrow"), "when was it opened?"),  # nor a clause
        (("Who is Olaf Roe?", "a spokesman"), "how old was methuselah when he died"),  # its noun is in the question
        (("Who wrote it?", "R"), "who else tested it?"),  # a letter is nobody
        (("What did Bob say?", "“We are late”"), "when did she leave?"),
        (("Where was the tower built?", "South Africa"), "when did she leave?"),
        (("Where did Olaf Roe go?", "to Rome"), "and what did the chain cost?"),  # "cost" is the verb
    ],
)
def test_no_clause_adjective_letter_or_country_fills_a_gap(before: tuple[str, str | None], question: str) -> None:
    text = "We will bake twice as many tomorrow. R was used. South Africa is far. The historical society met. We are late. Olaf Roe left."
    assert rewrites(question, [Turn(*before)], AnalyzedArticle.of(Article(text))) == []


def test_whom_the_last_question_was_about_is_meant_without_a_doubt() -> None:
    text = AnalyzedArticle.of(Article("John Bolt advises Don Trent. Don Trent said that Russia is near. John Bolt is a hawk."))
    found = rewrites("what does he think about russia?", [Turn("who is john bolt", "a hawk")], text)
    assert [(one.question, one.required) for one in found] == [("What does John Bolt think about russia?", True)]
    found = rewrites("what does he think?", [Turn("Where is it near?", "Russia"), Turn("Who spoke?", "Don Trent")], text)
    assert [(one.question, one.required) for one in found] == [("What does Don Trent think?", False)]
