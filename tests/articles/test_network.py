"""The network: arrows and boxes open exactly the rows they count, files hold every arrow, anything can be drawn."""

import csv
import io
import re
from contextlib import contextmanager
from html import unescape
from xml.etree import ElementTree as ET

import networkx
import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles import exports, matrix, merging, network
from articles import network_picture as pictures
from articles.marking import Who, judge
from articles.models import Article, Relay
from articles.overview_filters import CREDITED, PASSED, UNITS, NetworkFilter
from articles.relays import together
from articles.views import overviews
from tests.articles.test_matrix import ASKED, filled, make_everything, rows_behind
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

FACES = (CREDITED, PASSED)
SVG = "{http://www.w3.org/2000/svg}"


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


def asked(query=""):
    found = NetworkFilter(QueryDict(query), Relay.objects.all())
    assert found.is_valid(), found.error_lines()
    return found


def shown(query=""):
    """What page and picture are made of; None where nothing is counted."""
    found = network.heaviest(asked(query))
    return overviews._network_shown(asked(query), found) if found else None


def relay(outlet, *sources, times=1, **more):
    """So many articles of `outlet`, each crediting these sources."""
    for _ in range(times):
        make_statement(make_article(outlet), to=list(sources), **more)


def arrows(found):
    return {(line["start"].name, line["end"].name): int(line["number"]) for line in found["lines"]}


def columns(found):
    return {node.name: node.column for node in found["nodes"]}


def test_every_name_of_an_address_is_tried():
    tried = {name for query in ASKED for name in re.findall(r"(\w+)=", query)}
    assert set(NetworkFilter.base_filters) - tried == {"unit", "arrows", "draw"}


@pytest.mark.parametrize("face", FACES)
def test_every_number_opens_exactly_the_rows_it_counts(face):
    rows, opened = make_everything(), {}
    for number_asked, query in enumerate(ASKED):
        for unit in UNITS if not query else [UNITS[(number_asked + 1) % len(UNITS)]]:
            found = shown(f"{filled(query, rows)}&unit={unit}&arrows={face}")
            if found is None:
                continue
            numbers = [(line["arrow"].url, line["number"]) for line in found["lines"]]
            for node in found["nodes"]:
                numbers += [(number.url, number.shown) for number in (node.feeds, node.relays) if number]
            for address, number in numbers:
                if address not in opened:
                    opened[address] = rows_behind(address)
                assert (query, unit, address, opened[address]) == (query, unit, address, int(number))
    assert len(opened) > 100


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("also", ["", "&progress=begun"], ids=["summarised", "counted"])
def test_an_arrow_is_a_cell_of_the_matrix(face, also):
    make_everything()
    for unit in UNITS:
        found = network.heaviest(asked(f"unit={unit}&arrows={face}{also}"))
        drawn = {(arrow.outlet, *arrow.start): arrow.number for arrow in found.arrows}
        cells = matrix.counted(asked(also.removeprefix("&")), face).cells([unit])
        assert drawn == {(row["outlet"], row["who"], row["source"]): row[unit] for row in cells if row[unit]}
        assert found.arrows_in_all == len(drawn)


def test_arrows_lead_from_who_is_credited_to_the_outlet(reader):
    rows = make_everything()
    assert arrows(shown()) == {
        ("Ada Lund", "The Courier"): 3,
        ("Bo Brandt", "The Courier"): 1,
        ("unnamed", "The Courier"): 1,
        ("unresolved", "The Courier"): 1,
        ("Bo Brandt", "The Post"): 1,
        ("The Port", "The Post"): 1,
        ("A Wire", "The Post"): 1,
    }
    passed = shown("arrows=passed")
    assert set(arrows(passed)) == {
        ("A Wire", "The Courier"),
        ("The Post", "The Courier"),
        ("unresolved", "The Courier"),
        ("A Wire", "The Post"),
        ("unnamed", "The Post"),
    }
    assert columns(passed)["The Post"] == 1
    html = reader.get("/network/").content.decode()
    assert f'href="/relays/?outlet={rows["courier"].pk}&amp;source={rows["lund"].pk}"' in html


