"""A pasted text that is plainly Markdown is read as such; one that only has some of its marks stays as it is."""

from __future__ import annotations

import sys
import time

import pytest

from qa_bot import Article, article_from_text
from qa_bot.loading import article_from_bytes
from qa_bot.loading.markdown import is_markdown, read_pasted

NOTES = "# The mill\n\nThe **old mill** costs *9 euros*.\n\n## Flour\n\n- oats\n- **rye**\n\nSee [the map](https://example.org/map) of ~~1899~~ 1904."


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_pasted_marks_are_not_text() -> None:
    article = article_from_text(NOTES)
    assert article.text.split("\n\n") == ["The mill", "The old mill costs 9 euros.", "Flour", "oats", "rye", "See the map of 1899 1904."]
    assert kinds(article) == [("heading", "The mill"), ("heading", "Flour"), ("item", "oats"), ("item", "rye")]
    assert [article.text[start:end] for start, end in article.struck] == ["1899"]
    assert [link.url for link in article.links] == ["https://example.org/map"]
    assert (article.report.kind, article.title) == ("Markdown", "The mill")
    assert article_from_bytes(NOTES.encode(), "notes.txt").text == article.text


@pytest.mark.parametrize(
    ("pasted", "paragraphs"),
    [
        (
            "**Eva Lund:** It must go.\n**Nils Aho**: It stays.\nIda Holm: No.",
            ["Eva Lund: It must go.", "Nils Aho: It stays.", "Ida Holm: No."],
        ),
        ("**May I come?**\nYes.\n\n**Q. When?**\nA. At nine.", ["May I come?", "Yes.", "Q. When?", "A. At nine."]),
        ("**Open** at 9\nClosed on **Monday**", ["Open at 9", "Closed on Monday"]),
        (
            "The **Heron** is a ferry that was built at Moss and carries ninety people\nto **Gull Island**. Its captain is Olaf.",
            ["The Heron is a ferry that was built at Moss and carries ninety people to Gull Island. Its captain is Olaf."],
        ),
    ],
)
def test_lines_end_where_they_end_in_what_was_pasted(pasted: str, paragraphs: list[str]) -> None:
    assert article_from_text(pasted).text.split("\n\n") == paragraphs


def test_speakers_in_a_file_are_kept_apart_though_its_lines_are_wrapped() -> None:
    file = b"**Eva Lund:** It must go. I have\nalways said so.\n**Nils Aho:** It stays.\n\n```\n**a:** b\n**c:** d\n```"
    text = article_from_bytes(file, "minutes.md").text
    assert text.split("\n\n") == ["Eva Lund: It must go. I have always said so.", "Nils Aho: It stays.", "**a:** b", "**c:** d"]


@pytest.mark.parametrize(
    "text",
    [
        "f(**kwargs, **other) is 2**10, not 3**2; src/**/test/**/a lists files.",
        "#!/bin/sh\n# install\nmake\n\n# build\nmake all",
        "** p < 0.01, * p < 0.05, ** all of them",
        "One **bold** word in a mail.",
        "- oats\n- rye\n\n> It must stay.",
    ],
)
def test_other_texts_keep_their_marks(text: str) -> None:
    assert not is_markdown(text)
    article = article_from_text(text)
    assert article.report.kind == "text"
    assert article.text.count("*") == text.count("*")


@pytest.mark.parametrize("piece", ["**a", "[a", "\n \n", "~~a", "-" * 90 + "\n", "**a:**\n", "# a\n", "[a](https://"])
def test_a_long_text_of_marks_takes_no_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.thread_time()
    is_markdown(text)
    read_pasted(text[:6_000])
    assert time.thread_time() - began < 3


def test_the_marks_stay_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_bot.loading.worker import read

    monkeypatch.setitem(sys.modules, "markdown_it", None)
    assert read(".txt", NOTES.encode())["kind"] == "text"
