"""Lines of plain texts: wraps, quotes, headings, decoration and pages. Inputs are our own."""

from __future__ import annotations

import pytest

from qa_bot.loading import article_from_text
from qa_bot.loading.plain_text import clean

NOTICE = """\
The keeper of the lamp shall hand the register to the office of Captain
Marta Quill on the first working day of each month. The register lists
every vessel that passed Harrow Point, with the hour and the weather, in
the handwriting of the keeper who was on watch.

   (a) A vessel that carries no lights is entered in red. The office of
       Lights and Beacons receives a copy, and so does the Harbour Board
       of Skerry, which may ask for the original.

   (b) A vessel in distress is entered twice, once by the keeper and once by
       Ida Holm.
"""

LONG = "This line of the letter was wrapped at about seventy characters by the"
CASES = [
    ("a line that is full goes on with a capital", NOTICE, "the office of Captain Marta Quill on the first"),
    ("so does an indented one", NOTICE, "The office of Lights and Beacons receives"),
    ("and one before a name", NOTICE, "the Harbour Board of Skerry, which may ask"),
    ("a line broken a word early", f"{LONG}\nthe sender, who wrote to the Keeper and the\nHarbour Board again.\n{LONG}\nend.\n", "the Keeper and the Harbour Board"),
    ("a line of its own stays", f"{LONG}\nsender.\nShort.\n", "by the sender.\n\nShort."),
    ("sections are no sentences", f"{LONG}\nsender of it all, and of the other letters as well, who was known to be\n1.1. Purpose\n", "known to be\n\n1.1. Purpose"),
    ("contents stay apart", "1. Introduction ................................................. 2\n   1.1. Purpose ................................................. 2\n2. Names ........................................................ 3\n", "2\n\n1.1. Purpose"),
    ("rows with wide gaps stay apart", f"{LONG}\nNetwork of the Lights and Beacons                          Marta Quill\nRequest for Comments                                          Ida Holm\n", "Quill\n\nRequest"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_wraps(raw: str, found: str) -> None:
    assert found in clean(raw).text


def test_quoted_lines_are_a_paragraph_of_their_own() -> None:
    raw = "On Monday Ida Holm wrote:\n> The boat leaves from Pier\n> Seven at noon, and Nils\n> Aho has the tickets.\n>\n>> Which pier?\n> See above.\n\nThank you.\n"
    article = article_from_text(raw)
    assert [p.text for p in article.paragraphs] == [
        "On Monday Ida Holm wrote:",
        "The boat leaves from Pier Seven at noon, and Nils Aho has the tickets.",
        "Which pier?",
        "See above.",
        "Thank you.",
    ]
    quotes = [(article.text[block.start : block.end], block.level) for block in article.blocks]
    assert quotes == [(article.paragraphs[1].text, 1), ("Which pier?", 2), ("See above.", 1)]
    assert ">" not in article.text


def test_what_only_looks_quoted_is_left() -> None:
    assert clean(">>> import this\n>>> print(1)\n").text == ">>> import this\n\n>>> print(1)"
    assert clean("5 > 3 and a -> b\n").text == "5 > 3 and a -> b"
    assert clean("> Milk\n> Eggs\n> Bread\n").text == "Milk\n\nEggs\n\nBread"


def test_underlined_lines_are_headings() -> None:
    article = article_from_text("Rules of the Pier\n=================\n\n1. Boats\n--------\n\nNo boat stays overnight.\n")
    assert [(article.text[b.start : b.end], b.kind, b.level) for b in article.blocks] == [
        ("Rules of the Pier", "heading", 1),
        ("1. Boats", "heading", 2),
    ]
    assert article.headings_over(article.text.index("overnight")) == ("1. Boats",)
    assert article.text == "Rules of the Pier\n\n1. Boats\n\nNo boat stays overnight."
    assert article.report.dropped == ("2 lines of dashes or asterisks",)


def test_a_box_loses_its_sides() -> None:
    box = "*" * 46 + "\n*  Warning: the lamp of Harrow Point is out  *\n*  from March until the twelfth of April.    *\n" + "*" * 46
    cleaned = clean(f"Before.\n\n{box}\n\nAfter * and * stay.\n\n* an item\n* another *\n")
    assert "*" not in cleaned.text.split("After")[0]
    assert cleaned.text.startswith("Before.\n\nWarning: the lamp of Harrow Point is out from March until the twelfth of April.\n\nAfter")
    assert cleaned.text.endswith("After * and * stay.\n\n* an item\n\n* another *")


def pages(count: int, feed: str = "\f") -> str:
    found = []
    for number in range(1, count + 1):
        body = f"   Chapter {number} tells of the keeper. The lamp number {number} was lit by a man who\n"
        head = (
            f"Manual 77          The Lamps of Harrow Point          May 1996\n\n\n{'   lived there. ' if number > 1 else ''}"
            if number > 1
            else ""
        )
        found.append(f"{head}\n{body}\n\n\n\nQuill & Holm          Informational          [Page {number}]\n")
    return feed.join(found)


@pytest.mark.parametrize("feed", ["\f", "\f\n", ""])
def test_page_headers_and_footers_go_and_paragraphs_go_on(feed: str) -> None:
    raw = pages(4, feed).replace("   lived there. \n", "   lived there.\n")
    cleaned = clean(raw)
    assert "Page" not in cleaned.text
    assert "Manual 77" not in cleaned.text
    assert "a man who lived there." in cleaned.text
    assert cleaned.dropped == ("7 page headers and footers",)


def test_a_line_at_the_edge_of_one_page_is_text() -> None:
    cleaned = clean("The first page ends here.\n\fThe second begins here.\nIt goes on.\n\fThe third.\n")
    assert cleaned.text.replace("\n\n", " ") == "The first page ends here. The second begins here. It goes on. The third."
    assert cleaned.dropped == ()


def test_each_speaker_of_a_transcript_begins_a_paragraph() -> None:
    lines = [
        "Eva Lund: The lamp must be painted before the winter.",
        "Nils Aho: I think that 400 euros is too much for it,",
        "since Moss: our neighbour, paid less than half of it.",
        "Q: Who has the paint?",
    ]
    assert clean("\n".join(lines)).text.split("\n\n") == [lines[0], f"{lines[1]} {lines[2]}", lines[3]]
