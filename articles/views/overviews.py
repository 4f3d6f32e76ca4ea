"""Matrix with its second face, network, counts, two outlets side by side: pages, files, what files are about."""

import datetime as dt

from django.core.paginator import InvalidPage
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import charts, columns, exports, matrix, network_picture, two_outlets
from articles import network as networks
from articles.filters import RelayFilter
from articles.models import Claim, Relay
from articles.overview_filters import (
    CREDITED,
    DRAWN,
    PASSED,
    UNITS,
    USUALLY_DRAWN,
    Addresses,
    CountsFilter,
    MatrixFilter,
    NetworkFilter,
    TwoOutletsFilter,
)
from articles.pagination import COUNTED_AT_MOST, CappedPaginator
from articles.reports import COVERAGE_UNITS, coverage, coverage_addresses
from articles.views.lists import busy, coverage_at_head, download, may_export, refused
from sources.models import Source

ROWS_A_PAGE, COLUMNS_A_PAGE = 50, 30
MONTHS_A_PAGE = 60
BARS_SHOWN = 15  # of names in a chart; the table has all of the page
CLAIMS_A_PAGE = 25
FROM_SHOWN = 5  # sources or vias named beside a claim
FILES = {CREDITED: columns.MATRIX, PASSED: columns.PASSED}
VIEWS = {CREDITED: "matrix", PASSED: "matrix_passed"}
WHAT = {CREDITED: ("source", "sources", "Credited to"), PASSED: ("via", "vias", "Passed through")}


# --- the matrix -----------------------------------------------------------------------------------------------


@require_safe
def matrix_page(request):
    """Outlet x credited source; the first face."""
    return _matrix(request, CREDITED)


@require_safe
def matrix_passed(request):
    """Outlet x via; the second face."""
    return _matrix(request, PASSED)


def _matrix(request, face):
    asked = MatrixFilter(request.GET, Relay.objects.all())
    table = None
    if asked.is_valid():
        try:
            table = _table(request, asked, face)
        except InvalidPage as error:
            asked.form.add_error(None, str(error))
    one, many, title = WHAT[face]
    context = {
        "filter": asked,
        "table": table,
        "face": face,
        "one": one,
        "many": many,
        "title": title,
        "csv_url": reverse(f"{VIEWS[face]}_csv"),
        "about_url": reverse(f"{VIEWS[face]}_about"),
    }
    if asked.is_valid():
        context |= {
            "unit": asked.unit,
            "units": _switch(asked, "unit", UNITS, asked.unit, UNITS[0]),
            "faces": [
                (WHAT[other][2], f"{reverse(VIEWS[other])}{_query(asked.query())}", other == face) for other in VIEWS
            ],
            "groups": _group_links(asked, one),
            "coverage": coverage_at_head(asked, "relay_list"),
            "kept": [
                (name, value)
                for name, values in asked.query(("find_outlet", "find_source")).lists()
                for value in values
            ],
            "found_outlet": asked.asked("find_outlet") or "",
            "found_source": asked.asked("find_source") or "",
            "unsearched_url": _query(asked.query(("find_outlet", "find_source"))) or "?",
        }
    return render(request, "articles/matrix.html", context)


def _query(query):
    return f"?{query.urlencode()}" if query else ""


def _switch(asked, name, words, now, usual):
    """[(word, address that chooses it, whether it is chosen)]."""
    links = []
    for word in words:
        query = asked.query((name,))
        if word != usual:
            query[name] = word
        links.append((word, _query(query) or "?", word == now))
    return links


def _group_links(asked, one):
    """[(label, address that turns it on or off, whether it is on)]."""
    on = {"owner": asked.groups_by("owner"), "kind": asked.groups_by("kind")}
    links = []
    for what, label in (("owner", "outlets by today's owner"), ("kind", f"{one}s by kind")):
        turned = on | {what: not on[what]}
        query = asked.query(("group",))
        if any(turned.values()):
            query["group"] = "both" if all(turned.values()) else next(name for name in turned if turned[name])
        links.append((label, _query(query) or "?", on[what]))
    return links


