"""Uploads that nobody has read yet. Gradio keeps equal files at one path, so the file of a whole class is deleted when the last has read it."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Lock


class UnreadFiles:
    """How many uploads each path still stands for. Thread-safe."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        """Gradio's own record of its files, from which it never takes one that is gone."""
        self._uploads: Counter[Path] = Counter()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many files wait to be read."""
        return len(self._uploads)

    def add(self, path: Path) -> None:
        """A file was uploaded, or will be there in a moment."""
        with self._lock:
            self._uploads[path] += 1

    def forget(self, path: Path) -> None:
        """One upload has been read: delete its file and the folder that gradio made for it, unless another upload stands for the same."""
        with self._lock:
            self._uploads[path] -= 1
            if self._uploads[path] > 0:
                return
            self._drop(path)
            with suppress(OSError):
                path.unlink()
            if path.parent.name.isalnum() and len(path.parent.name) >= 32:
                shutil.rmtree(path.parent, ignore_errors=True)

    def gone(self, path: Path) -> None:
        """Nobody came to read a file, and it was deleted."""
        with self._lock:
            self._drop(path)

    def _drop(self, path: Path) -> None:
        del self._uploads[path]
        self.names.discard(str(path))
