"""Who relays whom, counted: figures over any relays, by outlet, source or via. One query each.

The caller says which relays (`Relay.objects.counted()...`); units are in the keys of what comes back.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Count, F, Value, When

from articles.models import RelayVia
from articles.querysets import RelayQuerySet

SHOWN = 50  # rows of a table of counts on a page; the lists hold the rest

# An unnamed source is nobody's column, and so is a name that is tied to no source.
_OPEN = Case(
    When(resolution="unnamed", then=Value("unnamed")),
    When(resolution__in=("unresolved", "ambiguous"), then=Value("unresolved")),
    default=Value(""),
    output_field=CharField(),
)


def by_source(relays: RelayQuerySet) -> list[dict[str, Any]]:
    """Per credited source: {"source", "name", "kind", "open", "relays", "articles"}, most relays first.

    `open` is "unnamed" or "unresolved" for the two rows without a source. At most SHOWN + 1 rows.
    """
    found = (
        relays.annotate(open=_OPEN)
        .values("source", "open", name=F("source__name"), kind=F("source__kind"), sort=F("source__sort_key"))
        .annotate(relays=Count("pk"), articles=Count("article", distinct=True))
        .order_by("-relays", "sort", "open")
    )
    return list(found[: SHOWN + 1])


def by_outlet(relays: RelayQuerySet) -> list[dict[str, Any]]:
    """Per citing outlet: {"outlet", "name", "relays", "articles"}, most relays first. At most SHOWN + 1 rows."""
    found = (
        relays.values("outlet", name=F("outlet__name"), sort=F("outlet__sort_key"))
        .annotate(relays=Count("pk"), articles=Count("article", distinct=True))
        .order_by("-relays", "sort")
    )
    return list(found[: SHOWN + 1])


def by_via(relays: RelayQuerySet) -> list[dict[str, Any]]:
    """Per source that stands between, on any basis: {"source", "name", "kind", "relays", "articles"}.

    A relay with two vias counts in two rows, one with the same via on two bases once. Vias that are tied
    to no source are left out. Most relays first, at most SHOWN + 1 rows.
    """
    found: Any = (
        RelayVia.objects.filter(relay__in=relays, source__isnull=False)
        .values("source", name=F("source__name"), kind=F("source__kind"), sort=F("source__sort_key"))
        .annotate(relays=Count("relay", distinct=True), articles=Count("relay__article", distinct=True))
        .order_by("-relays", "sort")
    )
    return list(found[: SHOWN + 1])
