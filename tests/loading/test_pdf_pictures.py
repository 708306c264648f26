"""A page of a PDF as a picture: the words of the article stand where it is said, and a hostile page costs no more than another."""

from __future__ import annotations

import time
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from qa_bot import Article, QaBotError
from qa_bot.loading import load_article, worker, worker_process
from qa_bot.loading.limits import MAX_PIXELS
from qa_bot.loading.pdf_places import GRID, PagePicture, find, rectangles
from qa_bot.loading.worker_process import picture

DOCUMENTS = Path(__file__).parents[1] / "documents"


def written(document: pdfium.PdfDocument) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@lru_cache(maxsize=2)
def grey(image: bytes) -> Image.Image:
    return Image.open(BytesIO(image)).convert("L")


def ink(page: PagePicture, box: tuple[int, ...]) -> float:
    """The share of dark pixels in a box of a picture."""
    image = grey(page.image)
    left, right = (round(box[side] * image.width / GRID) for side in (0, 2))
    top, bottom = (round(box[side] * image.height / GRID) for side in (1, 3))
    pixels = list(image.crop((left, top, right, bottom)).tobytes())
    return sum(pixel < 128 for pixel in pixels) / len(pixels)


def parts(article: Article, number: int) -> list[tuple[int, int]]:
    """The sentences on a page, without what stands on others."""
    bounds = [*article.pages, len(article.text)]
    first, last = bounds[number - 1], bounds[number]
    cut = [(max(first, sentence.start), min(last, sentence.end)) for sentence in article.sentences]
    return [(start, end) for start, end in cut if start < end]


@pytest.mark.parametrize("name", ["harrow-groff.pdf", "harrow-libreoffice.pdf", "table-libreoffice.pdf"])
def test_every_sentence_is_found_in_the_picture(name: str) -> None:
    article = load_article(DOCUMENTS / name)
    for number in range(1, len(article.pages) + 1):
        page = picture(article.original, number, 700)
        for start, end in parts(article, number):
            boxes = rectangles(page, article.text, start, end)
            assert boxes, article.text[start:end]
            assert all(0.03 < ink(page, box) < 0.6 for box in boxes), article.text[start:end]


def test_a_turned_page_is_lit_where_its_words_are() -> None:
    document = pdfium.PdfDocument((DOCUMENTS / "harrow-groff.pdf").read_bytes())
    for page in document:
        page.set_rotation(90)
        page.set_cropbox(50, 60, 400, 560)
    data = written(document)
    article = load_article(DOCUMENTS / "harrow-groff.pdf")
    start = article.text.index("Adelaide Brandt")
    page = picture(data, 2, 700)
    assert page.width > page.height
    (box,) = rectangles(page, article.text, start, start + len("Adelaide Brandt"))
    assert box[3] - box[1] > box[2] - box[0]  # the line goes down
    assert 0.05 < ink(page, box) < 0.6
    assert ink(page, tuple(side + 600 * (at % 2 == 0) for at, side in enumerate(box))) != ink(page, box)


def test_equal_words_are_told_apart_by_what_is_around_them() -> None:
    letters = "annacamenilscameannawent"
    assert find(letters, "Anna", after=" went") == [(16, 20)]
    assert find(letters, "came", before="Nils ") == [(12, 16)]
    assert find(letters, "Anna came. Anna went.") == [(0, 8), (16, 24)]  # another column stands in between
    assert find(letters, "Vera came") == []
    assert find(letters, "—") == []


@pytest.mark.parametrize("size", [(14_400, 14_400), (1, 14_400), (14_400, 1), (72, 72)])
def test_a_picture_has_no_more_pixels_than_allowed(size: tuple[int, int]) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(*size)
    page = picture(written(document), 1, 2000)
    assert page.width * page.height <= 1.01 * MAX_PIXELS + page.width
    assert page.letters == ""


def test_what_cannot_be_drawn_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (DOCUMENTS / "harrow-groff.pdf").read_bytes()
    for given, number in ((data, 9), (data[:700], 1), (b"", 1)):
        with pytest.raises(QaBotError, match="can't be shown as a picture"):
            picture(given, number, 700)
    # a worker that was taken over may say anything
    with pytest.raises(QaBotError, match="can't be shown"):
        rectangles(PagePicture(b"", 1, 1, "anna", b""), "Anna", 0, 4)
    monkeypatch.setattr(worker_process, "PICTURE_SECONDS", 0)  # the clock of the processor ends it
    monkeypatch.setattr(worker_process, "MAX_WAIT", 0.01)
    with pytest.raises(QaBotError, match="took longer"):
        picture(data, 1, 700)
    assert worker.PICTURE == worker_process.PICTURE


@pytest.mark.parametrize(("letters", "words"), [("abcdef", "abcd" * 500_000), ("abcdX" * 2_000, "abcd" * 1_000)])
def test_words_in_very_many_pieces_are_not_looked_for(letters: str, words: str) -> None:
    boxes = bytes(8 * len(letters))
    began = time.thread_time()
    assert rectangles(PagePicture(b"", 9, 9, letters, boxes), words, 0, len(words)) == []
    assert time.thread_time() - began < 2
