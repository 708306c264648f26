"""The parts of the page that find a place in the article: the search bar and the contents, and what connects them to `article_search`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from qa_bot.app.article_search import LONGEST_SEARCH, Finding
from qa_bot.app.events import Events
from qa_bot.app.safe_html import Html, data_block, html_block
from qa_bot.app.session import changing, looking
from qa_bot.app.upload import Uploads

_STATIC = Path(__file__).parent / "static"
_NOW: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
_BAR = (
    f'<div role="search" hidden><input type="text" enterkeyhint="search" autocomplete="off" spellcheck="false" maxlength="{LONGEST_SEARCH}" dir="auto" '
    'aria-label="Search in the article" placeholder="Search in the article"><output></output>'
    '<button type="button" data-by="-1" aria-label="Previous match">↑</button><button type="button" data-by="1" aria-label="Next match">↓</button>'
    '<button type="button" aria-label="Close the search">✕</button></div>'
)


class Finder:
    """The components, laid out where it is made; `wire` connects them.

    Args:
        events: the page's handlers, which know the articles.
    """

    def __init__(self, events: Events) -> None:
        self.finding = Finding(events)
        script = "".join((_STATIC / name).read_text(encoding="utf-8") for name in ("places.js", "search.js", "selection.js"))
        self.search = html_block(Html(_BAR), elem_id="search", script=script)
        self.found = data_block(elem_id="found", script=(_STATIC / "found.js").read_text(encoding="utf-8"))
        self.contents = html_block(Html(), elem_id="contents", script=(_STATIC / "contents.js").read_text(encoding="utf-8"))

    def wire(self, talk: gr.State, article_view: gr.HTML, uploads: Uploads) -> None:
        """Connect search and contents.

        Args:
            talk: the session.
            article_view: the article.
            uploads: turns the parts of a long article.
        """
        self.search.find(looking(self.finding.find), [talk], [self.found], **_NOW)
        self.search.contents(looking(self.finding.contents), [talk], [self.contents], **_NOW)
        self.search.turn(changing(uploads.turn), [talk], [talk, article_view], **_NOW)
