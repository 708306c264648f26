"""The ranker: what it puts first, and what its score is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa_bot import Article, Reader
from qa_bot.answer import PassageRead, Span
from qa_bot.article import Block
from qa_bot.evaluation.squad import Gold, Row
from qa_bot.progress import listening
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.checkpoint import load_ranker
from qa_bot.reader.passage_search import FIRST_RANKED, MOST_RANKED, NEAR, REACH, Candidate, Search, by_ranker
from qa_bot.reader.passages import cut
from qa_bot.reader.ranker import Ranker
from qa_bot.reader.reading import Reading, Scored
from qa_bot.reader.retrieval import Passages
from qa_bot.training.calibrate import RANK_WEIGHT, rank_weight, reweighed

TOPICS = {
    "how much do kids pay": "Admission is three euros for visitors under twelve.",
    "can i bring my dog": "Animals have to stay outside, with the exception of guide dogs.",
    "when do you close": "The last visitors leave the museum at six in the evening.",
    "is there somewhere to eat": "A café on the first floor serves soup and cakes.",
    "who built it": "The house was designed by Ottoline Fairweather and finished in 1911.",
}


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    found = load_ranker("float32")
    assert found is not None
    return found


def test_it_knows_what_people_mean(ranker: Ranker) -> None:
    """Question and passage share no word but stop words."""
    for question, right in TOPICS.items():
        scores = dict(zip(TOPICS.values(), ranker.scores([(question, text) for text in TOPICS.values()]), strict=True))
        assert max(scores, key=scores.__getitem__) == right


def test_a_score_does_not_depend_on_the_batch(ranker: Ranker) -> None:
    pairs = [(question, text * times) for question in TOPICS for text, times in zip(TOPICS.values(), (1, 9, 2, 5, 1), strict=True)]
    together = ranker.scores(pairs)
    ranker._scores.clear()
    assert [ranker.scores([pair])[0] for pair in pairs] == pytest.approx(together, abs=1e-3)
    assert ranker.scores([]) == []


def test_passages_are_read_in_the_order_of_promise(tiny: Callable[..., Path], ranker: Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load(tiny("bert", positions=386))
    reader.ranker, reader.calibration = ranker, Calibration(threshold=-1e9, rank_weight=0.5)
    fillers = [f"Room {number} shows tools of the trade and pictures of workers." for number in range(20)]
    article = Article("\n\n".join([*fillers[:12], *TOPICS.values(), *fillers[12:]]))
    for question, right in TOPICS.items():
        (reading,) = reader.read([question], article)
        assert article.text[reading.passages[0].start : reading.passages[0].end] == right
        assert len(reading.passages) >= FIRST_RANKED
        relevances = [passage.relevance for passage in reading.passages]
        assert relevances[0] == 0.0
        assert relevances == sorted(relevances, reverse=True)
    monkeypatch.setattr("qa_bot.reader.passage_search.REACH", 2e9)
    reader.calibration = replace(reader.calibration, threshold=1e9)
    ranker._scores.clear()
    told: list[tuple[str, int, int]] = []
    with listening(lambda *step: told.append(step)):
        assert len(reader.read(["who built it"], article)[0].passages) == MOST_RANKED
    assert told == [
        *(("Comparing", done, 25) for done in (16, 25)),
        *(("Reading", done, MOST_RANKED) for done in (2, 4, 8, 16, MOST_RANKED)),
    ]
    assert reader.read(["who built it"], article)[0].of == 25


@pytest.mark.parametrize(
    ("margins", "relevances", "read"),
    [
        ((5.0, 0.0, 0.0, 0.0), (0.0, -1.0, -4.0, -5.0), 2),  # the third could win with 9.1 only
        ((3.0, 0.0, 0.0, 0.0), (0.0, -1.0, -4.0, -5.0), 4),  # with 7.1
        ((-5.0, -6.0, 0.0, 0.0), (0.0, -1.0, -6.0, -9.0), 4),  # nothing is found yet, and the third could reach the threshold with 7
        ((-5.0, -6.0, 0.0, 0.0), (0.0, -1.0, -7.5, -9.0), 2),  # with 8.5 only
    ],
)
def test_a_passage_that_can_hardly_win_is_not_read(margins: tuple[float, ...], relevances: tuple[float, ...], read: int) -> None:
    article = Article("\n\n".join(f"Passage {number} is short." for number in range(4)))
    passages = cut(article)
    candidates = [Candidate(one, one.view(article), relevance) for one, relevance in zip(passages, relevances, strict=True)]
    search = Search("?", article, candidates, 4, FIRST_RANKED, 5, REACH)
    while search.wants_more(1.0):
        ready = len(search.reading().passages)
        found = [
            Reading("?", (Scored(Span(0, 7, "Passage"), margin),), 1, cut=False)
            for margin in margins[ready : ready + len(search.next_views())]
        ]
        search.take(iter(found))
    assert len(search.reading().passages) == read


@pytest.mark.parametrize(("bare", "margin", "windows"), [(2.5, 2.5, 3), (-9.0, -2.0, 3), (None, -2.0, 2)])
def test_a_passage_that_is_refused_is_read_once_more_without_its_headings(bare: float | None, margin: float, windows: int) -> None:
    """The best of those below a heading; where none is, nothing is read again."""
    heading = (Block(0, 10, "heading", 1),) if bare is not None else ()
    article = Article("Nile rules\n\nDogs may come in.\n\nCats may not.", blocks=heading)
    passages = [one for one in cut(article) if one.start >= 12] if heading else cut(article)[-2:]
    candidates = [Candidate(one, one.view(article), 0.0) for one in passages]
    search = Search("?", article, candidates, 2, FIRST_RANKED, 5, REACH)
    margins = [-4.0, -2.0]
    read: list[str] = []
    while search.wants_more(1.0):
        views = search.next_views()
        read += [view.text for view in views]
        at = [view.text.index("may") for view in views]
        search.take(iter([Reading("?", (Scored(Span(i, i + 3, "may"), margins.pop(0)),), 1, cut=False) for i in at]))
        margins = margins or [bare or 0.0]
    reading = search.reading()
    assert read[2:] == (["Cats may not."] if heading else [])
    assert (reading.margin, reading.windows) == (margin, windows)
    assert len(reading.spans) == len(reading.passages) == 2
    assert reading.passages[1].margin == margin


def test_the_passages_around_the_last_answer_come_nearer_to_the_best(ranker: Ranker) -> None:
    article = Article("\n\n".join(TOPICS.values()))
    passages, last = Passages(article), Span.cut(article.text, article.text.index("guide dogs"), article.text.index("guide dogs") + 10)
    assert passages.around(last) == passages.all[:3]
    plain = {one.passage: one.relevance for one in by_ranker("is there somewhere to eat", article, passages, ranker, 1.0)}
    found = {one.passage: one.relevance for one in by_ranker("is there somewhere to eat", article, passages, ranker, 1.0, last)}
    assert [found[one] for one in passages.all[:3]] == pytest.approx([min(plain[one] + NEAR, 0.0) for one in passages.all[:3]])
    assert [found[one] for one in passages.all[3:]] == [plain[one] for one in passages.all[3:]]
    assert all(found[one] > plain[one] for one in passages.all[:3])


def test_without_its_worth_the_ranker_is_left_out(tiny: Callable[..., Path]) -> None:
    assert Reader.load(tiny("bert")).ranker is None


def reading(margins: dict[str, tuple[float, float]]) -> Reading:
    """A reading with one passage for each answer, its margin and the ranker's score below the best one's."""
    read, spans = [], []
    for number, (text, (margin, lack)) in enumerate(margins.items()):
        span = Span(100 * number, 100 * number + len(text), text)
        read.append(PassageRead(100 * number, 100 * number + 50, span, margin, RANK_WEIGHT * lack))
        spans.append(Scored(span, margin, 0.0, RANK_WEIGHT * lack))
    return Reading("?", tuple(sorted(spans, key=lambda one: -one.margin)), len(read), cut=False, passages=tuple(read), of=len(read))


def test_the_worth_of_the_score_is_fitted() -> None:
    """Where the margin misleads and the score helps, the score is worth something; where it is the other way round, little."""
    row = Row("1", "t", "c", "?", (Gold("right", 0),))
    helps = [reading({"right": (1.0 + i % 3, 0.0), "wrong": (2.5 - i % 2, -8.0)}) for i in range(40)]
    misleads = [reading({"right": (3.0 - i % 2, -8.0), "wrong": (1.0 + i % 3 / 2, 0.0)}) for i in range(40)]
    assert rank_weight([row] * 40, helps) > 0.1
    assert rank_weight([row] * 40, misleads) == 0.0


def test_readings_are_weighed_anew() -> None:
    one = reading({"right": (1.0, 0.0), "wrong": (2.0, -8.0)})
    assert one.spans[0].span.text == "right"
    assert reweighed(one, 0.0).spans[0].span.text == "wrong"
