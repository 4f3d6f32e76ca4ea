import pytest
from django.http import QueryDict

from articles.filters import RelayFilter
from articles.models import Relay
from articles.templatetags.lists import active_filters
from tests.factories import make_outlet

pytestmark = pytest.mark.django_db


def chips(query):
    return active_filters(RelayFilter(QueryDict(query), Relay.objects.all()))


def test_each_value_has_a_link_that_takes_it_alone_away():
    outlet = make_outlet("The Harbour Post")

    assert chips(f"outlet={outlet.pk}&polarity=affirms&polarity=denies&sort=-date&page=3") == [
        ("Outlet", "The Harbour Post", "?polarity=affirms&polarity=denies&sort=-date"),
        ("Polarity", "affirms", f"?outlet={outlet.pk}&polarity=denies&sort=-date"),
        ("Polarity", "denies", f"?outlet={outlet.pk}&polarity=affirms&sort=-date"),
    ]


def test_nothing_asked_shows_none():
    assert chips("sort=date&page=2&source=") == []


def test_what_cannot_be_read_shows_none():
    assert chips("polarity=affirms&from=yesterday") == []
