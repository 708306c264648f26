"""Measure a reader: exact match and F1 as in the official SQuAD scripts, results by question word, and calibration."""

from __future__ import annotations

from qa_bot.evaluation.metrics import compute_exact, compute_f1, evaluate, squad_evaluate

__all__ = ["compute_exact", "compute_f1", "evaluate", "squad_evaluate"]
