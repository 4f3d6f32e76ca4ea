"""The one stylesheet and the templates that use it: contrast (WCAG 2.2 AA), and nothing the CSP forbids."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CSS = (PROJECT / "tracker/static/tracker.css").read_text()
LIGHT, DARK = CSS.split("@media screen and (prefers-color-scheme: dark)")[:2]
GROUNDS = "desk sheet sunk hover blue-wash red-wash amber-wash grey-wash"
MARKS = "d1 d2 d3 stripe"
TEXT = [
    ("ink", f"{GROUNDS} green-wash {MARKS} s1 s2 s3"),
    ("heat-ink", "s4 s5"),
    ("ink-2", GROUNDS),
    ("ink-3", "desk sheet sunk hover blue-wash grey-wash d1 d2 d3"),
    ("blue", f"desk sheet sunk hover blue-wash {MARKS}"),
    ("red", "desk sheet sunk hover red-wash d1 d2 d3"),
    ("green", "green-wash"),
    ("amber", "amber-wash"),
    ("violet", "violet-wash"),
    ("blue-ink", "blue"),
    ("pick-ink", "pick"),
    ("sheet", "ink"),
]
LINES = [
    ("edge", "desk sheet sunk hover grey-wash"),
    ("blue", "desk sheet blue-wash grey-wash"),
    ("red", "sheet d1 d2 d3 red-wash"),
    ("amber", "sheet amber-wash"),
    ("d1-line", "sheet d1 d2 d3"),
    ("d2-line", "sheet d2 d3"),
    ("d3-line", "sheet d3"),
]


def colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", part.split("/* --- elements")[0]))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [colours(LIGHT), colours(LIGHT) | colours(DARK)], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (LINES, 3.0)], ids=["text", "lines"])
def test_contrast(scheme, pairs, least):
    found = {(on, ground): contrast(scheme[on], scheme[ground]) for on, grounds in pairs for ground in grounds.split()}

    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_templates_hold_nothing_the_content_security_policy_forbids():
    forbidden = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    templates = sorted((PROJECT / "templates").rglob("*.html"))

    assert [path.name for path in templates if forbidden.search(path.read_text())] == []
    assert "base.html" in [path.name for path in templates]
