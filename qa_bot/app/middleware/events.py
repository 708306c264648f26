"""Events of the page that are called over the network: only those that the page has, with as many values as each takes.

Gradio writes a traceback for an event that it does not know, that runs in the browser only, or that comes with too few values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.refusal import refuse

RUN, JOIN, CALL = "/gradio_api/run/", "/gradio_api/queue/join", "/gradio_api/call/"
LONGEST_NAME = 100
"""Characters of a session's name, which the client chooses and gradio keeps."""
Refusal = tuple[int, str]
"""A status and a sentence."""
UNKNOWN: Refusal = (404, "There is no such event on this page.")


class EventCheck:
    """Answers 404 or 422 to an event that makes no sense. It expects the whole body in one message.

    Args:
        app: what comes next.
        functions: the page's functions by their numbers, as gradio has them.
    """

    def __init__(self, app: ASGIApp, functions: Mapping[int, Any]) -> None:
        self.app = app
        self.by_number: dict[int, Any] = {number: one for number, one in functions.items() if one.fn is not None}
        self.by_name: dict[str, Any] = {one.api_name: one for one in self.by_number.values() if one.api_name}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith((RUN, JOIN, CALL)):
            return await self.app(scope, receive, send)
        if not Headers(scope=scope).get("content-type", "").lower().startswith("application/json"):  # any page may send other types here
            return await refuse(scope, receive, send, 415, "Send an event with Content-Type application/json.")
        message = await receive()
        refusal = self.refusal(scope["path"], message.get("body", b""))
        if refusal is not None:
            return await refuse(scope, receive, send, *refusal)
        messages = [message]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        return await self.app(scope, replay, send)

    def refusal(self, path: str, body: bytes) -> Refusal | None:
        """What is wrong with an event; None where it may pass."""
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict) or not isinstance(event.get("data"), list):
            return 422, 'An event is a JSON object with a list "data".'
        number, name = event.get("fn_index"), path.rstrip("/").rpartition("/")[2]
        called = path.startswith(CALL)
        function = self.by_name.get(name) if called or (number is None and path.startswith(RUN)) else self._numbered(number)
        # gradio lets programs pass the queue, and so the bounds on what is done at the same time
        if function is None or (path.startswith(RUN) and function.queue):
            return UNKNOWN
        wanted = {len(function.inputs)} | ({sum(not one.skip_api for one in function.inputs)} if called else set())
        if len(event["data"]) not in wanted:
            return 422, f"This event takes {min(wanted)} values, but {len(event['data'])} came."
        if not isinstance(event.get("event_data"), dict if function.collects_event_data else dict | None):
            return 422, "What happened in an event is a JSON object."
        if len(str(event.get("session_hash") or "")) > LONGEST_NAME:
            return 422, f"The name of a session has {LONGEST_NAME} characters at most."
        return None

    def _numbered(self, number: Any) -> Any:
        return self.by_number.get(number) if isinstance(number, int) else None
