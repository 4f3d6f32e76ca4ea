"""How well pairs of statements are told apart, beside ways that know words alone; writes docs/matching.md.

make bench ONLY=matching                    needs no database; the pairs of ../shared/data/claims
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.matching import measure
from benchmarks import report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "claims"
SENTENCES, PAIRS = DATA / "ecbplus-sentences.dev.jsonl", DATA / "ecbplus-pairs.dev.tsv"
PAGE = report.PAGE.with_name("matching.md")


def measured(say: Callable[[str], None]) -> measure.Measured | None:
    """Average precision and time of each way; None where the pairs are not here."""
    if not (SENTENCES.is_file() and PAIRS.is_file()):
        return None
    say("pairs of sentences are scored, and weights fitted three times over")
    return measure.measured(SENTENCES, PAIRS)


def kept(found: measure.Measured) -> dict[str, Any]:
    return dataclasses.asdict(found)


def write(found: measure.Measured, *, to_page: bool) -> str:
    """The table, written into docs/matching.md where asked for."""
    table = measure.table(found)
    if to_page:
        report.write("pairs of sentences", table, PAGE)
    return table
