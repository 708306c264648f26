"""The Gradio app: the page, its endpoint `/ask`, and how it is launched. The only room that knows gradio.

Files in reading order: `conversation` (a visitor's state and the marks it puts on the article), `messages` (a reply as HTML),
`page` (layout and events), `theme` (colours and type), `launching` (a server whose reader loads in the background).
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # gradio reads it when it is imported; a page about somebody's text calls nobody

from qa_bot.app.page import build_app
from qa_bot.app.server import launch, main

__all__ = ["build_app", "launch", "main"]
