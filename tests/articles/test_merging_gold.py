"""The shared article: a wrong merge takes one relay of fifteen, its undo gives it back."""

import pytest

from articles import merging
from articles.models import Relay, Statement
from sources.models import Source
from tests.articles.gold import mark_shared_article, who
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked():
    """{gold id: statement} of the shared article."""
    return mark_shared_article(who)


def relays():
    return sorted(
        (relay.statement_id, relay.mention.name, relay.depth, relay.via_state, relay.get_absolute_url())
        for relay in Relay.objects.counted()
    )


def test_a_wrong_merge_and_its_undo(marked):
    staff = make_user("Staff")
    before = relays()
    assert len(before) == 15
    souls, hostages = (Source.objects.get(name=name) for name in ("Save Our Souls", "Soldiers for Hostages"))
    merge = merging.merge_sources(hostages, souls, by=staff, reason="A wrong merge, to see it.")
    six = Statement.objects.get(pk=marked["6"].pk)
    assert [relay.source for relay in six.relays.all()] == [hostages]
    assert six.attributions.count() == 2
    assert Relay.objects.counted().count() == 14
    merging.undo(merge, by=staff)
    assert relays() == before
