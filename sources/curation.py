"""What every list and form of the curation shares, at a million rows: capped counts, indexed searches, nothing lost.

The admin's own ways (counting everything, icontains, SELECT DISTINCT for a filter's choices, a 500 for what
only the database refuses) are those of small tables.
"""

from __future__ import annotations

import hashlib
import json

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from sources.models import Alias, Source
from sources.printed import name_key

ROWS_A_PAGE = 50
COUNTED_AT_MOST = 10_000  # rows; design.md: what is more is said as "more than 10,000"
LANGUAGES_KEPT = 600  # seconds that the choices of the filters by language and country are remembered
NAMED_AT_MOST = 200  # sources that a search by name looks for in tables of millions
LONGEST_ID = 18  # digits


class CappedCount(int):
    """A count that stopped: compares as the number, reads as “more than 10,000”."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


def capped(found: models.QuerySet) -> int:
    """How many rows there are, counted no further than 10,000. One query."""
    count = found.order_by()[: COUNTED_AT_MOST + 1].count()
    return CappedCount(COUNTED_AT_MOST) if count > COUNTED_AT_MOST else count


class RecordPaginator(Paginator):
    """Counts no further than 10,000 rows; pages beyond are there for those who ask for them."""

    @cached_property
    def count(self) -> int:
        return capped(self.object_list)

    def validate_number(self, number) -> int:
        if isinstance(self.count, CappedCount) and str(number).isascii() and str(number).isdigit():
            return max(int(str(number)[:9]), 1)
        return super().validate_number(number)

    def page(self, number):
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return self._get_page(self.object_list[start : start + self.per_page], number, self)

    def get_elided_page_range(self, number=1, **kwargs):
        """Past the pages that were counted, the one before and the one after."""
        if number < self.num_pages:
            yield from super().get_elided_page_range(number, **kwargs)
        elif isinstance(self.count, CappedCount):
            yield from (1, self.ELLIPSIS, number - 1, number, number + 1)
        else:
            yield from super().get_elided_page_range(number, **kwargs)


# --- filters ----------------------------------------------------------------------------------------


class _Remembered(admin.SimpleListFilter):
    """Choices that a small table gives, asked for once in ten minutes and never of the large one."""

    column = ""

    def lookups(self, request, model_admin):
        key = f"curation-{self.parameter_name}"
        found = cache.get(key)
        if found is None:
            values = Source.objects.order_by().values_list(self.column, flat=True).distinct()
            found = sorted(value for value in values[:500] if value)
            cache.set(key, found, LANGUAGES_KEPT)
        return [(value, value) for value in found] + [("none", "not recorded")]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(**{self.column: "" if self.value() == "none" else self.value()})


class LanguageFilter(_Remembered):
    """By one of the languages that sources have; another one is typed into the address."""

    title = "language"
    parameter_name = column = "language"


class CountryFilter(_Remembered):
    title = "country"
    parameter_name = column = "country"


class FoundByFilter(admin.SimpleListFilter):
    title = "how it was found"
    parameter_name = "found_by"

    def lookups(self, request, model_admin):
        return [("hand", "by hand"), ("import", "by an import"), ("rule", "by a rule")]

    def queryset(self, request, queryset):
        if self.value() in ("hand", "import"):
            return queryset.filter(found_by=self.value())
        if self.value() == "rule":
            return queryset.exclude(found_by__in=("hand", "import"))
        return queryset


# --- lists ------------------------------------------------------------------------------------------


def sources_called(term: str) -> list[int]:
    """Ids of sources whose name or alias holds `term`, for searches in tables of millions: at most 200."""
    key = name_key(term)
    if not key:
        return []
    by_alias = Alias.objects.filter(name_key__contains=key).values_list("source", flat=True)[:NAMED_AT_MOST]
    by_name = Source.objects.filter(name_key__contains=key).values_list("pk", flat=True)[:NAMED_AT_MOST]
    return sorted({*by_alias, *by_name})


class RecordAdmin(admin.ModelAdmin):
    """A list of any size: what is searched and sorted is indexed, and nothing counts a whole table."""

    list_per_page = ROWS_A_PAGE
    list_max_show_all = ROWS_A_PAGE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter
    paginator = RecordPaginator
    search_fields = ["pk"]  # shows the box; `searched` decides what is looked for
    search_help_text = "The number of a row."
    sortable_by: list[str] = []  # nobody sorts a million rows by what has no index

    def get_search_results(self, request, queryset, search_term):
        term = search_term.replace("\x00", "").strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit() and len(term) <= LONGEST_ID:
            by_number = queryset.filter(pk=int(term))
            if by_number.exists():
                return by_number, False
        is_typing = request.path == reverse("admin:autocomplete")
        return (self.offered if is_typing else self.searched)(queryset, term), False

    def searched(self, queryset, term):
        """The rows of `queryset` that `term`, never empty, looks for; on an index."""
        return queryset.none()

    def offered(self, queryset, term):
        """The same while `term` is still being typed."""
        return self.searched(queryset, term)

    def get_deleted_objects(self, objs, request):
        """What goes along and what forbids it, as counts: an outlet's articles are too many to be listed."""
        gone, forbidding, counts = [], [], {}
        for row in objs:
            gone.append(f"{self.opts.verbose_name}: {row}")
            for relation in row._meta.related_objects:
                if relation.on_delete in (models.DO_NOTHING, models.SET_NULL):
                    continue
                related = relation.related_model._default_manager.filter(**{relation.field.name: row})
                many = capped(related)
                if not many:
                    continue
                name = relation.related_model._meta.verbose_name_plural
                if relation.on_delete is models.PROTECT:
                    forbidding.append(f"{many} {name} that name it as {relation.field.verbose_name}")
                else:
                    counts[name] = many
        counts = {self.opts.verbose_name_plural: len(gone)} | counts
        return gone, counts, set(), forbidding


