"""How often suggestions like one were right, as `python -m articles.extraction.measure --calibrate` found.

The calibration data has a hundred-odd suggestions by two dozen rules: most rules were seen once or twice, too seldom to
tell anything. So rules are counted in two families, by what the text shows of the statement.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).parent / "calibration.json"
# A rule that is not listed reads cue, source and what is told in one place, as most do. Whether quotations and clauses
# behind the cue are surer than clauses ahead of it cannot be told from what there is, so they are one family.
PLAIN = "read in one place"
FAMILIES: dict[str, frozenset[str]] = {
    "pieced together": frozenset(
        [
            # the source, or what is told, stands in another clause or sentence; or nobody is named
            *("shared subject", "speech goes on", "told back", "citing", "reportedly", "nobody named"),
            # no cue: marks, a mood or a colon tell that somebody speaks
            *("reported mood", "colon quote", "quote in a sentence", "headline"),
            # no clause is told, only a thing or a name for it
            *("as", "called", "term", "object", "noun", "against", "accused of", "rejected"),
        ]
    ),
}
_FAMILY = {rule: family for family, rules in FAMILIES.items() for rule in rules}
# Where there is no calibration at all: says nothing.
_UNSEEN = 0.5


def family(rule: str) -> str:
    return _FAMILY.get(rule, PLAIN)


@cache
def _calibration() -> dict[str, dict[str, float]]:
    if not CALIBRATION.is_file():
        return {}
    return dict(json.loads(CALIBRATION.read_text(encoding="utf-8")).get("families", {}))


def confidence(rule: str) -> float:
    """The share of suggestions of the rule's family that were right, from 0 to 1, shrunk towards that of all."""
    return float(_calibration().get(family(rule), {}).get("confidence", _UNSEEN))


def interval(rule: str) -> tuple[float, float]:
    """The 90 % interval of that share."""
    row = _calibration().get(family(rule), {})
    return float(row.get("low", 0.0)), float(row.get("high", 1.0))
