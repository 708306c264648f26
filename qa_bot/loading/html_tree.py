"""A page's text -> its tree, within limits on elements, attributes and links: some libraries take quadratic time in them.

A block in the middle of a sentence, such as a centred name, stands in its line: the sentence is one, wherever the page breaks it.
"""

from __future__ import annotations

import re
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.elements import BLOCKS, UNSEEN, name_of
from qa_bot.loading.limits import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_LINKS, MAX_OF_ONE

_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{2000,}")
_ATTRIBUTE = re.compile(r"""\s[^\s"'=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
_GOES_ON = (",", ";", ".", ")")
"""Marks with which a sentence goes on after a block inside it."""


def parse_html(page: str) -> Any:
    """The tree of a page.

    Raises:
        QaBotError: the page has more elements, attributes or links than are read.
    """
    from lxml import html

    if any(len(_ATTRIBUTE.findall(tag.group())) > MAX_OF_ONE for tag in _LONG_TAG.finditer(page)):  # before libxml2 compares each with each
        raise _too_many("attributes of one element", MAX_OF_ONE)
    if page.count("<") > 2 * MAX_ELEMENTS + page.count("</"):
        raise _too_many("elements", MAX_ELEMENTS)
    tree = html.document_fromstring(page)
    elements = attributes = links = 0
    for element in tree.iter():
        elements += 1
        attributes += len(element.attrib)
        links += element.tag == "a"
    for what, number, most in (
        ("elements", elements, MAX_ELEMENTS),
        ("attributes", attributes, MAX_ATTRIBUTES),
        ("links", links, MAX_LINKS),
    ):
        if number > most:
            raise _too_many(what, most)
    for element in list(tree.iter("center", "div")):
        if _interrupts_sentence(element):
            _put_in_line(element)
    return tree


def _interrupts_sentence(block: Any) -> bool:
    """Whether a block is a phrase in the middle of a sentence: `The fee is <div>4 euros</div> a day.`"""
    before, after = _text_before(block).rstrip(), (block.tail or "").lstrip()
    if not before or not (before[-1].isalnum() or before[-1] == ",") or not (after[:1].islower() or after[:1] in _GOES_ON):
        return False
    return bool(after) and not any(name_of(inner) in BLOCKS for inner in block.iterdescendants())


def _text_before(element: Any) -> str:
    """The text right before an element: in its line, or at the end of the `p` that the parser closed before it."""
    previous = element.getprevious()
    if previous is None:
        return element.getparent().text or ""
    if (previous.tail or "").strip():
        return str(previous.tail)
    while (name := name_of(previous)) == "p" or (name and name not in BLOCKS and name not in UNSEEN):
        if not len(previous):
            return previous.text or ""
        previous = previous[-1]
        if (previous.tail or "").strip():
            return str(previous.tail)
    return ""


def _put_in_line(block: Any) -> None:
    """Make a block stand in the line, with what follows it, in the `p` that the parser closed before it."""
    block.tag, block.text = "span", f" {block.text or ''}"
    block.tail = block.tail if block.tail.lstrip()[0] in _GOES_ON else f" {block.tail}"
    closed = block.getprevious()
    if closed is None or name_of(closed) != "p" or (closed.tail or "").strip():
        return
    following = block
    while following is not None and name_of(following) not in BLOCKS:
        moved, following = following, following.getnext()
        closed.append(moved)


def _too_many(what: str, most: int) -> QaBotError:
    return QaBotError(f"This document has more than {most:,} {what}. Save only the part you want to ask about.")
