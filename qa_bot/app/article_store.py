"""Articles by name, for HTTP and MCP, which hold no conversation: the bundled ones, and those that somebody loaded.

The name of a loaded article is the SHA-256 of its title and text: whoever can name it has the text, so nobody reaches another's.
The store is bounded; the article that was unused for longest goes first.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Protocol

from qa_bot.article import Article
from qa_bot.cache import Kept, Memory, size_of_article
from qa_bot.errors import UnknownArticleError
from qa_bot.loading import bundled_article, bundled_names

_NAME = re.compile(r"[0-9a-f]{64}")
"""The name of an article that was handed in; no other is looked for, whatever a visitor sends."""
OPENED = "opened"
"""The name of the article that the page opens with, where it is no bundled one."""


class HandedIn(Protocol):
    """Where the handed-in articles are kept: in this process, or in one that several servers share."""

    def get(self, key: str) -> Article | None:
        """The article of a name; None where it is not kept, or no longer."""

    def put(self, key: str, value: Article) -> Any:
        """Keep an article."""


def kept_articles(memory: Memory) -> Kept[str, Article]:
    """Articles by name, kept in this process."""
    return Kept[str, Article](memory, lambda name, article: size_of_article(article))


def article_name(article: Article) -> str:
    """The name of an article by its content, 64 hexadecimal digits."""
    return hashlib.sha256(f"{article.title}\0{article.text}".encode(errors="surrogatepass")).hexdigest()


class ArticleStore:
    """The articles of one server.

    Args:
        opened: what the page opens with.
        room: bytes that the handed-in articles may take together.
        handed: where they are kept; None: in this process.
    """

    def __init__(self, opened: Article, room: int, handed: HandedIn | None = None) -> None:
        self.opened = opened
        self.memory = Memory(room)
        self._handed: HandedIn = handed or kept_articles(self.memory)

    def names(self) -> list[str]:
        """The articles that anybody may read: what the page opens with, then the bundled ones."""
        return list(dict.fromkeys([self.name_of(self.opened) or OPENED, *bundled_names()]))

    def name_of(self, article: Article) -> str | None:
        """The public name of an article; None where it has none."""
        known = next((name for name in bundled_names() if bundled_article(name) == article), None)
        return known or (OPENED if article == self.opened else None)

    def put(self, article: Article) -> str:
        """Keep an article; its name, 64 hexadecimal digits."""
        name = article_name(article)
        self._handed.put(name, article)
        return name

    def get(self, name: str | None) -> Article:
        """The article of a name; without one, what the page opens with.

        Raises:
            UnknownArticleError: none has this name, or it is no longer kept.
        """
        if not name or name == OPENED:
            return self.opened
        if name in bundled_names():
            return bundled_article(name)
        if _NAME.fullmatch(name) and (handed := self._handed.get(name)) is not None:
            return handed
        raise UnknownArticleError(f"There is no article {name[:80]!r} here: load it first, or choose {' or '.join(self.names())}.")
