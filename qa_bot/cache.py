"""What is kept because it may be wanted again, within one budget of bytes: whatever was unused for longest goes first.

Sizes are estimates that are quick to make: to weigh each object of a book takes as long as to read it. `tests/test_cache.py` compares
them with the weight of every object.

    >>> memory = Memory(100)
    >>> names = Kept[str, str](memory, lambda key, value: 40)
    >>> for name in ("Anna", "Nils", "Vera"):
    ...     _ = names.put(name, name.upper())
    >>> names.get("Anna"), names.get("Vera"), memory.used
    (None, 'VERA', 80)
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

from qa_bot.article import Article

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
PREPARED = 0.5
"""Share of `QA_BOT_MEMORY` for what is made of articles to read them; handed-in articles and visits have half of the rest each."""
SPAN = 180
"""Bytes of a span with its numbers and the head of its text."""
WORD = 180
"""Bytes of a word in a table: its text, its number, its place."""
BLOCK, LINK, PAIR = 250, 300, 130


class Memory:
    """A budget that several `Kept` share. Thread-safe.

    The entry that each of them used last stays, however large: else a book above the budget would be prepared anew for each question.

    Args:
        room: bytes.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = 0
        """Bytes of all entries."""
        self._lock = Lock()
        self._entries: OrderedDict[tuple[Hashable, Hashable], tuple[Any, int]] = OrderedDict()
        self._newest: dict[Hashable, Hashable] = {}

    def get(self, kind: Hashable, key: Hashable) -> Any:
        """The value of an entry, which counts as used now; None without one."""
        with self._lock:
            if (kind, key) not in self._entries:
                return None
            self._entries.move_to_end((kind, key))
            self._newest[kind] = key
            return self._entries[kind, key][0]

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._entries.clear()
            self._newest.clear()
            self.used = 0

    def put(self, kind: Hashable, key: Hashable, value: Any, size: int) -> list[Any]:
        """Keep a value of so many bytes; the values that had to go for it."""
        with self._lock:
            self.used += size - self._entries.pop((kind, key), (None, 0))[1]
            self._entries[kind, key] = value, size
            self._newest[kind] = key
            going = []
            for entry, (_, bytes_) in self._entries.items():
                if self.used <= self.room:
                    break
                if self._newest[entry[0]] != entry[1]:
                    going.append(entry)
                    self.used -= bytes_
            return [self._entries.pop(entry)[0] for entry in going]


class Kept(Generic[Key, Value]):
    """The entries of one kind in a budget.

    Args:
        memory: the budget.
        size: bytes of a key and its value, when they are put in.
    """

    def __init__(self, memory: Memory, size: Callable[[Key, Value], int]) -> None:
        self._memory, self._size = memory, size

    def get(self, key: Key) -> Value | None:
        """The value of a key; None where it is not kept, or no longer."""
        found: Value | None = self._memory.get(self, key)
        return found

    def put(self, key: Key, value: Value) -> list[Any]:
        """Keep a value; the values, of any kind, that had to go for it."""
        return self._memory.put(self, key, value, self._size(key, value))


def size_of_article(article: Article) -> int:
    """Bytes of an article, with the paragraphs and sentences that it cuts when they are asked for."""
    text = article.text
    pieces = 2 * text.count("\n") + sum(map(text.count, ".!?…"))
    parts = len(article.blocks) * BLOCK + len(article.links) * LINK + (len(article.struck) + len(article.pages)) * PAIR
    cells = sum(len(block.cells) for block in article.blocks)
    report = article.report
    said = (
        article.title,
        article.own_title,
        article.source,
        article.date,
        article.credit,
        report.kind,
        report.language,
        *report.dropped,
        *report.remarks,
    )
    named = sum(len(block.marker) + sum(map(len, block.labels)) for block in article.blocks) + sum(len(link.url) for link in article.links)
    facts = named + sum(map(sys.getsizeof, said))
    return 1000 + len(article.original) + facts + 3 * sys.getsizeof(text) + pieces * SPAN + parts + cells * PAIR
