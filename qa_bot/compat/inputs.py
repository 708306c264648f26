"""What the old pipeline could be called with -> (question, context) pairs and options."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from qa_bot.errors import QaBotError

Pair = tuple[str, str]


class MisuseError(QaBotError, ValueError):
    """A call with wrong arguments. Also a ValueError, which is what the old pipeline raised."""


@dataclass(frozen=True, slots=True)
class Options:
    """What one call is asked to do; None takes the mode's default."""

    top_k: int = 1
    doc_stride: int | None = None
    max_answer_len: int | None = None
    max_seq_len: int | None = None
    max_question_len: int | None = None
    handle_impossible_answer: bool | None = None
    align_to_words: bool | None = None
    padding: bool | str | None = None
    batch_size: int | None = None
    legacy: bool = True

    def updated(self, given: dict[str, Any]) -> Options:
        """These options with what a call gives on top; None gives nothing, unknown names are warned of.

        Raises:
            MisuseError: a count is no whole number or below its minimum.
        """
        given = {name: value for name, value in given.items() if value is not None}
        topk = given.pop("topk", None)
        if topk is not None:
            given.setdefault("top_k", topk)
        known = {field.name for field in fields(self)}
        unknown = sorted(given.keys() - known - {"num_workers"})
        if unknown:
            warnings.warn(
                f"The question-answering pipeline has no argument {', '.join(unknown)}; it does nothing.", UserWarning, stacklevel=4
            )
        new = replace(self, **{name: given[name] for name in given.keys() & known})
        counts = {"top_k": 1, "max_answer_len": 1, "max_seq_len": 1, "max_question_len": 1, "batch_size": 1, "doc_stride": 0}
        for name, least in counts.items():
            value = getattr(new, name)
            if value is None:
                continue
            if isinstance(value, bool) or not hasattr(value, "__index__"):  # numpy's integers count as well
                raise MisuseError(f"{name} must be a whole number, as {name}={least or 1} (got {value!r}).")
            if value < least:
                raise MisuseError(f"{name} parameter should be >= {least} (got {value}).")
        return new


def examples_of(args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """The inputs of a call, taken out of `given`; in the old order: positional, `X`, `data`, then `question` and `context`.

    Raises:
        MisuseError: none of them is there.
    """
    named = {name: given.pop(name) for name in ("X", "data", "question", "context") if name in given}
    if len(args) == 2 and all(isinstance(arg, str) for arg in args):
        return {"question": args[0], "context": args[1]}
    if args:
        return args[0] if len(args) == 1 else list(args)
    for name in ("X", "data"):
        if name in named:
            return named[name]
    if named.keys() == {"question", "context"}:
        return named
    raise MisuseError("Give question= and context=, a str or a list of str each.")


def flattened(inputs: Any) -> tuple[list[Pair], bool]:
    """The pairs of a call, and whether a list was given.

    Raises:
        MisuseError: an example is incomplete, or lists differ in length.
    """
    if isinstance(inputs, dict):
        question, context = inputs.get("question"), inputs.get("context")
        if isinstance(question, list):
            contexts = [context] * len(question) if isinstance(context, str) else context
            if not isinstance(contexts, list) or len(contexts) != len(question):
                raise MisuseError("Questions and contexts don't have the same lengths.")
            return [pair_of({"question": one, "context": other}) for one, other in zip(question, contexts, strict=True)], True
        return [pair_of(inputs)], False
    if hasattr(inputs, "question_text"):
        return [pair_of(inputs)], False
    if isinstance(inputs, str) or not (isinstance(inputs, Iterable) or hasattr(inputs, "__getitem__")):
        raise MisuseError(f"A {type(inputs).__name__} is no question about a context: give question= and context=.")
    items = inputs if isinstance(inputs, Iterable) else (inputs[i] for i in range(len(inputs)))
    return [pair_of(item) for item in items], True


def pair_of(item: Any) -> Pair:
    """The pair of a dict with `question` and `context`, or of an old `SquadExample`.

    Raises:
        MisuseError: a part is missing, empty or no str.
    """
    if hasattr(item, "question_text"):
        item = {"question": item.question_text, "context": item.context_text}
    if not isinstance(item, dict):
        raise MisuseError(f"A {type(item).__name__} is no example: give dicts with the keys question and context.")
    for key in ("question", "context"):
        if key not in item:
            raise MisuseError("You need to provide a dictionary with keys {question:..., context:...}.")
        if item[key] is None:
            raise MisuseError(f"`{key}` cannot be None.")
        if not isinstance(item[key], str):
            raise MisuseError(f"`{key}` has to be a str (got a {type(item[key]).__name__}).")
        if not item[key]:
            raise MisuseError(f"`{key}` cannot be empty.")
    return item["question"], item["context"]
