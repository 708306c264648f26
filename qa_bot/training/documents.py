"""Questions with passages of whole documents: the passage that holds the answer, and the best-ranked ones that do not."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from zlib import crc32

from qa_bot.article import Article
from qa_bot.evaluation.squad import Gold, Row, read_squad
from qa_bot.reader.passages import Passage
from qa_bot.reader.retrieval import Passages
from qa_bot.training.negatives import make_negatives
from qa_bot.training.recipe import Documents, Recipe, Source
from qa_bot.training.rows import is_held_out
from qa_bot.training.variants import vary

RANKED = 12
"""Passages that are ranked for a question."""
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_CLAUSE = re.compile(r"[.!?;:,](?=\s|$)|\n")
_FOLLOW_UP = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their|this|that|these|those|there|then|else|ones?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question and passages of one document; one of them, or none, holds the answer."""

    question: str
    passages: tuple[str, ...]
    answer: Gold | None = None
    """Counts on the first passage."""


class Document:
    """A document: paragraphs of one title, cut into passages as the reader cuts an article.

    Args:
        contexts: its paragraphs.
    """

    def __init__(self, contexts: Sequence[str]) -> None:
        self.starts: dict[str, int] = {}
        at = 0
        for context in dict.fromkeys(contexts):
            self.starts[context] = at
            at += len(context) + 2
        self.text = "\n\n".join(self.starts)
        self._passages: Passages | None = None

    @property
    def passages(self) -> Passages:
        """The passages, cut when they are first needed."""
        if self._passages is None:
            self._passages = Passages(Article(self.text))
        return self._passages

    def text_of(self, passage: Passage) -> str:
        """The text of a passage."""
        return self.text[passage.start : passage.end]

    def holding(self, row: Row, answer: Gold) -> tuple[Passage, Gold] | None:
        """The passage that holds an answer, and the answer in it; None where the answer crosses passages."""
        start = self.starts[row.context] + answer.start
        for passage in self.passages.all:
            if passage.start <= start and start + len(answer.text) <= passage.end:
                return passage, Gold(answer.text, start - passage.start)
        return None

    def ranked(self, question: str) -> list[Passage]:
        """The passages that share most words with a question, best first."""
        return [passage for passage, _ in self.passages.rank(question, RANKED)]


def make_examples(recipe: Recipe, folder: Path, seed: int) -> list[Example]:
    """The examples of a recipe, in random order; the same recipe, files and seed give the same examples.

    Args:
        recipe: what is drawn.
        folder: where the data files are.
        seed: of the choice.

    Raises:
        QaBotError: a file cannot be read, or an answer does not stand where its offset says.
    """
    rows: list[Row] = []
    contexts: dict[str, list[str]] = defaultdict(list)
    for source in recipe.data:
        usable = list(source_rows(source, folder, recipe.documents.words))
        for row in usable:
            contexts[row.title].append(row.context)
        rows += usable if source.questions >= len(usable) else Random(seed).sample(usable, source.questions)
    asked: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        asked[row.context].append(row.question)
    made = make_negatives(rows, recipe.made, seed)
    random = Random(seed)
    answerable = [row.id for row in rows if row.answers]
    absent = set(random.sample(answerable, min(recipe.documents.absent, len(answerable))))
    documents = {title: Document(of_title) for title, of_title in contexts.items()}
    examples = []
    for row in rows + made:
        question = vary(row, recipe.variants, seed, asked[row.context]).question
        example = _example(row, question, documents[row.title], recipe.documents, row.id in absent, random)
        if example:
            examples.append(example)
    random.shuffle(examples)
    return examples


def kept_examples(recipe: Recipe, folder: Path, seed: int, kept: Path) -> list[Example]:
    """The examples of a recipe, from the file where an earlier run kept them, or made and kept there.

    So a run goes on with the same examples when the code that makes them has changed, and where the data files are missing.

    Args:
        recipe: see `make_examples`.
        folder: the same.
        seed: the same.
        kept: folder of the file; its name depends on the recipe and the seed.
    """
    file = kept / f"examples-{crc32(repr((recipe.data, recipe.documents, recipe.variants, recipe.made, seed)).encode()):08x}.jsonl.gz"
    if not file.exists():
        kept.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".new")
        with gzip.open(unfinished, "wt", encoding="utf-8") as out:
            for one in make_examples(recipe, folder, seed):
                answer = one.answer and [one.answer.text, one.answer.start]
                out.write(json.dumps([one.question, one.passages, answer], ensure_ascii=False) + "\n")
        unfinished.rename(file)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Example(question, tuple(passages), answer and Gold(*answer)) for question, passages, answer in rows]


