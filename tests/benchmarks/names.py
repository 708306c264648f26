"""How often the rules for names, kinds and sentence bounds are right, and what they cost, on texts that were marked by hand.

    python -m tests.benchmarks.names              # precision, recall, F1 by half; milliseconds per 1,000 words and megabytes; the confidence of a listed name
    python -m tests.benchmarks.names --errors     # also every error of the half that may be looked at

The gold is `tests/golden/names.txt` (names and sentence bounds) and `tests/golden/sentences.txt` (hard sentence bounds). A name is right where
both its ends are; a kind is counted over the names that are right; "person, place or body" counts ends and kind together, over the names
whose kind is said: the rules leave it open, as "other", where nothing tells it. Times count only on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"
KINDS = {"P": "person", "L": "place", "O": "body", "X": "other"}
_MARK = re.compile(r"\[([PLOX]):([^\]]+)\]")


@dataclass(frozen=True)
class Marked:
    """A text with its gold: names as (start, end, kind), sentences as (start, end), in code points."""

    half: str
    source: str
    text: str
    names: frozenset[tuple[int, int, str]]
    sentences: frozenset[tuple[int, int]]


def marked(lines: list[str], half: str = "", source: str = "") -> Marked:
    """Read one text: a sentence a line, a blank line between paragraphs."""
    text, names, sentences = "", set(), set()
    for line in lines:
        if not line:
            text = text.rstrip() + "\n\n"
            continue
        start, at = len(text), 0
        for found in _MARK.finditer(line):
            text += line[at : found.start()]
            names.add((len(text), len(text) + len(found[2]), KINDS[found[1]]))
            text, at = text + found[2], found.end()
        text += line[at:]
        sentences.add((start, len(text)))
        text += " "
    return Marked(half, source, text.rstrip(), frozenset(names), frozenset(sentences))


def read_names() -> list[Marked]:
    """The texts of `names.txt`."""
    body = "\n".join(line for line in (GOLDEN / "names.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    parts = re.split(r"^== (\w+): (.+)\n", body, flags=re.MULTILINE)[1:]
    return [marked(parts[i + 2].strip().split("\n"), parts[i], parts[i + 1]) for i in range(0, len(parts), 3)]


def read_hard_sentences() -> list[Marked]:
    """The paragraphs of `sentences.txt`."""
    body = "\n".join(line for line in (GOLDEN / "sentences.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return [marked(block.strip().split("\n"), "hard", block[:30]) for block in re.split(r"\n\s*\n", body.strip())]


@dataclass
class Score:
    """Counts of right, given and gold."""

    right: int = 0
    given: int = 0
    gold: int = 0

    def add(self, right: int, given: int, gold: int) -> None:
        self.right, self.given, self.gold = self.right + right, self.given + given, self.gold + gold

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.given), self.right / max(1, self.gold)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {100 * precision:.1f}  R {100 * recall:.1f}  F1 {100 * f1:.1f}  ({self.right} right of {self.given} given, {self.gold} gold)"


def mentions(text: str) -> set[tuple[int, int, str]]:
    """Every mention that the rules find, countries counted as places."""
    from qa_bot.dialogue.ner.recognizer import find_entities

    return {(*span, "place" if name.kind == "country" else name.kind) for name in find_entities(text) for span in name.spans}


def bounds(text: str) -> set[tuple[int, int]]:
    """Every sentence that the rules find."""
    from qa_bot import Article

    return {(one.start, one.end) for one in Article(text).sentences}


def measure(texts: list[Marked], *, errors: bool) -> dict[str, Score]:
    """Scores of one half."""
    spans, kinds, said, ends = Score(), Score(), Score(), Score()
    for one in texts:
        given = mentions(one.text)
        gold = {(start, end) for start, end, _ in one.names}
        found = {(start, end) for start, end, _ in given}
        spans.add(len(gold & found), len(found), len(gold))
        kinds.add(len(one.names & given), len(gold & found), len(gold & found))
        told, known = ({item for item in items if item[2] != "other"} for items in (given, one.names))
        said.add(len(told & known), len(told), len(known))
        cut = bounds(one.text)
        ends.add(len(cut & one.sentences), len(cut), len(one.sentences))
        if errors and one.half != "held":
            report(one, given, cut)
    return {"names": spans, "kind of a right name": kinds, "person, place or body": said, "sentences": ends}


def by_class(texts: list[Marked]) -> dict[str, tuple[int, int]]:
    """For every class that a list question may ask for: mentions that are one, and mentions given. `lists.SURE` follows from it."""
    from qa_bot.dialogue.answers.lists import SURE
    from qa_bot.dialogue.ner.recognizer import find_entities

    right, given = Counter[str](), Counter[str]()
    for one in texts:
        bounds_of = {(start, end) for start, end, _ in one.names}
        for name in find_entities(one.text):
            for span in name.spans:
                marked_as = {kind for kind in KINDS.values() if (*span, kind) in one.names}
                classes = {"name": span in bounds_of, "place": "place" in marked_as, "country": "place" in marked_as}
                for asked in {"name", name.kind, "place" if name.kind == "country" else name.kind} & set(SURE):
                    given[asked] += 1
                    right[asked] += classes.get(asked, asked in marked_as)
    return {asked: (right[asked], given[asked]) for asked in SURE}


def report(one: Marked, given: set[tuple[int, int, str]], cut: set[tuple[int, int]]) -> None:
    """Print the errors of one text."""
    for sign, items in (("missed", one.names - given), ("wrong", given - one.names)):
        for start, end, kind in sorted(items):
            print(f"    {one.source}: {sign} {kind} “{one.text[start:end]}” in “…{one.text[max(0, start - 25) : end + 15]!r}”")
    for start, end in sorted(cut - one.sentences):
        print(f"    {one.source}: wrong sentence “{one.text[start:end]}”")


def cost(texts: list[Marked]) -> dict[str, str]:
    """Milliseconds for 1,000 words and megabytes that the first use adds (word list, CLDR names)."""
    from qa_bot import Article
    from qa_bot.dialogue.ner.recognizer import find_entities

    text = "\n\n".join(one.text for one in texts)
    words = len(text.split())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    find_entities(text)
    first = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    naming, cutting = [], []
    for _ in range(15):
        began = time.perf_counter()
        find_entities(text)
        middle = time.perf_counter()
        _ = Article(text).sentences
        naming.append(middle - began)
        cutting.append(time.perf_counter() - middle)
    return {
        "names": f"{statistics.median(naming) * 1e6 / words:.1f} ms per 1,000 words",
        "sentences": f"{statistics.median(cutting) * 1e6 / words:.2f} ms per 1,000 words",
        "first use": f"{first * 1000:.0f} ms",
        "memory": f"{(after - before) / (1024 if sys.platform != 'darwin' else 1024**2):.0f} MB",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="print the errors of the half that may be looked at")
    options = parser.parse_args()
    texts = read_names()
    print("cost", json.dumps(cost(texts)))
    for half in ("tune", "held"):
        for name, score in measure([one for one in texts if one.half == half], errors=options.errors).items():
            print(f"{half:5} {name:22} {score}")
    for asked, (right, given) in by_class([one for one in texts if one.half == "held"]).items():
        print(f"held  listed as {asked:12} {right} right of {given}, so {(right + 1) / (given + 2):.2f}")
    print(f"hard  {'sentences':22} {measure(read_hard_sentences(), errors=options.errors)['sentences']}")


if __name__ == "__main__":
    main()
