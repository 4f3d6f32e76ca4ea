"""Articles that come in by themselves: an address that is asked for, what became of it, how feeds are doing."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import InvalidPage
from django.db import transaction
from django.db.models import Q
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import queue, tasks
from articles.ingest import evidence, store
from articles.models import Arrival, Article, Capture, Feed
from articles.pagination import CappedPaginator
from articles.views.permalinks import misread

may_fetch = permission_required("articles.fetch_article", raise_exception=True)
REFUSED = 422
CAPTURES_SHOWN = 50
STATES = dict(Arrival.State.choices)


class AddressForm(forms.Form):
    address = forms.CharField(
        label="Address of an article",
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text="Its outlet is told by the domain, which has to be in the directory of outlets.",
        error_messages={"required": "Paste the address of an article."},
    )


def _page(request, found):
    try:
        return CappedPaginator(found).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(str(error)) from error


@require_http_methods(["GET", "HEAD", "POST"])
@may_fetch
def arrival_add(request):
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                arrival, _is_new = store.ask(form.cleaned_data["address"], by=request.user)
                if arrival.is_under_way:
                    tasks.enqueue_arrival(arrival)
        except ValueError as error:
            form.add_error("address", str(error))
        else:
            return redirect(arrival)
    status = REFUSED if request.method == "POST" else 200
    return render(request, "articles/arrival_add.html", {"form": form}, status=status)


@require_safe
@may_fetch
def arrival_detail(request, pk):
    """What became of an address; while a worker has it, the page asks again."""
    arrival = get_object_or_404(Arrival.objects.select_related("feed__outlet", "article__outlet", "asked_by"), pk=pk)
    if (answer := misread(request, {})) is not None:
        return answer
    template = "articles/arrival_progress.html" if request.htmx else "articles/arrival_detail.html"
    captures = arrival.captures.select_related("revision").order_by("-fetched_at", "-pk")[:CAPTURES_SHOWN]
    context = {"arrival": arrival, "captures": captures}
    if arrival.is_under_way:
        context["nobody_works"] = not queue.workers()
    return render(request, template, context)


@require_POST
@may_fetch
def arrival_ask_again(request, pk):
    arrival = get_object_or_404(Arrival, pk=pk)
    with transaction.atomic():
        arrival, _is_new = store.ask(arrival.address, by=request.user)
        tasks.enqueue_arrival(arrival)
    return redirect(arrival)


@require_safe
@may_fetch
def arrival_list(request):
    if (answer := misread(request, {"state": tuple(STATES), "page": ()})) is not None:
        return answer
    state = request.GET.get("state", "")
    found = Arrival.objects.select_related("feed__outlet", "article__outlet", "asked_by").order_by("-pk")
    if state:
        found = found.filter(state=state)
    context = {"page": _page(request, found), "state": state, "states": Arrival.State.choices}
    return render(request, "articles/arrival_list.html", context)


# --- feeds ------------------------------------------------------------------------------------------------------


@require_safe
@may_fetch
def feed_list(request):
    """Every feed's health: those that fail first, then by when they are polled next."""
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    found = Feed.objects.select_related("outlet", "health").order_by("-health__failures", "health__next_at", "pk")
    return render(request, "articles/feed_list.html", {"page": _page(request, found), "now": timezone.now()})


@require_safe
@may_fetch
def feed_detail(request, pk):
    feed = get_object_or_404(Feed.objects.select_related("outlet", "health"), pk=pk)
    if (answer := misread(request, {"page": ()})) is not None:
        return answer
    found = feed.arrivals.select_related("article__outlet").order_by("-pk")
    return render(request, "articles/feed_detail.html", {"feed": feed, "page": _page(request, found)})


@require_POST
@may_fetch
def feed_poll(request, pk):
    """Polls a feed as soon as a worker is free, whatever its interval says."""
    feed = get_object_or_404(Feed, pk=pk)
    with transaction.atomic():
        tasks.enqueue_polls([feed])
    return redirect(feed)


# --- evidence ---------------------------------------------------------------------------------------------------


@require_safe
@permission_required("articles.export_captures", raise_exception=True)
def article_warc(request, pk):
    """An article's captures as a WARC file, which tools of web archives replay."""
    article = get_object_or_404(Article.objects.living(), pk=pk)
    if (answer := misread(request, {})) is not None:
        return answer
    # texts stay with the article that they were captured for, and so does their evidence, when that is merged
    captures = Capture.objects.filter(Q(article=article) | Q(article__merged_into=article)).order_by("fetched_at", "pk")
    response = StreamingHttpResponse(evidence.warc(captures), content_type="application/warc")
    response["Content-Disposition"] = f'attachment; filename="article-{article.pk}.warc.gz"'
    return response
