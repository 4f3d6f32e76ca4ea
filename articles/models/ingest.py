"""How articles come in by themselves: feeds that are polled, addresses that are fetched, and the evidence of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.addresses import canonical
from articles.models.article import Article, Revision
from articles.models.base import Made
from articles.models.imports import Import
from articles.querysets import ArrivalQuerySet, FeedHealthQuerySet
from sources.models import Source, only_for_publishers, tracked


@tracked
class Feed(Made):
    """A list of articles that an outlet, or a transport of several, keeps at an address."""

    address = models.CharField(
        max_length=2000, help_text="Of the feed itself: RSS, Atom, RDF or JSON Feed, http:// or https://."
    )
    address_key = models.CharField(max_length=2000, unique=True, editable=False, db_collation="C")
    outlet = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="feeds",
        help_text="Who publishes what it lists. Empty for an aggregator or a host of many: then each article's outlet "
        "is told by the domain of its address, and the feed is a transport only.",
    )
    is_on = models.BooleanField("is polled", default=True, help_text="Untick to stop polling; nothing is forgotten.")
    note = models.TextField(blank=True, help_text="For colleagues.")

    class Meta:
        permissions: ClassVar = [("fetch_article", "Can have addresses fetched")]
        triggers: ClassVar = [only_for_publishers("outlet_id", or_nobody=True)]

    def __str__(self) -> str:
        return f"{self.outlet or 'transport'}: {self.address}"

    def save(self, *args, **kwargs) -> None:
        self.address_key = canonical(self.address).key
        super().save(*args, **kwargs)
        FeedHealth.objects.get_or_create(feed=self)

    def clean(self) -> None:
        super().clean()
        try:
            read = canonical(self.address)
        except ValueError as error:
            raise ValidationError({"address": str(error)}) from error
        self.address_key = read.key
        if Feed.objects.filter(address_key=read.key).exclude(pk=self.pk).exists():
            raise ValidationError({"address": "This feed is known already."})

    def get_absolute_url(self) -> str:
        return reverse("feed_detail", args=[self.pk])


class FeedHealth(models.Model):
    """How polling one feed goes. Apart from the feed, so that a poll is no edit of it."""

    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="health")
    title = models.CharField(max_length=300, blank=True, help_text="What the feed calls itself.")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True, help_text="When it was last asked.")
    succeeded_at = models.DateTimeField(null=True, blank=True, help_text="When it last answered as a feed.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row, since the last success.")
    error = models.CharField(max_length=1000, blank=True, help_text="Why the last poll failed, in words.")
    problems = models.JSONField(default=list, help_text="What was odd in what the last poll brought, in words.")
    brought = models.PositiveIntegerField(default=0, help_text="Articles first heard of here.")
    brought_at = models.DateTimeField(null=True, blank=True, help_text="When it last listed something new.")
    interval = models.PositiveIntegerField(default=900, help_text="Seconds to the next poll after a success.")
    next_at = models.DateTimeField(null=True, blank=True, help_text="Polled then; empty: within a minute.")

    objects = FeedHealthQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(F("next_at").asc(nulls_first=True), name="articles_feedhealth_next")]

    def __str__(self) -> str:
        return f"{self.feed}: {'failing' if self.error else 'well'}"


class Arrival(models.Model):
    """An address that was asked for, by hand or by a feed, and what became of it. One row an address."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        STORED = "stored", "stored"
        REFUSED = "refused", "not taken"
        FAILING = "failing", "failed, tried again later"

    address = models.CharField(max_length=2000, help_text="As asked for, without tracking parameters.")
    address_key = models.CharField(max_length=2000, unique=True, editable=False, db_collation="C")
    feed = models.ForeignKey(
        Feed,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="arrivals",
        help_text="The feed that listed it first; empty where an editor asked.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    said = models.JSONField(
        default=dict, help_text="What the feed said of it: title, byline, published, precision, source_name …"
    )
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=1000, blank=True, help_text="Why it is not stored, and what can be done.")
    attempts = models.PositiveIntegerField(default=0)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When it was last fetched.")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is looked at again: after a failure, or whether its text has changed."
    )

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="articles_arrival_state"),
            models.Index(fields=["next_at"], name="articles_arrival_next", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("arrival_detail", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it still to do, so that the page looks again."""
        return self.state == self.State.WAITING


class Capture(models.Model):
    """One answer of a server, as it came or as it lay in a file: the evidence of what an article said when.

    The bytes lie in the storage “captures”, compressed, under the hash of their content; equal ones lie there once.
    """

    arrival = models.ForeignKey(
        Arrival,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="captures",
        help_text="The address that was asked for; empty for a page that a file brought.",
    )
    imported = models.ForeignKey(
        Import,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="captures",
        help_text="The file that brought it.",
    )
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="captures")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="captures")
    address = models.CharField(max_length=2000, help_text="That answered, after redirects.")
    redirects = models.JSONField(default=list, help_text="Addresses gone through, the first asked for first.")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=list, help_text="[name, value] pairs in the order they came.")
    peer = models.CharField(max_length=45, blank=True, help_text="The IP address connected to.")
    media_type = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, help_text="Of the body as it came, in hexadecimal.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the body as it came.")
    fetched_at = models.DateTimeField()

    class Meta:
        permissions: ClassVar = [("export_captures", "Can download what was fetched, as WARC")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="articles_capture_fetched_or_brought",
                condition=Q(arrival=None, imported__isnull=False) | Q(arrival__isnull=False, imported=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="articles_capture_sha256"),
            models.Index(fields=["article", "fetched_at"], name="articles_capture_article"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.fetched_at:%Y-%m-%d %H:%M} UTC"


class Host(models.Model):
    """A server as we ask it: its robots.txt, and when it may be asked again. Shared by all workers."""

    name = models.CharField(max_length=300, unique=True, help_text="Scheme, host and port: https://example.org:443.")
    robots = models.TextField(blank=True, help_text="The robots.txt last read.")
    robots_error = models.CharField(max_length=1000, blank=True, help_text="Why it could not be read.")
    robots_at = models.DateTimeField(null=True, blank=True)
    pace = models.FloatField(default=0, help_text="Seconds between two requests that its robots.txt asks for.")
    next_at = models.DateTimeField(null=True, blank=True, help_text="The next turn that nobody has taken yet.")

    def __str__(self) -> str:
        return self.name
