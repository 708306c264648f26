"""Documents made to take long: each takes seconds of the processor where something is looked at again and again, and a fraction of one otherwise."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from qa_bot import QaBotError
from qa_bot.loading import archive, visibility, webpage, worker
from qa_bot.loading.archive import open_archive, parse_xml
from qa_bot.loading.docx_preprocessing import prepared
from qa_bot.loading.load import _book
from qa_bot.loading.mail import read_mail
from qa_bot.loading.outline import Outline, Run
from qa_bot.loading.pdf_blocks import _rights
from qa_bot.loading.pdf_lines import Line
from qa_bot.loading.plain_text import Cleaned, clean
from qa_bot.loading.visibility import Styles
from tests.loading.test_documents import CONTAINER, zipped
from tests.loading.test_docx_preprocessing import RELATIONS, W, document, paragraph, read, run
from tests.test_linear_time import letters

MOST = 5
"""Seconds."""
MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, PART, END = (MARK.format(kind) for kind in ("begin", "separate", "end"))
SHAPE = f"<v:shape><v:textbox><w:txbxContent>{paragraph(run('b'))}</w:txbxContent></v:textbox></v:shape>"
BOX = f"<w:pict>{SHAPE}</w:pict>"
FRAME = paragraph(run("T"), properties='<w:framePr w:dropCap="drop"/>')
CHAIN = "".join(f'<w:style w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>' for at in range(8_000))
PARTS = {
    "word__styles_xml": f'<w:styles xmlns:w="{W}">{CHAIN}</w:styles>',
    "word__numbering_xml": f'<w:numbering xmlns:w="{W}"/>',
}


def text_given_to_mammoth(body: str, **parts: str) -> str:
    with zipfile.ZipFile(io.BytesIO(document(body, **parts))) as file:
        whole, _ = prepared(file, parse_xml, lambda name, part: "")
    with zipfile.ZipFile(io.BytesIO(whole)) as written:
        return "".join(parse_xml(written.read("word/document.xml")).itertext())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph((BEGIN + PART + run("a")) * 30_000), "a" * 30_000),  # fields in each other
        (paragraph(run("a"), f"<w:r>{BOX * 15_000}</w:r>"), "a" + "b" * 15_000),  # text boxes of one run
        (paragraph(run("a"), f"<w:r><w:pict><v:group>{SHAPE * 15_000}</v:group></w:pict></w:r>"), "a" + "b" * 15_000),  # and of one shape
        (paragraph(run("a"), f"<w:r>{BOX}</w:r>" * 15_000), "a" + "b" * 15_000),  # and of one paragraph
        (FRAME * 10_000 + paragraph(run("he")), "T" * 10_000 + "he"),  # drop capitals of drop capitals
        (paragraph(run("a") * 60_000), "a" * 60_000),  # runs of a paragraph without properties
        (paragraph(f'<w:fldSimple w:instr="A">{run("a")}</w:fldSimple>' * 30_000), "a" * 30_000),  # what is unwrapped in its place
    ],
)
def test_word_documents_of_very_many_parts(body: str, text: str) -> None:
    began = time.thread_time()
    assert text_given_to_mammoth(body) == text
    assert time.thread_time() - began < MOST


def test_numbers_of_paragraphs_whose_styles_build_on_very_many_others() -> None:
    began = time.thread_time()
    assert text_given_to_mammoth(paragraph(run("a"), properties='<w:pStyle w:val="s0"/>') * 8_000, **PARTS) == "a" * 8_000
    assert time.thread_time() - began < MOST


def test_mammoth_gets_no_more_fields_in_each_other_than_word_allows() -> None:
    with zipfile.ZipFile(io.BytesIO(document(paragraph((BEGIN + PART + PART + run("a")) * 100 + END * 100)))) as file:
        whole, _ = prepared(file, parse_xml, lambda name, part: "")
    with zipfile.ZipFile(io.BytesIO(whole)) as written:
        assert written.read("word/document.xml").count(b"w:fldCharType") == 3 * 20


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        (lambda: len(Styles(["a" * 100_000])._rules), 0),  # no brace
        (lambda: len(Styles(["/*" * 100_000])._rules), 0),  # comments without an end
        (lambda: len(Styles([".x { color: red }" * 100_000] * 10)._rules), 0),  # a book's style sheets: more than are read
        (lambda: _book("The Project Gutenberg eBook of x" + " by A" * 10_000 + "\n."), "x"),  # a PDF's title: the server itself reads it
    ],
)
def test_texts_that_begin_again_and_again(work: Callable[[], Any], outcome: Any) -> None:
    began = time.thread_time()
    assert work() == outcome
    assert time.thread_time() - began < MOST


def test_a_page_of_very_many_lines() -> None:
    lines = [Line(number * 7919 % 600, number * 7919 % 600 + 9, number * 104729 % 780, 8, "word") for number in range(6_000)]
    began = time.thread_time()
    assert len(_rights(lines)) == 6_000
    assert time.thread_time() - began < MOST


def test_fields_of_a_mail_that_never_end() -> None:
    words, options = "=?utf-8?q?a?= " * 100_000, "; a=b" * 100_000
    began = time.thread_time()
    found = read_mail(f"Subject: {words}\nMIME-Version: 1.0\nContent-Type: text/plain{options}\n\nAnna left.".encode())
    assert time.thread_time() - began < MOST
    assert found.text.endswith("Anna left.")


def test_lines_that_are_nearly_rules_of_tables() -> None:
    """They are read in the server's own process."""
    began = time.thread_time()
    assert clean("Anna left.\n\n" + f"{'=-' * 119}A\n" * 400).text.startswith("Anna left.")
    assert time.thread_time() - began < 1


