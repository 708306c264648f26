"""Text, file, standard input or address -> `Article`.

Reading order: `limits`; `characters`; `plain_text` (a raw text) with `text_pages`, `text_tables`, `subtitles`, `wrapping`, `text_links`;
`encoding_names`, `encoding` (bytes to text); `mail`; `outline` (blocks to one text), `grid` (tables to rows); `html_tree`, `elements`, `visibility`
and `html_blocks` (HTML to blocks), `list_markers`, `superscripts`, `formulas`, `time_limit`, `webpage`, `epub`, `typography`; `markdown`; `delimited` (CSV);
`docx` with `docx_parts`, `docx_preprocessing`, `docx_fields`, `docx_numbers`, `docx_styles`, `docx_text_boxes`, `docx_table_repair`; `pdf` with `pdf_lines`, `pdf_characters`, `pdf_page_text`, `pdf_columns`, `pdf_headers_footers`, `pdf_tables`, `pdf_narrow_tables`, `pdf_drawn_lines`,
`pdf_ruled_grids`, `pdf_cells`, `hyphens`, `pdf_headings`, `pdf_blocks`, `pdf_tags`, `pdf_tagged_blocks`, `pdf_outline`, `pdf_left_out`; `pdf_picture` (a page as a
picture) with `pdf_places` (where words stand in it); `formats` (which reader reads which file); `language`; `sandbox` (what the reading process may do), `worker` (that process), `worker_process` (starts it); `pinned_connection` and
`url_guard` (fetch a page safely); `load` (all of it). The libraries of formats are the extra `documents`.
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
from qa_bot.loading.worker_process import needs_process

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
    "needs_process",
    "opening_article",
]
