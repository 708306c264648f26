"""Questions about the article as a whole: what it is about, who wrote it, how long it is, whom it names, and what it says of a topic.

They are told by their wording alone, and answered without the reader.
"""

from __future__ import annotations

import re
from typing import Literal

from qa_bot.dialogue.english.morphology import words_of
from qa_bot.function_words import COUNTS

Category = Literal["country", "place", "person", "body", "name"]
About = Literal["summary", "author", "date", "length", "title", "source"]

_THIS = r"(?:this|it|that|(?:the|this) (?:whole )?(?:article|text|story|page|document|piece|report))"
_SELF = r"(?:this|(?:the|this) (?:whole )?(?:article|text|page|document|piece))"
_WRITING = rf"(?:{_SELF}|(?:the|this) (?:paper|memo|rfc|manual|handbook|specification|spec)|this (?:report|book|guide|study|standard|story|post|essay|review))"
"""What an author writes and a date is put on. "The report" may be one that the article speaks of."""
_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|a|an|\d{1,2}|a few|some)"
_UNITS = r"(?:(?:short|brief|simple|bullet|main|key) )*(?:bullets?|points?|sentences?|lines?|takeaways?)"
_MAIN = (
    rf"(?:(?:what are|what were|list|give me|show me|tell me|name) )?(?:the )?(?:{_COUNT} )?(?:main|key|central|most important|bullet) "
    rf"(?:points|ideas|facts|messages|topics|takeaways|findings)(?: (?:of|in|from) {_THIS})?(?: please)?"
    rf"|(?:please )?(?:can you |could you )?(?:summari[sz]e|sum up|give (?:me )?a summary(?: of)?|summary(?: of)?|tl;?dr)(?: {_THIS})?,? (?:in|as|with) "
    rf"(?:{_COUNT} )?{_UNITS}(?: please)?|(?:in )?{_COUNT} {_UNITS}(?: please)?"
)
_ABOUT: tuple[tuple[About, re.Pattern[str]], ...] = (
    ("summary", re.compile(rf"{_MAIN}|what(?:['’]?s| is| does) {_THIS}(?: all)? (?:about|say|describe|cover)|what is (?:the )?(?:main|key|central) (?:point|idea|message|topic)s?(?: of {_THIS})?|(?:please )?(?:can you )?(?:summari[sz]e|sum up|give (?:me )?a summary(?: of)?|tl;?dr|summary)(?: {_THIS})?(?: for me)?(?: please)?|what(?:['’]?s| is) the (?:gist|summary|topic|subject|story)(?: of {_THIS})?|what (?:happens|happened) in {_SELF}|tell me about {_THIS}", re.IGNORECASE)),
    ("author", re.compile(rf"who (?:wrote|is the (?:author|writer) of|published|made) {_WRITING}|who(?:['’]?s| is) the (?:author|writer)|by whom was {_WRITING} written", re.IGNORECASE)),
    ("date", re.compile(rf"(?:when|what day|what year) (?:was|is) {_WRITING} (?:written|published|from|posted|released)|how old is {_WRITING}|when did {_WRITING} (?:appear|come out)|what(?:['’]?s| is) the date(?: of {_WRITING})?", re.IGNORECASE)),
    ("length", re.compile(rf"how (?:long|big|short) is (?:it|{_SELF})|how many (?:words|sentences|paragraphs|characters) (?:are there|are in {_SELF}|does {_SELF} have|has {_SELF})(?: in {_SELF})?", re.IGNORECASE)),
    ("title", re.compile(rf"what(?:['’]?s| is) (?:the (?:title|headline)(?: of {_SELF})?|{_SELF} called)", re.IGNORECASE)),
    ("source", re.compile(rf"where (?:is|was|does|did) {_SELF} (?:from|come from|published)|what(?:['’]?s| is) the source(?: of {_SELF})?|which (?:newspaper|paper|site) is {_SELF} from", re.IGNORECASE)),
)  # fmt: skip
_CATEGORIES: dict[str, Category] = {
    "countries": "country", "nations": "country", "states": "country",
    "places": "place", "cities": "place", "towns": "place", "locations": "place",
    "people": "person", "persons": "person", "names": "name", "characters": "person", "politicians": "person", "men": "person",
    "women": "person", "individuals": "person",
    "organisations": "body", "organizations": "body", "companies": "body", "institutions": "body",
}  # fmt: skip
_MENTIONED = re.compile(
    r"(?:which|what|who|list|name)\b(?P<what>.*?)\b(?:(?:are|is|get|were) )?(?:all )?(?:mentioned|named|talked about|listed|appear|come up|there|occur"
    r"|in (?:it|this|here|the (?:article|text|story|report|minutes)|this (?:article|text|story)))\b.*",
    re.IGNORECASE,
)
_IN_ARTICLE = (
    r"(?: (?:anywhere|at all|again))?(?: in (?:it|here|(?:the|this) (?:whole )?(?:article|text|story|document|page|piece|report)))?"
)
_SAYS = r"(?:mention|mentions|name|names|talk about|talks about|discuss|discusses|cover|covers|refer to|say (?:anything|something|a word) (?:about|on))"
_SUBJECT = r"(?:(?:the|this) (?:whole )?(?:article|text|story|document|page|piece|report|author)|(?:the|these|my|all(?: the| my| these)?) (?:articles|texts|documents|files|pages|reports))"
_TOPIC = re.compile(
    rf"(?:and |but |so )?(?:does|do|did|is|are)n?(?:['’]?t)? (?:{_SUBJECT}|it) (?:even |ever |also |actually )?{_SAYS} (?P<mention>.+?){_IN_ARTICLE}"
    rf"|(?:is|are) (?:there )?(?:any |a )?(?:mentions? of |word (?:on|about) |anything (?:(?:said|written|known) )?(?:about|on) )(?P<any>.+?){_IN_ARTICLE}"
    rf"|(?:is|was|are|were) (?P<named>(?!there\b|it\b).+?) (?:ever )?(?:mentioned|named|talked about|discussed){_IN_ARTICLE}"
    rf"|what (?:does|do|did) (?:{_SUBJECT}|it) (?:say|tell us|tell me|report|write|mention) (?:about|on|of) (?P<says>.+)"
    rf"|(?:please )?(?:can you |could you )?(?:tell me|say|show me|give me)(?: something| more| everything| all| anything| information)*(?: about| on) (?P<tell>.+)"
    rf"|what(?:['’]?s| is| else is|['’]?s else| more is) (?:known|said|written|reported)(?: here)? (?:about|of|on) (?P<known>.+)"
    rf"|what (?:else )?(?:do|can) (?:you|we|i) (?:know|learn|tell me|say|find)(?: out)? (?:about|of|on) (?P<know>.+)"
    rf"|(?:any|some|more|the )?(?:thing|info|information|facts|news|details|more)(?: else| more)? (?:about|on) (?P<on>.+)"
    rf"|where (?:is|are|was|were|do|does|did|in it is) (?:the name |the word |the words )?(?P<where>.+?) (?:mentioned|named|talked about){_IN_ARTICLE}"
    rf"|where (?:do|does|did) (?:{_SUBJECT}|it) {_SAYS} (?P<place>.+)"
    rf"|(?:show|find|list|quote)(?: me)? (?:all |every |the )*(?:mentions?|sentences?|passages?|places?)(?: of| about| on| with| that (?:mention|name)) (?P<all>.+)",
    re.IGNORECASE,
)  # fmt: skip
_PLEASE = re.compile(r",? (?:please|then|thanks)$", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:and |ok |please )?(?:tell me |show me |say |give me )?(?:some )?more|go on|continue|what else|anything else)(?: please)?",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(?:(?:and|so|ok|but) )*(?:what (?:(?:happens|happened|comes|came|do (?:i|we|you) do|should (?:i|we|you) do) )?)?(?:then|next|after that|after this|afterwards)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:(?P<one>one|a|an)|(?P<many>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})) (?:\w+ )?(?:bullets?|points?|sentences?|lines?|takeaways?|ideas?|facts?)\b",
    re.IGNORECASE,
)
LONGEST_TOPIC = 8
"""Words of the longest topic."""
MOST_POINTS = 10
"""Sentences of the longest summary."""


