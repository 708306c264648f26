"""A raw text -> the clean text that is stored, with its links, headings and quotes. Plain `re`, linear in the length.

Made for what converters of web pages and mail leave behind: pages with headers and footers (`text_pages`), subtitles (`subtitles`), wrapped
and quoted lines (`wrapping`), link addresses in angle brackets (`anchors`), "Read more" lines. What is not certainly damage stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_bot.article import Block, Link
from qa_bot.loading.anchors import HOLE, place_links
from qa_bot.loading.subtitles import are_subtitles, spoken
from qa_bot.loading.text_pages import join_pages
from qa_bot.loading.wrapping import paragraphs_of

_ADDRESS = re.compile(r"<(https?://[^\s<>\x00]+)>")
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160), 0xFEFF, 0x200B, 0x00AD])
_FURNITURE = frozenset({"read more", "read more:", "continue reading", "advertisement"})


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
    raw = _with_line_ends(raw).translate(_DROPPED)
    raw = re.sub(r"[\ud800-\udfff]", "\ufffd", raw)  # half of a pair is no character and cannot be written
    return re.sub(r"[\u2028\u2029]", "\n", unicodedata.normalize("NFC", _with_few_marks(raw)))


def _with_few_marks(text: str) -> str:
    """A text without the combining marks that follow thirty others: Unicode's Stream-Safe Text Format (UAX #15).

    No language needs more, and normalising takes quadratic time in them.
    """
    marks = "".join(re.escape(character) for character in set(text) if unicodedata.combining(character))
    return re.sub(f"([{marks}]{{30}})[{marks}]+", r"\1", text) if marks else text


def clean(raw: str) -> Cleaned:
    """Normalise a raw text: paragraphs parted by an empty line, addresses out of the text into links, what is not text left out."""
    raw, edges = join_pages(_with_line_ends(raw))
    raw = normalise(raw)
    if are_subtitles(raw):
        text, cues = spoken(raw)
        return Cleaned(text, (), (), (f"{cues:,} cue numbers and times",), "subtitles")
    lines, urls, furniture = _without_furniture(_ADDRESS.sub(HOLE, raw).split("\n"), _ADDRESS.findall(raw))
    paragraphs, rules = paragraphs_of(lines)
    pieces: list[Cleaned] = []
    used = 0
    for paragraph in paragraphs:
        holes = paragraph.text.count(HOLE)
        text, links = place_links(paragraph.text, urls[used : used + holes])
        used += holes
        kind = paragraph.kind
        blocks = () if kind == "text" or not text else (Block(0, len(text), kind, paragraph.level),)
        pieces.append(Cleaned(text, tuple(links), blocks))
    dropped = [
        (len(furniture), "line of “Read more” and its teaser", "lines of “Read more” and their teasers"),
        (edges, "page header or footer", "page headers and footers"),
        (rules, "line of dashes or asterisks", "lines of dashes or asterisks"),
    ]
    return replace(clean_parts(pieces), dropped=tuple(f"{count:,} {one if count == 1 else many}" for count, one, many in dropped if count))


def clean_parts(parts: Iterable[Cleaned]) -> Cleaned:
    """Clean texts one after another, with an empty line between."""
    texts: list[str] = []
    links: list[Link] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        if part.text:
            links += [Link(link.start + at, link.end + at, link.url) for link in part.links]
            blocks += [replace(block, start=block.start + at, end=block.end + at) for block in part.blocks]
            texts.append(part.text)
            at += len(part.text) + 2
    return Cleaned("\n\n".join(texts), tuple(links), tuple(blocks))


def _with_line_ends(raw: str) -> str:
    return raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")


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
