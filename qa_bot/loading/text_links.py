"""Link addresses in a converted text -> links on words. Linear in the paragraph: every word is looked at once or twice.

A converter writes a link as its words and then its address, and the place where the words begin is lost. The rule: they
begin at a repaired glue ("inher letter" -> "in her letter") if there is one close before; else at the first of the
capitalised words before the address; else after the nearest function word or punctuation mark, at most six words back.
They never reach back into the words of the link before. An address that opens a paragraph lies on the words after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from qa_bot.article import Link
from qa_bot.function_words import FUNCTION, LEADING_ON
from qa_bot.word_list import frequency

HOLE = "\x00"
"""Stands for an address while lines are joined. No text holds it, since control characters are dropped first."""
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"“”()]*[^\s<>\"“”().,;:!?'’]")
_WORD = re.compile(r"[\w’'-]+")
_CLOSING = ".,;:!?)]}’”»"
_ANCHOR_WORDS = 6
_GLUE_REACH = 6
"""A glue is looked for in this many words before an address."""
_LONGEST = 40
"""Letters of the longest glue that is looked at."""
_COMMON = 2000
"""Occurrences in the word list's corpus that make a word common enough to be half of a repaired glue."""


def place_links(paragraph: str, urls: Sequence[str]) -> tuple[str, list[Link]]:
    """A paragraph with single spaces and without holes, and its links.

    Args:
        paragraph: the text, a hole for every address.
        urls: the addresses, one a hole.
    """
    pieces = paragraph.split(HOLE)
    if urls and not "".join(pieces).strip():
        pieces, urls = [" ".join(urls)], []  # nothing but addresses: they are the text
    parts: list[str] = []
    links: list[Link] = []
    leading: list[str] = []
    length, since = 0, _spaced(pieces[0])  # length of the text up to the last address, and the text after it
    for url, piece in zip(urls, pieces[1:], strict=True):
        if not length and not since:
            leading.append(url)
        else:
            if links and not _WORD.search(since):
                links.append(Link(links[-1].start, links[-1].end, url))  # two addresses on the same words
            else:
                since, start = _repair_glue(since)
                start = _anchor_start(since) if start is None else start
                links.append(Link(length + start, length + len(since), url))
            parts.append(since)
            length, since = length + len(since), ""
        following = _spaced(piece)
        if following:
            before = (since or "".join(parts[-1:]))[-1:]
            following = _parted(before + following)[len(before) :]
            since += ("" if (not length and not since) or following[0] in _CLOSING else " ") + following
        if leading and since:
            end = _anchor_end(since)
            links += [Link(0, end, first) for first in leading]
            leading = []
    parts.append(since)
    text = "".join(parts)
    links += [Link(m.start(), m.end(), m.group()) for m in _BARE_ADDRESS.finditer(text)]
    return text, sorted((link for link in links if link.start < link.end), key=lambda link: (link.start, link.end))


def _spaced(text: str) -> str:
    return _parted(" ".join(text.split()))


def _parted(text: str) -> str:
    """With a space after a comma that a converter glued to the next name."""
    return re.sub(r"(?<=[a-zà-ÿ]),(?=[A-ZÀ-Þ][a-zà-ÿ])", ", ", text)


def _anchor_start(text: str) -> int:
    words = list(_WORD.finditer(text))[-_ANCHOR_WORDS - 1 :]
    if not words:
        return len(text) - len(text.lstrip())
    start = words[-1].start()
    if text[words[-1].end() :].strip():
        return start
    named = words[-1].group()[0].isupper()
    for taken, (word, after) in enumerate(zip(reversed(words[:-1]), reversed(words[1:]), strict=True), start=1):
        gap = text[word.end() : after.start()]
        stops = not word.group()[0].isupper() if named else word.group().lower() in FUNCTION
        if gap != " " or stops or taken == _ANCHOR_WORDS:
            break
        start = word.start()
    return start


def _anchor_end(text: str) -> int:
    words = list(islice(_WORD.finditer(text), _ANCHOR_WORDS))
    if not words:
        return len(text)
    end = words[0].end()
    for word in words[1:]:
        if text[end : word.start()] != " " or not (words[0].group()[0].isupper() and word.group()[0].isupper()):
            break
        end = word.end()
    return end


def _repair_glue(text: str) -> tuple[str, int | None]:
    """Part two words that the conversion glued where the link began, if the word list proves it: (text, the link's start)."""
    for word in reversed(list(_WORD.finditer(text))[-_GLUE_REACH:]):
        glued = word.group()
        if not (4 <= len(glued) <= _LONGEST and glued.isascii() and glued.isalpha() and glued.islower()) or frequency(glued):
            continue
        splits = [i for i in range(1, len(glued) - 1) if glued[:i] in LEADING_ON and frequency(glued[i:]) >= _COMMON]
        if len(splits) == 1:
            at = word.start() + splits[0]
            return text[:at] + " " + text[at:], at + 1
    return text, None
