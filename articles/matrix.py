"""Figures over relays by outlet, source, via and month: what the matrix, the counts and their files show.

Two ways to the same numbers: summary rows where nothing is asked, one aggregate over the relays that are
found where something is. Both give querysets of dicts with the same keys, so that pages and files do not
know which it was. All four units are counts of distinct ids; a total is counted, never summed up from cells.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from articles.models import Summary
from articles.overview_filters import PASSED, UNITS, OverviewFilter
from articles.querysets import listed_sources
from sources.models import Ownership, Source

SHADES = 5
NARROWED_AT_MOST = 200  # names found by part of a name; rows without a cell in their columns are left out
WHO_OPEN = ("unnamed", "unresolved")  # the two columns that are nobody's


class DistinctClaims(Aggregate):
    """How many different ids there are in arrays of ids.

    PostgreSQL has no such aggregate: equal arrays are taken together first, written one after the other
    and read as rows again.
    """

    template = (
        "(SELECT count(DISTINCT claim) FROM unnest(string_to_array("
        "string_agg(DISTINCT array_to_string(%(expressions)s, ','), ','), ',')) AS claim)"
    )
    output_field = BigIntegerField()
    empty_result_set_value = 0


def _measures(prefix: str, units: Iterable[str]) -> dict[str, Aggregate]:
    """The aggregates of `units`; `prefix` leads to the relay. Only affirming statements carry a claim."""
    carries = Q(**{f"{prefix}polarity": "affirms"}) & ~Q(**{f"{prefix}claim_ids": []})
    found: dict[str, Aggregate] = {
        "relays": Count(f"{prefix}pk", distinct=bool(prefix)),
        "statements": Count(f"{prefix}statement", distinct=True),
        "articles": Count(f"{prefix}article", distinct=True),
        "claims": DistinctClaims(Case(When(carries, then=F(f"{prefix}claim_ids")))),
    }
    return {unit: found[unit] for unit in units}


_WHO = Case(
    When(resolution="unnamed", then=Value("unnamed")),
    When(resolution__in=("unresolved", "ambiguous"), then=Value("unresolved")),
    default=Value("source"),
    output_field=CharField(),
)
# what a file shows of an outlet and a source; the same keys on both ways
_NAMED_OUTLET = {"outlet_name": "outlet__name", "outlet_sort": "outlet__sort_key"}
_NAMED_SOURCE = {"source_name": "source__name", "source_kind": "source__kind", "source_sort": "source__sort_key"}


def _named(names: dict[str, str], prefix: str = "") -> dict[str, F]:
    return {name: F(prefix + column) for name, column in names.items()}


class Figures:
    """Numbers of one face: *credited* (outlet x source) or *passed* (outlet x via).

    Every method but `total` returns a queryset of dicts: the keys of its group, then one for each of
    `units`. `who` is "source", "unnamed" or "unresolved"; `named` adds names and keys to sort by.
    """

    def outlets(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        """By outlet: {"outlet", units}."""
        raise NotImplementedError

    def sources(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        """By whom is credited, or passed through: {"who", "source", units}."""
        raise NotImplementedError

    def cells(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        """By both: {"outlet", "who", "source", units}."""
        raise NotImplementedError

    def months(self, units: Sequence[str] = UNITS) -> QuerySet:
        """By UTC month: {"month", units}; month None is undated."""
        raise NotImplementedError

    def total(self, units: Sequence[str] = UNITS) -> dict[str, int]:
        raise NotImplementedError


class Summarised(Figures):
    """From summary rows: whatever the size of the record, the same work.

    With `outlets` theirs alone: `outlets` and `cells` answer, what is of all outlets is not there.
    """

    def __init__(self, face: str, outlets: Collection[Source] = ()) -> None:
        self.rows = Summary.objects.filter(face=face)
        if outlets:
            self.rows = self.rows.filter(outlet__in=outlets)

    def outlets(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        names = _named(_NAMED_OUTLET) if named else {}
        totals = self.rows.filter(outlet__isnull=False, who="anybody", month=None)
        return totals.values("outlet", *units, **names)

    def sources(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        names = _named(_NAMED_SOURCE) if named else {}
        found = self.rows.filter(outlet=None, via=None).exclude(who="anybody")
        return found.values("who", "source", *units, **names)

    def cells(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        names = _named(_NAMED_OUTLET | _NAMED_SOURCE) if named else {}
        found = self.rows.filter(outlet__isnull=False).exclude(who="anybody")
        return found.values("outlet", "who", "source", *units, **names)

    def months(self, units: Sequence[str] = UNITS) -> QuerySet:
        return Summary.objects.filter(face=Summary.Face.MONTH, outlet=None).values("month", *units)

    def total(self, units: Sequence[str] = UNITS) -> dict[str, int]:
        # all columns of the key, and no order: one look into one index
        found = self.rows.filter(outlet=None, who="anybody", source=None, month=None, via=None).values(*units)
        return next(iter(found), None) or dict.fromkeys(units, 0)


class Counted(Figures):
    """Counted now, over any relays (face *credited*) or any vias of relays (face *passed*)."""

    def __init__(self, rows: QuerySet, face: str) -> None:
        self.rows = rows.order_by()
        self.prefix = "relay__" if face == PASSED else ""

    def outlets(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        return self._by(units, outlet=True, names=_NAMED_OUTLET if named else {})

    def sources(self, units: Sequence[str] = UNITS, *, named: bool = False) -> QuerySet:
        return self._by(units, source=True, names=_NAMED_SOURCE if named else {})

    def cells(self, units: Sequence[str] = UNITS, *, named: bool = False, **more: Any) -> QuerySet:
        """`more` are expressions that it is grouped by beside outlet and source."""
        names = _NAMED_OUTLET | _NAMED_SOURCE if named else {}
        return self._by(units, outlet=True, source=True, names=names, **more)

    def months(self, units: Sequence[str] = UNITS) -> QuerySet:
        month = TruncMonth(f"{self.prefix}published_at", tzinfo=dt.UTC, output_field=DateField())
        return self.rows.values(month=month).annotate(**_measures(self.prefix, units))

    def total(self, units: Sequence[str] = UNITS) -> dict[str, int]:
        return self.rows.aggregate(**_measures(self.prefix, units))

    def _by(
        self, units: Sequence[str], *, names: dict[str, str], outlet: bool = False, source: bool = False, **more: Any
    ) -> Any:
        fields: list[str] = ["source"] if source else []
        computed: dict[str, Any] = more | ({"who": _WHO} if source else {})
        if outlet and self.prefix:
            computed["outlet"] = F("relay__outlet")
        elif outlet:
            fields.insert(0, "outlet")
        for name, column in names.items():
            computed[name] = F((self.prefix if column.startswith("outlet") else "") + column)
        return self.rows.values(*fields, **computed).annotate(**_measures(self.prefix, units))


def figures(asked: OverviewFilter, face: str) -> Figures:
    """The quicker way to the numbers that `asked` means."""
    return Summarised(face) if asked.asks_nothing else counted(asked, face)


def counted(asked: OverviewFilter, face: str) -> Counted:
    return Counted(asked.vias() if face == PASSED else asked.qs, face)


# --- which rows and columns, in which order -----------------------------------------------------------------

Weighed = tuple[int, int]  # the id of a source, its number in the unit asked for


def outlets_by_weight(found: Figures, unit: str) -> list[Weighed]:
    """All outlets that have any of `unit`, heaviest first: a few thousand at most."""
    rows = found.outlets([unit]).filter(**{f"{unit}__gt": 0}).order_by(f"-{unit}", "outlet")
    return list(rows.values_list("outlet", unit))


def sources_by_weight(found: Figures, unit: str) -> QuerySet | list[Weighed]:
    """All sources that have any of `unit`, heaviest first; from summary rows a queryset, read along an index."""
    rows = found.sources([unit]).filter(who="source", **{f"{unit}__gt": 0}).order_by(f"-{unit}", "source")
    rows = rows.values_list("source", unit)
    return rows if isinstance(found, Summarised) else list(rows)


def called(words: str, *, publishers: bool = False) -> list[int] | QuerySet:
    """Ids of the living sources that have `words` in a name or an alias; many as a queryset, for a subquery."""
    sources = listed_sources().called(words)
    found = (sources.publishers() if publishers else sources).values_list("pk", flat=True)
    few = list(found[: NARROWED_AT_MOST + 1])
    return few if len(few) <= NARROWED_AT_MOST else found


def outlets_with_cells(found: Figures, sources: list[int]) -> set[int]:
    """Ids of the outlets that have a cell in one of these columns."""
    return set(found.cells([]).filter(source__in=sources).values_list("outlet", flat=True).distinct())


def sources_with_cells(found: Figures, outlets: list[int]) -> list[int]:
    """Ids of the sources that have a cell in one of these rows."""
    rows = found.cells([]).filter(outlet__in=outlets, who="source")
    return list(rows.values_list("source", flat=True).distinct())


def owners_today(outlets: Collection[int]) -> dict[int, Source]:
    """{outlet: its owner today}; one that has none is absent."""
    held = Ownership.objects.on(dt.datetime.now(dt.UTC).date()).filter(outlet__in=outlets).select_related("owner")
    return {row.outlet_id: row.owner for row in held}


def grouped(rows: Iterable[Weighed], group_of: dict[int, Any]) -> list[Weighed]:
    """`rows` with those of one group together, in the order of each group's heaviest; those of none come last."""
    groups: dict[Any, list[Weighed]] = {}
    for row in rows:
        groups.setdefault(group_of.get(row[0]), []).append(row)
    without = groups.pop(None, [])
    return [row for group in groups.values() for row in group] + without


