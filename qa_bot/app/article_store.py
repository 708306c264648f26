"""Articles by name, for HTTP and MCP, which hold no conversation: the bundled ones, and those that somebody loaded.

The name of a loaded article is the SHA-256 of its title and text: whoever can name it has the text, so nobody reaches another's.
The store is bounded; the article that was unused for longest goes first.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from qa_bot.article import Article
from qa_bot.errors import UnknownArticleError
from qa_bot.loading import bundled_article, bundled_names

ROOM = 20_000_000
"""Characters of all articles that were handed in."""
OPENED = "opened"
"""The name of the article that the page opens with, where it is no bundled one."""


class ArticleStore:
    """The articles of one server.

    Args:
        opened: what the page opens with.
        room: characters that the handed-in articles may have together.
    """

    def __init__(self, opened: Article, room: int = ROOM) -> None:
        self.opened = opened
        self.room = room
        self._lock = threading.Lock()
        self._handed: OrderedDict[str, Article] = OrderedDict()

    def names(self) -> list[str]:
        """The articles that anybody may read: what the page opens with, then the bundled ones."""
        return list(dict.fromkeys([self.name_of(self.opened) or OPENED, *bundled_names()]))

    def name_of(self, article: Article) -> str | None:
        """The public name of an article; None where it has none."""
        known = next((name for name in bundled_names() if bundled_article(name) == article), None)
        return known or (OPENED if article == self.opened else None)

    def put(self, article: Article) -> str:
        """Keep an article; its name, 64 hexadecimal digits."""
        name = hashlib.sha256(f"{article.title}\0{article.text}".encode(errors="surrogatepass")).hexdigest()
        with self._lock:
            self._handed[name] = article
            self._handed.move_to_end(name)
            while len(self._handed) > 1 and sum(len(kept.text) for kept in self._handed.values()) > self.room:
                self._handed.popitem(last=False)
        return name

    def get(self, name: str | None) -> Article:
        """The article of a name; without one, what the page opens with.

        Raises:
            UnknownArticleError: none has this name, or it is no longer kept.
        """
        if not name or name == OPENED:
            return self.opened
        with self._lock:
            if name in self._handed:
                self._handed.move_to_end(name)
                return self._handed[name]
        if name in bundled_names():
            return bundled_article(name)
        raise UnknownArticleError(f"There is no article {name[:80]!r} here: load it first, or choose {' or '.join(self.names())}.")
