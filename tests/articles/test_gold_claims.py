"""The shared article's claim pages: through whom a group is credited, and two figures side by side, not as one."""

import html
import re

import pytest

from articles import marking, origins
from articles.models import Origin
from tests.articles.gold import mark_shared_article, who
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


@pytest.fixture
def marked():
    """{gold id: statement} of the shared article."""
    return mark_shared_article(who)


@pytest.fixture
def claims(marked):
    """The group's figure and Haaretz's: each a claim of its own, the other's statement judged related to it."""
    by = make_user("Editors")
    group, signers = make_claim("A group speaks for more than 360 troops"), make_claim("Some 350 reservists signed")
    for claim, same, related in ((group, "4", "8"), (signers, "8", "4")):
        marking.judge(marked[same], claim, "same", by=by)
        marking.judge(marked[related], claim, "related", by=by)
        origins.refresh([claim.pk])
    return group, signers


def words(reader, address):
    """What a page says, without its tags."""
    answer = reader.get(address)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_the_group_is_the_origin_and_the_newspaper_stands_between(reader, claims):
    group, _signers = claims
    page = words(reader, group.get_absolute_url())
    assert "1 recorded origin, 0 of unknown lineage: between 1 and 1" in page
    assert "Soldiers for Hostages via The Independent" in page
    (row,) = Origin.objects.filter(claim=group)
    assert (row.kind, row.source.name, row.is_own) == ("traced", "Soldiers for Hostages", True)
    assert "Soldiers for Hostages" in words(reader, f"/claims/{group.pk}/lineage/?by=origin")


def test_a_newspaper_whose_article_is_not_held_is_the_last_known_link(reader, claims):
    _group, signers = claims
    assert "0 recorded origins, 1 of unknown lineage: between 1 and 1" in words(reader, signers.get_absolute_url())
    (row,) = Origin.objects.filter(claim=signers)
    assert (row.kind, row.last_known.name) == ("lineage not recorded", "Haaretz")


@pytest.mark.parametrize("at", [0, 1])
def test_both_figures_stand_side_by_side_as_related_and_are_not_compared(reader, claims, at):
    page = words(reader, claims[at].get_absolute_url())
    table = page[page.index("Figures as printed") : page.index("Statements that make it")]
    own, related = table.split("Related, not the same")
    figures = ["more than 360 troops", "around 350 Israeli reservists"]
    assert figures[at] in own
    assert figures[1 - at] not in own
    assert figures[1 - at] in related
    assert figures[at] not in related
    assert "not compared" in related
    assert "Figure drift" not in page
