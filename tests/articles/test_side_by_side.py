"""Two to six outlets side by side: who said what, credited to whom, with which figure, when."""

import csv
import datetime as dt
import io
import re
from contextlib import contextmanager
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from articles import exports, side_by_side
from articles.marking import FigureData, Who, judge
from articles.merging import merge_claims
from articles.relays import together
from articles.views import compare, lists
from sources.models import Ownership
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

LISTED = {"/statements/": lists.STATEMENTS, "/articles/": lists.ARTICLES}


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


def said(outlet, claim, **values):
    facts = {name: values.pop(name) for name in ("published_at", "published_precision") if name in values}
    statement = make_statement(make_article(outlet, **facts), **values)
    judge(statement, claim, "same", by=make_user())
    return statement


@pytest.fixture
@together()
def three():
    """Three outlets on two claims of one topic, on two days and one without a date."""
    courier, post, times = make_outlet("The Courier"), make_outlet("The Post"), make_outlet("The Times")
    lund, wire = make_source("Ada Lund", "person"), make_outlet("A Wire", kind="agency")
    closes, lorries = make_claim("The bridge closes", topics=["bridges"]), make_claim("Lorries", topics=["bridges"])
    number = FigureData(text="around 40", low=40, high=40, qualifier="around", unit="lorries")
    said(courier, closes, to=lund, via=wire, published_at=at(2026, 3, 1, 9))
    said(courier, closes, to=lund, polarity="denies", published_at=at(2026, 3, 1, 10))
    said(post, closes, voice="own voice", published_at=at(2026, 3, 2), published_precision="day")
    said(times, closes, to=Who(descriptor="an official"), published_at=None)
    said(courier, lorries, to=lund, figures=(number,))
    said(make_outlet(), lorries, to=lund)
    said(post, lorries, to=lund, state="suggested", published_at=at(2026, 5, 1))
    return locals()


def address(three, *names, query="", page="/compare/"):
    outlets = "&".join(f"outlet={three[name].pk}" for name in names)
    return f"{page}?{outlets}&{query.format(**three)}"


ALL = ("courier", "post", "times")


def table(reader, where):
    """{what a row is about: [number of statements, or what its empty cell says]}."""
    rows = reader.get(where).context["rows"]
    return {
        str(row["claim"] or row["key"]): [cell["number"] or cell["looked"].word for cell in row["cells"]]
        for row in rows
    }


# --- what cannot be compared ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("outlet={courier.pk}&claim={closes.pk}", "The Courier is one outlet; choose a second one to set beside it."),
        ("outlet={courier.pk}&outlet={courier.pk}&claim={closes.pk}", "Both are The Courier; choose another one"),
        ("outlet={courier.pk}&outlet=999999&claim={closes.pk}", "There is no outlet 999999."),
        ("outlet={courier.pk}&outlet={lund.pk}&claim={closes.pk}", "Ada Lund is no outlet but recorded as: person."),
        ("outlet={courier.pk}&outlet={post.pk}&claim=999999", "There is no claim 999999."),
        ("outlet={courier.pk}&outlet={post.pk}&claim={closes.pk}&page=9", "There is no page 9"),
        ("outlet={courier.pk}&outlet={post.pk}&claim={closes.pk}&from=2026-02-02&to=2026-01-01", "lies before"),
        ("outlet={courier.pk}&outlet={post.pk}&claim={closes.pk}&smell=sweet", "“smell” is no parameter"),
    ],
)
def test_what_cannot_be_compared_is_said_and_nothing_typed_is_lost(reader, three, query, sentence):
    query = query.format(**three)
    html = unescape(reader.get(f"/compare/?{query}").content.decode())
    assert sentence in html
    assert "side-by-side" not in html
    if "page" not in query:
        assert reader.get(f"/compare.csv?{query}").status_code == 400
        assert reader.get(f"/compare.about.json?{query}").status_code == 400
    if "999999" not in query:
        assert f'name="outlet" value="{three["courier"].pk}" checked' in html


def test_seven_outlets_are_too_many(reader, three):
    query = "&".join(f"outlet={make_outlet().pk}" for _ in range(7))
    html = unescape(reader.get(f"/compare/?{query}&claim={three['closes'].pk}").content.decode())
    assert "At most 6 outlets are set side by side, and 7 are given; take 1 away." in html
    six = "&".join(query.split("&")[:6])
    assert reader.get(f"/compare/?{six}&claim={three['closes'].pk}").context["is_asked"]


def test_merged_rows_stand_for_those_that_took_over(reader, three):
    merged, old = make_outlet(), make_claim()
    merged.merged_into = three["post"]
    merged.save(update_fields=["merged_into"])
    merge_claims(three["closes"], old, by=make_user("Staff"), reason="one claim")
    query = f"outlet={three['courier'].pk}&outlet={merged.pk}&claim={old.pk}"
    assert table(reader, f"/compare/?{query}") == table(
        reader, address(three, "courier", "post", query="claim={closes.pk}")
    )
    both = f"outlet={three['post'].pk}&outlet={merged.pk}&claim={old.pk}"
    assert "Both are The Post" in reader.get(f"/compare/?{both}").content.decode()


