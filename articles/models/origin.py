"""Where chains of a claim end, and what follows for the claim: derived like relays, by articles/origins.py alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article, Credit
from articles.models.claim import Claim
from articles.models.statement import Attribution, Statement, Via
from sources.models import Source


class Origin(models.Model):
    """One end of a statement's chain within a claim, as far as it is recorded. Independence is never invented.

    A statement that credits two sources has two. Rows of one claim with one `end` are one origin, or one thing that is
    not known.
    """

    class Kind(models.TextChoices):
        OWN_REPORTING = "own reporting", "own reporting"
        TRACED = "traced", "traced"
        UNNAMED = "unnamed", "unnamed"
        RETURNS_TO = "returns to", "returns to"
        CIRCULAR = "circular", "circular"
        NOT_RECORDED = "lineage not recorded", "lineage not recorded"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="origins")
    # a statement that is removed leaves its rows behind until its claims are counted anew: they tell which those are
    statement = models.ForeignKey(Statement, on_delete=models.DO_NOTHING, db_constraint=False, related_name="origins")
    stands_in = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="origins_told", help_text="The article of the statement."
    )
    position = models.PositiveSmallIntegerField(help_text="1 is the first end of the statement's chains.")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.ForeignKey(
        Source,
        null=True,
        on_delete=models.CASCADE,
        related_name="origins",
        help_text="Who it was traced to, or the outlet whose own reporting it is.",
    )
    article = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.CASCADE,
        related_name="origins",
        help_text="The earlier article that the chain returns to; the origin is that article's.",
    )
    last_known = models.ForeignKey(
        Source,
        null=True,
        on_delete=models.CASCADE,
        related_name="last_known_of",
        help_text="Where the lineage is not recorded: the last link that is.",
    )
    end = models.CharField(max_length=60, help_text="Equal for the statements of a claim that have it in common.")
    is_own = models.BooleanField(help_text="Read off its own words; else it goes on through a held article.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_origin_kind",
                condition=Q(kind__in=("traced", "own reporting"), source__isnull=False, article=None, last_known=None)
                | Q(kind="returns to", article__isnull=False)
                | Q(kind__in=("unnamed", "circular"), source=None, article=None, last_known=None)
                | Q(kind="lineage not recorded", source=None, article=None),
            ),
            models.UniqueConstraint(fields=["claim", "statement", "position"], name="articles_origin_position_once"),
        ]
        indexes = [models.Index(fields=["kind", "source"], name="articles_origin_kind_source")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source or self.article or self.last_known or ''}".rstrip(": ")


class Cited(models.Model):
    """Which very article a credit cites, as the page itself says: derived by articles/citing.py.

    An editor's word stands on the credit (`cited_article`) and goes before it; `dropped_at` says that somebody looked
    and it is not that article.
    """

    class Basis(models.TextChoices):
        HYPERLINK = "hyperlink", "a hyperlink"
        QUOTED_WORDS = "quoted words", "the same quoted words"

    attribution = models.OneToOneField(
        Attribution, null=True, blank=True, on_delete=models.CASCADE, related_name="cited", help_text="Or:"
    )
    via = models.OneToOneField(
        Via, null=True, blank=True, on_delete=models.CASCADE, related_name="cited", help_text="Or:"
    )
    credit = models.OneToOneField(
        Credit,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="cited",
        help_text="A credit line or passage.",
    )
    citing = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="cites", help_text="The article that the credit stands in."
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="cited_in", help_text="The article that is cited."
    )
    basis = models.CharField(max_length=20, choices=Basis, help_text="What says so.")
    found_at = models.DateTimeField(auto_now_add=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="When an editor said that it is not.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_cited_one_row",
                condition=Q(attribution__isnull=False, via=None, credit=None)
                | Q(attribution=None, via__isnull=False, credit=None)
                | Q(attribution=None, via=None, credit__isnull=False),
            ),
            models.CheckConstraint(name="articles_cited_another", condition=~Q(citing=F("article"))),
        ]

    def __str__(self) -> str:
        return f"{self.article}, by {self.get_basis_display()}"


class ClaimLineage(models.Model):
    """What the lineage of a claim's statements comes to (docs/provenance.md); kept by a job soon after every edit."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, primary_key=True, related_name="lineage")
    statements = models.PositiveIntegerField(help_text="Accepted statements that make it, in living articles.")
    articles = models.PositiveIntegerField(help_text="Different articles of these.")
    outlets = models.PositiveIntegerField(help_text="Different outlets of these.")
    families = models.PositiveIntegerField(help_text="Publisher families on the days of publication.")
    denials = models.PositiveIntegerField(help_text="Accepted statements that deny it.")
    recorded = models.PositiveIntegerField(help_text="R: recorded origins.")
    unknown = models.PositiveIntegerField(help_text="U: ends of unknown lineage.")
    least = models.PositiveIntegerField(help_text="The fewest origins that the record allows.")
    most = models.PositiveIntegerField(help_text="R and U together.")
    warnings = ArrayField(models.CharField(max_length=40), default=list, help_text="Kinds of warnings, each once.")
    counted_at = models.DateTimeField(help_text="When the statements were last gone through.")

    class Meta:
        indexes = [
            models.Index(F("outlets").desc(), F("claim").desc(), name="articles_lineage_outlets"),
            models.Index(fields=["most", "claim"], name="articles_lineage_most"),
            GinIndex(fields=["warnings"], name="articles_lineage_warnings"),
        ]

    def __str__(self) -> str:
        return f"{self.claim}: {self.recorded} recorded, {self.unknown} unknown"
