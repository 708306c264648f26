"""The doors of a cluster answer as on one machine: the same tests, run against it."""

from __future__ import annotations

from functools import partial

import httpx
import pytest

pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from qa_bot import Article, QaBotError
from qa_bot.app import launch
from qa_bot.cli_options import bot_with
from qa_bot.cluster.serving import bot, ended
from qa_bot.cluster.shared import shared
from tests.app.test_http import (  # noqa: F401
    test_a_long_title_is_cut,
    test_a_mistake_has_a_status_and_one_sentence,
    test_an_article_is_loaded_once_and_asked_by_its_id,
    test_ask_gives_what_python_gives,
    test_halves_of_characters_are_answered_like_any_other,
    test_the_description_names_every_path,
    test_what_is_no_json_and_no_article,
)
from tests.cluster.conftest import PATIENT, deployed


@pytest.fixture(scope="module")
def address(port: int, article: Article) -> str:
    """The doors of a cluster, with the reader that the tests of one machine have."""
    deployed(port, partial(bot_with, None), article, 1)
    return f"http://127.0.0.1:{port}"


def test_the_page_and_the_doors_have_their_articles_and_limits_in_common(address: str, article: Article) -> None:
    found = bot()
    assert (found.status, found.engine) == ("ready", "torch float32 cpu")
    page = launch(lambda: found, article, block=False, quiet=True, settings=PATIENT, shared=shared(PATIENT))
    front = str(page.local_url).rstrip("/")
    try:
        name = httpx.post(f"{address}/articles", json={"text": "Anna left for Rome on Tuesday."}, timeout=60).json()["id"]
        reply = httpx.post(f"{front}/ask", json={"question": "Where did Anna go?", "article_id": name}, timeout=60).json()
        assert reply["answer"] == "Rome"
        assert reply == httpx.post(f"{address}/ask", json={"question": "Where did Anna go?", "article_id": name}, timeout=60).json()
        health = [httpx.get(f"{one}/health", timeout=60).json() for one in (front, address)]
        assert health[0] == health[1]
        assert health[0] | {"confinement": {}, "version": ""} == {
            "status": "ready",
            "waiting": 0,
            "room": 100,
            "engine": "torch float32 cpu",
            "confinement": {},
            "version": "",
        }
    finally:
        page.close(verbose=False)


def test_without_readers_a_page_is_not_opened(address: str) -> None:
    assert bot()
    with ended():
        pass
    with pytest.raises(QaBotError, match="No reader is served"):
        bot()
