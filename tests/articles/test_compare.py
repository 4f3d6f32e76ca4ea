"""Two outlets side by side: what both relay, what only one does, from whom."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.marking import Who, judge
from articles.relays import together
from articles.views import overviews
from tests.articles.test_matrix import rows_behind
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user())
    return client


def relayed(outlet, claim=None, **values):
    facts = {name: values.pop(name) for name in ("published_at", "genre") if name in values}
    statement = make_statement(make_article(outlet, **facts), **values)
    if claim:
        judge(statement, claim, "same", by=make_user())
    return statement


@pytest.fixture
@together()
def two():
    """The Courier and the Post: one claim in both, one in each, one denied, one undecided."""
    courier, post, other = make_outlet("The Courier"), make_outlet("The Post"), make_outlet("Another")
    lund, port, wire = make_source("Ada Lund", "person"), make_source("The Port"), make_outlet("A Wire", kind="agency")
    both = make_claim("Both say it", topics=["bridges"])
    first, second, denied = make_claim("Only the Courier"), make_claim("Only the Post"), make_claim("Denied")
    relayed(courier, both, to=lund, via=wire)
    relayed(courier, both, to=Who(descriptor="an official"))
    relayed(post, both, to=port)
    relayed(courier, first, to=lund)
    relayed(post, second, to=lund, published_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    relayed(courier, denied, to=port, polarity="denies")
    relayed(post, denied, to=port)
    relayed(other, first, to=wire)
    relayed(post, make_claim("Suggested"), to=wire, state="suggested")
    return locals()


def address(two, query=""):
    return f"/outlets/compare/?outlet={two['courier'].pk}&outlet={two['post'].pk}&{query}"


def overview(reader, where):
    return {what: tuple(cell[0] for cell in cells) for what, cells in reader.get(where).context["overview"]}


def names(reader, where):
    return [line["name"] for line in reader.get(where).context["lines"]]


def test_what_both_have_and_what_one_has(reader, two):
    assert overview(reader, address(two)) == {
        "claims": ("1", "1", "2"),
        "sources": ("2", "0", "0"),
        "vias": ("0", "1", "0"),
    }
    assert names(reader, address(two)) == ["Both say it"]
    assert names(reader, address(two, "show=first")) == ["Only the Courier"]
    # a denial is no relay of the claim
    assert names(reader, address(two, "show=second")) == ["Only the Post", "Denied"]
    assert names(reader, address(two, "of=sources")) == ["Ada Lund", "The Port"]
    assert names(reader, address(two, "of=vias&show=first")) == ["A Wire"]


def test_from_whom_and_through_whom(reader, two):
    [line] = reader.get(address(two)).context["lines"]
    courier, post = line["sides"]
    assert (courier["number"], post["number"]) == ("2", "1")
    assert [row[:2] for row in courier["from"]["rows"]] == [("Ada Lund", "1"), ("unnamed", "1")]
    assert [row[:2] for row in courier["through"]["rows"]] == [("A Wire", "1")]
    assert [row[:2] for row in post["from"]["rows"]] == [("The Port", "1")]
    html = reader.get(address(two, "of=sources")).content.decode()
    assert "credited to somebody unnamed, who cannot be compared" in html


QUERIES = ["", "from=2026-01-01", "to=2025-12-31", "topic=bridges", "claim={both.pk}", "source={lund.pk}"]
QUERIES += ["via={wire.pk}", "genre=news", "month=2026-03"]


@pytest.mark.parametrize("query", QUERIES)
def test_every_number_opens_exactly_the_rows_it_counts(reader, two, query):
    # unfiltered all nine lists; of each filter three, so that every kind and every side is among them
    lists = [(of, show) for of in ("claims", "sources", "vias") for show in ("both", "first", "second")]
    query, seen, step = query.format(**two), 0, 4 if query else 1
    for of, show in lists[::step]:
        html = reader.get(address(two, f"{query}&of={of}&show={show}")).content.decode()
        links = re.findall(r'<a class="count" href="(/[^"]+)"[^>]*>([\d,]+)</a>', html)
        links += re.findall(r'<a href="(/[^"]+)"><b>([\d,]+)</b>', html)
        for where, number in links:
            assert (where, rows_behind(unescape(where))) == (where, int(number))
            seen += 1
        for where, number in re.findall(r'<a class="count" href="(\?[^"]+)#rows"[^>]*>([\d,]+)</a>', html):
            opened = reader.get("/outlets/compare/" + unescape(where)).context["page"]
            assert (where, opened.paginator.count) == (where, int(number))
    assert seen


def test_filtered_by_dates_claim_and_topic(reader, two):
    assert overview(reader, address(two, "from=2026-01-01"))["claims"] == ("1", "1", "1")
    assert overview(reader, address(two, "topic=bridges"))["claims"] == ("1", "0", "0")
    assert overview(reader, address(two, f"claim={two['second'].pk}"))["claims"] == ("0", "0", "1")
    assert overview(reader, address(two, "topic=nothing"))["claims"] == ("0", "0", "0")
    assert "None in the relays that match." in reader.get(address(two, "topic=nothing")).content.decode()


def test_coverage_of_both(reader, two):
    sides = reader.get(address(two, "from=2026-01-01")).context["pair"]
    assert [(side["coverage"]["held"], side["coverage"]["undated_left_out"]) for side in sides] == [(4, 0), (3, 0)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("outlet={courier.pk}", "The Courier is one outlet; choose a second one to set beside it."),
        ("outlet={courier.pk}&outlet={courier.pk}", "Both are The Courier; choose another one to set beside it."),
        ("outlet={courier.pk}&outlet_name=courier", "Both are The Courier; choose another one to set beside it."),
        (
            "outlet={courier.pk}&outlet={post.pk}&outlet={other.pk}",
            "Two outlets are set side by side, and 3 are given; take one away.",
        ),
        (
            "outlet={courier.pk}&outlet={lund.pk}",
            "Ada Lund is no outlet but recorded as: person. Take an outlet or agency.",
        ),
        ("outlet={courier.pk}&outlet=999999", "There is no outlet 999999."),
        ("outlet={courier.pk}&outlet_name=Nobody", "No outlet is called “Nobody”."),
        ("outlet={courier.pk}&outlet={post.pk}&page=9", "There is no page 9"),
        ("outlet={courier.pk}&outlet={post.pk}&of=words", "Select a valid choice"),
        ("outlet={courier.pk}&outlet={post.pk}&polarity=affirms", "“polarity” is no parameter"),
        ("outlet={courier.pk}&outlet={post.pk}&from=2026-02-02&to=2026-01-01", "lies before"),
    ],
)
def test_what_cannot_be_compared_is_said_and_nothing_typed_is_lost(reader, two, query, sentence):
    html = unescape(reader.get(f"/outlets/compare/?{query.format(**two)}").content.decode())
    assert sentence in html
    assert "versus-overview" not in html
    if "999999" not in query:
        assert f'name="outlet" value="{two["courier"].pk}" checked' in html
    if "Nobody" in query:
        assert 'value="Nobody"' in html


def test_an_outlet_merged_into_the_other_is_the_same(reader, two):
    two["post"].merged_into = two["courier"]
    two["post"].save(update_fields=["merged_into"])
    assert "Both are The Courier" in reader.get(address(two)).content.decode()


def test_without_any_outlet_there_is_a_form(reader, two):
    html = reader.get("/outlets/compare/").content.decode()
    assert html.count('name="outlet_name"') == 2
    assert 'role="alert"' not in html
    found = reader.get("/outlets/compare/?outlet_name=the+courier&outlet_name=the+post")
    assert [side["outlet"] for side in found.context["pair"]] == [two["courier"], two["post"]]


def test_lists_are_paged(reader, two, monkeypatch):
    monkeypatch.setattr(overviews, "CLAIMS_A_PAGE", 1)
    assert names(reader, address(two, "show=second")) == ["Only the Post"]
    assert names(reader, address(two, "show=second&page=2")) == ["Denied"]


@pytest.mark.parametrize("query", ["", "of=sources", "of=vias&show=first"])
def test_as_many_queries_for_three_rows_as_for_one(reader, two, query):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address(two, query)).context["lines"]
        counts.append(len(queries))
        for _ in range(2):
            claim, source, via = make_claim(), make_source(), make_source()
            for outlet in (two["courier"], two["post"]):
                relayed(outlet, claim, to=source, via=make_source())
            relayed(two["courier"], to=source, via=via)
    assert counts[0] == counts[1]


def test_hostile_names_never_run(reader):
    hostile = "<script>alert(1)</script>\"'"
    first, second = make_outlet(hostile), make_outlet(hostile + "2")
    claim, source = make_claim(hostile), make_source(hostile)
    for outlet in (first, second):
        relayed(outlet, claim, to=source, via=make_source(hostile))
    for of in ("claims", "sources", "vias"):
        html = reader.get(f"/outlets/compare/?outlet={first.pk}&outlet={second.pk}&of={of}").content.decode()
        assert "<script>alert" not in html
