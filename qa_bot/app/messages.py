"""A reply -> the HTML of its message in the chat. Everything that anybody wrote goes through `text_to_html`.

Gradio's own chat component would copy our markup instead of the words and read it out as the message's label; the messages are
therefore plain HTML. Buttons carry what they do in data attributes (`data-goto`: a mark, `data-act`: retry or undo, `data-copy`:
a text), and the page's script acts on them.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answer import Answer, Reply
from qa_bot.app.conversation import Conversation, alternative_mark, answer_mark, closest_mark
from qa_bot.article import Article
from qa_bot.highlight import render_article, render_quote, text_to_html

ABSTENTION = "The article does not say."
_WORDS = ((0.95, "very sure"), (0.8, "quite sure"), (0.6, "fairly sure"), (0.4, "not very sure"), (0.0, "hardly sure"))


def sureness(confidence: float) -> str:
    """A confidence in words and number, never quite 0 or 100 %."""
    words = next(words for floor, words in _WORDS if confidence >= floor or floor == 0.0)
    return f"{words} · {_percent(confidence)}"


def render_conversation(conversation: Conversation) -> str:
    """All messages, oldest first, and the question that is being read."""
    last = len(conversation.replies) - 1
    exchanges = [
        f'<section class="exchange" id="turn-{turn}">{_question(reply.question)}'
        f'<div class="reply">{render_reply(reply, turn, last=turn == last and conversation.pending is None)}{_tools(reply, last=turn == last and conversation.pending is None)}</div></section>'
        for turn, reply in enumerate(conversation.replies)
    ]
    if conversation.pending and conversation.pending.strip():
        waiting = '<div class="reply"><p class="reading">reading<span aria-hidden="true"><i>.</i><i>.</i><i>.</i></span></p></div>'
        exchanges.append(f'<section class="exchange pending">{_question(conversation.pending)}{waiting}</section>')
    return "".join(exchanges)


def render_reply(reply: Reply, turn: int, *, last: bool = False) -> str:
    """What the bot says to one question, without the buttons under it; of the `last` one, the interpretation can be undone."""
    parts = []
    if reply.resolved_question:
        literal = ' <button type="button" data-act="literal">ask as typed instead</button>' if last else ""
        parts.append(f'<p class="read-as">read as “{text_to_html(reply.resolved_question)}”{literal}</p>')
    if reply.message:
        kind = "remark" if reply.answer or reply.evidence else "message"
        parts.append(f'<p class="{kind}">{text_to_html(reply.message)}</p>')
    if reply.answer:
        parts.append(_answer(reply, reply.answer, turn))
    elif reply.evidence:
        parts.append(
            f'<p class="abstention">{ABSTENTION}</p><div class="closest-passage"><p class="caption">'
            f'<button type="button" data-goto="{closest_mark(turn)}" title="Show in the article">closest passage</button></p>'
            f"{render_quote(reply.evidence)}</div>"
        )
    if reply.trace.windows:
        parts.append(_trace(reply))
    return "".join(parts)


def render_paper(article: Article, conversation: Conversation) -> str:
    """The article with the conversation's marks, and which of them the page is to bring into view."""
    shown = render_article(article, conversation.marks())
    return f'<div class="paper" data-step="{conversation.step}" data-target="{conversation.target or ""}">{shown}</div>'


def render_welcome(examples: Sequence[str]) -> str:
    """What stands where no question was asked yet."""
    buttons = "".join(f'<li><button type="button" dir="auto">{text_to_html(example)}</button></li>' for example in examples)
    listed = f'<p class="caption">for example</p><ul>{buttons}</ul>' if buttons else ""
    return (
        "<h2>Ask the article</h2><p>Every answer is a passage of the text itself, lit up where it stands. "
        f"When the article does not say, you are told so.</p>{listed}"
    )


def render_more(questions: Sequence[str]) -> str:
    """Questions to go on with, as buttons under the chat; empty without any."""
    buttons = "".join(f'<li><button type="button" dir="auto">{text_to_html(question)}</button></li>' for question in questions)
    return f'<div class="more"><p class="caption">you could also ask</p><ul>{buttons}</ul></div>' if buttons else ""


def copy_text(reply: Reply) -> str:
    """A reply as plain text, with the place that it comes from."""
    if reply.evidence is None:
        return reply.message or ABSTENTION
    place = f"{reply.article}, " if reply.article else ""
    if reply.answer is None:
        return f"{ABSTENTION}\nClosest passage: “{reply.evidence.text}”\n({place}characters {reply.evidence.start}–{reply.evidence.end})"
    spans = "; ".join(answer.text for answer in _answers(reply, reply.answer))
    return f"{spans}\n“{reply.evidence.text}”\n({place}characters {reply.answer.start}–{reply.answer.end})"


def _answers(reply: Reply, answer: Answer) -> Sequence[Answer]:
    return reply.answers or (answer,)


def _question(question: str) -> str:
    return f'<p class="question" dir="auto"><span class="unseen">You asked: </span>{text_to_html(question)}</p>'


def _answer(reply: Reply, answer: Answer, turn: int) -> str:
    spans = "".join(f"<li>{_place(answer_mark(turn, number), one, 'span')}</li>" for number, one in enumerate(_answers(reply, answer)))
    quote = (
        render_quote(reply.evidence, [one.span for one in _answers(reply, answer)])
        if reply.evidence and reply.evidence != answer.span
        else ""
    )
    others = "".join(
        f"<li>{_place(alternative_mark(turn, number), other, 'other')}</li>" for number, other in enumerate(reply.alternatives)
    )
    offered = f'<div class="others"><p class="caption">also possible</p><ul>{others}</ul></div>' if others else ""
    # what was found without the reader has no calibrated confidence to show
    sure = f'<p class="sureness">{sureness(reply.confidence)}</p>' if reply.trace.windows else ""
    return f'<ul class="spans">{spans}</ul>{quote}{sure}{offered}'


def _place(mark: str, answer: Answer, kind: str) -> str:
    title = f"Show in the article ({sureness(answer.confidence)})"
    return f'<button type="button" class="{kind}" dir="auto" data-goto="{mark}" title="{title}">{text_to_html(answer.text)}</button>'


def _trace(reply: Reply) -> str:
    trace = reply.trace
    place = reply.answer.span if reply.answer else reply.evidence
    rows = [("windows read", str(trace.windows))]
    if place:
        rows.append(("characters" if reply.answer else "characters of the passage", f"{place.start}–{place.end}"))
    rows += [(name, _number(value)) for name, value in (("score", trace.score), ("null score", trace.null_score)) if value is not None]
    if trace.margin is not None:
        rows.append(("margin", f"{_number(trace.margin)} (answers from {_number(trace.threshold)})"))
    if reply.answer is None:
        rows.append(("best candidate", _percent(reply.confidence)))
    rows.append(("time", f"{trace.milliseconds:.0f}\u00a0ms"))
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<details class="trace"><summary>how this was found</summary><dl>{listed}</dl></details>'


def _tools(reply: Reply, *, last: bool) -> str:
    copied = f'<button type="button" data-copy="{text_to_html(copy_text(reply))}">Copy</button>'
    again = '<button type="button" data-act="retry">Retry</button><button type="button" data-act="undo">Undo</button>' if last else ""
    return f'<div class="tools">{copied}{again}</div>'


def _percent(share: float) -> str:
    return f"{min(99, max(1, round(share * 100)))}\u00a0%"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
