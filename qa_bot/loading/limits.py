"""How much is read of what anybody hands in. Every limit of `loading` is here, and is checked inside the package."""

from __future__ import annotations

MAX_CHARACTERS = 10_000_000
"""Longest article, in characters of the raw text: a book of 1.5 million words."""
MAX_FACT = 500
"""Characters of a title, a date or a credit; the rest is left out."""
MAX_PARTS = 1_000_000
"""List items, rows, cells, links and struck parts of an article: each takes some hundred bytes for as long as the article is kept."""
MAX_TOLD = 100
"""What is told of a file that was read, such as a chapter that is missing; the rest is left out."""
MAX_BYTES = 50_000_000
"""Largest file or download, in bytes."""
MAX_UNPACKED = 200_000_000
"""What the files inside a DOCX or EPUB may unpack to, in bytes, all together."""
MAX_FILES = 10_000
"""Files inside a DOCX or EPUB."""
MAX_PAGES = 3_000
"""Pages of a PDF."""
MAX_ELEMENTS = 100_000
"""Elements of one page of HTML, or of one chapter of a book; the longest pages of Wikipedia have some ten thousand."""
MAX_ATTRIBUTES = 200_000
"""Attributes of one page."""
MAX_OF_ONE = 1_000
"""Attributes of one element."""
MAX_LINKS = 20_000
"""Links of one page."""
MAX_STYLES = 1_000_000
"""Characters of the style rules of one page or book that are read; the rest is left out."""
MAX_SECONDS = 90
"""Seconds of the processor that reading one file may take."""
SMALL_BYTES, SMALL_SECONDS = 1_000_000, 20
"""A file below this size may take only so many seconds."""
MAX_WAIT = 10
"""Seconds that the process may take above that, as where it must share the processor."""
IN_PROCESS = 200_000
"""Characters of the longest text that is cleaned without a process of its own: about a tenth of a second."""
MAX_MEMORY, SMALL_MEMORY = 3_000_000_000, 1_000_000_000
"""Address space of the process that reads a file, and one below `SMALL_BYTES` or a PDF, in bytes; kept on Linux and macOS. A PDF of a book takes 200 MB."""
PICTURE_SECONDS = 20
"""Seconds of the processor that drawing one page of a PDF may take."""
MAX_PIXELS = 6_000_000
"""Pixels of the picture of a page."""
MAX_LETTERS = 100_000
"""Letters of a page whose places are looked up."""
FETCH_SECONDS = 20
"""Seconds that fetching an address may take, redirects included."""
MAX_REDIRECTS = 5


def seconds_for(size: int) -> int:
    """Seconds that reading a file of so many bytes may take."""
    return SMALL_SECONDS if size < SMALL_BYTES else MAX_SECONDS


def memory_for(size: int, suffix: str) -> int:
    """Bytes of memory that reading a file of so many bytes, of a type, may take."""
    return SMALL_MEMORY if size < SMALL_BYTES or suffix == ".pdf" else MAX_MEMORY


def too_long(characters: int) -> str:
    """What is said of a text that is longer than `MAX_CHARACTERS`."""
    return f"This article has {characters:,} characters, but I can read up to {MAX_CHARACTERS:,}. Use only the part you want to ask about."
