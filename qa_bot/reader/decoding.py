"""Decode the logits of all windows into ranked spans that do not overlap, and a null score. Plain numpy, no model.

A span's score is its start logit plus its end logit (Devlin et al. 2019). Raw sums are compared over all windows, which gives the same
ranking as one softmax over all windows. transformers' removed pipeline normalised each window separately, so a window without the answer
could win over the one that contains it. The null score is the score of the first special token, the minimum over all windows, as in the
official SQuAD 2.0 evaluation of BERT: an article contains an answer if one window does. Overlapping candidates are dropped; so that
enough are left, more candidates than requested are fetched from each window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """The model's output for one window: logits of its article tokens, (count,), and of "no answer here" (null)."""

    first: int
    """Index of the window's first token among the article's tokens."""
    start: Floats
    end: Floats
    null: float
    """Start logit plus end logit of the first special token."""
    null_end: float = 0.0
    """The end logit in `null`; only `normalized` needs it separately."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of article tokens `[first, last]` (both included) and its score."""

    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Candidates without overlaps, best first, and the null score on the same scale."""

    candidates: tuple[Candidate, ...]
    null_score: float

    @property
    def margin(self) -> float:
        """Best score minus null score; minus infinity if there is no candidate."""
        return self.candidates[0].score - self.null_score if self.candidates else -np.inf


def decode(
    windows: Sequence[Logits],
    usable: npt.NDArray[np.bool_],
    top_k: int = 5,
    max_tokens: int = 30,
    pieces: npt.NDArray[np.int64] | None = None,
) -> Decoded:
    """The best `top_k` spans over all windows.

    Args:
        windows: the logits of every window of one article for one question; at least one.
        usable: which article tokens may begin or end a span, (article tokens,).
        top_k: maximum number of candidates.
        max_tokens: maximum length of a span, in tokens.
        pieces: the piece number of each article token, (article tokens,), in ascending order. A span must lie within one piece. None means
            that the article is one piece.

    Raises:
        ValueError: there is no window, or a logit is not a number.
    """
    if not windows:
        raise ValueError("no windows to decode")
    if any(np.isnan(w.start).any() or np.isnan(w.end).any() or np.isnan(w.null) for w in windows):
        raise ValueError("the model gave a logit that is not a number")
    # A good span overlaps hundreds of its own variants. So fetch in rounds: fetch more only if too few spans are left, or if
    # a window may still contain a span that scores higher than the last one kept.
    fetch = 8 * top_k + 16
    while True:
        found, cutoff = _fetch(windows, usable, fetch, max_tokens, pieces)
        kept = _without_overlaps(found, top_k)
        if cutoff == -np.inf or (len(kept) == top_k and kept[-1].score > cutoff):
            return Decoded(tuple(kept), float(min(window.null for window in windows)))
        fetch *= 8


def _fetch(
    windows: Sequence[Logits],
    usable: npt.NDArray[np.bool_],
    fetch: int,
    max_tokens: int,
    pieces: npt.NDArray[np.int64] | None,
) -> tuple[list[Candidate], float]:
    """The best `fetch` spans of each window, merged and sorted; a span in two windows keeps its better score. Also returns the score up to
    which spans may be missing: minus infinity if none is missing.
    """
    best: dict[tuple[int, int], float] = {}
    cutoff = -np.inf
    for window in windows:
        found, complete = best_of(window, usable, fetch, max_tokens, pieces)
        if not complete:
            cutoff = max(cutoff, found[-1].score)
        for candidate in found:
            key = (candidate.first, candidate.last)
            best[key] = max(best.get(key, -np.inf), candidate.score)
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return [Candidate(first, last, score) for (first, last), score in ranked], cutoff


def best_of(
    window: Logits,
    usable: npt.NDArray[np.bool_],
    count: int,
    max_tokens: int,
    pieces: npt.NDArray[np.int64] | None = None,
) -> tuple[list[Candidate], bool]:
    """The best `count` spans of one window, best first, overlapping ones included; and whether these are all spans of the window.

    Spans with equal scores stay in text order. `usable`, `max_tokens` and `pieces` are as in `decode`.
    """
    tokens = len(window.start)
    mask = usable[window.first : window.first + tokens]
    start = np.where(mask, window.start, -np.inf)
    end = np.where(mask, window.end, -np.inf)
    lengths = min(max_tokens, tokens)
    padded = np.concatenate([end, np.full(lengths, -np.inf, dtype=end.dtype)])
    # row s, column l: the span of l + 1 tokens that starts at token s
    table = start[:, None] + np.lib.stride_tricks.sliding_window_view(padded, lengths)[:tokens] if tokens else start
    if pieces is not None and tokens:
        mine = np.concatenate([pieces[window.first : window.first + tokens], np.full(lengths, -1)])
        table[np.lib.stride_tricks.sliding_window_view(mine, lengths)[:tokens] != mine[:tokens, None]] = -np.inf
    scores = table.ravel()
    possible = int(np.isfinite(scores).sum())
    order = np.argsort(-scores, kind="stable")[: min(count, possible)].tolist()
    firsts = [window.first + index // lengths for index in order]
    return [
        Candidate(first, first + index % lengths, float(scores[index])) for first, index in zip(firsts, order, strict=True)
    ], possible <= count


def normalized(window: Logits) -> Logits:
    """Convert a window's logits to log probabilities: a log softmax over its article tokens and its null token, for starts and for ends.

    The exponential of a candidate's score is then its score in transformers' removed pipeline: P(start) * P(end), as in
    `select_starts_ends` of transformers 4.57. Such scores can be compared within one window only.
    """
    starts = np.concatenate([[window.null - window.null_end], window.start]).astype(np.float64)
    ends = np.concatenate([[window.null_end], window.end]).astype(np.float64)
    starts -= np.logaddexp.reduce(starts)
    ends -= np.logaddexp.reduce(ends)
    return Logits(window.first, starts[1:], ends[1:], float(starts[0] + ends[0]), float(ends[0]))


def _without_overlaps(candidates: Sequence[Candidate], top_k: int) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in candidates:
        if len(kept) == top_k:
            break
        if all(candidate.last < other.first or other.last < candidate.first for other in kept):
            kept.append(candidate)
    return kept
