"""What comes after the last answer, for "and then?" and "what do I do next?": the sentence that follows its own.

>>> from qa_bot import Article
>>> analyzed = AnalyzedArticle.of(Article("Open the hatch. Turn the filter. Rinse it."))
>>> told = sentence_of_answer(Turn("How do I take it out?", "Turn the filter"), analyzed)
>>> told.text, sentence_after(told.text, analyzed).text, sentence_after("Rinse it.", analyzed)
('Turn the filter.', 'Rinse it.', None)
"""

from __future__ import annotations

from qa_bot.answer import Span, Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import content_stems, words_of


def sentence_of_answer(turn: Turn, analyzed: AnalyzedArticle) -> Span | None:
    """The sentence that a turn's answer stands in; of several, the one that shares most words with its question."""
    if not turn.answer:
        return None
    asked = set(content_stems(words_of(turn.question)))
    holding = [(len(asked & stems), -at) for at, stems in enumerate(analyzed.stems) if turn.answer in analyzed.sentences[at].text]
    return analyzed.sentences[-max(holding)[1]] if holding else None


def sentence_after(told: str, analyzed: AnalyzedArticle) -> Span | None:
    """The sentence after the first one with this text, headings left out. None at the article's end."""
    at = next((at for at, one in enumerate(analyzed.sentences) if one.text == told), len(analyzed.sentences))
    headings = [block for block in analyzed.article.blocks if block.kind == "heading"]
    after = (one for one in analyzed.sentences[at + 1 :] if not any(one.overlaps(block.start, block.end) for block in headings))
    return next(after, None)
