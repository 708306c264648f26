"""The HTML of an article: whatever the text and the spans, the text content is the article's and a mark holds its slice."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.answer import Span
from qa_bot.app.article_pane import entries_of, parts_of
from qa_bot.app.library import Library
from qa_bot.article import Article, Block, Kind, Link
from qa_bot.highlight import Mark, render_article, render_quote

VOID = frozenset({"br", "img", "hr", "input", "meta", "link"})


class Page(HTMLParser):
    """What a browser would see: the text of the body, the text of every mark, the tags, and proper nesting."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.body = self.quote = ""
        self.marks: dict[str, str] = {}
        self.feed(html)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, "elements nest"

    def handle_data(self, data: str) -> None:
        if any(attrs.get("class") == "article-body" for _, attrs in self.open):
            self.body += data
        if any(tag == "blockquote" for tag, _ in self.open):
            self.quote += data
        for tag, attrs in self.open:
            if tag == "mark":
                key = attrs.get("data-mark") or ""
                self.marks[key] = self.marks.get(key, "") + data

    def attribute(self, tag: str, name: str) -> list[str | None]:
        return [attrs.get(name) for found, attrs in self.tags if found == tag]


def shown(text: str) -> str:
    return "".join("\ufffd" if character == "\0" or "\ud800" <= character <= "\udfff" else character for character in text)


NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</mark>",
    "</p>",
    "&amp;",
    "&lt;",
    "${value}",
    "{{value}}",
    "\n",
    "\n\n",
    "\r",
]
NASTY += ["'", '"', "`", "\0", "\ud800", "\u202e", "é", "e\u0301", "😀", "\u2028", " ", "word ", "<!--", "]]>", "&#0;", "<p", "\t"]
texts = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=14).map("".join)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(texts)
    edges = st.integers(-1, len(text) + 1)
    urls = st.sampled_from(
        ["https://example.org/?a=1&b=2", "http://x.y", "javascript:alert(1)", 'https://x/" onclick="alert(1)', "data:text/html,x"]
    )
    links = draw(st.lists(st.builds(Link, edges, edges, urls), max_size=4))
    return Article(text, draw(texts), draw(texts), draw(st.sampled_from(["", "2016-11-14", "<b>"])), draw(texts), tuple(links))


@st.composite
def marked(draw: st.DrawFn) -> tuple[Article, list[Mark]]:
    article = draw(articles())
    if not article.text:
        return article, []
    levels = st.sampled_from(["answer", "alternative", "closest", "earlier"])
    pair = (
        st.tuples(st.integers(0, len(article.text) - 1), st.integers(1, len(article.text)))
        .map(sorted)
        .filter(lambda pair: pair[0] < pair[1])
    )
    pairs = draw(st.lists(pair, max_size=6))
    return article, [Mark(start, end, draw(levels), f"m{number}", draw(texts)) for number, (start, end) in enumerate(pairs)]


@given(marked())
def test_text_and_marks_survive(case: tuple[Article, list[Mark]]) -> None:
    article, marks = case
    page = Page(render_article(article, marks))
    assert page.body == shown(article.text)
    assert page.marks == {mark.id: shown(article.text[mark.start : mark.end]) for mark in marks}


@given(marked())
def test_nothing_of_the_text_becomes_markup(case: tuple[Article, list[Mark]]) -> None:
    page = Page(render_article(*case))
    assert {tag for tag, _ in page.tags} <= {"article", "header", "footer", "h1", "p", "a", "time", "mark", "div", "span"}
    allowed = {
        "class",
        "dir",
        "id",
        "hidden",
        "href",
        "target",
        "rel",
        "datetime",
        "tabindex",
        "data-mark",
        "aria-describedby",
        "aria-label",
    }
    assert {name for _, attrs in page.tags for name in attrs} <= allowed
    assert all(str(url).lower().startswith(("http://", "https://")) for url in page.attribute("a", "href"))


@given(marked())
def test_first_piece_has_the_id_and_every_reference_leads_somewhere(case: tuple[Article, list[Mark]]) -> None:
    article, marks = case
    page = Page(render_article(article, marks))
    ids = [name for name in page.attribute("mark", "id") if name]
    assert sorted(ids) == sorted(mark.id for mark in marks)
    assert set(filter(None, page.attribute("mark", "aria-describedby"))) <= set(page.attribute("span", "id"))


