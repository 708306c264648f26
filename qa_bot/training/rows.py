"""Rows to train on: files in SQuAD's nesting without the held-out articles, with varied questions and made negatives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random
from zlib import crc32

from qa_bot.evaluation.squad import Row, read_squad
from qa_bot.training.negatives import make_negatives
from qa_bot.training.variants import Variants, vary

HELD_OUT = 25
"""One article in this many is held out of training, to fit calibration and thresholds on."""


def is_held_out(row: Row) -> bool:
    """Whether the row's article is held out. This depends on the title alone, so it is the same in all files."""
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
    return [vary(row, Variants(), seed, asked[row.context]) for row in rows + made]


def _part(file: str, seed: int) -> list[Row]:
    """The rows of `FILE` or `FILE:N` that may be trained on."""
    path, colon, count = file.rpartition(":")
    wanted = int(count) if colon and count.isdecimal() else None
    rows = [row for row in read_squad(file if wanted is None else path) if not row.uncertain and not is_held_out(row)]
    return rows if wanted is None or wanted >= len(rows) else Random(seed).sample(rows, wanted)


def held_out_rows(files: Sequence[str | Path]) -> list[Row]:
    """The rows that `training_rows` leaves out by article."""
    return [row for file in files for row in read_squad(file) if is_held_out(row) and not row.uncertain]