def source_rows(source: Source, folder: Path, words: int) -> Iterator[Row]:
    """The usable rows of a file: not held out, with a sure and short answer; `title` names the document."""
    seen = set()
    for row in read_squad(folder / source.file):
        whole = row if source.document == "title" else replace(row, title=row.context)
        if row.uncertain or row.yes_no or is_held_out(whole) or (source.sources and row.source not in source.sources):
            continue
        question = row.question.strip()
        if row.history and not source.follow_ups and (_FOLLOW_UP.search(question) or len(question.split()) < 5):
            continue
        answers: tuple[Gold, ...] = ()
        if row.answers:
            usual = Counter(gold.text for gold in row.answers).most_common(1)[0][0]
            shortened = shorten(next(gold for gold in row.answers if gold.text == usual), words)
            if shortened is None:
                continue
            answers = (shortened,)
        title = {"title": row.title, "file": source.file, "context": f"{source.file} {crc32(row.context.encode())}"}[source.document]
        if (row.context, question.lower()) not in seen:
            seen.add((row.context, question.lower()))
            yield replace(row, id=f"{source.file} {row.id}", title=title, question=question, answers=answers)


def shorten(answer: Gold, words: int) -> Gold | None:
    """An answer of at most `words` words as it is; a longer one cut to its first sentence, else to its first clause, else None.

    Example:
        >>> shorten(Gold("Call us first. Then send the form.", 7), 4)
        Gold(text='Call us first', start=7)
    """
    if len(answer.text.split()) <= words:
        return answer
    for end in (_SENTENCE, _CLAUSE):
        for found in end.finditer(answer.text):
            if 3 <= len(answer.text[: found.start()].split()) <= words:
                return Gold(answer.text[: found.start()], answer.start)
    return None


def _example(row: Row, question: str, document: Document, how: Documents, absent: bool, random: Random) -> Example | None:
    """The example of a row; None where no passage holds its answer, or nothing is left of its document."""
    ranked = document.ranked(row.question)
    answer: Gold | None = None
    if row.answers:
        found = document.holding(row, row.answers[0])
        if found is None:
            return None
        right, answer = found
        said = answer.text.lower()
        wrong = [passage for passage in ranked if passage != right and said not in document.text_of(passage).lower()][: how.best]
        count = 2 if absent else random.choices(range(len(how.wrong_passages)), how.wrong_passages)[0]
        chosen = ([] if absent else [right]) + random.sample(wrong, min(count, len(wrong)))
        answer = None if absent else answer
    else:
        begin = document.starts[row.context]
        own = [p for p in document.passages.all if p.start < begin + len(row.context) and p.end > begin]
        chosen = [min(own, key=lambda passage: ranked.index(passage) if passage in ranked else RANKED)] if own else []
        others = [passage for passage in ranked if passage not in own]
        if others and not _is_made(row) and random.random() < how.beside_unanswerable:
            chosen.append(others[0])
    if not chosen:
        return None
    texts = [document.text_of(passage) for passage in chosen]
    heading = _heading(row.title) if random.random() < how.heading else ""
    if heading and not (answer and answer.text.lower() in heading.lower()):
        texts = [f"{heading}\n{text}" for text in texts]
        answer = answer and Gold(answer.text, answer.start + len(heading) + 1)
    return Example(question, tuple(texts), answer)


def _is_made(row: Row) -> bool:
    return row.id.split(":")[0] in ("entity", "antonym", "near")


def _heading(title: str) -> str:
    """A title as a heading; empty for names of files and numbers, which say nothing.

    Example:
        >>> _heading("2008_Sichuan_earthquake"), _heading("Amazon_Reviews_2030"), _heading("train/qamr.json.gz")
        ('2008 Sichuan earthquake', '', '')
    """
    words = title.split("#", maxsplit=1)[0].replace("_", " ").strip()
    return "" if re.search(r"/|^Amazon|\.json|\d$|^\w+-\w*\d", words) else words
