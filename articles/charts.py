"""Charts as SVG: plain data in, markup out. They need no script, links in them work, and they print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def scale(most: int) -> list[int]:
    """Where the lines of an axis stand: whole numbers from 0 to at least `most`, three to six of them."""
    if most <= 4:
        return list(range(max(most, 1) + 1))
    power = 10 ** (len(str(most)) - 1)
    for step in (power // 5, power // 2, power, 2 * power, 5 * power):
        if step and -(-most // step) <= 5:
            return [step * number for number in range(-(-most // step) + 1)]
    return [0, most]
