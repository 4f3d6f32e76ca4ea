"""The relay picture: who stands where, where arrows end, and that any input gives a picture inside its bounds."""

import re
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import svg as pieces
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


def test_an_arrow_goes_from_the_mark_to_what_it_credits():
    svg = drawn(
        [dot("a", "First", 0), dot("b", "Second", 2), dot("c", "First", 3), dot("d", "Third", 0)],
        [root()],
        [arrow("a", "r"), arrow("b", "a"), arrow("c", "a"), arrow("a", "b"), arrow("d", "a"), arrow("a", "a")],
    )
    at = {told[-1]: place for told, place in circles(svg).items()}
    [speaker] = [one for one in svg.iter("circle") if one.get("class") == "relay-root" and one.get("cy") != "0"][:1]
    at["r"] = (float(speaker.get("cx")), float(speaker.get("cy")))
    ways = {
        link.find("title").text: [float(one) for one in re.findall(r"-?[\d.]+", link.findall("path")[-1].get("d"))]
        for link in svg
        if link.get("class") == "chart-link" and link.find("path") is not None
    }
    ways.pop("Ron Feiner, named", None)
    assert len(ways) == 6
    for told, way in ways.items():
        start, end = at[told[0]], at[told[-1]]
        assert (way[0], way[1]) == pytest.approx(start, abs=7), told
        last = (way[-1], end[1]) if told.endswith("r") else (way[-2], way[-1])  # the last piece to an origin lies level
        assert last == pytest.approx(end, abs=12), told


def boxes(svg):
    """(left, top, right, bottom) of every text, measured on the wide side"""
    found = {}
    for text in svg.iter("text"):
        size = float(text.get("font-size") or svg.get("font-size"))
        wide = pieces.wide(text.text or "", bold=bool(text.get("font-weight"))) * size / 13
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor"), 0)
        found[left, y - 0.78 * size, left + wide, y + 0.22 * size] = text.text
    return found


