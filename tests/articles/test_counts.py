"""Counts by month, outlet, source and via: every number opens its rows; months without any are there too."""

import csv
import datetime as dt
import io
import re
from contextlib import contextmanager
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import exports
from articles.marking import Who, judge
from articles.models import Relay
from articles.overview_filters import CountsFilter
from articles.views import overviews
from tests.articles.test_matrix import ASKED, filled, make_everything, rows_behind
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

WAYS = ("month", "outlet", "source", "via")


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


@pytest.fixture(autouse=True)
def files_see_this_transaction(monkeypatch):
    @contextmanager
    def this_one():
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


def relayed(*day, **values):
    when = dt.datetime(*day, tzinfo=dt.UTC) if day else None
    return make_statement(make_article(values.pop("outlet", None), published_at=when), **values)


def table(response):
    """{label: (articles, relays, statements, claims)} as shown, totals too."""
    html = response.content.decode()
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html.split('class="list compact counts"')[1], re.DOTALL)
    return {
        unescape(re.sub(r"<span.*|<[^>]+>", "", head, flags=re.DOTALL)).strip(): tuple(
            re.findall(r">([\d,]+)(?:</a>)?</td>", cells)
        )
        for head, cells in rows
    }


@pytest.mark.parametrize("by", WAYS)
def test_every_number_opens_exactly_the_rows_it_counts(by):
    rows, seen = make_everything(), 0
    # each way of counting with every fourth filter, and another fourth than the way before
    for query in ["", *ASKED[WAYS.index(by) % 4 :: 4]]:
        request = RequestFactory().get(f"/counts/?{filled(query, rows)}&by={by}")
        shown = overviews._counts(request, CountsFilter(request.GET, Relay.objects.all()))
        cells = [cell for row in (*shown["rows"], *shown["nobodys"]) for cell in row["cells"]]
        for number, address, *_ in (*cells, *shown["totals"]):
            assert bool(address) == (number != "0")
            if address:
                assert (query, address, rows_behind(address)) == (query, address, int(number))
                seen += 1
    assert seen > 20


@pytest.mark.parametrize("also", ["", "&progress=begun"], ids=["summarised", "counted"])
def test_months_are_utc_and_those_without_any_are_there(reader, also):
    relayed(2025, 11, 30, 23, 59)
    relayed(2026, 2, 1)
    relayed(2026, 2, 28, 23, 59)
    relayed()
    response = reader.get(f"/counts/?{also}")
    assert table(response) == {
        "2026-02": ("2", "2", "2", "0"),
        "2026-01": ("0", "0", "0", "0"),
        "2025-12": ("0", "0", "0", "0"),
        "2025-11": ("1", "1", "1", "0"),
        "undated": ("1", "1", "1", "0"),
        "All": ("4", "4", "4", "0"),
    }
    assert "Month (UTC)" in response.content.decode()


def test_a_month_that_days_cut_opens_only_these_days(reader):
    for day in (1, 15, 28):
        relayed(2026, 2, day)
    relayed(2026, 3, 1)
    html = reader.get("/counts/?from=2026-02-10&to=2026-03-10").content.decode()
    assert "/relays/?from=2026-02-10&amp;to=2026-02-28" in html
    assert "/relays/?from=2026-03-01&amp;to=2026-03-10" in html


@pytest.mark.parametrize("also", ["", "&progress=begun"], ids=["summarised", "counted"])
def test_by_outlet_source_and_via(reader, also):
    make_everything()
    assert table(reader.get(f"/counts/?by=outlet{also}")) == {
        "The Courier": ("2", "6", "4", "2"),
        "The Post": ("1", "3", "2", "1"),
        "All": ("3", "9", "6", "2"),
    }
    assert table(reader.get(f"/counts/?by=source{also}")) == {
        "Ada Lund": ("2", "3", "3", "2"),
        "Bo Brandt": ("2", "2", "2", "2"),
        "A Wire": ("1", "1", "0", "0"),
        "The Port": ("1", "1", "1", "1"),
        "unnamed": ("1", "1", "1", "0"),
        "unresolved": ("1", "1", "1", "1"),
        "All": ("3", "9", "6", "2"),
    }
    vias = table(reader.get(f"/counts/?by=via{also}"))
    assert {name: row[1] for name, row in vias.items()} == {
        "A Wire": "4",
        "The Post": "2",
        "unnamed": "1",
        "unresolved": "1",
        "All": "7",
    }


def test_the_unit_chooses_chart_and_order(reader):
    make_everything()
    html = reader.get("/counts/?by=source&unit=relays").content.decode()
    assert "Relays by source" in html
    assert "Ada Lund: 3 relays" in html
    assert list(table(reader.get("/counts/?by=source&unit=claims")))[:3] == ["Ada Lund", "Bo Brandt", "The Port"]


