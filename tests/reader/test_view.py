"""What is read of an article: nothing that is struck, rows with their headings, and no span over the end of a piece."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, Reader
from qa_bot.article import Block
from qa_bot.reader.decoding import Logits, decode
from qa_bot.reader.view import View, view_of


@given(st.text(alphabet="ab c\n", max_size=40), st.lists(st.integers(0, 40), max_size=6), st.integers(0, 40), st.integers(0, 40))
def test_a_view_is_the_article_without_what_is_struck(text: str, edges: list[int], first: int, last: int) -> None:
    places = sorted({min(edge, len(text)) for edge in edges})
    struck = tuple((start, end) for start, end in zip(places[::2], places[1::2], strict=False))
    start, end = sorted((min(first, len(text)), min(last, len(text))))
    view = view_of(Article(text, struck=struck), start, end)
    gone = {at for left, right in struck for at in range(left, right)}
    assert view.text == "".join(text[at] for at in range(start, end) if at not in gone)
    for at, left, right in view.pieces:
        assert view.text[at : at + right - left] == text[left:right]
        assert view.place(at, at + right - left) == (left, right)


def table() -> Article:
    rows = ["Boat | Leaves", "Gull | 14:40", "| 9:30"]
    text = "\n\n".join(rows)
    blocks, at = [], 0
    for number, row in enumerate(rows):
        bar = row.index("|")
        cells = ((at, at + max(0, bar - 1)), (at + bar + 2, at + len(row)))
        blocks.append(Block(at, at + len(row), "row", cells=cells, labels=("Boat", "Leaves") if number else ()))
        at += len(row) + 2
    return Article(text, blocks=tuple(blocks))


def test_a_row_is_read_with_its_headings() -> None:
    article = table()
    view = view_of(article, 0, len(article.text))
    assert view.text == "Boat, Leaves.\n\nBoat Gull, Leaves 14:40.\n\nLeaves 9:30."
    start = view.text.index("14:40")
    assert article.text[slice(*view.place(start, start + 5))] == "14:40"
    assert view.within(start - 7, start + 5) == (start, start + 5)  # the heading is no part of the answer
    assert view_of(article, 15, 19).text == "Boat Gull."


def test_a_span_lies_in_one_piece() -> None:
    flat = np.zeros(6)
    pieces = np.array([0, 0, 1, 1, 1, 2])
    found = decode([Logits(0, flat, flat, 0.0)], np.ones(6, bool), 40, 6, pieces).candidates
    assert found
    assert all(pieces[one.first] == pieces[one.last] for one in found)
    start, end = np.array([5.0, 0, 0, 0, 0, 0]), np.array([0, 0, 5.0, 0, 0, 0])
    assert decode([Logits(0, start, end, 0.0)], np.ones(6, bool), 1, 6).candidates[0].last == 2
    assert decode([Logits(0, start, end, 0.0)], np.ones(6, bool), 1, 6, pieces).candidates[0].last < 2


def test_tokens_that_reach_out_of_a_piece_are_no_answer() -> None:
    view = View("Boat Gull, 9", ((5, 0, 4), (11, 7, 8)))
    offsets = np.array([(0, 4), (4, 9), (5, 7), (9, 10), (9, 12), (10, 12)])
    assert view.pieces_of(offsets).tolist() == [-1, 0, 0, -1, -1, 1]
    assert view.pieces_of(np.zeros((0, 2), np.int64)).tolist() == []


def test_no_answer_holds_what_is_struck(reader: Reader) -> None:
    text = "The price of the coat is 80 euros 55 euros since May."
    at = text.index("80")
    article = Article(text, struck=((at, at + 8),))
    for reading in reader.read(["What is the price of the coat?", "What is it?"], article, top_k=20):
        assert reading.spans
        for one in reading.spans:
            assert article.text[one.span.start : one.span.end] == one.span.text
            assert not one.span.overlaps(at, at + 8)


def test_no_answer_crosses_the_end_of_a_row(reader: Reader) -> None:
    article = table()
    for one in reader.read(["When does the Gull leave?"], article, top_k=20)[0].spans:
        assert "\n" not in one.span.text
        assert "|" not in one.span.text
