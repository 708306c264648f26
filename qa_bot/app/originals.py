"""The PDFs that articles were read from, kept so that their pages can be shown, and the pictures that were drawn of them.

A file's name here is a keyed hash of it: whoever names it got the name from this server, so has brought this very file. Files and pictures share
the budget of what was handed in; those that were unused for longest go first, and can be brought again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from qa_bot.cache import Kept, Memory
from qa_bot.errors import QaBotError
from qa_bot.loading.pdf_places import PagePicture
from qa_bot.loading.worker_process import picture

WIDTHS = (700, 1000, 1400, 2000)
"""Pixels of a picture: few, so that a picture serves windows of many sizes."""


class Originals:
    """The files of one server.

    Args:
        memory: the budget.
        opened: the PDF of the article that the page opens with, which all visitors may see and which stays; empty for none.
    """

    def __init__(self, memory: Memory, opened: bytes = b"") -> None:
        self._secret = secrets.token_bytes(32)
        self._kept = Kept[str, bytes](memory, lambda name, data: len(data))
        self._drawn = Kept[tuple[str, int, int], PagePicture](memory, lambda key, drawn: drawn.size)
        self._opened = opened
        self.opened = self._name(opened) if opened else ""
        """The name of the file that the page opens with; empty for none."""

    def keep(self, data: bytes) -> str:
        """Keep a file; its name. Empty for no file."""
        if not data:
            return ""
        name = self._name(data)
        self._kept.put(name, data)
        return name

    def picture(self, name: str, number: int, width: int, beforehand: Callable[[], None]) -> PagePicture:
        """A page of a file.

        Args:
            name: the file's.
            number: of the page, from 1.
            width: the pixels that the page has on the screen.
            beforehand: called before a picture is drawn, not where one is kept.

        Raises:
            QaBotError: the file is no longer here, or the page cannot be drawn.
        """
        key = (name, number, next((pixels for pixels in WIDTHS if pixels >= width), WIDTHS[-1]))
        data = self._opened if name == self.opened else self._kept.get(name)
        if not data:
            raise QaBotError("This PDF is no longer here. Open the file again to see its pages.")
        drawn = self._drawn.get(key)
        if drawn is None:
            beforehand()
            drawn = picture(data, number, key[2])
            self._drawn.put(key, drawn)
        return drawn

    def _name(self, data: bytes) -> str:
        return hashlib.blake2b(data, digest_size=16, key=self._secret).hexdigest()
