"""Lines of a PDF: columns, hyphens at line ends, tables of single lines, raised numbers, and text set at an angle."""

from __future__ import annotations

import random

import pytest

from qa_bot.loading.pdf import read_pdf
from qa_bot.loading.pdf_columns import in_columns
from qa_bot.loading.pdf_lines import Line
from qa_bot.loading.pdf_narrow_tables import narrow_rows
from qa_bot.loading.pdf_outline import lay_out

LEFT = [
    "The mill by the river was",
    "sold in spring to a man",
    "from Moss, who kept it for",
    "nine years and then gave",
    "it to his daughter.",
]
RIGHT = ["The school stands on the", "hill, where the wind turns", "the vane all day, and its", "bell was cast in Lund by", "two brothers."]


def put(line: Line, text: str, left: float) -> Line:
    """Add words to a line from a place on, five points a character."""
    line.right = max(line.right, left) if not line.text else line.right
    at = left
    for number, word in enumerate(text.split(" ")):
        for place, character in enumerate(word):
            line.put(character, at, at + 5, space=(number > 0 or bool(line.text)) and place == 0)
            at += 5
        at += 3
    return line


def line(text: str, base: float, left: float = 72) -> Line:
    return put(Line(left, left, base, 10), text, left)


def across(cells: list[tuple[str, float]], base: float) -> Line:
    made = Line(cells[0][1], cells[0][1], base, 10)
    for text, left in cells:
        put(made, text, left)
    return made


def test_columns_that_are_written_across_the_gutter_are_read_one_after_the_other() -> None:
    title = line("Two short stories about the parish and its people, told by the clerk who knew them all", 730)
    lines = [title, *(across([(one, 72), (other, 320)], 700 - 14 * i) for i, (one, other) in enumerate(zip(LEFT, RIGHT, strict=True)))]
    text = lay_out([lines]).text
    assert "sold in spring to a man from Moss, who kept it for nine years and then gave it to his daughter." in text
    assert text.index("daughter") < text.index("The school")
    assert "bell was cast in Lund by two brothers." in text


def test_three_columns_and_a_short_one() -> None:
    third = ["A boat lies at the", "pier and is painted", "red, for the owner", "loves it more than", "all else.", "He is old."]
    rows = [
        [(text, left) for text, left in zip(one, (40, 240, 440), strict=False) if text]
        for one in zip([*LEFT, ""], [*RIGHT, ""], third, strict=True)
    ]
    text = " ".join(one.text for one in in_columns([across(cells, 700 - 14 * i) for i, cells in enumerate([row for row in rows if row])]))
    assert " ".join(LEFT) in text
    assert " ".join(RIGHT) in text


def test_the_cells_of_a_table_stay_in_their_rows() -> None:
    cells = [
        ("Boat", "Owner", "Built"),
        ("Gull", "Eva Lund", "1931"),
        ("Tern", "Nils Aho", "1954"),
        ("Heron", "", "1960"),
        ("Auk", "Ida Holm", "1972"),
    ]
    lines = [
        across([(text, left) for text, left in zip(row, (72, 200, 330), strict=True) if text], 700 - 14 * i) for i, row in enumerate(cells)
    ]
    assert in_columns(lines) == lines
    outline = lay_out([[line("The boats of the village are few, and they are listed here below.", 730), *lines]])
    rows = [([outline.text[a:b] for a, b in block.cells], block.labels) for block in outline.blocks if block.kind == "row"]
    assert rows[0] == (["Boat", "Owner", "Built"], ())
    assert rows[3] == (["Heron", "", "1960"], ("Boat", "Owner", "Built"))
    assert len(rows) == 5


def test_stretched_text_is_no_table_and_has_no_columns() -> None:
    stretched = [[("the", 72), ("mill", 150 + 9 * i), ("is", 260 - 7 * i), ("old", 350)] for i in range(5)]
    lines = [across(row, 700 - 14 * i) for i, row in enumerate(stretched)]
    outline = lay_out([lines])
    assert not [block for block in outline.blocks if block.kind == "row"]
    assert in_columns(lines) == lines


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("the engineer Anne-", "Marie Solheim", "Anne-Marie"),
        ("the old model HX-", "7 of the pump", "HX-7"),
        ("it costs 1,200-", "1,500 euros now", "1,200-1,500"),
        ("a very wide 14-", "metre span of it", "14-metre"),
        ("the patients of COVID-", "19 were there too", "COVID-19"),
        ("he moved to Well\u2010", "ington in the spring", "Wellington"),
        ("he moved to Well\u00ad", "ington in the spring", "Wellington"),
        ("the fami-", "lies of the valley", "families"),
        ("INTER-", "NATIONAL LAW OF SEA", "INTERNATIONAL"),
        ("in the busy city-", "centre of the town", "city-centre"),
        ("a hat of multi-", "coloured felt and wool", "multi-coloured"),
        ("the multi-", "media room of the school", "multimedia"),
        ("it was non-", "sense from the first day", "nonsense"),
        ("the semi-", "circle of old stones there", "semi-circle"),
        ("a well-", "organised house by the sea", "well-organised"),
        ("he was well-", "ington boots and all that", "wellington"),
        ("a mother-in-", "law of the mayor", "mother-in-law"),
        ("all two-", "and threefold things", "two- and"),
        ("see example.org/a-", "bc for the rest", "example.org/a-bc"),
        ("the colour was har-", "bour grey as ever", "harbour"),
    ],
)
def test_a_hyphen_at_a_lines_end(first: str, second: str, read: str) -> None:
    wide = line("This is the longest line of the page, so that every other one could take a word more.", 714)
    text = lay_out([[wide, line(first, 700), line(second, 686)]]).text
    assert read in text


