"""What a reader is trained on: files of rows, a slice held out by article, varied questions and made negatives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zlib import crc32

from qa_bot.evaluation.squad import Row, read_squad
from qa_bot.training.negatives import make_negatives

HELD_OUT = 25
"""One article in this many is held out of training, to fit calibration and thresholds on."""
_NEIGHBOURS = {a: b for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for a, b in zip(row, row[1:] + row[-2], strict=True)}
_REPAIRS = ("no wait", "er", "uh no", "sorry", "I mean", "no", "um no sorry", "oh actually", "or rather", "scratch that")


def is_held_out(row: Row) -> bool:
    """Whether the row's article belongs to the held-out slice; a function of the title, so that it holds over all files."""
    return crc32(row.title.encode()) % HELD_OUT == 0


def training_rows(files: Sequence[str | Path], negatives: dict[str, int], seed: int) -> list[Row]:
    """Rows of the files without the held-out articles and without guessed offsets, varied, and negatives made from them.

    Args:
        files: paths in SQuAD's nesting; `FILE:N` takes N of its questions, drawn by the seed.
        negatives: how many of each kind to make.
        seed: the same files and seed give the same rows.

    Raises:
        QaBotError: a file cannot be read, or an answer does not stand where its offset says.
    """
    rows = [row for file in files for row in _part(str(file), seed)]
    made = make_negatives(rows, negatives, seed)
    asked: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        asked[row.context].append(row.question.strip())
    return [_vary(row, seed, asked[row.context]) for row in rows + made]


def _part(file: str, seed: int) -> list[Row]:
    """The rows of `FILE` or `FILE:N` that may be trained on."""
    path, colon, count = file.rpartition(":")
    wanted = int(count) if colon and count.isdecimal() else None
    rows = [row for row in read_squad(file if wanted is None else path) if not row.uncertain and not is_held_out(row)]
    return rows if wanted is None or wanted >= len(rows) else Random(seed).sample(rows, wanted)


def held_out_rows(files: Sequence[str | Path]) -> list[Row]:
    """The rows that `training_rows` leaves out by article."""
    return [row for file in files for row in read_squad(file) if is_held_out(row) and not row.uncertain]


def _vary(row: Row, seed: int, others: Sequence[str]) -> Row:
    """People in a chat leave out the question mark, hit wrong keys and correct themselves: so do 12 %, 8 % and 5 % of the questions."""
    random = Random(f"{seed}{row.id}")
    question = row.question.strip()
    if random.random() < 0.12:
        question = question.rstrip("?").rstrip()
    if random.random() < 0.08:
        for _ in range(random.choice((1, 1, 2))):
            question = _misspell(question, random)
    if random.random() < 0.05:
        question = _correct_oneself(question, [other for other in others if other != row.question.strip()], random)
    return replace(row, question=question)


def _correct_oneself(question: str, others: Sequence[str], random: Random) -> str:
    """Begin another question on the same paragraph, then take it back (the disfluencies of Gupta et al. 2021, Disfl-QA)."""
    if not others:
        return question
    words = random.choice(others).rstrip("?").split()
    begun = words[: random.randint(min(2, len(words)), len(words))]
    return " ".join([*begun, random.choice(_REPAIRS), question[:1].lower() + question[1:]])


def _misspell(text: str, random: Random) -> str:
    places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    i = random.choice(places)
    near = _NEIGHBOURS.get(text[i].lower(), text[i])
    middle = random.choice((text[i + 1] + text[i], near + text[i + 1], text[i] + text[i] + text[i + 1], text[i + 1]))
    return text[:i] + middle + text[i + 2 :]
