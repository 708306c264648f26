"""A file of answers as Parquet. It is made when all answers are there, since a Parquet file cannot be appended to."""

from __future__ import annotations

import json
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from qa_bot.errors import QaBotError

_ROWS = 1000
"""Answers that are held in memory at the same time."""


def check_parquet() -> None:
    """Raise `QaBotError` where the extra is missing."""
    if find_spec("pyarrow") is None:
        raise QaBotError('Parquet needs the extra `parquet`: pip install "qa-bot[parquet]".')


def to_parquet(answers: Path) -> None:
    """Write the answers of a file of JSON Lines beside it, one row each; an earlier Parquet file is replaced when the new one is whole.

    Raises:
        QaBotError: there is no room for them.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    path, schema = answers.with_suffix(".parquet"), _schema(pa)
    new = path.with_suffix(".parquet.new")
    try:
        with answers.open(encoding="utf-8") as lines, ParquetWriter(new, schema) as writer:
            while some := [json.loads(line) for line in islice(lines, _ROWS)]:
                writer.write_table(pa.Table.from_pylist(some, schema))
        new.replace(path)
    except OSError as error:
        raise QaBotError(f"{path} cannot be written ({error.strerror}): make room, or give another folder.") from None


def _schema(pa: Any) -> Any:
    """The columns: those of `Reply.to_dict`, with the row's id and its error."""
    text, number, real = pa.string(), pa.int64(), pa.float64()
    span = {"text": text, "start": number, "end": number}
    answers = pa.list_(pa.struct({"answer": text, "start": number, "end": number, "confidence": real}))
    passage = pa.struct({"start": number, "end": number, "best": pa.struct(span), "margin": real, "relevance": real})
    trace = {"windows": number, "margin": real, "threshold": real, "passages": pa.list_(passage), "of": number}
    said = {"id": text, "question": text, "resolved_question": text, "answer": text, "start": number, "end": number, "confidence": real}
    found = {"evidence": pa.struct(span), "alternatives": answers, "answers": answers}
    place = {"article": text, "page": number, "section": pa.list_(text), "message": text, "trace": pa.struct(trace), "error": text}
    return pa.schema(said | found | place)
