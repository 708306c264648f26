"""How much memory a server takes that is asked 10,000 questions about 1,000 articles: `python -m tests.benchmarks.memory`.

Eight visitors load articles and ask about them at the same time. What reads is a random model of two layers, made here, unless `--model`
names another: what is kept of an article does not depend on the model.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from qa_bot import Bot, Reader
from qa_bot.app.service import QuestionService
from qa_bot.loading import article_from_text, default_article
from qa_bot.settings import Settings

VISITORS = 8
KINDS = ("Where did {name} go?", "Who met {name}?", "When did {name} leave?", "What did {name} say about the war?", "Why?")


def resident() -> int:
    """Megabytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return int(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


def article_of(number: int) -> str:
    """An article of a few to some hundred paragraphs, each number with names and words of its own."""
    letters = random.Random(number)
    word = lambda: "".join(letters.choices("abcdeiklmnorstu", k=letters.randint(3, 9)))  # noqa: E731
    lines = default_article().text.split("\n")
    count = letters.choice((3, 5, 10, 20, 80))
    name = f"{word().capitalize()} {word().capitalize()}"
    told = [
        f"{letters.choice(lines)} {name} met {word().capitalize()} in {word().capitalize()} about {word()} {word()}." for _ in range(count)
    ]
    return f"{name} of {number}.\n\n" + "\n".join(told)


def main() -> None:
    """Ask, and print what the process has in memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--memory", default="", help="as QA_BOT_MEMORY; default: its default")
    parser.add_argument("--model", default="", help="a reader; default: a tiny random model")
    given = parser.parse_args()
    if given.memory:
        os.environ["QA_BOT_MEMORY"] = given.memory
    with tempfile.TemporaryDirectory() as folder:
        if not given.model:
            from tests.conftest import make_tiny

            make_tiny(Path(folder), "bert", positions=386)
        bot = Bot(Reader.load(given.model or folder))
    service = QuestionService(bot, default_article(), Settings.from_environment())
    print(f"{resident():,} MB before the first question; QA_BOT_MEMORY is {service.settings.memory:,} bytes", flush=True)
    begun, counting, asked = time.monotonic(), threading.Lock(), 0

    def ask(number: int) -> None:
        nonlocal asked
        choice = random.Random(-number)
        text = article_of(choice.randrange(given.articles))
        visitor = f"visitor {number % VISITORS}"
        name = service.load(visitor, text)["id"]
        service.ask(visitor, choice.choice(KINDS).format(name=text.split(" of ")[0]), None, name, [])
        if number % 50 == 0:
            service.suggestions(visitor, article_from_text(text))
        with counting:
            asked += 1
            if asked % (given.questions // 20 or 1) == 0:
                kept = f"prepared {bot.reader.memory.used / 1e6:,.0f} MB, handed in {service.store.memory.used / 1e6:,.0f} MB by estimate"
                print(f"{asked:>7,} questions {resident():>6,} MB, {kept}, {time.monotonic() - begun:,.0f} s", flush=True)

    with ThreadPoolExecutor(VISITORS) as pool:
        list(pool.map(ask, range(given.questions)))


if __name__ == "__main__":
    main()
