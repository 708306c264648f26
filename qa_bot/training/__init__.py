"""Fine-tuning and distillation of readers: `rows` in, a folder in `models/` out. See `loop` for the entry."""
