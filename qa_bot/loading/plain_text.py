"""A raw text -> the clean text that is stored, with its links, headings and quotes. Plain `re`, linear in the length.

Made for what converters of web pages and mail leave behind: pages with headers and footers (`text_pages`), subtitles (`subtitles`), wrapped
and quoted lines (`wrapping`), tables set with spaces (`text_tables`), link addresses in angle brackets (`text_links`), "Read more" lines. What is not certainly damage stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qa_bot.article import Block, Link
from qa_bot.loading.characters import normalise, with_line_ends
from qa_bot.loading.subtitles import are_subtitles, spoken
from qa_bot.loading.text_links import HOLE, place_links
from qa_bot.loading.text_pages import join_pages
from qa_bot.loading.text_tables import TABLE, without_tables
from qa_bot.loading.wrapping import paragraphs_of

_ADDRESS = re.compile(r"<(https?://[^\s<>\x00]+)>")
_STRAY = re.compile(rf"^([ \t>]*{HOLE})([ \t>{HOLE}]+)", re.MULTILINE)
"""A ">" right after the addresses that begin a line, quoted or not: without them it would look like mail's mark of a quoted line."""
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
    struck: tuple[tuple[int, int], ...] = ()


def clean(raw: str) -> Cleaned:
    """Normalise a raw text: paragraphs parted by an empty line, addresses out of the text into links, what is not text left out."""
    raw, edges = join_pages(with_line_ends(raw))
    raw = normalise(raw)
    if are_subtitles(raw):
        text, cues = spoken(raw)
        return Cleaned(text, (), (), (f"{cues:,} cue numbers and times",), "subtitles")
    lines, urls, furniture = _without_furniture(_STRAY.sub(_without_marks, _ADDRESS.sub(HOLE, raw)).split("\n"), _ADDRESS.findall(raw))
    lines, found = without_tables(lines)
    tables = iter(found)
    paragraphs, rules = paragraphs_of(lines)
    pieces: list[Cleaned] = []
    used = 0
    for paragraph in paragraphs:
        if paragraph.text == TABLE:
            table = next(tables)
            pieces.append(Cleaned(table.text, (), tuple(table.blocks)))
            continue
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
    struck: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        if part.text:
            links += [Link(link.start + at, link.end + at, link.url) for link in part.links]
            blocks += [_moved(block, at) for block in part.blocks]
            struck += [(start + at, end + at) for start, end in part.struck]
            texts.append(part.text)
            at += len(part.text) + 2
    return Cleaned("\n\n".join(texts), tuple(links), tuple(blocks), struck=tuple(struck))


def _without_marks(found: re.Match[str]) -> str:
    return found[1] + found[2].replace(">", "")


def _moved(block: Block, by: int) -> Block:
    cells = tuple((start + by, end + by) for start, end in block.cells)
    return replace(block, start=block.start + by, end=block.end + by, cells=cells)


def _without_furniture(lines: list[str], urls: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Leave out "Read more" lines with their address and the teaser right above them: (lines, addresses, what was left out)."""
    kept: list[str] = []
    kept_urls: list[str] = []
    dropped: list[str] = []
    at, seen = 0, 0
    while at < len(lines):
        line = lines[at]
        words, holes = line.replace(HOLE, "").strip(" \t>").casefold(), line.count(HOLE)
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
