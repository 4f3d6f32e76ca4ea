"""What one can ask of the directory of sources; chainable, never sees a request."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from sources.models import Source

PUBLISHER_KINDS = ("outlet", "agency")
ORGANISATION_KINDS = ("organisation", "group")


class SourceQuerySet(models.QuerySet):
    def living(self) -> SourceQuerySet:
        """Leaves out sources that were merged into another."""
        return self.filter(merged_into=None)

    def publishers(self) -> SourceQuerySet:
        """Those that can publish: outlets and agencies."""
        return self.filter(kind__in=PUBLISHER_KINDS)

    def organisations(self) -> SourceQuerySet:
        return self.filter(kind__in=ORGANISATION_KINDS)

    def people(self) -> SourceQuerySet:
        return self.filter(kind="person")

    def by_name(self) -> SourceQuerySet:
        """In the order of the stored key, the same on every database."""
        return self.order_by("sort_key", "pk")

    def with_its_people_and_bodies(self, source: Source, on: dt.date | None = None) -> SourceQuerySet:
        """`source` itself and all that were affiliated to it, directly or through a body of its own.

        With `on`, only affiliations that held on that day; without it, all ever recorded.
        One recursive query when evaluated.
        """
        dated = "AND a.period @> %s::date" if on else ""
        # UNION, not UNION ALL: two organisations may be affiliated to each other
        sql = f"""
            WITH RECURSIVE family(id) AS (
                SELECT %s::bigint
                UNION
                SELECT a.member_id FROM sources_affiliation a JOIN family ON a.organisation_id = family.id
                WHERE true {dated.replace("a.period", "daterange(a.starts_on, a.ends_on, '[]')")}
            ) SELECT id FROM family"""  # noqa: S608 - nothing of the caller's is in the text
        params = [source.pk, *([on] if on else [])]
        return self.filter(pk__in=models.expressions.RawSQL(sql, params))  # noqa: S611


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day to another, both included; an open end is None."""

    def on(self, day: dt.date) -> DatedQuerySet:
        """Those that held on `day`."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=day),
            Q(ends_on=None) | Q(ends_on__gte=day),
        )


class LikelyDuplicateQuerySet(models.QuerySet):
    """Pairs of sources that may be one."""

    def waiting(self) -> LikelyDuplicateQuerySet:
        """Of which neither was merged, and of which nobody said that they are two."""
        told = apps.get_model("sources", "NotTheSame")._default_manager.filter(
            first=OuterRef("first"), second=OuterRef("second")
        )
        return self.filter(~Exists(told), first__merged_into=None, second__merged_into=None)

    def of(self, source: Source) -> LikelyDuplicateQuerySet:
        return self.filter(Q(first=source) | Q(second=source))
