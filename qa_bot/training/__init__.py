"""Fine-tuning and distillation of readers: training rows in, a reader's folder out.

Files in reading order:

- `commands`: `qa-bot train`, `average` and `calibrate`; `session`: what `train` does.
- `recipe`: the file that names data, shares, options and seeds; `options`: what a run depends on.
- `rows`, `documents`: the questions, alone or with passages of their document; `variants`, `negatives`: made questions.
- `features`: windows with target positions; `objective`: the loss; `loop`, `run`: training, checkpoints.
- `distil`: learn from a teacher; `calibrate`: fit threshold and confidence; `export`: write a reader's folder.
"""
