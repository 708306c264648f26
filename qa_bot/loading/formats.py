"""Markdown, DOCX and EPUB -> an outline, each through its library, and which reader is whose. Runs in the process that `worker` is.

- Markdown: markdown-it-py (CommonMark and tables).
- DOCX: mammoth, which reads what a paragraph is from its style.
- EPUB: `zipfile` and lxml. The well-known library for it, ebooklib, is under the AGPL, which this project cannot ask of its
  users; what remains to be done, a table of contents and XHTML, is the same walk as for HTML.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from qa_bot.errors import QaBotError
from qa_bot.loading.encoding import decode
from qa_bot.loading.limits import MAX_FILES, MAX_UNPACKED
from qa_bot.loading.markup import Walk
from qa_bot.loading.outline import Outline
from qa_bot.loading.typography import mark_headings
from qa_bot.loading.webpage import read_html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|date):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_markdown(data: bytes, charset: str = "") -> Outline:
    """A Markdown file, with or without front matter."""
    from lxml import html
    from markdown_it import MarkdownIt

    text = decode(data, "This file", charset).replace("\r\n", "\n")
    outline = Outline()
    matter = _FRONT_MATTER.match(text)
    if matter:
        fields = {name.lower(): value for name, value in _FIELD.findall(matter.group(1))}
        outline.title, outline.date = fields.get("title", ""), fields.get("date", "")
        outline.dropped.append("front matter")
        text = text[matter.end() :]
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    if rendered.strip():
        Walk(outline).tree(html.document_fromstring(f"<body>{rendered}</body>"))
    return outline


def read_docx(data: bytes, charset: str = "") -> Outline:
    """A Word document."""
    import mammoth
    from lxml import html

    archive = _archive(data)
    pictures = 0

    def picture(image: Any) -> list[Any]:
        nonlocal pictures
        pictures += 1
        return []

    styles = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\np[style-name='Quote'] => blockquote:fresh\n"
    styles += "p[style-name='Block Text'] => blockquote:fresh\np[style-name='Quotations'] => blockquote:fresh\ncomment-reference => sup"
    # "mammoth.images.img_element" would carry each picture along as text
    value = mammoth.convert_to_html(io.BytesIO(data), style_map=styles, convert_image=picture).value
    outline = Outline()
    if "docProps/core.xml" in archive.namelist():
        facts = _xml(archive.read("docProps/core.xml"))
        outline.title = _squeezed(facts.findtext(f".//{_DC}title"))
        outline.credit = _squeezed(facts.findtext(f".//{_DC}creator"))
    if value.strip():
        Walk(outline).tree(html.document_fromstring(f"<body>{value}</body>"))
    if pictures:
        outline.dropped.append(_count(pictures, "picture"))
    edges = sum(bool(re.match(r"word/(?:header|footer)\d*\.xml\Z", name)) for name in archive.namelist())
    if edges:
        outline.dropped.append("page headers and footers")
    return outline


def read_epub(data: bytes, charset: str = "") -> Outline:
    """A book: the chapters of its spine, in order."""
    from lxml import html

    archive = _archive(data)
    names = set(archive.namelist())
    if "META-INF/encryption.xml" in names and b"xhtml" in archive.read("META-INF/encryption.xml"):
        raise QaBotError("This book is copy-protected, so its text cannot be read: choose a copy without protection.")
    container = _xml(archive.read("META-INF/container.xml"))
    package = next((node.get("full-path") for node in container.iter() if str(node.tag).endswith("}rootfile")), None)
    if package is None:
        raise ValueError("no package in the container")
    book = _xml(archive.read(package))
    items = {node.get("id"): node for node in book.iter("{*}item")}
    outline = Outline()
    outline.title = _squeezed(book.findtext(f".//{_DC}title"))
    outline.credit = _squeezed(book.findtext(f".//{_DC}creator"))
    contents, pictures = 0, 0
    chapters = []
    for reference in book.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "html" not in (item.get("media-type") or ""):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href") or "")))
        if path not in names:
            outline.remarks.append(f"A chapter is missing from the file: {posixpath.basename(path)}.")
            continue
        page = archive.read(path)
        if not page.strip():
            continue
        chapter = html.document_fromstring(page, parser=html.HTMLParser(encoding=_xml_encoding(page)))
        if "nav" in (item.get("properties") or "").split() or reference.get("linear") == "no" or _is_contents(chapter):
            contents += 1
            continue
        pictures += len(chapter.findall(".//img"))
        chapters.append(chapter)
    sheets = [archive.read(name).decode("utf-8", "replace") for name in sorted(names) if name.lower().endswith(".css")]
    mark_headings(chapters, "\n".join(sheets))
    for chapter in chapters:
        Walk(outline, frozenset({"nav"})).tree(chapter)
    if contents:
        outline.dropped.append("title page and table of contents" if contents > 1 else "table of contents")
    if pictures:
        outline.dropped.append(_count(pictures, "picture"))
    return outline


def read_pdf(data: bytes, charset: str = "") -> Outline:
    """A PDF; the room that knows PDFium is `pdf`."""
    from qa_bot.loading import pdf

    return pdf.read_pdf(data)


READERS: dict[str, tuple[str, Callable[[bytes, str], Outline]]] = {
    ".md": ("Markdown", read_markdown),
    ".markdown": ("Markdown", read_markdown),
    ".html": ("HTML", read_html),
    ".htm": ("HTML", read_html),
    ".xhtml": ("HTML", read_html),
    ".docx": ("DOCX", read_docx),
    ".epub": ("EPUB", read_epub),
    ".pdf": ("PDF", read_pdf),
}


def _archive(data: bytes) -> zipfile.ZipFile:
    """A zip whose directory promises no more than the limits. `zipfile` unpacks no more than the directory says."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    files = archive.infolist()
    if len(files) > MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED:
        raise QaBotError(f"This file unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB: choose a smaller one.")
    if any(file.flag_bits & 1 for file in files):
        raise QaBotError("This file is protected with a password: save it without one and try again.")
    return archive


def _xml(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, parser=etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _is_contents(chapter: Any) -> bool:
    """Whether a chapter is links and little else."""
    kind = "{http://www.idpf.org/2007/ops}type"
    kinds = {node.get("epub:type") or node.get(kind) or "" for node in chapter.iter("body", "section", "nav", "div")}
    return bool(kinds & {"toc", "titlepage"})


def _xml_encoding(page: bytes) -> str:
    found = re.match(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)", page)
    return found.group(1).decode("ascii") if found else "utf-8"


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
