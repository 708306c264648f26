"""The reader: a tokenizer and a model that turn questions and an article into ranked spans. The only room, with
`training`, that knows torch and transformers; both are imported when a reader is loaded, not before.

Follows the extractive reading of BERT (Devlin et al. 2019, section 4.3) and transformers' removed pipeline, and differs
in four ways: an article is read passage by passage (see `passages`), each is tokenised once and kept, scores of all
windows stay on one scale (see `spans`), and a checkpoint whose head was never trained is refused instead of answering at
random (see `checkpoint`).
"""

from __future__ import annotations

import atexit
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.answer import Span
from qa_bot.article import Article
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.checkpoint import find_model, load_checkpoint
from qa_bot.reader.decoding import Logits, decode
from qa_bot.reader.reading import Reading, Scored, Seen
from qa_bot.reader.retrieval import FIRST, Key, Passages, key_of
from qa_bot.reader.search import Search
from qa_bot.reader.span_bounds import settle
from qa_bot.reader.tensors import pad, takes_types, template_of, tokenize
from qa_bot.reader.view import View
from qa_bot.reader.windows import Tokens, Window, WindowError, make_windows
from qa_bot.settings import Settings

WINDOW = 384
"""Tokens of a window, question and special tokens included."""
STRIDE = 128
"""Tokens that neighbouring windows share."""
QUESTION_LIMIT = 64
"""Question tokens that are read; what is longer is cut, and the reading says so."""
MAX_ANSWER = 30
"""Tokens of the longest answer."""
BETWEEN = frozenset(("", ",", ";", ":"))
"""Tokens that no answer begins or ends with: nothing, and what stands between parts of a sentence."""
BATCH = 16
"""Windows that go through the model at once."""
KEPT_TOKENS = 500_000
"""Tokens of the texts that a reader keeps tokenised: some five hundred articles, or a book's best passages."""
KEPT_CHARACTERS = 20_000_000
"""Characters of the articles whose passages a reader keeps: two of the longest, or a thousand ordinary ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How a reader cuts and reads; see the constants of the same names for what each counts."""

    window: int
    stride: int
    question: int
    answer: int = MAX_ANSWER
    batch: int = BATCH


