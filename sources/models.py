"""Who speaks and who publishes: sources, their names, hosts, owners and bodies.

Knows nothing of articles. Words as in docs/codebook.md.
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q

from sources.printed import host_and_path, name_key, sort_key
from sources.querysets import (
    ORGANISATION_KINDS,
    PUBLISHER_KINDS,
    DatedQuerySet,
    LikelyDuplicateQuerySet,
    SourceQuerySet,
)

MERGED_INTO_LIVING = """
    -- a merged row points to a living row, and nothing points to a merged one
    IF NEW.merged_into_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.merged_into_id AND t.merged_into_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM {table} t WHERE t.merged_into_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'a merged row must point to a living row'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_merged_into_living';
    END IF;
    RETURN NULL;
"""


def merged_into_living(table: str) -> pgtrigger.Trigger:
    """The rule of every table whose rows can be merged, held at commit."""
    return pgtrigger.Trigger(
        name="merged_into_living",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        level=pgtrigger.Row,
        func=MERGED_INTO_LIVING.format(table=table),
    )


def only_for_publishers(column: str, *, or_nobody: bool = False) -> pgtrigger.Trigger:
    """Rows of this table belong to an outlet or agency, or, where it is said so, to nobody.

    FOR SHARE, so that nobody changes the kind while the row is on its way in.
    """
    return pgtrigger.Trigger(
        name="only_for_publishers",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        level=pgtrigger.Row,
        condition=pgtrigger.Condition(f"NEW.{column} IS NOT NULL") if or_nobody else None,
        func=f"""
            PERFORM 1 FROM sources_source s
                WHERE s.id = NEW.{column} AND s.kind IN ('outlet', 'agency') FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'only an outlet or an agency can have this'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'only_for_publishers';
            END IF;
            RETURN NULL;
        """,
    )


def publisher_stays(name: str, tables: str) -> pgtrigger.Trigger:
    """A publisher stays one while `tables` ("table.column, ...") hold rows of it."""
    checks = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} t WHERE t.{column} = NEW.id)"  # noqa: S608
        for table, column in (item.strip().split(".") for item in tables.split(","))
    )
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.UpdateOf("kind"),
        when=pgtrigger.After,
        level=pgtrigger.Row,
        condition=pgtrigger.Condition("OLD.kind IN ('outlet', 'agency') AND NEW.kind NOT IN ('outlet', 'agency')"),
        func=f"""
            IF {checks} THEN
                RAISE EXCEPTION 'a publisher is an outlet or agency and stays one while it has '
                    'articles, domains or owners'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'publisher_stays';
            END IF;
            RETURN NULL;
        """,
    )


def period() -> tuple[Func, str]:
    """The days a dated row holds, both ends included, as an exclusion constraint compares them."""
    days = Func(
        F("starts_on"),
        F("ends_on"),
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="DATERANGE",
    )
    return (days, RangeOperators.OVERLAPS)


def ends_after_start(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{table}_ends_after_start",
        condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
        violation_error_message="The last day lies before the first.",
    )


def tracked(model: type[models.Model]) -> type[models.Model]:
    """History of every insert, update and delete, by trigger. Trackers are made anew: they keep the model's fields."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(model)