@given(articles(), st.data())
def test_quote_keeps_its_sentence(article: Article, data: st.DataObject) -> None:
    if not article.text:
        return
    pair = (
        st.tuples(st.integers(0, len(article.text) - 1), st.integers(1, len(article.text)))
        .map(sorted)
        .filter(lambda pair: pair[0] < pair[1])
    )
    evidence = Span.cut(article.text, *data.draw(pair))
    spans = [Span.cut(article.text, *bounds) for bounds in data.draw(st.lists(pair, max_size=3))]
    page = Page(render_quote(evidence, spans))
    assert page.quote == shown(evidence.text)
    covered = {offset for span in spans for offset in range(max(span.start, evidence.start), min(span.end, evidence.end))}
    assert page.marks.get("", "") == shown("".join(article.text[offset] for offset in sorted(covered)))


TEXT = "Ann met Bob.\n\nBob left."


def test_adjacent_marks_stay_apart() -> None:
    html = render_article(Article(TEXT), [Mark(0, 3, "answer", "a"), Mark(3, 7, "earlier", "b")])
    assert Page(html).marks == {"a": "Ann", "b": " met"}
    assert html.count("<mark") == 2


def test_a_mark_inside_another_is_one_piece_each() -> None:
    html = render_article(Article(TEXT), [Mark(4, 7, "alternative", "b"), Mark(0, 11, "answer", "a")])
    assert html.count("<mark") == 2


def test_crossing_marks_open_again() -> None:
    html = render_article(Article(TEXT), [Mark(0, 7, "answer", "a"), Mark(4, 11, "alternative", "b")])
    assert Page(html).marks == {"a": "Ann met", "b": "met Bob"}
    assert html.count("<mark") == 3
    assert html.count('id="b"') == 1


def test_a_mark_over_two_paragraphs_is_a_piece_in_each() -> None:
    page = Page(render_article(Article(TEXT), [Mark(8, 17, "answer", "a")]))
    assert page.marks == {"a": "Bob.\n\nBob"}
    assert [tag for tag, _ in page.tags if tag in "p mark"] == ["p", "mark", "p", "mark"]


def test_a_link_inside_a_mark_and_over_its_edge() -> None:
    article = Article(TEXT, links=(Link(4, 11, "https://example.org/?a=1&b=2"),))
    assert Page(render_article(article, [Mark(0, 12, "answer", "a")])).attribute("a", "href") == ["https://example.org/?a=1&b=2"]
    page = Page(render_article(article, [Mark(0, 7, "answer", "a")]))
    assert page.marks == {"a": "Ann met"}
    assert set(page.attribute("a", "rel")) == {"noopener noreferrer nofollow"}


def test_only_the_first_of_overlapping_links_is_kept() -> None:
    article = Article(TEXT, links=(Link(0, 7, "https://one.example"), Link(4, 11, "https://two.example")))
    assert Page(render_article(article)).attribute("a", "href") == ["https://one.example"]


def test_header_says_what_is_known() -> None:
    html = render_article(Article(TEXT, "A <b>title</b>", "The Paper", "2016-11-14", "By Ann"))
    assert '<h1 dir="auto">A &lt;b&gt;title&lt;/b&gt;</h1>' in html
    assert 'The Paper · <time datetime="2016-11-14">14 November 2016</time>' in html
    assert "By Ann" in html
    assert "<header>" not in render_article(Article(TEXT))


@pytest.mark.parametrize("bounds", [(0, 0), (5, 2), (-1, 3), (0, 99)])
def test_a_mark_outside_the_text_is_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a span"):
        render_article(Article(TEXT), [Mark(*bounds, "answer", "a")])


def test_blocks_keep_their_shape_and_the_text() -> None:
    text = "Top\n\nPlain words.\n\nfirst\n\nsecond\n\nstill second\n\na | b\n\nEnd."
    at = text.index

    def block(words: str, kind: Kind, **more: Any) -> Block:
        return Block(at(words), at(words) + len(words), kind, **more)

    blocks = (
        block("Top", "heading", level=2),
        block("first", "item", marker="<•>"),
        block("second\n\nstill second", "item", level=2, marker="2."),
        block("a | b", "row"),
    )
    marks = [Mark(at("words"), at("second") + 3, "answer", "answer-0-0", "x")]
    for shown in (render_article(Article(text, blocks=blocks)), render_article(Article(text, blocks=blocks), marks)):
        body = shown.split('<div class="article-body">')[1].split('<div class="mark-notes"')[0]
        assert unescape(re.sub(r"<[^>]*>", "", body)).strip() == text
        assert body.count('<div role="list">') == 1
        assert '<h3 dir="auto">Top' in body
        assert 'data-marker="&lt;•&gt;"' in body
        assert body.count('data-marker="2."') == 1
        assert body.count('role="listitem"') == 3
        assert '<p dir="auto" class="row">a | b' in body


