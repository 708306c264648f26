"""Reading and asking side by side: what was answered is in view, the place is not lost, and nothing covers anything."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image
from playwright.sync_api import Page

from qa_bot import Article

from .conftest import Seen
from .test_library import STORY, ask_of, bring_text
from .test_page import NOBODY, PHONE, WHO

Look = Callable[..., Seen]
LAPTOP = {"viewport": {"width": 1280, "height": 620}}


def box_of(page: Page, selector: str) -> Any:
    return page.locator(selector).evaluate("(node) => { const place = node.getBoundingClientRect(); return [place.top, place.bottom]; }")


def test_every_answer_comes_into_view_wholly(look: Look, address: str) -> None:
    for shape in (LAPTOP, PHONE):
        seen = look(address, **shape)
        for turn, question in enumerate((WHO, NOBODY)):
            seen.ask(question)
            top, bottom = box_of(seen.page, f"#turn-{turn}")
            first, last = box_of(seen.page, "#talk")
            assert top >= first - 1
            if turn == 0:
                assert box_of(seen.page, "#save summary") == box_of(seen.page, "#new")  # one line, to the pixel
            assert bottom <= last + 1 or (bottom - top > last - first - 20 and top <= first + 10)  # or it begins at the pane's top


def test_the_place_where_one_was_reading_is_found_again(look: Look, address: str) -> None:
    seen = look(address, **LAPTOP)
    pane, back = seen.page.locator("#article-view"), seen.page.locator("#marks [data-back]")
    pane.hover()
    seen.page.mouse.wheel(0, 300)
    seen.settle()
    before = pane.evaluate("(node) => node.scrollTop")
    assert before > 40
    assert not back.is_visible()
    seen.ask(WHO)
    assert pane.evaluate("(node) => node.scrollTop") != before
    back.click()
    seen.settle()
    assert pane.evaluate("(node) => node.scrollTop") == before
    assert not back.is_visible()
    seen.page.locator("#turn-0 button.span").click()
    back.wait_for()
    seen.ask(NOBODY)
    assert back.is_visible()  # still the reader's place, not the last answer's
    pane.hover()
    seen.page.mouse.wheel(0, -100)  # who moves on by hand reads there
    back.wait_for(state="hidden")


def test_who_only_asks_has_no_place_to_go_back_to(look: Look, address: str) -> None:
    seen = look(address, **LAPTOP)
    for question in (WHO, "Which countries are mentioned?"):
        seen.ask(question)
    assert not seen.page.locator("#marks [data-back]").is_visible()


def test_what_is_pointed_at_in_the_chat_is_pointed_out_in_the_article(look: Look, address: str) -> None:
    seen = look(address)
    answer = seen.ask(WHO).locator("button.span").first
    answer.hover()
    assert seen.page.locator("#article-view .pointed").first.get_attribute("data-mark") == "answer-0-0"
    seen.page.locator("#box textarea").hover()
    assert seen.page.locator("#article-view .pointed").count() == 0
    answer.focus()
    assert seen.page.locator("#article-view .pointed").count() > 0
    assert not seen.page.locator(".around").is_visible()  # it is in the article
    cut = (
        "() => ['article-view', 'talk'].map((id) => document.getElementById(id)).some((pane) => pane.scrollHeight > pane.clientHeight + 1)"
    )
    assert seen.page.evaluate(cut)
    seen.page.emulate_media(media="print", color_scheme="dark")
    assert not seen.page.evaluate(cut)  # paper has all of it
    assert seen.page.evaluate("getComputedStyle(document.querySelector('.article-body p')).color") == "rgb(17, 17, 17)"
    assert not seen.page.locator("#box").is_visible()
    seen.shoot("print")


def test_paper_says_what_was_asked_and_holds_no_controls(look: Look, address: str, article: Article) -> None:
    seen = look(address)
    seen.ask(WHO)
    seen.page.locator("#more li").first.wait_for()
    seen.page.emulate_media(media="print")
    printed = seen.page.locator("#printed")
    assert printed.locator("h1").text_content() == article.title
    assert "14 November 2016" in (printed.locator("p").text_content() or "")
    assert seen.page.locator("#turn-0 .sureness").is_visible()
    controls = "button:not(.span):not(.other), summary, textarea, input, nav, [data-link]"
    assert [node.text_content() for node in seen.page.locator(controls).all() if node.is_visible()] == []
    text = pdfium_text(seen.page.pdf())
    assert text.index(article.title) < text.index(WHO) < text.index("Likely right") < text.rindex(article.title)
    seen.shoot("paper")
    height = seen.page.locator("#turn-0 .turn").evaluate("(turn) => turn.getBoundingClientRect().bottom") + 8
    with pdfium.PdfDocument(seen.page.pdf(width="1440px", height=f"{height}px")) as document:  # a sheet that ends right after the question
        sheets = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    assert any(WHO.replace(" ", "") in sheet and "spokesman" in sheet for sheet in sheets)
    seen.page.emulate_media(media="screen")
    assert not printed.is_visible()


def test_paper_says_that_a_long_text_is_printed_in_part(look: Look, serve: Callable[[Article], str]) -> None:
    text = "\n\n".join(f"The bridge over river number {i} was opened by the teacher of the valley." for i in range(2000))
    seen = look(serve(Article(text, title="Bridges")))
    seen.page.locator(".parts button", has_text="Next").first.click()
    seen.page.locator(".parts", has_text="Part 2 of 3").first.wait_for()
    seen.page.emulate_media(media="print")
    printed = " ".join(pdfium_text(seen.page.pdf()).split())
    assert printed.count("Only this part of the article is printed: Part 2 of 3") == 1
    assert "Next" not in printed


def test_sentences_are_said_once_and_what_is_shown_stands_out(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask("tl;dr")
    exchange = seen.ask("tell me about Syria")
    assert exchange.locator(".spans.sentences li").count() > 1
    assert exchange.locator(".reply > blockquote").count() == 0
    again = seen.page.locator("#article-view mark.answer mark.earlier")
    assert again.count() > 0
    assert {mark.evaluate("(mark) => getComputedStyle(mark).backgroundColor") for mark in again.all()} == {"rgba(0, 0, 0, 0)"}


def pdfium_text(data: bytes) -> str:
    """All text of a PDF, in one line."""
    with pdfium.PdfDocument(data) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_the_text_grows_around_what_is_read_and_stays_so(look: Look, address: str) -> None:
    seen = look(address, **LAPTOP)
    body, larger = seen.page.locator(".article-body p").first, seen.page.get_by_role("button", name="Larger text")
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    usual = body.evaluate(size)
    seen.ask(WHO)
    before = box_of(seen.page, "#article-view mark.answer")[0]
    larger.focus()
    for _ in range(7):  # more than there are steps
        seen.page.keyboard.press("Enter")
    assert larger.get_attribute("aria-disabled") == "true"
    assert body.evaluate(size) > 1.5 * usual
    assert abs(box_of(seen.page, "#article-view mark.answer")[0] - before) < 3
    assert seen.in_view("#article-view mark.answer")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    grown = body.evaluate(size)
    seen.page.locator("#article-view").evaluate("(node) => node.scrollTo(0, 0)")
    seen.page.locator("#turn-0 button.span").click()  # places are found as before
    seen.settle()
    assert seen.in_view("#article-view mark.answer")
    seen.page.reload()
    seen.page.locator(".article-body p").first.wait_for()
    assert body.evaluate(size) == grown
    smaller = seen.page.get_by_role("button", name="Smaller text")
    for _ in range(4):
        smaller.click()
    assert body.evaluate(size) < usual


def test_the_menu_of_files_opens_and_closes(look: Look, address: str) -> None:
    seen = look(address)
    menu = seen.page.locator("#save summary")
    assert not menu.is_visible()
    seen.ask(WHO)
    entry = seen.page.get_by_role("button", name="as Markdown")
    menu.click()
    with seen.page.expect_download() as download:
        entry.click()
    assert download.value.suggested_filename == "conversation.md"
    assert not entry.is_visible()
    menu.click()
    seen.page.keyboard.press("Escape")
    assert not entry.is_visible()
    menu.click()
    seen.page.locator("#article-view").click(position={"x": 5, "y": 5})
    assert not entry.is_visible()


def test_on_a_phone_the_ways_to_bring_an_article_cover_nothing(look: Look, address: str) -> None:
    seen = look(address, **PHONE)
    seen.page.locator("#opener").click()
    seen.page.locator("#paste textarea").wait_for()
    assert box_of(seen.page, "#box")[1] <= box_of(seen.page, "#bring")[0]
    assert box_of(seen.page, "#talk")[1] - box_of(seen.page, "#talk")[0] > 80
    seen.page.locator("#opener").click()
    seen.page.locator("#paste textarea").wait_for(state="hidden")
    bring_text(seen, STORY)
    assert seen.page.locator("#article-view .report").is_visible()


def test_a_tablet_shows_the_article_from_the_start(look: Look, address: str) -> None:
    seen = look(address, viewport={"width": 820, "height": 1180})
    assert seen.page.locator("#article-view").is_visible()
    assert seen.page.locator("#fold button").get_attribute("aria-expanded") == "true"
    seen.page.locator("#fold button").click()
    assert not seen.page.locator("#article-view").is_visible()


def test_all_articles_abstain_in_the_plural(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(seen, STORY)
    one = seen.ask(NOBODY).locator(".abstention")
    ask_of(seen, every=True)
    assert one.text_content() == "The article does not say."
    assert seen.ask(NOBODY).locator(".abstention").text_content() == "None of the articles say."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_line_is_cut_hard_under_a_bar(look: Look, address: str, scheme: str) -> None:
    """Where a pane is scrolled, its first line fades out."""
    seen = look(address, viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    for question in ("Who is Dmitry Peskov?", "Which countries are mentioned?", "How tall is the Eiffel Tower?"):
        seen.ask(question)
    for name in ("article-view", "talk"):
        box = seen.page.locator(f"#{name}").bounding_box()
        assert box
        contrasts = []
        for top in range(100, 140, 4):  # a line of text or more
            seen.page.locator(f"#{name}").evaluate("(pane, top) => (pane.scrollTop = top)", top)
            strip = seen.page.screenshot(clip={"x": box["x"] + 24, "y": box["y"] + 1, "width": box["width"] - 60, "height": 1})
            low, high = Image.open(BytesIO(strip)).convert("L").getextrema()
            contrasts.append(high - low)
        assert 0 < max(contrasts) < 70
