"""The command line as a person runs it: a process of its own, its two streams and its status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qa_bot import Article, Bot
from qa_bot.cli import main
from qa_bot.loading import load_article


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "qa_bot", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, **environment},
    )


def run_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in this process: a new one costs four seconds before it begins."""
    monkeypatch.setattr("sys.argv", ["qa-bot", *arguments])
    code = 0
    try:
        main()
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return subprocess.CompletedProcess(arguments, code, *capsys.readouterr())


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_help_is_quick_and_imports_no_model() -> None:
    code = "import sys; sys.argv = ['qa-bot', '--help']\nimport qa_bot.cli\ntry: qa_bot.cli.main()\nexcept SystemExit: pass\n"
    code += "print([name for name in ('torch', 'transformers', 'gradio', 'numpy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    for command in ("chat", "ask", "article", "eval"):
        assert command in done.stdout


def test_the_module_of_the_command_runs_it_too() -> None:
    done = subprocess.run([sys.executable, "-m", "qa_bot.cli", "--help"], capture_output=True, text=True, check=True)
    assert " ask " in done.stdout


def test_one_question_as_json_is_what_python_gives(bot: Bot, article: Article) -> None:
    (found,) = objects(run("ask", "Who is Dmitry Peskov?", "--json"))
    wanted = bot.ask("Who is Dmitry Peskov?", article).to_dict()
    assert found == wanted
    (text,) = objects(run("article", "--json"))
    assert text["text"][found["start"] : found["end"]] == found["answer"]
    assert text["text"] == article.text


def test_a_file_of_questions(tmp_path: Path) -> None:
    file = tmp_path / "questions"
    file.write_text(
        'Who stayed at the mill?\n\n{"question": "Who is Angela Merkel?"}\n{"turns": ["hello", "Where did Anna go?"]}\n{"question": ""}\n'
    )
    story = tmp_path / "story.txt"
    story.write_text("Anna left for Rome on Tuesday. Her brother Nils stayed at the mill.")
    found = objects(run("ask", "--questions", str(file), "--article", str(story), "--json"))
    assert [row["question"] for row in found] == ["Who stayed at the mill?", "Who is Angela Merkel?", "Where did Anna go?", ""]
    assert "Nils" in found[0]["answer"]
    assert found[1]["answer"] is None
    assert found[2]["answer"] == "Rome"
    assert "Type a question" in found[3]["message"]


