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
            "text=qqqqqqqq",
        )
    ),
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


# one test for all pages: after each, the database looks through all rows of the crowd for broken rules


def test_no_page_reads_a_large_table_for_a_few_rows(reader):
    found = [
        (address, told, sql)
        for address in (*FIRST_PAGES, *PAGES, *FILTERED)
        for sql, plan in plans.plans_of(reader, address)
        if (told := plans.complaints(plan, LARGE))
    ]
    for one in found:
        print("DBG", *one[:2], one[2][:30000])
    assert found == []


def test_a_first_page_reads_no_more_than_it_counts(reader):
    """Whatever it shows: at a million articles it is to take as long."""
    found = [
        (address, table, read, sql)
        for address in FIRST_PAGES
        for sql, plan in plans.plans_of(reader, address)
        for table, read in plans.rows_read(plan).items()
        if read > COUNTED_AT_MOST + 1
    ]
    for one in found:
        print("DBG2", *one[:3], one[3][:30000])
    assert found == []


@pytest.mark.parametrize(
    ("address", "indexes"),
    [
        (f"/relays/?source={crowd.SOURCE}", ("articles_relay_source", "articles_relay_source_id_f32ada69")),
        (f"/relays/?text={crowd.WORD}", ("articles_statement_words",)),
    ],
)
def test_the_check_complains_where_an_index_is_missing(reader, address, indexes):
    with connection.cursor() as cursor:
        for index in indexes:
            cursor.execute(f"DROP INDEX {index}")
    assert any(plans.complaints(plan, LARGE) for _sql, plan in plans.plans_of(reader, address))
