"""Exact match, F1 and answerability of a reader on a data set in SQuAD format.

Scores follow the official SQuAD 1.1 and 2.0 scripts (Rajpurkar et al. 2016, 2018), which transformers no longer ships. They compare
normalised texts and take the best score over all accepted answers. On an unanswerable question, abstaining scores 1. All reported scores
are percentages.
"""

from __future__ import annotations

import re
import string
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_bot.article import Article
from qa_bot.errors import QaBotError
from qa_bot.evaluation.squad import Row
from qa_bot.progress import Update
from qa_bot.reader import Reader
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.reading import Reading

_ARTICLES = re.compile(r"\b(a|an|the)\b", re.UNICODE)
_PUNCTUATION = frozenset(string.punctuation)
CHUNK = 256
"""Questions read between two progress reports."""


def normalize_answer(text: str) -> str:
    """Lower-case a text and remove punctuation, "a", "an", "the" and extra white space, as the official script does."""
    text = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", text).split())


def compute_exact(gold: str, predicted: str) -> int:
    """1 if both texts are equal after normalisation, else 0."""
    return int(normalize_answer(gold) == normalize_answer(predicted))


def compute_f1(gold: str, predicted: str) -> float:
    """Harmonic mean of precision and recall over the bags of normalised words, 0 to 1."""
    wanted, given = normalize_answer(gold).split(), normalize_answer(predicted).split()
    if not wanted or not given:
        return float(wanted == given)
    shared = (Counter(wanted) & Counter(given)).total()
    return 2 * shared / (len(wanted) + len(given))


def squad_evaluate(
    examples: Sequence[Any],
    preds: Mapping[str, str],
    no_answer_probs: Mapping[str, float] | None = None,
    no_answer_probability_threshold: float = 1.0,
) -> dict[str, Any]:
    """Score given predictions, with the arguments and result keys of transformers' removed `squad_metrics`.

    Args:
        examples: rows of `read_squad`, or the old `SquadExample`s (`qas_id`, and `answers` as dicts with a `text`).
        preds: predicted text by question id; "" means an abstention.
        no_answer_probs: probability of "no answer" by question id; None means 0 for all.
        no_answer_probability_threshold: a prediction with a higher probability counts as an abstention.

    Returns:
        `exact`, `f1` (percent) and `total`; the same with the prefixes `HasAns_` and `NoAns_` if there are such questions; and the
        best scores over all thresholds, with those thresholds.

    Raises:
        QaBotError: a question has no prediction, or no probability.
    """
    golds = {
        str(getattr(one, "qas_id", None) or one.id): [getattr(gold, "text", None) or gold["text"] for gold in one.answers]
        for one in examples
    }
    nothing = dict.fromkeys(golds, 0.0) if no_answer_probs is None else no_answer_probs
    missing = [key for key in golds if key not in preds or key not in nothing]
    if missing or not golds:
        raise QaBotError(
            f"There is no prediction or probability for {', '.join(missing[:3]) or 'any question'}: give one for each question."
        )
    raw: dict[str, dict[str, float]] = {"exact": {}, "f1": {}}
    for key, texts in golds.items():
        # ignore accepted answers that consist of articles and punctuation only
        accepted = [text for text in texts if normalize_answer(text)] or [""]
        raw["exact"][key] = max(compute_exact(text, preds[key]) for text in accepted)
        raw["f1"][key] = max(compute_f1(text, preds[key]) for text in accepted)
    groups = {"": list(golds), "HasAns_": [key for key in golds if golds[key]], "NoAns_": [key for key in golds if not golds[key]]}
    report: dict[str, Any] = {}
    for prefix, keys in groups.items():
        for name, scores in raw.items():
            final = [float(not golds[key]) if nothing[key] > no_answer_probability_threshold else scores[key] for key in keys]
            if keys:
                report[f"{prefix}{name}"] = 100.0 * sum(final) / len(keys)
        if keys:
            report[f"{prefix}total"] = len(keys)
    for name, scores in raw.items():
        report[f"best_{name}"], report[f"best_{name}_thresh"] = _best_threshold(golds, preds, scores, nothing)
    return report


