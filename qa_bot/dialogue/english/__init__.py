"""English words: word classes, stems, base forms."""
