"""What the analysis reads: the statements of one claim, each with whom it credits and through whom."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple


class Moment(NamedTuple):
    """A time in UTC, or a day: then `at` is its 00:00 and says nothing about the hour."""

    at: dt.datetime
    precision: Literal["minute", "day"]

    def before(self, other: Moment) -> bool:
        """Whether it was surely earlier: of two days, or a day and a minute, the day alone counts."""
        if self.precision == other.precision == "minute":
            return self.at < other.at
        return self.at.date() < other.at.date()


class Who(NamedTuple):
    """One link of a credit, as far as it is known.

    - *source*: named, and the chain ends with it: a person, a body, a document, an outlet that speaks as party.
    - *reporter*: an outlet or agency that reports: the chain goes on through what it published, `article`, where
      that is held.
    - *unnamed*, *unresolved*: no source id; what was printed names nobody, or a name nobody has tied to a source.
    """

    kind: Literal["source", "reporter", "unnamed", "unresolved"]
    source: int | None = None  # id, after merges
    article: int | None = None  # the very article that is cited, after merges


Line = tuple[Who, ...]  # who stands between, nearest to the article first, and last whom it is credited to


class Figure(NamedTuple):
    """A number as printed: at least `low`, at most `high`; both are equal for a value."""

    text: str
    low: Decimal | None
    high: Decimal | None
    qualifier: str  # folded: “more than”, “around”; empty for a bare number
    unit: str  # folded, so that equal units are equal strings; empty where nothing is counted


@dataclass(frozen=True, slots=True)
class Statement:
    """One accepted statement that makes the claim, or denies it.

    `lines` is one for each source it credits. Of a statement that credits nobody they are what else is recorded of
    where it came from (a credit line of the whole text, a retold passage, a link, a lifted text): empty, mostly.
    """

    id: int
    article: int
    outlet: int
    lines: tuple[Line, ...] = ()
    voice: Literal["credited", "own voice", "none named"] = "credited"
    denies: bool = False
    own_reporting: bool = False  # printed evidence, or an editor's word
    at: Moment | None = None  # first publication of its article
    family: int | None = None  # who owned the outlet that day; None: nobody known
    copy: str = ""  # the same for the statements that are one in copies of one text
    withdrawn: bool = False  # no longer in its article, or corrected there
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A source belongs to a body from one day to another; None is open."""

    source: int
    organisation: int
    starts: dt.date | None = None
    ends: dt.date | None = None

    def held_on_one_of(self, days: Sequence[dt.date]) -> bool:
        """`days` in order."""
        first = 0 if self.starts is None else bisect_left(days, self.starts)
        return first < len(days) and (self.ends is None or days[first] <= self.ends)
