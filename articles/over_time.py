"""Relays over time: the small chart beside the list of relays, an outlet, a source, a claim.

A bar is a UTC day where the rows lie close together, else a week, a month or a year, and opens exactly the relays
it counts. What is asked is an address of the list of relays, so that list and chart are one filter.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from articles import charts
from articles.filters import RelayFilter
from articles.models import Relay, Summary
from articles.pagination import COUNTED_AT_MOST

# the longest span, in days, that is shown by the step; beyond the last one by years
STEPS = (("day", 92), ("week", 2 * 366), ("month", 10 * 366))
MOST_BARS = 130  # years that are drawn; earlier ones, mistyped most likely, are one number


@dataclass(frozen=True, slots=True)
class OverTime:
    """What a page shows. Without bars there is nothing to draw, and `by_month` is where it is counted."""

    step: str = ""
    bars: tuple[charts.Bar, ...] = ()
    picture: SafeString | str = ""
    undated: int = 0
    undated_url: str = ""
    earlier: charts.Bar | None = None
    by_month: str = ""

    @property
    def rows(self) -> list[charts.Bar]:
        """Of the table behind the chart: the bars that count something, newest first."""
        return [bar for bar in reversed(self.bars) if bar.value]


def of_query(query: str, rows: int | None = None) -> OverTime | None:
    """For the relays at this address of their list; see `of_list`."""
    return of_list(RelayFilter(QueryDict(query), Relay.objects.all()), rows)


def of_list(asked: RelayFilter, rows: int | None = None) -> OverTime | None:
    """For the relays of a valid filter; None where none has a date.

    `rows`, where it is known already, says how many there are. Up to COUNTED_AT_MOST their dates are read; more are
    counted for all and for one outlet alone, from the summary rows of months, and for nothing else. One query, and
    a second one where `rows` is not known.
    """
    known_few = rows is not None and rows <= COUNTED_AT_MOST
    months = None if known_few else _months(asked)
    if months is not None:
        rows = sum(months.values())
    dates = None if rows is not None and rows > COUNTED_AT_MOST else _dates(asked)
    if dates is not None:
        return _drawn(asked, dates, "")
    if months is not None:
        return _drawn(asked, months, "month")
    query = asked.query(("sort",))
    return OverTime(by_month=f"{reverse('counts')}?{query.urlencode()}")


Dates = Counter[dt.date | None]


def _months(asked: RelayFilter) -> Dates | None:
    """{first day of the month: relays} where summary rows tell: of all, or of one outlet. One query, or none."""
    names, outlets = set(asked.query(("sort",))), asked.asked("outlet") or []
    if names - {"outlet"} or len(outlets) > 1:
        return None
    of_whom = Q(outlet=outlets[0]) if outlets else Q(outlet=None)
    found = Summary.objects.filter(of_whom, face=Summary.Face.MONTH).values_list("month", "relays")
    return Counter(dict(found))


def _dates(asked: RelayFilter) -> Dates | None:
    """{UTC day: relays}; None where there are more than COUNTED_AT_MOST."""
    found = list(asked.qs.order_by().values_list("published_at", flat=True)[: COUNTED_AT_MOST + 1])
    if len(found) > COUNTED_AT_MOST:
        return None
    return Counter(time and time.astimezone(dt.UTC).date() for time in found)


def _drawn(asked: RelayFilter, dates: Dates, step: str) -> OverTime | None:
    """`step` is the least that `dates` can tell."""
    undated = dates.pop(None, 0)
    if not dates:
        return None
    days = [day for day in dates if day is not None]
    first, last = min(days), max(days)
    step = step or next((name for name, most in STEPS if (last - first).days < most), "year")
    if step == "month" and (last - first).days >= STEPS[-1][1]:
        step = "year"
    counted: Counter[dt.date] = Counter()
    for day in days:
        counted[_begin(day, step)] += dates[day]
    begins = list(_every(_begin(first, step), last, step))
    shown = begins[-MOST_BARS:]
    bars = tuple(_bar(asked, begin, counted[begin], step) for begin in shown)
    before = sum(counted[begin] for begin in begins[:-MOST_BARS])
    between = f"{bars[0].label} to {bars[-1].label}" if len(bars) > 1 else bars[0].label
    told = f"Bars for {len(bars)} UTC {step}s, {between}; the table behind has the same numbers."
    return OverTime(
        step=step,
        bars=bars,
        picture=charts.strip(bars, title=f"Relays a {step} (UTC)", description=told, name="over-time"),
        undated=undated,
        undated_url=_address(asked, None, None),
        earlier=_earlier(asked, shown[0], before) if before else None,
    )


def _begin(day: dt.date, step: str) -> dt.date:
    """The first day of the step that `day` lies in; weeks begin on Monday."""
    if step == "week":
        return day - dt.timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def _end(begin: dt.date, step: str) -> dt.date:
    """The last day of the step that begins on `begin`."""
    after = {
        "day": lambda: begin + dt.timedelta(days=1),
        "week": lambda: begin + dt.timedelta(days=7),
        "month": lambda: dt.date(begin.year + begin.month // 12, begin.month % 12 + 1, 1),
        "year": lambda: begin.replace(year=begin.year + 1),
    }
    return after[step]() - dt.timedelta(days=1)


def _every(begin: dt.date, last: dt.date, step: str) -> Iterator[dt.date]:
    while begin <= last:
        yield begin
        begin = _end(begin, step) + dt.timedelta(days=1)


def _bar(asked: RelayFilter, begin: dt.date, number: int, step: str) -> charts.Bar:
    label = {"month": f"{begin:%Y-%m}", "year": f"{begin:%Y}"}.get(step, begin.isoformat())
    told = f"week from {label}" if step == "week" else label
    url = _address(asked, begin, _end(begin, step)) if number else ""
    return charts.Bar(label, number, f"{told}: {number:,} relay{'' if number == 1 else 's'}", url)


def _earlier(asked: RelayFilter, begin: dt.date, number: int) -> charts.Bar:
    return charts.Bar("earlier", number, f"earlier: {number:,}", _address(asked, None, begin - dt.timedelta(days=1)))


def _address(asked: RelayFilter, first: dt.date | None, last: dt.date | None) -> str:
    """The relays of these days that the filter has; without any day its undated ones."""
    start, end = asked.days
    query = asked.query(("from", "to", "month", "sort"))
    if first is None and last is None:
        query["undated"] = "only"
    else:
        for name, days, limit in (("from", [first, start], max), ("to", [last, end], min)):
            known = [day for day in days if day is not None]
            if known:
                query[name] = limit(known).isoformat()
    return f"{reverse('relay_list')}?{query.urlencode()}"
