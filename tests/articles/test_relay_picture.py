"""The relay picture: who stands where, where arrows end, and that any input gives a picture inside its bounds."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from articles.relay_picture import Arrow, Dot, Root, picture

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def dot(key, lane, hours=None, **more):
    at = None if hours is None else START + timedelta(hours=hours)
    precision = more.pop("precision", "unknown" if at is None else "minute")
    return Dot(key, lane, at, precision, f"Title {key}", f"{lane} tells {key}", f"/articles/{key}/", **more)


def root(key="r", label="Ron Feiner", kind="named"):
    return Root(key, label, kind, f"{label}, {kind}", f"/sources/{key}/")


def arrow(start, end, **more):
    return Arrow(start, end, f"{start} credits {end}", f"/relays/{start}-{end}/", **more)


def drawn(dots, roots=(), arrows=(), **more):
    return ET.fromstring(str(picture(dots, roots, arrows, title="T", description="D", name="p", **more)))


def circles(svg):
    """{what its link says: (x, y)} of every article to the minute"""
    return {
        link.find("title").text: (float(one.get("cx")), float(one.get("cy")))
        for link in svg
        if link.get("class") == "chart-link"
        for one in link.iter("circle")
        if one.get("class") in ("relay-dot", "relay-deny")
    }


def test_time_goes_right_and_lanes_go_down_in_the_order_of_first_publication():
    svg = drawn([dot("c", "Third", 5), dot("a", "First", 0), dot("b", "Second", 2), dot("d", "First", 7)])
    at = circles(svg)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (
        at[told] for told in ("First tells a", "Second tells b", "Third tells c", "First tells d")
    )
    assert ax < bx < cx < dx
    assert ay == dy < by < cy
    assert (bx - ax) / (dx - ax) == pytest.approx(2 / 7, abs=0.01)


def test_every_dot_arrow_and_root_is_a_link_that_says_it():
    svg = drawn([dot("a", "First", 0), dot("b", "Second", 2)], [root()], [arrow("a", "r"), arrow("b", "a")])
    told = {link.get("href"): link.find("title").text for link in svg.iter("a")}
    assert told == {
        "/articles/a/": "First tells a",
        "/articles/b/": "Second tells b",
        "/sources/r/": "Ron Feiner, named",
        "/relays/a-r/": "a credits r",
        "/relays/b-a/": "b credits a",
    }
    assert {link.get("tabindex") for link in svg.iter("a")} == {"-1"}


def test_keys_that_are_not_there_or_there_twice_are_refused():
    dots = [dot("a", "First", 0)]
    for arrows, said in (
        ([arrow("a", "x")], "'x', which is no dot and no root"),
        ([arrow("x", "a")], "'x', which is no dot"),
    ):
        with pytest.raises(ValueError, match=said):
            drawn(dots, [root()], arrows)
    with pytest.raises(ValueError, match="same key"):
        drawn(dots, [root("a")])
