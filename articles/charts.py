"""Charts as SVG: plain data in, markup out. They need no script, links in them work, and they print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString

from articles import svg


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
    root = svg.root(width, top + height + foot, title, description, name, site)
    most = max((bar.value for bar in bars), default=0)
    ticks = scale(most)
    for tick in ticks:
        y = top + height - height * tick / ticks[-1]
        ET.SubElement(root, "line", svg.line(left, y, width - right, y))
        svg.text(root, left - 8, y + 4, f"{tick:,}", "end")
    step = wide / max(len(bars), 1)
    every = -(-64 // max(int(step), 1))  # px that a label takes, in bars
    for number, bar in enumerate(bars):
        x = left + number * step
        tall = height * bar.value / ticks[-1]
        link = svg.link(root, bar.told, bar.url, site)
        # the whole height can be pressed, also where the bar is low or missing
        ET.SubElement(
            link, "rect", svg.box("chart-hit", x, top, step, height, fill="none", **{"pointer-events": "all"})
        )
        if bar.value:
            thin = min(step * 0.15, 4)
            drawn = max(tall, 1)
            ET.SubElement(
                link, "rect", svg.box("chart-bar", x + thin, top + height - drawn, step - 2 * thin, drawn, fill=svg.BAR)
            )
        if number % every == 0 and x + 56 <= width:
            svg.text(
                root, x + step / 2 if step > 40 else x, top + height + 18, bar.label, "middle" if step > 40 else ""
            )
    ET.SubElement(root, "line", svg.line(left, top + height, width - right, top + height, stroke=svg.SECOND))
    return svg.written(root)


def strip(bars: Sequence[Bar], *, title: str, description: str, name: str) -> SafeString:
    """As `upright`, but low, to stand beside what it is about: few bars are no wider than many."""
    left, top, foot, height, width = 48, 8, 22, 56, 960
    root = svg.root(width, top + height + foot, title, description, name, None, "chart strip")
    most = scale(max((bar.value for bar in bars), default=0))[-1]
    for tick in (0, most):
        y = top + height - height * tick / most
        ET.SubElement(root, "line", svg.line(left, y, width, y, stroke=svg.LINE if tick else svg.SECOND))
        svg.text(root, left - 8, y + 4, f"{tick:,}", "end")
    step = min((width - left) / max(len(bars), 1), 22)
    every = -(-96 // step)  # px that a label takes, in bars
    for number, bar in enumerate(bars):
        x = left + number * step
        link = svg.link(root, bar.told, bar.url)
        ET.SubElement(
            link, "rect", svg.box("chart-hit", x, top, step, height, fill="none", **{"pointer-events": "all"})
        )
        if bar.value:
            tall = max(height * bar.value / most, 1)
            thin = min(step * 0.12, 2)
            box = svg.box("chart-bar", x + thin, top + height - tall, step - 2 * thin, tall, fill=svg.BAR)
            ET.SubElement(link, "rect", box)
        if number % every == 0 and x + 80 <= width:
            svg.text(root, x, top + height + 16, bar.label)
    return svg.written(root)


def lying(bars: Sequence[Bar], *, title: str, description: str, name: str, site: str | None = None) -> SafeString:
    """Bars one below the other, each with its label before it and its number behind it."""
    left, right, top, each, width = 260, 76, 34 if site else 6, 26, 960
    root = svg.root(width, top + each * max(len(bars), 1) + 8, title, description, name, site)
    most = max((bar.value for bar in bars), default=0) or 1
    for number, bar in enumerate(bars):
        y = top + number * each
        long = (width - left - right) * bar.value / most
        link = svg.link(root, bar.told, bar.url, site)
        ET.SubElement(link, "rect", svg.box("chart-hit", 0, y, width, each, fill="none", **{"pointer-events": "all"}))
        svg.text(link, left - 10, y + 17, svg.short(bar.label, 38), "end")
        if bar.value:
            ET.SubElement(link, "rect", svg.box("chart-bar", left, y + 4, max(long, 1), each - 8, fill=svg.BAR))
        svg.text(link, left + max(long, 0) + 8, y + 17, f"{bar.value:,}", weight="600")
    ET.SubElement(root, "line", svg.line(left, top, left, top + each * len(bars), stroke=svg.SECOND))
    return svg.written(root)


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
    root = svg.root(width, top + height + foot, title, description, name, site)
    if len(parts) > 1:
        _legend(root, left, top - 14, list(enumerate(parts)))
    ticks = scale(max(((max if apart else sum)([0, *(bar.value for bar in column)]) for column in columns), default=0))
    for tick in ticks:
        y = top + height - height * tick / ticks[-1]
        ET.SubElement(root, "line", svg.line(left, y, width - right, y))
        svg.text(root, left - 8, y + 4, f"{tick:,}", "end")
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
                box = svg.box(f"chart-part chart-part-{number + 1}", start, y, wide, tall, fill=PARTS[number])
                ET.SubElement(svg.link(root, bar.told, bar.url, site), "rect", box | {"stroke": svg.SECOND})
    ET.SubElement(root, "line", svg.line(left, top + height, width - right, top + height, stroke=svg.SECOND))
    return svg.written(root)


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
    root = svg.root(width, top + height + foot, title, description, name, site)
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
        ET.SubElement(root, "line", svg.line(left, y, width - right, y))
        svg.text(root, left - 8, y + 4, words, "end")
    for x, step, column in _columns(root, columns, [column.label for column in columns], top, height):
        if column.low is None or column.middle is None or column.high is None:
            continue
        thin = min(step * 0.15, 8)
        tall = max(at(column.low) - at(column.high), 4)
        link = svg.link(root, column.told, column.url, site)
        box = svg.box("chart-part chart-part-2", x + thin, at(column.low) - tall, step - 2 * thin, tall, fill=PARTS[1])
        ET.SubElement(link, "rect", box | {"stroke": svg.SECOND})
        middle = svg.line(x + thin, at(column.middle), x + step - thin, at(column.middle), stroke=svg.INK)
        ET.SubElement(link, "line", middle | {"class": "chart-middle", "stroke-width": "3"})
    ET.SubElement(root, "line", svg.line(left, top + height, width - right, top + height, stroke=svg.SECOND))
    return svg.written(root)


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
            svg.text(root, x + step / 2 if step > 40 else x, top + height + 18, label, "middle" if step > 40 else "")
        yield x, step, column


def _legend(root: ET.Element, x: float, y: float, parts: Sequence[tuple[int, str]]) -> None:
    """Which fill means what: [(place in PARTS, words)]."""
    for fill, words in parts:
        box = svg.box(f"chart-part chart-part-{fill + 1}", x, y - 10, 14, 11, fill=PARTS[fill])
        ET.SubElement(root, "rect", box | {"stroke": svg.SECOND})
        svg.text(root, x + 20, y, words)
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
