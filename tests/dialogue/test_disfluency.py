"""Questions that correct themselves, and those that only look so."""

from __future__ import annotations

import pytest

from qa_bot import Article, Bot, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.question.disfluency import repaired

TEXT = (
    "Anna Berg, the baker of the village, left for Rome in 1921. The film Northern Lights was directed by Otto Lind and written by Eva Holm. "
    "France has a population of 68 million; its capital is Paris. The club, which was founded by Nils Dahl, won no wait-and-see bets. "
    "Wait wait don’t tell me is a quiz on the radio."
)
STORY = AnalyzedArticle.of(Article(TEXT))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is the capital no wait what is the population of France?", "What is the population of France?"),
        ("When did uh who founded the club?", "Who founded the club?"),
        ("When I mean who founded the club", "Who founded the club?"),
        ("From where did no tell me when did Anna leave?", "When did Anna leave?"),
        ("What is the capital... oh wait, who directed the film?", "Who directed the film?"),
        ("Is the club uh no sorry is the film old?", "Is the film old?"),
        ("Who ruled -- scratch that -- after the war, who founded the club?", "After the war, who founded the club?"),
        ("What did he or rather Anna left for which city?", "Anna left for which city?"),
        ("who was the who was the baker?", "Who was the baker?"),
        ("When did Anna leave I mean where?", "Where did Anna leave?"),
        ("What film did Otto direct no sorry did Eva write?", "What film did Eva write?"),
    ],
)
def test_a_whole_question_takes_the_place_of_one_that_was_begun(typed: str, meant: str) -> None:
    assert repaired(typed, STORY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who wrote er directed the film?", "Who directed the film?"),
        ("What happened in 1990 no sorry 1991?", "What happened in 1991?"),
        ("Who left in 1920, sorry, in 1921 for Rome?", "Who left in 1921 for Rome?"),
        ("Who lived in Paris in 1990, I mean in London?", "Who lived in London in 1990?"),
        ("When did Otto no Anna leave?", "When did Anna leave?"),
        ("When is Otto Lind born no wait Eva not Otto Lind?", "When is Eva born?"),
        ("In which river, I mean country, is Paris?", "In which country, is Paris?"),
        ("What year er city is the capital?", "What city is the capital?"),
        ("Who was the first, no sorry, last king of France?", "Who was the last king of France?"),
        ("What is the height of the tower I mean width of the tower?", "What is the width of the tower?"),
        ("Who was on the project that started um no followed Project Moss?", "Who was on the project that followed Project Moss?"),
        ("What what did Otto uh no Anna bake I mean buy?", "What did Anna buy?"),
    ],
)
def test_a_phrase_takes_the_place_of_what_it_is_like(typed: str, meant: str) -> None:
    assert repaired(typed, STORY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What um is the uh population of France?", "What is the population of France?"),
        ("When did Anna er Berg leave?", "When did Anna Berg leave?"),
        ("uh, who left?", "Who left?"),
        ("Sorry, what did Anna say?", "What did Anna say?"),
        ("Who was the man er who left?", "Who was the man who left?"),
        ("After the war uh who left?", "After the war who left?"),
    ],
)
def test_fillers_are_dropped_and_take_nothing_back(typed: str, meant: str) -> None:
    assert repaired(typed, STORY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "What does 'I mean' mean?", "What does “no wait” mean?", "Is there no waiting room?", "Is there no wait for the bus?",
        "Which team had no wins and no losses?", "Who said no?", "Why did he say sorry when he lost?", "Who is sorry for the loss?",
        "What did I mean by that?", "What do I mean to you?", "What factors make that possible?", "Who did hold on to the film?",
        "Who actually wrote the film?", "Why was no one there?", "What has Anna that no other baker has?", "What is rather unusual about it?",
        "Who starred in ER last year?", "Can you tell me who left?", "Which wait wait don't tell me was the first?", "Who is who in the film?",
        "What won no wait-and-see bets?", "What did Otto tell her, and where did he say it?", "Who came, who left?", "no", "sorry", "um",
        "Which of the animals live where no other animals live?", "Who lived in Rome and actually in Paris?",
    ],
)  # fmt: skip
def test_a_sound_question_is_not_touched(typed: str) -> None:
    assert repaired(typed, STORY) is None


@pytest.mark.parametrize(
    ("before", "typed", "meant"),
    [
        ("When did Anna leave?", "no, I mean Nils", "When did Nils leave?"),
        ("Who left in 1920?", "sorry, 1921", "Who left in 1921?"),
        ("Who lived in Paris?", "no wait in Rome", "Who lived in Rome?"),
        ("When did Anna leave?", "I mean the baker", None),
        ("When did Anna leave?", "Sorry, who left?", "Who left?"),
        ("When did Anna leave?", "no thanks", None),
    ],
)
def test_the_question_before_is_corrected(before: str, typed: str, meant: str | None) -> None:
    assert repaired(typed, STORY, before) == meant


def test_the_correction_is_read_shown_and_can_be_undone(bot: Bot) -> None:
    article = Article(TEXT)
    reply = bot.ask("Who wrote er directed the film Northern Lights?", article)
    assert reply.resolved_question == "Who directed the film Northern Lights?"
    assert reply.answer is not None
    assert reply.answer.text == "Otto Lind"
    assert bot.ask("Who wrote er directed the film Northern Lights?", article, as_typed=True).resolved_question is None
    assert bot.ask("no sorry 1921", article, [Turn("Who left for Rome in 1920?", None)]).resolved_question == "Who left for Rome in 1921?"
    about = bot.ask("Who is the uh no what is this about?", article)
    assert about.resolved_question == "What is this about?"
    assert about.message is not None
