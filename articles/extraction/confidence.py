"""How often the suggestions of a rule were right, as `python -m articles.extraction.measure --calibrate` found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).parent / "calibration.json"
# Where there is no calibration at all: says nothing.
_UNSEEN = 0.5


@cache
def _calibration() -> dict[str, dict[str, float]]:
    if not CALIBRATION.is_file():
        return {}
    return dict(json.loads(CALIBRATION.read_text(encoding="utf-8"))["rules"])


def _row(rule: str) -> dict[str, float]:
    """The rule's numbers, or those for a rule that was never seen."""
    return _calibration().get(rule) or _calibration().get("", {})


def confidence(rule: str) -> float:
    """The share of suggestions by this rule that were right, from 0 to 1, shrunk towards the mean of all rules."""
    return float(_row(rule).get("confidence", _UNSEEN))


def interval(rule: str) -> tuple[float, float]:
    """The 90 % interval of that share."""
    row = _row(rule)
    return float(row.get("low", 0.0)), float(row.get("high", 1.0))
