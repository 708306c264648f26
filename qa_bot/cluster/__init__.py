"""Ray: the same bot on many machines. The only package that knows Ray, which is the extra `cluster`.

Reading order: `connection` (find or start a cluster), `batch` (the chunks of a job, read by a pool of readers);
`shared` (what all fronts have in common), `handle_bot` (asks the readers that are served), `serving` (the application), `page` (the page in front of it).
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from qa_bot.errors import QaBotError

if find_spec("ray") is None:
    raise QaBotError('A cluster needs the extra `cluster`: pip install "qa-bot[cluster]".')

__all__ = ["app"]


def __getattr__(name: str) -> Any:
    """`app`, late: whoever starts a cluster says how before Ray is imported."""
    if name == "app":
        from qa_bot.cluster.serving import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
