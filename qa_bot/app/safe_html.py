"""Text on its way to the browser: HTML that this package made, or data. What a visitor wrote is never rendered as HTML.

Gradio's HTML component puts whatever string it holds into the page as HTML. Here a component renders only an `Html`, which the server
sends as `{"html": ...}`: a plain string has no such property, so it shows nothing, whatever tags it holds. Data for the page's scripts
is a `Json`, sent as `{"json": ...}` to a component that renders nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any

import gradio as gr

from qa_bot.highlight import text_to_html

VALUE = '${value?.html ?? ""}'
"""Where a template shows the component's value."""


class Html(str):
    """HTML made by this package, with everything that anybody else wrote escaped."""

    __slots__ = ()


class Json(str):
    """Data for a script of the page, as ASCII JSON: half a surrogate pair passes as an escape."""

    __slots__ = ()


def to_json(data: Any) -> Json:
    """Data for a script of the page."""
    return Json(json.dumps(data))


def text_html(text: str) -> Html:
    """A text as HTML that shows it as it is."""
    return Html(text_to_html(text))


def html_block(value: Html, *, elem_id: str, script: str | None = None, template: str = VALUE) -> gr.HTML:
    """A component that renders an `Html` and no other string.

    Args:
        value: what it shows first.
        elem_id: its id in the page.
        script: runs in the browser once the component is there.
        template: HTML around `VALUE`.
    """
    return gr.HTML(to_browser(value), html_template=template, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def data_block(*, elem_id: str, script: str) -> gr.HTML:
    """A component that renders nothing: its script reads `props.value.json`, a `Json`."""
    return gr.HTML(None, html_template="", elem_id=elem_id, js_on_load=script, apply_default_css=False)


def to_browser(output: Any) -> Any:
    """One output of an event as it is sent: an `Html` or a `Json` as an object that says which of them it is, all else as it is."""
    if isinstance(output, Html):
        return {"html": str(output)}
    return {"json": str(output)} if isinstance(output, Json) else output


def sending(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler, or a generator of outputs, whose outputs are sent as `to_browser` says."""

    def sent(outcome: Any) -> Any:
        return tuple(map(to_browser, outcome)) if isinstance(outcome, tuple) else to_browser(outcome)

    if isgeneratorfunction(handler):

        @wraps(handler)
        def steps(*inputs: Any) -> Iterator[Any]:
            for outcome in handler(*inputs):
                yield sent(outcome)

        return steps

    @wraps(handler)
    def event(*inputs: Any) -> Any:
        return sent(handler(*inputs))

    return event
