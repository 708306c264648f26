"""What stands in the chat before the first question, and the questions to go on with."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.app.safe_html import Html
from qa_bot.dialogue.suggest.overview import Overview
from qa_bot.highlight import text_to_html

NOTHING = Overview()


def render_welcome(examples: Sequence[str], waiting: str = "", overview: Overview = NOTHING) -> Html:
    """What stands where no question was asked yet; `waiting` says what a question would wait for."""
    buttons = "".join(f'<li><button type="button" dir="auto">{text_to_html(example)}</button></li>' for example in examples)
    listed = f'<p class="caption">For example</p><ul>{buttons}</ul>' if buttons else ""
    waits = f'<p class="caption" role="status">{text_to_html(waiting)}</p>' if waiting else ""
    return Html(
        "<h2>Ask the article</h2><p>Answers are exact quotes, highlighted in the article. "
        f"If the article doesn't say, I'll tell you.</p>{waits}{listed}{render_overview(overview)}"
    )


def render_overview(overview: Overview) -> str:
    """An article's key sentences, and its people, places and dates as buttons that ask; empty without any."""
    quotes = "".join(f'<blockquote dir="auto">{text_to_html(sentence)}</blockquote>' for sentence in overview.sentences)
    rows = "".join(
        f'<div class="offers"><span>{name}</span>{"".join(_offer(one.label, one.question) for one in offers)}</div>'
        for name, offers in (("People", overview.people), ("Places", overview.places), ("Dates", overview.dates))
        if offers
    )
    return f'<details class="overview" open><summary>In short</summary>{quotes}{rows}</details>' if quotes or rows else ""


def render_more(questions: Sequence[str]) -> Html:
    """Questions to go on with, as buttons under the chat; empty without any."""
    buttons = "".join(f'<li><button type="button" dir="auto">{text_to_html(question)}</button></li>' for question in questions)
    return Html(f'<div class="more"><p class="caption">You could also ask</p><ul>{buttons}</ul></div>' if buttons else "")


def _offer(label: str, question: str) -> str:
    asked = text_to_html(question)
    return f'<button type="button" dir="auto" data-ask="{asked}" title="{asked}" aria-label="{asked}">{text_to_html(label)}</button>'
