"""What gradio's routes stumble over, such as an event or an upload that does not exist: one sentence for the client, and one line in the log.

An error in a handler of this package never comes here: gradio reports it itself.
"""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.refusal import refuse

_log = logging.getLogger(__name__)
GRADIO = "/gradio_api/"


class MistakeGuard:
    """Answers 400 where a route of gradio raises an error; a response that has begun is ended.

    Args:
        app: what comes next.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http" or not scope["path"].startswith(GRADIO):
            return await self.app(scope, receive, send)
        begun = False
        held: list[Message] = []  # starlette sends a 500 without a sentence before it raises the error

        async def sent(message: Message) -> None:
            nonlocal begun
            if held or (message["type"] == "http.response.start" and message["status"] == 500):
                held.append(message)
                return
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except OSError:
            raise  # a full disk, which is said by whoever reads files
        except Exception as error:
            _log.warning("%s could not be answered: %s", scope["path"][:80], error.__cause__ or error)
            if begun:
                return await send({"type": "http.response.body", "body": b""})
            return await refuse(scope, receive, send, 400, "This request cannot be answered: there is nothing that it fits.")
        for message in held:
            await send(message)
