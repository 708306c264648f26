"""The training objective: one softmax over all passages of a document ("shared normalization", Clark and Gardner 2018).

A reader answers from whichever passage has the best margin: the logit of a span minus the logit of "not here" (null) in the
same window. So the logits of each window are shifted by its own null first. Then two losses are mixed:

- over all windows of a question, one softmax over all article tokens and one "not in this document" of logit 0: the right
  passage must beat the others;
- for each window by itself, a softmax over its article tokens and its null: a passage without the answer must prefer its null.

For a question with a single window both are the same, and equal the usual loss of SQuAD 2.0 readers (Devlin et al. 2019).
Starts and ends are two such softmaxes, and their losses are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from qa_bot.training.features import Feature

Group = Sequence[Feature]
"""The windows of one question: passages of one document, of which one or none holds the answer."""
_NEVER = -1e4


def window_scores(start: torch.Tensor, end: torch.Tensor, features: Sequence[Feature]) -> tuple[torch.Tensor, torch.Tensor]:
    """What the loss needs of each window, relative to its null.

    Args:
        start: start logits, (windows, length).
        end: end logits, (windows, length).
        features: the windows.

    Returns:
        Two tensors (windows, 2), for starts and ends: log-sum-exp of the article tokens' logits; logit of the answer, or a
        very small number in windows without the answer.
    """
    article = torch.zeros(start.shape, dtype=torch.bool)
    for row, feature in enumerate(features):
        window = feature.window
        article[row, window.context_at : window.context_at + window.count] = True
    article = article.to(start.device)
    places = torch.tensor([(feature.start, feature.end) for feature in features], device=start.device)
    everything, gold = [], []
    for logits, place in zip((start, end), places.unbind(1), strict=True):
        shifted = logits - logits[:, :1]
        everything.append(torch.logsumexp(shifted.masked_fill(~article, _NEVER), 1))
        gold.append(shifted.gather(1, place[:, None])[:, 0].masked_fill(place == 0, _NEVER))
    return torch.stack(everything, 1), torch.stack(gold, 1)


def shared_loss(everything: torch.Tensor, gold: torch.Tensor, sizes: Sequence[int], own_null: float) -> torch.Tensor:
    """The loss (nats) of a batch of questions.

    Args:
        everything: as `window_scores` gives it, the windows of each question one after the other.
        gold: the same.
        sizes: windows of each question.
        own_null: weight of each window's own loss; the shared loss has the rest.
    """
    windows = _cross_entropy(everything[:, None], gold[:, None]).mean()
    if max(sizes) == 1:
        return windows
    shape = (len(sizes), max(sizes), 2)
    rows = torch.tensor([row for row, size in enumerate(sizes) for _ in range(size)], device=gold.device)
    columns = torch.tensor([column for size in sizes for column in range(size)], device=gold.device)
    padded = [torch.full(shape, _NEVER, device=gold.device).index_put((rows, columns), values) for values in (everything, gold)]
    return (1 - own_null) * _cross_entropy(*padded).mean() + own_null * windows


def _cross_entropy(everything: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Loss of each group of windows, (groups, 2), from tensors (groups, windows, 2); where no window holds the answer, the target is the null."""
    null = torch.zeros_like(everything[:, :1])
    total = torch.logsumexp(torch.cat([null, everything], 1), 1)
    answered = gold.amax(1) > _NEVER / 2
    return total - torch.where(answered, torch.logsumexp(gold, 1), null[:, 0])
