r"""Answers about the article itself: its central sentences, its byline, and what is known of its title, source, date and length.

>>> from qa_bot import Article
>>> from qa_bot.dialogue.analysis import AnalyzedArticle
>>> analyzed = AnalyzedArticle.of(Article("By Ann Lee\n\nThe old mill burned down on Monday night."))
>>> [answer.text for answer in author(analyzed)[0]], [answer.text for answer in summary("What is this about?", analyzed)[0]]
(['Ann Lee'], ['The old mill burned down on Monday night.'])
"""

from __future__ import annotations

import re
from datetime import date

from qa_bot.answer import Answer, Span
from qa_bot.article import Article
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.question.about_article import asks_for_more, points_wanted
from qa_bot.dialogue.question.types import QuestionType

CONSIDERED = 300
"""Number of sentences, from the beginning, that are compared with each other."""
SENTENCES = 3
"""Default number of sentences in a summary."""
TELLING = 6
"""Words of the shortest sentence that tells something."""
_BEGINS = re.compile(r"^[*=-]{3,} ?(?:START|BEGIN)\b.*$", re.MULTILINE)
_ENDS = re.compile(r"^[*=-]{3,} ?END\b", re.MULTILINE)
_NAME = r"[A-ZÀ-Þ][\w.'’-]+(?: (?:and |[A-ZÀ-Þ])[\w.'’-]+){1,5}"
_BYLINE = re.compile(rf"^\s*(?i:by|written by|author:|words by)\s+(?P<who>{_NAME})", re.MULTILINE)
_AUTHORS = re.compile(rf"^\s*(?i:authors):\s+(?P<all>{_NAME}(?:(?:, (?:and )?| & ){_NAME})*)", re.MULTILINE)
_ONE_OF_THEM = re.compile(r"\b(?!and )[^,& ](?:(?!,| and | & ).)+")
_CREDIT = re.compile(rf"^\W*(?i:(?:reporting|reported|writing|written|story|words|text) by)\s+(?P<who>{_NAME})", re.MULTILINE)
"""A byline at the end, as agencies write it."""
_SIGNED = re.compile(rf"(?:^|\s)[-–—]+ ?(?P<who>{_NAME})\W*\Z")

_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_DATE = re.compile(rf"\b(?:\d{{4}}-\d{{2}}-\d{{2}}|(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH} (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?\d{{4}})\b")
_LABELLED = re.compile(
    rf"^\W*(?i:(?:first |date )?(?:published|posted|issued)|publication date|date)(?i: on)?\s*:?\s+(?P<when>{_DATE.pattern})", re.MULTILINE
)
"""What a page says of itself, at its head or its foot."""
_DATED = re.compile(rf"\bBy (?P<who>{_NAME}?)\W+{_DATE.pattern}\W*$", re.MULTILINE)
"""A byline behind the paper's name: "The Courier (News) By Ann Lee May 3, 2019"."""
HEAD = 600
"""Characters from the beginning in which a byline and a date of the text itself stand, and to the end, for a credit."""
LINE = 80
"""Characters of the longest line of a head; a date in a longer paragraph is part of what is told."""
_FURNITURE = re.compile(
    r"[A-ZÀ-Þ][\w’' -]{1,24}: |(?:Apologies|In attendance|Attendees|Minutes of|Photograph|Photo|Image|Advertisement|Share this|Read more|Last updated|Published|Copyright|©)\b"
    r"|.*\b(?:(?:opened|closed|adjourned|chaired) the meeting|minutes of .{3,60} (?:was|were) (?:approved|read|taken)|meeting (?:opened|closed|was (?:opened|closed|adjourned)))\b"
)
"""Sentences that are the same in all texts of a type: labels, attendance, opening and closing of meetings, credits."""
_LEANS = frozenset(
    "however this these those that it he she they such so but and then also moreover furthermore instead nevertheless thus therefore for "
    "yet here there his her their its another".split()
)
"""First words of a sentence that depends on the sentence before."""


def central(analyzed: AnalyzedArticle, count: int = 1) -> list[Span]:
    """The sentences that share most words with the others, in the article's order.

    Degree centrality over the stems that sentences share (LexRank's simplest form, Erkan and Radev 2004), with a bonus that falls with the
    distance from the beginning: articles of most kinds say first what they are about. Headings, list items, labels and the lines that all
    minutes have are left out; a sentence that leans on the one before counts half.
    """
    start, end = body(analyzed.article)
    considered = [
        (sentence, stems) for sentence, stems in zip(analyzed.sentences, analyzed.stems, strict=True) if start <= sentence.start < end
    ]
    sentences, all_stems = zip(*considered[:CONSIDERED], strict=True) if considered else ((), ())
    title = analyzed.article.title.strip().lower()
    scores: list[tuple[float, int]] = []
    for i, mine in enumerate(all_stems):
        if not tells(sentences[i], analyzed.article) or sentences[i].text.strip().lower() == title or sentences[i].text.endswith("?"):
            continue
        shared = sum(len(mine & other) / (len(mine) + len(other)) for j, other in enumerate(all_stems) if j != i and other)
        leans = 0.5 if sentences[i].text.split()[0].strip('“"‘,').lower() in _LEANS else 1.0
        scores.append((leans * (shared / max(1, len(sentences)) ** 0.5 + 1.0 / (1 + len(scores))), i))
    if not scores:
        return list(sentences[:1])
    return [sentences[i] for i in sorted(i for _, i in sorted(scores, reverse=True)[:count])]


