"""Plot the results of `breakdown` for a model card: reliability on the left, F1 against coverage on the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_bot.errors import QaBotError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACCENT, QUIET = "#a3410f", "#8a8580"


def draw(reliability: dict[str, Any], coverage: Sequence[dict[str, Any]], title: str, path: Path) -> None:
    """Write the picture. The suffix of `path` selects the format.

    Args:
        reliability: what `breakdown.reliability` returns.
        coverage: what `breakdown.coverage` returns.
        title: what was measured, in a few words.
        path: a `.png` or `.svg` file.

    Raises:
        QaBotError: matplotlib is missing, the suffix is not supported, or the file cannot be written.
    """
    if path.suffix not in (".png", ".svg"):
        raise QaBotError(f"{path} is neither a .png nor a .svg file: give the plot one of these suffixes.")
    try:
        figure = _figure(reliability, coverage, title)
    except ImportError:
        raise QaBotError("Plots need matplotlib: install it with: pip install 'qa-bot[train]'.") from None
    try:
        figure.savefig(path, dpi=110)
    except OSError as error:
        raise QaBotError(f"{path} cannot be written ({error.strerror}): give a path in an existing folder.") from None


def _figure(reliability: dict[str, Any], coverage: Sequence[dict[str, Any]], title: str) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    bins = reliability["bins"]
    most = max((found["n"] for found in bins), default=1)
    left.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=":")
    sizes = [20 + 180 * found["n"] / most for found in bins]
    left.plot([found["confidence"] for found in bins], [found["f1"] for found in bins], color=ACCENT, linewidth=1)
    left.scatter([found["confidence"] for found in bins], [found["f1"] for found in bins], sizes, color=ACCENT)
    left.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence that is shown", ylabel="F1 of the answers")
    error = "no answers" if reliability["error"] is None else f"calibration error {reliability['error']:.3f}"
    left.set_title(f"{reliability['n']:,} answers, {error}", fontsize=10)
    right.plot([100 * point["coverage"] for point in coverage], [point["f1"] for point in coverage], color=ACCENT, marker="o", markersize=4)
    right.set(xlim=(0, 103), ylim=(0, 103), xlabel="questions answered, the surest first (%)", ylabel="F1 of the answers (%)")
    right.set_title("F1 against coverage", fontsize=10)
    figure.suptitle(title, fontsize=10, x=0.01, ha="left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    return figure
