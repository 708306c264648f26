"""What a tagged PDF says itself about its paragraphs, headings, items and cells."""

from __future__ import annotations

from itertools import count

import pytest

from qa_bot.loading.outline import Outline
from qa_bot.loading.pdf import read_pdf

Element = tuple[str, object]
"""A type, perhaps with attributes behind a space, and its children, or (left, height, lines) of its text."""


def tagged(*pages: list[Element]) -> bytes:
    """A tagged PDF. An element "Artifact" is marked on its page alone; one without a type is not marked at all."""
    objects: list[bytes] = [b"", b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    page_numbers, tops, parents = [], [], []

    def new(body: bytes = b"") -> int:
        objects.append(body)
        return len(objects)

    def put(element: Element, parent: int, page: int, marks: list[int], ids: count[int], stream: list[str]) -> int:
        name, _, attributes = element[0].partition(" ")
        inside = element[1]
        number = new() if name not in ("", "Artifact") else 0
        kids: list[str] = []
        if isinstance(inside, tuple):
            left, height, lines = inside
            text = " T* ".join(f"({line}) Tj" for line in lines)
            shown = f"BT /F 11 Tf 14 TL {left} {height} Td {text} ET"
            if number:
                own = next(ids)
                marks.append(number)
                kids.append(str(own))
                shown = f"/{name} << /MCID {own} >> BDC {shown} EMC"
            stream.append(f"/Artifact BMC {shown} EMC" if name == "Artifact" else shown)
        else:
            assert isinstance(inside, list)
            kids = [f"{kid} 0 R" for kid in (put(child, number, page, marks, ids, stream) for child in inside) if kid]
        if number:
            more = f"/A << /O /Table {attributes} >>" if attributes else ""
            objects[number - 1] = f"<< /Type /StructElem /S /{name} /P {parent} 0 R /Pg {page} 0 R /K [{' '.join(kids)}] {more} >>".encode()
        return number

    for at, elements in enumerate(pages):
        page, stream = new(), list[str]()
        marks, ids = list[int](), count()
        tops += [one for one in (put(element, 3, page, marks, ids, stream) for element in elements) if one]
        content = "\n".join(stream).encode("latin-1")
        contents = new(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects[page - 1] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /StructParents %d /Resources << /Font << /F 4 0 R >> >> >>"
            % (contents, at)
        )
        page_numbers.append(page)
        parents.append(f"{at} [{' '.join(f'{mark} 0 R' for mark in marks)}]")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 3 0 R /MarkInfo << /Marked true >> >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{page} 0 R' for page in page_numbers)}] /Count {len(pages)} >>".encode()
    objects[2] = (
        f"<< /Type /StructTreeRoot /K [{' '.join(f'{top} 0 R' for top in tops)}] /ParentTree << /Nums [{' '.join(parents)}] >> >>".encode()
    )
    data = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(data),
    )


def shown(outline: Outline) -> list[tuple[str, str]]:
    """Each paragraph with what it is."""
    kinds = {block.start: f"{block.kind}{block.level}{block.marker}" for block in outline.blocks}
    found, at = [], 0
    for text in outline.text.split("\n\n"):
        found.append((kinds.get(at, ""), text))
        at += len(text) + 2
    return found


def test_paragraphs_headings_and_items_are_those_of_the_tags() -> None:
    page: list[Element] = [
        ("H1", (72, 700, ["Boats"])),
        ("P", (72, 680, ["The mill by the river was", "sold in spring."])),
        ("P", (72, 652, ["it is old, and close to the lines above."])),
        ("L", [
            ("LI", [("Lbl", (72, 630, ["1."])), ("LBody", (90, 630, ["Row first."]))]),
            ("LI", [("Lbl", (72, 616, ["2."])), ("LBody", [("P", (90, 616, ["Then sail."])), ("L", [("LI", [("LBody", (108, 602, ["Or drift."]))])])])]),
        ]),
        ("BlockQuote", [("P", (72, 580, ["No wind."]))]),
        ("H2", (72, 560, ["End"])),
    ]  # fmt: skip
    assert shown(read_pdf(tagged(page))) == [
        ("heading1", "Boats"),
        ("", "The mill by the river was sold in spring."),
        ("", "it is old, and close to the lines above."),
        ("item11.", "Row first."),
        ("item12.", "Then sail."),
        ("item2•", "Or drift."),
        ("quote1", "No wind."),
        ("heading2", "End"),
    ]


