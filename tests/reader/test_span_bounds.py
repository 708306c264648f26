"""Where spans begin and end: marks and brackets with their partners, and no two spans on one character."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.reader.span_bounds import FAMILIES, qualified, settle

CASES = [
    # the text with the model's span between | and |, and what is shown
    ("He has a “|phenomenally similar” outlook| on policy.", "“phenomenally similar” outlook"),
    ('He has a "|phenomenally similar" outlook| on policy.', '"phenomenally similar" outlook'),
    ("They spoke of |the “first step|” today.", "the “first step”"),
    ("The |NATO (North Atlantic Treaty Organization|) met.", "NATO (North Atlantic Treaty Organization)"),
    ("The treaty (|1949) and its aims| were read.", "(1949) and its aims"),
    ("They said |“we agree| to all of it” and left.", "we agree"),
    ("They said “we will |do it”| and left.", "do it"),
    ("It lasted |(two years|, or three).", "two years"),
    ('It was |"over" and "out"| then.', '"over" and "out"'),
    ("It was “|over”| then.", "“over”"),
    ("It was “|over|” then.", "over"),
    ("A board of |5'11\"| by two.", "5'11\""),
    ("Any of |[0, 1)| will do.", "[0, 1)"),
    ("He wrote |« enfin| quelque chose » there.", "enfin"),
    ("The |workers’| union", "workers’"),
    ("a |)| b", ")"),
    ("The paper |„Die Zeit“| is weekly.", "„Die Zeit“"),
    ("He read |„Pan Tadeusz”| twice.", "„Pan Tadeusz”"),
    ("He read „|Pan Tadeusz”| twice.", "„Pan Tadeusz”"),
    ("They said “we will |do it,”| and left.", "do it"),
    ("It is “peace|”, which means calm|, he said.", "which means calm"),
    ("They were |happy :)| then.", "happy :)"),
    ("They wrote |:-(| then.", ":-("),
    ('"He is |6\'2" tall|", she said.', "6'2\" tall"),
    ('A |3½"| pipe', '3½"'),
    ("So: |“One.\n\n“Two.”| he said.", "“One.\n\n“Two.”"),
    ("So |  he said| it.", "he said"),
    ("It is (“|very) odd| indeed”).", "very) odd"),
    # words, numbers and compounds stay whole
    ("A |29-year|-old man fell.", "29-year-old"),
    ("A 29-|year-old| man fell.", "29-year-old"),
    ("Use |Size100|kLimit here.", "Size100kLimit"),
    ("Use tile|Size100k| here.", "tileSize100k"),
    ("A |Paris|-based firm", "Paris"),
    ("It is for non-|members|.", "non-members"),
    ("It cost $|1.87| then.", "$1.87"),
    ("It rose by |12|% then.", "12%"),
    # an abbreviation keeps its full stop, a sentence does not
    ("It is in the |U.S|. now.", "U.S."),
    ("It began at |5:30 p.m|.", "5:30 p.m."),
    ("They paid |Aho & Co|. for it.", "Aho & Co."),
    ("It is |vitamin C|.", "vitamin C"),
    ("It is the |end|.", "end"),
    ("They sold |Costco|.", "Costco"),
    # brackets around the whole span are left out
    ("They pay the press |(Harrow, Inc.)| a fee.", "Harrow, Inc."),
    ("Call |(555) 010 (0199)| now.", "(555) 010 (0199)"),
]


@pytest.mark.parametrize(("marked", "shown"), CASES)
def test_a_span_is_shown_with_the_partners_of_its_marks(marked: str, shown: str) -> None:
    before, inside, after = marked.split("|")
    text = before + inside + after
    [bounds] = settle(text, [(len(before), len(before + inside))])
    assert bounds
    assert text[slice(*bounds)] == shown


def test_the_better_span_takes_the_mark_that_another_holds() -> None:
    text = "They shared a “similar” outlook (on policy)."
    assert settle(text, [(15, 31), (12, 15), (33, 42)]) == [(14, 31), (12, 13), (33, 42)]
    assert settle(text, [(15, 31), (14, 15)]) == [(14, 31), None]
    assert settle('"a"b" c', [(0, 3), (3, 5)]) == [(0, 3), (3, 4)]  # what a better span ends with is no partner
    assert settle('"a"b" c', [(2, 5), (0, 2)]) == [(2, 5), (1, 2)]


QUALIFIED = [
    ("How many stones cracked?", "The frost cracked more than |nine| stones.", "more than nine"),
    ("How many stones cracked?", "The frost cracked about |nine| stones.", "about nine"),
    ("How much is it?", "It costs up to |$40|.", "up to $40"),
    ("What is it about?", "He wrote about |the mill|.", "the mill"),
    ("Why was it closed?", "The pump was unable to |drain the lock|.", "was unable to drain the lock"),
    ("What did she say?", "She is not |ill|.", "is not ill"),
    ("What is it not?", "It is not |a lake|.", "a lake"),
    ("How many?", "There are more than\n|nine|.", "nine"),
    ("What is she?", "She is a former |mayor of Lund|.", "former mayor of Lund"),
]


@pytest.mark.parametrize(("question", "marked", "shown"), QUALIFIED)
def test_a_word_that_changes_the_meaning_belongs_to_the_answer(question: str, marked: str, shown: str) -> None:
    before, inside, after = marked.split("|")
    text = before + inside + after
    assert text[slice(*qualified(question, text, len(before), len(before + inside)))] == shown


MARKS = "".join(sorted({mark for opening, closing in FAMILIES for mark in opening + closing}))


@given(st.text(alphabet=MARKS + "ab ", max_size=40), st.lists(st.integers(0, 40), max_size=8, unique=True), st.randoms())
def test_spans_stay_apart_whole_and_in_the_text(text: str, cuts: list[int], random: Random) -> None:
    edges = sorted(cut for cut in cuts if cut <= len(text))
    ranges = [pair for pair in zip(edges[::2], edges[1::2], strict=False) if text[slice(*pair)].strip()]
    random.shuffle(ranges)
    found = settle(text, ranges)
    for (start, end), bounds in zip(ranges, found, strict=True):
        if bounds is None:
            assert all(character in MARKS + " " for character in text[start:end])
            continue
        assert 0 <= bounds[0] < bounds[1] <= len(text)
        assert text[slice(*bounds)] == text[slice(*bounds)].strip()
        assert max(start, bounds[0]) < min(end, bounds[1]), "nothing is left of what the model chose"
    together = sorted(bounds for bounds in found if bounds)
    assert all(one[1] <= other[0] for one, other in pairwise(together))
