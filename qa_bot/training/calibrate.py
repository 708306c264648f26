"""Fit a reader's threshold, its confidence and what the ranker's score is worth, on rows that it was not trained on.

People bring whole documents, so `DOCUMENTS` of the questions are read in a document: their paragraph among others of the same article,
`PARAGRAPHS` in all, in random order; threshold and confidence are fitted to them. The others are read in their paragraph; the threshold that
is best for them gives `alone`. Answerable and unanswerable questions count by `ANSWERED` and `ANSWERED_ALONE`, whatever their shares in the data.

The worth of the ranker's score is the one of `WORTHS` that gives right spans, or "not here" where nothing is right, the largest share of a
softmax over all spans and "not here" (the mean log share, as in the loss that readers are trained with).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from qa_bot.article import Article
from qa_bot.evaluation.breakdown import Floats, best_threshold
from qa_bot.evaluation.metrics import Result, compute_f1, judge
from qa_bot.evaluation.squad import Row, in_articles
from qa_bot.progress import Update
from qa_bot.reader import Reader
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.checkpoint import load_ranker
from qa_bot.reader.reading import Reading

PARAGRAPHS = 20
"""Paragraphs of a made document: about 2,300 words."""
DOCUMENTS = 2 / 3
"""Share of the questions that are read in a document."""
SPANS = 20
"""Spans of a reading that are looked at."""
RANK_WEIGHT = 0.2
"""Worth of the ranker's score while the rows are read; the fitted one is applied to the same readings."""
WORTHS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.0)
"""Worths that are tried, in logits of margin for each logit of the ranker's score."""
LOWEST = -30.0
"""The margin of a row without any span, in logits."""
ANSWERED, ANSWERED_ALONE = 2 / 3, 3 / 5
"""Assumed shares of questions that a document and a single paragraph answer. SQuAD 2.0 has one half, which makes a threshold refuse too much."""
LONGEST = 8
"""Words of an accepted answer. Where whole sentences are accepted, a right span inside one would count as wrong."""
RIGHT = 0.5
"""Token F1 with an accepted answer from which on an answer counts as right, as in `tests/golden`."""
SAMPLES = 400
"""Bootstrap samples. The threshold is the mean of the middle half of their best ones, because the score hardly changes over two logits."""


def fit(reader: Reader, rows: Sequence[Row], pool: Sequence[Row], seed: int = 1, progress: Update | None = None) -> Calibration:
    """Fit a calibration to `rows`: most of them are read in a document made from `pool`, the others in their paragraph.

    Raises:
        ValueError: the rows in documents, or the others, are all answerable or all unanswerable.
    """
    order = Random(seed).sample(list(rows), len(rows))
    count = round(DOCUMENTS * len(order))
    placed = in_articles(order[:count], pool, PARAGRAPHS, seed) + order[count:]
    reader.ranker = reader.ranker or load_ranker()
    reader.calibration = replace(reader.calibration, rank_weight=RANK_WEIGHT, alone=0.0)
    readings = []
    for row in placed:
        readings += reader.read([row.question], Article(row.context), SPANS)
        if progress:
            progress(len(readings), "")
    worth = rank_weight(placed, readings) if reader.ranker else 0.0
    weighed = [reweighed(reading, worth / RANK_WEIGHT) for reading in readings]
    results = [judge(row, reading, Calibration()) for row, reading in zip(placed, weighed, strict=True)]
    fitted = fit_results(results[:count], seed)
    alone = fit_results(results[count:], seed, ANSWERED_ALONE).threshold - fitted.threshold
    return replace(fitted, alone=round(max(alone, 0.0), 4), rank_weight=worth)


def rank_weight(rows: Sequence[Row], readings: Sequence[Reading]) -> float:
    """The worth of the ranker's score, in logits of margin for each of its logits; the readings were made with `RANK_WEIGHT`."""
    weights = _weights([bool(row.answers) for row in rows], ANSWERED)
    losses = {
        worth: -float(weights @ [_log_share(row, reading, worth) for row, reading in zip(rows, readings, strict=True)]) for worth in WORTHS
    }
    return min(losses, key=losses.__getitem__)


def _log_share(row: Row, reading: Reading, worth: float) -> float:
    """Log share of what is right among the spans and "not here"."""
    spans = reweighed(reading, worth / RANK_WEIGHT).spans
    shares = np.exp(log_shares([one.margin for one in spans]))
    right = [max((compute_f1(gold.text, one.span.text) for gold in row.answers), default=0.0) for one in spans]
    return float(np.log(max(float(shares @ right) if row.answers else 1 - float(shares.sum()), 1e-6)))


def reweighed(reading: Reading, factor: float) -> Reading:
    """A reading whose relevance counts `factor` times as much."""
    spans = [replace(one, relevance=factor * one.relevance) for one in reading.spans]
    return replace(reading, spans=tuple(sorted(spans, key=lambda one: -one.margin)))


def log_shares(margins: Sequence[float]) -> list[float]:
    """The log share of each candidate: a log softmax over all margins and "not here", which has margin 0."""
    top = max([*margins, 0.0])
    total = math.log(sum(math.exp(margin - top) for margin in [*margins, 0.0]))
    return [margin - top - total for margin in margins]


def fit_results(results: Sequence[Result], seed: int = 1, answered: float = ANSWERED) -> Calibration:
    """Fit the threshold to the mean F1 (bagged, Breiman 1996) and the confidence to the share of right answers.

    Args:
        results: evaluated rows.
        seed: of the samples.
        answered: assumed share of answerable questions.

    Raises:
        ValueError: the rows are all answerable or all unanswerable.
    """
    answerable = np.array([bool(result.row.answers) for result in results])
    if answerable.all() or not answerable.any():
        raise ValueError("a calibration needs answerable and unanswerable questions")
    weights = _weights(answerable.tolist(), answered)
    margins = np.array([max(result.margin, LOWEST) for result in results])
    right = np.array([result.f1 for result in results])
    kinds, dice = (np.flatnonzero(answerable), np.flatnonzero(~answerable)), np.random.default_rng(seed)
    drawn = (np.concatenate([dice.choice(kind, len(kind)) for kind in kinds]) for _ in range(SAMPLES))
    found = np.sort([best_threshold(margins[one], right[one], answerable[one], weights[one]) for one in drawn])
    threshold = float(found[SAMPLES // 4 : -SAMPLES // 4].mean())
    features = np.column_stack([np.ones(len(results)), margins])
    bias, margin_weight = logistic_fit(features, (right >= RIGHT).astype(float), weights * len(results))
    return Calibration(round(threshold, 4), round(bias, 4), round(margin_weight, 4))


def _weights(answerable: Sequence[bool], answered: float) -> Floats:
    """What each row counts, so that answerable rows have a share of `answered`; all rows alike where they are of one kind."""
    kinds = np.array(answerable)
    if kinds.all() or not kinds.any():
        return np.full(len(kinds), 1 / len(kinds))
    weights: Floats = np.where(kinds, answered / kinds.sum(), (1 - answered) / (~kinds).sum())
    return weights


def logistic_fit(features: Floats, targets: Floats, weights: Floats, ridge: float = 1e-3, steps: int = 50) -> tuple[float, ...]:
    """Weights of a logistic regression on soft targets (0 to 1), by Newton's method with a small ridge."""
    beta = np.zeros(features.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(features @ beta, -30, 30)))
        gradient = features.T @ (weights * (targets - p)) - ridge * beta
        hessian = (features * (weights * p * (1 - p))[:, None]).T @ features + ridge * np.eye(len(beta))
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return tuple(float(value) for value in beta)
