"""The process that reads one file and ends: `python -m qa_bot.loading.worker SUFFIX [CHARSET]`, the file on standard input.

Libraries that parse strangers' files run here and nowhere else, under limits of time and memory that the system keeps, and
without the right to write a file. What comes back on standard output is one JSON object: an outline, or a sentence.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_MEMORY, MAX_SECONDS

INSTALL = "install it with: pip install 'qa-bot[documents]'"


def read(suffix: str, data: bytes, charset: str = "") -> dict[str, Any]:
    """The outline of a file as a JSON object, `{"refused": sentence}` where it cannot be read."""
    try:
        from qa_bot.loading.formats import READERS

        kind, reader = READERS[suffix]
        outline = reader(data, charset)
        outline.take_title()
        text = outline.text
    except QaBotError as error:
        return {"refused": str(error)}
    except ImportError as error:
        return {"refused": f"Reading {suffix} files needs the library {error.name}: {INSTALL}."}
    except MemoryError:
        return {"refused": "This file needs more memory to read than is allowed: choose a smaller one."}
    except Exception:  # every library has its own ways to stumble over a broken file
        return {
            "refused": f"This file is damaged or is no {suffix[1:].upper()} file: open it in its own program, save it again and try that."
        }
    return {
        "kind": kind,
        "title": outline.title,
        "date": outline.date,
        "credit": outline.credit,
        "text": text,
        "blocks": [astuple(block) for block in outline.blocks],
        "links": [astuple(link) for link in outline.links],
        "struck": outline.struck,
        "pages": [min(page, len(text)) for page in outline.pages],
        "dropped": outline.dropped,
        "remarks": outline.remarks,
    }


def _confine() -> None:
    """Limits of the process, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows; the parent's clock still runs
        return
    for limit, value in (
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def main() -> None:
    """Read standard input, write the JSON object."""
    import faulthandler
    import warnings

    faulthandler.disable()
    warnings.simplefilter("ignore")  # a library's remarks on a stranger's file are nobody's business
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    data = sys.stdin.buffer.read()
    _confine()
    found = read(sys.argv[1], data, sys.argv[2] if len(sys.argv) > 2 else "")
    out.write(json.dumps(found).encode("ascii"))
    out.flush()


if __name__ == "__main__":
    main()
