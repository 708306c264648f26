"""A fragment -> the question it cuts short: "and when?", "why not?", "what about Ann?" take the rest from the turn before."""

from __future__ import annotations

import re

from qa_bot.answer import Turn
from qa_bot.dialogue.analysis import AnalyzedArticle
from qa_bot.dialogue.english.morphology import AUXILIARIES, FUNCTION, PREPOSITIONS, WH, base_form, is_past, words_of
from qa_bot.dialogue.english.word_list import frequency

LEAD = re.compile(r"^(?:(?:and|but|so|or|ok|okay|then|also|well)\b[ ,]*)+", re.IGNORECASE)
"""What a follow-up opens with, without meaning."""
_BARE_WH = re.compile(
    r"(?P<wh>(?:(?:by|with|for|to|from|since|at|in|on|until) )?(?:who|whom|when|where|why|how|what|which)(?: (?:much|many|long|old|often|far|high|tall|big|"
    r"year|day|month|time|date|city|country|place|place|exactly))*(?: (?:to|from|with|by|about|for))?)(?P<rest>(?: (?:exactly|then|not|so|else|precisely))*)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:what|how) about (?P<what>.+)", re.IGNORECASE)


def completed(question: str, last: Turn, analyzed: AnalyzedArticle, *, led: bool) -> list[str]:
    """The whole questions that a fragment may stand for; none for what is no fragment.

    Args:
        question: without what it opens with and its mark.
        last: the turn before, as it was meant.
        analyzed: of the article.
        led: the question did open with "and" or the like.
    """
    bare = _BARE_WH.fullmatch(question)
    if bare:
        negated = " not" in bare["rest"]
        return _with_wh(bare["wh"].strip(), last, analyzed, negated=negated)
    about = _ABOUT.fullmatch(question)
    words = words_of(question)
    verbless = led and len(words) <= 5 and not {word.lower for word in words} & (AUXILIARIES | WH)
    if about or verbless:
        what = (about["what"] if about else question).strip(" ?!.")
        return _with_other(what, last.question, analyzed)
    return []


def _with_wh(wh: str, last: Turn, analyzed: AnalyzedArticle, *, negated: bool) -> list[str]:
    """The last exchange as a question with another question word: "who called Ann?", "Bob", "when?" -> "when did Bob call Ann?"."""
    question = LEAD.sub("", last.question).strip(" ?!.")
    words = words_of(question)
    if not words:
        return []
    opening = wh[0].upper() + wh[1:]
    answer = (last.answer or "").strip(" .,")
    low = [word.lower for word in words]
    verb = next((i for i, word in enumerate(low) if word in AUXILIARIES), None)
    asks_who = low[0] in ("who", "what", "which") and verb not in (None, 0)
    if low[0] in AUXILIARIES:  # yes or no: the whole question stays
        return [f"{opening} {_lower_first(question)}?"]
    if asks_who and verb == 1 and low[verb] in ("is", "was", "are", "were") and len(low) > 2 and base_form(low[-1]) == low[-1]:
        subject = question[words[verb].end :].strip()
        return [f"{opening} {low[verb]} {subject}?"]
    if verb is not None and (low[0] in WH or low[0] in PREPOSITIONS) and verb + 1 < len(words):
        rest = question[words[verb].start :]
        if (
            low[0] in ("who", "whom", "what", "which")
            and answer
            and len(words_of(answer)) <= 6
            and low[verb] in ("did", "does", "do", "will", "would", "has", "have", "had", "can", "should")
        ):
            rest = _with_object(rest, answer)
        return [f"{opening} {rest}?"]
    if low[0] in ("who", "what", "which") and verb is None and answer and len(words_of(answer)) <= 6:
        # "who called Ann": the answer becomes the subject
        at = 1 if low[0] == "who" else next((i for i in range(1, len(low)) if is_past(low[i])), 1)
        tail = question[words[at].end :] if at < len(words) else ""
        form = base_form(low[at]) if at < len(words) else ""
        helper = "did" if at < len(words) and is_past(low[at]) else "does"
        return [f"{opening} {helper} {answer} {form}{tail}?"]
    return [f"{opening}: {_lower_first(question)}?"] if not negated else []


def _with_object(rest: str, answer: str) -> str:
    """Put the answer where its question word came from: after a preposition that has lost its noun, else at the end."""
    words = words_of(rest)
    for at, word in enumerate(words):
        lost = at + 1 == len(words) or (words[at + 1].lower in PREPOSITIONS and rest[word.end : words[at + 1].start] == " ")
        if word.lower in PREPOSITIONS and lost:
            return f"{rest[: word.end]} {answer}{rest[word.end :]}"
    # a time or a place that closes the question stays behind its object
    late = next((word for word in words[2:] if word.lower in PREPOSITIONS), None)
    return f"{rest[: late.start].rstrip()} {answer} {rest[late.start :]}" if late else f"{rest} {answer}"


def _with_other(what: str, question: str, analyzed: AnalyzedArticle) -> list[str]:
    """The last question about something else: the name, or else the phrase, that `what` is like gives its place."""
    question = LEAD.sub("", question).strip(" ?!.")
    if is_past(what.split(maxsplit=1)[0]) and len(what.split()) == 1:  # "when was it opened?", "and closed?"
        verb = next((word for word in reversed(words_of(question)) if is_past(word.lower)), None)
        return [question[: verb.start] + what + question[verb.end :] + "?"] if verb else []
    names = analyzed.entities_mentioned(question)
    other = analyzed.entities_mentioned(what)
    alike = [name for name in names if other and name.kind == other[0].kind] or names
    if alike:
        keys = alike[0].words
        inside = [word for word in words_of(question) if word.lower in keys]
        if inside:
            return [question[: inside[0].start] + what + question[inside[-1].end :] + "?"]
    words = words_of(question)
    for at, word in enumerate(words):
        if at and word.lower in ("the", "a", "an", "his", "her", "its", "their"):
            end = at + 1
            while end < len(words) and words[end].lower not in FUNCTION and end - at < 3:
                end += 1
            helped = {"did", "does", "do"} & {w.lower for w in words[:at]}
            if helped and end == len(words) and end - at > 2:
                end -= 1
            if what.rsplit(maxsplit=1)[-1].lower() in ("one", "ones") and end > at + 1:  # "and the red one?"
                return [question[: word.start] + " ".join([*what.split()[:-1], words[end - 1].text]) + question[words[end - 1].end :] + "?"]
            if end > at + 1:
                return [question[: word.start] + what + question[words[end - 1].end :] + "?"]
    return [f"{question}, {what}?"] if frequency(what.split(maxsplit=1)[0].lower()) else []


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]
