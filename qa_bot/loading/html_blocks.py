"""A tree of HTML -> blocks, in the order of the page. One walk without recursion, so that no nesting is too deep.

As in browsers, an element that is not known to begin a block stands in the line (HTML's rendering section: `display: block` for a closed list
of elements, inline for all others). What nobody sees is left out and counted by kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qa_bot.article import Kind
from qa_bot.loading.elements import (
    BLOCKS,
    CELLS,
    HEADINGS,
    MARK,
    acts_as,
    in_head,
    integer,
    is_layout,
    is_note,
    is_reading,
    left_out_as,
    tick,
)
from qa_bot.loading.formulas import formula
from qa_bot.loading.grid import Cell, OpenTable, add_table
from qa_bot.loading.list_markers import ListMarkers
from qa_bot.loading.outline import Outline, Run, indent_of
from qa_bot.loading.superscripts import note, subscript, superscript
from qa_bot.loading.visibility import Styles, acting

if TYPE_CHECKING:
    from lxml.etree import _Element

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_QUOTES = ("“”", "‘’")
_BACK = frozenset({"↩", "↑", "^"})


class Walk:
    """One walk over a tree. Adds its blocks to an outline.

    Args:
        outline: where the blocks go.
        skip: whether an element is left out, given its tag in lower case and itself.
        styles: what the page's style rules hide and strike out.
    """

    def __init__(self, outline: Outline, skip: Callable[[str, Any], bool] | None = None, styles: Styles | None = None) -> None:
        self.outline = outline
        self.left_out: Counter[str] = Counter()
        """What nobody sees, by kind, in the singular."""
        self._skip = skip or (lambda name, element: False)
        self._styles = styles or Styles()
        self._runs: list[Run] = []
        self._kinds: list[tuple[Kind, int]] = []
        self._lists: list[ListMarkers] = []
        self._urls: list[tuple[str, int]] = []
        """The links that are open, each with the number of runs before it."""
        self._scripts: list[tuple[int, bool]] = []
        self._tables: list[OpenTable] = []
        self._marker = ""
        self._in_cell = False
        self._verbatim = self._struck = self._quotes = 0

    def tree(self, root: _Element) -> None:
        """Add all blocks of the tree."""
        from lxml import etree

        skipping = 0
        open_: list[tuple[str, frozenset[str]]] = []
        above = [self._styles.names(one) for one in root.iterancestors()][::-1]
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                name = acts_as(element)
                above.append(self._styles.names(element))
                effects = frozenset({"hidden"}) if skipping else self._effects(name, element, above)
                name = acting(name, effects)
                open_.append((name, effects))
                skipping += "hidden" in effects
                if not skipping:
                    self._struck += "struck" in effects
                    self._break("block" in effects, name)
                    self._open(name, element)
                    self._text(element.text)
                continue
            if event == "end":
                name, effects = open_.pop()
                above.pop()
                if skipping:
                    skipping -= 1
                else:
                    self._close(name, element)
                    self._break("block" in effects, name)
                    self._struck -= "struck" in effects
            if not skipping and element is not root:
                self._text(element.tail)
        self._flush()

    def _effects(self, name: str, element: Any, above: list[frozenset[str]]) -> frozenset[str]:
        """What the page does to an element: "hidden" for what nobody sees."""
        kind = "" if self._skip(name, element) else left_out_as(name, element)
        if name == "math":
            self._text(formula(element))
        elif name == "input":
            self._text("" if "hidden" in self._styles.effects(name, element, above) else tick(element))
        elif kind is not None:
            self.left_out[kind] += bool(kind)
        else:
            effects = self._styles.effects(name, element, above)
            if "hidden" in effects:
                self.left_out["hidden part"] += bool("".join(element.itertext()).strip())
            return effects
        return frozenset({"hidden"})

    def _break(self, breaks: bool, name: str) -> None:
        """End the line before and after what the page's styles set as a block."""
        if breaks and name not in BLOCKS:
            if self._in_cell:
                self._runs.append(Run(" "))
            else:
                self._flush()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        url = self._urls[-1][0] if self._urls else ""
        struck = self._struck > 0
        if not self._verbatim or self._in_cell:
            self._runs.append(Run("" if "#" in url and text.strip(" \n\t\ufe0e") in _BACK else text, url, struck=struck))
            return
        first, *rest = text.split("\n")
        self._runs.append(Run(first, url, struck=struck))
        for line in rest:
            self._flush()
            self._runs.append(Run(line, url, struck=struck))

    def _open(self, name: str, element: Any) -> None:
        if name in BLOCKS:
            self._open_block(name, element)
        elif name == "a":
            self._urls.append((element.get("href") or "", len(self._runs)))
        elif name in ("sup", "sub"):
            self._scripts.append((len(self._runs), is_note(element)))
        elif name == "q":
            self._text(_QUOTES[self._quotes % 2][0])
            self._quotes += 1
        elif is_reading(name, element):
            self._text(" (")

    def _open_block(self, name: str, element: Any) -> None:
        table = self._tables[-1] if self._tables else None
        if self._in_cell or (name == "br" and self._kinds and self._kinds[-1][0] == "heading"):
            self._runs.append(Run(" "))  # a cell stays one paragraph, and so does a heading
            return
        self._flush()
        if name == "table":
            self._tables.append(OpenTable(not is_layout(element)))
        elif name == "tr" or name in CELLS:
            if table and table.is_grid:
                self._open_cell(name, element, table)
        elif name in _LISTS:
            self._lists.append(ListMarkers(element))
        elif name in HEADINGS:
            self._kinds.append(("heading", HEADINGS[name]))
        elif name == "li":
            self._kinds.append(("item", max(1, len(self._lists))))
            self._marker = self._lists[-1].next(element.get("value")) if self._lists else "•"
        elif name == "blockquote":
            self._kinds.append(("quote", 1))
        elif name == "pre":
            self._kinds.append(("code", 1))
            self._verbatim += 1

    def _open_cell(self, name: str, element: Any, table: OpenTable) -> None:
        if name == "tr" or not table.rows:
            table.rows.append([])
        if name in CELLS:
            self._in_cell, self._runs = True, []
            columns, rows = integer(element.get("colspan"), 1), integer(element.get("rowspan"), 1)
            table.rows[-1].append(Cell(self._runs, columns, rows, name == "th"))
        elif in_head(element):
            table.marked = len(table.rows)

    def _close(self, name: str, element: Any) -> None:
        if name in BLOCKS:
            self._close_block(name)
        elif name == "a":
            self._close_link()
        elif name in ("sup", "sub"):
            self._close_script(name)
        elif name == "q":
            self._quotes -= 1
            self._text(_QUOTES[self._quotes % 2][1])
        elif is_reading(name, element):
            self._text(")")

    def _close_block(self, name: str) -> None:
        if name == "br":
            return
        table = self._tables[-1] if self._tables else None
        if name == "table":
            self._flush()
            add_table(self.outline, self._tables[-1].rows, self._tables.pop().marked)
            return
        if name in CELLS and table and table.is_grid:
            self._in_cell, self._runs = False, []
            return
        if self._in_cell:
            self._runs.append(Run(" "))
            return
        self._flush()
        if name in _LISTS:
            self._lists.pop()
        elif name in HEADINGS or name in ("li", "blockquote", "pre"):
            self._kinds.pop()
            self._verbatim -= name == "pre"
            self._marker = ""

    def _close_link(self) -> None:
        """Write a mark that is glued to what stands before and leads to another place of the page as that of a note."""
        url, at = self._urls.pop()
        text = "".join(run.text for run in self._runs[at:])
        before = self._runs[at - 1].text[-1:] if 0 < at < len(self._runs) else ""
        if "#" in url and before.strip() and not self._scripts and MARK.fullmatch(text):
            self._runs[at:] = [Run(note(text), url, struck=self._struck > 0)]

    def _close_script(self, name: str) -> None:
        """Write what stood in a superscript or subscript so that it cannot be taken for a part of what stands before."""
        at, is_note = self._scripts.pop()
        raised = self._runs[at:]
        text = "".join(run.text for run in raised).strip()
        if not text or len(self._runs) < at:
            return
        before = "".join(run.text for run in self._runs[max(0, at - 3) : at])
        linked = any("#" in run.url for run in raised) and len(text) <= 4
        written = note(text) if is_note or linked else superscript(text, before) if name == "sup" else subscript(text, before)
        self._runs[at:] = [Run(written, raised[0].url, struck=raised[0].struck)]

    def _flush(self) -> None:
        kind, level = self._kinds[-1] if self._kinds else (None, 1)
        level += indent_of(self._runs) if kind == "code" else 0
        # the innermost kind counts: a paragraph in an item in a quote is an item
        if self._runs and self.outline.add(self._runs, kind, level, self._marker if kind == "item" else ""):
            self._marker = ""
        self._runs = []