class ReadOnly:
    """Written by the desk, an import or a rule; here only read."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# --- forms ------------------------------------------------------------------------------------------


def seen_mark(row: models.Model) -> str:
    """What a row's columns add up to: two editors who saw the same row saw the same mark."""
    columns = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return hashlib.sha256(json.dumps(columns, cls=DjangoJSONEncoder).encode()).hexdigest()[:24]


class Seen(forms.ModelForm):
    """Remembers which state of the row it was opened on, and asks before it replaces what was saved since.

    The row is locked before the form is made (`RefusalsSpoken`), so what is compared cannot change any more.
    """

    seen = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=24, help_text="Which state of the row you saw."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None or "seen" not in self.fields:
            return
        self.now = seen_mark(self.instance)
        self.initial["seen"] = self.now
        columns = {column.name for column in self.instance._meta.fields}
        self.stored = {name: self[name].initial for name in self.fields if name in columns}

    def clean(self):
        cleaned = super().clean()
        told = self.cleaned_data.get("seen", "")
        if self.instance.pk and told and told != self.now:
            # saving once more is the answer to the question
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.now
            differ = [
                f"{self.fields[name].label or name}: {self._said(name, value)}"
                for name, value in self.stored.items()
                if self.fields[name].has_changed(value, self[name].data)
            ]
            stored = f" Stored now: {'; '.join(differ)}." if differ else ""
            raise ValidationError(
                "A colleague has saved this since you opened it. Nothing you typed is lost: compare it with what is "
                f"stored now, and save again to replace that.{stored}"
            )
        return cleaned

    def _said(self, name, value):
        if isinstance(value, models.Model):
            return str(value)
        choices = dict(getattr(self.fields[name], "choices", None) or []) if not self._is_row(name) else {}
        if self._is_row(name) and value:
            row = self.fields[name].queryset.model._default_manager.filter(pk=value).first()
            return str(row)
        return str(choices.get(value, value)) if value not in (None, "") else "empty"

    def _is_row(self, name):
        return isinstance(self.fields[name], forms.ModelChoiceField)


class Labelled:
    """Rows of an inline: the heading of a column labels its inputs to the eye only, so each says its name."""

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name, field in formset.form.base_fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label or name.replace("_", " ")))

        class Named(formset):
            def add_fields(self, form, index):
                super().add_fields(form, index)
                if "DELETE" in form.fields:
                    form.fields["DELETE"].widget.attrs["aria-label"] = "Delete this row"

        return Named


class AllConstraints:
    """Checks the constraints that touch columns the form does not show, too; Django leaves those out."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)


class RefusalsSpoken:
    """A form is one transaction with its row locked; what only the database refuses is said, and nothing is lost."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with transaction.atomic():
                if request.method == "POST" and object_id is not None:
                    self.lock(object_id)
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, ValidationError) as error:
            said = error.messages[0] if isinstance(error, ValidationError) else str(error.__cause__ or error)
            request.refusal = f"Nothing was saved, since the database refused it: {said.splitlines()[0].rstrip('.')}."
            return super().changeform_view(request, object_id, form_url, extra_context)

    def lock(self, object_id):
        """Takes the row's lock before the form reads it."""
        try:
            pk = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            return
        self.model._base_manager.select_for_update().filter(pk=pk).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class Refused(form):
            def _post_clean(self):
                super()._post_clean()
                self.add_error(None, refusal)

        return Refused

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except (IntegrityError, ValidationError) as error:
            said = error.messages[0] if isinstance(error, ValidationError) else str(error.__cause__ or error)
            sentence = said.splitlines()[0].rstrip(".")
            messages.error(request, f"Nothing was deleted, since the database refused it: {sentence}.")
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


def row_link(row, label=""):
    """A link to a row's form in the admin."""
    if row is None or row.pk is None:
        return ""
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])
    return format_html('<a href="{}">{}</a>', address, label or str(row))
