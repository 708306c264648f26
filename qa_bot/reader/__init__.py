"""The reader: a tokenizer and a model that turn questions and an article into ranked spans.

Reading order: `checkpoint` (finds and loads a model), `engines` (compute its logits), `token_limits` (how much is read at once), `tensors` (texts to token ids), `windows` (token ids to the model's inputs),
`decoding` (logits to spans), `span_bounds` (where a span begins and ends), `passages` (an article to passages) with `question_lines`, `retrieval` (ranks the
passages for a question), `passage_search` (how many passages are read), `calibration` (scores to a confidence, and the threshold for abstaining),
`reader` (everything together).
"""

from __future__ import annotations

from qa_bot.reader.reader import Reader
from qa_bot.reader.token_limits import BATCH, MAX_ANSWER, QUESTION_LIMIT, STRIDE, WINDOW, Limits

__all__ = ["BATCH", "MAX_ANSWER", "QUESTION_LIMIT", "STRIDE", "WINDOW", "Limits", "Reader"]
