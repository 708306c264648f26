"""How often the sentence that decides a yes-or-no question is the right one, with the reader that ships.

    python -m tests.benchmarks.deciding squad-v1.1.json.gz --sample 400

No set with marked sentences is at hand, so the questions are made: "When did Anna leave Rome?" gives "Did Anna leave Rome?", which the
sentence that holds the accepted answer decides. The article is the question's paragraph among its neighbours, six in all. Half of the
questions are asked of another article of the file too, where nothing should be found.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

from qa_bot import Article, Bot, Reader
from qa_bot.dialogue.answers.answerers import DECIDED
from qa_bot.evaluation.squad import Row, read_squad

_ASKS = re.compile(r"(?:when|where|why|how) ((?:did|was|were|is|are|does|do|can|could|has|had|have|will) \S+ \S+ .+)\?", re.IGNORECASE)
PARAGRAPHS = 6


def question_of(row: Row) -> str | None:
    """The yes-or-no question behind one that asks when, where, why or how."""
    found = _ASKS.fullmatch(row.question.strip())
    return f"{found[1][0].upper()}{found[1][1:]}?" if found and row.answers and not row.uncertain else None


def measure(rows: list[Row], sample: int, seed: int) -> dict[str, Counter[str]]:
    """Counts of right, wrong and not found, for sentences that the reader points at and for those found by their words alone."""
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.context not in paragraphs[row.title][-1:]:
            paragraphs[row.title].append(row.context)
    able = [row for row in rows if question_of(row) and len(paragraphs[row.title]) >= PARAGRAPHS]
    chance = random.Random(seed)
    chosen = chance.sample(able, min(sample, len(able)))
    bot, counts = Bot(Reader.load()), {name: Counter[str]() for name in ("the reader points at it", "by its words", "no sentence")}
    for number, row in enumerate(chosen):
        here = paragraphs[row.title]
        first = min(max(0, here.index(row.context) - PARAGRAPHS // 2), len(here) - PARAGRAPHS)
        texts = [("its article", here[first : first + PARAGRAPHS])]
        if number % 2:
            other = chance.choice([title for title in paragraphs if title != row.title and len(paragraphs[title]) >= PARAGRAPHS])
            texts.append(("another article", paragraphs[other][:PARAGRAPHS]))
        for of, text in texts:
            article = Article("\n\n".join(text))
            reply = bot.ask(question_of(row) or "", article)
            at = article.text.find(row.context) + row.answers[0].start if of == "its article" else -1
            way = "no sentence" if not reply.answer else "by its words" if reply.confidence == DECIDED else "the reader points at it"
            right = bool(reply.answer) and reply.answer is not None and reply.answer.start <= at < reply.answer.end
            counts[way][f"{of}, {'right' if right else 'wrong' if reply.answer else 'refused'}"] += 1
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for way, counted in measure(read_squad(options.file), options.sample, options.seed).items():
        print(f"{way:24}", ", ".join(f"{what}: {count}" for what, count in sorted(counted.items())))


if __name__ == "__main__":
    main()
