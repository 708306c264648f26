"""A text of our own that many tests of the dialogue ask about."""

from __future__ import annotations

from qa_bot import Article
from qa_bot.dialogue.analysis import AnalyzedArticle

MILL = AnalyzedArticle.of(
    Article(
        "Anna Berg, the baker of the village, left for Rome on Tuesday. Her brother Nils stayed at the mill. He wrote to her every week. "
        "The miller sold flour, barley and oats in France, Italy and Spain. Anna Berg met the painter Otto Lind in 1921. "
        "It is not known when she will return. Mayor Eva Holm said that she was sad."
    )
)
