"""Pages of files of articles: sending one, the look before, how far it is, the report."""

from __future__ import annotations

import errno
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils.http import urlencode

from articles import importing, queue, tasks
from articles.models import Article, Import, ImportLine, Job
from tests.articles.test_importing import TEXT, captures, courier, done, kept, rows, table  # noqa: F401
from tests.factories import make_outlet, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("Editors")
    client.force_login(user)
    return user


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def send(client, body: bytes, name="articles.csv"):
    return client.post("/imports/add/", {"file": SimpleUploadedFile(name, body)})


def form_of(answer, **changed):
    """What the page's form holds, as a browser would send it."""
    form = answer.context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value not in (False, None):
            sent[field.html_name] = value
    return sent | changed


def test_from_a_file_to_its_articles(client, editor, courier):  # noqa: F811
    bad = {1: ["Nobody", "https://x.example/1", "=Odd", TEXT, ""]}
    columns = ("paper", "url", "headline", "body", "date")
    answer = send(client, table(rows(30, changed=bad), columns))
    imported = Import.objects.get()
    here = f"/imports/{imported.pk}/"
    assert (answer.status_code, answer.url, imported.by, imported.state) == (302, here, editor, "uploaded")
    assert imported.mapping == {"url": "address", "headline": "title", "body": "text", "date": "published_at"}

    looked = client.get(here)
    assert [line.number for line in looked.context["preview"]] == list(range(2, 12))
    assert "No outlet is known for x.example" in texts(looked)
    looked = client.post(here + "start/", form_of(looked, column_0="outlet", do="look"), follow=True)
    assert "No outlet is called “Nobody”" in texts(looked)
    assert not Job.objects.exists()

    tried = client.post(here + "start/", form_of(looked, do="try"), follow=True)
    assert "No worker is running" in texts(tried)
    assert 'hx-trigger="load delay:1s"' in client.get(here, headers={"HX-Request": "true"}).content.decode()
    [job] = Job.objects.all()
    importing.run(job.args["import_id"], enqueue=tasks.enqueue_reading)
    assert client.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    tried = client.get(here)
    assert "30 lines gone through: 29 would be stored, 0 held already, 1 refused" in texts(tried)
    assert Article.objects.count() == 0

    client.post(here + "start/", form_of(tried, do="store"))
    importing.run(imported.pk, enqueue=tasks.enqueue_reading)
    report = client.get(here + "?outcome=refused")
    assert "Done. 30 lines gone through: 29 stored, 0 held already, 1 refused" in texts(report)
    assert [line.number for line in report.context["page"]] == [3]
    assert Article.objects.count() == 29
    assert client.get(here + "?outcome=stored").context["page"].paginator.count == 29
    # what is done is not begun again
    client.post(here + "start/", form_of(tried, do="store"))
    imported.refresh_from_db()
    assert imported.state == "done"


