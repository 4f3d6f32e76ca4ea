"""The six lists, each as a page, as a file and as what the file is about: one filter for the three."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import columns, exports, filters, over_time, reports
from articles.models import Article, Claim, Relay, Statement
from articles.pagination import COUNTED_AT_MOST, CappedPaginator
from articles.querysets import listed_sources

may_export = permission_required("articles.export_rows", raise_exception=True)
BUSY = "All downloads that this server gives at once are taken. Nothing is lost: try again in half a minute."
RETRY_AFTER = 30  # seconds


@dataclass(frozen=True)
class Listed:
    """What one list is made of."""

    file: columns.File
    filter: type[filters.ListFilter]
    rows: Callable[[], QuerySet]
    shown: Callable[[Any], QuerySet]  # with what the rows of a page show
    written: Callable[[Any], QuerySet]  # with what the columns of the file name

    @property
    def view(self) -> str:
        return self.file.name.removesuffix("s") + "_list"

    def rows_of(self, ids: list[int]) -> QuerySet:
        """The rows of a page, in no order."""
        return self.shown(self.rows().filter(pk__in=ids))

    def for_file(self) -> QuerySet:
        """Any row, with what the columns of the file name."""
        return self.written(self.rows())


def _as_it_is(found):
    return found


RELAYS = Listed(columns.RELAYS, filters.RelayFilter, Relay.objects.all, lambda found: found.for_listing(), _as_it_is)
STATEMENTS = Listed(
    columns.STATEMENTS,
    filters.StatementFilter,
    lambda: Statement.objects.living(),
    lambda found: found.for_listing(),
    _as_it_is,
)
CLAIMS = Listed(
    columns.CLAIMS,
    filters.ClaimFilter,
    lambda: Claim.objects.living(),
    lambda found: found.with_statement_counts().with_relay_counts().select_related("lineage"),
    lambda found: found.with_statement_counts().with_relay_counts(),
)
ARTICLES = Listed(
    columns.ARTICLES,
    filters.ArticleFilter,
    lambda: Article.objects.living(),
    lambda found: found.for_listing(),
    lambda found: found.with_statement_count().with_waiting_count().with_relay_count(),
)
OUTLETS = Listed(
    columns.OUTLETS,
    filters.OutletFilter,
    lambda: listed_sources().publishers(),
    lambda found: found.with_owner_today().with_article_counts().with_relay_counts(),
    lambda found: found.with_owner_today().with_article_counts().with_relay_counts(),
)
SOURCES = Listed(
    columns.SOURCES,
    filters.SourceFilter,
    listed_sources,
    lambda found: found.with_relay_counts().with_carrier_counts(),
    lambda found: found.with_relay_counts().with_carrier_counts(),
)


# --- the three answers ----------------------------------------------------------------------------------


def _page(request, listed):
    asked = listed.filter(request.GET, listed.rows())
    page = None
    if asked.is_valid():
        most = None if request.GET.get("count") else COUNTED_AT_MOST
        paginator = CappedPaginator(asked.qs, shown=listed.rows_of, parts=asked.parts(), most=most)
        try:
            page = paginator.page(request.GET.get("page") or 1)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
    name = listed.view
    context = {
        "filter": asked,
        "page": page,
        "sorting": asked.sorting if asked.is_valid() else {},
        "csv_url": reverse(f"{name}_csv"),
        "about_url": reverse(f"{name}_about"),
    }
    if page is not None:
        context["coverage"] = coverage_at_head(asked, name)
        if listed is RELAYS:
            # one more than is counted means more than that
            rows = page.paginator.count + page.paginator.count_is_capped
            context["over_time"] = over_time.of_list(asked, rows)
        if page.paginator.count_is_capped:
            query = asked.query()
            query["page"], query["count"] = str(page.number), "exact"
            context["count_url"] = f"?{query.urlencode()}"
    return render(request, f"articles/{name}.html", context)


def coverage_at_head(asked, name, *, exactly=False):
    """The figures at the head of the list, each with the address of its rows; a file says them `exactly`."""
    outlets, owners = asked.asked("outlet") or [], asked.asked("owner") or []
    undated, query = asked.undated_left_out() or (None, "")
    found = reports.coverage(outlets, *asked.days, owners=owners, undated=undated, exactly=exactly)
    address = f"{reverse(name)}?{query}" if query else ""
    return found | reports.coverage_addresses(outlets, *asked.days, owners=owners, undated=address)


def _csv(request, listed):
    asked = listed.filter(request.GET, listed.rows())
    if not asked.is_valid():
        return refused(asked)
    return download(request, listed.file, lambda: asked.qs, listed.for_file())


def download(request, file, found, rows=None):
    """The rows that `found` makes, as the columns of `file`; a browser that only asks for the head gets that."""
    if request.method == "HEAD":
        return HttpResponse(content_type="text/csv; charset=utf-8; header=present")
    site = f"{request.scheme}://{request.get_host()}"
    try:
        return exports.stream_csv(f"{file.name}.csv", file.columns, found(), site=site, rows=rows)
    except exports.Busy:
        return busy(request)


def busy(request):
    answer = render(request, "503.html", {"sentence": BUSY}, status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _about(request, listed):
    asked = listed.filter(request.GET, listed.rows())
    if not asked.is_valid():
        return refused(asked)
    coverage = coverage_at_head(asked, listed.view, exactly=True)
    query = f"?{asked.query().urlencode()}" if asked.query() else ""
    told = exports.about(
        listed.file,
        address=request.build_absolute_uri(reverse(listed.view) + query),
        csv_address=request.build_absolute_uri(reverse(f"{listed.view}_csv") + query),
        query=dict(asked.query().lists()),
        described=asked.described(),
        sort=asked.sort,
        rows=asked.qs.order_by().count(),
        coverage=coverage,
    )
    return JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})


def refused(asked):
    lines = asked.error_lines()
    return HttpResponseBadRequest("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# --- relays ------------------------------------------------------------------------------------------------


@require_safe
def relay_list(request):
    return _page(request, RELAYS)


@require_safe
@may_export
def relay_list_csv(request):
    """Every row of `relay_list` for the same query string, all pages of it."""
    return _csv(request, RELAYS)


@require_safe
def relay_list_about(request):
    return _about(request, RELAYS)


# --- statements --------------------------------------------------------------------------------------------


@require_safe
def statement_list(request):
    return _page(request, STATEMENTS)


@require_safe
@may_export
def statement_list_csv(request):
    return _csv(request, STATEMENTS)


@require_safe
def statement_list_about(request):
    return _about(request, STATEMENTS)


# --- claims ------------------------------------------------------------------------------------------------


@require_safe
def claim_list(request):
    return _page(request, CLAIMS)


@require_safe
@may_export
def claim_list_csv(request):
    return _csv(request, CLAIMS)


@require_safe
def claim_list_about(request):
    return _about(request, CLAIMS)


# --- articles ----------------------------------------------------------------------------------------------


@require_safe
def article_list(request):
    return _page(request, ARTICLES)


@require_safe
@may_export
def article_list_csv(request):
    return _csv(request, ARTICLES)


@require_safe
def article_list_about(request):
    return _about(request, ARTICLES)


# --- outlets -----------------------------------------------------------------------------------------------


@require_safe
def outlet_list(request):
    return _page(request, OUTLETS)


@require_safe
@may_export
def outlet_list_csv(request):
    return _csv(request, OUTLETS)


@require_safe
def outlet_list_about(request):
    return _about(request, OUTLETS)


# --- sources -----------------------------------------------------------------------------------------------


@require_safe
def source_list(request):
    return _page(request, SOURCES)


@require_safe
@may_export
def source_list_csv(request):
    return _csv(request, SOURCES)


@require_safe
def source_list_about(request):
    return _about(request, SOURCES)
