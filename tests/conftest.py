"""What every test gets."""

import hypothesis
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tracker import database


def pytest_configure(config):
    # each process of a test run uses the server; the last to end, make run's or a test's, stops it
    running = database.running()
    try:
        running.__enter__()
    except (database.DatabaseUnavailable, ImproperlyConfigured) as error:
        raise pytest.UsageError(str(error)) from None
    config.add_cleanup(lambda: running.__exit__(None, None, None))
    # the real hasher takes half a second a user, on purpose
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# a loaded machine is slow, and that is no failure
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


@pytest.fixture(autouse=True)
def empty_queue(request):
    """Tests that commit leave no jobs behind: the flush after them does not know Procrastinate's tables."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("periodic_defers", "jobs", "workers"):
            cursor.execute(f"DELETE FROM procrastinate_{table}")


@pytest.fixture
def connection_queries():
    """How many queries a request runs: connection_queries(lambda: client.get(...))."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert call().status_code == 200
        return len(queries)

    return count


@pytest.fixture
def by_hand(monkeypatch):
    """Nothing is suggested: what a test marks is all that there is."""
    from articles import suggesting

    nothing = {"language": "en", "supported": True, "attributions": [], "mentions": [], "credits": []}
    monkeypatch.setattr(suggesting.extraction, "extract", lambda text, *, language: nothing)