def test_a_sentence_goes_on_over_a_ragged_edge() -> None:
    lines = [
        line("The fleet of the village is owned by those who came", 700),
        line("here in a hard winter, and it is kept by", 686),
        line("Eva Lund. She is old.", 672),
    ]
    assert "\n" not in lay_out([lines]).text


def pdf(content: str) -> bytes:
    """A page with two fonts' worth of nothing but Helvetica, written by hand."""
    stream = content.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def test_text_at_an_angle_is_reported_and_no_part_of_a_paragraph() -> None:
    turned = "BT /F 60 Tf 0.7 0.7 -0.7 0.7 150 200 Tm (TOP SECRET) Tj ET"
    prose = "BT /F 11 Tf 72 700 Td 14 TL (The mill was sold in spring to a man from Moss who) Tj T* (kept it for nine years.) Tj ET"
    for content in (f"{turned} {prose}", f"{prose} {turned}"):
        outline = read_pdf(pdf(content))
        assert outline.text == "The mill was sold in spring to a man from Moss who kept it for nine years."
        assert outline.dropped == ["1 text set at an angle, as watermarks are: “TOP SECRET”"]


def test_a_raised_number_is_no_part_of_the_one_before_it() -> None:
    content = "BT /F 11 Tf 72 700 Td (The fee is 75) Tj 4 Ts /F 6 Tf (2) Tj 0 Ts /F 11 Tf ( euros for H) Tj -2 Ts /F 6 Tf (2) Tj 0 Ts /F 11 Tf (O.) Tj ET"
    assert read_pdf(pdf(content)).text == "The fee is 75² euros for H₂O."


@pytest.mark.parametrize(
    ("raised", "read"),
    [("st", "21st"), ("3", "21³"), ("-19", "21⁻¹⁹"), ("[4]", "21[4]"), ("kt", "21^kt")],
)
def test_raised_characters_are_written_together(raised: str, read: str) -> None:
    content = f"BT /F 12 Tf 72 700 Td (It was the 21) Tj 4 Ts /F 10 Tf ({raised}) Tj 0 Ts /F 12 Tf ( of them.) Tj ET"
    assert read_pdf(pdf(content)).text == f"It was the {read} of them."


def test_what_stands_beside_the_text_is_counted() -> None:
    annotations = b"/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Eva) /Rect [9 9 99 20] >> " + b" ".join(
        b"<< /Type /Annot /Subtype /%s /Contents (no) /Rect [9 9 99 20] >>" % kind for kind in (b"Text", b"FreeText", b"Link")
    )
    picture = "q 20 0 0 20 72 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
    data = pdf(f"BT /F 11 Tf 72 700 Td (The mill was sold.) Tj ET {picture}")
    outline = read_pdf(data.replace(b"/MediaBox", annotations + b"] /MediaBox"))
    assert outline.text == "The mill was sold."
    assert sorted(outline.dropped) == ["1 form field", "1 picture", "2 comments"]


COUNTS = [
    ("Place", "Counter", "Birds", "Days"),
    ("Harbour", "Ida Holm", "1,204", "31"),
    ("Mill pond", "Nils Aho", "87", "12"),
    ("Long strand", "Vera Lund", "3,310", "29"),
    ("Old quarry", "Otto Berg", "15", "4"),
]


def counts(gap: float) -> list[Line]:
    """A table whose columns stand so far apart where its cells are longest."""
    wide = [max(5 * len(cell.replace(" ", "")) + 3 * cell.count(" ") for cell in column) for column in zip(*COUNTS, strict=True)]
    lefts = [72 + sum(wide[:at]) + at * gap for at in range(4)]
    return [across(list(zip(row, lefts, strict=True)), 700 - 14 * at) for at, row in enumerate(COUNTS)]


@pytest.mark.parametrize("gap", [2, 3, 4, 5, 6, 8, 10, 20])
def test_no_cell_is_lost_however_narrow_the_gaps_are(gap: float) -> None:
    text = lay_out([counts(gap)]).text
    assert sorted(text.replace("|", " ").split()) == sorted(" ".join(cell for row in COUNTS for cell in row).split())


@pytest.mark.parametrize("gap", [4, 6, 8, 12])
def test_a_table_whose_columns_stand_hardly_further_apart_than_words(gap: float) -> None:
    before = line("The counts were made by those who stood at the same place each day.", 722)
    after = line("All counts were sent to the archive.", 690 - 14 * len(COUNTS))
    outline = lay_out([[before, *counts(gap), after]])
    assert outline.text.split("\n\n")[1:-1] == [" | ".join(row) for row in COUNTS]
    assert [block.labels for block in outline.blocks] == [(), *[COUNTS[0]] * 4]


def test_narrow_columns_of_justified_text_are_no_table() -> None:
    words = " ".join((*LEFT, *RIGHT) * 30).split()
    random.Random(3).shuffle(words)
    rows: list[list[str]] = [[]]
    for word in words:
        if sum(map(len, rows[-1])) * 5 + 3 * len(rows[-1]) + 5 * len(word) > 150:
            rows.append([])
        rows[-1].append(word)
    lines = []
    for at, row in enumerate(rows[:-1]):
        gap = (150 - 5 * sum(map(len, row))) / max(1, len(row) - 1)
        lefts = [72 + 5 * sum(map(len, row[:place])) + gap * place for place in range(len(row))]
        lines.append(across(list(zip(row, lefts, strict=True)), 9000 - 12 * at))
    assert len(lines) > 60
    assert narrow_rows(lines, set()) == []
