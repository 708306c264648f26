"""Where the system's Chromium is. Its headless shell, which draws no window around a page, takes half the processor time."""

from __future__ import annotations

import shutil

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")


def chromium() -> str:
    """The path of the first of `NAMES` that is installed."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "the browser tests need Chromium: apt-get install chromium-headless-shell"
    return path