KINDS = ("outlet", "agency", "organisation", "group", "person", "document")


def by_kind(sources: Any, unit: str) -> Any:
    """What `sources_by_weight` gave, with those of one kind together, kinds in the order of KINDS."""
    if isinstance(sources, list):
        kind = dict(Source.objects.filter(pk__in=[row[0] for row in sources]).values_list("pk", "kind"))
        return sorted(sources, key=lambda row: KINDS.index(kind[row[0]]))
    order = Case(*(When(source__kind=kind, then=Value(at)) for at, kind in enumerate(KINDS)))
    return sources.order_by(order, f"-{unit}", "source")


# --- months -----------------------------------------------------------------------------------------------------


def last_day(month: dt.date) -> dt.date:
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1) - dt.timedelta(days=1)


def every_month(found: Figures) -> Iterator[dict[str, Any]]:
    """{"month", units} for each UTC month from the first to the last that has any; undated (None) at the end."""
    rows = {row["month"]: row for row in found.months()}
    undated = rows.pop(None, None)
    if rows:
        month, last = min(rows), max(rows)
        while month <= last:
            yield rows.get(month) or {"month": month, **dict.fromkeys(UNITS, 0)}
            month = last_day(month) + dt.timedelta(days=1)
    if undated:
        yield undated


# --- cells ----------------------------------------------------------------------------------------------------

