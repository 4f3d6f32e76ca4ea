"""A network as SVG: plain data in, markup out; nodes in three columns, arrows from left to right.

Layouts that come with networkx pull nodes together as springs do (and need numpy): names lie on each other. In
columns each has its line. A column is ordered so that few arrows cross (Sugiyama's way, by the mean of the
neighbours); an arrow that goes past the middle column has a lane of its own in it, so that it runs behind no node.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from articles import svg

WIDTH, NODE = 1120, 256  # px of the picture, of a node
LEFTS = (1, (WIDTH - NODE) / 2, WIDTH - NODE - 1)
PORT = 9  # px from one arrow of a node to the next
LANE = 9  # px of an arrow that goes past the middle column
LEAST, GAP = 28, 8  # px: height of a node, and between two
CIRCLE, TINT = "#a1261c", "#e4ecf8"
STROKES = (1.25, 2, 3.25, 4.75, 6.5)  # px for each shade of the matrix
NOTE = 120  # letters of a line under the title
SWEEPS = 12  # over the columns; after some, nothing moves any more


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a node: `told` is all of it in words."""

    shown: str
    told: str
    url: str


@dataclass(frozen=True, slots=True)
class Node:
    key: Hashable
    column: int  # 0, 1, 2 from the left
    name: str
    url: str = ""
    feeds: Number | None = None  # stands at the right end, where arrows leave
    relays: Number | None = None  # stands at the left end, where they arrive
    is_open: bool = False  # unnamed, or not resolved: nobody that is known
    is_publisher: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    start: Hashable
    end: Hashable
    shade: int
    told: str
    url: str
    is_open: bool = False
    on_circle: bool = False


@dataclass(slots=True)
class _Item:
    """A node, or the lane of an arrow past the middle column."""

    key: Hashable
    column: int
    height: float
    y: float = 0
    node: Node | None = None
    neighbours: list[_Item] = field(default_factory=list)

    @property
    def centre(self) -> float:
        return self.y + self.height / 2


def picture(
    nodes: Sequence[Node],
    arrows: Sequence[Arrow],
    headings: Sequence[str],
    *,
    title: str,
    description: str,
    name: str,
    notes: Sequence[str] = (),
    site: str | None = None,
) -> SafeString:
    """`nodes` come heaviest first. With `site` a file that stands by itself, `notes` as lines under its title."""
    items = _items(nodes, arrows)
    _order(items)
    lines = [line for note in notes for line in textwrap.wrap(note, NOTE)]
    top = (34 + 18 * len(lines) if site else 0) + 34
    height = _place(items, top)
    root = svg.root(WIDTH, height + 10, title, description, name, site, "chart network")
    if site:
        for number, line in enumerate(lines):
            svg.text(root, 8, 40 + 18 * number, line)
    filled = {item.column for item in items if item.node}
    for column, (left, heading) in enumerate(zip(LEFTS, headings, strict=True)):
        if column in filled:
            svg.text(root, left + 2, top - 14, heading, weight="600")
    by_key = {item.key: item for item in items}
    ports = _ports(arrows, by_key)
    # thin ones above thick ones, and the nodes above all
    for at, arrow in sorted(enumerate(arrows), key=lambda one: -one[1].shade):
        _draw_arrow(root, arrow, at, by_key, ports, site)
    for item in items:
        if item.node:
            _draw_node(root, item, item.node, site)
    return svg.written(root)


# --- who stands where ---------------------------------------------------------------------------------------


