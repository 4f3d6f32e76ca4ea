"""What follows from the marking, what the desk keeps, what readers report: read here, written elsewhere."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from articles.models import (
    Anchor,
    Article,
    Attribution,
    BulkJob,
    ErrorReport,
    Figure,
    MarkingStep,
    Relay,
    RelayVia,
    SuggestionRule,
    Via,
)
from articles.querysets import with_words
from sources.curation import ReadOnly, RecordAdmin, sources_called


class ByMention(ReadOnly, RecordAdmin):
    """Searched by the source that is named; the words around stand on the statement's page."""

    list_select_related = ["mention__source", "statement"]
    search_help_text = "The name of a source, or the number of a row."
    ordering = ["-pk"]

    def searched(self, queryset, term):
        return queryset.filter(mention__source__in=sources_called(term))


@admin.register(Attribution)
class AttributionAdmin(ByMention):
    list_display = ["mention", "source_phrase", "speaks_as", "statement"]
    list_filter = ["speaks_as"]


@admin.register(Via)
class ViaAdmin(ByMention):
    list_display = ["mention", "basis", "words", "statement"]
    list_filter = ["basis"]


@admin.register(SuggestionRule)
class SuggestionRuleAdmin(RecordAdmin):
    """Rules come from the reader; here they are switched."""

    list_display = ["name", "is_on", "note"]
    list_filter = ["is_on"]
    search_fields = ["name", "note"]
    search_help_text = "Words of its name or note."
    ordering = ["name"]
    readonly_fields = ["name"]
    fields = ["name", "is_on", "note"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Figure)
class FigureAdmin(ReadOnly, RecordAdmin):
    list_display = ["text", "low", "high", "qualifier", "unit", "statement"]
    list_select_related = ["statement"]
    search_help_text = "The number of a row; figures are found by their statement."
    ordering = ["-pk"]


@admin.register(Anchor)
class AnchorAdmin(ReadOnly, RecordAdmin):
    list_display = ["pk", "statement", "credit", "revision"]
    list_select_related = ["statement", "credit__mention__source", "revision"]
    ordering = ["-pk"]


@admin.register(MarkingStep)
class MarkingStepAdmin(ReadOnly, RecordAdmin):
    list_display = ["what", "article", "by", "at", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["article", "by"]
    search_help_text = "Words of the article's title, or the number of a step."
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("before", "after")

    def searched(self, queryset, term):
        return queryset.filter(article__in=with_words(Article.objects.all(), "title", term).values("pk"))


class RelayViaInline(ReadOnly, admin.TabularInline):
    model = RelayVia
    fields = ["position", "mention", "source", "basis"]
    readonly_fields = fields
    extra = 0


@admin.register(Relay)
class RelayAdmin(ReadOnly, RecordAdmin):
    """Derived by articles/relays.py from the marking; `manage.py rebuild_relays` checks them."""

    list_display = ["outlet", "mention", "source", "relay_kind", "via_state", "state", "self_credit", "published_at"]
    list_filter = ["relay_kind", "via_state", "state", "resolution", "self_credit", "polarity"]
    list_select_related = ["outlet", "mention__source", "source"]
    search_help_text = "The name of an outlet or of a credited source, or the number of a row."
    ordering = ["-pk"]
    inlines = [RelayViaInline]

    def searched(self, queryset, term):
        ids = sources_called(term)
        return queryset.filter(Q(outlet__in=ids) | Q(source__in=ids))


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnly, RecordAdmin):
    """Settled on the page of reports, where the reader sees the answer."""

    list_display = ["label", "about", "status", "by", "at", "settled_by", "settle"]
    list_filter = ["status", "about"]
    list_select_related = ["by", "settled_by"]
    search_help_text = "Words of the report, who wrote it, or the number of a report."
    ordering = ["-at", "-pk"]

    def searched(self, queryset, term):
        # written by hand, one by one: this table stays small
        return queryset.filter(Q(label__icontains=term) | Q(text__icontains=term) | Q(by__username=term))

    @admin.display(description="answer")
    def settle(self, report):
        return format_html(
            '<a href="{}" aria-label="Open the report on {}">Open</a>',
            reverse("errorreport_settle", args=[report.pk]),
            report.label,
        )


@admin.register(BulkJob)
class BulkJobAdmin(ReadOnly, RecordAdmin):
    """Actions on many rows: how far each is, and who started it."""

    list_display = ["what", "state", "done", "changed", "refused_count", "by", "at", "page"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_help_text = "The number of a job."
    ordering = ["-pk"]
    fields = ["what", "state", "done", "changed", "refused_count", "by", "at", "ended_at", "page"]
    readonly_fields = ["page"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("row_ids", "refused")

    @admin.display(description="page")
    def page(self, job):
        return format_html('<a href="{}" aria-label="Open the job: {}">Open</a>', job.get_absolute_url(), job.what)
