"""Questions to suggest: made from an article's clauses and checked by the reader."""
