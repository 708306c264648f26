"""Files of questions, the articles that they are about, and a folder for the answers.

The answers to QUESTIONS/NAME.jsonl are appended to OUT/NAME.jsonl in the order of the questions. Only the process that runs the job writes, whoever
reads: so every row is answered once, and a run that was broken off goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from qa_bot.article import whole
from qa_bot.batch.answer_file import AnswerFile
from qa_bot.batch.chunk_reader import Answering, Chunk
from qa_bot.batch.parquet import check_parquet, to_parquet
from qa_bot.errors import QaBotError
from qa_bot.loading import SUFFIXES
from qa_bot.progress import Update
from qa_bot.question_file import Row, rows

QUESTIONS = (".jsonl", ".txt")
"""Endings of the files in a folder of questions."""
CHUNK = 16
"""Rows of a chunk at most: a reader that dies loses as many, and they are read again."""


class Job:
    """What is asked and what was answered before.

    Args:
        questions: a file, or a folder of files that end with one of `QUESTIONS`.
        articles: a file, or the folder that a row's "article" is in; a row that names none asks the article that is called like its own file.
        out: a folder, made if need be.
        parquet: whether each file of answers is written as Parquet too, when it is whole.

    Raises:
        QaBotError: something is not there, `parquet` needs its extra, or two files would have the same answers' file.
    """

    def __init__(self, questions: Path, articles: Path, out: Path, parquet: bool = False) -> None:
        files = sorted(file for file in questions.iterdir() if file.suffix in QUESTIONS) if questions.is_dir() else [questions]
        if not files or not all(file.is_file() for file in files):
            raise QaBotError(f"There are no questions in {questions}: give a file, or a folder of {' and '.join(QUESTIONS)} files.")
        if not articles.exists():
            raise QaBotError(f"There is no file or folder {articles}: check the path of the articles.")
        if len({file.stem for file in files}) < len(files):
            raise QaBotError(f"Two files of questions in {questions} have the same name, but for the ending: rename one.")
        if out.resolve() in {file.resolve().parent for file in files}:
            raise QaBotError(f"The answers can't stand beside the questions in {out}: give another folder.")
        if parquet:
            check_parquet()
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise QaBotError(f"The folder {out} cannot be made ({error.strerror}): give another one.") from None
        self.files, self.articles, self.out, self.parquet = files, articles, out, parquet
        self._find = lru_cache(maxsize=10_000)(self._found)

    def count(self) -> int:
        """Rows of all files."""
        return sum(1 for file in self.files for _ in rows(file))

    def run(self, answering: Answering, update: Update) -> int:
        """Answer what is not answered yet; how many rows were read.

        Raises:
            QaBotError: an answers' file holds something else, or cannot be written.
        """
        read, skipped = 0, 0
        for file in self.files:
            with AnswerFile(self.out / f"{file.stem}.jsonl") as answered:
                for _ in answered.kept():
                    skipped += 1
                for answers in answering(self._chunks(_left(file, answered), file)):
                    answered.append(answers)
                    read += len(answers)
                    update(skipped + read, file.name)
            if self.parquet:
                to_parquet(answered.path)
        return read

    def _chunks(self, asked: Iterator[Row], file: Path) -> Iterator[Chunk]:
        """Neighbouring rows about one article together."""
        taken: list[Row] = []
        about: Path | None = None
        for row in asked:
            path, error = (None, row.error) if row.error else self._find(row.article, file)
            if len(taken) == CHUNK or (path and about and path != about):
                yield Chunk(tuple(taken), about)
                taken, about = [], None
            taken.append(replace(row, error=error))
            about = about or path
        if taken:
            yield Chunk(tuple(taken), about)

    def _found(self, name: str, file: Path) -> tuple[Path | None, str]:
        """The file of an article, or why there is none. The folder is never left: questions may be written by others."""
        if self.articles.is_file():
            return self.articles, ""
        wanted = self.articles / (name or file.stem)
        try:
            for path in (wanted, *(wanted.with_name(wanted.name + suffix) for suffix in sorted(SUFFIXES))):
                if path.is_file() and path.resolve().is_relative_to(self.articles.resolve()):
                    return path, ""
        except (OSError, ValueError, RuntimeError):  # what cannot be the name of a file
            pass
        if not name:
            return None, f'This row names no article in {self.articles}: add {{"article": "FILE"}}.'
        return None, f"There is no article {name[:80]!r} in {self.articles}: check the row."


def _left(file: Path, answered: AnswerFile) -> Iterator[Row]:
    """The rows after those that are answered, which must be the first ones of the file."""
    for row, before in zip_longest(rows(file), answered.kept()):
        if row is not None and before is None:
            yield row
        elif row is None or (row.id, _plain(row.turns[-1] if row.turns else "")) != (before[0], _plain(before[1])):
            raise QaBotError(f"{answered.path} holds answers to other questions than {file} asks: give another folder.")


def _plain(question: str) -> str:
    return whole(" ".join(question.split()))
