"""An article, its captured texts, the sources it names and the lines it credits."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse

from articles.addresses import canonical
from articles.models.base import (
    Decidable,
    Made,
    Precision,
    confidence_in_range,
    follows_merges,
    known_state,
    refuse_if_exists,
    set_based,
    spans_field,
    spans_in_order,
)
from articles.querysets import SEARCHED_CHARACTERS, ArticleQuerySet, CreditQuerySet, MentionQuerySet
from articles.text import Parts
from sources.models import (
    Source,
    country_code,
    language_code,
    merged_into_living,
    only_for_publishers,
    publisher_stays,
    tracked,
)
from sources.referring import reference

# What is said of printed words that name nobody, by what they are (sources/referring.py).
NO_NAME = {
    "pronoun": "“{}” is a pronoun: choose whom it stands for in this article, or give the name.",
    "description": "“{}” describes and does not name: choose “unnamed: a description”, or give the name. "
    "If it is a name after all, choose “a new …” and make it a source.",
}


class Publisher(Source):
    """A source as the outlet of articles: what articles forbid its row to do."""

    class Meta:
        proxy = True
        triggers = [publisher_stays("publisher_with_articles_stays", "articles_article.outlet_id")]


@tracked
class CopyGroup(Made):
    """Articles that carry copies of one text; its original may not be held."""

    original = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="original_of",
        help_text="The article the others were copied from, where it is held.",
    )
    note = models.TextField(blank=True, help_text="For colleagues: where the text comes from, how the copies differ.")

    def __str__(self) -> str:
        return f"copy group {self.pk}"


@tracked
class Article(Made):
    """One published piece of one outlet, with one canonical address or the reason why it has none."""

    class Genre(models.TextChoices):
        NEWS = "news", "news"
        ANALYSIS = "analysis", "analysis"
        OPINION = "opinion", "opinion"
        INTERVIEW = "interview", "interview"
        LIVE = "live", "live blog"
        RELEASE = "press release", "press release"
        FACT_CHECK = "fact check", "fact check"
        OTHER = "other", "other"

    class NoAddress(models.TextChoices):
        PRINT = "print", "print"
        BROADCAST = "broadcast", "broadcast"
        NEWSLETTER = "newsletter", "newsletter"
        GONE = "gone", "no longer on line"
        OTHER = "other", "other"

    class CameIn(models.TextChoices):
        HAND = "hand", "by hand"
        ADDRESS = "address", "from an address"
        FEED = "feed", "from a feed"
        FILE = "file", "from a file"

    class Progress(models.TextChoices):
        NOT_LOOKED_AT = "not looked at", "not looked at"
        BEGUN = "begun", "begun"
        GONE_THROUGH = "gone through", "gone through"

    outlet = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Who published it: an outlet or agency.",
    )
    address = models.CharField(
        max_length=2000, blank=True, help_text="Canonical web address; leave empty only with a reason below."
    )
    address_key = models.CharField(
        max_length=2000, null=True, blank=True, unique=True, editable=False, db_collation="C"
    )
    no_address = models.CharField(
        "reason for no address",
        max_length=20,
        blank=True,
        choices=NoAddress,
        help_text="Why there is no address.",
    )
    title = models.CharField(max_length=1000, help_text="As printed; that of the newest revision.")
    title_sort = models.CharField(max_length=300, editable=False, db_collation="C")
    byline = models.CharField(max_length=500, blank=True, help_text="As printed.")
    language = models.CharField(max_length=20, blank=True, validators=[language_code], help_text="BCP 47: en, de.")
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[country_code],
        help_text="Of the edition, if not the outlet's own.",
    )
    genre = models.CharField(
        max_length=20,
        choices=Genre,
        default=Genre.NEWS,
        help_text="What kind of piece it is, as the outlet presents it.",
    )
    came_in = models.CharField(max_length=20, choices=CameIn, default=CameIn.HAND, editable=False)
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="First publication, UTC. With day precision: that day at 00:00 UTC."
    )
    published_precision = models.CharField(
        max_length=10,
        choices=Precision,
        default=Precision.UNKNOWN,
        help_text="How exactly the time of publication is known.",
    )
    first_seen_at = models.DateTimeField(auto_now_add=True)
    text_hash = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the first revision's text.")
    copy_group = models.ForeignKey(
        CopyGroup,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text="The articles that carry copies of one text; empty for a text of its own.",
    )
    progress = models.CharField(
        max_length=20,
        choices=Progress,
        default=Progress.NOT_LOOKED_AT,
        help_text="Only “gone through” lets anyone say that this article does not relay something.",
    )
    gone_through_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    gone_through_at = models.DateTimeField(null=True, blank=True, editable=False)
    gone_through_revision = models.ForeignKey(
        "articles.Revision",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField(blank=True, help_text="For colleagues; shown on the article's page.")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        permissions = [
            ("mark_article", "Can mark statements, credits and passages"),
            ("export_rows", "Can download lists as CSV"),
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_article_address_or_reason",
                condition=Q(address="", address_key=None) & ~Q(no_address="")
                | ~Q(address="") & Q(address_key__isnull=False, no_address=""),
                violation_error_message="Give the address, or the reason why there is none; not both.",
            ),
            models.UniqueConstraint(
                # without an address these guard against doubles; the text begins with the title, whose own
                # column may be too long for an index row
                "outlet",
                "published_at",
                "text_hash",
                name="articles_article_no_address_once",
                condition=Q(address_key=None),
                nulls_distinct=False,
                violation_error_message="This outlet has an article with that date, title and text already.",
            ),
            models.CheckConstraint(name="articles_article_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="articles_article_precision",
                condition=Q(published_precision="unknown", published_at=None)
                | Q(published_precision__in=("minute", "day"), published_at__isnull=False),
                violation_error_message="A date needs its precision, and a precision its date.",
            ),
            models.CheckConstraint(
                name="articles_article_gone_through",
                condition=Q(progress="gone through", gone_through_at__isnull=False)
                | Q(progress__in=("not looked at", "begun"), gone_through_at=None),
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(nulls_last=True), F("id").desc(), name="articles_article_newest"),
            models.Index(
                F("outlet"),
                F("published_at").desc(nulls_last=True),
                F("id").desc(),
                name="articles_article_outlet",
            ),
            models.Index(F("first_seen_at").desc(), F("id").desc(), name="articles_article_seen"),
            models.Index(fields=["title_sort", "id"], name="articles_article_title"),
            models.Index(fields=["progress", "id"], name="articles_article_progress"),
            GinIndex(SearchVector("title", config="simple"), name="articles_article_words"),
            models.Index(fields=["country"], name="articles_article_country", condition=~Q(country="")),
            models.Index(fields=["no_address", "id"], name="articles_article_no_address", condition=~Q(no_address="")),
        ]
        triggers = [
            merged_into_living("articles_article"),
            only_for_publishers("outlet_id"),
            *follows_merges("articles_article", "outlet_id", "sources_source"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Keeps the keys in step with address and title, also under update_fields."""
        self.keep_keys()
        fields = kwargs.get("update_fields")
        if fields is not None:
            extra = {"address": "address_key", "title": "title_sort"}
            kwargs["update_fields"] = {*fields, *(extra[name] for name in fields if name in extra)}
        super().save(*args, **kwargs)

    def keep_keys(self) -> None:
        """Before `bulk_create`, which does not call `save`."""
        self.address_key = canonical(self.address).key if self.address else None
        self.title_sort = self.title.casefold()[:300]

    def clean(self) -> None:
        super().clean()
        if self.address:
            try:
                read = canonical(self.address)
            except ValueError as error:
                raise ValidationError({"address": str(error)}) from error
            self.address, self.address_key = read.address, read.key

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.pk])

    @property
    def published_on(self):
        """The UTC day of first publication, or None; never shifted by a reader's zone."""
        return self.published_at.date() if self.published_at else None

    def current_revision(self) -> Revision:
        """The newest captured text. One query, unless `revisions` was prefetched."""
        return max(self.revisions.all(), key=lambda revision: revision.number)


