"""Long articles: how they are cut, ranked and read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, Bot, Reader
from qa_bot.article import Block
from qa_bot.evaluation.metrics import evaluate_rows
from qa_bot.evaluation.squad import Row
from qa_bot.reader import search
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.retrieval import FIRST, MOST, SIZE, TOGETHER, Passages, cut

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


PARAGRAPHS = st.lists(st.tuples(st.text(alphabet="ab .\u00a0A", max_size=40), st.booleans()), max_size=12)


@given(PARAGRAPHS, st.integers(5, 60), st.integers(0, 60))
def test_passages_hold_everything_once(paragraphs: list[tuple[str, bool]], size: int, together: int) -> None:
    text = "\n\n".join(paragraph for paragraph, _ in paragraphs)
    headings = {index for index, (_, heading) in enumerate(paragraphs) if heading}
    starts = [sum(len(paragraph) + 2 for paragraph, _ in paragraphs[:i]) for i in range(len(paragraphs))]
    blocks = [Block(starts[i] + len(one) - len(one.lstrip()), starts[i] + len(one), "heading") for i, (one, _) in enumerate(paragraphs)]
    article = Article(text, blocks=tuple(blocks[i] for i in sorted(headings)))
    passages = cut(article, size, min(together, size))
    inside = [i for passage in passages for i in range(passage.start, passage.end)]
    assert inside == sorted(set(inside))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(inside)
    assert not any(article.text[passage.start].isspace() for passage in passages)
    if not headings:
        assert max((passage.end - passage.start for passage in passages), default=0) <= size


def test_a_heading_goes_with_what_stands_under_it() -> None:
    text = "\n\n".join(["x" * 90, "A heading", "y" * 90])
    start = text.index("A heading")
    article = Article(text, blocks=(Block(start, start + 9, "heading"),))
    for together in (0, 100, 110):
        assert begins(article, 110, together) == ["x" * 9, "A heading"]
    assert begins(article, 220, 220) == ["x" * 9]
    assert begins(article, 95, 95) == ["x" * 9, "A heading"]  # a heading may add to the size
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
    assert TOGETHER == 800


@pytest.mark.parametrize("sentences", range(30, 130, 7))
def test_a_long_paragraph_is_cut_in_parts_of_about_one_length(sentences: int) -> None:
    dice = random.Random(sentences)
    text = " ".join(f"Sentence {number} is here {'to be ' * dice.randint(1, 12)}read." for number in range(sentences))
    lengths = [passage.end - passage.start for passage in cut(Article(text))]
    assert max(lengths) <= SIZE
    assert len(lengths) <= -(-len(text) // SIZE) + 1
    if len(lengths) > 1:
        assert min(lengths) > 0.7 * max(lengths)


def test_a_text_without_full_stops_is_cut_too() -> None:
    words = "and then the river " * 20_000
    passages = cut(Article(words.strip()))
    assert max(passage.end - passage.start for passage in passages) <= SIZE
    assert all(words[passage.start - 1 : passage.start] in ("", " ") and words[passage.end] == " " for passage in passages)
    endless = cut(Article("x" * 10_000))
    assert [passage.end - passage.start for passage in endless] == [SIZE] * 6 + [1000]


def test_ranking_knows_stems_and_rare_words() -> None:
    paragraphs = filler(200)
    paragraphs.insert(150, "Ottoline's ferries were painted green by the lighthouse keepers of Skerry Sound.")
    article = Article("\n\n".join(paragraphs))
    passages = Passages(article)
    best, share = passages.rank("Who did paint Ottoline’s ferry?")[0]
    assert share == 1.0
    assert "Skerry Sound" in article.text[best.start : best.end]
    assert len(passages.rank("tower")) == MOST
    for nothing in ("", "what was it?", "zzzz", "?!", "日本"):
        assert passages.rank(nothing) == [(passage, 1.0) for passage in passages.all[:MOST]]
    assert passages.rank("tower")[-1][1] < 1.0
    (only,) = Passages(Article("— … —")).all
    assert Passages(Article("— … —")).rank("who?") == [(only, 1.0)]


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
    short = reader.read(["Who is Dmitry Peskov?"], article)[0]
    assert 2 < len(cut(article)) <= FIRST
    assert short.passages is None
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
    red, green, nothing = passages.rank("Who lit the red lamp?")
    assert [one.start for one, _ in (red, green, nothing)] == [one.start for one in passages.all]
    assert red[1] == 1.0 > green[1] > nothing[1] == 0.0
    assert passages.rank("Who sang?") == [(one, 1.0) for one in passages.all]


def test_within_one_passage_reading_an_article_is_reading_its_text(tiny: Callable[..., Path]) -> None:
    reader = Reader.load(tiny("bert"))
    text = "anna lives in rome. bob works by the river. carol told the doctor."
    assert reader.read(["who works in rome?"], Article(text))[0].spans == reader.read_pairs([("who works in rome?", text)])[0].spans


@pytest.mark.parametrize("first", [20, 1])
def test_reading_an_article_weighs_its_spans(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    reader.calibration = Calibration(threshold=1e9)  # all passages are read, at once or one after the other
    monkeypatch.setattr(search, "FIRST", first)
    found = {}
    for weight in (0.0, 1000.0):
        monkeypatch.setattr(search, "RELEVANCE", weight)
        found[weight] = reader.read(["Who lit the red lamp?"], Article(LAMPS), top_k=40)[0].spans
    shares = {passage.start: share for passage, share in Passages(Article(LAMPS)).rank("Who lit the red lamp?")}
    raw = {one.span: one.score for one in found[0.0]}
    both = [one for one in found[1000.0] if one.span in raw]
    assert both
    for one in both:
        share = shares[max(start for start in shares if start <= one.span.start)]
        assert one.score == pytest.approx(raw[one.span] - 1000.0 * (1 - share), abs=1e-3)
    assert found[1000.0][0].span.start < sorted(shares)[1]
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
    reader.model.qa_outputs.bias.data += 20  # so that no null score lies below nothing's 0
    nothing, something = reader.read_pairs([("who lives in rome?", "\u200b" * 801), ("who lives in rome?", "anna lives in rome.")])
    assert nothing.windows == 0
    assert something.null_score > 0
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
    assert [len(passages.all) for passages in reader._passages.values()] == [len(cut(plain)), len(cut(marked))]


def test_what_is_kept_is_bounded(tiny: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    stories = [Article(f"anna lives in house {i}. " * 60) for i in range(6)]
    monkeypatch.setattr("qa_bot.reader.reader.KEPT_CHARACTERS", 3 * len(stories[0].text))
    monkeypatch.setattr("qa_bot.reader.reader.KEPT_TOKENS", 1200)
    for story in [*stories, stories[0]]:
        reader.read(["where does anna live?"], story)
    assert [text for text, _ in reader._passages] == [story.text for story in (stories[4], stories[5], stories[0])]
    assert 0 < sum(len(tokens.ids) for tokens in reader._tokens.values()) <= 1200
