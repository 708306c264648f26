"""The preview of a shared link: title, sentence and picture, in the head of the document.

Gradio's template names its own site as the page's address and its own account as the author, and knows no address for a picture,
which has to be an absolute one (ogp.me). So its tags are replaced by ours, with the address of the request. The page's own scripts get the nonce of the response.
"""

from __future__ import annotations

import re
from html import escape

from gradio.route_utils import get_root_url
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa_bot.app.middleware.headers import NONCE, with_nonce

SENTENCE = "Ask an article; get the exact span, lit up in the text."
PICTURE = "preview.png"
_FOREIGN = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')


class SocialPreview:
    """Middleware that writes the tags into the page; everything else passes as it is.

    Args:
        app: what it stands before.
        title: of the page.
        root_path: gradio's, where a proxy serves the page under a path or another address.
    """

    def __init__(self, app: ASGIApp, title: str, root_path: str = "") -> None:
        self.app = app
        self.title = title
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the page back with the tags."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        root = get_root_url(Request(scope), "/", self.root_path or None)
        started: Message = {}
        body = bytearray()

        async def written(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body)
            headers = MutableHeaders(raw=started["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                page = with_nonce(self._with_tags(page, root), scope.get("state", {}).get(NONCE, ""))
                headers["content-length"] = str(len(page))
            await send(started)
            await send({"type": "http.response.body", "body": page})

        return await self.app(scope, receive, written)

    def _with_tags(self, page: bytes, root: str) -> bytes:
        head, end, rest = page.partition(b"</head>")
        picture = f"{root}/{PICTURE}"
        named = {"og:type": "website", "og:title": self.title, "og:description": SENTENCE, "og:image": picture}
        tags = [f'<meta property="{name}" content="{escape(value)}">' for name, value in named.items()]
        tags += ['<meta property="og:image:width" content="1200">', '<meta property="og:image:height" content="630">']
        tags += ['<meta name="twitter:card" content="summary_large_image">', f'<meta name="description" content="{escape(SENTENCE)}">']
        return _FOREIGN.sub(b"", head) + "".join(tags).encode() + end + rest
