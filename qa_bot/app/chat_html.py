"""A reply -> the HTML of its message in the chat. Everything that anybody wrote goes through `text_to_html`.

Gradio's own chat component would copy our markup instead of the words and read it out as the message's label; the messages are
therefore plain HTML. Buttons carry what they do in data attributes (`data-goto`: a mark, `data-act`: again, undo, ..., `data-copy`:
a text), and the page's script acts on them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from qa_bot.answer import Answer, Outcome, Reply, Trace
from qa_bot.app.conversation import Conversation, alternative_mark, answer_mark, closest_mark, elsewhere_mark, has_place
from qa_bot.app.safe_html import Html
from qa_bot.confidence_labels import duration, number, percent, sureness
from qa_bot.dialogue import MAX_QUESTION
from qa_bot.highlight import render_quote, render_span, text_to_html
from qa_bot.reply_text import abstention, citation, whereabouts

SHOWN_PASSAGES = 5
"""Passages whose best span is listed under "Details"."""
_THUMB = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 11v9H3v-9zM7 11l4-8c1.5 0 2.5 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7A2 2 0 0 1 17.8 20H7"/></svg>'
SAVES = {"markdown": "Markdown", "json": "JSON"}


def render_conversation(conversation: Conversation) -> Html:
    """All messages, oldest first, and the question that is being read; of a conversation that was just cleared, how to bring it back."""
    free = len(conversation.replies) - 1 if conversation.pending is None else None  # the exchange that can be taken back
    exchanges = [
        f'<section class="exchange" id="turn-{turn}"{_told(conversation, turn)}>{_question(reply.question, again=True)}'
        f'<div class="reply">{render_reply(reply, turn, _more(conversation, turn), last=turn == free, among=conversation.among[turn])}'
        f"{_tools(reply, link_to(conversation, turn), last=turn == free, among=conversation.among[turn], thumb=conversation.thumb(turn))}</div></section>"
        for turn, reply in enumerate(conversation.replies)
    ]
    if conversation.pending and conversation.pending.strip() and len(conversation.pending) <= MAX_QUESTION:  # else it comes back
        waiting = '<div class="reply"><p class="reading"><span class="doing" aria-live="off">Reading</span><span aria-hidden="true"><i>.</i><i>.</i><i>.</i></span> <button type="button" data-act="stop">Stop</button></p></div>'
        exchanges.append(f'<section class="exchange pending">{_question(conversation.pending)}{waiting}</section>')
    if conversation.removed:
        gone = conversation.removed.library.brought[conversation.removed_number - 1]
        exchanges.append(_gone(f"“{text_to_html(gone.title)}” removed"))
    elif conversation.cleared and not exchanges:
        exchanges.append(_gone("Conversation cleared"))
    return Html("".join(exchanges))


def _gone(what: str) -> str:
    """What was cleared or removed, in HTML, and how to bring it back."""
    return f'<p class="cleared caption">{what} · <button type="button" data-act="reopen">Bring it back</button></p>'


def render_saves() -> Html:
    """A menu of the files that the conversation can be saved as."""
    saves = "".join(f'<li><button type="button" data-kind="{kind}">as {label}</button></li>' for kind, label in SAVES.items())
    return Html(f"<details><summary>Save</summary><ul>{saves}</ul></details>")


def render_reply(reply: Reply, turn: int, more: str = "", *, last: bool = False, among: int = 1) -> str:
    """What the bot says to one question, without the buttons under it; of the `last` one, the interpretation can be undone.

    `more` is HTML that goes before the trace; `among` is how many articles were asked.
    """
    parts = []
    if reply.resolved_question:
        reread = last and reply.resolved_question not in reply.question  # a part of a long question is in the visitor's words already
        literal = ' <button type="button" data-act="literal">Use my exact words</button>' if reread else ""
        parts.append(f'<p class="read-as">Understood as “{text_to_html(reply.resolved_question)}”{literal}</p>')
    if reply.message:
        kind = "message" if reply.outcome is Outcome.MESSAGE else "remark"
        parts.append(f'<p class="{kind}">{text_to_html(reply.message)}</p>')
    if reply.answer:
        parts.append(_answer(reply, reply.answer, turn))
    elif reply.evidence:
        parts.append(
            f'<p class="abstention">{abstention(among)}</p><div class="closest-passage"><p class="caption">'
            f'<button type="button" data-goto="{closest_mark(turn)}" title="Show in the article">Closest passage</button></p>'
            f"{render_quote(reply.evidence, struck=reply.struck, ellipses=reply.ellipses, gaps=reply.gaps)}</div>"
        )
    elif reply.outcome is Outcome.ABSTENTION:
        parts.append(f'<p class="abstention">{abstention(among)}</p>')
    parts.append(more)
    if reply.trace.windows:
        parts.append(_trace(reply))
    return "".join(parts)


def copy_text(reply: Reply, among: int = 1) -> str:
    """A reply as plain text, with the place that it comes from."""
    if reply.outcome is Outcome.MESSAGE or reply.evidence is None:
        return reply.message or abstention(among)
    if reply.is_quote:
        quotes = "\n".join(f"“{answer.text}”" for answer in reply.answers)
        return f"{quotes}\n({citation(reply)})"
    said = "; ".join(answer.text for answer in _answers(reply, reply.answer)) if reply.answer else f"{abstention(among)}\nClosest passage:"
    return f"{said}\n“{reply.quote}”\n({citation(reply)})"


def _more(conversation: Conversation, turn: int) -> str:
    around, reply = conversation.around[turn], conversation.replies[turn]
    quote = render_quote(around.span, [one.span for one in reply.answers], around.struck, gaps=around.gaps) if around else ""
    more = f'<details class="around"><summary>Show the text around it</summary>{quote}</details>' if quote else ""
    return _where(conversation, reply) + more + _elsewhere(conversation, turn)


def _elsewhere(conversation: Conversation, turn: int) -> str:
    """Answers to the same question in other articles."""
    found = "".join(
        f"<li>{_place(elsewhere_mark(turn, number), other.answer, 'other')} <span>in {text_to_html(', '.join([other.article, *whereabouts(other)]))}</span></li>"
        for number, (_, other) in enumerate(conversation.elsewhere[turn])
        if other.answer
    )
    return f'<div class="others"><p class="caption">Other articles say</p><ul>{found}</ul></div>' if found else ""


def _where(conversation: Conversation, reply: Reply) -> str:
    """Which article a reply is from, where there are several, and where in it."""
    if not has_place(reply):
        return ""
    title = reply.article if conversation.library.brought else ""
    place = text_to_html(", ".join([*([f"in {title}"] if title else []), *whereabouts(reply)]))
    return f'<p class="where" dir="auto" data-article="{text_to_html(title)}">{place}</p>' if place else ""


def link_to(conversation: Conversation, turn: int) -> str:
    """The address, without the host, that asks a question again; empty where it shows no place, or a place in the visitor's own article."""
    reply = conversation.replies[turn]
    if conversation.sources[turn] or not reply.place:
        return ""
    named = {"article": conversation.article} if conversation.article else {}
    return "?" + urlencode({**named, "q": reply.resolved_question or reply.question}, errors="replace")


