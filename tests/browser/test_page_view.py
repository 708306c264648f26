"""A PDF as it looks: its pages as pictures, the answer lit up in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Seen
from .test_accessibility import serious
from .test_library import DOCUMENTS, bring_file
from .test_page import PHONE
from .test_small_windows import MISSED

Look = Callable[..., Seen]
WHO = "Who was the engineer of the stone tower?"
LENS = "How much did the lens weigh?"


def opened(look: Look, address: str, **options: Any) -> Seen:
    seen = look(address, **options)
    bring_file(seen, DOCUMENTS / "harrow-groff.pdf")
    seen.page.locator("#article-view .report").wait_for(state="attached")
    return seen


def on_page(seen: Seen, number: int, lit: str = "") -> None:
    """Wait until a page is shown, with this mark, and the mark is in view."""
    seen.page.wait_for_function("(number) => document.querySelector('#pages input').value === String(number)", arg=number)
    seen.page.wait_for_function("document.querySelector('#pages img')?.naturalWidth > 300")
    if lit:
        seen.page.wait_for_function(
            """(name) => {
                const place = document.querySelector(`#pages [data-mark="${name}"]`)?.getBoundingClientRect();
                const desk = document.querySelector("#pages .desk").getBoundingClientRect();
                return place?.height > 5 && place.top >= desk.top && place.bottom <= desk.bottom && place.left >= desk.left && place.right <= desk.right;
            }""",
            arg=lit,
        )


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_an_answer_is_lit_on_its_page(look: Look, address: str, shape: str) -> None:
    seen = opened(look, address, color_scheme="dark", **(PHONE if shape == "phone" else {}))
    seen.ask(WHO)
    assert seen.page.locator("#article-view").is_visible()  # the text comes first
    seen.page.locator("[data-opens=pages]").click()
    on_page(seen, 2, "answer-0-0")
    assert not seen.page.locator("#article-view").is_visible()
    assert "Page 2 of 4" in (seen.page.locator("#pages img").get_attribute("alt") or "")
    assert not [url for url in seen.requests if "picture" in url]  # it comes as an event of this visit
    seen.shoot(f"pages-{shape}")
    seen.ask(LENS)  # the next answer turns the page
    on_page(seen, 3, "answer-1-0")
    assert seen.page.locator("#marks output").text_content() == "2 of 2"
    wide = seen.page.locator("#pages img").evaluate("(image) => image.clientWidth")
    seen.page.get_by_role("button", name="Larger picture").click()
    seen.page.locator("#pages output", has_text="125%").wait_for()
    assert seen.page.locator("#pages img").evaluate("(image) => image.clientWidth") > 1.2 * wide
    if shape == "phone":
        assert seen.page.evaluate(MISSED) == []
    assert serious(seen) == []
    seen.page.locator("#turn-0 button.span").first.click()
    on_page(seen, 2, "answer-0-0")
    seen.page.locator("[data-opens=pages]").click()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")
    assert seen.marked("answer") == "Adelaide Brandt"
    assert seen.errors == []


def test_a_page_is_no_wider_than_one_reads_on_a_wide_screen(look: Look, address: str) -> None:
    seen = opened(look, address, viewport={"width": 1920, "height": 1080})
    seen.page.locator("[data-opens=pages]").click()
    on_page(seen, 1)
    width = "(image) => image.clientWidth"
    assert seen.page.locator("#pages img").evaluate(width) == 960
    for _ in range(3):
        seen.page.get_by_role("button", name="Larger picture").click()
    assert seen.page.locator("#pages img").evaluate(width) == 1920
    assert seen.page.locator("#pages .desk").evaluate("(desk) => desk.scrollWidth - desk.clientWidth") >= 600


def test_pages_are_turned_by_keyboard_and_the_text_follows(look: Look, address: str) -> None:
    seen = opened(look, address)
    seen.page.locator("[data-opens=pages]").focus()
    seen.page.keyboard.press("Enter")
    on_page(seen, 1)
    assert seen.page.locator("[data-opens=pages]").get_attribute("aria-pressed") == "true"
    seen.page.get_by_role("button", name="Next page").focus()
    seen.page.keyboard.press("Enter")
    on_page(seen, 2)
    seen.page.locator("#pages .desk").focus()
    seen.page.keyboard.press("ArrowRight")
    on_page(seen, 3)
    seen.page.locator("#pages input").fill("99")
    seen.page.keyboard.press("Enter")
    on_page(seen, 4)
    seen.page.locator("[data-opens=pages]").click()
    seen.settle()
    assert "the watch" in seen.page.evaluate("document.elementFromPoint(1000, 400).closest('.article-body').textContent")
    top = seen.page.evaluate("window.qaBot.top()")
    starts = seen.page.locator(".shown-article").get_attribute("data-pages") or ""
    assert abs(top - int(starts.split(",")[3])) < 600
    # a page that is loaded again still has its pages, and its place; an article without pages has no such button
    seen.wait_until_remembered("visit.library.brought.length")
    seen.page.reload()
    seen.page.locator("#page[data-visit=here] .report").wait_for(state="attached")
    seen.settle()
    assert seen.page.evaluate("window.qaBot.top()") == top
    seen.page.locator("[data-opens=pages]").click()
    on_page(seen, 3)  # the text's end is not as high as the pane
    seen.page.locator("#sources .picked").click()
    seen.page.locator("#cards .name").first.click()
    seen.page.locator("#pages").wait_for(state="hidden")
    assert seen.page.locator("#article-view").is_visible()
    assert not seen.page.locator("[data-opens=pages]").is_visible()
    assert seen.errors == []


def test_an_answer_in_another_article_is_shown_in_its_text(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask("How did the two men agree to keep in touch?")
    bring_file(seen, DOCUMENTS / "harrow-groff.pdf")
    seen.page.locator("#article-view .report").wait_for(state="attached")
    seen.settle()
    assert seen.page.locator("#article-view").evaluate("(node) => node.scrollTop") == 0  # another article begins at its beginning
    seen.page.locator("[data-opens=pages]").click()
    on_page(seen, 1)
    seen.page.locator("#turn-0 button.span").first.click()
    seen.page.locator("#article-view mark.answer").wait_for()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")
    seen.page.locator("#sources .picked").click()
    seen.page.locator("#cards .name").last.click()
    on_page(seen, 1)  # and back to how this one was seen


def test_a_page_that_is_scanned_says_so(look: Look, address: str, tmp_path: Any) -> None:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument.new()
    for name in ("harrow-groff.pdf", "scanned.pdf"):
        document.import_pages(pdfium.PdfDocument((DOCUMENTS / name).read_bytes()), [0])
    document.save(tmp_path / "both.pdf")
    seen = look(address)
    bring_file(seen, tmp_path / "both.pdf")
    seen.page.locator("#article-view .report", has_text="scanned").wait_for(state="attached")
    seen.page.locator("[data-opens=pages]").click()
    on_page(seen, 1)
    seen.page.get_by_role("button", name="Next page").click()
    on_page(seen, 2)
    seen.page.locator("#pages [role=status]", has_text="no text that I can read").wait_for()
    seen.shoot("pages-scanned")
