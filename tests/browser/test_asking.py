"""Nothing that was typed is lost and nothing is asked twice, however slow, busy or broken what stands behind the page is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from qa_bot import Article, Bot
from qa_bot.answer import Reply, Turn
from qa_bot.app import launch
from qa_bot.progress import report

from .conftest import Seen
from .test_page import HOW, IN_PANE, NOBODY, WHO, asked
from .test_views import OTHER

Look = Callable[..., Seen]


class Moody:
    """A bot that reads slowly, or fails, as it is told."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.seconds = 0.0
        self.broken = False
        self.idle = False
        self.steps = 0
        self.asked: list[str] = []

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        self.asked.append(question)
        for step in range(self.steps):
            report("Reading", 4 * (step + 1), 4 * self.steps)
            time.sleep(1)
        time.sleep(self.seconds)
        if self.idle:
            return replace(self.bot.ask("hello", article), question=question)
        if self.broken:
            raise RuntimeError("the machine is on fire")
        return self.bot.ask(question, article, history, top_k, as_typed)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        return [HOW, NOBODY]

    def prepare(self, article: Article) -> None:
        pass


@pytest.fixture(scope="module")
def served(bot: Bot, article: Article) -> Iterator[tuple[Moody, str]]:
    moody = Moody(bot)
    page = launch(lambda: moody, article, block=False, quiet=True)
    yield moody, str(page.local_url)
    page.close(verbose=False)


@pytest.fixture
def moody(served: tuple[Moody, str]) -> Moody:
    """The bot behind `page`, in a good mood."""
    served[0].seconds, served[0].broken, served[0].idle, served[0].steps = 0.0, False, False, 0
    served[0].asked.clear()
    return served[0]


@pytest.fixture
def seen(served: tuple[Moody, str], moody: Moody, look: Look) -> Seen:
    return look(served[1])


def type_and_enter(page: Page, *questions: str) -> None:
    """As fast as keys can go."""
    page.locator("#box textarea").focus()
    for question in questions:
        page.keyboard.insert_text(question)
        page.keyboard.press("Enter")


def wait_for_turns(page: Page, turns: int) -> None:
    page.locator(f"#turn-{turns - 1} .tools").wait_for()
    page.locator(".exchange.pending").wait_for(state="detached")


LATE = """([but, wait]) => {
    const send = window.fetch;
    window.fetch = async (where, how) => {
        if (window.slow && how?.method === "POST" && !(but && String(how.body).includes(but))) await new Promise((done) => setTimeout(done, wait));
        return send(where, how);
    };
}"""
"""While `slow` is set, what the page sends comes late, except what says `but`."""


def test_a_question_asked_while_the_turn_before_still_ends(seen: Seen, moody: Moody) -> None:
    seen.page.evaluate(LATE, [NOBODY, 1000])
    type_and_enter(seen.page, WHO)
    seen.page.locator(".exchange.pending").wait_for()
    seen.page.evaluate("window.slow = true")  # whatever an answer brings about comes late
    seen.page.locator("#turn-0 .tools").wait_for()
    moody.seconds = 3
    type_and_enter(seen.page, NOBODY)
    wait_for_turns(seen.page, 2)
    assert asked(seen) == [WHO, NOBODY]
    assert moody.asked == [WHO, NOBODY]


FIRST = """(question) => new MutationObserver((_, observer) => {
    const box = document.querySelector("#box textarea");
    if (!box) return;
    observer.disconnect();
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}).observe(document, { childList: true, subtree: true })"""
"""Ask in the very moment in which there is a box."""


def test_a_question_asked_while_the_page_is_still_made(seen: Seen, moody: Moody) -> None:
    seen.page.add_init_script(f"({FIRST})({json.dumps(WHO)})")
    seen.page.reload()
    wait_for_turns(seen.page, 1)
    assert moody.asked == [WHO]
    assert seen.errors == []


def test_questions_typed_as_fast_as_keys_go_are_asked_one_after_the_other(seen: Seen, moody: Moody) -> None:
    seen.page.evaluate(LATE, ["", 2000])
    seen.page.evaluate("window.slow = true")  # a poor line, slower than the keys on a busy machine
    type_and_enter(seen.page, WHO, HOW)
    seen.page.keyboard.insert_text("and then")  # not sent yet
    assert seen.page.locator("#line .asked .question").all_text_contents() == [WHO, HOW]  # shown before any answer
    wait_for_turns(seen.page, 2)
    assert asked(seen) == moody.asked == [WHO, HOW]
    assert seen.page.locator("#line .asked").count() == 0
    assert seen.page.locator("#box textarea").input_value() == "and then"


