"""The directory of sources with what needs to know of jobs: checking many, merging, telling many pairs apart."""

from django import forms
from django.contrib import admin
from django.utils.html import format_html_join

from articles.admin.base import SHOWN_BEFORE, InPieces
from articles.affiliations import said_of
from sources.admin import SOURCE_ADMINS, LikelyDuplicateAdmin, told
from sources.curation import row_link
from sources.models import LikelyDuplicate


class CheckedInPieces(InPieces):
    actions = ["check_off", "renew", "merge"]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "said"]

    def get_fieldsets(self, request, obj=None):
        *others, (name, curation) = super().get_fieldsets(request, obj)
        return [*others, (name, curation | {"fields": [*curation["fields"], "said"]})]

    @admin.display(description="said of it in articles")
    def said(self, source):
        """Suggested affiliations: staff record one, or leave it."""
        found = said_of(source) if source.pk else []
        if not found:
            return "no affiliation that is not recorded below"
        return format_html_join(
            "",
            '<p class="said">“{}”, in {} ({}). <a href="{}">Record this affiliation…</a></p>',
            (
                (
                    said.printed,
                    "1 article" if said.articles == 1 else f"{said.articles:,} articles",
                    row_link(said.last),
                    said.address(source),
                )
                for said in found
            ),
        )

    @admin.action(description="Mark as checked", permissions=["change"])
    def check_off(self, request, queryset):
        new = queryset.filter(checked=False)
        return self.in_pieces(request, new, "check sources", "Mark sources as checked", checked=True)

    @admin.action(description="Mark as new again", permissions=["change"])
    def renew(self, request, queryset):
        checked = queryset.filter(checked=True)
        return self.in_pieces(request, checked, "check sources", "Mark sources as new", checked=False)

    @admin.action(description="Merge…", permissions=["change"])
    def merge(self, request, queryset):
        return self.merge_rows(request, queryset, "source", kept_first=["-checked", "pk"])


for model, plain in SOURCE_ADMINS.items():
    admin.site.register(model, type(plain.__name__, (CheckedInPieces, plain), {}))


class NoteForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text="How one can tell them apart; for colleagues.",
    )


@admin.register(LikelyDuplicate)
class DuplicatesInPieces(InPieces, LikelyDuplicateAdmin):
    actions = ["tell_apart"]

    @admin.action(description="Not the same…", permissions=["tell_apart"])
    def tell_apart(self, request, queryset):
        form = NoteForm(request.POST if self.is_confirmed(request) else None)
        if form.is_bound and form.is_valid():
            note = form.cleaned_data["note"]
            return self.in_pieces(request, queryset, "tell sources apart", "Remember as not the same", note=note)
        pairs = queryset.select_related("first", "second")[:SHOWN_BEFORE]
        return self.confirm(
            request,
            queryset,
            action="tell_apart",
            title="Not the same",
            lede="These pairs are remembered as two sources each, and are not suggested again.",
            submit="Remember",
            form=form,
            columns=["Source", "Other source", "Suggested because of"],
            rows=[(row_link(pair.first), row_link(pair.second), told(pair)) for pair in pairs],
        )

    def has_tell_apart_permission(self, request):
        return request.user.has_perm("sources.add_notthesame")
