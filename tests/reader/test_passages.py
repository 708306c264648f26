"""How an article is cut into passages."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot import Article, Reader
from qa_bot.article import Block, Kind
from qa_bot.reader.passages import CONTEXT, SIZE, TOGETHER, Passage, cut
from qa_bot.sentence_ends import LONGEST

Line = tuple[Kind | None, str]
LINES = st.lists(st.tuples(st.text(alphabet="ab .:\u00a0A", max_size=40), st.sampled_from([None, "heading", "item", "row"])), max_size=12)


def made(*lines: tuple[str, str] | tuple[str, str, int]) -> Article:
    """An article of (kind, text) or (kind, text, level) lines; the kind "" is running text."""
    text, blocks = "", []
    for kind, line, *level in lines:
        text += "\n\n" if text else ""
        if kind:
            blocks.append(Block(len(text), len(text) + len(line), kind, *level))  # type: ignore[arg-type]
        text += line
    return Article(text, blocks=tuple(blocks))


def texts(article: Article, passages: list[Passage] | None = None) -> list[str]:
    return [article.text[one.start : one.end].replace("\n\n", " / ") for one in passages or cut(article)]


def contexts(article: Article) -> list[list[str]]:
    return [[article.text[start:end] for start, end in one.context] for one in cut(article)]


@given(LINES, st.integers(5, 60), st.integers(0, 60))
def test_passages_hold_everything_but_headings_once(lines: list[tuple[str, str | None]], size: int, together: int) -> None:
    text, blocks = "", []
    for line, kind in lines:
        start = len(text) + len(line) - len(line.lstrip())
        if kind and line.strip():
            blocks.append(Block(start, len(text) + len(line), kind, 1 + len(line) % 3))  # type: ignore[arg-type]
        text += f"{line}\n\n"
    article = Article(text, blocks=tuple(blocks))
    passages = cut(article, size, min(together, size))
    inside = [i for passage in passages for i in range(passage.start, passage.end)]
    assert inside == sorted(set(inside))
    headings = {i for block in blocks if block.kind == "heading" for i in range(block.start, block.end)}
    read = set(inside) | {i for passage in passages for start, end in passage.context for i in range(start, end)}
    assert {i for i, character in enumerate(text) if not character.isspace()} - headings <= set(inside)
    assert {i for i in headings if not text[i].isspace()} <= read
    assert not any(article.text[passage.start].isspace() for passage in passages)
    assert max((passage.end - passage.start for passage in passages), default=0) <= max(size, 40)


def test_an_ordinary_paragraph_is_a_passage_however_short() -> None:
    article = made(("", "a" * 700 + "."), ("", "Bob sang."), ("", "Anna danced."))
    assert texts(article)[1:] == ["Bob sang.", "Anna danced."]


def test_items_go_with_their_introduction_and_each_other() -> None:
    lines = [("", "The fee is waived for:"), ("item", "students"), ("item", "members of the club"), ("", "Everyone else pays.")]
    assert texts(made(*lines)) == ["The fee is waived for: / students / members of the club", "Everyone else pays."]


def test_a_list_that_goes_on_is_read_under_its_introduction() -> None:
    article = made(("", "The levels are:"), *(("item", f"level {number} {'x' * 90}") for number in range(12)))
    found = cut(article)
    assert len(found) == 2
    assert all(one.end - one.start <= TOGETHER for one in found)
    assert contexts(article) == [[], ["The levels are:"]]
    view = found[1].view(article)
    assert view.text.startswith("The levels are:\nlevel ")
    assert view.pieces[0][0] == len("The levels are:\n")


def test_label_lines_go_with_what_follows() -> None:
    article = made(("", "Nils sang."), ("", "1.2. Intended audience"), ("", "This is for engineers."), ("", "It is free."))
    assert texts(article) == ["Nils sang.", "1.2. Intended audience / This is for engineers.", "It is free."]


def test_rows_go_together() -> None:
    article = made(("", "Boats are listed below."), ("row", "Gull | 14:40"), ("row", "Tern | 9:30"), ("", "All are late."))
    assert texts(article) == ["Boats are listed below.", "Gull | 14:40 / Tern | 9:30", "All are late."]


def test_no_passage_crosses_a_heading_and_headings_are_context() -> None:
    article = made(
        ("", "Hello."),
        ("heading", "Fees", 1),
        ("heading", "Children", 2),
        ("", "Three euros."),
        ("heading", "Adults", 2),
        ("", "Eight euros."),
    )
    assert texts(article) == ["Hello.", "Three euros.", "Eight euros."]
    assert contexts(article) == [[], ["Fees", "Children"], ["Fees", "Adults"]]
    assert cut(article)[2].view(article).text == "Fees\nAdults\nEight euros."


def test_the_title_is_context_and_a_passage_itself() -> None:
    article = made(("heading", "Council meeting of 3 May", 1), ("heading", "Present", 2), ("", "Ann Lee."))
    assert texts(article) == ["Council meeting of 3 May", "Ann Lee."]
    assert contexts(article) == [[], ["Council meeting of 3 May", "Present"]]
    assert (
        texts(made(("", "Q: Is there parking?"), ("", "A: Behind the hall."), ("", "Q: Is it free?"), ("", "A: Yes.")))[0]
        == "Behind the hall."
    )


def test_a_heading_with_nothing_under_it_is_a_passage() -> None:
    article = made(("heading", "Fees", 1), ("heading", "Closed on Mondays", 2), ("heading", "Free on Sundays", 2), ("", "Yes."))
    assert texts(article) == ["Closed on Mondays", "Yes."]
    assert contexts(article) == [["Fees"], ["Fees", "Free on Sundays"]]
    assert texts(made(("", "Yes."), ("heading", "The end", 1))) == ["Yes.", "The end"]


def test_outer_headings_are_left_out_where_there_are_too_many() -> None:
    article = made(("heading", "x" * CONTEXT, 1), ("heading", "Fees", 2), ("", "Three euros."))
    assert contexts(article) == [[], ["Fees"]]


def test_no_answer_is_taken_from_the_context(reader: Reader) -> None:
    article = made(
        ("", "Hello."),
        ("heading", "Opened in 1987 by Ottoline Fairweather", 1),
        ("", "The lighthouse has been painted green since last spring."),
    )
    for question in ("When was the lighthouse opened?", "Who opened it?"):
        spans = reader.read([question], article, top_k=30)[0].spans
        assert spans
        assert not any(one.span.overlaps(article.blocks[0].start, article.blocks[0].end) for one in spans)


@pytest.mark.parametrize("sentences", range(30, 130, 7))
def test_a_long_paragraph_is_cut_in_parts_of_about_one_length(sentences: int) -> None:
    dice = random.Random(sentences)
    text = " ".join(f"Sentence {number} is here {'to be ' * dice.randint(1, 12)}read." for number in range(sentences))
    lengths = [passage.end - passage.start for passage in cut(Article(text))]
    assert max(lengths) <= SIZE
    assert len(lengths) <= -(-len(text) // SIZE) + 1
    if len(lengths) > 1:
        assert min(lengths) > 0.7 * max(lengths)


def test_very_many_headings_and_sentences_are_cut_in_linear_time() -> None:
    """A Markdown file of 32,000 headings took 40 seconds, and one paragraph of 3 MB over a minute: nobody else was answered meanwhile."""
    lines = ["Ann Berg left."] * 10_000
    blocks = tuple(Block(16 * number, 16 * number + 14, "heading") for number in range(0, len(lines), 2))
    half = f"Ann {'berg ' * (SIZE // 10)}left. "
    began = time.thread_time()
    assert len(cut(Article("\n\n".join(lines), blocks=blocks))) == len(blocks) + 1  # the first heading is the title
    cuts = cut(Article((half * 2 + "It is. " * 1_000) * 100))
    assert max(passage.end - passage.start for passage in cuts) <= SIZE
    assert len(cuts) < 100 * (2 + 7_000 / SIZE + 1)
    assert time.thread_time() - began < 5


def test_a_text_without_full_stops_is_cut_too() -> None:
    words = "and then the river " * 20_000
    passages = cut(Article(words.strip()))
    assert max(passage.end - passage.start for passage in passages) <= SIZE
    assert all(words[passage.start - 1 : passage.start] in ("", " ") and words[passage.end] == " " for passage in passages)
    endless = cut(Article("x" * (8 * LONGEST + 800)))
    assert [passage.end - passage.start for passage in endless] == [LONGEST] * 8 + [800]


FAQ = (
    ("", "The mill"),
    ("", "Q: When does the mill open?"),
    ("", "A: At nine."),
    ("", "It is closed on Sundays."),
    ("", "Q: Who owns it?"),
    ("", "A: Anna Berg."),
)


def test_a_question_that_the_text_answers_is_read_as_a_heading() -> None:
    article = made(*FAQ)
    assert texts(article) == ["The mill", "At nine.", "It is closed on Sundays.", "Anna Berg."]
    assert contexts(article) == [[], ["Q: When does the mill open?"], ["Q: When does the mill open?"], ["Q: Who owns it?"]]
    bare = made(*((kind, line.removeprefix("Q: ").removeprefix("A: ")) for kind, line in FAQ))
    assert texts(bare)[1:] == texts(article)[1:]
    assert contexts(bare)[1] == ["When does the mill open?"]
    numbered = made(("", "1. When does it open?"), ("", "At nine."), ("", "2) Who owns it?"), ("", "Anna Berg."))
    assert contexts(numbered) == [["1. When does it open?"], ["2) Who owns it?"]]


@pytest.mark.parametrize(
    "lines",
    [
        ("What would Eva say?", "She said nothing.", "Anna sang."),  # one question in a story
        ("“What is it?”", "“It is a boat.”", "“Whose boat?”", "“Mine.”"),
        ("What is it?", "Whose boat is it?", "Where is it?"),  # nobody answers
        ("Why? " * 40, "No.", "Why? " * 40, "No."),
    ],
)
def test_other_questions_are_text(lines: tuple[str, ...]) -> None:
    article = made(*(("", line.strip()) for line in lines))
    assert not any(contexts(article))
    assert [one for passage in texts(article) for one in passage.split(" / ")] == [line.strip() for line in lines]


def test_an_answer_in_a_list_of_questions_and_answers_is_found(reader: Reader) -> None:
    faq = "Q. What is sold in the shop?\n\nA. Salt, timber and rope.\n\nQ. How long is the warranty?\n\nA. Two years on all lamps."
    for question, answer in (("How long is the warranty?", "Two years"), ("What is sold in the shop?", "Salt, timber and rope")):
        (reading,) = reader.read([question], Article(faq))
        assert reading.spans[0].span.text.startswith(answer)
