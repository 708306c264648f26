"""The reader: a tokenizer and a model that turn questions and an article into ranked spans.

Reading order: `checkpoint` (finds and loads a model), `tensors` (texts to token ids), `windows` (token ids to the model's inputs),
`decoding` (logits to spans), `span_bounds` (where a span begins and ends), `retrieval` (passages of an article and their rank),
`search` (which passages one question reads), `calibration` (scores to a confidence), `reader` (all of it).
"""

from __future__ import annotations

from qa_bot.reader.reader import BATCH, MAX_ANSWER, QUESTION_LIMIT, STRIDE, WINDOW, Limits, Reader

__all__ = ["BATCH", "MAX_ANSWER", "QUESTION_LIMIT", "STRIDE", "WINDOW", "Limits", "Reader"]