def _told(conversation: Conversation, turn: int) -> str:
    """What the page around a frame may know of a reply, as an attribute; nothing of an article that the visitor brought."""
    reply = conversation.replies[turn]
    if conversation.sources[turn] or not has_place(reply):
        return ""
    answer, quote = reply.answer, reply.evidence
    told = {
        "answer": answer.text if answer else None,
        "start": answer.start if answer else None,
        "end": answer.end if answer else None,
        "quote": {"text": quote.text, "start": quote.start, "end": quote.end} if quote else None,
    }
    return f' data-told="{text_to_html(json.dumps(told))}"'


def _answers(reply: Reply, answer: Answer) -> Sequence[Answer]:
    return reply.answers or (answer,)


def _question(question: str, *, again: bool = False) -> str:
    asked = f'<p class="question" dir="auto"><span class="unseen">You asked: </span>{text_to_html(question)}</p>'
    button = '<button type="button" data-act="again" title="Put this question back into the box">Ask again</button>' if again else ""
    return f'<div class="turn">{asked}{button}</div>'


def _answer(reply: Reply, answer: Answer, turn: int) -> str:
    answers = _answers(reply, answer)
    spans = "".join(f"<li>{_place(answer_mark(turn, number), one, 'span', reply.gaps)}</li>" for number, one in enumerate(answers))
    marked = [one.span for one in answers]
    quote = (
        "" if reply.evidence is None or reply.is_quote else render_quote(reply.evidence, marked, reply.struck, reply.ellipses, reply.gaps)
    )
    kind = "spans sentences" if reply.is_quote and len(answers) > 1 else "spans"
    others = "".join(
        f"<li>{_place(alternative_mark(turn, number), other, 'other')}</li>" for number, other in enumerate(reply.alternatives)
    )
    offered = f'<div class="others"><p class="caption">Also possible</p><ul>{others}</ul></div>' if others else ""
    # what was found without the reader has no calibrated confidence to show
    sure = f'<p class="sureness">{sureness(reply.confidence)}</p>' if reply.trace.windows else ""
    return f'<ul class="{kind}">{spans}</ul>{quote}{sure}{offered}'


