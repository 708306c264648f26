"""A page's text -> its tree, within limits on elements, attributes and links: some libraries take quadratic time in them."""

from __future__ import annotations

import re
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_LINKS, MAX_OF_ONE

_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{2000,}")
_ATTRIBUTE = re.compile(r"""\s[^\s"'=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")


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
    return tree


def _too_many(what: str, most: int) -> QaBotError:
    return QaBotError(f"This document has more than {most:,} {what}, more than is read: save the part that you want to ask about.")
