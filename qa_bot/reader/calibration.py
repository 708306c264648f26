"""Turn scores into a calibrated probability; holds the threshold below which the bot abstains. Stored next to the weights.

Platt scaling (Platt 1999) with two features of a span: its margin over the null score, and its log share among all candidates. Both are
needed: the margin does not show a close competitor, and the share does not show that no candidate fits. `training.calibrate` fits the
weights. A reader without a `calibration.json` gets `Calibration()`, the logistic function of the margin.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa_bot.errors import QaBotError
from qa_bot.reader.reading import Reading


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability = logistic(bias + margin_weight * margin + share_weight * log share)`; the bot abstains if `margin < threshold`."""

    threshold: float = 0.0
    """Minimum margin of an answer, in logits."""
    bias: float = 0.0
    margin_weight: float = 1.0
    share_weight: float = 0.0
    rank_weight: float = 0.0
    """Logits of margin that one logit of the ranker's score is worth; 0 leaves the ranker out, and passages are ranked by their words."""
    fitted_on: str = ""
    """The data that the numbers were fitted on; empty if they were not fitted."""

    def probability(self, margin: float, share: float) -> float:
        """Probability that a span with this margin and this log share (<= 0) is right."""
        x = self.bias + self.margin_weight * margin + self.share_weight * share
        return 1 / (1 + math.exp(-x)) if x > -700 else 0.0

    def confidences(self, reading: Reading) -> list[float]:
        """For each span of a reading, the probability that it is right."""
        margins = [one.margin for one in reading.spans]
        return [self.probability(margin, share) for margin, share in zip(margins, log_shares(margins), strict=True)]

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


def log_shares(margins: Sequence[float]) -> list[float]:
    """The log share of each candidate: a log softmax over all margins and "not here", which has margin 0."""
    top = max([*margins, 0.0])
    total = math.log(sum(math.exp(margin - top) for margin in [*margins, 0.0]))
    return [margin - top - total for margin in margins]
