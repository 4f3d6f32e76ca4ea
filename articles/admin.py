"""Looking after the record: facts of articles, claims, names. Statements and credits are marked at the desk.

What the desk writes stands here to be searched and read; whatever changes a relay goes through an action
that refreshes it.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import actions, steps
from articles.addresses import canonical
from articles.models import (
    Anchor,
    Article,
    Attribution,
    Claim,
    CopyGroup,
    Credit,
    ErrorReport,
    Figure,
    MarkingStep,
    Match,
    Mention,
    Relay,
    RelayVia,
    Revision,
    Statement,
    Via,
)
from sources.admin import RefusalsSpoken


class RecordAdmin(admin.ModelAdmin):
    list_per_page = 50
    show_full_result_count = False


class ReadOnly:
    """Written by the desk, an import or a rule; here only read."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def page_link(row, label="Open its page"):
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), label) if row and row.pk else ""


class AllConstraints:
    """Checks the constraints that touch columns the form does not show, too; Django leaves those out."""

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as error:
                self.add_error(None, error.messages)


# --- articles ---------------------------------------------------------------------------------------


class ArticleForm(AllConstraints, forms.ModelForm):
    """An article's facts; its text is changed on its own page, since that makes a revision."""

    class Meta:
        model = Article
        fields = [
            "outlet",
            "address",
            "no_address",
            "byline",
            "published_at",
            "published_precision",
            "genre",
            "language",
            "country",
            "copy_group",
            "note",
        ]

    def clean(self):
        cleaned = super().clean()
        address = cleaned.get("address", "")
        if address:
            try:
                key = canonical(address).key
            except ValueError:
                return cleaned  # the model's own check names what is wrong
            held = Article.objects.filter(address_key=key).exclude(pk=self.instance.pk).select_related("outlet").first()
            if held is not None:
                self.add_error("address", f"“{held}” of {held.outlet} has this address already.")
        else:
            self.instance.address_key = None
        if cleaned.get("published_precision") == "day" and cleaned.get("published_at"):
            # a day is kept as that day at 00:00 UTC
            cleaned["published_at"] = cleaned["published_at"].replace(hour=0, minute=0, second=0, microsecond=0)
        return cleaned

    def clean_outlet(self):
        outlet = self.cleaned_data["outlet"]
        if not outlet.is_publisher:
            raise ValidationError(f"{outlet} is no outlet and no agency.")
        return outlet


@admin.register(Article)
class ArticleAdmin(RefusalsSpoken, RecordAdmin):
    form = ArticleForm
    list_display = ["title", "outlet", "published_at", "published_precision", "genre", "language", "progress"]
    list_filter = ["progress", "genre", "came_in", "language", "published_precision", "no_address"]
    list_select_related = ["outlet"]
    search_fields = ["title", "address", "outlet__name"]
    date_hierarchy = None  # grouping a million articles by day is no way to open a list
    ordering = ["-first_seen_at", "-pk"]
    autocomplete_fields = ["outlet"]
    raw_id_fields = ["copy_group"]
    readonly_fields = ["title", "progress", "came_in", "first_seen_at", "text_hash", "merged_into", "open_page"]
    fields = ["title", "open_page", *ArticleForm.Meta.fields, "progress", "came_in", "first_seen_at", "text_hash"]

    def has_add_permission(self, request):
        return False  # an article comes with its text: “Add an article” on the front page

    @admin.display(description="page")
    def open_page(self, article):
        return page_link(article, "Read, mark or edit its text")

    def save_model(self, request, obj, form, change):
        """Outlet, date, genre and language stand in the relays too."""
        fields = set(form.changed_data)
        if "published_precision" in fields:
            fields.add("published_at")  # to the day: its hour went
        if fields:
            actions.change_article(obj, sorted(fields))


