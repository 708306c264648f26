"""Sentences that every interface for people says alike: that there is no room, an abstention, and where in the article a reply points to."""

from __future__ import annotations

from qa_bot.answer import Reply

BUSY = "I'm busy right now. Please ask again in a minute."
LONGEST = 60
"""Characters of a heading that are shown."""


def abstention(among: int = 1) -> str:
    """The sentence for an abstention. All interfaces for people use it.

    Args:
        among: how many articles were asked.
    """
    return "The article does not say." if among == 1 else "None of the articles say."


def whereabouts(reply: Reply) -> list[str]:
    """Where in the article a reply points to: the chapter and the nearest heading, and the page, as far as they are known."""
    over = reply.section if len(reply.section) < 3 else (reply.section[0], "…", reply.section[-1])
    headings = [heading if len(heading) <= LONGEST else heading[:LONGEST].rstrip() + "…" for heading in over]
    return [*([f"“{' › '.join(headings)}”"] if headings else []), *([f"page {reply.page:,}"] if reply.page is not None else [])]


def citation(reply: Reply) -> str:
    """The citation of an answer or a closest passage: title, headings, page, offsets."""
    place = reply.place
    if place is None:
        return ""
    named = [reply.article] if reply.article else []
    return ", ".join([*named, *whereabouts(reply), f"characters {place.start}–{place.end}"])
