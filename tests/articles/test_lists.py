"""The six lists as pages: rows, figures that open their rows, pages, order, number of queries."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import pagination
from articles.marking import Who, judge
from articles.models import Claim
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

LISTS = ("relays", "statements", "claims", "articles", "outlets", "sources")


@pytest.fixture
def reader(client):
    client.force_login(make_user())
    return client


def make_everything(agency):
    """One row of every list, with all that a row can show."""
    source = make_source(kind="person")
    article = make_article(make_outlet())
    statement = make_statement(
        article, to=[source, Who(printed_name="Unknown Body"), Who(descriptor="an official")], cue="said", via=agency
    )
    judge(statement, make_claim(topics=["bridges"]), "same", by=make_user())
    make_credit(article, "dateline", agency)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_as_many_queries_for_three_rows_as_for_one(reader, name):
    agency = make_outlet("AP", kind="agency")
    make_everything(agency)
    reader.get(f"/{name}/")  # fills what is cached once
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(reader.get(f"/{name}/").context["page"]) >= 1
        counts.append(len(queries))
        make_everything(agency)
        make_everything(agency)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so(reader, name):
    response = reader.get(f"/{name}/")
    assert response.status_code == 200
    assert list(response.context["page"]) == []


def test_relays_leave_out_what_is_not_accepted_and_self_credit(reader):
    outlet, source = make_outlet(), make_source()
    article = make_article(outlet)
    shown = make_statement(article, to=source)
    make_statement(article, "We have no choice", to=outlet)
    make_statement(article, "around 40 lorries", to=source, state="suggested")
    assert [relay.statement for relay in reader.get("/relays/").context["page"]] == [shown]


def test_every_figure_opens_exactly_the_rows_it_counts(reader):
    agency = make_outlet("AP", kind="agency")
    make_everything(agency)
    outlet = make_outlet("Self")
    article = make_article(outlet)
    make_statement(article, to=outlet)
    denied = make_statement(article, "We have no choice", to=agency, polarity="denies")
    own = make_statement(article, "around 40 lorries", voice="own voice")
    make_statement(article, "every hour", to=agency, state="suggested")
    for statement in (denied, own):
        judge(statement, Claim.objects.get(), "same", by=make_user())
    counted = 0
    for name in LISTS:
        html = reader.get(f"/{name}/").content.decode()
        for address, figure in re.findall(r'<a class="count" href="([^"]+)">([\d,]+)</a>', html):
            page = reader.get(unescape(address)).context["page"]
            assert (address, len(page)) == (address, int(figure))
            counted += int(figure) > 0
    assert counted > 20


@pytest.mark.parametrize("name", LISTS)
def test_every_order_holds_every_row_once(reader, name, monkeypatch):
    defaults = pagination.CappedPaginator.__init__.__kwdefaults__
    monkeypatch.setattr(pagination.CappedPaginator.__init__, "__kwdefaults__", defaults | {"per_page": 2})
    agency = make_outlet("AP", kind="agency")
    for _ in range(3):
        make_everything(agency)
    filterset = reader.get(f"/{name}/").context["filter"]
    everything = sorted(row.pk for row in filterset.qs)
    for word in filterset.sorts:
        for sort in (word, f"-{word}"):
            seen, number = [], 1
            while True:
                page = reader.get(f"/{name}/?sort={sort}&page={number}").context["page"]
                seen += [row.pk for row in page]
                if not page.has_next():
                    break
                number += 1
            assert (sort, sorted(seen)) == (sort, everything)


def test_newest_first_and_undated_last(reader):
    undated = make_article(published_at=None)
    old = make_article(published_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    new = make_article(published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert list(reader.get("/articles/").context["page"]) == [new, old, undated]
    assert list(reader.get("/articles/?sort=date").context["page"]) == [undated, old, new]


def test_pages_hold_fifty_rows_and_keep_the_filter(reader):
    outlet = make_outlet()
    for _ in range(51):
        make_article(outlet)
    make_article()
    first = reader.get(f"/articles/?outlet={outlet.pk}")
    assert (len(first.context["page"]), first.context["page"].paginator.count) == (50, 51)
    assert f"?outlet={outlet.pk}&amp;page=2" in first.content.decode()
    assert len(reader.get(f"/articles/?outlet={outlet.pk}&page=2").context["page"]) == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "٣", "4", "9" * 30])
def test_a_page_that_is_not_there_is_an_error_and_shows_no_rows(reader, page):
    make_article()
    response = reader.get(f"/articles/?page={page}")
    assert response.context["page"] is None
    assert "page: " in response.content.decode()


def test_counting_stops_and_goes_on_when_asked(reader, monkeypatch):
    monkeypatch.setattr("articles.views.lists.COUNTED_AT_MOST", 2)
    for number in range(5):
        make_claim(f"Claim {number}")
    response = reader.get("/claims/")
    assert "more than 2" in response.content.decode()
    assert len(response.context["page"]) == 5
    counted = reader.get("/claims/" + response.context["count_url"])
    assert counted.context["page"].paginator.count == 5


def test_pages_beyond_what_is_counted_work(monkeypatch):
    for number in range(5):
        make_claim(f"Claim {number}")
    pages = pagination.CappedPaginator(Claim.objects.order_by("pk"), most=2, per_page=2)
    assert [len(pages.page(number)) for number in (1, 2, 3)] == [2, 2, 1]
    assert [pages.page(number).has_next() for number in (2, 3)] == [True, False]
    with pytest.raises(pagination.EmptyPage):
        pages.page(4)


@pytest.mark.parametrize("name", LISTS)
def test_hostile_text_is_shown_and_never_runs(reader, name):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    outlet = make_outlet(hostile)
    statement = make_statement(make_article(outlet, title=hostile), to=[make_source(hostile), Who(descriptor=hostile)])
    judge(statement, make_claim(hostile), "same", by=make_user())
    for query in (
        f"?outlet={outlet.pk}" if name != "outlets" else "",
        "?" + hostile,
        f"?text={hostile}",
        f"?sort={hostile}",
    ):
        html = reader.get(f"/{name}/{query}").content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_by_source_those_without_one_come_last_and_in_reverse_first(reader):
    article = make_article()
    known, unknown = Who(printed_name="Unknown Body"), Who(descriptor="an official")
    statement = make_statement(article, to=[make_source("Zoe"), known, make_source("Adam"), unknown])
    order = [relay.mention.name for relay in reader.get("/relays/?sort=source").context["page"]]
    assert order[:2] == ["Adam", "Zoe"]
    assert sorted(order[2:]) == ["Unknown Body", "an official"]
    assert [relay.mention.name for relay in reader.get("/relays/?sort=-source").context["page"]] == order[::-1]
    assert statement.relays.count() == 4
