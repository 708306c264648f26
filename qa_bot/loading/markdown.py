r"""Markdown -> an outline, through markdown-it-py (CommonMark, tables, struck text). What front matter says of a text is read with it.

A text without a name, as one that is pasted, is Markdown where its marks leave no doubt.

Example:
    >>> is_markdown("# Boats\n\nThe **Heron** is the oldest."), is_markdown("# make all\nmake -j2 **/*.c")
    (True, False)
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.limits import MAX_LINKS
from qa_bot.loading.outline import Outline, Run, report_on
from qa_bot.loading.wrapping import are_wrapped

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NOTE = re.compile(r"\[\^([\w-]{1,40})\]")
_DEFINED = re.compile(r"^[ ]{0,3}\[\^([\w-]{1,40})\]:", re.MULTILINE)
_NOTE_TEXT = re.compile(r"\n[ ]{0,3}(\\\[[\w-]{1,40}\\\]):[ \t]*")
_CODE = re.compile(r"(^```.*?^```|^~~~.*?^~~~|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_SIGNS = (
    re.compile(r"(?<![^\s(\[“\"])\*\*(?=[\w(“\"'’$€£])[^*\n]{1,200}(?<![\s/*])\*\*(?!\w)"),  # **bold**
    re.compile(r"(?:\A|\n[ \t]*\n)(?:# [^\n]{1,200}(?=\n[ \t]*\n)|#{2,6} [^\n]{1,200}(?=\n(?!#)))"),  # a heading
    re.compile(r"\[[^\[\]\n]{1,200}\]\(https?://[^\s()]{1,500}\)"),  # [words](address)
    re.compile(r"^(?:```|~~~)", re.MULTILINE),  # code
    re.compile(r"^\|?[ \t]{0,9}:?-{3,60}:?[ \t]{0,9}\|[-:| \t]{3,400}$", re.MULTILINE),  # under the first row of a table
    re.compile(r"(?<![~\w])~~(?=[^\s~])[^~\n]{1,200}(?<!\s)~~(?!~)"),  # ~~struck~~
)
_LONGEST_MATTER = 10_000
"""Characters of the longest front matter; its parsers are slow, and not linear in everything."""
_MOST_BRACKETS = 500
"""Lists and objects of front matter; YAML takes quadratic time in them."""
_MOST_OPENED = 5 * MAX_LINKS
"""Brackets from which on links and pictures are not looked for, since each takes ten times as long as any other character."""
_LEAST = 2
"""Signs that make a text without a name Markdown."""
_LOOKED_AT = 200_000
"""Characters in which they are looked for."""
_BOLD = r"\*\*[^*\n]{1,200}\*\*[:.]?"
_LABEL = (
    r"(?:\*\*[^*\n]{1,60}(?:\*\*:|:\*\*)|(?<=[.!?…:\"'”’)*]\n)(?:[A-ZÀ-Þ][\w.'’-]{0,30} ){0,3}[A-ZÀ-Þ][\w.'’-]{0,30}:\s|(?<=[?*]\n)A\.\s)"
)
_LINE = re.compile(rf"(?:(?<=\n)|\A)({_BOLD})\n(?=\S)|(?<=\S)\n(?={_LABEL})")
"""The end of a line that is bold as a whole, or stands above a label such as a speaker's: nobody wraps there."""
_TITLES = ("title",)
_PEOPLE = ("authors", "author", "by")
_DATES = ("date", "published", "pubdate", "publishdate", "created", "lastmod", "updated", "year")
_READ = frozenset("subtitle affiliations affiliation abstract description summary keywords journal publisher institution version".split())
"""Other fields that say something to a reader; the rest serves programs."""


def is_markdown(text: str) -> bool:
    """Whether a text is plainly Markdown. Linear in the text."""
    text = text[:_LOOKED_AT].replace("\r\n", "\n")
    return sum(1 for sign in _SIGNS for _ in islice(sign.finditer(text), _LEAST)) >= _LEAST


def read_markdown(data: bytes, charset: str = "") -> Outline:
    """A Markdown file, with or without front matter."""
    outline = Outline()
    _read(outline, outline.decode(data, "This file", charset))
    return outline


def read_pasted(text: str) -> Outline:
    """A pasted text in Markdown: the end of a line is one, unless the lines are wrapped."""
    outline = Outline()
    _read(outline, text, not are_wrapped(_CODE.sub("", text).split("\n")))
    return outline


def _read(outline: Outline, text: str, breaks: bool = False) -> None:
    """Add a text to an outline; with `breaks`, the end of each line ends a paragraph."""
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n")
    matter = _FRONT_MATTER.match(text)
    fields = _fields(matter.group(1), matter.group(2)) if matter else None
    if matter and fields is not None:
        _add_fields(outline, fields)
        text = text[matter.end() :]
    renderer = MarkdownIt("commonmark", {"breaks": breaks}).enable(["table", "strikethrough"])
    if text.count("[") > _MOST_OPENED:
        renderer.disable(["link", "image"])
    rendered = renderer.render(_outside_code(_with_breaks, _with_notes(text)))
    if rendered.strip():
        walk = Walk(outline)
        tree = parse_html(f"<body>{rendered}</body>")
        walk.tree(tree)
        walk.left_out["picture"] += len(tree.findall(".//img"))
        report_on(outline, walk.left_out)


def _outside_code(change: Callable[[str], str], text: str) -> str:
    """A text that is changed where it is no code."""
    parts = _CODE.split(text)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)


def _with_breaks(text: str) -> str:
    """A text whose lines end where nobody wraps: `_LINE`."""
    return _LINE.sub(lambda end: f"{end[1] or ''}\\\n", text)


def _with_notes(text: str) -> str:
    """A text whose marks of notes (`[^2]`) are written as those of other formats, `[2]`, outside of code."""
    names = set(_DEFINED.findall(text))

    def noted(part: str) -> str:
        return _NOTE_TEXT.sub(r"\n\n\1 ", _NOTE.sub(lambda mark: f"\\[{mark[1]}\\]" if mark[1] in names else mark[0], part))

    return _outside_code(noted, text) if names else text


def _fields(mark: str, text: str) -> dict[str, Any] | None:
    """The fields of front matter, names in lower case; None where it is none."""
    import yaml

    if len(text) > _LONGEST_MATTER or text.count("[") + text.count("{") > _MOST_BRACKETS:
        return None
    try:
        if mark != "+++" and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            return None  # a name for a part that stands again and again may stand for any amount
        found = tomllib.loads(text) if mark == "+++" else yaml.safe_load(text)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
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