Column = tuple[str, int | None]  # who, source


def cells_of(
    found: Figures, unit: str, outlets: Collection[int], sources: Collection[int]
) -> dict[tuple[int, Column], int]:
    """{(outlet, (who, source)): number} for these rows and columns, those of nobody too; a cell of 0 is absent."""
    rows = found.cells([unit]).filter(outlet__in=outlets)
    # two queries: with one for both, an index by all columns of the key would not serve
    both = [rows.filter(who="source", source__in=sources), rows.filter(source=None, who__in=WHO_OPEN)]
    return {
        (outlet, (who, source)): number
        for part in both
        for outlet, who, source, number in part.values_list("outlet", "who", "source", unit)
        if number
    }


def nobodys_totals(found: Figures, unit: str) -> dict[str, int]:
    """{"unnamed": number, "unresolved": number}: the totals of the two columns that are nobody's."""
    rows = found.sources([unit]).filter(source=None, who__in=WHO_OPEN).values_list("who", unit)
    return dict.fromkeys(WHO_OPEN, 0) | dict(rows)


def steps(most: int) -> list[int]:
    """The lowest number of each shade, lightest first: [1, 2, 4, 9, 18] for 36.

    At most SHADES, each some times as much as the one before, since few cells are heavy and most are light.
    """
    if most <= SHADES:
        return list(range(1, most + 1))
    found = [1]
    for step in range(1, SHADES):
        bound = most ** (step / SHADES)
        digits = 10 ** max(0, len(str(int(bound))) - 1)
        found.append(max(found[-1] + 1, round(bound / digits) * digits))
    return found


def shade(number: int, bounds: Sequence[int]) -> int:
    """1 is the lightest; 0 for no number at all."""
    return bisect_right(bounds, number)
