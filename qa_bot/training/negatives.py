"""Make unanswerable questions from answerable ones, as the crowd workers of SQuAD 2.0 did (Rajpurkar et al. 2018, table 2).

Three kinds:

- `near`: the paragraph is replaced by the one of the same article that shares most words with the question but lacks the answer.
- `entity`: a name, year or number in the question is replaced by another of the same form, from the same article.
- `antonym`: a word of the question is replaced by its opposite, or negated, if the paragraph does not contain the opposite.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from qa_bot.evaluation.squad import Row

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\b[A-Z][\w-]*[a-z0-9][\w-]*(?: (?:of |the |de |von )?[A-Z][\w-]*[a-z0-9][\w-]*)*")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})*(?:\.\d+)?\b")
_OPENERS = frozenset(
    "what who when where why which how whose whom in on at by for from to is was are were did does do the a an "
    "he she it they his her its their this that these those i you we there".split()
)
_OPPOSITES = """
first last|largest smallest|biggest smallest|oldest youngest|earliest latest|highest lowest|longest shortest|most least|more fewer|best worst
before after|increase decrease|increased decreased|increases decreases|north south|east west|northern southern|eastern western|majority minority
begin end|began ended|start end|started ended|beginning ending|open close|opened closed|win lose|won lost|gain lose|gained lost|allow forbid
allowed forbidden|accept reject|accepted rejected|support oppose|supported opposed|include exclude|included excluded|positive negative|major minor
male female|men women|man woman|father mother|son daughter|brother sister|king queen|husband wife|upper lower|public private|formal informal
domestic foreign|internal external|ancient modern|old new|early late|rich poor|strong weak|hot cold|warm cold|dry wet|high low|long short|large small
above below|inside outside|arrive depart|arrived departed|import export|imported exported|buy sell|bought sold|create destroy|created destroyed
built demolished|founded dissolved|established abolished|joined left|rise fall|rose fell|success failure|successful unsuccessful|legal illegal
common rare|similar different|same different|always never|maximum minimum|direct indirect|complete partial|popular unpopular
birth death|born buried|enter leave|entered left|attack defend|attacked defended|ally enemy|allies enemies|friend enemy|victory defeat|present absent
""".replace("\n", "|")
_OPPOSITE: dict[str, str] = {}
for _pair in filter(None, _OPPOSITES.split("|")):
    _left, _right = _pair.split()
    _OPPOSITE.setdefault(_left, _right)
    _OPPOSITE.setdefault(_right, _left)
_NEGATABLE = re.compile(r"\b(did|does|do|was|were|is|are|can|could|would|has|had) (?=\w+ )")


def make_negatives(rows: Sequence[Row], kinds: dict[str, int], seed: int) -> list[Row]:
    """Make up to `kinds[kind]` unanswerable rows of each kind from the answerable ones among `rows`.

    Args:
        rows: source rows; the titles say which paragraphs belong to one article.
        kinds: how many of each kind: "near", "entity", "antonym".
        seed: the same seed and rows give the same negatives.
    """
    random = Random(seed)
    paragraphs: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if not paragraphs[row.title] or paragraphs[row.title][-1] != row.context:
            paragraphs[row.title].append(row.context)
    makers: dict[str, Callable[[Row], Row | None]] = {
        "near": lambda row: _near(row, paragraphs[row.title]),
        "entity": lambda row: _entity(row, paragraphs[row.title], random),
        "antonym": lambda row: _antonym(row, random),
    }
    made: list[Row] = []
    for kind, count in kinds.items():
        pool = [row for row in rows if row.answers]
        random.shuffle(pool)
        tried = ((row.id, makers[kind](row)) for row in pool)
        found = ((source, new) for source, new in tried if new is not None)
        made += [replace(new, id=f"{kind}:{source}", answers=()) for source, new in islice(found, count)]
    return made


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if len(word) > 3}


def _near(row: Row, paragraphs: list[str]) -> Row | None:
    answer = row.answers[0].text.lower()
    asked = _words(row.question)
    others = [(len(asked & _words(text)), text) for text in paragraphs if text != row.context and answer not in text.lower()]
    if not others:
        return None
    shared, context = max(others)
    return replace(row, context=context) if shared else None


def _entity(row: Row, paragraphs: list[str], random: Random) -> Row | None:
    for shape in random.sample((_YEAR, _NAME, _NAME, _NUMBER), 4):
        asked = [m for m in shape.finditer(row.question) if m.group().lower() not in _OPENERS and m.start() > 0]
        if not asked:
            continue
        old = random.choice(asked)
        # Names of the same paragraph fool a word matcher, as the crowd's do; those of another teach that a missing name means no answer.
        source = row.context if random.random() < 0.6 else random.choice(paragraphs)
        old_words = _words(old.group())
        new = {
            m.group()
            for m in shape.finditer(source)
            if m.group().lower().split()[0] not in _OPENERS
            and (m.start() > 1 and source[m.start() - 2] not in ".!?\n")
            and not _words(m.group()) & (old_words | _words(row.question))
            and m.group().lower() not in row.answers[0].text.lower()
        } - {old.group()}
        if new:
            question = row.question[: old.start()] + random.choice(sorted(new)) + row.question[old.end() :]
            return replace(row, question=question)
    return None


def _antonym(row: Row, random: Random) -> Row | None:
    context = set(_WORD.findall(row.context.lower()))
    swaps = [m for m in _WORD.finditer(row.question) if _OPPOSITE.get(m.group(), "\0") not in context and m.group() in _OPPOSITE]
    if swaps:
        old = random.choice(swaps)
        return replace(row, question=row.question[: old.start()] + _OPPOSITE[old.group()] + row.question[old.end() :])
    verb = _NEGATABLE.search(row.question)
    # Negating every question would teach "not means no answer" only; one in eight keeps it a minor move, as in SQuAD 2.
    if verb and random.random() < 0.125 and not {"not", "never", "no"} & context:
        end = verb.end()
        while end < len(row.question) and row.question[end] != " ":
            end += 1
        return replace(row, question=row.question[:end] + " not" + row.question[end:])
    return None
