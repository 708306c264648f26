"""Questions that leave out what the conversation is about."""

from __future__ import annotations

import pytest

from qa_bot import Article, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.followup.rewriting import rewrites
from qa_bot.dialogue.followup.topic import topic_of, with_topic

NOTHING = AnalyzedArticle.of(Article(""))


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What happened next", "What happened to Anna Berg next"),
        ("What happened after that", "What happened to Anna Berg after that"),
        ("what else happened", "what else happened to Anna Berg"),
        ("anything else", "anything else about Anna Berg"),
        ("Any other songs", "Any other songs of Anna Berg"),
        ("Were there any singles", "Were there any singles of Anna Berg"),
        ("Are there other facts in this article", "Are there other facts in this article about Anna Berg"),
        ("How was the album received", "How was the album of Anna Berg received"),
        ("Was the tour sold out", "Was the tour of Anna Berg sold out"),
        ("What did the band do", "What did the band of Anna Berg do"),
        ("Where was the premiere", "Where was the premiere of Anna Berg"),
        ("What happened with the libraries", None),
        ("How large was the fourteenth army", None),
        ("What is the black panther party", None),
        ("Who wrote the song that burned", None),
        ("What happened in Rome", None),
        ("Where did Berg live", None),
        ("%", None),
        ("When did he leave the band", None),
        ("What is universalism", None),
        ("What is the term for dust", None),
        ("What is more soluble than iron", None),
        ("Who came most of the time", None),
        ("Who is the more famous of those who have come from far away to see the house", None),
        ("What is in this article about France", None),
    ],
)
def test_the_topic_is_put_where_the_wording_points_beyond_the_question(question: str, read: str | None) -> None:
    assert with_topic(question, "Anna Berg", NOTHING) == read


@pytest.mark.parametrize(
    ("title", "text", "centre", "topic"),
    [
        ("Cold (band)", "", None, "Cold"),
        ("Larry Holmes", "Larry Holmes was a boxer.", "Cooney", "Larry Holmes"),
        ("Larry Holmes", "Another text.", "Cooney", "Cooney"),
        ("Putin assures Trump of support", "", "Trump", "Trump"),
        ("", "", None, None),
    ],
)
def test_the_topic_is_the_title_that_names_one_thing_or_what_a_pronoun_stood_for(
    title: str, text: str, centre: str | None, topic: str | None
) -> None:
    assert topic_of(centre, AnalyzedArticle.of(Article(text, title=title))) == topic


def test_a_follow_up_gets_the_topic_but_need_not_be_read_with_it() -> None:
    analyzed = AnalyzedArticle.of(Article("", title="Larry Holmes"))
    found = rewrites("What happened next?", [Turn("Where was the fight?", "in Las Vegas")], analyzed)
    assert [(one.question, one.sure) for one in found] == [("What happened to Larry Holmes next?", False)]
    assert rewrites("What happened next?", [], analyzed) == []
    said = [Turn("Who is Anna Berg?", "the baker"), Turn("Where did she go?", "to Rome")]
    assert rewrites("What else happened?", said, NOTHING)[0].question == "What else happened to Anna Berg?"


def test_a_band_whose_name_looks_like_a_persons_can_be_they() -> None:
    found = rewrites(
        "Did they tour?",
        [Turn("Was Puzzle a hit?", "It was voted the best album by Kerrang and Rock Sound.")],
        AnalyzedArticle.of(Article("", title="Biffy Clyro")),
    )
    assert found[0].question == "Did Biffy Clyro tour?"
