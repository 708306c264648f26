"""What the browser sends with an event, and how a question is sent back to it."""

from __future__ import annotations

from uuid import uuid4

import gradio as gr

from qa_bot.app.safe_html import Json, to_json


def give_back(question: str, *, unknown: bool = False, lost: bool = False) -> Json:
    """What tells the page to put a question into the box again; new each time, since the page only sees changes.

    Args:
        question: the visitor's words.
        unknown: the visit is not known here; the page brings it back first, and asks again by itself.
        lost: the visit cannot be brought back; what waits to be asked was meant for it, and goes into the box.
    """
    return to_json([uuid4().hex, question, unknown, lost])


def name_of_event(event: gr.EventData) -> str:
    """What the browser calls the question that it sends."""
    return str(getattr(event, "id", ""))[:64]


def parameter(request: gr.Request, name: str) -> str:
    """A parameter of the page's address; empty without it."""
    return str(dict(request.query_params or {}).get(name) or "").strip()
