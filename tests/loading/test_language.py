"""The language of an article is told, and an article is read all the same where it cannot be."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import py3langid.langid
import py3langid.modelio
import pytest

from qa_bot.loading import article_from_text, language

GERMAN = (
    "Anna fuhr am Dienstag nach Rom. Ihr Bruder blieb in der Mühle, weil er die Maschine noch reparieren musste, bevor es Winter wurde. "
    * 3
)


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a new process: nothing was unpacked yet."""
    monkeypatch.setattr(py3langid.langid, "IDENTIFIER", None)
    language._classifier.cache_clear()
    yield
    language._classifier.cache_clear()


def test_the_language_is_told() -> None:
    assert article_from_text(GERMAN).report.language == "de"
    assert language.language_of("Zu kurz.") == ""


def test_an_article_is_read_where_nothing_can_be_unpacked(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def full(*arguments: Any, **options: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(py3langid.modelio.tempfile, "TemporaryFile", full)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert article_from_text(GERMAN).report.language == ""
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["The language of articles can't be told"]  # once
    assert "TMPDIR" in caplog.text
