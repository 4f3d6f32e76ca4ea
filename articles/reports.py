"""Figures over many rows, as plain dicts; here coverage, which stands at the head of every list and file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse

from articles.models import Article, OutletCoverage
from articles.pagination import COUNTED_AT_MOST
from articles.summaries import FIGURES
from sources.models import Source

# What each figure counts, in the words and units of docs/codebook.md; printed with every file.
COVERAGE_UNITS = {
    "held": "articles held for the outlets and dates of the filter",
    "gone_through": "of these articles, gone through",
    "suggestions_decided": "suggested statements in them that somebody has decided",
    "suggestions_all": "suggested statements in them, decided or not",
    "unresolved": "accepted attributions in them whose source is not resolved",
    "undated_left_out": "rows left out by the filter's dates because they have none",
}


def coverage(
    outlets: Collection[Source] = (),
    start: dt.date | None = None,
    end: dt.date | None = None,
    *,
    owners: Collection[Source] = (),
    undated: QuerySet | None = None,
    exactly: bool = False,
) -> dict[str, int | None]:
    """What was looked at behind a list, matrix, picture or file: the keys of COVERAGE_UNITS.

    Counts what is held for these outlets (none given: all), those of `owners` on the day, from the UTC
    day `start` to `end`; before any filter by source, since what is unresolved cannot match one.
    `undated` are the rows of the list that only lack a date to be in it; without it, articles are
    counted. undated_left_out is None without a date filter; unless asked for `exactly` it is counted no further
    than lists are, and undated_is_capped is True where there are more. One query, and one for undated rows.
    """
    if start is None and end is None and not owners:
        return _of_summaries(outlets) | {"undated_left_out": None}

    articles = Article.objects.living()
    if outlets:
        articles = articles.by_outlets(outlets)
    if owners:
        articles = articles.owned_by(owners)
    of_each = {name: Coalesce(Sum(f"coverage__{name}"), 0) for name in FIGURES if name not in ("held", "gone_through")}
    found = articles.between(start, end).aggregate(
        held=Count("pk"), gone_through=Count("pk", filter=Q(progress=Article.Progress.GONE_THROUGH)), **of_each
    )
    if start is None and end is None:
        return found | {"undated_left_out": None}
    left_out = (articles.undated() if undated is None else undated).order_by()
    if exactly:
        return found | {"undated_left_out": left_out.count()}
    count = left_out[: COUNTED_AT_MOST + 1].count()
    capped = {"undated_is_capped": True} if count > COUNTED_AT_MOST else {}
    return found | {"undated_left_out": min(count, COUNTED_AT_MOST)} | capped


def _of_summaries(outlets: Collection[Source]) -> dict[str, int | None]:
    found = OutletCoverage.objects.filter(outlet__in=outlets) if outlets else OutletCoverage.objects.all()
    return found.aggregate(**{name: Coalesce(Sum(name), 0) for name in FIGURES})


def coverage_addresses(
    outlets: Collection[Source] = (),
    start: dt.date | None = None,
    end: dt.date | None = None,
    *,
    owners: Collection[Source] = (),
    undated: str = "",
) -> dict[str, str]:
    """For each figure of `coverage` the list that holds exactly its rows: {key + "_url": address}.

    `undated` is the address of the list's own undated rows; without it, that of undated articles.
    """
    query = QueryDict(mutable=True)
    query.setlist("outlet", [str(outlet.pk) for outlet in outlets])
    query.setlist("owner", [str(owner.pk) for owner in owners])
    for name, day in (("from", start), ("to", end)):
        if day is not None:
            query[name] = day.isoformat()

    def address(view: str, **more: str | list[str]) -> str:
        asked = query.copy()
        for name, value in more.items():
            asked.setlist(name, value if isinstance(value, list) else [value])
        found = asked.urlencode()
        return reverse(view) + (f"?{found}" if found else "")

    dateless = QueryDict(query.urlencode(), mutable=True)
    for name in ("from", "to"):
        dateless.pop(name, None)
    dateless["undated"] = "only"
    return {
        "held_url": address("article_list"),
        "gone_through_url": address("article_list", progress="gone through"),
        "suggestions_decided_url": address("statement_list", suggestion="decided"),
        "suggestions_all_url": address("statement_list", suggestion="any"),
        "unresolved_url": address("relay_list", relay_kind="statement", resolution=["unresolved", "ambiguous"]),
        "undated_url": undated or f"{reverse('article_list')}?{dateless.urlencode()}",
    }
