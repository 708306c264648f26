"""A conversation as JSON that the visitor's browser keeps, and back: a session survives a server that was started again.

The browser keeps each of the visitor's own articles once, since they are long and never change; in the JSON of a conversation a name stands for each.
What comes back is a visitor's input and is checked like one: every value has the type of its field, and every span is the slice of
the article that it says it is. A snapshot that fails a check is refused as a whole.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from qa_bot.answer import Reply, Span
from qa_bot.app.article_store import article_name
from qa_bot.app.conversation import MAX_TURNS, Conversation
from qa_bot.app.library import MAX_ARTICLES, Library
from qa_bot.app.surroundings import Surroundings
from qa_bot.article import Article
from qa_bot.dialogue import MAX_QUESTION
from qa_bot.errors import QaBotError
from qa_bot.loading.limits import MAX_CHARACTERS, MAX_FACT

_NOT_KEPT = ("pending", "asked", "as_typed", "target", "part", "step", "put_aside")
_EARLIER = ("cleared", "removed")
"""The fields that hold what can be brought back, which itself holds no such thing."""
LONGEST_NAME = 500
"""Characters of the name of a file."""
MAX_LEVEL = 100
"""Level of a heading at most: a reply names all that it stands under, one of each level."""
LONGEST_FACT = 2 * MAX_FACT
"""Characters of a title, a date or a credit; a title may have got a number."""
MAX_SAID = 4_000_000
"""Characters that the replies of one visit say in other words than the article's: each event of the page renders all of them."""
MAX_ANSWERS = 20_000
"""Answers and alternatives of one visit: each is an element of the chat, and most are one of the article too."""


class SnapshotError(QaBotError):
    """A snapshot that cannot be taken up again."""


def freeze(conversation: Conversation) -> dict[str, Any]:
    """What is kept of a conversation: everything but the question that is being read, and the names of the articles in place of them."""
    cleared, before = conversation.cleared, conversation.removed
    kept = _bare(conversation, *_EARLIER)
    kept["library"]["brought"] = [article_name(article) for article in conversation.library.brought]
    kept["cleared"] = cleared and _bare(cleared, *_EARLIER, "library")
    kept["removed"] = None
    if before:
        number = conversation.removed_number
        gone = {"number": number, "article": article_name(before.library.brought[number - 1])}
        kept["removed"] = {**_bare(before, *_EARLIER), **gone}
    return kept


def _bare(conversation: Conversation, *left_out: str) -> dict[str, Any]:
    """A conversation without its articles, nor what is not kept, nor some fields."""
    bare = replace(conversation, library=replace(conversation.library, brought=()), cleared=None, removed=None)
    return {name: value for name, value in asdict(bare).items() if name not in (*_NOT_KEPT, *left_out)}


def article_to_json(article: Article) -> str:
    """An article as JSON, without the PDF that it was read from."""
    data = asdict(article)
    del data["original"]
    return json.dumps(data)


def article_from_json(data: str | bytes) -> Article:
    """What `article_to_json` was given.

    Raises:
        SnapshotError: the data is no article.
    """
    try:
        article: Article = _decode(Article, json.loads(data))
        _check_article(article)
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise SnapshotError("This article could not be restored.") from error
    return article


def thaw(data: Any, opened: Article) -> Conversation:
    """The conversation of a snapshot.

    Args:
        data: what `freeze` made, after a trip through JSON, with the articles in place of their names.
        opened: article 0, as the server has it.

    Raises:
        SnapshotError: the data is no snapshot, or does not fit its articles.
    """
    if not isinstance(data, dict) or set(data) & set(_NOT_KEPT):
        raise SnapshotError("This visit could not be restored.")
    try:
        conversation: Conversation = _decode(Conversation, {name: value for name, value in data.items() if name not in _EARLIER})
        _check(conversation, opened)
        if data.get("cleared"):
            conversation = replace(conversation, cleared=_earlier(data["cleared"], conversation.library, opened))
        if data.get("removed"):
            conversation = replace(conversation, removed=_before_removal(data["removed"], conversation.library, opened))
    except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise SnapshotError("This visit could not be restored.") from error
    return conversation


def _earlier(data: Any, library: Library, opened: Article) -> Conversation:
    """What can be brought back, with its articles."""
    _require(isinstance(data, dict) and not set(data) & {*_NOT_KEPT, *_EARLIER, "library"})
    earlier: Conversation = replace(_decode(Conversation, data), library=library)
    _check(earlier, opened)
    return earlier


def _before_removal(data: Any, left: Library, opened: Article) -> Conversation:
    """The conversation before an article was removed from those that are left."""
    number, article, library = data["number"], _decode(Article, data["article"]), _decode(Library, data["library"])
    _require(type(number) is int and 0 < number <= len(left.brought) + 1 and article not in left.brought and not library.brought)
    brought = (*left.brought[: number - 1], article, *left.brought[number - 1 :])
    others = {name: value for name, value in data.items() if name not in ("number", "article", "library")}
    return _earlier(others, replace(library, brought=brought), opened)