def test_parts_hold_the_whole_text() -> None:
    article = Article("\n\n".join(f"Paragraph {i} of the book." for i in range(200)))
    parts = parts_of(article, 500)
    assert len(parts) > 8
    assert "".join(article.text[start:end] for start, end in parts) == article.text
    place = article.text.index("Paragraph 150")
    marks = [Mark(place, place + 9, "answer", "answer-0-0"), Mark(0, 9, "earlier", "answer-1-0")]
    start, end = next(part for part in parts if part[0] <= place < part[1])
    shown = render_article(article, marks, (start, end))
    assert unescape(re.sub(r"<[^>]*>", "", shown)).strip() == article.text[start:end].strip()
    assert shown.count("<mark") == 1


def test_what_is_struck_is_shown_struck() -> None:
    page = Page(render_article(Article(TEXT, struck=((4, 7), (8, 11))), [Mark(5, 11, "answer", "a")]))
    assert page.body == TEXT
    assert page.marks == {"a": TEXT[5:11]}
    assert "s" in [tag for tag, _ in page.tags]
    assert "<s>met</s>" in render_article(Article(TEXT, struck=((4, 7),)))


def test_a_quote_shows_what_is_struck() -> None:
    quote = Span.cut(TEXT, 4, 12)
    html = render_quote(quote, [Span.cut(TEXT, 8, 11)], [(0, 7), (15, 18)])
    assert html == '<blockquote dir="auto"><s>met</s> <mark>Bob</mark>.</blockquote>'
    assert Article(TEXT, struck=((0, 7), (15, 18))).struck_in(4, 12) == ((4, 7),)


def test_a_quote_of_a_table_shows_where_its_cells_part() -> None:
    row = Span.cut("| Mon | Gull | 14:40", 2, 20)
    html = render_quote(row, [Span.cut("| Mon | Gull | 14:40", 8, 12)], gaps=[(5, 8), (12, 15)])
    assert html.count('<span class="bar" aria-hidden="true"> | </span>') == 2
    assert re.sub("<[^>]*>", "", html) == row.text


def test_a_table_is_shown_as_one_and_its_text_stays() -> None:
    text = "Name | Role\n\nAnna | baker of bread\n\nThat was all."
    cells = [
        tuple((text.index(word), text.index(word) + len(word)) for word in row) for row in (("Name", "Role"), ("Anna", "baker of bread"))
    ]
    head = Block(0, 11, "row", cells=cells[0])
    row = Block(13, 34, "row", cells=cells[1], labels=("Name", "Role"))
    mark = Mark(text.index("Anna"), text.index("baker") + 5, "answer", "answer-0-0")  # over the bar between two cells
    page = Page(render_article(Article(text, blocks=(head, row)), [mark]))
    assert page.body == text
    assert page.marks == {"answer-0-0": "Anna | baker"}
    roles = [attrs["role"] for _, attrs in page.tags if "role" in attrs]
    assert roles == ["table", "row", "columnheader", "columnheader", "row", "cell", "cell"]
    forged = Block(13, 34, "row", cells=((13, 30), (17, 34)), labels=("Name", "Role"))  # cells that overlap: shown as a line
    assert Page(render_article(Article(text, blocks=(forged,)))).body == text


def test_a_title_is_shown_once() -> None:
    text = "The Harbour of Skerry\n\nAnna counted the boats every morning."
    for title, headings in {"The Harbour of Skerry": 1, "The Harbour of…": 0, "The Harbour": 1, "Skerry": 1}.items():
        shown = render_article(Article(text, title))
        assert shown.count("<h1") == headings
        assert Page(shown).body == text
    assert render_article(Article(text, "The Harbour of Skerry")).count("The Harbour of Skerry") == 1
    renamed = Library((Article(text, "The Harbour of Skerry"), Article("Nils slept. " * 9, "Nils slept…"))).renaming(
        1, "Boats", Article("")
    )
    assert render_article(renamed.brought[0]) == render_article(Article(text, "The Harbour of Skerry"))  # its own heading, once
    assert entries_of(replace(renamed.brought[0], blocks=(Block(0, 21, "heading"),))) == []
    again = renamed.renaming(1, "The Harbour of Skerry", Article(""))
    assert again.brought[0] == Article(text, "The Harbour of Skerry")
    untitled = Library((Article("Nils slept. " * 9, "Scan 7"),)).renaming(1, "The night", Article(""))
    assert '<h1 dir="auto">The night</h1>' in render_article(untitled.brought[0])  # the text has no title of its own
    assert render_article(Article("Anna counted.", "Anna counted.")).count("Anna counted.") == 1