def _table(request, asked, face):
    """Rows, columns and cells of the page that is asked for; None where nothing is counted."""
    figures, unit = matrix.figures(asked, face), asked.unit
    outlets = every = matrix.outlets_by_weight(figures, unit)
    if not every:
        return None
    sources = every_source = matrix.sources_by_weight(figures, unit)
    found_outlets, found_sources = _found(asked)
    if found_outlets is not None:
        wanted = set(found_outlets)
        outlets = [row for row in outlets if row[0] in wanted]
        if isinstance(found_outlets, list):
            sources = _among(sources, matrix.sources_with_cells(figures, found_outlets))
    if found_sources is not None:
        sources = _among(sources, found_sources)
        if isinstance(found_sources, list):
            with_cells = matrix.outlets_with_cells(figures, found_sources)
            outlets = [row for row in outlets if row[0] in with_cells]
    owners = {}
    if asked.groups_by("owner"):
        owners = matrix.owners_today([row[0] for row in outlets])
        outlets = matrix.grouped(outlets, {outlet: owner.pk for outlet, owner in owners.items()})
    if asked.groups_by("kind"):
        sources = matrix.by_kind(sources, unit)
    rows = _page(request, "row_page", outlets, ROWS_A_PAGE)
    across = _page(request, "column_page", sources, COLUMNS_A_PAGE)
    row_ids, column_ids = [row[0] for row in rows], [column[0] for column in across]
    cells = matrix.cells_of(figures, unit, row_ids, column_ids)
    # one scale on every page of a matrix: that of its heaviest rows and columns
    top = [row[0] for row in every[:ROWS_A_PAGE]], [column[0] for column in every_source[:COLUMNS_A_PAGE]]
    scaled = cells if top == (row_ids, column_ids) else matrix.cells_of(figures, unit, *top)
    bounds = matrix.steps(max(scaled.values(), default=1))
    names = Source.objects.only("name", "kind").in_bulk([*row_ids, *column_ids])
    address = Addresses(asked, unit, face)
    nobody = matrix.nobodys_totals(figures, unit)
    heads = [{"who": who, "source": None, "name": who, "total": nobody[who], "kind": ""} for who in matrix.WHO_OPEN] + [
        {"who": "source", "source": pk, "name": names[pk].name, "total": total, "kind": names[pk].get_kind_display()}
        for pk, total in across
    ]
    for head in heads:
        head["total_url"] = address.of(who=head["who"], source=head["source"])
        head["before"] = address.before_outlet(who=head["who"], source=head["source"])
    lines, group = [], None
    for outlet, total in rows:
        owner = owners.get(outlet)
        line = {
            "outlet": outlet,
            "name": names[outlet].name,
            "total": f"{total:,}",
            "total_url": address.of(outlet=outlet),
            "cells": [_cell(cells, head, outlet, bounds) for head in heads],
            "owner": owner,
            "begins": asked.groups_by("owner") and (not lines or owner != group),
        }
        group = owner
        lines.append(line)
    return {
        "rows": rows,
        "across": across,
        "heads": heads,
        "kinds": _spans(heads[2:]) if asked.groups_by("kind") else [],
        "lines": lines,
        "width": len(heads) + 2,
        "total": figures.total([unit])[unit],
        "total_url": address.of(),
        "legend": _legend(bounds),
        "outlets": len(every),
    }


def _found(asked):
    """Ids of the outlets and of the sources that are looked for by name; None where none are."""
    outlet, source = asked.asked("find_outlet"), asked.asked("find_source")
    return matrix.called(outlet, publishers=True) if outlet else None, matrix.called(source) if source else None


def _among(sources, ids):
    """Of `sources`, those whose id is in `ids`, a list or queryset of ids."""
    if isinstance(sources, list):
        wanted = set(ids)
        return [row for row in sources if row[0] in wanted]
    return sources.filter(source__in=ids)


