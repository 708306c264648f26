"""Forms of English words."""

from __future__ import annotations

import pytest

from qa_bot.dialogue.english.morphology import base_form


@pytest.mark.parametrize(
    ("form", "base"),
    [("said", "say"), ("congratulated", "congratulate"), ("stopped", "stop"), ("carried", "carry"), ("denies", "deny"), ("walk", "walk")],
)
def test_base_forms(form: str, base: str) -> None:
    assert base_form(form) == base
