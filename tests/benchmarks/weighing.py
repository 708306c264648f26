"""What it brings to weigh spans by how much their passage has to do with the question, on articles that training holds out.

    QA_BOT_DTYPE=auto python -m tests.benchmarks.weighing squad-v1.1.json.gz squad-v2-unanswerable.json.gz

110 answerable and 40 unanswerable questions, each paragraph among 20 others; for several weights (logits), in percent: F1 of the best
spans where all is answered; mean F1 at the reader's threshold and at the best one, where `ANSWERED` of the questions can be answered.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from qa_bot import Article, Reader
from qa_bot.evaluation.breakdown import best_threshold
from qa_bot.evaluation.metrics import compute_f1
from qa_bot.evaluation.squad import Row, in_articles
from qa_bot.reader import passage_search
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.retrieval import Passages
from qa_bot.training.calibrate import ANSWERED
from qa_bot.training.rows import held_out_rows

WEIGHTS = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0)
SPANS = 100


def drawn(answerable: list[Row], unanswerable: list[Row]) -> list[Row]:
    dice = random.Random(5)
    asked, tricks = dice.sample(answerable, 110), dice.sample(unanswerable, 40)
    return in_articles(asked, answerable, 21, 3) + in_articles(tricks, answerable + unanswerable, 21, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answerable", type=Path)
    parser.add_argument("unanswerable", type=Path)
    parser.add_argument("--model")
    options = parser.parse_args()
    rows = drawn(held_out_rows([options.answerable]), held_out_rows([options.unanswerable]))
    reader = Reader.load(options.model)
    threshold = reader.calibration.threshold
    reader.calibration = Calibration(threshold=float("inf"))  # every passage is read, whatever the weight
    passage_search.RELEVANCE = 0.0
    found = []
    for row in rows:
        article = Article(row.context)
        shares = {passage.start: share for passage, share in Passages(article).rank(row.question, passage_search.MOST)}
        reading = reader.read([row.question], article, SPANS)[0]
        spans = [
            (
                one.margin,
                1 - shares[max(start for start in shares if start <= one.span.start)],
                max((compute_f1(gold.text, one.span.text) for gold in row.answers), default=0.0),
            )
            for one in reading.spans
        ]
        found.append(spans)
    answered = np.array([bool(row.answers) for row in rows])
    shares = np.where(answered, ANSWERED / answered.sum(), (1 - ANSWERED) / (~answered).sum())
    for weight in WEIGHTS:
        best = [max((margin - weight * lack, f1) for margin, lack, f1 in spans) for spans in found]
        margins, right = np.array([margin for margin, _ in best]), np.array([f1 for _, f1 in best])
        scores = {
            name: round(100 * float((shares * np.where(margins >= threshold, np.where(answered, right, 0.0), ~answered)).sum()), 1)
            for name, threshold in (
                ("at_threshold", threshold),
                ("at_best", best_threshold(margins, right, answered, shares)),
            )
        }
        print(json.dumps({"weight": weight, "f1": round(100 * float(right[answered].mean()), 1), **scores}))


if __name__ == "__main__":
    main()
