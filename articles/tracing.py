"""What follows from an edit for chains and origins: which articles are cited, and the rows of the claims concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max, Q
from django.utils import timezone

from articles import candidates, citing, origins
from articles.models import ClaimLineage, Statement
from sources.models import Affiliation, Ownership

# Changes of the directory that are looked for: longer than workers are ever down, or what was missed stays missed
# until `manage.py rebuild_origins`.
LOOKED_BACK = dt.timedelta(days=30)
# An event has the time at which its transaction began: what was counted before that had ended may not know it.
SETTLED = dt.timedelta(minutes=1)
AT_ONCE = 500  # claims that one look counts anew; the next look goes on with the others


def trace(article_ids: Collection[int]) -> None:
    """After edits of these articles. Does no harm the second time."""
    citing.resolve(article_ids)
    origins.refresh(origins.claims_of(article_ids))
    candidates.search(
        Statement.objects.filter(article__in=article_ids, article__merged_into=None)
        .select_related("article")
        .order_by("pk")
    )


def arrived(article_id: int) -> None:
    """After an article was stored: others may have linked to it all the time."""
    linking = citing.citing_by_link([article_id])
    changed = citing.resolve(linking)
    origins.refresh(origins.claims_of(changed))


def follow_directory() -> int:
    """After changes of owners and affiliations: counts anew the claims that were counted before them; how many.

    Families hang on who owned an outlet, the fewest origins on who belongs to whom. AT_ONCE of them at most, the
    longest waiting first.
    """
    outdated = Q()
    for model, columns, where in (
        (Ownership, ("outlet",), "claim__origins__stands_in__outlet__in"),
        (Affiliation, ("member", "organisation"), "claim__origins__source__in"),
    ):
        events = model.pgh_event_model.objects  # type: ignore[union-attr]
        changed = events.filter(pgh_created_at__gte=timezone.now() - LOOKED_BACK)
        latest = changed.aggregate(at=Max("pgh_created_at"))["at"]
        if latest is None:
            continue
        # a row that was changed concerns those that it named before, too
        named = events.filter(pgh_obj_id__in=changed.values("pgh_obj_id")).values_list(*columns)
        outdated |= Q(counted_at__lt=latest + SETTLED, **{where: {source for row in named for source in row}})
    if not outdated:
        return 0
    found = ClaimLineage.objects.filter(outdated).order_by("counted_at").values("pk", "counted_at").distinct()
    claims = [row["pk"] for row in found[:AT_ONCE]]
    origins.refresh(claims)
    return len(claims)
