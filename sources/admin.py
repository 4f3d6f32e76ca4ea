"""Curating who speaks and who publishes.

Actions on many sources, and what needs to know of articles, are added in articles/admin/directory.py.
"""

import datetime as dt
from itertools import combinations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from sources import duplicates
from sources.curation import (
    AllConstraints,
    CountryFilter,
    Labelled,
    LanguageFilter,
    ReadOnly,
    RecordAdmin,
    RefusalsSpoken,
    Seen,
    row_link,
    sources_called,
)
from sources.models import (
    ORGANISATION_KINDS,
    PUBLISHER_KINDS,
    Affiliation,
    Alias,
    Domain,
    LikelyDuplicate,
    NotTheSame,
    Organisation,
    Outlet,
    Ownership,
    Person,
    Source,
)
from sources.names import carriers_of_alias
from sources.printed import name_key

# a body with thousands of members is no form: beyond, its rows are a list of their own
ROWS_IN_A_FORM = 100


class DatedFormSet(BaseInlineFormSet):
    """Rows of one source that hold at one time must differ in `compared`; the database looks at stored rows."""

    compared: tuple[str, ...] = ()
    sentence = "Two of these rows hold at one time."

    def clean(self):
        super().clean()
        rows = [form.instance for form in self.forms if self._is_kept(form)]
        for one, other in combinations(rows, 2):
            same = all(getattr(one, name) == getattr(other, name) for name in self.compared)
            starts = [row.starts_on for row in (one, other) if row.starts_on]
            ends = [row.ends_on for row in (one, other) if row.ends_on]
            if same and (not starts or not ends or max(starts) <= min(ends)):
                raise forms.ValidationError(self.sentence)

    def _is_kept(self, form):
        return (
            hasattr(form, "cleaned_data")
            and (form.has_changed() or form.instance.pk)
            and not form.errors
            and not form.cleaned_data.get("DELETE")
        )


class PublishersRows(DatedFormSet):
    """Domains and owners: an outlet's or agency's only."""

    def clean(self):
        super().clean()
        if self.instance.kind not in PUBLISHER_KINDS and any(self._is_kept(form) for form in self.forms):
            raise forms.ValidationError("Only an outlet or an agency has domains and owners.")


class AliasFormSet(DatedFormSet):
    compared = ("name_key", "language")
    sentence = "An alias stands here twice for one language and period."


class DomainFormSet(PublishersRows):
    compared = ("host", "path")
    sentence = "A host and path stands here twice for one period."


class OwnershipFormSet(PublishersRows):
    sentence = "An outlet has one owner at a time; end one of these periods."


class AffiliationFormSet(DatedFormSet):
    compared = ("member_id", "organisation_id", "role")
    sentence = "An affiliation stands here twice for one period."


class AliasForm(forms.ModelForm):
    """A name that another source carries is allowed when the curator confirms it: it is ambiguous from then on."""

    confirmed = forms.BooleanField(
        required=False,
        label="Shared name is meant",
        help_text="Tick to allow a name that another source carries: it is ambiguous then, and nobody picks alone.",
    )

    class Meta:
        model = Alias
        fields = ["name", "language", "starts_on", "ends_on"]

    def clean(self):
        cleaned = super().clean()
        name = cleaned.get("name")
        is_new = name and (self.instance.pk is None or name_key(name) != name_key(self.initial.get("name", "")))
        if is_new and not cleaned.get("confirmed"):
            source = cleaned.get("source") or getattr(self.instance, "source", None)
            others = carriers_of_alias(name, but=source)
            if others:
                names = ", ".join(f"{other} ({other.get_kind_display()})" for other in others[:5])
                raise forms.ValidationError(
                    f"“{name}” is carried by {names} already. Tick “shared name is meant” to allow it; "
                    "it is ambiguous then."
                )
        return cleaned


class AliasInline(Labelled, admin.TabularInline):
    model = Alias
    form = AliasForm
    formset = AliasFormSet
    fields = ["name", "language", "starts_on", "ends_on", "confirmed"]
    extra = 1


