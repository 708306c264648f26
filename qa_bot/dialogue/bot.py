"""The bot: from what was typed to what is shown. Each step knows one thing; this room only puts them in order.

What is no question gets one line; what is asked about the article as a whole, or for all names of a class, needs no reader. Everything
else is read: as typed and, only where the wording gives cause, in other ways too, all in one batch. What is said of the chosen reading
depends on its kind. The article's own words are the only answers; below the reader's threshold the bot abstains and quotes what came closest.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from qa_bot.answer import Answer, Reply, Span, Trace, Turn
from qa_bot.article import Article
from qa_bot.dialogue.analysis import Analyses, AnalyzedArticle
from qa_bot.dialogue.answers import lists
from qa_bot.dialogue.answers import metadata as about
from qa_bot.dialogue.answers import yes_no as statements
from qa_bot.dialogue.answers.selection import Heard, Way, choose, hear
from qa_bot.dialogue.followup.rewriting import rewrites
from qa_bot.dialogue.question import types as kinds
from qa_bot.dialogue.question.disfluency import repaired
from qa_bot.dialogue.question.normalization import reordered
from qa_bot.dialogue.question.small_talk import small_talk
from qa_bot.dialogue.question.spelling import respelled
from qa_bot.dialogue.suggest.suggestions import ask_for, candidates, unasked
from qa_bot.errors import QaBotError, TooLongError
from qa_bot.reader import Reader

MAX_QUESTION = 1000
"""Characters of the longest question."""
MAX_ALTERNATIVES = 2
NEAR = 0.5
"""An alternative is shown when its confidence is at least this share of the answer's."""
DECIDED = 0.76
"""Confidence of a sentence that decides a yes-or-no question by its words alone: (right + 1) / (found + 2) by `tests.benchmarks.deciding`."""
NOT_KNOWN = 0.7
"""Confidence of a sentence that says that something is not known; set by hand."""
YES_NO = "Whether that is a yes or a no is for you to judge: this is what the article says about it."
NOT_SPECIFIED = "The article says that this is not known:"
_OPENING = 10_000
"""Characters of a long article that questions are made from."""
_CANDIDATES = 8


