"""What a machine found that a statement may say the same as: for the queue of matches, never counted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from articles.models.claim import Claim
from articles.models.statement import Statement
from articles.querysets import MatchSearchQuerySet


class MatchSearch(models.Model):
    """The best candidate of an accepted statement that nobody has judged (articles/candidates.py). Derived."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="match_search")
    claim = models.ForeignKey(
        Claim,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="The claim it may make; empty: none is made yet.",
    )
    other = models.ForeignKey(
        Statement, null=True, on_delete=models.CASCADE, related_name="+", help_text="The likest statement."
    )
    score = models.FloatField(help_text="How likely the two tell the same; 0 to 1.")
    searched_at = models.DateTimeField()

    objects: ClassVar = MatchSearchQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="articles_matchsearch_found", condition=Q(claim__isnull=False) | Q(other__isnull=False)
            ),
            models.CheckConstraint(name="articles_matchsearch_score", condition=Q(score__range=(0, 1))),
        ]
        indexes: ClassVar = [
            models.Index(F("score").desc(), F("id").desc(), name="articles_matchsearch_best"),
            models.Index(F("searched_at").desc(), F("id").desc(), name="articles_matchsearch_found"),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.claim or self.other}"

    @property
    def percent(self) -> int:
        return round(100 * self.score)
