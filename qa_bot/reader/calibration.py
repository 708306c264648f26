"""Turn scores into a calibrated probability; holds the threshold below which the bot abstains. Stored next to the weights.

Platt scaling (Platt 1999) of a span's margin over the null score. `training.calibrate` fits the weights. A reader without a
`calibration.json` gets `Calibration()`, the logistic function of the margin.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from qa_bot.errors import QaBotError
from qa_bot.reader.reading import Reading


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability = logistic(bias + margin_weight * margin)`; the bot abstains if `margin < threshold`."""

    threshold: float = 0.0
    """Minimum margin of an answer, in logits."""
    bias: float = 0.0
    margin_weight: float = 1.0
    alone: float = 0.0
    """Logits of margin that a span loses in a text of a single passage: a short text answers fewer of the questions that people have."""
    rank_weight: float = 0.0
    """Logits of margin that one logit of the ranker's score is worth; 0 leaves the ranker out, and passages are ranked by their words."""
    fitted_on: str = ""
    """The data that the numbers were fitted on; empty if they were not fitted."""

    def probability(self, margin: float) -> float:
        """Probability that a span with this margin is right."""
        x = self.bias + self.margin_weight * margin
        return 1 / (1 + math.exp(-x)) if x > -700 else 0.0

    def confidences(self, reading: Reading) -> list[float]:
        """For each span of a reading, the probability that it is right."""
        return [self.probability(one.margin) for one in reading.spans]

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """Load the calibration from a reader's folder. Without a file, the result is an unfitted one.

        Raises:
            QaBotError: the file is not a valid calibration.
        """
        path = folder / "calibration.json"
        if not path.is_file():
            return cls()
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise QaBotError(f"{path} is not a calibration ({error}): fit it again with `qa-bot calibrate`.") from None

    def save(self, folder: Path) -> None:
        """Save `calibration.json` to a reader's folder."""
        (folder / "calibration.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
