"""Files: the rows of the page, written by COPY. What spans processes is in test_export_connections.py."""

import csv
import datetime as dt
import io
import json
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection as page_connection

from articles import exports
from articles.marking import FigureData, Who, judge
from articles.models import Relay
from sources.models import Ownership
from tests.factories import (
    make_article,
    make_claim,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db

RELAY_HEADINGS = (
    "relay_kind,outlet_id,outlet,country,language,owner_that_day,article_id,address,title,genre,came_in,published_at,"
    "precision,first_seen,statement_id,depth,within_id,spans,quote,form,polarity,channel,cue,source_phrase,"
    "printed_name,resolution,speaks_as,affiliation_as_printed,source_id,source,source_kind,via_ids,via_names,"
    "via_bases,via_state,claim_ids,claims,match,figures,self_credit,state,found_by,decided_by,decided_at,"
    "revision_number,revision_hash,permalink"
)
LISTS = ("relays", "statements", "claims", "articles", "outlets", "sources")


@pytest.fixture(autouse=True)
def files_see_this_transaction(monkeypatch):
    """A file has a connection of its own, which cannot see what a test has not committed."""

    @contextmanager
    def this_one():
        page_connection.ensure_connection()
        yield page_connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


@pytest.fixture
def researcher(client):
    client.force_login(make_user("Researchers"))
    return client


def download(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def rows_of(client, address):
    return list(csv.DictReader(io.StringIO(download(client, address).decode(), newline="")))


def test_relays_have_the_asked_columns_in_the_asked_order(researcher):
    assert download(researcher, "/relays.csv") == (RELAY_HEADINGS + "\r\n").encode()


def test_a_relay_has_citing_and_cited_side_by_side(researcher):
    outlet, mayor, haaretz = (
        make_outlet("The Herald", country="GB"),
        make_source("Ada Lund", "person"),
        make_outlet("B"),
    )
    Ownership.objects.create(outlet=outlet, owner=make_source("Old Group"), ends_on=dt.date(2026, 2, 28))
    Ownership.objects.create(outlet=outlet, owner=make_source("New Group"), starts_on=dt.date(2026, 3, 1))
    article = make_article(outlet, title="Bridge", language="en", address="https://herald.example/1")
    statement = make_statement(
        article,
        "The bridge will close on Monday",
        to=mayor,
        cue="said",
        via=haaretz,
        figures=(FigureData("40; lorries", low=40, high=None, qualifier="around", unit="lorries"),),
    )
    editor = make_user("Editors", username="ed")
    claims = [make_claim("The bridge closes; at last"), make_claim("It closes")]
    for claim in claims:
        judge(statement, claim, "same", by=editor)
    [row] = rows_of(researcher, "/relays.csv")
    relay = Relay.objects.get()
    told = row.pop("first_seen"), row.pop("decided_at"), row.pop("decided_by")
    assert all(moment.endswith("+00:00") and "T" in moment for moment in told[:2])
    assert {name: json.loads(row.pop(name)) for name in ("via_names", "claims", "figures", "match", "spans")} == {
        "via_names": ["B"],
        "claims": ["The bridge closes; at last", "It closes"],
        "match": ["same", "same"],
        "figures": [{"text": "40; lorries", "low": 40, "high": None, "qualifier": "around", "unit": "lorries"}],
        "spans": [[8, 39]],
    }
    assert row == {
        "relay_kind": "statement",
        "outlet_id": str(outlet.pk),
        "outlet": "The Herald",
        "country": "GB",
        "language": "en",
        "owner_that_day": "New Group",
        "article_id": str(article.pk),
        "address": "https://herald.example/1",
        "title": "Bridge",
        "genre": "news",
        "came_in": "hand",
        "published_at": "2026-03-01T12:00:00+00:00",
        "precision": "minute",
        "statement_id": str(statement.pk),
        "depth": "1",
        "within_id": "",
        "quote": "The bridge will close on Monday",
        "form": "indirect",
        "polarity": "affirms",
        "channel": "not said",
        "cue": "said",
        "source_phrase": "",
        "printed_name": "Ada Lund",
        "resolution": "resolved",
        "speaks_as": "",
        "affiliation_as_printed": "",
        "source_id": str(mayor.pk),
        "source": "Ada Lund",
        "source_kind": "person",
        "via_ids": f"[{haaretz.pk}]",
        "via_bases": '["words"]',
        "via_state": "recorded",
        "claim_ids": f"[{claims[0].pk},{claims[1].pk}]",
        "self_credit": "no",
        "state": "accepted",
        "found_by": "hand",
        "revision_number": "1",
        "revision_hash": article.current_revision().text_hash,
        "permalink": f"http://testserver/relays/{relay.attribution_id}/",
    }


def test_an_article_row_is_addressed_by_its_credit_and_has_no_statement(researcher):
    credit = make_credit(make_article(body="Text. (AP)"), "foot line", make_outlet("AP", kind="agency"), "(AP)")
    [row] = rows_of(researcher, "/relays.csv")
    wanted = ("relay_kind", "statement_id", "channel", "source_phrase", "source", "permalink")
    assert [row[name] for name in wanted] == [
        "article",
        "",
        "",
        "(AP)",
        "AP",
        f"http://testserver/relays/articles/{credit.pk}/",
    ]


def test_a_day_is_a_date_and_an_unknown_one_is_empty(researcher):
    make_article(published_at=dt.datetime(2025, 9, 5, tzinfo=dt.UTC), published_precision="day", title="day")
    make_article(published_at=None, title="unknown")
    found = {row["title"]: (row["published_at"], row["precision"]) for row in rows_of(researcher, "/articles.csv")}
    assert found == {"day": ("2025-09-05", "day"), "unknown": ("", "unknown")}


@pytest.mark.parametrize(
    "printed",
    ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a", "'=1", "''", "'"],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_one_quote_that_can_be_taken_away(researcher, printed):
    make_claim(printed)
    [row] = rows_of(researcher, "/claims.csv")
    assert row["claim"] == "'" + printed


@pytest.mark.parametrize("printed", ["plain", "a=1", '"quoted", with comma', "two\nlines", "ملاحظة", "👍 =", "1-2"])
def test_any_other_cell_stands_as_it_was_printed(researcher, printed):
    make_claim(printed)
    [row] = rows_of(researcher, "/claims.csv")
    assert row["claim"] == printed


def test_lines_end_in_crlf_and_a_line_break_in_a_cell_stays(researcher):
    make_claim("two\nlines")
    data = download(researcher, "/claims.csv")
    assert data.startswith(b"claim_id,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 2
    assert b'"two\nlines"' in data


def test_names_in_lists_stay_apart(researcher):
    make_statement(to=[Who(printed_name="=A; B"), Who(descriptor="two, officials", number_low=2)])
    [row] = rows_of(researcher, "/statements.csv")
    assert (json.loads(row["sources"]), json.loads(row["source_ids"])) == (["=A; B", "two, officials"], [None, None])


def test_a_file_holds_all_pages_in_the_order_of_the_list(researcher):
    outlet = make_outlet()
    made = [
        make_article(outlet, published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hour))
        for hour in range(53)
    ]
    make_article()
    ids = [int(row["article_id"]) for row in rows_of(researcher, f"/articles.csv?outlet={outlet.pk}&page=2")]
    assert ids == [article.pk for article in reversed(made)]


def test_many_rows_come_in_several_blocks(researcher, monkeypatch):
    monkeypatch.setattr(exports, "BLOCK", 200)
    for number in range(20):
        make_claim(f"Claim {number:02}")
    response = researcher.get("/claims.csv")
    blocks = list(response.streaming_content)
    assert len(blocks) > 3
    found = [row["claim"] for row in csv.DictReader(io.StringIO(b"".join(blocks).decode(), newline=""))]
    assert found == [f"Claim {number:02}" for number in range(20)]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["from=yesterday", "outlat=3", "page=x", "sort=colour", "text=%FF", "count=all"])
def test_what_cannot_be_read_is_refused(researcher, name, query):
    for kind in ("csv", "about.json"):
        response = researcher.get(f"/{name}.{kind}?{query}")
        assert response.status_code == 400
        assert response["Content-Type"].startswith("text/plain")
        assert query.split("=")[0] in response.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_an_about_says_what_the_file_is(researcher, name):
    outlet = make_outlet("The Herald")
    judge(make_statement(make_article(outlet)), make_claim(), "same", by=make_user())
    about = researcher.get(f"/{name}.about.json?outlet_name=the+herald" if name != "outlets" else "/outlets.about.json")
    told = about.json()
    rows = rows_of(researcher, "/" + told["csv"].removeprefix("http://testserver/"))
    assert told["rows"] == {"count": len(rows), "unit": name}
    assert [column["name"] for column in told["columns"]] == list(rows[0])
    assert told["filter"] == ({"outlet": [str(outlet.pk)]} if name != "outlets" else {})
    assert dt.datetime.fromisoformat(told["made_at"]).utcoffset() == dt.timedelta(0)
    assert told["coverage"]["held"] == {"count": 1, "unit": "articles held for the outlets and dates of the filter"}
    assert told["code_version"]


@pytest.mark.parametrize("name", LISTS)
def test_a_file_needs_the_permission(client, name):
    client.force_login(make_user())
    assert client.get(f"/{name}.csv").status_code == 403
    assert client.get(f"/{name}/").status_code == 200


def test_an_error_of_the_query_is_an_answer_and_no_file(researcher, monkeypatch):
    @contextmanager
    def broken():
        raise RuntimeError("no connection")
        yield

    monkeypatch.setattr(exports, "connection", broken)
    with pytest.raises(RuntimeError):
        researcher.get("/relays.csv")


def test_when_all_connections_are_busy_the_answer_says_so(researcher, monkeypatch):
    @contextmanager
    def busy():
        raise exports.Busy
        yield

    monkeypatch.setattr(exports, "connection", busy)
    response = researcher.get("/relays.csv")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "try again" in response.content.decode()


def test_the_data_dictionary_is_up_to_date():
    call_command("data_dictionary", "--check", stdout=StringIO())
