"""The page within somebody else's, of another origin: by frame, and by the element `<qa-bot>` that the app itself serves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

from qa_bot import Article, Bot
from qa_bot.app import launch
from qa_bot.loading import bundled_article

from .hosting import hosting
from .test_page import HOW, NOBODY, WHO
from .test_views import OTHER, TOKENS


@pytest.fixture(scope="module")
def host(address: str) -> Iterator[str]:
    """A server with two pages, `frames` and `elements`: five bots on one page would take the six connections that a browser opens to a host."""
    pages = {
        f"/{name}": (Path(__file__).parent / f"{name}.html").read_text(encoding="utf-8").replace("ADDRESS", address.rstrip("/"))
        for name in ("frames", "elements")
    }
    with hosting(pages) as served:
        yield f"{served}/"


@pytest.fixture(scope="module")
def small(address: str) -> Iterator[str]:
    """A page with one element, and what it was told."""
    page = f"""<script type="module" src="{address}embed.js"></script><qa-bot></qa-bot><script>
        window.told = [];
        document.querySelector("qa-bot").addEventListener("answer", ({{ detail }}) => told.push(detail));</script>"""
    with hosting({"/": page}) as served:
        yield f"{served}/"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """`visit(address)` is a page there; what it logs as an error fails the test."""
    pages: list[Page] = []
    errors: list[str] = []

    def go(address: str) -> Page:
        pages.append(browser.new_page(viewport={"width": 1000, "height": 900}, reduced_motion="reduce"))
        pages[-1].on("pageerror", lambda error: errors.append(str(error)))
        pages[-1].set_default_timeout(90_000)
        pages[-1].goto(address)
        return pages[-1]

    yield go
    for page in pages:
        page.close()
    assert errors == []


def within(page: Page, name: str) -> Frame:
    """The frame in an element of the page, loaded."""
    page.locator(name).scroll_into_view_if_needed()  # it loads when it comes near
    inner = page.locator(f"{name} iframe").element_handle().content_frame()  # playwright looks into open shadow roots
    assert inner
    inner.locator("#box textarea").wait_for()
    return inner


def ask(frame: Any, question: str, turn: int = 0) -> None:
    frame.locator("#box textarea").fill(question)
    frame.locator("#box textarea").press("Enter")
    frame.locator(f"#turn-{turn} .tools").wait_for()
    frame.locator(".exchange.pending").wait_for(state="detached")


def settles(page: Any) -> bool:
    """Whether the page's height stays as it is for 1.5 s within half a minute: suggestions may come late, endless growth never ends."""
    height = -1
    for _ in range(20):
        now = page.evaluate("document.documentElement.scrollHeight")
        if now == height:
            return True
        height = now
        page.wait_for_timeout(1500)
    return False


def test_in_a_frame_it_answers_and_does_not_grow(visit: Any, host: str) -> None:
    page = visit(f"{host}frames")
    for name in ("boxed", "filling", "resized"):
        frame = page.frame_locator(f"#{name}")
        for turn, question in enumerate((WHO, NOBODY)):
            ask(frame, question, turn)
        assert frame.locator("#turn-0 .reply > blockquote mark").count() == 1
    assert settles(page)
    heights = {}
    for name in ("boxed", "filling", "resized"):
        inner = page.locator(f"#{name}").element_handle()
        frame_of = inner and inner.content_frame()
        assert frame_of
        heights[name] = frame_of.evaluate("innerHeight")
        assert frame_of.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert frame_of.locator("#box textarea").is_visible()
    assert heights["boxed"] == 600
    assert heights["filling"] == 500
    assert 320 <= heights["resized"] <= 900  # of the window around it, neither nothing nor without end
    asked = page.evaluate("window.heights")
    assert 0 < len(asked) < 40  # the page within did ask; else nothing was tested
    assert max(asked) <= 900


def test_two_elements_on_one_page(visit: Any, host: str, bot: Bot, article: Article) -> None:
    page = visit(f"{host}elements")
    sized = page.locator("#sized iframe")
    assert sized.get_attribute("loading") == "lazy"
    assert sized.get_attribute("title") == "Fragen"
    plain, other = within(page, "#plain"), within(page, "#sized")
    other.locator("#turn-0 .tools").wait_for()
    assert other.evaluate("document.body.classList.contains('dark')")
    assert not plain.locator("#article-pane").is_visible()
    for turn, question in enumerate((WHO, NOBODY, HOW)):
        ask(plain, question, turn)
    page.wait_for_function("window.told.length === 4")
    told = page.evaluate("window.told")
    expected = {"plain": [(bot.ask(question, article), article) for question in (WHO, NOBODY)]}
    story = bundled_article(OTHER)
    expected["sized"] = [(bot.ask(TOKENS, story), story)]
    for name, replies in expected.items():
        heard = [detail for which, detail in told if which == name]
        for detail, (reply, text) in zip(heard, replies, strict=False):
            assert set(detail) == {"answer", "start", "end", "quote"}  # and nothing of the question or the article
            assert detail["answer"] == (reply.answer.text if reply.answer else None)
            assert reply.answer is None or text.text[detail["start"] : detail["end"]] == detail["answer"]
            assert detail["quote"] == (reply.evidence and {name: getattr(reply.evidence, name) for name in ("text", "start", "end")})
    sizes = page.evaluate("[...document.querySelectorAll('qa-bot')].map((bot) => [bot.clientWidth, bot.clientHeight])")
    assert sizes[1] == [378, 518]  # the host's CSS, without the border
    assert sizes[0][0] > 900
    assert sizes[0][1] == 598
    before = page.evaluate("document.documentElement.scrollHeight")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollHeight") == before
    within(page, "#plain").page.screenshot(path=Path(__file__).parent / "screenshots" / "embedded.png", full_page=True)


