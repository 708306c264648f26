"""How often the patterns behind "who is X" are right, on the questions of SQuAD-like files that ask it; no model is read.

    python -m tests.benchmarks.descriptions FILES...

Right: the surest description shares at least half (F1) with an accepted answer, which undercounts, since annotators cut as they like.
`describing.SURE` holds these shares over train/squad-v1.1, natural-questions-short, tydiqa-english, squadshifts-new-wiki,
fairytaleqa and qamr, drawn towards 0.75 where a pattern was found fewer than ten times.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.definitions import SURE, descriptions, entity_called
from qa_bot.dialogue.question.types import who_is
from qa_bot.evaluation.metrics import compute_f1
from qa_bot.evaluation.squad import Row, read_squad


def measure(rows: Iterable[Row]) -> dict[str, list[float]]:
    """F1 of the surest description with the best accepted answer, by pattern, for every question that asks who somebody named is."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        asked = who_is(row.question)
        if asked is None or row.uncertain or not row.answers:
            continue
        analyzed = AnalyzedArticle.of(Article(row.context))
        name = entity_called(asked.what, analyzed)
        said = descriptions(name, analyzed) if name else []
        if said:
            found[said[0].pattern].append(max(compute_f1(gold.text, said[0].span.text) for gold in row.answers))
    return found


if __name__ == "__main__":
    scores = measure(row for file in sys.argv[1:] for row in read_squad(Path(file)))
    for pattern, sure in SURE.items():
        earned = scores[pattern]
        right = sum(f1 >= 0.5 for f1 in earned)
        print(f"{pattern:9} {len(earned):4} found, {right:4} right ({right / max(1, len(earned)):.2f}), shown as {sure:.2f}")
