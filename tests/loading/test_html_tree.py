"""Pages that are made to take long are refused at once; long pages of real kinds are read."""

from __future__ import annotations

import time

import pytest

from qa_bot import QaBotError
from qa_bot.loading.formats import READERS
from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.outline import Outline

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


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>The captain is <center>Ida Holm</center> of Moss, who has <b>two</b> boats.</p><p>They sail.</p>", "The captain is Ida Holm of Moss, who has two boats.\n\nThey sail."),
        ("<div>The fee is<div>4 euros</div>a day.</div>", "The fee is 4 euros a day."),
        ("<p>It has <i>red</i><div>and <b>blue</b></div>, but no green boats.</p>", "It has red and blue, but no green boats."),
        ("<p>She said:</p><div>Come.</div>and went.", "She said:\n\nCome.\n\nand went."),
        ("<script>the fee is</script><div>4 euros</div>a day.", "4 euros\n\na day."),
        ("<div><!-- the fee is --><div>4 euros</div>a day.</div>", "4 euros\n\na day."),
        ("<p>Boats</p><div>Heron</div>Gull", "Boats\n\nHeron\n\nGull"),
        ("<p>We sail to</p><div><p>Moss.</p><p>Turku.</p></div>and back.", "We sail to\n\nMoss.\n\nTurku.\n\nand back."),
    ],
)  # fmt: skip
def test_a_block_in_the_middle_of_a_sentence_stands_in_its_line(page: str, text: str) -> None:
    outline = Outline()
    Walk(outline).tree(parse_html(f"<body>{page}</body>"))
    assert outline.text == text
