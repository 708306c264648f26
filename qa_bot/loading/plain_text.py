"""A raw text -> the clean text that is stored, with the links that stood in it. Plain `re`, one pass a paragraph.

Made for what converters of web pages and mail leave behind: lines wrapped at a fixed width (RFC 3676's trailing space, or
the next word would not have fitted), link addresses in angle brackets, "Read more" furniture, words glued together where
a link began. What cannot be proved to be damage is left alone.

A link's address follows the words that carried it, but the conversion lost where those words begin. The rule here: they
begin at a repaired glue if one stands close before; else they are the run of capitalised words before the address; else
the words back to the nearest function word or punctuation, six at most. An address that opens a paragraph lies on the
words after it, found by the same rule in the other direction.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from qa_bot.article import Link

_ADDRESS = re.compile(r"<(https?://[^\s<>\x00]+)>")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"“”()]*[^\s<>\"“”().,;:!?'’]")
_HOLE = "\x00"
"""Stands for an address while lines are joined; no text holds it, since control characters are dropped first."""
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFEFF, 0x200B, 0x00AD])
_FURNITURE = frozenset({"read more", "read more:", "continue reading", "advertisement"})
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_CLOSING = ".,;:!?)]}’”»"
_ENDING = ".!?…:"
_FUNCTION_WORDS = frozenset(
    "a an the in on at by to of for from with and or but as is was are were be that this these those into over under about than "
    "it its he his she her they their we our you your i my could would should will has have had not no so".split()
)
_WORD = re.compile(r"[\w’'-]+")
_ANCHOR_WORDS = 6
_GLUE_REACH = 6
"""A glue is looked for in this many words before an address."""
_COMMON = 2000
"""Occurrences in the word list's corpus that make a word common enough to be half of a repaired glue."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean text, its links, and the lines that were left out as furniture."""

    text: str
    links: tuple[Link, ...]
    dropped: tuple[str, ...]


def normalise(raw: str) -> str:
    """NFC, one kind of line end, no control characters, no invisible ones that only guide a layout."""
    raw = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").translate(_DROPPED))
    return re.sub(r"[\u2028\u2029]", "\n", raw)


def clean(raw: str) -> Cleaned:
    """Normalise a raw text: NFC, one kind of line end, paragraphs parted by an empty line, addresses out of the text into links."""
    raw = normalise(raw)
    urls = _ADDRESS.findall(raw)
    lines, dropped = _without_furniture(_ADDRESS.sub(_HOLE, raw).split("\n"), urls)
    pieces: list[str] = []
    links: list[Link] = []
    at = 0
    for paragraph in _unwrap(lines):
        piece, found = _place_links(paragraph, urls)
        if piece:
            links += [Link(link.start + at, link.end + at, link.url) for link in found]
            pieces.append(piece)
            at += len(piece) + 2
    return Cleaned("\n\n".join(pieces), tuple(links), tuple(dropped))


def _without_furniture(lines: list[str], urls: list[str]) -> tuple[list[str], list[str]]:
    """Leave out "Read more" lines with their address and the teaser right above them; `urls` loses those addresses."""
    kept: list[str] = []
    dropped: list[str] = []
    at, seen = 0, 0
    while at < len(lines):
        line = lines[at]
        words, holes = line.replace(_HOLE, "").strip().casefold(), line.count(_HOLE)
        if words in _FURNITURE:
            if not holes and at + 1 < len(lines) and lines[at + 1].strip() == _HOLE:
                at, holes = at + 1, 1
            # A teaser is a headline: a line of its own paragraph that does not close like a sentence.
            if holes and kept and kept[-1].strip() and kept[-1].rstrip()[-1] not in '.!?”"' and (len(kept) == 1 or not kept[-2].strip()):
                teaser = kept.pop()
                del urls[seen - teaser.count(_HOLE) : seen]
                seen -= teaser.count(_HOLE)
                dropped.append(teaser.replace(_HOLE, "").strip())
            dropped.append(line.replace(_HOLE, "").strip())
            del urls[seen : seen + holes]
            kept.append("")
        else:
            seen += holes
            kept.append(line)
        at += 1
    return kept, dropped