def _page(request, name, found, size):
    try:
        most = None if isinstance(found, list) or request.GET.get("count") else 10_000
        return CappedPaginator(found, per_page=size, most=most).page(request.GET.get(name) or 1)
    except InvalidPage as error:
        raise InvalidPage(f"{name}: {error}") from error


def _cell(cells, head, outlet, bounds):
    """(number as shown, shade, address); an empty one is ("", 0, "")."""
    number = cells.get((outlet, (head["who"], head["source"])), 0)
    if not number:
        return ("", 0, "")
    return (f"{number:,}", matrix.shade(number, bounds), f"{head['before']}{outlet}")


def _spans(heads):
    """[(kind, how many columns)] of columns that stand together."""
    found = []
    for head in heads:
        if found and found[-1][0] == head["kind"]:
            found[-1][1] += 1
        else:
            found.append([head["kind"], 1])
    return found


def _legend(bounds):
    """[(shade, what it stands for)], lightest first."""
    found = []
    for position, low in enumerate(bounds):
        following = bounds[position + 1] if position + 1 < len(bounds) else None
        if following is None:
            words = f"{low:,} and more"
        elif following == low + 1:
            words = f"{low:,}"
        else:
            words = f"{low:,}–{following - 1:,}"
        found.append((position + 1, words))
    return found


@require_safe
@may_export
def matrix_csv(request):
    """Every cell of `matrix_page` for the same query string, all pages of it, in all four units."""
    return _matrix_csv(request, CREDITED)


@require_safe
@may_export
def matrix_passed_csv(request):
    return _matrix_csv(request, PASSED)


@require_safe
def matrix_about(request):
    return _matrix_about(request, CREDITED)


@require_safe
def matrix_passed_about(request):
    return _matrix_about(request, PASSED)


def _matrix_csv(request, face):
    asked = MatrixFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    return download(request, FILES[face], lambda: _cells_written(asked, face))


def _cells_written(asked, face):
    figures = matrix.figures(asked, face)
    found = figures.cells(named=True)
    found_outlets, found_sources = _found(asked)
    if found_outlets is not None:
        found = found.filter(outlet__in=found_outlets)
    if found_sources is not None:
        found = found.filter(Q(source__in=found_sources) | Q(source=None))
        if isinstance(found_sources, list):
            found = found.filter(outlet__in=matrix.outlets_with_cells(figures, found_sources))
    return found.order_by("outlet_sort", "outlet", "-relays", "source_sort", "source", "who")


def _matrix_about(request, face):
    asked = MatrixFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    return _about(request, asked, FILES[face], VIEWS[face], "outlet, then most relays", _cells_written(asked, face))


def _about(request, asked, file, view, sort, found):
    query = _query(asked.query())
    told = exports.about(
        file,
        address=request.build_absolute_uri(reverse(view) + query),
        csv_address=request.build_absolute_uri(reverse(f"{view}_csv") + query),
        query=dict(asked.query().lists()),
        described=asked.described(),
        sort=sort,
        rows=len(found) if isinstance(found, list) else found.order_by().count(),
        coverage=coverage_at_head(asked, "relay_list", exactly=True),
    )
    return JsonResponse(told, json_dumps_params={"indent": 2, "ensure_ascii": False})


# --- the network ------------------------------------------------------------------------------------------------


@require_safe
def network(request):
    """Who feeds whom: the heaviest arrows as a picture, with the table behind it."""
    asked = NetworkFilter(request.GET, Relay.objects.all())
    context = {"filter": asked, "csv_url": reverse("network_csv"), "about_url": reverse("network_about")}
    if asked.is_valid():
        context |= {
            "face": asked.face,
            "unit": asked.unit,
            "units": _switch(asked, "unit", ("relays", "articles", "statements", "claims"), asked.unit, "relays"),
            "faces": [
                (WHAT[word][2], url, is_on)
                for word, url, is_on in _switch(asked, "arrows", (CREDITED, PASSED), asked.face, CREDITED)
            ],
            "draws": _switch(asked, "draw", DRAWN, asked.draw, USUALLY_DRAWN),
            "coverage": coverage_at_head(asked, "relay_list"),
            "matrix_url": reverse(VIEWS[asked.face]) + _query(asked.question()),
        }
        found = networks.heaviest(asked)
        if found is not None:
            shown = _network_shown(asked, found)
            context |= {
                "network": shown,
                "picture": _network_picture(asked, shown),
                **{f"{suffix}_url": reverse(f"network_{suffix}") for suffix in ("svg", "gexf", "graphml")},
            }
    return render(request, "articles/network.html", context)