class Bot:
    """A reader with manners. Holds no conversation: the caller hands in the turns before.

    Args:
        reader: the reader that finds the spans; it is locked inside, so one bot may serve many threads.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._analyses = Analyses()

    def ask(
        self,
        question: str,
        article: Article,
        history: Sequence[Turn] = (),
        top_k: int = 1 + MAX_ALTERNATIVES,
        as_typed: bool = False,
    ) -> Reply:
        """Answer one question about an article with a span of it, or say that it does not hold the answer.

        Args:
            question: as typed, up to `MAX_QUESTION` characters.
            article: the text that is asked about.
            history: the turns before, oldest first.
            top_k: answer and alternatives together, at most.
            as_typed: read the words as they stand, without regard to the turns before or to slips of spelling.

        Raises:
            QaBotError: the question is empty or too long.
        """
        typed = " ".join(question.split())
        if not typed:
            raise QaBotError("There is no question yet: type one about the article.")
        if len(typed) > MAX_QUESTION:
            raise TooLongError(f"This question has {len(typed):,} characters, and {MAX_QUESTION:,} can be read: ask it more briefly.")
        began = time.perf_counter()
        analyzed = self._analyses.of(article)
        mended = None if as_typed else repaired(typed, analyzed, history[-1].question if history else "")
        if not as_typed:
            unread = self._unread(typed, mended or typed, analyzed, history, began)
            if unread:
                return unread
        ways = [(typed, "typed"), *([] if as_typed else self._ways(typed, mended, history, analyzed))]
        readings = self.reader.read([way[0] for way in ways], article, max(top_k, _CANDIDATES))
        heard = [hear(text, way, reading, self.reader.calibration, analyzed) for (text, way), reading in zip(ways, readings, strict=True)]
        return self._answer(typed, choose(heard, history[-1].answer if history else None), analyzed, began, top_k, as_typed=as_typed)

    def refuse(self, question: str, article: Article, message: str) -> Reply:
        """A reply that answers nothing and says why."""
        return self._reply(question, question, article, None, (), (), None, 0.0, time.perf_counter(), message)

    def suggestions(self, article: Article, history: Sequence[Turn] = ()) -> list[str]:
        """Questions that the article answers, made from it and checked by the reader: to start with, or to go on; none that was asked.

        The first call for an article reads it once for each candidate (about ten); the bot keeps what it found.
        """
        analyzed = self._analyses.of(article)
        with analyzed.suggesting:
            if analyzed.suggested is None:
                analyzed.suggested = self._suggest(article)
        return unasked(analyzed.suggested, history)

    def prepare(self, article: Article) -> None:
        """Do now what the first question about an article would wait for: seconds, for a book."""
        self.reader.prepare(article)
        self._analyses.of(article)

    def _suggest(self, article: Article) -> list[tuple[str, str]]:
        if self.reader.is_long(article):  # about a book, its opening suggests enough
            at = min(_OPENING, len(article.text) - 1)
            article = Article(article.text[: article.sentence_of(at, at + 1).end], article.title)
        # one by one, so that a visitor's question never waits for all of them; asked as a visitor would, so that each is answered
        replies = [self.ask(one, article, top_k=1) for one in candidates(self._analyses.of(article))]
        sure = sorted((reply for reply in replies if reply.answer), key=lambda reply: -reply.confidence)
        return [(reply.question, reply.answer.text) for reply in sure if reply.answer]

    def _unread(self, typed: str, meant: str, analyzed: AnalyzedArticle, history: Sequence[Turn], began: float) -> Reply | None:
        """The reply to what needs no reader, or None."""
        article = analyzed.article
        line = small_talk(typed, analyzed.vocabulary)
        if line:
            return self._reply(typed, typed, article, None, (), (), None, 0.0, began, f"{line}{ask_for(analyzed)}")
        asked = kinds.about_what(meant, alone=not history)
        if asked:
            if asked == "summary":
                answers, said = about.summary(meant, analyzed)
            elif asked == "author":
                answers, said = about.author(analyzed)
            else:
                answers, said = [], about.fact(asked, article)
            return self._quoted(typed, meant, analyzed, answers, began, said if answers else f"{said}{ask_for(analyzed)}")
        wanted = kinds.category(meant)
        if wanted and (answers := lists.entities_of_type(wanted, analyzed)):
            return self._quoted(typed, meant, analyzed, answers, began, f"{len(answers)} found in the article.")
        return None

    def _ways(self, typed: str, mended: str | None, history: Sequence[Turn], analyzed: AnalyzedArticle) -> list[tuple[str, Way]]:
        """Other ways to read a question; none for one that stands alone and is spelt right."""
        fixed = respelled(mended or typed, analyzed)
        plain = fixed or mended or typed
        order = reordered(plain, analyzed)
        plain = order or plain
        found: list[tuple[str, Way]] = [(one.question, "gap" if one.sure else "doubtful") for one in rewrites(plain, history, analyzed)]
        if found:
            return found
        if order or mended:
            return [(plain, "repair" if mended else "order")]
        return [(fixed, "spelling")] if fixed else []

    def _answer(self, typed: str, chosen: Heard, analyzed: AnalyzedArticle, began: float, top_k: int, *, as_typed: bool) -> Reply:
        """What is said of the reading that is trusted."""
        question, best = chosen.question, chosen.answered
        message, answers, evidence = None, [best] if best else [], None
        whole: Answer | None = None
        others = list(chosen.answers[1:])
        statement = None if as_typed or chosen.name else statements.not_specified(question, analyzed)
        if statement and (best is None or statement.share == 1 or statement.sentence.overlaps(best.start, best.end)):
            answers, others, message = [Answer(statement.sentence, NOT_KNOWN, 0.0)], [], NOT_SPECIFIED
        elif chosen.stranger:
            answers = []
        elif chosen.described and (best is None or chosen.described[0].confidence >= NEAR + 0.1):
            answers, others = self._described(chosen), []
        elif chosen.name and best is None:
            evidence = analyzed.article.sentence_of(*chosen.name.spans[0])
        elif kinds.is_yes_no(question) and not as_typed:
            answers, others = self._decided(chosen, analyzed), []
            message = YES_NO if answers else None
        elif best and kinds.wants_list(question) and not as_typed:
            answers = lists.items(question, best, [other for other in others if chosen.clears(other)], analyzed)
            others = [other for other in others if all(not other.span.overlaps(one.start, one.end) for one in answers)]
            whole = lists.together(best, answers, analyzed.article)
        elif best and not as_typed:
            answers = lists.parts(question, best, chosen.answers[1:], analyzed)
            whole = lists.together(best, answers, analyzed.article) or best
        if len(answers) > 1 and chosen.described:
            answers, others = answers[:1], answers[1:]
        if chosen.reading.cut:
            message = f"Only the first {self.reader.question_limit} tokens of the question were read: ask it more briefly."
        top = max(answers, key=lambda answer: answer.confidence, default=None)
        near = [
            other for other in others if top and other.confidence >= NEAR * top.confidence and (chosen.described or chosen.clears(other))
        ]
        confidence = top.confidence if top else chosen.best.confidence if chosen.best else 0.0
        if evidence is None and not answers and chosen.best:
            evidence = analyzed.article.sentence_of(chosen.best.start, chosen.best.end)
        if evidence is None and not answers and chosen.reading.spans:
            evidence = analyzed.article.sentence_of(chosen.reading.spans[0].span.start, chosen.reading.spans[0].span.end)
        return self._reply(
            typed,
            question,
            analyzed.article,
            chosen,
            tuple(answers),
            tuple(near[: max(0, top_k - 1)]),
            evidence,
            confidence,
            began,
            message,
            whole,
        )

    def _described(self, chosen: Heard) -> list[Answer]:
        """The descriptions of a who-is question, each as sure as its pattern or, where it is surer, as the reader."""
        found = [
            Answer(
                one.span,
                max(one.confidence, *(a.confidence for a in chosen.answers if a.span.overlaps(one.span.start, one.span.end)), 0.0),
                max((a.score for a in chosen.answers), default=0.0),
            )
            for one in chosen.described
        ]
        return sorted(found, key=lambda answer: -answer.confidence)[: 1 + MAX_ALTERNATIVES]

    def _decided(self, chosen: Heard, analyzed: AnalyzedArticle) -> list[Answer]:
        """The sentence that decides a yes-or-no question."""
        best, sure = chosen.best, chosen.answered
        found = statements.deciding(chosen.question, analyzed, best.span if best else None)
        if found is None or statements.unknown_name(chosen.question, analyzed, answered=sure is not None):
            return []
        sentence, share = found
        if sure and sentence.overlaps(sure.start, sure.end):
            return [Answer(sentence, sure.confidence, sure.score)]
        if share >= statements.DECIDES:
            return [Answer(sentence, DECIDED, 0.0)]
        agrees = best and sentence.overlaps(best.start, best.end) and share >= statements.AGREES
        return [Answer(sentence, best.confidence, best.score)] if best and agrees else []

    def _quoted(self, typed: str, meant: str, analyzed: AnalyzedArticle, answers: list[Answer], began: float, message: str) -> Reply:
        top = answers[0] if answers else None
        return self._reply(typed, meant, analyzed.article, None, tuple(answers), (), None, top.confidence if top else 0.0, began, message)

    def _reply(
        self,
        typed: str,
        question: str,
        article: Article,
        heard: Heard | None,
        answers: tuple[Answer, ...],
        alternatives: tuple[Answer, ...],
        evidence: Span | None,
        confidence: float,
        began: float,
        message: str | None,
        whole: Answer | None = None,
    ) -> Reply:
        top = whole or max(answers, key=lambda answer: answer.confidence, default=None)
        reading = heard.reading if heard else None
        place = top.span if top else evidence
        score = reading.spans[0].score if reading and reading.spans else None
        null = reading.null_score if reading and reading.spans else None
        return Reply(
            question=typed,
            resolved_question=question if question != typed else None,
            answer=top,
            answers=answers,
            alternatives=alternatives,
            evidence=article.sentence_of(top.start, top.end) if top else evidence,
            confidence=confidence,
            article=article.title,
            trace=Trace(
                windows=reading.windows if reading else 0,
                score=score,
                null_score=null,
                margin=score - null if score is not None and null is not None else None,
                threshold=self.reader.calibration.threshold,
                milliseconds=(time.perf_counter() - began) * 1000,
                passages=reading.passages if reading else None,
            ),
            message=message,
            page=article.page_of(place.start) if place else None,
            section=article.headings_over(place.start) if place else (),
        )
