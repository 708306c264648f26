"""The articles of one visit: an immutable value in the visitor's own state, and what is shown of it.

Article 0 is what the page opens with; all visitors share it, and it is not held here. The others are the visitor's alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from qa_bot.answer import Reply
from qa_bot.article import Article, Report
from qa_bot.errors import QaBotError
from qa_bot.highlight import text_to_html
from qa_bot.loading.language import LANGUAGES
from qa_bot.loading.limits import MAX_CHARACTERS

MAX_ARTICLES = 8
"""Articles that one visit may bring."""
SURE = 0.8
"""Confidence from which the answer of another article is shown too; most of the weaker ones come from texts that do not say."""


class Brought(NamedTuple):
    """An article that a visitor brought, and the name of its file in `originals`; empty where that is not kept."""

    article: Article
    file: str


@dataclass(frozen=True)
class Library:
    """The articles that a visitor brought, those that are asked, and the one that is seen."""

    brought: tuple[Article, ...] = ()
    ticked: tuple[int, ...] = (0,)
    """The numbers of the articles that a question goes to, in order; never empty."""
    shown: int = 0
    """The article in the pane; not always one that is asked, since an earlier answer can be looked at."""
    files: tuple[str, ...] = ()
    """For each article brought, the name of its file in `originals`, or nothing; the last ones may be left out."""

    @property
    def own(self) -> Article | None:
        """The visitor's own article that is shown; None where it is article 0."""
        return self.brought[self.shown - 1] if self.shown else None

    def file_of(self, number: int) -> str:
        """The name of the file that one of the visitor's articles was read from; empty for none."""
        return self.files[number - 1] if 0 < number <= len(self.files) else ""

    def with_article(self, article: Article, opened: Article, file: str = "") -> Library:
        """With one more article, which alone is asked, and shown; so is one that is there already. Titles are kept apart by a number.

        Args:
            article: what the visitor brought.
            opened: article 0.
            file: the name of its file in `originals`; empty for none.

        Raises:
            QaBotError: the visit holds as much as it may.
        """
        known = next((number for number, kept in enumerate(self.brought, start=1) if kept.text == article.text), None)
        if known is not None:
            named = [file if number == known and file else self.file_of(number) for number in range(1, len(self.brought) + 1)]
            return replace(self.asking_only(known), files=tuple(named))
        if len(self.brought) >= MAX_ARTICLES:
            raise QaBotError(f"You can open up to {MAX_ARTICLES} articles of your own. Remove one to add another.")
        if sum(len(kept.text) for kept in (*self.brought, article)) > MAX_CHARACTERS:
            raise QaBotError(f"Your articles can have up to {MAX_CHARACTERS:,} characters together. Remove one to add another.")
        title = apart(article.title, {kept.title for kept in (opened, *self.brought)})
        files = (*map(self.file_of, range(1, len(self.brought) + 1)), file)
        grown = replace(self, brought=(*self.brought, _titled(article, title)), files=files)
        return grown.asking_only(len(grown.brought))

    def asking_only(self, number: int) -> Library:
        """With one article asked, and shown."""
        return replace(self, ticked=(number,), shown=number) if 0 <= number <= len(self.brought) else self

    def ticking(self, numbers: Iterable[int]) -> Library:
        """With other articles asked; without any that is here, nothing changes. One that is asked alone is shown too."""
        ticked = tuple(sorted(set(numbers) & set(range(len(self.brought) + 1))))
        if len(ticked) == 1:
            return self.asking_only(ticked[0])
        return replace(self, ticked=ticked) if ticked else self

    def turning_to(self, number: int) -> Library:
        """With an article shown; where one alone is asked, this one from now on."""
        return self.opening(number) if len(self.ticked) > 1 else self.asking_only(number)

    def opening(self, number: int) -> Library:
        """With an article shown."""
        return replace(self, shown=number)

    def renaming(self, number: int, title: str, opened: Article) -> Library:
        """With another title for one of the visitor's articles, kept apart from the others."""
        taken = {kept.title for place, kept in enumerate((opened, *self.brought)) if place != number}
        named = _titled(self.brought[number - 1], apart(title, taken))
        return replace(self, brought=(*self.brought[: number - 1], named, *self.brought[number:]))

    def removing(self, number: int) -> Library:
        """Without one of the visitor's articles; those behind it move up."""
        ticked = tuple(_moved(place, number) for place in self.ticked if place != number) or (0,)
        shown = ticked[0] if self.shown == number else _moved(self.shown, number)
        brought, files = ((*held[: number - 1], *held[number:]) for held in (self.brought, self.files))
        return Library(brought, ticked, shown, files)


def apart(title: str, taken: set[str]) -> str:
    """A title that is not taken: with a number, if need be."""
    titles = (f"{title} ({number})" for number in range(2, MAX_ARTICLES + 3))
    return title if title not in taken else next(numbered for numbered in titles if numbered not in taken)


def _titled(article: Article, title: str) -> Article:
    """The article under another title; the text may begin with its own one, which is its heading still."""
    own = article.own_title or article.title
    return replace(article, title=title, own_title="" if title == own else own)


def _moved(place: int, removed: int) -> int:
    return place - (place > removed)


def ask_all(ask: Callable[[int], Reply], numbers: list[int]) -> tuple[int, Reply, tuple[tuple[int, Reply], ...]]:
    """Ask several articles the same: the one that answers best, its reply, and the others that surely answer too, best first.

    Confidences are probabilities and so can be compared over articles. Where none answers, the reply with the nearest passage is given.
    """
    replies = [(number, ask(number)) for number in numbers]
    replies.sort(key=lambda found: (found[1].answer is None, -found[1].confidence))
    (number, best), *others = replies
    return number, best, tuple(found for found in others if found[1].answer is not None and found[1].confidence >= SURE)


def render_report(article: Article) -> str:
    """What was read from a file, for the person who brought it; nothing for an article that came without a report to give."""
    report = article.report
    if not report.words:
        return ""
    facts = [*sizes(report), *language_name(report)]
    read = f"{report.kind}: {', '.join(facts)}"
    dropped = f'<p class="dropped">Left out: {text_to_html("; ".join(report.dropped))}</p>' if report.dropped else ""
    remarks = "".join(f'<p class="warning">{text_to_html(remark)}</p>' for remark in report.remarks)
    return f'<aside class="report" aria-label="What was read"><p>{text_to_html(read)}</p>{dropped}{remarks}</aside>'


def sizes(report: Report) -> list[str]:
    """Words and pages of an article, as far as they are known.

    >>> sizes(Report(words=1200, pages=1))
    ['1,200 words', '1 page']
    """
    return [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in ((report.words, "word"), (report.pages, "page")) if count]


def language_name(report: Report) -> list[str]:
    """The language in words, where it is known."""
    return [LANGUAGES.get(report.language, f"language “{report.language}”")] if report.language else []
