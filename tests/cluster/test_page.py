"""The page before the readers of a cluster, in a browser: a visitor does not see that one of them ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from qa_bot import Article
from qa_bot.app import launch
from qa_bot.cluster.serving import bot
from qa_bot.cluster.shared import shared
from tests.browser.conftest import Seen, look, started_browser  # noqa: F401
from tests.cluster.conftest import PATIENT, deployed
from tests.cluster.stand_ins import Waiting


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for this file only: its event loop runs in the thread of the tests, where Serve's handles then refuse to wait."""
    with started_browser() as found:
        yield found


def test_a_question_whose_only_reader_is_killed_is_answered_by_the_next(
    port: int,
    article: Article,
    look: Callable[..., Seen],  # noqa: F811
    tmp_path: Path,
) -> None:
    log = tmp_path / "asked"
    deployed(port, partial(Waiting, 3.0, log), article, 1)
    page = launch(bot, article, block=False, quiet=True, settings=PATIENT, shared=shared(PATIENT))
    try:
        seen = look(str(page.local_url))
        seen.page.locator("#box textarea").fill("Who is Nils?")
        seen.page.locator("#box textarea").press("Enter")
        deadline = time.monotonic() + 30
        while "Nils" not in (log.read_text() if log.exists() else "") and time.monotonic() < deadline:
            time.sleep(0.05)
        killed = log.read_text().split()[0]
        os.kill(int(killed), signal.SIGKILL)
        seen.page.locator("#turn-0 .tools").wait_for(timeout=60_000)
        first, second = (line.split(" ", 1) for line in log.read_text().splitlines())
        assert (first, second[1]) == ([killed, "Who is Nils?"], "Who is Nils?")
        assert second[0] in (seen.page.locator("#turn-0").text_content() or "")
        assert seen.page.locator(".exchange").count() == 1
        assert seen.errors == []
    finally:
        page.close(verbose=False)
