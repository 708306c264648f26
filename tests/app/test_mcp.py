"""The tools for agents, through the official client over HTTP."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from pydantic import AnyUrl

from qa_bot import Article, Bot
from qa_bot.app.service import QuestionService
from qa_bot.loading import bundled_article

WHO = "Who is Dmitry Peskov?"


def session(address: str, work: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with (
            streamable_http_client(f"{address}/gradio_api/mcp") as (reading, writing, _),
            ClientSession(reading, writing) as client,
        ):
            await client.initialize()
            return await work(client)

    # in a thread of its own: where the browser tests ran before, this one has a running loop
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(lambda: asyncio.run(run())).result()


def call(address: str, tool: str, **arguments: Any) -> Any:
    return session(address, lambda client: client.call_tool(tool, arguments))


def test_the_tools_say_what_they_are_for(address: str) -> None:
    tools = {tool.name: tool for tool in session(address, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "find_evidence", "load_article"}
    for tool in tools.values():
        assert len(tool.description or "") > 200
        assert "Use it" in (tool.description or "") or "Hand in" in (tool.description or "")
        assert tool.annotations is not None
        assert tool.annotations.readOnlyHint
        for argument in tool.inputSchema["properties"]:
            assert f"{argument}:" in (tool.description or "")
    assert tools["ask"].inputSchema["required"] == ["question"]


def test_ask_gives_what_python_gives(address: str, bot: Bot, article: Article) -> None:
    found = call(address, "ask", question=WHO)
    assert not found.isError
    assert found.structuredContent == bot.ask(WHO, article).to_dict()
    assert json.loads(found.content[0].text) == found.structuredContent


def test_an_article_is_loaded_and_asked(address: str) -> None:
    loaded = call(address, "load_article", text="Anna left for Rome on Tuesday. Nils stayed at the mill.").structuredContent
    found = call(address, "find_evidence", question="Where did Anna go?", article_id=loaded["id"]).structuredContent
    assert found["answered"]
    assert found["passages"][0]["text"] == "Anna left for Rome on Tuesday."
    held = found["passages"][0]["answer"]
    assert loaded["text"][held["start"] : held["end"]] == held["answer"] == "Rome"
    none = call(address, "find_evidence", question="Who composed the opera?", article_id=loaded["id"]).structuredContent
    assert not none["answered"]
    assert [passage["answer"] for passage in none["passages"]] == [None]


def test_a_mistake_is_a_tool_error_in_one_sentence(address: str) -> None:
    for arguments, said in (({"question": ""}, "Type a question"), ({"question": "Who?", "article_id": "nowhere"}, "no article")):
        found = call(address, "ask", **arguments)
        assert found.isError
        assert said in found.content[0].text
        assert "Traceback" not in found.content[0].text


def test_the_article_is_a_resource(address: str, article: Article) -> None:
    listed = session(address, lambda client: client.list_resources()).resources
    assert [str(resource.uri) for resource in listed] == ["qa-bot://article"]
    opened = session(address, lambda client: client.read_resource(AnyUrl("qa-bot://article"))).contents[0]
    assert opened.text == article.text
    other = session(address, lambda client: client.read_resource(AnyUrl("qa-bot://articles/how-answers-are-found"))).contents[0]
    assert other.text == bundled_article("how-answers-are-found").text


def test_a_store_that_is_slow_holds_up_nobody_else(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A resource is read from the store, which may be another machine; the page has 40 threads."""
    go_on = threading.Event()
    monkeypatch.setattr(QuestionService, "article", lambda *_: {"text": str(go_on.wait(30))})
    address = serve(mcp=True)
    body = {"jsonrpc": "2.0", "id": 7, "method": "resources/read", "params": {"uri": "qa-bot://articles/any"}}
    headers = {"accept": "application/json, text/event-stream"}
    with ThreadPoolExecutor(45) as threads:
        read = [threads.submit(httpx.post, f"{address}/gradio_api/mcp", json=body, headers=headers, timeout=60) for _ in range(45)]
        time.sleep(2)
        try:
            assert httpx.get(f"{address}/robots.txt", timeout=10).status_code == 200
        finally:
            go_on.set()
        assert {one.result().json()["result"]["contents"][0]["text"] for one in read} == {"True"}


def test_the_limits_hold_for_agents_too(serve: Callable[..., str]) -> None:
    address = serve(mcp=True, rate=1)
    assert not call(address, "ask", question=WHO).isError
    refused = call(address, "ask", question=WHO)
    assert refused.isError
    assert "in a minute" in refused.content[0].text


def test_without_the_option_there_are_no_tools(serve: Callable[..., str]) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream"}
    assert httpx.post(f"{serve()}/gradio_api/mcp", json=body, headers=headers).status_code in (404, 405)


def test_another_hosts_page_cannot_reach_the_tools_here(address: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "host": "evil.example"}
    assert httpx.post(f"{address}/gradio_api/mcp", json=body, headers=headers).status_code == 421


def test_an_answer_to_no_question_is_not_written_down(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """It took seconds to lay out in the log, in which nobody was served."""
    body = {"jsonrpc": "2.0", "id": 7, "result": {"said": "never asked for " * 10_000}}
    given = httpx.post(f"{address}/gradio_api/mcp", json=body, headers={"accept": "application/json, text/event-stream"}, timeout=60)
    assert given.status_code == 202
    call(address, "ask", question=WHO)
    assert "never asked" not in caplog.text


@pytest.mark.parametrize("argument", ["history", "article"])
def test_a_list_that_is_sent_as_a_text_is_no_longer_than_others(address: str, argument: str) -> None:
    """The SDK reads it as JSON: 3 MB of it held up everybody for six seconds, and the sentence about it had 250 MB."""
    body: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask"}}
    for text, status in ((f" [{'1,' * 60_000}1]", 413), ("[{}]", 200)):
        body["params"]["arguments"] = {"question": WHO, argument: text}
        headers = {"accept": "application/json, text/event-stream"}
        found = httpx.post(f"{address}/gradio_api/mcp", json=body, headers=headers, timeout=60)
        assert (found.status_code, len(found.content) < 2_000) == (status, True)
