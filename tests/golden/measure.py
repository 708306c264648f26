"""How many of the golden questions are answered rightly, through each door.

    python -m tests.golden.measure                    # the bundled article, through Python, the command line and HTTP
    python -m tests.golden.measure --door python --model reader-small
    python -m tests.golden.measure tests/golden/conversations.jsonl --wrong

A row is {"question" or "turns", "accept": [...]}; an answer is right when its token F1 with an accepted answer is 0.5 or
more, an empty `accept` when the bot abstains. A conversation is {"article", "half", "turns": [{"question", "kind", check}]}, each turn
scored by its check: `accept` as above; `all`, a list with the accepted forms of every item, right when each item is matched by one of
`answers` and nothing else is there; `has`, words that the answer holds; `message`, right when a line is said and nothing is quoted.
The half "before" was written before the dialogue code, and nothing was tuned on it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qa_bot import Article, Bot, Reader, Turn
from qa_bot.evaluation.metrics import compute_f1
from qa_bot.loading import default_article, load_article

HERE = Path(__file__).parent
Reply = dict[str, Any]
Row = dict[str, Any]


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def turns_of(row: Row) -> list[str]:
    return row["turns"] if "turns" in row else [row["question"]]


def turn_rows(path: Path) -> list[Row]:
    """The rows of a file; a conversation gives one row a turn, with the turns up to it."""
    rows = []
    for row in rows_of(path):
        if "article" not in row:
            rows.append(row)
            continue
        said = [turn["question"] for turn in row["turns"]]
        rows += [{**turn, "article": row["article"], "half": row["half"], "turns": said[: i + 1]} for i, turn in enumerate(row["turns"])]
    return rows


def article_of(name: str | None) -> Article:
    return default_article() if name is None else load_article(HERE / "articles" / f"{name}.txt")


def is_right(row: Row, reply: Reply) -> bool:
    if "message" in row:
        return bool(reply["message"]) and reply["answer"] is None and reply["evidence"] is None
    if "has" in row:
        return reply["answer"] is not None and row["has"].lower() in reply["answer"].lower()
    if "all" in row:
        given = [answer["answer"] for answer in reply["answers"]]
        matched = [next((one for one in given if max(compute_f1(gold, one) for gold in item) >= 0.5), None) for item in row["all"]]
        return len(given) == len(row["all"]) == len(set(matched)) and None not in matched
    if not row["accept"]:
        return reply["answer"] is None
    return reply["answer"] is not None and max(compute_f1(gold, reply["answer"]) for gold in row["accept"]) >= 0.5


def through_python(rows: list[Row], model: str | None) -> list[Reply]:
    bot = Bot(Reader.load(model))
    articles = {name: article_of(name) for name in {row.get("article") for row in rows}}
    known: dict[tuple[str | None, ...], tuple[Turn, Reply]] = {}

    def talk(name: str | None, turns: list[str]) -> Reply:
        for count in range(1, len(turns) + 1):
            key = (name, *turns[:count])
            if key not in known:
                history = [known[(name, *turns[:before])][0] for before in range(1, count)]
                reply = bot.ask(turns[count - 1], articles[name], history)
                known[key] = reply.turn, reply.to_dict()
        return known[(name, *turns)][1]

    return [talk(row.get("article"), turns_of(row)) for row in rows]


def through_the_command_line(rows: list[Row], model: str | None) -> list[Reply]:
    replies: dict[int, Reply] = {}
    for name in dict.fromkeys(row.get("article") for row in rows):
        mine = [i for i, row in enumerate(rows) if row.get("article") == name]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "questions.jsonl"
            file.write_text("".join(json.dumps({"turns": turns_of(rows[i])}) + "\n" for i in mine), encoding="utf-8")
            command = [sys.executable, "-m", "qa_bot", "ask", "--questions", str(file), "--json", *(["--model", model] if model else [])]
            command += ["--article", str(HERE / "articles" / f"{name}.txt")] if name else []
            done = subprocess.run(command, capture_output=True, text=True, check=True)
        replies.update(zip(mine, [json.loads(line) for line in done.stdout.splitlines()], strict=True))
    return [replies[i] for i in range(len(rows))]


def through_http(rows: list[Row], model: str | None) -> list[Reply]:
    os.environ["HF_HUB_OFFLINE"] = "1"  # gradio_client looks the hub up otherwise
    from gradio_client import Client

    from qa_bot.app import build_app

    app = build_app(Bot(Reader.load(model)), default_article())
    _, url, _ = app.queue().launch(prevent_thread_lock=True, quiet=True)
    client = Client(url, verbose=False)
    known: dict[tuple[str | None, ...], Reply] = {}
    for row in rows:
        name, turns = row.get("article"), turns_of(row)
        text = None if name is None else (HERE / "articles" / f"{name}.txt").read_text(encoding="utf-8")
        for count in range(1, len(turns) + 1):
            before = [known[(name, *turns[:earlier])] for earlier in range(1, count)]
            history = [{"question": reply["resolved_question"] or reply["question"], "answer": reply["answer"]} for reply in before]
            if (name, *turns[:count]) not in known:
                known[(name, *turns[:count])] = client.predict(turns[count - 1], text, history, api_name="/ask")
    app.close()
    return [known[(row.get("article"), *turns_of(row))] for row in rows]


DOORS: dict[str, Callable[[list[Row], str | None], list[Reply]]] = {
    "python": through_python,
    "cli": through_the_command_line,
    "http": through_http,
}


def measure(rows: list[Row], replies: list[Reply]) -> dict[str, Any]:
    right = [is_right(row, reply) for row, reply in zip(rows, replies, strict=True)]
    if any("kind" in row for row in rows):
        return {"right": f"{sum(right)} of {len(right)}", **by_kind(rows, right), "wrong": wrong_ones(rows, replies, right)}
    answerable = [ok for row, ok in zip(rows, right, strict=True) if row["accept"]]
    unanswerable = [ok for row, ok in zip(rows, right, strict=True) if not row["accept"]]
    return {
        "answered": f"{sum(answerable)} of {len(answerable)}",
        "refused": f"{sum(unanswerable)} of {len(unanswerable)}",
        "wrong": wrong_ones(rows, replies, right),
    }


def by_kind(rows: list[Row], right: list[bool]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for half in dict.fromkeys(row["half"] for row in rows):
        for kind in ("all", *dict.fromkeys(row["kind"] for row in rows)):
            mine = [ok for row, ok in zip(rows, right, strict=True) if row["half"] == half and kind in ("all", row["kind"])]
            table.setdefault(half, {})[kind] = f"{sum(mine)}/{len(mine)}"
    return table


def wrong_ones(rows: list[Row], replies: list[Reply], right: list[bool]) -> list[Any]:
    return [
        (turns_of(row)[-1], reply["resolved_question"], [one["answer"] for one in reply["answers"]])
        for row, reply, ok in zip(rows, replies, right, strict=True)
        if not ok and row.get("half") != "before"  # what is never tuned on is not looked at either
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "files", nargs="*", type=Path, default=[HERE / "questions.jsonl", HERE / "follow_ups.jsonl", HERE / "conversations.jsonl"]
    )
    parser.add_argument("--door", choices=DOORS, action="append")
    parser.add_argument("--model")
    parser.add_argument("--wrong", action="store_true", help="list the wrong ones of the tuned half, one a line")
    options = parser.parse_args()
    for file in options.files:
        rows = turn_rows(file)
        for door in options.door or DOORS:
            result = measure(rows, DOORS[door](rows, options.model))
            wrong = result.pop("wrong") if options.wrong else []
            print(f"{file.name:20} {door:8}", json.dumps(result, ensure_ascii=False), flush=True)
            for one in wrong:
                print("   ", *one, flush=True)


if __name__ == "__main__":
    main()