language_code = RegexValidator(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Write a language as in BCP 47: en, de, pt-BR.")
country_code = RegexValidator(r"^[A-Z]{2}$", "Write a country as its two capital letters (ISO 3166): GB, DE.")


@tracked
class Source(models.Model):
    """Whoever can be credited. The kind may be corrected; the id stays."""

    class Kind(models.TextChoices):
        OUTLET = "outlet", "outlet"
        AGENCY = "agency", "agency"
        ORGANISATION = "organisation", "organisation"
        GROUP = "group", "named group"
        PERSON = "person", "person"
        DOCUMENT = "document", "document"

    kind = models.CharField(
        max_length=20,
        choices=Kind,
        help_text="What it is. A publisher (outlet, agency) stays one while it has articles, domains or owners.",
    )
    name = models.CharField(
        max_length=300,
        help_text="Today's name in full. After a rename the old one stays as an alias, to the day before.",
    )
    name_key = models.CharField(max_length=300, editable=False)
    sort_key = models.CharField(max_length=700, editable=False, db_collation="C")
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[country_code],
        help_text="Two capital letters (ISO 3166), if it has one.",
    )
    language = models.CharField(
        max_length=20,
        blank=True,
        validators=[language_code],
        help_text="The language it mostly publishes or speaks in (BCP 47: en, de).",
    )
    note = models.TextField(blank=True, help_text="What a colleague should know; shown on the source's page.")
    checked = models.BooleanField(
        default=False,
        help_text="A curator has looked at this source. Those that editors add are new until then.",
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_from",
        help_text="Set by a merge: the source that took over this one's rows.",
    )
    succeeds = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="succeeded_by",
        help_text="After a real split or union: the sources that this one goes on from.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sources_source_has_name", condition=~Q(name="") & ~Q(name_key="")),
            models.CheckConstraint(
                name="sources_source_kind",
                condition=Q(kind__in=("outlet", "agency", "organisation", "group", "person", "document")),
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="sources_source_name_key"),
            # pages of the list step over the merged ones without reading their rows
            models.Index(fields=["sort_key", "id"], include=["merged_into"], name="sources_source_sort"),
            models.Index(fields=["kind", "sort_key", "id"], name="sources_source_kind_sort"),
            # lists in the order of their outlets would else pass all other sources on the way
            models.Index(
                fields=["sort_key", "id"], name="sources_source_publishers", condition=Q(kind__in=PUBLISHER_KINDS)
            ),
            models.Index(F("created_at").desc(), F("id").desc(), name="sources_source_added"),
            models.Index(
                F("created_at").desc(),
                F("id").desc(),
                name="sources_source_publ_added",
                condition=Q(kind__in=PUBLISHER_KINDS),
            ),
            GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="sources_source_name_trgm"),
            models.Index(
                F("id").desc(), name="sources_source_new", condition=Q(checked=False, merged_into__isnull=True)
            ),
        ]
        triggers = [
            merged_into_living("sources_source"),
            publisher_stays("publisher_stays", "sources_domain.outlet_id, sources_ownership.outlet_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keeps the two keys in step with the name, also under update_fields."""
        self._set_keys()
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key", "sort_key"}
        super().save(*args, **kwargs)

    def _set_keys(self) -> None:
        self.name_key = name_key(self.name)[:300]
        self.sort_key = sort_key(self.name)[:700]

    def clean(self) -> None:
        super().clean()
        self._set_keys()  # constraints compare them
        if not self.name.strip():
            raise ValidationError({"name": "Give the source a name."})
        if self.pk and self.kind not in PUBLISHER_KINDS and self.has_publisher_rows():
            raise ValidationError(
                {"kind": "A publisher is an outlet or agency and stays one while it has articles, domains or owners."}
            )

    def has_publisher_rows(self) -> bool:
        """Whether domains, owners or (through the related name that articles add) articles hold it."""
        if self.domains.exists() or self.ownerships.exists():
            return True
        articles = getattr(self, "articles", None)  # the reverse of Article.outlet, where that app is installed
        return articles is not None and articles.exists()

    @property
    def is_publisher(self) -> bool:
        return self.kind in PUBLISHER_KINDS

    def living(self) -> Source:
        """The row this one was merged into, or itself."""
        return self.merged_into or self


class OutletManager(models.Manager.from_queryset(SourceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> SourceQuerySet:
        return super().get_queryset().publishers()


class OrganisationManager(models.Manager.from_queryset(SourceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> SourceQuerySet:
        return super().get_queryset().organisations()


class PersonManager(models.Manager.from_queryset(SourceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> SourceQuerySet:
        return super().get_queryset().people()


class Outlet(Source):
    """A source that publishes: an outlet or an agency."""

    objects = OutletManager()  # type: ignore[misc]

    class Meta:
        proxy = True


class Organisation(Source):
    objects = OrganisationManager()  # type: ignore[misc]

    class Meta:
        proxy = True


class Person(Source):
    objects = PersonManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name_plural = "people"


class Dated(models.Model):
    """Holds from one day to another, both included; an empty end is open."""

    starts_on = models.DateField(null=True, blank=True, help_text="First day it holds; empty if not known or always.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day it holds; empty if it still does.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


@tracked
class Alias(Dated):
    """Another name of a source, for a language and a period. Several sources may carry the same one."""

    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="aliases", help_text="Whose name it is, or was."
    )
    name = models.CharField(max_length=300, help_text="As it is printed: an abbreviation, a former name, a spelling.")
    name_key = models.CharField(max_length=300, editable=False)
    language = models.CharField(
        max_length=20,
        blank=True,
        validators=[language_code],
        help_text="Only in this language; empty for any.",
    )

    class Meta:
        verbose_name_plural = "aliases"
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(name="sources_alias_has_name", condition=~Q(name="") & ~Q(name_key="")),
            ends_after_start("sources_alias"),
            ExclusionConstraint(
                name="sources_alias_once_per_period",
                expressions=[
                    ("source", RangeOperators.EQUAL),
                    ("name_key", RangeOperators.EQUAL),
                    ("language", RangeOperators.EQUAL),
                    period(),
                ],
                violation_error_message="This source has that alias already, for this language and period.",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="sources_alias_name_key"),
            GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="sources_alias_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = name_key(self.name)[:300]
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        # the constraints below compare the key, so a form's check needs it too
        self.name_key = name_key(self.name)[:300]


@tracked
class Domain(Dated):
    """A host, with an optional path, that belongs to one outlet at a time."""

    outlet = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="domains", help_text="The outlet or agency it belongs to."
    )
    host = models.CharField(max_length=253, help_text="Without www: independent.co.uk. A whole address is read too.")
    path = models.CharField(
        max_length=300, blank=True, help_text="Only where one host serves several outlets: /news/wales."
    )

    class Meta:
        ordering = ["host", "path"]
        constraints = [
            models.CheckConstraint(name="sources_domain_has_host", condition=~Q(host="")),
            models.CheckConstraint(
                name="sources_domain_path",
                condition=Q(path="") | Q(path__startswith="/") & ~Q(path__endswith="/"),
            ),
            ends_after_start("sources_domain"),
            ExclusionConstraint(
                name="sources_domain_one_outlet",
                expressions=[("host", RangeOperators.EQUAL), ("path", RangeOperators.EQUAL), period()],
                violation_error_message="That host and path belong to an outlet already in this period.",
            ),
        ]
        triggers = [only_for_publishers("outlet_id")]

    def __str__(self) -> str:
        return self.host + self.path

    def clean(self) -> None:
        super().clean()
        read = host_and_path(self.host + self.path)
        if read is None:
            raise ValidationError({"host": f"“{self.host}” is no host name; write it as independent.co.uk."})
        self.host, self.path = read


@tracked
class Ownership(Dated):
    """Which group an outlet belongs to; outlets with one owner on a day are one publisher family that day."""

    outlet = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="ownerships", help_text="The outlet or agency that is owned."
    )
    owner = models.ForeignKey(
        Source, on_delete=models.PROTECT, related_name="holdings", help_text="The owning group or company."
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sources_ownership_not_itself",
                condition=~Q(outlet=F("owner")),
                violation_error_message="An outlet does not own itself.",
            ),
            ends_after_start("sources_ownership"),
            ExclusionConstraint(
                name="sources_ownership_one_owner",
                expressions=[("outlet", RangeOperators.EQUAL), period()],
                violation_error_message="This outlet has an owner already in this period; end that one first.",
            ),
        ]
        triggers = [only_for_publishers("outlet_id")]

    def __str__(self) -> str:
        return f"{self.outlet} belongs to {self.owner}"


@tracked
class Affiliation(Dated):
    """A person or organisation is part of an organisation, in a role."""

    member = models.ForeignKey(
        Source,
        on_delete=models.CASCADE,
        related_name="affiliations",
        help_text="The person or body that is part of it.",
    )
    organisation = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="members", help_text="What it is part of."
    )
    role = models.CharField(max_length=300, blank=True, help_text="As one would print it: spokeswoman, reservist.")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sources_affiliation_not_itself",
                condition=~Q(member=F("organisation")),
                violation_error_message="Nobody is affiliated to itself.",
            ),
            ends_after_start("sources_affiliation"),
            ExclusionConstraint(
                name="sources_affiliation_once_per_period",
                expressions=[
                    ("member", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    period(),
                ],
                violation_error_message="That affiliation is recorded already for this period.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.role or 'affiliated'}, {self.organisation}"


class LikelyDuplicate(models.Model):
    """Two sources that may be one. Derived by sources/duplicates.py; a person merges them, or says that they are two.

    Not tracked: it can be made again at any time.
    """

    class Reason(models.TextChoices):
        NAME = "name", "the same name"
        HOST = "host", "the same host"
        ALIKE = "alike", "names alike"

    first = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="likely_first", help_text="The one that is held longer."
    )
    second = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="likely_second")
    reason = models.CharField(max_length=10, choices=Reason, help_text="The strongest reason there is.")
    likeness = models.FloatField(help_text="Share of trigrams that the two names have in common, 0 to 1.")
    words = models.CharField(max_length=300, help_text="The name, or the host, that the second carries.")
    found_at = models.DateTimeField(auto_now_add=True)

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="sources_likelyduplicate_once"),
            models.CheckConstraint(name="sources_likelyduplicate_in_order", condition=Q(first__lt=F("second"))),
        ]
        indexes = [models.Index(fields=["-reason", "-likeness", "id"], name="sources_likelyduplicate_queue")]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


@tracked
class NotTheSame(models.Model):
    """A curator's word that two sources are two, however alike they are. Deleting it takes the word back."""

    first = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="not_the_same_first", help_text="One of the two."
    )
    second = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="not_the_same_second", help_text="The other one."
    )
    note = models.TextField(blank=True, help_text="How one can tell them apart; for colleagues.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "pair that is not the same"
        verbose_name_plural = "pairs that are not the same"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="sources_notthesame_once",
                violation_error_message="These two are on record as not the same already.",
            ),
            models.CheckConstraint(
                name="sources_notthesame_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="A source is the same as itself; choose two.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"

    def clean(self) -> None:
        """The pair is kept in the order of ids, whichever was named first."""
        super().clean()
        if self.first_id and self.second_id and self.first_id > self.second_id:
            self.first, self.second = self.second, self.first


__all__ = [
    "ORGANISATION_KINDS",
    "PUBLISHER_KINDS",
    "Affiliation",
    "Alias",
    "Domain",
    "LikelyDuplicate",
    "NotTheSame",
    "Organisation",
    "Outlet",
    "Ownership",
    "Person",
    "Source",
]
