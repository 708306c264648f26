"""Break a score down: results by question word, calibration of the confidence, and F1 against coverage.

The calibration error is the expected calibration error (Guo et al. 2017) over bins of equal width. It compares the confidence of each
answered question with the F1 of the shown span. Coverage follows El-Yaniv and Wiener 2010: the reader answers the most confident share
of all questions and refuses the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.evaluation.metrics import Result, summarize

QUESTION_WORDS = ("who", "whose", "whom", "what", "which", "when", "where", "why", "how")
BINS = 10
Floats = npt.NDArray[np.float64]


def question_word(question: str) -> str:
    """The first question word of a question. "whose" and "whom" count as "who"; a question without one counts as "other"."""
    for piece in question.lower().replace("’", "'").replace("'s", " ").split():
        word = piece.strip("\"“”'.,?!()")
        if word in QUESTION_WORDS:
            return "who" if word in ("whose", "whom") else word
    return "other"


def by_question_word(results: Sequence[Result], threshold: float) -> dict[str, dict[str, Any]]:
    """`summarize` for each question word, most frequent first."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[question_word(result.row.question)].append(result)
    abstains = any(not result.row.answers for result in results)
    return {word: summarize(group, threshold, abstains=abstains) for word, group in sorted(groups.items(), key=lambda item: -len(item[1]))}


def reliability(results: Sequence[Result], threshold: float) -> dict[str, Any]:
    """Compare confidence with F1 over the answered questions.

    Returns:
        `n` questions answered, `error` (the expected calibration error, 0 to 1) and `bins`, each with its `n`, mean
        `confidence` and mean `f1` (0 to 1).
    """
    shown = [result for result in results if result.margin >= threshold]
    if not shown:
        return {"n": 0, "error": None, "bins": []}
    confidence = np.array([result.confidence for result in shown])
    f1 = np.array([result.f1 for result in shown])
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    bins, error = [], 0.0
    for place in range(BINS):
        inside = places == place
        if inside.any():
            sure, right = float(confidence[inside].mean()), float(f1[inside].mean())
            error += float(inside.mean()) * abs(sure - right)
            bins.append({"n": int(inside.sum()), "confidence": round(sure, 4), "f1": round(right, 4)})
    return {"n": len(shown), "error": round(error, 4), "bins": bins}


def coverage(
    results: Sequence[Result], shares: Sequence[float] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
) -> list[dict[str, Any]]:
    """F1 (percent) when only the most confident share of all questions is answered, for each share. Unanswerable questions score 0."""
    ranked = sorted(results, key=lambda result: -result.confidence)
    earned = np.cumsum([result.f1 for result in ranked])
    found = []
    for share in shares:
        n = max(1, round(share * len(ranked)))
        found.append({"coverage": share, "f1": round(100 * float(earned[n - 1]) / n, 2)})
    return found


def at_best_threshold(results: Sequence[Result]) -> dict[str, Any]:
    """`summarize` at the threshold (logits) with the best F1 on these same questions, as in the official SQuAD 2.0 script."""
    answerable = np.array([bool(result.row.answers) for result in results])
    # a question without a span has a margin of minus infinity, which cannot be a threshold
    margins = np.maximum([result.margin for result in results], -1e4)
    right = np.array([result.f1 for result in results])
    threshold = best_threshold(margins, right, answerable, np.ones(len(results)))
    return {"threshold": round(threshold, 4), **summarize(results, threshold, abstains=True)}


def best_threshold(margins: Floats, right: Floats, answerable: npt.NDArray[np.bool_], weights: Floats) -> float:
    """The threshold with the best score, found as in the official script, but never between equal margins."""
    order = np.argsort(margins, kind="stable")
    gain = (np.where(answerable, -right, 1.0) * weights)[order]  # what refusing this question adds to the score
    ordered = margins[order]
    apart = np.concatenate([[True], ordered[1:] > ordered[:-1], [True]])
    cut = int(np.argmax(np.where(apart, np.concatenate([[0.0], np.cumsum(gain)]), -np.inf)))
    if cut == 0:
        return float(ordered[0]) - 1.0
    return float(ordered[cut - 1] + ordered[cut]) / 2 if cut < len(ordered) else float(ordered[-1]) + 1.0
