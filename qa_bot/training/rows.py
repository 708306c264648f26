"""What a reader is trained on: files of rows, a slice held out by article, varied questions and made negatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from zlib import crc32

from qa_bot.squad import Row, read_squad
from qa_bot.training.negatives import make_negatives

HELD_OUT = 25
"""One article in this many is held out of training, to fit calibration and thresholds on."""
_NEIGHBOURS = {a: b for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for a, b in zip(row, row[1:] + row[-2], strict=True)}


def is_held_out(row: Row) -> bool:
    """Whether the row's article belongs to the held-out slice; a function of the title, so that it holds over all files."""
    return crc32(row.title.encode()) % HELD_OUT == 0


def training_rows(files: Sequence[str | Path], negatives: dict[str, int], seed: int) -> list[Row]:
    """Rows of the files without the held-out articles and without guessed offsets, varied, and negatives made from them."""
    rows = [row for file in files for row in read_squad(file) if not row.uncertain and not is_held_out(row)]
    made = make_negatives(rows, negatives, seed)
    return [_vary(row, seed) for row in rows + made]


def held_out_rows(files: Sequence[str | Path]) -> list[Row]:
    """The rows that `training_rows` leaves out by article."""
    return [row for file in files for row in read_squad(file) if is_held_out(row) and not row.uncertain]


def _vary(row: Row, seed: int) -> Row:
    """People in a chat leave out the question mark and hit wrong keys: so do 12 % and 4 % of the questions."""
    random = Random(f"{seed}{row.id}")
    question = row.question.strip()
    if random.random() < 0.12:
        question = question.rstrip("?").rstrip()
    if random.random() < 0.04:
        question = _misspell(question, random)
    return replace(row, question=question)


def _misspell(text: str, random: Random) -> str:
    places = [i for i in range(1, len(text) - 1) if text[i - 1 : i + 2].isalpha()]
    if not places:
        return text
    i = random.choice(places)
    near = _NEIGHBOURS.get(text[i].lower(), text[i])
    middle = random.choice((text[i + 1] + text[i], near + text[i + 1], text[i] + text[i] + text[i + 1], text[i + 1]))
    return text[:i] + middle + text[i + 2 :]
