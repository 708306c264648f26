"""How many of the suggested questions the bot answers, over the bundled articles, the golden ones and slices of squad-v1.1-dev-a.

    python -m tests.benchmarks.suggestions                 # 3 articles of each kind; prints every question with its answer, to be read
    python -m tests.benchmarks.suggestions --sample 0      # all of them

Whether a question is grammatical and worth asking is for a reader to judge: that is what the list is printed for.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

from qa_bot import Article, Bot, Reader
from qa_bot.loading import load_article

HERE = Path(__file__).parents[2]


def articles(sample: int) -> list[Article]:
    """The articles of each kind, at most `sample` of one kind; 0 for all."""
    bundled = [load_article(path) for path in sorted((HERE / "qa_bot" / "articles").glob("*.txt"))]
    golden = [load_article(path) for path in sorted((HERE / "tests" / "golden" / "articles").glob("*.txt"))]
    with gzip.open(HERE.parent / "shared" / "data" / "dev" / "squad-v1.1-dev-a.json.gz", "rt", encoding="utf-8") as file:
        data = json.load(file)["data"]
    chance = random.Random(5)
    slices = []
    for row in data:
        contexts = [paragraph["context"] for paragraph in row["paragraphs"]]
        at = chance.randrange(max(1, len(contexts) - 4))
        slices.append(Article("\n\n".join(contexts[at : at + 4]), title=row["title"]))
    return [one for kind in (bundled, golden, slices) for one in (kind[:sample] if sample else kind)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=3)
    parser.add_argument("--model")
    options = parser.parse_args()
    bot = Bot(Reader.load(options.model))
    given = answered = distinct = three = 0
    chosen = articles(options.sample)
    for article in chosen:
        made = bot.suggestions(article)
        given, distinct, three = given + len(made), distinct + len(set(made)), three + (len(made) >= 3)
        print(article.title or article.text[:40])
        for question in made:
            reply = bot.ask(question, article)
            answered += reply.answer is not None
            print(f"    {question}  ->  {reply.answer.text[:80] if reply.answer else 'REFUSED'}")
    print(f"{len(chosen)} articles, {given} questions ({three} articles with three or more), {distinct} distinct, {answered} answered")


if __name__ == "__main__":
    main()
