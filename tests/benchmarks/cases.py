"""Faults that people reported, as rows: `python -m tests.benchmarks.cases FOLDER [--model M] [--kind WORDS] [--all]`.

FOLDER holds cases.jsonl and the files that its rows name. A row has `kind`, `article` (a text) or `file`, `question` (null: the text itself is
looked at), `expected` and `observed` (what was seen when the row was written). `expected` is the answer, null where there is none, an object of
fields of the reply, or a sentence that says what the text should look like. The words of an answer are compared without case, articles and
the marks around them, and up to two words at an end may be missing or more; "A (or B)" accepts both, and of "A (remark)" only A counts. Rows without a question, or whose expectation is in words
that no rule can check, are printed for a person to judge.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from qa_bot import Article, Bot, QaBotError, Reader, article_from_text, load_article

_OR = re.compile(r"\s*\((?:or|also) (.+?)\)\s*$")
_REMARK = re.compile(r"\s*\([^()]*\)\s*$")


_SUPERSCRIPTS = str.maketrans("", "", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWERS = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_MORE = 2
"""Words by which an answer may differ from the expected one, at its ends: "Turku" for "a firm in Turku"."""


def accepted(expected: str) -> list[str]:
    """The answers that a row accepts."""
    other = _OR.search(expected)
    if other:
        return [expected[: other.start()], *re.split(r" or ", other.group(1))]
    return [expected, _REMARK.sub("", expected)]


def words(text: str) -> list[str]:
    """A text as it is compared: its words in small letters, without articles and the marks around them."""
    flat = re.sub(r"\^([-−]?\d+)", lambda power: power.group(1).translate(_POWERS), text.casefold().replace("’", "'"))
    found = [word.strip(".,;:!?“”\"'()") for word in flat.split()]
    return [word for word in found if word and word not in ("a", "an", "the")]


def is_right(expected: Any, reply: dict[str, Any]) -> bool:
    """Whether a reply is what a row expects."""
    if isinstance(expected, dict):
        return all(reply.get(name) == value for name, value in expected.items())
    answer = reply.get("answer")
    if expected is None or not answer:
        return answer is None and expected is None
    forms = [answer, answer.translate(_SUPERSCRIPTS)] if "note mark" in expected else [answer]
    return any(_alike(words(form), words(one)) for form in forms for one in accepted(expected))


def _alike(got: list[str], wanted: list[str]) -> bool:
    short, long = sorted((got, wanted), key=len)
    inside = any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))
    more = list((Counter(long) - Counter(short)).elements())
    return bool(short) and inside and len(more) <= _MORE and not any(character.isdigit() for word in more for character in word)


def looked_at(expected: str, text: str) -> bool | None:
    """Whether a text holds what a row expects to see in it; None where the expectation is in words."""
    parts = [part.strip() for part in re.split(r"…|\.\.\.", _REMARK.sub("", expected)) if part.strip()]
    flat = re.sub(r"\s+", " ", text)
    found = all(part.split(": ", 1)[-1] in flat for part in parts)
    return True if parts and found else None


def main() -> None:
    """Run the rows and print what was expected and seen."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--model")
    options.add_argument("--kind", default="", help="only rows whose kind holds these words")
    options.add_argument("--all", action="store_true", help="print the rows that are right too")
    given = options.parse_args()
    rows = [json.loads(line) for line in (given.folder / "cases.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if given.kind in row["kind"]]
    bot = Bot(Reader.load(given.model)) if any(row["question"] for row in rows) else None
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        right, seen = run(row, given.folder, bot)
        verdict = {True: "right", False: "wrong", None: "look"}[right]
        counts.setdefault(row["kind"], Counter())[verdict] += 1
        if given.all or not right:
            print(
                f"{verdict:5}  {row['kind']}: {row.get('file', '')} {row['question'] or ''}\n       expected {row['expected']!r}\n       seen     {seen!r}"
            )
    for kind, found in counts.items():
        print(f"{found['right']:3} of {found.total():3} right, {found['look']} to look at  {kind}")
    print(f"{sum(found['right'] for found in counts.values())} of {len(rows)} right")


def run(row: dict[str, Any], folder: Path, bot: Bot | None) -> tuple[bool | None, Any]:
    """Whether a row is right, and what was seen."""
    try:
        article: Article = load_article(folder / row["file"]) if "file" in row else article_from_text(row["article"])
    except QaBotError as error:
        return False, str(error)
    if row["question"] is None or bot is None:
        return looked_at(row["expected"], article.text), article.text
    reply = bot.ask(row["question"], article)
    found = reply.to_dict()
    seen = {name: found.get(name) for name in row["expected"]} if isinstance(row["expected"], dict) else found["answer"]
    as_it_was = bool(found["answer"]) and found["answer"] == row.get("observed")
    return not as_it_was and is_right(row["expected"], found), (seen, round(reply.confidence, 2))


if __name__ == "__main__":
    main()
