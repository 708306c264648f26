"""The page, HTTP and MCP. The only package that knows gradio.

Reading order: `conversation`, `library` and `surroundings` (one visitor's state), `snapshot` (that state as JSON), `session` (several events may change it at once);
`safe_html` (what reaches the browser), `chat_html` and `article_pane` (how they look); `events`, `visit_events`, `upload` and `article_search` (what happens
on an event); `page`, `panel`, `search_bar` and `page_view` (what is where), `theme`; `service` (what HTTP, MCP and gradio's client call), `http`, `mcp`,
`article_store`, `redis_store` and `originals` (what is kept of articles); `rate_limit` and `fair_queue` (who may ask, and when), `request_cancellation` and `page_cancellation` (work that nobody waits for any more);
`first_paint` and `social_preview` (what is written into the document), `middleware` (what a request passes), `background_bot` (loads while the page is up), `web_server`, `server`.
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported; a page about somebody's text calls nobody

from qa_bot.app.page import build_app
from qa_bot.app.server import launch, main

__all__ = ["build_app", "launch", "main"]
