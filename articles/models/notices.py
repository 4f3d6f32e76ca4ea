"""What an outlet says of its own article: that it was corrected, clarified, or withdrawn."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article, Revision
from articles.models.base import Decidable, confidence_in_range, known_state
from sources.models import tracked


@tracked
class Notice(Decidable):
    """A correction or retraction notice, as printed (schema.org: correction, CorrectionComment)."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "correction"
        CLARIFICATION = "clarification", "clarification"
        WITHDRAWN = "withdrawn", "withdrawn"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notices")
    revision = models.ForeignKey(
        Revision,
        on_delete=models.CASCADE,
        related_name="notices",
        help_text="The first captured text that the notice was seen with.",
    )
    kind = models.CharField(
        max_length=20, choices=Kind, help_text="Withdrawn: the outlet no longer stands by the article."
    )
    printed = models.CharField(max_length=2000, help_text="The notice, exactly as printed.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            known_state("articles_notice"),
            confidence_in_range("articles_notice"),
            models.CheckConstraint(name="articles_notice_printed", condition=~Q(printed="")),
            models.UniqueConstraint(
                fields=["article", "printed"],
                name="articles_notice_once",
                violation_error_message="This notice is on record for the article already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.printed[:80]}"