class Revision(models.Model):
    """One captured text of an article; a new one when the text changes. Spans point into it.

    Not tracked by history: a text is never overwritten (a trigger refuses it).
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(help_text="1 is the first captured text.")
    text = models.TextField(help_text="Title, blank line, standfirst and blank line if any, body.")
    length = models.PositiveIntegerField(help_text="Code points of the text.")
    title_end = models.PositiveIntegerField()
    standfirst_end = models.PositiveIntegerField(help_text="Where the standfirst ends; title_end if there is none.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the text in UTF-8, in hexadecimal.")
    captured_at = models.DateTimeField(auto_now_add=True)
    captured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articles_revision_number_once"),
            models.CheckConstraint(
                name="articles_revision_parts",
                condition=Q(title_end__gt=0, title_end__lte=F("standfirst_end"), standfirst_end__lte=F("length")),
            ),
        ]
        indexes = [
            GinIndex(
                SearchVector(Left("text", SEARCHED_CHARACTERS), config="simple"),
                name="articles_revision_words",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="text_is_never_overwritten",
                operation=pgtrigger.UpdateOf("text", "text_hash", "length", "article_id", "number"),
            )
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"

    @property
    def parts(self) -> Parts:
        """Where title, standfirst and body lie in the text."""
        gap = 2  # the blank line between the parts
        has_standfirst = self.standfirst_end > self.title_end
        return Parts(
            title=(0, self.title_end),
            standfirst=(self.title_end + gap, self.standfirst_end) if has_standfirst else None,
            body=(min(self.standfirst_end + gap, self.length), self.length),
        )


@tracked
class Mention(models.Model):
    """One source as named within one article: all ways of naming it there."""

    class Resolution(models.TextChoices):
        RESOLVED = "resolved", "resolved"
        UNRESOLVED = "unresolved", "unresolved"
        AMBIGUOUS = "ambiguous", "ambiguous"
        UNNAMED = "unnamed", "unnamed"
        IGNORED = "ignored", "not a source"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    resolution = models.CharField(
        max_length=20,
        choices=Resolution,
        help_text="Resolved: tied to the source below. Ambiguous: several carry the name. Ignored: no source at all.",
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mentions",
        help_text="The known source it is tied to; only when resolved.",
    )
    printed_name = models.CharField(
        max_length=300,
        blank=True,
        help_text="The naming part as printed: “Ron Feiner”. Empty for a description.",
    )
    printed_key = models.CharField(max_length=300, blank=True, editable=False)
    source_kind = models.CharField(
        max_length=20,
        blank=True,
        choices=Source.Kind,
        help_text="What it seems to be, while it is not resolved.",
    )
    descriptor = models.CharField(
        max_length=500, blank=True, help_text="Of an unnamed source, as printed: “two senior officials”."
    )
    number_low = models.PositiveIntegerField(null=True, blank=True, help_text="Of unnamed sources: how many, at least.")
    number_high = models.PositiveIntegerField(null=True, blank=True, help_text="Of unnamed sources: how many, at most.")
    body = models.CharField(max_length=300, blank=True, help_text="The body it belongs to, as printed.")
    reason = models.CharField(max_length=500, blank=True, help_text="The reason given for namelessness, as printed.")
    affiliation = models.CharField(
        max_length=500, blank=True, help_text="As printed: “a reservist and member of the organization …”."
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_mention_resolved_has_source",
                condition=Q(resolution="resolved", source__isnull=False) | ~Q(resolution="resolved") & Q(source=None),
                violation_error_message="A resolved mention has a source, and only a resolved one.",
            ),
            models.CheckConstraint(
                name="articles_mention_named_or_unnamed",
                condition=Q(resolution="unnamed", printed_name="") & ~Q(descriptor="")
                | ~Q(resolution="unnamed") & (Q(source__isnull=False) | ~Q(printed_name="")),
                violation_error_message="An unnamed source has a descriptor and no name; any other has a name.",
            ),
            models.CheckConstraint(
                name="articles_mention_number",
                condition=Q(number_low=None) | Q(number_high=None) | Q(number_high__gte=F("number_low")),
                violation_error_message="The higher number is below the lower one.",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "article"], name="articles_mention_source"),
            models.Index(
                fields=["printed_key", "article"],
                name="articles_mention_open",
                condition=Q(resolution__in=("unresolved", "ambiguous")),
            ),
        ]
        triggers = follows_merges("articles_mention", "source_id", "sources_source")

    def __str__(self) -> str:
        return self.printed_name or self.descriptor or (self.source.name if self.source else "")

    def clean(self) -> None:
        """Only names wait for a source: the work list of names holds no pronoun and no description."""
        super().clean()
        if self.resolution in (self.Resolution.UNRESOLVED, self.Resolution.AMBIGUOUS):
            found = reference(self.printed_name, self.article.language)
            if found != "name":
                raise ValidationError(NO_NAME[found].format(self.printed_name))

    @property
    def name(self) -> str:
        """Today's name where it is resolved, else what was printed."""
        return self.source.name if self.source else self.printed_name or self.descriptor


