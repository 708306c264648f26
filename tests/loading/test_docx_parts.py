"""Word documents whose parts have other names or namespaces, with fields in fields, drop capitals, hidden boxes and rare formulas."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from qa_bot.loading import worker
from qa_bot.loading.archive import parse_xml
from qa_bot.loading.docx_preprocessing import prepared
from tests.loading.test_docx_preprocessing import W, document, paragraph, read, run

HIDDEN, STRUCK = run("not ", "<w:vanish/>"), run("1904", "<w:strike/>")
POWER = "<m:oMath><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"


def field(*steps: str) -> str:
    """A field: marks, its code after "=", and runs."""
    marks = {one: f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end")}
    return "".join(
        marks.get(step) or (f"<w:r><w:instrText>{step[1:]}</w:instrText></w:r>" if step[0] == "=" else run(step)) for step in steps
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"document.xml", b"document2.xml"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
    ],
)
def test_a_document_is_read_whole_whatever_its_parts_are_called(old: bytes, new: bytes) -> None:
    data = document(paragraph(run("Built "), HIDDEN, run("in "), STRUCK, run(" 1905: "), POWER))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(buffer, "w") as written:
        for name in parts.namelist():
            content = parts.read(name).replace(old, new)
            if b"purl" in new:
                content = content.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            written.writestr(name.replace(old.decode(), new.decode()), content)
    found = worker.read(".docx", buffer.getvalue())
    assert found["text"] == "Built in 1904 1905: c²"
    assert [found["text"][a:b] for a, b in found["struck"]] == ["1904"]
    assert "1 hidden part" in found["dropped"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            field("begin", "=IF", "begin", "=MERGEFIELD Sex", "separate", "f", "end", "=Madam Sir", "separate", "Madam", "end"),
            "Dear Madam.",
        ),
        (field("begin", "=MERGEFIELD Name", "separate", "Anna", "end"), "Dear Anna."),
        (field("begin", "=IF") + run("Eva"), "Dear Eva."),
    ],
)
def test_of_a_field_in_the_code_of_another_nothing_is_seen(inside: str, text: str) -> None:
    assert read(paragraph(run("Dear "), inside, run(".")))["text"] == text


def test_a_list_to_choose_from_shows_what_is_chosen() -> None:
    entries = '<w:listEntry w:val="small"/><w:listEntry w:val="large"/>'
    for chosen, text in (('<w:result w:val="1"/>', "large"), ("", "small"), ('<w:result w:val="9"/>', "")):
        begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{chosen}{entries}</w:ddList></w:ffData></w:fldChar></w:r>'
        found = read(paragraph(run("Size:"), run(" "), begin, field("=FORMDROPDOWN", "separate", "end"), run(".")))
        assert found["text"] == f"Size: {text}."


def test_a_drop_capital_belongs_to_its_word() -> None:
    capital = paragraph(run("T"), properties='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert read(capital + paragraph(run("he mill burned.")))["text"] == "The mill burned."
    assert read(paragraph(run("Aside"), properties="<w:framePr/>") + paragraph(run("he came.")))["text"] == "Aside\n\nhe came."


@pytest.mark.parametrize(
    ("properties", "style", "text"),
    [("", "", "Mill.\n\nIn a box."), ("<w:vanish/>", "", "Mill."), ("", "position:absolute; visibility: hidden", "Mill.")],
)
def test_a_hidden_box_is_left_out_and_counted(properties: str, style: str, text: str) -> None:
    inside = f"<v:textbox><w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent></v:textbox>"
    box = f'<w:r><w:rPr>{properties}</w:rPr><w:pict><v:shape style="{style}">{inside}</v:shape></w:pict></w:r>'
    found = read(paragraph(run("Mill."), box))
    assert found["text"] == text
    assert found["dropped"] == (["1 hidden part"] if text == "Mill." else [])


def math(text: str, properties: str = "") -> str:
    return f"<m:r>{properties}<m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"<m:sPre><m:sub>{math('6')}</m:sub><m:sup>{math('14')}</m:sup><m:e>{math('C')}</m:e></m:sPre>", "¹⁴₆C"),
        (f'<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e>{math("99")}</m:e></m:phant>{math("x")}', "x"),
        (f"<m:phant><m:e>{math('99')}</m:e></m:phant>{math('x')}", "99x"),
        (math("99", "<w:rPr><w:vanish/></w:rPr>") + math("x", '<w:rPr><w:vanish w:val="0"/></w:rPr>'), "x"),
    ],
)
def test_formulas_show_what_is_seen(inside: str, text: str) -> None:
    assert read(paragraph(run("It is "), f"<m:oMath>{inside}</m:oMath>"))["text"] == f"It is {text}"


def test_numbers_before_a_sign_on_web_pages() -> None:
    page = "<p>Of <math><mmultiscripts><mi>C</mi><mn>2</mn><none/><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts></math> and <math><mi>x</mi><mphantom><mn>9</mn></mphantom></math>.</p>"
    assert worker.read(".html", (page * 9).encode())["text"].startswith("Of ¹⁴₆C₂ and x.")


def test_styles_that_build_on_very_many_others_are_looked_up_once() -> None:
    chain = "".join(f'<w:style w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>' for at in range(20_000))
    last = '<w:style w:styleId="s20000"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'
    body = paragraph(run("Seen. ", '<w:rStyle w:val="a"/>'), run("Hidden.", '<w:rStyle w:val="s0"/>'))
    began = time.thread_time()
    found = prepared_text(body, f'<w:styles xmlns:w="{W}">{chain}{last}</w:styles>')
    assert time.thread_time() - began < 5
    assert found == "Seen. "


def prepared_text(body: str, styles: str) -> str:
    """The text that mammoth is given."""
    with zipfile.ZipFile(io.BytesIO(document(body, word__styles_xml=styles))) as archive:
        whole, _ = prepared(archive, parse_xml, lambda name, part: "")
    with zipfile.ZipFile(io.BytesIO(whole)) as written:
        return "".join(parse_xml(written.read("word/document.xml")).itertext())
