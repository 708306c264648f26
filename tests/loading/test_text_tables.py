"""Tables that a plain text sets with spaces, tabs or bars."""

from __future__ import annotations

import pytest

from qa_bot import article_from_text

SPACED = "Boats of the village\n\nBoat        Owner        Built\nGull        Eva Lund      1931\nOld Tern                  1954\nAuk         Ida Holm      1972\n\nAll are red.\n"
RULED = "Boat      Owner\n========  ========\nGull      Eva Lund\nAuk       Ida Holm\n"
TABBED = "Boat\tOwner\tBuilt\nGull\tEva Lund\t1931\nAuk\t\t1972\n"
BARRED = "| Boat | Owner |\n|------|:-----:|\n| Gull | Eva Lund |\n| Auk | |\n"
BOXED = "+------+----------+\n| Boat | Owner    |\n+------+----------+\n| Gull | Eva Lund |\n| Auk  | Ida Holm |\n+------+----------+\n"


@pytest.mark.parametrize(
    ("raw", "labels", "last"),
    [
        (SPACED, ("Boat", "Owner", "Built"), ["Auk", "Ida Holm", "1972"]),
        (RULED, ("Boat", "Owner"), ["Auk", "Ida Holm"]),
        (TABBED, ("Boat", "Owner", "Built"), ["Auk", "", "1972"]),
        (BARRED, ("Boat", "Owner"), ["Auk", ""]),
        (BOXED, ("Boat", "Owner"), ["Auk", "Ida Holm"]),
    ],
)
def test_a_table_is_a_grid(raw: str, labels: tuple[str, ...], last: list[str]) -> None:
    article = article_from_text(raw)
    rows = [block for block in article.blocks if block.kind == "row"]
    assert rows[-1].labels == labels
    assert [article.text[start:end] for start, end in rows[-1].cells] == last
    assert "--" not in article.text


def test_an_empty_cell_keeps_its_place() -> None:
    article = article_from_text(SPACED)
    assert article.text == (
        "Boats of the village\n\nBoat | Owner | Built\n\nGull | Eva Lund | 1931\n\nOld Tern | | 1954\n\nAuk | Ida Holm | 1972\n\nAll are red."
    )


@pytest.mark.parametrize(
    "raw",
    [
        # a drawing, two columns of prose, facts without headings, a poem, a table of contents, code
        "  +---+   +---+\n  | a |   | b |\n  +---+   +---+\n  | c |   | d |\n",
        "The mill by the river was      The school stands on the\nsold in spring to a man         hill, where the wind turns\nfrom Moss, who kept it for      the vane all day, and its\n",
        "Name:     Eva Lund\nTown:     Turku\nBorn:     in Moss\n",
        "  The sea    is grey,\n    the mill   is still,\n  and no one   calls.\n",
        "One  .......  3\nTwo  .......  9\nThree  .....  12\n",
        "   0   1   2   3\n +---+---+---+---+\n |     WHO       |   (more)\n +---+---+---+---+\n",
        "x = 1      # one\nyy = 2     # two\nzzz = 3    # three\n",
    ],
)
def test_what_is_no_table_is_left(raw: str) -> None:
    assert not [block for block in article_from_text(raw).blocks if block.kind == "row"]
