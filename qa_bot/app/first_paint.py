"""What is seen before gradio's own page is: name, box, three questions and the beginning of the article, within the first kilobytes.

Gradio's document begins with 160 kB of settings and its styles, and shows nothing before half a megabyte of scripts has run. `painted`
moves those behind a page of our own, in which one can type and ask already; `static/first_paint.js` hands over to the real one.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from qa_bot.app.welcome import NOTHING, render_overview
from qa_bot.article import Article
from qa_bot.dialogue.suggest.overview import Overview
from qa_bot.highlight import text_to_html

_STATIC = Path(__file__).parent / "static"
_SETTINGS = b"<script>window.gradio_config"
_BEGINNING = 1500
"""Characters of the article that are shown."""


@cache
def _suggestions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((_STATIC / "suggestions.json").read_text(encoding="utf-8"))
    return found


def stored_suggestions(name: str | None) -> list[str]:
    """The questions to start with about a bundled article, made when the package was built; none for another."""
    return _suggestions().get(name or "", [])


def early_head() -> str:
    """What must run before gradio's own scripts, which add `page_head` to the document late."""
    scripts = "".join((_STATIC / name).read_text(encoding="utf-8") for name in ("connection.js", "enter.js"))
    return f"<script>{scripts}</script>"


def first_paint(name: str, article: Article, examples: list[str], overview: Overview = NOTHING) -> str:
    """The HTML of the first paint; its script stands right behind it.

    Args:
        name: of the page.
        article: what the page opens with.
        examples: questions to start with.
        overview: the article at a glance.
    """
    style, script = ((_STATIC / f"first_paint.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    shown = [paragraph.text for paragraph in article.paragraphs if paragraph.end <= _BEGINNING and paragraph.text != article.title]
    text = "".join(f'<p dir="auto">{text_to_html(paragraph)}</p>' for paragraph in shown)
    title = f'<h2 dir="auto">{text_to_html(article.title)}</h2>' if article.title else ""
    asked = "".join(f'<li><button type="button" dir="auto">{text_to_html(example)}</button></li>' for example in examples)
    listed = f'<p class="caption">For example</p><ul>{asked}</ul>' if asked else ""
    style += (_STATIC / "overview.css").read_text(encoding="utf-8")
    return (
        f'<style>{colours("#first-paint")}{style}</style><div id="first-paint"><main><strong>{text_to_html(name)}</strong><section><h1>Ask the article</h1>'
        f"<p>Answers are exact quotes, highlighted in the article. If the article doesn't say, I'll tell you.</p><div data-article>{listed}{render_overview(overview)}</div><ol></ol>"
        '<div class="box"><textarea rows="1" aria-label="Your question" placeholder="Ask the article a question"></textarea>'
        f'<button type="button" class="ask">Ask</button></div></section></main><article data-article>{title}{text}</article></div><script>{script}</script>'
    )


@cache
def colours(selector: str) -> str:
    """The page's colours, light and dark, for another root than the document's."""
    light, dark = (_STATIC / "page.css").read_text(encoding="utf-8").split("}\n")[:2]
    return f"{selector} {{{light.partition('{')[2]}}}\n{selector}.dark {{{dark.partition('{')[2]}}}\n"


def painted(page: bytes, paint: str) -> bytes:
    """The page with gradio's settings, scripts and styles behind the first paint; one that looks otherwise is left as it is.

    Args:
        page: gradio's document.
        paint: HTML that the body begins with.
    """
    early, settings, rest = page.partition(_SETTINGS)
    late, end, body = rest.partition(b"</head>")
    opening, begin, content = body.partition(b"<body")
    attributes, close, content = content.partition(b">")
    if not (settings and end and begin and close):
        return page
    head = early_head().encode()
    return early + head + end + opening + begin + attributes + close + paint.encode() + settings + late + content
