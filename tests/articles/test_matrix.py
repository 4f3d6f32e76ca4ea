"""The matrix: every number opens exactly the rows it counts, and both ways to it agree."""

import csv
import datetime as dt
import io
import re
from contextlib import contextmanager
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from articles import exports, matrix
from articles.marking import Who, judge
from articles.models import Article, Relay, RelayVia
from articles.overview_filters import CREDITED, PASSED, UNITS, MatrixFilter
from articles.relays import together
from articles.views import lists, overviews
from sources.models import Affiliation, Alias, Ownership
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

FACES = {CREDITED: "/matrix/", PASSED: "/matrix/passed/"}


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


def at(*day):
    return dt.datetime(*day, tzinfo=dt.UTC)


@together()
def make_everything():
    """Two outlets that share sources, statements with co-speakers, vias of all kinds, denials, self-credit."""
    user = make_user()
    courier, post = make_outlet("The Courier", country="GB"), make_outlet("The Post")
    wire = make_outlet("A Wire", kind="agency")
    lund, brandt = make_source("Ada Lund", "person"), make_source("Bo Brandt", "person")
    port = make_source("The Port")
    Affiliation.objects.create(member=lund, organisation=port, ends_on=dt.date(2026, 2, 28))
    Ownership.objects.create(outlet=courier, owner=make_source("A Group"))
    closes, lorries = make_claim("The bridge closes.", topics=["bridges"]), make_claim("Lorries cross it.")
    march = make_article(courier, language="en", genre="opinion")
    both = make_statement(march, to=[lund, brandt], via=wire, by=user)
    judge(both, closes, "same", by=user)
    judge(both, lorries, "same", by=user)
    denied = make_statement(march, "We have no choice", to=lund, polarity="denies", by=user)
    judge(denied, closes, "same", by=user)
    unnamed = Who(descriptor="an official")
    make_statement(march, "around 40 lorries", to=unnamed, via=Who(printed_name="Petra Quist"), by=user)
    february = make_article(courier, published_at=at(2026, 2, 1))
    again = make_statement(february, to=[lund, "Unknown Body"], via=post, by=user, channel="interview")
    judge(again, closes, "same", by=user)
    make_statement(february, "We have no choice", to=courier, by=user)  # self-credit
    undated = make_article(post, published_at=None)
    make_credit(undated, "byline agency", wire, by=user)
    judge(make_statement(undated, to=port, by=user), lorries, "same", by=user)
    make_statement(undated, "We have no choice", to=brandt, state="suggested", by=user)
    make_statement(undated, "around 40 lorries", to=brandt, via=Who(descriptor="a friend"), by=user)
    return locals()


# what is asked of a matrix: together they use every name that an address takes
ASKED = [
    "",
    "state=any",
    "self_credit=any",
    "self_credit=only",
    "text=bridge",
    "outlet={courier.pk}",
    "outlet={courier.pk}&outlet={post.pk}&from=2026-01-01",
    "source={lund.pk}",
    "source={lund.pk}&source={brandt.pk}",
    "source={port.pk}&source_as=with+bodies",
    "affiliation={port.pk}",
    "source_kind=person",
    "named=named",
    "named=unnamed",
    "resolution=unresolved",
    "resolution=unresolved&resolution=resolved",
    "speaks_as=not+an+outlet",
    "via={wire.pk}",
    "via={wire.pk}&via={post.pk}&via_basis=words",
    "via_basis=copy+or+credit+line",
    "via_resolution=unresolved",
    "via_resolution=unnamed&via_resolution=unresolved",
    "via_state=recorded",
    "via_state=not+recorded",
    "linked=no&linked=not+captured",
    "delay=not+held",
    "claim={closes.pk}",
    "topic=bridges",
    "article={march.pk}",
    "relay_kind=article",
    "relay_kind=statement",
    "relay_kind=statement&relay_kind=article",
    "form=indirect",
    "polarity=denies",
    "polarity=affirms&polarity=denies",
    "channel=interview",
    "channel=not+said",
    "month=2026-03",
    "to=2026-02-15",
    "undated=only",
    "owner={owner}",
    "country=GB",
    "language=en",
    "genre=opinion",
    "came_in=hand",
    "progress=begun",
    "progress=gone+through",
    "copies=once",
    "copies=only",
]


def filled(query, rows):
    return query.format(**rows, owner=Ownership.objects.get().owner_id)


def test_every_name_of_an_address_is_tried():
    tried = {name for query in ASKED for name in re.findall(r"(\w+)=", query)}
    assert set(MatrixFilter.base_filters) - tried == {"unit", "group", "find_outlet", "find_source"}