class DomainInline(Labelled, admin.TabularInline):
    model = Domain
    formset = DomainFormSet
    fk_name = "outlet"
    fields = ["host", "path", "starts_on", "ends_on"]
    extra = 1


class OwnershipInline(Labelled, admin.TabularInline):
    model = Ownership
    formset = OwnershipFormSet
    fk_name = "outlet"
    autocomplete_fields = ["owner"]
    fields = ["owner", "starts_on", "ends_on"]
    extra = 0


class AffiliationInline(Labelled, admin.TabularInline):
    model = Affiliation
    formset = AffiliationFormSet
    fk_name = "member"
    autocomplete_fields = ["organisation"]
    fields = ["organisation", "role", "starts_on", "ends_on"]
    extra = 0
    verbose_name = "affiliation"
    verbose_name_plural = "affiliated to"


class MemberInline(Labelled, admin.TabularInline):
    model = Affiliation
    formset = AffiliationFormSet
    fk_name = "organisation"
    autocomplete_fields = ["member"]
    fields = ["member", "role", "starts_on", "ends_on"]
    extra = 0
    verbose_name = "member"
    verbose_name_plural = "its people and bodies"


# --- sources ----------------------------------------------------------------------------------------


def named(rows, most=5):
    """“The Courier (outlet), A Wire (agency) and 3 more”."""
    rows = list(rows)
    told = ", ".join(f"{row} ({row.get_kind_display()})" for row in rows[:most])
    return told + (f" and {len(rows) - most} more" if len(rows) > most else "")


class SourceForm(Seen):
    """A rename is a dated alias: the name that is given up stays one, to the day before the new one holds."""

    renamed_on = forms.DateField(
        required=False,
        widget=AdminDateWidget,
        label="Renamed on",
        help_text="When you change the name: the first day it holds. The old one stays as an alias to the day before.",
    )
    spelling = forms.BooleanField(
        required=False,
        label="Only a spelling mistake",
        help_text="Tick when the old name was never right: no alias is kept.",
    )
    confirmed = forms.BooleanField(
        required=False,
        label="Shared name is meant",
        help_text="Tick to allow a name that another source carries: it is ambiguous then, and nobody picks alone.",
    )

    class Meta:
        model = Source
        fields = ["name", "kind", "country", "language", "checked", "note", "succeeds"]

    def clean(self):
        cleaned = super().clean()
        self.old_alias = None
        name, old = cleaned.get("name"), self.initial.get("name", "")
        if not name:
            return cleaned
        is_new = name_key(name) != name_key(old)
        if self.instance.pk and name != old:
            self._clean_rename(cleaned, old, is_new)
        elif cleaned.get("renamed_on"):
            self.add_error("renamed_on", "The name is the same as before; change it, or leave this day empty.")
        if is_new and not cleaned.get("confirmed"):
            others = carriers_of_alias(name, but=self.instance)
            if others:
                self.add_error(
                    "confirmed",
                    f"“{name}” is carried by {named(others)} already. If this is another one, tick “shared name is "
                    "meant”: printed in an article it is ambiguous then. If it is the same, merge the two instead.",
                )
        return cleaned

    def _clean_rename(self, cleaned, old, is_new):
        day, spelling = cleaned.get("renamed_on"), cleaned.get("spelling")
        if "renamed_on" in self.errors:
            return
        if day and spelling:
            self.add_error("spelling", "Either a rename with its day, or a spelling mistake; not both.")
        elif day and day > dt.datetime.now(dt.UTC).date():
            self.add_error("renamed_on", "The name of a source is today's; change it when that day has come.")
        elif not day and not spelling and is_new:
            self.add_error(
                "renamed_on",
                f"Give the first day of the new name, so that “{old}” stays as an alias to the day before; "
                "or tick “only a spelling mistake”.",
            )
        elif day:
            alias = Alias(source=self.instance, name=old, ends_on=day - dt.timedelta(days=1))
            try:
                alias.clean()  # makes the key that the constraints compare
                alias.full_clean()
            except ValidationError as error:
                said = " ".join(error.messages)
                self.add_error("renamed_on", f"“{old}” cannot become an alias to the day before: {said}")
            else:
                self.old_alias = alias


