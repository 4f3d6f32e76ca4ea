"""The list of claims and its file tell what the job counted of origins and warnings, and can be asked for it."""

import csv
import io
import re

import pytest

from articles import marking, origins
from articles.models import ClaimLineage
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


def told(claim, outlets, source):
    """A claim that so many outlets have from one source."""
    user = make_user()
    for _number in range(outlets):
        statement = make_statement(make_article(make_outlet()), to=source)
        marking.judge(statement, claim, "same", by=user)
    origins.refresh([claim.pk])
    return claim


@pytest.fixture
def claims(reader):
    many = told(make_claim("Many outlets, one origin"), 4, make_source("Ada Lund"))
    one = told(make_claim("One outlet"), 1, make_source("Bo Marsh"))
    nobody = make_claim("Nobody has said it yet")
    return many, one, nobody


def listed(reader, query=""):
    """The page, and the wordings of the claims on it."""
    page = reader.get(f"/claims/?{query}").content.decode()
    return page, set(re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page))


def test_origins_and_warnings_stand_on_the_list(reader, claims):
    page, found = listed(reader)
    assert found == {"Many outlets, one origin", "One outlet", "Nobody has said it yet"}
    assert f'<a class="count" href="/claims/{claims[0].pk}/lineage/?by=origin">1 to 1</a>' in page
    assert f'<a class="minor" href="/claims/{claims[0].pk}/#warnings">single origin</a>' in page
    assert page.count("not counted yet") == 1


@pytest.mark.django_db(transaction=True)
def test_and_in_the_file(reader, claims):
    answer = reader.get("/claims.csv?outlets_at_least=2").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(answer))
    names = ("recorded_origins", "unknown_lineages", "least_origins", "most_origins", "warnings")
    assert [row[name] for name in ("claim", *names)] == ["Many outlets, one origin", *"1011", '["single origin"]']


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("warning=single+origin", {"Many outlets, one origin"}),
        ("warning=figure+drift", set()),
        ("warning=figure+drift&warning=single+origin", {"Many outlets, one origin"}),
        ("outlets_at_least=2", {"Many outlets, one origin"}),
        ("origins_at_most=1", {"Many outlets, one origin", "One outlet"}),
        ("outlets_at_least=3&origins_at_most=2", {"Many outlets, one origin"}),
    ],
)
def test_what_is_asked_of_origins_finds_these_claims(reader, claims, query, expected):
    assert listed(reader, query)[1] == expected


def test_a_claim_that_nobody_affirms_has_no_few_origins(reader, claims):
    origins.refresh([claims[2].pk])
    assert ClaimLineage.objects.filter(claim=claims[2]).exists()
    assert listed(reader, "origins_at_most=5")[1] == {"Many outlets, one origin", "One outlet"}
    assert "none recorded" in listed(reader)[0]


@pytest.mark.parametrize(
    "query", ["warning=loud", "origins_at_most=0", "outlets_at_least=many", "outlets_at_least=1&outlets_at_least=2"]
)
def test_what_cannot_be_read_is_an_error(reader, query):
    assert "This filter cannot be read" in reader.get(f"/claims/?{query}").content.decode()
    assert reader.get(f"/claims.csv?{query}").status_code == 400