def _place(mark: str, answer: Answer, kind: str, gaps: Sequence[tuple[int, int]] = ()) -> str:
    title = f"Show in the article ({sureness(answer.confidence)})"
    return f'<button type="button" class="{kind}" dir="auto" data-goto="{mark}" title="{title}">{render_span(answer.span, gaps)}</button>'


def _trace(reply: Reply) -> str:
    trace = reply.trace
    place = reply.place
    whole = len(trace.passages) >= trace.of
    rows = [("read", "the whole article" if whole else f"{len(trace.passages):,} of {trace.of:,} passages")]
    if reply.page is not None:
        rows.append(("page", str(reply.page)))
    if place:
        rows.append(("characters" if reply.answer else "characters of the passage", f"{place.start}–{place.end}"))
    if trace.margin is not None:
        rows.append(("score", f"{number(trace.margin)} (an answer needs {number(trace.threshold)})"))
    if reply.answer is None:
        rows.append(("best candidate", percent(reply.confidence)))
    rows.append(("time", duration(trace.milliseconds)))
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<details class="trace"><summary>Details</summary><dl>{listed}</dl>{_passages(trace)}</details>'


def _passages(trace: Trace) -> str:
    """The passages that came closest, each with its best span and margin."""
    found = [(one.margin + one.relevance, one, one.best) for one in trace.passages if one.best and one.margin is not None]
    listed = "".join(
        f"<li>{text_to_html(best.text)}: score {number(total)}, characters {one.start}–{one.end}</li>"
        for total, one, best in sorted(found, key=lambda item: -item[0])[:SHOWN_PASSAGES]
    )
    return f"<p>best quote of each passage</p><ol>{listed}</ol>" if listed else ""


def _tools(reply: Reply, link: str, *, last: bool, among: int, thumb: str | None) -> str:
    what = "answer" if reply.answer else "question"
    linked = f'<a href="{text_to_html(link)}" target="_blank" data-link>Link to this {what}</a>' if link else ""
    copied = f'<button type="button" data-copy="{text_to_html(copy_text(reply, among))}">Copy</button>'
    undone = '<button type="button" data-act="undo">Undo</button>' if last else ""
    judged = "" if reply.outcome is Outcome.MESSAGE else "".join(_thumb(way, pressed=way == thumb) for way in ("up", "down"))
    return f'<div class="tools">{copied}{linked}{undone}{judged}</div>'


def _thumb(way: str, *, pressed: bool) -> str:
    label = {"up": "Good answer", "down": "Bad answer"}[way]
    return f'<button type="button" class="thumb {way}" data-thumb="{way}" aria-pressed="{str(pressed).lower()}" aria-label="{label}" title="{label}">{_THUMB}</button>'