def merge_address(one, other):
    """The page that merges two sources; kept is the one that was checked, else the one that is held longer."""
    kept, merged = sorted((one, other), key=lambda source: (not source.checked, source.pk))
    # spelt out: the page belongs to articles, since a merge moves what they name
    return "/merges/add/?" + urlencode({"kind": "source", "kept": kept.pk, "merged": merged.pk})


def apart_address(one, other):
    """The form that remembers that two sources are two."""
    return reverse("admin:sources_notthesame_add") + "?" + urlencode({"first": one.pk, "second": other.pk})


class SourceAdmin(RefusalsSpoken, RecordAdmin):
    form = SourceForm
    list_display = ["named", "kind", "country", "language", "standing", "merged_into"]
    list_filter = ["kind", "checked", ("merged_into", admin.EmptyFieldListFilter), CountryFilter, LanguageFilter]
    list_select_related = ["merged_into"]
    search_help_text = "Name or alias, or the number of a source; case, accents and punctuation do not matter."
    ordering = ["sort_key", "pk"]
    sortable_by = ["named"]
    autocomplete_fields = ["succeeds"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "country", "language", "note", "seen"]}),
        (
            "When the name changes",
            {
                "fields": ["renamed_on", "spelling", "confirmed"],
                "description": "A rename is a dated alias, so that what was printed under the old name is still found.",
            },
        ),
        ("Curation", {"fields": ["checked", "checking", "created", "merged_into", "succeeds", "likely", "more_rows"]}),
    ]
    readonly_fields = ["merged_into", "created", "checking", "likely", "more_rows"]
    inlines = [AliasInline, DomainInline, OwnershipInline, AffiliationInline, MemberInline]
    kinds: tuple[str, ...] = tuple(Source.Kind.values)

    def searched(self, queryset, term):
        """By the keys, so that “the independent” finds “The Independent”; on the trigram indexes."""
        key = name_key(term)
        if not key:
            return queryset.none()
        aliases = list(Alias.objects.filter(name_key__contains=key).values_list("source", flat=True)[:1000])
        return queryset.filter(Q(name_key__contains=key) | Q(pk__in=aliases))

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [choice for choice in Source.Kind.choices if choice[0] in self.kinds]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_inlines(self, request, obj):
        if obj is None:
            return self.inlines
        return [inline for inline in self.inlines if not self._is_too_long(inline, obj)]

    def _is_too_long(self, inline, source):
        held = inline.model.objects.filter(**{inline.fk_name or "source": source})
        return held[: ROWS_IN_A_FORM + 1].count() > ROWS_IN_A_FORM

    @admin.display(description="name", ordering="sort_key")
    def named(self, source):
        return source.name

    @admin.display(description="checked")
    def standing(self, source):
        if source.checked:
            return "checked"
        return format_html('<span class="badge-new">{}</span>', "new")

    @admin.display(description="made")
    def created(self, source):
        if source.pk is None:
            return "now"
        return f"{source.created_at:%Y-%m-%d %H:%M} UTC" + (f" by {source.created_by}" if source.created_by else "")

    @admin.display(description="checked by")
    def checking(self, source):
        if source.pk is None or not source.checked:
            return "nobody yet: it is new until a curator has looked at it"
        event = checked_since(source)
        if event is None:
            return "not on record"
        user = event.pgh_context.metadata.get("user") if event.pgh_context else None
        by = User.objects.filter(pk=user).first() if user else None
        return f"{by or 'an import or a command'}, {event.pgh_created_at:%Y-%m-%d %H:%M} UTC"

    @admin.display(description="likely duplicates")
    def likely(self, source):
        found = duplicates.waiting_for(source) if source.pk else []
        if not found:
            return "none"
        return format_html_join(
            "",
            '<p class="likely">{} ({}): {}. <a href="{}">Merge…</a> <a href="{}">Not the same…</a></p>',
            (
                (
                    row_link(other),
                    other.get_kind_display(),
                    told(pair),
                    merge_address(source, other),
                    apart_address(source, other),
                )
                for pair, other in found
            ),
        )

    @admin.display(description="further rows")
    def more_rows(self, source):
        links = []
        for inline in self.inlines if source.pk else []:
            if self._is_too_long(inline, source):
                model = inline.model._meta
                address = reverse(f"admin:{model.app_label}_{model.model_name}_changelist")
                links.append((f"{address}?{inline.fk_name or 'source'}__id__exact={source.pk}", model))
        if not links:
            return "none: all of them stand below"
        return format_html_join(
            ", ",
            '<a href="{}">{}: more than {}, a list of their own</a>',
            ((link, str(model.verbose_name_plural).capitalize(), ROWS_IN_A_FORM) for link, model in links),
        )

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if form.old_alias is not None:
            form.old_alias.save()
            self.message_user(request, f"“{form.old_alias}” stays as an alias until {form.old_alias.ends_on}.")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        duplicates.compare([form.instance.pk])
        found = duplicates.waiting_for(form.instance)
        if found:
            self.message_user(
                request,
                f"Likely the same as {named(other for _pair, other in found)}: see “likely duplicates” on its form.",
                messages.WARNING,
            )