def test_the_terminal_shows_the_sentence() -> None:
    done = run("ask", "Where did Anna go?", "--article", "-", stdin="Anna left for Rome on Tuesday. Nils stayed.")
    assert done.returncode == 0
    assert "Rome" in done.stdout.splitlines()[0]
    assert "Anna left for Rome on Tuesday." in done.stdout
    refused = run("ask", "Who composed the opera?", "--article", "-", stdin="Anna left for Rome on Tuesday. Nils stayed.")
    assert "The article does not say." in refused.stdout
    assert "closest passage:" in refused.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("ask", ""), "Type a question"),
        (("ask", "x" * 5000), "Please shorten it"),
        (("ask",), "Give one question"),
        (("ask", "Who?", "--questions", "x"), "Give one question"),
        (("ask", "Who?", "--article", "nowhere.txt"), "There is no file nowhere.txt"),
        (("ask", "Who?", "--model", "./nowhere"), "There is no folder"),
        (("ask", "--questions", "nowhere"), "cannot be read"),
        (("eval", "nowhere.json"), "There is no file"),
        (("eval", "nowhere.json", "--plot", "plot.png"), "give both"),
        (("chat", "--article", "nowhere.txt"), "There is no file"),
        (("chat", "--model", "./nowhere"), "There is no folder"),
    ],
)
def test_a_mistake_gets_one_sentence(
    arguments: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # a page that goes down again leaves threads behind, which a process of its own takes along
    done = run(*arguments) if arguments[0] == "chat" else run_here(monkeypatch, capsys, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("qa-bot: ")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("line", ['{"turn": ["x"]}', '{"turns": []}', '{"turns": [1]}', '{"turns": "x"', '{"question": null}'])
def test_a_bad_line_is_named(tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "Who?"}\n' + line + "\n")
    done = run_here(monkeypatch, capsys, "ask", "--questions", str(file), "--json")
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert done.stdout == ""


def test_eval_prints_the_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    context = "Anna left for Rome on Tuesday. Her brother Nils stayed at the mill."
    qas: list[dict[str, Any]] = [
        {"id": str(i), "question": question, "answers": [{"text": text, "answer_start": context.index(text)}]}
        for i, (question, text) in enumerate(
            [("Where did Anna go?", "Rome"), ("When did Anna leave?", "on Tuesday"), ("Who stayed at the mill?", "Nils")]
        )
    ]
    qas.append({"id": "x", "question": "Who composed the opera?", "answers": [], "is_impossible": True})
    data = tmp_path / "set.json"
    data.write_text(json.dumps({"data": [{"title": "T", "paragraphs": [{"context": context, "qas": qas}]}]}))
    (scores,) = objects(run_here(monkeypatch, capsys, "eval", str(data), "--json"))
    assert list(scores) == ["n", "exact", "f1", "has_answer", "no_answer", "seconds", "model"]
    assert scores["n"] == 4
    assert scores["has_answer"]["n"] == 3
    assert scores["has_answer"]["f1"] > 60
    assert scores["no_answer"] == {"n": 1, "accuracy": 100.0}
    (sample,) = objects(run_here(monkeypatch, capsys, "eval", str(data), "--limit", "2", "--seed", "3", "--json"))
    assert sample["n"] == 2
    plot = tmp_path / "plot.svg"
    (more,) = objects(run_here(monkeypatch, capsys, "eval", str(data), "--by", "--plot", str(plot), "--json"))
    assert more["best"]["f1"] >= more["f1"]
    assert "reader-small on set.json, 4 questions" in plot.read_text()  # SVG keeps what a text says beside its outlines


@pytest.mark.parametrize("name", ["harrow-groff.pdf", "harrow-pandoc.epub"])
def test_a_document_is_an_article(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(Path(__file__).parent / "documents" / name)
    (facts,) = objects(run_here(monkeypatch, capsys, "article", "--article", path, "--json"))
    article = load_article(path)
    assert (facts["text"], facts["title"], facts["pages"]) == (article.text, article.title, list(article.pages))
    assert facts["report"]["words"] == article.report.words
    headings = [facts["text"][block["start"] : block["end"]] for block in facts["blocks"] if block["kind"] == "heading"]
    assert "The stone tower" in headings


def test_the_terminal_shows_where_an_answer_stands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(Path(__file__).parent / "documents" / "harrow-groff.pdf")
    answered = run_here(monkeypatch, capsys, "ask", "Who was the engineer of the stone tower?", "--article", path).stdout
    assert "“The stone tower”, page 2" in answered
    unanswered = run_here(monkeypatch, capsys, "ask", "Who piloted the airship of the stone tower?", "--article", path).stdout
    assert "does not say" in unanswered
    assert ", page " in unanswered


def test_addresses_are_off_and_guarded(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QA_BOT_ALLOW_URLS", "")
    refused = run_here(monkeypatch, capsys, "article", "--article", "http://127.0.0.1/")
    assert (refused.returncode, "--allow-urls" in refused.stderr) == (2, True)
    for switched, setting in ((["--allow-urls"], ""), ([], "1")):
        monkeypatch.setenv("QA_BOT_ALLOW_URLS", setting)
        guarded = run_here(monkeypatch, capsys, "article", "--article", "http://127.0.0.1/", *switched)
        assert (guarded.returncode, "private network" in guarded.stderr) == (2, True)


NO_TEMPORARY = """
import errno, sys, tempfile
def none():
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")
tempfile._get_default_tempdir = none
from qa_bot import cli
sys.argv = ["qa-bot", "chat"]
getattr(cli, sys.stdin.read())()
"""


@pytest.mark.parametrize("entry", ["main", "serve"])
def test_no_folder_for_temporary_files_gets_one_sentence(entry: str) -> None:
    """Gradio asks for one as soon as it is imported."""
    # a page that was launched in this process has set one
    environment = {name: value for name, value in os.environ.items() if name != "GRADIO_TEMP_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", NO_TEMPORARY], input=entry, capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "qa-bot: No folder for temporary files can be written to: set TMPDIR to one that can."
    assert "Traceback" not in done.stderr


def test_the_spaces_entry_says_a_mistake_in_one_sentence() -> None:
    environment = os.environ | {"QA_BOT_MEMORY": "much"}
    done = subprocess.run([sys.executable, "app.py"], capture_output=True, text=True, check=False, env=environment, timeout=120)
    assert done.returncode == 2
    assert done.stderr.startswith("qa-bot: QA_BOT_MEMORY is 'much': give bytes from 10MB")
    assert len(done.stderr.splitlines()) == 1


def test_bench_times_every_engine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("qa_bot.bench.questions", lambda: ["Who is Dmitry Peskov?", "Who called?", "When?", "Where?"])
    speeds = json.loads(run_here(monkeypatch, capsys, "bench", "--model", "reader-small", "--json").stdout)
    assert [one["engine"].split()[:2] for one in speeds] == [
        ["openvino", "int8"],
        ["torch", speeds[1]["engine"].split()[1]],
        ["torch", "float32"],
    ]
    for one in speeds:
        assert 0 < one["load"] < one["first"]
        assert 0 < one["median"] <= one["slow"]
        assert one["memory"] > 50
    wrong = run_here(monkeypatch, capsys, "bench", "--model", "./nowhere")
    assert wrong.returncode == 2
    assert "There is no folder ./nowhere" in wrong.stderr
