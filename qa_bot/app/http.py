"""The HTTP interface: `/ask`, `/articles`, `/health`, `/openapi.json` that describes them, `/embed.js` and `/preview.png` for other people's pages.

An error is `{"error": one sentence}` with a status of its own: 404 unknown article, 413 too long, 422 not understood,
429 too many questions of one visitor, 503 the queue is full or the reader is still loading; the last two say when to come back.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from qa_bot import __version__
from qa_bot.app.rate_limit import visitor_of
from qa_bot.app.request_cancellation import while_connected
from qa_bot.app.service import QuestionService
from qa_bot.app.social_preview import PICTURE
from qa_bot.errors import BusyError, QaBotError, TooLongError, TooManyError, UnknownArticleError

_STATIC = Path(__file__).parent / "static"
RETRY = 10
"""Seconds after which a full queue is worth another try."""
_STATUS: dict[type[QaBotError], int] = {UnknownArticleError: 404, TooLongError: 413, TooManyError: 429, BusyError: 503}
_ERRORS: dict[int | str, dict[str, Any]] = {
    404: {"description": "no such article"},
    413: {"description": "question, article or request too long"},
    422: {"description": "not understood"},
    429: {"description": "too many questions of this visitor; see Retry-After"},
    503: {"description": "the queue is full; see Retry-After"},
}


_REPLY = (
    "The span (answer, start, end: null when the article does not say) with its confidence, the sentence around it (evidence), "
    "alternatives, all spans of the answer (answers), and where it stands: page, from 1, and section, the headings over it, "
    "outermost first; both null where the article has none"
)


class Question(BaseModel):
    """A question about an article."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(description="one question about the article", examples=["Where did Anna go?"])
    article: str | None = Field(None, description="the text to read; without it and without an id, the article that the page opens with")
    article_id: str | None = Field(None, description="the id of an article from /articles, in place of its text")
    history: list[dict[str, str | None]] = Field([], description='earlier turns, oldest first: {"question": text, "answer": text or null}')
    as_typed: bool = Field(False, description="read the words as they stand, without regard to the history or to slips of spelling")


class Text(BaseModel):
    """An article to be kept for questions."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(description="the article's text")
    title: str = Field("", description="its title; default: its opening words")


class SentenceRoute(APIRoute):
    """A route that answers every mistake with one sentence. How long a body may be, `middleware.bodies` says."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, guarded."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _refusal(QaBotError(_sentence(error)))
            except HTTPException:  # the body is no text, or nested too deeply
                return _refusal(QaBotError("The request cannot be read: send a JSON object with Content-Type application/json."))
            except QaBotError as error:
                return _refusal(error)

        return guarded


def http_routes(service: QuestionService) -> list[Any]:
    """The routes, for the server's app."""
    router = APIRouter(route_class=SentenceRoute)
    # a thread limit of its own, so that waiting questions do not block the page
    threads: list[CapacityLimiter] = []

    async def aside(work: Callable[..., Any], *arguments: Any) -> Any:
        if not threads:  # a limiter can only be made while an event loop runs
            threads.append(CapacityLimiter(service.limiter.room + 4))
        return await run_sync(work, *arguments, limiter=threads[0])

    def visitor(request: Request) -> str:
        return visitor_of(request, service.settings)

    @router.post("/ask", summary="Answer a question with an exact span of an article", responses=_ERRORS | {200: {"description": _REPLY}})
    async def ask(body: Question, request: Request) -> dict[str, Any]:
        arguments = body.question, body.article, body.article_id, body.history, body.as_typed
        return dict(await while_connected(request, aside, service.ask, visitor(request), *arguments))

    @router.get("/articles", summary="The articles that anybody may ask about")
    async def articles() -> list[dict[str, Any]]:
        return list(await aside(service.articles))

    @router.post("/articles", status_code=201, summary="Keep a text for questions; gives its id", responses=_ERRORS)
    async def load(body: Text, request: Request) -> dict[str, Any]:
        return dict(await while_connected(request, aside, service.load, visitor(request), body.text, body.title))

    @router.get("/articles/{name}", summary="One article with the text that all offsets count on", responses={404: _ERRORS[404]})
    async def article(name: str) -> dict[str, Any]:
        return dict(await aside(service.article, name))

    @router.get("/health", summary="Whether questions are answered now", responses={503: {"description": "the reader is not there"}})
    async def health() -> JSONResponse:
        found = await aside(service.health)
        ready = found["status"] == "ready"
        return JSONResponse(found, 200 if ready else 503, None if ready else {"Retry-After": str(RETRY)})

    described = list(router.routes)

    @router.get("/embed.js", include_in_schema=False)
    async def embed() -> FileResponse:
        # a module of another origin needs leave to be read, also where gradio gives none: on one's own machine
        leave = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
        return FileResponse(_STATIC / "embed.js", media_type="text/javascript", headers=leave)

    @router.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return get_openapi(title="qa_bot", version=__version__, description=(__doc__ or "").strip(), routes=described)

    @router.get(f"/{PICTURE}", include_in_schema=False)
    async def preview() -> FileResponse:
        return FileResponse(_STATIC / PICTURE, headers={"Cache-Control": "public, max-age=86400"})

    return list(router.routes)


def _refusal(error: QaBotError) -> JSONResponse:
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 422)
    wait = error.seconds if isinstance(error, TooManyError) else RETRY
    return JSONResponse({"error": str(error)}, status, {"Retry-After": str(wait)} if status in (429, 503) else None)


def _sentence(error: RequestValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "The request is not JSON: send an object with Content-Type application/json."
    if first["loc"] == ("body",):
        return "The request isn't a JSON object. Send one with Content-Type application/json."
    place = ".".join(str(part) for part in first["loc"] if part != "body")
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}; see /openapi.json."
