"""Merges of duplicates: who merged what into what, when and why, and every row that this moved."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.desk import BulkJob
from articles.querysets import MergeQuerySet


class Merge(models.Model):
    """One duplicate merged into the row that is kept. The duplicate's row stays, with its id, and leads there.

    The names are those of that day: either row may be renamed, or go on into a third one.
    """

    class Kind(models.TextChoices):
        SOURCE = "source", "source"
        CLAIM = "claim", "claim"
        ARTICLE = "article", "article"

    class State(models.TextChoices):
        UNDER_WAY = "under way", "under way"
        MERGED = "merged", "merged"
        GOING_BACK = "being undone", "being undone"
        UNDONE = "undone", "undone"

    kind = models.CharField(max_length=10, choices=Kind)
    kept_id = models.BigIntegerField(help_text="The row that took over.")
    merged_id = models.BigIntegerField(help_text="The duplicate, whose address leads to the other one.")
    kept_name = models.CharField(max_length=1000, help_text="What the kept row was called when they were merged.")
    merged_name = models.CharField(max_length=1000, help_text="What the duplicate was called.")
    reason = models.TextField(max_length=2000, help_text="Why the two are one; colleagues and researchers read it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State, default=State.MERGED)
    job = models.ForeignKey(
        BulkJob,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where many articles are concerned: the job that moves the rows, or takes them back, in pieces.",
    )
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        permissions = [("merge_rows", "Can merge sources and articles, and undo it")]
        constraints = [
            models.CheckConstraint(name="articles_merge_not_itself", condition=~Q(kept_id=F("merged_id"))),
            models.CheckConstraint(name="articles_merge_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="articles_merge_undone",
                condition=Q(state="undone", undone_at__isnull=False) | ~Q(state="undone") & Q(undone_at=None),
            ),
            models.UniqueConstraint(
                fields=["kind", "merged_id"], condition=~Q(state="undone"), name="articles_merge_one_standing"
            ),
        ]
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="articles_merge_newest"),
            models.Index(fields=["kind", "kept_id"], name="articles_merge_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} into {self.kept_name}"

    def get_absolute_url(self) -> str:
        return reverse("merge_detail", args=[self.pk])

    @property
    def stands(self) -> bool:
        """Whether there is something to undo."""
        return self.state in (self.State.MERGED, self.State.UNDER_WAY)


class MergeMove(models.Model):
    """What a merge did to one row, with the values before and after: what undo reads.

    A *cell* is a column, or the few columns that only move together (the place of a statement: article,
    revision, spans). Moves of one cell by several merges are a chain in the order of their ids; undo takes a
    row back to where its own link begins, and the links after it go with it.
    """

    class Did(models.TextChoices):
        MOVED = "moved", "moved"
        ABSORBED = "absorbed", "absorbed: an equal row was there"
        MADE = "made", "made"
        LEFT = "left", "left with the merged row"

    class Outcome(models.TextChoices):
        STANDS = "", "stands"
        TAKEN_BACK = "taken back", "taken back"
        WITH_ANOTHER = "with another", "settled by the undo of another merge"
        STAYED = "stayed", "stayed where it was"

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moves")
    did = models.CharField(max_length=10, choices=Did)
    table = models.CharField(max_length=50, help_text="articles.Mention, sources.Alias ...")
    row_id = models.BigIntegerField(null=True, help_text="Empty for a name that needed no alias of its own.")
    cell = models.CharField(max_length=20, blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="An absorbed row whole.")
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="A row that was made, whole.")
    article_id = models.BigIntegerField(null=True, help_text="The article whose relays follow from the row, if one.")
    because = models.BigIntegerField(null=True, help_text="The row of the same table that it could not stand beside.")
    why = models.CharField(max_length=300, blank=True, help_text="Why it was left, or stayed at the undo.")
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True, default=Outcome.STANDS)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="articles_mergemove_did", condition=Q(did__in=("moved", "absorbed", "made", "left"))
            )
        ]
        indexes = [
            models.Index(fields=["table", "row_id"], name="articles_mergemove_row"),
            models.Index(
                fields=["table", "because"], name="articles_mergemove_because", condition=Q(because__isnull=False)
            ),
            models.Index(fields=["merge", "article_id"], name="articles_mergemove_article"),
        ]

    def __str__(self) -> str:
        return f"{self.did} {self.table} {self.row_id}"
