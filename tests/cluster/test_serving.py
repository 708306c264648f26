"""The readers on Ray Serve: nothing is lost when a replica or a node ends, or the reader is replaced; and what all fronts share."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from ray.serve.schema import ServeDeploySchema

from qa_bot import QaBotError, Reply, article_from_text
from qa_bot.cluster.connection import NAMESPACE
from qa_bot.cluster.handle_bot import HandleBot
from qa_bot.cluster.serving import app
from qa_bot.cluster.shared import AWAY, LEASE, Places, SharedArticles, SharedLimiter
from qa_bot.errors import BusyError, TooManyError
from qa_bot.settings import Settings
from tests.cluster.conftest import FAULTS, LONG, deployed
from tests.cluster.stand_ins import Waiting

ROOT = Path(__file__).parent.parent.parent
STORY = article_from_text("Anna left for Rome.")


@pytest.fixture(scope="module")
def reader(port: int) -> HandleBot:
    """Two readers that only wait."""
    return deployed(port, partial(Waiting, 0.05), STORY, 2)


def asked(reader: HandleBot, count: int, threads: int = 4) -> list[Reply | Exception]:
    """The replies to as many questions, in their order, of visitors who ask at the same time."""
    found: list[Any] = [None] * count

    def visitor(first: int) -> None:
        for number in range(first, count, threads):
            try:
                found[number] = reader.ask(f"Who is {number}?", STORY)
            except Exception as error:
                found[number] = error

    running = [threading.Thread(target=visitor, args=(first,)) for first in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return found


def all_answered(found: list[Any]) -> set[str]:
    """Check that every question has its reply; the processes that gave them."""
    assert [getattr(reply, "question", reply) for reply in found] == [f"Who is {number}?" for number in range(len(found))]
    return {reply.message for reply in found}


def meanwhile(act: Callable[[], Any], seconds: float = 0.5) -> threading.Thread:
    """Do something a little later."""
    thread = threading.Timer(seconds, act)
    thread.start()
    return thread


def test_a_fault_of_the_bot_is_its_own_sentence(reader: HandleBot) -> None:
    with pytest.raises(QaBotError, match=r"^Type a question first\.$"):
        reader.ask("", STORY)


def test_questions_about_an_article_go_to_the_replica_that_holds_it(reader: HandleBot) -> None:
    deadline, found = time.monotonic() + 60, set[str | None]()
    while len(found) != 1 and time.monotonic() < deadline:  # on a busy machine it takes a while until it is known who holds an article
        article = article_from_text(f"Anna left for Rome at {time.time()}.")
        first = reader.ask("Who?", article).message
        time.sleep(2)
        found = {first} | {reader.ask(f"Who is {number}?", article).message for number in range(8)}
    assert len(found) == 1


@pytest.mark.parametrize("_", FAULTS)
def test_a_replica_that_is_killed(reader: HandleBot, _: int) -> None:
    pid = reader.ask("Who?", STORY).message
    killing = meanwhile(lambda: os.kill(int(pid or 0), signal.SIGKILL))
    found = asked(reader, 60)
    killing.join()
    assert len(all_answered(found)) >= 2
    assert reader.status == "ready"


@LONG
@pytest.mark.parametrize("_", FAULTS)
def test_the_reader_is_replaced_while_it_is_asked(port: int, _: int) -> None:
    reader = deployed(port, partial(Waiting, 0.02), STORY, 2)
    replacing = meanwhile(lambda: deployed(port, partial(Waiting, 0.03), STORY, 2))
    found: list[Any] = []
    while replacing.is_alive():
        found += [all_answered(asked(reader, 20))]
    assert len(set.union(*found, all_answered(asked(reader, 20)))) > 2


@LONG
@pytest.mark.parametrize("_", FAULTS)
def test_a_node_that_is_killed(port: int, nodes: Any, _: int) -> None:
    other = nodes.add_node(num_cpus=1, object_store_memory=80_000_000)
    reader = deployed(port, partial(Waiting, 0.05), STORY, 3)
    killing = meanwhile(lambda: nodes.remove_node(other, allow_graceful=False))
    found = asked(reader, 100)
    killing.join()
    all_answered(found)


def test_a_store_that_is_away_is_one_sentence_and_the_next_front_makes_another(nodes: Any) -> None:
    first, articles = SharedLimiter(9, 2), SharedArticles(10_000_000)
    for name in ("places", "articles"):
        ray.kill(ray.get_actor(name, namespace=NAMESPACE))
    with pytest.raises(BusyError, match=AWAY), first.enter("a"):
        pass
    with pytest.raises(BusyError, match=AWAY):
        articles.put("name", STORY)
    one, other, another = SharedLimiter(9, 2), SharedLimiter(9, 2), SharedArticles(10_000_000)
    one.wait()
    another.wait()
    with one.enter("a"), other.enter("a"):
        assert one.inside == other.inside == 2
    with pytest.raises(TooManyError, match="2 questions in a minute") as refused, one.enter("a"):
        pass
    assert 0 < refused.value.seconds <= 60
    another.put("name", STORY)
    assert SharedArticles(10_000_000).get("name") == STORY
    assert SharedArticles(10_000_000).get("other") is None


def test_a_place_is_free_again_when_its_front_has_died() -> None:
    now = 0.0
    places = Places(1, 0, clock=lambda: now)
    assert places.enter("first", "a", "questions") is None
    assert isinstance(places.enter("second", "b", "questions"), BusyError)
    now = LEASE
    assert places.enter("second", "b", "questions") is None
    places.leave("first")  # it was only slow
    assert places.inside() == 1
    places.leave("second")
    assert places.inside() == 0


def test_what_an_application_is_built_with_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_BOT_RATE", "5")
    assert app({"readers": "2", "most": 4})
    with pytest.raises(ValueError, match="reader"):
        app({"reader": 2})


def test_a_reader_with_a_gpu_asks_ray_for_one_and_reads_with_torch() -> None:
    front = app({"gpus": 0.25, "cpus": 1})._bound_deployment
    assert front.ray_actor_options.get("num_gpus", 0) == 0
    reader = front.init_args[0]._bound_deployment
    assert reader.ray_actor_options == {"num_cpus": 1, "num_gpus": 0.25}
    assert reader.init_args[0].args == (None, True)


def test_without_gpus_on_the_cluster_a_reader_is_not_waited_for(nodes: Any) -> None:
    code = f"from qa_bot.cluster.connection import connected\nwith connected({nodes.address!r}, gpus=1): pass"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=False, cwd=ROOT)
    assert re.search(r"QaBotError: No machine of the cluster at \S+ has 1 GPUs for a reader", done.stderr)


def test_the_configuration_that_ships_is_one_of_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    written = yaml.safe_load((ROOT / "deploy" / "serve.yaml").read_text(encoding="utf-8"))
    (found,) = ServeDeploySchema.model_validate(written).applications
    module, _, name = found.import_path.partition(":")
    for variable, value in found.runtime_env["env_vars"].items():
        monkeypatch.setenv(variable, value)
    assert getattr(import_module(module), name)(found.args)
    assert Settings.from_environment().rate == 30
