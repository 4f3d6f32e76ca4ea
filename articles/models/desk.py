"""What the editors' desk keeps beside the record: steps that can be undone, errors that readers report."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.article import Article
from sources.models import tracked


class MarkingStep(models.Model):
    """One edit of an article's marking, with the rows before and after, so that it can be undone."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="marking_steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=200, help_text="What was done, as a sentence.")
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True, blank=True)
    through = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="carried",
        help_text="The edit of another copy of the text that brought this one about, and is undone with it.",
    )

    class Meta:
        indexes = [models.Index(F("article"), F("id").desc(), name="articles_markingstep_last")]

    def __str__(self) -> str:
        return self.what


@tracked
class ErrorReport(models.Model):
    """A reader says that a row is wrong; it waits for the editors."""

    class Status(models.TextChoices):
        OPEN = "open", "open"
        CORRECTED = "corrected", "corrected"
        DECLINED = "declined", "no error found"

    class About(models.TextChoices):
        ARTICLE = "article", "article"
        STATEMENT = "statement", "statement"
        RELAY = "relay", "relay"
        CREDIT = "credit", "credit"
        SOURCE = "source", "source"
        CLAIM = "claim", "claim"

    about = models.CharField(max_length=20, choices=About)
    about_id = models.BigIntegerField(help_text="The row's id; of a relay, its attribution's or credit's.")
    address = models.CharField(max_length=500, help_text="The row's page.")
    label = models.CharField(max_length=300, help_text="What the row said when it was reported.")
    text = models.TextField(max_length=5000, help_text="What is wrong, and how you know.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    answer = models.TextField(blank=True, help_text="What was done; the reader sees it.")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="articles_errorreport_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="articles_errorreport_settled",
                condition=Q(status="open", settled_at=None) | ~Q(status="open") & Q(settled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "-at"], name="articles_errorreport_queue")]

    def __str__(self) -> str:
        return f"{self.label}: {self.text[:60]}"


class BulkJob(models.Model):
    """One action on many rows, done in pieces: it can be stopped, goes on later, and says what it did."""

    class State(models.TextChoices):
        RUNNING = "running", "under way"
        STOPPED = "stopped", "stopped"
        DONE = "done", "done"

    action = models.CharField(max_length=50, help_text="Which action: a name registered in articles/pieces.py.")
    what = models.CharField(max_length=300, help_text="What is done, as a sentence.")
    arguments = models.JSONField(default=dict)
    row_ids = ArrayField(models.BigIntegerField(), help_text="The rows, in the order in which they are done.")
    done = models.PositiveIntegerField(default=0, help_text="How many of them were gone over.")
    changed = models.PositiveIntegerField(default=0, help_text="How many of these were changed.")
    refused = models.JSONField(default=list, help_text="[[row id, why], ...]: at most the first thousand.")
    refused_count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    back_to = models.CharField(max_length=500, blank=True, help_text="The page to go back to.")

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="articles_bulkjob_mine")]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("bulkjob_detail", args=[self.pk])

    @property
    def total(self) -> int:
        return len(self.row_ids)
