"""A Word document -> the same document with what mammoth passes over in silence written so that mammoth reads it.

Fields, runs of another direction and custom XML are unwrapped; formulas become a line of text; text boxes follow the paragraph that they are
tied to; embedded chunks get a paragraph that stands for them; hidden runs go; struck and deleted ones are marked as struck. Works on the parts' XML (ECMA-376,
WordprocessingML), in place, and counts what it changes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from qa_bot.loading.docx_fields import join_drop_capitals, show_fields
from qa_bot.loading.docx_numbers import Numbering
from qa_bot.loading.docx_parts import parts_of
from qa_bot.loading.docx_styles import inherited, is_on
from qa_bot.loading.docx_table_repair import mend_rows, strike_out
from qa_bot.loading.docx_text_boxes import place_text_boxes
from qa_bot.loading.formulas import formula

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_READ = ("officeDocument", "footnotes", "endnotes", "comments")
_UNWRAPPED = ("fldSimple", "bdo", "dir", "customXml", "smartTag", "moveTo")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Chunk = Callable[[str, bytes], str]
"""Takes an embedded file, given its name and its bytes: a text that stands for it; "" where it cannot be read."""


def prepared(archive: zipfile.ZipFile, parse: Callable[[bytes], Any], chunk: Chunk) -> tuple[bytes, Counter[str]]:
    """A document that mammoth reads whole, and how many things of each kind were hidden, struck or could not be read.

    Args:
        archive: the document.
        parse: makes a tree of the bytes of a part.
        chunk: reads an embedded file.
    """
    from lxml import etree

    counts: Counter[str] = Counter()
    parts = parts_of(archive, parse)
    style_part = parse(archive.read(parts["styles"])) if "styles" in parts else None
    hidden, struck = (frozenset(), frozenset()) if style_part is None else _styles(style_part)
    numbering = Numbering(parse(archive.read(parts["numbering"])), style_part) if "numbering" in parts else None
    read = {parts[kind] for kind in _READ if kind in parts}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as written:
        for name in archive.namelist():
            data = archive.read(name)
            if name in read:
                tree = parse(data)
                show_fields(tree)
                join_drop_capitals(tree)
                _embed(tree, archive, name, parse, chunk, counts)
                place_text_boxes(tree, counts)
                _formulas(tree)
                if numbering:
                    numbering.write(tree)
                mend_rows(tree, counts)
                _revisions(tree, counts)
                _looks(tree, hidden, struck, counts)
                _unwrap(tree)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
            written.writestr(name, data)
    return buffer.getvalue(), counts


def _embed(tree: Any, archive: zipfile.ZipFile, part: str, parse: Callable[[bytes], Any], chunk: Chunk, counts: Counter[str]) -> None:
    """Put what stands for embedded files in their places; a file is read at its first place only."""
    places = list(tree.iter(f"{_W}altChunk"))
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    names, shown = set(archive.namelist() if places else ()), set[str]()
    targets: dict[str, str] = {}
    if relations in names:
        targets = {one.get("Id"): one.get("Target") for one in parse(archive.read(relations))}
    for place in places:
        target = targets.get(place.get(f"{_R}id")) or ""
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        text = chunk(name, archive.read(name)) if name in names and name not in shown else ""
        counts["repeated embedded file" if name in shown else "embedded file that could not be read"] += not text
        shown.add(name)
        _replace(place, [_paragraph(place, text)] if text else [])


def _formulas(tree: Any) -> None:
    """Write formulas as text."""
    for name in ("oMathPara", "oMath"):
        for found in list(tree.iter(_M + name)):
            inner = list(found.iter(f"{_M}oMath")) if name == "oMathPara" else [found]
            _replace(found, [_run(found, text) for text in (formula(one) for one in inner) if text])


def _revisions(tree: Any, counts: Counter[str]) -> None:
    """Strike out what was deleted under revision; what was moved away stands where it was moved to."""
    for moved in list(tree.iter(f"{_W}moveFrom")):
        _replace(moved, [])
    for deleted in [one for one in tree.iter(f"{_W}del") if one.getparent().tag not in (f"{_W}rPr", f"{_W}trPr")]:
        for run in deleted.iter(f"{_W}r"):
            strike_out(run)
            for text in run.iter(f"{_W}delText"):
                text.tag = f"{_W}t"
        counts["tracked deletion"] += bool("".join(deleted.itertext()).strip())
        _replace(deleted, list(deleted))


def _looks(tree: Any, hidden: frozenset[str], struck: frozenset[str], counts: Counter[str]) -> None:
    """Leave out hidden runs, and mark those that are struck, by themselves or by their style."""
    of_paragraphs: dict[Any, str] = {}
    for run in list(tree.iter(f"{_W}r")):
        properties = run.find(f"{_W}rPr")
        paragraph = next(run.iterancestors(f"{_W}p"), None)
        if paragraph not in of_paragraphs:  # a search through all of its runs, where it has no properties
            of_paragraphs[paragraph] = _value(None if paragraph is None else paragraph.find(f"{_W}pPr/{_W}pStyle"))
        names = {_value(run.find(f"{_W}rPr/{_W}rStyle")), of_paragraphs[paragraph]}
        if is_on(properties, ("vanish", "specVanish"), bool(names & hidden)):
            counts["hidden part"] += bool("".join(text.text or "" for text in run.iter(f"{_W}t")).strip())
            _replace(run, [])
        elif is_on(properties, ("dstrike",), False) or is_on(properties, ("strike",), bool(names & struck)):
            strike_out(run)
        _raise(run, properties)
    for row in list(tree.iter(f"{_W}tr")):
        if is_on(row.find(f"{_W}trPr"), ("hidden",), False):
            counts["hidden part"] += 1
            _replace(row, [])


def _unwrap(tree: Any) -> None:
    """Replace elements that only wrap their content by this content; a reading over a word follows it in brackets."""
    for name in _UNWRAPPED:
        for found in list(tree.iter(_W + name)):
            _replace(found, [child for child in found if not child.tag.endswith("Pr")])
    for name, known in (("cr", "br"), ("ptab", "tab")):
        for found in tree.iter(_W + name):
            found.tag = _W + known
            found.attrib.clear()
    for ruby in list(tree.iter(f"{_W}ruby")):
        base, reading = ("".join(text.text or "" for text in part.iter(f"{_W}t")) for part in _ruby_parts(ruby))
        _replace(ruby, [_text(ruby, f"{base} ({reading})" if reading else base)])


def _ruby_parts(ruby: Any) -> Iterator[Any]:
    for name in ("rubyBase", "rt"):
        found = ruby.find(_W + name)
        yield ruby.makeelement(_W + name) if found is None else found


def _styles(styles_part: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names of styles that hide and that strike out, by themselves or by the style that they build on."""
    styles = {style.get(f"{_W}styleId"): style for style in styles_part.iter(f"{_W}style")}
    found = []
    for names in (("vanish", "specVanish"), ("strike", "dstrike")):

        def own(style: Any, names: tuple[str, ...] = names) -> bool | None:
            properties = style.find(f"{_W}rPr")
            said = properties is not None and any(properties.find(_W + one) is not None for one in names)
            return is_on(properties, names, False) if said else None

        found.append(frozenset(name for name, on in inherited(styles, own).items() if on))
    return found[0], found[1]


def _value(element: Any) -> str:
    return "" if element is None else element.get(f"{_W}val") or ""


def _raise(run: Any, properties: Any) -> None:
    """Mark what is set higher or lower by its position as a superscript or a subscript."""
    position = _value(None if properties is None else properties.find(f"{_W}position")).lstrip("+")
    if position.lstrip("-").isdigit() and int(position) and properties.find(f"{_W}vertAlign") is None:
        aligned = run.makeelement(f"{_W}vertAlign")
        aligned.set(f"{_W}val", "subscript" if position.startswith("-") else "superscript")
        properties.append(aligned)


def _replace(element: Any, others: list[Any]) -> None:
    """Put other elements in an element's place; Word's elements have no tails."""
    for other in others:
        element.addprevious(other)
    element.getparent().remove(element)


def _text(near: Any, text: str) -> Any:
    made = near.makeelement(f"{_W}t")
    made.text = text
    made.set(_SPACE, "preserve")
    return made


def _run(near: Any, text: str) -> Any:
    made = near.makeelement(f"{_W}r")
    made.append(_text(near, text))
    return made


def _paragraph(near: Any, text: str) -> Any:
    made = near.makeelement(f"{_W}p")
    made.append(_run(near, text))
    return made
