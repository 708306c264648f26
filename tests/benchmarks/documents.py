"""How many questions about whole documents are answered right, and how far the confidence can be trusted there.

    python -m tests.benchmarks.documents ../shared/real                        # the default reader
    python -m tests.benchmarks.documents FOLDER --model reader-small --json
    python -m tests.benchmarks.documents FOLDER --as-typed                     # without the rules of the dialogue

FOLDER holds `docs/`, files of any format that the bot reads, and `questions/*.jsonl`, one file a document. A row is a question,
`{"id", "document", "question", "kind", "accept"}`, or a conversation, `{"id", "document", "turns": [{"question", "kind", "accept"}]}`.
`scoring` says what the kinds are and when a reply is right.

Printed are the right share in all, by kind, by document and by turn; the reliability table of the confidence (over the answers that are
shown: how sure, how often right; the error is the expected calibration error of Guo et al. 2017); and each turn that is not right: what
was read and which fault it is.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa_bot import Bot, Reader, Turn, load_article
from qa_bot.answer import Trace
from tests.benchmarks.scoring import Accepted, is_right

SURE = 0.7
"""From this confidence on, a wrong answer misleads."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """One turn: what was asked, what came, and whether it is right."""

    id: str
    document: str
    kind: str
    turn: int
    """0 for a single question, else the place in its conversation, from 1."""
    question: str
    read: str
    """The question as it was read."""
    accepted: Accepted
    answer: str | None
    answers: tuple[str, ...]
    confidence: float
    right: bool
    evidence: str
    trace: Trace

    @property
    def fault(self) -> str:
        """What kind of fault a turn that is not right is."""
        if self.answer is None:
            return "refused"
        return "wrong" if self.accepted else "answered though the document does not say"


def measure(bot: Bot, folder: Path, *, as_typed: bool = False) -> list[Outcome]:
    """Ask every question of a folder, and each turn of a conversation after the turns before."""
    found = []
    for path in sorted((folder / "questions").glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        article = load_article(folder / "docs" / rows[0]["document"])
        for row in rows:
            history: list[Turn] = []
            for turn in row.get("turns") or [row]:
                reply = bot.ask(turn["question"], article, history, as_typed=as_typed)
                history.append(reply.turn)
                found.append(
                    Outcome(
                        row["id"],
                        row["document"],
                        turn["kind"],
                        len(history) if "turns" in row else 0,
                        turn["question"],
                        reply.resolved_question or turn["question"],
                        turn["accept"],
                        reply.answer.text if reply.answer else None,
                        tuple(one.text for one in reply.answers),
                        reply.confidence,
                        is_right(turn["kind"], turn["accept"], reply.to_dict()),
                        reply.evidence.text if reply.evidence else "",
                        reply.trace,
                    )
                )
    return found


def summary(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All shares, the reliability table, and the wrong answers that were shown as sure."""
    return {
        "right": _share(outcomes),
        "wrong_and_sure": sum(not one.right and one.answer is not None and one.confidence >= SURE for one in outcomes),
        "faults": dict(Counter(one.fault for one in outcomes if not one.right)),
        "kinds": _by(outcomes, [one.kind if not one.turn else f"turn {one.turn}" for one in outcomes]),
        "documents": _by(outcomes, [one.document for one in outcomes]),
        "reliability": reliability(outcomes),
    }


def reliability(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Confidence against the right share, over the answers that were found by reading and shown."""
    shown = [one for one in outcomes if one.answer is not None and one.trace.windows]
    bins, error = [], 0.0
    for place in range(BINS):
        inside = [one for one in shown if min(int(one.confidence * BINS), BINS - 1) == place]
        if inside:
            sure = sum(one.confidence for one in inside) / len(inside)
            right = sum(one.right for one in inside) / len(inside)
            error += abs(sure - right) * len(inside) / len(shown)
            bins.append({"n": len(inside), "confidence": round(sure, 3), "right": round(right, 3)})
    return {"n": len(shown), "error": round(error, 4) if shown else None, "bins": bins}


def _share(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    right = [one.right for one in outcomes]
    return {"n": len(right), "right": sum(right), "percent": round(100 * sum(right) / len(right), 1) if right else None}


def _by(outcomes: Sequence[Outcome], keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    return {key: _share(one for one, its in zip(outcomes, keys, strict=True) if its == key) for key in sorted(set(keys))}


def report(outcomes: Sequence[Outcome]) -> str:
    """The summary and the turns that are not right, for a person."""
    found = summary(outcomes)
    sure = found["wrong_and_sure"]
    lines = [
        f"right {found['right']['right']} of {found['right']['n']} ({found['right']['percent']} %); wrong though {SURE} or surer: {sure}"
    ]
    for part in ("kinds", "documents"):
        lines += ["", *(f"{name:32} {one['right']:4} of {one['n']:4} {one['percent']:6} %" for name, one in found[part].items())]
    table = found["reliability"]
    lines += ["", f"confidence of {table['n']} answers, expected calibration error {table['error']}"]
    lines += [f"  {one['confidence']:5.2f} said, {one['right']:5.2f} right, {one['n']:4} answers" for one in table["bins"]]
    for one in outcomes:
        if not one.right:
            lines += ["", *_explained(one)]
    return "\n".join(lines)


def _explained(one: Outcome) -> list[str]:
    """Why one turn is not right."""
    trace = one.trace
    read = f"read as: {one.read}" if one.read != one.question else "read as typed"
    margin = "no span" if trace.margin is None else f"margin {trace.margin:.2f}, answers from {trace.threshold:.2f}"
    return [
        f"{one.id}{f' turn {one.turn}' if one.turn else ''} [{one.kind}] {one.fault}: {one.question}",
        f"  {read}; {trace.windows} windows; {margin}",
        f"  given: {' | '.join(one.answers) or one.answer or '-'} ({one.confidence:.2f})",
        f"  wanted: {json.dumps(one.accepted, ensure_ascii=False) if one.accepted else 'nothing'}",
        f"  closest: {one.evidence[:160]}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--as-typed", action="store_true", help="read each question as it stands: no rewriting, no spelling, no lists")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a report")
    options = parser.parse_args()
    outcomes = measure(Bot(Reader.load(options.model)), options.folder, as_typed=options.as_typed)
    if options.json:
        turns = [{**asdict(one), "fault": None if one.right else one.fault} for one in outcomes]
        print(json.dumps({**summary(outcomes), "turns": turns}, ensure_ascii=False, default=str))
    else:
        print(report(outcomes))


if __name__ == "__main__":
    main()
