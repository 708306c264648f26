"""Finding a place in the article: its contents, and a search that reaches what the page does not show yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from qa_bot.loading import load_article

from .conftest import Seen
from .test_library import DOCUMENTS, PHONE, bring_file

Look = Callable[..., Seen]
LIT = """(name) => [...(CSS.highlights.get(name) || [])].map((range) => {
    const place = range.getBoundingClientRect(), pane = document.getElementById("article-view").getBoundingClientRect();
    return [range.toString(), place.height > 0 && place.top >= pane.top && place.bottom <= pane.bottom];
})"""
"""What a search highlights: its text, and whether it is in view."""


def book(tmp_path: Path) -> Path:
    """A text of three parts that names Ottoline in the first and the last."""
    lines = [f"The bridge over river number {i} 🌉 was opened in the year {1000 + i} by the teacher of the valley." for i in range(1500)]
    lines[700] = "# The middle of the book"
    lines[40] = lines[1400] = "The lighthouse keeper is called Ottoline Fairweather."
    path = tmp_path / "bridges.md"
    path.write_text("# Bridges\n\n## The beginning\n\n" + "\n\n".join(lines), encoding="utf-8")
    return path


def opened(look: Look, address: str, path: Path, **options: object) -> Seen:
    seen = look(address, **options)
    bring_file(seen, path)
    seen.page.locator("#article-view .report").wait_for()
    return seen


def search(seen: Seen, words: str, said: str) -> None:
    if not seen.page.locator("#search input").is_visible():
        seen.page.locator("[data-opens=search]").click()
    seen.page.locator("#search input").fill(words)
    seen.page.locator("#search output", has_text=re.compile(f"^{said}$")).wait_for()
    seen.settle()


def test_a_search_reaches_what_is_not_shown_yet(look: Look, address: str, tmp_path: Path) -> None:
    seen = opened(look, address, book(tmp_path))
    body = seen.page.locator(".article-body")
    before = body.inner_html()
    search(seen, "OTTOLINE fair", "1 of 2")
    assert seen.page.evaluate(LIT, "found-one") == [["Ottoline Fair", True]]
    assert body.inner_html() == before  # the text itself is not touched
    seen.page.keyboard.press("Enter")
    seen.page.locator(".parts", has_text="Part 3 of 3").first.wait_for()
    seen.page.locator("#search output", has_text="2 of 2").wait_for()
    seen.settle()
    assert seen.page.evaluate(LIT, "found-one") == [["Ottoline Fair", True]]
    seen.shoot("search")
    seen.page.keyboard.press("Shift+Enter")
    seen.page.locator(".parts", has_text="Part 1 of 3").first.wait_for()
    seen.settle()
    assert seen.page.evaluate(LIT, "found-one") == [["Ottoline Fair", True]]
    search(seen, "river number", "[0-9,]+ of 1,497")
    search(seen, "<b>nothing</b>", "No matches")
    assert seen.page.evaluate(LIT, "found-one") == []
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator("#search input").is_visible()
    assert seen.page.evaluate("document.activeElement.dataset.opens") == "search"
    seen.page.keyboard.press("Control+f")  # the browser's own would see one part alone
    assert seen.page.evaluate("document.activeElement.matches('#search input')")
    assert seen.errors == []


def test_a_search_names_the_other_articles_that_have_the_words(look: Look, address: str, tmp_path: Path) -> None:
    cake = tmp_path / "cake.md"
    cake.write_text("# Apple Cake\n\nPeel four apples and mix them with flour.\n\nBake it.")
    seen = opened(look, address, cake)
    search(seen, "peskov", "No matches in this article\\. Found in: Putin and Trump.*")
    assert seen.page.locator("#search [role]").evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")
    search(seen, "apples", "1 of 1")
    search(seen, "zeppelin", "No matches")
    assert seen.errors == []


def test_matches_stay_lit_when_an_answer_comes(look: Look, address: str) -> None:
    seen = look(address)
    search(seen, "putin", "1 of [0-9]+")
    lit = [text for text, _ in seen.page.evaluate(LIT, "found")]
    assert len(lit) > 1
    assert set(lit) == {"Putin"}
    seen.ask("Who is Dmitry Peskov?")
    seen.page.wait_for_function(
        "(most) => [...CSS.highlights.get('found')].filter((one) => String(one) === 'Putin').length === most", arg=len(lit)
    )


def test_the_contents_lead_to_their_places(look: Look, address: str, tmp_path: Path) -> None:
    seen = opened(look, address, book(tmp_path))
    seen.page.locator("[data-opens=contents]").click()
    rows = seen.page.locator("#contents [data-at]")
    rows.first.wait_for()
    assert rows.all_text_contents() == ["The beginning", "The middle of the book"]
    seen.page.locator("#contents [data-at]:focus").wait_for()
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    seen.page.locator(".parts", has_text="Part 2 of 3").first.wait_for()
    seen.settle()
    assert seen.in_view("#article-view .article-body h2")
    assert not seen.page.locator("#contents nav").is_visible()
    seen.page.locator("[data-opens=contents]").click()
    seen.page.locator("#contents [aria-current=true]", has_text="The middle of the book").wait_for()
    seen.page.keyboard.press("Escape")
    assert seen.page.evaluate("document.activeElement.dataset.opens") == "contents"


def test_a_page_of_a_pdf_is_gone_to_on_a_phone(look: Look, address: str) -> None:
    path = DOCUMENTS / "harrow-groff.pdf"
    article = load_article(path)
    seen = opened(look, address, path, **PHONE)
    lines = seen.page.locator("#article-view :is(.report p, .article h1)")
    assert len(set(lines.evaluate_all("(lines) => lines.map((line) => line.getBoundingClientRect().left)"))) == 1
    seen.ask("Who was the engineer of the stone tower?")
    if seen.page.locator("#page[data-article=folded]").count():
        seen.page.locator("#fold button").click()
    seen.page.locator("[data-opens=contents]").click()
    rows = seen.page.locator("#contents [data-at]")
    rows.first.wait_for()
    assert rows.count() >= 4
    assert f"page {article.page_of(int(rows.last.get_attribute('data-at') or ''))}" in (rows.last.text_content() or "")
    for control in ("#box textarea", "#fold button", "#contents [aria-current=true]"):
        seen.page.locator(control).click(trial=True)  # nothing lies over it
    seen.shoot("contents-phone")
    seen.page.locator("#contents input").fill("2")
    seen.page.locator("#contents input").press("Enter")
    seen.settle()
    offset = "window.qaBot.top()"
    assert abs(seen.page.evaluate(offset) - article.pages[1]) < 600
    assert seen.errors == []
