"""A mail as it is stored (`.eml`, RFC 5322 and MIME) -> its text, through the standard library's `email`.

The lines that a reader sees above a mail (From, To, Date, Subject) are kept as text, decoded; so is the body, the plain one where there are two.
A mail that is forwarded whole follows. Attachments are left out and counted. Runs in the worker only: parsing headers can take long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from typing import Any

from qa_bot.loading.encoding import decode, decoded
from qa_bot.loading.plain_text import Cleaned, clean, clean_parts

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*+){2,}+\r?\n")
_STORED = re.compile(
    rb"^(?:MIME-Version|Content-Transfer-Encoding|Message-ID|Received):|=\?[\w-]{1,40}\?[QqBb]\?", re.MULTILINE | re.IGNORECASE
)
_DEEPEST = 3
"""Mails that are forwarded in each other and read."""
_MOST = 200
"""Parts of one mail that are looked at."""
LONGEST_FIELD = 20_000
"""Characters of a field of a header that are read: the time that `email` takes grows with the square."""


class _Fields(Compat32):
    """A mail's fields, each up to `LONGEST_FIELD`."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the value of a field."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_FIELD]


def is_mail(data: bytes) -> bool:
    """Whether a text begins with the header of a stored mail, as one that was copied from "show source" does."""
    found = _HEADER.match(data[:20_000])
    return bool(found and _STORED.search(found.group()))


def read_mail(data: bytes) -> Cleaned:
    """A stored mail."""
    return _read(message_from_bytes(data, policy=_Fields()), _DEEPEST)


def _read(message: Message[Any, Any], deepest: int) -> Cleaned:
    """A mail, and those that it forwards, down to so many of them in each other."""
    header = {name: " ".join(_decoded(message.get(name)).split()) for name in _SHOWN}
    plain, page, attached = None, None, 0
    forwarded: list[Cleaned] = []
    for part in _parts(message):
        if part.get_content_type() == "message/rfc822" and part.is_multipart() and deepest and not _is_attached(part):
            forwarded.append(_read(part.get_payload(0), deepest - 1))  # type: ignore[arg-type]
        elif _is_attached(part) or part.get_content_maintype() not in ("text", "multipart"):
            attached += 1
        elif part.get_content_subtype() == "html":
            page = page or part
        elif plain is None:
            plain = part
        else:
            attached += 1
    above = "\n\n".join(f"{name}: {value}" for name, value in header.items() if value)
    body = _of_text(plain) if plain is not None else _of_page(page) if page is not None else Cleaned("")
    found = clean_parts([clean(above), body, *forwarded])
    dropped = [what for one in (body, *forwarded) for what in one.dropped]
    if attached:
        dropped.append(f"{attached:,} attachment{'' if attached == 1 else 's'}")
    return replace(found, kind="mail", title=header["Subject"], date=_date(message.get("Date")), dropped=tuple(dropped))


def _parts(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """The parts of a mail in order, those that it forwards whole."""
    waiting = [message]
    for _ in range(_MOST):
        if not waiting:
            return
        part = waiting.pop()
        inside = (
            part.get_payload() if part.is_multipart() else None
        )  # `get_payload` would decode a text by codecs that `decoded` does not allow
        if isinstance(inside, list) and (part is message or part.get_content_maintype() == "multipart"):
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _is_attached(part: Message[Any, Any]) -> bool:
    return part.get_content_disposition() == "attachment"


def _bytes(part: Message[Any, Any]) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _of_text(part: Message[Any, Any]) -> Cleaned:
    found = decoded(_bytes(part), "This mail", part.get_content_charset() or "")
    text = found.text
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    text = re.sub(r"(?<![ \t])[ \t]+$", "", text, flags=re.MULTILINE)
    return clean(re.sub(r"^--\s*$", "", text, flags=re.MULTILINE))


def _unflowed(text: str, delete_space: bool) -> str:
    r"""A flowed text (RFC 3676) with each paragraph on one line: a line that ends in a space goes on in the next one of its depth.

    Example: "The keys are \nwith Olaf.\n> Who \n> has them?" -> "The keys are with Olaf.\n> Who has them?"
    """
    lines: list[str] = []
    flows, last = False, 0
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = len(line) - len(line.lstrip(">"))
        words = line[quoted:].removeprefix(" ")
        if flows and quoted == last and words != "-- ":
            lines[-1] += words
        else:
            lines.append(f"{'>' * quoted} {words}" if quoted else words)
        flows, last = words.endswith(" ") and words != "-- ", quoted
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _of_page(part: Message[Any, Any]) -> Cleaned:
    from qa_bot.loading.webpage import read_html

    outline = read_html(_bytes(part), part.get_content_charset() or "")
    return Cleaned(outline.text, tuple(outline.links), tuple(outline.blocks), tuple(outline.dropped), struck=tuple(outline.struck))


def _decoded(value: Any) -> str:
    """A header field with its encoded words decoded (RFC 2047), only by encodings of the WHATWG list."""
    if value is None:
        return ""
    try:
        parts = decode_header(str(value))
    except (MessageError, ValueError):  # an encoded word that is not the base64 that it claims to be
        return str(value)
    return "".join(part if isinstance(part, str) else decode(part, "This mail", label or "ascii") for part, label in parts)


def _date(value: Any) -> str:
    try:
        return parsedate_to_datetime(str(value)).date().isoformat() if value else ""
    except (ValueError, IndexError, OverflowError):
        return ""