def _best_threshold(
    golds: Mapping[str, Sequence[str]], preds: Mapping[str, str], scores: Mapping[str, float], nothing: Mapping[str, float]
) -> tuple[float, float]:
    """The best percentage over all thresholds, and its threshold. As in the official SQuAD 2.0 script, the sweep starts with abstaining on
    every question and then answers one more at a time, most certain first.
    """
    best = total = float(sum(not texts for texts in golds.values()))
    threshold = 0.0
    for key in sorted(golds, key=lambda key: nothing[key]):
        total += scores[key] if golds[key] else -1.0 if preds[key] else 0.0
        if total > best:
            best, threshold = total, nothing[key]
    return 100.0 * best / len(scores), threshold


@dataclass(frozen=True, slots=True)
class Result:
    """One evaluated question: the best span, its scores against the accepted answers, and its confidence."""

    row: Row
    predicted: str
    margin: float
    confidence: float
    windows: int
    exact: float
    f1: float

    def scores(self, threshold: float) -> tuple[float, float]:
        """Exact match and F1 if the reader abstains below `threshold`."""
        answers = self.margin >= threshold
        if not self.row.answers:
            return (0.0, 0.0) if answers else (1.0, 1.0)
        return (self.exact, self.f1) if answers else (0.0, 0.0)


def judge(row: Row, reading: Reading, calibration: Calibration) -> Result:
    """The best span of a reading against the accepted answers of its row."""
    text = reading.spans[0].span.text if reading.spans else ""
    confidence = calibration.probability(reading.margin)
    exact = max((compute_exact(gold.text, text) for gold in row.answers), default=0)
    f1 = max((compute_f1(gold.text, text) for gold in row.answers), default=0.0)
    return Result(row, text, reading.margin, confidence, reading.windows, float(exact), f1)


def evaluate_rows(reader: Reader, rows: Sequence[Row], progress: Update | None = None) -> list[Result]:
    """Read each row as an article and score its best span. `progress` is called with the number of rows read so far."""
    results = []
    for at in range(0, len(rows), CHUNK):
        chunk = rows[at : at + CHUNK]
        readings = reader.read_many([(row.question, Article(row.context)) for row in chunk])
        results += [judge(row, reading, reader.calibration) for row, reading in zip(chunk, readings, strict=True)]
        if progress:
            progress(len(results), "")
    return results


def summarize(results: Sequence[Result], threshold: float, *, abstains: bool | None = None) -> dict[str, Any]:
    """The official scores of a set, in percent.

    Args:
        results: the questions of the set.
        threshold: margin below which the reader abstains.
        abstains: whether the reader may abstain; None means only if the set has unanswerable questions, as in the official scripts.
    """
    answerable = [result for result in results if result.row.answers]
    unanswerable = [result for result in results if not result.row.answers]
    limit = threshold if (bool(unanswerable) if abstains is None else abstains) else -float("inf")
    return {
        "n": len(results),
        **_means(results, limit),
        "has_answer": {"n": len(answerable), **_means(answerable, limit)},
        "no_answer": {"n": len(unanswerable), "accuracy": _means(unanswerable, limit)["exact"]},
    }


def evaluate(reader: Reader, rows: Sequence[Row], progress: Update | None = None) -> tuple[list[Result], dict[str, Any]]:
    """Evaluate all rows: the results, and `summarize` at the reader's own threshold, with the time in seconds and the reader's name."""
    began = time.perf_counter()
    results = evaluate_rows(reader, rows, progress)
    seconds = time.perf_counter() - began
    return results, {**summarize(results, reader.calibration.threshold), "seconds": round(seconds, 1), "model": reader.name}


def _means(results: Sequence[Result], threshold: float) -> dict[str, float | None]:
    scores = [result.scores(threshold) for result in results]
    if not scores:
        return {"exact": None, "f1": None}
    return {name: round(100 * sum(score[i] for score in scores) / len(scores), 2) for i, name in enumerate(("exact", "f1"))}
