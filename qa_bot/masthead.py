"""What stands over and under an article: its title, source, date and credit, as HTML; and how a text is escaped."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from qa_bot.article import Article

_UNSHOWABLE = re.compile("[\0\ud800-\udfff]")  # not allowed in HTML; each is replaced by one character
WEB = re.compile(r"https?://[^\s<>\"'`\\]+\Z", re.IGNORECASE)


def text_to_html(text: str) -> str:
    """Escape a text so that a page shows it unchanged, including line ends."""
    return escape(_UNSHOWABLE.sub("\ufffd", text)).replace("\r", "&#13;")


def is_titled(article: Article) -> bool:
    """Whether the text begins with the article's own title, on a line of its own."""
    first, block = next(iter(article.paragraphs), None), next(iter(article.blocks), None)
    if first is None or first.start or first.text != own_title(article):
        return False
    headed = block is not None and block.kind == "heading" and block.start == 0
    return headed or (len(article.paragraphs) > 1 and first.text[-1] not in ".!?…")


def _is_opening(article: Article) -> bool:
    """Whether the title is only how the text begins."""
    title = own_title(article)
    begins = article.text.startswith(title.rstrip("… "))
    return begins and (title.endswith("…") or article.text.partition("\n")[0] == title)


def own_title(article: Article) -> str:
    """The title that the text may begin with, whatever a visitor calls the article."""
    return article.own_title or article.title


def render_head(article: Article) -> str:
    """Title, source and date; no title that the text begins with."""
    title = (
        f'<h1 dir="auto">{text_to_html(article.title)}</h1>'
        if article.title and not is_titled(article) and not _is_opening(article)
        else ""
    )
    known = [part for part in (_source(article.source), _date(article.date)) if part]
    byline = f'<p class="byline">{" · ".join(known)}</p>' if known else ""
    return f"<header>{title}{byline}</header>" if title or byline else ""


def _source(source: str) -> str:
    shown = text_to_html(source)
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>' if WEB.match(source) else shown


def _date(written: str) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return text_to_html(written)
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B} {day.year}</time>'


def render_credit(article: Article) -> str:
    """The line under the article that its licence may ask for."""
    return f'<footer class="credit">{text_to_html(article.credit)}</footer>' if article.credit else ""
