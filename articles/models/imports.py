"""Files of articles that are brought in, and what became of each of their lines."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from articles.models.article import Article
from sources.models import Source


class Import(models.Model):
    """A file of articles: what it is, how its columns are read, how far it has been gone through.

    The bytes lie in the storage “captures” under imports/, by their hash. All that follows from a line is stored in
    the transaction that counts it, so that a worker may die at any instant.
    """

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        JSONL = "jsonl", "JSON Lines"
        ZIP = "zip", "ZIP of web pages"
        WARC = "warc", "WARC"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "uploaded"
        WAITING = "waiting", "waiting for a worker"
        RUNNING = "running", "under way"
        TRIED = "tried", "tried out"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"
        FAILED = "failed", "failed"

    UNDER_WAY = (State.WAITING, State.RUNNING)

    file_name = models.CharField(max_length=300, help_text="As its owner called it.")
    kind = models.CharField(max_length=10, choices=Kind, help_text="By what its bytes are, not by its name.")
    sha256 = models.CharField(max_length=64, help_text="Of the file, in hexadecimal.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    encoding = models.CharField(max_length=40, blank=True, help_text="Of a file of rows.")
    delimiter = models.CharField(max_length=1, blank=True, help_text="Between the cells of a CSV file.")
    columns = models.JSONField(default=list, help_text="Of a file of rows, in its order.")
    mapping = models.JSONField(default=dict, help_text="{column: what of an article it holds}; others are not read.")
    outlet = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who published what names no outlet and has no address of a known one.",
    )
    no_address = models.CharField(
        "reason for no address",
        max_length=20,
        blank=True,
        choices=Article.NoAddress,
        help_text="For what gives neither an address nor a reason; empty: such lines are refused.",
    )
    all_or_nothing = models.BooleanField(default=False, help_text="Nothing is stored where one line is refused.")
    suggests = models.BooleanField(default=True, help_text="Whether the articles are read for suggestions afterwards.")
    state = models.CharField(max_length=20, choices=State, default=State.UPLOADED)
    is_trial = models.BooleanField(default=False, help_text="Whether the last run was to store nothing.")
    problem = models.CharField(max_length=1000, blank=True, help_text="Why it failed, and what can be done.")
    stored = models.PositiveIntegerField(default=0, help_text="Lines that became an article, or would.")
    revised = models.PositiveIntegerField(default=0, help_text="Lines that brought a new text of an article.")
    held = models.PositiveIntegerField(default=0, help_text="Lines whose article was in the record with that text.")
    refused = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0, help_text="Entries that are no pages.")
    done_to = models.PositiveIntegerField(default=0, help_text="The last line or entry gone through.")
    part = models.PositiveSmallIntegerField(default=0, help_text="Of the file gone through, in thousandths.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions: ClassVar = [("import_articles", "Can bring in files of articles")]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="articles_import_sha256")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("import_detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it still to do, so that the page looks again."""
        return self.state in self.UNDER_WAY

    @property
    def unit(self) -> str:
        return {"csv": "line", "jsonl": "line", "zip": "entry", "warc": "record"}[self.kind]

    @property
    def gone_through(self) -> int:
        return self.stored + self.revised + self.held + self.refused


class ImportLine(models.Model):
    """What became of one line of a CSV or JSON Lines file, one entry of a ZIP, or one record of a WARC."""

    class Outcome(models.TextChoices):
        STORED = "stored", "stored"
        REVISED = "revised", "new text stored"
        HELD = "held", "held already"
        REFUSED = "refused", "refused"

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of the line, entry or record, from 1; a heading is line 1.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="import_lines",
        help_text="That it became, or that was there; empty for one refused, and after a trial.",
    )
    reason = models.CharField(max_length=1000, blank=True, help_text="Why it was refused.")
    excerpt = models.CharField(max_length=200, blank=True, help_text="How the line begins, or the entry's name.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["imported", "number"], name="articles_importline_number_once"),
            models.CheckConstraint(
                name="articles_importline_reason", condition=Q(outcome="refused") & ~Q(reason="") | Q(reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["imported", "outcome", "number"], name="articles_importline_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.imported}, {self.number}: {self.get_outcome_display()}"