def checked_since(source):
    """The event of history by which the source became checked, or None. Two queries."""
    events = Source.pgh_event_model.objects.filter(pgh_obj_id=source.pk)
    last_new = events.filter(checked=False).order_by("-pgh_id").values_list("pgh_id", flat=True).first()
    return (
        events.filter(checked=True, pgh_id__gt=last_new or 0).select_related("pgh_context").order_by("pgh_id").first()
    )


def told(pair):
    """Why two sources are likely one."""
    if pair.reason == LikelyDuplicate.Reason.ALIKE:
        return f"names alike, {pair.likeness:.0%}"
    return f"{pair.get_reason_display()}, “{pair.words}”"


class OutletAdmin(SourceAdmin):
    kinds = PUBLISHER_KINDS


class OrganisationAdmin(SourceAdmin):
    kinds = ORGANISATION_KINDS
    inlines = [AliasInline, AffiliationInline, MemberInline]


class PersonAdmin(SourceAdmin):
    kinds = (Source.Kind.PERSON,)
    inlines = [AliasInline, AffiliationInline]


# with their actions on many rows they are registered by articles/admin/directory.py, which may know of jobs
SOURCE_ADMINS = {Source: SourceAdmin, Outlet: OutletAdmin, Organisation: OrganisationAdmin, Person: PersonAdmin}


# --- names, hosts, owners, bodies -------------------------------------------------------------------


class DatedAdmin(RefusalsSpoken, RecordAdmin):
    list_filter = [("ends_on", admin.EmptyFieldListFilter)]
    ordering = ["-pk"]
    search_help_text = "The name of a source, or the number of a row."
    of: tuple[str, ...] = ()  # the columns that name a source

    def searched(self, queryset, term):
        ids, wanted = sources_called(term), Q()
        for name in self.of:
            wanted |= Q(**{f"{name}__in": ids})
        return queryset.filter(wanted)