def numbers_of(html):
    """[(address, number)] of the table's cells and totals."""
    table = html.split('<table class="heat">')[1].split("</table>")[0] if "heat" in html else ""
    found = re.findall(r'<td[^>]*><a href="([^"]+)">([\d,]+)</a>', table)
    return [(unescape(address), int(number.replace(",", ""))) for address, number in found]


LISTED = {"/relays/": lists.RELAYS, "/statements/": lists.STATEMENTS}
LISTED |= {"/articles/": lists.ARTICLES, "/claims/": lists.CLAIMS}


def rows_behind(address):
    """How many rows the list has at this address; the list's own test says that its page shows them."""
    path, _, query = address.partition("?")
    found = LISTED[path].filter(QueryDict(query), LISTED[path].rows())
    assert found.is_valid(), (address, found.error_lines())
    return found.qs.count()


def numbers_shown(face, query):
    """[(address, number)] of a matrix, without drawing the page."""
    request = RequestFactory().get(f"{FACES[face]}?{query}")
    table = overviews._table(request, asked(query), face)
    if table is None:
        return []
    found = [(table["total_url"], table["total"])]
    found += [(head["total_url"], head["total"]) for head in table["heads"] if head["total"]]
    for line in table["lines"]:
        found.append((line["total_url"], int(line["total"])))
        found += [(address, int(number)) for number, _shade, address in line["cells"] if number]
    return found


@pytest.mark.parametrize("face", FACES)
def test_every_number_opens_exactly_the_rows_it_counts(face):
    rows, opened = make_everything(), {}
    for number_asked, query in enumerate(ASKED):
        # unfiltered in every unit; each filter in one, the next filter in the next
        for unit in UNITS if not query else [UNITS[number_asked % len(UNITS)]]:
            for address, number in numbers_shown(face, f"{filled(query, rows)}&unit={unit}"):
                if address not in opened:
                    opened[address] = rows_behind(address)
                assert (query, unit, address, opened[address]) == (query, unit, address, number)
    assert len(opened) > 200


def test_the_page_behind_a_number_shows_its_rows(reader):
    make_everything()
    for unit in ("articles", "claims"):
        for address, number in numbers_of(reader.get(f"/matrix/?unit={unit}").content.decode())[:6]:
            assert (address, len(reader.get(address).context["page"])) == (address, number)


def asked(query=""):
    found = MatrixFilter(QueryDict(query), Relay.objects.all())
    assert found.is_valid(), found.error_lines()
    return found


def as_rows(found):
    return sorted((tuple(sorted(row.items(), key=str)) for row in found), key=str)


@pytest.mark.parametrize("face", FACES)
def test_summary_rows_and_counting_now_say_the_same(face):
    make_everything()
    summarised, counted = matrix.figures(asked(), face), matrix.counted(asked(), face)
    assert (type(summarised), type(counted)) == (matrix.Summarised, matrix.Counted)
    assert summarised.total() == counted.total()
    assert summarised.total()["claims"] == 2
    for named in (False, True):
        for way in ("outlets", "sources", "cells"):
            first, second = (as_rows(getattr(one, way)(named=named)) for one in (summarised, counted))
            assert (way, first) == (way, second)
            assert first
    if face == CREDITED:
        assert as_rows(summarised.months()) == as_rows(counted.months())
    for unit in UNITS:
        for rows in (matrix.outlets_by_weight, matrix.sources_by_weight):
            assert list(rows(summarised, unit)) == list(rows(counted, unit))


def test_figures_are_distinct_ids():
    rows = make_everything()
    for query in ASKED:
        found = asked(filled(query, rows))
        relays = list(found.qs)
        assert matrix.counted(found, CREDITED).total() == {
            "relays": len(relays),
            "statements": len({relay.statement_id for relay in relays} - {None}),
            "articles": len({relay.article_id for relay in relays}),
            "claims": len({claim for relay in relays if relay.polarity == "affirms" for claim in relay.claim_ids}),
        }


def test_a_total_is_no_sum_and_co_speakers_are_two_relays(reader):
    rows = make_everything()
    table = reader.get("/matrix/").context["table"]
    courier = next(line for line in table["lines"] if line["outlet"] == rows["courier"].pk)
    shown = {head["name"]: cell[0] for head, cell in zip(table["heads"], courier["cells"], strict=True) if cell[0]}
    assert (courier["total"], shown) == ("2", {"unnamed": "1", "unresolved": "1", "Ada Lund": "2", "Bo Brandt": "1"})
    by_relays = reader.get("/matrix/?unit=relays").context["table"]
    assert by_relays["total"] == Relay.objects.counted().count()


def test_credited_and_passed_are_two_faces(reader):
    rows = make_everything()
    table = reader.get("/matrix/passed/?unit=relays").context["table"]
    assert {head["name"] for head in table["heads"]} == {"unnamed", "unresolved", "A Wire", "The Post"}
    assert table["total"] == RelayVia.objects.filter(relay__state="accepted").values("relay").distinct().count()
    assert str(rows["lund"]) not in [head["name"] for head in table["heads"]]