def _network_shown(asked, found):
    """What the picture and the tables behind it show, in words and addresses."""
    sources, outlets = found.left_out()
    ids = {pk for _who, pk in (*found.ends, *sources) if pk}
    names = Source.objects.only("name", "kind").in_bulk([*ids, *outlets])
    address = Addresses(asked, asked.unit, asked.face)
    nodes = {end: _node(asked, found, end, names.get(end[1]), address) for end in found.ends}
    circles = found.circles()
    circle_of = {pk: number for number, group in enumerate(circles) for pk in group}
    lines = []
    for arrow in found.arrows:
        start, end = nodes[arrow.start], nodes[arrow.end]
        drawn = network_picture.Arrow(
            arrow.start,
            arrow.end,
            arrow.shade,
            f"{start.name} → {end.name}: {arrow.number:,} {asked.unit}",
            address.of(outlet=arrow.outlet, who=arrow.start[0], source=arrow.start[1]),
            is_open=start.is_open,
            on_circle=start is not end and circle_of.get(arrow.start[1], -1) == circle_of.get(arrow.outlet, -2),
        )
        lines.append({"start": start, "end": end, "number": f"{arrow.number:,}", "arrow": drawn})
    return {
        "lines": lines,
        "nodes": sorted(
            nodes.values(),
            key=lambda node: -max(found.credited.get(node.key, 0), found.relaying.get(node.key[1], 0)),
        ),
        "legend": _legend(found.bounds),
        "circles": [[nodes["source", pk] for pk in group] for group in circles],
        "considers_all": found.considers_all,
        "considered": networks.CONSIDERED,
        **{name: _capped(getattr(found, name)) for name in ("arrows_in_all", "sources_in_all", "outlets_in_all")},
        "is_all": len(lines) == found.arrows_in_all,
        "left_out": [
            (names[pk].name if pk else who, f"{found.credited[who, pk]:,}", address.of(who=who, source=pk))
            for who, pk in sources
        ],
        "left_out_outlets": [(names[pk].name, f"{found.relaying[pk]:,}", address.of(outlet=pk)) for pk in outlets],
    }


def _node(asked, found, end, source, address):
    """A box of the picture, with the totals of what it has arrows for; `source` is None for nobody's."""
    who, pk = end
    name = source.name if source else who

    def number(value, words, **where):
        return network_picture.Number(f"{value:,}", f"{name} {words}: {value:,} {asked.unit}", address.of(**where))

    feeds = relays = None
    if any(arrow.start == end for arrow in found.arrows):
        words = "is passed through" if asked.face == PASSED else "is credited"
        feeds = number(found.credited[end], words, who=who, source=pk)
    if any(arrow.end == end for arrow in found.arrows):
        relays = number(found.relaying[pk], "relays", outlet=pk)
    url = reverse("outlet_detail" if source.is_publisher else "source_detail", args=[pk]) if source else ""
    return network_picture.Node(
        end,
        found.column(end),
        name,
        url,
        feeds=feeds,
        relays=relays,
        is_open=source is None,
        is_publisher=bool(source and source.is_publisher),
    )


def _capped(number):
    return f"more than {COUNTED_AT_MOST:,}" if number > COUNTED_AT_MOST else f"{number:,}"


