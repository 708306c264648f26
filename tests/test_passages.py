"""Long articles: how they are cut, ranked and read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, Bot, Reader
from qa_bot.answer import Span
from qa_bot.article import Block
from qa_bot.confidence import Calibration
from qa_bot.passages import FIRST, MOST, SIZE, Passages, cut
from qa_bot.reader.reading import Scored
from qa_bot.reader.weighing import RELEVANCE, weighed

NOUNS = "river bridge market harbour garden school tower valley winter window teacher farmer letter basket lantern engine".split()
VERBS = "crossed painted sold repaired visited measured opened described followed guarded".split()


def filler(paragraphs: int, seed: int = 3) -> list[str]:
    dice = random.Random(seed)
    return [
        " ".join(
            f"The {dice.choice(NOUNS)} {dice.choice(VERBS)} the {dice.choice(NOUNS)} near the {dice.choice(NOUNS)}." for _ in range(14)
        )
        for _ in range(paragraphs)
    ]


@given(st.lists(st.text(alphabet="ab .\nA", max_size=40), max_size=12).map("\n\n".join), st.integers(5, 60), st.integers(0, 60))
def test_passages_hold_everything_once(text: str, size: int, together: int) -> None:
    article = Article(text)
    passages = cut(article, size, min(together, size))
    inside = [i for passage in passages for i in range(passage.start, passage.end)]
    assert inside == sorted(set(inside))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(inside)
    for passage in passages:
        longest = max((len(sentence.text) for sentence in article.sentences), default=0)
        assert passage.end - passage.start <= max(size, longest)


def test_a_heading_goes_with_what_stands_under_it() -> None:
    text = "\n\n".join(["x" * 90, "A heading", "y" * 90])
    start = text.index("A heading")
    article = Article(text, blocks=(Block(start, start + 9, "heading"),))
    for together in (0, 100, 110):
        assert begins(article, 110, together) == ["x" * 9, "A heading"]
    assert begins(article, 220, 220) == ["x" * 9]
    assert begins(article, 95, 95) == ["x" * 9, "A heading", "y" * 9]  # no room for both
    assert begins(Article(text[: start + 9], blocks=article.blocks), 110, 0) == ["x" * 9, "A heading"]


def begins(article: Article, size: int, together: int) -> list[str]:
    return [article.text[passage.start : passage.end][:9] for passage in cut(article, size, together)]


def test_headings_that_follow_one_another_stay_together() -> None:
    text = "\n".join(["x" * 30, "Part one", "Chapter one", "y" * 50])
    article = Article(text, blocks=(Block(31, 39, "heading"), Block(40, 51, "heading")))
    assert begins(article, 80, 40) == ["x" * 9, "Part one\n"]


def test_an_ordinary_paragraph_is_a_passage_and_short_ones_go_together() -> None:
    text = "\n\n".join(["a" * 700, "b" * 700, "c" * 300, "d" * 300, "e" * 300])
    assert [passage.end - passage.start for passage in cut(Article(text))] == [700, 700, 602, 300]


def test_a_long_paragraph_is_cut_in_parts_of_about_one_length() -> None:
    text = " ".join(f"Sentence {number} is here to be read by somebody." for number in range(100, 140))
    passages = cut(Article(text))
    assert len(text) > SIZE
    assert len(passages) == -(-len(text) // SIZE)
    lengths = [passage.end - passage.start for passage in passages]
    assert max(lengths) <= SIZE
    assert max(lengths) - min(lengths) <= 100


def test_ranking_knows_stems_and_rare_words() -> None:
    paragraphs = filler(200)
    paragraphs.insert(150, "Ottoline's ferries were painted green by the lighthouse keepers of Skerry Sound.")
    article = Article("\n\n".join(paragraphs))
    passages = Passages(article)
    best = passages.rank("Who did paint Ottoline’s ferry?")[0]
    assert "Skerry Sound" in article.text[best.start : best.end]
    assert len(passages.rank("tower")) == MOST
    for nothing in ("", "what was it?", "zzzz", "?!", "日本"):
        assert passages.rank(nothing) == passages.all[:MOST]
    assert Passages(Article("— … —")).rank("who?") == Passages(Article("— … —")).all


def test_a_long_article_is_read_by_its_best_passages(reader: Reader, bot: Bot) -> None:
    paragraphs = filler(160)
    paragraphs.insert(110, "The lighthouse keeper of Skerry Sound is called Ottoline Fairweather. She has kept the light since 1987.")
    article = Article("\n\n".join(paragraphs), pages=tuple(range(0, 100_000, 1000)))
    assert reader.is_long(article)
    reply = bot.ask("What is the lighthouse keeper called?", article)
    assert reply.answer is not None
    assert "Ottoline Fairweather" in reply.answer.text
    assert article.text[reply.answer.start : reply.answer.end] == reply.answer.text
    assert reply.page == article.page_of(reply.answer.start)
    assert reply.trace.passages == (FIRST, len(cut(article)))
    starts = [other.start for other in (reply.answer, *reply.alternatives)]
    assert len(set(starts)) == len(starts)


def test_what_is_unsure_is_read_further(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    reader.calibration = Calibration(threshold=1e9)  # never sure
    article = Article("\n\n".join(filler(160)))
    read: list[int] = []
    real = Reader.read_pairs

    def spy(self: Reader, pairs: list[tuple[str, str]], *rest: Any) -> object:
        read.append(len(pairs))
        return real(self, pairs, *rest)

    monkeypatch.setattr(Reader, "read_pairs", spy)
    reading = reader.read(["Who composed the opera about the Norwegian king?"], article)[0]
    assert reading.passages == (MOST, len(cut(article)))
    assert read == [20, 20]
    reader.calibration = Calibration(threshold=-1e9)
    assert reader.read(["Who composed the opera?"], article)[0].passages == (FIRST, len(cut(article)))
    assert read == [20, 20, 20]


def test_a_short_article_is_read_whole_and_the_index_is_kept(
    tiny: Callable[..., Path], article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    assert reader.read(["Who is Dmitry Peskov?"], Article(article.text[:800]))[0].passages is None
    made: list[int] = []
    real = Passages.__init__

    def spy(self: Passages, article: Article) -> None:
        made.append(1)
        real(self, article)

    monkeypatch.setattr(Passages, "__init__", spy)
    long = Article("\n\n".join(filler(170, seed=9)))
    reader.prepare(long)
    reader.read(["Which river?", "Which bridge?"], Article(long.text))
    assert len(made) == 1


LAMPS = "\n\n".join(
    f"{opening} {'It stands by the water and is painted every spring. ' * 20}".strip()
    for opening in ("The red lamp was lit by Nils.", "The green lamp was lit by Anna.", "Nothing else is known of Otto.")
)


def test_relevance_is_a_share_of_the_best_passages() -> None:
    passages = Passages(Article(LAMPS))
    red, green, nothing = passages.relevance("Who lit the red lamp?")
    assert red == 1.0 > green > nothing == 0.0
    assert passages.relevance("Who sang?").tolist() == [1.0, 1.0, 1.0]
    assert [passages.of(one.start) for one in passages.all] == [0, 1, 2]
    assert [passages.of(one.end) for one in passages.all] == [0, 1, 2]


def test_a_span_moves_down_by_how_little_its_passage_has_to_do_with_the_question() -> None:
    passages = Passages(Article(LAMPS))
    otto, anna, nils = (
        Scored(Span.cut(LAMPS, at, at + 4), score)
        for at, score in ((LAMPS.index("Otto"), 9.0), (LAMPS.index("Anna"), 8.9), (LAMPS.index("Nils"), 8.5))
    )
    found = weighed("Who lit the red lamp?", (otto, anna, nils), passages)
    assert [one.span.text for one in found] == ["Nils", "Anna", "Otto"]
    assert found[0].score == 8.5
    assert found[2].score == 9.0 - RELEVANCE
    assert weighed("Who sang?", (otto, anna, nils), passages) == (otto, anna, nils)


def test_within_one_passage_reading_an_article_is_reading_its_text(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert"))
    text = "anna lives in rome. bob works by the river. carol told the doctor."
    assert reader.read(["who works in rome?"], Article(text))[0].spans == reader.read_pairs([("who works in rome?", text)])[0].spans


@pytest.mark.parametrize("first", [20, 1])
def test_reading_an_article_weighs_its_spans(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    reader.calibration = Calibration(threshold=1e9)  # all passages are read, at once or one after the other
    monkeypatch.setattr("qa_bot.reader.search.FIRST", first)
    found = {}
    for weight in (0.0, 1000.0):
        monkeypatch.setattr("qa_bot.reader.weighing.RELEVANCE", weight)
        found[weight] = reader.read(["Who lit the red lamp?"], Article(LAMPS), top_k=40)[0].spans
    passages = Passages(Article(LAMPS))
    relevance = passages.relevance("Who lit the red lamp?")
    raw = {one.span: one.score for one in found[0.0]}
    both = [one for one in found[1000.0] if one.span in raw]
    assert both
    for one in both:
        assert one.score == pytest.approx(raw[one.span] - 1000.0 * (1 - relevance[passages.of(one.span.start)]), abs=1e-3)
    assert passages.of(found[1000.0][0].span.start) == 0
    assert [one.score for one in found[0.0]] == sorted((one.score for one in found[0.0]), reverse=True)


def test_passages_are_read_one_by_one_and_their_places_are_the_articles(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    article = Article(LAMPS)
    (reading,) = reader.read(["Who sang?"], article, top_k=60)  # no word of it stands there, so that nothing is weighed
    alone = [
        (passage.start + one.span.start, one.span.text, one.score)
        for passage in cut(article)
        for one in reader.read_pairs([("Who sang?", LAMPS[passage.start : passage.end])], 60)[0].spans
    ]
    alone.sort(key=lambda one: -one[2])
    assert len(cut(article)) == 3
    assert [(one.span.start, one.span.text) for one in reading.spans] == [one[:2] for one in alone[:60]]
    assert all(LAMPS[one.span.start : one.span.end] == one.span.text for one in reading.spans)
    assert reading.passages is None


def test_a_passage_without_tokens_says_nothing(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    text = "\u200b" * 801 + "\n\n" + "anna lives in rome."
    nothing, something = reader.read_pairs([("who lives in rome?", "\u200b" * 801), ("who lives in rome?", "anna lives in rome.")])
    assert nothing.windows == 0
    reading = reader.read(["who lives in rome?"], Article(text))[0]
    assert reading.null_score == something.null_score


def test_many_pairs_are_read_as_each_alone(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    articles = [Article(LAMPS), Article("anna lives in rome."), Article("\n\n".join(filler(45, seed=2)))]
    pairs = [(question, article) for article in articles for question in ("who lit the red lamp?", "  where does anna live?")]
    for (question, article), together in zip(pairs, reader.read_many(pairs), strict=True):
        alone = reader.read([question], article)[0]
        assert [one.span for one in alone.spans] == [one.span for one in together.spans]
        assert (alone.question, alone.windows, alone.passages) == (together.question, together.windows, together.passages)
        assert alone.margin == pytest.approx(together.margin, abs=1e-3)
