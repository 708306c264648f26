"""The reader: a tokenizer and a model that turn questions and an article into ranked spans.

Only the packages `reader` and `training` use torch and transformers, and they import them when a reader is loaded, not before.

The reader works as in BERT (Devlin et al. 2019, section 4.3) and transformers' removed pipeline, with four differences: an article is read
passage by passage (see `retrieval`); each passage is tokenised once and cached; the scores of all windows are on one scale (see
`decoding`); and a checkpoint without a trained head is refused instead of answering at random (see `checkpoint`).
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.answer import Span
from qa_bot.article import Article
from qa_bot.cache import PREPARED, Kept, Memory
from qa_bot.progress import report
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.checkpoint import find_model, load_engine, load_ranker
from qa_bot.reader.decoding import decode
from qa_bot.reader.engines import Engine
from qa_bot.reader.engines.choice import TORCH
from qa_bot.reader.inference import logits_of
from qa_bot.reader.passage_search import FIRST, search_of
from qa_bot.reader.ranker import Ranker
from qa_bot.reader.reading import Reading, Scored, Seen
from qa_bot.reader.retrieval import Key, Passages, key_of
from qa_bot.reader.span_bounds import settle
from qa_bot.reader.tensors import template_of, tokenize
from qa_bot.reader.token_limits import PASSAGE_LIMIT, QUESTION_LIMIT, STRIDE, WINDOW, Limits
from qa_bot.reader.view import View
from qa_bot.reader.windows import Tokens, make_windows
from qa_bot.settings import Settings

BETWEEN = frozenset(("", ",", ";", ":"))
"""Tokens that cannot begin or end an answer: empty ones, and punctuation between parts of a sentence."""


class Reader:
    """Finds spans that answer a question. `Reader.load()` loads the shipped reader. Thread-safe.

    Args:
        engine: computes the logits of a model with a trained span head.
        tokenizer: the model's: a fast one of transformers, or a `tokenizers.Tokenizer`.
        name: the reader's name in reports.
        calibration: the threshold and the confidence of this model.
        ranker: puts passages in order where the calibration says what its scores are worth; None orders them by their words.
        memory: what prepared articles may take; None: the share of `QA_BOT_MEMORY`.
    """

    def __init__(
        self,
        engine: Engine,
        tokenizer: Any,
        name: str = "",
        calibration: Calibration | None = None,
        ranker: Ranker | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.engine, self.tokenizer, self.name, self.ranker = engine, tokenizer, name, ranker
        self.calibration = calibration or Calibration()
        self.template = template_of(tokenizer)
        # RoBERTa and similar models number positions from the padding id on, so they cannot use two rows of the position table
        self.window = min(WINDOW, engine.positions - 2)
        self.stride = min(STRIDE, self.window // 3)
        self.question_limit = min(QUESTION_LIMIT, self.window // 4)
        self.memory = memory or Memory(int(PREPARED * Settings.from_environment().memory))
        self._tokens = Kept[str, Tokens](self.memory, lambda text, tokens: sys.getsizeof(text) + tokens.size)
        self._passages = Kept[Key, Passages](self.memory, lambda key, passages: sys.getsizeof(key[0]) + passages.size)
        self._lock, self._making = threading.Lock(), threading.Lock()
        # at exit, wait for a running forward pass: a thread that ends inside torch aborts the process
        atexit.register(self._lock.acquire, timeout=10)

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        dtype: str | None = None,
        tokenizer: Any = None,
        hub: dict[str, Any] | None = None,
        engine: str | None = None,
    ) -> Reader:
        """Load a reader.

        Args:
            model: a folder, a shipped reader ("reader", or the fast "reader-small") or a hub name; None means `QA_BOT_MODEL`, else
                "reader".
            dtype: "float32", "bfloat16", "float16" or "auto" (see `checkpoint.fastest`); None means `QA_BOT_DTYPE`, else "auto".
            tokenizer: a loaded tokenizer, or where to load it from; None means the model's.
            hub: further arguments for the model's `from_pretrained`, for example `revision`.
            engine: "openvino", "torch" or "auto" (see `engines.choice`); None means `QA_BOT_ENGINE`, else "auto".

        Raises:
            QaBotError: the model is missing, is broken, is not a trained span reader, cannot be fetched, or the engine cannot read it.
        """
        place = find_model(model)
        settings = Settings.from_environment()
        dtype, engine = dtype or settings.dtype, engine or settings.engine
        own = None if tokenizer is None and not hub else TORCH  # what is loaded with arguments of transformers is read by torch
        computing, tokenizer = load_engine(place, own or engine, dtype, tokenizer, hub)
        folder = Path(place) if Path(place).is_dir() else None
        calibration = Calibration.load(folder) if folder else Calibration()
        ranker = load_ranker(dtype, engine) if calibration.rank_weight else None
        return cls(computing, tokenizer, folder.name if folder else place, calibration, ranker)

    @property
    def model(self) -> Any:
        """The transformers model, where torch computes; None elsewhere."""
        return getattr(self.engine, "model", None)

    def move(self, device: Any = None) -> None:
        """Move the model to another device.

        Args:
            device: a torch device, or the number of a GPU (negative: the CPU); None means the first GPU, else the CPU.

        Raises:
            QaBotError: the engine computes on the processor only.
        """
        import torch

        if device is None:
            device = 0 if torch.cuda.is_available() else -1
        if isinstance(device, int):
            device = "cpu" if device < 0 else f"cuda:{device}"
        for engine in (self.engine, *([self.ranker.engine] if self.ranker else [])):
            with self._lock:
                engine.move(device)

    def read(self, questions: Sequence[str], article: Article, top_k: int = 5, last: Span | None = None) -> list[Reading]:
        """Read the article for each question. Of a long article, only the most relevant passages are read (see `retrieval`).

        Args:
            questions: the questions; white space around them is ignored.
            article: the article to read.
            top_k: maximum number of spans for each question.
            last: in a conversation, the answer before.
        """
        return self.read_many([(question, article) for question in questions], top_k, last=last)

    def read_many(
        self, pairs: Sequence[tuple[str, Article]], top_k: int = 5, limits: Limits | None = None, last: Span | None = None
    ) -> list[Reading]:
        """Read many (question, article) pairs, with the passages of all in shared batches. Results are in the order of `pairs`."""
        limits = limits or replace(self.limits, text=PASSAGE_LIMIT)
        kept = {key_of(article): self._passages_of(article) for _, article in pairs}
        searches = [
            search_of(question.strip(), article, kept[key_of(article)], self.ranker, self.calibration, top_k, last)
            for question, article in pairs
        ]
        while going := [search for search in searches if search.wants_more(self.calibration.threshold)]:
            parts = [(search.question, view) for search in going for view in search.next_views()]
            report("Reading", max(search.reached for search in going), max(search.most for search in going))
            found = iter(self.read_pairs(parts, top_k, limits))
            for search in going:
                search.take(found)
        return [search.reading() for search in searches]

    def is_long(self, article: Article) -> bool:
        """Whether an article has more passages than the first round reads."""
        return len(self._passages_of(article).all) > FIRST

    def prepare(self, article: Article) -> None:
        """Build an article's index in advance. For a book this takes seconds."""
        self._passages_of(article)

    def takes(self, question: str) -> bool:
        """Whether a question is read whole; a longer one is cut after its first `question_limit` tokens."""
        with self._lock:
            return len(tokenize(self.tokenizer, [question])[0].ids) <= self.question_limit

    @property
    def limits(self) -> Limits:
        """The reader's default limits."""
        return Limits(self.window, self.stride, self.question_limit)

    def read_pairs(self, pairs: Sequence[tuple[str, str | View]], top_k: int = 5, limits: Limits | None = None) -> list[Reading]:
        """Read many (question, text) pairs at once, with windows of similar length in one batch. Results are in the order of `pairs`.

        Each span lies within one piece of a view; its offsets refer to the view's text.
        """
        limits = limits or self.limits
        views = [View.whole(text) if isinstance(text, str) else text for _, text in pairs]
        asked = [question.strip() for question, _ in pairs]
        looked = self.look([(question, view.text) for question, view in zip(asked, views, strict=True)], limits)
        return [
            self._reading(question, view, seen, top_k, limits.answer) for question, view, seen in zip(asked, views, looked, strict=True)
        ]

    def look(self, pairs: Sequence[tuple[str, str]], limits: Limits) -> list[Seen]:
        """The logits of all windows of each (question, text) pair. A text without tokens has no window.

        Raises:
            WindowError: the window is too small for the question and the stride, or too long for the model.
        """
        with self._lock:
            tokens = self._tokens_of([text for _, text in pairs])
            asked = list(dict.fromkeys(question for question, _ in pairs))
            tokens_of = dict(zip(asked, tokenize(self.tokenizer, asked), strict=True))
            questions = [tokens_of[question] for question, _ in pairs]
            windows = [
                make_windows(question.ids[: limits.question], text.ids[: limits.text], self.template, limits.window, limits.stride)
                for question, text in zip(questions, tokens, strict=True)
            ]
            logits = logits_of(windows, self.engine, limits.batch)
        return [
            Seen(text, found, len(question.ids) > limits.question, limits.text is not None and len(text.ids) > limits.text)
            for text, found, question in zip(tokens, logits, questions, strict=True)
        ]

    def _passages_of(self, article: Article) -> Passages:
        with self._making:  # if two visitors add the same book, only one of them builds the index
            key = key_of(article)
            made = self._passages.get(key)
            if made is None:
                made = Passages(article)
                self._passages.put(key, made)
        return made

    def _tokens_of(self, texts: Sequence[str]) -> list[Tokens]:
        found = {text: self._tokens.get(text) for text in dict.fromkeys(texts)}
        new = [text for text, tokens in found.items() if tokens is None]
        for text, made in zip(new, tokenize(self.tokenizer, new), strict=True):
            found[text] = made
            self._tokens.put(text, made)
        return [tokens for text in texts if (tokens := found[text]) is not None]

    def _reading(self, question: str, view: View, seen: Seen, top_k: int, max_answer: int) -> Reading:
        if not seen.windows:
            return Reading(question, (), 0, seen.cut)
        offsets, text = seen.tokens.offsets, view.text
        usable = np.fromiter((text[start:end].strip() not in BETWEEN for start, end in offsets.tolist()), bool, len(offsets))
        pieces = view.pieces_of(offsets)
        decoded = decode(seen.windows, usable & (pieces >= 0), top_k, max_answer, np.maximum.accumulate(pieces))
        ranges = [(int(offsets[one.first, 0]), int(offsets[one.last, 1])) for one in decoded.candidates]
        # `settle` may add a quotation mark or bracket outside the piece, so cut it back
        settled = [bounds and view.within(*bounds) for bounds in settle(text, ranges)]
        found = zip(settled, decoded.candidates, strict=True)
        spans = [Scored(Span.cut(text, *bounds), one.score, decoded.null_score) for bounds, one in found if bounds]
        return Reading(question, tuple(spans), len(seen.windows), seen.cut, shortened=seen.shortened)
