"""Articles: loading with its limits, paragraphs and sentences; and the default article as it must read."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, QaBotError, Span
from qa_bot.article import Block
from qa_bot.loading import article_from_text, load_article
from qa_bot.loading.limits import MAX_BYTES, MAX_CHARACTERS
from qa_bot.sentence_ends import LONGEST

SENTENCES = [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("Mr. Smith met Dr. Jones on St. Mark's Square. It rained.", ["Mr. Smith met Dr. Jones on St. Mark's Square.", "It rained."]),
    ("J. R. Tolkien wrote. He died.", ["J. R. Tolkien wrote.", "He died."]),
    ("It cost 3.5 million. Then 4.", ["It cost 3.5 million.", "Then 4."]),
    ("“Go away.” He left. “Why?” she asked.", ["“Go away.”", "He left.", "“Why?” she asked."]),
    ("In the U.S. Congress it passed. Good.", ["In the U.S. Congress it passed.", "Good."]),
    ("Wait… What? No.", ["Wait…", "What?", "No."]),
    ("see e.g. the list. Then go.", ["see e.g. the list.", "Then go."]),
    ("She met Mme. Dupont and Fr. Berg, Esq. of Turku. Good.", ["She met Mme. Dupont and Fr. Berg, Esq. of Turku.", "Good."]),
    ("See Eq. 4 and paras. 3 and 4. Max. 12 may stay.", ["See Eq. 4 and paras. 3 and 4.", "Max. 12 may stay."]),
    ("We meet on Thu. 4 May at 5:30 p.m. in St. John's. It rains.", ["We meet on Thu. 4 May at 5:30 p.m. in St. John's.", "It rains."]),
    (
        "It weighs 4 lb. 3 oz. and more. The firm is Aho & Co. It sells.",
        ["It weighs 4 lb. 3 oz. and more.", "The firm is Aho & Co.", "It sells."],
    ),
    ("One\n\nTwo. Three", ["One", "Two.", "Three"]),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in Article(text).sentences] == sentences


@given(st.text(alphabet=st.sampled_from("aB. !?”“\n1é"), min_size=1).filter(lambda text: text.strip() != ""), st.data())
def test_sentences_hold_everything(text: str, data: st.DataObject) -> None:
    article = Article(text)
    inside = {i for sentence in article.sentences for i in range(sentence.start, sentence.end)}
    assert inside >= {i for i, character in enumerate(text) if not character.isspace()}
    for part in (*article.sentences, *article.paragraphs):
        assert text[part.start : part.end] == part.text
    start = data.draw(st.sampled_from(sorted(i for i, character in enumerate(text) if not character.isspace())))
    end = data.draw(st.integers(start + 1, len(text)))
    around = article.sentence_of(start, end)
    assert around.start <= start < end <= around.end


def test_a_span_cannot_be_cut_wrong() -> None:
    for start, end in ((3, 3), (-1, 2), (2, 1), (0, 99)):
        with pytest.raises(ValueError, match="not a span"):
            Span.cut("some text", start, end)


def test_the_default_article_is_repaired(article: Article) -> None:
    assert len(article.paragraphs) == 14
    assert article.text.startswith("Vladimir Putin spoke with the US president-elect, Donald Trump, for the first time on Monday,")
    assert "and horror, Russia hopes" in article.text
    assert "his statement in his victory speech that “we will get along" in article.text
    assert "arguing for a much tougher US position towards" in article.text
    assert "a false friend. But" in article.text
    for damage in ("http", "<", ">", "Read more", "Macho", "  ", "inhis", "amuch", "\n\n\n"):
        assert damage not in article.text
    on = [article.text[link.start : link.end] for link in article.links]
    assert on == ["Vladimir Putin", "Russia", "false friend", "his victory speech", "much tougher US position"]
    assert (article.date, article.source) == ("2016-11-14", "The Guardian")
    assert "not covered by this project's licence" in article.credit


def test_a_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "the-old-mill.txt"
    path.write_text("\ufeffThe mill burned down.\r\nNobody was hurt.", encoding="utf-8")
    article = load_article(path)
    assert (article.text, article.title) == ("The mill burned down.\n\nNobody was hurt.", "The old mill")
    path.write_text("The mill burned.", encoding="utf-16")
    assert load_article(str(path)).text == "The mill burned."


def test_standard_input_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("Café. Open.".encode())))
    assert load_article("-").text == "Café. Open."


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("story.txt", None, "There is no file"),
        ("story.rtf", b"{rtf1}", "is a .rtf file, which I can't read. Save it as .txt, .md"),
        ("story.txt", bytes(range(256)), "isn't text I can read"),
        ("story.txt", b" \n\t ", "no text here"),
        ("story.txt", "… — !\n".encode(), "no text here"),
        ("story.txt", b"a" * (MAX_BYTES + 1), "larger than 50 MB"),
        ("story.txt", b"a" * (MAX_CHARACTERS + 1), "10,000,001 characters, but I can read up to 10,000,000"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, name: str, data: bytes | None, sentence: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(QaBotError, match=sentence):
        load_article(path)


def test_a_folder_is_no_article(tmp_path: Path) -> None:
    with pytest.raises(QaBotError, match="cannot be read"):
        load_article(tmp_path)


def test_titles() -> None:
    assert article_from_text("Short line.").title == "Short line."
    assert article_from_text("A first sentence that goes on and on, for much longer than a title ever should.").title.endswith("…")
    assert article_from_text("Text.", title=" Given ").title == "Given"
    assert article_from_text("The Project Gutenberg eBook of Emma\n\nEmma Woodhouse was clever.").title == "Emma"


def test_an_offset_stands_under_its_headings() -> None:
    parts = [
        (1, "One"),
        (0, "first"),
        (2, "Lamps"),
        (0, "lit"),
        (3, "Wicks"),
        (0, "trimmed"),
        (2, "Fog"),
        (0, "thick"),
        (1, "Two"),
        (0, "last"),
    ]
    text, blocks = "", []
    for level, words in parts:
        blocks += [Block(len(text), len(text) + len(words), "heading", level)] if level else []
        text += f"{words}\n\n"
    article = Article(text + "It goes on. " * 9, blocks=tuple(blocks))
    over = {words: article.headings_over(text.index(words)) for _, words in parts}
    assert over["first"] == ("One",)
    assert over["lit"] == ("One", "Lamps")
    assert over["trimmed"] == ("One", "Lamps", "Wicks")
    assert over["Wicks"] == ("One", "Lamps")  # a heading does not stand over itself
    assert over["thick"] == ("One", "Fog")
    assert over["last"] == ("Two",)
    assert over["One"] == over["Two"] == ()
    assert Article(text).headings_over(5) == ()


def test_a_heading_over_the_whole_article_says_nothing_of_a_place() -> None:
    text = "The story\n\nThe mill\n\n" + "It burned. " * 9 + "\n\nThe school\n\n" + "It stands. " * 9
    places = [(1, "The story"), (2, "The mill"), (2, "The school")]
    blocks = tuple(Block(text.index(words), text.index(words) + len(words), "heading", level) for level, words in places)
    assert Article(text, blocks=blocks).headings_over(text.index("stands")) == ("The school",)


def test_a_very_long_sentence_is_several_cut_at_words() -> None:
    text = "The mill " + "and the old stone bridge over the river " * 10_000 + "burned. Then it rained."
    article = Article(text)
    lengths = [len(sentence.text) for sentence in article.sentences]
    assert max(lengths) <= LONGEST
    assert "".join(sentence.text for sentence in article.sentences).replace(" ", "") == text.replace(" ", "")
    assert all(text[sentence.end : sentence.end + 1] in ("", " ") for sentence in article.sentences)
    assert [article.breaks_off(one) for one in (article.sentences[0], article.sentences[1], *article.sentences[-2:])] == [
        (False, True),
        (True, True),
        (True, False),
        (False, False),
    ]
    assert len(Article("x" * 400_000).sentence_of(200_000, 200_001).text) <= LONGEST


def test_a_heading_as_long_as_a_text_is_given_by_its_beginning() -> None:
    before, heading = "It was rebuilt. " * 30_000 + "\n\n", "Rooms " * 10_000
    article = Article(f"{before}{heading}\n\nThe mill burned.", blocks=(Block(len(before), len(before) + len(heading), "heading"),))
    assert [len(one) for one in article.headings_over(len(article.text) - 1)] == [LONGEST]


def test_a_title_is_one_line_that_turns_nothing_around_it() -> None:
    title = "Invoice \u202efdp.exe\u2066\0 \x1b[31m\r\nSet-Cookie: a\ud800"
    article = article_from_text("Anna left for Rome.", title, date="1\n2", credit="\u202dAnna\u200f")
    assert (article.title, article.date, article.credit) == ("Invoice fdp.exe [31m Set-Cookie: a\ufffd", "1 2", "Anna\u200f")
