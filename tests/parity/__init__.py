"""Recorded answers of transformers 4.57's question-answering pipeline: `python -m tests.parity.record` records them again."""
