"""Two figures side by side: the same, compatible, or not; and by how much the second is off the first.

Figures are what the reader of `articles.extraction` finds or an editor marked: `low` and `high` bound the value, a
missing one is open. Units are those of all languages at once, so that "1,2 Millionen Menschen" stands beside
"1.2m people".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Protocol

from articles.matching.wordlists import LANGUAGES, sections, word_lists

# How far what is called "around 350" may be from the true value, and how far below its bound "nearly 1,000" may lie.
NEAR = Decimal("0.1")
_APPROXIMATE = frozenset(
    [
        *("around", "about", "approximately", "roughly", "some", "circa", "close to", "an estimated", "estimated"),
        *("rund", "etwa", "ungefähr", "circa", "ca.", "knapp", "gut", "zirka", "geschätzt"),
    ]
)
_NEARLY = frozenset(["nearly", "almost", "fast", "nahezu", "beinahe", "knapp"])
# "1.2m" is printed to one place behind the point: what rounds to it is not another figure
_ROUNDED = re.compile(
    r"([0-9][0-9.,]*)[ \u00a0]?(?:m|bn|b|k|mn|tn|trn|thousand|million|billion|trillion|tausend|Mio\.?|Mrd\.?|"
    r"Million(?:en)?|Milliarden?|Billion(?:en)?)(?!\w)"
)
_UNITS_KEPT = 10_000


class FigureLike(Protocol):
    """What a figure has, of the reader's or of the record's."""

    @property
    def text(self) -> str: ...
    @property
    def low(self) -> Decimal | None: ...
    @property
    def high(self) -> Decimal | None: ...
    @property
    def qualifier(self) -> str: ...
    @property
    def unit(self) -> str: ...


class Outcome(StrEnum):
    SAME = "same"
    COMPATIBLE = "compatible"
    DIFFER = "differ"
    OTHER_UNIT = "other unit"


@dataclass(frozen=True)
class Compared:
    outcome: Outcome
    reason: str
    change: (
        float | None
    )  # of the second against the first: .5 is half as much again; None where units differ or it is 0


@dataclass(frozen=True)
class Unit:
    """`name` is the first of the words that count the same; `factor` brings a measure to the first of its kind."""

    name: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Quantity:
    """A figure in the first unit of its kind. `low` to `high` is where the true value may lie."""

    text: str
    unit: Unit
    value: Decimal  # as printed; of a range the middle
    low: Decimal | None
    high: Decimal | None
    printed: tuple[Decimal | None, Decimal | None]
    approximate: bool
    rounding: Decimal  # half of the last place printed before a word like million
    noun: str  # the unit as printed


def compare(first: FigureLike, second: FigureLike) -> Compared:
    """What an editor would say of two figures, in any order but for the sign of the change."""
    return compare_quantities(quantity(first), quantity(second))


def compare_quantities(a: Quantity, b: Quantity) -> Compared:
    relation = _relation(a.unit.name, b.unit.name)
    if relation == "other":
        return Compared(Outcome.OTHER_UNIT, f"{_named(a)} and {_named(b)} do not count the same", None)
    change = float((b.value - a.value) / a.value) if a.value else None
    units = {"same": "", "open": "; one names nothing that is counted"}.get(relation)
    if units is None:
        units = f"; {_named(a)} and {_named(b)} may overlap"
    if not _meet(a, b):
        # a part may be smaller than the whole, and says nothing against it
        if relation == "part" and not _part_exceeds(a, b):
            return Compared(Outcome.COMPATIBLE, f"{a.text} and {b.text}{units}", change)
        return Compared(Outcome.DIFFER, f"{a.text} against {b.text}{units}", change)
    if a.printed == b.printed and a.approximate == b.approximate and relation == "same":
        return Compared(Outcome.SAME, f"both {a.text}" if a.text == b.text else f"{a.text} is {b.text}", change)
    return Compared(Outcome.COMPATIBLE, f"{a.text} allows {b.text}{units}", change)


def quantity(figure: FigureLike) -> Quantity:
    """A figure with its unit found and its bounds widened by what its words leave open."""
    unit = unit_of(figure.unit)
    low = None if figure.low is None else Decimal(figure.low) * unit.factor
    high = None if figure.high is None else Decimal(figure.high) * unit.factor
    word = " ".join(figure.qualifier.lower().split())
    printed = (low, high)
    known = [value for value in printed if value is not None] or [Decimal(0)]
    value = sum(known, Decimal(0)) / len(known)
    approximate = word in _APPROXIMATE
    if low is not None and high is not None:
        slack = NEAR * high if approximate else Decimal(0)
        low, high = low - slack, high + slack
    elif word in _NEARLY and high is not None:
        low = high * (1 - NEAR)
    rounding = _rounding(figure.text, unit.factor)
    return Quantity(figure.text, unit, value, low, high, printed, approximate, rounding, figure.unit)


def _rounding(text: str, factor: Decimal) -> Decimal:
    """Half of the last place that is printed before a word like million; 0 for numbers printed in full."""
    found = _ROUNDED.search(text)
    if not found:
        return Decimal(0)
    number = found[1].rstrip(".,")
    places = len(re.split("[.,]", number)[-1]) if re.search(r"[.,]\d{1,2}$", number) else 0
    word = found[0][len(found[1]) :].strip().lower().rstrip(".")
    scale = next((scale for scale, words in _SCALES.items() if word in words), 1)
    return Decimal(scale) / 10**places / 2 * factor


_SCALES = {
    10**3: ("k", "thousand", "tausend"),
    10**6: ("m", "mn", "million", "millionen", "mio"),
    10**9: ("b", "bn", "billion", "mrd", "milliarde", "milliarden"),
    10**12: ("tn", "trn", "trillion", "billionen"),
}


def _meet(a: Quantity, b: Quantity) -> bool:
    # "$3bn" and "$4bn" are two figures; what was printed to more places may have been rounded to the other
    slack = max(a.rounding, b.rounding) if a.rounding != b.rounding else Decimal(0)
    below = a.high is not None and b.low is not None and a.high + slack < b.low
    above = b.high is not None and a.low is not None and b.high + slack < a.low
    return not (below or above)


def _relation(a: str, b: str) -> str:
    """same, open (one has no unit), part (one is counted among the other), or other."""
    if a == b:
        return "same" if a else "open"
    if not a or not b:
        return "open"
    kinds = _kinds()
    return "part" if (a, b) in kinds or (b, a) in kinds else "other"


def _part_exceeds(a: Quantity, b: Quantity) -> bool:
    part, whole = (a, b) if (a.unit.name, b.unit.name) in _kinds() else (b, a)
    return part.low is not None and whole.high is not None and part.low > whole.high


def _named(one: Quantity) -> str:
    return one.noun or one.text


@lru_cache(_UNITS_KEPT)
def unit_of(printed: str) -> Unit:
    """The unit of a noun or sign as printed; of a noun that no list has, its stem."""
    word = " ".join(printed.lower().split()).replace("per cent", "per-cent").replace("percentage p", "percentage-p")
    tables = _units()
    if found := tables.get(printed.strip()) or tables.get(word):
        return found
    stem = word_lists("en").stem(word)
    return tables.get(stem) or Unit(stem)


@cache
def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for lines in _of_all("currencies"):
        for name, *words in lines:
            found |= {word: Unit(name) for word in (name, *words)}
    for lines in _of_all("measures"):
        for name, factor, *words in lines:
            found |= {word: Unit(name, Decimal(factor)) for word in words}
    stem = word_lists("en").stem
    for lines in _of_all("units"):
        for name, *words in lines:
            for word in (name, *words):
                found.setdefault(word, Unit(name))
                found.setdefault(stem(word), Unit(name))
    for part, whole in _pairs():
        for word in (part, whole):
            found.setdefault(stem(word), Unit(word))
    return found


@cache
def _kinds() -> frozenset[tuple[str, str]]:
    """(part, whole) of names of units."""
    return frozenset((unit_of(part).name, unit_of(whole).name) for part, whole in _pairs())


def _pairs() -> Iterable[tuple[str, str]]:
    return [(part, whole) for lines in _of_all("kinds") for part, whole in lines]


def _of_all(section: str) -> Iterable[list[list[str]]]:
    # English first: its names are the ones that reasons print
    folders = sorted(LANGUAGES.iterdir(), key=lambda folder: (folder.name != "en", folder.name))
    return [sections(folder / "words.txt").get(section, []) for folder in folders]
