"""A training recipe: a TOML file that names the data, their shares, the options and the seeds of a run.

`models/RECIPE.toml` is the one of the shipped readers. Its tables are the classes of this file, `Variants` and `TrainingOptions`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from qa_bot.errors import QaBotError
from qa_bot.training.options import TrainingOptions
from qa_bot.training.variants import Variants

DOCUMENTS = ("title", "file", "context")
_Table = TypeVar("_Table")


@dataclass(frozen=True, slots=True)
class Source:
    """A file in SQuAD's nesting (`[[data]]`)."""

    file: str
    licence: str
    questions: int = 1_000_000
    """How many are drawn, at most."""
    document: str = "title"
    """What its documents are: all paragraphs of a "title", all of the "file" (short texts of one kind), or each "context"."""
    sources: tuple[str, ...] = ()
    """Take only rows whose `source` is one of these; empty: all rows."""
    follow_ups: bool = True
    """Take questions that need the conversation before them, too."""


@dataclass(frozen=True, slots=True)
class Documents:
    """How a question's windows are chosen (`[documents]`)."""

    wrong_passages: tuple[float, ...] = (0.3, 0.5, 0.2)
    """Shares of the answerable questions with 0, 1, 2 ... passages of the same document without the answer."""
    best: int = 5
    """The wrong passages are drawn from this many that BM25 ranks highest."""
    absent: int = 0
    """Answerable questions that get wrong passages only, and so become unanswerable."""
    beside_unanswerable: float = 0.4
    """Share of the written unanswerable questions that get a second passage."""
    heading: float = 0.15
    """Share of the questions whose passages stand under the document's title."""
    words: int = 40
    """Answers with more words are cut to their first sentence or clause; without one, the question is left out."""
    windows: dict[int, float] = field(default_factory=lambda: {160: 0.82, 224: 0.14, 320: 0.04})
    """Longest window in tokens -> share of the questions. A longer passage is cut around the answer."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `qa-bot train --recipe` reads."""

    start: str
    """The encoder or reader to start from: a folder (relative to the recipe) or the name of a shipped reader."""
    folder: str
    """Where the data files are, relative to the recipe."""
    data: tuple[Source, ...]
    seeds: tuple[int, ...] = (1,)
    """One run each; the reader is the mean of their weights."""
    options: TrainingOptions = field(default_factory=TrainingOptions)
    documents: Documents = field(default_factory=Documents)
    variants: Variants = field(default_factory=Variants)
    made: dict[str, int] = field(default_factory=dict)
    """Unanswerable questions to make, by kind (see `negatives`)."""


def read_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        QaBotError: the file is missing, is not TOML, or a value is missing, unknown or of another type.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise QaBotError(f"The recipe {path} cannot be read ({error}): give a TOML file such as models/RECIPE.toml.") from error
    data = content.get("data")
    if not isinstance(data, list) or not data:
        raise QaBotError(f"The recipe {path} names no data: add a [[data]] table for each file.")
    content["data"] = tuple(_table(Source, source, f"{path}, [[data]] {number}") for number, source in enumerate(data, 1))
    for name, kind in (("options", TrainingOptions), ("documents", Documents), ("variants", Variants)):
        if name in content:
            content[name] = _table(kind, content[name], f"{path}, [{name}]")
    recipe = _table(Recipe, content, str(path))
    for source in recipe.data:
        if source.document not in DOCUMENTS:
            raise QaBotError(f"{path}: the document of {source.file} is {source.document!r}, not one of {', '.join(DOCUMENTS)}.")
    return recipe


def _table(kind: type[_Table], content: Any, where: str) -> _Table:
    """A dataclass from a TOML table: arrays become tuples, window lengths numbers; unknown and missing keys are errors."""
    if not isinstance(content, dict):
        raise QaBotError(f"{where} must be a table.")
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(content) - known):
        raise QaBotError(f"{where}: {unknown[0]!r} is unknown; the keys are {', '.join(sorted(known))}.")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
    try:
        if "windows" in values:
            values["windows"] = {int(tokens): float(share) for tokens, share in values["windows"].items()}
        return kind(**values)
    except (TypeError, ValueError, AttributeError) as error:
        raise QaBotError(f"{where}: {error}.") from error
