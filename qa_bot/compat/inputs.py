"""Convert the arguments of the old pipeline to (question, context) pairs and options."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from qa_bot.errors import QaBotError

Pair = tuple[str, str]


class MisuseError(QaBotError, ValueError):
    """Wrong arguments. It is also a ValueError, because the old pipeline raised that."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one call; None means the default of the mode (legacy or not)."""

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
        """These options, updated with the arguments of a call. Arguments that are None are ignored; unknown names cause a warning.

        Raises:
            MisuseError: a count is not a whole number or is below its minimum.
        """
        given = {name: value for name, value in given.items() if value is not None}
        topk = given.pop("topk", None)
        if topk is not None:
            given.setdefault("top_k", topk)
        known = {field.name for field in fields(self)}
        unknown = sorted(given.keys() - known - {"num_workers"})
        if unknown:
            warnings.warn(
                f"The question-answering pipeline has no argument {', '.join(unknown)}; it is ignored.", UserWarning, stacklevel=4
            )
        new = replace(self, **{name: given[name] for name in given.keys() & known})
        counts = {"top_k": 1, "max_answer_len": 1, "max_seq_len": 1, "max_question_len": 1, "batch_size": 1, "doc_stride": 0}
        for name, least in counts.items():
            value = getattr(new, name)
            if value is None:
                continue
            if isinstance(value, bool) or not hasattr(value, "__index__"):  # numpy's integers are allowed too
                raise MisuseError(f"{name} must be a whole number, as {name}={least or 1} (got {value!r}).")
            if value < least:
                raise MisuseError(f"{name} parameter should be >= {least} (got {value}).")
        return new


def examples_of(args: tuple[Any, ...], given: dict[str, Any]) -> Any:
    """Take the inputs of a call out of `given`, in the old order of precedence: positional, `X`, `data`, `question` and `context`.

    Raises:
        MisuseError: there is no input.
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
    """The (question, context) pairs of a call, and whether the input was a list.

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
        raise MisuseError(f"A {type(inputs).__name__} is not a question with a context: give question= and context=.")
    items = inputs if isinstance(inputs, Iterable) else (inputs[i] for i in range(len(inputs)))
    return [pair_of(item) for item in items], True


def pair_of(item: Any) -> Pair:
    """The (question, context) pair of a dict, or of an old `SquadExample`.

    Raises:
        MisuseError: the question or the context is missing, empty or not a str.
    """
    if hasattr(item, "question_text"):
        item = {"question": item.question_text, "context": item.context_text}
    if not isinstance(item, dict):
        raise MisuseError(f"A {type(item).__name__} is not an example: give dicts with the keys question and context.")
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