class ComparedAdmin(DatedAdmin):
    """What makes sources alike: after each change they are compared anew."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        column = self.of[0]
        before = form.initial.get(column) if change else None
        duplicates.compare({pk for pk in (before, getattr(obj, f"{column}_id")) if isinstance(pk, int)})

    def delete_model(self, request, obj):
        source = getattr(obj, f"{self.of[0]}_id")
        super().delete_model(request, obj)
        duplicates.compare([source])


@admin.register(Alias)
class AliasAdmin(ComparedAdmin):
    form = AliasForm
    list_display = ["name", "source", "language", "starts_on", "ends_on"]
    list_filter = [LanguageFilter, ("ends_on", admin.EmptyFieldListFilter)]
    list_select_related = ["source"]
    search_help_text = "The alias, the name of its source, or the number of a row."
    autocomplete_fields = ["source"]
    fields = ["source", "name", "language", "starts_on", "ends_on", "confirmed"]
    of = ("source",)

    def searched(self, queryset, term):
        key = name_key(term)
        return (
            queryset.filter(Q(name_key__contains=key) | Q(source__in=sources_called(term))) if key else queryset.none()
        )


@admin.register(Domain)
class DomainAdmin(ComparedAdmin):
    list_display = ["host", "path", "outlet", "starts_on", "ends_on"]
    list_select_related = ["outlet"]
    search_help_text = "The beginning of a host, the name of an outlet, or the number of a row."
    autocomplete_fields = ["outlet"]
    fields = ["outlet", "host", "path", "starts_on", "ends_on"]
    of = ("outlet",)

    def searched(self, queryset, term):
        host = term.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").split("/")[0]
        return queryset.filter(Q(host__startswith=host) | Q(outlet__in=sources_called(term)))


@admin.register(Ownership)
class OwnershipAdmin(DatedAdmin):
    list_display = ["outlet", "owner", "starts_on", "ends_on"]
    list_select_related = ["outlet", "owner"]
    autocomplete_fields = ["outlet", "owner"]
    fields = ["outlet", "owner", "starts_on", "ends_on"]
    of = ("outlet", "owner")


@admin.register(Affiliation)
class AffiliationAdmin(DatedAdmin):
    list_display = ["member", "role", "organisation", "starts_on", "ends_on"]
    list_select_related = ["member", "organisation"]
    autocomplete_fields = ["member", "organisation"]
    fields = ["member", "organisation", "role", "starts_on", "ends_on"]
    of = ("member", "organisation")


# --- likely duplicates ------------------------------------------------------------------------------


class LikelyDuplicateAdmin(ReadOnly, RecordAdmin):
    """The queue: pairs that nobody has merged or told apart."""

    list_display = ["one", "other", "why", "merge", "apart"]
    list_display_links = None
    list_filter = ["reason", ("first__kind", admin.ChoicesFieldListFilter)]
    list_select_related = ["first", "second"]
    search_help_text = "The name of a source."
    ordering = ["-reason", "-likeness", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).waiting()

    def searched(self, queryset, term):
        ids = sources_called(term)
        return queryset.filter(Q(first__in=ids) | Q(second__in=ids))

    @admin.display(description="source")
    def one(self, pair):
        return format_html("{} ({})", row_link(pair.first), pair.first.get_kind_display())

    @admin.display(description="may be the same as")
    def other(self, pair):
        return format_html("{} ({})", row_link(pair.second), pair.second.get_kind_display())

    @admin.display(description="because of")
    def why(self, pair):
        return told(pair)

    @admin.display(description="the same?")
    def merge(self, pair):
        return format_html(
            '<a href="{}" aria-label="Merge {} and {}">Merge…</a>',
            merge_address(pair.first, pair.second),
            pair.first,
            pair.second,
        )

    @admin.display(description="two?")
    def apart(self, pair):
        return format_html(
            '<a href="{}" aria-label="{} and {} are not the same">Not the same…</a>',
            apart_address(pair.first, pair.second),
            pair.first,
            pair.second,
        )


class NotTheSameForm(AllConstraints, forms.ModelForm):
    class Meta:
        model = NotTheSame
        fields = ["first", "second", "note"]


@admin.register(NotTheSame)
class NotTheSameAdmin(RefusalsSpoken, RecordAdmin):
    """Remembered for good; deleting a row takes the word back, and the pair is suggested again."""

    form = NotTheSameForm
    list_display = ["__str__", "note", "by", "at"]
    list_select_related = ["first", "second", "by"]
    search_help_text = "The name of a source."
    ordering = ["-pk"]
    autocomplete_fields = ["first", "second"]
    readonly_fields = ["by", "at"]
    fields = ["first", "second", "note", "by", "at"]

    def searched(self, queryset, term):
        ids = sources_called(term)
        return queryset.filter(Q(first__in=ids) | Q(second__in=ids))

    def get_readonly_fields(self, request, obj=None):
        # of another pair there is another row
        return [*self.readonly_fields, "first", "second"] if obj else self.readonly_fields

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        self.message_user(request, f"Remembered: {obj}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:sources_likelyduplicate_changelist"))
