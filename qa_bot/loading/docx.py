"""A Word document -> an outline, through mammoth, which reads what a paragraph is from its style. `docx_preprocessing` mends what mammoth passes over."""

from __future__ import annotations

import io
import re
from html import escape
from pathlib import PurePosixPath
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.archive import open_archive, parse_xml, squeezed
from qa_bot.loading.docx_parts import in_usual_namespaces
from qa_bot.loading.docx_preprocessing import prepared
from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.visibility import Styles
from qa_bot.loading.webpage import without_declaration

_MARK = "\ue000"
"""Stands before and after the number of an embedded file, in its place; a sign for private use, which no text has."""
_PLACE = re.compile(rf"<p>{_MARK}(\d+){_MARK}</p>")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_DC = "{http://purl.org/dc/elements/1.1/}"
_STYLES = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        "p[style-name='Quote'] => blockquote:fresh",
        "p[style-name='Block Text'] => blockquote:fresh",
        "p[style-name='Quotations'] => blockquote:fresh",
        "strike => s",
        "comment-reference => sup",
    )
)
_IGNORED = re.compile(r"An unrecognised element was ignored: \{?(\S*?)\}?:?(\w+)\Z")
_LONGEST_FIELD = 2_000
"""Characters of a field in the header of an embedded web archive."""
_WORDLESS = frozenset(
    "lastRenderedPageBreak proofErr bookmarkEnd permStart permEnd commentRangeStart commentRangeEnd sectPr delInstrText".split()
)
"""Elements that hold no words, so that nobody misses them."""


def read_docx(data: bytes, charset: str = "") -> Outline:
    """A Word document."""
    import mammoth

    archive = in_usual_namespaces(open_archive(data))
    pictures = 0

    def picture(image: Any) -> list[Any]:
        nonlocal pictures
        pictures += 1
        return []

    chunks: list[str] = []

    def embedded(name: str, part: bytes) -> str:
        chunks.append(_embedded(name, part))
        return f"{_MARK}{len(chunks) - 1}{_MARK}" if chunks[-1] else ""

    whole, counts = prepared(archive, parse_xml, embedded)
    # "mammoth.images.img_element" would carry each picture along as text
    result = mammoth.convert_to_html(io.BytesIO(whole), style_map=_STYLES, convert_image=picture)
    outline = Outline()
    names = archive.namelist()
    if "docProps/core.xml" in names:
        facts = parse_xml(archive.read("docProps/core.xml"))
        outline.title = squeezed(facts.findtext(f".//{_DC}title"))
        outline.credit = squeezed(facts.findtext(f".//{_DC}creator"))
    if result.value.strip():
        walk = Walk(outline, styles=Styles(_STYLE.findall("".join(chunks))))
        page = _PLACE.sub(lambda place: chunks[int(place[1])], result.value) if chunks else result.value
        walk.tree(parse_html(f"<body>{page}</body>"))
        counts += walk.left_out
    counts["picture"] += pictures
    counts["chart or diagram"] += sum(bool(re.match(r"word/(?:charts/chart|diagrams/data)\d*\.xml\Z", name)) for name in names)
    report_on(outline, counts)
    if any(re.match(r"word/(?:header|footer)\d*\.xml\Z", name) for name in names):
        outline.dropped.append("page headers and footers")
    outline.dropped += _passed_over([message.message for message in result.messages])
    return outline


def _embedded(name: str, data: bytes) -> str:
    """The HTML of a file inside a document; "" where it is of no type that is read."""
    suffix = PurePosixPath(name).suffix.lower()
    try:
        if suffix in (".html", ".htm", ".xhtml"):
            return _inside(Outline().decode(data, "A part of this file"))
        if suffix in (".mht", ".mhtml"):
            return _web_archive(data)
        if suffix == ".docx":
            return _converted(data)
        if suffix == ".txt":
            lines = Outline().decode(data, "A part of this file").splitlines()
            return "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    except QaBotError:
        return ""
    return ""


def _inside(page: str) -> str:
    """What stands in the body of a page, with the page's own styles."""
    from lxml import html

    tree = parse_html(without_declaration(page))
    body = tree.find("body")
    return "".join(html.tostring(one, encoding="unicode") for one in [*tree.iter("style"), *(() if body is None else [body])])


def _converted(data: bytes) -> str:
    """The HTML of a document inside a document."""
    import mammoth

    whole, _ = prepared(in_usual_namespaces(open_archive(data)), parse_xml, lambda name, part: "")
    return str(mammoth.convert_to_html(io.BytesIO(whole), style_map=_STYLES, convert_image=lambda image: []).value)


def _web_archive(data: bytes) -> str:
    """The HTML of a page that was saved as a mail (MHTML), as Word embeds pages."""
    from email.message import EmailMessage
    from email.parser import BytesParser
    from email.policy import EmailPolicy

    class Fields(EmailPolicy):
        """Fields up to a length; the time for parsing one grows with the square."""

        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            name, value = super().header_source_parse(sourcelines)
            return name, value[:_LONGEST_FIELD]

    archive = BytesParser(EmailMessage, policy=Fields()).parsebytes(data)
    page = archive.get_body(("html", "plain")) if isinstance(archive, EmailMessage) else None
    return "" if page is None else _inside(page.get_content())


def _passed_over(messages: list[str]) -> list[str]:
    """What mammoth says that it did not read, each once; what it says of styles concerns no words."""
    found = []
    for message in dict.fromkeys(messages):
        ignored = _IGNORED.match(message)
        if ignored and ignored.group(2) not in _WORDLESS:
            found.append(f"what stands in elements “{ignored.group(2)}”, which are not read")
        elif not ignored and "style" not in message and "mage" not in message:
            found.append(message[:1].lower() + message[1:])
    return found
