"""Who relays whom, counted: the tables of counts on the pages of outlets and sources. One query each.

Relays that are counted, units in the keys of what comes back, most relays first, at most SHOWN + 1 rows.
All of an outlet or source is read from summary rows; what a filter leaves is counted.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, F, Value

from articles.models import RelayVia, Summary
from articles.querysets import RelayQuerySet, SummaryQuerySet
from sources.models import Source

SHOWN = 50  # rows of a table of counts on a page; the lists hold the rest

Rows = list[dict[str, Any]]


def sources_of(outlet: Source) -> Rows:
    """Whom an outlet credits: {"source", "name", "kind", "open", "relays", "articles"}.

    `open` is "unnamed" or "unresolved" for the two rows without a source, else empty.
    """
    return _by_whom(Summary.objects.credited_by(outlet), "source")


def vias_of(outlet: Source) -> Rows:
    """Through whom an outlet's relays pass, on any basis, as `sources_of`.

    A relay with two vias counts in two rows, one with the same via on two bases once.
    """
    return _by_whom(Summary.objects.passing_for(outlet).filter(who="source"), "source")


def vias_before(source: Source) -> Rows:
    """Through whom relays that credit `source` pass, as `vias_of`."""
    return _by_whom(Summary.objects.vias_before(source), "via")


def outlets_crediting(source: Source) -> Rows:
    """{"outlet", "name", "relays", "articles"}"""
    return _by_outlet(Summary.objects.outlets_crediting(source))


def outlets_passing(via: Source) -> Rows:
    """As `outlets_crediting`, for relays that pass through `via`."""
    return _by_outlet(Summary.objects.outlets_passing(via))


def _by_whom(found: SummaryQuerySet, column: str) -> Rows:
    values = found.values(
        "relays",
        "articles",
        who_id=F(column),
        open=F("who"),
        name=F(f"{column}__name"),
        kind=F(f"{column}__kind"),
        sort=F(f"{column}__sort_key"),
    )
    # the heaviest by the index first; only these are put in order of their names, too
    rows = list(values.order_by("-relays")[: SHOWN + 1])
    rows.sort(key=lambda row: (-row["relays"], row["sort"] or ""))
    return [row | {"source": row["who_id"], "open": "" if row["open"] == "source" else row["open"]} for row in rows]


def _by_outlet(found: SummaryQuerySet) -> Rows:
    rows = list(
        found.order_by("-relays").values(
            "relays", "articles", "outlet", name=F("outlet__name"), sort=F("outlet__sort_key")
        )[: SHOWN + 1]
    )
    return sorted(rows, key=lambda row: (-row["relays"], row["sort"]))


# --- counted, of any relays --------------------------------------------------------------------------------


def by_outlet(relays: RelayQuerySet) -> Rows:
    """Per citing outlet: {"outlet", "name", "relays", "articles"}."""
    found = (
        relays.values("outlet", name=F("outlet__name"), sort=F("outlet__sort_key"))
        .annotate(relays=Count("pk"), articles=Count("article", distinct=True))
        .order_by("-relays", "sort")
    )
    return list(found[: SHOWN + 1])


def by_via(relays: RelayQuerySet) -> Rows:
    """Per source that stands between, on any basis, as `vias_of`."""
    found: Any = (
        RelayVia.objects.filter(relay__in=relays, source__isnull=False)
        .values("source", name=F("source__name"), kind=F("source__kind"), sort=F("source__sort_key"))
        .annotate(
            relays=Count("relay", distinct=True),
            articles=Count("relay__article", distinct=True),
            open=Value("", output_field=CharField()),
        )
        .order_by("-relays", "sort")
    )
    return list(found[: SHOWN + 1])
