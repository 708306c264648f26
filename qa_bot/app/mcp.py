"""An MCP server for agents over streamable HTTP, at the address where Gradio apps have theirs (`/gradio_api/mcp`).

Made with the official SDK and not with gradio's `mcp_server=True`: that one gives a tool's result as Python's `str(dict)`, puts the
Space's name before the tools', loses the visitor's address on the way through its own client, and pins pydantic.
"""

# no `from __future__ import annotations`: the SDK evaluates the tools' annotations, and one of them is imported within a function
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.routing import Route

from qa_bot.app.rate_limit import visitor_of
from qa_bot.app.request_cancellation import while_connected
from qa_bot.app.service import QuestionService
from qa_bot.errors import QaBotError

PATH = "/gradio_api/mcp"
INSTRUCTIONS = (
    "Reads an article and answers questions with exact, verbatim spans of it, or says that it does not hold the answer. It never "
    "paraphrases, infers or invents. Use it to quote and to check claims against a text. Offsets are code points of the article's text."
)


def mcp_server(service: QuestionService, *, local: bool) -> tuple[list[Any], Callable[[Any], Any]]:
    """The routes of the MCP server and the lifespan that it needs.

    Args:
        service: what the tools call.
        local: serves this machine only; requests for another host's name are refused then (DNS rebinding).

    Raises:
        QaBotError: the extra `mcp` is not installed.
    """
    try:
        from mcp.server.fastmcp import Context, FastMCP
        from mcp.server.fastmcp.exceptions import ToolError
        from mcp.server.fastmcp.server import StreamableHTTPASGIApp
        from mcp.server.transport_security import TransportSecuritySettings
        from mcp.types import ToolAnnotations
    except ImportError:
        raise QaBotError('The tools for agents need the extra `mcp`: pip install "qa-bot[mcp]", or start without --mcp.') from None

    logging.getLogger("mcp").setLevel(logging.CRITICAL + 1)  # it would write down, slowly, whatever answer to no question anybody sends
    reads = ToolAnnotations(readOnlyHint=True, openWorldHint=False)
    server: FastMCP[Any] = FastMCP(
        "qa_bot",
        INSTRUCTIONS,
        stateless_http=True,
        json_response=True,
        log_level="ERROR",
        transport_security=None if local else TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    threads: list[CapacityLimiter] = []

    async def aside(work: Callable[..., Any], *arguments: Any) -> Any:
        if not threads:  # as in `http`: what waits here must not take the threads of the page
            threads.append(CapacityLimiter(service.limiter.room + 4))
        return await run_sync(work, *arguments, limiter=threads[0])

    async def call(work: Callable[..., dict[str, Any]], context: Any, *arguments: Any) -> dict[str, Any]:
        visitor = visitor_of(context.request_context.request, service.settings)
        try:
            return dict(await while_connected(context.request_context.request, aside, work, visitor, *arguments))
        except QaBotError as error:
            raise ToolError(str(error)) from None

    async def ask(  # noqa: D417
        question: str,
        context: Context[Any, Any, Any],
        article_id: str | None = None,
        article: str | None = None,
        history: list[dict[str, str | None]] | None = None,
    ) -> dict[str, Any]:
        """Answer one factual question (who, what, when, where, why, how many) with the exact words of an article.

        Use it when the answer must be a verbatim quote with its place. `answer` is null when the article does not say; then
        `evidence` is only the closest sentence, no answer. For several supporting sentences use find_evidence.

        Args:
            question: one plain question in English, best with names instead of pronouns; at most 1,000 characters.
            article_id: the id from load_article, or of a bundled article. Without it and without article: the article on the page.
            article: the text itself, for a single question about a short text; for more questions call load_article once.
            history: earlier turns, oldest first, each {"question": text, "answer": text or null}; lets a pronoun be understood.
        """
        return await call(service.ask, context, question, article, article_id, history)

    async def find_evidence(  # noqa: D417
        question: str, context: Context[Any, Any, Any], article_id: str | None = None, article: str | None = None
    ) -> dict[str, Any]:
        """Find the sentences of an article that bear on a question, best first, each with its place.

        Use it to check a claim or to collect quotes, when whole sentences are wanted and not the short answer that ask gives.
        When `answered` is false, the one passage is only the closest and does not answer.

        Args:
            question: one plain question in English; turn a claim into a question first.
            article_id: the id from load_article, or of a bundled article. Without it and without article: the article on the page.
            article: the text itself.
        """
        return await call(service.find_evidence, context, question, article, article_id)

    async def load_article(text: str, context: Context[Any, Any, Any], title: str = "") -> dict[str, Any]:  # noqa: D417
        """Hand in a text once, and get an id to ask about it with ask and find_evidence.

        Gives back the cleaned text that all offsets count on. The same text has the same id; nothing is stored beyond this
        server's memory.

        Args:
            text: plain text, up to 4 MB.
            title: how the article is called in replies; default: its opening words.
        """
        return await call(service.load, context, text, title)

    for tool in (ask, find_evidence, load_article):
        server.add_tool(tool, annotations=reads, structured_output=True)

    @server.resource("qa-bot://article", name="article", description="The text of the article that the page opens with.")
    def opened() -> str:
        return service.store.opened.text

    @server.resource("qa-bot://articles/{article_id}", name="article by id", description="The text of an article, by its id.")
    async def by_id(article_id: str) -> str:
        return str((await aside(service.article, article_id))["text"])  # another machine may keep it

    server.streamable_http_app()  # makes the session manager; its routes are made here, so that both spellings of the path work
    endpoint = StreamableHTTPASGIApp(server.session_manager)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    return [Route(path, endpoint=endpoint) for path in (PATH, f"{PATH}/")], lifespan
