"""Two outlets side by side: what both have, what only one has, and from whom.

Only affirming statements carry a claim. Where nothing but the outlets is asked, their summary rows answer; else
everything is read from the relays of the two outlets alone, by the index on outlet and date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, Q

from articles.matrix import Counted, Figures, Summarised, counted
from articles.models import Claim, Summary, SummaryClaim
from articles.overview_filters import CREDITED, PASSED, TwoOutletsFilter
from sources.models import Source

SETS = ("both", "first", "second")


class _Each(Func):
    """Each element of an array, a row each."""

    function = "unnest"
    output_field = BigIntegerField()
    set_returning = True


@dataclass(slots=True)
class Shared:
    """Ids of one thing (claims, sources or vias) with how many relays each outlet has: {set: {id: (first, second)}}."""

    sets: dict[str, dict[int, tuple[int, int]]] = field(default_factory=lambda: {name: {} for name in SETS})

    def add(self, pk: int, first: int, second: int) -> None:
        name = "both" if first and second else "first" if first else "second"
        if first or second:
            self.sets[name][pk] = (first, second)

    def ids(self, name: str) -> list[int]:
        """Of one set, those with most relays in both outlets together first."""
        found = self.sets[name]
        return sorted(found, key=lambda pk: (-sum(found[pk]), pk))


def claims(asked: TwoOutletsFilter) -> Shared:
    """Claims that relays of the two make; of those asked for, or on the topic asked for. At most two queries."""
    first, second = asked.asked("outlet")
    if asked.asks_nothing:
        return _claims_of_summaries(first, second)
    rows = (
        asked.qs.affirming()
        .order_by()
        .values(claim=_Each(F("claim_ids")))
        .annotate(first=Count("pk", filter=Q(outlet=first)), second=Count("pk", filter=Q(outlet=second)))
    )
    found = {row["claim"]: (row["first"], row["second"]) for row in rows}
    wanted = set(found)
    if asked.asked("claim"):
        wanted &= {claim.pk for claim in asked.asked("claim")}
    if asked.asked("topic"):
        on_topic = Claim.objects.filter(pk__in=wanted, topics__contains=[asked.asked("topic")])
        wanted = set(on_topic.values_list("pk", flat=True))
    shared = Shared()
    for pk in wanted:
        shared.add(pk, *found[pk])
    return shared


def _claims_of_summaries(first: Source, second: Source) -> Shared:
    totals = Summary.objects.filter(face=CREDITED, outlet__in=[first, second], who="anybody", month=None)
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    found = SummaryClaim.objects.filter(summary__in=totals)
    for claim, outlet, relays in found.values_list("claim", "summary__outlet", "relays"):
        counts[claim][outlet] = relays
    return _shared(counts, first.pk, second.pk)


def _shared(counts: dict[int, dict[int, int]], first: int, second: int) -> Shared:
    """Of {id: {outlet: relays}}."""
    shared = Shared()
    for pk, by_outlet in counts.items():
        shared.add(pk, by_outlet.get(first, 0), by_outlet.get(second, 0))
    return shared


def figures(asked: TwoOutletsFilter, face: str) -> Figures:
    """The quicker way to the numbers of the two."""
    return Summarised(face, asked.asked("outlet")) if asked.asks_nothing else counted(asked, face)


def totals(asked: TwoOutletsFilter) -> list[dict[str, int]]:
    """What each relays, as rows of {"outlet", units}; one that relays nothing is absent. One query."""
    return list(figures(asked, CREDITED).outlets())


def sources(asked: TwoOutletsFilter, face: str) -> tuple[Shared, dict[tuple[int, str], int]]:
    """Whom relays of the two credit, or pass through; and apart, what is nobody's.

    The second value: {(outlet, "unnamed" or "unresolved"): relays}; unnamed ones are never the same across
    articles, so that no two outlets share any. One query.
    """
    first, second = (outlet.pk for outlet in asked.asked("outlet"))
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    open_: dict[tuple[int, str], int] = {}
    for row in figures(asked, face).cells(["relays"]):
        if row["source"] is None:
            open_[row["outlet"], row["who"]] = row["relays"]
        else:
            counts[row["source"]][row["outlet"]] = row["relays"]
    return _shared(counts, first, second), open_


def from_whom(asked: TwoOutletsFilter, face: str, made: Collection[int]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """{(claim, outlet): rows of {"who", "source", "name", "relays"}}, most relays first; one query.

    For these claims: whom the affirming relays that make them credit, or pass through.
    """
    prefix = "relay__" if face == PASSED else ""
    affirming = asked.qs.affirming().filter(claim_ids__overlap=list(made))
    rows = asked.vias().filter(relay__in=affirming.order_by().values("pk")) if face == PASSED else affirming
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    cells = Counted(rows, face).cells(["relays"], named=True, claim=_Each(F(f"{prefix}claim_ids")))
    for row in cells.order_by("-relays", "source_sort", "source", "who"):
        if row["claim"] in made:
            found[row["claim"], row["outlet"]].append(row)
    return found


def page_of(ids: Iterable[int], rows: dict[int, Any]) -> list[Any]:
    """The rows of these ids, in their order; one that was removed meanwhile is left out."""
    return [rows[pk] for pk in ids if pk in rows]
