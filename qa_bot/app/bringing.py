"""Bringing one's own article to the page: paste, drop or point at it; choosing among several; saving the conversation.

The handlers hold nothing of a visitor. A file is deleted as soon as it has been read, whether that went well or not.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.messages import render_conversation, render_welcome
from qa_bot.article import Article
from qa_bot.errors import QaBotError
from qa_bot.export import to_json, to_markdown
from qa_bot.highlight import text_to_html
from qa_bot.loading import article_from_text, load_article

FAILED = "This article could not be read just now: please try again."
SAVERS = {"markdown": ("conversation.md", to_markdown), "json": ("conversation.json", to_json)}
_KEEP = gr.skip()
_log = logging.getLogger(__name__)


class Bringing:
    """The handlers of the article panel.

    Args:
        events: the page's other handlers, which know the bot and the article that the page opens with.
        allow_urls: whether addresses are fetched.
    """

    def __init__(self, events: Events, allow_urls: bool) -> None:
        self.events = events
        self.allow_urls = allow_urls

    def paste(self, conversation: Conversation, text: str) -> Iterator[Any]:
        """Read a pasted text -> conversation, chat, article, picker, welcome, panel, its notice, paste, file, address."""
        yield from self._bring(conversation, "Reading the text…", lambda: article_from_text(text))

    def drop(self, conversation: Conversation, path: str | None) -> Iterator[Any]:
        """Read a file and delete it -> as `paste`."""
        if path is None:
            yield _skip()
            return
        try:
            yield from self._bring(conversation, f"Reading {Path(path).name}…", lambda: load_article(Path(path)))
        finally:
            _forget(Path(path))

    def point(self, conversation: Conversation, address: str) -> Iterator[Any]:
        """Fetch an address -> as `paste`."""

        def load() -> Article:
            written = address.strip()
            return load_article(written if "://" in written else f"https://{written}", allow_urls=self.allow_urls)

        yield from self._bring(conversation, "Fetching the page…", load)

    def choose(self, conversation: Conversation, number: int | None) -> Any:
        """Ask another article, or all -> conversation, chat, article, welcome."""
        if conversation.pending is not None or not isinstance(number, int) or number == conversation.library.chosen:
            return (gr.skip(),) * 4
        chosen = conversation.opening(conversation.library.choosing(number))
        return chosen, render_conversation(chosen), self.events.paper(chosen), self.welcome(chosen)

    def turn(self, conversation: Conversation, event: gr.EventData) -> Any:
        """Show another part of a long article -> conversation, article."""
        part = event._data.get("part")
        if not isinstance(part, int):
            return gr.skip(), gr.skip()
        turned = conversation.turning(part)
        return turned, self.events.paper(turned)

    def save(self, conversation: Conversation, event: gr.EventData) -> str:
        """The conversation as a file -> what the page hands to the browser's downloads."""
        name, write = SAVERS.get(str(event._data.get("kind")), SAVERS["markdown"])
        pairs = zip(conversation.replies, conversation.sources, strict=True)
        return json.dumps({"name": name, "text": write([(reply, self.events.article_of(conversation, number)) for reply, number in pairs])})

    def welcome(self, conversation: Conversation) -> str:
        """What stands where no question was asked yet: examples for the chosen article."""
        library = conversation.library
        return render_welcome(self.events.bot.suggestions(self.events.article_of(conversation, library.asked()[-1])))

    def _bring(self, conversation: Conversation, saying: str, load: Callable[[], Article]) -> Iterator[Any]:
        if conversation.pending is not None:
            yield _skip()
            return
        yield _skip(notice=text_to_html(saying))
        try:
            article = load()
            library = conversation.library.with_article(article, self.events.article)
            yield _skip(notice=f"Preparing {article.report.words:,} words…")
            self.events.bot.prepare(library.brought[library.chosen - 1])
        except QaBotError as error:
            yield _skip(notice=text_to_html(str(error)), file=None)
            return
        except Exception:
            _log.exception("an article could not be read")
            yield _skip(notice=FAILED, file=None)
            return
        brought = conversation.opening(library)
        picker = gr.update(choices=library.choices(self.events.article), value=library.chosen, visible=True)
        chat, paper, welcome = render_conversation(brought), self.events.paper(brought), self.welcome(brought)
        yield brought, chat, paper, picker, welcome, gr.update(visible=False), "", "", None, ""


def _skip(notice: Any = _KEEP, file: Any = _KEEP) -> tuple[Any, ...]:
    """Nothing changes but, where given, the panel's notice and its file."""
    return (*(_KEEP,) * 6, notice, _KEEP, file, _KEEP)


def _forget(path: Path) -> None:
    """Delete an upload and the folder that gradio made for it."""
    with suppress(OSError):
        path.unlink()
    if path.parent.name.isalnum() and len(path.parent.name) >= 32:
        shutil.rmtree(path.parent, ignore_errors=True)