def _items(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> list[_Item]:
    column = {node.key: node.column for node in nodes}
    leaving: dict[Hashable, int] = defaultdict(int)
    arriving: dict[Hashable, int] = defaultdict(int)
    for arrow in arrows:
        leaving[arrow.start] += 1
        if column[arrow.start] == column[arrow.end]:
            leaving[arrow.end] += 1  # it comes round, to the same side
        else:
            arriving[arrow.end] += 1
    items = {
        node.key: _Item(
            node.key, node.column, max(LEAST, PORT * (1 + max(leaving[node.key], arriving[node.key]))), node=node
        )
        for node in nodes
    }
    lanes = []
    for at, arrow in enumerate(arrows):
        start, end = items[arrow.start], items[arrow.end]
        if end.column - start.column == 2:
            lane = _Item(("lane", at), 1, LANE, neighbours=[start, end])
            lanes.append(lane)
            start.neighbours.append(lane)
            end.neighbours.append(lane)
        elif start.column != end.column:
            start.neighbours.append(end)
            end.neighbours.append(start)
    return [*items.values(), *lanes]


def _order(items: list[_Item]) -> None:
    """Sorts `items` so that each column's are in the order that crosses least; nobody's come last in theirs."""
    columns = [[item for item in items if item.column == column] for column in range(3)]
    for column in columns:
        _stack(column, 0)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else columns[::-1]:
            wanted = {
                id(item): sum(one.centre for one in item.neighbours) / len(item.neighbours)
                for item in column
                if item.neighbours
            }
            column.sort(key=lambda item: (bool(item.node and item.node.is_open), wanted.get(id(item), item.centre)))
            _stack(column, 0)
    items[:] = [item for column in columns for item in column]


def _stack(column: list[_Item], top: float) -> float:
    """Puts the items below each other; gives where the last one ends. Lanes side by side have no gap."""
    y, before = top, None
    for item in column:
        if before is not None and (before.node or item.node):
            y += GAP
        item.y = y
        y += item.height
        before = item
    return y


def _place(items: list[_Item], top: float) -> float:
    """Gives each column its place, in the middle of the highest; returns where the picture ends."""
    columns = [[item for item in items if item.column == column] for column in range(3)]
    tall = [_stack(column, 0) for column in columns]
    for column, height in zip(columns, tall, strict=True):
        _stack(column, top + (max(tall) - height) / 2)
    return top + max(tall)


def _ports(arrows: Sequence[Arrow], items: Mapping[Hashable, _Item]) -> dict[tuple[int, str], float]:
    """{(number of the arrow, "start" or "end"): y}; at each side of a node in the order of the other ends."""
    sides: dict[tuple[Hashable, str], list[tuple[tuple[float, ...], tuple[int, str]]]] = defaultdict(list)
    for at, arrow in enumerate(arrows):
        start, end = items[arrow.start], items[arrow.end]
        lane = items.get(("lane", at))
        if start.column == end.column:
            # round on the right: up at the top, down at the foot, the nearest outermost, so that none cross
            for one, other, which in ((start, end, "start"), (end, start, "end")):
                far = other.centre - one.centre
                way = -1.0 if far < 0 or (far == 0 and which == "start") else 1.0
                sides[one.key, "right"].append(((way, -far, at), (at, which)))
        else:
            sides[start.key, "right"].append(((0.0, (lane or end).centre, at), (at, "start")))
            sides[end.key, "left"].append(((0.0, (lane or start).centre, at), (at, "end")))
    found = {}
    for (key, _side), ends in sides.items():
        item = items[key]
        first = item.centre - PORT * (len(ends) - 1) / 2
        for number, (_order, port) in enumerate(sorted(ends)):
            found[port] = first + PORT * number
    return found


# --- drawing --------------------------------------------------------------------------------------------------


def _draw_arrow(
    root: ET.Element,
    arrow: Arrow,
    at: int,
    items: Mapping[Hashable, _Item],
    ports: Mapping[tuple[int, str], float],
    site: str | None,
) -> None:
    start, end = items[arrow.start], items[arrow.end]
    x1, y1, y2 = LEFTS[start.column] + NODE, ports[at, "start"], ports[at, "end"]
    stroke = STROKES[arrow.shade - 1]
    long, half = 6 + stroke, 3 + stroke * 0.8
    if start.column == end.column:
        x2, way = x1, -1
        out = min(26 + abs(y2 - y1) * 0.3, LEFTS[1] - NODE - 30)
        path = f"M{_at(x1, y1)} C{_at(x1 + out, y1)} {_at(x1 + out, y2)} {_at(x2 + long, y2)}"
    else:
        x2, way = LEFTS[end.column], 1
        path = f"M{_at(x1, y1)} "
        lane = items.get(("lane", at))
        if lane is not None:
            left, right = LEFTS[1], LEFTS[1] + NODE
            path += f"{_bend(x1, y1, left, lane.centre)} L{_at(right, lane.centre)} "
            x1, y1 = right, lane.centre
        path += _bend(x1, y1, x2 - long, y2)
    link = svg.link(root, arrow.told, arrow.url, site)
    link.set("class", "chart-link network-link")
    # a thin arrow can be pressed, too
    hit = {"class": "network-hit", "d": path, "fill": "none", "stroke": "none", "stroke-width": "9"}
    ET.SubElement(link, "path", hit | {"pointer-events": "stroke"})
    colour = CIRCLE if arrow.on_circle else svg.SECOND if arrow.is_open else svg.BAR
    kind = "network-arrow" + " on-circle" * arrow.on_circle + " is-open" * arrow.is_open
    line = {"class": kind, "d": path, "fill": "none", "stroke": colour, "stroke-width": svg.number(stroke)}
    if arrow.is_open:
        line["stroke-dasharray"] = f"{svg.number(stroke * 2 + 2)} {svg.number(stroke + 2)}"
    ET.SubElement(link, "path", line | {"stroke-opacity": "0.45" if arrow.is_open else "0.65"})
    tip = f"M{_at(x2, y2)} L{_at(x2 - way * long, y2 - half)} L{_at(x2 - way * long, y2 + half)} Z"
    ET.SubElement(link, "path", {"class": kind.replace("arrow", "tip", 1), "d": tip, "fill": colour})


def _bend(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (x1 + x2) / 2
    return f"C{_at(middle, y1)} {_at(middle, y2)} {_at(x2, y2)}"


def _at(x: float, y: float) -> str:
    return f"{svg.number(x)},{svg.number(y)}"


def _draw_node(root: ET.Element, item: _Item, node: Node, site: str | None) -> None:
    left, middle = LEFTS[node.column], item.centre
    kind = "network-node" + " is-open" * node.is_open + " is-publisher" * node.is_publisher
    box = svg.box(kind, left, item.y, NODE, item.height, rx="4")
    if node.is_open:
        box["stroke-dasharray"] = "4 3"
    ET.SubElement(root, "rect", box | {"fill": TINT if node.is_publisher else svg.PAPER, "stroke": svg.SECOND})
    begins, ends = left + 10, left + NODE - 10
    if node.relays:
        begins += 8 + _draw_number(root, node.relays, begins, middle, "start", site)
    if node.feeds:
        ends -= 8 + _draw_number(root, node.feeds, ends, middle, "end", site)
    link = svg.link(root, node.name, node.url, site)
    words = ET.SubElement(
        link,
        "text",
        {"class": "chart-text network-name", "x": svg.number(begins), "y": svg.number(middle + 4.5), "fill": svg.INK},
    )
    if node.is_open:
        words.set("font-style", "italic")
    words.text = svg.clean(cut(node.name, ends - begins))


def _draw_number(root: ET.Element, number: Number, x: float, y: float, anchor: str, site: str | None) -> float:
    """Gives how wide it is."""
    link = svg.link(root, number.told, number.url, site)
    wide = wide_as(number.shown) * 1.1  # bold
    left = x if anchor == "start" else x - wide
    hit = svg.box("chart-hit", left - 8, y - 13, wide + 14, 26, fill="none")
    ET.SubElement(link, "rect", hit | {"pointer-events": "all"})
    svg.text(link, x, y + 4.5, number.shown, "" if anchor == "start" else "end", weight="600")
    return wide


# --- how wide words are -----------------------------------------------------------------------------------------

# px of a letter at 13 px in DejaVu Sans, the widest of the fonts; of others rather too many
_PX = {
    letter: px
    for letters, px in {
        "ijl'": 3.7,
        "IJ.,:;|! ·": 4.5,
        "ft()[]-‘’": 5.3,
        "r": 5.5,
        "sczLFTPYkvxy“”": 7.9,
        "ABCEKRSVXZ": 9.2,
        "UHNDGOQw&": 10.8,
        "mMW@%—…": 13.2,
    }.items()
    for letter in letters
}


def wide_as(words: str) -> float:
    """How many px `words` take; rather too many."""
    wide = 0.0
    for letter in words:
        if letter in _PX:
            wide += _PX[letter]
        elif unicodedata.category(letter) in ("Cf", "Mn", "Me"):
            continue
        elif unicodedata.east_asian_width(letter) in ("W", "F") or letter > "\uffff":
            wide += 14
        else:
            wide += 10.8 if letter.isupper() else 8.4
    return wide


def cut(words: str, most: float) -> str:
    """As much of `words` as `most` px hold."""
    words = " ".join(words.split())
    if wide_as(words) <= most:
        return words
    while words and wide_as(words) + 13.2 > most:
        words = words[:-1]
    return words.rstrip() + "…"
