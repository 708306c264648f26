"""Files of every type that other programs made, what was read from them and what was left out; and files meant to do harm."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from qa_bot import Article, QaBotError
from qa_bot.loading import article_from_bytes, article_from_text, limits, load_article, worker, worker_process
from qa_bot.loading.load import suffix_of
from qa_bot.loading.outline import Outline, Run
from qa_bot.loading.pdf_lines import Line
from qa_bot.loading.pdf_outline import lay_out
from qa_bot.loading.pdf_tables import rows_of
from qa_bot.loading.webpage import _is_plain

DOCUMENTS = Path(__file__).parents[1] / "documents"
STRUCTURED = [
    "harrow.md",
    "harrow-pandoc.html",
    "harrow-pandoc.docx",
    "harrow-pandoc.epub",
    "harrow-libreoffice.docx",
    "harrow-libreoffice.html",
]
ALL = [*STRUCTURED, "harrow-libreoffice.epub", "harrow-libreoffice.pdf", "harrow-groff.pdf", "harrow-pandoc-cp1252.txt"]
SENTENCES = [
    "A lighthouse has stood on it since 1843, and for most of that time somebody lived beside it.",
    "The winter of 1851 was unusually severe.",
    "Her design differed from the old one in three ways:",
    "One crate was lost in the surf; a diver named Tomas Reve found it after nine days, and not a single prism was cracked.",
    "The light does not call them. It only forgives them nothing.",
    "A solar panel the size of a door now does the work for which three families were once needed.",
]


@pytest.fixture(scope="module")
def loaded() -> dict[str, Article]:
    return {name: load_article(DOCUMENTS / name) for name in ALL}


@pytest.mark.parametrize("name", ALL)
def test_every_type_gives_the_words(loaded: dict[str, Article], name: str) -> None:
    article = loaded[name]
    for sentence in SENTENCES:
        assert sentence in article.text.replace("’", "'")
    assert "metres high" in article.text
    assert "station's log books" in article.text.replace("’", "'")
    assert article.report.language == "en"
    assert article.report.words == len(article.text.split())
    assert 480 <= article.report.words <= 520
    guessed = ("The file doesn't say which encoding it is in, so I read it as windows-1252.",)
    assert article.report.remarks == (guessed if "cp1252" in name else ())
    assert name.endswith(".txt") or article.title == "The Lamps of Harrow Point"
    for part in (*article.blocks, *article.links):
        assert 0 <= part.start < part.end <= len(article.text)
        assert article.text[part.start : part.end].strip() == article.text[part.start : part.end]
    assert all(a.end < b.start for a, b in zip(article.blocks, article.blocks[1:], strict=False))


def test_headings_of_a_book_that_only_its_type_tells(loaded: dict[str, Article]) -> None:
    article = loaded["harrow-libreoffice.epub"]
    found = [(block.level, article.text[block.start : block.end]) for block in article.blocks if block.kind == "heading"]
    assert [level for level, _ in found] == [1, 2, 3, 3, 4, 3, 3]
    assert (3, "The first lamp") in found
    assert (4, "The great lens") in found


def test_a_book_in_bold_is_not_all_headings() -> None:
    from lxml import html

    from qa_bot.loading.typography import mark_headings

    page = "<body><p class='a'>One</p>" + 5 * "<p class='b'>It was a dark night on the coast</p>" + "</body>"
    for styles, tags in (
        (".a {font-size: 18pt} .b {font-size: 12pt; font-weight: bold}", ["h1", *["p"] * 5]),
        (".a {font-size: 12pt; font-weight: 700} .b {font-size: 12pt}", ["h1", *["p"] * 5]),
        (".a {font-weight: bold} .b {color: red}", ["p"] * 6),
        ("", ["p"] * 6),
    ):
        tree = html.document_fromstring(page)
        mark_headings([tree], styles)
        assert [element.tag for element in tree.find("body")] == tags


@pytest.mark.parametrize("name", STRUCTURED)
def test_structure_stays_and_is_no_text(loaded: dict[str, Article], name: str) -> None:
    article = loaded[name]
    found = {
        kind: [(block.level, block.marker, article.text[block.start : block.end]) for block in article.blocks if block.kind == kind]
        for kind in ("heading", "item", "row")
    }
    assert (2, "", "The first lamp") in found["heading"]
    assert (3, "", "The great lens") in found["heading"]
    assert [marker for _, marker, _ in found["item"]] == ["•", "•", "•", "1.", "2.", "3.", "4."]
    assert found["item"][3][2] == "Trim the wicks before sunset."
    assert (1, "", "Ida Fennimore | 1866 | 1901 | the first bird counts") in found["row"]
    link = next(link for link in article.links if "harrow-point" in link.url)
    assert (article.text[link.start : link.end], link.url) == ("county archive", "https://archive.example.org/harrow-point")


@pytest.mark.parametrize("name", [name for name in ALL if not name.endswith(".txt")])
def test_a_place_is_known_by_its_headings(loaded: dict[str, Article], name: str) -> None:
    article = loaded[name]
    assert article.headings_over(article.text.index("Josiah Pell")) == ("The first lamp",)
    over = article.headings_over(article.text.index("Tomas Reve"))
    assert over[-1] == "The great lens"
    assert over[:-1] in ((), ("The stone tower",))  # groff sets every heading in one size
    assert article.headings_over(0) == ()


def test_pdf_pages_headings_and_what_goes(loaded: dict[str, Article]) -> None:
    article = loaded["harrow-groff.pdf"]
    assert (article.report.kind, article.report.pages, len(article.pages)) == ("PDF", 4, 4)
    assert [article.page_of(article.text.index(words)) for words in ("Josiah Pell", "Adelaide Brandt", "Tomas Reve", "14 May 1988")] == [
        1,
        2,
        3,
        4,
    ]
    headings = [article.text[block.start : block.end] for block in article.blocks if block.kind == "heading"]
    assert headings[-4:] == ["The stone tower", "The great lens", "Keepers of the light", "The end of the watch"]
    assert "Harrow Point Trust\n" not in article.text
    assert "A short history" not in article.text
    assert article.text.count("Harrow Point Trust") == 1  # the one in the last paragraph
    assert "shipwright" in article.text  # "ship-wright" at a line's end
    assert "forty-one" in article.text
    dropped = " ".join(article.report.dropped)
    for what in ("4 page numbers", "page headers", "hyphens at"):
        assert what in dropped
    # this paragraph crosses from page 1 to page 2 or stands whole on one; either way its page is that of its first word
    assert article.page_of(0) == 1
    assert article.page_of(len(article.text)) == 4
    assert loaded["harrow.md"].page_of(5) is None


def line(text: str, base: float, size: float = 11) -> Line:
    made = Line(72, 72, base, size)
    for before, character in zip(" " + text, text, strict=False):
        if character != " ":
            made.put(character, made.right, made.right + 5, space=before == " ")
    return made


def test_a_page_turn_inside_a_sentence_is_kept() -> None:
    first = [line("The mill was sold by the fami-", 700), line("lies of the valley in the spring and the", 686)]
    second = [line("buyer never paid.", 700), line("A second paragraph that is about another thing.", 650)]
    outline = lay_out([first, [], second])
    text = outline.text
    assert "families of the valley in the spring and the buyer never paid." in text
    assert text[outline.pages[2] :].startswith("buyer never paid")
    assert len(outline.pages) == 3


def test_contents_and_running_heads_go_and_headings_stay_apart() -> None:
    filler = "The mill was sold by the families of the valley in the spring."
    contents = [
        line("Table of Contents", 700, 16),
        line("1 The mill 2", 680),
        line("1.1 The wheel . . . . . . . . . . 2", 666),
        line("1.2 The flood . . . . . . . . . . 3", 652),
        line("2 A school for the children of the whole", 638),
        line("upper valley 4", 624),
        line("2.1 The roof . . . . . . . . . . . 4", 610),
        line("Index 9", 596),
    ]
    titles = ["The mill", "A flood", "The school", "Nine books", "The storm", "Owls"]
    pages = [
        [line(title, 700, 16), *(line(filler, 670 - 14 * i) for i in range(5)), line(f"Chapter {title} {number}", 40)]
        for number, title in enumerate(titles, start=2)
    ]
    outline = lay_out([contents, *pages])
    text = outline.text
    headings = [text[block.start : block.end] for block in outline.blocks if block.kind == "heading"]
    assert headings == ["Table of Contents", *titles]  # also where a page turns between two of one size
    for gone in ("The wheel", "The flood", "upper valley", "Index", "Chapter"):  # each running head stands on one page only
        assert gone not in text
    assert "7 lines of contents" in outline.dropped
    # a number that does not go up with the pages belongs to what stands beside it
    assert "Chapter One 7" in lay_out([[line(filler, 700 - 14 * i) for i in range(5)] + [line("Chapter One 7", 40)], *pages]).text


def test_cells_that_wrap_stay_whole() -> None:
    article = load_article(DOCUMENTS / "table-libreoffice.pdf")
    rows = [article.text[block.start : block.end] for block in article.blocks if block.kind == "row"]
    assert rows == [
        "Boat | Route and season | Notes for passengers",
        "Kittiwake of Harrow | Harrow to Skerry, every morning from April until the end of October, weather permitting"
        " | Dogs travel free of charge but must be kept on a short lead at all times",
        "Fulmar | Skerry to Northend and back in the same evening, only on Fridays and Saturdays in July"
        " | Bicycles have to be booked a full day before the crossing by telephone",
        "Razorbill the Younger | Northend to the mainland all year round except on Christmas Day"
        " | The captain, Marta Quill, collects the fares in cash",
    ]
    assert article.text.count("\n\n") == 8  # nothing around the table went into it
    single = load_article(DOCUMENTS / "footnotes-libreoffice.pdf")
    assert "Fulmar | 1924 | lost in the storm of 1953" in single.text


def piece(left: float, base: float, text: str) -> Line:
    made = line(text, base)
    return Line(left, left + made.right - 72, base, made.size, made.text, first_word=made.first_word)


def test_what_is_no_table_is_read_as_it_was() -> None:
    words = "the mill at the end of the"
    columns = [piece(left, 700 - 14 * i, words) for left in (72, 320) for i in range(20)]
    two_articles = [piece(left, top - 14 * i, words) for top in (700, 350) for left in (72, 320) for i in range(17)]
    numbered = [
        piece(left, 700 - 28 * i - 14 * deep, text)
        for i in range(4)
        for left, deep, text in ((72, 0, f"[{i}]"), (100, 0, words), (100, 1, words))
    ]
    glossary = [
        piece(left, 700 - 28 * i - 14 * deep, text)
        for i in range(4)
        for left, deep, text in ((72, 0, "a mill"), (140, 0, 3 * words), (140, 1, 3 * words))
    ]
    label_beside_prose = [piece(72, 700, "Owls"), piece(140, 700, words), piece(140, 686, words)]
    for lines in (columns, two_articles, numbered, glossary, label_beside_prose):
        assert rows_of(lines) == []
    cells = [piece(left, 700 - 28 * i - 14 * deep, words) for i in range(2) for left in (72, 220, 370) for deep in (0, 1)]
    assert [[cell.texts for cell in row.cells] for row in rows_of(cells)] == [[[words, words]] * 3] * 2


def test_an_initial_is_no_marker_of_a_list() -> None:
    pages = [[line("N. Obody went to the mill.", 700), line("a) one", 650), line("B) two", 600)]]
    outline = lay_out(pages)
    assert "N. Obody went" in outline.text
    assert [block.marker for block in outline.blocks if block.kind == "item"] == ["a)", "B)"]


def test_a_notes_small_number_does_not_set_the_size_of_its_line() -> None:
    """As LibreOffice sets a footnote: its second line, in the size of its text, belongs to the first."""
    article = load_article(DOCUMENTS / "footnotes-libreoffice.pdf")
    assert "1 Named after the gull, not after the yacht of the same name that belonged to Lord Ashby." in article.text


def test_furniture_of_a_web_page_goes_and_is_counted() -> None:
    menu = "".join(f'<li><a href="/{i}">Menu entry number {i}</a></li>' for i in range(40))
    story = "".join(
        f"<p>Paragraph {i} tells at some length how the mill of Anna Ames was built, sold and burned in the year {1800 + i}.</p>"
        for i in range(12)
    )
    page = f"<html><head><title>The mill · Site</title></head><body><nav><ul>{menu}</ul></nav><article><h1>The mill</h1>{story}<h2>The fire</h2>{story}</article><footer>All rights reserved. Cookies. {menu}</footer><script>alert(1)</script></body></html>"
    article = article_from_bytes(page.encode(), "page.html")
    assert "Paragraph 11 tells" in article.text
    assert "Menu entry" not in article.text
    assert article.headings_over(article.text.rindex("Paragraph 11")) == ("The fire",)
    assert "alert" not in article.text
    assert any("furniture" in what for what in article.report.dropped)


def test_a_page_without_a_site_around_it_is_read_whole() -> None:
    """Of a note as pandoc writes it, trafilatura leaves out headings and footnotes."""
    article = load_article(DOCUMENTS / "footnotes-pandoc.html")
    assert article.headings_over(article.text.index("Marta Quill")) == ("Chapter One: The boats", "The crew")
    assert "its papers are in the county archive." in article.text
    assert "↩" not in article.text
    at = article.text.index("Kittiwake")
    assert article.sentence_of(at, at + 1).text == "The first boat was the Kittiwake.[1]"


@pytest.mark.parametrize(
    ("around", "plain"),
    [
        ("", True),
        ('<p class="address">', True),
        ("<nav>", False),
        ('<p class="post-comments">', False),
        ('<a href="/">' + 9 * "more ", False),
    ],
)
def test_what_tells_a_site_around_a_page(around: str, plain: bool) -> None:
    from lxml import html

    assert _is_plain(html.document_fromstring(f"<body><p>{20 * 'word '}</p>{around}</body>"), 29) is plain


@pytest.mark.parametrize(
    "name", ["harrow-groff.pdf", "harrow-pandoc.docx", "harrow-libreoffice.docx", "harrow-pandoc.epub", "harrow-libreoffice.html"]
)
def test_a_file_of_the_wrong_name_is_read_as_what_it_is(loaded: dict[str, Article], name: str) -> None:
    data = (DOCUMENTS / name).read_bytes()
    assert article_from_bytes(data, "story.txt").text == loaded[name].text
    assert suffix_of(data) == Path(name).suffix


def test_what_does_not_say_what_it_is_goes_by_its_name() -> None:
    for data in (
        b"",
        b"PK\x03\x04 nothing",
        b"A text that mentions word/document.xml and %PDF-",
        b"<p>Hello</p>",
        (DOCUMENTS / "harrow.md").read_bytes(),
    ):
        assert suffix_of(data) == ""


def test_remarks_on_scans_and_languages() -> None:
    with pytest.raises(QaBotError, match="has only pictures of pages"):
        load_article(DOCUMENTS / "scanned.pdf")
    with pytest.raises(QaBotError, match="has a password"):
        load_article(DOCUMENTS / "locked.pdf")
    german = load_article(DOCUMENTS / "german.md")
    assert german.report.language == "de"
    assert german.report.remarks == ("This article is in German. I only work in English, so most questions will fail.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "The café’s naïve owner — Zoë Brontë — paid £12 for the “old” piano, and 20 € more for the stool. " * 4
    assert "Zoë Brontë — paid £12 for the “old” piano, and 20 € more" in article_from_bytes(text.encode(encoding), "story.txt").text


def test_a_declared_encoding_is_believed() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Łódź is a city in the middle of Poland, and Kraków is another one.</p></body></html>'
    assert "Łódź" in article_from_bytes(page.encode("iso-8859-2"), "page.html").text


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


CONTAINER = (
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
)
BOMB_DTD = (
    b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'>"
    + b"".join(f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 20}'>".encode() for i in range(9))
    + b"]>"
)


@pytest.mark.parametrize("suffix", [".docx", ".epub"])
def test_decompression_is_capped(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    big = zipped({"word/document.xml": b" " * 210_000_000})
    assert len(big) < 1_000_000
    assert "unpacks to more than" in worker.read(suffix, big)["refused"]
    monkeypatch.setattr("qa_bot.loading.archive.MAX_FILES", 20)
    assert "unpacks to more than" in worker.read(suffix, zipped({str(i): b"x" for i in range(30)}))["refused"]


def test_entities_do_not_explode() -> None:
    book = {"META-INF/container.xml": CONTAINER, "a.opf": BOMB_DTD + b"<package><metadata>&j;</metadata></package>"}
    word = {
        "word/document.xml": BOMB_DTD
        + b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>&j;</w:document>"
    }
    for suffix, files in ((".epub", book), (".docx", word)):
        found = sandbox_or_refusal(zipped(files), suffix)
        assert len(found) < 1000


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret word")
    opf = f'<!DOCTYPE p [<!ENTITY x SYSTEM "file://{secret}">]><package xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&x;</dc:title></package>'
    assert "secret word" not in sandbox_or_refusal(zipped({"META-INF/container.xml": CONTAINER, "a.opf": opf.encode()}), ".epub")


def sandbox_or_refusal(data: bytes, suffix: str) -> str:
    try:
        return str(worker_process.parse(data, suffix))
    except QaBotError as error:
        return str(error)


def corpus(name: str, rounds: int) -> list[bytes]:
    """Broken versions of a good file: cut short, bytes changed, parts repeated or swapped, and things that are something else."""
    good = (DOCUMENTS / name).read_bytes()
    dice = random.Random(name)
    made = [
        b"",
        b"\0" * 100,
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\0" * 18,
        b"<" * 5000,
        b"<a>" * 5000,
        good[: len(good) // 2],
        good[len(good) // 2 :],
    ]
    for _ in range(rounds):
        broken = bytearray(good)
        for _ in range(dice.choice([1, 10, 200])):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        at, to = sorted(dice.sample(range(len(broken)), 2))
        made += [bytes(broken), bytes(broken[:at] + broken[to:]), bytes(broken[:to] + broken[at:])]
    return made


@pytest.mark.parametrize("name", ["harrow-pandoc.docx", "harrow-pandoc.epub", "harrow-pandoc.html", "harrow.md", "harrow-libreoffice.epub"])
def test_a_broken_file_gives_an_article_or_one_sentence(name: str) -> None:
    suffix = Path(name).suffix
    for data in corpus(name, 12):
        found = worker.read(suffix, data)
        if "refused" in found:
            assert "\n" not in found["refused"]
            assert found["refused"].endswith(".")
        else:
            Article(found["text"])


def test_a_broken_pdf_gives_an_article_or_one_sentence() -> None:
    """Each in its own process: PDFium is native code."""
    outcomes = set()  # of each: whether it was refused
    for data in corpus("harrow-libreoffice.pdf", 3):
        found = sandbox_or_refusal(data, ".pdf")
        outcomes.add(found.startswith("This ") and found.endswith(".") and "\n" not in found)
    assert True in outcomes


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "MAX_WAIT", -19.99)  # added to the twenty seconds of a small file
    with pytest.raises(QaBotError, match="took longer than"):
        worker_process.parse((DOCUMENTS / "harrow-groff.pdf").read_bytes(), ".pdf")


def test_a_folder_full_of_modules_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise RuntimeError('not ours')")
    monkeypatch.chdir(tmp_path)
    assert load_article(DOCUMENTS / "harrow.md").title == "The Lamps of Harrow Point"


def test_a_crash_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = subprocess.CompletedProcess([], -11, b"", b"")
    monkeypatch.setattr(worker_process.subprocess, "run", lambda *args, **options: crash)
    with pytest.raises(QaBotError, match="broken, or needs more memory"):
        worker_process.parse(b"", ".pdf")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    refused = worker.read(".pdf", (DOCUMENTS / "harrow-groff.pdf").read_bytes())["refused"]
    assert "pypdfium2" in refused
    assert "pip install 'qa-bot[documents]'" in refused


def test_an_outline_counts_on_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    outline = Outline()
    outline.add([Run("  A "), Run("cafe\u0301\n", "https://a.example"), Run(" in "), Run("Rome", "javascript:alert(1)")], "heading", 2)
    outline.add([Run(" \n ")])
    outline.add([Run("one ", new_page=True), Run("two", new_page=True)])
    assert outline.text == "A café in Rome\n\none two"
    assert [(outline.text[link.start : link.end], link.url) for link in outline.links] == [("café", "https://a.example")]
    assert [outline.text[page:] for page in outline.pages] == ["one two", "two"]
    monkeypatch.setattr("qa_bot.loading.outline.MAX_CHARACTERS", 40)
    with pytest.raises(QaBotError, match="more than 40 characters"):
        outline.add([Run("x" * 30)])
    assert limits.MAX_CHARACTERS > 6_000_000  # a book of a million words


def test_a_book_in_one_hard_wrapped_paragraph_costs_seconds() -> None:
    """What is quadratic in the length takes minutes here."""
    text = "It was the best of times, it was the worst of times, as they said in Café.\n" * 40_000
    began = time.process_time()
    article = article_from_text(text)
    assert len(article.paragraphs) == 1
    assert article.sentence_of(1_000_000, 1_000_010).text.startswith("It was")
    assert time.process_time() - began < 20
