"""The parts of a Word document: found by what they are related as, whatever they are called, and in one set of namespaces."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import Any

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