def test_an_answer_that_arrives_does_not_take_the_keys(seen: Seen, moody: Moody) -> None:
    moody.seconds = 1
    type_and_enter(seen.page, WHO)
    keys = seen.page.keyboard
    keys.insert_text("How did")
    seen.page.locator("#answer-0-0").wait_for()
    seen.settle()
    keys.type(" the two men agree to keep in touch?")
    keys.press("Enter")
    wait_for_turns(seen.page, 2)
    assert moody.asked == [WHO, HOW]


def test_a_flood_of_questions(seen: Seen, moody: Moody) -> None:
    moody.idle = True
    questions = [f"Who is person number {number}?" for number in range(40)]
    type_and_enter(seen.page, *questions)
    wait_for_turns(seen.page, 40)
    assert asked(seen) == moody.asked == questions
    assert seen.errors == []


def test_what_broke_is_given_back_before_what_was_typed_meanwhile(seen: Seen, moody: Moody) -> None:
    moody.broken, moody.seconds = True, 2
    type_and_enter(seen.page, WHO, HOW)
    seen.page.keyboard.insert_text("and then")
    seen.page.locator("#notice p", has_text="Please ask again").wait_for()
    assert seen.page.locator("#box textarea").input_value() == f"{WHO}\nand then"
    assert seen.page.locator(".exchange").count() == 0
    assert moody.asked == [WHO]  # the second stays in the line
    moody.broken = False
    seen.page.locator("#box textarea").fill(NOBODY)
    seen.page.locator("#box textarea").press("Enter")
    wait_for_turns(seen.page, 2)
    assert asked(seen) == [NOBODY, HOW]


def test_a_waiting_question_can_be_taken_back(seen: Seen, moody: Moody) -> None:
    moody.seconds = 2
    type_and_enter(seen.page, WHO, HOW, NOBODY)
    seen.page.locator("#line .asked", has_text=HOW).get_by_role("button", name="Cancel").click()
    assert seen.page.locator("#box textarea").input_value() == HOW
    wait_for_turns(seen.page, 2)
    assert asked(seen) == [WHO, NOBODY]


def test_a_long_reading_says_how_far_it_is(seen: Seen, moody: Moody) -> None:
    moody.steps = 3
    type_and_enter(seen.page, WHO)
    doing = seen.page.locator(".exchange.pending .doing")
    for read in (8, 12):
        seen.page.locator(".pending .doing", has_text=f"Reading {read} of 12 passages").wait_for(timeout=10_000)
    assert doing.get_attribute("aria-live") == "off"  # nobody wants to hear each step
    wait_for_turns(seen.page, 1)
    moody.steps, moody.seconds = 0, 2
    type_and_enter(seen.page, HOW)
    assert (doing.text_content() or "") == "Reading"


def test_a_question_that_is_being_read_can_be_stopped(seen: Seen, moody: Moody) -> None:
    moody.seconds = 4
    type_and_enter(seen.page, WHO)
    seen.page.get_by_role("button", name="Stop").click()
    seen.page.locator(".exchange.pending").wait_for(state="detached", timeout=3000)
    seen.page.wait_for_function("(who) => document.querySelector('#box textarea').value === who", arg=WHO)
    seen.page.wait_for_timeout(4500)
    assert seen.page.locator(".exchange").count() == 0  # its answer came, and is dropped
    moody.seconds = 0
    seen.ask(HOW)
    assert asked(seen) == [HOW]


def test_what_has_no_answer_outlives_a_page_that_is_loaded_again(seen: Seen, moody: Moody) -> None:
    seen.page.route("**/gradio_api/**", lambda route: route.abort())
    type_and_enter(seen.page, WHO, HOW)
    seen.page.keyboard.insert_text("and then")
    seen.page.locator("#line .asked").nth(1).wait_for()
    seen.page.unroute("**/gradio_api/**")
    seen.page.reload()
    kept = "\n".join((WHO, HOW, "and then"))
    seen.page.wait_for_function("(kept) => document.querySelector('#box textarea')?.value === kept", arg=kept)


def test_the_question_of_an_answer_that_was_not_yet_remembered_comes_back(seen: Seen) -> None:
    type_and_enter(seen.page, WHO)
    wait_for_turns(seen.page, 1)
    seen.page.wait_for_timeout(2000)
    seen.page.evaluate("() => { qaBot.keep = () => {}; }")
    type_and_enter(seen.page, HOW)
    wait_for_turns(seen.page, 2)
    seen.page.reload()
    wait_for_turns(seen.page, 1)
    assert asked(seen) == [WHO]
    seen.page.wait_for_function("(question) => document.querySelector('#box textarea')?.value === question", arg=HOW)


