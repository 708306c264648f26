"""The decoder against a slow, obvious reference, and the cases that decoders get wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.reader.decoding import Candidate, Logits, best_of, decode, normalized

Window = tuple[int, list[float], list[float], float]


@st.composite
def readings(draw: st.DrawFn) -> tuple[list[Logits], np.ndarray]:
    """Overlapping windows over a short article, with few distinct logits so that ties are common."""
    tokens = draw(st.integers(1, 14))
    size = draw(st.integers(1, tokens))
    step = draw(st.integers(1, size))
    logit = st.sampled_from([-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 7.0])
    windows = []
    for first in range(0, tokens, step):
        count = min(size, tokens - first)
        start = draw(st.lists(logit, min_size=count, max_size=count))
        end = draw(st.lists(logit, min_size=count, max_size=count))
        windows.append(Logits(first, np.array(start, dtype=np.float32), np.array(end, dtype=np.float32), draw(logit)))
        if first + count == tokens:
            break
    usable = np.array(draw(st.lists(st.booleans(), min_size=tokens, max_size=tokens)))
    return windows, usable


def reference(windows: list[Logits], usable: np.ndarray, top_k: int, max_tokens: int) -> list[Candidate]:
    """Every span of every window, sorted; the best first, then the best that overlaps none taken."""
    scores: dict[tuple[int, int], float] = {}
    for window in windows:
        for s in range(len(window.start)):
            for e in range(s, min(len(window.start), s + max_tokens)):
                if usable[window.first + s] and usable[window.first + e]:
                    key = (window.first + s, window.first + e)
                    scores[key] = max(scores.get(key, -np.inf), float(window.start[s] + window.end[e]))
    taken: list[Candidate] = []
    for (first, last), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if len(taken) < top_k and not any(first <= other.last and other.first <= last for other in taken):
            taken.append(Candidate(first, last, score))
    return taken


@settings(max_examples=400, deadline=None)
@given(readings(), st.integers(1, 6), st.integers(1, 8))
def test_decoder_agrees_with_the_reference(reading: tuple[list[Logits], np.ndarray], top_k: int, max_tokens: int) -> None:
    windows, usable = reading
    decoded = decode(windows, usable, top_k, max_tokens)
    assert list(decoded.candidates) == reference(windows, usable, top_k, max_tokens)
    assert decoded.null_score == min(window.null for window in windows)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_decoder_agrees_with_the_reference_on_full_windows(seed: int, top_k: int) -> None:
    random = np.random.default_rng(seed)
    windows = [Logits(first, *random.normal(0, 4, (2, 120)).astype(np.float32), null=float(random.normal())) for first in (0, 80)]
    usable = random.random(200) > 0.1
    assert list(decode(windows, usable, top_k, 30).candidates) == reference(windows, usable, top_k, 30)


def one(start: list[float], end: list[float], null: float = 0.0, first: int = 0) -> Logits:
    return Logits(first, np.array(start, dtype=np.float32), np.array(end, dtype=np.float32), null)


def test_scores_of_windows_stay_on_one_scale() -> None:
    """A window whose best span stands out within it does not outvote one whose best span scores higher."""
    peaked = one([5, -9, -9], [5, -9, -9])
    flat = one([6, 6, 6], [6, 6, 6], first=3)
    assert decode([peaked, flat], np.ones(6, dtype=bool), top_k=1).candidates[0].first >= 3


def test_end_is_never_before_start() -> None:
    best = decode([one([0, 0, 9], [9, 0, 0])], np.ones(3, dtype=bool), top_k=1).candidates[0]
    assert best.first <= best.last


def test_margin_takes_the_smallest_null_score() -> None:
    decoded = decode([one([1], [1], null=9), one([4], [4], null=3, first=1)], np.ones(2, dtype=bool))
    assert decoded.margin == 8 - 3


def test_nothing_usable_gives_no_candidate() -> None:
    decoded = decode([one([1, 2], [1, 2])], np.zeros(2, dtype=bool))
    assert decoded.candidates == ()
    assert decoded.margin == -np.inf


def test_infinite_logits_of_a_masked_token_are_passed_over() -> None:
    assert decode([one([-np.inf, 1], [3, 1])], np.ones(2, dtype=bool), top_k=3).candidates == (Candidate(1, 1, 2.0),)


def test_a_logit_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        decode([one([np.nan], [1])], np.ones(1, dtype=bool))


def test_no_window_is_refused() -> None:
    with pytest.raises(ValueError, match="no windows"):
        decode([], np.ones(1, dtype=bool))


def removed(window: Logits, top_k: int, max_tokens: int) -> list[tuple[int, int, float]]:
    """The spans of one window as transformers 4.57 defined them: softmax over the open tokens (position 0 is the first
    special token, positions 1 and 2 a question that `p_mask` shuts), the first special token's share then struck out, the
    outer product, no end before its start, `max_tokens` at most; those with a probability, best first.
    """
    start = np.concatenate([[window.null - window.null_end, -np.inf, -np.inf], window.start])
    end = np.concatenate([[window.null_end, -np.inf, -np.inf], window.end])
    shares = [np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum() for logits in (start, end)]
    for share in shares:
        share[0] = 0
    outer = np.tril(np.triu(np.outer(*shares)), max_tokens - 1)
    places = sorted(zip(*np.nonzero(outer), strict=True), key=lambda place: -outer[place])[:top_k]
    return [(int(s) - 3 + window.first, int(e) - 3 + window.first, float(outer[s, e])) for s, e in places]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 25), st.integers(1, 20), st.integers(1, 12))
def test_normalized_scores_are_those_of_the_removed_pipeline(seed: int, tokens: int, top_k: int, max_tokens: int) -> None:
    random = np.random.default_rng(seed)
    start, end = random.normal(0, 4, (2, tokens)).astype(np.float32)
    null_end = float(random.normal(0, 4))
    window = Logits(5, start, end, float(random.normal(0, 4)) + null_end, null_end)
    found, complete = best_of(normalized(window), np.ones(5 + tokens, dtype=bool), top_k, max_tokens)
    wanted = removed(window, top_k, max_tokens)
    assert [(candidate.first, candidate.last) for candidate in found] == [(s, e) for s, e, _ in wanted]
    assert np.exp([candidate.score for candidate in found]) == pytest.approx([score for _, _, score in wanted], rel=1e-6)
    assert complete == (len(removed(window, 10_000, max_tokens)) <= top_k)


def test_normalized_shares_add_up_to_one() -> None:
    window = normalized(one([1, 2, 900], [3, -900, 1], null=7))
    assert np.exp(window.start).sum() + np.exp(window.null - window.null_end) == pytest.approx(1)
    assert np.exp(window.end).sum() + np.exp(window.null_end) == pytest.approx(1)
