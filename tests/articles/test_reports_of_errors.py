"""A reader reports an error on a row; the editors settle it; the reader sees the answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import actions
from articles.models import ErrorReport
from tests.factories import make_article, make_claim, make_credit, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


def make_report(by, text="Wrong", **values):
    values = {"about": "article", "about_id": 1, "address": "/articles/1/", "label": "A row"} | values
    return actions.report_error(text=text, by=by, **values)


def test_any_reader_reports_on_any_kind_of_row(client):
    reader = make_user()
    client.force_login(reader)
    lund = make_source("Ada Lund", "person")
    statement = make_statement(make_article(), to=lund)
    article, attribution = statement.article, statement.attributions.get()
    line = make_credit(article, "dateline", lund, "The bridge")
    photo = make_credit(article, "photo", lund, "every hour")
    claim = make_claim("The bridge closes")
    rows = [
        ("article", article.pk, f"/articles/{article.pk}/"),
        ("statement", statement.pk, f"/statements/{statement.pk}/"),
        ("relay", attribution.pk, f"/relays/{attribution.pk}/"),
        ("credit", line.pk, f"/relays/articles/{line.pk}/"),
        ("credit", photo.pk, f"/articles/{article.pk}/#credit-{photo.pk}"),
        ("source", lund.pk, f"/sources/{lund.pk}/"),
        ("claim", claim.pk, f"/claims/{claim.pk}/"),
    ]
    for about, pk, _address in rows:
        assert client.get(f"/reports/add/?{about}={pk}").status_code == 200
        assert client.post(f"/reports/add/?{about}={pk}", {"text": "It says otherwise."}).url == "/reports/"
    held = ErrorReport.objects.order_by("pk").values_list("about", "about_id", "address")
    assert list(held) == rows
    assert set(ErrorReport.objects.values_list("by", "status")) == {(reader.pk, "open")}


def test_a_report_needs_words_and_a_row(client):
    client.force_login(make_user())
    article = make_article()
    assert (
        "This field is required" in client.post(f"/reports/add/?article={article.pk}", {"text": " "}).content.decode()
    )
    assert not ErrorReport.objects.exists()
    for query, status in (
        ("", 404),
        ("article=987654", 404),
        ("article=x", 404),
        ("article=99999999999999999999", 404),
        (f"article={article.pk}&claim=1", 404),
        (f"articel={article.pk}", 400),
    ):
        assert client.get(f"/reports/add/?{query}").status_code == status, query


def test_readers_see_their_own_reports_and_editors_all(client):
    ann, ben = make_user(), make_user("Researchers")
    make_report(ann, "Of Ann")
    make_report(ben, "Of Ben")
    for user, seen in ((ann, {"Of Ann"}), (ben, {"Of Ben"}), (make_user("Editors"), {"Of Ann", "Of Ben"})):
        client.force_login(user)
        text = client.get("/reports/").content.decode()
        assert set(re.findall(r"Of \w+", text)) == seen


def test_an_editor_settles_and_the_reader_sees_the_answer(client):
    ann, editor = make_user(), make_user("Editors", username="ed")
    report = make_report(ann)
    client.force_login(ann)
    assert client.get(f"/reports/{report.pk}/settle/").status_code == 403
    client.force_login(editor)
    assert f"/reports/{report.pk}/settle/" in client.get("/reports/?status=open").content.decode()
    refused = client.post(f"/reports/{report.pk}/settle/", {"status": "corrected", "answer": ""})
    assert refused.status_code == 200
    done = client.post(f"/reports/{report.pk}/settle/", {"status": "corrected", "answer": "Now it says Lund."})
    assert done.url == "/reports/?status=open"
    again = client.post(f"/reports/{report.pk}/settle/", {"status": "declined", "answer": "No."})
    assert "ed has settled this report already." in again.content.decode()
    client.force_login(ann)
    assert "Now it says Lund." in client.get("/reports/?status=corrected").content.decode()
    report.refresh_from_db()
    assert (report.status, report.settled_by) == ("corrected", editor)


def test_what_cannot_be_read_is_said(client):
    client.force_login(make_user("Editors"))
    for query, status in (("status=opne", 400), ("stauts=open", 400), ("page=x", 404), ("page=9", 404)):
        assert client.get(f"/reports/?{query}").status_code == status


def test_the_list_needs_the_same_queries_at_one_and_three_rows(client):
    client.force_login(make_user("Editors"))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_report(make_user())
        with CaptureQueriesContext(connection) as seen:
            client.get("/reports/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_hostile_reports_show_as_text(client):
    hostile = '<script>alert(1)</script>\n"><img src=x onerror=alert(1)>'
    editor = make_user("Editors")
    report = make_report(editor, hostile, label=hostile)
    actions.settle_report(report, "declined", answer=hostile, by=editor)
    client.force_login(editor)
    for address in ("/reports/", f"/reports/{report.pk}/settle/"):
        text = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert "<img" not in text
