"""`pipeline("question-answering")`, compatible with the one that transformers removed in 5.3.

Arguments and result format are those of transformers 4.57. With `legacy=True` (the default), answers, offsets and scores are the same too:
each window has its own probabilities, spans are extended to whole words, and spans with equal text are merged and their scores added.
With `legacy=False`, answers are those of `Reader`: passages, one scale for all windows, no overlapping spans, calibrated scores,
abstention. Both modes use `Reader` and `decoding`. docs/migration.md lists the intended differences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import GeneratorType
from typing import Any

import numpy as np

from qa_bot.article import Article
from qa_bot.compat.inputs import MisuseError, Options, Pair, examples_of, flattened, pair_of
from qa_bot.errors import QaBotError
from qa_bot.reader import BATCH, MAX_ANSWER, Limits, Reader
from qa_bot.reader.checkpoint import CODE, refuse_code
from qa_bot.reader.decoding import Candidate, best_of, normalized
from qa_bot.reader.engines.pytorch import TorchEngine
from qa_bot.reader.reading import Reading, Seen
from qa_bot.reader.windows import WindowError

TASK = "question-answering"
CHUNK = 256
"""Maximum number of pairs read at once."""
LEGACY_WINDOW, LEGACY_STRIDE, LEGACY_ANSWER = 384, 128, 15
UNBOUNDED = 10**9
_LINE_END = re.compile(r"(?<!\n)\n(?!\s*\n)")
"""A line end inside a paragraph, because a context may be hard-wrapped."""
_SAYING = re.compile(r"[^\s.,;:!?…'’‘\"“”()\[\]–—-]")
"""An answer needs at least one such character: punctuation alone is not an answer."""
IDLE = ("use_fast", "num_workers", "feature_extractor", "image_processor", "processor", CODE)
"""Arguments of the old function that have no effect here. The last one must be false."""

Result = dict[str, Any]


class QuestionAnsweringPipeline:
    """Answers questions about contexts, with the old pipeline's arguments and result format. Created by `pipeline`.

    Args:
        reader: the reader to use.
        options: defaults for every call.
    """

    task = TASK

    def __init__(self, reader: Reader, options: Options | None = None) -> None:
        self.reader, self.options = reader, options or Options()
        self.model, self.tokenizer = reader.model, reader.tokenizer

    @property
    def device(self) -> Any:
        """The model's `torch.device`; "cpu" where another engine reads."""
        return self.reader.engine.device

    def __call__(self, *args: Any, **given: Any) -> Any:
        """Answer one or more questions.

        Args:
            args: one dict, list or generator of {"question", "context"}; or a question and a context.
            given: `question` and `context`, a str or a list each (or `data`/`X`, as `args`); and the fields of `Options`.

        Returns:
            `{"score", "start", "end", "answer"}` for one question, offsets in code points of the context; a list of them,
            best first, where several are given for `top_k > 1`; a list of either for a list, an iterator for a generator.

        Raises:
            MisuseError: an argument is missing, empty or of the wrong kind, or a question does not fit into a window.
        """
        inputs = examples_of(args, given)
        options = self.options.updated(given)
        if isinstance(inputs, GeneratorType):
            return self._stream(inputs, options)
        pairs, many = flattened(inputs)
        results = [result for at in range(0, len(pairs), CHUNK) for result in self._read(pairs[at : at + CHUNK], options)]
        # the old pipeline treated a list with one question as one question
        return results[0] if len(results) == 1 and (options.legacy or not many) else results

    def save_pretrained(self, folder: str | Path) -> None:
        """Save weights, tokenizer and calibration to a folder that `pipeline(model=folder)` and `Reader.load` can load.

        Raises:
            MisuseError: the reader computes with int8 weights, which no other program reads.
        """
        if self.model is None:
            raise MisuseError('Only weights that torch reads can be saved: load the reader with engine="torch".')
        self.model.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        self.reader.calibration.save(Path(folder))

    def _stream(self, inputs: Iterator[Any], options: Options) -> Iterator[Result | list[Result]]:
        while chunk := [pair_of(item) for item in islice(inputs, options.batch_size or BATCH)]:
            yield from self._read(chunk, options)

    def _read(self, pairs: Sequence[Pair], options: Options) -> list[Result | list[Result]]:
        limits = self._limits(options)
        try:
            if not options.legacy:
                articles = [(question, Article(_LINE_END.sub(" ", context))) for question, context in pairs]
                readings = self.reader.read_many(articles, options.top_k, limits)
                answers = [self._calibrated(context, one, options) for (_, context), one in zip(pairs, readings, strict=True)]
                return [found[0] if options.top_k == 1 else found for found in answers]
            seen = self.reader.look(pairs, limits)
        except WindowError as error:
            raise MisuseError(f"Windows of {limits.window} tokens cannot be read ({error}): change max_seq_len or doc_stride.") from error
        merged = [_merged(context, one, limits.answer, options) for (_, context), one in zip(pairs, seen, strict=True)]
        return [found[0] if len(found) == 1 else found for found in merged]

    def _limits(self, options: Options) -> Limits:
        batch = options.batch_size or BATCH
        if options.legacy:
            own = self.tokenizer.model_max_length
            # a tokenizer without a stored maximum reports 1e30; then the size of the model's position table counts
            window = options.max_seq_len or min(own if own < UNBOUNDED else self.reader.window, LEGACY_WINDOW)
            stride = min(window // 2, LEGACY_STRIDE) if options.doc_stride is None else options.doc_stride
            limits = Limits(window, stride, UNBOUNDED, options.max_answer_len or LEGACY_ANSWER, batch)
        else:
            window = options.max_seq_len or self.reader.window
            stride = min(self.reader.stride, window // 3) if options.doc_stride is None else options.doc_stride
            question = options.max_question_len or min(self.reader.question_limit, window // 4)
            limits = Limits(window, stride, question, options.max_answer_len or MAX_ANSWER, batch)
        if stride > window:
            raise MisuseError(f"`doc_stride` ({stride}) is larger than `max_seq_len` ({window}).")
        return limits

    def _calibrated(self, context: str, reading: Reading, options: Options) -> list[Result]:
        """The spans of a reading with their confidence. Unless switched off, "" is added: first if the reader abstains, else last."""
        calibration = self.reader.calibration
        found = [
            _result(confidence, one.span.start, one.span.end, context[one.span.start : one.span.end])
            for one, confidence in zip(reading.spans, calibration.confidences(reading), strict=True)
            if _SAYING.search(one.span.text)
        ]
        if options.handle_impossible_answer is not False or not found:
            nothing = _result(1 - found[0]["score"] if found else 1.0, 0, 0, "")
            found.insert(0 if reading.margin < calibration.threshold else len(found), nothing)
        return found[: options.top_k]


def _merged(context: str, seen: Seen, max_answer: int, options: Options) -> list[Result]:
    """The old pipeline's answers over all windows. Spans with equal text (ignoring case) are merged and their scores added."""
    align = options.align_to_words is not False
    # fetch more than requested, because aligning and merging reduce the number
    count = 2 * options.top_k + 10 if align else options.top_k
    usable = np.ones(len(seen.tokens.ids), dtype=bool)
    found: dict[str, Result] = {}
    null = 1.0
    for raw in seen.windows:
        window = normalized(raw)
        null = min(null, float(np.exp(window.null)))
        for candidate in best_of(window, usable, count, max_answer)[0]:
            start, end = _place(seen, candidate, window.first, window.first + len(window.start), align)
            text = context[start:end]
            result = found.setdefault(text.lower(), _result(0.0, start, end, text))
            result["score"] += float(np.exp(candidate.score))
    answers = list(found.values())
    if options.handle_impossible_answer or not answers:
        answers.append(_result(null if options.handle_impossible_answer else 0.0, 0, 0, ""))
    return sorted(answers, key=lambda answer: -answer["score"])[: options.top_k]


def _place(seen: Seen, candidate: Candidate, first: int, end: int, align: bool) -> tuple[int, int]:
    """A candidate's range in code points. With `align`, it is extended to whole words within the window `[first, end)`."""
    at, last, words = candidate.first, candidate.last, seen.tokens.words
    if align and words[at] >= 0 and words[last] >= 0:
        while at > first and words[at - 1] == words[candidate.first]:
            at -= 1
        while last + 1 < end and words[last + 1] == words[candidate.last]:
            last += 1
    return int(seen.tokens.offsets[at, 0]), int(seen.tokens.offsets[last, 1])


def _result(score: float, start: int, end: int, answer: str) -> Result:
    return {"score": score, "start": start, "end": end, "answer": answer}


def pipeline(
    task: str | None = None,
    model: Any = None,
    config: Any = None,
    tokenizer: Any = None,
    *,
    device: Any = None,
    dtype: Any = None,
    torch_dtype: Any = None,
    revision: str | None = None,
    token: str | bool | None = None,
    model_kwargs: dict[str, Any] | None = None,
    **given: Any,
) -> QuestionAnsweringPipeline:
    """Create a question-answering pipeline.

    Args:
        task: "question-answering", or None.
        model: a folder, a hub name, a loaded model (with its `tokenizer`) or a `Reader`; None takes the shipped reader.
        config: ignored; accepted because the old function had it at this position.
        tokenizer: a loaded fast tokenizer, or where to load it from; None takes the model's.
        device: anything that `model.to` accepts, or the old numbers: -1 is the CPU, 0 the first GPU. None does not move the model.
        dtype: "float32" (also for "auto" and None), "bfloat16" or "float16", as a str or a `torch.dtype`. The span head always
            computes in float32.
        torch_dtype: the old name of `dtype`.
        revision: branch, tag or commit on the hub.
        token: access token for the hub.
        model_kwargs: further arguments for the model's `from_pretrained`.
        given: defaults for every call, see `Options`; for example `legacy=False` for the reader's own answers.

    Raises:
        QaBotError: another task, or the model cannot be loaded or is not a trained span reader.
    """
    if task not in (None, TASK):
        raise MisuseError(f'qa_bot only has the task "{TASK}" (got {task!r}): create other pipelines with transformers.pipeline.')
    for wishes in (given, model_kwargs or {}):
        refuse_code(wishes)
    for name in IDLE:
        given.pop(name, None)
    if given.pop("framework", "pt") == "tf":
        raise MisuseError("qa_bot uses PyTorch, not TensorFlow: leave out framework.")
    device_map = given.pop("device_map", None)
    if device_map not in (None, "auto"):
        raise MisuseError('qa_bot accepts no device_map except "auto": give device instead.')
    options = Options().updated(given)
    name = str(dtype if dtype is not None else torch_dtype if torch_dtype is not None else "auto").removeprefix("torch.")
    precision = "float32" if name == "auto" else name
    hub = {**(model_kwargs or {}), **({"revision": revision} if revision else {}), **({"token": token} if token is not None else {})}
    reader = _reader(model, tokenizer, precision, hub)
    if device is not None or device_map == "auto":
        reader.move(device)
    return QuestionAnsweringPipeline(reader, options)


def _reader(model: Any, tokenizer: Any, precision: str, hub: dict[str, Any]) -> Reader:
    if isinstance(model, Reader):
        return model
    if model is None or isinstance(model, str | Path):
        return Reader.load(model, precision, tokenizer, hub)
    if tokenizer is None:
        raise MisuseError("A loaded model needs its tokenizer: give tokenizer= too.")
    if not getattr(tokenizer, "is_fast", False):
        raise QaBotError("The tokenizer has no character offsets: load it with AutoTokenizer from a folder with a tokenizer.json.")
    return Reader(TorchEngine(model.eval()), tokenizer, str(getattr(model.config, "name_or_path", "") or ""))
