"""The bot: the order of the steps from what was typed to the reply, nothing else."""

from __future__ import annotations

import sys
import time
from collections.abc import Hashable, Sequence
from dataclasses import replace

from qa_bot.answer import Reply, Span, Turn
from qa_bot.article import Article, whole
from qa_bot.cache import PAIR, SPAN, Kept
from qa_bot.dialogue.analysis import Analyses, AnalyzedArticle
from qa_bot.dialogue.answers.answerers import find
from qa_bot.dialogue.answers.composition import compose, trace_of
from qa_bot.dialogue.answers.findings import Findings
from qa_bot.dialogue.answers.next_sentence import sentence_of_answer
from qa_bot.dialogue.answers.selection import Evaluated, choose, evaluate
from qa_bot.dialogue.question.interpretation import Interpretation, interpretations
from qa_bot.dialogue.question.shortening import asked_part, two_questions
from qa_bot.dialogue.suggest.overview import Overview, overview_of
from qa_bot.dialogue.suggest.suggestions import candidates, unasked
from qa_bot.errors import QaBotError, TooLongError
from qa_bot.reader import Reader

MAX_QUESTION = 1000
"""Characters of the longest question."""
MAX_HISTORY = 200
"""Turns before a question that are looked at: the last ones, of each as many characters as a question may have."""
CUT = "Your question was too long, so I read only its beginning."
ONE = "I answer one question at a time. Ask “{}?” next."
PART = "Your question was too long, so I read only this part of it."
SHORTENED = "Parts of this article aren't normal text, so I read only the beginning of each."
MAX_ALTERNATIVES = 2
_OPENING = 10_000
"""Characters of a long article that questions are made from."""
_CANDIDATES = 8
"""Spans that are wanted of a reading, at least."""


