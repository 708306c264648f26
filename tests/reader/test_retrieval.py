"""Articles of many passages: how they are ranked and read."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_bot import Article, Bot, Reader
from qa_bot.article import Block
from qa_bot.evaluation.metrics import evaluate_rows
from qa_bot.evaluation.squad import Row
from qa_bot.progress import listening, report
from qa_bot.reader import passage_search
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.passage_search import FIRST, MOST
from qa_bot.reader.passages import cut
from qa_bot.reader.retrieval import Passages
from tests.undecided import Undecided

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


def test_indexing_writes_nothing_to_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Passages(Article("\n\n".join(filler(3))))
    assert not caplog.records


def test_ranking_knows_stems_and_rare_words() -> None:
    paragraphs = filler(200)
    paragraphs.insert(150, "Ottoline's ferries were painted green by the lighthouse keepers of Skerry Sound.")
    article = Article("\n\n".join(paragraphs))
    passages = Passages(article)
    best, share = passages.rank("Who did paint Ottoline’s ferry?", MOST)[0]
    assert share == 1.0
    assert "Skerry Sound" in article.text[best.start : best.end]
    assert len(passages.rank("tower", MOST)) == MOST
    for nothing in ("", "what was it?", "zzzz", "?!", "日本"):
        assert passages.rank(nothing, MOST) == [(passage, 1.0) for passage in passages.all[:MOST]]
    assert passages.rank("tower", MOST)[-1][1] < 1.0
    (only,) = Passages(Article("— … —")).all
    assert Passages(Article("— … —")).rank("who?", MOST) == [(only, 1.0)]


def test_a_long_article_is_read_by_its_best_passages(reader: Reader, bot: Bot) -> None:
    paragraphs = filler(160)
    paragraphs.insert(110, "The lighthouse keeper of Skerry Sound is called Ottoline Fairweather. She has kept the light since 1987.")
    article = Article("\n\n".join(paragraphs), pages=tuple(range(0, 100_000, 1000)))
    assert reader.is_long(article)
    told: list[tuple[str, int, int]] = []
    with listening(lambda *step: told.append(step)):
        reply = bot.ask("What is the lighthouse keeper called?", article)
    assert told == [("Reading", FIRST, MOST)]
    report("Reading", MOST, MOST)
    assert len(told) == 1  # nobody listens any more
    assert reply.answer is not None
    assert "Ottoline Fairweather" in reply.answer.text
    assert article.text[reply.answer.start : reply.answer.end] == reply.answer.text
    assert reply.page == article.page_of(reply.answer.start)
    assert (len(reply.trace.passages), reply.trace.of) == (FIRST, len(cut(article)))
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
    assert (len(reading.passages), reading.of) == (MOST, len(cut(article)))
    assert read == [20, 20]
    reader.calibration = Calibration(threshold=-1e9)
    assert len(reader.read(["Who composed the opera?"], article)[0].passages) == FIRST
    assert read == [20, 20, 20]


def test_a_short_article_is_read_whole_and_the_index_is_kept(
    tiny: Callable[..., Path], article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    short = reader.read(["Who is Dmitry Peskov?"], article)[0]
    assert 2 < len(cut(article)) <= FIRST
    assert len(short.passages) == short.of == len(cut(article))
    assert short.windows >= len(cut(article))
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
    red, green, nothing = passages.rank("Who lit the red lamp?", MOST)
    assert [one.start for one, _ in (red, green, nothing)] == [one.start for one in passages.all]
    assert red[1] == 1.0 > green[1] > nothing[1] == 0.0
    assert passages.rank("Who sang?", MOST) == [(one, 1.0) for one in passages.all]


def test_within_one_passage_reading_an_article_is_reading_its_text(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert"))
    text = "anna lives in rome. bob works by the river. carol told the doctor."
    assert reader.read(["who works in rome?"], Article(text))[0].spans == reader.read_pairs([("who works in rome?", text)])[0].spans


@pytest.mark.parametrize("first", [20, 1])
def test_reading_an_article_weighs_its_spans(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    reader.calibration = Calibration(threshold=1e9)  # all passages are read, at once or one after the other
    monkeypatch.setattr("qa_bot.reader.passage_search.FIRST", first)
    found = {}
    for weight in (0.0, 1000.0):
        monkeypatch.setattr(passage_search, "RELEVANCE", weight)
        found[weight] = reader.read(["Who lit the red lamp?"], Article(LAMPS), top_k=40)[0].spans
    shares = {passage.start: share for passage, share in Passages(Article(LAMPS)).rank("Who lit the red lamp?", MOST)}
    raw = {one.span: one.margin for one in found[0.0]}
    both = [one for one in found[1000.0] if one.span in raw]
    assert both
    for one in both:
        share = shares[max(start for start in shares if start <= one.span.start)]
        assert one.margin == pytest.approx(raw[one.span] - 1000.0 * (1 - share), abs=1e-3)
    assert found[1000.0][0].span.start < sorted(shares)[1]
    assert [one.margin for one in found[0.0]] == sorted((one.margin for one in found[0.0]), reverse=True)


def test_passages_are_read_one_by_one_and_their_places_are_the_articles(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_bot.reader.reader.PASSAGE_LIMIT", 10_000)  # to the random model, each letter is a token
    reader = Reader.load(tiny("bert", positions=386))
    article = Article(LAMPS)
    (reading,) = reader.read(["Who sang?"], article, top_k=60)  # no word of it stands there, so that nothing is weighed
    alone = [
        (passage.start + one.span.start, one.span.text, one.margin)
        for passage in cut(article)
        for one in reader.read_pairs([("Who sang?", LAMPS[passage.start : passage.end])], 60)[0].spans
    ]
    alone.sort(key=lambda one: -one[2])
    assert len(cut(article)) == 3
    assert [(one.span.start, one.span.text) for one in reading.spans] == [one[:2] for one in alone[:60]]
    assert all(LAMPS[one.span.start : one.span.end] == one.span.text for one in reading.spans)
    assert [(one.start, one.end) for one in reading.passages] == [(one.start, one.end) for one in cut(article)]
    best = reading.passages[0]
    assert best.best is not None
    assert best.start <= best.best.start < best.best.end <= best.end
    assert {one.margin for one in reading.passages} <= {one.margin for one in reading.spans}


def test_a_passage_without_tokens_says_nothing(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    text = "\u200b" * 801 + "\n\n" + "anna lives in rome."
    (alone,) = reader.read_pairs([("who lives in rome?", "anna lives in rome.")])
    reading = reader.read(["who lives in rome?"], Article(text))[0]
    assert reading.margin == alone.margin
    assert sorted(one.best is None for one in reading.passages) == [False, True]
    assert json.dumps([one.to_dict() for one in reading.passages], allow_nan=False)


def test_a_span_is_judged_by_its_own_passage(tiny: Callable[..., Path]) -> None:
    """Another passage's "not here", however sure or unsure, changes nothing."""
    reader = Reader.load(tiny("bert", positions=386))
    texts = [f"anna lives in {place}. {'she works by the river. ' * 40}" for place in ("rome", "paris", "berlin")]
    nulls = [reader.read_pairs([("who sang?", text.strip())])[0].spans[0].null_score for text in texts]
    assert len({round(null, 2) for null in nulls}) > 1
    (reading,) = reader.read(["who sang?"], Article("\n\n".join(texts)), top_k=30)
    for one in reading.spans:
        place = sum(one.span.start >= at for at in (len(texts[0]), len(texts[0]) + len(texts[1])))
        assert one.null_score == pytest.approx(nulls[place], abs=1e-3)
        assert one.margin == one.score - one.null_score


