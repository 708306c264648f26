"""The functions behind HTTP, gradio's client and MCP, which differ only in their protocol.

Every question passes the rate limiter. A function raises `QaBotError`; the interface turns it into a status, an error event or a tool error.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from qa_bot import __version__
from qa_bot.answer import Answer, Reply, Turn
from qa_bot.app.article_store import ArticleStore, HandedIn
from qa_bot.app.fair_queue import Turns
from qa_bot.app.originals import Originals
from qa_bot.app.page_cancellation import OpenPages
from qa_bot.app.rate_limit import LOOKS, SUGGESTIONS, Limiter, RateLimiter
from qa_bot.app.redis_store import RedisArticles
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.article import Article
from qa_bot.cache import PREPARED, Memory
from qa_bot.cancellation import while_wanted
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.suggest.overview import Overview, overview_of
from qa_bot.errors import BusyError, QaBotError, TooManyError, UnwantedError
from qa_bot.loading import article_from_text, needs_process
from qa_bot.loading.worker_process import confinement
from qa_bot.settings import Settings

SHORT = 30_000
"""Characters of an article that is analysed in some 50 ms."""
PATIENCE = 30.0
"""Seconds that suggestions may take, with waiting: they hold a place that a question could have."""
LOADS = 2
"""Files and long texts that are read at the same time: each may take a gigabyte, in a process of its own and here, until its question is answered."""
PASSAGES = 5
"""Passages that `find_evidence` gives at most."""


class Asked(Protocol):
    """What the app needs of a bot."""

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        """The reply to a question; raises `QaBotError` for one that cannot be read."""

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """Questions to start with, or to go on with."""

    def prepare(self, article: Article) -> None:
        """Do now what the first question about an article would wait for."""


def overview_with(bot: Asked, article: Article) -> Overview:
    """A bot's overview of an article; empty of a bot that makes none."""
    make = getattr(bot, "overview", None)
    return make(article) if make else Overview()


@dataclass(frozen=True, slots=True)
class Shared:
    """What several servers in front of the same readers have in common."""

    articles: HandedIn | None
    """None: each server keeps its own, or `QA_BOT_STORE` names where they are."""
    limiter: Limiter
    places: int
    """Questions that the bot may be asked at the same time; it has a queue of its own."""


