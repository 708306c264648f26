"""The pages of a PDF as they look, beside the text: the component, and the handler that draws a page and says where the marks stand on it.

A picture goes to the browser as the outcome of an event of the page, so only to the visitor whose session names the file; no route gives it out.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from time import thread_time
from typing import Any

import gradio as gr

from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.originals import WIDTHS
from qa_bot.app.rate_limit import LOOKS
from qa_bot.app.safe_html import Html, Json, data_block, html_block, to_json
from qa_bot.app.session import looking
from qa_bot.article import Article
from qa_bot.errors import QaBotError
from qa_bot.highlight import Mark
from qa_bot.loading.pdf_places import PagePicture, rectangles

AT_ONCE = 2
"""Pages that are drawn at the same time."""
MARK_SECONDS = 2.0
"""Seconds of the processor in which the places of marks are looked for on a page; a visit that a browser gives back can have very many."""
_STATIC = Path(__file__).parent / "static"
_DRAWING: dict[str, Any] = {
    "concurrency_id": "pictures",
    "concurrency_limit": AT_ONCE,
    "trigger_mode": "always_last",
    "api_visibility": "private",
    "show_progress": "hidden",
}
_VIEW = (
    '<section aria-label="Pages of the PDF"><div role="group" aria-label="Page and size">'
    '<button type="button" data-turn="-1" aria-label="Previous page">‹</button>'
    '<label>Page <input type="number" inputmode="numeric" min="1"> of <span></span></label>'
    '<button type="button" data-turn="1" aria-label="Next page">›</button>'
    '<button type="button" data-zoom="-1" aria-label="Smaller picture">−</button><output aria-label="Size">100%</output>'
    '<button type="button" data-zoom="1" aria-label="Larger picture">+</button></div>'
    '<p role="status"></p><div class="desk" tabindex="0" role="group" aria-label="Picture of the page"><figure hidden></figure></div></section>'
)


class PageView:
    """The component, laid out where it is made; `wire` connects it.

    Args:
        events: the page's handlers, which know the articles.
    """

    def __init__(self, events: Events) -> None:
        self.events = events
        self.pages = html_block(Html(_VIEW), elem_id="pages", script=(_STATIC / "pages.js").read_text(encoding="utf-8"))
        self.picture = data_block(elem_id="picture", script=(_STATIC / "picture.js").read_text(encoding="utf-8"))

    def wire(self, talk: gr.State) -> None:
        """Connect it with the session."""
        self.pages.picture(looking(self.draw), [talk], [self.picture], **_DRAWING)

    def draw(self, conversation: Conversation, event: gr.EventData, request: gr.Request | None = None) -> Json:
        """A page of the article that is shown, with its marks; the event names a mark on it, or its number.

        The picture itself is left out where the browser says that it has it.
        """
        article = self.events.article_of(conversation, conversation.library.shown)
        file = self.events.file_of(conversation, conversation.library.shown)
        marks = conversation.marks()
        wanted = next((mark for mark in marks if mark.id == getattr(event, "mark", None)), None)
        last = max(1, len(article.pages))
        number = article.page_of(wanted.start) if wanted else None
        number = number or min(max(1, _whole(event, "page", 1)), last)
        told: dict[str, Any] = {"id": getattr(event, "id", None), "page": number, "of": last}

        def count(kind: str = "pages") -> None:
            self.events.service.limiter.count(self.events.visitor(request), kind)

        try:
            count(LOOKS)
            picture = self.events.service.originals.picture(file, number, _whole(event, "width", WIDTHS[0]), count)
            until = thread_time() + MARK_SECONDS
            found = [_shown(picture, article, mark, number, until) for mark in marks if _is_on(article, mark, number)]
        except QaBotError as error:
            return to_json({**told, "message": str(error)})
        key = f"{file}-{number}-{picture.width}"
        told |= {"key": key, "width": picture.width, "height": picture.height, "marks": found, "words": bool(picture.letters)}
        if getattr(event, "have", None) != key:
            told["image"] = b64encode(picture.image).decode()
        return to_json(told)


def _is_on(article: Article, mark: Mark, number: int) -> bool:
    start, end = _bounds(article, number)
    return mark.start < end and start < mark.end


def _shown(picture: PagePicture, article: Article, mark: Mark, number: int, until: float) -> dict[str, Any]:
    """What the browser needs to draw a mark on a page; no boxes where its place was not found, or not looked for."""
    start, end = _bounds(article, number)
    boxes = rectangles(picture, article.text, max(start, mark.start), min(end, mark.end)) if thread_time() < until else []
    return {"id": mark.id, "level": mark.level, "label": mark.label, "boxes": boxes}


def _bounds(article: Article, number: int) -> tuple[int, int]:
    """Where the text of a page begins and ends."""
    bounds = [*(article.pages or (0,)), len(article.text)]
    return bounds[number - 1], bounds[number]


def _whole(event: gr.EventData, name: str, default: int) -> int:
    """A whole number that the browser sends."""
    value = getattr(event, name, None)
    return value if isinstance(value, int) else default
