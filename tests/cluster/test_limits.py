"""The limits of one machine hold before a cluster."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from qa_bot import Article
from qa_bot.app import launch
from qa_bot.cli_options import bot_with
from qa_bot.cluster.connection import NAMESPACE
from qa_bot.cluster.serving import bot
from qa_bot.cluster.shared import shared
from qa_bot.settings import Settings
from tests.app.test_http import test_one_visitor_cannot_take_everything  # noqa: F401
from tests.cluster.conftest import deployed
from tests.cluster.stand_ins import Waiting


@pytest.fixture
def serve(port: int, article: Article) -> Iterator[Callable[..., str]]:
    """`serve(rate=...)` is the address of a page before the cluster, which has these limits from now on."""
    running = []

    def start(**options: Any) -> str:
        with contextlib.suppress(ValueError):  # no front has been there yet
            ray.kill(ray.get_actor("places", namespace=NAMESPACE))  # the first front sets the limits
        settings = Settings(**options)
        running.append(launch(bot, article, block=False, quiet=True, settings=settings, shared=shared(settings)))
        return str(running[-1].local_url).rstrip("/")

    deployed(port, partial(bot_with, None), article, 1)
    yield start
    for page in running:
        page.close(verbose=False)


def test_a_full_queue_says_when_to_come_back(port: int, article: Article, serve: Callable[..., str]) -> None:
    deployed(port, partial(Waiting, 3.0), article, 1)
    address = serve(queue=2)
    statuses: list[int] = []
    ask = partial(httpx.post, f"{address}/ask", json={"question": "Who?"}, timeout=60)
    threads = [threading.Thread(target=lambda: statuses.append(ask().status_code)) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while httpx.get(f"{address}/health").json()["waiting"] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    refused = ask()
    for thread in threads:
        thread.join()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert statuses == [200, 200]
