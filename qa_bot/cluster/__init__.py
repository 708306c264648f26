"""Ray: the same bot on many machines. The only package that knows Ray, which is the extra `cluster`.

Reading order: `connection` (find or start a cluster), `batch` (the chunks of a job, read by a pool of readers).
"""

from __future__ import annotations

import os

from qa_bot.errors import QaBotError

os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reads it when it is imported; nothing of a cluster calls anybody

try:
    import ray  # noqa: F401
except ImportError:
    raise QaBotError('A cluster needs the extra `cluster`: pip install "qa-bot[cluster]".') from None

from qa_bot.cluster.connection import connected

__all__ = ["connected"]
