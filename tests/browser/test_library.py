"""Bringing one's own article on the page, in headless Chromium."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from gradio.utils import get_upload_folder

from qa_bot import Article, Bot
from qa_bot.app import launch, upload
from qa_bot.loading import article_from_text, load_article
from qa_bot.settings import Settings

from .conftest import Seen

Look = Callable[..., Seen]
DOCUMENTS = Path(__file__).parents[1] / "documents"
STORY = "Anna left for Rome on Tuesday morning.\n\nHer brother Nils stayed at the mill by the river."
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def bring_file(seen: Seen, path: Path) -> None:
    if not seen.page.locator("#bring").is_visible():
        seen.page.locator("#opener").click()
    seen.page.locator("#drop input[type=file]").set_input_files(path)


def bring_text(seen: Seen, text: str) -> None:
    seen.page.locator("#opener").click()
    seen.page.locator("#paste textarea").fill(text)
    seen.page.locator("#paste-go").click()
    seen.page.locator("#article-view .report").wait_for(state="attached")


def ask_of(seen: Seen, *, every: bool = False, title: str = "") -> None:
    """Tick all articles, or turn to one."""
    if not seen.page.locator("#cards").is_visible():
        seen.page.locator("#sources .picked").click()
    if every:
        seen.page.locator("#cards [data-do=all]").click()
        seen.page.locator("#sources .picked", has_text="all").wait_for()
    else:
        seen.page.locator("#cards .name", has_text=title).click()
        seen.page.locator("#cards .seen", has_text=title).wait_for()
    seen.page.keyboard.press("Escape")


def test_an_own_article_is_seen_at_a_glance(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(
        seen, "Anna Berg, the baker of the village, left for Rome on 3 May 1912. Anna Berg said the mill was closed. Nils stayed in Rome."
    )
    seen.page.set_viewport_size({"width": 1280, "height": 900})  # a long name makes room for what stands beside it
    tops = [seen.page.locator(f"#{name}").bounding_box() for name in ("sources", "opener")]
    assert all(one and one["y"] < 40 for one in tops)
    seen.page.get_by_role("button", name="What does the article say about 3 May 1912?").wait_for()
    seen.page.get_by_role("button", name="Who is Anna Berg?").last.click()
    seen.page.locator("#turn-0 .tools").wait_for()
    assert "baker" in seen.marked("answer")


def test_the_bar_says_which_of_several_articles_is_shown(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(seen, STORY)
    picked = seen.page.locator("#sources .picked")
    title = seen.page.locator("#cards .seen .name b").text_content()
    assert picked.inner_text() == f"Asking {title}"
    ask_of(seen, every=True)
    assert picked.inner_text() == f"Asking all 2 articles, showing {title}"
    picked.click()
    seen.page.locator("#cards .name").first.click()
    seen.page.locator("#sources .picked", has_text="Asking all 2 articles, showing Putin and Trump").wait_for()


def test_what_gradio_says_is_said_in_our_words(look: Look, address: str, tmp_path: Path) -> None:
    large, small = tmp_path / "large.txt", tmp_path / "small.txt"
    large.write_text("word " * 10_100_000)
    small.write_text(STORY)
    seen = look(address)
    for path, said in (
        (large, "This file is larger than 50 MB. Use a smaller one."),
        (small, "The connection was lost. Please try again."),
    ):
        if path == small:
            seen.page.route("**/upload*", lambda route: route.abort())
        bring_file(seen, path)
        seen.page.locator("#message", has_text=said).wait_for()
        seen.shoot(f"told-{path.stem}")
        for own in ("Error", "maximum allowed"):
            assert not seen.page.get_by_text(own).first.is_visible()
        assert seen.page.get_by_role("button", name="Drop files here, or choose them").is_visible()


def left_behind(name: str) -> list[Path]:
    """Uploads of this name that the server still has."""
    return list(Path(get_upload_folder()).rglob(name))


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_a_pasted_text_is_asked(look: Look, address: str, shape: str) -> None:
    seen = look(address, **(PHONE if shape == "phone" else {}))
    bring_text(seen, STORY)
    assert seen.page.locator(".article-body").text_content() == article_from_text(STORY).text
    assert "17 words" in (seen.page.locator(".report").text_content() or "")
    for width, height in ((390, 620), (840, 390)) if shape == "phone" else ((900, 700),):  # the cards stay within the window
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.page.locator("#sources .picked").click()
        cards = seen.page.locator("#cards").bounding_box()
        assert cards
        assert cards["x"] + cards["width"] <= width
        assert cards["y"] + cards["height"] <= height
        seen.page.keyboard.press("Escape")
    exchange = seen.ask("Who stayed at the mill?")
    assert "Nils" in (exchange.locator("button.span").first.text_content() or "")
    assert "Nils" in seen.marked("answer")
    assert seen.errors == []


@pytest.mark.parametrize("name", ["harrow.md", "harrow-pandoc.html", "harrow-groff.pdf", "harrow-libreoffice.docx", "harrow-pandoc.epub"])
def test_a_dropped_file_of_every_type(look: Look, address: str, bot: Bot, name: str) -> None:
    seen = look(address)
    bring_file(seen, DOCUMENTS / name)
    seen.page.locator("#article-view .report").wait_for()
    article = load_article(DOCUMENTS / name)
    assert seen.page.locator(".article-body").text_content() == article.text
    assert seen.page.locator(".article h1").text_content() == article.title
    assert seen.page.locator(".article-body :is(h2, h3, h4)").count() >= 4
    assert seen.page.locator('.article-body [role="listitem"]').count() == 7
    assert not seen.page.locator("#bring").is_visible()
    assert left_behind(name) == []
    if name.endswith(".md"):  # examples are made anew
        wanted = bot.suggestions(article)
        seen.page.locator("#welcome li button", has_text=wanted[0]).wait_for()
        assert seen.page.locator("#welcome li button").all_text_contents() == wanted
        quote = seen.ask("Until when did Samuel Quayle keep the light?").locator(".reply blockquote").first
        assert "Samuel Quayle | 1901 | 1938" in (quote.text_content() or "")  # lines stand for the bars
        assert quote.locator(".bar").first.evaluate("(bar) => getComputedStyle(bar).fontSize") == "0px"
    if name.endswith(".pdf"):
        exchange = seen.ask("Who was the engineer of the stone tower?")
        assert "“The stone tower”, page 2" in (exchange.locator(".where").text_content() or "")
        seen.shoot("own-article")


def test_a_bad_file_gets_a_sentence_and_nothing_is_lost(look: Look, address: str, tmp_path: Path) -> None:
    seen = look(address)
    before = seen.page.locator(".article-body").text_content()
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    bring_file(seen, broken)
    seen.page.locator("#bring-notice p", has_text="isn't a readable DOCX file").wait_for()
    assert seen.page.locator(".article-body").text_content() == before
    assert left_behind("broken.docx") == []
    seen.page.locator("#drop input[type=file]").set_input_files(DOCUMENTS / "scanned.pdf")
    seen.page.locator("#bring-notice p", has_text="only pictures of pages").wait_for()
    assert not seen.page.locator("#address").is_visible()  # addresses are off
    assert seen.errors == []


def test_an_address_goes_through_the_guard(look: Look, bot: Bot, article: Article) -> None:
    page = launch(lambda: bot, article, block=False, quiet=True, settings=Settings(allow_urls=True))
    try:
        seen = look(str(page.local_url))
        seen.page.locator("#opener").click()
        seen.page.locator("#address :is(input, textarea)").fill("127.0.0.1/secret")
        seen.page.locator("#address :is(input, textarea)").press("Enter")
        seen.page.locator("#bring-notice p", has_text="is in a private network").wait_for()
    finally:
        page.close(verbose=False)


def test_several_articles_one_or_all(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(seen, STORY)
    exchange = seen.ask("Who stayed at the mill?")
    ask_of(seen, title="Putin and Trump")
    seen.page.locator("#article-view h1", has_text="Putin and Trump").wait_for()
    assert seen.marked("answer") == ""
    exchange.locator("button.span").first.click()  # an earlier answer brings its article back
    seen.page.locator("#article-view mark.answer").wait_for()
    assert "Nils" in seen.marked("answer")
    ask_of(seen, every=True)
    found = seen.ask("Where did Anna go on Tuesday?")
    assert "Anna left for Rome" in (found.locator(".where").text_content() or "")
    with seen.page.expect_download() as download:
        seen.page.locator("#save summary").click()
        seen.page.get_by_role("button", name="as JSON").click()
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert download.value.suggested_filename == "conversation.json"
    assert [row["question"] for row in saved["replies"]] == ["Who stayed at the mill?", "Where did Anna go on Tuesday?"]
    assert seen.errors == []


def test_sources_are_ticked_shown_renamed_and_removed(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(seen, STORY)
    seen.ask("Who stayed at the mill?")
    bring_text(seen, "Ottoline Fairweather keeps the lighthouse of Skerry Sound.")
    picked, cards = seen.page.locator("#sources .picked"), seen.page.locator("#cards li")
    picked.click()
    cards.nth(2).wait_for()
    assert cards.count() == 3
    assert [card.get_attribute("aria-checked") for card in seen.page.locator("#cards [role=checkbox]").all()] == ["false", "false", "true"]
    assert seen.page.locator("#cards .seen").get_attribute("data-number") == "2"
    seen.page.locator("#cards [role=checkbox]").nth(1).click()
    seen.page.locator("#sources .picked", has_text="Asking 2 of 3").wait_for()
    seen.page.locator("#cards .name").first.click()  # shown, and still not asked
    seen.page.locator("#article-view h1", has_text="Putin and Trump").wait_for()
    assert (picked.text_content() or "").startswith("Asking 2 of 3, showing Putin and Trump")
    assert seen.page.locator("#cards .seen").get_attribute("data-number") == "0"
    seen.shoot("sources")
    rename = cards.nth(1).locator("[data-do=rename]")
    rename.click()
    seen.page.keyboard.type("The mill & <b>its</b> river")
    seen.page.keyboard.press("Enter")
    seen.page.locator("#cards .name b", has_text="The mill & <b>its</b> river").wait_for()
    assert "in The mill & <b>its</b> river" in (seen.page.locator("#turn-0 .where").text_content() or "")
    remove = cards.nth(1).locator("[data-do=remove]")
    remove.click()
    assert remove.text_content() == "Remove with 1 answer?"
    assert cards.count() == 3
    remove.click()
    seen.page.locator("#cards li").nth(2).wait_for(state="detached")
    assert seen.page.locator(".exchange").count() == 0  # what quotes it goes with it
    seen.page.locator("#sources .picked:focus").wait_for()
    seen.page.locator("#log", has_text="“The mill & <b>its</b> river” removed · Bring it back").wait_for()
    seen.page.get_by_role("button", name="Bring it back").click()
    seen.page.locator("#turn-0 .tools").wait_for()
    seen.page.locator("#cards li").nth(2).wait_for(state="attached")
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")  # another article is shown
    assert "“The mill & <b>its</b> river”, which is not printed here" in (seen.page.locator("#printed p").last.text_content() or "")
    picked.click()
    remove.click()
    remove.click()
    seen.page.locator("#cards li").nth(2).wait_for(state="detached")
    assert "Ottoline" in (picked.text_content() or "")
    seen.page.keyboard.press("Escape")
    assert not cards.first.is_visible()
    assert "Ottoline" in (seen.ask("Who keeps the lighthouse?").locator("button.span").first.text_content() or "")
    seen.wait_until_remembered("visit.replies.length === 1 && visit.library.brought.length === 1")
    seen.page.reload()
    seen.page.locator("#sources .picked", has_text="Ottoline").wait_for()
    assert seen.errors == []


def test_the_start_page_is_of_the_article_that_is_shown(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(seen, STORY)
    bring_text(seen, "Ottoline Fairweather keeps the lighthouse of Skerry Sound. Ottoline Fairweather was born in Leeds.")
    ask_of(seen, title="Putin and Trump")
    of_first, of_third = (seen.page.locator("#welcome", has_text=word) for word in ("Dmitry Peskov", "Ottoline"))
    of_first.wait_for()
    ask_of(seen, every=True)
    seen.ask("Who keeps the lighthouse?")  # the article that answers is shown
    seen.page.locator("#article-view", has_text="Skerry").wait_for()
    seen.page.locator("#new").click()
    of_third.wait_for()
    seen.wait_until_remembered("!visit.replies.length && visit.library.shown === 2")
    seen.page.reload()
    seen.page.locator("#article-view", has_text="Skerry").wait_for()
    of_third.wait_for()
    assert of_first.count() == 0
    assert seen.errors == []


def test_no_question_of_a_removed_article_is_suggested(look: Look, address: str) -> None:
    seen = look(address)
    bring_text(
        seen,
        "Anna Berg, the baker of the village, left for Rome on 3 May 1912. Anna Berg said the mill was closed. Nils Holm stayed in Rome.",
    )
    ask_of(seen, title="Putin and Trump")
    seen.ask("Who is Donald Trump?")
    ask_of(seen, title="Anna")
    seen.page.locator("#more li", has_text="Anna").first.wait_for()
    seen.page.locator("#sources .picked").click()
    remove = seen.page.locator("#cards li").nth(1).locator("[data-do=remove]")
    remove.click()
    remove.click()
    seen.page.locator("#more li", has_text="Peskov").first.wait_for()
    assert seen.page.locator("#more li", has_text="Anna").count() == 0
    assert seen.page.locator(".exchange").count() == 1
    seen.wait_until_remembered("visit.removed && !visit.library.brought.length")
    seen.page.reload()  # the article can be brought back also after that
    seen.page.locator("#more li", has_text="Peskov").first.wait_for()
    seen.page.get_by_role("button", name="Bring it back").click()
    seen.page.locator("#article-view .article-body", has_text="Anna Berg").wait_for()
    seen.page.locator("#box textarea:focus").wait_for()
    seen.page.locator("#more li", has_text="Anna").first.wait_for()
    seen.page.locator("#turn-0 button.span").first.click()  # an answer from another article, which is shown with it
    seen.page.locator("#more li", has_text="Peskov").first.wait_for()
    seen.wait_until_remembered("visit.library.shown === 0")
    assert seen.errors == []


def test_no_visitor_sees_anothers_article(look: Look, address: str) -> None:
    one, two = look(address), look(address)
    bring_text(one, "The password of the vault is Ottoline Fairweather, and nobody else knows it.")
    for seen in (two, look(address)):
        assert "vault" not in seen.page.content()
        assert not seen.page.locator("#sources .picked").is_visible()
        exchange = seen.ask("What is the password of the vault?")
        assert "Ottoline" not in (exchange.text_content() or "")
    one.wait_until_remembered("visit.library.brought.length")
    one.page.reload()
    one.page.locator("#article-view .article-body", has_text="vault").wait_for()  # the visitor's own browser brings it back


def test_a_long_article_is_turned_part_by_part(look: Look, address: str, tmp_path: Path) -> None:
    seen = look(address)
    lines = [f"The bridge over river number {i} was opened in the year {1000 + i} by the teacher of the valley." for i in range(1500)]
    lines[1200] = "The lighthouse keeper of Skerry Sound is called Ottoline Fairweather."
    book = tmp_path / "bridges.txt"
    book.write_text("\n\n".join(lines), encoding="utf-8")
    bring_file(seen, book)
    seen.page.locator("#article-view .report").wait_for()
    assert "Part 1 of 3" in (seen.page.locator(".parts").first.text_content() or "")
    seen.page.locator(".parts button", has_text="Next").first.click()
    seen.page.locator(".parts", has_text="Part 2 of 3").first.wait_for()
    seen.page.locator(".parts button", has_text="Next").first.click()
    seen.page.locator("#article-view:focus").wait_for()  # no button takes the focus with it
    exchange = seen.ask("What is the lighthouse keeper called?")
    assert "Ottoline Fairweather" in seen.marked("answer")
    assert seen.in_view("#article-view mark.answer")
    assert "passages" in (exchange.locator(".trace").text_content() or "")
    seen.wait_until_remembered("visit.replies.length === 1")
    seen.page.reload()  # what was read stands where it stood
    seen.page.locator(".parts", has_text="Part 2 of 3").first.wait_for()
    seen.settle()
    assert seen.in_view("#article-view mark.answer")


def test_a_question_asked_while_a_file_is_read_is_not_lost(look: Look, address: str) -> None:
    seen = look(address)
    bring_file(seen, DOCUMENTS / "harrow-groff.pdf")
    seen.ask("Who is Dmitry Peskov?")
    seen.page.locator("#article-view .report").wait_for()
    assert seen.page.locator(".exchange").count() == 1
    assert "Dmitry Peskov" in (seen.page.locator(".question").text_content() or "")
    seen.ask("Who was the engineer of the stone tower?")
    assert seen.page.locator(".exchange").count() == 2
    assert seen.errors == []


def test_the_panel_is_left_with_escape_and_says_whether_it_is_open(look: Look, address: str) -> None:
    page = look(address).page
    opener = page.locator("#opener")
    page.locator("#opener[aria-expanded=false]").wait_for()
    opener.focus()
    page.keyboard.press("Enter")
    page.locator("#opener[aria-expanded=true]").wait_for()
    page.locator("#paste textarea:focus").wait_for()
    page.keyboard.type("A text that stays")
    page.keyboard.press("Escape")
    page.locator("#opener[aria-expanded=false]:focus").wait_for()
    assert not page.locator("#bring").is_visible()
    page.keyboard.press("Enter")
    page.locator("#paste textarea:focus").wait_for()
    assert page.locator("#paste textarea").input_value() == "A text that stays"


DROP = """([place, files]) => {
    const held = new DataTransfer();
    for (const [name, text] of Object.entries(files)) held.items.add(new File([text], name));
    for (const name of ["dragover", "drop"])
        document.getElementById(place).dispatchEvent(new DragEvent(name, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""
SEVERAL = {
    "mill.txt": STORY,
    "empty.txt": "",
    "river.txt": "Berta rowed over the river with her dog.",
    "harbour.txt": "Carl counted the boats.",
}


def test_on_a_phone_a_new_article_begins_at_its_beginning(look: Look, address: str) -> None:
    seen = look(address, **PHONE)
    seen.ask("What did Peskov say?")
    seen.page.locator("#fold button").click()
    seen.page.locator("#article-view").evaluate("(node) => (node.scrollTop = 900)")
    bring_text(seen, "\n\n".join(f"{STORY} This is paragraph {i}." for i in range(60)))
    seen.page.locator("#bring").wait_for(state="hidden")
    if not seen.page.locator("#article-view").is_visible():
        seen.page.locator("#fold button").click()
    seen.page.wait_for_function("document.getElementById('article-view').clientHeight > 0")
    seen.settle()
    assert seen.page.evaluate("document.getElementById('article-view').scrollTop") == 0
    assert seen.page.evaluate("document.getElementById('chat').clientHeight") >= 422  # half of the window is the chat's
    assert seen.errors == []


@pytest.mark.parametrize("place", ["talk", "drop", "dialog"])
def test_several_files_are_read_one_after_the_other(look: Look, address: str, tmp_path: Path, place: str) -> None:
    seen = look(address)
    seen.page.locator("#opener").click()
    seen.page.locator("#drop input[type=file]").wait_for(state="attached")
    if place == "dialog":
        for name, text in SEVERAL.items():
            (tmp_path / name).write_text(text)
        with seen.page.expect_file_chooser() as chooser:
            seen.page.get_by_role("button", name="Drop files here, or choose them").click()
        chooser.value.set_files([tmp_path / name for name in SEVERAL])
    else:
        seen.page.evaluate(DROP, [place, SEVERAL])
    message = seen.page.locator("#message", has_text="I couldn't read 1 of 4 files.")
    message.wait_for()
    assert message.inner_text().startswith("I couldn't read 1 of 4 files.\nempty.txt: ")
    said, box = message.bounding_box(), seen.page.locator("#box").bounding_box()
    assert said
    assert box
    assert said["x"] > box["x"] + box["width"]
    message.get_by_role("button", name="Close").click()
    assert not message.is_visible()
    seen.page.locator("#sources .picked", has_text="Asking 3 of 4").wait_for()
    assert seen.page.locator("#cards .name b").all_text_contents()[1:] == ["Mill", "River", "Harbour"]
    assert not seen.page.locator("#bring").is_visible()
    seen.ask("Who rowed over the river?")
    assert "Berta" in seen.marked("answer")
    assert seen.errors == []


def test_of_too_many_files_the_page_says_which_it_left_out(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.evaluate(DROP, ["talk", {f"day-{day}.txt": f"On day {day} it rained." for day in range(1, 11)}])
    message = seen.page.locator("#message", has_text="I couldn't read 2 of 10 files.")
    message.wait_for()
    assert message.inner_text().splitlines()[1:3] == [f"day-{day}.txt: I take up to 8 files at once." for day in (9, 10)]
    seen.page.locator("#sources .picked", has_text="Asking 8 of 9").wait_for()


def test_the_reading_of_several_files_can_be_stopped(look: Look, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = threading.Event()

    def slow(path: Path) -> Article:
        reads.wait(30)
        return load_article(path)

    monkeypatch.setattr(upload, "load_article", slow)
    seen = look(address)
    seen.page.locator("#box textarea").fill("Who stayed")
    seen.page.evaluate(DROP, ["talk", SEVERAL])
    seen.page.locator("#bring-notice", has_text="Reading mill.txt…").wait_for(state="attached")
    assert not seen.page.locator("#bring").is_visible()  # it would open and close with each file
    seen.page.locator("#bringer", has_text="Reading file 1 of 4: mill.txt…").get_by_role("button", name="Stop").click()
    message = seen.page.locator("#message", has_text="I couldn't read 3 of 4 files.")
    message.wait_for()
    assert "river.txt: You stopped." in message.inner_text()
    assert not seen.page.locator("#bring").is_visible()
    seen.page.locator("#box textarea:focus").wait_for()
    reads.set()
    seen.page.locator("#article-view .article-body", has_text="Anna left for Rome").wait_for()  # it was being read


def test_a_file_may_be_dropped_anywhere(look: Look, address: str) -> None:
    seen = look(address)
    seen.page.evaluate(DROP, ["talk", {"mill.txt": STORY}])
    seen.page.locator("#article-view .report").wait_for(state="attached")
    assert seen.page.locator(".article-body").text_content() == article_from_text(STORY).text
    seen.page.locator("#box textarea:focus").wait_for()  # a question comes next
    assert seen.errors == []
