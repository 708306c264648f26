"""A visit outlives a line that breaks, a server that is started again, and a page that is loaded again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Response, Route

from qa_bot import Article, Bot
from qa_bot.app import launch, upload
from qa_bot.app.middleware.bodies import MAX_BODY
from qa_bot.loading import load_article

from .conftest import Seen
from .test_asking import Moody, type_and_enter, wait_for_turns
from .test_library import STORY, bring_file, bring_text
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


def with_story(look: Look, servers: tuple[Moody, list[int]], line: Line) -> Seen:
    """The page with an article of one's own, on a line to the first server, which answers at once."""
    moody, ports = servers
    moody.seconds = 0.0
    line.mend(ports[0])
    seen = look(line.address)
    bring_text(seen, STORY)
    return seen


def test_a_line_that_breaks_during_a_question_loses_nothing(look: Look, servers: tuple[Moody, list[int]], line: Line) -> None:
    """The page is not loaded again, and the question is asked once more, once."""
    moody, _ = servers
    moody.asked.clear()
    seen = with_story(look, servers, line)
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
    _, ports = servers
    seen = with_story(look, servers, line)
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
    forget = seen.page.locator("#line .again button")
    forget.click()
    seen.page.locator("#box textarea").click()  # one click, by mistake, forgets nothing
    assert forget.text_content() == "Forget it"
    forget.click()
    assert forget.text_content() == "Really forget all of it?"
    assert seen.page.locator(".exchange").count() == 2
    forget.click()
    seen.page.locator("#box textarea:focus").wait_for()  # the focus does not go with the button
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
    seen = with_story(look, servers, line)
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


def test_what_is_clicked_while_the_line_is_broken_happens_when_it_is_mended(
    look: Look, servers: tuple[Moody, list[int]], line: Line
) -> None:
    """To a server that was started again the visit comes first, else the click would begin another one.

    Every second time the line leads to the server that was there before.
    """
    _, ports = servers
    seen = with_story(look, servers, line)
    page = seen.page
    questions = ["Who stayed at the mill?", "Where did Anna go on Tuesday?"]
    for question in questions:
        seen.ask(question)
    leads = cycle((1, 1, 0, 0))

    def away(selector: str, remembered: str = "visit.replies.length === 2") -> None:
        seen.wait_until_remembered(remembered)
        line.drop()
        page.locator(selector).first.click()
        page.locator("#offline", has_text="Connection lost").wait_for()
        line.mend(ports[next(leads)])
        page.locator("#offline").wait_for(state="hidden")

    away("[data-clear]")
    page.locator("#article-view mark.earlier").wait_for(state="detached")
    away(".thumb.up", "visit.unmarked === 2")
    seen.wait_until_remembered("visit.liked.length === 1")
    seen.page.reload()
    wait_for_turns(page, 2)
    away("#new")
    page.locator(".cleared").wait_for()
    away("[data-act=reopen]", "visit.cleared")
    wait_for_turns(page, 2)
    page.locator("#sources .picked").click()
    away("#cards .name")
    page.locator("#article-view h1", has_text="Putin and Trump speak by telephone").wait_for()
    page.locator("#opener").click()
    page.locator("#paste textarea").fill(STORY.replace("Anna", "Carla"))
    away("#paste-go", "visit.library.ticked.join() === '0'")
    page.locator("#article-view .article-body", has_text="Carla").wait_for()
    assert asked(seen) == questions
    assert page.locator("#cards .name").count() == 3
    assert seen.errors == []


def test_a_file_that_the_line_broke_under_can_be_sent_again(
    look: Look, servers: tuple[Moody, list[int]], line: Line, tmp_path: Path
) -> None:
    _, ports = servers
    line.mend(ports[0])
    seen = look(line.address)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    seen.page.locator("#opener").click()
    seen.page.locator("#bring").wait_for()
    line.drop()
    bring_file(seen, tmp_path / "story.txt")
    seen.page.locator("#message", has_text="The connection was lost. Please try again.").wait_for()
    line.mend()
    bring_file(seen, tmp_path / "story.txt")
    seen.page.locator("#article-view .article-body", has_text="Anna left for Rome").wait_for()


