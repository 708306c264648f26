"""A raw text -> the clean text that is stored, with the links that stood in it. Plain `re`, one pass.

Made for what converters of web pages and mail leave behind: lines wrapped at a fixed width (RFC 3676's trailing space, or
the next word would not have fitted), link addresses in angle brackets (`anchors`), "Read more" lines. What is not
certainly damage stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qa_bot.article import Block, Link
from qa_bot.loading.anchors import HOLE, place_links

_ADDRESS = re.compile(r"<(https?://[^\s<>\x00]+)>")
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFEFF, 0x200B, 0x00AD])
_FURNITURE = frozenset({"read more", "read more:", "continue reading", "advertisement"})
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_ENDING = ".!?…:"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text and what is known of it."""

    text: str
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    dropped: tuple[str, ...] = ()
    """What was left out, each in a few words."""
    kind: str = "text"
    title: str = ""
    date: str = ""
    credit: str = ""


def normalise(raw: str) -> str:
    """NFC, one kind of line end, no control characters, no invisible ones that only guide a layout."""
    raw = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").translate(_DROPPED)
    raw = re.sub(r"[\ud800-\udfff]", "\ufffd", raw)  # half of a pair is no character and cannot be written
    return re.sub(r"[\u2028\u2029]", "\n", unicodedata.normalize("NFC", _with_few_marks(raw)))


def _with_few_marks(text: str) -> str:
    """A text without the combining marks that follow thirty others: Unicode's Stream-Safe Text Format (UAX #15).

    No language needs more, and normalising takes quadratic time in them.
    """
    marks = "".join(re.escape(character) for character in set(text) if unicodedata.combining(character))
    return re.sub(f"([{marks}]{{30}})[{marks}]+", r"\1", text) if marks else text


def clean(raw: str) -> Cleaned:
    """Normalise a raw text: NFC, one kind of line end, paragraphs parted by an empty line, addresses out of the text into links."""
    raw = normalise(raw)
    lines, urls, dropped = _without_furniture(_ADDRESS.sub(HOLE, raw).split("\n"), _ADDRESS.findall(raw))
    pieces: list[str] = []
    links: list[Link] = []
    at, used = 0, 0
    for paragraph in _unwrap(lines):
        holes = paragraph.count(HOLE)
        piece, found = place_links(paragraph, urls[used : used + holes])
        used += holes
        if piece:
            links += [Link(link.start + at, link.end + at, link.url) for link in found]
            pieces.append(piece)
            at += len(piece) + 2
    left_out = (f"{len(dropped)} lines of “Read more” and their teasers",) if dropped else ()
    return Cleaned("\n\n".join(pieces), tuple(links), (), left_out)


def _without_furniture(lines: list[str], urls: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Leave out "Read more" lines with their address and the teaser right above them: (lines, addresses, what was left out)."""
    kept: list[str] = []
    kept_urls: list[str] = []
    dropped: list[str] = []
    at, seen = 0, 0
    while at < len(lines):
        line = lines[at]
        words, holes = line.replace(HOLE, "").strip().casefold(), line.count(HOLE)
        if words in _FURNITURE:
            if not holes and at + 1 < len(lines) and lines[at + 1].strip() == HOLE:
                at, holes = at + 1, 1
            # A teaser is a headline: a line of its own paragraph that does not close like a sentence.
            if holes and kept and kept[-1].strip() and kept[-1].rstrip()[-1] not in '.!?”"' and (len(kept) == 1 or not kept[-2].strip()):
                teaser = kept.pop()
                del kept_urls[len(kept_urls) - teaser.count(HOLE) :]
                dropped.append(teaser.replace(HOLE, "").strip())
            dropped.append(line.replace(HOLE, "").strip())
            kept.append("")
        else:
            kept_urls += urls[seen : seen + holes]
            kept.append(line)
        seen += holes
        at += 1
    return kept, kept_urls, dropped


def _unwrap(lines: list[str]) -> list[str]:
    """Join lines that were one paragraph. A break is a wrap where the next line's first word would not have fitted."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip() and HOLE not in line)
    width = lengths[int(len(lengths) * 0.95)] if lengths else 0
    wrapped = 40 <= width <= 100
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        words = line.strip()
        first = words.split(" ", 1)[0]
        joins = bool(previous.strip()) and bool(words) and not _ITEM.match(line)
        if joins and HOLE not in (previous.strip(), words):
            full = len(previous.strip()) + 1 + len(first) > width - (8 if HOLE in first else 0)
            # people who wrap by hand break a line a word early; what goes on in lower case was one sentence
            runs_on = words[0].islower() and previous.strip()[-1] not in _ENDING and len(previous.strip()) >= 0.6 * width
            joins = wrapped and (full or runs_on or previous.endswith(" ") or HOLE in previous)
        if joins:
            paragraphs[-1].append(words)
        elif words:
            paragraphs.append([words])
        previous = line
    return [" ".join(paragraph) for paragraph in paragraphs]