def test_what_comes_late_takes_the_place_of_nothing_newer(seen: Seen) -> None:
    nothing = "{ replies: [], library: { brought: [] } }"
    seen.page.evaluate("() => { const keep = qaBot.keep; qaBot.keep = (told) => keep((window.told = told)); }")
    type_and_enter(seen.page, WHO)
    wait_for_turns(seen.page, 1)
    seen.wait_until_remembered("visit.replies.length === 1")
    seen.page.evaluate(f"qaBot.keep({{ session: told.session, number: told.number - 1, visit: {nothing} }})")
    seen.wait_until_remembered("visit.replies.length === 1")
    seen.page.evaluate(f"qaBot.keep({{ session: 'another', number: 0, visit: {nothing} }})")  # each session counts anew
    seen.wait_until_remembered("visit.replies.length === 0")


def test_a_page_that_is_loaded_again_shows_what_was_answered(seen: Seen, moody: Moody) -> None:
    type_and_enter(seen.page, WHO, HOW)
    wait_for_turns(seen.page, 2)
    seen.wait_until_remembered("visit.replies.length === 2")
    seen.page.reload()
    wait_for_turns(seen.page, 2)
    assert asked(seen) == moody.asked == [WHO, HOW]  # nothing is asked again
    assert seen.page.locator("#line .again").is_visible()
    other = f"{seen.page.url.split('?')[0]}?article=putin-trump-call"
    seen.page.goto(other)  # an address that asks for an article begins a visit of its own
    seen.page.wait_for_function("Boolean(window.qaBot?.ask)")
    seen.page.wait_for_timeout(500)
    assert seen.page.locator(".exchange").count() == 0
    seen.page.goto(other.split("?", maxsplit=1)[0])
    wait_for_turns(seen.page, 2)
    seen.page.locator("#new").click()
    seen.page.locator(".exchange").first.wait_for(state="detached")
    seen.page.wait_for_function("indexedDB.databases().then((all) => all.length)")
    seen.page.wait_for_timeout(500)
    seen.page.reload()
    seen.page.wait_for_function("Boolean(window.qaBot?.ask)")
    seen.page.wait_for_timeout(500)
    assert seen.page.locator(".exchange").count() == 0
    assert seen.errors == []


def test_the_question_of_an_address_is_not_asked_again_by_a_page_that_is_loaded_again(seen: Seen, moody: Moody) -> None:
    seen.page.goto(f"{seen.page.url.split('?')[0]}?{urlencode({'q': WHO})}")
    wait_for_turns(seen.page, 1)
    type_and_enter(seen.page, HOW)
    wait_for_turns(seen.page, 2)
    seen.wait_until_remembered("visit.replies.length === 2")
    seen.page.reload()
    wait_for_turns(seen.page, 2)
    assert asked(seen) == moody.asked == [WHO, HOW]


def test_a_double_click_on_a_suggestion_asks_once(seen: Seen, moody: Moody) -> None:
    moody.seconds = 1
    expected = []
    for turns, place in enumerate(("#welcome", "#more"), start=1):
        button = seen.page.locator(f"{place} li button").first
        button.wait_for()
        expected.append(button.inner_text())
        button.dblclick()
        wait_for_turns(seen.page, turns)
    seen.page.wait_for_timeout(500)
    assert asked(seen) == moody.asked == expected


def test_a_megabyte_in_the_box_is_refused_at_once(seen: Seen, moody: Moody) -> None:
    much = "why " * 250_000
    seen.page.locator("#box textarea").fill(much)
    seen.page.locator("#box textarea").press("Enter")
    seen.page.locator("#notice p", has_text="characters").wait_for()
    assert seen.page.locator("#line .asked, .exchange").count() == 0
    assert seen.page.locator("#box textarea").input_value().strip() == much.strip()
    assert seen.ask(WHO).is_visible()


def test_of_a_long_question_the_sentence_that_asks_is_read(seen: Seen, moody: Moody) -> None:
    exchange = seen.ask("I have read this story twice, on the train and at home, and it left me with one thing. " * 10 + WHO)
    assert exchange.locator(".read-as").text_content() == f"Understood as “{WHO}”"
    assert exchange.locator(".remark").text_content() == "Your question was too long, so I read only this part of it."
    assert "spokesman" in seen.marked("answer")
    seen.shoot("long-question")


def test_a_link_may_hold_anything(served: tuple[Moody, str], moody: Moody, look: Look) -> None:
    moody.idle = True
    odd = "Is \"this\" 'one' 100 % of #it & +more? 🙂\n<script>window.hacked=1</script> %22 &amp;"
    seen = look(f"{served[1]}?{urlencode({'q': odd})}")
    wait_for_turns(seen.page, 1)
    assert asked(seen) == moody.asked == [odd]
    assert seen.page.evaluate("window.hacked") is None
    moody.idle = False
    long = "why " * 500
    seen = look(f"{served[1]}?{urlencode({'q': long})}")
    seen.page.locator("#notice p", has_text="characters").wait_for()
    assert seen.page.locator("#box textarea").input_value().strip() == long.strip()


