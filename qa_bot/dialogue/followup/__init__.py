"""Rewrite a follow-up, a question that needs the earlier turns, as a question that stands alone.

Reading order: `rewriting` (the order of the steps), `mentions` (what a turn mentions), `coreference` (pronouns), `definite_nps` ("the album"),
`ellipsis` (fragments; uses `clause`, `sluicing` "and when?", `verb_phrases` "why would she?" and `stripping` "and Bob?"), `topic` (questions
that leave out the topic).
"""
