"""What follows from an edit for chains and origins: which articles are cited, and the rows of the claims concerned."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Max
from django.utils import timezone

from articles import candidates, citing, origins
from articles.models import ClaimLineage, Origin, Statement
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
    waiting: dict[int, dt.datetime] = {}  # claim -> when it was counted
    for model, columns, where in (
        (Ownership, ("outlet",), "stands_in__outlet__in"),
        (Affiliation, ("member", "organisation"), "source__in"),
    ):
        for at, concerned in _changed(model, columns).items():
            # no join: rows of one claim are many, and of an outlet's articles most are of claims counted since
            claims = Origin.objects.filter(**{where: concerned}).values("claim")
            found = ClaimLineage.objects.filter(counted_at__lt=at + SETTLED, claim__in=claims)
            waiting |= dict(found.order_by("counted_at").values_list("pk", "counted_at")[:AT_ONCE])
    claims_now = sorted(waiting, key=lambda pk: (waiting[pk], pk))[:AT_ONCE]
    origins.refresh(claims_now)
    return len(claims_now)


def _changed(model: type[Ownership | Affiliation], columns: Collection[str]) -> dict[dt.datetime, set[int]]:
    """{when a row last changed: the sources that such rows name, or named before}; each source once, at its latest."""
    events = model.pgh_event_model.objects  # type: ignore[union-attr]
    changed = events.filter(pgh_created_at__gte=timezone.now() - LOOKED_BACK).order_by().values("pgh_obj_id")
    latest = dict(changed.annotate(at=Max("pgh_created_at")).values_list("pgh_obj_id", "at"))
    of_source: dict[int, dt.datetime] = {}
    for row, *named in events.filter(pgh_obj_id__in=changed).values_list("pgh_obj_id", *columns):
        for source in named:
            of_source[source] = max(latest[row], of_source.get(source, latest[row]))
    found: dict[dt.datetime, set[int]] = defaultdict(set)
    for source, at in of_source.items():
        found[at].add(source)
    return dict(found)
