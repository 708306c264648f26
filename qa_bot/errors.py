"""The exceptions that a user's mistake raises: their text is a sentence that says what to do."""

from __future__ import annotations


class QaBotError(Exception):
    """A mistake that the user can mend; every door shows the text as it is, without a traceback."""


class TooLongError(QaBotError):
    """A question, an article or a request is longer than what is read."""


class UnknownArticleError(QaBotError):
    """No article goes by this name here."""


class BusyError(QaBotError):
    """As many questions wait as may wait."""


class TooManyError(QaBotError):
    """This visitor asked more than the limit allows.

    Args:
        sentence: what to do.
        seconds: how long to wait.
    """

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds
