"""The bot's manners on the shipped reader: what it answers, when it abstains, and what it says to what is no question."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from qa_bot import Article, Bot, QaBotError, Reader, Reply, Turn
from qa_bot.answer import Answer, Span
from qa_bot.dialogue import MAX_QUESTION
from qa_bot.dialogue.answers.composition import compose, trace_of
from qa_bot.dialogue.answers.findings import Findings
from qa_bot.dialogue.answers.selection import Evaluated
from qa_bot.dialogue.bot import PART
from qa_bot.dialogue.question.interpretation import Interpretation
from qa_bot.reader.reading import Reading

STORY = Article(
    "Anna Berg, the baker of the village, left for Rome on Tuesday. Her brother Nils stayed at the mill. "
    "He wrote to her every week, because the roads were closed.",
    title="The bakery",
)


def check(reply: Reply, article: Article) -> None:
    """What holds of every reply."""
    for answer in (*reply.answers, *reply.alternatives):
        assert article.text[answer.start : answer.end] == answer.text
        assert 0 <= answer.confidence <= 1
    if reply.evidence:
        assert article.text[reply.evidence.start : reply.evidence.end] == reply.evidence.text
    if reply.answer:
        assert reply.answer in reply.answers or all(reply.answer.span.overlaps(one.start, one.end) for one in reply.answers)
        assert [answer.start for answer in reply.answers] == sorted(answer.start for answer in reply.answers)
        assert reply.evidence is not None
        assert reply.evidence.start <= reply.answer.start < reply.answer.end <= reply.evidence.end
    else:
        assert reply.answers == reply.alternatives == ()


def test_an_answer_is_a_span_with_its_sentence(bot: Bot) -> None:
    reply = bot.ask("  When did Anna leave?\n", STORY)
    check(reply, STORY)
    assert reply.question == "When did Anna leave?"
    assert reply.answer is not None
    assert reply.answer.text in ("Tuesday", "on Tuesday")
    assert reply.evidence is not None
    assert reply.evidence.text == "Anna Berg, the baker of the village, left for Rome on Tuesday."
    assert reply.trace.windows == 1
    assert reply.trace.milliseconds > 0
    assert reply.resolved_question is None
    assert reply.article == "The bakery"


def test_of_two_questions_the_first_is_answered_and_the_other_named(bot: Bot) -> None:
    reply = bot.ask("When did Anna leave and where did Nils stay?", STORY)
    assert reply.answer is not None
    assert reply.answer.text in ("Tuesday", "on Tuesday")
    assert reply.message == "I answer one question at a time. Ask “where did Nils stay?” next."


@pytest.mark.parametrize("history", [(), (Turn("and then?", "He wrote to her every week."),)])
def test_a_mere_question_word_is_no_question(bot: Bot, history: tuple[Turn, ...]) -> None:
    reply = bot.ask("and why?", STORY, history)
    assert reply.answer is None
    assert reply.message is not None
    assert reply.message.startswith("I can't tell what “and why” is about. Ask the whole question.")


def test_what_the_article_does_not_say_is_not_answered(bot: Bot, article: Article) -> None:
    reply = bot.ask("Who is Angela Merkel?", article)
    check(reply, article)
    assert reply.answer is None
    assert reply.evidence is not None  # the closest passage
    assert reply.message is None
    assert reply.confidence < 0.5


def test_replies_hold_for_all_kinds_of_questions(bot: Bot, article: Article) -> None:
    for question in ("Who?", "why", "Trump", "a" * MAX_QUESTION, "who " * 200, "…Putin…", "What did “he” say — and to whom?", "谁是普京?"):
        check(bot.ask(question, article), article)


def test_a_cut_question_says_so(bot: Bot) -> None:
    reply = bot.ask("when did Anna leave " * 30, STORY)
    assert reply.message is not None
    assert "read only its beginning" in reply.message


def test_of_a_long_question_the_sentence_that_asks_is_read(bot: Bot) -> None:
    before = "I came to the village by bus, and the rain had not stopped for days. " * 12
    for typed in (f"{before}When did Anna leave?", f"{before}When did Anna leave? {before}", f"{before}when did Anna leave"):
        reply = bot.ask(typed[:MAX_QUESTION], STORY)
        assert reply.answer is not None
        assert "Tuesday" in reply.answer.text
        assert reply.resolved_question is not None
        assert "when did anna leave" in reply.resolved_question.lower()
        assert reply.message == PART
    assert bot.ask(f"{before}When did Anna leave?", STORY, as_typed=True).message == PART
    assert bot.ask("When did Anna leave?", STORY).message is None


@pytest.mark.parametrize("typed", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(bot: Bot, typed: str) -> None:
    with pytest.raises(QaBotError, match="Type a question"):
        bot.ask(typed, STORY)


def test_a_question_that_is_too_long_is_refused(bot: Bot) -> None:
    with pytest.raises(QaBotError, match="5,000 characters, but I can read up to 1,000"):
        bot.ask("x" * 5000, STORY)


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("hello", "Hello!"),
        ("Hi there!", "Hello!"),
        ("good morning", "Hello!"),
        ("thanks", "You're welcome."),
        ("Thank you so much!", "You're welcome."),
        ("bye", "Goodbye!"),
        ("🎉🎉", "I need words to search for"),
        ("???", "I need words to search for"),
        ("<script>alert(1)</script>", "That looks like code"),
        ("<img src=x onerror=alert(1)>", "That looks like code"),
    ],
)
def test_what_is_no_question_gets_one_line(bot: Bot, typed: str, begins: str) -> None:
    reply = bot.ask(typed, STORY)
    assert reply.message is not None
    assert reply.message.startswith(begins)
    assert reply.answer is None
    assert reply.evidence is None
    assert reply.trace.windows == 0


@pytest.mark.parametrize(
    "typed", ["Who said hello?", "When did he say goodbye to her", "Is 3 < 5?", "What is good?", "Who thanked you?", "you?"]
)
def test_a_question_is_not_taken_for_small_talk(bot: Bot, typed: str) -> None:
    assert bot.ask(typed, STORY).trace.windows == 1


def test_alternatives_are_as_many_as_asked_for(bot: Bot, article: Article) -> None:
    assert bot.ask("Who is Donald Trump?", article, top_k=1).alternatives == ()
    for question in ("When is the inauguration?", "Who leads Syria?", "Which country is it?"):
        reply = bot.ask(question, article, top_k=5)
        check(reply, article)
        assert len(reply.alternatives) <= 4


def test_alternatives_are_close_rivals_each_text_once() -> None:
    story = Article("Anna met Nils, and Nils met anna. Carl came. Dora left.")

    def found(text: str, confidence: float, at: int = 0) -> Answer:
        start = story.text.index(text, at)
        return Answer(Span.cut(story.text, start, start + len(text)), confidence, 1.0)

    others = (found("anna", 0.79), found("Nils", 0.7), found("Nils", 0.65, 12), found("Carl", 0.6), found("Dora", 0.4))
    findings = Findings((found("Anna", 0.8),), others)
    read = Evaluated(Interpretation("Who?", "factoid"))
    reply = compose("Who?", story, read, findings, trace_of(None, 0.0, 1.0), 4)
    assert [(other.text, other.start) for other in reply.alternatives] == [("Nils", 9), ("Carl", story.text.index("Carl"))]


def test_the_json_object_has_its_keys(bot: Bot) -> None:
    found = bot.ask("Who stayed at the mill?", STORY).to_dict()
    assert list(found) == (
        [
            "question",
            "resolved_question",
            "answer",
            "start",
            "end",
            "confidence",
            "evidence",
            "alternatives",
            "answers",
            "article",
            "page",
            "section",
            "message",
            "trace",
        ]
    )
    assert STORY.text[found["start"] : found["end"]] == found["answer"]
    assert set(found["evidence"]) == {"text", "start", "end"}
    assert set(found["answers"][0]) == {"answer", "start", "end", "confidence"}
    nothing = bot.ask("hello", STORY).to_dict()
    assert [nothing[key] for key in ("answer", "start", "end", "evidence")] == [None] * 4


class Counting:
    """A reader that notes how many questions each call reads."""

    def __init__(self, reader: Reader) -> None:
        self.calibration, self.takes, self.memory, self._reader = reader.calibration, reader.takes, reader.memory, reader
        self.is_long = reader.is_long
        self.calls: list[int] = []
        self.last: Span | None = None

    def read(self, questions: list[str], article: Article, top_k: int = 5, last: Span | None = None) -> list[Reading]:
        self.calls.append(len(questions))
        self.last = last
        return self._reader.read(questions, article, top_k, last)


def test_a_follow_up_is_read_in_one_batch_and_shown(reader: Reader) -> None:
    counting = Counting(reader)
    bot = Bot(counting)  # type: ignore[arg-type]
    history = [bot.ask("Who is Anna Berg?", STORY).turn]
    reply = bot.ask("When did she leave?", STORY, history)
    assert reply.resolved_question == "When did Anna Berg leave?"
    assert reply.answer is not None
    assert "Tuesday" in reply.answer.text
    assert reply.turn.question == reply.resolved_question
    assert counting.calls in ([1, 2], [1, 3])  # all ways in one batch
    assert counting.last is not None
    assert (history[0].answer or "?") in counting.last.text  # near the answer before
    plain = bot.ask("When did she leave?", STORY, history, as_typed=True)
    assert (plain.resolved_question, counting.last) == (None, None)
    assert bot.ask("Where did Nils stay?", STORY, history).resolved_question is None
    assert counting.calls[2:] == [1, 1]


def test_a_reply_is_kept_for_the_same_question_in_the_same_conversation(reader: Reader) -> None:
    counting = Counting(reader)
    bot = Bot(counting)  # type: ignore[arg-type]
    article = Article("Anna Berg opened the mill in 1987. Nils sold it in 1999.", "The mill")
    first = bot.ask("When did Anna Berg open the mill?", article)
    again = bot.ask(" When did  Anna Berg open the mill? ", Article(article.text, article.title))
    assert again == replace(first, trace=again.trace)
    assert replace(again.trace, milliseconds=first.trace.milliseconds) == first.trace
    assert len(counting.calls) == 1
    bot.ask("When did Anna Berg open the mill?", article, [first.turn])
    bot.ask("When did Anna Berg open the mill?", article, as_typed=True)
    bot.ask("When did Anna Berg open the mill?", Article(article.text.replace("1987", "1990")))
    assert len(counting.calls) == 4


def test_the_turns_before_count_as_memory(reader: Reader) -> None:
    bot = Bot(reader)
    before = reader.memory.used
    bot.ask("hello", STORY, [Turn(f"{number}" + "Ж" * 900, "x" * 900) for number in range(100)])
    assert reader.memory.used - before >= 100 * (2 * 900 + 900)


def test_turns_of_any_length_and_number_are_looked_at_within_bounds(reader: Reader) -> None:
    """Four megabytes of one turn took minutes."""
    bot = Bot(reader)
    bot.ask("Where did she go?", STORY, [Turn("Who is Anna?", "Anna Berg")])
    began = time.thread_time()
    for turn in (Turn("Who is Anna? " + "Anna Berg said she left. " * 10_000, "Anna Berg"), Turn("x", "Anna, " * 40_000)):
        bot.ask("Where did she go?", STORY, [turn])
    bot.ask("Where did she go?", STORY, [Turn(f"Who is Anna Berg{number}?", "Anna Berg") for number in range(20_000)])
    assert time.thread_time() - began < 2


def test_a_suggested_question_is_answered_without_reading(reader: Reader, article: Article) -> None:
    counting = Counting(reader)
    bot = Bot(counting)  # type: ignore[arg-type]
    suggested = bot.suggestions(article)
    read = len(counting.calls)
    assert suggested
    assert all(bot.ask(question, article).answer for question in suggested)
    assert len(counting.calls) == read


def test_who_is_somebody_is_answered_by_what_describes_them(bot: Bot) -> None:
    reply = bot.ask("Who is Anna Berg?", STORY)
    check(reply, STORY)
    assert reply.answer is not None
    assert reply.answer.text == "the baker of the village"
    assert bot.ask("who is ana berg", STORY).resolved_question == "Who is Anna Berg"
    for stranger in ("Who is Emma Berg?", "Who is Anna Holm?", "Who is Nina Frost?"):
        assert bot.ask(stranger, STORY).answer is None


def test_lists_statements_and_deciding_sentences(bot: Bot) -> None:
    article = Article(
        "The fair sold honey, flour and old tools in Norway, Spain and Japan. It is not known who won the prize. Nils denied the theft."
    )
    countries = bot.ask("Which countries are mentioned?", article)
    check(countries, article)
    assert [one.text for one in countries.answers] == ["Norway", "Spain", "Japan"]
    assert countries.trace.windows == 0
    sold = bot.ask("Which things did the fair sell?", article)
    check(sold, article)
    assert sold.answer is not None
    assert sold.answer.text == "honey, flour and old tools"
    assert [one.text for one in sold.answers] == ["honey", "flour", "old tools"]
    unknown = bot.ask("Who won the prize?", article)
    check(unknown, article)
    assert unknown.answer is not None
    assert unknown.answer.text == "It is not known who won the prize."
    assert unknown.message is not None
    decided = bot.ask("Did Nils deny the theft?", article)
    check(decided, article)
    assert decided.answer is not None
    assert decided.answer.text == "Nils denied the theft."
    assert bot.ask("Did Emma deny the theft?", article).answer is None


def test_the_article_itself_and_examples(bot: Bot) -> None:
    reply = bot.ask("What is this about?", STORY)
    check(reply, STORY)
    assert reply.answer is not None
    assert reply.answer.span in STORY.sentences
    assert "words" in (bot.ask("How long is it?", STORY).message or "")
    assert "Who is Anna Berg?" in (bot.ask("hello", STORY).message or "")
    offered = bot.suggestions(STORY)
    assert offered
    assert offered[0] not in bot.suggestions(STORY, [Turn(offered[0], None)])