def test_columns_say_who_feeds_and_who_relays():
    wire, courier, post = make_outlet("Wire", kind="agency"), make_outlet("Courier"), make_outlet("Post")
    relay(courier, wire)
    relay(post, courier, make_source("Ada Lund", "person"))
    assert columns(shown()) == {"Wire": 0, "Ada Lund": 0, "Courier": 1, "Post": 2}


def test_self_credit_is_left_out_unless_asked_for(reader):
    courier = make_outlet("Courier")
    relay(courier, courier)
    assert shown() is None
    assert "Nothing to draw yet" in reader.get("/network/").content.decode()
    found = shown("self_credit=any")
    assert arrows(found) == {("Courier", "Courier"): 1}
    assert found["circles"] == []
    assert reader.get("/network/?self_credit=only").status_code == 200


def test_outlets_that_feed_each_other_are_a_possible_circle(reader):
    one, two, three = (make_outlet(name) for name in ("One", "Two", "Three"))
    relay(one, two)
    relay(two, three)
    relay(three, one, make_source("Ada Lund", "person"))
    found = shown()
    assert [[node.name for node in circle] for circle in found["circles"]] == [["One", "Two", "Three"]]
    assert [line["start"].name for line in found["lines"] if not line["arrow"].on_circle] == ["Ada Lund"]
    assert "Possible circle" in reader.get("/network/").content.decode()
    apart = make_outlet("Four")
    relay(apart, one)
    assert len(shown()["circles"][0]) == 3


def test_merged_sources_are_one_box():
    courier = make_outlet("Courier")
    kept, double = make_source("Ada Lund", "person"), make_source("A. Lund", "person")
    relay(courier, kept, times=2)
    relay(courier, double)
    merging.merge_sources(kept, double, by=make_user("Staff"), reason="one person")
    assert arrows(shown()) == {("Ada Lund", "Courier"): 3}
    assert arrows(shown(f"source={double.pk}")) == {("Ada Lund", "Courier"): 3}


# --- what is drawn and what is not ----------------------------------------------------------------------------


@pytest.fixture
def many():
    """Thirty sources of one outlet, the first with most articles; and many unnamed ones."""
    with together():
        courier = make_outlet("Courier")
        sources = [make_source(f"Source {number:02}", "person") for number in range(30)]
        relay(courier, *sources)
        relay(courier, *sources[:10])
        relay(courier, *sources[:5], Who(descriptor="an official"))
        relay(make_outlet("Post"), Who(descriptor="a neighbour"), times=3)
    return sources


def test_the_heaviest_are_drawn_and_the_others_named(many, reader):
    found = shown("draw=20")
    assert len(found["lines"]) == 20
    assert {("Source 00", "Courier"), ("unnamed", "Courier"), ("unnamed", "Post")} <= set(arrows(found))
    assert (found["arrows_in_all"], found["sources_in_all"], found["outlets_in_all"]) == ("32", "30", "2")
    assert [name for name, *_ in found["left_out"]] == [f"Source {number:02}" for number in range(18, 23)]
    page = re.sub(r"\s+", " ", reader.get("/network/?draw=20").content.decode())
    assert "The 20 heaviest of 32 arrows" in page
    assert 'href="/matrix/">all in the matrix</a>' in page
    assert "All 32 arrows" in reader.get("/network/").content.decode()


def test_of_nobody_at_most_every_fourth_arrow_is_drawn(many):
    for number in range(9):
        relay(make_outlet(f"Outlet {number}"), Who(descriptor="a neighbour"), times=4)
    drawn = shown("draw=20")["lines"]
    assert (len(drawn), sum(line["arrow"].is_open for line in drawn)) == (20, 5)


def test_only_the_heaviest_ends_are_looked_at(many, reader, monkeypatch):
    monkeypatch.setattr(network, "CONSIDERED", 3)
    for also in ("", "?progress=begun"):
        found = shown(also.removeprefix("?"))
        assert {name for name, _outlet in arrows(found)} == {"Source 00", "Source 01", "Source 02", "unnamed"}
        assert "the 3 heaviest of each were looked at" in reader.get(f"/network/{also}").content.decode()