@pytest.mark.parametrize("page", ["/compare.csv", "/compare.about.json"])
def test_a_file_needs_outlets_and_a_claim_or_topic(reader, three, page):
    for where in (page, address(three, *ALL, page=page), f"{page}?claim={three['closes'].pk}"):
        answer = reader.get(where)
        assert (answer.status_code, answer.content.decode()) == (400, f"{compare.MISSING}\n")


def test_what_is_missing_is_offered(reader, three):
    assert reader.get("/compare/").content.decode().count('name="outlet_name"') == 2
    html = reader.get(f"/compare/?claim={three['closes'].pk}").content.decode()
    offered = re.findall(r'name="outlet" value="(\d+)"> <span dir="auto">([^<]+)', html)
    assert offered == [(str(three[name].pk), three[name].name) for name in ALL]
    offered = reader.get(address(three, *ALL)).context["offered"]
    assert [(one["wording"], one["outlets"]) for one, _url in offered] == [("The bridge closes", 2), ("Lorries", 1)]
    assert table(reader, "/compare/" + offered[0][1])


# --- the table ---------------------------------------------------------------------------------------------------


def test_one_claim_day_by_day(reader, three):
    assert table(reader, address(three, *ALL, query="claim={closes.pk}")) == {
        "2026-03-01": [2, "no article held", "no article held"],
        "2026-03-02": ["no article held", 1, "no article held"],
        "None": ["no article held", "no article held", 1],
    }


def test_a_topic_claim_by_claim_those_that_most_carry_first(reader, three):
    assert table(reader, address(three, *ALL, query="topic=bridges")) == {
        "The bridge closes": [2, 1, 1],
        "Lorries": [1, "not looked at", "not looked at"],
    }
    assert table(reader, address(three, "post", "times", query="claim={closes.pk}&claim={lorries.pk}")) == {
        "The bridge closes": [1, 1]
    }


def test_dates_limit_the_rows_and_what_was_looked_at(reader, three):
    assert table(reader, address(three, *ALL, query="topic=bridges&from=2026-03-02&to=2026-03-31")) == {
        "The bridge closes": ["no article held", 1, "no article held"]
    }
    assert table(reader, address(three, *ALL, query="topic=bridges&month=2026-03")) == {
        "The bridge closes": [2, 1, "no article held"],
        "Lorries": [1, "not looked at", "no article held"],
    }


def test_only_what_is_gone_through_says_that_it_is_not_relayed(reader, three):
    query = "claim={closes.pk}"
    article = make_article(three["post"], published_at=at(2026, 3, 1, 18))
    assert table(reader, address(three, *ALL, query=query))["2026-03-01"][1] == "not looked at"
    article.progress, article.gone_through_at = "gone through", at(2026, 3, 5)
    article.save(update_fields=["progress", "gone_through_at"])
    assert table(reader, address(three, *ALL, query=query))["2026-03-01"][1] == "not relayed"
    make_article(three["post"], published_at=at(2026, 3, 1, 19))
    assert table(reader, address(three, *ALL, query=query))["2026-03-01"][1] == "not looked at"
    html = reader.get(address(three, *ALL, query=query)).content.decode()
    assert "1 of 2 articles</a> gone through" in html


def test_a_cell_tells_words_source_via_figure_and_time(reader, three):
    html = unescape(reader.get(address(three, "courier", "post", query="claim={closes.pk}")).content.decode())
    for words in (
        "The bridge will close on Monday",
        "Ada Lund",
        "via",
        "A Wire",
        "2026-03-01 09:00 UTC",
        "outlet's own voice",
    ):
        assert words in html
    assert '<time datetime="2026-03-02">2026-03-02</time>' in html  # a day, without a time
    assert "polarity-denies" in html
    html = reader.get(address(three, "courier", "post", query="topic=bridges")).content.decode()
    assert "around 40" in html


def test_every_number_opens_exactly_the_rows_it_counts(reader, three):
    make_article(three["post"], published_at=at(2026, 3, 1, 18))
    for query in ("claim={closes.pk}", "topic=bridges", "topic=bridges&month=2026-03", "topic=bridges&to=2026-03-01"):
        html = reader.get(address(three, *ALL, query=query)).content.decode()
        numbers = re.findall(r'<a class="count" href="([^"]+)">([\d,]+)</a>', html)
        numbers += re.findall(r'<a href="(/articles/[^"]+)">\d+ of ([\d,]+) articles?</a>', html)
        assert numbers
        for where, number in numbers:
            path, _, asked = unescape(where).partition("?")
            found = LISTED[path].filter(QueryDict(asked), LISTED[path].rows())
            assert found.is_valid(), found.error_lines()
            assert (where, found.qs.count()) == (where, int(number))