def test_the_order_is_that_of_the_tags() -> None:
    """The file writes the right column first."""
    right: Element = ("P", (320, 700, ["The school stands on the hill."]))
    left: Element = ("P", (72, 700, ["The mill stands by the river."]))
    page: list[Element] = [("Sect", [("Div", [left]), ("Div", [right])])]
    data = tagged(page)
    mark = b"BT /F 11 Tf 14 TL 72 700 Td"
    assert data.index(mark) < data.index(b"BT /F 11 Tf 14 TL 320 700 Td")
    assert read_pdf(data).text == "The mill stands by the river.\n\nThe school stands on the hill."
    swapped = tagged([right, left])  # tags and file agree: on a page without tags it is the same
    assert read_pdf(swapped).text == "The school stands on the hill.\n\nThe mill stands by the river."


def cell(kind: str, left: float, height: float, *lines: str) -> Element:
    return kind, (left, height, list(lines))


def test_a_tagged_table_is_a_grid_over_pages() -> None:
    first: list[Element] = [
        ("P", (72, 730, ["The boats of the village:"])),
        ("Table", [
            ("TR", [cell("TH", 72, 700, "Day"), cell("TH", 150, 700, "Boat"), cell("TH", 250, 700, "Leaves")]),
            ("TR", [cell("TD /RowSpan 2", 72, 686, "Monday"), cell("TD", 150, 686, "Old", "Heron"), cell("TD", 250, 686, "8:15")]),
            ("TR", [cell("TD", 250, 658, "14:40")]),
        ]),
    ]  # fmt: skip
    second: list[Element] = [
        ("Table", [("TR", [cell("TD", 72, 700, "Tuesday"), cell("TD", 150, 700, "Tern"), cell("TD", 250, 700, "9:30")])])
    ]
    outline = read_pdf(tagged(first, second))
    rows = [([outline.text[a:b] for a, b in block.cells], block.labels) for block in outline.blocks if block.kind == "row"]
    labels = ("Day", "Boat", "Leaves")
    assert rows == [
        (["Day", "Boat", "Leaves"], ()),
        (["Monday", "Old Heron", "8:15"], labels),
        (["Monday", "", "14:40"], labels),
        (["Tuesday", "Tern", "9:30"], labels),
    ]
    assert outline.text[outline.pages[1] :].startswith("Tuesday")


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    pages: list[list[Element]] = [
        [("P", (72, 100, ["The keeper of the light was sent to"])), ("Artifact", (300, 30, ["The light 7"]))],
        [("P", (72, 700, ["Moss in spring."])), ("P", (72, 680, ["He stayed."])), ("Artifact", (300, 30, ["The light 8"]))],
    ]
    outline = read_pdf(tagged(*pages))
    assert outline.text == "The keeper of the light was sent to Moss in spring.\n\nHe stayed."
    assert outline.dropped == ["2 page headers or footers"]


@pytest.mark.parametrize("name", ["", "Artifact"])
def test_what_is_seen_among_the_text_stays_whatever_its_mark(name: str) -> None:
    page: list[Element] = [
        ("P", (72, 700, ["One long and well tagged paragraph of the page stands here, above all the others."])),
        (name, (72, 680, ["A note."])),
        ("P", (72, 660, ["The last paragraph is tagged too, and it is as long as the one that is first."])),
    ]
    assert [text for _, text in shown(read_pdf(tagged(page)))][1] == "A note."


def test_tags_of_lines_or_of_a_part_are_not_used() -> None:
    lines = [
        "The mill by the river was",
        "sold in spring to a man",
        "from Moss, who kept it",
        "for nine years and then",
        "gave it to his daughter.",
    ]
    page: list[Element] = [("P", (72, 700 - 14 * number, [line])) for number, line in enumerate(lines)]
    assert read_pdf(tagged(page)).text == " ".join(lines)
    half: list[Element] = [("", (72, 700 - 14 * number, [line])) for number, line in enumerate(lines)]
    assert read_pdf(tagged([*half, ("P", (72, 600, ["End."]))])).text == f"{' '.join(lines)}\n\nEnd."


def test_a_broken_tree_is_no_obstacle() -> None:
    page: list[Element] = [("P", (72, 700, ["The mill was sold."])), ("P", (72, 680, ["It burned."]))]
    whole = tagged(page)
    for old, new in ((b"/S /P", b"/S 99"), (b"/ParentTree", b"/ParentTwee"), (b"/K [0]", b"/K [9]"), (b"/MCID 0", b"/MCID 7")):
        assert "The mill was sold." in read_pdf(whole.replace(old, new)).text