@pytest.mark.parametrize("seen_by", ["the page", "the upkeep"])
def test_an_import_whose_job_was_cancelled_says_so_and_goes_on(seen_by, client, editor, courier):  # noqa: F811
    send(client, table(rows(3)))
    imported = Import.objects.get()
    here = f"/imports/{imported.pk}/"
    client.post(here + "start/", form_of(client.get(here), do="store"))
    importing.end_abandoned()
    imported.refresh_from_db()
    assert imported.state == "waiting"

    queue.cancel(Job.objects.get())
    if seen_by == "the upkeep":
        tasks.enqueue_due(0)
    page = client.get(here)

    assert "Stopped." in texts(page)
    assert "Its job was cancelled. What is stored stays." in texts(page)
    assert client.get(here, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    client.post(here + "go-on/")
    job = Job.objects.get(status="todo")
    importing.end_abandoned()
    importing.run(job.args["import_id"], enqueue=tasks.enqueue_reading)
    imported.refresh_from_db()
    assert (imported.state, imported.stored, imported.problem) == ("done", 3, "")


def test_an_import_whose_job_failed_for_good_says_why(client, editor, courier):  # noqa: F811
    send(client, table(rows(3)))
    imported = Import.objects.get()
    importing.start(imported, trial=False, enqueue=tasks.enqueue_import)
    Import.objects.update(state="running")
    job = Job.objects.get()
    queue.note_error(job.pk, "OperationalError: the server went away")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert importing.end_abandoned() == 1
    imported.refresh_from_db()
    assert imported.state == "failed"
    assert "Its job has failed for good (OperationalError: the server went away)." in imported.problem
    assert importing.end_abandoned() == 0


def test_an_import_that_the_command_runs_has_no_job_and_goes_on(courier):  # noqa: F811
    imported = kept(table(rows(3)))
    importing.start(imported, trial=False, enqueue=lambda imported: None)
    assert importing.end_abandoned() == 0
    importing.run(imported.pk, enqueue=lambda imported: None)
    imported.refresh_from_db()
    assert imported.state == "done"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file is empty."),
        (b"\n", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF file."),
        (b"title\nOne\n", "is one column"),
        (b"PK\x03\x04nothing", "The ZIP is cut or damaged"),
    ],
)
def test_what_is_no_file_of_articles_is_refused_with_the_reason(body, said, client, editor):
    answer = send(client, body)
    assert answer.status_code == 422
    assert said in texts(answer)
    assert not Import.objects.exists()


def test_without_a_file_the_form_says_so(client, editor):
    answer = client.post("/imports/add/", {})
    assert (answer.status_code, "Choose a file." in texts(answer)) == (422, True)


def test_a_file_over_the_limit_is_not_read(client, editor, settings):
    settings.IMPORT_LIMIT = 1_000_000
    answer = send(client, b"title,text\n" + b"x" * 1_100_000)
    assert answer.status_code == 413
    assert "The file has 1 MB; at most 1 MB are taken." in texts(answer)
    assert not Import.objects.exists()


