"""What the address asks for, and links to answers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from qa_bot import Article, Bot
from qa_bot.loading import bundled_article, load_article

from .conftest import Seen
from .test_library import DOCUMENTS
from .test_page import NOBODY, PHONE, WHO

Look = Callable[..., Seen]
OTHER = "how-answers-are-found"
TOKENS = "How many tokens can the network look at at once?"


def opened(look: Look, address: str, **options: str) -> Seen:
    """The page with these parameters, its first answer there."""
    seen = look(f"{address}?{urlencode(options)}")
    seen.page.locator("#turn-0 .tools").wait_for()
    seen.settle()
    return seen


def test_a_question_in_the_address_is_asked(look: Look, address: str, bot: Bot, article: Article) -> None:
    seen = opened(look, address, q=WHO)
    reply = bot.ask(WHO, article)
    assert reply.answer is not None
    assert seen.marked("answer") == reply.answer.text
    assert seen.in_view("#article-view mark.answer")
    assert seen.page.locator(".exchange").count() == 1
    evil = "<img src=x onerror='window.hacked=1'>"
    assert evil in (opened(look, address, q=evil).page.locator(".question").text_content() or "")


def test_an_article_in_the_address_is_opened(look: Look, address: str, bot: Bot) -> None:
    story = bundled_article(OTHER)
    seen = opened(look, address, article=OTHER, q=TOKENS)
    assert seen.page.locator(".article-body").text_content() == story.text
    reply = bot.ask(TOKENS, story)
    assert reply.answer is not None
    assert seen.marked("answer") == reply.answer.text
    seen.page.locator("#new").click()
    seen.page.locator(".exchange").first.wait_for(state="detached")
    assert seen.page.locator(".article-body").text_content() == story.text
    unknown = look(f"{address}?article=../secret")
    unknown.page.locator("#notice p", has_text="isn't here. You can ask about this one instead.").wait_for()


@pytest.mark.parametrize(("system", "wanted"), [("light", "dark"), ("dark", "light")])
def test_a_theme_in_the_address_wins(look: Look, address: str, system: str, wanted: str) -> None:
    seen = look(f"{address}?theme={wanted}", color_scheme=system)
    dark = "document.body.classList.contains('dark')"
    assert seen.page.evaluate(dark) == (wanted == "dark")
    seen.page.emulate_media(color_scheme="light")
    seen.page.emulate_media(color_scheme="dark")
    assert seen.page.evaluate(dark) == (wanted == "dark")
    plain = look(address, color_scheme=system)
    assert plain.page.evaluate(dark) == (system == "dark")


def test_a_link_leads_back_to_the_answer(look: Look, address: str) -> None:
    seen = look(f"{address}?article={OTHER}&theme=dark", permissions=["clipboard-read", "clipboard-write"])
    link = seen.ask(TOKENS).locator("[data-link]")
    assert link.text_content() == "Link to this answer"
    answer = seen.marked("answer")
    link.click()
    link.get_by_text("Link copied").wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert parse_qs(urlsplit(copied).query) == {"article": [OTHER], "q": [TOKENS]}
    again = look(copied)
    again.page.locator("#turn-0 .tools").wait_for()
    again.settle()
    assert again.marked("answer") == answer
    assert again.in_view("#article-view mark.answer")
    assert "question" in (seen.ask(NOBODY).locator("[data-link]").text_content() or "")


def test_the_compact_view_is_the_chat_alone(look: Look, address: str) -> None:
    seen = look(f"{address}?view=compact", viewport={"width": 400, "height": 560})
    exchange = seen.ask(WHO)
    assert not seen.page.locator("#article-pane").is_visible()
    assert exchange.locator(".reply > blockquote mark").is_visible()
    assert seen.page.locator("#box textarea").is_visible()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight")
    exchange.locator(".around summary").click()
    assert exchange.locator(".around mark").is_visible()
    exchange.locator("[data-act=again]").click()
    assert seen.page.locator("#box textarea").input_value() == WHO
    assert not seen.page.locator("#sizes").is_visible()
    with seen.page.expect_popup() as popup:  # the place is shown where there is room for it
        exchange.locator("button.span").first.click()
    popup.value.set_viewport_size({"width": 1440, "height": 900})
    popup.value.locator("#article-view mark.answer").first.wait_for()
    assert popup.value.locator("#article-pane").is_visible()
    seen.shoot("compact")


def test_on_a_phone_a_link_shows_the_place(look: Look, address: str) -> None:
    seen = look(f"{address}?{urlencode({'q': WHO})}", **PHONE)
    seen.page.locator("#turn-0 .tools").wait_for()
    seen.page.locator("#page[data-article=open]").wait_for()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")


def test_the_page_has_its_own_picture(look: Look, address: str) -> None:
    seen = look(address)
    assert seen.page.request.get(f"{address}favicon.ico").body().startswith(b"\x89PNG")


def test_the_text_around_an_answer_in_a_table_has_lines_for_its_bars(look: Look, serve: Callable[[Article], str]) -> None:
    seen = look(f"{serve(load_article(DOCUMENTS / 'harrow.md'))}?view=compact", viewport={"width": 400, "height": 560})
    around = seen.ask("Until when did Samuel Quayle keep the light?").locator(".around")
    around.locator("summary").click()
    quote = around.locator("blockquote")
    assert "Ida Fennimore | 1866" in (quote.text_content() or "")
    bars = quote.locator(".bar").evaluate_all("(bars) => bars.map((bar) => [bar.textContent, getComputedStyle(bar).fontSize])")
    assert len(bars) >= 6
    assert {tuple(bar) for bar in bars} == {(" | ", "0px")}
    seen.shoot("compact-table")