def test_pages_of_months(reader, monkeypatch):
    monkeypatch.setattr(overviews, "MONTHS_A_PAGE", 2)
    relayed(2026, 3, 1)
    relayed(2025, 12, 1)
    assert list(table(reader.get("/counts/"))) == ["2026-03", "2026-02", "All"]
    assert list(table(reader.get("/counts/?page=2"))) == ["2026-01", "2025-12", "All"]
    assert "page: There is no page 3" in reader.get("/counts/?page=3").content.decode()


def test_centuries_between_two_articles_are_paged(reader):
    relayed(1000, 1, 1)
    relayed(2026, 1, 1)
    assert len(table(reader.get("/counts/"))) == overviews.MONTHS_A_PAGE + 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("by=week", "Select a valid choice"),
        ("unit=words", "Select a valid choice"),
        ("by=month&by=via", "Given twice"),
        ("row_page=1", "“row_page” is no parameter"),
        ("month=2026-13", "is no month"),
    ],
)
def test_what_cannot_be_read_is_said(reader, query, sentence):
    make_everything()
    html = unescape(reader.get(f"/counts/?{query}").content.decode())
    assert sentence in html
    assert "<table" not in html
    for file in ("csv", "about.json", "svg"):
        assert reader.get(f"/counts.{file}?{query}").status_code == 400


@pytest.mark.parametrize("by", WAYS)
def test_nothing_to_count_is_said(reader, by):
    assert "Nothing to count yet" in reader.get(f"/counts/?by={by}").content.decode()
    make_everything()
    assert "No relay matches this filter" in reader.get(f"/counts/?by={by}&to=1990-01-01").content.decode()
    assert reader.get(f"/counts.svg?by={by}&to=1990-01-01").status_code == 200


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("also", ["", "&progress=begun"])
def test_as_many_queries_for_three_rows_as_for_one(reader, by, also):
    def one(month):
        statement = relayed(2026, month, 1, to=[make_source("S"), "P. Quist", Who(descriptor="x")], via=make_outlet())
        judge(statement, make_claim(), "same", by=make_user())

    one(1)
    reader.get(f"/counts/?by={by}{also}")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"/counts/?by={by}{also}").context["rows"]
        counts.append(len(queries))
        one(2)
        one(3)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("by", WAYS)
def test_the_chart_as_a_file_stands_by_itself(reader, by):
    make_everything()
    response = reader.get(f"/counts.svg?by={by}&unit=relays")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert f'filename="counts-by-{by}.svg"' in response["Content-Disposition"]
    svg = ET.fromstring(response.content)
    links = [one.get("href") for one in svg.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    assert all(link.startswith("http://testserver/relays/?") for link in links)


def rows_of(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content if response.streaming else [response.content]).decode()
    assert text.endswith("\r\n")
    return [tuple(row.values()) for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize("also", ["", "&progress=begun"], ids=["summarised", "counted"])
def test_files_hold_what_the_page_shows(reader, also):
    rows = make_everything()
    assert rows_of(reader, f"/counts.csv?{also}") == [
        ("2026-02", "2", "1", "1", "1"),
        ("2026-03", "4", "3", "1", "2"),
        ("undated", "3", "2", "1", "1"),
    ]
    assert rows_of(reader, f"/counts.csv?by=outlet{also}") == [
        (str(rows["courier"].pk), "The Courier", "6", "4", "2", "2"),
        (str(rows["post"].pk), "The Post", "3", "2", "1", "1"),
    ]
    assert {row[2] or row[0] for row in rows_of(reader, f"/counts.csv?by=source{also}")} == {
        *("Ada Lund", "Bo Brandt", "A Wire", "The Port", "unnamed", "unresolved"),
    }
    assert {row[2] or row[0] for row in rows_of(reader, f"/counts.csv?by=via{also}")} == {
        *("A Wire", "The Post", "unnamed", "unresolved"),
    }
    told = reader.get(f"/counts.about.json?by=source{also}").json()
    assert (told["file"], told["rows"]["count"]) == ("counts-by-source.csv", 6)


def test_hostile_names_never_run(reader):
    hostile = "<script>alert(1)</script>\"'"
    outlet = make_outlet(hostile)
    relayed(2026, 1, 1, outlet=outlet, to=make_source(hostile), via=make_source(hostile))
    for by in WAYS:
        assert "<script>alert" not in reader.get(f"/counts/?by={by}").content.decode()
        assert "<script" not in reader.get(f"/counts.svg?by={by}").content.decode()


def test_outlet_and_source_pages_lead_here(reader):
    rows = make_everything()
    html = reader.get(f"/outlets/{rows['courier'].pk}/").content.decode()
    assert f'href="/matrix/?outlet={rows["courier"].pk}"' in html
    assert f'href="/counts/?outlet={rows["courier"].pk}"' in html
    assert f'href="/outlets/compare/?outlet={rows["courier"].pk}"' in html
    html = reader.get(f"/sources/{rows['lund'].pk}/").content.decode()
    assert f'href="/matrix/?source={rows["lund"].pk}"' in html
    assert Relay.objects.exists()
