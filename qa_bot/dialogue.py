"""The bot: what a question means, whether the article answers it, and what is shown when it does not.

What people type that is no question gets one friendly line; everything else is read. The article's own words are the only
answers: below the reader's threshold the bot abstains and quotes the sentence that came closest.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from qa_bot.answer import Answer, Reply, Trace, Turn
from qa_bot.article import Article
from qa_bot.confidence import log_shares
from qa_bot.errors import QaBotError
from qa_bot.reader import Reader, Reading

MAX_QUESTION = 1000
"""Characters of the longest question."""
MAX_ALTERNATIVES = 2
NEAR = 0.5
"""An alternative is shown when its confidence is at least this share of the answer's."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_GREETINGS = frozenset("hi hello hey hallo hiya howdy greetings yo morning evening afternoon good day there bot welcome".split())
_THANKS = frozenset(
    "thanks thank you thx ty cheers great nice cool ok okay perfect awesome very much so a lot many for your help that was".split()
)
_FAREWELLS = frozenset("bye goodbye cu see you later ciao farewell for now".split())


class Bot:
    """A reader with manners. Holds no conversation: the caller hands in the turns before.

    Args:
        reader: the reader that finds the spans; it is locked inside, so one bot may serve many threads.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def ask(self, question: str, article: Article, history: Sequence[Turn] = (), top_k: int = 1 + MAX_ALTERNATIVES) -> Reply:
        """Answer one question about an article with a span of it, or say that it does not hold the answer.

        Args:
            question: as typed, up to `MAX_QUESTION` characters.
            article: the text that is asked about.
            history: the turns before, oldest first.
            top_k: answer and alternatives together, at most.

        Raises:
            QaBotError: the question is empty or too long.
        """
        typed = " ".join(question.split())
        if not typed:
            raise QaBotError("There is no question yet: type one about the article.")
        if len(typed) > MAX_QUESTION:
            raise QaBotError(f"This question has {len(typed):,} characters, and {MAX_QUESTION:,} can be read: ask it more briefly.")
        began = time.perf_counter()
        message = _small_talk(typed)
        if message:
            return self._reply(typed, article, None, began, top_k, message)
        return self._reply(typed, article, self.reader.read([typed], article, max(top_k, 5))[0], began, top_k)

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        """A reply that answers nothing and says why."""
        return self._reply(question, article, None, time.perf_counter(), 1, message)

    def suggestions(self, article: Article) -> list[str]:
        """Questions to start with."""
        return list(article.questions)

    def prepare(self, article: Article) -> None:
        """Do now what the first question about an article would wait for: seconds, for a book."""
        self.reader.prepare(article)

    def _reply(self, typed: str, article: Article, reading: Reading | None, began: float, top_k: int, message: str | None = None) -> Reply:
        calibration = self.reader.calibration
        spans = reading.spans if reading else ()
        null = reading.null_score if reading else 0.0
        shares = log_shares([scored.score for scored in spans], null) if spans else []
        ranked = [
            Answer(scored.span, calibration.probability(scored.score - null, share), scored.score)
            for scored, share in zip(spans, shares, strict=True)
        ]
        best = ranked[0] if ranked else None
        answered = best if best and best.score - null >= calibration.threshold else None
        near = [
            other
            for other in ranked[1:]
            if answered and other.confidence >= NEAR * answered.confidence and other.score - null >= calibration.threshold
        ]
        if reading and reading.cut:
            message = f"Only the first {self.reader.question_limit} tokens of the question were read: ask it more briefly."
        return Reply(
            question=typed,
            resolved_question=None,
            answer=answered,
            answers=(answered,) if answered else (),
            alternatives=tuple(near[: max(0, top_k - 1)]),
            evidence=article.sentence_of(best.start, best.end) if best else None,
            confidence=best.confidence if best else 0.0,
            article=article.title,
            trace=Trace(
                windows=reading.windows if reading else 0,
                score=best.score if best else None,
                null_score=null if best else None,
                margin=best.score - null if best else None,
                threshold=calibration.threshold,
                milliseconds=(time.perf_counter() - began) * 1000,
                passages=reading.passages if reading else None,
            ),
            message=message,
            page=article.page_of(best.start) if best else None,
        )


def _small_talk(typed: str) -> str | None:
    """One line for what is no question, or None."""
    words = re.findall(r"[a-z']+", typed.lower())
    if not any(character.isalnum() for character in typed):
        return "I can only read words: ask me something about the article, for example who, when or why."
    if _TAG.search(typed):
        return "That looks like code, not like a question: ask in plain words about the article."
    if words and len(words) <= 7 and not typed.endswith("?"):
        for known, line in (
            (_GREETINGS, "Hello! Ask me something about the article, and I show you where it says so."),
            (_FAREWELLS, "Goodbye! The article stays here if you want to ask more."),
            (_THANKS, "You're welcome. Ask me anything else about the article."),
        ):
            if all(word in known for word in words):
                return line
    return None
