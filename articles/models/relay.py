"""Relays: derived rows, written by articles/relays.py alone and recomputable at any time."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.article import Article, Credit, Mention
from articles.models.base import Precision, State
from articles.models.statement import Attribution, Statement
from articles.querysets import RelayQuerySet
from sources.models import Source


class Relay(models.Model):
    """Outlet X, in article A, relays a statement (or a whole text) from a source, via whom.

    One row for each statement and each source it credits (or mention, while unresolved). The
    columns after `mention` repeat those of its rows, so that lists filter and sort on indexes.

    The database lets no row go that a relay still points to (DO_NOTHING under a foreign key that is
    checked at commit): whoever takes marking away must derive the relays in the same transaction,
    or the summary rows would not hear of it.
    """

    class Kind(models.TextChoices):
        STATEMENT = "statement", "statement"
        ARTICLE = "article", "article"

    class ViaState(models.TextChoices):
        NONE_NEEDED = "none needed", "none needed"
        RECORDED = "recorded", "recorded"
        NOT_RECORDED = "not recorded", "not recorded"

    relay_kind = models.CharField(max_length=10, choices=Kind)
    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, related_name="relays")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.DO_NOTHING, related_name="relays")
    attribution = models.OneToOneField(Attribution, null=True, on_delete=models.DO_NOTHING, related_name="relay")
    credit = models.OneToOneField(Credit, null=True, on_delete=models.DO_NOTHING, related_name="relay")
    mention = models.ForeignKey(Mention, on_delete=models.DO_NOTHING, related_name="relays")
    outlet = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="relays_published")
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="relays_credited")
    resolution = models.CharField(max_length=20, choices=Mention.Resolution)
    depth = models.PositiveSmallIntegerField(help_text="1 is outermost.")
    form = models.CharField(max_length=10, choices=Statement.Form, blank=True)
    polarity = models.CharField(max_length=10, choices=Statement.Polarity, blank=True)
    channel = models.CharField(max_length=20, choices=Statement.Channel, blank=True)
    speaks_as = models.CharField(max_length=10, choices=Attribution.SpeaksAs, blank=True)
    via_state = models.CharField(max_length=20, choices=ViaState)
    self_credit = models.BooleanField()
    state = models.CharField(max_length=20, choices=State)
    found_by = models.CharField(max_length=100)
    published_at = models.DateTimeField(null=True)
    published_precision = models.CharField(max_length=10, choices=Precision)
    language = models.CharField(max_length=20, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    claim_ids = ArrayField(
        models.BigIntegerField(), default=list, help_text="Claims the statement is judged to make (accepted, same)."
    )

    objects = RelayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_relay_kind",
                condition=Q(relay_kind="statement", statement__isnull=False, attribution__isnull=False, credit=None)
                | Q(relay_kind="article", statement=None, attribution=None, credit__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["statement", "source"],
                name="articles_relay_once_per_source",
                condition=Q(source__isnull=False),
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(nulls_last=True), F("id").desc(), name="articles_relay_newest"),
            models.Index(
                F("outlet"),
                F("published_at").desc(nulls_last=True),
                F("id").desc(),
                name="articles_relay_outlet",
            ),
            models.Index(
                F("source"),
                F("published_at").desc(nulls_last=True),
                F("id").desc(),
                name="articles_relay_source",
            ),
            models.Index(fields=["state", "id"], name="articles_relay_undecided", condition=~Q(state="accepted")),
            models.Index(fields=["resolution", "id"], name="articles_relay_open", condition=~Q(resolution="resolved")),
            GinIndex(fields=["claim_ids"], name="articles_relay_claims"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet} relays {self.mention}"

    def get_absolute_url(self) -> str:
        """The permalink: by the oldest attribution, or by the credit; a rebuild keeps it."""
        if self.attribution_id:
            return reverse("relay_detail", args=[self.attribution_id])
        return reverse("relay_article_detail", args=[self.credit_id])


class RelayVia(models.Model):
    """Who stands between, for one relay: nearest to the article first."""

    class Basis(models.TextChoices):
        ENCLOSING = "enclosing statement", "enclosing statement"
        WORDS = "words", "words"
        PASSAGE = "passage", "passage"
        CREDIT = "copy or credit line", "copy or credit line"
        CITED_ARTICLE = "cited article", "cited article"
        EDITOR = "editor", "editor"

    relay = models.ForeignKey(Relay, on_delete=models.CASCADE, related_name="vias")
    position = models.PositiveSmallIntegerField(help_text="1 is nearest to the article.")
    mention = models.ForeignKey(Mention, on_delete=models.DO_NOTHING, related_name="relay_vias")
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="relays_passed")
    basis = models.CharField(max_length=20, choices=Basis)
    resolution = models.CharField(max_length=20, choices=Mention.Resolution, default=Mention.Resolution.RESOLVED)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["relay", "position"], name="articles_relayvia_position_once"),
        ]
        indexes = [models.Index(fields=["source", "basis", "relay"], name="articles_relayvia_source")]
