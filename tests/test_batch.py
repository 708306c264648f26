"""Many questions about many articles in this process: order, ids, errors, and a run that goes on where another one stopped."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from qa_bot import Article, Bot, QaBotError, Reply
from qa_bot.answer import Trace
from qa_bot.batch.answer_file import AnswerFile
from qa_bot.batch.chunk_reader import ChunkReader, in_this_process
from qa_bot.batch.job import CHUNK, Job
from qa_bot.cli import main


class Echo:
    """A stand-in for a bot: the question and the article's title come back. It counts, and breaks when it is told to."""

    def __init__(self, breaks_at: int = 10**9) -> None:
        self.asked: list[str] = []
        self.breaks_at = breaks_at

    def ask(self, question: str, article: Article, history: Any = (), top_k: int = 3, as_typed: bool = False) -> Reply:
        if len(self.asked) >= self.breaks_at:
            raise KeyboardInterrupt
        self.asked.append(question)
        if question == "boom":
            raise RuntimeError("a fault")
        if not question:
            raise QaBotError("Type a question first.")
        return self.refuse(question, article, f"after {len(history)}")

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        return Reply(question, None, None, (), (), None, 0.0, article.text, Trace(0, None, 0.0, 0.0), message)


def written(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]


def run(place: Path, bot: Any = None, out: str = "out") -> int:
    job = Job(place / "questions", place / "articles", place / out)
    return job.run(in_this_process(ChunkReader(bot or Echo())), lambda *_: None)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two files of questions and two articles."""
    for folder in ("questions", "articles"):
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "anna.txt").write_text("Anna left.")
    (tmp_path / "articles" / "nils.md").write_text("Nils stayed.")
    lines = [json.dumps({"id": f"q{n}", "question": f"Who {n}?", "article": "anna.txt" if n % 3 else "nils"}) for n in range(40)]
    (tmp_path / "questions" / "many.jsonl").write_text("\n".join(lines))
    (tmp_path / "questions" / "nils.txt").write_text("Who stayed?\r\n\nWho left?\n")
    return tmp_path


def test_order_and_ids_are_kept_over_articles(place: Path) -> None:
    assert run(place) == 42
    found = written(place / "out")
    assert [row["id"] for row in found] == [*(f"q{n}" for n in range(40)), "nils.txt:1", "nils.txt:3"]
    assert [row["article"] for row in found[:4]] == ["Nils stayed.", "Anna left.", "Anna left.", "Nils stayed."]
    assert {row["article"] for row in found[40:]} == {"Nils stayed."}  # a row that names none asks the one called like its file


def test_what_cannot_be_read_is_a_row_with_an_error(place: Path) -> None:
    (place / "secret.txt").write_text("Nobody may ask this.")
    (place / "articles" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (place / "questions" / "many.jsonl").write_bytes(
        b'{"question": "Who left?", "article": "anna"}\n{"question": 7}\n\xff\xfe\n{"question": "Who?", "article": "nobody"}\n'
        b'{"question": "Who?", "article": "../secret.txt"}\n{"question": "boom", "article": "anna"}\n{"question": "Who?"}\n'
        b'{"question": "Who?", "article": "broken"}\n{"turns": ["Who left?", ""], "article": "anna", "id": 9}\n'
        + json.dumps({"question": "Who?", "article": "x" * 5000}).encode()
    )
    run(place)
    found = written(place / "out")
    assert len(found) == 12
    errors = [row.get("error", "") for row in found]
    wanted = ["", "many.jsonl, line 2", "many.jsonl, line 3", "no article 'nobody'", "no article '../secret.txt'", "RuntimeError"]
    wanted += ["names no article", "PDF", "", "no article 'xxx"]
    assert all(part in error and bool(part) == bool(error) for part, error in zip(wanted, errors[:10], strict=True)), errors
    assert found[8]["id"] == "9"
    assert "Type a question" in found[8]["message"]  # as `qa-bot ask --json` says it


@pytest.mark.parametrize("name", [".", "./", "../articles", "link", "link.txt", "folder/secret", "../secret", "anna/../../secret", "\0"])
def test_no_row_leaves_the_folder_of_articles(place: Path, name: str) -> None:
    for path in (place / "secret.txt", place / "articles.txt"):
        path.write_text("Nobody may ask this.")
    (place / "articles" / "link.txt").symlink_to(place / "secret.txt")
    (place / "articles" / "folder").symlink_to(place)
    (place / "questions" / "many.jsonl").write_text(json.dumps({"question": "Who?", "article": name}))
    run(place)
    assert "no article" in written(place / "out")[0]["error"]


def test_a_run_goes_on_where_another_stopped(place: Path) -> None:
    first = Echo(breaks_at=CHUNK + 3)
    with pytest.raises(KeyboardInterrupt):
        run(place, first)
    kept = len(written(place / "out"))
    assert 0 < kept <= len(first.asked)
    with (place / "out" / "many.jsonl").open("a") as file:
        file.write('{"id": "q')  # killed while it wrote
    second = Echo()
    assert run(place, second) == 42 - kept
    assert len(second.asked) == 42 - kept
    run(place, out="at once")
    assert written(place / "out") == written(place / "at once")
    assert run(place) == 0
    with (place / "questions" / "nils.txt").open("a") as file:
        file.write("Who else?\n")
    assert run(place) == 1


def test_the_answers_to_other_questions_are_not_touched(place: Path) -> None:
    run(place)
    before = written(place / "out")
    (place / "questions" / "nils.txt").write_text("Who stays?\n\nWho left?\n")
    with pytest.raises(QaBotError, match="other questions"):
        run(place)
    (place / "questions" / "nils.txt").write_text("Who stayed?\n")
    with pytest.raises(QaBotError, match="other questions"):
        run(place)
    assert written(place / "out") == before


@pytest.mark.skipif(os.name != "posix", reason="files are locked on POSIX only")
def test_two_runs_do_not_write_the_same_answers(place: Path) -> None:
    (place / "out").mkdir()
    with AnswerFile(place / "out" / "many.jsonl"), pytest.raises(QaBotError, match="Another run"):
        run(place)


def test_what_is_wrong_with_the_folders_is_one_sentence(place: Path) -> None:
    for questions, articles, out, said in (
        ("nowhere", "articles", "out", "no questions"),
        ("articles/none", "articles", "out", "no questions"),
        ("questions", "nowhere", "out", "no file or folder"),
        ("questions", "articles", "questions", "beside the questions"),
        ("questions", "articles", "articles/anna.txt", "cannot be made"),
    ):
        with pytest.raises(QaBotError, match=said):
            Job(place / questions, place / articles, place / out)
    (place / "questions" / "nils.jsonl").write_text("")
    with pytest.raises(QaBotError, match="same name"):
        Job(place / "questions", place / "articles", place / "out")
    (place / "questions" / "nils.jsonl").unlink()
    (place / "out").mkdir()
    (place / "out" / "many.jsonl").write_text("[]\n")
    with pytest.raises(QaBotError, match="something else"):
        run(place)


def test_the_command_gives_what_python_gives(
    place: Path, bot: Bot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "questions" / "many.jsonl").unlink()
    options = ["--questions", str(place / "questions"), "--articles", str(place / "articles"), "--out", str(place / "out")]
    monkeypatch.setattr("sys.argv", ["qa-bot", "ask", *options])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert "2 questions were read" in capsys.readouterr().err
    answered = bot.ask("Who stayed?", Article("Nils stayed.", "Nils")).to_dict()
    assert written(place / "out")[0] == {"id": "nils.txt:1", **answered}


def test_parquet_holds_what_json_lines_hold(place: Path, bot: Bot) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: pip install -e '.[parquet]'")

    def rows() -> list[dict[str, Any]]:
        return [row for file in sorted((place / "out").glob("*.parquet")) for row in parquet.read_table(file).to_pylist()]

    def run_to_parquet(asked: Any) -> int:
        job = Job(place / "questions", place / "articles", place / "out", parquet=True)
        return job.run(in_this_process(ChunkReader(asked)), lambda *_: None)

    (place / "articles" / "book.md").write_text("# Rome\n\nAnna left for Rome on Tuesday. Nils and Vera stayed in Paris.")
    asked = [{"question": "Where did Anna go?", "article": "book"}, {"turns": ["Who stayed?"], "article": "book"}, {"question": 7}]
    (place / "questions" / "many.jsonl").write_text("\n".join(map(json.dumps, asked)))
    with pytest.raises(KeyboardInterrupt):
        run_to_parquet(Echo(breaks_at=0))
    assert rows() == []
    assert run_to_parquet(bot) == 5
    answers = written(place / "out")
    assert [row["error"] is None for row in rows()] == ["error" not in answer for answer in answers] == [True, True, False, True, True]
    assert [{name: row[name] for name in answer} for row, answer in zip(rows(), answers, strict=True)] == answers
    with (place / "questions" / "nils.txt").open("a") as file:
        file.write("Who else?\n")
    assert run_to_parquet(Echo()) == 1
    assert [row["id"] for row in rows()][-1] == "nils.txt:4"
    assert not list((place / "out").glob("*.new"))


def test_gpus_are_those_of_a_cluster(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["qa-bot", "ask", "--questions", "x", "--articles", "x", "--out", "x", "--gpus", "1"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "give --cluster too" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--questions", "--articles", "--out"])
def test_a_job_needs_all_three(missing: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    options = [part for name in ("--questions", "--articles", "--out") if name != missing for part in (name, "x")]
    monkeypatch.setattr("sys.argv", ["qa-bot", "ask", *options])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "Give one question" in (said := capsys.readouterr().err) or "give --questions, --articles and --out" in said
