"""How gradio reads an upload, within limits of ours: one file and nothing beside it, and names in UTF-8; and what it tells about one that is coming in.

Gradio decodes what a form holds with any codec that the request names, some of which take quadratic time, and keeps whatever a request calls
an upload for ever.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict, deque
from typing import Any

from gradio import route_utils, routes
from gradio.route_utils import FileUploadProgress, FileUploadProgressTracker, GradioMultiPartParser, GradioUploadFile
from starlette.formparsers import MultiPartException

KEPT = 100
"""Uploads whose progress may be asked for; whatever was begun first goes first."""
LOOK = 0.05
"""Seconds between two looks whether an upload has begun."""


class UnguessedFile(GradioUploadFile):
    """A file of which gradio's hash, and so its path, is another with each upload, so that nobody can guess it.

    Gradio keeps equal files at one path: whoever knew a file could have another visitor's deleted before it was read.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sha.update(secrets.token_bytes(32))


class OneFile(GradioMultiPartParser):
    """Reads a form that holds one file."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"max_files": 1, "max_fields": 0})

    def on_headers_finished(self) -> None:
        """The names in the head of a part are decoded."""
        self._charset = "utf-8"
        try:
            super().on_headers_finished()
        except MultiPartException:
            raise MultiPartException("Upload one file, and nothing beside it.") from None


class Progress(FileUploadProgress):
    """How far the last uploads are. Nothing is kept of one that is only asked about."""

    def __init__(self) -> None:
        super().__init__()
        self._statuses: OrderedDict[str, FileUploadProgressTracker] = OrderedDict()

    def track(self, upload_id: str) -> None:
        """An upload begins."""
        if upload_id not in self._statuses:
            self._statuses[upload_id] = FileUploadProgressTracker(deque(), False)
        while len(self._statuses) > KEPT:
            self._statuses.popitem(last=False)

    async def is_tracked(self, upload_id: str) -> bool:
        """Wait until an upload has begun; gradio gives up after three seconds."""
        while upload_id not in self._statuses:
            await asyncio.sleep(LOOK)
        return True


def read_uploads_so() -> None:
    """Have gradio read uploads in this way, in the whole process."""
    route_utils.GradioUploadFile = UnguessedFile  # type: ignore[misc]
    route_utils.GradioMultiPartParser = OneFile  # type: ignore[misc]
    routes.file_upload_statuses = Progress()
