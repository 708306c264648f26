"""The bot's manners on the shipped reader: what it answers, when it abstains, and what it says to what is no question."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot, QaBotError, Reply
from qa_bot.dialogue import MAX_QUESTION

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
    assert "Only the first 64 tokens" in reply.message


@pytest.mark.parametrize("typed", ["", "   ", "\n\t"])
def test_an_empty_question_is_refused(bot: Bot, typed: str) -> None:
    with pytest.raises(QaBotError, match="no question yet"):
        bot.ask(typed, STORY)


def test_a_question_that_is_too_long_is_refused(bot: Bot) -> None:
    with pytest.raises(QaBotError, match="5,000 characters, and 1,000 can be read"):
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
        ("🎉🎉", "I can only read words"),
        ("???", "I can only read words"),
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
            "message",
        ]
    )
    assert STORY.text[found["start"] : found["end"]] == found["answer"]
    assert set(found["evidence"]) == {"text", "start", "end"}
    assert set(found["answers"][0]) == {"answer", "start", "end", "confidence"}
    nothing = bot.ask("hello", STORY).to_dict()
    assert [nothing[key] for key in ("answer", "start", "end", "evidence")] == [None] * 4
