"""Two statements read: how likely they tell the same, and by what an editor can see it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.matching.features import features
from articles.matching.figures import Outcome, compare_quantities
from articles.matching.rarity import Rarity, background
from articles.matching.reading import Read

WEIGHTS = Path(__file__).parent / "weights.json"
_WORDS_SHOWN = 6  # of one reason


@dataclass(frozen=True)
class Reason:
    """Something two statements share: `kind` is one of words, names, figures, quoted words, time, event words."""

    kind: str
    words: tuple[str, ...]  # as printed in the first of the two


@dataclass(frozen=True)
class Score:
    """`value` from 0 to 1: the likelihood that both tell the same, as it was among the pairs the weights are from."""

    value: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Weights:
    """A logistic regression over features brought to mean 0 and deviation 1."""

    constant: float
    features: dict[str, tuple[float, float, float]]  # mean, deviation, weight

    def value(self, found: dict[str, float]) -> float:
        sum_ = self.constant
        for name, (mean, deviation, weight) in self.features.items():
            sum_ += weight * (found[name] - mean) / deviation
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))


@cache
def weights() -> Weights:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(kept["constant"], {name: tuple(three) for name, three in kept["features"].items()})


def score(a: Read, b: Read, idf: Rarity | None = None) -> Score:
    """How likely two statements tell the same. `idf` says how rare words are; the shipped table where none is given."""
    rarity = idf or background()
    return Score(value(a, b, rarity), tuple(_reasons(a, b, rarity)))


def value(a: Read, b: Read, idf: Rarity | None = None) -> float:
    """The value alone: reasons take as long again."""
    return weights().value(features(a, b, idf or background()))


def _reasons(a: Read, b: Read, rarity: Rarity) -> Iterable[Reason]:
    names = a.names & b.names
    numbers = a.numbers & b.numbers
    events = a.events.keys() & b.events.keys()
    # weekdays of two weeks are not the same day
    days = a.weekdays & b.weekdays if a.dates & b.dates or not (a.dates and b.dates) else ()
    time = [*sorted(days), *sorted(a.months & b.months), *sorted(a.years & b.years)]
    said = {*names, *time, *a.weekdays, *(stem for event in events for stem in a.of_event(event))}
    plain = [stem for stem in a.stems.keys() & b.stems.keys() if stem not in said]
    if names:
        yield _reason("names", names, a, rarity)
    if figures := _figures(a, b):
        yield Reason("figures", figures)
    elif numbers:
        yield Reason("figures", tuple(sorted(numbers)[:_WORDS_SHOWN]))
    if a.quoted & b.triples or b.quoted & a.triples:
        shared = {stem for triple in (a.quoted & b.triples) | (b.quoted & a.triples) for stem in triple}
        yield _reason("quoted words", shared & a.stems.keys() or shared, a, rarity)
    if events:
        yield Reason("event words", tuple(sorted({a.events[event] for event in events})))
    if time:
        yield Reason("time", tuple(a.as_printed(word) for word in time))
    if plain:
        yield _reason("words", plain, a, rarity)


def _figures(a: Read, b: Read) -> tuple[str, ...]:
    """Those of the first that are the same in the second, or that it allows."""
    return tuple(
        one.text
        for one in a.quantities
        if any(compare_quantities(one, other).outcome in (Outcome.SAME, Outcome.COMPATIBLE) for other in b.quantities)
    )[:_WORDS_SHOWN]


def _reason(kind: str, stems: Iterable[str], a: Read, rarity: Rarity) -> Reason:
    best = sorted(stems, key=lambda stem: (-rarity.weight(stem), stem))[:_WORDS_SHOWN]
    return Reason(kind, tuple(dict.fromkeys(a.as_printed(stem) for stem in best)))