def test_a_file_whose_reading_the_line_broke_under_can_be_sent_again(
    look: Look, servers: tuple[Moody, list[int]], line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, ports = servers
    line.mend(ports[0])
    reads = threading.Event()

    def slow(path: Path) -> Article:
        reads.wait(30)
        return load_article(path)

    monkeypatch.setattr(upload, "load_article", slow)
    seen = look(line.address)
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    bring_file(seen, tmp_path / "story.txt")
    seen.page.locator("#bring-notice", has_text="Reading story.txt…").wait_for()
    line.drop()
    seen.page.locator("#offline", has_text="Connection lost").wait_for()
    line.mend(ports[1])
    seen.page.locator("#bring-notice", has_text=upload.FAILED).wait_for()
    reads.set()
    bring_file(seen, tmp_path / "story.txt")
    seen.page.locator("#article-view .article-body", has_text="Anna left for Rome").wait_for()
    assert seen.errors == []


LONG = "\n\n".join(
    f"{STORY.splitlines()[0]} Chapter {number} of the book says no more than this, and says it slowly." for number in range(42_000)
)


def bring_book(seen: Seen, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    bring_file(seen, path)
    seen.page.locator("#article-view .report").wait_for(state="attached")


def test_a_visit_with_a_long_book_is_remembered(look: Look, servers: tuple[Moody, list[int]], line: Line, tmp_path: Path) -> None:
    """The book goes to the browser once, and comes back from it, to a server that was started again too."""
    moody, ports = servers
    moody.seconds = 0.0
    line.mend(ports[0])
    seen = look(line.address)
    assert len(LONG) > MAX_BODY
    carried: list[int] = []

    def count(response: Response) -> None:
        if "/run/" in response.url:
            carried.append(len(response.body()))

    seen.page.on("response", count)
    bring_book(seen, tmp_path / "book.txt", LONG)
    seen.page.locator("#line .again", has_text="Your visit is kept in this browser only.").wait_for()
    seen.ask("hello")
    seen.wait_until_remembered("visit.replies.length === 1")
    seen.page.reload()
    wait_for_turns(seen.page, 1)
    assert sum(size > 1_000_000 for size in carried) == 1
    line.drop()
    line.mend(ports[1])
    type_and_enter(seen.page, "hello again")
    wait_for_turns(seen.page, 2)
    assert asked(seen) == ["hello", "hello again"]
    assert "Chapter 7 of the book" in (seen.page.locator("#article-view").text_content() or "")
    assert seen.errors == []


def test_a_visit_that_cannot_be_kept_says_so(look: Look, servers: tuple[Moody, list[int]], line: Line, tmp_path: Path) -> None:
    moody, ports = servers
    moody.seconds = 0.0
    line.mend(ports[0])
    seen = look(line.address)
    bring_book(seen, tmp_path / "book.txt", LONG.replace("says no more than this", "文" * 90))  # more bytes than the server takes back
    lost = "This visit can't be kept: it is lost when you reload or close the page."
    seen.page.locator("#line .again", has_text=lost).wait_for()
    assert "Your visit is kept" not in seen.page.locator("#line .again").inner_text()
    seen.ask("hello")
    line.drop()
    line.mend(ports[1])
    type_and_enter(seen.page, "Who stayed at the mill?")
    seen.page.locator("#notice p", has_text="Your last visit could not be restored.").wait_for()
    seen.page.wait_for_function("document.querySelector('#box textarea').value === 'Who stayed at the mill?'")


@pytest.mark.parametrize("when", ["loaded again", "server started again"])
def test_a_visit_that_cannot_be_restored_says_so_and_keeps_the_question(
    look: Look, servers: tuple[Moody, list[int]], line: Line, when: str
) -> None:
    _, ports = servers
    seen = with_story(look, servers, line)
    seen.ask("Who stayed at the mill?")
    question = "Where did Anna go on Tuesday?"

    def damage(route: Route) -> None:
        route.continue_(post_data=(route.request.post_data or "").replace("Nils stayed", "Nils strayed"))

    seen.page.route("**/gradio_api/run/**", damage)
    if when == "loaded again":
        seen.page.locator("#box textarea").fill(question)
        seen.wait_until_remembered("visit.replies.length === 1")
        seen.page.reload()
    else:
        seen.wait_until_remembered("visit.replies.length === 1")
        line.drop()
        line.mend(ports[1])
        type_and_enter(seen.page, question)
    seen.page.locator("#notice p", has_text="Your last visit could not be restored.").wait_for()
    seen.page.wait_for_function("(question) => document.querySelector('#box textarea').value === question", arg=question)
    seen.page.locator("#box textarea").fill("")
    type_and_enter(seen.page, "Who is Dmitry Peskov?")  # the page works, with the article that it opens with
    seen.page.locator(".exchange:not(.pending) .question", has_text="Peskov").wait_for()
    assert asked(seen) == ["Who is Dmitry Peskov?"]
    seen.wait_until_remembered("visit.replies.length === 1 && visit.replies[0].question.includes('Peskov')")
    seen.page.reload()
    wait_for_turns(seen.page, 1)
    assert not seen.page.locator("#notice p", has_text="restored").count()
    assert seen.errors == []