# --- shown how ------------------------------------------------------------------------------------------------


def outlets(response):
    return [line["name"] for line in response.context["table"]["lines"]]


def sources(response):
    return [head["name"] for head in response.context["table"]["heads"][2:]]


def test_heaviest_first_and_grouped_if_asked(reader):
    make_everything()
    quiet = make_outlet("The Quiet")
    Ownership.objects.create(outlet=quiet, owner=Ownership.objects.get().owner)
    make_statement(make_article(quiet), to=make_source("Zoe Zander", "person"))
    make_statement(make_article(quiet), to=make_outlet("The Far Mail"))
    assert outlets(reader.get("/matrix/")) == ["The Courier", "The Quiet", "The Post"]
    assert outlets(reader.get("/matrix/?group=owner")) == ["The Courier", "The Quiet", "The Post"]
    html = reader.get("/matrix/?group=owner").content.decode()
    assert html.count("heat-group") == 2
    assert "no owner recorded today" in html
    assert sources(reader.get("/matrix/"))[:2] == ["Ada Lund", "Bo Brandt"]
    for query in ("group=kind", "group=both&progress=begun"):
        assert sources(reader.get(f"/matrix/?{query}")) == [
            *("The Far Mail", "A Wire", "The Port"),
            *("Ada Lund", "Bo Brandt", "Zoe Zander"),
        ]


@pytest.mark.parametrize("also", ["", "&progress=begun"], ids=["summarised", "counted"])
def test_rows_and_columns_are_found_by_any_name_and_no_number_changes(reader, also):
    rows = make_everything()
    Alias.objects.create(source=rows["lund"], name="Mrs Lund-Berg")
    found = reader.get(f"/matrix/?find_source=lund-berg{also}")
    assert (outlets(found), sources(found)) == (["The Courier"], ["Ada Lund"])
    assert found.context["table"]["lines"][0]["total"] == "2"
    found = reader.get(f"/matrix/?find_outlet=post{also}")
    assert (outlets(found), sources(found)) == (["The Post"], ["Bo Brandt", "A Wire", "The Port"])
    nobody = reader.get(f"/matrix/?find_outlet=post&find_source=lund{also}")
    assert "No outlet called “post” has a cell with a source called “lund”." in nobody.content.decode()


def test_pages_down_and_across(reader, monkeypatch):
    monkeypatch.setattr(overviews, "ROWS_A_PAGE", 1)
    monkeypatch.setattr(overviews, "COLUMNS_A_PAGE", 2)
    make_everything()
    for also in ("", "&progress=begun"):
        seen = [
            (outlets(page), sources(page))
            for row in (1, 2)
            for column in (1, 2)
            for page in [reader.get(f"/matrix/?row_page={row}&column_page={column}{also}")]
        ]
        assert [row for row, _ in seen] == [["The Courier"], ["The Courier"], ["The Post"], ["The Post"]]
        assert [column for _, column in seen[:2]] == [["Ada Lund", "Bo Brandt"], ["A Wire", "The Port"]]
    html = reader.get("/matrix/?row_page=2&column_page=1").content.decode()
    assert "row_page=2&amp;column_page=2" in html


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("unit=words", "Select a valid choice"),
        ("group=colour", "Select a valid choice"),
        ("row_page=0", "row_page: “0” is no page number"),
        ("column_page=x", "column_page: “x” is no page number"),
        ("row_page=7", "row_page: There is no page 7; the last one is 1."),
        ("column_page=7", "column_page: There is no page 7"),
        ("row_page=1&row_page=2", "row_page: given twice"),
        ("page=2", "“page” is no parameter of this list."),
        ("sort=date", "“sort” is no parameter of this list."),
        ("outlat=3", "Did you mean “outlet”?"),
        ("source=1&source_as=with+bodies&affiliation=1", "not both at once"),
    ],
)
def test_what_cannot_be_read_is_said_and_shows_no_numbers(reader, query, sentence):
    rows = make_everything()
    query = query.replace("=1&source_as", f"={rows['port'].pk}&source_as").replace("on=1", f"on={rows['port'].pk}")
    for page in FACES.values():
        response = reader.get(f"{page}?{query}")
        assert response.context["table"] is None
        assert sentence in unescape(response.content.decode())
    if "_page=7" not in query:
        assert reader.get(f"/matrix.csv?{query}").status_code == 400
        assert reader.get(f"/matrix/passed.about.json?{query}").status_code == 400


@pytest.mark.parametrize("page", FACES.values())
def test_a_matrix_without_rows_says_so(reader, page):
    assert "Nothing to count yet" in reader.get(page).content.decode()
    make_everything()
    assert "No relay matches this filter" in reader.get(f"{page}?to=1990-01-01").content.decode()


