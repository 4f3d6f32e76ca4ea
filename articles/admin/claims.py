"""Claims: worded, tagged and merged; what makes them is judged at the desk."""

from django import forms
from django.contrib import admin

from articles.admin.base import InPieces, beginning_with, page_link
from articles.models import Claim
from articles.querysets import with_words
from sources.curation import RecordAdmin, RefusalsSpoken, Seen


class ClaimForm(Seen):
    class Meta:
        model = Claim
        fields = ["wording", "topics", "event_date", "note"]
        widgets = {"wording": forms.Textarea(attrs={"rows": 2, "cols": 100})}


@admin.register(Claim)
class ClaimAdmin(InPieces, RefusalsSpoken, RecordAdmin):
    form = ClaimForm
    list_display = ["wording", "topics", "event_date", "created_at", "merged_into"]
    list_filter = [("merged_into", admin.EmptyFieldListFilter), ("event_date", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_into"]
    search_help_text = "Words of the claim, or the number of a claim."
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["open_page", "merged_into", "created_by"]
    fields = ["wording", "open_page", "topics", "event_date", "note", "merged_into", "created_by", "seen"]
    actions = ["merge"]

    def searched(self, queryset, term):
        return with_words(queryset, "wording", term)

    def offered(self, queryset, term):
        return beginning_with(queryset, "wording", term)

    @admin.display(description="page")
    def open_page(self, claim):
        return page_link(claim)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    @admin.action(description="Merge…", permissions=["change"])
    def merge(self, request, queryset):
        return self.merge_rows(request, queryset, "claim", kept_first=["pk"])
