"""The preview of a shared link: title, sentence and picture, in the head of the document.

Gradio's template names its own site as the page's address and its own account as the author, and knows no address for a picture,
which has to be an absolute one (ogp.me). So its tags are replaced by ours, with the address of the request.
"""

from __future__ import annotations

import re
from html import escape

from gradio.route_utils import get_root_url
from starlette.requests import Request

SENTENCE = "Ask an article; get the exact quote, highlighted in the text."
PICTURE = "preview.png"
_FOREIGN = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')


def with_tags(page: bytes, request: Request, title: str, root_path: str = "") -> bytes:
    """The page with the tags in its head.

    Args:
        page: gradio's document.
        request: the request for it, which tells its address.
        title: of the page.
        root_path: gradio's, where a proxy serves the page under a path or another address.
    """
    head, end, rest = page.partition(b"</head>")
    picture = f"{get_root_url(request, '/', root_path or None)}/{PICTURE}"
    named = {"og:type": "website", "og:title": title, "og:description": SENTENCE, "og:image": picture}
    tags = [f'<meta property="{name}" content="{escape(value)}">' for name, value in named.items()]
    tags += ['<meta property="og:image:width" content="1200">', '<meta property="og:image:height" content="630">']
    tags += ['<meta name="twitter:card" content="summary_large_image">', f'<meta name="description" content="{escape(SENTENCE)}">']
    return _FOREIGN.sub(b"", head) + "".join(tags).encode() + end + rest
