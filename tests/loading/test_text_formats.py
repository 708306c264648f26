"""Markdown with front matter, and tables of commas and tabs."""

from __future__ import annotations

import re

import pytest

from qa_bot import QaBotError
from qa_bot.highlight import render_article
from qa_bot.loading import article_from_bytes, worker

PAPER = """---
title: "Tides of the Sound"
authors:
  - name: Ida Holm
    orcid: 0000
  - Nils Aho
date: 2021-04-15
tags: [sea]
abstract: We measured tides.
layout: post
---

# Methods

The ~~old~~ new gauge stood at Moss.
"""


def test_facts_of_any_length_are_cut() -> None:
    long = "x" * 100_000
    article = article_from_bytes(f"---\ntitle: {long}\ndate: {long}\n---\n\nAnna left.\n".encode(), "tides.md")
    assert max(map(len, (article.title, article.date, article.credit))) <= 500


def test_front_matter_is_read() -> None:
    article = article_from_bytes(PAPER.encode(), "tides.md")
    assert article.text == (
        "Tides of the Sound\n\nBy Ida Holm and Nils Aho\n\nDate: 2021-04-15\n\nAbstract: We measured tides.\n\nMethods\n\n"
        "The old new gauge stood at Moss."
    )
    assert (article.title, article.credit, article.date) == ("Tides of the Sound", "Ida Holm and Nils Aho", "2021-04-15")
    assert "2 fields of front matter that serve programs" in article.report.dropped
    assert [article.text[a:b] for a, b in article.struck] == ["old"]


def test_a_title_stays_in_the_text() -> None:
    article = article_from_bytes(b"# Meeting of 23 May 2018\n\nSix people came.\n\n## Links\n\nNone.", "minutes.md")
    assert article.title == "Meeting of 23 May 2018"
    assert article.text.startswith("Meeting of 23 May 2018\n\nSix people")


@pytest.mark.parametrize("text", ["---\nNot: [yaml\n---\n\nA mill.", "---\n\nA mill.\n\n---\n\nA boat."])
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert "A mill." in article_from_bytes(text.encode(), "a.md").text


def test_front_matter_in_toml() -> None:
    article = article_from_bytes(b'+++\ntitle = "The mill"\nauthor = "Ida Holm"\n+++\nIt burned.', "a.md")
    assert article.text == "The mill\n\nBy Ida Holm\n\nIt burned."


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "\t")])
def test_a_table_of_values(name: str, mark: str) -> None:
    text = 'Boat,Owner,Leaves\nGull,"Lund, Eva",14:40\nTern,,9:30\n'.replace(",", mark).replace(f'"Lund{mark} Eva"', f'"Lund{mark} Eva"')
    article = article_from_bytes(text.encode(), name)
    assert article.text == f"Boat | Owner | Leaves\n\nGull | Lund{mark.replace(chr(9), '')} Eva | 14:40\n\nTern | | 9:30"
    assert [block.labels for block in article.blocks] == [(), ("Boat", "Owner", "Leaves"), ("Boat", "Owner", "Leaves")]
    assert [[article.text[a:b] for a, b in block.cells] for block in article.blocks][2] == ["Tern", "", "9:30"]
    assert article.report.kind == name[2:].upper()


def test_a_table_without_a_line_of_names() -> None:
    article = article_from_bytes(b"1,2,3\n4,5,6\n", "numbers.csv")
    assert all(not block.labels for block in article.blocks)
    with pytest.raises(QaBotError, match="no text here"):
        article_from_bytes(b",,\n", "empty.csv")


def test_lines_above_a_table_and_a_declared_delimiter() -> None:
    found = worker.read(".csv", b"sep=;\r\nBoats of Moss\r\n\r\nBoat;Owner\r\nGull;Lund, Eva\r\nTern;Aho, Nils\r\n")
    assert found["text"] == "Boats of Moss\n\nBoat | Owner\n\nGull | Lund, Eva\n\nTern | Aho, Nils"
    assert found["labels"][found["blocks"][-1][6]] == ("Boat", "Owner")


def test_marks_of_notes_are_those_of_other_formats() -> None:
    text = "The fee is 75[^2] euros, `a[^2]`, see [^x].\n\n```\nb[^2]\n```\n\n[^2]: Only *in* summer,\n    and on foot.\n"
    found = worker.read(".md", text.encode())
    assert found["text"] == "The fee is 75[2] euros, a[^2], see [^x].\n\nb[^2]\n\n[2] Only in summer, and on foot."


def test_a_text_is_called_by_its_first_line_and_not_by_its_file() -> None:
    named = {"The Harbour of Skerry": "The Harbour of Skerry", "Anna counted the boats.": "Report 2024", "Present: Anna,": "Report 2024"}
    for line, title in named.items():
        article = article_from_bytes(f"{line}\n\nShe wrote the numbers into a book.".encode(), "report_2024.txt")
        assert article.title == title
        assert article.text.startswith(line)


def test_a_file_name_in_place_of_a_title_is_no_title() -> None:
    page = "<html><head><title>{}</title></head><body><h1>The Harbour</h1><p>Anna counted the boats every morning.</p><h1>The mill</h1><p>Nils slept.</p></body></html>"
    titles = {"Untitled": "The Harbour", "report_v2.docx": "The Harbour", "Boats of Skerry": "Boats of Skerry"}
    for given, title in titles.items():
        assert article_from_bytes(page.format(given).encode(), "report_2024.html").title == title


def test_a_blank_line_of_code_is_kept() -> None:
    page = "# Count\n\nSo:\n\n```python\n\ntotal = 0\n\n\nfor boat in boats:\n    total += 1\n\n```\n\n```\nls\n```\n\nThen go.\n"
    article = article_from_bytes(page.encode(), "count.md")
    assert article.text == "Count\n\nSo:\n\ntotal = 0\n\n\nfor boat in boats:\n\ntotal += 1\n\nls\n\nThen go."
    assert all(article.text[block.start : block.end].strip() == article.text[block.start : block.end] for block in article.blocks)
    shown = render_article(article)
    assert re.findall(r'class="code( gap)?"', shown) == [" gap", "", "", ""]


def test_the_indentation_of_code_is_kept() -> None:
    article = article_from_bytes(b"# Notes\n\n```\ndef f(x):\n    if x:\n\t\treturn 1\n```\n\nThe end.\n", "notes.md")
    lines = [(article.text[block.start : block.end], block.level) for block in article.blocks if block.kind == "code"]
    assert lines == [("def f(x):", 1), ("if x:", 5), ("return 1", 9)]
