"""What stands beside suggestions: what was read of an article, which rules may suggest, who reviews it just now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

from articles.models.article import Article, Revision
from sources.models import tracked


class Reading(models.Model):
    """That an article's text was read for suggestions: which revision, by which version of the rules."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="reading")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40, help_text="Of the rules; another one may suggest otherwise.")
    language = models.CharField(max_length=20, blank=True, help_text="In which the text was read.")
    supported = models.BooleanField(help_text="Whether there are rules for that language.")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["version", "article"], name="articles_reading_version")]

    def __str__(self) -> str:
        return f"{self.article}: read in {self.language or 'an unknown language'}"


@tracked
class SuggestionRule(models.Model):
    """One rule of the reader. A rule that is off suggests nothing; what people decided of it stays."""

    name = models.CharField(
        max_length=90, unique=True, editable=False, help_text="As suggestions name it under “found by”."
    )
    is_on = models.BooleanField(
        "suggests",
        default=True,
        help_text="Untick to stop suggestions by this rule. Those that wait go when their text is read again.",
    )
    note = models.TextField(blank=True, help_text="Why it was switched off, for colleagues.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReviewLease(models.Model):
    """An article whose suggestions one editor is deciding; no colleague is given them until `until`."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="review_lease")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(help_text="It ends then, unless the editor decides something before.")

    class Meta:
        indexes = [models.Index(F("by"), F("until"), name="articles_reviewlease_by")]

    def __str__(self) -> str:
        return f"{self.article}: {self.by} until {self.until:%H:%M}"
