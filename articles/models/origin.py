"""Where a statement's chain ends: derived like relays, one row a statement."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.statement import Statement
from sources.models import Source


class Origin(models.Model):
    """The end of a statement's chain as far as it is recorded. Independence is never invented.

    Filled by the analysis of claims alone, from the marking: own reporting, attributions, vias and
    the articles they cite.
    """

    class Kind(models.TextChoices):
        OWN_REPORTING = "own reporting", "own reporting"
        TRACED = "traced", "traced"
        UNNAMED = "unnamed", "unnamed"
        RETURNS_TO = "returns to", "returns to"
        CIRCULAR = "circular", "circular"
        NOT_RECORDED = "lineage not recorded", "lineage not recorded"

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="origin")
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

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_origin_kind",
                condition=Q(kind__in=("traced", "own reporting"), source__isnull=False, article=None, last_known=None)
                | Q(kind="returns to", source=None, article__isnull=False, last_known=None)
                | Q(kind__in=("unnamed", "circular"), source=None, article=None, last_known=None)
                | Q(kind="lineage not recorded", source=None, article=None),
            )
        ]
        indexes = [models.Index(fields=["kind", "source"], name="articles_origin_kind_source")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source or self.article or self.last_known or ''}".rstrip(": ")
