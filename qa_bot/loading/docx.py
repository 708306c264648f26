"""A Word document -> an outline, through mammoth, which reads what a paragraph is from its style. `word` mends what mammoth passes over."""

from __future__ import annotations

import io
import re
from pathlib import PurePosixPath
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.archive import open_archive, parse_xml, squeezed
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.markup import Walk
from qa_bot.loading.outline import Outline, report_on
from qa_bot.loading.word import prepared

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
_WORDLESS = frozenset("lastRenderedPageBreak proofErr bookmarkEnd permStart permEnd commentRangeStart commentRangeEnd sectPr".split())
"""Elements that hold no words, so that nobody misses them."""


def read_docx(data: bytes, charset: str = "") -> Outline:
    """A Word document."""
    return _read(data, nested=False)


def _read(data: bytes, *, nested: bool) -> Outline:
    import mammoth

    archive = open_archive(data)
    pictures = 0

    def picture(image: Any) -> list[Any]:
        nonlocal pictures
        pictures += 1
        return []

    def embedded(name: str, part: bytes) -> list[str]:
        return [] if nested else _embedded(name, part)

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
        walk = Walk(outline)
        walk.tree(parse_html(f"<body>{result.value}</body>"))
        counts += walk.left_out
    counts["picture"] += pictures
    counts["chart or diagram"] += sum(bool(re.match(r"word/(?:charts/chart|diagrams/data)\d*\.xml\Z", name)) for name in names)
    report_on(outline, counts)
    if any(re.match(r"word/(?:header|footer)\d*\.xml\Z", name) for name in names):
        outline.dropped.append("page headers and footers")
    outline.dropped += _passed_over([message.message for message in result.messages])
    return outline


def _embedded(name: str, data: bytes) -> list[str]:
    """The paragraphs of a file inside a document; nothing where it is of no type that is read."""
    from qa_bot.loading.webpage import read_html

    suffix = PurePosixPath(name).suffix.lower()
    try:
        if suffix in (".html", ".htm", ".xhtml"):
            return read_html(data).text.split("\n\n")
        if suffix in (".mht", ".mhtml"):
            return _web_archive(data)
        if suffix == ".docx":
            return _read(data, nested=True).text.split("\n\n")
        if suffix == ".txt":
            return [line for line in Outline().decode(data, "A part of this file").splitlines() if line.strip()]
    except QaBotError:
        return []
    return []


def _web_archive(data: bytes) -> list[str]:
    """The paragraphs of a page that was saved as a mail (MHTML), as Word embeds pages."""
    from email import message_from_bytes
    from email.policy import default

    from qa_bot.loading.webpage import read_html

    page = message_from_bytes(data, policy=default).get_body(("html", "plain"))
    if page is None:
        return []
    return read_html(page.get_content().encode("utf-8"), "utf-8").text.split("\n\n")


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