# --- asked wrongly, asked often -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("unit=words", "Select a valid choice"),
        ("arrows=both", "Select a valid choice"),
        ("draw=1000", "Select a valid choice"),
        ("draw=20&draw=40", "Given twice"),
        ("page=2", "“page” is no parameter of this list."),
        ("nodes=3", "“nodes” is no parameter of this list."),
        ("sourse=3", "Did you mean “source”?"),
        ("from=yesterday", "is no date"),
        ("source=999999999", "There is no source 999999999"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_drawn(reader, query, sentence):
    make_everything()
    html = unescape(reader.get(f"/network/?{query}").content.decode())
    assert sentence in html
    assert "network-node" not in html
    for file in ("svg", "csv", "gexf", "graphml", "about.json"):
        assert reader.get(f"/network.{file}?{query}").status_code == 400


def test_nothing_to_draw_is_said(reader):
    assert "Nothing to draw yet" in reader.get("/network/?arrows=passed").content.decode()
    make_everything()
    assert "No relay matches this filter" in reader.get("/network/?to=1990-01-01").content.decode()
    assert reader.get("/network.svg?to=1990-01-01").status_code == 200
    assert rows_of(reader, "/network.csv?to=1990-01-01") == []
    assert networkx.parse_graphml(reader.get("/network.graphml?to=1990-01-01").content.decode()).size() == 0


@pytest.mark.parametrize("query", ["", "arrows=passed", "progress=begun", "arrows=passed&progress=begun"])
def test_as_many_queries_for_three_rows_as_for_one(reader, query):
    def one():
        courier, before = make_outlet(f"Outlet {Article.objects.count()}"), make_outlet()
        statement = make_statement(
            make_article(courier), to=[make_source("S"), "P. Quist", Who(descriptor="x"), before], via=make_outlet()
        )
        judge(statement, make_claim(), "same", by=make_user())

    one()
    reader.get(f"/network/?{query}")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"/network/?{query}").context["network"]["lines"]
        counts.append(len(queries))
        one()
        one()
    assert counts[0] == counts[1]


# --- the picture ------------------------------------------------------------------------------------------------


def test_the_picture_as_a_file_stands_by_itself_and_tells_its_coverage(reader):
    make_everything()
    response = reader.get("/network.svg?unit=articles&progress=begun")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    svg = ET.fromstring(response.content)
    links = [one.get("href") for one in svg.iter(f"{SVG}a")]
    assert all(link.startswith("http://testserver/") for link in links)
    assert "http://testserver/articles/?progress=begun" in " ".join(links)
    words = [one.text for one in svg.iter(f"{SVG}text")]
    assert words[0] == "Who feeds whom: credited, in articles"
    assert any("articles held for the outlets and dates of the filter" in line for line in words)
    assert any(line.startswith("address: http://testserver/network/?") for line in words)


def test_picture_and_table_say_the_same(reader):
    make_everything()
    html = reader.get("/network/?unit=articles").content.decode()
    picture, table = html.split('<svg class="chart network"')[1].split("</svg>")[0], html.split("<tbody>")[1]
    drawn = set(re.findall(r'<a class="chart-link network-link" href="([^"]+)"', picture))
    assert drawn == set(re.findall(r'class="count" href="([^"]+)"', table))
    assert len(drawn) == 7


def drawn(nodes, lines):
    nodes = [pictures.Node(name, column, name, "/n/") for name, column in nodes.items()]
    lines = [pictures.Arrow(start, end, 1 + at % 5, f"{start}{end}", "/a/") for at, (start, end) in enumerate(lines)]
    return ET.fromstring(
        pictures.picture(nodes, lines, ("A", "B", "C"), title="T", description="D", name="n", site="https://x.example")
    )


def boxes(svg):
    return [
        [float(one.get(side)) for side in ("x", "y", "width", "height")]
        for one in svg.iter(f"{SVG}rect")
        if "network-node" in (one.get("class") or "")
    ]


