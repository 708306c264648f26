"""The objective: one softmax over all windows of a question, and one for each window with its own null."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from qa_bot.evaluation.squad import Gold
from qa_bot.reader.windows import Window
from qa_bot.training.documents import Example
from qa_bot.training.export import load_encoder
from qa_bot.training.features import Feature, make_groups
from qa_bot.training.loop import Trainer, by_length
from qa_bot.training.objective import shared_loss, window_scores
from qa_bot.training.options import TrainingOptions

NULL, WORD = 1.0, 2.0


def feature(start: int, end: int) -> Feature:
    """A window of two question tokens and two article tokens: [null, question, question, article, article, padding]."""
    ids = np.zeros(5, np.int32)
    return Feature(Window(ids, ids, context_at=3, first=0, count=2), start, end)


def logits(*article: float) -> list[float]:
    return [NULL, 50.0, 50.0, *article, 50.0]  # what is not the article's must not count


def test_the_loss_is_that_of_one_softmax_over_all_windows_and_of_one_a_window() -> None:
    features = [feature(3, 4), feature(0, 0), feature(0, 0)]
    start = torch.tensor([logits(3.0, 0.5), logits(2.0, 1.5), logits(0.0, 0.0)])
    end = torch.tensor([logits(0.5, 4.0), logits(2.5, 1.0), logits(1.0, 0.0)])
    everything, gold = window_scores(start, end, features)

    def softmax(target: float | None, *others: float) -> float:
        """Loss of the target (None: null, logit 0) among logits relative to the null."""
        total = 1 + sum(math.exp(one - NULL) for one in others)
        return math.log(total) - (target - NULL if target is not None else 0.0)

    shared = [softmax(3.0, 3.0, 0.5, 2.0, 1.5), softmax(4.0, 0.5, 4.0, 2.5, 1.0), softmax(None, 0.0, 0.0), softmax(None, 1.0, 0.0)]
    own = [softmax(3.0, 3.0, 0.5), softmax(None, 2.0, 1.5), softmax(None, 0.0, 0.0)]
    own += [softmax(4.0, 0.5, 4.0), softmax(None, 2.5, 1.0), softmax(None, 1.0, 0.0)]
    # the first question has two windows, the second one
    for weight in (0.0, 0.3, 1.0):
        expected = (1 - weight) * sum(shared) / 4 + weight * sum(own) / 6
        assert float(shared_loss(everything, gold, [2, 1], weight)) == pytest.approx(expected, abs=1e-5)


def test_a_question_with_one_window_has_the_usual_loss() -> None:
    start = torch.randn(4, 6)
    features = [feature(3, 3), feature(0, 0), feature(4, 4), feature(0, 0)]
    places = torch.tensor([0, 3, 4])  # the null and the article's tokens
    usual = torch.nn.functional.cross_entropy(start[:, places], torch.tensor([1, 0, 2, 0]))
    scores = window_scores(start, start, features)
    for weight in (0.0, 0.5):
        assert float(shared_loss(*scores, [1, 1, 1, 1], weight)) == pytest.approx(float(usual), abs=1e-5)


def test_windows_of_one_length_go_together() -> None:
    assert by_length([90, 10, 20, 100, 15], 200) == [[1, 4, 2], [0, 3]]
    assert by_length([500], 200) == [[0]]


def test_the_right_passage_comes_to_beat_the_wrong_one(tiny: object, tmp_path: Path) -> None:
    model, tokenizer = load_encoder(str(tiny("bert")), seed=1)  # type: ignore[operator]
    examples = []
    for number in range(48):
        name, place = ("anna", "bob", "carol")[number % 3], ("rome", "paris", "berlin")[number // 3 % 3]
        right, wrong = (f"{who} lives in {where} by the river ." for who, where in ((name, place), ("river", "rome")))
        examples.append(Example(f"where does {name} live ?", (right, wrong), Gold(place, right.index(place))))
    groups = make_groups(examples, tokenizer, {64: 1.0}, seed=1)
    assert [(feature.start > 0) for feature in groups[0]] == [True, False]
    trainer = Trainer(model, groups, tokenizer.pad_token_id, TrainingOptions(5e-3, 8, 8, dtype="float32"))
    trainer.tokens = 100  # several parts a step

    def margins() -> tuple[float, float]:
        found: list[list[float]] = [[], []]
        for group in trainer.groups[:9]:
            with torch.inference_mode():
                everything, _ = window_scores(*trainer.logits(group), group)
            for values, score in zip(found, everything.sum(1).tolist(), strict=True):
                values.append(score)
        return float(np.mean(found[0])), float(np.mean(found[1]))

    before = margins()
    losses = [trainer.train_step(batch) for batch in trainer.batches()]
    after = margins()
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
    assert after[0] - after[1] > before[0] - before[1] + 2
    assert after[1] < 0 < after[0]  # the wrong passage prefers its own null