def test_an_element_follows_its_attributes(visit: Any, small: str) -> None:
    page = visit(small)
    within(page, "qa-bot")
    steps = page.evaluate("history.length")
    page.evaluate(
        """([article, q]) => {
            window.bot = document.querySelector("qa-bot");
            window.loads = 0;
            new MutationObserver(() => loads++).observe(bot.shadowRoot, { childList: true });
            for (const [name, value] of Object.entries({ article, q, title: "New", view: "compact" })) bot.setAttribute(name, value);
        }""",
        [OTHER, TOKENS],
    )
    page.wait_for_function("loads > 0")
    within(page, "qa-bot").locator("#turn-0 .tools").wait_for()
    assert page.evaluate("loads") == 1
    assert page.locator("iframe").count() == 1
    assert page.locator("iframe").get_attribute("title") == "New"
    assert page.evaluate("history.length") == steps  # the visitor's way back is the host's
    for unsafe in ("javascript:parent.hacked=1", "data:text/html,<script>parent.hacked=1</script>", "http://["):
        page.evaluate("(src) => bot.setAttribute('src', src)", unsafe)
        page.locator("iframe").wait_for(state="detached")
    assert page.evaluate("window.hacked") is None
    page.evaluate("bot.removeAttribute('src')")
    page.locator("iframe").wait_for()
    page.evaluate("bot.remove()")
    assert page.locator("iframe").count() == 0


def test_only_the_page_around_is_told_and_nothing_that_a_visitor_brought(visit: Any, small: str) -> None:
    page = visit(small)
    frame = within(page, "qa-bot")
    page.evaluate("window.postMessage({ qaBot: 'answer', detail: { answer: 'forged' } }, '*')")  # not from the frame
    frame.evaluate("window.postMessage({ qaBot: 'listen' }, '*')")  # not from the page around
    frame.locator("#opener").click()
    frame.locator("#paste textarea").fill("Anna left for Rome on Tuesday. Her brother Nils stayed at the mill.")
    frame.locator("#paste-go").click()
    frame.locator("#sources .picked").wait_for()
    ask(frame, "Where did Anna go?")
    assert frame.locator("#turn-0 button.span").first.text_content() == "Rome"
    frame.locator("#sources .picked").click()
    frame.locator("#cards .name").first.click()
    frame.locator("#cards .seen", has_text="Putin and Trump").wait_for()
    ask(frame, WHO, 1)
    page.wait_for_function("told.length > 0")
    assert "Rome" not in str(page.evaluate("told"))
    assert page.evaluate("told.length") == 1


def test_a_page_on_ones_own_machine_tells_no_other(visit: Any, address: str) -> None:
    """A host that is not this machine, by name: it may show the page, and is not told, as it could not ask `/ask` either."""
    framed = f"<iframe src='{address}?view=compact' width=400 height=500></iframe><script>window.heard = []; onmessage = ({{ data, source }}) => data?.qaBot === 'ready' ? source.postMessage({{ qaBot: 'listen' }}, '*') : data?.qaBot && heard.push(data)</script>"
    with hosting({"/": framed}) as served:
        heard = {}
        for name in ("127.0.0.1", "news.localhost"):
            page = visit(served.replace("127.0.0.1", name))
            ask(page.frame_locator("iframe"), WHO)
            page.wait_for_timeout(300)
            heard[name] = len(page.evaluate("heard"))
    assert heard == {"127.0.0.1": 1, "news.localhost": 0}


def test_behind_a_proxy_that_serves_it_under_a_path(visit: Any, bot: Bot, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ROOT_PATH", "/bot")
    app = launch(lambda: bot, article, block=False, quiet=True)
    host = '<script type="module" src="/bot/embed.js"></script><qa-bot view="compact" q="Who is Dmitry Peskov?"></qa-bot>'
    try:
        with hosting({"/": host}, {"/bot": f"http://127.0.0.1:{app.server_port}"}) as served:
            page = visit(f"{served}/")
            frame = within(page, "qa-bot")
            assert frame.url.startswith(f"{served}/bot/?")
            frame.locator("#turn-0 blockquote mark").first.wait_for()
    finally:
        app.close(verbose=False)
