"""Summary rows: what pages without a filter show at once. Derived, and written by articles/summaries.py alone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from articles.models.article import Article
from articles.models.claim import Claim
from articles.querysets import SummaryQuerySet
from sources.models import Source


class Summary(models.Model):
    """How many relays that are counted, and how many distinct statements, articles and claims in them.

    One row for each outlet and whom it credits (face *credited*) or passes through (face *passed*), for
    each outlet, for each of those credited, and for all; one for each month and each outlet's month (face
    *month*); one for each known source and each known via that stands before it (face *through*). An outlet
    left empty means all outlets. Claims are those that affirming statements make. No row says zero.
    """

    class Face(models.TextChoices):
        CREDITED = "credited", "credited to"
        PASSED = "passed", "passed through"
        MONTH = "month", "month"
        THROUGH = "through", "credited to, through"

    class Who(models.TextChoices):
        SOURCE = "source", "a known source"
        UNNAMED = "unnamed", "unnamed"
        UNRESOLVED = "unresolved", "unresolved"
        ANYBODY = "anybody", "anybody"

    face = models.CharField(max_length=10, choices=Face)
    outlet = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="summaries")
    who = models.CharField(max_length=10, choices=Who)
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="summaries_credited")
    month = models.DateField(null=True, help_text="First day of a UTC month; empty on a month row: undated.")
    via = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="summaries_passed")
    relays = models.BigIntegerField(default=0)
    statements = models.BigIntegerField(default=0)
    articles = models.BigIntegerField(default=0)
    claims = models.BigIntegerField(default=0)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "face", "outlet", "who", "source", "month", "via", name="articles_summary_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="articles_summary_who",
                condition=Q(who="source", source__isnull=False) | ~Q(who="source") & Q(source=None),
            ),
            models.CheckConstraint(
                name="articles_summary_month",
                condition=Q(face="month", who="anybody") | ~Q(face="month") & Q(month=None),
            ),
            models.CheckConstraint(
                name="articles_summary_via",
                condition=Q(face="through", who="source", outlet=None, via__isnull=False)
                | ~Q(face="through") & Q(via=None),
            ),
        ]
        indexes = [
            # the heaviest sources of all outlets, for each unit that a matrix is sorted by
            *(
                models.Index(
                    F("face"),
                    F(unit).desc(),
                    F("source"),
                    name=f"articles_summary_{unit}",
                    condition=Q(outlet=None, who="source", via=None),
                )
                for unit in ("relays", "statements", "articles", "claims")
            ),
            # the totals of all outlets: few rows among many
            models.Index(
                fields=["face", "outlet"],
                name="articles_summary_outlets",
                condition=Q(outlet__isnull=False, who="anybody", month=None),
            ),
            # an outlet's sources, and a source's outlets, heaviest first
            models.Index(F("outlet"), F("face"), F("relays").desc(), name="articles_summary_by_outlet"),
            models.Index(F("source"), F("face"), F("relays").desc(), name="articles_summary_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.face}: {self.outlet_id or 'all'}, {self.source_id or self.month or self.who}"


class SummaryClaim(models.Model):
    """How many affirming relays of a summary row make a claim: what keeps its number of claims right."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="claim_rows")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="summary_rows")
    relays = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "claim"], name="articles_summaryclaim_once")]


class ArticleCoverage(models.Model):
    """What one living article adds to its outlet's coverage."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.DO_NOTHING, related_name="coverage")
    outlet = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    gone_through = models.BooleanField()
    suggestions_all = models.PositiveIntegerField()
    suggestions_decided = models.PositiveIntegerField()
    unresolved = models.PositiveIntegerField()


class OutletCoverage(models.Model):
    """Coverage of all that is held of one outlet; keys and units as in articles/reports.py."""

    outlet = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE, related_name="coverage")
    held = models.BigIntegerField(default=0)
    gone_through = models.BigIntegerField(default=0)
    suggestions_all = models.BigIntegerField(default=0)
    suggestions_decided = models.BigIntegerField(default=0)
    unresolved = models.BigIntegerField(default=0)
