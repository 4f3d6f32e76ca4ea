"""Feeds and how they are doing, addresses asked for, servers, and what was fetched as evidence."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction

from articles import tasks
from articles.addresses import canonical
from articles.ingest import store
from articles.models import Arrival, Capture, Feed, Host, Import
from sources.curation import AllConstraints, ReadOnly, RecordAdmin, RefusalsSpoken, Seen, row_link

AT_ONCE = 1000  # rows of one action


class FeedForm(AllConstraints, Seen):
    class Meta:
        model = Feed
        fields = ["address", "outlet", "is_on", "note"]

    def clean_outlet(self):
        outlet = self.cleaned_data["outlet"]
        if outlet is not None and not outlet.is_publisher:
            raise ValidationError(f"{outlet} is no outlet and no agency.")
        return outlet


class HealthFilter(admin.SimpleListFilter):
    title = "health"
    parameter_name = "health"

    def lookups(self, request, model_admin):
        return [("failing", "failing"), ("well", "well"), ("new", "not polled yet")]

    def queryset(self, request, queryset):
        match self.value():
            case "failing":
                return queryset.filter(health__failures__gt=0)
            case "well":
                return queryset.filter(health__failures=0, health__succeeded_at__isnull=False)
            case "new":
                return queryset.filter(health__polled_at=None)
        return queryset


@admin.register(Feed)
class FeedAdmin(RefusalsSpoken, RecordAdmin):
    form = FeedForm
    list_display = ["address", "outlet", "is_on", "failures", "error", "succeeded", "brought", "next_poll"]
    list_filter = [HealthFilter, "is_on", ("outlet", admin.EmptyFieldListFilter)]
    list_select_related = ["outlet", "health"]
    search_help_text = "The address, or its beginning without https:// and www., or the number of a feed."
    ordering = ["-pk"]
    autocomplete_fields = ["outlet"]
    readonly_fields = [
        "title",
        "error",
        "problems",
        "failures",
        "polled",
        "succeeded",
        "brought",
        "interval",
        "next_poll",
    ]
    fieldsets = [
        (None, {"fields": [*FeedForm.Meta.fields, "seen"]}),
        ("How it is doing", {"fields": readonly_fields}),
    ]
    actions = ["poll", "switch_on", "switch_off"]

    def searched(self, queryset, term):
        try:
            key = canonical(term).key
        except ValueError:
            key = term
        return queryset.filter(address_key__startswith=key)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    # --- columns ---

    @admin.display(description="calls itself")
    def title(self, feed):
        return feed.health.title

    @admin.display(description="failures in a row")
    def failures(self, feed):
        return feed.health.failures

    @admin.display(description="last error")
    def error(self, feed):
        return feed.health.error

    @admin.display(description="odd in the last poll")
    def problems(self, feed):
        return " ".join(feed.health.problems)

    @admin.display(description="last asked")
    def polled(self, feed):
        return feed.health.polled_at

    @admin.display(description="last success")
    def succeeded(self, feed):
        return feed.health.succeeded_at

    @admin.display(description="articles brought")
    def brought(self, feed):
        return feed.health.brought

    @admin.display(description="seconds between polls")
    def interval(self, feed):
        return feed.health.interval

    @admin.display(description="next poll")
    def next_poll(self, feed):
        return feed.health.next_at if feed.is_on else None

    # --- actions ---

    @admin.action(description="Poll as soon as a worker is free", permissions=["change"])
    def poll(self, request, queryset):
        feeds = list(queryset.filter(is_on=True)[:AT_ONCE])
        with transaction.atomic():
            tasks.enqueue_polls(feeds)
        self.told(request, feeds, "Polled by hand.", f"Feeds that are polled now: {len(feeds):,}.")

    @admin.action(description="Switch polling on", permissions=["change"])
    def switch_on(self, request, queryset):
        self.switched(request, queryset, on=True)

    @admin.action(description="Switch polling off", permissions=["change"])
    def switch_off(self, request, queryset):
        self.switched(request, queryset, on=False)

    def switched(self, request, queryset, *, on):
        feeds = list(queryset.filter(is_on=not on)[:AT_ONCE])
        Feed.objects.filter(pk__in=[feed.pk for feed in feeds]).update(is_on=on)
        word = "on" if on else "off"
        self.told(request, feeds, f"Polling switched {word}.", f"Feeds switched {word}: {len(feeds):,}.")

    def told(self, request, feeds, message, sentence):
        if feeds:
            LogEntry.objects.log_actions(request.user.pk, feeds, CHANGE, change_message=message)
        self.message_user(request, sentence)


@admin.register(Arrival)
class ArrivalAdmin(ReadOnly, RecordAdmin):
    list_display = ["address", "state", "feed", "asked_by", "asked_at", "attempts", "article", "problem"]
    list_filter = ["state"]
    list_select_related = ["feed__outlet", "asked_by", "article"]
    search_help_text = "The address, or the number of an arrival."
    ordering = ["-pk"]
    fields = [
        "address",
        "state",
        "problem",
        "attempts",
        "feed",
        "asked_by",
        "asked_at",
        "said",
        "article",
        "fetched_at",
        "next_at",
    ]
    actions = ["ask_again"]

    def has_ask_permission(self, request):
        return request.user.has_perm("articles.fetch_article")

    def searched(self, queryset, term):
        try:
            return queryset.filter(address_key=canonical(term).key)
        except ValueError:
            return queryset.none()

    @admin.action(description="Fetch again", permissions=["ask"])
    def ask_again(self, request, queryset):
        with transaction.atomic():
            again = [store.ask(arrival.address, by=request.user)[0] for arrival in queryset.order_by("pk")[:AT_ONCE]]
            tasks.enqueue_arrivals(again)
        if again:
            LogEntry.objects.log_actions(request.user.pk, again, CHANGE, change_message="Fetched again.")
        self.message_user(request, f"Addresses that are fetched again: {len(again):,}.", messages.SUCCESS)


@admin.register(Capture)
class CaptureAdmin(ReadOnly, RecordAdmin):
    list_display = ["address", "fetched_at", "status", "size", "sha256", "of_article"]
    list_select_related = ["article"]
    search_help_text = "A SHA-256 in hexadecimal, or the number of a capture."
    ordering = ["-pk"]
    fields = [
        "address",
        "redirects",
        "status",
        "headers",
        "peer",
        "media_type",
        "sha256",
        "size",
        "fetched_at",
        "arrival",
        "imported",
        "of_article",
        "revision",
    ]

    def searched(self, queryset, term):
        return queryset.filter(sha256=term.lower())

    @admin.display(description="article")
    def of_article(self, capture):
        return row_link(capture.article) if capture.article else ""


@admin.register(Host)
class HostAdmin(ReadOnly, RecordAdmin):
    """Servers that were asked."""

    list_display = ["name", "robots_at", "robots_error", "pace", "next_at"]
    search_help_text = "The beginning of a server's name, such as https://www.example.org, or its number."
    ordering = ["-pk"]
    fields = ["name", "robots", "robots_error", "robots_at", "pace", "next_at"]

    def searched(self, queryset, term):
        return queryset.filter(name__startswith=term.lower())


@admin.register(Import)
class ImportAdmin(ReadOnly, RecordAdmin):
    """Files of articles; steered on their own pages."""

    list_display = ["file_name", "kind", "state", "stored", "revised", "held", "refused", "by", "at"]
    list_filter = ["state", "kind"]
    list_select_related = ["by"]
    search_help_text = "The SHA-256 of a file in hexadecimal, or the number of an import."
    ordering = ["-pk"]
    fields = [
        "file_name",
        "kind",
        "state",
        "problem",
        "is_trial",
        "stored",
        "revised",
        "held",
        "refused",
        "passed_over",
        "done_to",
        "part",
        "encoding",
        "delimiter",
        "columns",
        "mapping",
        "outlet",
        "no_address",
        "all_or_nothing",
        "suggests",
        "sha256",
        "size",
        "by",
        "at",
        "ended_at",
    ]

    def searched(self, queryset, term):
        return queryset.filter(sha256=term.lower())
