"""A visit outlives a line that breaks, a server that is started again, and a page that is loaded again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Route

from qa_bot import Article, Bot
from qa_bot.app import launch

from .conftest import Seen
from .test_asking import Moody, type_and_enter, wait_for_turns
from .test_library import STORY, bring_text
from .test_page import asked

Look = Callable[..., Seen]


class Line:
    """A line between the browser and a server, which can be cut, and lead to another server."""

    def __init__(self) -> None:
        self.port = 0
        self.cut = False
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                if self.cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        self.close(one, other)

    def close(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def drop(self) -> None:
        """Cut the line; nothing comes through until `mend`."""
        self.cut = True
        self.close(*self.ends)
        self.ends.clear()

    def mend(self, port: int | None = None) -> None:
        """Let it through again, to another server if one is given."""
        self.port = port or self.port
        self.cut = False


@pytest.fixture(scope="module")
def servers(bot: Bot, article: Article) -> Iterator[tuple[Moody, list[int]]]:
    moody = Moody(bot)
    pages = [launch(lambda: moody, article, block=False, quiet=True) for _ in range(3)]
    yield moody, [page.server_port for page in pages]
    for page in pages:
        page.close(verbose=False)


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.listener.close()
    made.drop()


def test_a_line_that_breaks_during_a_question_loses_nothing(look: Look, servers: tuple[Moody, list[int]], line: Line) -> None:
    """The page is not loaded again, and the question is asked once more, once."""
    moody, ports = servers
    moody.seconds = 0.0
    moody.asked.clear()
    line.mend(ports[0])
    seen = look(line.address)
    bring_text(seen, STORY)
    seen.ask("Who stayed at the mill?")
    seen.page.evaluate("window.same = true")
    moody.seconds = 3.0
    type_and_enter(seen.page, "Where did Anna go on Tuesday?")
    seen.page.locator(".exchange.pending").wait_for()
    line.drop()
    seen.page.locator("#offline", has_text="Connection lost").wait_for()
    seen.page.wait_for_timeout(3000)
    line.mend()
    wait_for_turns(seen.page, 2)
    assert asked(seen) == ["Who stayed at the mill?", "Where did Anna go on Tuesday?"]
    assert "Anna left for Rome" in (seen.page.locator("#article-view").text_content() or "")
    assert len(moody.asked) <= 3  # the first, the second, and at most once more
    assert not seen.page.locator("#offline").is_visible()
    assert seen.page.evaluate("window.same")
    assert seen.page.locator("#box textarea").input_value() == ""


def test_a_server_that_is_started_again_goes_on(look: Look, servers: tuple[Moody, list[int]], line: Line) -> None:
    moody, ports = servers
    moody.seconds = 0.0
    line.mend(ports[0])
    seen = look(line.address)
    bring_text(seen, STORY)
    first = seen.ask("Who stayed at the mill?").locator("button.span").first.text_content()
    seen.page.evaluate("window.same = true")
    seen.wait_until_remembered("visit.replies.length === 1")
    line.drop()
    line.mend(ports[1])  # a server that has never heard of this visit
    exchange = seen.ask("Where did Anna go on Tuesday?")
    assert "Rome" in (exchange.locator("button.span").first.text_content() or "")
    assert seen.page.locator("#turn-0 button.span").first.text_content() == first
    assert seen.page.evaluate("window.same")
    seen.wait_until_remembered("visit.replies.length === 2")
    seen.page.reload()  # and a page that is loaded again
    wait_for_turns(seen.page, 2)
    assert asked(seen) == ["Who stayed at the mill?", "Where did Anna go on Tuesday?"]
    assert "Anna left for Rome" in (seen.page.locator("#article-view").text_content() or "")
    seen.page.locator("#line .again button", has_text="Forget").click()
    seen.page.locator(".exchange").first.wait_for(state="detached")
    assert "Anna" not in (seen.page.locator("#article-view").text_content() or "")
    seen.page.reload()
    seen.page.wait_for_function("Boolean(window.qaBot?.ask)")
    seen.page.wait_for_timeout(500)
    assert seen.page.locator(".exchange").count() == 0
    assert "Anna" not in (seen.page.locator("#article-view").text_content() or "")


def test_a_question_on_its_way_while_the_server_is_started_again_is_asked_once_of_the_same_article(
    look: Look, servers: tuple[Moody, list[int]], line: Line
) -> None:
    moody, ports = servers
    moody.seconds = 0.0
    line.mend(ports[0])
    seen = look(line.address)
    bring_text(seen, STORY)
    questions = ["Who stayed at the mill?", "Where did Anna go on Tuesday?", "Who is Nils?"]
    seen.ask(questions[0])
    seen.wait_until_remembered("visit.replies.length === 1")
    moody.seconds = 2.0
    type_and_enter(seen.page, questions[1])
    seen.page.locator(".exchange.pending").wait_for()  # it is being read
    line.drop()
    moody.seconds = 0.0
    line.mend(ports[1])
    wait_for_turns(seen.page, 2)
    seen.wait_until_remembered("visit.replies.length === 2")

    def restart(route: Route) -> None:
        line.drop()
        line.mend(ports[2])
        route.continue_()

    seen.page.route("**/gradio_api/run/**", restart, times=1)  # the next one is only just sent
    type_and_enter(seen.page, questions[2])
    wait_for_turns(seen.page, 3)
    assert asked(seen) == questions
    assert "Anna left for Rome" in (seen.page.locator("#article-view").text_content() or "")
    assert seen.page.locator("#box textarea").input_value() == ""
