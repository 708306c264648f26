"""Tables whose cells are ruled by lines on the page."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from qa_bot.loading.outline import Outline
from qa_bot.loading.pdf import read_pdf
from qa_bot.loading.pdf_ruled_grids import grids_of
from tests.loading.test_layout_of_pages import pdf

PROSE = "BT /F 10 Tf 72 740 Td (The boats leave from the pier in the north of the bay, where a lamp was put up.) Tj ET"


def text(left: float, height: float, *lines: str) -> str:
    return f"BT /F 10 Tf 11 TL {left} {height} Td {' T* '.join(f'({line}) Tj' for line in lines)} ET"


def rectangle(left: float, bottom: float, right: float, top: float) -> str:
    return f"{left} {bottom} {right - left} {top - bottom} re S"


def rows(outline: Outline) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([outline.text[a:b] for a, b in block.cells], block.labels) for block in outline.blocks if block.kind == "row"]


def boxes(xs: list[float], ys: list[float]) -> str:
    return " ".join(rectangle(x, y, to, top) for y, top in pairwise(ys) for x, to in pairwise(xs))


WORDS = [
    *(text(73, 703, "Day"), text(113, 703, "Boat"), text(153, 703, "Leaves")),
    *(text(73, 683, "Monday"), text(113, 683, "Heron"), text(153, 683, "8:15")),
    *(text(113, 663, "Gull"), text(153, 663, "14:40")),
]
LABELS = ("Day", "Boat", "Leaves")


@pytest.mark.parametrize(
    "lines",
    [
        # each cell a box, but one over two rows; lines from end to end, short of one cell; thin boxes that are filled
        f"{boxes([72, 112, 152, 192], [700, 720])} {boxes([112, 152, 192], [660, 680, 700])} {rectangle(72, 660, 112, 700)}",
        "72 720 m 192 720 l S 72 700 m 192 700 l S 112 680 m 192 680 l S 72 660 m 192 660 l S "
        "72 660 m 72 720 l S 112 660 m 112 720 l S 152 660 m 152 720 l S 192 660 m 192 720 l S",
        "".join(f"72 {y} 120 0.7 re f " for y in (720, 700, 660)) + "112 680 80 0.7 re f " + "".join(f"{x} 660 0.7 60 re f " for x in (72, 112, 152, 192)),
    ],
)  # fmt: skip
def test_ruled_cells_are_a_grid(lines: str) -> None:
    outline = read_pdf(pdf(f"{PROSE} {lines} {' '.join(WORDS)}"))
    assert rows(outline) == [(list(LABELS), ()), (["Monday", "Heron", "8:15"], LABELS), (["Monday", "Gull", "14:40"], LABELS)]


def test_cells_of_several_lines_and_two_rows() -> None:
    lines = boxes([72, 172, 212], [660, 690, 710])
    words = [text(73, 695, "Ticket"), text(173, 695, "Price"), text(73, 680, "For the old and", "for children"), text(173, 675, "3 euros")]
    outline = read_pdf(pdf(f"{PROSE} {lines} {' '.join(words)}"))
    assert rows(outline)[1] == (["For the old and for children", "3 euros"], ("Ticket", "Price"))


def test_words_that_run_over_their_cell_stay_whole() -> None:
    lines = boxes([72, 112, 300], [660, 680, 700])
    words = [text(73, 685, "Boat"), text(220, 685, "Seats"), text(73, 665, "The Heron of Moss"), text(220, 665, "90")]
    outline = read_pdf(pdf(f"{PROSE} {lines} {' '.join(words)}"))
    assert rows(outline)[1][0] == ["The Heron of Moss", "90"]


def test_headings_over_several_columns() -> None:
    lines = f"{rectangle(72, 680, 112, 720)} {rectangle(112, 700, 192, 720)} {boxes([112, 152, 192], [680, 700])} {boxes([72, 112, 152, 192], [660, 680])}"
    words = [text(73, 690, "Line"), text(113, 705, "Ticket"), text(113, 685, "Day"), text(153, 685, "Week"), *(text(73 + 40 * i, 665, one) for i, one in enumerate(["Red", "4", "20"]))]  # fmt: skip
    assert rows(read_pdf(pdf(f"{PROSE} {lines} {' '.join(words)}")))[-1] == (["Red", "4", "20"], ("Line", "Ticket Day", "Ticket Week"))


def test_frames_columns_and_diagrams_are_no_tables() -> None:
    prose = [
        text(
            74,
            690,
            *["the mill by the river was sold", "in spring to a man who kept it", "for nine years and gave it away", "to his daughter."],
        )
    ]
    frame = read_pdf(pdf(f"{rectangle(72, 640, 300, 705)} {' '.join(prose)}"))
    assert frame.text == "the mill by the river was sold in spring to a man who kept it for nine years and gave it away to his daughter."
    deep = ["the school stands on the hill, where"] * 20
    columns = read_pdf(pdf(f"{boxes([72, 300, 528], [400, 690, 705])} {text(74, 680, *deep)} {text(302, 680, *deep)}"))
    assert not rows(columns)
    diagram = read_pdf(pdf(f"{PROSE} {boxes(list(range(72, 272, 20)), list(range(500, 700, 20)))} {text(80, 505, 'sales')}"))
    assert diagram.text.endswith("sales")
    assert not rows(diagram)


def test_many_lines_cost_no_more_than_their_number() -> None:
    began = time.process_time()
    for count in (100, 2000):
        grids_of([(i, 0, 500) for i in range(0, 4 * count, 4)], [(i, 0, 4 * count) for i in range(0, 4 * count, 4)])
        grids_of([(9 * i, 9 * i, 9 * i + 5) for i in range(count)], [(9 * i, 9 * i, 9 * i + 5) for i in range(count)])
    assert time.process_time() - began < 2
