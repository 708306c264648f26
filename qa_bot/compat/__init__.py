"""The `question-answering` pipeline that transformers 5.3 removed, with the same arguments, answers and scores."""

from __future__ import annotations

from qa_bot.compat.pipeline import pipeline

__all__ = ["pipeline"]
