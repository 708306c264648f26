"""A book (EPUB) -> an outline: the chapters of its spine, in order, through `zipfile` and lxml.

The well-known library for it, ebooklib, is under the AGPL, which this project cannot ask of its users; what remains to be done, a table of
contents and XHTML, is the same walk as for HTML.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from typing import Any
from urllib.parse import unquote

from qa_bot.errors import QaBotError
from qa_bot.loading.archive import open_archive, parse_xml, squeezed
from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.limits import MAX_STYLES
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.typography import mark_headings
from qa_bot.loading.visibility import Styles
from qa_bot.loading.webpage import without_declaration

_DC = "{http://purl.org/dc/elements/1.1/}"


def read_epub(data: bytes, charset: str = "") -> Outline:
    """A book."""
    archive = open_archive(data)
    names = set(archive.namelist())
    if "META-INF/encryption.xml" in names and b"xhtml" in archive.read("META-INF/encryption.xml"):
        raise QaBotError("This book is copy-protected, so I can't read it. Use a copy without protection.")
    container = parse_xml(archive.read("META-INF/container.xml"))
    package = next((node.get("full-path") for node in container.iter() if str(node.tag).endswith("}rootfile")), None)
    if package is None:
        raise ValueError("no package in the container")
    book = parse_xml(archive.read(package))
    items = {node.get("id"): node for node in book.iter("{*}item")}
    outline = Outline()
    outline.title = squeezed(book.findtext(f".//{_DC}title"))
    outline.credit = squeezed(book.findtext(f".//{_DC}creator"))
    contents = 0
    counts: Counter[str] = Counter()
    chapters = []
    for reference in book.iter("{*}itemref"):
        item = items.pop(reference.get("idref"), None)  # the standard allows each once
        if item is None or "html" not in (item.get("media-type") or ""):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href") or "")))
        if path not in names:
            outline.remarks.append(f"A chapter is missing from the file: {posixpath.basename(path)}.")
            continue
        page = without_declaration(outline.decode(archive.read(path), "This book"))
        if not page.strip():
            continue
        chapter = parse_html(page)
        if "nav" in (item.get("properties") or "").split() or _is_contents(chapter):
            contents += 1
            continue
        counts["picture"] += len(chapter.findall(".//img"))
        chapters.append(chapter)
    style_sheets = [archive.read(name).decode("utf-8", "replace") for name in sorted(names) if name.lower().endswith(".css")]
    mark_headings(chapters, "\n".join(style_sheets)[:MAX_STYLES])
    shared = Styles(style_sheets)
    for chapter in chapters:
        walk = Walk(outline, lambda name, _: name == "nav", Styles.of(chapter, shared))
        walk.tree(chapter)
        counts += walk.left_out
    if contents:
        outline.dropped.append("title page and table of contents" if contents > 1 else "table of contents")
    report_on(outline, counts)
    return outline


def _is_contents(chapter: Any) -> bool:
    """Whether a chapter is links and little else."""
    kind = "{http://www.idpf.org/2007/ops}type"
    kinds = {node.get("epub:type") or node.get(kind) or "" for node in chapter.iter("body", "section", "nav", "div")}
    return bool(kinds & {"toc", "titlepage"})