@tracked
class Credit(Decidable, Made):
    """A credit line, or a passage that an editor reads as retold from a source."""

    class Role(models.TextChoices):
        BYLINE_AGENCY = "byline agency", "byline agency"
        DATELINE = "dateline", "dateline"
        FOOT_LINE = "foot line", "foot line"
        COPY = "copy", "copy"
        CONTRIBUTING = "contributing", "contributing"
        HAT_TIP = "h/t", "h/t"
        PHOTO = "photo", "photo"
        VIDEO = "video", "video"
        PASSAGE = "passage", "passage retold"

    # these credit the whole text: an *article* relay of their own, and via of every statement in it
    WHOLE_TEXT = (Role.BYLINE_AGENCY, Role.DATELINE, Role.FOOT_LINE, Role.COPY)

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="credits")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="credits")
    role = models.CharField(
        max_length=20,
        choices=Role,
        help_text="Byline agency, dateline, foot line and copy credit the whole text: they are relays.",
    )
    mention = models.ForeignKey(
        Mention,
        on_delete=models.PROTECT,
        related_name="credits",
        help_text="Who is credited, as named in this article.",
    )
    spans = spans_field(
        default=list,
        blank=True,
        help_text="The credit line, or the passage; empty for a byline kept apart from the text.",
    )
    selectors = models.JSONField(default=list, blank=True, help_text="W3C TextQuoteSelector of each span.")
    printed = models.TextField(blank=True, help_text="The credit line as printed; of a passage, its first words.")
    cited_article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="credited_whole",
        help_text="The very article of the credited outlet, where it is held.",
    )
    note = models.TextField(blank=True, help_text="For colleagues.")

    objects = CreditQuerySet.as_manager()

    class Meta:
        constraints = [
            spans_in_order("articles_credit"),
            models.CheckConstraint(
                name="articles_credit_passage_has_spans",
                condition=~Q(role="passage") | ~Q(spans=[]),
                violation_error_message="A passage is a range of the text: give where it starts and ends.",
            ),
            known_state("articles_credit"),
            confidence_in_range("articles_credit"),
        ]
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="articles_credit_undecided",
                condition=Q(state__in=("suggested", "disputed")),
            )
        ]
        triggers = set_based(
            "inside_its_article",
            refuse_if_exists(
                """SELECT 1 FROM new_values n
                   JOIN articles_revision r ON r.id = n.revision_id JOIN articles_mention m ON m.id = n.mention_id
                   WHERE r.article_id <> n.article_id OR m.article_id <> n.article_id
                      OR n.spans[array_upper(n.spans, 1)][2] > r.length""",
                "articles_credit_inside_its_article",
                "a credit lies inside a revision of its own article and credits a mention there",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.mention}"
