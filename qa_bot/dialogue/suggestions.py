"""Questions made from an article: frames filled with its names and sentences. Which of them are asked, the reader's confidence decides.

The frames follow the oldest recipe of question generation (Heilman and Smith 2010), of which only those are kept whose result is a well-formed
question without a parser: who a described person is, what somebody said or did, when and where it was, how something is done, what a thing is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answer import Turn
from qa_bot.dialogue.describing import descriptions
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import FUNCTION, PREPOSITIONS, base_form, content_stems, frequency, is_past, words_of

MOST = 12
"""Candidates of one article, at most: each is read once."""
SHOWN = 3
"""Questions to go on with."""
STARTERS = 5
"""Questions to start with."""
_DATE = re.compile(
    r"\b(?:in|on) (?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday|\d{4})(?: (?:morning|evening|\d{1,4}))*(?=[,.]|\s|$)"
)
_TO = re.compile(r"^To (?P<do>[a-z]+ (?:[\w’'-]+ ?){1,6}), (?:[a-z]+) ")
_IS = re.compile(r"^(?P<what>(?:The )?[A-ZÀ-Þ][\w’' -]{2,40}?) (?P<be>is|was) (?:an?|the) ")
_SAYING = frozenset(
    "said told announced denied warned proposed reported demanded promised argued suggested claimed agreed wanted asked".split()
)


def candidates(survey: Survey) -> list[str]:
    """Questions that the article may answer, the most telling kinds first, one a sentence and of each frame only a few."""
    found: list[tuple[int, str]] = []
    text = survey.article.text
    people = [name for name in survey.names if name.kind == "person"]
    for name in sorted(people, key=lambda name: -len(name.spans))[:8]:
        if any(one.confidence >= 0.75 for one in descriptions(name, survey)):
            past = re.search(r"\b(?:was|were)\b", text[name.spans[0][1] : name.spans[0][1] + 60])
            found.append((0, f"Who {'was' if past else 'is'} {name.text}?"))
    for index, sentence in enumerate(survey.sentences):
        made = _of_sentence(survey, index, sentence.text)
        if made:
            found.append(made)
    for name in people:
        said = next(
            (
                m
                for _, end in name.spans
                if (m := re.match(r",? (\w+)\b", text[end : end + 20])) and m.group(1) in _SAYING - {"agreed", "wanted"}
            ),
            None,
        )
        if said:
            found.append((3, f"What did {name.text} {base_form(said.group(1))}?"))
    for when in _DATE.finditer(text):
        found.append((6, f"What happened {when.group()}?"))
    chosen: list[str] = []
    counts: dict[int, int] = {}
    for frame, question in sorted(found, key=lambda item: item[0] > 0):  # those about people first, then in the article's order
        if counts.get(frame, 0) < 3 and question not in chosen:
            counts[frame] = counts.get(frame, 0) + 1
            chosen.append(question)
    return chosen[:MOST]


def unasked(made: Sequence[tuple[str, str]], history: Sequence[Turn]) -> list[str]:
    """Up to three questions (to start with: five) that were not asked and whose answer was not given yet, of different openings first."""
    asked = {_key(turn.question) for turn in history}
    given = {turn.answer.lower() for turn in history if turn.answer}
    left = [question for question, answer in made if _key(question) not in asked and answer.lower() not in given]
    openings: list[str] = []
    spread = sorted(left, key=lambda question: openings.append(question.split()[0]) or openings.count(question.split()[0]))  # type: ignore[func-returns-value]
    return spread[: SHOWN if history else STARTERS]


def ask_for(survey: Survey) -> str:
    """An example of what can be asked, as the end of a line; empty where the article gives none."""
    made = candidates(survey)
    return f" For example: {made[0]}" if made else ""


def _of_sentence(survey: Survey, index: int, sentence: str) -> tuple[int, str] | None:  # noqa: PLR0911 - one frame each
    to = _TO.match(sentence)
    if to:
        return 1, f"How do you {to['do'].strip()}?"
    thing = _IS.match(sentence)
    names = {name.text.lower(): name for name in survey.names if name.kind != "person"}
    if thing and thing["what"].removeprefix("The ").lower() in names:
        return (
            2,
            f"What {thing['be']} {thing['what'][0].lower() + thing['what'][1:] if thing['what'].startswith('The ') else thing['what']}?",
        )
    words = words_of(sentence)
    start = survey.sentences[index].start
    subject = next((name for name in survey.names for span in name.spans if span[0] == start and name.kind in ("person", "body")), None)
    if subject:
        span = next(span for span in subject.spans if span[0] == start)
        after = [word for word in words if word.start >= span[1] - start]
        written = sentence[: span[1] - start]
    elif len(words) > 3 and words[0].text in ("The", "A", "An") and is_past(words[2].lower) and frequency(words[1].lower):
        after, written = words[2:], f"the {words[1].text}"
    else:
        return None
    if not after or not is_past(after[0].lower) or after[0].lower in ("was", "were", "had", "did"):
        return _passive(sentence, after, written)
    verb = base_form(after[0].lower)
    when = _DATE.search(sentence)
    rest = _short(sentence[after[0].end :], when)
    if after[0].lower in _SAYING:
        topic = "" if after[0].lower != "agreed" else " to do" if len(after) > 1 and after[1].lower == "to" else ""
        return 3, f"What did {written} {verb}{topic}?"
    if when and rest is not None:
        return 4, f"When did {written} {verb}{rest}?"
    if (
        verb not in ("thank", "meet", "marry", "tell", "ask", "call", "become", "come", "go")
        and len(after) > 1
        and after[1].lower in ("the", "a", "an", "his", "her", "its", "that", "all", "some")
    ):
        return 5, f"What did {written} {verb}?"
    return None


def _passive(sentence: str, after: list, written: str) -> tuple[int, str] | None:  # type: ignore[type-arg]
    when = _DATE.search(sentence)
    if len(after) > 1 and after[0].lower in ("was", "were") and is_past(after[1].lower) and when:
        rest = _short(sentence[after[1].end :], when)
        if rest is not None and " by " not in rest:
            return 4, f"When {after[0].lower} {written} {after[1].lower}{rest}?"
    return None


def _short(rest: str, when: re.Match[str] | None) -> str | None:
    """The words up to the date or the first punctuation, where they are few and close well; None where they do not."""
    if when:
        rest = rest.replace(when.group(), "\0")
    rest = re.split(r"[,;.:“”\"\0(]| and | but | with | to | who | which | that ", rest)[0].rstrip()
    words = words_of(rest)
    if len(words) > 7 or (words and words[-1].lower in PREPOSITIONS | (FUNCTION - {"it", "her", "him"})):
        return None
    return f" {rest.strip()}" if words else ""


def _key(question: str) -> str:
    return " ".join(sorted(set(content_stems(words_of(question)))))
