"""Exceptions for mistakes of the user. Their text is a sentence that says what to do."""

from __future__ import annotations


class QaBotError(Exception):
    """A mistake that the user can correct. All interfaces show the text as it is, without a traceback."""


class TooLongError(QaBotError):
    """A question, an article or a request is too long."""


class UnknownArticleError(QaBotError):
    """There is no article with this name."""


class BusyError(QaBotError):
    """The queue of waiting questions is full."""


class TooManyError(QaBotError):
    """A visitor exceeded the rate limit.

    Args:
        sentence: what to do.
        seconds: how long the visitor must wait.
    """

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[TooManyError], tuple[str, int]]:
        return type(self), (str(self), self.seconds)


class UnwantedError(QaBotError):
    """The one who asked has gone, and the work was given up."""
