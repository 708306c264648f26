"""Questions about the article as a whole. No model takes part."""

from __future__ import annotations

from pathlib import Path

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers import metadata as about
from qa_bot.loading import load_article
from tests.dialogue.village import MILL

GOLDEN = Path(__file__).parents[1] / "golden" / "articles"


def test_the_article_is_told_in_its_own_sentences() -> None:
    for path in sorted(GOLDEN.glob("*.txt")):
        analyzed = AnalyzedArticle.of(load_article(path))
        for question in ("What is this about?", "Summarise"):
            answers, _ = about.summary(question, analyzed)
            assert 1 <= len(answers) <= about.SENTENCES
            assert all(analyzed.article.text[one.start : one.end] == one.text for one in answers)
    signed = AnalyzedArticle.of(Article("By Ann Lee\n\nThe mill burned down on Monday."))
    assert [one.text for one in about.author(signed)[0]] == ["Ann Lee"]
    assert about.author(MILL)[0] == []
    credited = AnalyzedArticle.of(Article("The mill burned down on Monday.\n\n(Reporting by Ann Lee; Editing by Bo Lund)"))
    assert [one.text for one in about.author(credited)[0]] == ["Ann Lee"]
    assert [one.text for one in about.author(AnalyzedArticle.of(Article("The mill burned down. We miss it. - Ann Lee")))[0]] == ["Ann Lee"]
    assert about.author(AnalyzedArticle.of(Article("By the way of the mill they came.\n\nIt burned.")))[0] == []
    assert "words" in about.fact("length", MILL.article)


def test_the_date_of_a_text_stands_in_the_lines_at_its_head() -> None:
    def of(text: str) -> list[str]:
        return [one.text for one in about.written(AnalyzedArticle.of(Article(text)))]

    assert of("Harbour rules\n\nVersion 3 of 4 May 2021\n\nBoats wait outside.") == ["4 May 2021"]
    assert of("Minutes of the board, 2020-03-14\n\nThe mill was sold.") == ["2020-03-14"]
    told = "The old mill by the river burned down on 3 May 2019, and nobody was hurt, said the fire brigade of the town in its report."
    assert of(f"Fire at the mill\n\n{told}") == []
    assert of(f"Fire\n\n{'It burned. ' * 80}\n\n3 May 2019") == []
    assert of(f"Fire\n\n{'It burned. ' * 80}\n\nPublished 3 May 2019 Last updated 4 May 2020") == ["3 May 2019"]
    assert of("Road works of 1 May 2021\n\nPosted on: 2021-04-15\n\nThe road is closed.") == ["2021-04-15"]
    assert of("The book was published 3 May 2019 at Moss, and the town has read it to the end and talks of nothing else since then.") == []


def test_a_byline_may_stand_behind_the_name_of_the_paper() -> None:
    def of(text: str) -> list[str]:
        return [one.text for one in about.author(AnalyzedArticle.of(Article(text)))[0]]

    assert of("Bees\n\nThe Courier (Science) By Ann Lee September 10, 2019\n\nBees are sad.") == ["Ann Lee"]
    assert of("Reading\n\nAuthors: Ann Lee, Bo Lund and Dr Cid Moe (contact)\n\nMany read.") == ["Ann Lee", "Bo Lund", "Dr Cid Moe"]
    assert of("Attack By Northern Forces\n\nIt was on 3 May 2020 that they came.") == []
