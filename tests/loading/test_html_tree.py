"""Pages that are made to take long are refused at once; long pages of real kinds are read."""

from __future__ import annotations

import time

import pytest

from qa_bot import QaBotError
from qa_bot.loading.formats import READERS
from qa_bot.loading.html_tree import parse_html

MANY = {
    "elements": "<b>x</b>" * 110_000,
    "unclosed elements": "<p>word" * 220_000,
    "attributes of one element": "<p " + " ".join(f"a{i}=1" for i in range(80_000)) + ">Hello",
    "attributes of one element, without values": "<p " + " ".join(f"a{i}" for i in range(80_000)) + ">Hello",
    "attributes": '<i a="1" b="2" c="3">x</i>' * 70_000,
    "links": "<a href=x>b</a> " * 21_000,
}


@pytest.mark.parametrize("what", list(MANY))
def test_too_many_are_refused_at_once(what: str) -> None:
    began = time.thread_time()
    with pytest.raises(QaBotError, match=rf"more than [\d,]+ {what.split(',', maxsplit=1)[0].removeprefix('unclosed ')}"):
        parse_html(f"<html><body>{MANY[what]}</body></html>")
    assert time.thread_time() - began < 5


@pytest.mark.parametrize(
    "body",
    [
        "<p>word</p>" * 20_000,
        f'<img src="data:image/png;base64,{"A" * 500_000}"><p>word</p>',
        "<p data-props='{" + '"a": 1, ' * 20_000 + "}'>word</p>",
    ],
    ids=["many paragraphs", "a picture in the page", "data of a script"],
)
def test_long_pages_are_read(body: str) -> None:
    assert parse_html(f"<html><body>{body}</body></html>").text_content().startswith("word")


@pytest.mark.parametrize(("suffix", "data"), [(".html", MANY["links"].encode()), (".md", b"[b](x) " * 21_000)])
def test_the_readers_have_the_limit(suffix: str, data: bytes) -> None:
    with pytest.raises(QaBotError, match="more than 20,000 links"):
        READERS[suffix][1](data, "")