def test_many_pairs_are_read_as_each_alone(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    articles = [Article(LAMPS), Article("anna lives in rome."), Article("\n\n".join(filler(45, seed=2)))]
    pairs = [(question, article) for article in articles for question in ("who lit the red lamp?", "  where does anna live?")]
    for (question, article), together in zip(pairs, reader.read_many(pairs), strict=True):
        alone = reader.read([question], article)[0]
        assert [one.span for one in alone.spans] == [one.span for one in together.spans]
        assert (alone.question, alone.windows, alone.of) == (together.question, together.windows, together.of)
        assert alone.margin == pytest.approx(together.margin, abs=1e-3)


def test_evaluation_reads_passage_by_passage_as_the_product_does(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    (result,) = evaluate_rows(reader, [Row("1", "t", LAMPS, "Who lit the red lamp?", ())])
    reading = reader.read(["Who lit the red lamp?"], Article(LAMPS))[0]
    assert (result.predicted, result.margin) == (reading.spans[0].span.text, reading.margin)
    assert result.margin != reader.read_pairs([("Who lit the red lamp?", LAMPS)])[0].margin


def test_one_text_with_and_without_headings_is_cut_each_in_its_own_way(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    plain = Article("\n\n".join(("Anna", "anna lives in rome. " * 50, "Bob", "bob lives in paris. " * 50)))
    marked = replace(plain, blocks=(Block(0, 4, "heading"), Block(at := plain.text.index("Bob"), at + 3, "heading")))
    assert cut(plain) != cut(marked)
    found = reader.read_many([("where does bob live?", plain), ("where does bob live?", marked)], top_k=60)
    assert [one.windows for one in found] == [
        Reader.load(tiny("bert", positions=386)).read(["where does bob live?"], article)[0].windows for article in (plain, marked)
    ]
    assert [len(reader._passages_of(one).all) for one in (plain, marked)] == [len(cut(plain)), len(cut(marked))]


def test_what_is_kept_is_bounded(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    stories = [Article(f"anna lives in house {i}. " * 60) for i in range(30)]
    reader.read(["where does anna live?"], stories[0])
    first = reader._passages_of(stories[0])
    one = reader.memory.used
    reader.memory.room = 5 * one
    for story in stories:
        reader.read(["where does anna live?"], story)
        assert one <= reader.memory.used <= 5 * one
    assert reader._passages_of(stories[29]) is reader._passages_of(stories[29])
    assert reader._passages_of(stories[0]) is not first


@pytest.mark.parametrize(("unit", "shortened"), [("x.", True), ("!? ", True), ("Anna left for Rome on Tuesday, they said. ", False)])
def test_a_question_costs_two_windows_a_passage_at_most(reader: Reader, unit: str, shortened: bool) -> None:
    """Ten kilobytes of marks cost no more than prose of that length may, and the reading says what was left out."""
    reader = Reader(Undecided(), reader.tokenizer)
    for size in (10_000, 60_000):
        article = Article(unit * (size // len(unit)))
        (reading,) = reader.read(["Who left for Rome?"], article)
        assert 0 < reading.windows <= 2 * len(reading.passages) <= 2 * MOST
        assert reading.shortened is shortened
    with_everything = reader.read_pairs([("Who left for Rome?", "x." * 3_000)])[0]
    assert (with_everything.windows > 2, with_everything.shortened) == (True, False)
