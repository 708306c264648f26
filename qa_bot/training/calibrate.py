"""Fit a reader's threshold and confidence on rows that it was not trained on.

Half of the rows are read in their own paragraph, half in a made article of `PARAGRAPHS` paragraphs, because the product reads
whole articles. Answerable and unanswerable questions are weighted by `ANSWERED`, whatever their shares in the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from qa_bot.evaluation.breakdown import Floats, best_threshold
from qa_bot.evaluation.metrics import Result, evaluate_rows
from qa_bot.evaluation.squad import Row, in_articles
from qa_bot.progress import Update
from qa_bot.reader import Reader
from qa_bot.reader.calibration import Calibration

PARAGRAPHS = 6
"""Paragraphs of a made article, about 700 words."""
ANSWERED = 3 / 5
"""Assumed share of answerable questions. Visitors ask about two thirds; SQuAD 2.0 has one half, which makes a threshold refuse too much."""
SAMPLES = 400
"""Bootstrap samples. The threshold is the mean of the middle half of their best ones, because the score hardly changes over two logits."""


def fit(reader: Reader, rows: Sequence[Row], pool: Sequence[Row], seed: int = 1, progress: Update | None = None) -> Calibration:
    """Fit a calibration to `rows`: half of them are read in their paragraph, half in an article made from `pool`.

    Raises:
        ValueError: the rows are all answerable or all unanswerable.
    """
    order = Random(seed).sample(list(rows), len(rows))
    half = len(order) // 2
    return fit_results(evaluate_rows(reader, order[:half] + in_articles(order[half:], pool, PARAGRAPHS, seed), progress), seed)


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
