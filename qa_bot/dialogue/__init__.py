"""What a question in a conversation means, and what is said to it.

Reading order: `english` (words), `ner` (named entities), `analysis` (what is known of an article before anybody asks), `question` (what is asked),
`followup` (a question that needs the turns before), `answers` (what is said), `suggest` (questions to suggest), `bot` (the order of the steps).
"""

from __future__ import annotations

from qa_bot.dialogue.bot import MAX_ALTERNATIVES, MAX_QUESTION, Bot

__all__ = ["MAX_ALTERNATIVES", "MAX_QUESTION", "Bot"]