class QuestionService:
    """The answers to what programs ask.

    Args:
        bot: answers the questions.
        article: what the page opens with.
        settings: limits.
        shared: what other servers have in common with this one; None: there are no others.
    """

    def __init__(self, bot: Asked, article: Article, settings: Settings | None = None, shared: Shared | None = None) -> None:
        self.bot = bot
        self.settings = settings or Settings()
        share = int((1 - PREPARED) / 2 * self.settings.memory)
        far = RedisArticles(self.settings.store, share) if self.settings.store else shared.articles if shared else None
        self.store = ArticleStore(article, share, far)
        self.originals = Originals(self.store.memory, article.original)
        self.visit_memory = Memory(share)
        self.limiter: Limiter = shared.limiter if shared else RateLimiter(self.settings.queue, self.settings.rate)
        self.turns = Turns(shared.places if shared else 1)
        self.loads = Turns(LOADS)
        self.visits = OpenPages()
        self.unread = UnreadFiles()

    def read(
        self, visitor: str, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False
    ) -> Reply:
        """The reply to a visitor's question; raises `QaBotError`."""
        with self.reading(visitor):
            return self.bot.ask(question, article, history, top_k, as_typed)

    @contextmanager
    def reading(self, visitor: str) -> Iterator[None]:
        """Hold the reader for a question of a visitor, after those who come before; raises `QaBotError`."""
        with self.limiter.enter(visitor), self.turns.turn(visitor):
            yield

    def overview(self, visitor: str, article: Article) -> Overview:
        """What is shown of an article before the first question; nothing to a visitor who looked too often."""
        if article is self.store.opened and self.opening != Overview():
            return self.opening
        try:
            self.limiter.count(visitor, LOOKS)
        except TooManyError:
            return Overview()
        return overview_with(self.bot, article)

    @cached_property
    def opening(self) -> Overview:
        """The overview of what the page opens with, made before the bot is there; empty for a long article, which takes seconds."""
        opened = self.store.opened
        return overview_of(AnalyzedArticle.of(opened)) if len(opened.text) <= SHORT else Overview()

    def waiting_for(self, article: Article) -> str:
        """What a question about an article waits for just now; empty where it waits for nothing."""
        if self.status == "loading":
            return "Starting up… You can ask now; I'll answer as soon as I'm ready."
        if self.status == "preparing" and article is self.store.opened:
            return f"Preparing {article.report.words:,} words… You can ask now; I'll answer as soon as I'm ready."
        return ""

    def prepare(self, visitor: str, article: Article) -> None:
        """Build an article's indexes in advance, in the visitor's turn: they wait for it, as for an answer."""
        with self.turns.turn(visitor):
            self.bot.prepare(article)

    def suggestions(self, visitor: str, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """Questions to start or to go on with; none where there is more to read just now than they can wait for."""
        until = time.monotonic() + PATIENCE
        try:
            with (
                while_wanted(lambda: time.monotonic() < until),
                self.limiter.enter(visitor, SUGGESTIONS),
                self.turns.turn(visitor, later=True),
            ):
                return self.bot.suggestions(article, history) if history else self.bot.suggestions(article)
        except (BusyError, TooManyError, UnwantedError):
            return []

    def made_suggestions(self, article: Article) -> list[str]:
        """The questions to start with that the bot has made already, without waiting; else none."""
        made = getattr(self.bot, "made_suggestions", None)
        return made(article) if made else []

    def ask(
        self, visitor: str, question: str, article: str | None, article_id: str | None, history: Any, as_typed: bool = False
    ) -> dict[str, Any]:
        """The reply as the JSON object that every interface gives."""
        turns = [_turn(item) for item in history] if isinstance(history, list) else [] if history is None else [_turn(history)]
        # the rate first, before anything is done with the article
        with self.limiter.enter(visitor), self._chosen(visitor, article, article_id) as chosen, self.turns.turn(visitor):
            return self.bot.ask(question, chosen, turns, as_typed=as_typed).to_dict()

    def find_evidence(self, visitor: str, question: str, article: str | None, article_id: str | None) -> dict[str, Any]:
        """The sentences that bear on a question: those that hold an answer, else the closest one."""
        with self.limiter.enter(visitor), self._chosen(visitor, article, article_id) as read, self.turns.turn(visitor):
            reply = self.bot.ask(question, read, top_k=PASSAGES)
        found = list(dict.fromkeys((*reply.answers, *reply.alternatives)))
        passages = [_passage(read, answer) for answer in found]
        if not passages and reply.evidence is not None:
            passages = [{"text": reply.evidence.text, "start": reply.evidence.start, "end": reply.evidence.end, "answer": None}]
        return {"answered": reply.answer is not None, "passages": passages, "article": reply.article, "message": reply.message}

    def load(self, visitor: str, text: str, title: str = "") -> dict[str, Any]:
        """Keep a text; its id and what was read of it. All offsets count on the text that is given back."""
        with self.limiter.enter(visitor, "articles"), self._place_for(visitor, text):
            article = article_from_text(text, title)
        return {**_facts(self.store.put(article), article), "text": article.text}

    def articles(self) -> list[dict[str, Any]]:
        """The articles that anybody may ask about, the page's own first."""
        return [_facts(name, self.store.get(name)) for name in self.store.names()]

    def article(self, name: str) -> dict[str, Any]:
        """One article with its text."""
        article = self.store.get(name)
        return {**_facts(name, article), "text": article.text}

    @property
    def status(self) -> str:
        """Where the bot is: "loading", "preparing" what the page opens with, "ready" or "failed"."""
        return str(getattr(self.bot, "status", "ready"))

    def health(self) -> dict[str, Any]:
        """Whether questions are answered now, how many wait, what computes the reader, and what confines the process that reads files."""
        state = {"status": self.status, "waiting": self.limiter.inside, "room": self.limiter.room}
        return {**state, "engine": str(getattr(self.bot, "engine", "")), "confinement": confinement(), "version": __version__}

    @contextmanager
    def _chosen(self, visitor: str, article: str | None, article_id: str | None) -> Iterator[Article]:
        """The article that a question is about; a long text holds a place while it is asked."""
        if article is None:
            yield self.store.get(article_id)
        elif article_id:
            raise QaBotError("Give an article's text or its id, not both.")
        else:
            with self._place_for(visitor, article):
                yield article_from_text(article)

    def _place_for(self, visitor: str, text: str) -> AbstractContextManager[None]:
        return self.loads.turn(visitor) if needs_process(text) else nullcontext()


def _passage(article: Article, answer: Answer) -> dict[str, Any]:
    sentence = article.sentence_of(answer.start, answer.end)
    held = {"answer": answer.text, "start": answer.start, "end": answer.end, "confidence": round(answer.confidence, 4)}
    return {"text": sentence.text, "start": sentence.start, "end": sentence.end, "answer": held}


def _facts(name: str, article: Article) -> dict[str, Any]:
    return {
        "id": name,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "characters": len(article.text),
        "words": len(article.text.split()),
    }


def _turn(item: Any) -> Turn:
    if isinstance(item, dict) and isinstance(item.get("question"), str) and isinstance(item.get("answer"), str | None):
        return Turn(item["question"], item.get("answer"))
    raise QaBotError('Each turn of the history is an object {"question": text, "answer": text or null}.')
