"""Coverage: what stands at the head of every list."""

import datetime as dt

import pytest
from django.urls import resolve

from articles import marking
from articles.marking import Who
from articles.reports import coverage, coverage_addresses
from sources.models import Ownership
from tests.factories import make_article, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


def at(month, day=1):
    return dt.datetime(2026, month, day, 23, 59, tzinfo=dt.UTC)


@pytest.fixture
def held():
    """Two outlets; one has articles of March and April and an undated one."""
    outlet, other = make_outlet("One"), make_outlet("Two")
    march = make_article(outlet, published_at=at(3, 31))
    make_statement(march, "The bridge will close on Monday", to="Some Body")
    make_statement(march, "We have no choice", to=Who(descriptor="an official"))
    make_statement(march, "around 40 lorries", to="Nobody Known", state="suggested", found_by="rule")
    make_credit(march, "dateline", "Unknown Agency")
    marking.go_through(march, by=make_user())
    april = make_article(outlet, published_at=at(4))
    make_statement(april, "around 40 lorries", to=make_source(), state="rejected", found_by="rule")
    make_article(outlet, published_at=None)
    make_statement(make_article(other, published_at=at(3)), to="Somebody Else")
    return outlet


def test_coverage_of_all(held):
    assert coverage() == {
        "held": 4,
        "gone_through": 1,
        "suggestions_decided": 1,
        "suggestions_all": 2,
        "unresolved": 2,
        "undated_left_out": None,
    }


def test_coverage_of_an_outlet_and_a_month(held):
    assert coverage([held], dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == {
        "held": 1,
        "gone_through": 1,
        "suggestions_decided": 0,
        "suggestions_all": 1,
        "unresolved": 1,
        "undated_left_out": 1,
    }


def test_coverage_of_an_owner_is_of_the_day(held):
    owner = make_source("Group")
    Ownership.objects.create(outlet=held, owner=owner, starts_on=dt.date(2026, 4, 1))
    assert coverage(owners=[owner])["held"] == 1


@pytest.mark.parametrize(
    "days", [(None, None), (dt.date(2026, 3, 1), dt.date(2026, 3, 31)), (dt.date(2026, 4, 1), None)]
)
@pytest.mark.parametrize("with_outlet", [False, True])
def test_each_figure_opens_exactly_its_rows(client, held, days, with_outlet):
    client.force_login(make_user())
    outlets = [held] if with_outlet else []
    found, addresses = coverage(outlets, *days), coverage_addresses(outlets, *days)
    urls = {
        "held": "held_url",
        "gone_through": "gone_through_url",
        "suggestions_decided": "suggestions_decided_url",
        "suggestions_all": "suggestions_all_url",
        "unresolved": "unresolved_url",
        "undated_left_out": "undated_url",
    }
    for key, url in urls.items():
        if found[key] is not None:
            assert resolve(addresses[url].split("?")[0])
            page = client.get(addresses[url]).context["page"]
            assert (key, len(page)) == (key, found[key])


@pytest.mark.parametrize("name", ["relays", "statements", "claims", "articles", "outlets", "sources"])
def test_coverage_is_counted_before_the_filter_by_source(client, held, name):
    client.force_login(make_user())
    source = make_source("Quiet")
    shown = client.get(f"/{name}/?{'text=Quiet' if name == 'sources' else f'source={source.pk}'}").context["coverage"]
    assert {key: shown[key] for key in coverage()} == coverage()


def test_a_date_filter_says_how_many_rows_of_this_list_it_left_out(client, held):
    client.force_login(make_user())
    source = make_source("Mayor")
    make_statement(make_article(held, published_at=None), to=source)
    make_statement(make_article(held, published_at=None), to=make_source())
    shown = client.get(f"/relays/?source={source.pk}&from=2026-01-01").context["coverage"]
    assert shown["undated_left_out"] == 1
    page = client.get(shown["undated_url"]).context["page"]
    assert [relay.source_id for relay in page] == [source.pk]
