"""Text, file, standard input or address -> `Article`.

Reading order: `limits`; `characters`; `plain_text` (a raw text) with `text_pages`, `text_tables`, `subtitles`, `wrapping`, `anchors`; `labels`,
`encoding` (bytes to text); `mail`; `outline` (blocks to one text), `grid` (tables to rows), `html_tree` and `html_blocks` (HTML to blocks), `webpage`, `typography`, `formats` (which reader reads which file);
`lines`, `columns`, `headers_footers`, `tables`, `drawn_lines`, `ruled_grids`, `pdf_cells`, `hyphens`, `pdf_paragraphs`, `tags`, `tagged_pages`, `layout`, `pdf`; `language`; `sandbox` (what that process may do), `worker` (the process that reads a file), `worker_process` (starts it);
`network` and `address` (fetch a page safely); `load` (all of it). The libraries of formats are the extra `documents`.
"""

from __future__ import annotations

from qa_bot.loading.load import (
    DEFAULT,
    DOCUMENTS,
    PLAIN,
    READABLE,
    SUFFIXES,
    article_from_bytes,
    article_from_text,
    bundled_article,
    bundled_names,
    default_article,
    load_address,
    load_article,
    opening_article,
)

__all__ = [
    "DEFAULT",
    "DOCUMENTS",
    "PLAIN",
    "READABLE",
    "SUFFIXES",
    "article_from_bytes",
    "article_from_text",
    "bundled_article",
    "bundled_names",
    "default_article",
    "load_address",
    "load_article",
    "opening_article",
]