class Bot:
    """Answers questions about an article. Stateless: the caller passes the history.

    Args:
        reader: the reader that finds the spans; it is locked inside, so one bot may serve many threads.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._analyses = Analyses(reader.memory)
        self._replies = Kept[tuple[Hashable, ...], Reply](reader.memory, _size)
        self._overviews = Kept[int, Overview](reader.memory, lambda _, overview: 1000 + 2 * sum(map(len, overview.sentences)))

    @property
    def engine(self) -> str:
        """What computes the reader, such as "openvino int8"."""
        return self.reader.engine.name

    def ask(
        self,
        question: str,
        article: Article,
        history: Sequence[Turn] = (),
        top_k: int = 1 + MAX_ALTERNATIVES,
        as_typed: bool = False,
    ) -> Reply:
        """Answer one question about an article with a span of it, or say that it does not hold the answer. The reply is kept, so that a
        suggested or popular question costs nothing.

        Args:
            question: as typed, up to `MAX_QUESTION` characters.
            article: the text that is asked about.
            history: the turns before, oldest first; the last `MAX_HISTORY` count.
            top_k: answer and alternatives together, at most.
            as_typed: read the words as they stand, without regard to the turns before or to slips of spelling.

        Raises:
            QaBotError: the question is empty or too long.
        """
        typed = whole(" ".join(question.split()))
        if not typed:
            raise QaBotError("Type a question first.")
        if len(typed) > MAX_QUESTION:
            raise TooLongError(f"Your question has {len(typed):,} characters, but I can read up to {MAX_QUESTION:,}. Please shorten it.")
        history = [_shortened(turn) for turn in history[-MAX_HISTORY:]]
        began = time.perf_counter()
        analyzed = self._analyses.of(article)
        key = (analyzed.number, typed, tuple(history), top_k, as_typed, self.reader.calibration)
        kept = self._replies.get(key)
        if kept is not None:
            return replace(kept, trace=replace(kept.trace, milliseconds=(time.perf_counter() - began) * 1000))
        asked = asked_part(typed, self.reader.takes)
        two = None if as_typed else two_questions(asked)
        asked = two[0] if two else asked
        last = sentence_of_answer(history[-1], analyzed) if history and not as_typed else None
        read = self._read(interpretations(asked, analyzed, history, as_typed=as_typed), analyzed, max(top_k, _CANDIDATES), last)
        chosen = choose(read, history[-1].answer if history else None)
        findings = find(chosen, analyzed)
        cut, shortened = (chosen.reading.cut, chosen.reading.shortened) if chosen.reading else (False, False)
        if two:
            said: str | None = ONE.format(two[1].strip(" ?"))
        elif asked != typed and not cut:
            said = PART
        else:
            said = CUT if cut else SHORTENED if shortened else None
        if said:
            findings = replace(findings, message=" ".join(filter(None, (findings.message, said))))
        trace = trace_of(chosen.reading, self.reader.calibration.threshold, (time.perf_counter() - began) * 1000)
        reply = compose(typed, article, chosen, findings, trace, max(0, top_k - 1))
        self._replies.put(key, reply)
        return reply

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        """A reply that answers nothing and says why."""
        nothing = Evaluated(Interpretation(question, "literal"))
        return compose(question, article, nothing, Findings(message=message), trace_of(None, self.reader.calibration.threshold, 0.0), 0)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """Questions that the article answers, made from it and checked by the reader: to start with, or to go on; none that was asked.

        The first call for an article reads it once for each candidate (about ten); the bot keeps what it found.
        """
        analyzed = self._analyses.of(article)
        with analyzed.suggesting:
            if analyzed.suggested is None:
                analyzed.suggested = self._suggest(article)
        return unasked(analyzed.suggested, history)

    def made_suggestions(self, article: Article) -> list[str]:
        """Questions to start with, where `suggestions` made them already; else none."""
        analyzed = self._analyses.made(article)
        return unasked(analyzed.suggested, ()) if analyzed and analyzed.suggested is not None else []

    def overview(self, article: Article) -> Overview:
        """The article's central sentences, and its people, places and dates with questions about them; the reader is not needed."""
        analyzed = self._analyses.of(article)
        found = self._overviews.get(analyzed.number)
        if found is None:
            found = overview_of(analyzed)
            self._overviews.put(analyzed.number, found)
        return found

    def prepare(self, article: Article) -> None:
        """Build an article's indexes in advance: seconds, for a book."""
        self.reader.prepare(article)
        self._analyses.of(article)

    def _read(self, asked: Sequence[Interpretation], analyzed: AnalyzedArticle, top_k: int, last: Span | None) -> list[Evaluated]:
        """The interpretations with what the reader finds for them, all read in one batch."""
        if not asked[0].needs_reader:
            return [Evaluated(asked[0])]
        readings = self.reader.read([one.question for one in asked], analyzed.article, top_k, last)
        return [evaluate(one, reading, self.reader.calibration, analyzed) for one, reading in zip(asked, readings, strict=True)]

    def _suggest(self, article: Article) -> list[tuple[str, str]]:
        """The questions made from an article that the reader answers, surest first, with their answers."""
        if self.reader.is_long(article):  # the opening of a book suggests enough
            at = min(_OPENING, len(article.text) - 1)
            article = Article(article.text[: article.sentence_of(at, at + 1).end], article.title)
        # one by one, so that a visitor's question never waits for all of them; asked as a visitor would, so that each is answered
        replies = [self.ask(one, article) for one in candidates(self._analyses.of(article))]
        sure = sorted((reply for reply in replies if reply.answer), key=lambda reply: -reply.confidence)
        return [(reply.question, reply.answer.text) for reply in sure if reply.answer]


def _shortened(turn: Turn) -> Turn:
    """A turn with no more words than a question may have: the rules of follow-ups are made for such."""
    return Turn(whole(turn.question[:MAX_QUESTION]), turn.answer and whole(turn.answer[:MAX_QUESTION]))


def _size(key: tuple[Hashable, ...], reply: Reply) -> int:
    """Bytes of a reply, about, with the turns before it, which a visitor gives as many and as long as he likes."""
    history = next(part for part in key if isinstance(part, tuple))
    said = [text for turn in history for text in (turn.question, turn.answer) if text]
    texts = [one.text for one in (*reply.answers, *reply.alternatives)] + [one.best.text for one in reply.trace.passages if one.best]
    evidence = [reply.evidence.text] if reply.evidence else []
    spans = (len(texts) + 1) * SPAN + (len(reply.trace.passages) + len(history)) * PAIR
    return 2000 + spans + sum(map(sys.getsizeof, (*texts, *evidence, *reply.section, *said)))
