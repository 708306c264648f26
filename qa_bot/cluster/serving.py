"""The bot as an application of Ray Serve: replicas of the reader, and in front of them the routes for programs, which keep nothing.

`serve run qa_bot.cluster:app readers=2` starts it, or `deploy/serve.yaml`, or `qa-bot serve`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import partial
from typing import Any

import ray
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from ray import serve

from qa_bot.app.http import http_routes
from qa_bot.app.middleware import protected
from qa_bot.app.service import Asked, QuestionService, overview_with
from qa_bot.app.web_server import CONNECTIONS
from qa_bot.article import Article
from qa_bot.cancellation import while_wanted
from qa_bot.cli_options import bot_with
from qa_bot.cluster.connection import CPUS
from qa_bot.cluster.handle_bot import READERS, HandleBot
from qa_bot.cluster.shared import shared
from qa_bot.errors import QaBotError
from qa_bot.loading import opening_article
from qa_bot.settings import Settings

logging.getLogger("ray.serve").setLevel(logging.WARNING)  # it tells each step of a start
APP = "qa_bot"
"""The name of the application in Serve, if `serve run` or a configuration gives it no other."""
HELD = 32
"""Articles for which a replica is preferred, because it was asked about them last; what it keeps of them, `QA_BOT_MEMORY` bounds."""
ONGOING = 2
"""Questions that a replica takes at the same time: one is read, one is fetched and waits. The next goes to another replica, even if that one
must prepare the article: with 4, a second replica stood idle while one article was asked about by four visitors."""
_sent: ContextVar[Any] = ContextVar("sent")
"""The reference to the article of a request."""


class Options(BaseModel):
    """What an application is built with."""

    model_config = ConfigDict(extra="forbid")
    model: str | None = None
    """See `Reader.load`."""
    readers: int = Field(default=1, ge=1)
    """Replicas of the reader at least."""
    most: int = Field(default=0, ge=0)
    """Replicas at most, as many wait; 0: no more than `readers`."""
    cpus: float = Field(default=CPUS, ge=0)
    """Processors of a replica."""
    gpus: float = Field(default=0, ge=0)
    """GPUs of a replica."""
    fronts: int = Field(default=1, ge=1)
    """Replicas of the routes for programs."""
    local: bool = False
    """Whether only this machine may ask; see `middleware.hosts`."""


class Replica:
    """One reader.

    Args:
        make: makes its bot.
    """

    def __init__(self, make: Callable[[], Asked]) -> None:
        self.bot = make()

    @serve.multiplexed(max_num_models_per_replica=HELD)  # type: ignore[untyped-decorator]
    async def hold(self, _: str) -> Article:
        """The article of this request; kept, and told to those who send requests, under its name."""
        article: Article = await _sent.get()
        return article

    async def read(self, method: str, sent: list[Any], arguments: tuple[Any, ...]) -> Any:
        """What the bot gives for the article of this request, or the `QaBotError` that it raises.

        Args:
            method: of the bot: "ask", "suggestions", "overview" or "prepare".
            sent: the reference to the article, which is fetched if it is not held.
            arguments: of the method, besides the article.
        """
        _sent.set(sent[0])
        article = await self.hold(serve.get_multiplexed_model_id())
        gone = threading.Event()
        try:
            return await asyncio.to_thread(self._read, method, article, arguments, gone)
        finally:
            gone.set()

    def _read(self, method: str, article: Article, arguments: tuple[Any, ...], gone: threading.Event) -> Any:
        try:
            with while_wanted(lambda: not gone.is_set()):
                if method == "ask":
                    question, *others = arguments
                    return self.bot.ask(question, article, *others)
                if method == "overview":
                    return overview_with(self.bot, article)
                if method == "suggestions":
                    return self.bot.suggestions(article, *arguments)
                return self.bot.prepare(article)
        except QaBotError as error:
            return error

    def engine(self) -> str:
        """What computes the reader."""
        return str(getattr(self.bot, "engine", ""))


class Front:
    """The routes for programs, with the same bodies and status codes as on one machine.

    Args:
        handle: of the readers.
        article: what is asked where a question names no article.
        settings: limits.
        local: whether only this machine may ask.
    """

    def __init__(self, handle: Any, article: Article, settings: Settings, local: bool) -> None:
        service = QuestionService(HandleBot(handle), article, settings, shared(settings))
        routes = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, routes=http_routes(service))
        self.front = protected(routes, settings, service.limiter, {}, service.unread, local=local)

    def __serve_build_asgi_app__(self) -> Any:
        """The app, for Serve."""
        return self.front


def application(options: Options, make: Callable[[], Asked], article: Article, settings: Settings) -> Any:
    """The application, ready to be run.

    Args:
        options: how many replicas, with what.
        make: makes a replica's bot, in its own process; it is sent there.
        article: what is asked where a question names no article.
        settings: limits.
    """
    scaling = {"min_replicas": options.readers, "max_replicas": max(options.readers, options.most), "target_ongoing_requests": 2}
    reader = serve.deployment(
        name=READERS,
        autoscaling_config=scaling,
        max_ongoing_requests=ONGOING,
        ray_actor_options={"num_cpus": options.cpus, "num_gpus": options.gpus},
        graceful_shutdown_timeout_s=60,
    )(Replica)
    front = serve.deployment(
        name="Front", num_replicas=options.fronts, max_ongoing_requests=CONNECTIONS, ray_actor_options={"num_cpus": 0}
    )(serve.ingress()(Front))
    return front.bind(reader.bind(make), article, settings, options.local)


def app(arguments: dict[str, Any]) -> Any:
    """The application with the reader that ships or another one; for `serve run qa_bot.cluster:app` and `deploy/serve.yaml`.

    Args:
        arguments: see `Options`.
    """
    options, settings = Options.model_validate(arguments), Settings.from_environment()
    return application(
        options, partial(bot_with, options.model, options.gpus > 0), opening_article(settings.article, settings.allow_urls), settings
    )


def run(application: Any, host: str, port: int) -> None:
    """Run an application on the cluster that this process is part of; back when it can be asked."""
    serve.start(http_options={"host": host, "port": port})
    serve.run(application, name=APP)


@contextlib.contextmanager
def ended() -> Iterator[None]:
    """Take the application away when the block ends."""
    try:
        yield
    finally:
        serve.delete(APP)


def bot() -> HandleBot:
    """A bot that asks the readers of the application that runs on this cluster.

    Raises:
        QaBotError: none runs there.
    """
    with contextlib.suppress(ray.exceptions.RayError, serve.exceptions.RayServeException):
        for name, application in serve.status().applications.items():
            if READERS in application.deployments:
                return HandleBot(serve.get_deployment_handle(READERS, name))
    raise QaBotError("No reader is served on this cluster: start some with `qa-bot serve`.")