def _unwrap(lines: list[str]) -> list[str]:
    """Join lines that were one paragraph. A break is a wrap where the next line's first word would not have fitted."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip() and _HOLE not in line)
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    wrapped = 40 <= width <= 100
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        words = line.strip()
        first = words.split(" ", 1)[0]
        joins = bool(previous.strip()) and bool(words) and not _ITEM.match(line)
        if joins and _HOLE not in (previous.strip(), words):
            full = len(previous.strip()) + 1 + len(first) > width - (8 if _HOLE in first else 0)
            # people who wrap by hand break a line a word early; what goes on in lower case was one sentence
            runs_on = words[0].islower() and previous.strip()[-1] not in _ENDING and len(previous.strip()) >= 0.6 * width
            joins = wrapped and (full or runs_on or previous.endswith(" ") or _HOLE in previous)
        if joins:
            paragraphs[-1].append(words)
        elif words:
            paragraphs.append([words])
        previous = line
    return [" ".join(paragraph) for paragraph in paragraphs]


def _place_links(paragraph: str, urls: list[str]) -> tuple[str, list[Link]]:
    """One paragraph with single spaces and without holes, and its links; takes its addresses off the front of `urls`."""
    pieces = paragraph.split(_HOLE)
    mine = urls[: len(pieces) - 1]
    del urls[: len(pieces) - 1]
    if mine and not "".join(pieces).strip():
        pieces, mine = [" ".join(mine)], []  # nothing but addresses: they are the text
    text = _spaced(pieces[0])
    links: list[Link] = []
    leading: list[str] = []
    for url, piece in zip(mine, pieces[1:], strict=True):
        if text:
            text, start = _repair_glue(text)
            links.append(Link(_anchor_start(text) if start is None else start, len(text), url))
        else:
            leading.append(url)
        following = _spaced(piece)
        glue = "" if not text or not following or following[0] in _CLOSING else " "
        text += glue + following
        if leading and text:
            links += [Link(0, _anchor_end(text), first) for first in leading]
            leading = []
    links += [Link(m.start(), m.end(), m.group()) for m in _BARE_ADDRESS.finditer(text)]
    return text, sorted((link for link in links if link.start < link.end), key=lambda link: (link.start, link.end))


def _spaced(text: str) -> str:
    text = " ".join(text.split())
    return re.sub(r"(?<=[a-zà-ÿ]),(?=[A-ZÀ-Þ][a-zà-ÿ])", ", ", text)


def _anchor_start(text: str) -> int:
    words = list(_WORD.finditer(text))
    if not words or text[words[-1].end() :].strip():
        return words[-1].start() if words else 0
    start = words[-1].start()
    named = words[-1].group()[0].isupper()
    for taken, (word, after) in enumerate(zip(reversed(words[:-1]), reversed(words[1:]), strict=True), start=1):
        gap = text[word.end() : after.start()]
        stops = not word.group()[0].isupper() if named else word.group().lower() in _FUNCTION_WORDS
        if gap != " " or stops or taken == _ANCHOR_WORDS:
            break
        start = word.start()
    return start


def _anchor_end(text: str) -> int:
    words = list(_WORD.finditer(text))[:_ANCHOR_WORDS]
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
        if not (glued.isascii() and glued.isalpha() and glued.islower() and len(glued) >= 4) or _frequency(glued):
            continue
        splits = [i for i in range(1, len(glued) - 1) if glued[:i] in _FUNCTION_WORDS and _frequency(glued[i:]) >= _COMMON]
        if len(splits) == 1:
            at = word.start() + splits[0]
            return text[:at] + " " + text[at:], at + 1
    return text, None


@cache
def _word_list() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en").word_frequency


def _frequency(word: str) -> int:
    return int(_word_list()[word]) if word in _word_list() else 0


def is_word(word: str) -> bool:
    """Whether the English word list holds a word, in lower case."""
    return _frequency(word) > 0
