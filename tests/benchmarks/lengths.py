"""How answers, time and memory depend on an article's length.

    python -m tests.benchmarks.lengths squad-v1.1-dev-a.json.gz                  # all of it
    python -m tests.benchmarks.lengths squad-v1.1-dev-a.json.gz --questions 0    # ranking alone: nothing is read

Articles are paragraphs of the set put one after the other in a shuffled order, repeated under changed names when the set ends before
the length is reached: then every capitalised word of a repeated paragraph gets a suffix, so that no paragraph answers twice. The
questions' own paragraphs are strewn over the whole length. Each length has a process of its own, so that its memory is its own.

What is measured, and over which questions:

- time: `Bot.ask`, all of it, over `--questions` questions; memory: the process's peak after them, reader and libraries included;
- F1 of the reader's first span, below the threshold or not, over the same questions;
- whole: the same reader over the whole article, over as many of these questions as `--whole-windows` windows reach to. Both ways are
  compared question by question;
- recall: whether a passage that holds the answer is among the best, over `--recall` questions;
- lost: F1 lost because that passage was not read, over the same `--recall` questions. Each question whose passage is not among those
  that are always read is read twice, by the best passages and by these and its passage. Reading all reads that passage too, and besides
  only text that does not answer; so `lost` is about the most that reading all could gain, and can be had where it cannot be afforded.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import resource
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from qa_bot import Article, Bot, Reader
from qa_bot.answer import Span
from qa_bot.evaluation.metrics import compute_f1
from qa_bot.evaluation.squad import Gold, Row, read_squad
from qa_bot.reader.passage_search import FIRST, MOST
from qa_bot.reader.passages import Passage
from qa_bot.reader.reading import Reading
from qa_bot.reader.retrieval import Passages

COLUMNS = (
    "words",
    "passages",
    "loading s",
    "ms median",
    "ms p95",
    "passages read",
    "F1",
    "whole: questions",
    "F1 whole",
    "F1 of the same by passages",
    "ms whole",
    f"recall at {FIRST}",
    f"recall at {MOST}",
    "F1 lost (± s.e.)",
    "MB",
)


class Watched(Reader):
    """A reader that remembers what it read last: a turn of the bot then gives its time and its reading together."""

    last: Sequence[Reading] = ()

    def read(self, questions: Sequence[str], article: Article, top_k: int = 5, last: Span | None = None) -> list[Reading]:
        readings = super().read(questions, article, top_k, last)
        self.last = readings
        return readings


def build(contexts: list[str], words: int, seed: int) -> Article:
    """An article of about `words` words out of the paragraphs."""
    dice = random.Random(seed)
    chosen: list[str] = []
    total = 0
    copy = 0
    while total < words:
        for context in dice.sample(contexts, len(contexts)):
            renamed = (
                re.sub(r"\b[A-Z][a-z]{2,}\b", lambda found, copy=copy: f"{found.group()}{'aeiou'[copy % 5] * (1 + copy // 5)}x", context)
                if copy
                else context
            )
            chosen.append(renamed)
            total += len(context.split())
            if total >= words:
                break
        copy += 1
    dice.shuffle(chosen)
    return Article("\n\n".join(" ".join(paragraph.split()) for paragraph in chosen))


def measure(words: int, options: argparse.Namespace) -> str:
    """A row of Markdown for one length."""
    rows = [row for row in read_squad(options.data) if row.answers]
    article = build(list(dict.fromkeys(row.context for row in rows)), words, options.seed)
    present = set(article.text.split("\n\n"))
    asked = [row for row in rows if " ".join(row.context.split()) in present]
    random.Random(options.seed).shuffle(asked)
    tested = asked[: options.recall]
    if not options.questions:
        began = time.perf_counter()
        passages = Passages(article)
        loading = time.perf_counter() - began
        ranks = [rank_of(row, article, passages) for row in tested]
        return row_of(words, len(passages.all), f"{loading:.1f}", *[""] * 8, *recall(ranks), "", "")
    reader = Watched.load(options.model)
    bot = Bot(reader)
    bot.ask("Who came first?", Article("Anna came first. Nils came late."))  # what is loaded once is no part of a length's time
    began = time.perf_counter()
    bot.prepare(article)
    loading = time.perf_counter() - began
    passages = Passages(article)
    times, scores, read = [], [], []
    for row in asked[: options.questions]:
        reader.last = ()
        began = time.perf_counter()
        bot.ask(row.question, article)
        times.append(1000 * (time.perf_counter() - began))
        reading = reader.last[0] if reader.last else reader.read([row.question], article)[0]
        scores.append(best_f1(reading, row.answers))
        read.append(reading.passages[0] if reading.passages else len(passages.all))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole_times: list[float] = []
    whole_scores: list[float] = []
    windows = 0
    for row in asked[: options.questions] if reader.is_long(article) else []:
        if len(article.text) / 5 / reader.window > options.whole_windows or windows >= options.whole_windows:
            break
        began = time.perf_counter()
        reading = reader.read_pairs([(row.question, article.text)])[0]
        whole_times.append(1000 * (time.perf_counter() - began))
        whole_scores.append(best_f1(reading, row.answers))
        windows += reading.windows
    n = len(whole_scores)
    whole = (n, percent(whole_scores), percent(scores[:n]), f"{statistics.median(whole_times):,.0f}") if n else ("", "", "", "")
    ranks = [rank_of(row, article, passages) for row in tested]
    lost = [
        losing(reader, row, article, passages, rank) if reader.is_long(article) else 0.0 for row, rank in zip(tested, ranks, strict=True)
    ]
    error = statistics.stdev(lost) / len(lost) ** 0.5 if len(lost) > 1 else 0.0
    return row_of(
        words,
        len(passages.all),
        f"{loading:.1f}",
        f"{statistics.median(times):,.0f}",
        f"{sorted(times)[int(0.95 * len(times))]:,.0f}",
        f"{statistics.mean(read):.1f}",
        percent(scores),
        *whole,
        *recall(ranks),
        f"{percent(lost)} ± {100 * error:.1f}",
        f"{memory:,.0f}",
    )


def holding(row: Row, article: Article, passages: Passages) -> list[Passage]:
    """The passages that hold an answer where it stands in its own paragraph."""
    paragraph = " ".join(row.context.split())
    start = article.text.index(paragraph)
    inside = [start + paragraph.index(text) for text in (" ".join(gold.text.split()) for gold in row.answers) if text in paragraph]
    return [passage for passage in passages.all if any(passage.start <= at < passage.end for at in inside)]


def rank_of(row: Row, article: Article, passages: Passages) -> int:
    """At which place, from 0, the first passage with the answer is ranked; `MOST` where it is not among the best `MOST`."""
    right = holding(row, article, passages)
    return next((rank for rank, (passage, _) in enumerate(passages.rank(row.question, MOST)) if passage in right), MOST)


def losing(reader: Reader, row: Row, article: Article, passages: Passages, rank: int) -> float:
    """F1 that the question would gain, if the passage with its answer were read too, and not weighed down; 0 where it is read."""
    if rank < FIRST:
        return 0.0
    reading = reader.read([row.question], article)[0]
    if reading.passages and rank < reading.passages[0]:
        return 0.0
    missed = [article.text[passage.start : passage.end] for passage in holding(row, article, passages)]
    best = max([reading, *reader.read_pairs([(row.question, text) for text in missed])], key=score_of)
    return best_f1(best, row.answers) - best_f1(reading, row.answers)


def recall(ranks: Sequence[int]) -> tuple[str, str]:
    """Percent of the questions whose answer is in the best `FIRST` and in the best `MOST` passages."""
    return percent([rank < FIRST for rank in ranks]), percent([rank < MOST for rank in ranks])


def score_of(reading: Reading) -> float:
    """The score of the first span."""
    return reading.spans[0].score if reading.spans else float("-inf")


def best_f1(reading: Reading, answers: Sequence[Gold]) -> float:
    """F1 of the first span, as the official script counts it."""
    said = reading.spans[0].span.text if reading.spans else ""
    return max(compute_f1(gold.text, said) for gold in answers)


def percent(shares: Sequence[float]) -> str:
    """The mean of shares, in percent."""
    return f"{100 * statistics.mean(shares):.1f}"


def row_of(words: int, passages: int, *cells: object) -> str:
    """A row of the table."""
    return f"| {words:,} | {passages:,} | " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    """Print a row of Markdown a length."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="a file in SQuAD format")
    parser.add_argument("--model", default=None)
    parser.add_argument("--words", type=int, nargs="+", default=[1_000, 5_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100, help="whose time and F1 are measured; 0 reads nothing")
    parser.add_argument("--recall", type=int, default=500, help="over which recall and what is lost are counted")
    parser.add_argument("--whole-windows", type=int, default=1500, help="windows a length that may be spent on reading whole")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as fresh:
        for words in options.words:
            print(fresh.submit(measure, words, options).result(), flush=True)


if __name__ == "__main__":
    main()
