"""Pages of an outlet and of a source: which claims it relays, and who relays it."""

import datetime as dt

from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import crediting, outlet_figures, over_time
from articles.models import Mention, Merge, Relay
from articles.querysets import listed_sources
from articles.reports import coverage, coverage_addresses
from articles.views.permalinks import misread, moved, removed
from sources.models import Ownership, Source

RELAYS_SHOWN = 50
NAMES_SHOWN = 20


@require_safe
def outlet_detail(request, pk):
    outlet = Source.objects.select_related("merged_into").filter(pk=pk).first()
    if outlet is None:
        return removed(request, Source, pk, "outlet")
    if outlet.merged_into:
        return moved(reverse("outlet_detail", args=[outlet.merged_into_id]))
    if not outlet.is_publisher:
        return redirect("source_detail", outlet.pk)
    if (answer := misread(request, {})) is not None:
        return answer
    own = Relay.objects.counted().published_by(outlet)
    counts = listed_sources().with_relay_counts().with_article_counts().get(pk=pk)
    return render(
        request,
        "articles/outlet_detail.html",
        {
            "outlet": outlet,
            "coverage": coverage([outlet]) | coverage_addresses([outlet]),
            "counts": counts,
            "over_time": over_time.of_query(f"outlet={pk}", counts.relaying_count),
            "unnamed_count": outlet_figures.unnamed_relays(outlet),
            "relays": own.newest_first().for_listing()[:RELAYS_SHOWN],
            "by_source": crediting.sources_of(outlet),
            "by_via": crediting.vias_of(outlet),
            "credited_by": crediting.outlets_crediting(outlet),
            "passed_by": crediting.outlets_passing(outlet),
            "own_query": f"outlet={pk}",
            "credited_query": f"source={pk}",
            "passed_query": f"via={pk}",
            "shown": crediting.SHOWN,
            "owners": outlet.ownerships.select_related("owner").order_by(F("starts_on").asc(nulls_first=True), "pk"),
            "family": _family(outlet, timezone.now().date()),
            **_names_and_links(outlet),
        },
    )


@require_safe
def source_detail(request, pk):
    """`?with=people` adds its people and bodies on the article's day."""
    source = Source.objects.select_related("merged_into").filter(pk=pk).first()
    if source is None:
        return removed(request, Source, pk, "source")
    if source.merged_into:
        return moved(reverse("source_detail", args=[source.merged_into_id]))
    if (answer := misread(request, {"with": ("people",)})) is not None:
        return answer
    with_people = "with" in request.GET
    credited = Relay.objects.counted().crediting(source, with_bodies=with_people)
    counts = listed_sources().with_relay_counts().get(pk=pk)
    credited_count = credited.count() if with_people else counts.credited_count
    query = f"source={pk}" + ("&source_as=with+bodies" if with_people else "")
    return render(
        request,
        "articles/source_detail.html",
        {
            "source": source,
            "coverage": coverage() | coverage_addresses(),
            "with_people": with_people,
            "credited_count": credited_count,
            "over_time": over_time.of_query(query, credited_count),
            "counts": counts,
            "relays": credited.newest_first().for_listing()[:RELAYS_SHOWN],
            "by_outlet": crediting.by_outlet(credited) if with_people else crediting.outlets_crediting(source),
            "by_via": crediting.by_via(credited) if with_people else crediting.vias_before(source),
            "passed_by": crediting.outlets_passing(source),
            "query": query,
            "passed_query": f"via={pk}",
            "shown": crediting.SHOWN,
            "affiliations": source.affiliations.select_related("organisation").order_by(
                F("starts_on").asc(nulls_first=True), "pk"
            ),
            "members": source.members.select_related("member").order_by("member__sort_key", "pk"),
            "may_be": _may_be(source),
            "names_shown": NAMES_SHOWN,
            **_names_and_links(source),
        },
    )


def _names_and_links(source):
    return {
        "aliases": source.aliases.order_by(F("starts_on").asc(nulls_first=True), "name_key", "pk"),
        "domains": source.domains.order_by("host", "path", "pk"),
        "holdings": source.holdings.select_related("outlet").order_by("outlet__sort_key", "pk"),
        "succeeds": source.succeeds.by_name(),
        "succeeded_by": source.succeeded_by.by_name(),
        "merged_from": Merge.objects.into("source", source.pk),
    }


def _family(outlet: Source, day: dt.date):
    """The other outlets that have the same owner on `day`."""
    owners = outlet.ownerships.on(day).values("owner")
    held = Ownership.objects.on(day).filter(owner__in=owners).values("outlet")
    return Source.objects.living().filter(pk__in=held).exclude(pk=outlet.pk).by_name()


def _may_be(source: Source):
    """Mentions tied to no source whose printed name is one of this source's, those of the newest rows first."""
    keys = {source.name_key, *source.aliases.values_list("name_key", flat=True)}
    # a name at a time: its index has them in this order, and a frequent one has a hundred thousand
    each = [
        Mention.objects.open().filter(printed_key=key).order_by("-article", "-pk").values("pk")[: NAMES_SHOWN + 1]
        for key in sorted(keys)
    ]
    found = Mention.objects.filter(pk__in=each[0].union(*each[1:], all=True))
    return list(found.select_related("article__outlet").order_by("-article", "-pk")[: NAMES_SHOWN + 1])
