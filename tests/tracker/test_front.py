"""Front page, help, health check, and what the help page shares with the codebook."""

import html
import re
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles import actions, marking
from articles.marking import Who
from tests.articles.test_pages import check_numbers
from tests.factories import make_article, make_claim, make_source, make_statement, make_user

ROOT = Path(__file__).parents[2]


def fill(times):
    for _ in range(times):
        make_statement(make_article(), state="suggested", found_by="rule")
        make_statement(make_article(), state="disputed")
        make_statement(make_article(), to=[Who(printed_name=f"Nobody {make_claim().pk}"), make_source()])
        make_article()
        actions.report_error(about="article", about_id=1, address="/", label="A row", text="Wrong", by=make_user())


@pytest.mark.django_db
def test_every_number_of_the_front_page_opens_its_rows(client):
    client.force_login(make_user("Editors"))
    make_source("Ada Lund", "person"), make_source("ADA LUND", "person")
    make_statement(make_article(), to="Ada Lund")
    fill(2)
    marking.go_through(make_article(), by=make_user())
    text = client.get("/").content.decode()
    check_numbers(text, least=10)
    waiting = {unit: number for number, unit in re.findall(r'<a href="[^"]*"><b>([^<]*)</b> ([^<]*)</a>', text)}
    assert waiting == {
        "suggested statements to decide": "2",
        "disputed statements": "2",
        "relays whose source is not resolved": "2",
        "relays whose source may be one of several": "1",
        "printed names that wait for a source": "3",
        "articles not looked at": "2",
        "articles begun": "7",
        "open reports of errors": "2",
    }


@pytest.mark.django_db
def test_a_reader_counts_own_reports_alone(client):
    fill(1)
    client.force_login(make_user("Researchers"))
    assert "<b>0</b> open reports of errors" in client.get("/").content.decode()


@pytest.mark.django_db
def test_it_needs_the_same_queries_at_one_and_three_rows(client):
    client.force_login(make_user("Editors"))
    counts = []
    for more in (1, 2):
        fill(more)
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_an_empty_record_says_what_to_do_first(client):
    client.force_login(make_user("Editors"))
    text = client.get("/").content.decode()
    assert "Add an article by pasting its text" in text
    assert "No article is held yet." in text
    client.force_login(make_user("Researchers"))
    assert "which claims it relays from which source" in client.get("/").content.decode()
    assert client.get("/?x=1").status_code == 400


@pytest.mark.django_db
def test_healthz_needs_no_login_and_tells_little(client, monkeypatch):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "migrations": "ok", "worker": "none"},
    )

    def down(*args, **kwargs):
        raise OperationalError("connection to server at 10.1.2.3 failed: password of user x")

    monkeypatch.setattr("tracker.views.connection.cursor", down)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        503,
        {"database": "down", "migrations": "unknown", "worker": "unknown"},
    )


@pytest.mark.django_db
def test_healthz_sees_a_live_worker(client):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/healthz").json()["worker"] == "ok"


@pytest.mark.django_db
def test_healthz_misses_a_migration(client, monkeypatch):
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda self, targets: ["0003"])
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_the_help_page_shows(client):
    client.force_login(make_user())
    assert client.get("/help/").status_code == 200


def words_of_page(text, start, end):
    part = text[text.index(start) : text.index(end)]
    lines = re.findall(r"<(?:h3|li)>(.*?)</(?:h3|li)>", part, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", line)) for line in lines]


def test_the_help_page_has_the_words_of_the_codebook():
    book = (ROOT / "docs/codebook.md").read_text().splitlines()
    wanted = [re.sub(r"^(## |- )", "", line).replace("*", "") for line in book if line.startswith(("## ", "- "))]
    page = (ROOT / "templates/help.html").read_text()
    assert words_of_page(page, 'id="codebook"', 'aria-labelledby="keys"') == wanted


def test_the_help_page_has_the_keys_of_the_desk():
    def keys(name):
        return re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", (ROOT / "templates" / name).read_text())

    page = (ROOT / "templates/help.html").read_text()
    shown = re.findall(r"<div><dt>(<kbd>.*?)</dt><dd>(.*?)</dd></div>", page)
    assert shown == keys("articles/desk_keys.html")
