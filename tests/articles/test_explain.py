"""The plans of the main pages: no large table is read through where few of its rows match."""

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.articles import crowd, plans
from tests.factories import make_user

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
def reader(django_db_setup, django_db_blocker):
    """Logged in among many rows, which are made once and rolled back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        crowd.fill()
        client = Client()
        client.force_login(make_user("Staff"))
        client.get("/")  # fills what is cached once
        yield client
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", [*FIRST_PAGES, *PAGES, *FILTERED])
def test_no_page_reads_a_large_table_for_a_few_rows(reader, address):
    found = {sql: told for sql, plan in plans.plans_of(reader, address) if (told := plans.complaints(plan, LARGE))}
    assert found == {}


@pytest.mark.parametrize("address", FIRST_PAGES)
def test_a_first_page_reads_no_more_than_it_counts(reader, address):
    """Whatever it shows: at a million articles it is to take as long."""
    most = 0.0
    for _sql, plan in plans.plans_of(reader, address):
        most = max([most, *plans.rows_read(plan).values()])
    assert most <= LARGE + 1


@pytest.mark.parametrize(
    ("address", "indexes"),
    [
        (f"/relays/?source={crowd.SOURCE}", ("articles_relay_source", "articles_relay_source_id_f32ada69")),
        (f"/relays/?text={crowd.WORD}", ("articles_statement_words",)),
    ],
)
def test_the_check_complains_where_an_index_is_missing(reader, address, indexes):
    with transaction.atomic():
        with connection.cursor() as cursor:
            for index in indexes:
                cursor.execute(f"DROP INDEX {index}")
        complaints = [plans.complaints(plan, LARGE) for _sql, plan in plans.plans_of(reader, address)]
        transaction.set_rollback(True)
    assert any(complaints)
