"""Read and check files in SQuAD format, for evaluation and training.

The format is Rajpurkar et al. 2016 (SQuAD 1.1) and 2018 (SQuAD 2.0, `is_impossible`): `{"data": [{"title",
"paragraphs": [{"context", "qas": [{"id", "question", "is_impossible", "answers": [{"text", "answer_start"}]}]}]}]}`.
`answer_start` counts code points of `context`.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from qa_bot.errors import QaBotError


@dataclass(frozen=True, slots=True)
class Gold:
    """One accepted answer: its text and its start in the context (code points)."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """One past the last code point of the answer."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One question about one context. Without `answers`, the question is unanswerable."""

    id: str
    title: str
    context: str
    question: str
    answers: tuple[Gold, ...]
    uncertain: bool = False
    """The file says that the answer's offset was guessed (`offset_chosen_by_overlap`)."""
    source: str = ""
    """The source of the context, in sets with several sources."""
    history: bool = False
    """The question was asked in a conversation, after earlier ones."""
    yes_no: bool = False
    """A yes-or-no question; the given answer is the reason."""


def read_squad(path: str | Path) -> list[Row]:
    """All rows of a `.json` or `.json.gz` file, in the file's order.

    Raises:
        QaBotError: the file is missing, is not in SQuAD format, or an answer is not at its offset.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
        document = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    except FileNotFoundError:
        raise QaBotError(f"There is no file {path}: give the path of a SQuAD .json or .json.gz file.") from None
    except (OSError, EOFError, ValueError) as error:
        raise QaBotError(f"{path} cannot be read as JSON ({error}): give a SQuAD .json or .json.gz file.") from None
    try:
        return list(_rows(document, path))
    except (KeyError, TypeError, AttributeError) as error:
        raise QaBotError(f"{path} is not in SQuAD format ({type(error).__name__}: {error}).") from None


def _rows(document: dict[str, Any], path: Path) -> Iterator[Row]:
    for article in document["data"]:
        for paragraph in article["paragraphs"]:
            context = paragraph["context"]
            for qa in paragraph["qas"]:
                answers = () if qa.get("is_impossible") else tuple(_golds(qa, context, path))
                yield Row(
                    id=str(qa["id"]),
                    title=str(article.get("title", "")),
                    context=context,
                    question=qa["question"],
                    answers=answers,
                    uncertain=bool(qa.get("offset_chosen_by_overlap", False)),
                    source=str(qa.get("source", "")),
                    history=bool(qa.get("history")),
                    yes_no=bool(qa.get("yes_no")),
                )


def _golds(qa: dict[str, Any], context: str, path: Path) -> Iterator[Gold]:
    for answer in qa["answers"]:
        gold = Gold(answer["text"], int(answer["answer_start"]))
        if gold.start < 0 or context[gold.start : gold.end] != gold.text:
            found = context[max(gold.start, 0) : gold.end]
            raise QaBotError(f"{path}, row {qa['id']}: the answer {gold.text!r} is not at offset {gold.start} ({found!r} is).")
        yield gold


def in_articles(rows: Sequence[Row], pool: Sequence[Row], paragraphs: int, seed: int) -> list[Row]:
    """Mix the paragraph of each row with other paragraphs, in random order, as an artificial article.

    Args:
        rows: the questions.
        pool: rows whose paragraphs are used, first those of the same article, then any.
        paragraphs: number of paragraphs in each artificial article.
        seed: seed for the choice and the order of paragraphs.

    Returns:
        Rows with the same answer texts. Their offsets still refer to the original paragraph.
    """
    random = Random(seed)
    by_title: dict[str, list[str]] = defaultdict(list)
    for context in dict.fromkeys((row.title, row.context) for row in [*rows, *pool]):
        by_title[context[0]].append(context[1])
    everything = [text for texts in by_title.values() for text in texts]
    long = []
    for row in rows:
        near = [text for text in by_title[row.title] if text != row.context]
        others = random.sample(near, min(len(near), paragraphs - 1))
        if len(others) < paragraphs - 1:
            far = [text for text in everything if text != row.context and text not in near]
            others += random.sample(far, min(len(far), paragraphs - 1 - len(others)))
        chosen = [row.context, *others]
        random.shuffle(chosen)
        long.append(replace(row, context="\n\n".join(chosen)))
    return long


def as_typed_in_search(row: Row) -> Row:
    """The row with its question in lower case and without a question mark, as people type into a search box."""
    return replace(row, question=row.question.strip().rstrip("?").rstrip().lower())
