"""The page's menu, and what can be done with words that are selected in the article."""

from __future__ import annotations

from collections.abc import Callable

from .conftest import Seen
from .test_page import PHONE

Look = Callable[..., Seen]
SELECT = """(words) => {
    const walker = document.createTreeWalker(document.querySelector(".article-body"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        node.parentElement.scrollIntoView({ block: "center" });
        return getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
}"""


def test_selected_words_are_asked_about(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.evaluate(SELECT, "phenomenally similar")
    seen.page.locator("#selected").wait_for()
    seen.shoot("selected")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "Ask about this"
    seen.page.keyboard.press("Enter")
    seen.page.locator("#turn-0 .tools").wait_for()
    assert "What does the article say about “phenomenally similar”?" in (seen.page.locator(".question").text_content() or "")
    assert "phenomenally similar" in seen.marked("answer")
    assert not seen.page.locator("#selected").is_visible()
    long = "spent the past few years arguing for a "  # a link follows
    seen.page.evaluate(SELECT, long)
    seen.page.locator("#selected").wait_for()
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator("#selected").is_visible()
    assert seen.page.evaluate("getSelection().isCollapsed")
    assert seen.errors == []


def test_a_long_selection_waits_in_the_box(look: Look, address: str) -> None:
    seen = look(address, **PHONE)
    seen.page.locator(".article-body p").nth(1).scroll_into_view_if_needed()
    text = seen.page.locator(".article-body p").nth(1).text_content() or ""
    seen.page.evaluate("() => getSelection().selectAllChildren(document.querySelectorAll('.article-body p')[1])")
    ask = seen.page.get_by_role("button", name="Ask about this")
    ask.wait_for()
    place = ask.bounding_box()
    assert place is not None
    assert place["height"] >= 44
    ask.tap()
    asked = seen.page.locator("#box textarea").input_value()
    assert asked.startswith("What does the article say about “")
    assert text[10:40] in asked
    assert seen.page.locator(".exchange").count() == 0


def test_a_quote_is_copied_with_its_place(look: Look, address: str) -> None:
    seen = look(address, permissions=["clipboard-read", "clipboard-write"])
    seen.page.evaluate(SELECT, "phenomenally similar")
    seen.page.get_by_role("button", name="Copy quote").click()
    seen.page.get_by_role("button", name="Copied").wait_for()
    copied = seen.page.evaluate("navigator.clipboard.readText()")
    assert copied == "“phenomenally similar”\n(Putin and Trump speak by telephone, The Guardian · 14 November 2016)"


def test_the_theme_is_chosen_and_stays(look: Look, address: str) -> None:
    seen = look(address, color_scheme="light")
    dark = "document.body.classList.contains('dark')"
    assert not seen.page.evaluate(dark)
    seen.page.get_by_label("Menu").click()
    seen.shoot("menu")
    seen.page.get_by_role("button", name="Dark").click()
    assert seen.page.evaluate(dark)
    assert seen.page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    seen.page.reload()
    seen.page.locator("#article-view .article-body").wait_for()
    assert seen.page.evaluate(dark)
    seen.page.get_by_label("Menu").click()
    seen.page.get_by_role("button", name="System").click()
    assert not seen.page.evaluate(dark)
    seen.page.emulate_media(color_scheme="dark")
    seen.page.wait_for_function(dark)
    seen.page.keyboard.press("Escape")
    assert not seen.page.get_by_role("button", name="System").is_visible()
    assert seen.page.evaluate("document.activeElement.matches('#menu summary')")


def test_the_menu_prints_shows_the_keys_and_explains(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.evaluate("window.print = () => (window.printed = true)")
    seen.page.get_by_label("Menu").click()
    seen.page.get_by_role("button", name="Print").click()
    assert seen.page.evaluate("window.printed")
    seen.page.get_by_label("Menu").click()
    seen.page.get_by_role("button", name="Keyboard shortcuts").click()
    keys = seen.page.get_by_role("dialog", name="Keyboard shortcuts")
    keys.wait_for()
    seen.shoot("keys")
    seen.page.keyboard.press("Escape")
    assert not keys.is_visible()
    seen.page.get_by_label("Menu").click()
    with seen.page.expect_popup() as popup:
        seen.page.get_by_role("link", name="How this works").click()
    popup.value.locator("#article-view .article-body", has_text="neural network").wait_for()
    assert seen.errors == []
