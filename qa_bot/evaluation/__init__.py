"""How good a reader is: exact match and F1 as the official SQuAD scripts count them, by question word, and how far its confidence is right."""

from __future__ import annotations

from qa_bot.evaluation.metrics import compute_exact, compute_f1, evaluate, squad_evaluate

__all__ = ["compute_exact", "compute_f1", "evaluate", "squad_evaluate"]
