"""What Word documents hold that a reader of them sees."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from qa_bot.loading import worker

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def related(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>'
    )


def document(body: str, **parts: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", related("officeDocument", "word/document.xml"))
        archive.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_html", ".html").replace("dotrels", ".rels"), data)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def read(body: str, **parts: bytes | str) -> dict[str, Any]:
    return worker.read(".docx", document(body, **parts))


@pytest.mark.parametrize(
    "wrapped",
    [
        f'<w:fldSimple w:instr=" SEQ Figure ">{run("7")}</w:fldSimple>',
        f'<w:bdo w:val="rtl">{run("7")}</w:bdo>',
        f'<w:dir w:val="ltr">{run("7")}</w:dir>',
        f'<w:customXml w:element="x">{run("7")}</w:customXml>',
        f'<w:fldSimple w:instr="A"><w:fldSimple w:instr="B">{run("7")}</w:fldSimple></w:fldSimple>',
        f"<w:ins>{run('7')}</w:ins>",
        f"<w:moveTo>{run('7')}</w:moveTo>",
        "<m:oMath><m:r><m:t>7</m:t></m:r></m:oMath>",
    ],
)
def test_what_is_wrapped_is_read_in_its_place(wrapped: str) -> None:
    assert read(paragraph(run("Figure "), wrapped, run(" shows the mill.")))["text"] == "Figure 7 shows the mill."


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<m:r><m:t>E=m</m:t></m:r><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "E=mc²"),
        ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "(a+b)/2"),
        ('<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad>', "√x"),
        ('<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>', "[x]"),
    ],
)
def test_formulas(inside: str, text: str) -> None:
    assert read(paragraph(run("It is "), f"<m:oMathPara><m:oMath>{inside}</m:oMath></m:oMathPara>"))["text"] == f"It is {text}"


@pytest.mark.parametrize(
    "old",
    [
        run("1,200", "<w:strike/>"),
        run("1,200", "<w:dstrike/>"),
        run("1,200", '<w:rStyle w:val="Gone"/>'),
        f"<w:del>{run('1,200').replace('w:t', 'w:delText')}</w:del>",
    ],
)
def test_struck_text_is_shown_and_known(old: str) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Gone"><w:basedOn w:val="Old"/></w:style></w:styles>'
    )
    found = read(paragraph(run("It holds "), old, run(" 900 litres.")), word__styles_xml=styles)
    assert found["text"] == "It holds 1,200 900 litres."
    assert [found["text"][a:b] for a, b in found["struck"]] == ["1,200"]
    assert "1 struck part, shown but not read" in found["dropped"]


def test_hidden_text_goes_and_is_reported() -> None:
    off = run("in 1904", '<w:vanish w:val="0"/><w:strike w:val="false"/>')
    found = read(paragraph(run("Built "), run("not ", "<w:vanish/>"), off, run(".")))
    assert found["text"] == "Built in 1904."
    assert found["dropped"] == ["1 hidden part"]
    assert not found["struck"]


def box(text: str) -> str:
    return f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph(run(text))}</w:txbxContent></wps:txbx></wps:wsp>"


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    drawing = f"<w:drawing><a:graphic>{box('Ring twice.')}</a:graphic></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{paragraph(run('Ring twice.'))}</w:txbxContent></v:textbox></v:shape></w:pict>"
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>'
    for one in (drawing, old, both):
        assert (
            read(paragraph(run("The door is green."), f"<w:r>{one}</w:r>") + paragraph(run("End.")))["text"]
            == "The door is green.\n\nRing twice.\n\nEnd."
        )


def test_embedded_files_are_read_in_their_place() -> None:
    body = paragraph(run("Before.")) + '<w:altChunk r:id="r1"/>' + paragraph(run("After."))
    parts = {"word___rels__document_xmldotrels": related("aFChunk", "part.html"), "word__part_html": "<p>Ida signed.</p><p>Nils too.</p>"}
    assert read(body, **parts)["text"] == "Before.\n\nIda signed.\n\nNils too.\n\nAfter."
    gone = read(body)
    assert gone["text"] == "Before.\n\nAfter."
    assert gone["dropped"] == ["1 embedded file that could not be read"]


def test_a_table_is_a_grid() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"

    def row(*cells: str, heads: bool = False) -> str:
        return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if heads else ''}{''.join(cells)}</w:tr>"

    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = row(cell("Day"), cell("Boat"), heads=True) + row(cell("Monday", begin), cell("Tern")) + row(cell("", goes_on), cell("Gull"))
    found = read(f"<w:tbl>{table}</w:tbl>")
    assert found["text"] == "Day | Boat\n\nMonday | Tern\n\nMonday | Gull"
    assert [found["labels"][block[6]] for block in found["blocks"]] == [(), ("Day", "Boat"), ("Day", "Boat")]


def test_what_mammoth_passes_over_is_named() -> None:
    found = read(paragraph(run("A boat."), "<w:contentPart>lost</w:contentPart>"))
    assert found["dropped"] == ["what stands in elements “contentPart”, which are not read"]


def test_raised_numbers_and_readings() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    ruby = f"<w:r><w:ruby><w:rt>{run('eki')}</w:rt><w:rubyBase>{run('駅')}</w:rubyBase></w:ruby></w:r>"
    assert read(paragraph(run("10"), run("6", raised), run(" at the "), ruby))["text"] == "10⁶ at the 駅 (eki)"


def cells(*texts: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(f'<w:tc>{paragraph(run(text))}</w:tc>' for text in texts)}</w:tr>"


def test_a_deleted_row_is_struck_and_skipped_columns_stay_empty() -> None:
    deleted, skips = '<w:trPr><w:del w:id="1"/></w:trPr>', '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    rows = [cells("Day", "Boat", "At"), cells("Mon", "Gull", "8:15", properties=deleted), cells("Tern", "9:30", properties=skips)]
    table = f"<w:tbl>{''.join(rows)}</w:tbl>"
    found = read(table)
    assert found["text"] == "Day | Boat | At\n\nMon | Gull | 8:15\n\n| Tern | 9:30"
    assert [found["text"][a:b] for a, b in found["struck"]] == ["Mon", "Gull", "8:15"]
    assert "1 tracked deletion" in found["dropped"]


def test_an_embedded_page_keeps_its_tables_and_what_is_struck() -> None:
    page = (
        "<html><style>.old {text-decoration: line-through} .tip {display: none}</style><h2>Fees</h2><p>It is <b class=old>80</b> 55 euros"
        "<i class=tip>!</i>.</p><table><tr><th>Boat</th><th>At</th></tr><tr><td>Gull</td><td>8</td></tr></table></html>"
    )
    found = read(
        paragraph(run("Before.")) + '<w:altChunk r:id="r1"/>' + paragraph(run("After.")),
        word__fees_html=page,
        word___rels__document_xmldotrels=related("aFChunk", "fees.html"),
    )
    assert found["text"] == "Before.\n\nFees\n\nIt is 80 55 euros.\n\nBoat | At\n\nGull | 8\n\nAfter."
    assert [found["text"][a:b] for a, b in found["struck"]] == ["80"]


NUMBERING = (
    f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def numbered(text: str, level: int, number: int = 1) -> str:
    return paragraph(run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_of_clauses_are_text_and_those_of_a_list_are_markers() -> None:
    clauses = [("Fees", 0), ("The fee is 4 euros.", 1), ("It is due in May.", 1), ("Boats", 0), ("A boat has a name.", 1)]
    found = read(
        "".join(numbered(text, level) for text, level in clauses) + numbered("first", 0, 2) + numbered("second", 0, 2),
        word__numbering_xml=NUMBERING,
        word___rels__document_xmldotrels=related("numbering", "numbering.xml"),
    )
    assert found["text"].split("\n\n") == [
        *("Part I Fees", "I.1 The fee is 4 euros.", "I.2 It is due in May.", "Part II Boats", "II.1 A boat has a name."),
        *("first", "second"),
    ]
    assert [block[4] for block in found["blocks"]] == ["1.", "2."]


def test_raised_positions_line_ends_and_ticked_boxes() -> None:
    box = '<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
    body = paragraph(run("10"), run("21", '<w:position w:val="6"/>'), run(" kg"), "<w:r><w:ptab/><w:t>net</w:t><w:cr/><w:t>dry</w:t></w:r>")
    assert read(body + paragraph(f"{box}{run('☒')}</w:sdtContent></w:sdt>", run(" paid")))["text"] == "10²¹ kg net\n\ndry\n\n☒ paid"
