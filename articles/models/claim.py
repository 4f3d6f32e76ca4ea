"""Claims, the judgements that tie statements to them, and the figures statements carry."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.base import Made, State, confidence_in_range, follows_merges, known_state
from articles.models.statement import Statement
from articles.querysets import ClaimQuerySet, MatchQuerySet
from sources.models import merged_into_living, tracked


@tracked
class Claim(Made):
    """The proposition that statements in many articles share. Has no truth value."""

    wording = models.CharField(max_length=1000, help_text="One plain sentence that could be affirmed or denied.")
    wording_sort = models.CharField(max_length=300, editable=False, db_collation="C")
    topics = ArrayField(models.CharField(max_length=100), default=list, blank=True, help_text="With commas.")
    merged_topics = ArrayField(
        models.CharField(max_length=100),
        default=list,
        blank=True,
        editable=False,
        help_text="Those of the topics that came with merged claims; an undo takes them back.",
    )
    event_date = models.DateField(null=True, blank=True, help_text="The day of what it is about, if it has one.")
    note = models.TextField(blank=True, help_text="For colleagues: what belongs to this claim, and what does not.")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    split_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="split_into",
        help_text="The claim that its first statements were taken out of.",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="articles_claim_has_wording", condition=~Q(wording=""))]
        indexes = [
            models.Index(fields=["wording_sort", "id"], name="articles_claim_sort"),
            models.Index(F("created_at").desc(), F("id").desc(), name="articles_claim_newest"),
            GinIndex(fields=["topics"], name="articles_claim_topics"),
            GinIndex(SearchVector("wording", config="simple"), name="articles_claim_words"),
        ]
        triggers = [merged_into_living("articles_claim")]

    def __str__(self) -> str:
        return self.wording

    def save(self, *args, **kwargs) -> None:
        self.wording_sort = self.wording.casefold()[:300]
        fields = kwargs.get("update_fields")
        if fields is not None and "wording" in fields:
            kwargs["update_fields"] = {*fields, "wording_sort"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("claim_detail", args=[self.pk])


@tracked
class Match(models.Model):
    """A person's judgement whether a statement makes a claim. Kept for ever: a new one replaces it."""

    class Judgement(models.TextChoices):
        SAME = "same", "same"
        RELATED = "related", "related"
        DIFFERENT = "different", "different"
        UNSURE = "unsure", "unsure"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="matches")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="matches")
    judgement = models.CharField(max_length=10, choices=Judgement)
    state = models.CharField(max_length=20, choices=State, default=State.ACCEPTED)
    found_by = models.CharField(max_length=100, default="hand")
    confidence = models.FloatField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True, help_text="When a later judgement took its place.")

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "claim"],
                condition=Q(replaced_at=None),
                name="articles_match_one_current",
            ),
            models.CheckConstraint(
                name="articles_match_judgement",
                condition=Q(judgement__in=("same", "related", "different", "unsure")),
            ),
            known_state("articles_match"),
            confidence_in_range("articles_match"),
        ]
        indexes = [
            models.Index(
                fields=["claim", "judgement", "statement"],
                name="articles_match_current",
                condition=Q(replaced_at=None, state="accepted"),
            ),
            models.Index(
                fields=["state", "id"],
                name="articles_match_undecided",
                condition=Q(replaced_at=None, state__in=("suggested", "disputed")),
            ),
        ]
        triggers = follows_merges("articles_match", "claim_id", "articles_claim")

    def __str__(self) -> str:
        return f"{self.judgement}: {self.claim}"


@tracked
class Figure(models.Model):
    """A number in a statement, as printed: value (low = high) or low to high, qualifier, unit."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, help_text="As printed: “more than 360 troops”.")
    low = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True, help_text="At least this many.")
    high = models.DecimalField(max_digits=30, decimal_places=6, null=True, blank=True, help_text="At most this many.")
    qualifier = models.CharField(max_length=50, blank=True, help_text="As printed: “more than”, “around”.")
    unit = models.CharField(max_length=100, blank=True, help_text="What is counted, as printed: “troops”, “%”, “$”.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="articles_figure_position_once"),
            models.CheckConstraint(
                name="articles_figure_has_number",
                condition=Q(low__isnull=False) | Q(high__isnull=False),
                violation_error_message="A figure needs a number.",
            ),
            models.CheckConstraint(
                name="articles_figure_range",
                condition=Q(low=None) | Q(high=None) | Q(high__gte=F("low")),
                violation_error_message="The higher number is below the lower one.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def value(self):
        """The number, where it is one and not a range or a bound."""
        return self.low if self.low == self.high else None