def held(svg):
    """Everything lies inside, no words lie on words, no mark of a lane on another."""
    _, _, width, height = (float(side) for side in svg.get("viewBox").split())
    texts = boxes(svg)
    for (left, top, right, bottom), words in texts.items():
        assert 0 <= left <= right <= width, words
        assert 0 <= top <= bottom <= height, words
    for (one, words), (other, others) in combinations(texts.items(), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (words, others)
    for one in svg.iter():
        for name, most in (("cx", width), ("x", width), ("x1", width), ("x2", width), ("cy", height), ("y", height)):
            assert 0 <= float(one.get(name) or 0) <= most
        if one.tag == "path" and one.get("class", "").startswith(("relay-c", "relay-t", "relay-re")):
            # a curve lies inside the hull of its points; pieces told from where the pen is (small letters) are short
            for letter, numbers in re.findall(r"([MCHVQ])([^A-Za-z]*)", one.get("d")):
                places = [float(number) for number in numbers.split()]
                across = places if letter == "H" else [] if letter == "V" else places[::2]
                down = places if letter == "V" else [] if letter == "H" else places[1::2]
                assert all(0 <= x <= width for x in across), one.get("d")
                assert all(0 <= y <= height for y in down), one.get("d")
    marks = sorted(circles(svg).values(), key=lambda place: (place[1], place[0]))
    for (x, y), (other_x, other_y) in pairwise(marks):
        assert y != other_y or other_x - x >= 13


HOSTILE = "</svg><script>alert(1)</script>\"'&\x00\ud800\u202e" + "ש" * 90 + "漢" * 90 + "W" * 90


def test_whatever_comes_in_is_escaped_and_stays_in_its_place():
    hostile = [
        Dot(HOSTILE, HOSTILE, START, "minute", HOSTILE, HOSTILE, f"/x/?{HOSTILE}"),
        Dot("b", f"b {HOSTILE}", None, "unknown", HOSTILE, HOSTILE),
    ]
    made = picture(
        hostile,
        [Root("r", HOSTILE, "named", HOSTILE, HOSTILE), Root("u", f"b {HOSTILE}", "unnamed", HOSTILE)],
        [Arrow("b", HOSTILE, HOSTILE), Arrow(HOSTILE, "r", HOSTILE), Arrow("b", "u", HOSTILE)],
        title=HOSTILE,
        description=HOSTILE,
        name="p",
        site="https://tracker.example",
    )
    assert "<script" not in made
    assert "style" not in made
    held(ET.fromstring(re.sub(r' xmlns="[^"]*"', "", str(made))))


def test_a_file_stands_by_itself():
    made = picture(
        [dot("a", "First", 0)], [], [], title="A claim", description="D", name="p", site="https://tracker.example"
    )
    read = ET.fromstring(str(made))
    assert read.tag == "{http://www.w3.org/2000/svg}svg"
    assert [one.get("href") for one in read.iter("{http://www.w3.org/2000/svg}a")] == [
        "https://tracker.example/articles/a/"
    ]


def words(svg):
    return [text.text for text in svg.iter("text")]


def shapes(svg, told):
    [link] = [one for one in svg if (title := one.find("title")) is not None and title.text == told]
    return [(one.tag, one.get("class")) for one in link if one.tag != "title"]


def test_shapes_tell_precision_and_denial_without_colour():
    svg = drawn(
        [
            dot("a", "First", 0),
            dot("b", "Second", 5, precision="day"),
            dot("c", "Third"),
            dot("d", "Fourth", 30, denies=True),
            dot("e", "Fifth", 50, denies=True, precision="day"),
        ]
    )
    assert shapes(svg, "First tells a") == [("circle", "relay-dot")]
    assert shapes(svg, "Second tells b") == [("path", "relay-day"), ("rect", "relay-dot")]
    assert shapes(svg, "Third tells c") == [("path", "relay-dot")]
    assert shapes(svg, "Fourth tells d") == [("circle", "relay-deny"), ("path", "relay-cross")]
    assert shapes(svg, "Fifth tells e") == [
        ("path", "relay-cross"),
        ("rect", "relay-deny"),
        ("path", "relay-cross"),
    ]
    assert "no date" in words(svg)
    assert words(drawn([dot("a", "First", 0)])).count("no date") == 0


@pytest.mark.parametrize("kind", ["named", "own reporting", "unnamed", "not recorded", "circle"])
def test_the_legend_tells_each_kind_of_origin_that_is_drawn_and_no_other(kind):
    meaning = {
        "named": "named speaker",
        "own reporting": "the outlet's own reporting",
        "unnamed": "unnamed source",
        "not recorded": "lineage not recorded",
        "circle": "circle: no way out",
    }
    svg = drawn([dot("a", "First", 0)], [root(kind=kind)], [arrow("a", "r")])
    assert [one for one in words(svg) if one in meaning.values()] == [meaning[kind]]
    held(svg)


def test_the_day_does_not_shift_and_the_axis_says_utc():
    svg = drawn([dot("a", "First", 0), dot("b", "Second", 2)])
    assert {"UTC", "2026-01-05", "08:30", "10:00"} <= set(words(svg))
    days = drawn([dot("a", "First", 0), dot("b", "Second", 24 * 9, precision="day")])
    assert {"UTC", "2026", "6 Jan", "14 Jan"} <= set(words(days))


def test_long_silences_are_cut_out_and_told():
    svg = drawn([dot("a", "First", 0), dot("b", "Second", 1), dot("c", "First", 24 * 400), dot("d", "Third", 24 * 401)])
    assert [one for one in words(svg) if one.endswith("months")] == ["13 months"]
    assert [one for one in svg.iter("path") if one.get("class") == "relay-break"] != []
    at = circles(svg)
    assert at["Second tells b"][0] - at["First tells a"][0] > 50
    held(svg)


def test_where_names_leave_little_room_fewer_silences_are_cut_out():
    far = [0, 1, 24 * 100, 24 * 10_000, 24 * 300_000]
    dots = [dot(str(number), "Wochenzeitung " * 4, hours) for number, hours in enumerate(far)]
    origins = [root(f"r{number}", f"Speaker {number} of a large ministry") for number in range(9)]
    held(drawn([*dots, dot("x", "Weekly")], origins))


def test_articles_at_one_time_are_moved_apart_and_many_are_one_mark_with_their_number():
    held(drawn([dot(str(number), "First", 0) for number in range(3)] + [dot("x", "Second", 9)]))
    svg = drawn([dot(str(number), "First", 0, denies=number > 4) for number in range(7)] + [dot("x", "Second", 9)])
    assert [one for one in words(svg) if one.isdigit()] == ["5", "2", "5"]  # the last is the legend's
    assert any(
        title.text.startswith("7 articles of First, 2026-01-05, 2 of them deny it:") for title in svg.iter("title")
    )


def crowd(number, outlets, roots):
    """Articles over some days, each crediting an earlier one or an origin."""
    dots = [dot(f"d{one}", f"Outlet {one * one % outlets}", one % 97 * 1.3 + one / 50) for one in range(number)]
    origins = [root(f"r{one}", f"Speaker {one}") for one in range(roots)]
    arrows = [arrow(f"d{one}", f"d{one // 3}" if one % 4 else f"r{one % roots}") for one in range(number)]
    return dots, origins, arrows


def test_above_forty_outlets_it_groups_and_no_article_is_lost():
    dots, origins, arrows = crowd(300, 83, 40)
    svg = drawn(dots, origins, arrows)
    held(svg)
    outlets = len({one.lane for one in dots})
    assert f"and {outlets - 24} other outlets" in words(svg)
    assert any(one.startswith("Grouped") for one in words(svg))
    assert "20 others: named" in words(svg)
    marked = len(circles(svg)) + sum(
        int(one.text) for one in svg.iter("text") if one.get("class", "").startswith("relay-number")
    )
    assert marked - 5 == 300  # the 5 stands in the legend
    assert drawn(dots[:150], origins, arrows[:150]) is not None


def test_ten_thousand_articles_are_as_few_elements_as_three_hundred():
    small, large = (sum(1 for _ in drawn(*crowd(number, 400, number)).iter()) for number in (1000, 10_000))
    assert small < 4000
    assert large < 4000
    held(drawn(*crowd(10_000, 400, 3000)))


def test_the_order_of_what_comes_in_does_not_matter():
    dots, origins, arrows = crowd(60, 17, 5)
    told = {"title": "T", "description": "D", "name": "p"}
    assert picture(dots, origins, arrows, **told) == picture(dots[::-1], origins[::-1], arrows[::-1], **told)


def test_nothing_is_a_picture_too():
    svg = drawn([])
    assert "No article is known yet." in words(svg)
    held(svg)
    held(drawn([], [root()]))


KINDS = ["named", "own reporting", "unnamed", "not recorded", "circle"]


@st.composite
def claims(draw):
    """Any articles, origins and arrows: circles, arrows to itself, articles that credit later ones, the year 1."""
    near = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3), timezones=st.just(UTC))
    times = st.one_of(st.none(), near, st.datetimes(timezones=st.just(UTC)))
    dots = [
        Dot(
            f"d{number}",
            draw(st.sampled_from(["AP", "Haaretz", "漢字", "Wochenzeitung " * 4]) | st.text(max_size=30)),
            draw(times),
            draw(st.sampled_from(["minute", "day", "unknown"])),
            draw(st.text(max_size=20)),
            draw(st.text(max_size=20)),
            denies=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 14)))
    ]
    roots = [
        Root(f"r{number}", draw(st.text(max_size=60)), draw(st.sampled_from(KINDS)), draw(st.text(max_size=9)))
        for number in range(draw(st.integers(0, 8)))
    ]
    keys = [one.key for one in dots]
    arrows = []
    if keys:
        ends = st.sampled_from(keys + [one.key for one in roots])
        kinds = st.sampled_from(["credits", "through", "returns"])
        pairs = draw(st.lists(st.tuples(st.sampled_from(keys), ends, kinds), max_size=30))
        arrows = [Arrow(start, end, f"{start} {end}", kind=kind) for start, end, kind in pairs]
    return dots, roots, arrows


@settings(max_examples=100, deadline=None)
@given(claims())
def test_any_claim_gives_a_picture_inside_its_bounds(claim):
    held(drawn(*claim))
