"""The text boxes of a Word document -> paragraphs after the one that each is tied to. Works on the XML, in place."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qa_bot.loading.docx_styles import is_on

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def place_text_boxes(tree: Any, counts: Counter[str]) -> None:
    """Put what stands in text boxes after the paragraph that each is tied to; of two versions of one box, the first; of a hidden one, nothing."""
    for choice in list(tree.iter(f"{_MC}AlternateContent")):
        versions = [child for child in choice if next(child.iter(f"{_W}txbxContent"), None) is not None]
        for version in versions[1:]:
            choice.remove(version)
    known: dict[Any, bool] = {}
    for box in list(tree.iter(f"{_W}txbxContent")):
        anchor = next((parent for parent in box.iterancestors(f"{_W}p")), None)
        outer = next((parent for parent in box.iterancestors(f"{_W}txbxContent")), None)
        hidden = _is_hidden(box, known)
        box.getparent().remove(box)
        counts["hidden part"] += hidden
        if anchor is None or outer is not None or hidden:
            continue  # a box inside a box goes with it
        for content in reversed(box):
            anchor.addnext(content)


def _is_hidden(box: Any, known: dict[Any, bool]) -> bool:
    """Whether a text box is hidden: by its run, or by its shape in either of Word's two languages for shapes.

    Args:
        box: the text box.
        known: of elements that were looked at before, whether they hide what they hold; thousands of boxes may stand in one.
    """
    passed, hidden = [], False
    for parent in box.iterancestors():
        if parent.tag == f"{_W}p":
            break
        passed.append(parent)
        hidden = known[parent] if parent in known else _hides(parent)
        if hidden or parent in known:
            break
    known |= dict.fromkeys(passed, hidden)
    return hidden


def _hides(element: Any) -> bool:
    """Whether a run or a shape hides what it holds."""
    if element.tag == f"{_W}r" and is_on(element.find(f"{_W}rPr"), ("vanish",), False):
        return True
    return "visibility:hidden" in (element.get("style") or "").replace(" ", "") or any(
        child.get("hidden") in ("1", "true") for child in element if isinstance(child.tag, str) and child.tag.endswith("}docPr")
    )
