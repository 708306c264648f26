"""The cell of a table that a question asks for."""

from __future__ import annotations

import pytest

from qa_bot import Article
from qa_bot.answer import Span
from qa_bot.dialogue.answers.table_cells import asked_cell
from qa_bot.loading.grid import Cell, add_table
from qa_bot.loading.outline import Outline, Run


def table(*rows: str) -> Article:
    """An article that is one table: its rows, the cells parted by bars; the first row has the headings."""
    outline = Outline()
    add_table(outline, [[Cell([Run(cell)]) for cell in row.split("|")] for row in rows], 1)
    return Article(outline.text, blocks=tuple(outline.blocks))


FARES = table("Line|Ticket|Price|Valid until", "Red|Day|4 euros|midnight", "Red|Week|20 euros|Sunday", "Blue|Day|6 euros|midnight")


@pytest.mark.parametrize(
    ("question", "found", "answer"),
    [
        ("Which line costs 6 euros?", "6 euros", "Blue"),
        ("What is the price of a week ticket on the red line?", "Sunday", "20 euros"),
        ("What does a day ticket cost on the blue line?", "4 euros", "6 euros"),
        ("Which ticket is valid until Sunday?", "Sunday", "Week"),
        # what the reader found stays where the table does not tell more
        ("What does a week ticket cost on the red line?", "20 euros", None),
        ("How long is a day ticket valid?", "midnight", None),
        ("Which line has a ticket for 4 euros?", "Red", None),
        ("What does a month ticket cost?", "20 euros", None),
    ],
)
def test_a_question_names_column_and_row(question: str, found: str, answer: str | None) -> None:
    at = FARES.text.index(found)
    cell = asked_cell(question, Span.cut(FARES.text, at, at + len(found)), FARES)
    assert (cell and cell.text) == answer


@pytest.mark.parametrize(
    ("question", "found", "answer"),
    [
        ("How full is the hall in winter?", "90", "40"),
        ("How full is the hall?", "90", None),
        ("How full is the pool in summer?", "75", None),
    ],
)
def test_of_columns_under_one_heading_the_named_one_is_asked(question: str, found: str, answer: str | None) -> None:
    guests = table("House|Guests summer|Guests winter", "hall|90|40", "pool|75|15")
    at = guests.text.index(found)
    cell = asked_cell(question, Span.cut(guests.text, at, at + len(found)), guests)
    assert (cell and cell.text) == answer


def test_a_table_with_an_empty_corner_names_its_columns() -> None:
    people = table("|Bob|Eva", "Age|39|41", "Job|baker|smith")
    cell = asked_cell("How old is Eva?", Span.cut(people.text, people.text.index("39"), people.text.index("39") + 2), people)
    assert cell
    assert cell.text == "41"


def test_a_named_row_counts_once_however_often_a_cell_is_repeated() -> None:
    boats = table("Day|Trip out|Trip back", "Gull|Gull|Tern", "Gull|Heron|Heron")
    at = boats.text.rindex("Heron")
    assert asked_cell("Who sails with the Gull?", Span.cut(boats.text, at, at + 5), boats) is None


def test_prose_and_tables_without_headings_are_left() -> None:
    prose = Article("The red line costs 4 euros.")
    assert asked_cell("Which line costs 4 euros?", Span.cut(prose.text, 19, 26), prose) is None
    plain = table("Red|4 euros")
    bare = Article(plain.text, blocks=tuple(type(block)(block.start, block.end, "row", cells=block.cells) for block in plain.blocks))
    assert asked_cell("Which line costs 4 euros?", Span.cut(bare.text, 6, 13), bare) is None
