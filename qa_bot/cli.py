"""The command line: `qa-bot chat / ask / serve / article / eval / bench / train / average / calibrate / quantize`. Each command imports what it needs when it runs."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from qa_bot.ask_command import ask
from qa_bot.bench import bench
from qa_bot.cli_options import (
    ArticleOption,
    ClusterOption,
    HostOption,
    JsonOption,
    ModelOption,
    PortOption,
    UrlsOption,
    article_at,
    bot_with,
)
from qa_bot.errors import QaBotError
from qa_bot.serve_command import serve as serve_command
from qa_bot.settings import Settings
from qa_bot.training.commands import average, calibrate, quantize, train

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    help="Ask an article a question; get the exact span that answers it. Without a command, opens the chat.",
)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Open the chat if no command is given."""
    if context.invoked_subcommand is None:
        chat()


@app.command()
def chat(
    article: ArticleOption = None,
    model: ModelOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = None,
    allow_urls: UrlsOption = False,
    mcp: Annotated[bool, typer.Option("--mcp", help="Serve the tools for agents (MCP) too; default: QA_BOT_MCP.")] = False,
    cluster: ClusterOption = None,
) -> None:
    """Open the chat page in a web server."""
    found = Settings.from_environment()
    settings = replace(found, mcp=mcp or found.mcp, allow_urls=allow_urls or found.allow_urls)
    text = article_at(article or settings.article, settings.allow_urls)
    if cluster is not None:
        from qa_bot.cluster.connection import connected

        with connected(cluster):
            from qa_bot.cluster.page import open_page

            open_page(text, host, port, settings)
        return
    from qa_bot.app import launch
    from qa_bot.reader.checkpoint import find_model

    find_model(model)  # report a wrong name now, before the page opens
    launch(lambda: bot_with(model), text, host=host, port=port, settings=settings)


@app.command("article")
def show_article(article: ArticleOption = None, as_json: JsonOption = False, allow_urls: UrlsOption = False) -> None:
    """Print the article's text as it is read; all offsets refer to it."""
    text = article_at(article, allow_urls)
    if not as_json:
        print(text.text)
        return
    links = [{"start": link.start, "end": link.end, "url": link.url} for link in text.links]
    facts: dict[str, Any] = {"title": text.title, "source": text.source, "date": text.date, "credit": text.credit, "links": links}
    facts |= {
        "blocks": [asdict(block) for block in text.blocks],
        "pages": text.pages,
        "struck": text.struck,
        "report": text.report.to_dict(),
        "text": text.text,
    }
    print(json.dumps(facts, ensure_ascii=False))


@app.command("eval")
def evaluate_file(
    data: Annotated[Path, typer.Argument(help="A .json or .json.gz file in SQuAD format.")],
    model: ModelOption = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Read a random sample of this many questions.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sample.")] = 1,
    by: Annotated[
        bool, typer.Option("--by", help="Also by question word, with the best threshold, the calibration error and F1 against coverage.")
    ] = False,
    among: Annotated[int, typer.Option("--among", min=0, help="Mix each paragraph with this many others of its article.")] = 0,
    plain: Annotated[bool, typer.Option("--plain", help="Ask in lower case, without question marks.")] = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="With --by: draw calibration and coverage to this .png or .svg file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a reader: exact match and F1 as the official SQuAD scripts count them, in percent."""
    from qa_bot.evaluation.squad import as_typed_in_search, in_articles, read_squad

    if plot and not by:
        raise QaBotError("--plot draws the results of --by: give both options.")
    everything = read_squad(data)
    rows = random.Random(seed).sample(everything, limit) if limit is not None and limit < len(everything) else everything
    if plain:
        rows = [as_typed_in_search(row) for row in rows]
    if among:
        rows = in_articles(rows, everything, among + 1, seed)
    from qa_bot.evaluation import evaluate
    from qa_bot.progress import progress_bar
    from qa_bot.reader import Reader

    reader = Reader.load(model)
    with progress_bar("reading", len(rows)) as update:
        results, scores = evaluate(reader, rows, update)
    if by:
        from qa_bot.evaluation.breakdown import at_best_threshold, by_question_word, coverage, reliability

        threshold = reader.calibration.threshold
        scores |= {
            "by": by_question_word(results, threshold),
            "best": at_best_threshold(results),
            "calibration": reliability(results, threshold),
            "coverage": coverage(results),
        }
        if plot:
            from qa_bot.evaluation.plots import draw

            draw(scores["calibration"], scores["coverage"], f"{reader.name} on {data.name}, {len(rows):,} questions", plot)
    print(json.dumps(scores, indent=None if as_json else 2))


for command in (ask, bench, train, average, calibrate, quantize):
    app.command()(command)
app.command("serve")(serve_command)


def main() -> None:
    """Run the command line. A mistake of the user prints one sentence and exits with status 2."""
    _told(app)


def serve() -> None:
    """Open the page as the environment sets it, which is what the Space runs; a mistake as in `main`."""
    from importlib import import_module

    _told(lambda: import_module("qa_bot.app").main())


def _told(run: Callable[[], Any]) -> None:
    try:
        run()
    except QaBotError as error:
        print(f"qa-bot: {error}", file=sys.stderr)
        sys.exit(2)
    except FileNotFoundError as error:  # of Python's `tempfile`, which gradio asks as soon as it is imported
        if "temporary directory" not in str(error):
            raise
        print("qa-bot: No folder for temporary files can be written to: set TMPDIR to one that can.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the other end closed the pipe, as in `qa-bot article | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
