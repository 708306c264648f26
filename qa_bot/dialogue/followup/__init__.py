"""Follow-ups: a question that needs the turns before is rewritten so that it stands alone."""