def test_a_mail_of_very_many_spaces() -> None:
    began = time.thread_time()
    assert read_mail(f"Subject: a\nMIME-Version: 1.0\n\nAnna left.{' ' * 100_000}x".encode()).text.endswith("x")
    assert time.thread_time() - began < MOST


def test_a_paragraph_of_very_many_runs() -> None:
    outline = Outline()
    began = time.thread_time()
    outline.add([Run(f"{'word' * 20} ", struck=number % 2 == 0) for number in range(40_000)])
    assert time.thread_time() - began < MOST
    assert (len(outline.text), len(outline.struck)) == (81 * 40_000 - 1, 20_000)


def test_a_table_of_one_very_wide_row_is_not_as_wide_in_all() -> None:
    wide = ",".join(map(letters, range(400)))
    found = worker.read(".csv", f"{wide}\n".encode() + b"y,2\n" * 400)
    assert len(found["text"]) < 400 * 210
    assert found["labels"][found["blocks"][1][6]][:2] == ("a", "b")
    assert len(found["labels"]) < 4  # however many rows there are


def test_what_is_sent_of_a_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of 4 MB became 344 MB, which the server took four seconds to read, in one piece."""
    monkeypatch.setattr(worker, "MAX_PARTS", 1_000)
    assert worker.read(".csv", b"a,b\n" * 400)["refused"].startswith("This file has more than 1,000 list items")
    assert "text" in worker.read(".csv", b"a,b\n" * 300)
    monkeypatch.setattr(worker, "MAX_CHARACTERS", 1_000)
    assert "refused" in worker.read(".html", f'<p>Anna <a href="https://a.b/{"c" * 1_000}">left</a>.'.encode())
    told = worker._sent("text", Cleaned("Anna left.", dropped=("x" * 900,) * 900, title="y" * 900), ["z" * 900] * 900)
    assert [len(told["title"]), *(len(one) for name in ("dropped", "remarks") for one in (told[name], told[name][0]))] == [
        500,
        100,
        500,
        100,
        500,
    ]


def test_a_page_on_which_a_library_takes_too_long_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpage, "_SHARE", 0.05, raising=False)
    began = time.thread_time()
    found = worker.read(".html", ("<li>x" * 12_000).encode())
    assert time.thread_time() - began < MOST
    assert found["text"].count("x") == 12_000


def test_what_is_named_again_is_read_once() -> None:
    relations = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{RELATIONS}/aFChunk" Target="a.html"/></Relationships>'
    )
    chunks = paragraph(run("Seen.")) + '<w:altChunk r:id="a"/>' * 3
    found = read(chunks, word___rels__document_xmldotrels=relations, word__a_html="<p>In a file.</p>")
    assert found["text"] == "Seen.\n\nIn a file."
    assert "2 repeated embedded files" in found["dropped"]


def test_a_chapter_is_read_once_and_so_are_the_styles_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    read_sheets: list[list[str]] = []

    def noted(sheets: Iterable[str]) -> Any:
        read_sheets.append(list(sheets))
        return rules(read_sheets[-1])

    rules = visibility._rules
    monkeypatch.setattr(visibility, "_rules", noted)
    items = "".join(f'<item id="c{number}" href="c{number}.xhtml" media-type="application/xhtml+xml"/>' for number in range(3))
    spine = '<itemref idref="c0"/>' * 3 + '<itemref idref="c1"/><itemref idref="c2"/>'
    package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest><spine>{spine}</spine></package>'
    pages = {f"c{number}.xhtml": f"<html><body><p>Page {number}.</p><p class='x'>No.</p></body></html>".encode() for number in range(3)}
    data = zipped({"META-INF/container.xml": CONTAINER, "a.opf": package.encode(), "a.css": b".x { display: none }", **pages})
    assert worker.read(".epub", data)["text"] == "Page 0.\n\nPage 1.\n\nPage 2."
    assert [one for one in read_sheets if one] == [[".x { display: none }"]]


def test_files_of_one_name_count_as_often_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as written:
        written.writestr("a.xml", b"x")
        for size in (1, 400):
            with pytest.warns(UserWarning, match="Duplicate name"):
                written.writestr("a.xml", b"x" * size)
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000)
    with pytest.raises(QaBotError, match="unpacks to more"):
        open_archive(buffer.getvalue())


def test_markdown_of_very_many_brackets() -> None:
    began = time.thread_time()
    found = worker.read(".md", b"# Boats\n\nAnna left.\n\n" + b"![" * 150_000)
    assert time.thread_time() - began < MOST / 2
    assert found["text"].endswith("![")


@pytest.mark.parametrize("matter", ["a: &a [x, x]\ntitle: [*a, *a]", f"title: Boats\nnote: {'x' * 10_000}", f"title: {'[' * 9_000}"])
def test_front_matter_that_may_stand_for_any_amount_is_text(matter: str) -> None:
    began = time.thread_time()
    found = worker.read(".md", f"---\n{matter}\n---\n\nAnna left.\n".encode())
    assert time.thread_time() - began < MOST
    assert "title: " in found["text"]
    assert found["text"].endswith("Anna left.")
