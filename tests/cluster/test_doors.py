"""The doors of a cluster answer as on one machine: the same tests, run against its routes for programs and against a page before it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import httpx
import pytest

pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from ray import serve

from qa_bot import Article, QaBotError
from qa_bot.app import launch
from qa_bot.cli_options import bot_with
from qa_bot.cluster.serving import Options, application, bot, ended
from qa_bot.cluster.shared import shared
from tests.app.test_http import (  # noqa: F401
    test_a_long_title_is_cut,
    test_a_mistake_has_a_status_and_one_sentence,
    test_an_article_is_loaded_once_and_asked_by_its_id,
    test_ask_gives_what_python_gives,
    test_gradios_client_gets_what_http_gives,
    test_halves_of_characters_are_answered_like_any_other,
    test_the_description_names_every_path,
    test_what_is_no_json_and_no_article,
)
from tests.cluster.conftest import PATIENT, deployed
from tests.cluster.stand_ins import Waiting


@pytest.fixture(scope="module")
def routes(port: int, article: Article) -> str:
    """The routes for programs of a cluster, with the reader that the tests of one machine have."""
    deployed(port, partial(bot_with, None), article, 1)
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def page(routes: str, article: Article) -> Iterator[str]:
    """A page before the cluster."""
    assert routes
    found = launch(bot, article, block=False, quiet=True, settings=PATIENT, shared=shared(PATIENT))
    yield str(found.local_url).rstrip("/")
    found.close(verbose=False)


@pytest.fixture(params=["routes", "page"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "routes" and request.node.originalname == "test_gradios_client_gets_what_http_gives":
        pytest.skip("the routes for programs are no gradio app")
    return str(request.getfixturevalue(request.param))


def test_the_page_and_the_routes_have_their_articles_and_limits_in_common(routes: str, page: str) -> None:
    assert (bot().status, bot().engine) == ("ready", "torch float32 cpu")
    name = httpx.post(f"{routes}/articles", json={"text": "Anna left for Rome on Tuesday."}, timeout=60).json()["id"]
    asked = {"question": "Where did Anna go?", "article_id": name}
    reply = httpx.post(f"{page}/ask", json=asked, timeout=60).json()
    assert reply["answer"] == "Rome"
    assert reply == httpx.post(f"{routes}/ask", json=asked, timeout=60).json()
    health = [httpx.get(f"{one}/health", timeout=60).json() for one in (page, routes)]
    assert health[0] == health[1]
    assert health[0] | {"confinement": {}, "version": ""} == {
        "status": "ready",
        "waiting": 0,
        "room": 100,
        "engine": "torch float32 cpu",
        "confinement": {},
        "version": "",
    }


def test_half_sent_questions_keep_nobody_waiting(routes: str) -> None:
    """Serve hands a front only so many requests at a time, and a body has 20 seconds."""
    host, port = routes.removeprefix("http://").split(":")
    with ExitStack() as held:
        for _ in range(150):
            connection = held.enter_context(socket.create_connection((host, int(port)), 20))
            connection.sendall(b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(1)
        assert httpx.get(f"{routes}/health", timeout=10).status_code in (200, 503)


def test_without_readers_a_page_is_not_opened(routes: str) -> None:
    assert routes
    assert bot()
    with ended():
        pass
    with pytest.raises(QaBotError, match="No reader is served"):
        bot()


def test_an_application_of_another_name_is_found(port: int, article: Article) -> None:
    """`serve run` calls it "default"."""
    options = Options(readers=1, cpus=1, local=True)
    serve.start(http_options={"host": "127.0.0.1", "port": port})
    serve.run(application(options, Waiting, article, PATIENT), name="default")
    try:
        found = bot()
        assert found.status == "ready"
        assert found.ask("Who?", article).message
        assert httpx.get(f"http://127.0.0.1:{port}/health", timeout=60).json()["status"] == "ready"
    finally:
        serve.delete("default")