def test_nodes_lie_apart_and_inside_and_arrows_run_behind_none():
    sources = {f"s{number}": 0 for number in range(9)}
    outlets = {f"o{number}": 2 for number in range(7)}
    middle = {f"m{number}": 1 for number in range(4)}
    lines = [(start, end) for at, start in enumerate(sources) for end in list(outlets)[at % 4 :]]
    lines += [(start, end) for start in middle for end in (*middle, "o1")] + [("s1", "m2"), ("s8", "m0")]
    svg = drawn(sources | middle | outlets, lines)
    width, height = (float(side) for side in svg.get("viewBox").split()[2:])
    found = boxes(svg)
    assert len(found) == 20
    for x, y, wide, tall in found:
        assert 0 <= x < x + wide <= width
        assert 0 <= y < y + tall <= height
    for one in found:
        for other in found:
            if one is not other and one[0] == other[0]:
                assert one[1] + one[3] < other[1] or other[1] + other[3] < one[1]
    in_the_middle = [box for box in found if box[0] == pictures.LEFTS[1]]
    lanes = [
        float(y)
        for path in svg.iter(f"{SVG}path")
        if "network-arrow" in (path.get("class") or "")
        for y in re.findall(r" L[\d.]+,([\d.]+)", path.get("d"))
    ]
    assert len(lanes) == sum(start in sources and end in outlets for start, end in lines)
    assert len(set(lanes)) == len(lanes)
    for lane in lanes:
        assert all(not y < lane < y + tall for _x, y, _wide, tall in in_the_middle)


