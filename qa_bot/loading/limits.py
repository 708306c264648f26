"""How much is read of what anybody hands in. Every limit of the package `loading` is here, and is checked inside it."""

from __future__ import annotations

MAX_CHARACTERS = 10_000_000
"""Longest article, in characters of the raw text: a book of 1.5 million words."""
MAX_BYTES = 50_000_000
"""Largest file or download, in bytes."""
MAX_UNPACKED = 200_000_000
"""What the files inside a DOCX or EPUB may unpack to, in bytes, all together."""
MAX_FILES = 10_000
"""Files inside a DOCX or EPUB."""
MAX_PAGES = 3_000
"""Pages of a PDF."""
MAX_SECONDS = 90
"""Seconds that reading one file may take."""
MAX_MEMORY = 3_000_000_000
"""Address space of the process that reads a file, in bytes; kept on Linux and macOS."""
FETCH_SECONDS = 20
"""Seconds that fetching an address may take, redirects included."""
MAX_REDIRECTS = 5
