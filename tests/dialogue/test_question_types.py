"""What kind of question is asked, by its wording. No model takes part."""

from __future__ import annotations

import pytest

from qa_bot.dialogue.question import types as kinds
from qa_bot.dialogue.question.about_article import asked_of_article


@pytest.mark.parametrize(
    ("question", "describes_somebody"),
    [
        ("Who is the mayor of Rome?", False),
        ("Who is president of Argentina?", False),
        ("Who was the Archbishop of Milan?", False),
        ("who is the head of the bank", False),
        ("Who was Joan of Arc?", True),
        ("Who is the Wizard of Oz?", True),
        ("What is the bank of Rome?", True),
    ],
)
def test_who_holds_an_office_is_no_question_for_a_description(question: str, describes_somebody: bool) -> None:
    assert (kinds.who_is(question) is not None) is describes_somebody


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Which countries are mentioned?", True), ("Who are the candidates?", True), ("What are the main causes?", True),
        ("List the members", True), ("Which of the towns burned?", True), ("Which country is it?", False), ("Who is the mayor?", False),
        ("ways to stop it from being sent", True), ("prizes and honours she got", True), ("dogs they are allowed", False),
        ("How many countries are there?", False), ("What is his business?", False), ("What did she buy?", False),
    ],
)  # fmt: skip
def test_lists_are_seen_by_their_wording(question: str, yes: bool) -> None:
    assert kinds.wants_list(question) is yes


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Did Nils stay?", True),
        ("and is Anna a baker?", True),
        ("Didn't she leave?", True),
        ("Who stayed?", False),
        ("Can you help?", False),
    ],
)
def test_yes_or_no_is_seen(question: str, yes: bool) -> None:
    assert kinds.is_yes_no(question) is yes


@pytest.mark.parametrize(
    ("question", "alone", "wanted"),
    [
        ("What is this about?", True, "summary"), ("Summarise", True, "summary"), ("tl;dr", True, "summary"), ("Who wrote this?", False, "author"),
        ("How long is it?", True, "length"), ("How long is it?", False, None), ("What is the title?", True, "title"),
        ("When was this article published?", True, "date"), ("What is the book about?", True, None), ("Who wrote the letter?", True, None),
        ("who wrote the paper?", True, "author"), ("when was this rfc published", True, "date"), ("Who wrote the report?", True, None),
    ],
)  # fmt: skip
def test_questions_about_the_article(question: str, alone: bool, wanted: str | None) -> None:
    assert asked_of_article(question, alone=alone) == wanted
