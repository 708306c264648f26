"""How many of the golden questions are answered rightly, through each door.

    python -m tests.golden.measure                    # the bundled article, through Python, the command line and HTTP
    python -m tests.golden.measure --door python --model models/reader-small

A row is {"question" or "turns", "accept": [...]}; an answer is right when its token F1 with an accepted answer is 0.5 or
more, an empty `accept` when the bot abstains.
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

from qa_bot import Bot, Reader, Turn
from qa_bot.evaluation import compute_f1
from qa_bot.loading import default_article

HERE = Path(__file__).parent
Reply = dict[str, Any]
Row = dict[str, Any]


def rows_of(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def turns_of(row: Row) -> list[str]:
    return row["turns"] if "turns" in row else [row["question"]]


def is_right(row: Row, reply: Reply) -> bool:
    if not row["accept"]:
        return reply["answer"] is None
    return reply["answer"] is not None and max(compute_f1(gold, reply["answer"]) for gold in row["accept"]) >= 0.5


def through_python(rows: list[Row], model: str | None) -> list[Reply]:
    bot, article = Bot(Reader.load(model)), default_article()
    replies = []
    for row in rows:
        history: list[Turn] = []
        for turn in turns_of(row):
            reply = bot.ask(turn, article, history)
            history.append(reply.turn)
        replies.append(reply.to_dict())
    return replies


def through_the_command_line(rows: list[Row], model: str | None) -> list[Reply]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "questions.jsonl"
        file.write_text("".join(json.dumps({"turns": turns_of(row)}) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, "-m", "qa_bot", "ask", "--questions", str(file), "--json", *(["--model", model] if model else [])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def through_http(rows: list[Row], model: str | None) -> list[Reply]:
    os.environ["HF_HUB_OFFLINE"] = "1"  # gradio_client looks the hub up otherwise
    from gradio_client import Client

    from qa_bot.app import build_app

    app = build_app(Bot(Reader.load(model)), default_article())
    _, url, _ = app.queue().launch(prevent_thread_lock=True, quiet=True)
    client = Client(url, verbose=False)
    replies = []
    for row in rows:
        history: list[dict[str, str | None]] = []
        for turn in turns_of(row):
            reply = client.predict(turn, None, history, api_name="/ask")
            history.append({"question": reply["resolved_question"] or turn, "answer": reply["answer"]})
        replies.append(reply)
    app.close()
    return replies


DOORS: dict[str, Callable[[list[Row], str | None], list[Reply]]] = {
    "python": through_python,
    "cli": through_the_command_line,
    "http": through_http,
}


def measure(rows: list[Row], replies: list[Reply]) -> dict[str, Any]:
    right = [is_right(row, reply) for row, reply in zip(rows, replies, strict=True)]
    answerable = [ok for row, ok in zip(rows, right, strict=True) if row["accept"]]
    unanswerable = [ok for row, ok in zip(rows, right, strict=True) if not row["accept"]]
    wrong = [(turns_of(row)[-1], reply["answer"]) for row, reply, ok in zip(rows, replies, right, strict=True) if not ok]
    return {
        "answered": f"{sum(answerable)} of {len(answerable)}",
        "refused": f"{sum(unanswerable)} of {len(unanswerable)}",
        "wrong": wrong,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "questions.jsonl", HERE / "follow_ups.jsonl"])
    parser.add_argument("--door", choices=DOORS, action="append")
    parser.add_argument("--model")
    options = parser.parse_args()
    for file in options.files:
        rows = rows_of(file)
        for door in options.door or DOORS:
            print(f"{file.name:20} {door:8}", json.dumps(measure(rows, DOORS[door](rows, options.model)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
