"""What one outlet does, counted by UTC month: how it knows what it says, whom it leaves unnamed, whether it links, how
long it takes, how often it was first. docs/outlet-figures.md defines each.

One function a figure, and none for a total: each row has one month, so months add up. The exception is the delay,
whose quartiles are asked of all rows once more. Each part of a figure has the address of exactly the rows it counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Aggregate, Count, DateField, DurationField, Q
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.urls import reverse

from articles.matrix import last_day
from articles.models import Article, Match, Relay, RelayVia, Statement, Summary
from articles.querysets import CARRIED_ORDERS, DELAYS, LINKED, STANDINGS
from sources.models import Source

USUAL_MONTHS = 12
Days = tuple[dt.date, dt.date]
Counted = dict[dt.date, dict[str, int]]  # {first day of a UTC month: {part: number}}; what has no row is absent


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that a figure's rows fall into."""

    name: str
    label: str
    query: str  # what the list is asked beside outlet and days
    column: str  # of the file
    in_share: bool = True  # whether it belongs to the whole that shares are taken of


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what a row of it is, its parts, and the one function that counts them."""

    name: str
    title: str
    unit: str
    told: str  # what is counted, for those who read the page
    view: str
    parts: tuple[Part, ...]
    count: Callable[[Source, Days], Counted]
    whose: str = "outlet={outlet}"  # how the list is asked for this outlet's rows
    days: tuple[str, str] = ("from", "to")
    adds_up: bool = True  # whether the parts are parts of one whole

    def address(self, outlet: Source, part: Part | None, days: Days) -> str:
        """The list of exactly the rows of `part` (None: of all parts of the whole) from first to last of `days`."""
        query = QueryDict(self.whose.format(outlet=outlet.pk), mutable=True)
        whole = [one for one in self.parts if one.in_share]
        # where every row is in some part of the whole, nothing more has to be asked
        for one in [part] if part else whole if len(whole) < len(self.parts) else []:
            for name, values in QueryDict(one.query.format(outlet=outlet.pk)).lists():
                query.setlist(name, list(dict.fromkeys([*query.getlist(name), *values])))
        for name, day in zip(self.days, days, strict=True):
            query[name] = day.isoformat()
        return f"{reverse(self.view)}?{query.urlencode()}"


@dataclass(slots=True)
class Told:
    """A figure of one outlet over some days: `months` from the first to the last of them, those of nothing too."""

    figure: Figure
    outlet: Source
    days: Days
    months: Counted
    quartiles: dict[dt.date | None, tuple[dt.timedelta, ...]] = field(default_factory=dict)  # None: of all months

    @property
    def totals(self) -> dict[str, int]:
        total: Counter[str] = Counter()
        for parts in self.months.values():
            total.update(parts)
        return {part.name: total[part.name] for part in self.figure.parts}

    def whole(self, parts: dict[str, int]) -> int:
        """What shares are taken of."""
        return sum(parts.get(part.name, 0) for part in self.figure.parts if part.in_share)


# --- how they are counted ---------------------------------------------------------------------------------------------


def _month(column: str) -> TruncMonth:
    return TruncMonth(column, tzinfo=dt.UTC, output_field=DateField())


def _by_month(rows: Iterable[tuple[dt.date, str, int]]) -> Counted:
    found: Counted = defaultdict(dict)
    for month, part, number in rows:
        found[month][part] = found[month].get(part, 0) + number
    return dict(found)


def relayed(outlet: Source, days: Days) -> Counted:
    """Relays of the outlet that are counted, and of these those that credit somebody unnamed. One query."""
    found = Relay.objects.counted().published_by(outlet).between(*days).order_by()
    rows = found.values(month=_month("published_at")).annotate(all=Count("pk"), open=Count("pk", filter=_UNNAMED))
    return {row["month"]: {"named": row["all"] - row["open"], "unnamed": row["open"]} for row in rows}


_UNNAMED = Q(resolution="unnamed")


def credited(outlet: Source, days: Days) -> Counted:
    """Relays of others that credit the outlet, and that passed through it: two numbers. Two queries."""
    direct = Relay.objects.counted().crediting(outlet).between(*days).order_by()
    passed = (
        Relay.objects.counted()
        .between(*days)
        .filter(pk__in=RelayVia.objects.filter(source=outlet).order_by().values("relay"))
    )
    rows = [
        (month, part, number)
        for part, relays in (("credited", direct), ("passed", passed.order_by()))
        for month, number in relays.values_list(_month("published_at")).annotate(n=Count("pk"))
    ]
    return _by_month(rows)


def standing(outlet: Source, days: Days) -> Counted:
    """Accepted statements by what the outlet says it knows them from. One query."""
    found = Statement.objects.living().accepted().by_outlets([outlet]).between(*days).with_standing().order_by()
    return _by_month(found.values_list(_month("article__published_at"), "standing").annotate(n=Count("pk")))


def linked(outlet: Source, days: Days) -> Counted:
    """Relays that name an outlet or agency upstream, by whether the page links to it. One query."""
    found = Relay.objects.counted().published_by(outlet).between(*days).naming_upstream().with_linked().order_by()
    return _by_month(found.values_list(_month("published_at"), "linked").annotate(n=Count("pk")))


def delayed(outlet: Source, days: Days) -> Counted:
    """The same relays, by what can be said of their delay. One query."""
    found = Relay.objects.counted().published_by(outlet).between(*days).naming_upstream().with_delay().order_by()
    return _by_month(found.values_list(_month("published_at"), "delay_kind").annotate(n=Count("pk")))


class Quartile(Aggregate):
    """The value below which so much of all lies, between two of them where it falls there."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, share: float = 0.5, **extra: Any) -> None:
        super().__init__(expression, share=float(share), **extra)


