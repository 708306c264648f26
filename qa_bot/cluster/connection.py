"""Find a Ray cluster or start one on this machine: no statistics are sent, no dashboard runs, and what is started here listens on this machine only."""

from __future__ import annotations

import logging
import math
import os
import platform
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qa_bot.errors import QaBotError

LOCAL = "local"
"""The address that stands for a cluster that this process starts, and ends; Ray has the same."""
CPUS = 2
"""Processors of a reader, if not said otherwise."""
NAMESPACE = "qa_bot"
_OBJECTS = 200_000_000
"""Bytes of shared memory for articles that are on their way."""
_SECONDS = 5.0
_NO_PORT = 65_536
"""No port has this number, so Ray's dashboard does not start; without a page it would still ask the clouds' metadata service who they are."""
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Ray keeps to the loopback address, as it does by itself on Windows and macOS; else it would put the machine's own address in its place."""
_TOKEN = {"RAY_AUTH_MODE": "token"}
"""Ray answers only to who can read this user's files."""


@contextmanager
def connected(address: str, readers: int | None = None, cpus: float = CPUS, gpus: float = 0) -> Iterator[None]:
    """Be part of a cluster while the block runs; see `connect`.

    Args:
        address: see `connect`.
        readers: see `connect`.
        cpus: see `connect`.
        gpus: GPUs of each reader.

    Raises:
        QaBotError: see `connect`; or no machine of the cluster has so many GPUs.
    """
    connect(address, readers, cpus)
    import ray

    try:
        if gpus and max(node["Resources"].get("GPU", 0) for node in ray.nodes()) < gpus:
            raise QaBotError(f"No machine of the cluster at {address} has {gpus:g} GPUs for a reader: leave out --gpus.")
        yield
    finally:
        ray.shutdown()


def connect(address: str, readers: int | None = None, cpus: float = CPUS) -> None:
    """Become part of a cluster.

    Args:
        address: HOST:PORT; "auto" for the cluster that runs on this machine; `LOCAL` to start one here.
        readers: how many readers a cluster that is started here has room for; None: as many as its processors feed.
        cpus: processors of each reader.

    Raises:
        QaBotError: nobody answers there, or with another version of Ray or Python.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ENABLE_AUTO_CONNECT", "0")  # else a request that comes while this process ends would start another cluster
    if "ray" not in sys.modules and address.split(":", maxsplit=1)[0] in (LOCAL, "auto", "127.0.0.1", "localhost"):
        os.environ.update(_LOOPBACK | (_TOKEN if address == LOCAL else {}))
    import ray  # it reads these variables when it is imported

    known: dict[str, Any] = {"namespace": NAMESPACE, "log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if address == LOCAL:
            processors = max(os.cpu_count() or 1, math.ceil(cpus * (readers or 1)))
            with _silent("ray._private.services"):
                ray.init(
                    "local",
                    num_cpus=processors,
                    include_dashboard=False,
                    dashboard_port=_NO_PORT,
                    object_store_memory=_OBJECTS,
                    **known,
                )
        else:
            _look(address)
            ray.init(address, **known)
    except (ConnectionError, TimeoutError, ValueError, RuntimeError) as error:
        if "ersion mismatch" in str(error):
            ours = f"Ray {ray.__version__} and Python {platform.python_version()}"
            raise QaBotError(f"The cluster at {address} has another version than {ours} here: install the same on both.") from None
        if address == LOCAL:
            raise QaBotError(f"No cluster could be started on this machine: {_first_line(error)}") from None
        raise QaBotError(f"No Ray cluster answers at {address}: start one with `ray start --head`, or give --cluster local.") from None


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """A logger says nothing while the block runs: what is fatal is raised, too."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _look(address: str) -> None:
    """Ask whether anybody listens: Ray itself would wait for a minute.

    Raises:
        QaBotError: this is no address.
        OSError: nobody does.
    """
    if address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise QaBotError(f"{address!r} is no address of a cluster: give HOST:PORT, auto or local.")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _SECONDS).close()
    except OSError:
        raise ConnectionError(address) from None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
