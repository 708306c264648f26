"""What a question in a conversation means, and what is said to it.

Files in reading order: `wording` (closed word classes, stems, base forms), `places`, `given_names`, `name_words`, `name_kinds` and
`names` (who and what a text names, and of which kind), `survey` (what is known of an article before it is asked), `smalltalk` (what is
no question), `kinds` (what kind of question), `breaks` and `repairs` (a question that corrects itself), `phrasing` and `spelling`,
`mentions`, `antecedents`, `fragments`, `definites`, `topics` and `rewriting` (follow-ups), `describing` (who is X), `pieces`, `items`, `enumerations` and `lists`,
`statements` (yes or no, not known), `about` (the article itself), `choosing` (which reading to trust), `clauses`, `framing` and
`suggestions`, `bot` (all of it in order).
"""

from __future__ import annotations

from qa_bot.dialogue.bot import MAX_ALTERNATIVES, MAX_QUESTION, Bot

__all__ = ["MAX_ALTERNATIVES", "MAX_QUESTION", "Bot"]