def test_a_cell_of_many_shows_the_first_and_counts_all(reader, three, monkeypatch):
    monkeypatch.setattr(side_by_side, "SHOWN", 1)
    [row, *_] = reader.get(address(three, *ALL, query="claim={closes.pk}")).context["rows"]
    cell = row["cells"][0]
    assert (len(cell["matches"]), cell["number"], cell["more"]) == (1, 2, 1)
    assert cell["matches"][0].statement.polarity == "affirms"  # the earlier one


def test_rows_are_paged(reader, three, monkeypatch):
    monkeypatch.setattr(compare, "ROWS_A_PAGE", 1)
    where = address(three, *ALL, query="claim={closes.pk}")
    assert [list(table(reader, f"{where}&page={page}")) for page in (1, 2, 3)] == [
        ["2026-03-01"],
        ["2026-03-02"],
        ["None"],
    ]


def test_nothing_is_said_where_nothing_is_judged_to_make_it(reader, three):
    three["other"] = make_claim()
    html = reader.get(address(three, *ALL, query="claim={other.pk}")).content.decode()
    assert "No accepted statement of these outlets is judged to make it." in html


def test_an_outlet_with_another_owner_is_one_column(reader, three):
    for owner, days in (("One group", {"ends_on": dt.date(2026, 3, 1)}), ("Two", {"starts_on": dt.date(2026, 3, 2)})):
        Ownership.objects.create(outlet=three["courier"], owner=make_source(owner), **days)
    said(three["courier"], three["closes"], published_at=at(2026, 3, 2, 9))
    assert table(reader, address(three, "courier", "post", query="claim={closes.pk}")) == {
        "2026-03-01": [2, "no article held"],
        "2026-03-02": [1, 1],
    }


def test_as_many_queries_for_three_rows_as_for_one(reader, three):
    # one of everything that a cell shows
    number, claims = FigureData(text="nine", low=9, high=9), [three["lorries"]]
    said(three["courier"], three["lorries"], to=make_source(), via=make_source(), figures=(number,))
    counts = []
    for _ in range(2):
        for query in ("claim={lorries.pk}", "topic=bridges"):
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(address(three, *ALL, query=query)).context["rows"]
            counts.append(len(queries))
        with together():
            claims.append(make_claim(topics=["bridges"]))
            for claim in claims:
                said(three["courier"], claim, via=make_source(), published_at=at(2026, 4, 1))
                said(three["post"], claim, via=make_source(), published_at=at(2026, 4, 2))
    assert counts[:2] == counts[2:]


# --- the file ---------------------------------------------------------------------------------------------------


def test_the_file_holds_the_statements_of_the_page(reader, three):
    where = address(three, *ALL, query="topic=bridges", page="/compare.csv")
    text = b"".join(reader.get(where)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    told = [(row["claim"], row["outlet"], row["polarity"], row["published_at"]) for row in rows]
    assert told == [
        ("The bridge closes", "The Courier", "affirms", "2026-03-01T09:00:00+00:00"),
        ("The bridge closes", "The Courier", "denies", "2026-03-01T10:00:00+00:00"),
        ("The bridge closes", "The Post", "affirms", "2026-03-02"),
        ("The bridge closes", "The Times", "affirms", ""),
        ("Lorries", "The Courier", "affirms", "2026-03-01T12:00:00+00:00"),
    ]
    assert (rows[0]["sources"], rows[0]["via_names"], rows[0]["via_bases"]) == (
        '["Ada Lund"]',
        '["A Wire"]',
        '["words"]',
    )
    assert '"around 40"' in rows[4]["figures"]
    about = reader.get(address(three, *ALL, query="topic=bridges", page="/compare.about.json")).json()
    assert about["rows"]["count"] == 5
    assert about["coverage"]["held"]["count"] == 6


def test_the_page_of_two_outlets_leads_here_and_back(reader, three):
    pair = f"outlet={three['courier'].pk}&outlet={three['post'].pk}"
    old = unescape(reader.get(f"/outlets/compare/?{pair}").content.decode())
    assert f'href="/compare/?{pair}"' in old
    new = reader.get(f"/compare/?{pair}&topic=bridges")
    assert reader.get(new.context["shared_url"]).context["chosen"]
    assert reader.get(address(three, *ALL, query="topic=bridges")).context["shared_url"] == ""


def test_hostile_names_never_run(reader):
    hostile = "<script>alert(1)</script>\"'"
    first, second, claim = make_outlet(hostile), make_outlet(hostile + "2"), make_claim(hostile, topics=[hostile])
    for outlet in (first, second):
        said(outlet, claim, to=make_source(hostile), via=make_source(hostile + "3"))
    html = reader.get(f"/compare/?outlet={first.pk}&outlet={second.pk}&claim={claim.pk}").content.decode()
    assert "<script>alert" not in html
