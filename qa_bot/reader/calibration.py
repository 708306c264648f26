"""From scores to a calibrated probability, and the threshold below which the bot abstains. Stored beside the weights.

Platt scaling (Platt 1999) of two things that the reader knows of a span: its margin over the null score, and its log
share among the other candidates. Neither alone is enough: the margin does not see a close rival, the share does not see
that nothing fits. `training.calibrate` fits the weights; a reader without a `calibration.json` gets `Calibration()`, which is the plain
logistic of the margin, and says so.
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
    """`probability = logistic(bias + margin_weight * margin + share_weight * log share)`; abstain where `margin < threshold`."""

    threshold: float = 0.0
    """On the margin, in logits."""
    bias: float = 0.0
    margin_weight: float = 1.0
    share_weight: float = 0.0
    fitted_on: str = ""
    """What the numbers were fitted on; empty when they were not."""

    def probability(self, margin: float, share: float) -> float:
        """Probability that a span with this margin and this log share (<= 0) is right."""
        x = self.bias + self.margin_weight * margin + self.share_weight * share
        return 1 / (1 + math.exp(-x)) if x > -700 else 0.0

    def confidences(self, reading: Reading) -> list[float]:
        """Probability that each span of a reading is right, in their order."""
        margins = [one.margin for one in reading.spans]
        return [self.probability(margin, share) for margin, share in zip(margins, log_shares(margins), strict=True)]

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """The calibration in a reader's folder, or the unfitted one where there is none.

        Raises:
            QaBotError: the file is not a calibration.
        """
        path = folder / "calibration.json"
        if not path.is_file():
            return cls()
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise QaBotError(f"{path} is not a calibration ({error}): fit it again with `qa-bot calibrate`.") from None

    def save(self, folder: Path) -> None:
        """Write `calibration.json` into a reader's folder."""
        (folder / "calibration.json").write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def log_shares(margins: Sequence[float]) -> list[float]:
    """Log share of each candidate among all candidates and "not here": a log softmax over their margins, where "not here" has 0."""
    top = max([*margins, 0.0])
    total = math.log(sum(math.exp(margin - top) for margin in [*margins, 0.0]))
    return [margin - top - total for margin in margins]
