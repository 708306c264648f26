"""Nothing that a visitor writes runs as a script: not where it is shown, given back, undone, saved, printed or taken from the address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.conftest import Seen

DETECTOR = """
    window.ran = (what) => { window.scriptsOfVisitors = [...(window.scriptsOfVisitors || []), what || "?"]; };
    window.alert = window.ran;
"""
TAGS = [
    "<img src=x onerror=ran('img')>",
    "<svg onload=ran('svg')></svg>",
    "<script>ran('script')</script>",
    "<iframe srcdoc=\"<script>parent.ran('srcdoc')</script>\"></iframe>",
    "<details open ontoggle=ran('details')>",
    "\"'><img src=x onerror=ran('closed')>",
    "${ran('template')} {{ran}} `ran('tick')`",
    "<a href=\"javascript:ran('link')\">x</a>",
]
HOSTILE = " ".join(TAGS)


@pytest.fixture
def opened(address: str, look: Callable[..., Seen]) -> Iterator[Callable[..., Seen]]:
    """`opened(path)` is a page with a detector; the test fails if any script of a visitor ran there."""
    pages: list[Seen] = []

    def open_page(path: str = "", **options: Any) -> Seen:
        seen = look("about:blank", ready=False, **options)
        seen.page.add_init_script(DETECTOR)
        seen.page.goto(f"{address}{path}")
        seen.page.locator("#box textarea").wait_for()
        pages.append(seen)
        return seen

    yield open_page
    for seen in pages:
        seen.page.wait_for_timeout(500)  # an image that does not load says so a moment later
        assert seen.page.evaluate("window.scriptsOfVisitors || []") == []
        assert [error for error in seen.errors if "dialog" in error] == []


def shown_as_text(seen: Seen, selector: str) -> None:
    assert "<img src=x onerror=" in (seen.page.locator(selector).first.text_content() or "")


def test_the_detector_detects(opened: Callable[..., Seen]) -> None:
    seen = opened()
    seen.page.evaluate("ran('a script of a visitor')")
    assert seen.page.evaluate("window.scriptsOfVisitors") == ["a script of a visitor"]
    seen.page.evaluate("delete window.scriptsOfVisitors")


@pytest.mark.parametrize("view", ["", "&view=compact"])
def test_a_question_from_the_address_that_is_given_back(opened: Callable[..., Seen], view: str) -> None:
    seen = opened(f"?q={quote(TAGS[0] + ' a' * 500)}{view}")
    seen.page.wait_for_function("document.querySelector('#box textarea').value.includes('onerror')")
    assert seen.page.locator("#page img[src=x]").count() == 0


def test_a_name_of_an_article_from_the_address(opened: Callable[..., Seen]) -> None:
    seen = opened(f"?article={quote(TAGS[0])}")
    seen.page.locator("#notice p").filter(has_text="This link leads to an article that isn't here.").wait_for()


def test_asked_shown_edited_undone_printed_and_saved(opened: Callable[..., Seen], tmp_path: Path) -> None:
    seen = opened()
    exchange = seen.ask(f"Who is Peskov {HOSTILE}?")
    shown_as_text(seen, "#turn-0 .question")
    for kind in ("markdown", "json"):
        seen.page.locator("#save summary").click()
        with seen.page.expect_download() as download:
            seen.page.locator(f'#save [data-kind="{kind}"]').click()
        saved = tmp_path / kind
        download.value.save_as(saved)
        written = saved.read_text(encoding="utf-8")
        if kind == "json":
            assert HOSTILE in json.dumps(json.loads(written), ensure_ascii=False).replace('\\"', '"')
        if seen.page.locator("#save details[open]").count():
            seen.page.locator("#save summary").click()
    seen.page.emulate_media(media="print")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    seen.page.emulate_media(media="screen")
    exchange.locator("[data-act=undo]").click()
    seen.page.wait_for_function("document.querySelector('#box textarea').value.includes('onerror')")
    assert seen.page.locator("#page img[src=x], #page iframe").count() == 0


def test_an_article_of_tags_with_a_title_of_tags(opened: Callable[..., Seen], tmp_path: Path) -> None:
    seen = opened()
    file = tmp_path / "story.md"
    file.write_text(f"---\ntitle: {TAGS[0]}\ndate: {TAGS[1]}\n---\n\nAnna left for Rome {HOSTILE}.\n\nNils stayed at the mill.\n", "utf-8")
    seen.page.locator("#opener").click()
    seen.page.locator("#drop input[type=file]").set_input_files(file)
    seen.page.locator("#article-view .article-body").filter(has_text="stayed at the mill").wait_for()
    seen.ask("Where did Anna go?")
    seen.page.locator("#save summary").click()
    with seen.page.expect_download():
        seen.page.locator('#save [data-kind="json"]').click()
    assert seen.page.locator("#page img[src=x], #page iframe").count() == 0