@pytest.mark.parametrize("page", FACES.values())
@pytest.mark.parametrize("query", ["", "group=both", "progress=begun", "find_outlet=o&find_source=o"])
def test_as_many_queries_for_three_rows_as_for_one(reader, page, query):
    def one():
        courier = make_outlet(f"Outlet {Article.objects.count()}")
        Ownership.objects.create(outlet=courier, owner=make_source())
        judge(
            make_statement(
                make_article(courier),
                to=[make_source("Someone"), "P. Quist", Who(descriptor="x")],
                via=make_outlet(),
            ),
            make_claim(),
            "same",
            by=make_user(),
        )

    one()
    reader.get(f"{page}?{query}")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(f"{page}?{query}").context["table"]
        counts.append(len(queries))
        one()
        one()
    assert counts[0] == counts[1]


def test_hostile_names_are_shown_and_never_run(reader):
    hostile = "<script>alert(1)</script>\"'"
    make_statement(make_article(make_outlet(hostile)), to=make_source(hostile))
    for query in ("", "group=both", "find_outlet=<script>alert", "find_source=%22onx=alert"):
        assert "<script>alert" not in reader.get(f"/matrix/?{query}").content.decode()


def test_shades_step_up_to_the_heaviest():
    assert [matrix.steps(most) for most in (1, 4, 5, 36, 10_000)] == [
        [1],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [1, 2, 4, 9, 20],
        [1, 6, 40, 300, 2000],
    ]
    for most in range(1, 400):
        bounds = matrix.steps(most)
        assert bounds == sorted(set(bounds))
        assert len(bounds) <= matrix.SHADES
        assert matrix.shade(most, bounds) == len(bounds)
    assert [matrix.shade(number, [1, 2, 4, 9]) for number in (0, 1, 2, 3, 4, 8, 9, 99)] == [0, 1, 2, 2, 3, 3, 4, 4]


# --- files ------------------------------------------------------------------------------------------------------


def rows_of(reader, address):
    response = reader.get(address)
    assert response.status_code == 200, response.content
    text = b"".join(response.streaming_content if response.streaming else [response.content]).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("also", ["", "progress=begun"], ids=["summarised", "counted"])
def test_the_file_holds_every_cell_in_all_units(reader, also):
    rows = make_everything()
    found = rows_of(reader, f"/matrix.csv?{also}")
    figures = ["relays", "statements", "articles", "claims"]
    assert list(found[0]) == ["outlet_id", "outlet", "who", "source_id", "source", "source_kind", *figures]
    assert [tuple(row.values())[1:] for row in found] == [
        ("The Courier", "source", str(rows["lund"].pk), "Ada Lund", "person", "3", "3", "2", "2"),
        ("The Courier", "source", str(rows["brandt"].pk), "Bo Brandt", "person", "1", "1", "1", "2"),
        ("The Courier", "unnamed", "", "", "", "1", "1", "1", "0"),
        ("The Courier", "unresolved", "", "", "", "1", "1", "1", "1"),
        ("The Post", "source", str(rows["brandt"].pk), "Bo Brandt", "person", "1", "1", "1", "0"),
        ("The Post", "source", str(rows["port"].pk), "The Port", "organisation", "1", "1", "1", "1"),
        ("The Post", "source", str(rows["wire"].pk), "A Wire", "agency", "1", "0", "1", "0"),
    ]
    assert {(row["outlet"], row["via"] or row["who"]) for row in rows_of(reader, f"/matrix/passed.csv?{also}")} == {
        *(("The Courier", via) for via in ("A Wire", "The Post", "unresolved")),
        *(("The Post", via) for via in ("A Wire", "unnamed")),
    }
    narrowed = rows_of(reader, f"/matrix.csv?find_source=lund&{also}")
    assert [(row["outlet"], row["source"] or row["who"]) for row in narrowed] == [
        *(("The Courier", who) for who in ("Ada Lund", "unnamed", "unresolved")),
    ]


def test_what_the_file_is_about(reader):
    make_everything()
    told = reader.get("/matrix.about.json?unit=claims&progress=begun").json()
    assert (told["file"], told["rows"]) == ("matrix.csv", {"count": 7, "unit": "matrix"})
    assert told["filter_in_words"]["Unit"] == "claims"
    assert told["coverage"]["held"]["count"] == Article.objects.count()
    assert [column["name"] for column in told["columns"]][-4:] == ["relays", "statements", "articles", "claims"]
    assert reader.get("/matrix/passed.about.json").json()["file"] == "passed.csv"


def test_only_who_may_export_gets_the_file(client):
    client.force_login(make_user())
    assert client.get("/matrix.csv").status_code == 403
    assert client.get("/matrix.about.json").status_code == 200
