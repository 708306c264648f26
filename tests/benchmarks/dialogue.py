"""What the dialogue adds to plain reading, before and after, on the development sets of `../shared/data`.

    python -m tests.benchmarks.dialogue                          # everything that needs accuracy, samples of 150
    python -m tests.benchmarks.dialogue rewrites names cost      # single parts
    python -m tests.benchmarks.dialogue lists --sample 0         # the whole set

Parts: rewrites (rewrite-a), lists (multispan-a), yes_no (yes-no-dev-a), misspelt (misspelt-synthetic-a), disfluent (192
questions of dev-a that correct themselves, see `disfluent.py`), standalone (200 questions of
squad-v1.1-dev-a after a turn about another paragraph), names (the rules on the golden articles), cost (p50 of a turn over a plain reading;
run it on an idle machine). "before" is the question as typed (`as_typed=True`), the same reader without this room.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_bot import Article, Bot, Reader, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import words_of
from qa_bot.dialogue.followup.coreference import referents
from qa_bot.dialogue.followup.rewriting import rewrites
from qa_bot.dialogue.question.disfluency import repaired
from qa_bot.dialogue.question.types import is_yes_no, wants_list
from qa_bot.evaluation.metrics import compute_exact, compute_f1
from qa_bot.evaluation.squad import read_squad
from qa_bot.function_words import FUNCTION
from qa_bot.loading import load_article
from tests.benchmarks.disfluent import disfluent

DATA = Path(__file__).parents[3] / "shared" / "data"
Row = dict[str, Any]


def rows_of(name: str, sample: int) -> list[Row]:
    with gzip.open(DATA / "dialogue" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return random.Random(1).sample(rows, sample) if 0 < sample < len(rows) else rows


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def bag(text: str) -> set[str]:
    return {word.lower for word in words_of(text)}


def rewriting(bot: Bot, sample: int) -> Row:
    """The first rewrite, made from the history and the title alone, against the human one. No reader takes part."""
    alone, left, follow, touched, right, overlap, base = 0, 0, 0, 0, 0, 0.0, 0.0
    with_new = 0
    for row in rows_of("rewrite-a", 0):
        history = [Turn(turn["question"], turn["answer"]) for turn in row["history"]]
        # the passage is not in the set; the title stands for it
        found = rewrites(row["question"], history, AnalyzedArticle.of(Article("", title=row["title"])))
        first = found[0].question if found else row["question"]
        if bag(row["rewrite"]) == bag(row["question"]):
            alone += 1
            left += first == row["question"]
            continue
        follow += 1
        touched += first != row["question"]
        overlap += compute_f1(row["rewrite"], first)
        base += compute_f1(row["rewrite"], row["question"])
        added = bag(row["rewrite"]) - bag(row["question"]) - FUNCTION
        if added and history:
            with_new += 1
            right += bool((bag(first) - bag(row["question"]) - FUNCTION) & added)
    return {
        "standalone left alone": f"{left} of {alone} ({percent(left, alone)})",
        "follow-ups rewritten": f"{touched} of {follow}",
        "antecedent names the right entity, of follow-ups with a history": f"{right} of {with_new} ({percent(right, with_new)}); before 0",
        "word F1 with the human rewrite": f"{100 * base / follow:.1f} before, {100 * overlap / follow:.1f} after",
    }


def spans_f1(gold: list[str], given: list[str]) -> tuple[float, float]:
    """MultiSpanQA's exact match and overlap F1 over two sets of spans (Li et al. 2022)."""
    exact = float(sorted(map(str.lower, gold)) == sorted(map(str.lower, given)))
    if not given:
        return 0.0, 0.0
    precision = sum(max(_overlap(one, other) for other in gold) for one in given) / len(given)
    recall = sum(max(_overlap(one, other) for one in given) for other in gold) / len(gold)
    return exact, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def exact_f1(gold: list[str], given: list[str]) -> float:
    """F1 over whole spans."""
    hits = sum(any(compute_exact(one, other) for other in given) for one in gold)
    return 2 * hits / (len(gold) + len(given)) if gold or given else 0.0


