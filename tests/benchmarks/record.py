"""What the code answers today, to compare with what it answers after a change: `python -m tests.benchmarks.record FILE [--against OLD]`.

Records every turn of the golden conversations, of `--real FOLDER` (docs/ and questions/*.jsonl) and the first questions of `--squad FILE`: one JSON
line each with the answer, its place, the confidence and the question as it was read. With `--against`, prints each difference; the exit code is 1
where there is one. Confidences compare to two decimals.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from qa_bot import Article, Bot, Reader, Turn, article_from_text, load_article
from qa_bot.evaluation.squad import read_squad
from tests.golden.measure import HERE as GOLDEN
from tests.golden.measure import article_of, rows_of

FIELDS = ("answer", "start", "end", "confidence", "resolved_question")


def conversations(real: Path | None, squad: Path | None, most: int) -> Iterator[tuple[str, Article, list[str]]]:
    """Each conversation: its name, its article and its questions.

    Args:
        real: a folder of documents with questions; None for none.
        squad: a file in SQuAD format; None for none.
        most: questions that are taken of it.
    """
    for row in rows_of(GOLDEN / "conversations.jsonl"):
        yield row["id"], article_of(row["article"]), [turn["question"] for turn in row["turns"]]
    for file in sorted((real / "questions").glob("*.jsonl")) if real else ():
        rows = rows_of(file)
        article = load_article(file.parents[1] / "docs" / rows[0]["document"])
        for row in rows:
            yield row["id"], article, [turn["question"] for turn in row.get("turns", [row])]
    examples = list(islice(read_squad(squad), most)) if squad else []
    for context, same in groupby(examples, key=lambda example: example.context):
        article = article_from_text(context)
        for example in same:
            yield example.id, article, [example.question]


def record(bot: Bot, name: str, article: Article, questions: list[str]) -> Iterator[dict[str, Any]]:
    """One row a turn."""
    history: list[Turn] = []
    for number, question in enumerate(questions, 1):
        reply = bot.ask(question, article, history)
        history.append(reply.turn)
        found = reply.to_dict()
        answers = [one["answer"] for one in found["answers"]]
        yield {"id": f"{name}/{number}", "question": question, **{field: found[field] for field in FIELDS}, "answers": answers}


def differences(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[str]:
    """What differs, in lines for a person."""
    before = {row["id"]: row for row in old}
    for row in new:
        was = before.pop(row["id"], None)
        if was is None:
            yield f"{row['id']} {row['question']}: new"
            continue
        for field in row:
            left, right = (round(value, 2) if isinstance(value, float) else value for value in (was.get(field), row[field]))
            if left != right:
                yield f"{row['id']} {row['question']}: {field} {left!r} -> {right!r}"
    yield from (f"{row['id']} {row['question']}: missing" for row in before.values())


def main() -> None:
    """Record, and compare."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("file", type=Path, help="where the record goes")
    options.add_argument("--against", type=Path, metavar="OLD", help="a record made before")
    options.add_argument("--real", type=Path)
    options.add_argument("--squad", type=Path)
    options.add_argument("--most", type=int, default=500, help="questions of the SQuAD file, 500 unless told")
    options.add_argument("--model")
    given = options.parse_args()
    bot = Bot(Reader.load(given.model))
    rows = [row for one in conversations(given.real, given.squad, given.most) for row in record(bot, *one)]
    given.file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} turns recorded in {given.file}")
    found = list(differences(rows_of(given.against), rows)) if given.against else []
    for line in found:
        print(line)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
