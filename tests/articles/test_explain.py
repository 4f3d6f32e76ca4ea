"""The plans of the main pages: no large table is read through where few of its rows match."""

import pytest
from django.db import connection, transaction

from articles.pagination import COUNTED_AT_MOST
from tests.articles import crowd, plans
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LARGE = crowd.ROWS // 2  # rows; a scan that reads more of any table was not served by an index

FIRST_PAGES = ["/", *(f"/{name}/" for name in ("relays", "statements", "claims", "articles", "outlets", "sources"))]
PAGES = [
    f"/outlets/{crowd.OUTLET}/",
    f"/outlets/{crowd.HEAVY_OUTLET}/",
    f"/sources/{crowd.SOURCE}/",
    f"/sources/{crowd.AGENCY}/",
    f"/claims/{crowd.CLAIM}/",
    f"/articles/{crowd.ARTICLE}/",
    f"/statements/{crowd.STATEMENT}/",
    "/network/",
    "/network/?arrows=passed",
]
SORTED = [
    f"/{name}/?sort={sign}{word}"
    for name, words in {
        "relays": "date outlet source article",
        "statements": "date outlet article",
        "claims": "claim made",
        "articles": "date seen title outlet",
        "outlets": "name added",
        "sources": "name kind added",
    }.items()
    for word in words.split()
    for sign in ("", "-")
]
DAYS = "from=2025-01-05&to=2025-01-06"
FILTERED = [
    *(
        f"/{name}/?{query}"
        for name in ("relays", "statements", "claims", "articles")
        for query in (
            f"outlet={crowd.OUTLET}",
            f"source={crowd.SOURCE}",
            f"via={crowd.AGENCY}",
            f"text={crowd.WORD}",
            DAYS,
            f"outlet={crowd.HEAVY_OUTLET}&{DAYS}",
            "resolution=unresolved",
            f"copies=once&{DAYS}",
            "text=qqqqqqqq",
        )
    ),
    f"/network/?outlet={crowd.OUTLET}",
    f"/network/?source={crowd.SOURCE}",
    f"/network/?via={crowd.AGENCY}&arrows=passed",
    f"/outlets/{crowd.OUTLET}/figures/",
    f"/outlets/{crowd.AGENCY}/figures/",
    f"/outlets/{crowd.HEAVY_OUTLET}/figures/?{DAYS}",
    f"/compare/?claim={crowd.CLAIM}&outlet={crowd.HEAVY_OUTLET}&outlet={crowd.OUTLET}",
    f"/compare/?outlet={crowd.HEAVY_OUTLET}&outlet={crowd.OUTLET}&topic=topic57",
    f"/claims/?carried_by={crowd.OUTLET}&carried=first",
    "/claims/?warning=single+origin",
    "/claims/?outlets_at_least=5&origins_at_most=1",
    f"/statements/{crowd.STATEMENT}/match/",
    f"/relays/?outlet={crowd.OUTLET}&delay=measured",
    f"/statements/?outlet={crowd.OUTLET}&standing=unattributed",
    f"/relays/?claim={crowd.CLAIM}",
    "/relays/?state=suggested",
    f"/statements/?claim={crowd.CLAIM}",
    "/statements/?suggestion=waiting",
    "/statements/?state=disputed",
    "/claims/?topic=topic57",
    f"/articles/?claim={crowd.CLAIM}",
    "/articles/?progress=begun",
    *(
        f"/{name}/?{query}"
        for name in ("outlets", "sources")
        for query in ("text=kind57", f"claim={crowd.CLAIM}", DAYS, f"via={crowd.AGENCY}")
    ),
    f"/outlets/?source={crowd.SOURCE}",
    f"/sources/?outlet={crowd.OUTLET}",
    "/sources/?kind=agency",
]


@pytest.fixture(scope="module")
def _crowd(django_db_setup, django_db_blocker):
    """Made once, rolled back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        crowd.fill()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(_crowd, client):
    client.force_login(make_user("Staff"))
    client.get("/")  # fills what is cached once
    return client


def test_no_page_reads_a_large_table_for_a_few_rows(reader):
    """One test for all pages: each test makes the database look for broken rules among all rows of the crowd."""
    found = [
        (address, told, sql)
        for address in (*PAGES, *FILTERED)
        for sql, plan in plans.plans_of(reader, address)
        if (told := plans.complaints(plan, LARGE))
    ]
    assert found == []


def test_a_first_page_reads_no_more_than_it_counts(reader):
    """In whatever order, and whatever it shows: at a million articles it is to take as long."""
    found = [
        (address, table, read, sql)
        for address in (*FIRST_PAGES, *SORTED)
        for sql, plan in plans.plans_of(reader, address)
        for table, read in plans.rows_read(plan).items()
        if read > 1.1 * COUNTED_AT_MOST  # some of what is read for the count does not count
    ]
    assert found == []


@pytest.mark.parametrize(
    ("address", "indexes"),
    [
        (f"/relays/?outlet={crowd.OUTLET}", ("articles_relay_outlet", "articles_relay_outlet_id_dde0e7f6")),
        (f"/relays/?text={crowd.WORD}", ("articles_statement_words",)),
    ],
)
def test_the_check_complains_where_an_index_is_missing(reader, address, indexes):
    with connection.cursor() as cursor:
        for index in indexes:
            cursor.execute(f"DROP INDEX {index}")
    assert any(plans.complaints(plan, LARGE) for _sql, plan in plans.plans_of(reader, address))
