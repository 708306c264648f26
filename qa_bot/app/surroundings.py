"""The text around a quote, for a view that shows no article beside the chat."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.answer import Reply, Span
from qa_bot.article import Article

LONGEST = 1500
"""Characters around a quote at most."""


@dataclass(frozen=True)
class Surroundings:
    """The text around a quote."""

    span: Span
    struck: tuple[tuple[int, int], ...] = ()
    """As in `Reply`."""
    gaps: tuple[tuple[int, int], ...] = ()
    """As in `Reply`."""


def surroundings(article: Article, reply: Reply) -> Surroundings | None:
    """The paragraph that a reply's quote stands in with its neighbours, without those that would make it long; None where that is the quote."""
    quote = reply.evidence
    if quote is None:
        return None
    paragraphs = article.paragraphs
    first, last = article.paragraph_at(quote.start), article.paragraph_at(quote.end - 1)
    for begin, end in ((max(0, first - 1), min(len(paragraphs) - 1, last + 1)), (first, last)):
        around = Span.cut(article.text, paragraphs[begin].start, paragraphs[end].end)
        if len(quote.text) < len(around.text) <= LONGEST:
            place = (around.start, around.end)
            return Surroundings(around, article.struck_in(*place), article.gaps_in(*place))
    return None
