"""Coordination: split an enumeration into its items (conjuncts), or extend an item to the whole enumeration.

Reading order: `segments` (a sentence to segments), `conjuncts` (a segment to the item in it), `splitting` (a span to all items).
"""
