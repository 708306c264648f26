"""The official scores on known pairs, calibration on made results, and the SQuAD files that are refused."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import QaBotError, Reader
from qa_bot.evaluation.breakdown import best_threshold
from qa_bot.evaluation.metrics import Result, compute_exact, compute_f1, evaluate, normalize_answer, summarize
from qa_bot.evaluation.squad import Gold, Row, as_typed_in_search, in_articles, read_squad
from qa_bot.reader.calibration import Calibration
from qa_bot.training.calibrate import fit_results, log_shares, logistic_fit

# Worked out by hand with the official evaluate-v2.0.py of Rajpurkar et al.
PAIRS = [
    ("The  Cat!", "cat", 1, 1.0),
    ("an apple a day", "apple day", 1, 1.0),
    ("$1,000", "1000", 1, 1.0),
    ("theatre", "the atre", 0, 0.0),
    ("in the park", "the park", 0, 2 / 3),
    ("red red wine", "red wine", 0, 0.8),
    ("yes", "no", 0, 0.0),
    ("the", "a", 1, 1.0),
    ("the", "cat", 0, 0.0),
    ("“quoted”", "quoted", 0, 0.0),  # the official script knows ASCII punctuation only
    ("", "", 1, 1.0),
]


@pytest.mark.parametrize(("gold", "given_text", "exact", "f1"), PAIRS)
def test_scores(gold: str, given_text: str, exact: int, f1: float) -> None:
    assert compute_exact(gold, given_text) == exact
    assert compute_f1(gold, given_text) == pytest.approx(f1)


def test_normalisation() -> None:
    assert normalize_answer("  The U.S.'s  answer, an Answer ") == "uss answer answer"


def result(f1: float, margin: float, answerable: bool = True) -> Result:
    row = Row("1", "t", "context", "q?", (Gold("context", 0),) if answerable else ())
    return Result(row, "x", margin, 0.5, 1, float(f1 == 1), f1)


def test_summary_counts_as_squad_2_does() -> None:
    results = [result(1, 5), result(0.5, 1), result(1, -3), result(0, 4, False), result(0, -4, False)]
    scores = summarize(results, threshold=0)
    assert scores["exact"] == 40.0  # one exact, one abstained rightly
    assert scores["f1"] == 50.0
    assert scores["has_answer"] == {"n": 3, "exact": 33.33, "f1": 50.0}
    assert scores["no_answer"] == {"n": 2, "accuracy": 50.0}


def test_a_set_without_unanswerable_questions_is_never_abstained_on() -> None:
    scores = summarize([result(1, -50), result(0.5, -50)], threshold=0)
    assert (scores["exact"], scores["f1"], scores["no_answer"]) == (50.0, 75.0, {"n": 0, "accuracy": None})


@given(st.lists(st.tuples(st.integers(-9, 9), st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_the_threshold_is_the_best_of_all(rows: list[tuple[int, float, bool]]) -> None:
    margins = np.array([float(margin) + i / 100 for i, (margin, _, _) in enumerate(rows)])
    right = np.array([f1 if answerable else 0.0 for _, f1, answerable in rows])
    answerable = np.array([answerable for _, _, answerable in rows])
    weights = np.ones(len(rows))

    def score(threshold: float) -> float:
        return float(np.where(margins >= threshold, np.where(answerable, right, 0.0), np.where(answerable, 0.0, 1.0)).sum())

    chosen = best_threshold(margins, right, answerable, weights)
    assert score(chosen) == pytest.approx(max(score(t) for t in [*margins, margins.max() + 1]))


def test_the_threshold_expects_more_questions_with_an_answer() -> None:
    random = np.random.default_rng(1)
    margins = np.where([True, False] * 400, random.normal(5, 2, 800), random.normal(2, 2, 800))
    results = [result(1, float(margin), bool(i % 2 == 0)) for i, margin in enumerate(margins)]

    def score(threshold: float) -> float:
        scores = [(one.scores(threshold)[1], 2 / 3 if one.row.answers else 1 / 3) for one in results]
        return sum(f1 * weight for f1, weight in scores)

    chosen = fit_results(results, answered=2 / 3).threshold
    assert score(chosen) >= 0.995 * max(score(threshold) for threshold in margins)
    assert chosen < 3.4  # half and half, the best is near 3.5


def test_the_threshold_is_less_a_matter_of_chance_than_the_best_of_one_sample() -> None:
    random = np.random.default_rng(2)
    bagged, single = [], []
    for _ in range(12):
        margins = np.where([True, False] * 100, random.normal(5, 2, 200), random.normal(2, 2, 200))
        results = [result(1, float(margin), bool(i % 2 == 0)) for i, margin in enumerate(margins)]
        bagged.append(fit_results(results, answered=2 / 3).threshold)
        answerable = np.array([True, False] * 100)
        single.append(best_threshold(margins, np.ones(200), answerable, np.where(answerable, 2 / 3, 1 / 3)))
    assert np.std(bagged) < 0.8 * np.std(single)


def test_the_logistic_fit_recovers_what_made_the_data() -> None:
    random = np.random.default_rng(3)
    x = np.column_stack([np.ones(4000), random.normal(2, 3, 4000), random.normal(-1, 1, 4000)])
    true = np.array([-0.5, 0.8, 1.5])
    p = 1 / (1 + np.exp(-x @ true))
    assert logistic_fit(x, p, np.ones(4000)) == pytest.approx(true, abs=0.01)
    assert logistic_fit(x, (random.random(4000) < p).astype(float), np.ones(4000)) == pytest.approx(true, abs=0.15)


def test_a_calibration_is_fitted_and_kept(tmp_path: Path) -> None:
    results = [result(1, m) for m in (3, 4, 5, 6)] + [result(0, m, False) for m in (-2, 0, 1, 3.5)]
    calibration = fit_results(results)
    assert -3 <= calibration.threshold <= 4
    assert calibration.probability(6) > 0.8
    assert calibration.probability(-2) < 0.2
    calibration.save(tmp_path)
    assert Calibration.load(tmp_path) == calibration
    with pytest.raises(ValueError, match="unanswerable"):
        fit_results(results[:4])


def test_the_confidence_reckons_with_two_thirds_of_the_questions_that_can_be_answered() -> None:
    results = [result(1, 1.0)] * 20 + [result(0, 1.0, False)] * 40
    assert fit_results(results).probability(1.0) == pytest.approx(2 / 3, abs=0.02)


def test_probability_does_not_overflow() -> None:
    assert Calibration().probability(-1e6) == 0.0
    assert Calibration().probability(1e6) == 1.0


def test_shares_are_a_log_softmax_with_the_null_score() -> None:
    shares = log_shares([3.0, 1.0])
    total = math.exp(3) + math.exp(1) + 1
    assert shares == pytest.approx([math.log(math.exp(3) / total), math.log(math.exp(1) / total)])
    assert log_shares([5000.0]) == [0.0]
    assert log_shares([]) == []


def test_made_articles_hold_their_paragraph_once() -> None:
    rows = [Row(str(i), "t", f"Paragraph {i} is here.", "q?", ()) for i in range(9)]
    for row, long in zip(rows, in_articles(rows, rows, paragraphs=4, seed=1), strict=True):
        assert long.context.split("\n\n").count(row.context) == 1
        assert len(set(long.context.split("\n\n"))) == 4
    few = [Row("a", "one", "Only here.", "q?", ()), Row("b", "other", "Elsewhere.", "q?", ())]
    assert [sorted(row.context.split("\n\n")) for row in in_articles(few, few, paragraphs=4, seed=1)] == [["Elsewhere.", "Only here."]] * 2


def test_a_question_is_made_plain() -> None:
    assert as_typed_in_search(Row("1", "t", "c", " Who is Ann ? ", ())).question == "who is ann"


def squad_file(folder: Path, answers: list[dict[str, object]], **extra: object) -> Path:
    qa = {"id": "r1", "question": "Who?", "answers": answers, **extra}
    document = {"data": [{"title": "T", "paragraphs": [{"context": "Anna lives in Rome.", "qas": [qa]}]}]}
    path = folder / "set.json.gz"
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    return path


def test_rows_are_read(tmp_path: Path) -> None:
    rows = read_squad(squad_file(tmp_path, [{"text": "Rome", "answer_start": 14}]))
    assert rows == [Row("r1", "T", "Anna lives in Rome.", "Who?", (Gold("Rome", 14),))]
    assert read_squad(squad_file(tmp_path, [{"text": "Rome", "answer_start": 14}], is_impossible=True))[0].answers == ()


@pytest.mark.parametrize("start", [13, -1, 99])
def test_an_offset_that_does_not_hold_names_its_row(tmp_path: Path, start: int) -> None:
    with pytest.raises(QaBotError, match="row r1: the answer 'Rome' is not at offset"):
        read_squad(squad_file(tmp_path, [{"text": "Rome", "answer_start": start}]))


def test_files_that_are_no_squad_are_refused(tmp_path: Path) -> None:
    with pytest.raises(QaBotError, match="There is no file"):
        read_squad(tmp_path / "none.json")
    for name, data in (("a.json", b"{"), ("a.json.gz", b"not gzip"), ("b.json", b'{"data": [{"paragraphs": [{}]}]}'), ("c.json", b"[1]")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(QaBotError, match=r"cannot be read as JSON|not in SQuAD format"):
            read_squad(tmp_path / name)


def test_the_shipped_reader_reads(reader: Reader) -> None:
    context = "Anna Berg founded the bakery in 1911. Her brother Nils ran the mill by the river."
    rows = [
        Row("1", "t", context, "When was the bakery founded?", (Gold("in 1911", 29), Gold("1911", 32))),
        Row("2", "t", context, "Who founded the bakery?", (Gold("Anna Berg", 0),)),
        Row("3", "t", context, "Who composed the opera?", ()),
    ]
    seen: list[int] = []
    results, scores = evaluate(reader, rows, lambda done, note: seen.append(done))
    assert (scores["n"], scores["has_answer"]["f1"], scores["no_answer"]["accuracy"]) == (3, 100.0, 100.0)
    assert seen == [3]
    assert [result.row for result in results] == rows