def _check(conversation: Conversation, opened: Article) -> None:
    """Refuse what no conversation could have become."""
    articles = (opened, *conversation.library.brought)
    _require(len(articles) <= MAX_ARTICLES + 1)
    _require(sum(len(article.text) for article in articles[1:]) <= MAX_CHARACTERS)
    ticked = conversation.library.ticked
    _require(bool(ticked) and ticked == tuple(sorted(set(ticked) & set(range(len(articles))))))
    _require(conversation.library.shown in range(len(articles)))
    _require(len(conversation.library.files) < len(articles) and all(len(name) <= LONGEST_NAME for name in conversation.library.files))
    turns = len(conversation.replies)
    told = (conversation.sources, conversation.elsewhere, conversation.among, conversation.around)
    _require(turns <= MAX_TURNS and all(len(each) == turns for each in told))
    _require(conversation.shown is None or conversation.shown in range(turns))
    _require(conversation.unmarked in range(turns + 1))
    judged = (*conversation.liked, *conversation.disliked)
    _require(len(set(judged)) == len(judged) and all(turn in range(turns) for turn in judged))
    for article in articles[1:]:
        _check_article(article)
    replies = [*conversation.replies, *(reply for others in conversation.elsewhere for _, reply in others)]
    _require(sum(1 + len(reply.answers) + len(reply.alternatives) for reply in replies) <= MAX_ANSWERS)
    _require(sum(map(_said, replies)) <= MAX_SAID)
    for reply, source, others, around in zip(
        conversation.replies, conversation.sources, conversation.elsewhere, conversation.around, strict=True
    ):
        _check_spans(reply, articles[_number(source, articles)], around)
        for place, other in others:
            _check_spans(other, articles[_number(place, articles)], None)


def _said(reply: Reply) -> int:
    """Characters of what is shown of a reply beside the article's own words."""
    return sum(map(len, (reply.resolved_question or "", reply.message or "", reply.article, *reply.section)))


def _check_article(article: Article) -> None:
    _require(len(article.text) <= MAX_CHARACTERS)
    _require(all(len(fact) <= LONGEST_FACT for fact in (article.title, article.own_title, article.date, article.credit)))
    for text in (article.text, article.title, article.source, article.date, article.credit):
        text.encode()  # half a character is an error: an article that was loaded has none
    end = len(article.text)
    blocks = [(block.start, block.end) for block in article.blocks]
    _require(all(0 <= block.level <= MAX_LEVEL for block in article.blocks if block.kind == "heading"))
    _require(all(0 <= link.start <= link.end <= end for link in article.links))
    for ranges in (blocks, article.struck, tuple((page, page) for page in article.pages)):
        _in_order(ranges, 0, end)
    for block in article.blocks:
        _in_order(block.cells, block.start, block.end)


def _in_order(ranges: Iterable[tuple[int, int]], start: int, end: int) -> None:
    """Refuse ranges that overlap or leave `[start, end)`: what is linear in a text that was loaded would take hours."""
    edges = [start, *(edge for one in ranges for edge in one), end]
    _require(all(first <= last for first, last in pairwise(edges)))


def _check_spans(reply: Reply, article: Article, around: Surroundings | None) -> None:
    answers = (*([reply.answer] if reply.answer else []), *reply.answers, *reply.alternatives)
    _require(all(0 <= confidence <= 1 for confidence in (reply.confidence, *(answer.confidence for answer in answers))))
    _require(len(reply.question) <= MAX_QUESTION)
    spans = [*(answer.span for answer in answers), *([reply.evidence] if reply.evidence else []), *([around.span] if around else [])]
    _require(all(span == Span.cut(article.text, span.start, span.end) for span in spans))
    for told, place in ((reply, reply.evidence), (around, around.span if around else None)):
        for ranges in (told.struck, told.gaps) if told else ():
            _in_order(ranges, place.start if place else 0, place.end if place else 0)


def _number(number: int, articles: tuple[Article, ...]) -> int:
    _require(number in range(len(articles)))
    return number


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("the snapshot does not fit")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(kind: Any, data: Any) -> Any:
    """JSON data as a value of a type: dataclasses from objects, tuples from arrays, the rest as it is.

    >>> _decode(tuple[int, ...], [1, 2])
    (1, 2)
    >>> _decode(int | None, None) is None
    True
    """
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if data is None and type(None) in args else _decode(next(arg for arg in args if arg is not type(None)), data)
    if origin is tuple:
        return _decode_tuple(args, data)
    if is_dataclass(kind) and isinstance(kind, type):
        return _decode_object(kind, data)
    if origin is Literal:
        _require(data in args)
    elif kind is float and type(data) in (int, float):
        _require(math.isfinite(data))
        return float(data)
    elif type(data) is not kind:
        raise TypeError(f"{kind} was expected")
    return data


def _decode_tuple(args: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise TypeError("an array was expected")
    parts = [args[0]] * len(data) if args[1:] == (Ellipsis,) else list(args)
    return tuple(_decode(part, item) for part, item in zip(parts, data, strict=True))


def _decode_object(kind: type, data: Any) -> Any:
    if not isinstance(data, dict):
        raise TypeError("an object was expected")
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], value) for name, value in data.items()})
