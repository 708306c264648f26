"""Which reader reads files of which ending. Runs in the process that `worker` is; each reader's library is imported when it is needed."""

from __future__ import annotations

from collections.abc import Callable

from qa_bot.loading.delimited import read_csv, read_tsv
from qa_bot.loading.docx import read_docx
from qa_bot.loading.epub import read_epub
from qa_bot.loading.markdown import read_markdown
from qa_bot.loading.outline import Outline
from qa_bot.loading.pdf import read_pdf
from qa_bot.loading.webpage import read_html

READERS: dict[str, tuple[str, Callable[[bytes, str], Outline]]] = {
    ".md": ("Markdown", read_markdown),
    ".markdown": ("Markdown", read_markdown),
    ".html": ("HTML", read_html),
    ".htm": ("HTML", read_html),
    ".xhtml": ("HTML", read_html),
    ".docx": ("DOCX", read_docx),
    ".epub": ("EPUB", read_epub),
    ".pdf": ("PDF", read_pdf),
    ".csv": ("CSV", read_csv),
    ".tsv": ("TSV", read_tsv),
}
