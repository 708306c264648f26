"""The page's small menu, and the keys that do something. `static/menu.js` acts on it."""

from __future__ import annotations

from qa_bot.app.safe_html import Html

EXPLAINED = "how-answers-are-found"
"""The bundled article on how the bot works."""
_THEMES = {"": "System", "light": "Light", "dark": "Dark"}
_KEYS = {
    "Enter": "Ask",
    "Shift + Enter": "Begin a new line in the question",
    "↑ in an empty box": "Take up the last question",
    "← and → on a highlighted answer": "Go to the one before or after it",
    "Ctrl + F in a long article": "Search all of it",
    "Enter, Shift + Enter in a search": "Next match, previous match",
    "Tab with words selected in the article": "Go to “Ask about this” and “Copy quote”",
    "Esc": "Close what is open",
}


def render_menu() -> Html:
    """The menu: theme, print, keys, and how the bot works."""
    themes = "".join(f'<button type="button" data-theme="{name}" aria-pressed="false">{words}</button>' for name, words in _THEMES.items())
    keys = "".join(f"<div><dt>{key}</dt><dd>{words}</dd></div>" for key, words in _KEYS.items())
    return Html(
        f'<details><summary aria-label="Menu">⋯</summary><ul><li role="group" aria-label="Theme"><span>Theme</span>{themes}</li>'
        '<li><button type="button" data-do="print">Print</button></li><li><button type="button" data-do="keys">Keyboard shortcuts</button></li>'
        f'<li><a href="?article={EXPLAINED}" target="_blank" rel="noopener">How this works</a></li></ul></details>'
        f'<dialog aria-label="Keyboard shortcuts"><h2>Keyboard shortcuts</h2><dl>{keys}</dl><button type="button" data-do="close">Close</button></dialog>'
    )
