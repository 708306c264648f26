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

from qa_bot.cancellation import check_wanted
from qa_bot.reader.tensors import PAD_TO

LENGTH = 320
"""Tokens of question and passage that are read; a passage is hardly ever longer."""
BATCH = 16
"""Passages that go through the model at once."""
KEPT = 20_000
"""Scores that are kept: what is asked again, or in another wording that was tried before, costs nothing."""


class Ranker:
    """A model that scores passages. `checkpoint.load_ranker` gives the shipped one; one instance may serve many threads.

    Args:
        model: a transformers model for sequence classification with one label, in evaluation mode.
        tokenizer: its tokenizer.
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model, self.tokenizer = model, tokenizer
        self._scores: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def move(self, device: Any) -> None:
        """Rank on another device, as torch names it."""
        with self._lock:
            self.model.to(device)

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
        import torch

        encoded = (
            self.tokenizer(
                [question for question, _ in pairs],
                [text for _, text in pairs],
                truncation="longest_first",
                max_length=LENGTH,
                verbose=False,
            )
            if pairs
            else {"input_ids": []}
        )
        lengths = [len(ids) for ids in encoded["input_ids"]]
        order = sorted(range(len(pairs)), key=lambda index: lengths[index])
        found = [0.0] * len(pairs)
        for at in range(0, len(order), BATCH):
            check_wanted()
            chosen = order[at : at + BATCH]
            batch = {name: [values[index] for index in chosen] for name, values in encoded.items()}
            tensors = self.tokenizer.pad(batch, padding=True, pad_to_multiple_of=PAD_TO, return_tensors="pt", verbose=False)
            with torch.inference_mode():
                logits = self.model(**tensors.to(self.model.device)).logits[:, 0].float().tolist()
            for index, logit in zip(chosen, logits, strict=True):
                found[index] = logit
        return found


def _digest(question: str, text: str) -> bytes:
    """What a pair is kept under: the texts themselves would take a hundred times as much."""
    return hashlib.blake2b(f"{question}\0{text}".encode(errors="surrogatepass"), digest_size=16).digest()
