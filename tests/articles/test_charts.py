"""Charts: what comes in is escaped, a number is a bar and a link, a file stands by itself."""

from xml.etree import ElementTree as ET

import pytest

from articles import charts
from articles.charts import Bar

MAKERS = [charts.upright, charts.lying]
BARS = [Bar("2026-01", 3, "2026-01: 3 relays", "/relays/?month=2026-01"), Bar("2026-02", 0, "2026-02: 0 relays")]


def drawn(make, bars, **more):
    return ET.fromstring(str(make(bars, title="Relays by month", description="Two months.", name="c", **more)))


def bars_in(svg):
    return [one for one in svg.iter() if one.get("class") == "chart-bar"]


@pytest.mark.parametrize("make", MAKERS)
def test_each_number_is_a_bar_in_a_link_that_says_it(make):
    svg = drawn(make, BARS)
    assert [(link.get("href"), link.find("title").text) for link in svg.iter("a")] == [
        ("/relays/?month=2026-01", "2026-01: 3 relays")
    ]
    assert len(bars_in(svg)) == 1  # none for a zero
    assert "2026-02: 0 relays" in [one.text for one in svg.iter("title")]


@pytest.mark.parametrize("make", MAKERS)
def test_it_is_named_and_told(make):
    svg = drawn(make, BARS)
    named = {one.get("id"): one.text for one in svg.iter() if one.get("id")}
    assert named == {svg.get("aria-labelledby"): "Relays by month", svg.get("aria-describedby"): "Two months."}


@pytest.mark.parametrize("make", MAKERS)
def test_whatever_comes_in_is_escaped(make):
    hostile = "</svg><script>alert(1)</script>\"'&\x00\ud800\u202e"
    svg = make([Bar(hostile, 1, hostile, f"/x/?{hostile}")], title=hostile, description=hostile, name="c")
    assert "<script" not in svg
    tags = {one.tag for one in ET.fromstring(str(svg)).iter()}
    assert tags <= {"svg", "title", "desc", "line", "text", "a", "g", "rect"}


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_the_content_security_policy_forbids(make):
    for site in (None, "https://tracker.example"):
        svg = make(BARS, title="T", description="D", name="c", site=site)
        assert "style" not in svg
        assert "onload" not in svg


@pytest.mark.parametrize("make", MAKERS)
def test_a_file_stands_by_itself(make):
    svg = make(BARS, title="Relays by month", description="Two months.", name="c", site="https://tracker.example")
    assert svg.startswith("<svg")
    read = ET.fromstring(str(svg))
    assert read.tag == "{http://www.w3.org/2000/svg}svg"
    assert [one.get("href") for one in read.iter("{http://www.w3.org/2000/svg}a")] == [
        "https://tracker.example/relays/?month=2026-01"
    ]
    assert {read.get("width"), read.get("height")} != {None}


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("numbers", [[], [0], [1], [0, 0], [10**9] * 60, list(range(60))])
def test_any_numbers_can_be_drawn_and_stay_inside(make, numbers):
    svg = drawn(make, [Bar(f"b{number}", number, f"{number}") for number in numbers])
    _, _, width, height = (float(side) for side in svg.get("viewBox").split())
    assert len(bars_in(svg)) == sum(number > 0 for number in numbers)
    for bar in bars_in(svg):
        x, y, wide, tall = (float(bar.get(side)) for side in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + tall <= height


def test_an_axis_has_a_few_whole_numbers_up_to_the_highest():
    assert charts.scale(0) == [0, 1]
    assert charts.scale(3) == [0, 1, 2, 3]
    assert charts.scale(12) == [0, 5, 10, 15]
    assert charts.scale(950) == [0, 200, 400, 600, 800, 1000]
    for most in range(1, 3000):
        ticks = charts.scale(most)
        assert 2 <= len(ticks) <= 6
        assert ticks[0] == 0
        assert ticks[-2] < most <= ticks[-1]


# --- columns of parts, and spreads of times -----------------------------------------------------------------


def parts_in(svg):
    return [one for link in [*svg.iter("a"), *svg.iter("g")] for one in link if "chart-part" in one.get("class", "")]


def inside(svg, boxes):
    _, _, width, height = (float(side) for side in svg.get("viewBox").split())
    for box in boxes:
        x, y, wide, tall = (float(box.get(side)) for side in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= round(y + tall, 1) <= height


@pytest.mark.parametrize("columns", [[], [[0, 0]], [[3, 1], [0, 5]], [[10**9, 1]] * 24, [[1, 1, 1, 1]] * 240])
@pytest.mark.parametrize("site", [None, "https://tracker.example"])
def test_columns_of_parts_stay_inside_and_on_each_other(columns, site):
    bars = [[Bar(f"m{at}", number, f"{number}", "/x/") for number in column] for at, column in enumerate(columns)]
    words = [f"part {at}" for at in range(max((len(column) for column in columns), default=1))]
    written = charts.stacked(bars, words, title="T", description="D", name="c", site=site)
    svg = ET.fromstring(str(written).replace(' xmlns="http://www.w3.org/2000/svg"', ""))
    found = parts_in(svg)
    assert len(found) == sum(number > 0 for column in columns for number in column)
    inside(svg, found)
    said = {one.text for one in svg.iter("text")}
    assert set(words) <= said or len(words) == 1  # one part needs no legend


def test_parts_that_are_not_added_up_stand_beside_each_other():
    bars = [[Bar("m", 30, "30"), Bar("m", 20, "20")]]
    svg = ET.fromstring(str(charts.stacked(bars, ["a", "b"], title="T", description="D", name="c", apart=True)))
    first, second = parts_in(svg)
    assert float(first.get("x")) + float(first.get("width")) <= float(second.get("x"))
    assert float(first.get("height")) == pytest.approx(1.5 * float(second.get("height")), abs=0.5)
    assert "40" not in {one.text for one in svg.iter("text")}


@pytest.mark.parametrize(
    "spreads", [[], [None], [(0, 0, 0)], [(60, 600, 3600), None, (1, 2, 3)], [(10, 10**6, 10**9)] * 24]
)
def test_spreads_stay_inside_whatever_their_length(spreads):
    drawn = [
        charts.Spread(f"m{at}", *(one or (None, None, None)), told=f"{one}", url="/x/")
        for at, one in enumerate(spreads)
    ]
    svg = ET.fromstring(str(charts.spreads(drawn, title="T", description="D", name="c")))
    found = parts_in(svg)
    assert len(found) == sum(one is not None for one in spreads)
    inside(svg, found)
    assert len([one for one in svg.iter("line") if one.get("class") == "chart-middle"]) == len(found)


def test_words_of_a_legend_are_escaped():
    hostile = "</svg><script>alert(1)</script>"
    for svg in (
        charts.stacked([[Bar(hostile, 1, hostile)]], [hostile], title=hostile, description=hostile, name="c"),
        charts.spreads([charts.Spread(hostile, 1, 2, 3, hostile)], title=hostile, description=hostile, name="c"),
    ):
        assert "<script" not in svg
        assert "style" not in svg
