"""Questions for an address of mail, a telephone number or a web address: their answers are known by their form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answer import Answer

_FORMS = (
    (re.compile(r"\be-?mail(?: address(?:es)?)?$", re.IGNORECASE), re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    (re.compile(r"\b(?:(?:tele)?phone|fax|mobile|cell|contact) numbers?$", re.IGNORECASE), re.compile(r"\+?\(?\d[\d ()/.-]{4,}\d")),
    (
        re.compile(r"\b(?:website|web ?site|web(?:site)? address|web ?page|URL)$", re.IGNORECASE),
        re.compile(r"(?:https?://|www\.)\S+[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|io|eu|[a-z]{2})\b(?:/\S*\w)?"),
    ),
)
"""What a question names, and the form of it."""
_ASKS = re.compile(
    r"\b(?:(?:what|which)(?:'s|’s| is| are) (?:(?:the|their|his|her|its|your|our|my) )?(?P<is>[\w-]+(?: [\w-]+)?)"
    r"|(?:what|which) (?P<which>[\w-]+ (?:address(?:es)?|numbers?)|URL)\b)",
    re.IGNORECASE,
)


def in_asked_form(question: str, answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """The candidates, first the one in the form that the question names, such as an address. Unchanged if there is none, or no form is named.

    >>> from qa_bot.answer import Span
    >>> candidates = [Answer(Span(12, 20, "Ida Holm"), 0.8, 8.0), Answer(Span(24, 41, "ida@mail.example"), 0.5, 4.0)]
    >>> [one.text for one in in_asked_form("What email address do complaints go to?", candidates)]
    ['ida@mail.example', 'Ida Holm']
    """
    asked = _ASKS.search(question)
    what = (asked["is"] or asked["which"]) if asked else ""
    form = next((form for name, form in _FORMS if name.search(what)), None)
    if form is None or not answers or form.search(answers[0].text):
        return tuple(answers)
    fitting = next((one for one in answers if form.search(one.text)), None)
    if fitting is None:
        return tuple(answers)
    # the reader is as sure of the place as of its best span, which only lacks the form
    first = Answer(fitting.span, answers[0].confidence, answers[0].score)
    return first, *(one for one in answers if one is not fitting)
