"""The process that reads one file and ends: `python -m qa_bot.loading.worker SUFFIX CHARSET SECONDS`, the file on standard input.

Everything that looks at the bytes of somebody's file runs here and nowhere else: decoding, cleaning, and the libraries that parse formats.
The process first gives up what it does not need (`sandbox`). It writes one JSON object to standard output: the fields of an article, or a
sentence that says why there are none. `--picture PAGE WIDTH SECONDS` draws a page of a PDF instead. With `--confinement` alone it says what was
taken from it.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from qa_bot.errors import QaBotError, TooLongError
from qa_bot.loading.limits import MAX_CHARACTERS, MAX_FACT, MAX_PARTS, MAX_SECONDS, MAX_TOLD, SMALL_MEMORY, memory_for, too_long
from qa_bot.loading.sandbox import confine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_bot.loading.outline import Outline
    from qa_bot.loading.plain_text import Cleaned

INSTALL = "install it with: pip install 'qa-bot[documents]'"
TELL, PICTURE = "--confinement", "--picture"
TEXTS = frozenset({"", ".txt", ".text", ".srt", ".vtt", ".eml"})


def read(suffix: str, data: bytes, charset: str = "") -> dict[str, Any]:
    """The fields of the article in a file, or `{"refused": sentence}` where it cannot be read."""
    try:
        return _read_text(suffix, data, charset) if suffix in TEXTS else _read_document(suffix, data, charset)
    except QaBotError as error:
        return {"refused": str(error)}
    except ImportError as error:
        return {"refused": f"Reading {suffix or '.txt'} files needs the library {error.name}: {INSTALL}."}
    except MemoryError:
        return {"refused": "This file needs more memory to read than is allowed: choose a smaller one."}
    except Exception:  # every library has its own ways to stumble over a broken file
        return {"refused": f"This isn't a readable {suffix[1:].upper()} file. Try saving it again in the program that made it."}


def draw(data: bytes, number: int, width: int) -> dict[str, Any]:
    """The picture of a page of a PDF, or `{"refused": sentence}` where there is none."""
    try:
        from qa_bot.loading.pdf_picture import draw_page

        return draw_page(data, number, width)
    except MemoryError:
        return {"refused": "This page needs more memory to draw than is allowed."}
    except Exception:  # as above
        return {"refused": "This page can't be shown as a picture."}


def _read_text(suffix: str, data: bytes, charset: str) -> dict[str, Any]:
    from qa_bot.loading.encoding import Decoded, decoded
    from qa_bot.loading.mail import is_mail, read_mail
    from qa_bot.loading.markdown import is_markdown, read_pasted
    from qa_bot.loading.plain_text import clean

    if suffix == ".eml" or is_mail(data):
        found, cleaned = Decoded(""), read_mail(data)
    else:
        found = decoded(data, "This file", charset)
        if len(found.text) > MAX_CHARACTERS:
            raise TooLongError(too_long(len(found.text)))
        if is_markdown(found.text):
            with suppress(ImportError):  # without the libraries, the marks stay in the text
                return _fields("Markdown", read_pasted(found.text), found.remark)
        cleaned = clean(found.text)
    if len(cleaned.text) > MAX_CHARACTERS:
        raise TooLongError(too_long(len(cleaned.text)))
    return _sent(cleaned.kind, cleaned, [found.remark] if found.remark else [])


def _struck_parts(count: int) -> list[str]:
    """What the report says of so many struck parts."""
    return [f"{count:,} struck part{'' if count == 1 else 's'}, shown but not read"] if count else []


def _read_document(suffix: str, data: bytes, charset: str) -> dict[str, Any]:
    from qa_bot.loading.formats import READERS

    kind, reader = READERS[suffix]
    return _fields(kind, reader(data, charset))


def _fields(kind: str, outline: Outline, remark: str = "") -> dict[str, Any]:
    outline.take_title()
    pages = [min(page, outline.length) for page in outline.pages]
    return _sent(kind, outline, [*outline.remarks, *filter(None, [remark])], pages)


def _sent(kind: str, found: Outline | Cleaned, remarks: Sequence[str], pages: Sequence[int] = ()) -> dict[str, Any]:
    """The fields of an article as they are sent to the process that asked for them, which takes no more than the limits allow.

    Raises:
        QaBotError: there is more.
    """
    parts = len(found.blocks) + sum(len(block.cells) for block in found.blocks) + len(found.links) + len(found.struck)
    said = sum(len(block.marker) for block in found.blocks) + sum(len(link.url) for link in found.links)
    if parts > MAX_PARTS or said > MAX_CHARACTERS:
        raise QaBotError(f"This file has more than {MAX_PARTS:,} list items, cells and links. Use only the part you want to ask about.")
    labels = {labels: number for number, labels in enumerate(dict.fromkeys(block.labels for block in found.blocks))}
    return {
        "kind": kind,
        "title": found.title[:MAX_FACT],
        "date": found.date[:MAX_FACT],
        "credit": found.credit[:MAX_FACT],
        "text": found.text,
        "blocks": [
            (block.start, block.end, block.kind, block.level, block.marker, block.cells, labels[block.labels]) for block in found.blocks
        ],
        "labels": list(labels),
        "links": [astuple(link) for link in found.links],
        "pages": pages,
        "struck": found.struck,
        "dropped": _first([*found.dropped, *_struck_parts(len(found.struck))]),
        "remarks": _first(remarks),
    }


def _first(told: Sequence[str]) -> list[str]:
    """What is told of a file, as far as anybody reads it."""
    return [one[:MAX_FACT] for one in told[:MAX_TOLD]]


def main() -> None:
    """Read standard input, write the JSON object."""
    import faulthandler
    import warnings

    faulthandler.disable()
    warnings.simplefilter("ignore")  # a library's warning may quote the file
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    if sys.argv[1:] == [TELL]:
        found: dict[str, Any] = confine(MAX_SECONDS)
    elif sys.argv[1:2] == [PICTURE]:
        number, width, seconds = map(int, sys.argv[2:])
        data = sys.stdin.buffer.read()
        confine(seconds, SMALL_MEMORY)
        found = draw(data, number, width)
    else:
        suffix, charset, allowed = sys.argv[1:]
        data = sys.stdin.buffer.read()
        confine(int(allowed), memory_for(len(data), suffix))
        found = read(suffix, data, charset)
    out.write(json.dumps(found).encode("ascii"))
    out.flush()


if __name__ == "__main__":
    main()
