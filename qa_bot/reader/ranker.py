"""How much a passage has to do with a question, said by a model that has read what people type into search engines.

A cross-encoder (Nogueira and Cho 2019): question and passage go through one encoder together, and a single logit comes out. The shipped
one is ms-marco-MiniLM-L-12-v2 (see the card in `models/ranker`). It knows "how much is it" and "the fee" as one thing, which BM25 does not.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

from qa_bot.cancellation import check_wanted
from qa_bot.progress import report
from qa_bot.reader.engines import Engine

LENGTH = 320
"""Tokens of question and passage that are read; a passage is hardly ever longer."""
BATCH = 16
"""Passages that go through the model at once."""
KEPT = 20_000
"""Scores that are kept: what is asked again, or in another wording that was tried before, costs nothing."""


class Ranker:
    """Scores passages. `checkpoint.load_ranker` gives the shipped one; one instance may serve many threads.

    Args:
        engine: computes one score a text.
        tokenizer: a `tokenizers.Tokenizer`, its own.
    """

    def __init__(self, engine: Engine, tokenizer: Any) -> None:
        self.engine, self._tokenizer = engine, tokenizer
        tokenizer.no_padding()
        tokenizer.enable_truncation(LENGTH, strategy="longest_first")
        self._scores: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The score of each (question, passage) pair, a logit: about 8 where the passage answers, about -11 where it is on something else."""
        with self._lock:
            keys = [_digest(*pair) for pair in pairs]
            new = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in self._scores}
            self._scores.update(zip(new, self._compute(list(new.values())), strict=True))
            found = [self._scores[key] for key in keys]
            for key in keys:
                self._scores.move_to_end(key)
            while len(self._scores) > KEPT:
                self._scores.popitem(last=False)
        return found

    def _compute(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        encoded = self._tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(pairs)), key=lambda index: len(encoded[index].ids))
        found = [0.0] * len(pairs)
        for at in range(0, len(order), BATCH):
            check_wanted()
            chosen = order[at : at + BATCH]
            report("Comparing", at + len(chosen), len(order))
            length = -(-max(len(encoded[index].ids) for index in chosen) // self.engine.pad_to) * self.engine.pad_to
            ids, mask, types = (np.zeros((len(chosen), length), np.int64) for _ in range(3))
            ids[:] = self.engine.pad_id
            for row, index in enumerate(chosen):
                n = len(encoded[index].ids)
                ids[row, :n], mask[row, :n], types[row, :n] = encoded[index].ids, 1, encoded[index].type_ids
            (scores,) = self.engine(ids, mask, types)
            for index, score in zip(chosen, scores.tolist(), strict=True):
                found[index] = score
        return found


def _digest(question: str, text: str) -> bytes:
    """What a pair is kept under: the texts themselves would take a hundred times as much."""
    return hashlib.blake2b(f"{question}\0{text}".encode(errors="surrogatepass"), digest_size=16).digest()
