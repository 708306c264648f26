"""The command `qa-bot ask`: one question, a file of them about one article, or a job of many about many."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa_bot.cli_options import (
    ArticleOption,
    ClusterOption,
    GpusOption,
    JsonOption,
    ModelOption,
    ReadersOption,
    UrlsOption,
    article_at,
    bot_with,
)
from qa_bot.errors import QaBotError
from qa_bot.question_file import conversations

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_bot.article import Article
    from qa_bot.batch.chunk_reader import ChunkReader
    from qa_bot.batch.job import Job
    from qa_bot.dialogue import Bot


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    article: ArticleOption = None,
    model: ModelOption = None,
    top_k: Annotated[int, typer.Option("--top-k", min=1, max=20, help="Maximum number of answers, alternatives included.")] = 3,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            help='A file: one question a line, or JSON Lines with {"question"} or {"turns": [...]}. With --out also a folder of such files, whose rows may have "id" and "article".',
        ),
    ] = None,
    articles: Annotated[
        Path | None, typer.Option("--articles", help="With --out: the article's file, or the folder that the rows name articles of.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the answers, as JSON Lines; what it holds already is not read again.")
    ] = None,
    parquet: Annotated[bool, typer.Option("--parquet", help="With --out: write the answers as Parquet too (extra `parquet`).")] = False,
    cluster: ClusterOption = None,
    readers: ReadersOption = None,
    gpus: GpusOption = 0,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Read the question exactly as typed: no follow-ups, no spelling correction.")
    ] = False,
    as_json: JsonOption = False,
    allow_urls: UrlsOption = False,
) -> None:
    """Answer one question, all questions of a file, or with --out many questions about many articles."""
    if (question is None) == (questions is None):
        raise QaBotError('Give one question, as in `qa-bot ask "Who said it?"`, or a file of them with --questions.')
    if out or articles or cluster or parquet or gpus:
        if not (questions and articles and out):
            raise QaBotError("To answer many questions about many articles, give --questions, --articles and --out.")
        if gpus and not cluster:
            raise QaBotError("--gpus gives GPUs to the readers of a cluster: give --cluster too.")
        from qa_bot.batch.job import Job
        from qa_bot.reader.checkpoint import find_model

        find_model(model)  # report a wrong name now, before many processes do
        _run(Job(questions, articles, out, parquet), partial(chunk_reader, model, top_k, as_typed, gpus > 0), cluster, readers, gpus)
        return
    from qa_bot.batch.chunk_reader import converse
    from qa_bot.terminal import show

    asked = [[question]] if question is not None else list(conversations(questions) if questions else [])
    text, bot = _ready(article, model, allow_urls)
    for turns in asked:
        reply = converse(bot, turns, text, top_k, strict=question is not None, as_typed=as_typed)
        print(json.dumps(reply.to_dict(), ensure_ascii=False), flush=True) if as_json else show(reply)


def _run(job: Job, make: Callable[[], ChunkReader], cluster: str | None, readers: int | None, gpus: float) -> None:
    from qa_bot.batch.chunk_reader import in_this_process
    from qa_bot.progress import progress_bar

    with progress_bar("reading", job.count()) as update:
        if cluster is None:
            read = job.run(in_this_process(make()), update)
        else:
            from qa_bot.cluster.connection import connected

            with connected(cluster, readers, gpus=gpus):
                from qa_bot.cluster.batch import on_cluster

                read = job.run(on_cluster(make, readers, gpus=gpus), update)
    print(f"{read:,} questions were read; the answers are in {job.out}.", file=sys.stderr)


def chunk_reader(model: str | None, top_k: int = 3, as_typed: bool = False, gpu: bool = False) -> ChunkReader:
    """What answers the rows of a job, in this process or in another one; see `bot_with`."""
    from qa_bot.batch.chunk_reader import ChunkReader

    return ChunkReader(bot_with(model, gpu), top_k, as_typed)


def _ready(path: str | None, model: str | None, allow_urls: bool) -> tuple[Article, Bot]:
    """Load the article and the bot, and index the article. Shows progress, because a book takes seconds."""
    from qa_bot.progress import progress_bar

    typed = article_at(path, allow_urls) if path == "-" else None  # no progress bar while the user types the article
    with progress_bar("qa-bot", 3) as update:
        update(0, "reading the article")
        text = typed or article_at(path, allow_urls)
        update(1, "loading the reader")
        bot = bot_with(model)
        update(2, f"preparing {text.report.words:,} words")
        bot.prepare(text)
    return text, bot