@pytest.mark.parametrize("where", ["as it comes", "when it is kept"])
def test_a_full_disk_is_said(where, client, editor, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "as it comes":
        monkeypatch.setattr("django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk", full)
    else:
        monkeypatch.setattr("articles.ingest.evidence.os.fsync", full)
    answer = send(client, table(rows(1)))
    assert answer.status_code == 507
    assert "There is no room for this file on the server" in texts(answer)
    assert not Import.objects.exists()


def test_the_token_is_asked_for(editor):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert send(client, table(rows(1))).status_code == 403
    assert not Import.objects.exists()


def test_a_large_file_is_read_from_the_disk(client, editor, courier, settings):  # noqa: F811
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = table(rows(100))
    send(client, body)
    imported = Import.objects.get()
    assert imported.size == len(body)
    assert done(imported).stored == 100


def test_another_delimiter_and_encoding(client, editor, courier):  # noqa: F811
    body = b"title;text;a,b,c,d,e\n" + "Brücke;Größe;x,1,2,3\n".encode("cp1252") * 3
    send(client, body)
    imported = Import.objects.get()
    here = f"/imports/{imported.pk}/"
    assert (imported.delimiter, imported.encoding) == (";", "cp1252")
    answer = client.get(here)
    changed = client.post(
        here + "start/", form_of(answer, delimiter="comma", encoding="utf-8", do="store"), follow=True
    )
    imported.refresh_from_db()
    # another shape is looked at before anything is stored
    assert (imported.delimiter, imported.encoding, imported.state) == (",", "utf-8", "uploaded")
    assert "The line has 4 cells; the heading has 5." in texts(changed)
    refused = client.post(here + "start/", form_of(changed, delimiter="tab", do="look"))
    assert refused.status_code == 422
    assert "With tab as delimiter the first line is one column" in texts(refused)


def test_a_mapping_that_lacks_something_is_said(client, editor, courier):  # noqa: F811
    send(client, table(rows(3)))
    here = f"/imports/{Import.objects.get().pk}/"
    answer = client.get(here)
    twice = client.post(here + "start/", form_of(answer, column_0="title", do="store"))
    assert (twice.status_code, "Two columns are to hold the title" in texts(twice)) == (422, True)
    none = client.post(here + "start/", form_of(answer, column_3="", do="store"))
    assert (none.status_code, "Say which column holds the text." in texts(none)) == (422, True)
    nobody = client.post(here + "start/", form_of(answer, outlet="Nobody", do="store"))
    assert (nobody.status_code, "No outlet is called “Nobody”" in texts(nobody)) == (422, True)
    assert not Job.objects.exists()


def test_stop_and_go_on(client, editor, courier):  # noqa: F811
    imported = kept(table(rows(3)))
    importing.start(imported, trial=False, enqueue=lambda imported: None)
    assert client.post(f"/imports/{imported.pk}/stop/").status_code == 302
    importing.run(imported.pk, enqueue=lambda imported: None)
    assert Article.objects.count() == 0
    assert "Go on with the rest" in client.get(f"/imports/{imported.pk}/").content.decode()
    client.post(f"/imports/{imported.pk}/go-on/")
    importing.run(Job.objects.get().args["import_id"], enqueue=lambda imported: None)
    assert Article.objects.count() == 3


def test_the_same_file_sent_again_is_said(client, editor, courier):  # noqa: F811
    first = done(kept(table(rows(3))))
    send(client, table(rows(3)), "other.csv")
    answer = client.get(f"/imports/{Import.objects.latest('pk').pk}/")
    assert f'<a href="/imports/{first.pk}/">The same file has been sent before</a>' in answer.content.decode()
    assert "held already" in texts(answer)


@pytest.mark.django_db(transaction=True)
def test_refused_lines_as_csv(client, editor, courier):  # noqa: F811
    bad = {1: ["=Nobody", "https://x.example/1", "Odd", "Text", ""], 3: ["The Courier", "x", "=T", TEXT, ""]}
    imported = done(kept(table(rows(5, changed=bad))))
    answer = client.get(f"/imports/{imported.pk}/refusals.csv")
    assert b"".join(answer.streaming_content).decode() == (
        "number,reason,excerpt\r\n"
        '3,"outlet: No outlet is called “=Nobody”: add it, or its alias, to the directory.",'
        '"\'=Nobody,https://x.example/1,Odd,Text,"\r\n'
        "5,address: The address must start with http:// or https://.,'=T\r\n"
    )


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_templates_download(kind, client, editor):
    answer = client.get(f"/imports/template.{kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="articles-template.{kind}"'
    assert answer.content == importing.template(kind)


@pytest.mark.parametrize("query", ["outcome=lost", "page=0", "page=x", "colour=red"])
def test_a_question_that_cannot_be_read_is_an_error(query, client, editor, courier):  # noqa: F811
    imported = done(kept(table(rows(1))))
    assert client.get(f"/imports/{imported.pk}/?{query}").status_code in (400, 404)
    assert client.get(f"/imports/?{urlencode({'x': 1})}").status_code == 400


def test_lists_take_the_same_queries_at_one_row_and_three(client, editor, connection_queries):
    def bring():
        outlet = make_outlet()
        imported = kept(table([[outlet.name, f"https://x{outlet.pk}.example/1", "T", TEXT, ""]]), by=editor)
        return done(imported)

    imported = bring()
    addresses = ["/imports/", f"/imports/{imported.pk}/"]
    one = [connection_queries(lambda: client.get(address)) for address in addresses]  # noqa: B023
    for number in range(2):
        other = bring()
        ImportLine.objects.filter(imported=other).update(imported=imported, number=10 + number)
    assert [connection_queries(lambda: client.get(address)) for address in addresses] == one  # noqa: B023
