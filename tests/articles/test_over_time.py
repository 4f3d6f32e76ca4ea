"""Relays over time: every bar opens exactly what it counts, days are UTC, nothing undated is hidden."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles import charts, over_time
from articles.filters import RelayFilter
from articles.marking import judge
from articles.models import Relay
from articles.relays import together
from sources.models import Affiliation
from tests.articles.test_matrix import ASKED, at, filled, make_everything, rows_behind
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user())
    return client


def relayed(*days, outlet=None, **more):
    """A relay on each of these days; None is undated."""
    outlet = outlet or make_outlet()
    return [make_statement(make_article(outlet, published_at=at(*day) if day else None), **more) for day in days]


def bars(found):
    return {bar.label: bar.value for bar in found.bars}


def test_every_bar_opens_exactly_the_rows_it_counts(monkeypatch):
    rows, seen = make_everything(), 0
    for most in (over_time.COUNTED_AT_MOST, 2):
        monkeypatch.setattr(over_time, "COUNTED_AT_MOST", most)
        for query in ASKED:
            found = over_time.of_query(filled(query, rows))
            if found is None or found.by_month:
                continue
            for bar in found.bars:
                assert bool(bar.url) == bool(bar.value)
                if bar.value:
                    assert (query, bar.url, rows_behind(bar.url)) == (query, bar.url, bar.value)
                    seen += 1
            if found.undated:
                assert rows_behind(found.undated_url) == found.undated
            asked = RelayFilter(QueryDict(filled(query, rows)), Relay.objects.all())
            assert sum(bars(found).values()) + found.undated == asked.qs.count()
    assert seen > 40


def test_days_are_utc_and_those_without_any_are_there():
    relayed((2026, 2, 27, 23, 59), (2026, 3, 2), (2026, 3, 2, 23, 59), None)
    found = over_time.of_query("")
    assert (found.step, found.undated) == ("day", 1)
    assert bars(found) == {"2026-02-27": 1, "2026-02-28": 0, "2026-03-01": 0, "2026-03-02": 2}
    assert [bar.told for bar in found.rows] == ["2026-03-02: 2 relays", "2026-02-27: 1 relay"]
    assert [bar.url for bar in found.rows] == [f"/relays/?from={day}&to={day}" for day in ("2026-03-02", "2026-02-27")]
    assert found.undated_url == "/relays/?undated=only"


@pytest.mark.parametrize(
    ("last", "step", "first", "number"),
    [
        (at(2026, 4, 2), "day", "2026-01-01", 92),
        (at(2026, 4, 3), "week", "2025-12-29", 14),
        (at(2028, 2, 1), "month", "2026-01", 26),
        (at(2036, 2, 1), "year", "2026", 11),
    ],
)
def test_a_longer_span_has_longer_steps(last, step, first, number):
    relayed((2026, 1, 1), (last.year, last.month, last.day))
    found = over_time.of_query("")
    assert (found.step, found.bars[0].label, len(found.bars)) == (step, first, number)
    assert [rows_behind(bar.url) for bar in found.rows] == [1, 1]


def test_a_date_of_the_year_1000_hides_nothing():
    relayed((1000, 1, 1), (1001, 5, 1), (2026, 3, 1))
    found = over_time.of_query("")
    assert (found.step, len(found.bars), bars(found)["2026"]) == ("year", over_time.MOST_BARS, 1)
    assert (found.earlier.value, rows_behind(found.earlier.url)) == (2, 2)


def test_steps_that_the_filter_cuts_open_only_its_days():
    relayed(*[(2026, month, day) for month in (1, 2, 5, 6) for day in (1, 15, 28)])
    found = over_time.of_query("from=2026-01-15&to=2026-06-15")
    assert found.step == "week"
    assert found.rows[-1].url == "/relays/?from=2026-01-15&to=2026-01-18"
    assert found.rows[0].url == "/relays/?from=2026-06-15&to=2026-06-15"
    assert sum(bars(found).values()) == 10


def test_many_rows_are_months_of_summary_rows_or_left_to_the_counts(monkeypatch, reader):
    monkeypatch.setattr(over_time, "COUNTED_AT_MOST", 2)
    outlet, source = make_outlet(), make_source()
    relayed((2026, 1, 31), (2026, 3, 1), (2026, 3, 2), None, outlet=outlet, to=source)
    for query in ("", f"outlet={outlet.pk}"):
        found = over_time.of_query(query)
        assert (found.step, bars(found)) == ("month", {"2026-01": 1, "2026-02": 0, "2026-03": 2})
        assert found.undated == 1
        assert rows_behind(found.rows[0].url) == 2
        assert bars(over_time.of_query(query, 4)) == bars(found)
    for rows in (None, 4):
        found = over_time.of_query(f"source={source.pk}", rows)
        assert (found.bars, found.by_month) == ((), f"/counts/?source={source.pk}")
    assert "count them by month" in reader.get(f"/sources/{source.pk}/").content.decode()
    assert reader.get(found.by_month).status_code == 200


def test_nothing_dated_is_nothing_drawn(reader):
    assert over_time.of_query("") is None
    relayed(None)
    assert over_time.of_query("") is None
    for page in ("/relays/", "/relays/?undated=only", "/relays/?to=1990-01-01", "/relays/?from=x"):
        assert "over-time" not in reader.get(page).content.decode()


# --- on pages ---------------------------------------------------------------------------------------------------


def numbers_of(html):
    """{label: (number, address)} of the table behind the chart."""
    table = html.split('class="chart-figure over-time"')[1].split("<tbody>")[1].split("</tbody>")[0]
    found = re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="num"><a class="count" href="([^"]+)">(\d+)<', table)
    return {label: (int(number), unescape(address)) for label, address, number in found}


def test_the_list_shows_what_its_filter_leaves(reader):
    first, second = make_outlet(), make_outlet()
    relayed((2026, 3, 1), (2026, 3, 2), outlet=first)
    relayed((2026, 3, 2), None, outlet=second)
    html = reader.get("/relays/").content.decode()
    assert numbers_of(html) == {
        day: (number, f"/relays/?from={day}&to={day}") for day, number in (("2026-03-02", 2), ("2026-03-01", 1))
    }
    assert "without a date is not drawn" in html
    numbers = numbers_of(reader.get(f"/relays/?outlet={second.pk}&sort=outlet").content.decode())
    assert numbers == {"2026-03-02": (1, f"/relays/?outlet={second.pk}&from=2026-03-02&to=2026-03-02")}


def test_pages_of_outlet_source_and_claim_show_their_own(reader):
    outlet, source, port, claim = make_outlet(), make_source(kind="person"), make_source(), make_claim()
    Affiliation.objects.create(member=source, organisation=port)
    user = make_user()
    made, *_others = relayed((2026, 3, 1), (2026, 3, 2), (2026, 3, 9), outlet=outlet, to=source)
    judge(made, claim, "same", by=user)
    relayed((2026, 3, 1), to=outlet)
    for page, expected in (
        (f"/outlets/{outlet.pk}/", {"2026-03-01", "2026-03-02", "2026-03-09"}),
        (f"/sources/{source.pk}/", {"2026-03-01", "2026-03-02", "2026-03-09"}),
        (f"/sources/{port.pk}/?with=people", {"2026-03-01", "2026-03-02", "2026-03-09"}),
        (f"/sources/{outlet.pk}/", {"2026-03-01"}),
        (f"/claims/{claim.pk}/", {"2026-03-01"}),
    ):
        numbers = numbers_of(reader.get(page).content.decode())
        assert set(numbers) == expected
        for number, address in numbers.values():
            assert (page, address, rows_behind(address)) == (page, address, number)
    assert "over-time" not in reader.get(f"/sources/{port.pk}/").content.decode()


def test_as_many_queries_for_three_rows_as_for_one(reader):
    outlet, source, claim, user = make_outlet(), make_source(), make_claim(), make_user()

    def one(day):
        for statement in relayed((2026, 3, day), outlet=outlet, to=source):
            judge(statement, claim, "same", by=user)

    one(1)
    queries = ["", f"outlet={outlet.pk}", f"source={source.pk}", f"claim={claim.pk}&polarity=affirms", "text=bridge"]
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert all(over_time.of_query(query).bars for query in queries)
        counts.append(len(captured))
        one(2)
        one(9)
    assert counts[0] == counts[1]


def test_all_dates_are_read_in_one_query():
    with together():
        relayed(*[(2026, 3, 1 + number % 28) for number in range(60)], outlet=make_outlet())
    with CaptureQueriesContext(connection) as queries:
        assert sum(bars(over_time.of_query("polarity=affirms")).values()) == 60
    assert len(queries) == 1


# --- the picture --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", [[], [0], [1], [0, 3, 0], [10**9] * 130, list(range(92))])
def test_any_numbers_can_be_drawn_and_stay_inside(numbers):
    made = [charts.Bar(f"2026-{number}", number, f"<b>{number}", "/x/" if number else "") for number in numbers]
    svg = ET.fromstring(charts.strip(made, title="T", description="D", name="n"))
    _, _, width, height = (float(side) for side in svg.get("viewBox").split())
    drawn = [one for one in svg.iter() if one.get("class") == "chart-bar"]
    assert len(drawn) == sum(number > 0 for number in numbers)
    for bar in drawn:
        x, y, wide, tall = (float(bar.get(side)) for side in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + tall <= height
        assert wide <= 22
    assert "style" not in ET.tostring(svg, encoding="unicode")
