"""The page as a person uses it, in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from qa_bot import Article, Bot
from qa_bot.loading import article_from_text

from .conftest import SCREENSHOTS, Seen

Look = Callable[..., Seen]
WHO, HOW, NOBODY = "Who is Dmitry Peskov?", "How did the two men agree to keep in touch?", "How tall is the Eiffel Tower?"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
EVIL = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script><svg onload='window.hacked=1'> & <b>bold</b>"


def asked(seen: Seen) -> list[str]:
    return [text.removeprefix("You asked: ") for text in seen.page.locator(".exchange .question").all_text_contents()]


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_the_article_highlights_the_very_span(look: Look, address: str, bot: Bot, article: Article, shape: str) -> None:
    seen = look(address, **(PHONE if shape == "phone" else {}))
    for question in (WHO, HOW):
        reply = bot.ask(question, article)
        assert reply.answer is not None
        exchange = seen.ask(question)
        assert exchange.locator("button.span").first.text_content() == reply.answer.text
        assert exchange.locator(".reply > blockquote mark").text_content() == reply.answer.text
        assert seen.marked("answer") == reply.answer.text == article.text[reply.answer.start : reply.answer.end]
        assert seen.in_view("#article-view mark.answer")
        assert seen.page.evaluate("document.activeElement.matches('mark.answer')")
    assert seen.page.locator("#article-view mark.earlier").count() > 0  # the first answer stays findable
    assert seen.errors == []


def test_the_article_on_the_page_is_the_text(look: Look, address: str, article: Article) -> None:
    seen = look(address)
    assert seen.page.locator(".article-body").text_content() == article.text
    assert seen.page.locator(".article-body a[href^='https://www.theguardian.com']").count() >= 3


def test_an_abstention_shows_the_closest_passage(look: Look, address: str, bot: Bot, article: Article) -> None:
    seen = look(address)
    exchange = seen.ask(NOBODY)
    assert "does not say" in (exchange.locator(".abstention").text_content() or "")
    assert exchange.locator("button.span").count() == 0
    evidence = bot.ask(NOBODY, article).evidence
    assert evidence is not None
    assert seen.marked("closest") == evidence.text
    assert seen.marked("answer") == ""
    assert seen.in_view("#article-view mark.closest")


def test_markup_runs_nothing_and_is_shown_as_it_is(look: Look, serve: Callable[[Article], str]) -> None:
    story = article_from_text(f"Anna {EVIL} left for Rome on Tuesday.\n\nNils <b>stayed</b> at the mill {EVIL}.", title=f"About {EVIL}")
    seen = look(serve(story))
    seen.ask(EVIL)
    seen.ask(f"Where did Anna go? {EVIL}")
    seen.ask("Where did Anna go on Tuesday?")
    assert seen.page.locator(".article-body").text_content() == story.text
    assert seen.page.locator(".question").first.text_content() == f"You asked: {EVIL}"
    assert seen.page.evaluate("window.hacked") is None
    assert seen.page.locator("#page img, #page script, #page svg[onload]").count() == 0
    assert seen.errors == []


def test_the_page_asks_no_other_host(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.wait_for_function("[...document.fonts].filter((face) => face.status === 'loaded').length === 2")
    loaded = [url.rpartition(".")[2] for url in seen.requests if url.endswith((".js", ".woff2"))]
    assert loaded == sorted(loaded)  # the faces after the scripts: on a slow line the page waits for both
    seen.ask(WHO)
    hosts = {urlsplit(url).hostname for url in seen.requests if urlsplit(url).scheme not in ("data", "blob")}
    assert hosts == {urlsplit(address).hostname}
    fonts = {url.rpartition("/")[2] for url in seen.requests if url.endswith(".woff2")}
    assert fonts == {"SourceSansPro-Regular.woff2", "SourceSansPro-Bold.woff2"}  # 100 kB each, and none that nothing here is written in


def test_what_is_no_question_breaks_nothing(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask(WHO)
    for typed, said in (("hello", "Hello"), ("🙂🙂", "words"), ("<script>alert(1)</script>", "plain words")):
        assert said in (seen.ask(typed).locator(".message").text_content() or "")
    box = seen.page.locator("#box textarea")
    long = "why " * 1250
    for typed, said in (("   ", "Type a question"), (long, "characters")):
        box.fill(typed)
        box.press("Enter")
        seen.page.locator("#notice p", has_text=said).wait_for()
        assert seen.page.locator(".exchange").count() == 4
    assert box.input_value().strip() == long.strip()  # nothing typed is lost
    assert seen.errors == []


def test_places_are_found_again_from_both_sides(look: Look, address: str) -> None:
    seen = look(address)
    first = seen.ask(WHO)
    seen.ask(HOW)
    first.locator("button.span").first.click()
    seen.page.locator("#answer-0-0.answer").wait_for()
    seen.settle()
    assert seen.in_view("#answer-0-0")
    seen.page.locator("#article-view mark.answer").first.click()
    assert WHO in (seen.page.locator("#note").text_content() or "")


def test_ask_again_undo_copy_and_a_new_conversation(look: Look, address: str) -> None:
    seen = look(address, permissions=["clipboard-read", "clipboard-write"])
    exchange = seen.ask(WHO)
    answer = exchange.locator("button.span").first.text_content() or ""
    exchange.locator("[data-copy]").click()
    exchange.locator("[data-copy]", has_text="Copied").wait_for()
    assert seen.page.evaluate("navigator.clipboard.readText()").startswith(answer)
    seen.ask(HOW)
    box = seen.page.locator("#box textarea")
    for turn, question in enumerate((WHO, HOW)):  # put back into the box; what was left as it was makes room for the next
        seen.page.locator(f"#turn-{turn} [data-act=again]").focus()
        seen.page.keyboard.press("Enter")
        assert box.input_value() == question
        assert seen.page.evaluate("document.activeElement.matches('#box textarea')")
    box.fill("and then")
    seen.page.get_by_role("button", name="Ask again").first.click()
    assert box.input_value() == f"{WHO}\nand then"  # what was typed stays
    assert asked(seen) == [WHO, HOW]
    box.fill("")
    box.press("ArrowUp")
    assert box.input_value() == HOW
    seen.page.get_by_role("button", name="Ask again").first.click()
    box.fill("")
    assert seen.page.get_by_role("button", name="Retry").count() == 0  # the same question has the same answer
    seen.page.locator("[data-act=undo]").click()
    seen.page.locator("#turn-1").wait_for(state="detached")
    assert box.input_value() == HOW
    seen.page.get_by_role("button", name="Ask again").click()  # what undoing put back makes room too
    assert box.input_value() == WHO
    assert seen.marked("answer") == answer
    seen.page.locator("#new").click()
    seen.page.locator(".exchange").first.wait_for(state="detached")
    assert seen.page.locator("#article-view mark").count() == 0
    seen.page.locator("#welcome").wait_for()


def test_a_new_conversation_can_be_undone_until_the_next_question(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask(WHO)
    answer = seen.marked("answer")
    for reloaded in (False, True):  # more than once
        seen.page.locator("#new").click()
        seen.page.locator("#log", has_text="Conversation cleared · Bring it back").wait_for()
        seen.page.locator("#box textarea:focus").wait_for()  # no button takes the focus with it
        if reloaded:  # also after the page was loaded again
            seen.wait_until_remembered("visit.cleared")
            seen.page.reload()
            seen.page.locator("#log", has_text="Conversation cleared · Bring it back").wait_for()
        assert seen.page.locator(".exchange, #article-view mark").count() == 0
        seen.page.get_by_role("button", name="Bring it back").click()
        seen.page.locator("#turn-0 .tools").wait_for()
        seen.page.locator("#box textarea:focus").wait_for()
        assert (asked(seen), seen.marked("answer")) == ([WHO], answer)
    seen.page.locator("#new").click()
    seen.page.locator(".cleared").wait_for()
    seen.shoot("cleared")
    seen.ask(HOW)
    assert asked(seen) == [HOW]
    assert seen.page.locator(".cleared").count() == 0


def test_a_thumb_at_an_answer_is_kept_and_saved(look: Look, address: str) -> None:
    seen = look(address)
    seen.ask(WHO)
    good, bad = (seen.page.get_by_role("button", name=f"{how} answer") for how in ("Good", "Bad"))
    bad.click()
    good.click()
    pressed = [thumb.get_attribute("aria-pressed") for thumb in (good, bad)]
    assert pressed == ["true", "false"]
    seen.ask("hello")  # no answer to judge
    assert good.count() == 1
    assert good.get_attribute("aria-pressed") == "true"  # drawn anew by the server
    seen.wait_until_remembered("visit.replies.length === 2 && visit.liked.length")
    seen.page.reload()
    seen.page.locator("#turn-1").wait_for()
    assert good.get_attribute("aria-pressed") == "true"
    seen.shoot("thumbs")
    seen.page.locator("#save summary").click()
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="as Markdown").click()
    assert "Thumb up" in download.value.path().read_text()


def test_marks_of_earlier_answers_are_cleared(look: Look, address: str) -> None:
    seen = look(address)
    for question in (WHO, HOW):
        seen.ask(question)
    clear = seen.page.get_by_role("button", name="Clear earlier marks")
    answer = seen.marked("answer")
    style = "(node) => { const is = getComputedStyle(node); return [is.backgroundColor, is.textDecorationLine]; }"
    mark, link = (seen.page.locator(f"#article-view {one}").first.evaluate(style) for one in ("mark.earlier", ".article-body a"))
    assert (mark[1], link[1]) == ("none", "underline")
    assert mark[0] != link[0] == "rgba(0, 0, 0, 0)"
    seen.page.locator("#article-view").evaluate("(pane) => pane.scrollTo(0, document.querySelector('.earlier').offsetTop)")
    seen.shoot("earlier")
    clear.click()
    seen.page.locator("#article-view mark.earlier").first.wait_for(state="detached")
    assert seen.marked("answer") == answer
    assert not clear.is_visible()
    seen.page.locator("#box textarea:focus").wait_for()
    seen.page.locator("#turn-0 button.span").first.click()  # its place is still found
    seen.page.locator("#article-view mark#answer-0-0.answer").wait_for()
    seen.ask(NOBODY)
    assert seen.page.locator("#article-view mark.earlier").count() == 0


IN_PANE = """(items) => {
    const pane = document.getElementById("talk").getBoundingClientRect();
    return items.map((item) => Math.min(pane.bottom, item.getBoundingClientRect().bottom) - item.getBoundingClientRect().top > 0)
        .concat(items.map((item) => item.getBoundingClientRect().bottom <= pane.bottom - 16));
}"""
"""Whether each item begins within the pane, and whether it ends within it."""


def test_suggestions_are_seen_whole_or_not_at_all(look: Look, address: str) -> None:
    seen = look(address)
    for height in (420, 480, 540, 600, 900):
        seen.page.set_viewport_size({"width": 1280, "height": height})
        seen.ask(WHO)
        seen.page.locator("#more li").first.wait_for(state="attached")
        seen.page.wait_for_timeout(500)
        for longer in (0, 60):  # such as by the name of an article
            grow = "(log, by) => { const line = document.createElement('p'); line.style.height = `${by}px`; log.querySelector('.exchange').append(line); }"
            seen.page.locator("#log").evaluate(grow, longer)
            seen.settle()
            parts = seen.page.locator("#more :is(p, li)").evaluate_all(IN_PANE)
            assert len(set(parts)) == 1, (height, longer)  # each begins within the pane and ends within it, or none does
        seen.page.locator("#new").click()
        seen.page.locator(".exchange").first.wait_for(state="detached")


def test_an_example_is_asked_with_a_click(look: Look, address: str) -> None:
    seen = look(address)
    example = seen.page.locator("#welcome li button").first
    example.wait_for()
    question = example.text_content()
    example.click()
    seen.page.locator("#turn-0 .tools").wait_for()
    assert seen.page.locator("#turn-0 .question").text_content() == f"You asked: {question}"


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_an_article_is_seen_at_a_glance_before_the_first_question(look: Look, address: str, article: Article, shape: str) -> None:
    seen = look(address, **(PHONE if shape == "phone" else {}))
    overview = seen.page.locator("#welcome .overview")
    overview.wait_for()
    if shape == "phone":  # there the examples come first
        assert not overview.locator("blockquote").first.is_visible()
        overview.locator("summary").click()
    sentences = overview.locator("blockquote").all_text_contents()
    assert len(sentences) == 3
    assert all(sentence in article.text for sentence in sentences)
    assert overview.locator(".offers span").all_text_contents() == ["People", "Places"]
    overview.get_by_role("button", name="What does the article say about Syria?").click()
    seen.page.locator("#turn-0 .tools").wait_for()
    assert asked(seen) == ["What does the article say about Syria?"]
    assert "Syria" in seen.marked("answer")
    assert not overview.is_visible()


def test_visitors_do_not_meet(look: Look, address: str) -> None:
    one, other = look(address), look(address)
    one.ask(WHO)
    other.page.reload()
    other.page.locator("#article-view .article-body").wait_for()
    assert other.page.locator(".exchange").count() == 0
    assert other.page.locator("#article-view mark").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_screenshots(look: Look, address: str, scheme: str, shape: str) -> None:
    seen = look(address, color_scheme=scheme, **(PHONE if shape == "phone" else {}))
    seen.page.locator("#welcome li button").first.wait_for()
    seen.shoot(f"{shape}-{scheme}-welcome")
    seen.ask(WHO)
    seen.shoot(f"{shape}-{scheme}-answer")
    seen.ask(NOBODY)
    seen.shoot(f"{shape}-{scheme}-abstention")
    background = seen.page.evaluate(
        "getComputedStyle(document.querySelector('#article-view mark.closest').closest('#article-pane')).backgroundColor"
    )
    assert (sum(int(part) for part in background[4:-1].split(",")) < 200) == (scheme == "dark")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_slow_line_there_is_soon_something_in_the_right_colours(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    line = {"offline": False, "latency": 100, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}  # 400 kbit/s
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", line)
    page.goto(address, wait_until="commit")
    page.locator("#first-paint textarea").wait_for()
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    # 0.7 s where the machine is idle
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 2_000
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"slow-{scheme}.png")
    colour = page.evaluate("getComputedStyle(document.getElementById('first-paint')).backgroundColor")
    assert colour == {"light": "rgb(246, 244, 239)", "dark": "rgb(23, 22, 19)"}[scheme]
    assert page.evaluate("document.elementFromPoint(innerWidth - 9, innerHeight - 9).closest('#first-paint') !== null")  # it covers all
    assert not page.get_by_text("Loading", exact=False).first.is_visible()
    context.close()


def test_the_first_paint_can_be_asked_before_gradio_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/assets/index-*.js", hold)  # a slow line
    page.goto(address, wait_until="commit")
    box = page.locator("#first-paint textarea")
    box.fill(WHO)
    assert page.locator("#first-paint li button").count() >= 3
    box.press("Enter")
    page.keyboard.insert_text("and then")
    for route in held:
        route.continue_()
    page.unroute("**/assets/index-*.js")
    page.locator("#turn-0 .tools").wait_for()
    assert page.locator(".exchange .question").text_content() == f"You asked: {WHO}"
    assert page.locator("#box textarea").input_value() == "and then"
    assert page.locator("#first-paint").count() == 0
    context.close()


def test_an_empty_box_does_not_look_filled_in(look: Look, address: str) -> None:
    typed, shown = look(address).page.evaluate(
        """() => [undefined, "::placeholder"].map((part) => getComputedStyle(document.querySelector("#box textarea"), part).color)"""
    )
    assert typed != shown
