"""Word's fields and drop capitals -> runs that mammoth reads as Word shows them. Works on the XML, in place.

A field is begun, has a code, is parted from its result, shows the result, and ends. A field inside the code of another shows nothing: of
`IF "{SEX}" = "f" "Madam" "Sir"` only the outer result, "Madam", is seen.
"""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 20
"""Fields in each other, as many as Word allows; mammoth looks through all that are open for every run, so of deeper ones it gets no marks."""
_STORIES = frozenset(f"{_W}{name}" for name in ("footnote", "endnote", "comment"))


def show_fields(tree: Any) -> None:
    """Leave out what stands in the code of fields, and write what is chosen in a list to choose from."""
    open_: list[list[Any]] = []  # of each open field, the texts in its code
    codes: list[list[Any]] = []  # those among them whose result has not begun
    for element in list(tree.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}t", *_STORIES)):
        kind = element.get(f"{_W}fldCharType")
        unread = len(open_) > _DEEPEST and element.tag != f"{_W}t"
        if element.tag in _STORIES:
            open_, codes, unread = [], [], False
        elif kind == "begin":
            _choose(element.getparent(), element)
            open_.append([])
            codes.append(open_[-1])
            unread = len(open_) > _DEEPEST
        elif kind == "separate" and open_:
            if codes and codes[-1] is open_[-1]:
                codes.pop()
            else:
                unread = True  # the second of one field: mammoth would read its code again
        elif kind == "end" and open_:
            ended = open_.pop()
            if codes and codes[-1] is ended:
                codes.pop()
            for text in ended:
                text.getparent().remove(text)
        elif element.tag == f"{_W}t" and codes:
            codes[0].append(element)
        if unread:
            element.getparent().remove(element)


def _choose(run: Any, mark: Any) -> None:
    """Write the entry that is chosen in a form's list, which Word shows without a run of text."""
    entries = mark.find(f"{_W}ffData/{_W}ddList")
    if entries is None:
        return
    named = [entry.get(f"{_W}val") or "" for entry in entries.findall(f"{_W}listEntry")]
    chosen = entries.find(f"{_W}result")
    chosen = entries.find(f"{_W}default") if chosen is None else chosen
    number = "0" if chosen is None else chosen.get(f"{_W}val") or ""
    if number.isascii() and number.isdigit() and int(number) < len(named):
        made, text = run.makeelement(f"{_W}r"), run.makeelement(f"{_W}t")
        text.text = named[int(number)]
        text.set(_SPACE, "preserve")
        made.append(text)
        run.addprevious(made)


def join_drop_capitals(tree: Any) -> None:
    """Put a drop capital, which is a paragraph of its own in the file, at the head of the paragraph that it begins."""
    for frame in list(tree.iter(f"{_W}framePr")):
        paragraph = next(frame.iterancestors(f"{_W}p"), None)
        following = None if paragraph is None else paragraph.getnext()
        dropped = frame.get(f"{_W}dropCap") in ("drop", "margin")
        if not dropped or paragraph is None or following is None or following.tag != f"{_W}p":
            continue
        if following.find(f"{_W}pPr/{_W}framePr") is not None:
            continue  # another frame: of a row of them, all would be moved on and on
        at = 1 if following.find(f"{_W}pPr") is not None else 0
        for run in reversed(paragraph.findall(f"{_W}r")):
            following.insert(at, run)
        paragraph.getparent().remove(paragraph)
