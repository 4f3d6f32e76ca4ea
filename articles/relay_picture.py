"""A claim's way through the press as one picture: plain data in, SVG out.

Origins stand at the left, before time begins. Each outlet has a lane, in the order of first publication, each
article a mark on it, and an arrow goes from whoever took it to what it credits. Marks and arrows are links to
their words. Shapes alone tell everything, so that it prints in black and white. Text is measured on the wide side,
since nobody knows which font a reader has. Time and elements: O(n log n) and bounded, however many articles.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import log2
from operator import attrgetter
from typing import Literal
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from articles import svg

Kind = Literal["named", "own reporting", "unnamed", "not recorded", "circle"]
Credit = Literal["credits", "through", "returns"]
Moments = dict[str, float | None]  # of each dot, by its key: seconds since 1970

# above either of these the picture groups; the eye cannot follow more
MOST_LANES, MOST_DOTS = 40, 150
KEPT_LANES, KEPT_ROOTS, KEPT_ARROWS = 24, 20, 250
MANY_ARROWS = 60  # above this, single arrows between articles are drawn faint

WIDTH, EDGE = 1000.0, 8.0
HEAD = 58.0  # the axis: two rows of words, and room for arrows below them
RIGHT = 44.0  # room for arrows that swing out to the right of the last mark
RADIUS = 6.0
CELL, APART = 58.0, 15.0  # px of a lane that hold up to three marks, and between the middles of two
NO_DATE = 84.0
GAP = 88.0  # px of a break in the axis
LEAST = 76.0  # px of the shortest stretch between breaks
INSET = 14.0  # px of a stretch of the axis before its first mark and behind its last
AMBER, RED = "#745000", "#a1261c"

HOUR, DAY = 3600, 86400
STEPS = [60, 300, 600, 900, 1800, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY]
MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000, 60000]
TICK = 64.0  # px that a tick's words take
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Root:
    """Where a chain ends. `told` is all of it in words."""

    key: str
    label: str
    kind: Kind
    told: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One article: `lane` is its outlet, `at` is UTC."""

    key: str
    lane: str
    at: datetime | None
    precision: Literal["minute", "day", "unknown"]
    label: str
    told: str
    url: str = ""
    denies: bool = False
    lane_url: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a dot (`start`) to the dot or root that it credits (`end`), by their keys."""

    start: str
    end: str
    told: str
    url: str = ""
    kind: Credit = "credits"


@dataclass(slots=True, eq=False)
class _Mark:
    """What is drawn at one place of a lane: one article, or several with their number."""

    dots: list[Dot]
    x: float
    y: float = 0
    lane: int = 0
    wide: float = 2 * RADIUS
    parts: list[tuple[str, bool]] = field(default_factory=list)  # of several: their number in few letters; do they deny


@dataclass(slots=True)
class _Lane:
    name: str
    dots: list[Dot]  # in the order of time
    url: str = ""
    marks: list[_Mark] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Origin:
    """A root, or several of one kind where there are too many, and where it is drawn."""

    label: str
    kind: Kind
    told: str
    url: str
    slot: int = 0
    x: float = 0
    y: float = 0
    trunk: float = 0  # x of the upright that its arrows share
    track: float = 0  # where in the gap between two lanes its arrows run, -1 to 1


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the axis without a break: seconds since 1970, and px."""

    begin: float
    end: float
    left: float
    right: float


