"""The articles of one visit: an immutable value in the visitor's own state, and what is shown of it.

Article 0 is what the page opens with; all visitors share it, and it is not held here. The others are the visitor's alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from qa_bot.answer import Reply
from qa_bot.article import Article, Report
from qa_bot.errors import QaBotError
from qa_bot.highlight import text_to_html
from qa_bot.loading.language import LANGUAGES
from qa_bot.loading.limits import MAX_CHARACTERS

MAX_ARTICLES = 8
"""Articles that one visit may bring."""
ALL = -1
"""Chosen in place of an article's number: every article is asked."""


@dataclass(frozen=True)
class Library:
    """The articles that a visitor brought, the one that is asked, and the one that is seen."""

    brought: tuple[Article, ...] = ()
    chosen: int = 0
    """A number, or `ALL`."""
    shown: int = 0
    """The article in the pane; not always the chosen one, since an earlier answer can be looked at."""

    def with_article(self, article: Article, opened: Article) -> Library:
        """With one more article, chosen and shown; one that is there already is only chosen. Titles are kept apart by a number.

        Raises:
            QaBotError: the visit holds as much as it may.
        """
        known = next((number for number, kept in enumerate(self.brought, start=1) if kept.text == article.text), None)
        if known is not None:
            return self.choosing(known)
        if len(self.brought) >= MAX_ARTICLES:
            raise QaBotError(f"You can open up to {MAX_ARTICLES} articles of your own. Choose “Forget it” under the chat to start over.")
        if sum(len(kept.text) for kept in (*self.brought, article)) > MAX_CHARACTERS:
            raise QaBotError(
                f"Your articles can have up to {MAX_CHARACTERS:,} characters together. Choose “Forget it” under the chat to start over."
            )
        taken = {kept.title for kept in (opened, *self.brought)}
        titles = (f"{article.title} ({number})" for number in range(2, MAX_ARTICLES + 3))
        title = article.title if article.title not in taken else next(title for title in titles if title not in taken)
        grown = replace(self, brought=(*self.brought, replace(article, title=title)))
        return grown.choosing(len(grown.brought))

    def choosing(self, number: int) -> Library:
        """With an article, or `ALL`, to be asked; an article is shown too."""
        if number == ALL:
            return replace(self, chosen=ALL)
        return replace(self, chosen=number, shown=number) if 0 <= number <= len(self.brought) else self

    def opening(self, number: int) -> Library:
        """With an article shown."""
        return replace(self, shown=number)

    def choices(self, opened: Article) -> list[tuple[str, int]]:
        """What the picker offers: (name, number)."""
        articles = [opened, *self.brought]
        named = [(article.title or "The article", number) for number, article in enumerate(articles)]
        return [*named, (f"All {len(articles)} articles", ALL)] if self.brought else named

    def asked(self) -> list[int]:
        """The numbers of the articles that a question goes to."""
        return list(range(len(self.brought) + 1)) if self.chosen == ALL else [self.chosen]


def ask_all(ask: Callable[[int], Reply], numbers: list[int]) -> tuple[int, Reply, tuple[tuple[int, Reply], ...]]:
    """Ask several articles the same: the one that answers best, its reply, and the others that answer too, best first.

    Confidences are probabilities and so can be compared over articles. Where none answers, the reply with the nearest passage is given.
    """
    replies = [(number, ask(number)) for number in numbers]
    replies.sort(key=lambda found: (found[1].answer is None, -found[1].confidence))
    (number, best), *others = replies
    return number, best, tuple(found for found in others if found[1].answer is not None)


def render_report(article: Article) -> str:
    """What was read from a file, for the person who brought it; nothing for an article that came without a report to give."""
    report = article.report
    if not report.words:
        return ""
    facts = [f"{report.words:,} words", *([f"{report.pages:,} pages"] if report.pages else []), *language_name(report)]
    dropped = f'<p class="dropped">Left out: {text_to_html("; ".join(report.dropped))}</p>' if report.dropped else ""
    remarks = "".join(f'<p class="warning">{text_to_html(remark)}</p>' for remark in report.remarks)
    return (
        f'<aside class="report" aria-label="What was read"><p>{text_to_html(report.kind)}: {", ".join(facts)}</p>{dropped}{remarks}</aside>'
    )


def language_name(report: Report) -> list[str]:
    """The language in words, where it is known."""
    return [LANGUAGES.get(report.language, f"language “{report.language}”")] if report.language else []
