"""The answers to a few rows about one article: one for each row, whatever is wrong with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from qa_bot.answer import Reply
from qa_bot.article import Article
from qa_bot.cache import Kept, Memory, size_of_article
from qa_bot.errors import QaBotError
from qa_bot.loading import article_from_bytes
from qa_bot.loading.limits import MAX_BYTES
from qa_bot.question_file import Row

_ARTICLES = 100_000_000
"""Bytes of articles that a reader keeps, beside what is prepared of them."""
_log = logging.getLogger(__name__)

Answers = list[dict[str, Any]]


class Asked(Protocol):
    """What is needed of a bot."""

    def ask(self, question: str, article: Article, history: Any = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        """The reply to a question; raises `QaBotError` for one that cannot be read."""

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        """A reply that answers nothing and says why."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows about one article."""

    rows: tuple[Row, ...]
    path: Path | None
    """The article's file; None where no row needs one."""


Answering = Callable[[Iterator[Chunk]], Iterator[Answers]]
"""Reads chunks, and gives the answers of each in the order of the chunks."""


class ChunkReader:
    """Answers the rows of chunks; keeps the articles that it read last.

    Args:
        bot: answers the questions.
        top_k: answer and alternatives together, at most.
        as_typed: read the words as they stand.
    """

    def __init__(self, bot: Asked, top_k: int = 3, as_typed: bool = False) -> None:
        self.bot, self.top_k, self.as_typed = bot, top_k, as_typed
        self._kept = Kept[Path, Article | str](Memory(_ARTICLES), lambda _, one: 1000 if isinstance(one, str) else size_of_article(one))

    def read(self, chunk: Chunk, data: Callable[[Path], bytes]) -> Answers:
        """An answer for each row, with its id: the reply as everywhere, or the error that kept the row from being read.

        Args:
            chunk: the rows.
            data: gives the bytes of the article's file.
        """
        article = "" if chunk.path is None else self._article(chunk.path, data)
        return [self._answer(row, article) for row in chunk.rows]

    def _article(self, path: Path, data: Callable[[Path], bytes]) -> Article | str:
        """The article of a file, or why there is none."""
        found = self._kept.get(path)
        if found is None:
            try:
                found = article_from_bytes(data(path), path.name)
            except QaBotError as error:
                found = str(error)
            self._kept.put(path, found)
        return found

    def _answer(self, row: Row, article: Article | str) -> dict[str, Any]:
        if row.error or isinstance(article, str):
            return failed(row, row.error or str(article))
        try:
            return {"id": row.id, **converse(self.bot, row.turns, article, self.top_k, as_typed=self.as_typed).to_dict()}
        except Exception as error:  # one row must not end a night's work
            _log.exception("%s could not be read", row.id)
            return failed(row, f"This question could not be read ({type(error).__name__}).")


def failed(row: Row, error: str) -> dict[str, Any]:
    """The answer of a row that could not be read."""
    return {"id": row.id, "question": row.turns[-1] if row.turns else None, "error": error}


def converse(bot: Asked, turns: Iterable[str], article: Article, top_k: int = 3, *, strict: bool = False, as_typed: bool = False) -> Reply:
    """The reply to the last turn; the earlier turns are its history. If not `strict`, an invalid question gets a reply that says why."""
    history: list[Any] = []
    for turn in turns:
        try:
            reply = bot.ask(turn, article, history, top_k, as_typed=as_typed)
        except QaBotError as error:
            if strict:
                raise
            reply = bot.refuse(turn, article, str(error))
        history.append(reply.turn)
    return reply


def file_bytes(path: Path) -> bytes:
    """The bytes of an article's file; of one that is too large, one more than an article may have.

    Raises:
        QaBotError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise QaBotError(f"{path} cannot be read ({error.strerror}): choose another file.") from None


def in_this_process(reader: ChunkReader) -> Answering:
    """Reads the chunks here, one after the other."""
    return lambda chunks: (reader.read(chunk, file_bytes) for chunk in chunks)
