"""What every picture is made of: SVG elements as ElementTree, with everything that comes in escaped.

Colours stand in attributes, so that a picture saved as a file shows them; in a page the stylesheet's
classes go over them and follow the dark scheme.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"
INK, SECOND, LINE, BAR, PAPER = "#1a1c20", "#454952", "#dadad3", "#1f4f9c", "#ffffff"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif"
# what no XML may hold, however it is escaped
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(
    width: float, height: float, title: str, description: str, name: str, site: str | None, kind: str = "chart"
) -> ET.Element:
    """The picture itself, named by its title and told by its description; `name` makes ids of its own in the page.

    With `site` ("https://tracker.example") a file that stands by itself, with a ground and a heading.
    """
    root = ET.Element(
        "svg",
        {
            "class": kind,
            "viewBox": f"0 0 {number(width)} {number(height)}",
            # a group, not one image: an image would hide its links
            "role": "group",
            "aria-labelledby": f"{name}-title",
            "aria-describedby": f"{name}-told",
            "font-family": FONT,
            "font-size": "13",
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = clean(title)
    ET.SubElement(root, "desc", {"id": f"{name}-told"}).text = clean(description)
    if site:
        root.set("xmlns", SVG)
        root.set("width", number(width))
        root.set("height", number(height))
        ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": PAPER})
        text(root, 8, 20, title, weight="600")
    return root


def link(parent: ET.Element, told: str, url: str = "", site: str | None = None) -> ET.Element:
    """A link that says what it is, or a group that does, where there is no address."""
    attributes = {"class": "chart-link"}
    if url:
        # not in the order of the Tab key: the table beside the picture has the same links
        attributes |= {"href": clean((site or "") + url), "tabindex": "-1", "aria-label": clean(told)}
    link = ET.SubElement(parent, "a" if url else "g", attributes)
    ET.SubElement(link, "title").text = clean(told)
    return link


def text(parent: ET.Element, x: float, y: float, words: str, anchor: str = "", weight: str = "") -> None:
    attributes = {"class": "chart-text", "x": number(x), "y": number(y), "fill": INK if weight else SECOND}
    if anchor:
        attributes["text-anchor"] = anchor
    if weight:
        attributes["font-weight"] = weight
    ET.SubElement(parent, "text", attributes).text = clean(words)


def box(kind: str, x: float, y: float, width: float, height: float, **more: str) -> dict[str, str]:
    sides = {"x": x, "y": y, "width": width, "height": height}
    return {"class": kind, **{name: number(value) for name, value in sides.items()}, **more}


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE) -> dict[str, str]:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    kind = "chart-axis" if stroke == SECOND else "chart-line"
    return {"class": kind, "stroke": stroke, **{name: number(value) for name, value in ends.items()}}


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def clean(words: str) -> str:
    return NOT_XML.sub("\ufffd", words)


def written(root: ET.Element) -> SafeString:
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308 - ElementTree escapes what it writes
