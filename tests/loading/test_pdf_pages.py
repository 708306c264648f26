"""PDF pages as programs print them: sideways, with text that nobody sees, with boxes beside the text and marks of another size."""

from __future__ import annotations

import pytest

from qa_bot.loading.pdf import read_pdf
from tests.loading.test_layout_of_pages import pdf
from tests.loading.test_ruled_tables import LABELS, WORDS, boxes, rows, text

LINES = (
    "The water mill at Harrow was built in 1844 by the brothers",
    "Berg and ground rye for nine villages until the great fire.",
)
READ = " ".join(LINES)


@pytest.mark.parametrize(
    ("turn", "page"),
    [("1 0 0 1 0 0", 0), ("0 1 -1 0 780 0", 0), ("0 1 -1 0 780 0", 90), ("-1 0 0 -1 600 800", 180), ("0 -1 1 0 -200 700", 270)],
)
def test_a_page_that_is_printed_sideways_is_read_along_its_lines(turn: str, page: int) -> None:
    raised = "BT /F 11 Tf 72 600 Td (The fee is 75) Tj 4 Ts /F 7 Tf (2) Tj 0 Ts /F 11 Tf ( euros.) Tj ET"
    data = pdf(f"{turn} cm {text(72, 700, *LINES)} {raised}").replace(b"/MediaBox", b"/Rotate %d /MediaBox" % page)
    outline = read_pdf(data)
    assert outline.text == f"{READ}\n\nThe fee is 75² euros."
    assert not outline.dropped


def test_the_ruled_table_of_a_sideways_page_is_a_grid() -> None:
    lines = f"{boxes([72, 112, 152, 192], [700, 720])} {boxes([112, 152, 192], [660, 680, 700])} {boxes([72, 112], [660, 700])}"
    prose = text(72, 740, *LINES)
    outline = read_pdf(pdf(f"0 1 -1 0 780 0 cm {prose} {lines} {' '.join(WORDS)}"))
    assert rows(outline)[1:] == [(["Monday", "Heron", "8:15"], LABELS), (["Monday", "Gull", "14:40"], LABELS)]


def test_what_nobody_sees_is_left_out_and_counted() -> None:
    unseen = "BT 3 Tr /F 10 Tf 72 600 Td (The fee is 80 euros.) Tj ET 0 Tr"
    outline = read_pdf(pdf(f"{text(72, 700, *LINES)} {unseen} {text(72, 500, 'The fee is 55.')} {text(72, -50, 'The fee is 90 euros.')}"))
    assert outline.text == f"{READ}\n\nThe fee is 55."
    assert outline.dropped == ["2 hidden parts"]


def test_what_was_recognised_in_a_scan_is_read() -> None:
    assert read_pdf(pdf(f"3 Tr {text(72, 700, *LINES)}")).text == READ


def test_a_mark_in_a_larger_type_raises_no_letter() -> None:
    assert read_pdf(pdf(f"BT /F 12 Tf 72 700 Td (1) Tj ET {text(90, 702, *LINES)}")).text == f"1 {READ}"


def test_a_box_beside_a_paragraph_and_a_wide_line_below_do_not_break_it() -> None:
    wide = text(72, 600, "This line is set over the whole width of the page, from the one margin of it to the other one, as others are.")
    box = text(400, 692, "Opening hours", "9 to 5")
    assert read_pdf(pdf(f"{text(72, 700, *LINES, 'The end.')} {box} {wide}")).text.startswith(f"{READ} The end.\n\n")
    title = "BT /F 40 Tf 72 740 Td (A History of Harrow) Tj ET"
    assert read_pdf(pdf(f"{title} {text(72, 700, *LINES)}")).text == f"A History of Harrow\n\n{READ}"


def test_a_short_line_does_not_go_on_in_the_block_beside_it() -> None:
    block = text(300, 700, "Invoice 4711")
    found = read_pdf(
        pdf(f"{text(72, 700, 'Lund and Sons Limited of the North', '14 Mill Lane', 'Harrow')} {block} {text(72, 600, *LINES)}")
    )
    assert "Harrow\n\nInvoice 4711\n\n" in found.text
