"""Export a conversation as Markdown (for people) or JSON (for programs), with quotes, offsets, pages and titles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from qa_bot.answer import Outcome, Reply
from qa_bot.article import Article
from qa_bot.confidence_labels import sureness
from qa_bot.reply_text import abstention, citation


class Exchange(NamedTuple):
    """A reply and its article."""

    reply: Reply
    article: Article
    among: int = 1
    """How many articles were asked the same question."""
    thumb: Literal["up", "down"] | None = None
    """What the visitor thinks of the answer."""


_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def to_json(exchanges: Iterable[Exchange]) -> str:
    """The articles' metadata, and each reply as HTTP returns it, with the number of its article and how many articles were asked."""
    exchanges = list(exchanges)
    articles = list(dict.fromkeys(exchange.article for exchange in exchanges))
    facts = [{"title": article.title, "source": article.source, "date": article.date, "credit": article.credit} for article in articles]
    replies = [
        {**one.reply.to_dict(), "article_number": articles.index(one.article), "articles_asked": one.among, "thumb": one.thumb}
        for one in exchanges
    ]
    return json.dumps({"articles": facts, "replies": replies}, ensure_ascii=False, indent=2) + "\n"


def to_markdown(exchanges: Iterable[Exchange]) -> str:
    """The articles with their source and date, and each reply's question, answer, confidence, quote and citation."""
    exchanges = list(exchanges)
    articles = "".join(f"- {_facts(article)}\n" for article in dict.fromkeys(exchange.article for exchange in exchanges))
    return f"# Conversation\n\n{articles}\n" + "\n".join(map(_exchange, exchanges))


def _facts(article: Article) -> str:
    """Title, source and date of an article, as far as they are known."""
    source = f"<{article.source}>" if _is_address(article.source) else _plain(article.source)
    return ", ".join(filter(None, (_plain(article.title) or "An article without a title", source, _plain(article.date))))


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://")) and not re.search(r"[\s<>]", source)


def _exchange(exchange: Exchange) -> str:
    reply, article, among, thumb = exchange
    lines = [f"## {_plain(reply.question)}", ""]
    if reply.resolved_question:
        lines += [f"Understood as: {_plain(reply.resolved_question)}", ""]
    if reply.message:
        lines += [_plain(reply.message), ""]
    if reply.outcome is Outcome.ANSWER:
        lines += [] if reply.is_quote else [f"**{_plain('; '.join(answer.text for answer in reply.answers))}**", ""]
        lines += [sureness(reply.confidence), ""] if reply.trace.windows else []
    elif reply.outcome is Outcome.CLOSEST_PASSAGE:
        lines += [f"{abstention(among)} Closest passage:", ""]
    elif reply.outcome is Outcome.ABSTENTION:
        lines += [abstention(among), ""]
    if reply.evidence:
        quotes = [answer.text for answer in reply.answers] if reply.is_quote else [reply.quote]
        lines += [line for quote in quotes for line in (f"> {_plain(quote)}", "")]
        source = f", <{article.source}>" if _is_address(article.source) else ""
        lines += [f"— {_plain(citation(reply))}{source}", ""]
    if thumb:
        lines += [f"Thumb {thumb}", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """A text on one line, with Markdown's special characters escaped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
