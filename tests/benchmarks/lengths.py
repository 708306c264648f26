"""How answers and time depend on an article's length: `python -m tests.benchmarks.lengths squad-v1.1-dev-a.json.gz`.

Articles are paragraphs of the set put one after the other in a shuffled order, repeated under changed names when the set ends before
the length is reached: then every capitalised word of a repeated paragraph gets a suffix, so that no paragraph answers twice. The
questions' own paragraphs are strewn over the whole length. Each question is read two ways, by the best passages and whole; reading
whole is left out above `--whole-up-to` words, where one question takes minutes. Recall is the share of questions whose gold answer
lies in a passage that was read; it costs no reading and is counted over `--recall` questions.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import statistics
import time
from collections.abc import Sequence

from qa_bot import Article, Reader
from qa_bot.evaluation import compute_f1
from qa_bot.passages import FIRST, MOST, Passages
from qa_bot.reader import Reading
from qa_bot.squad import Gold, Row, read_squad


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


def main() -> None:
    """Print a row of Markdown a length."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", help="a file in SQuAD's nesting")
    parser.add_argument("--model", default=None)
    parser.add_argument("--words", type=int, nargs="+", default=[1_000, 5_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100, help="a length, read both ways")
    parser.add_argument("--recall", type=int, default=1000)
    parser.add_argument("--whole-up-to", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = [row for row in read_squad(options.data) if row.answers]
    contexts = list(dict.fromkeys(row.context for row in rows))
    reader = Reader.load(options.model)
    print(
        "| words | passages | index s | ms median | ms p95 | passages read | F1 | F1 whole | ms whole | recall at",
        f"{FIRST} | recall at {MOST} | MB |",
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for words in options.words:
        article = build(contexts, words, options.seed)
        present = set(article.text.split("\n\n"))
        asked = [row for row in rows if " ".join(row.context.split()) in present]
        random.Random(options.seed).shuffle(asked)
        began = time.perf_counter()
        passages = Passages(article)
        reader.prepare(article)
        index = time.perf_counter() - began
        at_first, at_most = recall(article, passages, asked[: options.recall])
        reader.read([asked[0].question], article)  # warm
        times, scores, whole_times, whole_scores, read = [], [], [], [], []
        for row in asked[: options.questions]:
            began = time.perf_counter()
            reading = reader.read([row.question], article)[0]
            times.append(1000 * (time.perf_counter() - began))
            scores.append(best_f1(reading, row.answers))
            read.append(reading.passages[0] if reading.passages else len(passages.all))
            if words <= options.whole_up_to:
                began = time.perf_counter()
                reading = reader.read_pairs([(row.question, article.text)])[0]
                whole_times.append(1000 * (time.perf_counter() - began))
                whole_scores.append(best_f1(reading, row.answers))
        if not times:  # recall alone
            print(f"| {words:,} | {len(passages.all):,} | {index:.1f} | | | | | | | {at_first:.1f} | {at_most:.1f} | |", flush=True)
            continue
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        whole = (f"{100 * statistics.mean(whole_scores):.1f}", f"{statistics.median(whole_times):,.0f}") if whole_scores else ("", "")
        print(
            f"| {words:,} | {len(passages.all):,} | {index:.1f} | {statistics.median(times):,.0f} | {sorted(times)[int(0.95 * (len(times) - 1))]:,.0f} | "
            f"{statistics.mean(read):.1f} | {100 * statistics.mean(scores):.1f} | {whole[0]} | {whole[1]} | {at_first:.1f} | {at_most:.1f} | {memory:,.0f} |",
            flush=True,
        )


def recall(article: Article, passages: Passages, rows: Sequence[Row]) -> tuple[float, float]:
    """Percent of questions whose answer lies, in its own paragraph, in the best `FIRST` and the best `MOST` passages."""
    hits = [0, 0]
    for row in rows:
        paragraph = " ".join(row.context.split())
        start = article.text.index(paragraph)
        inside = [start + paragraph.index(text) for text in (" ".join(gold.text.split()) for gold in row.answers) if text in paragraph]
        ranked = passages.rank(row.question)
        for i, count in enumerate((FIRST, MOST)):
            hits[i] += any(passage.start <= at < passage.end for passage in ranked[:count] for at in inside)
    return 100 * hits[0] / len(rows), 100 * hits[1] / len(rows)


def best_f1(reading: Reading, answers: Sequence[Gold]) -> float:
    """F1 of the first span, as the official script counts it."""
    said = reading.spans[0].span.text if reading.spans else ""
    return max(compute_f1(gold.text, said) for gold in answers)


if __name__ == "__main__":
    main()
