"""Nobody is left out: axe-core, the keyboard alone, the live region, motion, zoom, and marks without colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from qa_bot import Article, Bot

from .conftest import Seen
from .test_page import HOW, NOBODY, PHONE, WHO

Look = Callable[..., Seen]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def serious(seen: Seen) -> list[tuple[str, Any]]:
    """What axe-core finds that is serious or critical: the rule and where."""
    seen.page.evaluate(AXE)
    found = seen.page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 20
    return [
        (each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"] if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_axe_finds_nothing_serious(look: Look, address: str, scheme: str, shape: str) -> None:
    seen = look(address, color_scheme=scheme, **(PHONE if shape == "phone" else {}))
    seen.page.locator("#welcome li button").first.wait_for()
    assert serious(seen) == []
    seen.ask(WHO)
    seen.ask(NOBODY)
    seen.page.locator("#turn-0 .trace summary").click()
    assert serious(seen) == []
    # the check itself: what has no name is found
    seen.page.evaluate("document.querySelector('#box textarea').removeAttribute('aria-label')")
    seen.page.evaluate("document.querySelector('#chat').append(Object.assign(document.createElement('button'), { id: 'nameless' }))")
    assert "button-name" in [rule for rule, _ in serious(seen)]


def focused(seen: Seen) -> str:
    return str(seen.page.evaluate("document.activeElement.id || document.activeElement.className"))


def test_the_whole_bot_by_keyboard(look: Look, address: str) -> None:
    seen = look(address)
    keys = seen.page.keyboard
    seen.page.wait_for_function("document.activeElement.matches('#box textarea')")  # one can type at once
    for turn, question in enumerate((WHO, HOW)):
        keys.type(question)
        keys.press("Enter")
        seen.page.locator(f"#turn-{turn} .tools").wait_for()
        seen.page.locator(f"#answer-{turn}-0.answer").wait_for()
        seen.settle()
        assert focused(seen) == f"answer-{turn}-0"  # the answer takes the focus to its mark
        if turn == 0:
            keys.press("Escape")
            assert seen.page.evaluate("document.activeElement.matches('#box textarea')")
    order = seen.page.locator("#article-view mark[id]").evaluate_all("marks => marks.map(mark => mark.id)")
    assert len(order) >= 2
    at = order.index("answer-1-0")
    keys.press("ArrowRight")
    seen.settle()
    assert focused(seen) == order[(at + 1) % len(order)]
    keys.press("ArrowLeft")
    keys.press("ArrowLeft")
    seen.settle()
    assert focused(seen) == order[(at - 1) % len(order)]
    assert seen.in_view(f"[id='{focused(seen)}']")
    keys.press("W")  # whoever types on means the next question
    assert seen.page.evaluate("document.activeElement.matches('#box textarea')")
    assert seen.page.locator("#box textarea").input_value() == "W"
    seen.page.locator("#turn-0 button.span").first.focus()
    keys.press("Enter")  # from an earlier answer to its mark
    seen.page.locator("#answer-0-0.answer").wait_for()
    seen.settle()
    assert focused(seen) == "answer-0-0"
    seen.page.locator("#marks [data-by='1']").focus()
    keys.press("Enter")
    seen.settle()
    assert "mark" in seen.page.evaluate("document.activeElement.className")
    assert "of" in (seen.page.locator("#marks output").text_content() or "")


def test_every_control_can_be_reached_with_tab(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask(WHO)
    seen.ask(HOW)
    reached = set()
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        reached.add(
            seen.page.evaluate("document.activeElement.textContent.trim() || document.activeElement.getAttribute('aria-label') || ''")
        )
    assert {
        "New conversation",
        "Copy",
        "Link to this answer",
        "Undo",
        "Ask",
        "Ask again",
        "A−",
        "A+",
        "Details",
        "←",
        "→",
    } <= reached


def test_answers_are_announced(look: Look, address: str, bot: Bot, article: Article) -> None:
    seen = look(address)
    region = seen.page.locator("[role=log]")
    assert region.get_attribute("aria-live") == "polite"
    region.evaluate(
        """(region) => {
            window.added = [];
            new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => window.added.push(node.textContent))))
                .observe(region, { childList: true, subtree: true });
        }"""
    )
    seen.ask(WHO)
    seen.page.evaluate("window.added = []")
    seen.page.locator("#turn-0").evaluate("(first) => { first.kept = true; }")
    seen.ask(HOW)
    answer = bot.ask(HOW, article).answer
    assert answer is not None
    added = " ".join(seen.page.evaluate("window.added"))
    assert answer.text in added
    assert WHO not in added  # what was read out before is not read out again
    assert seen.page.locator("#turn-0").evaluate("(first) => first.kept === true")
    seen.page.locator("#box textarea").fill(" ")
    seen.page.locator("#box textarea").press("Enter")
    seen.page.locator("[role=alert]", has_text="Type a question").wait_for()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_is_only_for_those_who_want_it(look: Look, address: str, motion: str) -> None:
    seen = look(address, reduced_motion=motion)
    seen.page.evaluate(
        """() => {
            window.moved = 0;
            addEventListener("animationstart", () => window.moved++, true);
            const scroll = Element.prototype.scrollTo;
            Element.prototype.scrollTo = function (to) { if (to?.behavior === "smooth") window.moved++; return scroll.apply(this, arguments); };
        }"""
    )
    seen.ask(WHO)
    assert (seen.page.evaluate("window.moved") > 0) == (motion == "no-preference")


def test_at_200_percent_nothing_is_lost(look: Look, address: str) -> None:
    seen = look(address, viewport={"width": 640, "height": 450}, device_scale_factor=2)  # a window of 1280 x 900, zoomed
    exchange = seen.ask(WHO)
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in ("#box textarea", "#box .submit-button", "#new", "#fold button"):
        place = seen.page.locator(selector).bounding_box()
        assert place is not None
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= 640
        assert place["y"] >= 0
        assert place["y"] + place["height"] <= 450
    exchange.locator("button.span").first.scroll_into_view_if_needed()
    assert exchange.locator("button.span").first.is_visible()
    seen.shoot("zoomed")
    exchange.locator("button.span").first.click()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")


LOOKS = """() => ["answer", "alternative", "closest", "earlier"].map((kind) => {
    const mark = Object.assign(document.createElement("mark"), { className: `mark ${kind}`, textContent: "x" });
    document.querySelector("#article-view .article-body p").append(mark);
    const style = getComputedStyle(mark);
    const looks = [style.borderBottomStyle, style.borderBottomWidth, style.outlineStyle, style.boxShadow === "none" ? "" : "shadow"].join(" ");
    mark.remove();
    return looks;
})"""


@pytest.mark.parametrize("colours", ["none", "active"])
def test_marks_differ_without_colour(look: Look, address: str, colours: str) -> None:
    seen = look(address, forced_colors=colours)
    kinds = seen.page.evaluate(LOOKS)
    assert len(set(kinds)) == 4
    assert "none 0px none " not in kinds
