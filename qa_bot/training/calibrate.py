"""Fit a reader's threshold, its confidence and what the ranker's score is worth, on rows that it was not trained on.

People bring whole documents, so `DOCUMENTS` of the questions are read in a document: their paragraph among others of the same article,
`PARAGRAPHS` in all, in random order. The others are read in their paragraph. Answerable and unanswerable questions count by `ANSWERED`,
whatever their shares in the data.

What the ranker's score is worth comes from a logistic regression over the passages that were read: how likely a passage's best span is
right, by its margin and by how far its passage's score lies below the best one's. The ratio of the two weights is the worth in logits.
"""

from __future__ import annotations

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
"""Worth of the ranker's score while the passages are read that the real one is fitted on."""
ANSWERED = 3 / 5
"""Assumed share of answerable questions. Visitors ask about two thirds; SQuAD 2.0 has one half, which makes a threshold refuse too much."""
SAMPLES = 400
"""Bootstrap samples. The threshold is the mean of the middle half of their best ones, because the score hardly changes over two logits."""


def fit(reader: Reader, rows: Sequence[Row], pool: Sequence[Row], seed: int = 1, progress: Update | None = None) -> Calibration:
    """Fit a calibration to `rows`: most of them are read in a document made from `pool`, the others in their paragraph.

    Raises:
        ValueError: the rows are all answerable or all unanswerable.
    """
    order = Random(seed).sample(list(rows), len(rows))
    count = round(DOCUMENTS * len(order))
    placed = in_articles(order[:count], pool, PARAGRAPHS, seed) + order[count:]
    reader.ranker = reader.ranker or load_ranker()
    reader.calibration = replace(reader.calibration, rank_weight=RANK_WEIGHT)
    readings = []
    for row in placed:
        readings += reader.read([row.question], Article(row.context), SPANS)
        if progress:
            progress(len(readings), "")
    weight = rank_weight(placed, readings) if reader.ranker else 0.0
    weighed = [reweighed(reading, weight / RANK_WEIGHT) for reading in readings]
    results = [judge(row, reading, reader.calibration) for row, reading in zip(placed, weighed, strict=True)]
    return replace(fit_results(results, seed), rank_weight=round(weight, 4))


def rank_weight(rows: Sequence[Row], readings: Sequence[Reading]) -> float:
    """Logits of margin that one logit of the ranker's score is worth, 0 or more; the readings were made with `RANK_WEIGHT`."""
    features, targets = [], []
    for row, reading in zip(rows, readings, strict=True):
        if len(reading.passages) < 2 or not row.answers:
            continue
        for passage in reading.passages:
            if passage.best and passage.margin is not None:
                features.append((1.0, passage.margin, passage.relevance / RANK_WEIGHT))
                targets.append(max(compute_f1(gold.text, passage.best.text) for gold in row.answers))
    if not features:
        return 0.0
    _, by_margin, by_rank = logistic_fit(np.array(features), np.array(targets), np.ones(len(targets)))
    return max(0.0, by_rank / by_margin) if by_margin > 0 else 0.0


def reweighed(reading: Reading, factor: float) -> Reading:
    """A reading whose relevance counts `factor` times as much."""
    spans = [replace(one, relevance=factor * one.relevance) for one in reading.spans]
    return replace(reading, spans=tuple(sorted(spans, key=lambda one: -one.margin)))


def fit_results(results: Sequence[Result], seed: int = 1, answered: float = ANSWERED) -> Calibration:
    """Fit the threshold to the mean F1 (bagged, Breiman 1996) and the confidence to the F1 of each answer.

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
    weights = np.where(answerable, answered / answerable.sum(), (1 - answered) / (~answerable).sum())
    margins = np.array([result.margin for result in results])
    right = np.array([result.f1 for result in results])
    kinds, dice = (np.flatnonzero(answerable), np.flatnonzero(~answerable)), np.random.default_rng(seed)
    drawn = (np.concatenate([dice.choice(kind, len(kind)) for kind in kinds]) for _ in range(SAMPLES))
    found = np.sort([best_threshold(margins[one], right[one], answerable[one], weights[one]) for one in drawn])
    threshold = float(found[SAMPLES // 4 : -SAMPLES // 4].mean())
    features = np.column_stack([np.ones(len(results)), margins, [result.share for result in results]])
    bias, margin_weight, share_weight = logistic_fit(features, right, weights * len(results))
    return Calibration(round(threshold, 4), round(bias, 4), round(margin_weight, 4), round(share_weight, 4))


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
