"""What a link to the page looks like where it is shared, and what a page of somebody else may fetch."""

from __future__ import annotations

import struct
from collections.abc import Callable
from html.parser import HTMLParser

import httpx
import pytest

from qa_bot import Article


class Metas(HTMLParser):
    """The meta tags of a document, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "meta" and ("property" in given or "name" in given):
            self.found.append((given.get("property") or given["name"], given.get("content", "")))


@pytest.mark.parametrize(
    ("headers", "root"),
    [
        ({}, None),
        ({"x-forwarded-host": "someone-qa-bot.hf.space", "x-forwarded-proto": "https"}, "https://someone-qa-bot.hf.space"),
        ({"x-forwarded-host": '"><script>alert(1)</script>', "x-forwarded-proto": "https"}, None),
    ],
)
def test_the_page_has_a_card(serve: Callable[..., str], article: Article, headers: dict[str, str], root: str | None) -> None:
    address = serve(proxy=1)
    answer = httpx.get(address, params={"q": "Who?"}, headers={**headers, "accept-encoding": "identity"}, timeout=60)
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers.get("content-length", len(answer.content)))
    assert "<script>alert(1)" not in answer.text
    metas = Metas(answer.text).found
    shared = [(name, value) for name, value in metas if name.startswith(("og:", "twitter:"))]
    assert len({name for name, _ in shared}) == len(shared)  # no second one, such as gradio's
    found = dict(shared)
    assert found["og:title"] == f"{article.title} · qa_bot"
    assert found["twitter:card"] == "summary_large_image"
    assert "gradio" not in str(shared).lower()
    if "<" not in str(headers):
        assert found["og:image"] == f"{root or address}/preview.png"


def test_the_picture_is_there(address: str) -> None:
    picture = httpx.get(f"{address}/preview.png", timeout=60)
    assert picture.headers["content-type"] == "image/png"
    assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)


def test_the_element_may_be_had_from_any_page(address: str) -> None:
    for origin in ("https://news.example", "null", address):
        script = httpx.get(f"{address}/embed.js", headers={"Origin": origin}, timeout=60)
        assert script.headers["content-type"].startswith("text/javascript")
        assert script.headers["access-control-allow-origin"] in ("*", origin)
    assert "/embed.js" not in httpx.get(f"{address}/openapi.json", timeout=60).json()["paths"]
