"""Coordination: a span that joins several things is split into its conjuncts, and the other way round."""
