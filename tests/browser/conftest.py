"""A running page and a browser that looks at it. Chromium comes from the system: playwright's own download is not needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from qa_bot import Article, Bot
from qa_bot.app import launch

from ..chromium import chromium

MILLISECONDS = 150_000
"""How long a test waits for what must come: on a busy machine, a reply about a book of millions of characters takes more than a minute."""
SCREENSHOTS = Path(__file__).parent / "screenshots"


@dataclass
class Seen:
    """An open page and what it did that a test wants to know."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Any:
        """Type a question and wait for its reply; the exchange that it makes."""
        before = self.page.locator(".exchange").count()
        self.page.locator("#box textarea").fill(question)
        self.page.locator("#box textarea").press("Enter")
        exchange = self.page.locator(f"#turn-{before}")
        exchange.locator(".tools").wait_for()
        self.page.locator(".exchange.pending").wait_for(state="detached")
        self.settle()
        return exchange

    def wait_until_remembered(self, visit: str) -> None:
        """Wait until the browser remembers what the page shows, which comes a moment later. `visit`: a JavaScript condition on `visit`."""
        remembered = f"""async () => {{
            if (!(await indexedDB.databases()).length) return false;
            const database = await new Promise((done) => (indexedDB.open("qa-bot").onsuccess = (event) => done(event.target.result)));
            const all = database.transaction("visits").objectStore("visits").getAll();
            const visits = await new Promise((done) => (all.onsuccess = () => done(all.result)));
            database.close();
            return visits.some(({{ visit }}) => {visit});
        }}"""
        end = time.monotonic() + 60
        while not self.page.evaluate(remembered):  # `wait_for_function` takes an async function's promise for its outcome
            assert time.monotonic() < end, f"the browser remembers no visit with {visit}"
            self.page.wait_for_timeout(50)

    def settle(self) -> None:
        """Wait until nothing scrolls any more."""
        self.page.evaluate(
            """() => new Promise((done) => {
                let last = "", still = 0;
                const look = () => {
                    const now = ["article-view", "talk"].map((id) => document.getElementById(id)?.scrollTop).join();
                    still = now === last ? still + 1 : 0;
                    last = now;
                    still > 12 ? done() : requestAnimationFrame(look);
                };
                look();
            })"""
        )

    def marked(self, level: str) -> str:
        """The text of all pieces of the marks of a level, joined."""
        return "".join(self.page.locator(f"#article-view mark.{level}").all_text_contents())

    def in_view(self, selector: str) -> bool:
        """Whether the first match lies wholly within the article's pane, and the pane within the window."""
        return bool(
            self.page.evaluate(
                """(selector) => {
                    const place = document.querySelector(selector).getBoundingClientRect();
                    const pane = document.getElementById("article-view").getBoundingClientRect();
                    return place.height > 0 && place.top >= Math.max(0, pane.top) && place.bottom <= Math.min(innerHeight, pane.bottom)
                        && place.left >= pane.left && place.right <= pane.right;
                }""",
                selector,
            )
        )

    def shoot(self, name: str) -> None:
        """Save a screenshot for somebody to look at."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="session")
def serve(bot: Bot) -> Iterator[Callable[[Article], str]]:
    """`serve(article)` is the address of a page about it."""
    running = []

    def start(article: Article) -> str:
        page = launch(lambda: bot, article, block=False, quiet=True)
        running.append(page)
        return str(page.local_url)

    yield start
    for page in running:
        page.close(verbose=False)


@pytest.fixture(scope="session")
def address(serve: Callable[[Article], str], article: Article) -> str:
    """A page about the bundled article."""
    return serve(article)


@contextmanager
def started_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with started_browser() as found:
        yield found


@pytest.fixture
def look(browser: Browser) -> Iterator[Callable[..., Seen]]:
    """`look(address)` opens a page in a context of its own; options are playwright's, such as `viewport` and `color_scheme`.

    With `ready=False` it does not wait for the page's parts.
    """
    contexts = []

    def open_page(address: str, ready: bool = True, **options: Any) -> Seen:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options})
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        seen = Seen(context.new_page())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on("dialog", lambda dialog: (seen.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        seen.page.goto(address)
        if ready:
            seen.page.locator("#article-view .article-body").wait_for(state="attached")
            seen.page.locator("#box textarea").wait_for()
        return seen

    yield open_page
    for context in contexts:
        context.close()
