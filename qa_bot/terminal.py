"""Print a reply to a terminal, with the answer highlighted in its sentence."""

from __future__ import annotations

from qa_bot.answer import Outcome, Reply
from qa_bot.confidence_labels import percent, sureness
from qa_bot.reply_text import abstention, whereabouts


def show(reply: Reply) -> None:
    """Print the answer, its sentence with the answer highlighted, its place, and alternatives."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    if reply.resolved_question:
        console.print(Text(f"understood as: {reply.resolved_question}", style="dim"))
    if reply.message:
        console.print(Text(reply.message))
    if reply.outcome is Outcome.ABSTENTION:
        console.print(Text(abstention(), style="bold"))
    if reply.evidence is None:
        return
    sentence = Text(reply.quote)
    first = reply.evidence.start - len(reply.ellipses[0])
    for answer in reply.answers:
        sentence.stylize("bold black on yellow", answer.start - first, answer.end - first)
    if reply.outcome is Outcome.ANSWER:
        said = ("\n" if reply.is_quote else " / ").join(answer.text for answer in reply.answers)
        console.print(Text.assemble((said, "bold"), (f"  {sureness(reply.confidence)}", "dim")))
        if not reply.is_quote:
            console.print(sentence)
    else:
        console.print(Text(abstention(), style="bold"))
        console.print(Text.assemble(("closest passage: ", "dim"), sentence))
    if place := whereabouts(reply):
        console.print(Text(", ".join(place), style="dim"))
    for other in reply.alternatives:
        console.print(Text(f"or: {other.text}  {percent(other.confidence)}", style="dim"))
