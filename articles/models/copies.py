"""Copies: fingerprints of texts, by which other texts with the same words are found, and pairs of articles."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.article import Article, CopyGroup, Revision
from articles.models.base import Precision, State
from articles.models.statement import Statement
from articles.querysets import WHOLE, CopyPairQuerySet


class Fingerprint(models.Model):
    """One selected hash of an article's newest text (articles/copies). Derived; written anew when the text changes.

    Its key is the index by which others with the same hash are found, so that the table needs no id.
    """

    pk = models.CompositePrimaryKey("value", "article_id")
    value = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.value:x} in article {self.article_id}"


class CopySearch(models.Model):
    """Which text of an article was fingerprinted, by which version, and when its copies were looked for."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="copy_search")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    version = models.CharField(max_length=40, help_text="Of the fingerprints; those of another one are not comparable.")
    fingerprints = models.PositiveIntegerField(help_text="How many the text has.")
    searched_at = models.DateTimeField(null=True, help_text="Empty until its copies were looked for.")

    def __str__(self) -> str:
        return f"{self.article}: {self.fingerprints} fingerprints"


# without the passages: they can be found again in the two revisions
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["passages"])
class CopyPair(models.Model):
    """Two articles of which one has words of the other: suggested by comparing the texts, decided by an editor.

    A pair is kept once, the lower id first; which came earlier is told by their publication (`in_order`).
    """

    STATES = (State.SUGGESTED, State.ACCEPTED, State.REJECTED, State.UNSURE)

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copy_pairs")
    other = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copy_pairs_as_other")
    article_revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    other_revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    similarity = models.FloatField(help_text="Of all different runs of five words, the share that both have; 0 to 1.")
    article_in_other = models.FloatField(help_text="Of the article's words, the share that stands in the other's.")
    other_in_article = models.FloatField(help_text="Of the other's words, the share that stands in the article's.")
    words = models.PositiveIntegerField(help_text="Words in common, in passages.")
    own_words = models.PositiveIntegerField(help_text="Of these, words outside quotation marks in either text.")
    passages = models.JSONField(
        help_text="[{article: [start, end], other: [start, end], words, quoted}], code points of the two revisions."
    )
    found_at = models.DateTimeField(auto_now=True, help_text="When the texts were compared.")
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.label) for state in STATES],
        default=State.SUGGESTED,
        help_text="Accepted: one is a copy of the other, or both of a third text; they are in one copy group.",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    joined = models.BooleanField(default=False, help_text="Whether the two are in one copy group by this decision.")
    gave_way = models.ForeignKey(
        CopyGroup,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The copy group that was joined to another one by this decision, and is empty since.",
    )

    objects = CopyPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="articles_copypair_once"),
            models.CheckConstraint(name="articles_copypair_lower_first", condition=Q(article__lt=F("other"))),
            models.CheckConstraint(
                name="articles_copypair_decided",
                condition=Q(state="suggested", decided_at=None, decided_by=None)
                | Q(state__in=("accepted", "rejected", "unsure"), decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="articles_copypair_shares",
                condition=Q(similarity__range=(0, 1), article_in_other__range=(0, 1), other_in_article__range=(0, 1)),
            ),
            models.CheckConstraint(name="articles_copypair_words", condition=Q(own_words__lte=F("words"))),
            models.CheckConstraint(
                name="articles_copypair_joined", condition=Q(state="accepted") | Q(joined=False, gave_way=None)
            ),
        ]
        indexes = [
            # the list: by state, what has most in common first
            models.Index(F("state"), F("own_words").desc(), F("id"), name="articles_copypair_state"),
            models.Index(F("state"), F("similarity").desc(), F("id"), name="articles_copypair_similar"),
            models.Index(F("state"), F("found_at").desc(), F("id"), name="articles_copypair_found"),
        ]

    def __str__(self) -> str:
        return f"{self.article} / {self.other}"

    def get_absolute_url(self) -> str:
        return reverse("copypair_detail", args=[self.pk])

    def in_order(self) -> tuple[Article, Article] | None:
        """(earlier, later) by first publication; None where that is not known, or both have one day without a time."""
        for first, second in ((self.article, self.other), (self.other, self.article)):
            if _is_earlier(first, second):
                return first, second
        return None

    @property
    def shown_in_order(self) -> tuple[Article, Article]:
        """The earlier one first where that is known."""
        return self.in_order() or (self.article, self.other)

    @property
    def percent(self) -> int:
        return round(100 * self.similarity)

    @property
    def is_whole(self) -> bool:
        """Whether most of both texts stands in the other; else passages do."""
        return min(self.article_in_other, self.other_in_article) >= WHOLE

    def others_of(self, article: Article) -> Article:
        return self.other if article.pk == self.article_id else self.article


def _is_earlier(first: Article, second: Article) -> bool:
    """Read as CopyPairQuerySet.with_order does, in SQL."""
    if first.published_at is None or second.published_at is None:
        return False
    if first.published_precision == second.published_precision == Precision.MINUTE:
        return first.published_at < second.published_at
    return first.published_at.astimezone(dt.UTC).date() < second.published_at.astimezone(dt.UTC).date()


class CopiedStatement(models.Model):
    """A statement whose words stand in another copy of its text: what is decided of the first holds for it.

    Derived (articles/copied.py). A decision of its own, taken later, goes before.
    """

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="copied")
    first = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="copies", help_text="The one that the review desk shows."
    )
    decided_at = models.DateTimeField(
        null=True, help_text="Of the decision about the first that was carried over; empty: none was."
    )
    made = models.BooleanField(
        default=False, help_text="Whether the decision made the statement; no rule found it here."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="articles_copiedstatement_of_another", condition=~Q(statement=F("first")))
        ]

    def __str__(self) -> str:
        return f"statement {self.statement_id} as {self.first_id}"