def _overlap(one: str, other: str) -> float:
    return compute_f1(other, one)


def listing(bot: Bot, sample: int) -> Row:
    """Every question of the set wants several spans."""
    rows = rows_of("multispan-a", sample)
    scores: dict[str, list[tuple[float, float, float]]] = {"before": [], "after": []}
    several = seen = 0
    for row in rows:
        article, gold = Article(row["context"]), row["answers"]["text"]
        seen += wants_list(row["question"])
        for name, typed in (("before", True), ("after", False)):
            reply = bot.ask(row["question"], article, as_typed=typed)
            given = [answer.text for answer in reply.answers]
            exact, overlap = spans_f1(gold, given)
            scores[name].append((exact, exact_f1(gold, given), overlap))
            several += not typed and len(given) > 1
    mean = {name: [round(100 * statistics.fmean(column), 1) for column in zip(*values, strict=True)] for name, values in scores.items()}
    return {"n": len(rows), "list by wording": seen, "several spans given": several, "[set EM, span F1, overlap F1]": mean}


def deciding(bot: Bot, sample: int) -> Row:
    """No verdict is given, so that precision is not defined; how often the kind is seen and a sentence is offered."""
    rows = rows_of("yes-no-dev-a", sample)
    offered = plain = covered = 0
    for row in rows:
        article = Article(row["context"])
        reply = bot.ask(row["question"], article)
        covered += reply.answer is not None and is_yes_no(row["question"])
        offered += reply.answer is not None
        plain += bot.ask(row["question"], article, as_typed=True).answer is not None
    return {
        "n": len(rows),
        "seen as yes or no": percent(sum(is_yes_no(row["question"]) for row in rows), len(rows)),
        "seen and a sentence offered (coverage)": percent(covered, len(rows)),
        "seen and refused": percent(sum(is_yes_no(row["question"]) for row in rows) - covered, len(rows)),
        "anything offered": f"{percent(plain, len(rows))} (a span) before, {percent(offered, len(rows))} after",
        "verdicts given": 0,
    }


def misspelt(bot: Bot, sample: int) -> Row:
    rows = rows_of("misspelt-synthetic-a", sample)
    scores: dict[str, list[float]] = {"clean": [], "misspelt before": [], "misspelt after": []}
    mended = changed = 0
    for row in rows:
        article = Article(row["context"])
        for name, question, typed in (
            ("clean", row["rewrite"], True), ("misspelt before", row["question"], True), ("misspelt after", row["question"], False),
        ):  # fmt: skip
            reply = bot.ask(question, article, as_typed=typed)
            scores[name].append(max(compute_f1(gold, reply.answer.text) for gold in row["answers"]["text"]) if reply.answer else 0.0)
        changed += reply.resolved_question is not None
        mended += bag(reply.resolved_question or row["question"]) == bag(row["rewrite"])
    return {
        "n": len(rows),
        **{name: f"{100 * statistics.fmean(values):.1f} F1" for name, values in scores.items()},
        "rewritten": changed,
        "rewritten into the clean question": mended,
    }


def correcting(bot: Bot, sample: int) -> Row:
    """Questions of dev-a that correct themselves (`tests.benchmarks.disfluent`), and all 5,588 clean ones, which must be left alone."""
    rows = read_squad(DATA / "dev" / "squad-v1.1-dev-a.json.gz")
    scores: dict[str, dict[str, list[float]]] = {}
    mended = 0
    for one in disfluent(rows):
        article = Article(one.row.context)
        for name, question, typed in (
            ("clean", one.row.question, True), ("as typed", one.question, True), ("with the rule", one.question, False),
        ):  # fmt: skip
            reply = bot.ask(question, article, as_typed=typed)
            best = max(compute_f1(gold.text, reply.answer.text) for gold in one.row.answers) if reply.answer else 0.0
            for part in ("all", "patterns held out" if one.held else "patterns seen", one.pattern):
                scores.setdefault(part, {}).setdefault(name, []).append(best)
        meant = repaired(one.question, AnalyzedArticle.of(article))
        mended += meant is not None and [w.lower for w in words_of(meant)] == [w.lower for w in words_of(one.row.question)]
    touched = sum(repaired(row.question, AnalyzedArticle.of(Article(row.context))) is not None for row in rows)
    return {
        "n": len(scores["all"]["clean"]),
        **{part: " / ".join(f"{name} {100 * statistics.fmean(values):.1f}" for name, values in by.items()) for part, by in scores.items()},
        "mended into the clean question": mended,
        "clean questions touched": f"{touched} of {len(rows)}",
    }


