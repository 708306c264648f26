"""Colours and type. The page's own values are custom properties in `static/page.css`; gradio's components take them from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradio import themes

from qa_bot.reply_text import BUSY

_STATIC = Path(__file__).parent / "static"
STYLES = [_STATIC / name for name in ("page.css", "overview.css", "library.css", "finder.css", "pages.css", "small_screens.css")]
FAVICON = _STATIC / "favicon.png"


def page_head() -> str:
    """What the document's head holds beside gradio's: what reads the view from the address, the views' styles, what speaks from a frame, what heads a printed page, what says gradio's messages, where the focus of a button goes that goes."""
    # in the head and not in `css_paths`, whose selectors gradio confines to its container: a view is set on the root
    names = ("views.js", "frame.js", "print.js", "messages.js", "focus.js", "views.css")
    views, frame, printed, messages, focus, style = ((_STATIC / name).read_text(encoding="utf-8") for name in names)
    busy = f"window.qaBot = Object.assign(window.qaBot || {{}}, {{ busy: {json.dumps(BUSY)} }});"
    return f"<script>{views}{frame}{printed}{busy}{messages}{focus}</script><style>{style}</style>"


def page_theme() -> Any:
    """A theme without decoration, in a face that ships with gradio; its two files, 200 kB, come after the page: see `static/first_paint.js`."""
    base = themes.Base(
        font=["Source Sans Pro", "system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],  # gradio's own is 36 kB that nothing here shows
        radius_size="none",
        text_size="lg",
    )
    shared = {
        "body_background_fill": "var(--page)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--soft)",
        "background_fill_primary": "var(--page)",
        "background_fill_secondary": "var(--page)",
        "block_background_fill": "transparent",
        "block_border_color": "var(--rule)",
        "border_color_primary": "var(--rule)",
        "input_background_fill": "var(--raised)",
        "input_border_color": "var(--rule)",
        "input_border_color_focus": "var(--ink)",
        "input_placeholder_color": "var(--soft)",
        "input_shadow_focus": "none",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--raised)",
        "button_secondary_border_color": "var(--rule)",
        "button_secondary_text_color": "var(--ink)",
    }
    plain = {"block_border_width": "0px", "block_shadow": "none", "color_accent": "var(--accent)"}
    return base.set(**shared, **{f"{name}_dark": value for name, value in shared.items()}, **plain)