def body(article: Article) -> tuple[int, int]:
    r"""Where a text itself says that it begins and ends, as books of Project Gutenberg and signed messages do; else all of it.

    >>> book = Article("Free for all.\n\n*** START OF THE BOOK ***\n\nAnna left.\n\n*** END OF THE BOOK ***\n\nA licence.")
    >>> book.text[slice(*body(book))].strip(), body(Article("Anna left."))
    ('Anna left.', (0, 10))
    """
    begins = _BEGINS.search(article.text)
    ends = _ENDS.search(article.text, begins.end()) if begins else None
    return (begins.end(), ends.start()) if begins and ends else (0, len(article.text))


def tells(sentence: Span, article: Article) -> bool:
    """Whether a sentence is one that tells something: no heading, list item, row, label or line that all minutes have."""
    return (
        len(sentence.text.split()) >= TELLING
        and sentence.text[-1] in ".!?…”\"’')"
        and not _FURNITURE.match(sentence.text)
        and not any(block.start <= sentence.start < block.end and block.kind != "quote" for block in article.blocks)
    )


def summary(question: str, analyzed: AnalyzedArticle) -> tuple[list[Answer], str]:
    """The central sentence; for a summary as many as the question says, or three, and for more of it twice as many; and a remark that says what they are."""
    several = bool(
        re.search(
            r"\b(?:summar|sum up|gist|points|ideas|facts|topics|findings|bullet|sentences|takeaways|messages|tl;?dr)",
            question,
            re.IGNORECASE,
        )
    )
    more = asks_for_more(question)
    wanted = points_wanted(question)
    # if no number is asked for, at most a third of the sentences
    count = wanted or (min(SENTENCES * (2 if more else 1), max(1, len(analyzed.sentences) // 3)) if several or more else 1)
    spans = central(analyzed, count)
    said = "The article's own key sentences:" if len(spans) > 1 else "The article's own key sentence:"
    if wanted and len(spans) < wanted:
        said = f"The article has only {len(spans)} key sentence{'' if len(spans) == 1 else 's'}:"
    return [Answer(span, 1.0, 0.0) for span in spans], said


def author(analyzed: AnalyzedArticle) -> tuple[list[Answer], str]:
    """The byline, where the text has one; else what is known of where it is from."""
    text = analyzed.article.text
    head, foot = text[:HEAD], max(0, len(text) - HEAD)
    several = _AUTHORS.search(head)
    if several:
        names = _ONE_OF_THEM.finditer(text, *several.span("all"))
        return [Answer(Span.cut(text, *one.span()), 1.0, 0.0) for one in names], "The article's byline:"
    found = _BYLINE.search(head) or _DATED.search(head) or _CREDIT.search(text, foot) or _SIGNED.search(text, max(0, len(text) - LINE))
    if found:
        return [Answer(Span.cut(text, *found.span("who")), 1.0, 0.0)], "The article's byline:"
    return [], f"The article does not name its author. {_origin(analyzed.article)}".strip()


def written(analyzed: AnalyzedArticle) -> list[Answer]:
    r"""The date that the text's head or foot calls its own; else the one in the lines at its head, where they have one.

    >>> from qa_bot import Article
    >>> rfc = Article("Network Working Group\n\nInfo-ZIP May 1996\n\nThis memo says how data of any length is packed.")
    >>> [answer.text for answer in written(AnalyzedArticle.of(rfc))]
    ['May 1996']
    """
    text = analyzed.article.text
    labelled = _LABELLED.search(text[:HEAD]) or _LABELLED.search(text, max(0, len(text) - HEAD))
    if labelled:
        return [Answer(Span.cut(text, *labelled.span("when")), 1.0, 0.0)]
    for paragraph in analyzed.article.paragraphs:
        if paragraph.start > HEAD:
            break
        found = _DATE.search(paragraph.text) if len(paragraph.text) <= LINE else None
        if found:
            return [Answer(Span.cut(text, paragraph.start + found.start(), paragraph.start + found.end()), 1.0, 0.0)]
    return []


def fact(about: QuestionType, article: Article) -> str:
    """A sentence about the article that is not part of it: its length, title, date or source."""
    if about == "length":
        words, paragraphs = len(article.text.split()), len(article.paragraphs)
        return f"The article has {words:,} words in {len(article.sentences):,} sentences and {paragraphs:,} paragraphs, {len(article.text):,} characters."
    if about == "title":
        return f"The article's title is “{article.title}”." if article.title else "The article has no title."
    return _origin(article) or (
        "I don't know when the article was written." if about == "date" else "I don't know where the article is from."
    )


def _origin(article: Article) -> str:
    try:
        day = date.fromisoformat(article.date)
        when = f"{day.day} {day:%B} {day.year}"
    except ValueError:
        when = article.date
    known = ", ".join(part for part in (article.source, when) if part)
    return f"It is from {known}." if known else ""
