"""What lies behind one score, on results made by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import QaBotError
from qa_bot.evaluation.breakdown import at_best_threshold, by_question_word, coverage, question_word, reliability
from qa_bot.evaluation.metrics import Result, squad_evaluate, summarize
from qa_bot.evaluation.plots import _figure, draw
from qa_bot.evaluation.squad import Gold, Row


def result(f1: float, confidence: float, margin: float = 1.0, question: str = "Who?", answerable: bool = True) -> Result:
    row = Row("1", "t", "context", question, (Gold("context", 0),) if answerable else ())
    return Result(row, "x", margin, confidence, 1, float(f1 == 1), f1)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Who is it?", "who"),
        ("To whom did she write?", "who"),
        ("who's that", "who"),
        ("In which year?", "which"),
        ("How many?", "how"),
        ("name the river", "other"),
        ("“What” is it", "what"),
    ],
)
def test_question_words(question: str, word: str) -> None:
    assert question_word(question) == word


def test_groups_hold_every_question_and_abstain_as_the_set_does() -> None:
    results = [result(1, 0.9), result(1, 0.9, margin=-1), result(0, 0.1, question="Why?", answerable=False, margin=-1)]
    found = by_question_word(results, threshold=0)
    assert list(found) == ["who", "why"]
    assert found["who"]["f1"] == 50.0  # the group has no unanswerable question, the set has one
    assert found["why"]["no_answer"] == {"n": 1, "accuracy": 100.0}


def test_the_calibration_error_is_the_weighted_gap() -> None:
    results = [result(1, 0.95)] * 3 + [result(0, 0.95)] + [result(0, 0.15)] * 4 + [result(1, 0.99, margin=-9)]
    found = reliability(results, threshold=0)
    assert found["n"] == 8  # the refused question shows no answer
    assert found["error"] == pytest.approx((0.5 * 0.2) + (0.5 * 0.15))
    assert found["bins"] == [{"n": 4, "confidence": 0.15, "f1": 0.0}, {"n": 4, "confidence": 0.95, "f1": 0.75}]
    assert reliability([], 0)["error"] is None


def test_coverage_takes_the_most_confident_first() -> None:
    curve = coverage([result(0, 0.1), result(1, 0.9), result(1, 0.8), result(0, 0.2)], (0.25, 0.5, 1.0))
    assert [point["f1"] for point in curve] == [100.0, 100.0, 50.0]


@given(
    st.lists(
        st.tuples(st.sampled_from((0.0, 0.5, 1.0)), st.integers(-6, 6), st.booleans()),
        min_size=1,
        max_size=30,
        unique_by=lambda one: one[1],
    )
)
def test_the_best_threshold_scores_what_the_official_search_finds(made: list[tuple[float, int, bool]]) -> None:
    gold = {0.0: "other", 0.5: "x other two", 1.0: "x"}
    results = [
        Result(
            Row(str(i), "t", gold[f1], "Who?", (Gold(gold[f1], 0),) if answerable else ()),
            "x",
            float(margin),
            0,
            1,
            f1 == 1,
            f1 * answerable,
        )
        for i, (f1, margin, answerable) in enumerate(made)
    ]
    official = squad_evaluate(
        [one.row for one in results], {one.row.id: "x" for one in results}, {one.row.id: -one.margin for one in results}
    )
    assert at_best_threshold(results)["f1"] == pytest.approx(official["best_f1"], abs=0.005)


@given(
    st.lists(
        st.tuples(st.sampled_from((0.0, 0.5, 1.0)), st.sampled_from((-float("inf"), -1.0, 0.0, 2.0)), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_no_threshold_scores_better_even_where_margins_are_equal(made: list[tuple[float, float, bool]]) -> None:
    results = [result(f1 * answerable * (margin > -9), 0.5, margin, answerable=answerable) for f1, margin, answerable in made]
    found = at_best_threshold(results)
    assert math.isfinite(found["threshold"])
    assert found["f1"] == max(summarize(results, threshold, abstains=True)["f1"] for threshold in (-9, -0.5, 1, 9))


def test_the_plot_has_a_mark_for_every_bin_and_share(tmp_path: Path) -> None:
    results = [result(1, 0.95)] * 3 + [result(0, 0.15)] * 4
    left, right = _figure(reliability(results, 0), coverage(results, (0.5, 1.0)), "A set").axes
    assert left.collections[0].get_offsets().tolist() == [[0.15, 0.0], [0.95, 1.0]]
    assert left.get_title() == "7 answers, calibration error 0.107"
    assert right.lines[0].get_xydata().tolist() == [[50.0, 75.0], [100.0, 42.86]]
    draw(reliability([], 0), coverage(results), "No answers", tmp_path / "none.png")
    assert (tmp_path / "none.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("name", "sentence"), [("plot.pdf", "neither"), ("nowhere/plot.png", "cannot be written")])
def test_a_plot_that_cannot_be_written_is_refused(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(QaBotError, match=sentence):
        draw(reliability([], 0), [], "None", tmp_path / name)