def asked_of_article(question: str, *, alone: bool) -> About | None:
    """Whether a question is about the article itself, and what of it. With turns before (not `alone`), "it" is taken for what they named."""
    plain = question.strip(" ?!.")
    for about, pattern in _ABOUT:
        if pattern.fullmatch(plain) and (alone or not re.search(r"\b(it|that)\b", plain) or about == "summary"):
            return about
    return None


def category(question: str) -> Category | None:
    """The class of names that "which countries are mentioned" asks for."""
    found = _MENTIONED.fullmatch(question.strip(" ?.!"))
    if not found:
        return None
    words = [word.lower for word in words_of(found["what"])]
    if not set(words) <= set(_CATEGORIES) | {
        "all",
        "the",
        "of",
        "are",
        "is",
        "me",
        "different",
        "other",
        "main",
        "which",
        "what",
        "in",
        "do",
    }:
        return None
    kinds = [_CATEGORIES[word] for word in words if word in _CATEGORIES]
    if kinds:
        return kinds[0]
    return "person" if question.lower().startswith("who") else None


def asked_topic(question: str) -> str | None:
    """What a question asks to be looked up; None for any other question.

    >>> asked_topic("Does the article mention Obama?"), asked_topic("tell me more about the old mill"), asked_topic("anything on Syria?")
    ('Obama', 'the old mill', 'Syria')
    >>> asked_topic("What did she say about the mill?")  # one answer is wanted, not all that is said

    """
    found = _TOPIC.fullmatch(_PLEASE.sub("", question.strip(" ?!.")))
    topic = next((group for group in found.groups() if group), "").strip(" \"“”‘’'") if found else ""
    words = words_of(topic)
    return topic if words and len(words) <= LONGEST_TOPIC and not words[0].lower.startswith(("who", "what", "when", "why", "how")) else None


def asks_for_more(question: str) -> bool:
    """Whether a question only asks to go on.

    >>> asks_for_more("more"), asks_for_more("Tell me more, please"), asks_for_more("more than what?")
    (True, True, False)
    """
    return _MORE.fullmatch(question.strip(" ?!.").replace(",", "")) is not None


def asks_for_next(question: str) -> bool:
    """Whether a question asks what comes after the last answer.

    >>> asks_for_next("And then?"), asks_for_next("what do I do next?"), asks_for_next("what did she do next?")
    (True, True, False)
    """
    return _NEXT.fullmatch(question.strip(" ?!.").replace(",", "")) is not None


def points_wanted(question: str) -> int | None:
    """How many sentences a summary is to have; None where the question does not say.

    >>> points_wanted("Summarise it in 3 bullet points"), points_wanted("tl;dr in one sentence"), points_wanted("the main points")
    (3, 1, None)
    """
    found = _COUNTED.search(question)
    if not found:
        return None
    said = (found["many"] or "").lower()
    count = 1 if found["one"] else COUNTS.get(said) or int(said)
    return min(MOST_POINTS, max(1, count))
