"""The articles of a visit as cards: which are asked, what each is, and what can be done with it. Which one is shown, the page marks itself."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.app.library import Library, sizes
from qa_bot.app.safe_html import Html
from qa_bot.article import Article
from qa_bot.highlight import text_to_html

LONGEST_TITLE = 120
"""Characters of a title that a visitor gives."""


def render_sources(library: Library, opened: Article, sources: Sequence[int]) -> Html:
    """The cards, behind a button that says what is asked; nothing where the visitor brought no article.

    Args:
        library: the visitor's articles.
        opened: article 0.
        sources: the article that each reply is about.
    """
    articles = (opened, *library.brought)
    if len(articles) < 2:
        return Html()
    asked, count = library.ticked, len(articles)
    what = (
        f"<b>{_title(articles[asked[0]])}</b>" if len(asked) == 1 else f"<b>{'all' if len(asked) == count else len(asked)}</b> of {count}"
    )
    what = f"<b>all {count} articles</b>" if len(asked) == count else what
    cards = "".join(_card(number, article, number in asked, sources.count(number)) for number, article in enumerate(articles))
    every = f'<button type="button" data-do="all">Ask all {count}</button>' if len(asked) < count else ""
    return Html(
        f'<button type="button" class="picked" aria-expanded="false" aria-controls="cards"><span dir="auto">Asking {what}<i></i></span></button>'
        f'<div id="cards" role="group" aria-label="Articles"><ul>{cards}</ul><p>{every}<button type="button" data-do="add">Add an article</button></p></div>'
    )


def _card(number: int, article: Article, ticked: bool, answers: int) -> str:
    title, report = _title(article), article.report
    facts = [text_to_html(report.kind) if number else "Was here from the start", *sizes(report)]
    own = (
        f'<input type="text" hidden maxlength="{LONGEST_TITLE}" value="{title}" aria-label="New title of {title}">'
        f'<span class="ways"><button type="button" data-do="rename" aria-label="Rename {title}">Rename</button>'
        f'<button type="button" data-do="remove" data-answers="{answers}" aria-label="Remove {title}">Remove</button></span>'
    )
    return (
        f'<li data-number="{number}"><button type="button" role="checkbox" aria-checked="{str(ticked).lower()}" aria-label="Ask {title}"></button>'
        f'<button type="button" class="name" title="Show this article"><b dir="auto">{title}</b><small>{", ".join(facts)}</small></button>{own if number else ""}</li>'
    )


def _title(article: Article) -> str:
    return text_to_html(article.title or "The article")
