"""Finding a place in the article that is shown: its contents, and a search of its whole text, also of what the page does not show yet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any
from unicodedata import combining, normalize

import gradio as gr

from qa_bot.app.article_pane import parts_of, render_contents
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.rate_limit import LOOKS
from qa_bot.app.safe_html import Html, Json, to_json
from qa_bot.article import Article
from qa_bot.errors import TooManyError
from qa_bot.highlight import text_to_html

MOST = 100_000
"""Places that are counted; a single letter stands in a book a million times."""
LONGEST_SEARCH = 200
"""Characters of what is searched for at most."""
_ALIKE = {"'": "’‘ʼ", '"': "“”„", "-": "‐‑–—", "i": "İ", "σ": "ς"}
"""What is typed -> what it finds too: quotes and dashes of its kind, and letters whose lower case has another length or depends on what stands beside them."""
_LETTERS = map(chr, (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x1E00, 0x2000)))
_PLAIN = {ord(letter): apart[0] for letter, apart in ((letter, normalize("NFD", letter)) for letter in _LETTERS) if combining(apart[-1])}
"""A Latin or Greek letter with an accent -> the letter, which people type in its place."""
_SPACE = re.compile(r"[^\S ]\s*| \s+")
"""White space other than one blank."""


def find_all(text: str, words: str) -> list[tuple[int, int]]:
    """Where `words` stand in a text, in either case, at most `MOST` places, as `[start, end)` in order. White space matches any white space, quotes and dashes their kind, letters those with an accent.

    Both are folded and the words are looked up as they then stand: a pattern would try again at each place, and hold up everybody for seconds.

    >>> find_all("The don’t-know box. THE END", "the")
    [(0, 3), (20, 23)]
    >>> find_all("I don’t  know", "don't know")
    [(2, 13)]
    """
    wanted = _folded(normalize("NFC", " ".join(words[:LONGEST_SEARCH].split())))
    if not wanted:
        return []
    # each run of white space becomes one blank; where that shortens the text, what is found moves by as much
    pieces, ends, shifts, last = [], [0], [0], 0
    for run in _SPACE.finditer(text):
        pieces += [text[last : run.start()], " "]
        last = run.end()
        if run.end() - run.start() > 1:
            ends.append(run.start() + 1 - shifts[-1])
            shifts.append(shifts[-1] + run.end() - run.start() - 1)
    folded = _folded("".join([*pieces, text[last:]]))
    found: list[tuple[int, int]] = []
    at = folded.find(wanted)
    while at >= 0 and len(found) < MOST:
        end = at + len(wanted)
        found.append((at + shifts[bisect_right(ends, at) - 1], end + shifts[bisect_right(ends, end - 1) - 1]))
        at = folded.find(wanted, end)
    return found


def _folded(text: str) -> str:
    """A text of the same length in which what is typed alike is alike."""
    for one, others in _ALIKE.items():
        for other in others:
            text = text.replace(other, one)
    if not _PLAIN.keys().isdisjoint(map(ord, set(text))):
        text = text.translate(_PLAIN)
    return text.lower().replace("ς", "σ")


class Finding:
    """The handlers of contents and search. They hold nothing of a visitor.

    Args:
        events: the page's other handlers, which know the articles.
    """

    def __init__(self, events: Events) -> None:
        self.events = events

    def contents(self, conversation: Conversation, request: gr.Request | None = None) -> Html:
        """The contents of the article that is shown."""
        try:
            self._count(request)
        except TooManyError as error:
            return Html(f'<nav aria-label="Contents"><p role="status">{text_to_html(str(error))}</p></nav>')
        return render_contents(self._shown(conversation))

    def find(self, conversation: Conversation, event: gr.EventData, request: gr.Request | None = None) -> Json:
        """Search the whole article: how often it has the words, one place, and all places in the same part of the text; of words that it has not, which other articles have them.

        The event says which place: the one of a `number`, or else the first from an offset `at` on.
        """
        try:
            self._count(request)
        except TooManyError as error:
            return to_json({"id": getattr(event, "id", None), "count": 0, "refused": f"Please wait {error.seconds} seconds."})
        article = self._shown(conversation)
        words, number = str(getattr(event, "words", "")), getattr(event, "number", None)
        found = find_all(article.text, words)
        told: dict[str, Any] = {"id": getattr(event, "id", None), "count": len(found), "more": len(found) == MOST}
        if not found:
            return to_json({**told, "elsewhere": self._others_with(words, conversation)})
        if not isinstance(number, int):
            at = getattr(event, "at", 0)
            number = bisect_left(found, (at if isinstance(at, int) else 0, 0))
        number %= len(found)
        parts = parts_of(article)
        part = max(0, bisect_right(parts, (found[number][0], len(article.text))) - 1)
        start, end = parts[part]
        first, last = bisect_left(found, (start, 0)), bisect_left(found, (end, 0))
        return to_json(
            {**told, "number": number, "part": part, "first": first, "spans": [(at, min(to, end)) for at, to in found[first:last]]}
        )

    def _count(self, request: gr.Request | None) -> None:
        self.events.service.limiter.count(self.events.visitor(request), LOOKS)

    def _others_with(self, words: str, conversation: Conversation) -> list[str]:
        """The titles of the visit's other articles that have the words."""
        library = conversation.library
        others = [self.events.article_of(conversation, number) for number in range(len(library.brought) + 1) if number != library.shown]
        return [other.title or "The article" for other in others if find_all(other.text, words)]

    def _shown(self, conversation: Conversation) -> Article:
        return self.events.article_of(conversation, conversation.library.shown)
