"""What some outlets say of a claim or a topic, side by side: a column each, a row a claim or, of one claim, a UTC day.

A cell holds the statements that an outlet published, denials too; one that holds none says whether anybody looked.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum, Window
from django.db.models.functions import RowNumber

from articles.models import Article, Match, OutletCoverage, Relay, Summary, SummaryClaim
from articles.overview_filters import CompareFilter
from articles.querysets import UTCDay, day_start
from sources.models import Source

SHOWN = 4  # statements of a cell; the list of statements holds the rest
OFFERED = 12  # claims, or outlets, to choose from

Key = int | dt.date | None  # a claim's id; or a UTC day, None for what has no date
Cell = tuple[Key, int]  # and the id of an outlet


@dataclass(frozen=True, slots=True)
class Looked:
    """How many articles are held of an outlet, of the row's days, and how many of them are gone through."""

    held: int = 0
    gone_through: int = 0

    @property
    def word(self) -> str:
        """What an empty cell says; counting.md lets only what is gone through say that something is not there."""
        if not self.held:
            return "no article held"
        return "not relayed" if self.gone_through == self.held else "not looked at"


def cells(asked: CompareFilter) -> dict[Cell, int]:
    """How many statements are in each cell that has any. One query."""
    found = asked.qs.order_by().values(row=_key(asked), outlet=F("statement__article__outlet"))
    return {(row["row"], row["outlet"]): row["n"] for row in found.annotate(n=Count("pk"))}


def _key(asked: CompareFilter) -> Any:
    return UTCDay(F("statement__article__published_at")) if asked.is_by_day else F("claim")


def in_order(asked: CompareFilter, found: dict[Cell, int]) -> list[Key]:
    """The rows: days as they follow each other, undated last; claims that most of the outlets carry first."""
    if asked.is_by_day:
        return sorted({key for key, _outlet in found}, key=lambda day: (day is None, day or dt.date.max))
    numbers: dict[Any, list[int]] = defaultdict(list)
    for (key, _outlet), number in found.items():
        numbers[key].append(number)
    return sorted(numbers, key=lambda key: (-len(numbers[key]), -sum(numbers[key]), key))


def statements(asked: CompareFilter, keys: Sequence[Key]) -> dict[Cell, list[Match]]:
    """The first SHOWN judgements of each cell of these rows, with all that a cell shows; five queries."""
    wanted = Q(row__in=[key for key in keys if key is not None])
    if None in keys:
        wanted |= Q(row=None)
    by_time: list[Any] = [F("statement__article__published_at").asc(nulls_last=True), F("statement")]
    place = Window(RowNumber(), partition_by=[_key(asked), F("statement__article__outlet")], order_by=by_time)
    numbered = asked.qs.order_by().annotate(row=_key(asked)).filter(wanted).annotate(place=place)
    first = dict(numbered.filter(place__lte=SHOWN).values_list("pk", "row"))
    relays = Relay.objects.select_related("attribution", "mention__source").prefetch_related("vias__mention__source")
    rows = (
        Match.objects.filter(pk__in=first)
        .select_related("statement__article__outlet")
        .defer("statement__selectors", "statement__note", "statement__article__note")
        .prefetch_related("statement__figures", Prefetch("statement__relays", relays.order_by("attribution")))
        .order_by(*by_time)
    )
    found: dict[Cell, list[Match]] = defaultdict(list)
    for match in rows:
        found[first[match.pk], match.statement.article.outlet_id].append(match)
    return found


def looked_at(asked: CompareFilter, keys: Sequence[Key]) -> dict[Cell, Looked]:
    """What was held and gone through of each outlet, on each of these days, or on all days asked for. One query.

    Of claims every row says the same; a cell of which nothing is held is absent.
    """
    outlets = asked.asked("outlet")
    if not asked.is_by_day and asked.days == (None, None):
        counts = OutletCoverage.objects.filter(outlet__in=outlets).values_list("outlet", "held", "gone_through")
        return {(key, outlet): Looked(*numbers) for outlet, *numbers in counts for key in keys}
    articles = Article.objects.living().by_outlets(outlets).order_by()
    numbers = {"held": Count("pk"), "gone": Count("pk", filter=Q(progress=Article.Progress.GONE_THROUGH))}
    if not asked.is_by_day:
        found = articles.between(*asked.days).values_list("outlet").annotate(**numbers)
        return {(key, outlet): Looked(held, gone) for outlet, held, gone in found for key in keys}
    that_day = Q(published_at=None) if None in keys else Q(pk__in=[])
    for day in keys:
        if isinstance(day, dt.date):
            that_day |= Q(published_at__gte=day_start(day), published_at__lt=day_start(day + dt.timedelta(days=1)))
    rows = articles.filter(that_day).values_list("outlet", UTCDay(F("published_at"))).annotate(**numbers)
    return {(day, outlet): Looked(held, gone) for outlet, day, held, gone in rows}


# --- what to choose, while something is missing ---------------------------------------------------------------------


def claims_of(outlets: Sequence[Source]) -> list[Any]:
    """Claims that most of these outlets relay: {"claim", "wording", "outlets", "total"}, relays in all.

    From summary rows, one query.
    """
    totals = Summary.objects.filter(face=Summary.Face.CREDITED, outlet__in=outlets, who="anybody", month=None)
    found = SummaryClaim.objects.filter(summary__in=totals).values("claim", wording=F("claim__wording"))
    counted = found.annotate(outlets=Count("summary"), total=Sum("relays"))
    return list(counted.order_by("-outlets", "-total", "claim")[:OFFERED])


def outlets_of(asked: CompareFilter) -> list[Source]:
    """Outlets that say most of the claim or topic asked for. Two queries."""
    made = Match.objects.made()
    if asked.asked("claim"):
        made = made.filter(claim__in=asked.asked("claim"))
    if asked.asked("topic"):
        made = made.filter(claim__topics__contains=[asked.asked("topic")])
    counted = made.order_by().values_list("statement__article__outlet").annotate(n=Count("pk"))
    ids = [outlet for outlet, _number in counted.order_by("-n", "statement__article__outlet")[:OFFERED]]
    found = Source.objects.in_bulk(ids)
    return [found[pk] for pk in ids]
