"""Phones, short windows and zoom: every control can be seen, is large enough for a finger, and gets the tap at its centre."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Seen
from .test_page import PHONE, WHO

Look = Callable[..., Seen]
SHORT = {"width": 720, "height": 450}  # a laptop's window at 200 %
MISSED = """() => {
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length && !node.closest("[aria-hidden=true]");
    const missed = [];
    const controls = document.querySelectorAll("#page :is(button, summary, textarea, a[href], mark[id])");
    for (const node of [...controls].filter(seen)) {
        if (node.closest("#talk, #article-view, #bring")) node.scrollIntoView({ block: "center", behavior: "instant" });
        const place = node.getClientRects()[0];
        const hit = document.elementFromPoint(place.x + place.width / 2, place.y + place.height / 2);
        const name = (node.textContent.trim() || node.getAttribute("aria-label") || node.placeholder).slice(0, 30);
        if (!node.contains(hit)) missed.push(`${name}: the tap goes to ${hit?.id || hit?.className || hit?.tagName}`);
        const small = place.width < 44 || place.height < 44;
        if (small && !node.closest(".article, .light, #box .input-container textarea, mark")) missed.push(`${name}: ${place.width} x ${place.height}`);
    }
    return missed;
}"""
"""Visible controls that do not get the tap at their centre, or are smaller than a finger; links in the text may be small."""


@pytest.mark.parametrize("shape", ["phone", "short"])
def test_every_control_gets_the_tap_at_its_centre(look: Look, address: str, shape: str) -> None:
    seen = look(address, **(PHONE if shape == "phone" else {**PHONE, "viewport": SHORT}))
    seen.page.locator("#welcome li button").first.wait_for()
    assert seen.page.evaluate(MISSED) == []
    seen.ask(WHO)
    assert seen.page.evaluate(MISSED) == []
    if shape == "short":
        seen.page.locator("#fold button").click()
        assert seen.page.evaluate(MISSED) == []
    seen.page.locator("#opener").click()  # beside the open article too
    seen.page.locator("#paste textarea").wait_for()
    assert seen.page.evaluate(MISSED) == []


def test_a_short_window_shows_the_answer_or_the_article(look: Look, address: str) -> None:
    seen = look(address, viewport=SHORT)
    exchange = seen.ask(WHO)
    answer = exchange.locator("button.span").first
    assert answer.is_visible()
    assert not seen.page.locator("#article-view").is_visible()  # nothing covers the answer
    answer.click()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")
    assert not answer.is_visible()
    pane = seen.page.locator("#article-view").bounding_box()
    assert pane is not None
    assert pane["height"] > 0.8 * SHORT["height"]
    seen.page.locator("#fold button", has_text="").click()
    assert answer.is_visible()
    seen.page.locator("#fold button").click()  # the place waits where it was
    seen.settle()
    assert seen.in_view("#article-view mark.answer")
    seen.page.locator("#article-view mark.answer").click()
    seen.page.locator("#note button").click()  # from the article to its question
    assert answer.is_visible()


EMPTY = """() => {
    const pane = document.getElementById("chat").getBoundingClientRect();
    const lines = [...document.querySelectorAll("#chat :is(strong, h2, p, button, textarea)")].filter((node) => node.checkVisibility({ visibilityProperty: true }) && node.textContent + node.placeholder)
        .map((node) => node.getBoundingClientRect()).filter((place) => place.height).map((place) => [place.top, place.bottom]);
    lines.sort((one, other) => one[0] - other[0]);
    let end = pane.top, most = 0;
    for (const [top, bottom] of [...lines, [pane.bottom, pane.bottom]]) {
        most = Math.max(most, top - end);
        end = Math.max(end, bottom);
    }
    return most / innerHeight;
}"""
"""The largest empty band of the chat, as a share of the window."""


def test_the_first_screen_is_not_empty(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.locator("#welcome li button").first.wait_for()
    for width, height in ((1440, 900), (1280, 620), (820, 1180), (390, 844)):
        seen.page.set_viewport_size({"width": width, "height": height})
        assert seen.page.evaluate(EMPTY) < 0.28, (width, height)
        assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "height"), [(1280, 500), (844, 390), (720, 450), (420, 600), (390, 844)])
def test_the_start_page_is_shown_from_its_top_again(look: Look, address: str, width: int, height: int) -> None:
    seen = look(address, viewport={"width": width, "height": height})
    seen.ask("hello")
    seen.ask(WHO)
    assert seen.page.evaluate("document.getElementById('talk').scrollTop") > 0
    seen.page.locator("#new").click()
    back = seen.page.locator(".cleared button")
    back.wait_for()
    seen.settle()
    assert seen.page.evaluate("document.getElementById('talk').scrollTop") == 0
    assert seen.page.evaluate(
        "([one, pane]) => one.getBoundingClientRect().bottom <= pane.getBoundingClientRect().bottom",
        [back.element_handle(), seen.page.locator("#talk").element_handle()],
    )


@pytest.mark.parametrize("width", [720, 420])
def test_what_stands_at_the_right_ends_at_one_line(look: Look, address: str, width: int) -> None:
    page = look(address, viewport={"width": width, "height": 450}).page
    box, opener = page.locator("#box").bounding_box(), page.locator("#opener").bounding_box()
    assert box
    assert opener
    assert opener["x"] + opener["width"] == pytest.approx(box["x"] + box["width"], abs=1)


def test_what_opens_has_its_triangle_under_a_finger_too(look: Look, address: str) -> None:
    exchange = look(address, **PHONE).ask(WHO)
    for summary in exchange.locator(".trace summary, .around summary").all():
        assert summary.evaluate("(node) => getComputedStyle(node).display") == "list-item"
        if summary.is_visible():
            assert (summary.bounding_box() or {"height": 0})["height"] >= 44
