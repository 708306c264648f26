"""The parts of a Word document: found by what they are related as, whatever they are called, and in one set of namespaces."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_Own = TypeVar("_Own")
_KINDS = ("officeDocument", "footnotes", "endnotes", "comments", "styles", "numbering")
_STRICT = re.compile(rb"""(?<==["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
"""A namespace or a relation of ISO 29500 Strict, which Word saves as "Strict Open XML"."""
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def in_usual_namespaces(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """A document as Word saves it unless told otherwise; one that is such already as it is."""
    if "_rels/.rels" not in archive.namelist() or not _STRICT.search(archive.read("_rels/.rels")):
        return archive
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as written:
        for name in archive.namelist():
            data = archive.read(name)
            written.writestr(name, _STRICT.sub(_USUAL, data) if name.endswith((".xml", ".rels")) else data)
    return zipfile.ZipFile(buffer)


def parts_of(archive: zipfile.ZipFile, parse: Callable[[bytes], Any]) -> dict[str, str]:
    """The names of the parts that are there, by what they are; Word's web editor calls the main one "document2.xml".

    Args:
        archive: the document.
        parse: makes a tree of the bytes of a part.
    """
    names = set(archive.namelist())

    def related(file: str, usual: dict[str, str]) -> dict[str, str]:
        folder, name = posixpath.split(file)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found = dict(usual)
        for one in parse(archive.read(relations)) if relations in names else ():
            kind = (one.get("Type") or "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target") or "")).lstrip("/")
            if kind in _KINDS and target in names:
                found[kind] = target
        return found

    main = related("", {"officeDocument": "word/document.xml"})["officeDocument"]
    others = related(main, {kind: f"word/{kind}.xml" for kind in _KINDS[1:]})
    return {kind: name for kind, name in {**others, "officeDocument": main}.items() if name in names}


def inherited(styles: Mapping[str, Any], own: Callable[[Any], _Own | None]) -> dict[str, _Own | None]:
    """What each style says itself, or else the style that it builds on; each is looked at once.

    Args:
        styles: the styles by their names.
        own: what a style says itself; None where it says nothing.
    """
    known: dict[str, _Own | None] = {}
    for name in styles:
        passed, at, found = list[str](), name, None
        while at in styles and at not in known:
            known[at] = None  # until the end of the chain is known; so a circle ends
            passed.append(at)
            found = own(styles[at])
            if found is not None:
                break
            based = styles[at].find(f"{_W}basedOn")
            at = "" if based is None else based.get(f"{_W}val") or ""
        else:
            found = known.get(at)
        known |= dict.fromkeys(passed, found)
    return known
