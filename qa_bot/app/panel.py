"""The article panel of the page: the sources, the ways to bring an article in, and what connects them to the handlers of `upload` and `sources`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from qa_bot.app.safe_html import VALUE, Html, data_block, html_block, sending, text_html, to_browser
from qa_bot.app.session import changing, looking
from qa_bot.app.sources import Sources
from qa_bot.app.upload import FAILED, Uploads

_STATIC = Path(__file__).parent / "static"
_HERE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_NOW: dict[str, Any] = {"queue": False, **_HERE}
_LOADING: dict[str, Any] = {"concurrency_id": "loading", "concurrency_limit": 2, **_HERE}
_SIZES = (
    '<div role="group" aria-label="Text size"><button type="button" data-by="-1" aria-label="Smaller text (A−)">A<small>−</small></button>'
    '<button type="button" data-by="1" aria-label="Larger text (A+)">A<small>+</small></button><output class="unseen"></output></div>'
)
_TOOLS = (
    '<div role="group" aria-label="Find in the article"><button type="button" data-opens="contents" aria-expanded="false" aria-controls="contents"><span>Contents</span></button>'
    '<button type="button" data-opens="search" aria-expanded="false" aria-controls="search"><span>Search</span></button>'
    '<button type="button" data-opens="pages" aria-pressed="false" aria-controls="pages" title="The pages of the PDF as they look"><span>Pages</span></button></div>'
)
_TOGGLE = "() => [{ __type__: 'update', visible: !window.qaBot.panelIsOpen() }, { html: '' }]"
_NOTICE = '<p role="status">' + VALUE + "</p>"


class Panel:
    """The panel's components, laid out where it is made; `wire` connects them once the rest of the page is there."""

    def __init__(self, uploads: Uploads, handlers: Sources) -> None:
        self.uploads = uploads
        self.handlers = handlers
        with gr.Row(elem_id="sources-bar"):
            self.sources = html_block(Html(), elem_id="sources", script=(_STATIC / "sources.js").read_text(encoding="utf-8"))
            html_block(Html(_SIZES), elem_id="sizes", script=(_STATIC / "sizes.js").read_text(encoding="utf-8"))
            html_block(Html(_TOOLS), elem_id="tools")
            self.opener = gr.Button("Use your own article", elem_id="opener", size="sm")
        with gr.Column(visible=False, elem_id="bring") as self.frame:
            self.text = gr.Textbox(label="Paste text", lines=4, max_lines=10, elem_id="paste")
            self.paste = gr.Button("Use this text", elem_id="paste-go", size="sm")
            self.file = gr.File(label="Or files: PDF, DOCX, EPUB, HTML, MD, TXT", type="filepath", height=120, elem_id="drop")
            with gr.Row(visible=uploads.allow_urls, elem_id="point"):
                self.address = gr.Textbox(label="Or enter a web address", placeholder="https://", max_lines=1, elem_id="address")
            self.later = gr.State(None)
            """The article that was chosen while a question was read; None for none."""
            self.notice = html_block(Html(), elem_id="bring-notice", template=_NOTICE)
        html_block(Html(), elem_id="bringer", script=(_STATIC / "bring.js").read_text(encoding="utf-8"))

    def wire(
        self, talk: gr.State, log: gr.HTML, save: gr.HTML, article_view: gr.HTML, welcome: gr.HTML, more: gr.HTML, settled: Sequence[Any]
    ) -> list[Any]:
        """Connect the panel with the rest of the page; the events that change which articles there are.

        Args:
            talk: the session.
            log: the chat.
            save: the menu of files.
            article_view: the article.
            welcome: what stands before the first question.
            more: the questions to go on with.
            settled: the events that end a question.
        """
        uploads = self.uploads
        download = data_block(elem_id="download", script=(_STATIC / "download.js").read_text(encoding="utf-8"))
        incoming = gr.State(None)
        loaded = [incoming, self.notice, self.file]
        finished = [
            talk,
            log,
            article_view,
            self.sources,
            welcome,
            self.frame,
            self.notice,
            self.text,
            self.file,
            self.address,
            incoming,
            self.later,
        ]
        self.opener.click(None, None, [self.frame, self.notice], js=_TOGGLE, **_NOW)
        loading = (
            self.paste.click(sending(uploads.paste), [self.text], loaded, **_LOADING),
            self.file.upload(sending(uploads.drop), [self.file], loaded, trigger_mode="multiple", **_LOADING),
            self.address.submit(sending(uploads.point), [self.address], loaded, **_LOADING),
        )
        for started in loading:  # the line broke, or nothing more can wait
            started.failure(lambda: (to_browser(text_html(FAILED)), None), None, [self.notice, self.file], **_NOW)
        brought = []
        for started in (*loading, *settled):
            done = started.then(
                changing(uploads.finish), [talk, incoming, self.later], finished, trigger_mode="multiple", concurrency_limit=None, **_HERE
            )
            brought.append(done)
        # not by the queue, where a question that is asked next would overtake it and be asked of the article before
        changed = [talk, log, article_view, self.sources]
        sources = [
            self.sources.tick(changing(self.handlers.tick), [talk], [*changed, self.later], **_NOW),
            self.sources.open(changing(self.handlers.open), [talk], changed, **_NOW),
            self.sources.rename(changing(self.handlers.rename), [talk], changed, **_NOW),
            self.sources.remove(changing(self.handlers.remove), [talk], changed, **_NOW),
        ]
        for settled_on in (*brought, *sources):  # what is suggested is of the article that is shown now
            for handler, part in ((uploads.events.welcome, welcome), (uploads.events.suggest, more)):
                settled_on.then(looking(handler), [talk], [part], trigger_mode="multiple", concurrency_limit=None, **_HERE)
        article_view.turn(changing(uploads.turn), [talk], [talk, article_view], **_NOW)
        save.save(looking(uploads.save), [talk], [download], **_NOW)
        return [*brought[:3], *sources]
