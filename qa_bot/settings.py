"""All environment variables: name, meaning and default. The table in docs/configuration.md is generated from them.

A blank variable counts as unset, because the settings page of a Space can only blank it. Command-line options override variables.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from qa_bot.errors import QaBotError

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_MANY = 1_000_000
_UNITS = {"": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
LEAST_MEMORY = 10_000_000
"""Bytes; a short article and a few visits fit."""


class Variable(NamedTuple):
    """One variable: the field of `Settings` that it sets, its meaning, its default in words, and how it is read where not by its type."""

    field: str
    meaning: str
    default: str
    read: Callable[[str], int | str] | None = None


def bytes_of(written: str) -> int:
    """Bytes as people write them.

    >>> bytes_of("500MB"), bytes_of("2 gb"), bytes_of("64000000")
    (500000000, 2000000000, 64000000)

    Raises:
        ValueError: this is none, or less than `LEAST_MEMORY`.
    """
    found = re.fullmatch(r"([0-9]{1,15})\s*(|kB|MB|GB)", written, re.IGNORECASE)
    size = int(found[1]) * _UNITS[found[2].lower()] if found else 0
    if size < LEAST_MEMORY:
        raise ValueError(f"give bytes from {LEAST_MEMORY / 1e6:.0f}MB, such as 500MB or 2GB")
    return size


def redis_address(written: str) -> str:
    """The address of a Redis, as it is.

    Raises:
        ValueError: this is none.
    """
    if re.fullmatch(r"rediss?://([^\s/@]*@)?(\[[0-9a-f:]+\]|[^\s/@:]+)(:[0-9]{1,5})?(/\S*)?", written) is None:
        raise ValueError("give an address such as redis://host:6379/0")
    return written


VARIABLES: dict[str, Variable] = {
    "QA_BOT_ARTICLE": Variable("article", "what the page opens with: a file, or the name of a bundled article", "putin-trump-call"),
    "QA_BOT_MODEL": Variable(
        "model", "the reader: a folder, a shipped reader's name (`reader-small` is the fast one) or a hub name", "reader"
    ),
    "QA_BOT_DTYPE": Variable(
        "dtype", "precision for torch: float32, bfloat16, or auto (bfloat16 where the processor multiplies it)", "auto"
    ),
    "QA_BOT_ENGINE": Variable(
        "engine", "what computes: openvino (int8, readers that ship), torch (any reader), or auto (openvino where it can)", "auto"
    ),
    "QA_BOT_TITLE": Variable("title", "the name above the chat", "qa_bot"),
    "QA_BOT_ALLOW_URLS": Variable("allow_urls", "1 lets articles be fetched from addresses", "0"),
    "QA_BOT_MCP": Variable("mcp", "1 serves the tools for agents too (extra `mcp`)", "1 on a Space, else 0"),
    "QA_BOT_QUEUE": Variable("queue", "questions that may wait; the next is told to come back", "32"),
    "QA_BOT_RATE": Variable("rate", "questions a visitor may ask in a minute; 0: any number", "30 on a Space, else 0"),
    "QA_BOT_MEMORY": Variable(
        "memory",
        "bytes for all articles that are kept, such as 2GB: half prepared, a quarter handed in (PDFs too), a quarter visits",
        "500MB",
        bytes_of,
    ),
    "QA_BOT_STORE": Variable(
        "store",
        "a Redis that keeps handed-in articles for several servers, such as redis://host:6379/0 (extra `cluster`)",
        "this process",
        redis_address,
    ),
    "QA_BOT_PROXY": Variable(
        "proxy", "number of proxies in front; the visitor is so many addresses from the end of X-Forwarded-For", "1 on a Space, else 0"
    ),
    "QA_BOT_PRIVATE_PROXIES": Variable(
        "private_proxies", "1: private addresses in X-Forwarded-For are further proxies, never visitors", "1 on a Space, else 0"
    ),
    "QA_BOT_HOSTS": Variable(
        "hosts",
        "host names that the server answers to, with commas; `*.example.org` is any below it, `*` any",
        "loopback names on loopback, else *",
    ),
    "QA_BOT_FRAMES": Variable(
        "frames", "pages that may show this one in a frame, as in `frame-ancestors`, such as `'self' https://example.org`", "any"
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process."""

    article: str = ""
    """Empty: the bundled default."""
    model: str = ""
    """Empty: the shipped reader."""
    dtype: str = "auto"
    engine: str = "auto"
    title: str = "qa_bot"
    allow_urls: bool = False
    mcp: bool = False
    queue: int = 32
    rate: int = 0
    """Questions a visitor may ask in 60 seconds; 0: any number."""
    memory: int = 500_000_000
    """Bytes for what is kept of articles, beside the model: see `cache`."""
    store: str = ""
    """Empty: handed-in articles are kept by this process, or by a cluster."""
    proxy: int = 0
    """Proxies in front of the server."""
    private_proxies: bool = False
    hosts: str = ""
    """Empty: names of this machine where the server listens on it only, else any."""
    frames: str = ""
    """Empty: any."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from the environment.

        Raises:
            QaBotError: a variable has an invalid value.
        """
        found = os.environ if environment is None else environment
        space = found.get("SYSTEM") == "spaces"
        values: dict[str, Any] = {"mcp": True, "rate": 30, "proxy": 1, "private_proxies": True} if space else {}
        for name, variable in VARIABLES.items():
            written = found.get(name, "").strip()
            if written:
                values[variable.field] = _parsed(name, written, getattr(cls(), variable.field))
        settings = cls(**values)
        if settings.queue < 1:
            raise QaBotError(f"QA_BOT_QUEUE is {settings.queue}: give a number from 1.")
        return settings


def table() -> str:
    """The table of docs/configuration.md."""
    rows = [f"| `{name}` | {variable.meaning} | {variable.default} |" for name, variable in VARIABLES.items()]
    return "\n".join(["| variable | what it sets | default |", "|---|---|---|", *rows])


def _parsed(name: str, written: str, default: bool | int | str) -> bool | int | str:
    read = VARIABLES[name].read
    if read:
        try:
            return read(written)
        except ValueError as error:
            raise QaBotError(f"{name} is {written!r}: {error}.") from None
    if isinstance(default, bool):
        if written.lower() not in _YES + _NO:
            raise QaBotError(f"{name} is {written!r}: give 1 or 0.")
        return written.lower() in _YES
    if isinstance(default, int):
        if not (written.isascii() and written.isdigit() and int(written) <= _MANY):
            raise QaBotError(f"{name} is {written!r}: give a whole number from 0.")
        return int(written)
    return written