class Reader:
    """A model that reads. `Reader.load()` gives the shipped one; one instance may serve many threads.

    Args:
        model: a transformers model with a trained span head, in evaluation mode.
        tokenizer: its fast tokenizer.
        name: how the reader is called in reports.
        calibration: threshold and confidence of this model.
    """

    def __init__(self, model: Any, tokenizer: Any, name: str = "", calibration: Calibration | None = None) -> None:
        self.model, self.tokenizer, self.name = model, tokenizer, name
        self.calibration = calibration or Calibration()
        self.template = template_of(tokenizer)
        # RoBERTa's kin count positions from the padding id on, so that two of the table are never reached
        self.window = min(WINDOW, int(getattr(model.config, "max_position_embeddings", WINDOW + 2)) - 2)
        self.stride = min(STRIDE, self.window // 3)
        self.question_limit = min(QUESTION_LIMIT, self.window // 4)
        self._types = takes_types(model)
        self._tokens: OrderedDict[str, Tokens] = OrderedDict()
        self._passages: OrderedDict[Key, Passages] = OrderedDict()
        self._lock, self._making = threading.Lock(), threading.Lock()
        # a server's threads die with the process; one that dies within torch takes the process down with an abort
        atexit.register(self._lock.acquire, timeout=10)

    @classmethod
    def load(
        cls, model: str | Path | None = None, dtype: str | None = None, tokenizer: Any = None, hub: dict[str, Any] | None = None
    ) -> Reader:
        """Load a reader.

        Args:
            model: a folder, the name of a shipped reader ("reader", or the fast "reader-small") or a name on the hub; None takes
                the environment's `QA_BOT_MODEL`, else "reader".
            dtype: "float32", "bfloat16", "float16" or "auto" (see `checkpoint.fastest`); None takes `QA_BOT_DTYPE`, else "auto".
            tokenizer: a loaded one, or where to load it from; None takes the model's.
            hub: more for the model's `from_pretrained`, for example `revision`.

        Raises:
            QaBotError: the model is missing, broken, not a trained span reader, or cannot be fetched.
        """
        place = find_model(model)
        loaded, tokenizer = load_checkpoint(place, dtype or Settings.from_environment().dtype, tokenizer, hub)
        folder = Path(place)
        calibration = Calibration.load(folder) if folder.is_dir() else Calibration()
        return cls(loaded, tokenizer, folder.name if folder.is_dir() else place, calibration)

    def move(self, device: Any = None) -> None:
        """Read on another device.

        Args:
            device: what torch takes, or a GPU's number (negative: the CPU); None takes the first GPU, else the CPU.
        """
        import torch

        if device is None:
            device = 0 if torch.cuda.is_available() else -1
        if isinstance(device, int):
            device = "cpu" if device < 0 else f"cuda:{device}"
        with self._lock:
            self.model.to(device)

    def read(self, questions: Sequence[str], article: Article, top_k: int = 5) -> list[Reading]:
        """Read the article for each question: all of its passages, or of a long one those that promise most (see `passages`).

        Args:
            questions: what is asked; white space around a question does not count.
            article: the text that is asked about.
            top_k: spans a question, at most.
        """
        return self.read_many([(question, article) for question in questions], top_k)

    def read_many(self, pairs: Sequence[tuple[str, Article]], top_k: int = 5, limits: Limits | None = None) -> list[Reading]:
        """Read many (question, article) pairs as `read` does, the passages of all of them together; the order is kept."""
        kept = {key_of(article): self._passages_of(article) for _, article in pairs}
        searches = [Search(question.strip(), article, kept[key_of(article)], top_k) for question, article in pairs]
        while going := [search for search in searches if search.wants_more(self.calibration.threshold)]:
            parts = [(search.question, view) for search in going for view in search.next_views()]
            found = iter(self.read_pairs(parts, top_k, limits))
            for search in going:
                search.take(found)
        return [search.reading() for search in searches]

    def is_long(self, article: Article) -> bool:
        """Whether an article has more passages than are read at once."""
        return len(self._passages_of(article).all) > FIRST

    def prepare(self, article: Article) -> None:
        """Do now what the first question about an article would wait for: seconds, for a book."""
        self._passages_of(article)

    @property
    def limits(self) -> Limits:
        """The reader's own."""
        return Limits(self.window, self.stride, self.question_limit)

    def read_pairs(self, pairs: Sequence[tuple[str, str | View]], top_k: int = 5, limits: Limits | None = None) -> list[Reading]:
        """Read many (question, text) pairs at once, windows of near-equal length together; the order is kept.

        A span lies in one piece of a view, and counts on the view's text.
        """
        limits = limits or self.limits
        views = [View.whole(text) if isinstance(text, str) else text for _, text in pairs]
        asked = [question.strip() for question, _ in pairs]
        looked = self.look([(question, view.text) for question, view in zip(asked, views, strict=True)], limits)
        return [
            self._reading(question, view, seen, top_k, limits.answer) for question, view, seen in zip(asked, views, looked, strict=True)
        ]

    def look(self, pairs: Sequence[tuple[str, str]], limits: Limits) -> list[Seen]:
        """The logits of every window of every (question, text) pair; a text without tokens has no window.

        Raises:
            WindowError: a window has no room for its question and more than the stride of its text, or is longer than the model can read.
        """
        with self._lock:
            tokens = self._tokens_of([text for _, text in pairs])
            asked = list(dict.fromkeys(question for question, _ in pairs))
            tokens_of = dict(zip(asked, tokenize(self.tokenizer, asked), strict=True))
            questions = [tokens_of[question] for question, _ in pairs]
            windows = [
                make_windows(question.ids[: limits.question], text.ids, self.template, limits.window, limits.stride)
                for question, text in zip(questions, tokens, strict=True)
            ]
            logits = self._logits(windows, limits.batch)
        return [
            Seen(text, found, len(question.ids) > limits.question) for text, found, question in zip(tokens, logits, questions, strict=True)
        ]

    def _passages_of(self, article: Article) -> Passages:
        with self._making:  # two visitors who bring the same book wait for one index
            key = key_of(article)
            made = self._passages.pop(key, None) or Passages(article)
            self._passages[key] = made
            while len(self._passages) > 1 and sum(len(text) for text, _ in self._passages) > KEPT_CHARACTERS:
                self._passages.popitem(last=False)
        return made

    def _tokens_of(self, texts: Sequence[str]) -> list[Tokens]:
        new = [text for text in dict.fromkeys(texts) if text not in self._tokens]
        found = dict(zip(new, tokenize(self.tokenizer, new), strict=True))
        for text in texts:
            if text in self._tokens:
                self._tokens.move_to_end(text)
                found[text] = self._tokens[text]
        self._tokens.update(found)
        while self._tokens and sum(len(one.ids) for one in self._tokens.values()) > KEPT_TOKENS:
            self._tokens.popitem(last=False)
        return [found[text] for text in texts]

    def _logits(self, windows: Sequence[Sequence[Window]], batch_size: int) -> list[list[Logits]]:
        """The logits of every window, batched by length over all pairs."""
        import torch

        places = [(pair, index) for pair, group in enumerate(windows) for index in range(len(group))]
        places.sort(key=lambda place: -len(windows[place[0]][place[1]].ids))
        found: dict[tuple[int, int], Logits] = {}
        for at in range(0, len(places), batch_size):
            chosen = places[at : at + batch_size]
            batch = [windows[pair][index] for pair, index in chosen]
            ids, mask, types = (torch.from_numpy(array).to(self.model.device) for array in pad(batch, self.tokenizer.pad_token_id or 0))
            try:
                with torch.inference_mode():
                    output = self.model(input_ids=ids, attention_mask=mask, **({"token_type_ids": types} if self._types else {}))
            except (IndexError, RuntimeError) as error:
                # beyond the table of positions RoBERTa's kin raise IndexError, BERT's RuntimeError, which may mean anything else too
                if isinstance(error, RuntimeError) and ids.shape[1] <= getattr(self.model.config, "max_position_embeddings", ids.shape[1]):
                    raise
                raise WindowError(f"The model has no position for every token of a window of {ids.shape[1]}.") from error
            starts, ends = output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()
            for row, (place, window) in enumerate(zip(chosen, batch, strict=True)):
                inside = slice(window.context_at, window.context_at + window.count)
                null, null_end = float(starts[row, 0] + ends[row, 0]), float(ends[row, 0])
                found[place] = Logits(window.first, starts[row, inside].copy(), ends[row, inside].copy(), null, null_end)
        return [[found[pair, index] for index in range(len(group))] for pair, group in enumerate(windows)]

    def _reading(self, question: str, view: View, seen: Seen, top_k: int, max_answer: int) -> Reading:
        if not seen.windows:
            return Reading(question, (), 0, seen.cut)
        offsets, text = seen.tokens.offsets, view.text
        usable = np.fromiter((text[start:end].strip() not in BETWEEN for start, end in offsets.tolist()), bool, len(offsets))
        pieces = view.pieces_of(offsets)
        decoded = decode(seen.windows, usable & (pieces >= 0), top_k, max_answer, np.maximum.accumulate(pieces))
        ranges = [(int(offsets[one.first, 0]), int(offsets[one.last, 1])) for one in decoded.candidates]
        # a quotation mark or bracket that settling takes in may stand outside the piece
        settled = [bounds and view.within(*bounds) for bounds in settle(text, ranges)]
        found = zip(settled, decoded.candidates, strict=True)
        spans = [Scored(Span.cut(text, *bounds), one.score, decoded.null_score) for bounds, one in found if bounds]
        return Reading(question, tuple(spans), len(seen.windows), seen.cut)
