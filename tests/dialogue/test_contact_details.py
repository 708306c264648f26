"""Answers that are known by their form."""

from __future__ import annotations

import pytest

from qa_bot.answer import Answer, Span
from qa_bot.dialogue.answers.contact_details import in_asked_form

TEXTS = ("Olaf Berg", "+47 555 0134", "https://pier.example/fares", "office@pier.example")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is the email address of the office?", "office@pier.example"),
        ("Which e-mail address do I write to?", "office@pier.example"),
        ("What's the phone number of the keeper?", "+47 555 0134"),
        ("What is their website?", "https://pier.example/fares"),
        ("What is the support email?", "office@pier.example"),
        ("What is the email policy?", "Olaf Berg"),
        ("Who answers the phone?", "Olaf Berg"),
        ("What did the email say?", "Olaf Berg"),
        ("Which phone did he buy?", "Olaf Berg"),
        ("What is the address of the office?", "Olaf Berg"),
        ("Which man has the phone number 555?", "Olaf Berg"),
    ],
)
def test_the_form_that_is_asked_for_comes_first(question: str, first: str) -> None:
    candidates = [Answer(Span(0, len(text), text), 0.9 - 0.1 * number, 9.0 - number) for number, text in enumerate(TEXTS)]
    found = in_asked_form(question, candidates)
    assert found[0].text == first
    assert sorted(one.text for one in found) == sorted(TEXTS)
    assert found[0].confidence == 0.9


def test_without_such_a_candidate_nothing_changes() -> None:
    candidates = [Answer(Span(0, 9, "Olaf Berg"), 0.9, 9.0)]
    assert in_asked_form("What is the email address of the office?", candidates) == tuple(candidates)
