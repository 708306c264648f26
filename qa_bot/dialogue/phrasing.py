"""What is typed in a hurry -> a question: shouted in capitals, "wheres", a bare name, "X's job", "tell me about X"."""

from __future__ import annotations

import re

from qa_bot.dialogue.names import TITLES, Name
from qa_bot.dialogue.survey import Survey
from qa_bot.dialogue.wording import FUNCTION, words_of

_JOINED = re.compile(r"^(?P<wh>who|what|where|when|how|why)s (?=[a-z])", re.IGNORECASE)
_TELL = re.compile(
    r"(?:please )?(?:tell me|what do you know|what do we know|can you tell me|say something|info|information|anything)(?: more| something)? (?:about|on) (?P<what>[^?]+)",
    re.IGNORECASE,
)
_HIS = re.compile(r"(?P<who>[^?]{2,40}?)['’]s (?P<what>(?:[a-z-]+ ?){1,3})", re.IGNORECASE)


def as_question(typed: str, survey: Survey) -> str | None:
    """The question that is meant, in the article's spelling of its names; None for one that is a question as it stands.

    Args:
        typed: as typed, in one line.
        survey: the article.
    """
    text = _lowered(typed, survey)
    plain = text.strip(" ?!.")
    asked = _JOINED.sub(lambda found: f"{found['wh']} is ", text) if _JOINED.match(text) else text
    about = _TELL.fullmatch(plain)
    whole = about["what"] if about else plain
    words = words_of(whole)
    his = _HIS.fullmatch(plain)
    name = _named(whole, survey)
    if name and (about or len(words) > 1 or typed.endswith("?")):
        asked = f"{'Who' if name.kind == 'person' else 'What'} is {name.text}?"
    elif his and (name := _named(his["who"], survey)) and not {word.lower for word in words_of(his["what"])} & FUNCTION:
        asked = f"What is {name.text}’s {his['what'].strip()}?"
    return asked[0].upper() + asked[1:] if asked.lower() != typed.lower() or (typed.isupper() and asked != typed) else None


def _named(what: str, survey: Survey) -> Name | None:
    """The article's name that the words are, all of them."""
    keys = {word.lower for word in words_of(what)} - TITLES - {"the"}
    return next((name for name in survey.names_of(what) if keys and keys <= name.words), None)


def _lowered(typed: str, survey: Survey) -> str:
    """A shouted question in the article's own case."""
    if not typed.isupper() or len(typed.split()) < 3:
        return typed
    for word in reversed(words_of(typed)):
        lower = word.lower
        typed = typed[: word.start] + (lower if lower in FUNCTION else survey.vocabulary.get(lower, lower)) + typed[word.end :]
    return typed[0].upper() + typed[1:]