def quartiles(outlet: Source, days: Days) -> dict[dt.date | None, tuple[dt.timedelta, ...]]:
    """{month: lower quartile, median, upper quartile} of the delays that are measured; None: of all. Two queries."""
    found = Relay.objects.counted().published_by(outlet).between(*days).delayed(["measured"]).order_by()
    each = {"lower": Quartile("delay", 0.25), "middle": Quartile("delay", 0.5), "upper": Quartile("delay", 0.75)}
    told = {
        row.pop("month"): tuple(row.values()) for row in found.values(month=_month("published_at")).annotate(**each)
    }
    return told | {None: tuple(found.aggregate(**each).values())} if told else {}


def first(outlet: Source, days: Days) -> Counted:
    """Claims that the outlet carries, by who had them first, in the month in which the outlet had them. One query."""
    rows = Match.objects.carried(outlet, *days).values_list("first_at", "order")
    return _by_month((at.date().replace(day=1), order, 1) for at, order in rows)


# --- the figures, in the order of the page ----------------------------------------------------------------------------

FIGURES = (
    Figure(
        "relayed",
        "Whom it relays",
        "relays",
        "Its relays: accepted, without self-credit. Unnamed: the source has a description and no name.",
        "relay_list",
        (
            Part("named", "credited to somebody named", "named=named", "relays_named"),
            Part("unnamed", "credited to somebody unnamed", "named=unnamed", "relays_unnamed"),
        ),
        relayed,
    ),
    Figure(
        "credited",
        "Who relays it",
        "relays",
        "Relays of other outlets. Credited to it, and passed through it on the way: two numbers, never added up. "
        "Months are those of the other outlets' articles.",
        "relay_list",
        (
            Part("credited", "credited to it", "source={outlet}", "relays_crediting_it"),
            Part("passed", "passed through it", "via={outlet}", "relays_through_it"),
        ),
        credited,
        whose="",
        adds_up=False,
    ),
    Figure(
        "standing",
        "What it knows it from",
        "statements",
        "Its accepted statements, each in exactly one part. Own reporting: printed evidence, or an editor's word, that "
        "it found this itself. Relayed: credited to somebody else. Unattributed: its own voice, or nobody named.",
        "statement_list",
        (
            Part("own reporting", "own reporting", "standing=own+reporting", "own_reporting"),
            Part("relayed", "relayed", "standing=relayed", "relayed"),
            Part("unattributed", "unattributed", "standing=unattributed", "unattributed"),
            Part("credits nobody else", "credits nobody else", "standing=credits+nobody+else", "credits_nobody_else"),
        ),
        standing,
    ),
    Figure(
        "linked",
        "Whether it links",
        "relays",
        "Its relays that name an outlet or agency upstream: credited as reporter, or standing between. Linked: a "
        "captured text of the article links to the cited article, or to a host of that outlet. Articles of which no "
        "page was captured say nothing, and are left out of the share.",
        "relay_list",
        (
            Part("yes", "with a link", "linked=yes", "linked"),
            Part("no", "in words alone", "linked=no", "in_words_alone"),
            Part("not captured", "no page captured", "linked=not+captured", "not_captured", in_share=False),
        ),
        linked,
    ),
    Figure(
        "delayed",
        "Delay to upstream",
        "relays",
        "Of its relays that name an outlet or agency upstream: the time from the first publication of the cited "
        "article to its own, where both are known to the minute. Half of the delays lie between the quartiles. What "
        "lies before its upstream is no delay, and is told.",
        "relay_list",
        (
            Part("measured", "measured", "delay=measured", "delays"),
            Part("negative", "earlier than its upstream", "delay=negative", "delays_negative", in_share=False),
            Part("day", "known to the day alone", "delay=day", "delays_day", in_share=False),
            Part("undated", "upstream without a date", "delay=undated", "delays_undated", in_share=False),
            Part("not held", "upstream article not recorded", "delay=not+held", "delays_not_held", in_share=False),
        ),
        delayed,
    ),
    Figure(
        "first",
        "How often it was first",
        "claims",
        "Claims that affirming statements of it make, in whatever voice, in the month in which it had them first. "
        "First: before every other outlet that carries the claim. Tied: in the same minute, or on one UTC day of which "
        "a time is missing. Claims that no other outlet carries, or that lack dates, are left out of the share.",
        "claim_list",
        (
            Part("first", "first", "carried=first", "first"),
            Part("tied", "tied", "carried=tied", "tied"),
            Part("later", "later than another", "carried=later", "later"),
            Part("alone", "no other outlet", "carried=alone", "alone", in_share=False),
            Part("cannot be told", "dates missing", "carried=cannot+be+told", "first_cannot_be_told", in_share=False),
        ),
        first,
        whose="carried_by={outlet}",
        days=("carried_from", "carried_to"),
    ),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
assert [part.name for part in BY_NAME["standing"].parts] == list(STANDINGS)
assert [part.name for part in BY_NAME["linked"].parts] == list(LINKED)
assert [part.name for part in BY_NAME["delayed"].parts] == list(DELAYS)
assert [part.name for part in BY_NAME["first"].parts] == list(CARRIED_ORDERS)


def tell(figure: Figure, outlet: Source, days: Days) -> Told:
    """One figure of an outlet, from its first to its last day."""
    found = figure.count(outlet, days)
    told = Told(figure, outlet, days, {month: found.get(month, {}) for month in months(days)})
    if figure.name == "delayed":
        told.quartiles = quartiles(outlet, days)
    return told


def months(days: Days) -> Iterator[dt.date]:
    """The first day of each UTC month that `days` touch."""
    month = days[0].replace(day=1)
    while month <= days[1]:
        yield month
        month = last_day(month) + dt.timedelta(days=1)


def within(month: dt.date, days: Days) -> Days:
    """The days of a month that lie within `days`."""
    return max(month, days[0]), min(last_day(month), days[1])


def usual_days(outlet: Source, today: dt.date) -> Days:
    """The twelve UTC months up to that of the newest article held of the outlet, none of them after today's."""
    dated = Article.objects.living().by_outlets([outlet]).between(None, today).newest_first()
    newest = dated.values_list("published_at", flat=True).first()
    last = last_day((newest.date() if newest else today).replace(day=1))
    start = last.replace(day=1)
    for _ in range(USUAL_MONTHS - 1):
        start = (start - dt.timedelta(days=1)).replace(day=1)
    return start, last


def table(outlet: Source, days: Days) -> Iterator[dict[str, Any]]:
    """Every figure of each month, under the names of columns.OUTLET_FIGURES; empty where nothing is measured."""
    every = [tell(figure, outlet, days) for figure in FIGURES]
    for month in months(days):
        row: dict[str, Any] = {"outlet_id": outlet.pk, "month": f"{month:%Y-%m}"}
        for told in every:
            row |= {part.column: told.months[month].get(part.name, 0) for part in told.figure.parts}
            if told.figure.name == "delayed":
                spread: list[Any] = [round(one.total_seconds()) for one in told.quartiles.get(month, ())] or [
                    "",
                    "",
                    "",
                ]
                row |= dict(zip(SPREAD_COLUMNS, spread, strict=True))
        yield row


SPREAD_COLUMNS = ("delay_lower_seconds", "delay_median_seconds", "delay_upper_seconds")


def span_in_words(span: dt.timedelta) -> str:
    """Two units at most, the smaller one cut off: 0 min, 35 min, 5 h 10 min, 3 d 4 h."""
    minutes = int(span.total_seconds()) // 60
    units = (("d", minutes // 1440), ("h", minutes // 60 % 24), ("min", minutes % 60))
    said = [(word, number) for word, number in units if number][:2]
    if not said:
        return "0 min"
    if len(said) == 2 and (said[0][0], said[1][0]) == ("d", "min"):
        said.pop()
    return " ".join(f"{number} {word}" for word, number in said)


# --- on the outlet's own page: from summary rows alone ------------------------------------------------------------


def unnamed_relays(outlet: Source) -> int:
    """Relays of the outlet that credit somebody unnamed. One query."""
    found = Summary.objects.credited_by(outlet).filter(who=Summary.Who.UNNAMED).values_list("relays", flat=True)
    return next(iter(found), 0)
