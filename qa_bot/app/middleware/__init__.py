"""What stands before gradio: each request passes these checks from the outside in, and nothing behind them sees a request that fails one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from qa_bot.app.middleware.bodies import BodyLimit
from qa_bot.app.middleware.caching import CacheHeaders
from qa_bot.app.middleware.events import EventCheck
from qa_bot.app.middleware.headers import SecurityHeaders
from qa_bot.app.middleware.hosts import HostCheck
from qa_bot.app.middleware.mistakes import MistakeGuard
from qa_bot.app.middleware.responses import ResponseLimit, Uncompressed
from qa_bot.app.middleware.routes import OpenRoutes
from qa_bot.app.middleware.uploads import UploadLimit
from qa_bot.app.rate_limit import Limiter
from qa_bot.app.unread_files import UnreadFiles
from qa_bot.settings import Settings


def protected(
    app: ASGIApp, settings: Settings, limiter: Limiter, functions: Mapping[int, Any], unread: UnreadFiles, *, local: bool
) -> ASGIApp:
    """An app behind all checks.

    Args:
        app: what answers the requests that pass.
        settings: the hosts, the frames and the proxies.
        limiter: counts the uploads of a visitor.
        functions: the page's functions by their numbers.
        unread: is told of each file that comes in.
        local: the server listens on this machine only.
    """
    app = EventCheck(MistakeGuard(app), functions)
    app = BodyLimit(app)
    app = UploadLimit(app, settings, limiter, unread)
    app = OpenRoutes(app)
    app = HostCheck(app, settings, local=local)
    app = CacheHeaders(app)
    # leaves event streams and pictures as they are; no response holds a secret beside what a visitor sends, so its length tells none (BREACH)
    app = GZipMiddleware(Uncompressed(app), minimum_size=1_000, compresslevel=6)
    app = ResponseLimit(app)
    return SecurityHeaders(app, settings.frames)
