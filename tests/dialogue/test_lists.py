"""Enumerations and their bounds, and when a question is answered with several things. No model takes part."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa_bot import Article, Bot, Reader
from qa_bot.answer import Answer, Span
from qa_bot.cache import Memory
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers import lists
from qa_bot.dialogue.answers.coordination.splitting import enumeration
from qa_bot.dialogue.question import types as kinds
from qa_bot.loading import article_from_bytes
from qa_bot.reader.calibration import Calibration
from qa_bot.reader.reading import Reading, Scored
from tests.dialogue.village import MILL


def answer(article: Article, words: str, confidence: float = 0.9, score: float = 9.0) -> Answer:
    at = article.text.index(words)
    return Answer(Span.cut(article.text, at, at + len(words)), confidence, score)


@pytest.mark.parametrize(
    ("text", "span", "items"),
    [
        ("It was written by Ana Sol, Ben Ito (later a judge) and Cora Lund, who met in Oslo.", "Ben Ito", "Ana Sol|Ben Ito|Cora Lund"),
        ("It was written by Ana Sol, Ben Ito and Cora Lund.", "Ana Sol, Ben Ito and Cora Lund", "Ana Sol|Ben Ito|Cora Lund"),
        ("In Paris, Anna and Nils met.", "Nils", "Anna|Nils"),
        ("Filmed in Austin, Texas, Lockhart and Reno, Nevada.", "Lockhart", "Austin, Texas|Lockhart|Reno, Nevada"),
        ("He was born in Washington, D.C. and left.", "Washington, D.C.", "Washington, D.C."),
        ("It has mills in Austin, TX, Reno and Utica, N.Y. and a bank.", "Reno", "Austin, TX|Reno|Utica, N.Y."),
        ("They sued Olsen and Olsen, Vinter, and Falk.", "Vinter", "Olsen and Olsen|Vinter|Falk"),
        ("Trinidad and Tobago, Cuba and Haiti signed it.", "Cuba", "Trinidad and Tobago|Cuba|Haiti"),
        ("The songs are by composer Ann Lee and lyricist Tom Roe, while the rest is old.", "Tom Roe", "Ann Lee|Tom Roe"),
        ("It is by British author Ann Lee and stars Tom Roe as Bob.", "Ann Lee", "Ann Lee"),
        ("Letters went to Malmo, and to Lund, and to Ystad.", "Lund", "Malmo|Lund|Ystad"),
        ("They are: courage, patience, and fear of the dark.", "patience", "courage|patience|fear of the dark"),
        ("Used to dry fruit, to heat rooms, or to melt snow (see ice).", "to dry fruit", "to dry fruit|to heat rooms|to melt snow"),
        ("Anna, a baker from Rome, left early.", "Anna", "Anna"),
        ("Anna, a baker from Rome, and Nils, her son, left early.", "Anna", "Anna|Nils"),
        ('He sang "Up, Up and Gone", "Old Hat" and "Rain".', "Old Hat", "Up, Up and Gone|Old Hat|Rain"),
        ("It was held in 1988, 1992 and 2014, with guests.", "1992", "1988|1992|2014"),
        ("Nils was born on May 3, 1920, and died in Oslo.", "May 3, 1920", "May 3, 1920"),
        ("It was sold on May 3, 1920, June 4, 1921 and July 5, 1922.", "June 4, 1921", "May 3, 1920|June 4, 1921|July 5, 1922"),
        ("It was by Tim Roe, Jr., Ann Lee and Bo Ek.", "Ann Lee", "Tim Roe, Jr.|Ann Lee|Bo Ek"),
        ("The ports (Oslo, Bergen and Vik) and the mills closed.", "Bergen", "Oslo|Bergen|Vik"),
        ("It lies between Cuba and Haiti, near Nassau and Bimini.", "Nassau", "Cuba and Haiti|Nassau|Bimini"),
        ("She bought two pears, a plum, and a fig.", "a plum", "two pears|a plum|a fig"),
        ("He ate bread from Kent, cheese and ham.", "cheese", "cheese|ham"),
        ("Both copper and tin are mined there.", "tin", "copper|tin"),
        ("The court tried Anna and the judge sent Nils home.", "Anna", "Anna"),
        ("A canal near Holm and a lower canal at Vik were dug.", "Vik", "Vik"),
        ("It crosses the strait between Cuba and Haiti.", "the strait between Cuba and Haiti", "the strait between Cuba and Haiti"),
        ("Clay pots, honey and old tools will be sold.", "Clay pots, honey and old tools", "Clay pots|honey|old tools"),
        ("The stove burned wood at first, then coal, and was sold in 1934.", "wood", "wood|coal"),
        ("The Swedish, Danish and Polish governments agreed.", "Swedish, Danish and Polish governments", "Swedish|Danish|Polish governments"),
        ("He heads the 2nd Reserve Division and the 3rd Reserve Division.", "the 2nd Reserve Division and the 3rd Reserve Division",
         "the 2nd Reserve Division|the 3rd Reserve Division"),
        ("The Oslo Sun and The Bergen Times wrote of it.", "The Oslo Sun and The Bergen Times", "The Oslo Sun|The Bergen Times"),
        ("It has Vik Hall, the School of Arts and Letters, and the School of Law.", "Vik Hall, the School of Arts and Letters, and the School of Law",
         "Vik Hall|the School of Arts and Letters|the School of Law"),
        ("It stands in Vik Park and Holm Wood in the far north.", "Vik Park and Holm Wood in the far north", "Vik Park|Holm Wood"),
        ("He runs the Radio and Television Commission.", "Radio and Television Commission", "Radio and Television Commission"),
        ("It was Irish cook Sam Carm, Swedish poet and writer Bo Ek, and Tim Roe.", "Tim Roe", "Sam Carm|Bo Ek|Tim Roe"),
        ("She gave two talks, “The Mill” and “The Pond”.", "two talks", "The Mill|The Pond"),
        ("It means the Pond Licence, Version 2.0, the Mill Licence, Version 3.0, or the Lake Licence, Version 1.1.", "the Mill Licence, Version 3.0",
         "the Pond Licence, Version 2.0|the Mill Licence, Version 3.0|the Lake Licence, Version 1.1"),
    ],
)  # fmt: skip
def test_an_enumeration_has_the_bounds_that_a_person_gives_it(text: str, span: str, items: str) -> None:
    at = text.index(span)
    assert [text[a:b] for a, b in enumeration(text, at, at + len(span), 0, len(text))] == items.split("|")


WORDS = ["Anna", "Oslo", *"the of and or , ; : ( ) “ ” – $ 5 1990 May said both such é 🎉".split(), '"', "such as", "\n"]


@settings(max_examples=300, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), cut=st.tuples(st.floats(0, 1), st.floats(0, 1)))
@example(words=["Anna", ",", "–", "and", "said", "the", "mill"], cut=(0.25, 0.29))
@example(words=["Anna", "and", "“", "and", "Anna", "Anna", "Anna", "Anna"], cut=(0.375, 0.125))
def test_items_of_any_text_are_pieces_of_it_in_order(words: list[str], cut: tuple[float, float]) -> None:
    text = " ".join(words)
    start, end = sorted(min(int(part * len(text)), len(text) - 1) for part in cut)
    found = enumeration(text, start, max(end, start + 1), 0, len(text))
    edges = [edge for bounds in found for edge in bounds]
    assert edges == sorted(edges)
    assert all(left < right for left, right in found)
    assert 0 <= edges[0] < edges[-1] <= len(text)


def test_a_long_text_without_a_full_stop_is_not_read_whole() -> None:
    text = "(x, " * 30_000 + "Anna and Nils " + "and Tom, (" * 30_000
    at = text.index("Anna")
    assert all(abs(a - at) < 3000 for a, _ in enumeration(text, at, at + 4, 0, len(text)))


def test_a_question_for_one_thing_keeps_its_answer() -> None:
    fair = Article("The prize went to Ann Lee and Tom Roe in Oslo. They ate bread from Kent, soup, and old cheese.")
    analyzed = AnalyzedArticle.of(fair)
    best, other = answer(fair, "Ann Lee"), answer(fair, "Tom Roe", 0.5, 6.0)

    def given(question: str, *others: Answer) -> list[str]:
        return [one.text for one in lists.parts(question, best, others, analyzed)]

    assert given("Who won the prize?", other) == ["Ann Lee", "Tom Roe"]
    assert given("Who won the prize?") == ["Ann Lee"]
    assert given("Who won the prize?", answer(fair, "Tom Roe", 0.1, 9.0 - lists.CLOSE - 1)) == ["Ann Lee"]
    assert given("Which singer won the prize?", other) == given("Who was the winner of the prize?", other) == ["Ann Lee"]
    whole = answer(fair, "Ann Lee and Tom Roe")
    assert [one.text for one in lists.parts("Which singer won?", whole, [], analyzed)] == ["Ann Lee and Tom Roe"]
    food = answer(fair, "soup")
    assert lists.parts("What did they eat?", food, [answer(fair, "old cheese")], analyzed) == [food]


def test_an_enumeration_ends_at_the_one_semicolon_of_a_sentence() -> None:
    text = "No carts, horses or vans may use the bridge; boats may. The shop sells tea, milk; and bread."
    article = Article(text)
    analyzed = AnalyzedArticle.of(article)

    def given(words: str) -> list[str]:
        return [one.text for one in lists.items("What may pass?", answer(article, words), [], analyzed)]

    assert given("boats") == ["boats"]
    assert given("horses")[1:] == ["horses", "vans"]
    assert given("milk")[1:] == ["milk", "bread"]


def test_a_list_question_takes_the_enumeration_that_fits() -> None:
    text = (
        "The flag has three colours: red, white and blue. The shop sells fruit such as apples, plums, and pears. Besides Rome, "
        "the choir sang in Rome, Paris and Bonn. Tom and Tim left. Kim, Jim and Lim came."
    )
    article = Article(text)
    analyzed = AnalyzedArticle.of(article)

    def given(question: str, words: str, *others: Answer) -> list[str]:
        return [one.text for one in lists.items(question, answer(article, words), others, analyzed)]

    assert given("What colours does the flag have?", "three colours") == ["red", "white", "blue"]
    assert given("Which fruits are sold?", "fruit") == ["apples", "plums", "pears"]
    assert given("Besides Rome, which towns heard the choir?", "Paris") == ["Paris", "Bonn"]
    assert given("Which boys came?", "Tom", answer(article, "Jim")) == ["Tom", "Tim"]
    assert given("Which three boys came?", "Tom", answer(article, "Jim")) == ["Kim", "Jim", "Lim"]


@pytest.mark.parametrize(
    ("best", "items", "together"),
    [
        ("Rome, Paris and Bonn for weeks", ("Rome", "Paris", "Bonn"), "Rome, Paris and Bonn for weeks"),  # the reader's own span, as it is
        ("Rome, Paris and Bonn", ("Paris", "Bonn"), "Paris and Bonn"),  # besides Rome
        ("Rome, Paris and Bonn", ("Rome", "Paris"), "Rome, Paris"),
        ("Paris", ("Rome", "Paris", "Bonn"), "Rome, Paris and Bonn"),
        ("Rome", ("Rome", "Bonn"), None),
        ("Rome", ("Rome", "Kiel"), None),
        ("Rome", ("Rome",), None),
        ("weeks", ("weeks", "Kiel"), None),  # two paragraphs
        ("Ann, who sang, and Tom", ("Ann", "Tom"), "Ann, who sang, and Tom"),
        ("Ann", ("Ann", "Tom"), None),
    ],
)
def test_an_enumeration_is_one_span_too(best: str, items: tuple[str, ...], together: str | None) -> None:
    article = Article("They sang in Rome, Paris and Bonn for weeks.\n\nKiel came later, with Ann, who sang, and Tom.")
    found = lists.together(answer(article, best), [answer(article, item) for item in items], article)
    assert (found and found.text) == together


def test_items_that_stand_apart_leave_the_readers_own_span_as_the_answer() -> None:
    article = Article("The songs are by composer Ann Lee and lyricist Tom Roe, while the rest is old.")
    found = [Scored(answer(article, words).span, score) for words, score in (("Tom Roe", 9.0), ("Ann Lee", 8.0))]
    reader = SimpleNamespace(
        calibration=Calibration(),
        takes=lambda question: True,
        memory=Memory(1_000_000),
        read=lambda questions, *_: [Reading(one, tuple(found), 1, cut=False) for one in questions],
    )
    reply = Bot(cast(Reader, reader)).ask("Who wrote the songs?", article)
    assert [one.text for one in reply.answers] == ["Ann Lee", "Tom Roe"]
    assert reply.answer is not None
    assert reply.answer.text == "Tom Roe"


def test_marks_do_not_count_among_what_is_alike() -> None:
    films = Article("Critics praised “Alien” in May. Viewers also loved Brazil in June. Nobody left a seat.")
    others = [answer(films, "Brazil", 0.88), answer(films, "a seat", 0.88)]
    found = lists.items("Which films were praised?", answer(films, "“Alien”"), others, AnalyzedArticle.of(films))
    assert [one.text for one in found] == ["“Alien”", "Brazil"]


def test_a_text_is_listed_once_where_it_is_surest() -> None:
    article = Article("Ann Lee was the keeper. Tom Roe came after her. ANN LEE is remembered.")
    best, others = answer(article, "Ann Lee", 0.8), [answer(article, "ANN LEE", 0.85), answer(article, "Tom Roe", 0.82)]
    found = lists.items("Who were the keepers?", best, others, AnalyzedArticle.of(article))
    assert [one.text for one in found] == ["Tom Roe", "ANN LEE"]


def test_bullets_and_columns_are_lists() -> None:
    page = "What you need:\n\n- A tent: two metres wide\n- Warm clothes\n- A lamp\n\n| Country | Capital |\n|---|---|\n| Norway | Oslo |\n| Spain | Madrid |\n"
    article = article_from_bytes(page.encode(), "page.md")
    analyzed = AnalyzedArticle.of(article)

    def given(words: str, *others: Answer) -> list[str]:
        return [one.text for one in lists.items("Which things are there?", answer(article, words), others, analyzed)]

    assert given("Warm clothes") == ["A tent", "Warm clothes", "A lamp"]
    assert given("Warm clothes\n\nA lamp") == ["A tent", "Warm clothes", "A lamp"]
    assert given("Oslo", answer(article, "Madrid", 0.2)) == ["Oslo", "Madrid"]
    assert given("Oslo") == given("Oslo", answer(article, "Norway", 0.2)) == ["Oslo"]


def test_long_items_are_listed_where_a_list_is_asked_for() -> None:
    article = article_from_bytes(
        b"- Racing\n- Hire of a bicycle while yours is with us for repair, up to ten pounds a day for two weeks\n", "page.md"
    )
    analyzed, best = AnalyzedArticle.of(article), answer(article, "Racing")
    assert len(lists.items("Which extras are there?", best, [], analyzed)) == 2
    assert lists.parts("What are the extras?", best, [], analyzed) == [best]


def test_lettered_conditions_are_listed_wherever_the_answer_ends() -> None:
    article = Article("Bees may stay if a) their owner is a member, b) nobody is near, and c) the school agrees. No wasps.")
    analyzed = AnalyzedArticle.of(article)
    for words in ("their owner is a member", "a) their owner is a member, b) nobody is near"):
        found = lists.items("Under which conditions?", answer(article, words), [], analyzed)
        assert [one.text for one in found] == ["their owner is a member", "nobody is near", "the school agrees"]
    assert [one.text for one in lists.items("Which animals?", answer(article, "Bees"), [], analyzed)] == ["Bees"]


def test_the_items_below_another_item_are_another_list() -> None:
    article = article_from_bytes(
        b"- Kinds of tickets:\n  - day ticket\n  - week ticket\n- We close when:\n  - it rains\n  - it storms\n", "page.md"
    )
    found = lists.items("Which tickets are there?", answer(article, "day ticket"), [], AnalyzedArticle.of(article))
    assert [one.text for one in found] == ["day ticket", "week ticket"]


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("Identify the 5 key traits", True), ("Seven wonders of the valley?", True), ("Styles of music in Spain?", True),
        ("What two Dutch players scored?", True), ("Which two won?", True), ("Which towns burned?", True), ("What radio networks did it own?", True),
        ("Which article allows the council to act?", False), ("What happens to the jar?", False), ("What protects the eye?", False),
        ("Which awards show has moved?", False), ("What other calendar is used?", False), ("What are plate tectonics?", False),
        ("Which company provides train service?", False), ("What ruler, besides John, came?", False),
    ],
)  # fmt: skip
def test_a_plural_that_is_a_verb_asks_for_no_list(question: str, yes: bool) -> None:
    assert kinds.wants_list(question) is yes


def test_an_enumeration_of_as_many_items_as_are_asked_for_comes_first() -> None:
    fair = Article("They bought pears, plums and figs. They sold Ann Lee and Tom Roe two carts.")
    best, other = answer(fair, "plums"), answer(fair, "Tom Roe", 0.85)

    def given(question: str) -> list[str]:
        return [one.text for one in lists.items(question, best, [other], AnalyzedArticle.of(fair))]

    assert given("Which things are there?") == given("Which three things are there?") == ["pears", "plums", "figs"]
    assert given("Which two things are there?") == ["Ann Lee", "Tom Roe"]


def test_the_number_that_is_asked_for() -> None:
    assert kinds.how_many("Name the two forms of coral") == 2
    assert kinds.how_many("Which 3 towns burned?") == 3
    assert kinds.how_many("Which towns burned?") is None


def test_lists_are_cut_and_grown() -> None:
    text = MILL.article.text

    def listed(words: str) -> list[str]:
        at = text.index(words)
        found = lists.items("Which are they?", Answer(Span.cut(text, at, at + len(words)), 0.9, 1.0), [], MILL)
        assert all(text[one.start : one.end] == one.text for one in found)
        return [one.text for one in found]

    assert listed("flour, barley and oats") == listed("barley") == ["flour", "barley", "oats"]
    assert listed("France") == ["France", "Italy", "Spain"]
    assert listed("Rome") == ["Rome"]
    whole = "challenges facing France and Spain, economic issues and the old quarrel"
    talks = AnalyzedArticle.of(Article(f"They discussed {whole}."))
    cut = lists.items("Which are they?", Answer(Span.cut(talks.article.text, 15, 15 + len(whole)), 0.9, 1.0), [], talks)
    assert [one.text for one in cut] == ["challenges facing France and Spain", "economic issues", "the old quarrel"]
    assert [one.text for one in lists.entities_of_type("country", MILL)] == ["France", "Italy", "Spain"]


def test_a_question_that_names_the_heading_of_a_list_gets_its_items() -> None:
    article = article_from_bytes(
        b"# Council of 3 May\n\n## Present\n\n- Ann Lee (mayor)\n- Bob Roe (clerk)\n\n## Votes\n\n- Ann Lee: yes\n- Bob Roe: no\n", "m.md"
    )
    analyzed = AnalyzedArticle.of(article)
    best = answer(article, "Ann Lee")

    def found(question: str) -> list[str]:
        return [one.text for one in lists.parts(question, best, [], analyzed)]

    assert found("who was present at the meeting?") == ["Ann Lee", "Bob Roe"]
    assert found("who was the mayor present?") == ["Ann Lee"]
    assert found("who voted?") == ["Ann Lee"]
    assert found("when was Ann Lee present?") == ["Ann Lee"]
