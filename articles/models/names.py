"""Printed names that wait for a source: counted, asked about, decided - and the decisions taken back."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import urlencode

from articles.models.article import Article, Mention
from articles.models.desk import BulkJob
from articles.querysets import NameDecisionQuerySet, NameQuestionQuerySet, OpenNameQuerySet
from sources.models import Alias, Source, tracked


def name_address(key: str) -> str:
    """The page of a printed name, by its key."""
    return f"{reverse('name_detail')}?{urlencode({'name': key})}"


class NameInArticle(models.Model):
    """One printed name that is open in one living article. Derived, and written by articles/open_names.py alone.

    It is what the article adds to the counts of `OpenName`, so that an edit need not count anew. Article with
    DO_NOTHING, as relays have it: whoever takes an article away derives this in the same transaction.
    """

    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, related_name="open_names")
    outlet = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    printed_key = models.CharField(max_length=300)
    unresolved = models.PositiveIntegerField(help_text="Mentions that are tied to no source.")
    ambiguous = models.PositiveIntegerField(help_text="Mentions that may be one of several sources.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "printed_key"], name="articles_nameinarticle_once"),
        ]
        indexes = [
            models.Index(F("printed_key"), F("article").desc(), name="articles_nameinarticle_name"),
            models.Index(F("printed_key"), F("outlet"), F("article").desc(), name="articles_nameinarticle_outlet"),
        ]

    def __str__(self) -> str:
        return self.printed_key


class OpenName(models.Model):
    """How many living articles and mentions hold a printed name that is open: of one outlet, or (outlet empty) of all.

    Derived, and written by articles/open_names.py alone. No row says zero.
    """

    printed_key = models.CharField(max_length=300)
    outlet = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    articles = models.PositiveIntegerField()
    mentions = models.PositiveIntegerField()
    ambiguous = models.PositiveIntegerField(
        help_text="How many of the mentions are ambiguous; the others are unresolved."
    )

    objects = OpenNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("printed_key", "outlet", name="articles_openname_once", nulls_distinct=False),
        ]
        indexes = [
            # most frequent first, each state along an index of its own
            models.Index(
                F("outlet"), F("articles").desc(), F("mentions").desc(), F("printed_key"), name="articles_openname_all"
            ),
            models.Index(
                F("outlet"),
                F("articles").desc(),
                F("mentions").desc(),
                F("printed_key"),
                name="articles_openname_unresolved",
                condition=Q(mentions__gt=F("ambiguous")),
            ),
            models.Index(
                F("outlet"),
                F("articles").desc(),
                F("mentions").desc(),
                F("printed_key"),
                name="articles_openname_ambiguous",
                condition=Q(ambiguous__gt=0),
            ),
            GinIndex(
                OpClass(F("printed_key"), name="gin_trgm_ops"), name="articles_openname_trgm", condition=Q(outlet=None)
            ),
        ]

    def __str__(self) -> str:
        return self.printed_key

    def get_absolute_url(self) -> str:
        return name_address(self.printed_key) + (f"&outlet={self.outlet_id}" if self.outlet_id else "")

    @property
    def unresolved(self) -> int:
        return self.mentions - self.ambiguous


@tracked
class NameQuestion(models.Model):
    """Somebody asks colleagues who a printed name is; the name stays in the list meanwhile."""

    printed_key = models.CharField(max_length=300, editable=False)
    printed_name = models.CharField(max_length=300, help_text="As printed where it was asked.")
    question = models.TextField(
        max_length=2000, help_text="What you would like to know; colleagues see it in the list."
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(max_length=2000, blank=True, help_text="Who it is, and how you know.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = NameQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="articles_namequestion_has_text", condition=~Q(question="")),
            models.CheckConstraint(
                name="articles_namequestion_answered",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["printed_key", "asked_at"], name="articles_namequestion_name")]

    def __str__(self) -> str:
        return self.question[:80]


class NameDecision(models.Model):
    """What one printed name means: in one article, in all of one outlet, or in all held when it was decided.

    Planned first (`confirmed_at` empty): its preview shows the mentions it would change, and tells at the
    confirmation what has changed since. Plans that nobody confirms are swept away after a day.
    """

    class Scope(models.TextChoices):
        ARTICLE = "article", "this article"
        OUTLET = "outlet", "all articles of this outlet"
        ALL = "all", "all articles"

    class Outcome(models.TextChoices):
        SOURCE = "source", "a source"
        IGNORED = "ignored", "not a source"

    printed_key = models.CharField(max_length=300, editable=False)
    printed_name = models.CharField(max_length=300, help_text="As printed in the newest of its articles.")
    scope = models.CharField(max_length=10, choices=Scope)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    outlet = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="name_decisions")
    source_name = models.CharField(max_length=300, blank=True, help_text="The source's name when it was decided.")
    new_kind = models.CharField(max_length=20, blank=True, choices=Source.Kind, help_text="The source was made by it.")
    another = models.BooleanField(default=False, help_text="Made although another source carries that name.")
    remember = models.BooleanField(default=False, help_text="The printed name becomes an alias of the source.")
    alias = models.ForeignKey(Alias, null=True, on_delete=models.SET_NULL, related_name="+")
    mention_ids = ArrayField(models.BigIntegerField(), help_text="The mentions of its preview, by article.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    job = models.ForeignKey(BulkJob, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, help_text="When the undo was through.")
    undo_job = models.ForeignKey(BulkJob, null=True, on_delete=models.SET_NULL, related_name="+")
    kept = models.CharField(max_length=500, blank=True, help_text="Which of alias and source an undo left, and why.")

    objects = NameDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_namedecision_scope",
                condition=Q(scope="outlet", outlet__isnull=False) | Q(scope__in=("article", "all"), outlet=None),
            ),
        ]
        indexes = [
            models.Index(F("confirmed_at").desc(), F("id").desc(), name="articles_namedecision_last"),
            models.Index(F("printed_key"), F("id").desc(), name="articles_namedecision_name"),
        ]

    def __str__(self) -> str:
        return f"“{self.printed_name}” is {self.meaning}, in {self.where}"

    def get_absolute_url(self) -> str:
        return reverse("namedecision_detail", args=[self.pk])

    @property
    def meaning(self) -> str:
        if self.outcome == self.Outcome.IGNORED:
            return "not a source"
        if self.source is not None:
            return str(self.source)
        return f"a new {self.get_new_kind_display()}: {self.source_name}" if not self.confirmed_at else self.source_name

    @property
    def where(self) -> str:
        if self.scope == self.Scope.ARTICLE:
            return f"“{self.article}”" if self.article else "one article"
        return f"all articles of {self.outlet}" if self.scope == self.Scope.OUTLET else "all articles"


class DecidedMention(models.Model):
    """One mention that a decision changed, as it was before: what the undo needs.

    The mention's id is kept without a foreign key, since a mention goes with the last words that name it.
    """

    decision = models.ForeignKey(NameDecision, on_delete=models.CASCADE, related_name="mentions")
    mention = models.ForeignKey(Mention, db_constraint=False, on_delete=models.DO_NOTHING, related_name="decided")
    article = models.ForeignKey(Article, db_constraint=False, on_delete=models.DO_NOTHING, related_name="+")
    was = models.CharField(max_length=20, choices=Mention.Resolution)
    at = models.DateTimeField(help_text="What the mention's own time says while nobody has changed it since.")
    reporters = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="Attributions that it made speak as reporter, since the source is an outlet or agency.",
    )
    taken_back = models.BooleanField(default=False)
    stayed = models.CharField(max_length=300, blank=True, help_text="Why an undo left it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "mention"], name="articles_decidedmention_once"),
        ]
        indexes = [
            models.Index(fields=["mention", "id"], name="articles_decidedmention_last"),
        ]
