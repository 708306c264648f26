"""Uploads that nobody has read yet."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from threading import Lock


class UnreadFiles:
    """The paths of uploads that wait to be read. Thread-safe."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        """Gradio's own record of its files, from which it never takes one that is gone."""
        self._uploads: set[Path] = set()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many files wait to be read."""
        return len(self._uploads)

    def add(self, path: Path) -> None:
        """A file was uploaded, or will be there in a moment."""
        with self._lock:
            self._uploads.add(path)

    def forget(self, path: Path) -> None:
        """An upload has been read: delete its file and the folder that gradio made for it."""
        self.gone(path)
        with suppress(OSError):
            path.unlink()
        if path.parent.name.isalnum() and len(path.parent.name) >= 32:
            shutil.rmtree(path.parent, ignore_errors=True)

    def gone(self, path: Path) -> None:
        """Nobody came to read a file, and it was deleted."""
        with self._lock:
            self._uploads.discard(path)
            self.names.discard(str(path))