def test_an_answer_that_is_drawn_late_is_not_taken_for_lost(seen: Seen, moody: Moody) -> None:
    """A busy browser hears that an event has ended before it has drawn what came of it."""
    moody.idle = True
    seen.page.evaluate(
        """() => {
            const real = Element.prototype.querySelectorAll;
            const until = {};
            Element.prototype.querySelectorAll = function (selector) {
                const found = real.call(this, selector);
                if (selector !== ".exchange:not(.pending)" || !found.length) return found;
                until[found.length] ??= Date.now() + 400;
                return Date.now() < until[found.length] ? [] : found;
            };
        }"""
    )
    type_and_enter(seen.page, WHO, NOBODY, HOW)
    wait_for_turns(seen.page, 3)
    assert seen.page.locator("#box textarea").input_value() == ""
    assert moody.asked == [WHO, NOBODY, HOW]


def losing(page: Page, what: str, lost: str) -> list[str]:
    """The first event that says `what` never arrives (`lost` is "sent"), or what it brings never comes back ("read"): its address, once it was lost."""
    dropped: list[str] = []

    def drop(route: Any) -> None:
        request = route.request
        wanted = "/run/predict" in request.url and what in (request.post_data or "")
        if not dropped and wanted:
            dropped.append(request.url)
            if lost == "read":
                route.fetch()  # it reaches the server
            return  # and the browser waits for ever
        route.continue_()

    page.route("**/gradio_api/**", drop)
    return dropped


@pytest.mark.parametrize("lost", ["sent", "read"])
def test_a_question_that_got_lost_on_its_way_is_sent_again(seen: Seen, moody: Moody, lost: str) -> None:
    """It is asked once, and answered."""
    moody.idle = True
    dropped = losing(seen.page, WHO, lost)
    type_and_enter(seen.page, WHO, NOBODY)
    wait_for_turns(seen.page, 2)
    assert dropped
    assert moody.asked == [WHO, NOBODY]
    assert seen.page.locator("#box textarea").input_value() == ""


@pytest.mark.parametrize("lost", ["sent", "read"])
def test_what_the_address_asks_for_is_sent_again_where_it_got_lost(seen: Seen, moody: Moody, lost: str) -> None:
    """An article, or a question too; what is typed meanwhile waits."""
    moody.idle = True
    dropped = losing(seen.page, '"id"', lost)
    address = seen.page.url.split("?")[0]
    seen.page.goto(f"{address}?{urlencode({'article': OTHER, 'q': WHO})}")
    seen.page.locator("#box textarea").wait_for()
    seen.page.wait_for_function("Boolean(window.qaBot?.ask)")
    type_and_enter(seen.page, NOBODY)
    assert seen.page.locator("#line .question").all_text_contents() == [WHO, NOBODY]  # asked and seen to be asked
    wait_for_turns(seen.page, 2)
    assert dropped
    assert asked(seen) == moody.asked == [WHO, NOBODY]
    assert seen.page.locator("#box textarea").input_value() == ""
    dropped.clear()
    seen.page.goto(f"{address}?article={OTHER}")
    seen.page.locator("#article-view .article-body", has_text="tokens").wait_for()
    assert dropped
    seen.ask(NOBODY)  # the line goes on


def test_the_question_of_an_address_is_not_kept_by_a_page_that_is_left_before_its_answer(seen: Seen, moody: Moody) -> None:
    moody.seconds = 3
    seen.page.goto(f"{seen.page.url.split('?')[0]}?{urlencode({'q': WHO})}")
    seen.page.locator(".exchange.pending").wait_for()
    seen.page.reload()
    wait_for_turns(seen.page, 1)
    assert seen.page.locator("#box textarea").input_value() == ""
    assert asked(seen) == [WHO]


def test_suggestions_that_come_while_the_chat_scrolls_are_seen_whole_or_not_at_all(
    served: tuple[Moody, str], moody: Moody, look: Look
) -> None:
    seen = look(served[1], viewport={"width": 1366, "height": 400}, reduced_motion="no-preference")
    moody.idle = True
    for question in (WHO, HOW):
        seen.ask(question)
    seen.page.locator("#more li").first.wait_for(state="attached")
    for height in (320, 340, 360):
        seen.page.set_viewport_size({"width": 1366, "height": height})
        seen.page.evaluate("""() => {
            document.getElementById("talk").scrollTo({ top: 0, behavior: "instant" });
            window.qaBot.question(1);  // scrolls there smoothly
            window.qaBot.suggested();
        }""")
        seen.page.wait_for_timeout(100)
        seen.settle()
        assert len(set(seen.page.locator("#more :is(p, li)").evaluate_all(IN_PANE))) == 1, height