def standalone(bot: Bot, sample: int) -> Row:
    """Each question alone and after a turn about another paragraph of the same article; a change counts where the wording changed."""
    rows = random.Random(2).sample(read_squad(DATA / "dev" / "squad-v1.1-dev-a.json.gz"), sample or 200)
    touched = changed = better = 0
    for i, row in enumerate(rows):
        before = rows[i - 1]
        article, analyzed = Article(row.context), AnalyzedArticle.of(Article(row.context))
        history = [Turn(before.question, before.answers[0].text)]
        if not rewrites(row.question, history, analyzed):
            continue  # one reading, as typed: the turn before is not looked at
        touched += 1
        alone, after = bot.ask(row.question, article), bot.ask(row.question, article, history)
        if (alone.answer and alone.answer.span) != (after.answer and after.answer.span):
            changed += 1
            better += after.confidence > alone.confidence
    return {"n": len(rows), "read in other ways too": touched, "answer changed": changed, "of these the rewrite scored better": better}


def names(bot: Bot, sample: int) -> Row:
    """Time and memory of the analysis; its names are printed for the eye."""
    folder = Path(__file__).parents[1] / "golden" / "articles"
    articles = [load_article(path) for path in sorted(folder.glob("*.txt"))]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    AnalyzedArticle.of(articles[0])
    first = time.perf_counter() - began
    times = []
    for article in articles:
        began = time.perf_counter()
        analyzed = AnalyzedArticle.of(article)
        times.append(time.perf_counter() - began)
        print("   ", article.title, [(name.text, name.kind, name.gender) for name in analyzed.entities], referents([], analyzed))
    return {
        "first": f"{first * 1000:.0f} ms (loads word list and CLDR names)",
        "then": f"{statistics.median(times) * 1000:.1f} ms for 200 words, once an article",
        "memory": f"{(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024:.0f} MB",
    }


def cost(bot: Bot, sample: int) -> Row:
    """p50 of a turn over the plain reading of one question, over the golden conversations."""
    golden = Path(__file__).parents[1] / "golden"
    folder, file = golden / "articles", golden / "conversations.jsonl"
    plain: list[float] = []
    turns: list[float] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = load_article(folder / f"{row['article']}.txt")
        history: list[Turn] = []
        for turn in row["turns"]:
            began = time.perf_counter()
            bot.reader.read([turn["question"]], article)
            middle = time.perf_counter()
            reply = bot.ask(turn["question"], article, history)
            plain.append(middle - began)
            turns.append(time.perf_counter() - middle)
            history.append(reply.turn)
    ratio = statistics.median(turns) / statistics.median(plain)
    return {
        "plain p50": f"{statistics.median(plain) * 1000:.0f} ms",
        "turn p50": f"{statistics.median(turns) * 1000:.0f} ms",
        "ratio": round(ratio, 2),
    }


PARTS: dict[str, Callable[[Bot, int], Row]] = {
    "rewrites": rewriting, "lists": listing, "yes_no": deciding, "misspelt": misspelt, "disfluent": correcting, "standalone": standalone, "names": names, "cost": cost,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", default=["rewrites", "lists", "yes_no", "misspelt", "disfluent", "standalone", "names"])
    parser.add_argument("--sample", type=int, default=150, help="rows of a set, 0 for all (standalone: 200)")
    parser.add_argument("--model")
    options = parser.parse_args()
    bot = Bot(Reader.load(options.model))
    for part in options.parts:
        print(part, json.dumps(PARTS[part](bot, 0 if part == "standalone" else options.sample), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
