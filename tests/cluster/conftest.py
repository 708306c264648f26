"""One cluster on this machine for all tests of this folder, which ends with them. Each test file skips itself where Ray is not installed.

`FAULT_ROUNDS=10 python -m pytest tests/cluster` runs every fault so many times, and those that take a minute as well.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa_bot import Article
from qa_bot.app.web_server import listen
from qa_bot.settings import Settings

_ROUNDS = int(os.environ.get("FAULT_ROUNDS", "0"))
FAULTS = [pytest.param(number, id=f"round {number}") for number in range(max(1, _ROUNDS))]
LONG = pytest.mark.skipif(not _ROUNDS, reason="FAULT_ROUNDS=1 runs the faults that take a minute")

PATIENT = Settings(queue=100)


@pytest.fixture(scope="package")
def nodes() -> Iterator[Any]:
    """A cluster of a head that reads nothing; tests add the nodes that they break."""
    import ray
    from ray.cluster_utils import Cluster

    from qa_bot.cluster.connection import connect

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 80_000_000, "include_dashboard": False})
    connect(cluster.address)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="package")
def port(nodes: Any) -> Iterator[int]:
    """The port of the doors, on a cluster with room for two readers."""
    from ray import serve

    listener = listen("127.0.0.1", None)
    free = listener.getsockname()[1]
    listener.close()
    node = nodes.add_node(num_cpus=2, object_store_memory=80_000_000)
    yield int(free)
    serve.shutdown()
    nodes.remove_node(node)


def deployed(port: int, make: Callable[[], Any], article: Article, readers: int) -> Any:
    """A bot that asks so many readers, each with one processor, which take the place of those that are served."""
    from qa_bot.cluster.serving import Options, application, bot, run

    run(application(Options(readers=readers, cpus=1, local=True), make, article, PATIENT), "127.0.0.1", port)
    return bot()