def picture(
    dots: Iterable[Dot],
    roots: Iterable[Root],
    arrows: Iterable[Arrow],
    *,
    title: str,
    description: str,
    name: str,
    site: str | None = None,
) -> SafeString:
    """The picture; the order of what comes in does not matter.

    `name` makes ids of its own in the page. With `site` ("https://tracker.example") a file that stands by
    itself. Raises ValueError for a key that is there twice and for an arrow to or from a key that is not there.
    """
    dots, roots, arrows = list(dots), list(roots), list(arrows)
    _check(dots, roots, arrows)
    grouped = len(dots) > MOST_DOTS or len({dot.lane for dot in dots}) > MOST_LANES
    moments = {dot.key: _moment(dot) for dot in dots}
    lanes = _lanes(dots, arrows, moments, grouped)
    origins, origin_of = _origins(roots, arrows)

    # from left to right: origins and their words, the uprights of arrows, outlets, time, what has no date
    origin_words = min(max([svg.wide(one.label, bold=True) for one in origins] + [svg.wide("Origins", bold=True)]), 170)
    origin_x = EDGE + origin_words + 18
    trunks = origin_x + 26 if origins else EDGE
    every = min(9.0, 80 / max(len(origins), 1))
    lane_words = min(max([svg.wide(lane.name) for lane in lanes] + [svg.wide("Outlets", bold=True)]), 168)
    left = trunks + every * len(origins) + 14 + lane_words + 12
    undated = None in moments.values()
    right = WIDTH - RIGHT - (NO_DATE if undated else 0)

    pitch = 42.0 if len(lanes) <= 14 else 36.0 if len(lanes) <= 26 else 32.0
    top = (34 if site else EDGE) + HEAD
    slots = max(len(lanes), len(origins), 1)
    foot = top + pitch * slots

    stretches = _axis(dots, moments, left, right)
    mark_of: dict[str, _Mark] = {}
    for number, lane in enumerate(lanes):
        y = top + pitch * (number + 0.5)
        lane.marks = _marks(lane.dots, moments, stretches, left, right, grouped)
        for mark in lane.marks:
            mark.y, mark.lane = y, number
            mark_of |= {dot.key: mark for dot in mark.dots}
    _place(origins, origin_of, arrows, mark_of, slots)
    for number, origin in enumerate(origins):
        origin.x, origin.y, origin.trunk = origin_x, top + pitch * (origin.slot + 0.5), trunks + every * number

    bundles: dict[tuple[int, int, Credit], list[Arrow]] = defaultdict(list)
    ends: dict[int, _Mark | _Origin] = {}
    for arrow in sorted(arrows, key=attrgetter("start", "end", "kind", "told", "url")):
        start, end = mark_of[arrow.start], mark_of.get(arrow.end) or origin_of[arrow.end]
        ends[id(start)], ends[id(end)] = start, end
        bundles[id(start), id(end), arrow.kind].append(arrow)
    heaviest = heapq.nlargest(
        KEPT_ARROWS, bundles.items(), key=lambda item: (len(item[1]), isinstance(ends[item[0][1]], _Origin))
    )
    # those to origins lie lowest, those that come back on top
    heaviest.sort(key=lambda item: (isinstance(ends[item[0][1]], _Mark), item[0][2] == "returns", len(item[1])))

    notes = _notes(lanes, len(bundles) - len(heaviest), grouped)
    samples = _samples(dots, origins, arrows, lanes, moments)
    spots, legend_tall = _legend_spots([words for words, _ in samples])
    height = foot + 14 + legend_tall + 18 * len(notes) + 6

    root = svg.root(WIDTH, height, title, description, name, site, kind="chart relay-picture")
    _heads(root, name)
    _draw_axis(root, stretches, top, foot, right + 6 if undated else WIDTH - EDGE)
    if undated:
        _draw_no_date(root, right, top, foot)
    if origins:
        svg.text(root, origin_x + 10, top - 20, "Origins", "end", "600")
    svg.text(root, left - 12, top - 20, "Outlets", "end", "600")
    svg.text(root, left - 12, top - 40, "UTC", "end")
    for number in range(len(lanes)):
        y = top + pitch * (number + 0.5)
        ET.SubElement(root, "line", svg.line(left, y, WIDTH - RIGHT, y))
    for (start_id, end_id, kind), several in heaviest:
        faint = len(heaviest) > MANY_ARROWS and len(several) < 3
        _draw_arrow(root, ends[start_id], ends[end_id], kind, several, pitch, faint, name, site)
    for number, lane in enumerate(lanes):
        link = svg.link(root, lane.name, lane.url, site)
        svg.text(link, left - 12, top + pitch * (number + 0.5) + 4.5, svg.fit(lane.name, lane_words), "end")
    for origin in origins:
        _draw_origin(root, origin, origin_words, name, site)
    for lane in lanes:
        for mark in lane.marks:
            _draw_mark(root, mark, lane, moments, stretches, site)
    if not dots:
        svg.text(root, left + 12, top + pitch / 2 - 6, "No article is known yet.")
    ET.SubElement(root, "line", svg.line(EDGE, foot + 6, WIDTH - EDGE, foot + 6))
    for (x, y), (words, draw) in zip(spots, samples, strict=True):
        draw(root, x + 14, foot + 26 + y, name)
        svg.text(root, x + 34, foot + 26 + y + 4.5, words)
    for number, words in enumerate(notes):
        svg.text(root, EDGE, foot + 14 + legend_tall + 18 * number + 12, words)
    return svg.written(root)


def _check(dots: list[Dot], roots: list[Root], arrows: list[Arrow]) -> None:
    starts = {dot.key for dot in dots}
    ends = starts | {root.key for root in roots}
    if len(ends) < len(dots) + len(roots):
        raise ValueError("Two dots or roots have the same key.")
    for arrow in arrows:
        if arrow.start not in starts:
            raise ValueError(f"An arrow starts at {arrow.start!r}, which is no dot.")
        if arrow.end not in ends:
            raise ValueError(f"An arrow ends at {arrow.end!r}, which is no dot and no root.")


# --- who has a lane, who stands at the root -----------------------------------------------------


