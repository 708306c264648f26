"""Logits of all windows -> ranked spans that do not overlap, and a no-answer margin. Plain numpy, no model.

A span's score is its start logit plus its end logit (Devlin et al. 2019). Raw sums are compared over all windows, which
ranks exactly as one softmax over all windows together would; transformers' removed pipeline normalised each window by
itself, so that a window without the answer could outvote the one that holds it. The null score is the model's score of
the first special token, the smallest over the windows, as in the official SQuAD 2.0 evaluation of BERT: an answer is in
the article as soon as one window holds it. More candidates than asked for are fetched from every window before
overlapping ones are dropped, so that dropping never leaves too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """What the model says about one window: logits of its article tokens, (count,), and of "not here"."""

    first: int
    """Index in the article's tokens of the window's first one."""
    start: Floats
    end: Floats
    null: float
    """Start plus end logit of the first special token."""
    null_end: float = 0.0
    """The end logit's part of `null`; only `normalized` needs the two apart."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of article tokens `[first, last]` (both included) and its score."""

    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Candidates, best first, none overlapping another; and the null score on the same scale."""

    candidates: tuple[Candidate, ...]
    null_score: float

    @property
    def margin(self) -> float:
        """Best score minus null score; minus infinity where there is no candidate."""
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
        usable: which article tokens may begin or end a span, (article tokens,); those without characters may not.
        top_k: candidates to return, at most.
        max_tokens: tokens of the longest span.
        pieces: the number of the piece that each article token belongs to, (article tokens,), never falling; a span lies in one piece.
            None where the article is one piece.

    Raises:
        ValueError: no window, or a logit that is not a number.
    """
    if not windows:
        raise ValueError("no windows to decode")
    if any(np.isnan(w.start).any() or np.isnan(w.end).any() or np.isnan(w.null) for w in windows):
        raise ValueError("the model gave a logit that is not a number")
    # A good span shadows hundreds of variants of itself. Fetch in rounds: more only where dropping them left too few, or
    # where a window may still hold a span that scores higher than the last one kept.
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
    """The best `fetch` spans of each window, merged (a span seen in two windows keeps its best score) and sorted; and the
    score up to which spans may be missing, minus infinity where none is.
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
    """The best `count` spans of one window, best first, overlapping ones and all; and whether these are all there are.

    Equal scores stay in the order of the text. `usable`, `max_tokens` and `pieces` are those of `decode`.
    """
    tokens = len(window.start)
    mask = usable[window.first : window.first + tokens]
    start = np.where(mask, window.start, -np.inf)
    end = np.where(mask, window.end, -np.inf)
    lengths = min(max_tokens, tokens)
    padded = np.concatenate([end, np.full(lengths, -np.inf, dtype=end.dtype)])
    # row s, column l: the span of l + 1 tokens that begins at s
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
    """The window's logits as log probabilities of its own: a log softmax over its article tokens and its null token, for
    starts and for ends. The exponential of a candidate's score is then the score of transformers' removed pipeline
    (P(start) * P(end), transformers 4.57, `select_starts_ends`, where the article and the first special token are what
    `p_mask` leaves open); it compares spans of one window, not of several.
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
