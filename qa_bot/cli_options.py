"""Options that several commands share, and what they name: an article, a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from qa_bot.article import Article
    from qa_bot.dialogue import Bot

ArticleOption = Annotated[
    str | None,
    typer.Option(
        "--article",
        help="A .txt, .md, .html, .pdf, .docx, .epub, .csv or .tsv file, an address (with --allow-urls), - for standard input, or the name of a bundled article; default: putin-trump-call.",
    ),
]
UrlsOption = Annotated[
    bool,
    typer.Option(
        "--allow-urls", help="Let articles be fetched from http and https addresses of the public internet; default: QA_BOT_ALLOW_URLS."
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", help="A reader's folder, a shipped reader's name or a hub name; default: QA_BOT_MODEL, else reader."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object for each question, and nothing else.")]
HostOption = Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for every interface.")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on; default: the first free one from 7860.")]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Read on a Ray cluster (extra `cluster`): its address, HOST:PORT; auto for the one that runs on this machine; local to start one here.",
    ),
]
ReadersOption = Annotated[
    int | None, typer.Option("--readers", min=1, help="Readers on the cluster; default: one for every two processors that it has.")
]
GpusOption = Annotated[
    float, typer.Option("--gpus", min=0, help="GPUs of each reader on the cluster, which then reads with torch; 0.25: four share one.")
]


def article_at(path: str | None, allow_urls: bool) -> Article:
    """The article that an option names; see `loading.opening_article`."""
    from qa_bot.loading import opening_article

    return opening_article(path or "", allow_urls or None)


def bot_with(model: str | None, gpu: bool = False) -> Bot:
    """A bot with the reader that an option names, see `Reader.load`; on the first GPU, with torch, if `gpu`."""
    from qa_bot.dialogue import Bot
    from qa_bot.reader import Reader

    reader = Reader.load(model, engine="torch" if gpu else None)
    if gpu:
        reader.move(0)
    return Bot(reader)