@admin.register(Revision)
class RevisionAdmin(ReadOnly, RecordAdmin):
    list_display = ["article", "number", "length", "captured_at", "captured_by"]
    list_select_related = ["article", "captured_by"]
    search_fields = ["article__title", "text_hash"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text")


@admin.register(CopyGroup)
class CopyGroupAdmin(RecordAdmin):
    list_display = ["__str__", "original", "created_at"]
    list_select_related = ["original"]
    search_fields = ["original__title", "note"]
    raw_id_fields = ["original"]


class MentionForm(AllConstraints, forms.ModelForm):
    class Meta:
        model = Mention
        fields = [
            "resolution",
            "source",
            "source_kind",
            "descriptor",
            "number_low",
            "number_high",
            "body",
            "reason",
            "affiliation",
        ]


@admin.register(Mention)
class MentionAdmin(RefusalsSpoken, RecordAdmin):
    """Tying a printed name to a source changes the article's relays, in the same transaction."""

    form = MentionForm
    list_display = ["__str__", "resolution", "source", "source_kind", "article"]
    list_filter = ["resolution", "source_kind"]
    list_select_related = ["source", "article"]
    search_fields = ["printed_name", "printed_key", "descriptor", "source__name"]
    ordering = ["-pk"]
    autocomplete_fields = ["source"]
    readonly_fields = ["article", "printed_name", "resolved_by", "resolved_at"]
    fields = ["article", "printed_name", *MentionForm.Meta.fields, "resolved_by", "resolved_at"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # it goes with the last statement or credit that names it

    def save_model(self, request, obj, form, change):
        fields = list(form.changed_data)
        if not fields:
            return
        if {"source", "resolution"} & set(fields):
            obj.source = obj.source.living() if obj.source else None
            obj.resolved_by, obj.resolved_at = (request.user, timezone.now()) if obj.source else (None, None)
            fields += ["source", "resolved_by", "resolved_at"]
        with steps.step(obj.article, request.user, f"changed the mention “{obj}”"[:200]):
            obj.save(update_fields=fields)


# --- what the desk writes ---------------------------------------------------------------------------


class AttributionInline(ReadOnly, admin.TabularInline):
    model = Attribution
    fields = ["mention", "source_phrase", "speaks_as", "cited_article"]
    readonly_fields = fields
    extra = 0


class ViaInline(ReadOnly, admin.TabularInline):
    model = Via
    fields = ["position", "mention", "basis", "words", "cited_article"]
    readonly_fields = fields
    extra = 0


class FigureInline(ReadOnly, admin.TabularInline):
    model = Figure
    fields = ["position", "text", "low", "high", "qualifier", "unit"]
    readonly_fields = fields
    extra = 0


class MatchInline(ReadOnly, admin.TabularInline):
    model = Match
    fields = ["claim", "judgement", "state", "judged_by", "judged_at", "replaced_at"]
    readonly_fields = fields
    extra = 0


@admin.register(Statement)
class StatementAdmin(ReadOnly, RecordAdmin):
    list_display = ["__str__", "article", "state", "form", "polarity", "channel", "found_by", "decided_by", "edit"]
    list_filter = ["state", "form", "polarity", "channel", "voice", "found_by"]
    list_select_related = ["article", "decided_by"]
    search_fields = ["quote", "cue", "article__title"]
    ordering = ["-pk"]
    inlines = [AttributionInline, ViaInline, FigureInline, MatchInline]

    @admin.display(description="at the desk")
    def edit(self, statement):
        return format_html('<a href="{}">Edit</a>', reverse("statement_edit", args=[statement.pk]))


@admin.register(Credit)
class CreditAdmin(ReadOnly, RecordAdmin):
    list_display = ["__str__", "role", "article", "state", "found_by", "decided_by", "edit"]
    list_filter = ["role", "state", "found_by"]
    list_select_related = ["article", "decided_by", "mention__source"]
    search_fields = ["printed", "mention__printed_name", "article__title"]
    ordering = ["-pk"]

    @admin.display(description="at the desk")
    def edit(self, credit):
        return format_html('<a href="{}">Edit</a>', reverse("credit_edit", args=[credit.pk]))


@admin.register(Attribution)
class AttributionAdmin(ReadOnly, RecordAdmin):
    list_display = ["mention", "source_phrase", "speaks_as", "statement"]
    list_filter = ["speaks_as"]
    list_select_related = ["mention__source", "statement"]
    search_fields = ["source_phrase", "mention__printed_name"]
    ordering = ["-pk"]


@admin.register(Via)
class ViaAdmin(ReadOnly, RecordAdmin):
    list_display = ["mention", "basis", "words", "statement"]
    list_filter = ["basis"]
    list_select_related = ["mention__source", "statement"]
    search_fields = ["words", "mention__printed_name"]
    ordering = ["-pk"]


@admin.register(Figure)
class FigureAdmin(ReadOnly, RecordAdmin):
    list_display = ["text", "low", "high", "qualifier", "unit", "statement"]
    list_select_related = ["statement"]
    search_fields = ["text", "unit"]
    ordering = ["-pk"]


@admin.register(Anchor)
class AnchorAdmin(ReadOnly, RecordAdmin):
    list_display = ["pk", "statement", "credit", "revision"]
    list_select_related = ["statement", "credit__mention__source", "revision"]
    search_fields = ["statement__quote"]
    ordering = ["-pk"]


@admin.register(MarkingStep)
class MarkingStepAdmin(ReadOnly, RecordAdmin):
    list_display = ["what", "article", "by", "at", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["article", "by"]
    search_fields = ["what", "article__title", "by__username"]
    ordering = ["-pk"]


# --- claims ---------------------------------------------------------------------------------------------


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    list_display = ["wording", "topics", "event_date", "created_at", "merged_into"]
    list_filter = [("merged_into", admin.EmptyFieldListFilter), ("event_date", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_into"]
    search_fields = ["wording", "note"]
    ordering = ["wording_sort", "pk"]
    readonly_fields = ["open_page", "merged_into", "created_by"]
    fields = ["wording", "open_page", "topics", "event_date", "note", "merged_into", "created_by"]

    @admin.display(description="page")
    def open_page(self, claim):
        return page_link(claim)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Match)
class MatchAdmin(ReadOnly, RecordAdmin):
    """Kept for ever: a new judgement, made at the desk, replaces one."""

    list_display = ["claim", "judgement", "state", "statement", "judged_by", "judged_at", "replaced_at"]
    list_filter = ["judgement", "state", ("replaced_at", admin.EmptyFieldListFilter)]
    list_select_related = ["claim", "statement", "judged_by"]
    search_fields = ["claim__wording", "statement__quote"]
    ordering = ["-pk"]


# --- derived, and reported ------------------------------------------------------------------------------


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
    search_fields = ["outlet__name", "source__name", "mention__printed_name"]
    ordering = ["-pk"]
    inlines = [RelayViaInline]


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnly, RecordAdmin):
    """Settled on the page of reports, where the reader sees the answer."""

    list_display = ["label", "about", "status", "by", "at", "settled_by", "settle"]
    list_filter = ["status", "about"]
    list_select_related = ["by", "settled_by"]
    search_fields = ["label", "text", "by__username"]
    ordering = ["-at", "-pk"]

    @admin.display(description="answer")
    def settle(self, report):
        return format_html('<a href="{}">Open</a>', reverse("errorreport_settle", args=[report.pk]))