def test_the_same_comes_out_whatever_the_order_of_arrows_that_weigh_the_same():
    lines = [("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "x")]
    nodes = {"a": 0, "b": 0, "c": 0, "x": 2, "y": 2, "z": 2}
    assert boxes(drawn(nodes, lines)) == boxes(drawn(nodes, lines))


def test_names_are_cut_to_their_box():
    for name in ("W" * 90, "i" * 90, "漢字" * 40, "صحيفة المرسى " * 12, "e\u0301" * 90):
        short = pictures.cut(name, 200)
        assert short.endswith("…")
        assert pictures.wide_as(short) <= 200
    assert pictures.cut("The Courier", 200) == "The Courier"
    assert pictures.cut("a\n  b", 200) == "a b"
    assert pictures.cut("W", 1) == "…"


# --- files ------------------------------------------------------------------------------------------------------


def rows_of(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("also", ["", "progress=begun"], ids=["summarised", "counted"])
def test_the_file_has_one_row_for_each_directed_pair(reader, also):
    rows = make_everything()
    found = rows_of(reader, f"/network.csv?{also}")
    assert next(tuple(row.values()) for row in found) == (
        *("credited", "source", str(rows["lund"].pk), "Ada Lund", "person"),
        *(str(rows["courier"].pk), "The Courier", "outlet", "3", "3", "2", "2", "2026-02-01", "2026-03-01"),
    )
    assert [int(row["relays"]) for row in found] == [3, 1, 1, 1, 1, 1, 1]
    assert len({(row["who"], row["from_id"], row["to_id"]) for row in found}) == len(found) == 7
    assert {(row["first_on"], row["last_on"]) for row in found if row["to"] == "The Post"} == {("", "")}
    passed = rows_of(reader, f"/network.csv?arrows=passed&{also}")
    assert {(row["arrow"], row["from"] or row["who"], row["to"]) for row in passed} == {
        *(("passed", via, "The Courier") for via in ("A Wire", "The Post", "unresolved")),
        *(("passed", via, "The Post") for via in ("A Wire", "unnamed")),
    }


def test_files_hold_also_what_is_not_drawn(reader, many):
    numbers = {
        (row["from"] or row["who"], row["to"]): row for row in rows_of(reader, "/network.csv?draw=20&unit=articles")
    }
    assert len(numbers) == 32
    found = shown("draw=20&unit=articles")
    for pair, number in arrows(found).items():
        assert int(numbers[pair]["articles"]) == number
    for graph in graphs(reader, "draw=20&unit=articles"):
        assert graph.number_of_edges() == 32


def graphs(reader, query=""):
    """The network as networkx reads it back from both files; ids are those of sources."""
    gexf = networkx.read_gexf(io.BytesIO(reader.get(f"/network.gexf?{query}").content))
    return gexf, networkx.parse_graphml(reader.get(f"/network.graphml?{query}").content.decode())


@pytest.mark.parametrize("face", FACES)
def test_graph_files_say_what_the_csv_says(reader, face):
    make_everything()
    query = f"arrows={face}&unit=statements&state=any"
    rows = rows_of(reader, f"/network.csv?{query}")
    for graph in graphs(reader, query):
        assert graph.is_directed()
        found = {
            (start, end): [int(more[name]) for name in (*UNITS, "weight")]
            + [more.get(name, "") for name in ("first_on", "last_on")]
            for start, end, more in graph.edges(data=True)
        }
        assert found == {
            (row["from_id"] or row["who"], row["to_id"]): [int(row[name]) for name in (*UNITS, "statements")]
            + [row["first_on"], row["last_on"]]
            for row in rows
        }
        names = {(more["label"], more["kind"]) for _node, more in graph.nodes(data=True)}
        assert names == {(row["from"] or row["who"], row["from_kind"] or row["who"]) for row in rows} | {
            (row["to"], row["to_kind"]) for row in rows
        }


def test_graph_files_say_what_they_are_of(reader):
    make_everything()
    for suffix in ("gexf", "graphml"):
        response = reader.get(f"/network.{suffix}?progress=begun")
        assert response["Content-Type"] == f"application/{suffix}+xml; charset=utf-8"
        assert f'filename="network.{suffix}"' in response["Content-Disposition"]
        text = response.content.decode()
        assert "articles held for the outlets and dates of the filter" in text
        assert "http://testserver/network/?progress=begun" in text
        assert "Gone through: begun" in text


ODD = "<script>alert(1)</script>\"'&]]>\x01\x0b\x1f\ufffe\u202e =1+1 🜁 \u0300"


def test_odd_names_are_shown_and_written_and_never_run(reader):
    odd = make_source(ODD, "person")
    relay(make_outlet(f"Outlet {ODD}"), odd, via=make_outlet(ODD[::-1]))
    for face in FACES:
        assert "<script>alert" not in reader.get(f"/network/?arrows={face}").content.decode()
        svg = ET.fromstring(reader.get(f"/network.svg?arrows={face}").content)
        assert {one.tag.removeprefix(SVG) for one in svg.iter()} <= {
            "svg",
            "title",
            "desc",
            "text",
            "a",
            "g",
            "rect",
            "path",
        }
        for graph in graphs(reader, f"arrows={face}"):
            assert graph.number_of_edges() == 1
        assert len(rows_of(reader, f"/network.csv?arrows={face}")) == 1


def test_a_graph_has_an_end(reader, many, monkeypatch):
    monkeypatch.setattr(network, "MOST_IN_A_GRAPH", 31)
    response = reader.get("/network.gexf")
    assert response.status_code == 400
    assert "more than 31 arrows" in response.content.decode()
    assert len(rows_of(reader, "/network.csv")) == 32
    monkeypatch.setattr(network, "MOST_IN_A_GRAPH", 32)
    assert reader.get("/network.gexf").status_code == 200


def test_all_graph_files_taken_is_said(reader, monkeypatch):
    @contextmanager
    def taken():
        raise exports.Busy
        yield

    monkeypatch.setattr(exports, "connection", taken)
    response = reader.get("/network.gexf")
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_what_the_file_is_about(reader):
    make_everything()
    told = reader.get("/network.about.json?progress=begun&arrows=passed").json()
    assert (told["file"], told["rows"]) == ("network.csv", {"count": 5, "unit": "network"})
    assert (told["filter_in_words"]["Unit"], told["filter_in_words"]["Arrows"]) == ("relays", "passed")
    assert told["coverage"]["held"]["count"] == Article.objects.count()
    assert reader.get("/network.about.json").json()["rows"]["count"] == len(rows_of(reader, "/network.csv")) == 7


def test_only_who_may_export_gets_the_files(client):
    client.force_login(make_user())
    relay(make_outlet(), make_source())
    assert [client.get(f"/network.{suffix}").status_code for suffix in ("csv", "gexf", "graphml")] == [403] * 3
    assert [client.get(f"/network.{suffix}").status_code for suffix in ("svg", "about.json")] == [200] * 2
    assert "Your login may not download" in client.get("/network/").content.decode()
