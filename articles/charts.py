"""Charts as SVG: plain data in, markup out. They need no script, links in them work, and they print.

Colours stand in attributes, so that a chart saved as a file shows them; in a page the stylesheet's
classes go over them and follow the dark scheme. Everything that comes in is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
