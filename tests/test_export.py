"""The saved conversation, and the library of a session."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt

from qa_bot import Answer, Article, QaBotError, Reply, Span
from qa_bot.answer import Trace
from qa_bot.app import library
from qa_bot.app.article_pane import render_article_pane
from qa_bot.app.chat_html import copy_text, render_conversation, render_reply
from qa_bot.app.conversation import Conversation
from qa_bot.app.events import Events
from qa_bot.app.library import Library, ask_all
from qa_bot.app.service import QuestionService
from qa_bot.app.surroundings import surroundings
from qa_bot.app.upload import Uploads
from qa_bot.export import Exchange, to_json, to_markdown
from qa_bot.highlight import text_to_html
from qa_bot.reply_text import citation

EVIL = "<script>alert(1)</script> **bold** [x](javascript:alert(1)) # `code`"
TRACE = Trace(1, 3.0, 0.0, 5.0)
STORY = Article("Anna left for Rome.\n\nNils stayed.", f"The mill {EVIL}", "https://example.org/mill", "14 May 2024", pages=(0, 21))
OTHER = Article("Bob went to Paris.", "Another story")


def reply(article: Article, question: str, words: str | None, confidence: float = 0.8) -> Reply:
    start = article.text.index(words) if words else 0
    answer = Answer(Span.cut(article.text, start, start + len(words)), confidence, 3.0) if words else None
    evidence = article.sentence_of(start, start + 1)
    answers = (answer,) if answer else ()
    return Reply(question, None, answer, answers, (), evidence, confidence, article.title, TRACE, page=article.page_of(start))


def test_json_holds_every_reply_with_its_place() -> None:
    exchanges = [Exchange(reply(STORY, "Who stayed?", "Nils"), STORY), Exchange(reply(OTHER, "Where?", None), OTHER, 2)]
    found = json.loads(to_json(exchanges))
    assert [article["title"] for article in found["articles"]] == [STORY.title, "Another story"]
    first, second = found["replies"]
    assert (first["answer"], first["page"], first["article_number"]) == ("Nils", 2, 0)
    assert STORY.text[first["start"] : first["end"]] == "Nils"
    assert (found["articles"][0]["date"], first["thumb"], first["confidence"]) == ("14 May 2024", None, 0.8)
    assert (second["answer"], second["article_number"], second["articles_asked"]) == (None, 1, 2)


def test_markdown_says_it_all_and_holds_no_markup_of_others() -> None:
    text = to_markdown([Exchange(reply(STORY, f"Who {EVIL}?", "Nils"), STORY, thumb="down"), Exchange(reply(OTHER, "Where?", None), OTHER)])
    shown = MarkdownIt("commonmark").render(text)
    assert shown.count("<h2>") == 2
    assert "<strong>Nils</strong>" in shown
    assert "<blockquote>\n<p>Nils stayed.</p>" in shown
    assert "page 2, characters 21–25" in shown
    assert "Likely right · 80%" in shown
    assert shown.index("14 May 2024") < shown.index("<h2>")  # the article's date and source come first
    assert shown.index('href="https://example.org/mill"') < shown.index("<h2>")
    assert "Thumb down" in shown
    assert 'href="https://example.org/mill"' in shown
    assert "The article does not say" in shown
    for bad in ("<script", "javascript:alert(1)&quot;", 'href="javascript', "<code>", "<strong>bold"):
        assert bad not in shown


def test_one_answer_is_copied_with_its_citation() -> None:
    found = copy_text(reply(STORY, "Who stayed?", "Nils"))
    assert found.splitlines() == ["Nils", "“Nils stayed.”", f"({STORY.title}, page 2, characters 21–25)"]
    assert citation(reply(OTHER, "Where?", "Paris")) == "Another story, characters 12–17"
    assert copy_text(reply(OTHER, "Where?", None)).startswith("The article does not say.\nClosest passage:")


def test_nothing_found_is_said_alike_on_the_page_and_in_the_file() -> None:
    uploads = Uploads(Events(QuestionService(SimpleNamespace(), STORY)), allow_urls=False)
    talk = Conversation(library=Library((OTHER,)))
    for among, said, other in ((1, "The article does not say.", "None of"), (2, "None of the articles say.", "does not say")):
        asked = talk.asking("Where?").answered(reply(STORY, "Where?", None), 0, (), among)
        saved = json.loads(uploads.save(asked, SimpleNamespace(kind="markdown")))["text"]
        for shown in (saved, copy_text(asked.replies[0], among), render_conversation(asked)):
            assert said in shown
            assert other not in shown


def test_where_an_answer_stands_is_said_everywhere() -> None:
    placed = replace(reply(STORY, "Who stayed?", "Nils"), section=("Part <One>", "x" * 99))
    where = f"“Part <One> › {'x' * 60}…”, page 2"
    assert where in citation(placed)
    assert where in copy_text(placed)
    assert citation(replace(placed, section=("One", "Two", "Three", "Four"))).split(", ")[1] == "“One › … › Four”"
    assert where.replace("<", "\\<").replace(">", "\\>") in to_markdown([Exchange(placed, STORY)])
    assert json.loads(to_json([Exchange(placed, STORY)]))["replies"][0]["section"] == ["Part <One>", "x" * 99]
    shown = render_conversation(Conversation().asking("Who stayed?").answered(placed, 0, ((1, placed),)))
    assert shown.count(f"{text_to_html(where)}<") == 2  # of the answer, and of the one in the other article


def test_a_quote_has_the_text_around_it() -> None:
    story = Article("Anna came back. She was glad.\n\nNils stayed.\n\nThe mill stood still.\n\n" + "It rained. " * 200)
    found = reply(story, "Who stayed?", "Nils")
    around = surroundings(story, found)
    assert around is not None
    assert around.span.text == "Anna came back. She was glad.\n\nNils stayed.\n\nThe mill stood still."
    assert surroundings(story, reply(story, "What stood?", "mill")) is None  # the rain is too long to show, and the paragraph is the quote
    only = surroundings(story, replace(found, evidence=Span.cut(story.text, 0, 15)))
    assert only is not None
    assert only.span.text == "Anna came back. She was glad.\n\nNils stayed."
    shown = render_conversation(Conversation().asking("Who?").answered(found, around=around))
    assert "glad.\n\n<mark>Nils</mark> stayed." in shown.partition("the text around it")[2]


def test_an_enumeration_that_is_a_whole_sentence_is_quoted_with_its_items_marked() -> None:
    story = Article("Honey and flour")
    whole = reply(story, "What was sold?", "Honey and flour")
    items = tuple(item for word in ("Honey", "flour") if (item := reply(story, "?", word).answer))
    asked = Conversation().asking("What was sold?")
    assert "<mark>Honey</mark> and <mark>flour</mark></blockquote>" in render_conversation(asked.answered(replace(whole, answers=items)))
    assert "<blockquote" not in render_conversation(asked.answered(whole))  # the answer says it already


def test_the_best_of_all_articles_answers() -> None:
    replies = {
        0: reply(STORY, "Where?", None, 0.9),
        1: reply(OTHER, "Where?", "Paris", 0.8),
        2: reply(STORY, "Where?", "Rome", 0.9),
        3: reply(OTHER, "Where?", "Paris", 0.79),  # too weak to be shown beside a better one
    }
    number, best, others = ask_all(replies.__getitem__, [0, 1, 2, 3])
    assert (number, best.answer.text if best.answer else None) == (2, "Rome")
    assert [number for number, _ in others] == [1]
    number, best, others = ask_all({0: reply(STORY, "?", None, 0.1), 1: reply(OTHER, "?", None, 0.2)}.__getitem__, [0, 1])
    assert (number, best.answer, others) == (1, None, ())


def test_a_library_grows_within_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Library()
    one = empty.with_article(OTHER, STORY)
    assert (empty.brought, one.ticked, one.shown) == ((), (1,), 1)
    assert one.with_article(OTHER, STORY) == one
    twin = one.with_article(Article("Something else.", "Another story"), STORY)
    assert [article.title for article in twin.brought] == ["Another story", "Another story (2)"]
    assert (twin.ticking([2, 0, 1]).ticked, twin.ticking([0, 1, 2]).shown) == ((0, 1, 2), 2)
    assert twin.ticking([7]) == twin.ticking([]) == twin
    assert (twin.turning_to(0).ticked, twin.ticking([1, 2]).turning_to(0).ticked) == ((0,), (1, 2))
    assert [article.title for article in twin.renaming(1, "Another story (2)", STORY).brought] == [
        "Another story (2) (2)",
        "Another story (2)",
    ]
    gone = twin.ticking([0, 2]).removing(1)
    assert (gone.brought, gone.ticked, gone.shown) == (twin.brought[1:], (0, 1), 1)
    assert (twin.removing(2).ticked, twin.removing(2).shown) == ((0,), 0)
    monkeypatch.setattr(library, "MAX_CHARACTERS", 40)
    with pytest.raises(QaBotError, match="40 characters together"):
        one.with_article(Article("x" * 30, "Long"), STORY)
    monkeypatch.setattr(library, "MAX_ARTICLES", 2)
    with pytest.raises(QaBotError, match="up to 2 articles"):
        twin.with_article(Article("y", "Third"), STORY)


def test_marks_stand_on_their_own_article_only() -> None:
    talk = Conversation(library=Library((OTHER,)).ticking([0, 1]))
    found = reply(STORY, "Where?", "Rome")
    talk = talk.asking("Where?").answered(found, 0, ((1, reply(OTHER, "Where?", "Paris")),))
    assert [mark.id for mark in talk.marks()] == ["answer-0-0"]
    assert "Another story" in render_conversation(talk)
    there = talk.showing(0, "elsewhere-0-0")
    assert there.library.shown == 1
    assert [(mark.id, OTHER.text[mark.start : mark.end]) for mark in there.marks()] == [("elsewhere-0-0", "Paris")]
    assert 'data-target="elsewhere-0-0"' in render_article_pane(OTHER, there)
    assert there.history(1) == ()
    assert [turn.answer for turn in there.history(0)] == ["Rome"]
    assert there.undone().marks() == []
    assert there.restarted().library == there.library


def test_a_book_is_shown_part_by_part() -> None:
    book = Article(
        "\n\n".join(f"Paragraph {i} of a long book that goes on and on." for i in range(4000)), pages=tuple(range(0, 180_000, 2000))
    )
    place = book.text.index("Paragraph 3000")
    found = reply(book, "Which?", "Paragraph 3000")
    shown = render_article_pane(book, Conversation().asking("Which?").answered(found))
    assert len(shown) < 150_000
    assert '<mark id="answer-0-0"' in shown
    assert f"page {book.page_of(place)}" in render_conversation(Conversation().answered(found))
    first = render_article_pane(book, Conversation().turning(0))
    assert "Paragraph 0 of" in first
    assert "Paragraph 3000 of" not in first
    assert 'data-part="1">Next' in first
    assert "Paragraph 3999 of" in render_article_pane(book, Conversation().turning(999))


def test_answers_that_are_whole_sentences_are_said_once() -> None:
    found = reply(STORY, "tl;dr", "Anna left for Rome.")
    both = replace(found, answers=(*found.answers, *reply(STORY, "tl;dr", "Nils stayed.").answers))
    assert copy_text(both).splitlines()[:2] == ["“Anna left for Rome.”", "“Nils stayed.”"]
    shown = MarkdownIt("commonmark").render(to_markdown([Exchange(both, STORY)]))
    assert "<blockquote>\n<p>Anna left for Rome.</p>\n</blockquote>\n<blockquote>\n<p>Nils stayed.</p>" in shown
    for once in (copy_text(both), shown, render_reply(both, 0)):
        assert once.count("Nils stayed.") == 1
        assert once.count("Anna left for Rome.") == 1
