"""Who said it: the speaker of a quotation, or of a line in a transcript.

A question "who said that X?" is answered from the layout of the text: the quotation or line that holds the words of X, and the name that stands
beside it ("“X,” said Ann", "Ann: X"). Quotations are attributed to the nearest such name (Elson and McKeown 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.answer import Span
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import content_stems, words_of

SURE = 0.8
"""Confidence of a speaker; set by hand."""
_LEAST = 0.6
"""Share, by rarity, of the question's stems that what was said must hold."""
_NEAR = 120
"""Characters before a quotation in which its speaker is looked for."""
_SAYS = r"(?:said|says|asked|asks|answered|replied|added|told|wrote|warned|argued|explained|announced|claimed|noted|insisted|agreed|shouted|cried|whispered)"
_ASKED = re.compile(
    rf"\W*(?:and |but |so )?who (?:was it (?:that|who) )?(?!wrote (?!that ))"  # "who wrote the paper?" asks for its author
    rf"{_SAYS} (?:that |it |them |him |her |us |me )?(?P<what>.+)",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"“[^“”]+”|\"[^\"]+\"")
_WORD = r"(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]{0,40})"
_NAME = rf"(?<!\w)(?:{_WORD}(?: (?:de |van |von )?{_WORD}){{0,4}})"
_SOMEBODY = rf"(?:{_NAME}|(?:the|an?|his|her|my|our|their) [a-z-]+(?: [a-z-]+)?)"
_BEHIND = re.compile(rf"\s*(?:{_SAYS} (?P<after>{_SOMEBODY})(?!\w)|(?P<before>{_SOMEBODY}) {_SAYS}\b)")
_AHEAD = re.compile(rf"(?P<name>{_NAME})(?: {_SAYS}\b[^“\".!?]{{0,40}})?[,:]?\s*$")
_LABEL = re.compile(rf"(?:[-*•]\s*)?\**(?P<name>{_NAME})\**:\**\s+(?P<said>\S.*)")


def speaker(question: str, analyzed: AnalyzedArticle) -> Span | None:
    """Who said what a question asks for; None where it asks for something else or the text does not show it.

    >>> from qa_bot import Article
    >>> text = AnalyzedArticle.of(Article("“The mill must go,” said Eva Lund. “It must stay,” Nils Aho answered."))
    >>> speaker("Who said that it must stay?", text)
    Span(start=51, end=59, text='Nils Aho')
    """
    asked = _ASKED.fullmatch(question.strip(" ?!."))
    wanted = content_stems(words_of(asked["what"])) if asked else []
    total = sum(map(analyzed.weight, wanted))
    if not total:
        return None
    best: tuple[float, int, Span] | None = None
    asked_words = {word.lower for word in words_of(asked["what"])} if asked else set()
    for name, said in _attributed(analyzed):
        words = words_of(said)
        held = set(content_stems(words))
        share = sum(analyzed.weight(stem) for stem in wanted if stem in held) / total
        same = len(asked_words & {word.lower for word in words})  # "nobody leaves" is not "we leave"
        if share >= _LEAST and (best is None or (share, same) > best[:2]):
            best = share, same, name
    return best[2] if best else None


def _attributed(analyzed: AnalyzedArticle) -> Iterator[tuple[Span, str]]:
    """Each speaker with what he or she said."""
    text = analyzed.article.text
    for paragraph in analyzed.article.paragraphs:
        label = _LABEL.fullmatch(paragraph.text)
        if label:
            yield Span.cut(text, paragraph.start + label.start("name"), paragraph.start + label.end("name")), label["said"]
        quotations = list(_QUOTATION.finditer(paragraph.text))
        for at, quotation in enumerate(quotations):
            stop = quotations[at + 1].start() if at + 1 < len(quotations) else len(paragraph.text)
            behind = _BEHIND.match(paragraph.text, quotation.end(), stop)
            begin = max(quotations[at - 1].end() if at else 0, quotation.start() - _NEAR)
            ahead = None if behind else _AHEAD.search(paragraph.text[begin : quotation.start()])
            if behind:
                group = "after" if behind["after"] else "before"
                yield Span.cut(text, paragraph.start + behind.start(group), paragraph.start + behind.end(group)), quotation.group()
            elif ahead:
                offset = paragraph.start + begin
                yield Span.cut(text, offset + ahead.start("name"), offset + ahead.end("name")), quotation.group()
