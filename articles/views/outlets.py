"""Figures of one outlet over time: the page, its file, each picture by itself."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import charts, columns, exports
from articles import outlet_figures as figures
from articles.models import Article, Relay
from articles.overview_filters import OutletFiguresFilter
from articles.reports import coverage, coverage_addresses
from articles.views.lists import may_export, refused
from articles.views.permalinks import moved, removed
from sources.models import Source

MONTHS_SHOWN = 24  # of a picture and its table; the file holds all


@require_safe
def outlet_figures(request, pk):
    """Of the last twelve months, or of the days asked for."""
    outlet, answer = _outlet(request, pk, "outlet_figures")
    if outlet is None:
        return answer
    asked = OutletFiguresFilter(request.GET, Relay.objects.all())
    context = {"outlet": outlet, "filter": asked}
    if asked.is_valid():
        days = _days(asked, outlet)
        undated = Article.objects.living().by_outlets([outlet]).undated()
        context |= {
            "days": days,
            "is_usual": asked.days == (None, None),
            "coverage": coverage([outlet], *days, undated=undated) | coverage_addresses([outlet], *days),
            "sections": [_section(figures.tell(figure, outlet, days)) for figure in figures.FIGURES],
            "months_shown": MONTHS_SHOWN,
            "csv_url": reverse("outlet_figures_csv", args=[pk]),
            "svg_url": reverse("outlet_figures_svg", args=[pk]),
        }
    return render(request, "articles/outlet_figures.html", context)


def _outlet(request, pk, view):
    """(the outlet, None), or (None, what the id of one gets that was merged, was removed or never was one)."""
    outlet = Source.objects.select_related("merged_into").filter(pk=pk).first()
    if outlet is None:
        return None, removed(request, Source, pk, "outlet")
    if outlet.merged_into:
        query = request.GET.urlencode()
        return None, moved(reverse(view, args=[outlet.merged_into_id]) + (f"?{query}" if query else ""))
    if not outlet.is_publisher:
        return None, redirect("source_detail", outlet.pk)
    return outlet, None


def _days(asked, outlet):
    return figures.usual_days(outlet, timezone.now().date()) if asked.days == (None, None) else asked.days


def _section(told):
    """What the page shows of one figure."""
    figure, totals = told.figure, told.totals
    months = list(told.months)[-MONTHS_SHOWN:]
    return {
        "figure": figure,
        "whole": f"{told.whole(totals):,}" if figure.adds_up else "",
        "whole_url": figure.address(told.outlet, None, told.days) if figure.adds_up and told.whole(totals) else "",
        "parts": [_number(told, part, totals, told.days) for part in figure.parts],
        "spread": _spread(told, None, told.days),
        "rows": [_row(told, month) for month in reversed(months)],
        "has_rows": any(totals.values()),
        "chart": _chart(told, months) if told.whole(totals) else "",
        "more": len(told.months) > MONTHS_SHOWN,
    }


def _row(told, month):
    days = figures.within(month, told.days)
    return {
        "label": f"{month:%Y-%m}",
        "parts": [_number(told, part, told.months[month], days) for part in told.figure.parts],
        "spread": _spread(told, month, days),
    }


def _number(told, part, counts, days):
    """One part: its number with the address of its rows, and the share of the whole that it is."""
    number, whole = counts.get(part.name, 0), told.whole(counts)
    has_share = told.figure.adds_up and part.in_share and len([one for one in told.figure.parts if one.in_share]) > 1
    return {
        "label": part.label,
        "number": f"{number:,}",
        "url": told.figure.address(told.outlet, part, days) if number else "",
        "share": f"{100 * number / whole:.0f} %" if has_share and whole else "",
        "in_share": part.in_share,
    }


def _spread(told, month, days):
    """Lower quartile, median and upper quartile in words; None where nothing is measured."""
    found = told.quartiles.get(month)
    if not found:
        return None
    lower, middle, upper = (figures.span_in_words(one) for one in found)
    part = told.figure.parts[0]
    return {"lower": lower, "middle": middle, "upper": upper, "url": told.figure.address(told.outlet, part, days)}


def _chart(told, months, site=None):
    """The picture of one figure: what it counts by UTC month, or how long it took."""
    figure, name = told.figure, f"figure-{told.figure.name}"
    between = f"UTC months from {months[0]:%Y-%m} to {months[-1]:%Y-%m}; the table has the same numbers."
    title = f"{told.outlet}: {figure.title[0].lower()}{figure.title[1:]}"
    if figure.name == "delayed":
        spreads = [_drawn_spread(told, month) for month in months]
        description = f"For each month the middle half of its delays, and their median. {between}"
        return charts.spreads(spreads, title=title, description=description, name=name, site=site)
    drawn = [part for part in figure.parts if part.in_share]
    bars = [[_bar(told, month, part) for part in drawn] for month in months]
    description = f"For each month its {figure.unit}, as columns of {len(drawn)} parts. {between}"
    how = {"title": title, "description": description, "name": name, "site": site, "apart": not figure.adds_up}
    return charts.stacked(bars, [part.label for part in drawn], **how)


def _bar(told, month, part):
    number = told.months[month].get(part.name, 0)
    words = f"{month:%Y-%m}: {number:,} {told.figure.unit}, {part.label}"
    url = told.figure.address(told.outlet, part, figures.within(month, told.days)) if number else ""
    return charts.Bar(f"{month:%Y-%m}", number, words, url)


def _drawn_spread(told, month):
    label, found = f"{month:%Y-%m}", told.quartiles.get(month)
    if not found:
        return charts.Spread(label, None, None, None, "")
    lower, middle, upper = (figures.span_in_words(one) for one in found)
    words = f"{label}: median {middle}, quartiles {lower} and {upper}"
    url = told.figure.address(told.outlet, told.figure.parts[0], figures.within(month, told.days))
    return charts.Spread(label, *(one.total_seconds() for one in found), words, url)


@require_safe
def outlet_figures_svg(request, pk):
    """One picture of `outlet_figures` (`of`: which) for the same days, as a file that stands by itself."""
    outlet, answer = _outlet(request, pk, "outlet_figures_svg")
    if outlet is None:
        return answer
    query = request.GET.copy()
    figure = figures.BY_NAME.get(query.pop("of", [""])[-1])
    if figure is None:
        return _misread(f"of: give one of {', '.join(figures.BY_NAME)}.")
    asked = OutletFiguresFilter(query, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    told = figures.tell(figure, outlet, _days(asked, outlet))
    site = f"{request.scheme}://{request.get_host()}"
    drawn = _chart(told, list(told.months)[-MONTHS_SHOWN:], site)
    answer = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="outlet-{pk}-{figure.name}.svg"'
    return answer


def _misread(sentence):
    return HttpResponseBadRequest(f"{sentence}\n", content_type="text/plain; charset=utf-8")


@require_safe
@may_export
def outlet_figures_csv(request, pk):
    """Every month of `outlet_figures` for the same days."""
    outlet, answer = _outlet(request, pk, "outlet_figures_csv")
    if outlet is None:
        return answer
    asked = OutletFiguresFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    rows = figures.table(outlet, _days(asked, outlet))
    return exports.small_csv(f"outlet-{pk}-figures.csv", columns.OUTLET_FIGURES.columns, rows)
