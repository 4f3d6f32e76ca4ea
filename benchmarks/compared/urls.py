"""The tracker's addresses, and under /plain/ an admin as Django makes it."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import include, path

from articles.models import Relay

plain = AdminSite(name="plain")
plain.register(Relay, ModelAdmin)


class WithFilters(ModelAdmin):
    """What an admin of relays would be given first: columns, joined, and filters."""

    list_display = ("outlet", "source", "article", "published_at", "form", "polarity", "via_state")
    list_select_related = ("outlet", "source", "article")
    list_filter = ("form", "polarity", "via_state")
    ordering = ("-published_at",)


filtered = AdminSite(name="filtered")
filtered.register(Relay, WithFilters)

urlpatterns = [
    path("plain/", plain.urls),
    path("plain-filtered/", filtered.urls),
    path("", include("tracker.urls")),
]
