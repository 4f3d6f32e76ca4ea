"""Curating who speaks and who publishes."""

from itertools import combinations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponseRedirect

from sources.models import (
    ORGANISATION_KINDS,
    PUBLISHER_KINDS,
    Affiliation,
    Alias,
    Domain,
    Organisation,
    Outlet,
    Ownership,
    Person,
    Source,
)
from sources.names import carriers_of_alias
from sources.printed import name_key


class RefusalsSpoken:
    """What the database alone refuses (two curators at once, two new rows that overlap) is said, not a 500."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, ValidationError) as error:
            said = error.messages[0] if isinstance(error, ValidationError) else str(error.__cause__ or error)
            sentence = said.splitlines()[0].rstrip(".")
            messages.error(request, f"Nothing was saved, since the database refused it: {sentence}.")
            return HttpResponseRedirect(request.get_full_path())


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
        label="shared name is meant",
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


class AliasInline(admin.TabularInline):
    model = Alias
    form = AliasForm
    formset = AliasFormSet
    fields = ["name", "language", "starts_on", "ends_on", "confirmed"]
    extra = 1


class DomainInline(admin.TabularInline):
    model = Domain
    formset = DomainFormSet
    fk_name = "outlet"
    fields = ["host", "path", "starts_on", "ends_on"]
    extra = 1


class OwnershipInline(admin.TabularInline):
    model = Ownership
    formset = OwnershipFormSet
    fk_name = "outlet"
    autocomplete_fields = ["owner"]
    fields = ["owner", "starts_on", "ends_on"]
    extra = 0


class AffiliationInline(admin.TabularInline):
    model = Affiliation
    formset = AffiliationFormSet
    fk_name = "member"
    autocomplete_fields = ["organisation"]
    fields = ["organisation", "role", "starts_on", "ends_on"]
    extra = 0
    verbose_name = "affiliation"
    verbose_name_plural = "affiliated to"


class MemberInline(admin.TabularInline):
    model = Affiliation
    formset = AffiliationFormSet
    fk_name = "organisation"
    autocomplete_fields = ["member"]
    fields = ["member", "role", "starts_on", "ends_on"]
    extra = 0
    verbose_name = "member"
    verbose_name_plural = "its people and bodies"


@admin.register(Source)
class SourceAdmin(RefusalsSpoken, admin.ModelAdmin):
    list_display = ["name", "kind", "country", "language", "checked", "merged_into"]
    list_display_links = ["name"]
    list_filter = ["kind", "checked", ("merged_into", admin.EmptyFieldListFilter), "country", "language"]
    list_select_related = ["merged_into"]
    list_per_page = 50
    show_full_result_count = False
    # shows the box; what is searched is decided below
    search_fields = ["name", "aliases__name"]
    search_help_text = "Name or alias; case, accents and punctuation do not matter."
    ordering = ["sort_key", "pk"]
    autocomplete_fields = ["succeeds"]
    fields = ["name", "kind", "country", "language", "checked", "note", "succeeds", "merged_into", "created"]
    readonly_fields = ["merged_into", "created"]
    inlines = [AliasInline, DomainInline, OwnershipInline, AffiliationInline, MemberInline]
    kinds: tuple[str, ...] = tuple(Source.Kind.values)

    def get_search_results(self, request, queryset, search_term):
        """By the keys, so that “the independent” finds “The Independent”; on the trigram indexes."""
        key = name_key(search_term)
        if not key:
            return queryset, False
        aliases = Alias.objects.filter(name_key__contains=key).values("source")
        return queryset.filter(Q(name_key__contains=key) | Q(pk__in=aliases)), False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [choice for choice in Source.Kind.choices if choice[0] in self.kinds]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin.display(description="made")
    def created(self, source):
        if source.pk is None:
            return "now"
        return f"{source.created_at:%Y-%m-%d %H:%M} UTC" + (f" by {source.created_by}" if source.created_by else "")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        if not change or "name" in form.changed_data:
            others = carriers_of_alias(obj.name, but=obj)
            if others:
                names = ", ".join(map(str, others[:5]))
                messages.warning(
                    request, f"“{obj.name}” is carried by {names} as well: printed in an article, it is ambiguous."
                )


@admin.register(Outlet)
class OutletAdmin(SourceAdmin):
    kinds = PUBLISHER_KINDS


@admin.register(Organisation)
class OrganisationAdmin(SourceAdmin):
    kinds = ORGANISATION_KINDS
    inlines = [AliasInline, AffiliationInline, MemberInline]


@admin.register(Person)
class PersonAdmin(SourceAdmin):
    kinds = (Source.Kind.PERSON,)
    inlines = [AliasInline, AffiliationInline]


class DatedAdmin(RefusalsSpoken, admin.ModelAdmin):
    list_per_page = 50
    show_full_result_count = False
    list_filter = [("ends_on", admin.EmptyFieldListFilter)]


@admin.register(Alias)
class AliasAdmin(DatedAdmin):
    form = AliasForm
    list_display = ["name", "source", "language", "starts_on", "ends_on"]
    list_filter = ["language", ("ends_on", admin.EmptyFieldListFilter)]
    list_select_related = ["source"]
    search_fields = ["name", "name_key"]
    autocomplete_fields = ["source"]
    fields = ["source", "name", "language", "starts_on", "ends_on", "confirmed"]


@admin.register(Domain)
class DomainAdmin(DatedAdmin):
    list_display = ["host", "path", "outlet", "starts_on", "ends_on"]
    list_select_related = ["outlet"]
    search_fields = ["host"]
    autocomplete_fields = ["outlet"]
    fields = ["outlet", "host", "path", "starts_on", "ends_on"]


@admin.register(Ownership)
class OwnershipAdmin(DatedAdmin):
    list_display = ["outlet", "owner", "starts_on", "ends_on"]
    list_select_related = ["outlet", "owner"]
    search_fields = ["outlet__name", "owner__name"]
    autocomplete_fields = ["outlet", "owner"]
    fields = ["outlet", "owner", "starts_on", "ends_on"]


@admin.register(Affiliation)
class AffiliationAdmin(DatedAdmin):
    list_display = ["member", "role", "organisation", "starts_on", "ends_on"]
    list_select_related = ["member", "organisation"]
    search_fields = ["member__name", "organisation__name", "role"]
    autocomplete_fields = ["member", "organisation"]
    fields = ["member", "organisation", "role", "starts_on", "ends_on"]