def _network_picture(asked, shown, *, notes=(), site=None):
    verb = "passed through" if asked.face == PASSED else "credited"
    nodes, arrows = shown["nodes"], [line["arrow"] for line in shown["lines"]]
    headings = (f"Are {verb}", f"Are {verb}, and relay", "Relay")
    told = (
        f"{len(arrows)} arrows from who is {verb} to the outlets that relay it, in {asked.unit}; "
        "the table has the same arrows with their numbers."
    )
    title = f"Who feeds whom: {verb}, in {asked.unit}"
    return network_picture.picture(
        nodes, arrows, headings, title=title, description=told, name="network", notes=notes, site=site
    )


@require_safe
def network_svg(request):
    """The picture of `network` for the same query string, as a file that stands by itself, with coverage."""
    asked = NetworkFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    found = networks.heaviest(asked)
    shown = _network_shown(asked, found) if found else {"nodes": [], "lines": []}
    site = f"{request.scheme}://{request.get_host()}"
    told = _network_told(request, asked)
    notes = [told["meaning"]]
    if found and len(found.arrows) < found.arrows_in_all:
        notes.append(f"drawn: the {len(found.arrows)} heaviest of {shown['arrows_in_all']} arrows")
    notes += [f"{name}: {told[name]}" for name in ("filter", "coverage", "address", "made_at")]
    answer = HttpResponse(
        _network_picture(asked, shown, notes=notes, site=site), content_type="image/svg+xml; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="network.svg"'
    return answer


def _network_told(request, asked):
    """What a file of the network is about, in words: {name: words}."""
    coverage = coverage_at_head(asked, "relay_list", exactly=True)
    through = "passed through" if asked.face == PASSED else "credited"
    return {
        "meaning": f"An arrow goes from who is {through} to the outlet that relays it",
        "weight": asked.unit,
        "filter": "; ".join(f"{label}: {values}" for label, values in asked.described()),
        "coverage": "; ".join(
            f"{coverage[key]:,} {words}" for key, words in COVERAGE_UNITS.items() if coverage.get(key) is not None
        ),
        "address": request.build_absolute_uri(reverse("network") + _query(asked.query())),
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "code_version": exports.code_version(),
    }


@require_safe
@may_export
def network_csv(request):
    """Every arrow of `network` for the same query string, also those that are not drawn."""
    asked = NetworkFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    return download(request, columns.NETWORK, lambda: networks.pairs(asked))


@require_safe
@may_export
def network_gexf(request):
    """As `network_csv`, for programs that draw graphs."""
    return _network_graph(request, "gexf", networks.gexf)


@require_safe
@may_export
def network_graphml(request):
    return _network_graph(request, "graphml", networks.graphml)


def _network_graph(request, suffix, write):
    asked = NetworkFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    content_type = f"application/{suffix}+xml; charset=utf-8"
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type)
    try:
        rows = exports.rows_of(networks.pairs(asked)[: networks.MOST_IN_A_GRAPH + 1])
        made = networks.graph(rows, asked.unit, _network_told(request, asked))
    except exports.Busy:
        return busy(request)
    except networks.TooLarge:
        sentence = (
            f"There are more than {networks.MOST_IN_A_GRAPH:,} arrows, more than a graph file is made of: narrow the "
            "filter, or take the CSV, which has all of them.\n"
        )
        return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(write(made), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="network.{suffix}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def network_about(request):
    asked = NetworkFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    # as many as the file has rows, by the quicker way
    found = matrix.figures(asked, asked.face).cells(["relays"])
    return _about(request, asked, columns.NETWORK, "network", f"-{asked.unit}", found)


# --- counts -------------------------------------------------------------------------------------------------


@require_safe
def counts(request):
    """By month, outlet, source or via: a table of all four units and a chart of one."""
    asked = CountsFilter(request.GET, Relay.objects.all())
    context = {"filter": asked, "csv_url": reverse("counts_csv"), "about_url": reverse("counts_about")}
    if asked.is_valid():
        try:
            context |= _counts(request, asked)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
    return render(request, "articles/counts.html", context)


def _counts(request, asked):
    figures = _figures_by(asked)
    rows, nobodys, page = _count_rows(request, asked, figures)
    addresses = {unit: Addresses(asked, unit, _face_by(asked)) for unit in UNITS}
    names = Source.objects.only("name", "kind").in_bulk([row["pk"] for row in rows if "pk" in row])
    for row in (*rows, *nobodys):
        _dress(row, asked, addresses, names)
    total = figures.total()
    return {
        "rows": rows,
        "nobodys": nobodys,
        "page": page,
        "by": asked.by,
        "unit": asked.unit,
        "usual_units": UNITS,
        "bys": _switch(asked, "by", ("month", "outlet", "source", "via"), asked.by, "month"),
        "units": _switch(asked, "unit", UNITS, asked.unit, UNITS[0]),
        "totals": [(f"{total[unit]:,}", addresses[unit].of() if total[unit] else "") for unit in UNITS],
        "most": max((row[asked.unit] for row in rows), default=0),
        "chart": _chart(asked, rows) if rows else "",
        "svg_url": reverse("counts_svg") + _query(_with_page(asked, page)),
        "coverage": coverage_at_head(asked, "relay_list"),
    }


def _with_page(asked, page):
    """What a chart's file is asked: the page it shows too."""
    query = asked.query()
    if page.number > 1:
        query["page"] = str(page.number)
    return query


def _face_by(asked):
    return PASSED if asked.by == "via" else CREDITED


def _figures_by(asked):
    return matrix.figures(asked, _face_by(asked))


def _count_rows(request, asked, figures):
    """Rows of the page, those that are nobody's or undated, and the page itself; each row a dict of the units."""
    number, unit = request.GET.get("page") or 1, asked.unit
    if asked.by == "month":
        months = list(matrix.every_month(figures))
        undated = [row for row in months if row["month"] is None]
        # newest first; the page that a chart shows reads the other way round
        page = CappedPaginator([row for row in months if row["month"]][::-1], per_page=MONTHS_A_PAGE, most=None).page(
            number
        )
        return list(page), undated, page
    if asked.by == "outlet":
        found = figures.outlets().order_by(f"-{unit}", "outlet")
        page = _paged_groups(request, found, number)
        return [row | {"pk": row["outlet"], "who": "anybody"} for row in page], [], page
    every = figures.sources()
    page = _paged_groups(request, every.filter(who="source").order_by(f"-{unit}", "source"), number)
    return [row | {"pk": row["source"]} for row in page], list(every.filter(source=None).order_by("who")), page


def _paged_groups(request, found, number):
    if request.GET.get("count"):
        return CappedPaginator(found, most=None).page(number)
    return CappedPaginator(found).page(number)


def _dress(row, asked, addresses, names):
    """Adds what a row of the table shows: label, address of its page, and each unit with its address."""
    if asked.by == "month":
        row["label"] = f"{row['month']:%Y-%m}" if row["month"] else "undated"
        if row["month"] is None:
            where = {"undated": "only"}
        elif asked.days == (None, None):
            where = {"month": row["label"]}
        else:
            where = {"days": (row["month"], matrix.last_day(row["month"]))}
    elif asked.by == "outlet":
        where = {"outlet": row["outlet"]}
    else:
        where = {"who": row["who"], "source": row["source"]}
    if row.get("pk"):
        row["label"], row["kind"] = names[row["pk"]].name, names[row["pk"]].get_kind_display()
        row["url"] = reverse("outlet_detail" if asked.by == "outlet" else "source_detail", args=[row["pk"]])
    elif asked.by != "month":
        row["label"] = row["who"]
    row["cells"] = [
        (f"{row[unit]:,}", addresses[unit].of(**where) if row[unit] else "", unit == asked.unit) for unit in UNITS
    ]
    row["number"] = row[asked.unit]


def _chart(asked, rows, site=None):
    unit, by = asked.unit, asked.by
    bars = [
        charts.Bar(
            row["label"],
            row["number"],
            f"{row['label']}: {row['number']:,} {unit}",
            row["cells"][UNITS.index(unit)][1],
        )
        for row in rows
    ]
    title = f"{unit.capitalize()} by {by}" + (" (UTC)" if by == "month" else "")
    if by == "month":
        between = f" from {bars[-1].label} to {bars[0].label}" if bars else ""
        told = f"Bars for {len(bars)} UTC months{between}, in {unit}; the table has the same numbers."
        return charts.upright(bars[::-1], title=title, description=told, name="counts", site=site)
    told = f"Bars for the {min(len(bars), BARS_SHOWN)} with most {unit} on this page; the table has all of them."
    return charts.lying(bars[:BARS_SHOWN], title=title, description=told, name="counts", site=site)


@require_safe
def counts_svg(request):
    """The chart of `counts` for the same query string, as a file that stands by itself."""
    asked = CountsFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    try:
        shown = _counts(request, asked)
    except InvalidPage as error:
        return HttpResponse(f"page: {error}\n", status=400, content_type="text/plain; charset=utf-8")
    site = f"{request.scheme}://{request.get_host()}"
    answer = HttpResponse(_chart(asked, shown["rows"], site), content_type="image/svg+xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="counts-by-{asked.by}.svg"'
    return answer


@require_safe
@may_export
def counts_csv(request):
    asked = CountsFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    file = columns.COUNTS[asked.by]
    if asked.by == "month" and request.method != "HEAD":
        return exports.small_csv(f"{file.name}.csv", file.columns, _counts_written(asked))
    return download(request, file, lambda: _counts_written(asked))


def _counts_written(asked):
    figures = _figures_by(asked)
    if asked.by == "month":
        return [
            row | {"month": f"{row['month']:%Y-%m}" if row["month"] else "undated"}
            for row in matrix.every_month(figures)
        ]
    if asked.by == "outlet":
        return figures.outlets(named=True).order_by(f"-{asked.unit}", "outlet")
    return figures.sources(named=True).order_by(f"-{asked.unit}", "source", "who")


@require_safe
def counts_about(request):
    asked = CountsFilter(request.GET, Relay.objects.all())
    if not asked.is_valid():
        return refused(asked)
    sort = "month" if asked.by == "month" else f"-{asked.unit}"
    return _about(request, asked, columns.COUNTS[asked.by], "counts", sort, _counts_written(asked))


# --- two outlets ------------------------------------------------------------------------------------------------


@require_safe
def outlet_compare(request):
    """What both relay, what only one does, and from whom."""
    asked = TwoOutletsFilter(request.GET, Relay.objects.all())
    context = {"filter": asked, "chosen": asked.is_valid() and bool(asked.asked("outlet"))}
    if context["chosen"]:
        try:
            context |= _compared(request, asked)
        except InvalidPage as error:
            asked.form.add_error(None, f"page: {error}")
            context["chosen"] = False
    return render(request, "articles/outlet_compare.html", context)


def _compared(request, asked):
    pair = asked.asked("outlet")
    found = {"claims": two_outlets.claims(asked)}
    totals = {row["outlet"]: row for row in two_outlets.totals(asked)}
    found["sources"], credited_open = two_outlets.sources(asked, CREDITED)
    found["vias"], passed_open = two_outlets.sources(asked, PASSED)
    ids = found[asked.of].ids(asked.show)
    page = CappedPaginator(ids, per_page=CLAIMS_A_PAGE, most=None).page(request.GET.get("page") or 1)
    open_ = {"sources": credited_open, "vias": passed_open}.get(asked.of, {})
    face = PASSED if asked.of == "vias" else CREDITED
    address = Addresses(asked, "relays", face)
    build = _claim_lines if asked.of == "claims" else _source_lines
    return {
        "pair": [_one_side(asked, outlet, totals.get(outlet.pk, {})) for outlet in pair],
        "overview": [_overview_line(asked, what, found[what]) for what in ("claims", "sources", "vias")],
        "of": asked.of,
        "show": asked.show,
        "sets": _switch(asked, "show", two_outlets.SETS, asked.show, "both"),
        "heading": _set_words(asked, asked.show),
        "page": page,
        "lines": build(asked, page, found[asked.of], address),
        "nobodys": [
            [
                (who, f"{number:,}", address.of(outlet=outlet.pk, who=who))
                for who in matrix.WHO_OPEN
                if (number := open_.get((outlet.pk, who), 0))
            ]
            for outlet in pair
        ],
    }


def _set_words(asked, name):
    first, second = asked.asked("outlet")
    return {"both": "In both", "first": f"Only in {first}", "second": f"Only in {second}"}[name]


def _one_side(asked, outlet, total):
    """What stands at the head of one outlet: its coverage and its four numbers, each a link."""
    query = asked.question()
    query["outlet"] = str(outlet.pk)
    undated = None
    if asked.days != (None, None):
        dateless = query.copy()
        for name in ("from", "to", "month"):
            dateless.pop(name, None)
        dateless["undated"] = "only"
        undated = RelayFilter(dateless, Relay.objects.all()).qs
    counted = coverage([outlet], *asked.days, undated=undated)
    address = f"{reverse('relay_list')}?{dateless.urlencode()}" if undated is not None else ""
    return {
        "outlet": outlet,
        "coverage": counted | coverage_addresses([outlet], *asked.days, undated=address),
        "numbers": [(unit, f"{total.get(unit, 0):,}", Addresses(asked, unit).of(outlet=outlet.pk)) for unit in UNITS],
    }


def _overview_line(asked, what, shared):
    """(what, [(number, address, whether it is open)] for both, first and second)."""
    cells = []
    for name in two_outlets.SETS:
        query = asked.query(("of", "show"))
        if what != "claims":
            query["of"] = what
        if name != "both":
            query["show"] = name
        is_open = what == asked.of and name == asked.show
        cells.append((f"{len(shared.sets[name]):,}", f"{_query(query)}#rows", is_open))
    return what, cells


def _claim_lines(asked, page, shared, address):
    ids = list(page)
    claims = Claim.objects.in_bulk(ids)
    credited = two_outlets.from_whom(asked, CREDITED, ids)
    passed = two_outlets.from_whom(asked, PASSED, ids)
    through = Addresses(asked, "relays", PASSED)
    lines = []
    for claim in two_outlets.page_of(ids, claims):
        sides = []
        for outlet, number in zip(asked.asked("outlet"), shared.sets[asked.show][claim.pk], strict=True):
            where = {"outlet": outlet.pk, "claim": str(claim.pk), "polarity": "affirms"}
            sides.append(
                {
                    "number": f"{number:,}" if number else "",
                    "url": address.of(**where),
                    "from": _from(credited[claim.pk, outlet.pk], address, where),
                    "through": _from(passed[claim.pk, outlet.pk], through, where),
                }
            )
        lines.append({"name": claim.wording, "url": claim.get_absolute_url(), "meta": "", "sides": sides})
    return lines


def _from(rows, address, where):
    """{"rows": [(name, number, address)], "more": how many are left out}."""
    shown = [
        (
            row["source_name"] or row["who"],
            f"{row['relays']:,}",
            address.of(who=row["who"], source=row["source"], **where),
        )
        for row in rows[:FROM_SHOWN]
    ]
    return {"rows": shown, "more": max(0, len(rows) - FROM_SHOWN)}


def _source_lines(asked, page, shared, address):
    ids = list(page)
    names = Source.objects.only("name", "kind").in_bulk(ids)
    lines = []
    for source in two_outlets.page_of(ids, names):
        sides = [
            {
                "number": f"{number:,}" if number else "",
                "url": address.of(outlet=outlet.pk, who="source", source=source.pk),
            }
            for outlet, number in zip(asked.asked("outlet"), shared.sets[asked.show][source.pk], strict=True)
        ]
        url = reverse("source_detail", args=[source.pk])
        lines.append({"name": source.name, "url": url, "meta": source.get_kind_display(), "sides": sides})
    return lines