def _lanes(dots: list[Dot], arrows: list[Arrow], moments: Moments, grouped: bool) -> list[_Lane]:
    """In the order of first publication; of two at the same time, the one that is credited more first."""
    lane_of = {dot.key: dot.lane for dot in dots}
    by_name: dict[str, list[Dot]] = defaultdict(list)

    def order(dot: Dot) -> tuple[float, str, str, str]:
        return moments[dot.key] or 0.0, dot.precision, dot.label, dot.key

    for dot in sorted(dots, key=order):
        by_name[dot.lane].append(dot)
    weight = {lane: len(its) for lane, its in by_name.items()}
    credited: dict[str, int] = defaultdict(int)
    for arrow in arrows:
        if arrow.end in lane_of and lane_of[arrow.start] != lane_of[arrow.end]:
            credited[lane_of[arrow.end]] += 1

    def first(lane: str) -> tuple[bool, float, int, str]:
        moment = next((moment for dot in by_name[lane] if (moment := moments[dot.key]) is not None), None)
        return moment is None, moment or 0.0, -credited[lane], lane

    ordered = sorted(by_name, key=first)
    kept = set(ordered)
    if grouped and len(ordered) > KEPT_LANES:
        kept = set(ordered[: KEPT_LANES // 2])
        heavy = sorted(ordered, key=lambda lane: (-weight[lane] - credited[lane], lane))
        for lane in heavy:
            if len(kept) == KEPT_LANES:
                break
            kept.add(lane)
    lanes = [
        _Lane(lane, by_name[lane], next((dot.lane_url for dot in by_name[lane] if dot.lane_url), ""))
        for lane in ordered
        if lane in kept
    ]
    if others := [lane for lane in ordered if lane not in kept]:
        left_over = [dot for lane in others for dot in by_name[lane]]
        left_over.sort(key=order)
        lanes.append(_Lane(f"and {len(others):,} other outlets", left_over))
    return lanes


def _origins(roots: list[Root], arrows: list[Arrow]) -> tuple[list[_Origin], dict[str, _Origin]]:
    """Those credited most stand by themselves; where there are too many, the others stand by kind."""
    weight: dict[str, int] = defaultdict(int)
    for arrow in arrows:
        weight[arrow.end] += 1
    ordered = sorted(roots, key=lambda root: (-weight[root.key], root.label, root.key))
    alone = ordered if len(ordered) <= KEPT_ROOTS + 4 else ordered[:KEPT_ROOTS]
    origins = [_Origin(root.label, root.kind, root.told, root.url) for root in alone]
    origin_of = {root.key: origin for root, origin in zip(alone, origins, strict=True)}
    by_kind: dict[Kind, list[Root]] = defaultdict(list)
    for root in ordered[len(alone) :]:
        by_kind[root.kind].append(root)
    for kind, several in sorted(by_kind.items()):
        origin = _Origin(f"{len(several):,} others: {kind}", kind, _several([root.told for root in several]), "")
        origins.append(origin)
        origin_of |= {root.key: origin for root in several}
    return origins, origin_of


def _place(
    origins: list[_Origin],
    origin_of: dict[str, _Origin],
    arrows: list[Arrow],
    mark_of: dict[str, _Mark],
    slots: int,
) -> None:
    """Each origin on the height of a lane, as near as can be to those that credit it.

    Between lanes its arrow's end could be taken for an arrow that runs there.
    """
    sums: dict[int, list[int]] = {id(origin): [0, 0] for origin in origins}
    for arrow in arrows:
        if arrow.end in origin_of:
            its = sums[id(origin_of[arrow.end])]
            its[0] += mark_of[arrow.start].lane
            its[1] += 1
    for origin in origins:
        total, number = sums[id(origin)]
        origin.slot = round(total / number) if number else slots - 1
    origins.sort(key=lambda origin: (origin.slot, origin.label, origin.kind, origin.told))
    least = 0
    for origin in origins:
        origin.slot = max(origin.slot, least)
        least = origin.slot + 1
    most = slots - 1
    for number, origin in reversed(list(enumerate(origins))):
        origin.slot = min(origin.slot, most)
        most = origin.slot - 1
        origin.track = 2 * number / (len(origins) - 1) - 1 if len(origins) > 1 else 0


# --- time ---------------------------------------------------------------------------------------


def _moment(dot: Dot) -> float | None:
    """Seconds since 1970; of a day, its beginning; None where nothing is known."""
    if dot.at is None or dot.precision == "unknown":
        return None
    moment = (dot.at if dot.at.tzinfo else dot.at.replace(tzinfo=UTC)).timestamp()
    return moment - moment % DAY if dot.precision == "day" else moment


def _axis(dots: list[Dot], moments: Moments, left: float, right: float) -> list[_Stretch]:
    """The time from first to last; up to three long silences are cut out, so that busy hours have room."""
    spans = sorted(
        (moment, moment + DAY if dot.precision == "day" else moment)
        for dot in dots
        if (moment := moments[dot.key]) is not None
    )
    if not spans:
        return []
    parts = [[spans[0][0], spans[0][1]]]
    silences: list[tuple[float, int]] = []
    for begin, end in spans:
        if begin > parts[-1][1]:
            silences.append((begin - parts[-1][1], len(parts)))
            parts.append([begin, end])
        else:
            parts[-1][1] = max(parts[-1][1], end)
    whole = rest = parts[-1][1] - parts[0][0]
    # each break takes a gap and a stretch more, and half of the width stays for time itself
    most = min(3, int(((right - left) / 2 - LEAST) / (GAP + LEAST)))
    longest, cuts = heapq.nlargest(most, silences), 0
    for number, (silence, _) in enumerate(longest, 1):
        rest -= silence
        # silences are cut when each is six times as long as all the rest, of which an hour is the least; not
        # where nothing but single moments would be left
        if number + 1 < len(parts) and silence >= 6 * max(rest, HOUR):
            whole, cuts = rest, number
    edges = [0, *sorted(before for _, before in longest[:cuts]), len(parts)]
    found = [(parts[first][0], parts[last - 1][1], last - first) for first, last in pairwise(edges)]
    if len(found) == 1 and whole < 600:
        middle = (found[0][0] + found[0][1]) / 2
        found = [(middle - 300, middle + 300, 1)]
        whole = 600
    room = right - left - GAP * (len(found) - 1) - LEAST * len(found)
    stretches, x = [], left
    for begin, end, number in found:
        # half by time and half by what happens in it: the scale changes where the axis is broken, and only there
        wide = LEAST + room * ((end - begin) / whole + number / len(parts)) / 2
        if len(found) == 1:
            wide = right - left
        stretches.append(_Stretch(begin, end, x, x + wide))
        x += wide + GAP
    return stretches


def _x(moment: float, stretches: list[_Stretch]) -> float:
    stretch = next((one for one in stretches if moment <= one.end), stretches[-1])
    span = stretch.end - stretch.begin
    share = min(max((moment - stretch.begin) / span, 0), 1) if span else 0
    return stretch.left + INSET + share * (stretch.right - stretch.left - 2 * INSET)


def _ticks(stretch: _Stretch) -> list[tuple[float, str, str]]:
    """(moment, its words, what stands above them): full minutes, hours, days, months or years, as room allows."""
    span = max(stretch.end - stretch.begin, 60)
    room = stretch.right - stretch.left - 2 * INSET
    for step in STEPS:
        if room * step / span >= TICK:
            return _even_ticks(stretch, step)
    months = next((step for step in MONTHS if room * step * 30 * DAY / span >= TICK), MONTHS[-1])
    return _month_ticks(stretch, months)


def _even_ticks(stretch: _Stretch, step: int) -> list[tuple[float, str, str]]:
    shift = 4 * DAY if step >= 7 * DAY else 0  # 1970 began on a Thursday, weeks begin on Monday
    number = -(-(stretch.begin - shift) // step)
    moments = []
    while (moment := number * step + shift) <= stretch.end:
        moments.append(moment)
        number += 1
    if not moments:
        moments, step = [stretch.begin], min(step, 60)
    times = [(moment, _time(moment)) for moment in moments]
    if step < DAY:
        return [(moment, f"{at:%H:%M}", _date(at)) for moment, at in times]
    return [(moment, f"{at.day} {at:%b}", f"{at.year:04}") for moment, at in times]


def _month_ticks(stretch: _Stretch, months: int) -> list[tuple[float, str, str]]:
    begin, found = _time(stretch.begin), []
    number = -(-(begin.year * 12 + begin.month - 1) // months) * months
    while 12 <= number < 120000:
        at = datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
        moment = (at - EPOCH).total_seconds()
        if moment > stretch.end:
            break
        if moment >= stretch.begin:
            year = f"{at.year:04}"
            found.append((moment, year, "") if months >= 12 else (moment, f"{at:%b}", year))
        number += months
    return found or [(stretch.begin, f"{begin.day} {begin:%b}", f"{begin.year:04}")]


def _time(moment: float) -> datetime:
    most = (datetime.max.replace(tzinfo=UTC) - EPOCH).total_seconds() - 1
    least = (datetime.min.replace(tzinfo=UTC) - EPOCH).total_seconds()
    return EPOCH + timedelta(seconds=min(max(moment, least), most))


def _date(at: datetime) -> str:
    return at.date().isoformat()


def _span(seconds: float) -> str:
    """How long a silence is, in words."""
    for unit, long in (("years", 365.25 * DAY), ("months", 30.44 * DAY), ("days", DAY), ("hours", HOUR)):
        if seconds >= 2 * long or unit == "hours":
            return f"{seconds / long:,.0f} {unit}"
    raise AssertionError


# --- where marks stand --------------------------------------------------------------------------


def _marks(
    dots: list[Dot], moments: Moments, stretches: list[_Stretch], left: float, right: float, grouped: bool
) -> list[_Mark]:
    """One lane's marks: moved apart where they would lie on each other, or made one with a number."""
    dated = [(_x(moment, stretches), dot) for dot in dots if (moment := moments[dot.key]) is not None]
    undated = [(right + NO_DATE / 2, dot) for dot in dots if moments[dot.key] is None]
    cell = (right - left) / max(int((right - left) / CELL), 1)
    marks = _apart(dated, left, cell, 1 if grouped else 3)
    return marks + _apart(undated, right + (NO_DATE - CELL) / 2, CELL, 1 if grouped else 3)


def _apart(placed: list[tuple[float, Dot]], left: float, cell: float, most: int) -> list[_Mark]:
    """Marks that do not touch; `placed` is sorted. Who is moved stays in its own piece of the lane, `cell` wide."""
    if all(after - before >= APART for (before, _), (after, _) in pairwise(placed)):
        return [_Mark([dot], x) for x, dot in placed]
    cells: dict[int, list[tuple[float, Dot]]] = defaultdict(list)
    for x, dot in placed:
        cells[int((x - left) // cell)].append((x, dot))
    marks = []
    for number, its in cells.items():
        least, end = left + number * cell + APART / 2, left + (number + 1) * cell - APART / 2
        if len(its) > most:
            mark = _Mark([dot for _, dot in its], sum(x for x, _ in its) / len(its))
            mark.wide, mark.parts = _pill(mark.dots)
            half = (mark.wide - APART) / 2 + 1
            mark.x = min(max(mark.x, least + half), end - half)
            marks.append(mark)
            continue
        found = []
        for x, dot in its:
            found.append(_Mark([dot], max(x, least)))
            least = found[-1].x + APART
        for mark in reversed(found):
            mark.x = min(mark.x, end)
            end = mark.x - APART
        marks += found
    return marks


def _pill(dots: list[Dot]) -> tuple[float, list[tuple[str, bool]]]:
    """Of a mark with a number: its width, and its parts (number in few letters, whether they deny)."""
    deny = sum(dot.denies for dot in dots)
    parts = [(_few(number), denies) for number, denies in ((len(dots) - deny, False), (deny, True)) if number]
    return max(sum(_part(words) for words, _ in parts), 20.0), parts


def _part(words: str) -> float:
    return 7.2 * len(words) + 6


def _few(number: int) -> str:
    return str(number) if number < 1000 else f"{min(number // 1000, 99)}k"


# --- words --------------------------------------------------------------------------------------


def _two_lines(words: str, room: float) -> list[str]:
    """The words on one line or two, the second one shortened; they are bold."""
    first: list[str] = []
    pieces = words[:400].split()
    while pieces and svg.wide(" ".join([*first, pieces[0]]), bold=True) <= room:
        first.append(pieces.pop(0))
    return [line for line in (" ".join(first), svg.fit(" ".join(pieces), room, bold=True)) if line]


def _several(told: list[str]) -> str:
    """A line for each of the first, and how many more there are."""
    lines = [svg.short(one, 300) for one in told[:5]]
    return "\n".join(lines + ([f"and {len(told) - 5:,} more"] if len(told) > 5 else []))


def _notes(lanes: list[_Lane], dropped: int, grouped: bool) -> list[str]:
    notes = []
    if grouped:
        notes.append("Grouped: a number stands for so many articles of its time, a thicker arrow for more credits.")
    if dropped:
        notes.append(f"{dropped:,} thinner bundles of arrows are not drawn; the list has all of them.")
    return notes


# --- drawing ------------------------------------------------------------------------------------


def _heads(root: ET.Element, name: str) -> None:
    defs = ET.SubElement(root, "defs")
    for kind, colour in (("credits", svg.SECOND), ("returns", AMBER)):
        marker = {"id": f"{name}-{kind}", "viewBox": "0 0 10 10", "refX": "9", "refY": "5"}
        marker |= {"markerUnits": "userSpaceOnUse", "markerWidth": "10", "markerHeight": "10", "orient": "auto"}
        head = ET.SubElement(defs, "marker", marker)
        ET.SubElement(
            head, "path", {"class": f"relay-head-{kind}", "d": "M0 0.5 L10 5 L0 9.5 L2.5 5 Z", "fill": colour}
        )


def _draw_axis(root: ET.Element, stretches: list[_Stretch], top: float, foot: float, limit: float) -> None:
    """Ticks with their words, and above them the day or year; no words go beyond `limit`."""
    free = stretches[0].left - 8 if stretches else 0.0
    for number, stretch in enumerate(stretches):
        last = number + 1 == len(stretches)
        end, far = (limit, limit) if last else (stretch.right, stretches[number + 1].left)
        ticks = _ticks(stretch)
        above: list[tuple[float, str]] = []
        if ticks[0][2]:
            # what holds from the beginning of the stretch on
            day = ":" in ticks[0][1]
            above.append((stretch.left + 4, _date(_time(stretch.begin)) if day else f"{_time(stretch.begin).year:04}"))
        for moment, words, over in ticks:
            x = _x(moment, stretches)
            ET.SubElement(root, "line", svg.line(x, top - 32, x, foot))
            if x + 4 + svg.wide(words) <= end:
                svg.text(root, x + 4, top - 20, words)
            if above and over != above[-1][1] and (moment < stretch.end or len(ticks) == 1):
                above.append((x + 4, over))
        for place, (x, words) in enumerate(above):
            wide = svg.wide(words, bold=True) + 10
            room = above[place + 1][0] if place + 1 < len(above) else far
            if place == 0 and x + wide > room:
                x = max(room - wide, free)
            if x >= free and x + wide <= room:
                svg.text(root, x, top - 40, words, weight="600")
                free = x + wide
    for before, after in pairwise(stretches):
        middle = (before.right + after.left) / 2
        zigzag = f"M{_n(middle)} {_n(top - 14)}" + "".join(
            f" l{'-' if turn % 2 else ''}4 {_n((foot - top + 14) / 14)}" for turn in range(14)
        )
        ET.SubElement(root, "path", {"class": "relay-break", "d": zigzag, "fill": "none", "stroke": svg.LINE})
        svg.text(root, middle, top - 20, _span(after.begin - before.end), "middle")


def _draw_no_date(root: ET.Element, right: float, top: float, foot: float) -> None:
    attributes = svg.line(right + 8, top - 32, right + 8, foot, stroke=svg.SECOND)
    ET.SubElement(root, "line", attributes | {"stroke-dasharray": "3 3"})
    svg.text(root, right + NO_DATE / 2, top - 20, "no date", "middle")


def _draw_arrow(
    root: ET.Element,
    start: _Mark | _Origin,
    end: _Mark | _Origin,
    kind: Credit,
    several: list[Arrow],
    pitch: float,
    faint: bool,
    name: str,
    site: str | None,
) -> None:
    assert isinstance(start, _Mark)
    way = _way_to_origin(start, end, pitch) if isinstance(end, _Origin) else _way_to_mark(start, end, pitch)
    one = len(start.dots) == 1 and (isinstance(end, _Origin) or len(end.dots) == 1)
    told = _several([arrow.told for arrow in several])
    link = svg.link(root, told, several[0].url if one or len(several) == 1 else "", site)
    hit = {"class": "relay-hit", "d": way, "fill": "none", "stroke": "none", "stroke-width": "9"}
    ET.SubElement(link, "path", hit | {"pointer-events": "stroke"})
    thick = 1.5 + min(log2(len(several)) * 0.6, 5) if len(several) > 2 else 1.5
    _stroke(link, way, kind, name, thick, "0.4" if faint and isinstance(end, _Mark) else "")


def _stroke(parent: ET.Element, way: str, kind: Credit, name: str, thick: float = 1.5, opacity: str = "") -> None:
    head, colour = ("returns", AMBER) if kind == "returns" else ("credits", svg.SECOND)
    attributes = {"class": f"relay-{kind}", "d": way, "fill": "none", "stroke": colour, "stroke-width": _n(thick)}
    if opacity:
        attributes["opacity"] = opacity
    if kind == "through":
        attributes["stroke-dasharray"] = "6 3"
    if kind == "returns":
        attributes |= {"stroke-dasharray": "1 4", "stroke-linecap": "round", "stroke-width": _n(thick + 1)}
    ET.SubElement(parent, "path", attributes | {"marker-end": f"url(#{name}-{head})"})


def _way_to_origin(start: _Mark, end: _Origin, pitch: float) -> str:
    """Out of the lane into the gap beside it, left past the outlets' names, along the upright, to the origin."""
    up = end.y <= start.y
    gap = start.y + (-pitch if up else pitch) / 2 + end.track * (pitch / 2 - 11)
    bend = min(8.0, abs(gap - end.y) / 2)
    down = bend if end.y > gap else -bend
    x = start.x
    return (
        f"M{_n(x)} {_n(start.y)} C{_n(x - 20)} {_n(start.y)} {_n(x - 8)} {_n(gap)} {_n(x - 28)} {_n(gap)} "
        f"H{_n(end.trunk + bend)} Q{_n(end.trunk)} {_n(gap)} {_n(end.trunk)} {_n(gap + down)} V{_n(end.y - down)} "
        f"Q{_n(end.trunk)} {_n(end.y)} {_n(end.trunk - bend)} {_n(end.y)} H{_n(end.x + 11)}"
    )


def _way_to_mark(start: _Mark, end: _Mark, pitch: float) -> str:
    """Left along the lane and then up (or down) into what is credited; where little time lies between, a swing out.

    Lanes are in the order of first publication: what lies left of an outlet's first mark, and under that of
    an earlier outlet, is mostly free.
    """
    x, y, into = end.x, end.y, 10.0
    if start is end:
        low, out = y + pitch / 2, start.wide / 2
        return f"M{_n(x + out)} {_n(y)} C{_n(x + out + 20)} {_n(y)} {_n(x + 16)} {_n(low)} {_n(x)} {_n(y + into)}"
    if start.lane == end.lane:
        low = y + pitch * 0.55
        return f"M{_n(start.x)} {_n(y)} C{_n(start.x)} {_n(low)} {_n(x)} {_n(low)} {_n(x)} {_n(y + into)}"
    if start.x - x >= 9:
        near = y + (into if start.y > y else -into)
        beside, low = x + (start.x - x) * 0.15, start.y + (near - start.y) * 0.15
        return f"M{_n(start.x)} {_n(start.y)} C{_n(beside)} {_n(start.y)} {_n(x)} {_n(low)} {_n(x)} {_n(near)}"
    most = max(start.x, x)
    swing = min(most + 22 + 6 * abs(start.lane - end.lane), most + 70, WIDTH - EDGE)
    beside = x + end.wide / 2 + 3
    return f"M{_n(start.x)} {_n(start.y)} C{_n(swing)} {_n(start.y)} {_n(swing)} {_n(y)} {_n(beside)} {_n(y)}"


def _draw_mark(
    root: ET.Element, mark: _Mark, lane: _Lane, moments: Moments, stretches: list[_Stretch], site: str | None
) -> None:
    if len(mark.dots) > 1:
        link = svg.link(root, _mark_told(mark, lane, moments), lane.url, site)
        _draw_number(link, mark.x, mark.y, mark.wide, mark.parts)
        return
    dot = mark.dots[0]
    moment = moments[dot.key]
    link = svg.link(root, dot.told or dot.label, dot.url, site)
    if dot.precision == "day" and moment is not None:
        end = _x(moment + DAY, stretches)
        if end - mark.x > 14:
            kind, colour = ("relay-cross", RED) if dot.denies else ("relay-day", svg.BAR)
            day = {"class": kind, "d": f"M{_n(mark.x)} {_n(mark.y)} H{_n(end)} m0 -5 v10", "stroke": colour}
            ET.SubElement(link, "path", day | {"fill": "none", "stroke-width": "2"})
    _shape(link, mark.x, mark.y, "unknown" if moment is None else dot.precision, dot.denies)


def _mark_told(mark: _Mark, lane: _Lane, moments: Moments) -> str:
    ends = [moment for dot in (mark.dots[0], mark.dots[-1]) if (moment := moments[dot.key]) is not None]
    days = sorted({_date(_time(moment)) for moment in ends}) or ["no date"]
    deny = sum(dot.denies for dot in mark.dots)
    denied = f", {deny:,} of them deny it" if deny else ""
    first = f"{len(mark.dots):,} articles of {lane.name.removeprefix('and ')}, {' to '.join(days)}{denied}:"
    return first + "\n" + _several([dot.label for dot in mark.dots])


def _shape(parent: ET.Element, x: float, y: float, precision: str, denies: bool) -> None:
    """Circle: to the minute. Square: the day. Diamond: no date. Hollow with a cross: it denies."""
    paint = {"class": "relay-deny", "fill": svg.PAPER, "stroke": RED, "stroke-width": "2"}
    if not denies:
        paint = {"class": "relay-dot", "fill": svg.BAR, "stroke": svg.PAPER, "stroke-width": "1.5"}
    if precision == "minute":
        ET.SubElement(parent, "circle", paint | {"cx": _n(x), "cy": _n(y), "r": _n(RADIUS)})
    elif precision == "day":
        ET.SubElement(parent, "rect", paint | svg.box(paint["class"], x - 5.5, y - 5.5, 11, 11))
    else:
        ET.SubElement(parent, "path", paint | {"d": f"M{_n(x)} {_n(y - 7)} l7 7 l-7 7 l-7 -7 Z"})
    if denies:
        cross = f"M{_n(x - 3)} {_n(y - 3)} l6 6 m0 -6 l-6 6"
        ET.SubElement(parent, "path", {"class": "relay-cross", "d": cross, "stroke": RED, "stroke-width": "2"})


def _draw_number(parent: ET.Element, x: float, y: float, wide: float, parts: list[tuple[str, bool]]) -> None:
    at = x - wide / 2
    for words, denies in parts:
        room = _part(words) if len(parts) > 1 else wide
        paint = {"fill": svg.PAPER, "stroke": RED} if denies else {"fill": svg.BAR, "stroke": svg.PAPER}
        kind = "relay-deny" if denies else "relay-dot"
        ET.SubElement(parent, "rect", svg.box(kind, at, y - 9, room, 18, rx="4", **paint, **{"stroke-width": "1.5"}))
        attributes = {"class": "relay-number-deny" if denies else "relay-number", "fill": RED if denies else svg.PAPER}
        attributes |= {"x": _n(at + room / 2), "y": _n(y + 4), "text-anchor": "middle"}
        ET.SubElement(parent, "text", attributes | {"font-size": "11", "font-weight": "600"}).text = words
        at += room


def _draw_origin(root: ET.Element, origin: _Origin, room: float, name: str, site: str | None) -> None:
    link = svg.link(root, origin.told or origin.label, origin.url, site)
    _root_shape(link, origin.x, origin.y, origin.kind, name)
    lines = _two_lines(origin.label, room)
    for number, words in enumerate(lines):
        svg.text(link, origin.x - 16, origin.y + 4.5 + 15 * number - 7.5 * (len(lines) - 1), words, "end", "600")


def _root_shape(parent: ET.Element, x: float, y: float, kind: Kind, name: str) -> None:
    line = {"class": "relay-root-line", "fill": "none", "stroke": svg.INK, "stroke-width": "2"}
    circle = {"cx": _n(x), "cy": _n(y)}
    if kind == "named":
        ET.SubElement(parent, "circle", {"class": "relay-root", "fill": svg.INK, "r": "8", **circle})
    elif kind == "own reporting":
        ET.SubElement(parent, "circle", line | circle | {"r": "8"})
        ET.SubElement(parent, "circle", {"class": "relay-root", "fill": svg.INK, "r": "3.5", **circle})
    elif kind == "unnamed":
        ET.SubElement(parent, "circle", line | circle | {"r": "9", "stroke-width": "1.5", "stroke-dasharray": "3 2.5"})
        question = {"class": "chart-text", "font-weight": "600", "fill": svg.INK, "text-anchor": "middle"}
        ET.SubElement(parent, "text", question | {"x": _n(x), "y": _n(y + 4.5)}).text = "?"
    elif kind == "circle":
        ET.SubElement(parent, "path", line | {"d": f"M{_n(x + 4)} {_n(y - 7)} A8 8 0 1 1 {_n(x - 4)} {_n(y - 7)}"})
        head = f"M{_n(x + 1)} {_n(y - 9.5)} l-7.5 -1.5 l4.5 7.5 Z"
        ET.SubElement(parent, "path", {"class": "relay-root", "d": head, "fill": svg.INK})
    else:
        ET.SubElement(parent, "path", line | {"d": f"M{_n(x + 9)} {_n(y)} H{_n(x - 8)}", "stroke-dasharray": "3 3"})
        ET.SubElement(parent, "path", line | {"d": f"M{_n(x - 9)} {_n(y - 7)} v14"})


# --- what the shapes mean -----------------------------------------------------------------------

Sample = tuple[str, Callable[[ET.Element, float, float, str], None]]


def _samples(
    dots: list[Dot], origins: list[_Origin], arrows: list[Arrow], lanes: list[_Lane], moments: Moments
) -> list[Sample]:
    """Words and shape of everything that the picture shows, and of nothing else."""
    shown: set[str] = {
        "unknown" if moments[dot.key] is None else dot.precision
        for lane in lanes
        for mark in lane.marks
        if len(mark.dots) == 1
        for dot in mark.dots
    }
    kinds, ways = {origin.kind for origin in origins}, {arrow.kind for arrow in arrows}

    def shape(precision: str, denies: bool = False) -> Callable[[ET.Element, float, float, str], None]:
        return lambda root, x, y, name: _shape(root, x, y, precision, denies)

    def way(kind: Credit) -> Callable[[ET.Element, float, float, str], None]:
        return lambda root, x, y, name: _stroke(root, f"M{_n(x + 13)} {_n(y)} H{_n(x - 13)}", kind, name)

    def origin(kind: Kind) -> Callable[[ET.Element, float, float, str], None]:
        return lambda root, x, y, name: _root_shape(root, x, y, kind, name)

    found: list[Sample] = []
    for precision, words in (
        ("minute", "article"),
        ("day", "article, only its day is known"),
        ("unknown", "article without a date"),
    ):
        if precision in shown:
            found.append((words, shape(precision)))
    if any(dot.denies for dot in dots):
        found.append(("it denies the claim", shape("minute", True)))
    if any(len(mark.dots) > 1 for lane in lanes for mark in lane.marks):
        found.append(("so many articles", lambda root, x, y, name: _draw_number(root, x, y, 20, [("5", False)])))
    credit_words: dict[Credit, str] = {
        "credits": "points at what it credits",
        "through": "passed through it",
        "returns": "comes back to an earlier article",
    }
    found += [(words, way(kind)) for kind, words in credit_words.items() if kind in ways]
    origin_words: dict[Kind, str] = {
        "named": "named speaker",
        "own reporting": "the outlet's own reporting",
        "unnamed": "unnamed source",
        "not recorded": "lineage not recorded",
        "circle": "circle: no way out",
    }
    return found + [(words, origin(kind)) for kind, words in origin_words.items() if kind in kinds]


def _legend_spots(words: list[str]) -> tuple[list[tuple[float, float]], float]:
    """Where each piece of the legend stands, and how high all of it is."""
    spots, x, y = [], EDGE, 0.0
    for one in words:
        wide = 34 + svg.wide(one) + 22
        if x + wide > WIDTH and x > EDGE:
            x, y = EDGE, y + 24
        spots.append((x, y))
        x += wide
    return spots, y + 24 if words else 0.0


def _n(value: float) -> str:
    return svg.number(value)
