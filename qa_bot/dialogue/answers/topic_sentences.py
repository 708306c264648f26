"""Look up all sentences that mention a topic, in the article's order, without the reader.

>>> from qa_bot import Article
>>> analyzed = AnalyzedArticle.of(Article("Anna Berg bakes. Nils waits. The old mill burned. Berg left."))
>>> [sentence.text for sentence in sentences_about("berg", analyzed)], [sentence.text for sentence in sentences_about("the mill", analyzed)]
(['Anna Berg bakes.', 'Berg left.'], ['The old mill burned.'])
>>> sentences_about("Emma", analyzed), sentences_about("a red mill", analyzed)
([], [])
"""

from __future__ import annotations

from qa_bot.answer import Answer, Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.answers.definitions import entity_called
from qa_bot.dialogue.english.morphology import content_stems, words_of

MOST = 30
"""Maximum number of sentences; of more, the first ones are given."""


def sentences_about(topic: str, analyzed: AnalyzedArticle) -> list[Span]:
    """The sentences that name an entity in any of its forms, or that contain all content words of another topic."""
    entity = entity_called(topic, analyzed)
    found = {analyzed.sentence_at(start) for start, _ in entity.spans} if entity else set[int]()
    wanted = frozenset(content_stems(words_of(topic)))
    if wanted:
        found |= {at for at, stems in enumerate(analyzed.stems) if wanted <= stems}
    return [analyzed.sentences[at] for at in sorted(found)]


def is_absent(topic: str, analyzed: AnalyzedArticle) -> bool:
    """Whether the article contains no content word of a topic."""
    return not any(stem in analyzed.weights for stem in content_stems(words_of(topic)))


def look_up(topic: str, analyzed: AnalyzedArticle) -> tuple[list[Answer], str]:
    """The sentences about a topic, and a remark with their number."""
    sentences = sentences_about(topic, analyzed)
    entity = entity_called(topic, analyzed)
    topic = entity.text if entity else topic
    if not sentences:
        return [], f"The article does not mention “{topic}”."
    count = len(sentences)
    if count > MOST:
        said = f"{count:,} sentences mention “{topic}”; these are the first {MOST}."
    else:
        said = f"{count} sentences mention “{topic}”." if count > 1 else f"One sentence mentions “{topic}”."
    return [Answer(sentence, 1.0, 0.0) for sentence in sentences[:MOST]], said
