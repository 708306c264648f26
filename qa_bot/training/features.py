"""Training rows as windows with target positions, and the fixed random order in which training takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_bot.evaluation.squad import Gold, Row
from qa_bot.reader import QUESTION_LIMIT, STRIDE, WINDOW
from qa_bot.reader.tensors import template_of, tokenize
from qa_bot.reader.windows import Tokens, Window, make_windows

if TYPE_CHECKING:
    from qa_bot.training.documents import Example


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A window and the indices of the answer's first and last token in it; both are 0 (the null) if it holds no answer."""

    window: Window
    start: int
    end: int


def make_features(rows: Sequence[Row], tokenizer: Any, size: int = WINDOW, stride: int = STRIDE) -> list[Feature]:
    """All windows of all rows. A window that does not hold the whole answer counts as one without an answer."""
    template = template_of(tokenizer)
    texts = {row.context for row in rows}
    ordered = sorted(texts)
    contexts: dict[str, Tokens] = dict(zip(ordered, tokenize(tokenizer, ordered), strict=True))
    questions = tokenize(tokenizer, [row.question.strip() for row in rows])
    features = []
    for row, question in zip(rows, questions, strict=True):
        tokens = contexts[row.context]
        # The first gold is the annotator's; the others of a training row are variants of it.
        span = _token_span(row.answers[0], tokens) if row.answers else None
        for window in make_windows(question.ids[:QUESTION_LIMIT], tokens.ids, template, size, stride):
            if span and window.first <= span[0] and span[1] < window.first + window.count:
                shift = window.context_at - window.first
                features.append(Feature(window, span[0] + shift, span[1] + shift))
            elif not row.answers or span:
                features.append(Feature(window, 0, 0))
    return features


def crop(features: Sequence[Feature], tokens: int, seed: int) -> list[Feature]:
    """Cut longer windows to `tokens` tokens that hold the question and the answer.

    Short windows cost less to learn from, and what decides a question mostly stands near its answer. So a run may begin with short
    windows (as Devlin et al. 2019 pre-train, section A.2). The place of the cut is random, so that the answer stands anywhere in
    it; a window without an answer is cut anywhere.

    Args:
        features: windows with their targets.
        tokens: length of a window, special tokens and question included; one whose question and answer need more is kept whole.
        seed: the same seed and features give the same cuts.
    """
    return [_crop(feature, tokens, Random(f"{seed} {number}")) for number, feature in enumerate(features)]


def _crop(feature: Feature, tokens: int, random: Random) -> Feature:
    window = feature.window
    begin, end = window.context_at, window.context_at + window.count
    room = tokens - (len(window.ids) - window.count)
    lowest, highest = begin, end - room  # where the cut may begin
    if feature.end:
        lowest, highest = max(lowest, feature.end + 1 - room), min(highest, feature.start)
    if room < 1 or len(window.ids) <= tokens or lowest > highest:
        return feature
    shift = random.randint(lowest, highest) - begin
    cut = part_of(window, window.first + shift, room)
    return Feature(cut, feature.start - shift, feature.end - shift) if feature.end else Feature(cut, 0, 0)


def part_of(window: Window, first: int, count: int) -> Window:
    """The window with only `count` of its article tokens, from the article's token `first` on."""
    at = window.context_at + first - window.first
    kept = np.r_[0 : window.context_at, at : at + count, window.context_at + window.count : len(window.ids)]
    return replace(window, ids=window.ids[kept], types=window.types[kept], first=first, count=count)


def _token_span(gold: Gold, tokens: Tokens) -> tuple[int, int] | None:
    """Indices of the first and the last token that touch the answer, or None where no token does."""
    touching = np.nonzero((tokens.offsets[:, 1] > gold.start) & (tokens.offsets[:, 0] < gold.end))[0]
    return (int(touching[0]), int(touching[-1])) if len(touching) else None


def batches_of_epoch(lengths: Sequence[int], batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """The batches of an epoch, as lists of indices: in random order, of similar length within a batch, the same for the same seed."""
    random = np.random.default_rng((seed, epoch))
    order = random.permutation(len(lengths))
    pool = batch_size * 64
    batches = []
    for at in range(0, len(order), pool):
        part = sorted(order[at : at + pool].tolist(), key=lambda index: lengths[index])
        batches += [part[i : i + batch_size] for i in range(0, len(part), batch_size)]
    random.shuffle(batches)
    return batches


def make_groups(
    examples: Sequence[Example], tokenizer: Any, windows: Mapping[int, float], seed: int, longest: int = WINDOW
) -> list[list[Feature]]:
    """The windows of each example, one for each passage; a long passage is cut, around the answer where it holds one.

    Args:
        examples: questions with passages.
        tokenizer: the model's.
        windows: length of the windows in tokens -> share of the examples.
        seed: of the cuts. Two tokenizers that split alike get the same cuts.
        longest: an example with a window of more tokens, because its answer is long, is left out.
    """
    template = template_of(tokenizer)
    texts = sorted({text for example in examples for text in example.passages})
    passages: dict[str, Tokens] = dict(zip(texts, tokenize(tokenizer, texts), strict=True))
    questions = tokenize(tokenizer, [example.question for example in examples])
    groups = []
    for number, (example, question) in enumerate(zip(examples, questions, strict=True)):
        random = Random(f"{seed} {number}")
        size = random.choices(list(windows), list(windows.values()))[0]
        group = []
        for place, text in enumerate(example.passages):
            tokens = passages[text]
            span = _token_span(example.answer, tokens) if example.answer and place == 0 else None
            for window in make_windows(question.ids[:QUESTION_LIMIT], tokens.ids, template, len(tokens.ids) + 2 * WINDOW, STRIDE):
                target = (span[0] + window.context_at, span[1] + window.context_at) if span else (0, 0)
                group.append(_crop(Feature(window, *target), size, random))
        answered = any(feature.end for feature in group) or example.answer is None
        if group and answered and all(len(feature.window.ids) <= longest for feature in group):
            groups.append(group)
    return groups
