"""What two statements have in common, as numbers: the same whichever comes first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from articles.matching.rarity import Rarity
from articles.matching.reading import Read


@dataclass(frozen=True, eq=False)
class _Weighed:
    """A statement under one Rarity."""

    vector: dict[str, float]
    norm: float
    total: float
    names: float
    plain: float


def _weighed(one: Read, rarity: Rarity) -> _Weighed:
    kept = one.kept.get("weighed")
    if kept and kept[0] is rarity:
        return kept[1]
    weight = rarity.weight
    vector = {stem: weight(stem) * (1 + math.log(count)) for stem, count in one.stems.items()}
    made = _Weighed(
        vector,
        math.sqrt(sum(value * value for value in vector.values())),
        sum(weight(stem) for stem in one.stems),
        sum(weight(name) for name in one.names),
        sum(weight(stem) for stem in one.stems if stem not in one.names),
    )
    one.kept["weighed"] = (rarity, made)
    return made


def _of(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _days(a: Read, b: Read) -> tuple[int, bool]:
    """How many days both name, and whether each names others: by the calendar where it can be told, else by weekday."""
    left, right = (a.dates, b.dates) if a.dates and b.dates else (a.weekdays, b.weekdays)
    shared = len(left & right)
    return shared, bool(left and right and not shared)


def features(a: Read, b: Read, rarity: Rarity) -> dict[str, float]:
    left, right = _weighed(a, rarity), _weighed(b, rarity)
    weight = rarity.weight
    shared = a.stems.keys() & b.stems.keys()
    weights = sorted((weight(stem) for stem in shared), reverse=True)
    total = sum(weights)
    first, second, third = (*weights, 0.0, 0.0, 0.0)[:3]
    names = a.names & b.names
    of_names = sorted((weight(name) for name in names), reverse=True)
    name_total = sum(of_names)
    plain = sum(weight(stem) for stem in shared if stem not in names)
    runs = a.runs & b.runs
    product = left.norm * right.norm
    rare_runs = sum(min(weight(one), weight(two)) for one, two in runs)
    one_other, two_other = (
        max((weight(name) for name in one), default=0.0) for one in (a.names - b.names, b.names - a.names)
    )
    days, other_days = _days(a, b)
    return {
        "cosine": _of(sum(value * right.vector.get(stem, 0.0) for stem, value in left.vector.items()), product),
        "contained": _of(total, min(left.total, right.total)),
        "overlap": _of(total, left.total + right.total - total),
        "total": total,
        "rarest": first,
        "second": second,
        "third": third,
        "shared": float(len(shared)),
        "names": name_total,
        "names contained": _of(name_total, min(left.names, right.names)),
        "names overlap": _of(name_total, left.names + right.names - name_total),
        "rarest name": of_names[0] if of_names else 0.0,
        "second name": of_names[1] if len(of_names) > 1 else 0.0,
        "names shared": float(len(names)),
        "other names": float(bool(a.names and b.names and not names)),
        "fewest names": float(min(len(a.names), len(b.names))),
        "most names": float(max(len(a.names), len(b.names))),
        "plain": plain,
        "plain contained": _of(plain, min(left.plain, right.plain)),
        "plain overlap": _of(plain, left.plain + right.plain - plain),
        "numbers": float(len(a.numbers & b.numbers)),
        "other numbers": float(bool(a.numbers and b.numbers and not a.numbers & b.numbers)),
        "years": float(len(a.years & b.years)),
        "other years": float(bool(a.years and b.years and not a.years & b.years)),
        "days": float(days),
        "other days": float(other_days),
        "months": float(len(a.months & b.months)),
        "other months": float(bool(a.months and b.months and not a.months & b.months)),
        "events": float(len(a.events.keys() & b.events.keys())),
        "other events": float(bool(a.events and b.events and not a.events.keys() & b.events.keys())),
        "runs": float(len(runs)),
        "rare runs": rare_runs,
        "quoted": float(bool(a.quoted & b.triples or b.quoted & a.triples)),
        # a second word tells less than the first
        "root of total": math.sqrt(total),
        "root of names": math.sqrt(name_total),
        "root of plain": math.sqrt(plain),
        "root of rare runs": math.sqrt(rare_runs),
        "root of names shared": math.sqrt(len(names)),
        "root of shared": math.sqrt(len(shared)),
        "rest of names": min(left.names, right.names) - name_total,
        "rarest other names": min(one_other, two_other),
        "rarest other name": max(one_other, two_other),
        "shorter": math.log1p(min(a.length, b.length)),
        "longer": math.log1p(max(a.length, b.length)),
        "headlines": float(a.headline + b.headline),
        "pronouns": float(a.pronouns + b.pronouns),
        "most pronouns": max(_of(a.pronouns, a.length), _of(b.pronouns, b.length)),
        "lighter": min(left.total, right.total),
        "heavier": max(left.total, right.total),
    }
