"""A visitor's own articles on the page: paste a text, drop a file, give an address; choose among several; save the conversation.

The handlers hold nothing of a visitor. A file is deleted as soon as it has been read, whether that went well or not; see `UnreadFiles`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import gradio as gr

from qa_bot.app.chat_html import render_conversation
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events, kept
from qa_bot.app.library import Brought
from qa_bot.app.safe_html import Json, text_html
from qa_bot.app.safe_html import to_json as data_json
from qa_bot.app.welcome import render_welcome
from qa_bot.article import Article
from qa_bot.cache import Kept, size_of_article
from qa_bot.errors import QaBotError
from qa_bot.export import Exchange, to_json, to_markdown
from qa_bot.loading import article_from_text, load_article

FAILED = "Something went wrong with this article. Please try again."
LOST = "This article had to make room for others. Please bring it again."
LONGEST_ADDRESS = 8_000
"""Characters of an address; servers take no longer ones."""
SAVERS = {"markdown": ("conversation.md", to_markdown), "json": ("conversation.json", to_json)}
_KEEP = gr.skip()
_log = logging.getLogger(__name__)


class Uploads:
    """The handlers of the article panel.

    Args:
        events: the page's other handlers, which know the bot and the article that the page opens with.
        allow_urls: whether addresses are fetched.
    """

    def __init__(self, events: Events, allow_urls: bool) -> None:
        self.events = events
        self.allow_urls = allow_urls
        self.incoming = Kept[str, Brought](events.service.store.memory, lambda name, brought: size_of_article(brought.article))
        """What was read and is on its way into a library: gradio would keep it, uncounted, for a page that never fetches it."""

    def paste(self, text: str | None, request: gr.Request | None = None) -> Iterator[Any]:
        """Read a pasted text -> the name of what came in, the panel's notice, its file."""
        yield from self._load("Reading the text…", lambda: article_from_text(text or ""), request)

    def drop(self, path: str | None, request: gr.Request | None = None) -> Iterator[Any]:
        """Read a file and delete it -> as `paste`."""
        if path is None:
            yield _KEEP, _KEEP, _KEEP
            return
        try:
            yield from self._load(f"Reading {Path(path).name}…", lambda: load_article(Path(path)), request)
        finally:
            self.events.service.unread.forget(Path(path))

    def point(self, address: str | None, request: gr.Request | None = None) -> Iterator[Any]:
        """Fetch an address -> as `paste`."""

        def load() -> Article:
            return load_article(web_address(address or ""), allow_urls=self.allow_urls)

        yield from self._load("Fetching the page…", load, request)

    def turn(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Show another part of a long article -> conversation, article."""
        part = getattr(event, "part", None)
        if not isinstance(part, int):
            return gr.skip(), gr.skip()
        turned = conversation.turning(part)
        return kept(conversation, turned), self.events.article_view(turned)

    def save(self, conversation: Conversation, event: gr.EventData) -> Json:
        """The conversation as a file -> what the page hands to the browser's downloads."""
        name, write = SAVERS.get(str(getattr(event, "kind", None)), SAVERS["markdown"])
        asked = enumerate(zip(conversation.replies, conversation.sources, conversation.among, strict=True))
        exchanges = [
            Exchange(reply, self.events.article_of(conversation, number), among, conversation.thumb(turn))
            for turn, (reply, number, among) in asked
        ]
        return data_json({"name": name, "text": write(exchanges)})

    def finish(self, conversation: Conversation, incoming: str | None, later: tuple[int, ...] | None) -> Any:
        """Put what came in into the library -> conversation, chat, article, sources, welcome, panel, notice, paste, file, address, incoming, later.

        Loading takes seconds in which the visitor may ask on. So the conversation is taken as it is now; and while a question is
        being read, whose reply will replace it, nothing is done: this is called again when the reply is there. What was chosen in
        that time, `later`, takes effect then too.
        """
        if conversation.pending is not None:
            return (_KEEP,) * 12
        if incoming is None:
            if later is None:
                return (_KEEP,) * 12
            ticked = conversation.opening(conversation.library.ticking(later))
            return ticked, render_conversation(ticked), self.events.article_view(ticked), self.events.sources(ticked), *(_KEEP,) * 7, None
        try:
            came = self.incoming.get(incoming)
            if came is None:
                raise QaBotError(LOST)
            library = conversation.library.with_article(came.article, self.events.article_of(conversation, 0), came.file)
        except QaBotError as error:
            return (*(_KEEP,) * 6, text_html(str(error)), _KEEP, None, _KEEP, None, None)
        brought = conversation.opening(library)
        chat, article_view, sources = render_conversation(brought), self.events.article_view(brought), self.events.sources(brought)
        return brought, chat, article_view, sources, render_welcome([]), gr.update(visible=False), "", "", None, "", None, None

    def _load(self, saying: str, load: Callable[[], Article], request: gr.Request | None) -> Iterator[Any]:
        yield None, text_html(saying), _KEEP
        try:
            visitor = self.events.visitor(request)
            with self.events.service.limiter.enter(visitor, "articles"), self.events.service.loads.turn(visitor):
                article, file = self._apart(load())
                yield None, text_html(f"Preparing {article.report.words:,} words…"), _KEEP
                self.events.service.prepare(visitor, article)
        except QaBotError as error:
            yield None, text_html(str(error)), None
        except Exception:
            _log.exception("an article could not be read")
            yield None, text_html(FAILED), None
        else:
            name = uuid4().hex
            self.incoming.put(name, Brought(article, file))
            yield name, _KEEP, _KEEP

    def _apart(self, article: Article) -> tuple[Article, str]:
        """An article without its PDF, and what that is kept under: the one budget counts it once."""
        return replace(article, original=b""), self.events.service.originals.keep(article.original)


def web_address(written: str) -> str:
    """What a visitor gave as an address, with its scheme; never a path of this machine, whatever the loader would take it for.

    Raises:
        QaBotError: it is no address of the web.
    """
    address = written.strip()
    address = address if "://" in address else f"https://{address}"
    if len(address) > LONGEST_ADDRESS or not re.match(r"https?://[^/\\?#\s]", address, re.IGNORECASE):
        raise QaBotError("This isn't a web address. Enter one that starts with https:// or http://.")
    return address
