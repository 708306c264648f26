"""Markdown -> an outline, through markdown-it-py (CommonMark, tables, struck text). What front matter says of a text is read with it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.markup import Walk
from qa_bot.loading.outline import Outline, Run, report_on

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r"\[\^([\w-]{1,40})\]")
_DEFINED = re.compile(r"^[ ]{0,3}\[\^([\w-]{1,40})\]:", re.MULTILINE)
_NOTE_TEXT = re.compile(r"\n[ ]{0,3}(\\\[[\w-]{1,40}\\\]):[ \t]*")
_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_TITLES = ("title",)
_PEOPLE = ("authors", "author", "by")
_DATES = ("date", "published", "pubdate", "publishdate", "created", "lastmod", "updated", "year")
_READ = frozenset("subtitle affiliations affiliation abstract description summary keywords journal publisher institution version".split())
"""Other fields that say something to a reader; the rest serves programs."""


def read_markdown(data: bytes, charset: str = "") -> Outline:
    """A Markdown file, with or without front matter."""
    from markdown_it import MarkdownIt

    outline = Outline()
    text = outline.decode(data, "This file", charset).replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    fields = _fields(matter.group(1), matter.group(2)) if matter else None
    if matter and fields is not None:
        _add_fields(outline, fields)
        text = text[matter.end() :]
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(_with_notes(text))
    if rendered.strip():
        walk = Walk(outline)
        tree = parse_html(f"<body>{rendered}</body>")
        walk.tree(tree)
        walk.left_out["picture"] += len(tree.findall(".//img"))
        report_on(outline, walk.left_out)
    return outline


def _with_notes(text: str) -> str:
    """A text whose marks of notes (`[^2]`) are written as those of other formats, `[2]`, outside of code."""
    names = set(_DEFINED.findall(text))
    if not names:
        return text
    parts = _CODE.split(text)
    for at in range(0, len(parts), 2):
        parts[at] = _NOTE.sub(lambda mark: f"\\[{mark[1]}\\]" if mark[1] in names else mark[0], parts[at])
        parts[at] = _NOTE_TEXT.sub(r"\n\n\1 ", parts[at])
    return "".join(parts)


def _fields(mark: str, text: str) -> dict[str, Any] | None:
    """The fields of front matter, names in lower case; None where it is none."""
    import yaml

    try:
        found = tomllib.loads(text) if mark == "+++" else yaml.safe_load(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError):
        return None
    return {str(name).lower(): value for name, value in found.items()} if isinstance(found, dict) else None


def _add_fields(outline: Outline, fields: dict[str, Any]) -> None:
    """Add what front matter says to the text: the title as a heading, who wrote it and when, then what else is for a reader."""
    used = set()
    for name in _TITLES:
        if titles := _words(fields.get(name)):
            outline.title = titles[0]
            outline.add([Run(titles[0])], "heading", 1)
            used.add(name)
    people = next((name for name in _PEOPLE if _words(fields.get(name))), None)
    if people:
        *others, last = _words(fields[people])
        outline.credit = f"{', '.join(others)} and {last}" if others else last
        outline.add([Run(f"By {outline.credit}")])
    dates = [name for name in _DATES if _words(fields.get(name))]
    for name in dates if len(dates) == 1 else [name for name in dates if name != "year"]:
        written = _words(fields[name])[0]
        outline.date = outline.date or written
        outline.add([Run(f"{name.capitalize() if name != 'lastmod' else 'Last modified'}: {written}")])
    for name, value in fields.items():
        if name in _READ and (said := _words(value)):
            outline.add([Run(f"{name.capitalize()}: {'; '.join(said)}")])
            used.add(name)
    rest = len(fields.keys() - used - {people, *dates})
    if rest:
        outline.dropped.append(f"{rest} field{'' if rest == 1 else 's'} of front matter that serve{'s' if rest == 1 else ''} programs")


def _words(value: Any) -> list[str]:
    """The texts in a field: of a person or a place its name."""
    if isinstance(value, dict):
        names = value.get("name") or " ".join(str(value[key]) for key in ("given", "family") if value.get(key))
        return _words(names)
    if isinstance(value, list):
        return [text for one in value for text in _words(one)]
    if isinstance(value, date):
        return [value.isoformat()]
    return (
        [" ".join(str(value).split())]
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip()
        else []
    )
