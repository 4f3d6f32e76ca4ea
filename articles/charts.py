"""Charts as SVG: plain data in, markup out. They need no script, links in them work, and they print.

Colours stand in attributes, so that a chart saved as a file shows them; in a page the stylesheet's
classes go over them and follow the dark scheme. Everything that comes in is escaped.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"
INK, SECOND, LINE, BAR, PAPER = "#1a1c20", "#454952", "#dadad3", "#1f4f9c", "#ffffff"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"
# what no XML may hold, however it is escaped
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: `label` stands at the axis, `told` is all of it in words."""

    label: str
    value: int
    told: str
    url: str = ""


def upright(bars: Sequence[Bar], *, title: str, description: str, name: str, site: str | None = None) -> SafeString:
    """Bars side by side, for numbers over time; a label is shown where there is room.

    `name` makes ids of its own in the page. With `site` ("https://tracker.example") a file that stands by
    itself: absolute links, a ground, a heading.
    """
    left, right, top, foot, height = 56, 12, 34 if site else 12, 26, 200
    width = 960
    wide = width - left - right
    root = _root(width, top + height + foot, title, description, name, site)
    most = max((bar.value for bar in bars), default=0)
    ticks = scale(most)
    for tick in ticks:
        y = top + height - height * tick / ticks[-1]
        ET.SubElement(root, "line", _line(left, y, width - right, y))
        _text(root, left - 8, y + 4, f"{tick:,}", "end")
    step = wide / max(len(bars), 1)
    every = -(-64 // max(int(step), 1))  # px that a label takes, in bars
    for number, bar in enumerate(bars):
        x = left + number * step
        tall = height * bar.value / ticks[-1]
        link = _link(root, bar, site)
        # the whole height can be pressed, also where the bar is low or missing
        ET.SubElement(link, "rect", _box("chart-hit", x, top, step, height, fill="none", **{"pointer-events": "all"}))
        if bar.value:
            thin = min(step * 0.15, 4)
            drawn = max(tall, 1)
            ET.SubElement(
                link, "rect", _box("chart-bar", x + thin, top + height - drawn, step - 2 * thin, drawn, fill=BAR)
            )
        if number % every == 0 and x + 56 <= width:
            _text(root, x + step / 2 if step > 40 else x, top + height + 18, bar.label, "middle" if step > 40 else "")
    ET.SubElement(root, "line", _line(left, top + height, width - right, top + height, stroke=SECOND))
    return _written(root)


def lying(bars: Sequence[Bar], *, title: str, description: str, name: str, site: str | None = None) -> SafeString:
    """Bars one below the other, each with its label before it and its number behind it."""
    left, right, top, each, width = 260, 76, 34 if site else 6, 26, 960
    root = _root(width, top + each * max(len(bars), 1) + 8, title, description, name, site)
    most = max((bar.value for bar in bars), default=0) or 1
    for number, bar in enumerate(bars):
        y = top + number * each
        long = (width - left - right) * bar.value / most
        link = _link(root, bar, site)
        ET.SubElement(link, "rect", _box("chart-hit", 0, y, width, each, fill="none", **{"pointer-events": "all"}))
        _text(link, left - 10, y + 17, _short(bar.label, 38), "end")
        if bar.value:
            ET.SubElement(link, "rect", _box("chart-bar", left, y + 4, max(long, 1), each - 8, fill=BAR))
        _text(link, left + max(long, 0) + 8, y + 17, f"{bar.value:,}", weight="600")
    ET.SubElement(root, "line", _line(left, top, left, top + each * len(bars), stroke=SECOND))
    return _written(root)


SMALL = (56, 12, 32, 26, 640)  # px: left, right, top, foot and width of a small picture
PARTS = ("#173f80", "#a3c3ec", "#eaf1fb", "#ffffff")  # fills of the parts of a whole, told apart in grey too


def stacked(
    columns: Sequence[Sequence[Bar]],
    parts: Sequence[str],
    *,
    title: str,
    description: str,
    name: str,
    site: str | None = None,
    apart: bool = False,
) -> SafeString:
    """Small columns over time, of one bar a part; `parts` are said in a legend.

    The bars of a column stand on each other, the first part at the foot; or, where parts are not to be added up,
    `apart`: beside each other.
    """
    left, right, top, foot, width, height = *SMALL, 110
    top += 28 * bool(site)
    root = _root(width, top + height + foot, title, description, name, site)
    if len(parts) > 1:
        _legend(root, left, top - 14, list(enumerate(parts)))
    ticks = scale(max(((max if apart else sum)([0, *(bar.value for bar in column)]) for column in columns), default=0))
    for tick in ticks:
        y = top + height - height * tick / ticks[-1]
        ET.SubElement(root, "line", _line(left, y, width - right, y))
        _text(root, left - 8, y + 4, f"{tick:,}", "end")
    for x, step, column in _columns(
        root, columns, [column[0].label if column else "" for column in columns], top, height
    ):
        thin = min(step * 0.15, 8)
        wide = (step - 2 * thin) / (len(column) if apart else 1)
        y = top + height
        for number, bar in enumerate(column):
            tall = height * bar.value / ticks[-1]
            if bar.value:
                y = top + height - tall if apart else y - tall
                start = x + thin + (wide * number if apart else 0)
                box = _box(f"chart-part chart-part-{number + 1}", start, y, wide, tall, fill=PARTS[number])
                ET.SubElement(_link(root, bar, site), "rect", box | {"stroke": SECOND})
    ET.SubElement(root, "line", _line(left, top + height, width - right, top + height, stroke=SECOND))
    return _written(root)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle half of some times: `low` to `high` with `middle` in it, in seconds; None where there are none."""

    label: str
    low: float | None
    middle: float | None
    high: float | None
    told: str
    url: str = ""


# seconds; a delay of minutes and one of weeks stand on one axis, so that each step is some times the one before
STEPS = (
    *((60, "1 min"), (600, "10 min"), (3600, "1 h"), (6 * 3600, "6 h"), (86_400, "1 d"), (7 * 86_400, "1 wk")),
    *((30 * 86_400, "30 d"), (365 * 86_400, "1 y")),
)


def spreads(
    columns: Sequence[Spread],
    *,
    title: str,
    description: str,
    name: str,
    site: str | None = None,
) -> SafeString:
    """Times over time: a box from quartile to quartile and a line at the median, on an axis of growing steps."""
    left, right, top, foot, width, height = *SMALL, 110
    top += 28 * bool(site)
    root = _root(width, top + height + foot, title, description, name, site)
    _legend(root, left, top - 14, [(1, "half of the delays, from quartile to quartile; the line in it is the median")])
    longest = max((column.high or 0 for column in columns), default=0)
    shown = [STEPS[0]]
    for mark in STEPS[1:]:
        if shown[-1][0] >= longest and len(shown) > 1:
            break
        shown.append(mark)
    low, high = math.log(shown[0][0]), math.log(shown[-1][0])

    def at(seconds: float) -> float:
        share = (math.log(max(seconds, shown[0][0])) - low) / (high - low)
        return top + height - height * min(share, 1)

    for seconds, words in shown:
        y = at(seconds)
        ET.SubElement(root, "line", _line(left, y, width - right, y))
        _text(root, left - 8, y + 4, words, "end")
    for x, step, column in _columns(root, columns, [column.label for column in columns], top, height):
        if column.low is None or column.middle is None or column.high is None:
            continue
        thin = min(step * 0.15, 8)
        tall = max(at(column.low) - at(column.high), 4)
        link = _link(root, Bar(column.label, 0, column.told, column.url), site)
        box = _box("chart-part chart-part-2", x + thin, at(column.low) - tall, step - 2 * thin, tall, fill=PARTS[1])
        ET.SubElement(link, "rect", box | {"stroke": SECOND})
        middle = _line(x + thin, at(column.middle), x + step - thin, at(column.middle), stroke=INK)
        ET.SubElement(link, "line", middle | {"class": "chart-middle", "stroke-width": "3"})
    ET.SubElement(root, "line", _line(left, top + height, width - right, top + height, stroke=SECOND))
    return _written(root)


Drawn = TypeVar("Drawn")


def _columns(
    root: ET.Element, columns: Sequence[Drawn], labels: Sequence[str], top: float, height: float
) -> Iterator[tuple[float, float, Drawn]]:
    """Where each column stands and how wide it is; writes the labels that there is room for."""
    left, right, _top, _foot, width = SMALL
    step = min((width - left - right) / max(len(columns), 1), 80)
    every = -(-64 // max(int(step), 1))  # px that a label takes, in columns
    for number, (column, label) in enumerate(zip(columns, labels, strict=True)):
        x = left + number * step
        if number % every == 0 and x + 56 <= width:
            _text(root, x + step / 2 if step > 40 else x, top + height + 18, label, "middle" if step > 40 else "")
        yield x, step, column


def _legend(root: ET.Element, x: float, y: float, parts: Sequence[tuple[int, str]]) -> None:
    """Which fill means what: [(place in PARTS, words)]."""
    for fill, words in parts:
        box = _box(f"chart-part chart-part-{fill + 1}", x, y - 10, 14, 11, fill=PARTS[fill])
        ET.SubElement(root, "rect", box | {"stroke": SECOND})
        _text(root, x + 20, y, words)
        x += 44 + 7 * len(words)  # px of a letter, about


def scale(most: int) -> list[int]:
    """Where the lines of an axis stand: whole numbers from 0 to at least `most`, three to six of them."""
    if most <= 4:
        return list(range(max(most, 1) + 1))
    power = 10 ** (len(str(most)) - 1)
    for step in (power // 5, power // 2, power, 2 * power, 5 * power):
        if step and -(-most // step) <= 5:
            return [step * number for number in range(-(-most // step) + 1)]
    return [0, most]


def _root(width: float, height: float, title: str, description: str, name: str, site: str | None) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "class": "chart",
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            # a group, not one image: an image would hide its links
            "role": "group",
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-told",
            "font-family": FONT,
            "font-size": "13",
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = _clean(title)
    ET.SubElement(root, "desc", {"id": f"{name}-told"}).text = _clean(description)
    if site:
        root.set("xmlns", SVG)
        root.set("width", _number(width))
        root.set("height", _number(height))
        ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
        _text(root, 8, 20, title, weight="600")
    return root


def _link(root: ET.Element, bar: Bar, site: str | None) -> ET.Element:
    attributes = {"class": "chart-link"}
    if bar.url:
        # not in the order of the Tab key: the table beside the chart has the same links
        attributes |= {"href": _clean((site or "") + bar.url), "tabindex": "-1", "aria-label": _clean(bar.told)}
    link = ET.SubElement(root, "a" if bar.url else "g", attributes)
    ET.SubElement(link, "title").text = _clean(bar.told)
    return link


def _text(parent: ET.Element, x: float, y: float, words: str, anchor: str = "", weight: str = "") -> None:
    attributes = {"class": "chart-text", "x": _number(x), "y": _number(y), "fill": INK if weight else SECOND}
    if anchor:
        attributes["text-anchor"] = anchor
    if weight:
        attributes["font-weight"] = weight
    ET.SubElement(parent, "text", attributes).text = _clean(words)


def _box(kind: str, x: float, y: float, width: float, height: float, **more: str) -> dict[str, str]:
    sides = {"x": x, "y": y, "width": width, "height": height}
    return {"class": kind, **{name: _number(value) for name, value in sides.items()}, **more}


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE) -> dict[str, str]:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    kind = "chart-axis" if stroke == SECOND else "chart-line"
    return {"class": kind, "stroke": stroke, **{name: _number(value) for name, value in ends.items()}}


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _clean(words: str) -> str:
    return NOT_XML.sub("\ufffd", words)


def _written(root: ET.Element) -> SafeString:
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308 - ElementTree escapes what it writes
