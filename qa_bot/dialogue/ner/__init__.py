"""Named entities: who and what a text names, and of which type."""
