"""What the code answers today, to compare with what it answers after a change: `python -m tests.benchmarks.record FILE [--against OLD] [--doors]`.

Records every turn of the golden conversations, of `--real FOLDER` (docs/ and questions/*.jsonl) and the first questions of `--squad FILE`: one JSON
line each with the answer, its place, the confidence and the question as it was read. With `--against`, prints each difference; the exit code is 1
where there is one. Confidences compare to two decimals. With `--doors`, the turns about plain texts are asked through the command line and over
HTTP too, of a server on a free port, and must be answered alike.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import httpx

from qa_bot import Article, Bot, Reader, Turn, article_from_text, load_article
from qa_bot.app import launch
from qa_bot.evaluation.squad import read_squad
from qa_bot.loading import default_article
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
        yield _row(name, number, question, reply.to_dict())


def through_the_command_line(model: str | None, name: str, article: Article, questions: list[str]) -> Iterator[dict[str, Any]]:
    """As `record`, by `qa-bot ask`."""
    with tempfile.TemporaryDirectory() as folder:
        text, asked = Path(folder) / "article.txt", Path(folder) / "questions.jsonl"
        text.write_text(article.text, encoding="utf-8")
        asked.write_text(
            "".join(json.dumps({"turns": questions[: number + 1]}) + "\n" for number in range(len(questions))), encoding="utf-8"
        )
        command = [sys.executable, "-m", "qa_bot", "ask", "--json", "--article", str(text), "--questions", str(asked)]
        done = subprocess.run([*command, *(["--model", model] if model else [])], capture_output=True, text=True, check=True)
    for number, (question, line) in enumerate(zip(questions, done.stdout.splitlines(), strict=True), 1):
        yield _row(name, number, question, json.loads(line))


def over_http(address: str, name: str, article: Article, questions: list[str]) -> Iterator[dict[str, Any]]:
    """As `record`, by `/ask` of a server."""
    history: list[dict[str, Any]] = []
    for number, question in enumerate(questions, 1):
        asked = {"question": question, "article": article.text, "history": history}
        found = httpx.post(f"{address}/ask", json=asked, timeout=600).raise_for_status().json()
        history.append({"question": found["resolved_question"] or question, "answer": found["answer"]})
        yield _row(name, number, question, found)


def _row(name: str, number: int, question: str, found: dict[str, Any]) -> dict[str, Any]:
    answers = [one["answer"] for one in found["answers"]]
    return {"id": f"{name}/{number}", "question": question, **{field: found[field] for field in FIELDS}, "answers": answers}


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
    options.add_argument("--doors", action="store_true", help="ask through the command line and over HTTP too")
    options.add_argument("--model")
    given = options.parse_args()
    bot = Bot(Reader.load(given.model))
    rows = [row for one in conversations(given.real, given.squad, given.most) for row in record(bot, *one)]
    given.file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} turns recorded in {given.file}")
    found = list(differences(rows_of(given.against), rows)) if given.against else []
    if given.doors:
        found += differing_doors(bot, given.model, rows, list(conversations(None, given.squad, given.most)))
    for line in found:
        print(line)
    sys.exit(bool(found))


def differing_doors(bot: Bot, model: str | None, rows: list[dict[str, Any]], asked: list[tuple[str, Article, list[str]]]) -> list[str]:
    """What the command line and HTTP answer otherwise than Python, in lines for a person."""
    page = launch(lambda: bot, default_article(), block=False, quiet=True)
    doors: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {
        "command line": partial(through_the_command_line, model),
        "HTTP": partial(over_http, str(page.local_url).rstrip("/")),
    }
    found = []
    for door, ask in doors.items():
        got = [row for one in asked for row in ask(*one)]
        numbers = {row["id"] for row in got}
        other = list(differences([row for row in rows if row["id"] in numbers], got))
        print(f"{len(got)} turns through {door}: {len(other)} differences from Python")
        found += [f"{door}: {line}" for line in other]
    page.close(verbose=False)
    return found


if __name__ == "__main__":
    main()
