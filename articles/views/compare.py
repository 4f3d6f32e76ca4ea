"""What two to six outlets say of a claim or a topic: the page, its file, what the file is about."""

from django.core.paginator import InvalidPage
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import columns, exports, side_by_side
from articles.models import Claim, Match
from articles.overview_filters import CompareFilter
from articles.pagination import CappedPaginator
from articles.side_by_side import Looked
from articles.views.lists import coverage_at_head, download, may_export, refused

ROWS_A_PAGE = 20
MISSING = "Give two to six outlets, and a claim or a topic."


@require_safe
def compare(request):
    """Without outlets, or without a claim or topic: what there is to choose from."""
    asked = CompareFilter(request.GET, Match.objects.all())
    context = {
        "filter": asked,
        "is_asked": asked.is_asked,
        "outlets": asked.asked("outlet") or [],
        "csv_url": reverse("compare_csv"),
        "about_url": reverse("compare_about"),
    }
    if asked.is_asked:
        try:
            context |= _table(request, asked)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
            context["is_asked"] = False
    elif asked.is_valid():
        context |= _offers(asked)
    return render(request, "articles/compare.html", context)


def _table(request, asked):
    counts = side_by_side.cells(asked)
    page = CappedPaginator(side_by_side.in_order(asked, counts), per_page=ROWS_A_PAGE, most=None).page(
        request.GET.get("page") or 1
    )
    keys = list(page)
    claims = Claim.objects.in_bulk([] if asked.is_by_day else keys)
    matches = side_by_side.statements(asked, keys)
    looked = side_by_side.looked_at(asked, keys)
    return {
        "page": page,
        "is_by_day": asked.is_by_day,
        "claim": asked.asked("claim")[0] if asked.is_by_day else None,
        "rows": [_row(asked, key, claims, counts, matches, looked) for key in keys],
        "coverage": coverage_at_head(asked, "statement_list"),
        "shared_url": _shared_address(asked),
    }


def _shared_address(asked):
    """The page of what two outlets have in common, for the same question; none for more of them."""
    return f"{reverse('outlet_compare')}?{asked.query().urlencode()}" if len(asked.asked("outlet")) == 2 else ""


def _row(asked, key, claims, counts, matches, looked):
    cells = []
    for outlet in asked.asked("outlet"):
        cell = key, outlet.pk
        number = counts.get(cell, 0)
        seen = looked.get(cell, Looked())
        cells.append(
            {
                "outlet": outlet,
                "matches": matches.get(cell, []),
                "number": number,
                "more": number - len(matches.get(cell, [])),
                "url": _address("statement_list", asked, key, outlet, claim=True) if number else "",
                "looked": seen,
                "looked_url": _address("article_list", asked, key, outlet) if seen.held else "",
            }
        )
    return {"key": key, "claim": claims.get(key), "cells": cells}


def _address(view, asked, key, outlet, *, claim=False):
    """The list of exactly the statements of a cell; or, without `claim`, of the articles it was looked for in."""
    query = asked.query(("claim", "topic", "outlet"))
    query["outlet"] = str(outlet.pk)
    if asked.is_by_day:
        for name in ("from", "to", "month"):
            query.pop(name, None)
        if key is None:
            query["undated"] = "only"
        else:
            query["from"] = query["to"] = key.isoformat()
    if claim:
        query["claim"] = str(asked.asked("claim")[0].pk if asked.is_by_day else key)
    return f"{reverse(view)}?{query.urlencode()}"


def _offers(asked):
    """What can be chosen while something is missing: claims of the outlets, or outlets that carry the claim."""
    outlets = asked.asked("outlet")
    if outlets:
        query = asked.query(("claim", "topic"))
        found = side_by_side.claims_of(outlets)
        return {"offered": [(one, f"?{query.urlencode()}&claim={one['claim']}") for one in found]}
    if asked.asked("claim") or asked.asked("topic"):
        asked.form.fields["outlet"].widget.offered = side_by_side.outlets_of(asked)
    return {"offered": []}


@require_safe
@may_export
def compare_csv(request):
    """Every statement of `compare` for the same query string, all pages of it."""
    asked = CompareFilter(request.GET, Match.objects.all())
    return _unclear(asked) or download(request, columns.COMPARED, lambda: asked.qs)


@require_safe
def compare_about(request):
    asked = CompareFilter(request.GET, Match.objects.all())
    if (answer := _unclear(asked)) is not None:
        return answer
    query = f"?{asked.query().urlencode()}"
    told = exports.about(
        columns.COMPARED,
        address=request.build_absolute_uri(reverse("compare") + query),
        csv_address=request.build_absolute_uri(reverse("compare_csv") + query),
        query=dict(asked.query().lists()),
        described=asked.described(),
        sort="claim, then day, then outlet",
        rows=asked.qs.order_by().count(),
        coverage=coverage_at_head(asked, "statement_list", exactly=True),
    )
    return JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})


def _unclear(asked):
    """400 where the question cannot be read, or asks for nothing yet."""
    if not asked.is_valid():
        return refused(asked)
    if not asked.is_asked:
        return HttpResponseBadRequest(f"{MISSING}\n", content_type="text/plain; charset=utf-8")
    return None
