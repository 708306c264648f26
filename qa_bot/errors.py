"""The one exception that a user's mistake raises: its text is a sentence that says what to do."""

from __future__ import annotations


class QaBotError(Exception):
    """A mistake that the user can mend; every door shows the text as it is, without a traceback."""
