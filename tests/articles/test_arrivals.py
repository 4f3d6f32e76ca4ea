"""Pages about addresses that were asked for, feeds, and evidence."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from articles import merging
from articles.ingest import evidence, store
from articles.models import Arrival, Capture, Feed, FeedHealth, Job
from tests.factories import make_article, make_feed, make_outlet, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("Editors")
    client.force_login(user)
    return user


@pytest.fixture
def captures(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }


def make_arrival(**values) -> Arrival:
    number = Arrival.objects.count()
    arrival, _new = store.ask(f"https://paper.example/{number}", feed=values.pop("feed", None))
    Arrival.objects.filter(pk=arrival.pk).update(**values)
    arrival.refresh_from_db()
    return arrival


def make_capture(article, body=b"<p>Here.</p>", **values):
    arrival = make_arrival(article=article, state="stored")
    return Capture.objects.create(
        arrival=arrival,
        article=article,
        revision=article.current_revision(),
        address=arrival.address,
        status=200,
        headers=[["Content-Type", "text/html"], ["Transfer-Encoding", "chunked"]],
        peer="192.0.2.1",
        sha256=evidence.keep(body),
        size=len(body),
        fetched_at=timezone.now(),
        **values,
    )


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- an address -----------------------------------------------------------------------------------------------


def test_an_address_is_asked_for_and_its_job_waits(client, editor):
    answer = client.post("/arrivals/add/", {"address": " https://paper.example/a?utm_source=x "})
    arrival = Arrival.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/arrivals/{arrival.pk}/")
    assert (arrival.address, arrival.asked_by) == ("https://paper.example/a", editor)
    assert [(job.task_name, job.args) for job in Job.objects.all()] == [("fetch_arrival", {"arrival_id": arrival.pk})]
    assert "No worker is running" in texts(client.get(answer.url))


@pytest.mark.parametrize(
    "address", ["", "nothing", "ftp://paper.example/a", "https://", "javascript:alert(1)", "https://a b/", "x" * 3000]
)
def test_what_is_no_address_is_refused_and_kept(address, client, editor):
    answer = client.post("/arrivals/add/", {"address": address})
    assert answer.status_code == 422
    assert Arrival.objects.count() == 0
    assert answer.context["form"].errors["address"]
    assert answer.context["form"]["address"].value() == address


def test_an_address_that_is_stored_leads_to_its_article(client, editor):
    article = make_article()
    arrival = make_arrival(state="stored", article=article)
    answer = client.post("/arrivals/add/", {"address": arrival.address}, follow=True)
    assert not Job.objects.filter(task_name="fetch_arrival").exists()
    assert f'href="/articles/{article.pk}/"' in answer.content.decode()


def test_the_page_asks_again_while_a_worker_has_it(client, editor):
    arrival = make_arrival()
    here = f"/arrivals/{arrival.pk}/"
    assert 'hx-trigger="load delay:1s"' in client.get(here, headers={"HX-Request": "true"}).content.decode()
    Arrival.objects.update(state="refused", problem="The page is a PDF.")
    part = client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert "The page is a PDF." in part
    assert "<html" not in part


def test_a_refused_address_is_asked_for_again(client, editor):
    arrival = make_arrival(state="refused", problem="No.", attempts=9)
    client.post(f"/arrivals/{arrival.pk}/ask-again/")
    arrival.refresh_from_db()
    assert (arrival.state, arrival.problem, arrival.attempts) == ("waiting", "", 0)
    assert Job.objects.count() == 1


def test_arrivals_by_state(client, editor):
    refused, _waiting = make_arrival(state="refused", problem="A PDF."), make_arrival()
    answer = client.get("/arrivals/?state=refused")
    assert [arrival.pk for arrival in answer.context["page"]] == [refused.pk]
    assert "A PDF." in texts(answer)


@pytest.mark.parametrize("query", ["state=lost", "page=0", "page=x", "colour=red"])
def test_a_question_that_cannot_be_read_is_an_error(query, client, editor):
    assert client.get(f"/arrivals/?{query}").status_code in (400, 404)


def test_lists_take_the_same_queries_at_one_row_and_three(client, editor, connection_queries):
    feed = make_feed()
    make_arrival(feed=feed, article=make_article())
    addresses = ["/arrivals/", "/feeds/", f"/feeds/{feed.pk}/"]
    one = [connection_queries(lambda: client.get(address)) for address in addresses]  # noqa: B023
    for _ in range(2):
        make_arrival(feed=feed, article=make_article())
        make_feed()
    assert [connection_queries(lambda: client.get(address)) for address in addresses] == one  # noqa: B023


# --- feeds ------------------------------------------------------------------------------------------------------


def test_feeds_that_fail_stand_first_with_the_reason(client, editor):
    well, failing = make_feed(make_outlet("The Well")), make_feed(make_outlet("The Failing"))
    FeedHealth.objects.filter(feed=well).update(succeeded_at=timezone.now(), brought=1234)
    FeedHealth.objects.filter(feed=failing).update(failures=3, error="The site takes too long to answer.")
    answer = client.get("/feeds/")
    assert [feed.pk for feed in answer.context["page"]] == [failing.pk, well.pk]
    said = texts(answer)
    assert "Failing (3 times in a row): The site takes too long to answer." in said
    assert "1,234" in said


def test_a_feed_is_polled_by_hand(client, editor):
    feed = make_feed()
    FeedHealth.objects.update(next_at=timezone.now() + dt.timedelta(hours=5))
    client.post(f"/feeds/{feed.pk}/poll/")
    client.post(f"/feeds/{feed.pk}/poll/")
    assert [(job.task_name, job.args) for job in Job.objects.all()] == [("poll_feed", {"feed_id": feed.pk})]


def test_staff_give_an_outlet_a_feed(client):
    client.force_login(make_user("Staff"))
    outlet = make_outlet()
    sent = {"address": "https://paper.example/feed", "outlet": outlet.pk, "is_on": "on", "note": ""}
    assert client.post("/admin/articles/feed/add/", sent).status_code == 302
    feed = Feed.objects.get()
    assert (feed.outlet, feed.health.next_at) == (outlet, None)

    again = client.post("/admin/articles/feed/add/", sent | {"address": "http://www.paper.example/feed/"})
    assert "This feed is known already." in texts(again)
    wrong = client.post("/admin/articles/feed/add/", sent | {"address": "gopher://x"})
    assert wrong.status_code == 200
    assert Feed.objects.count() == 1


def test_staff_steer_feeds_and_arrivals(client):
    client.force_login(make_user("Staff"))
    feed, arrival = make_feed(), make_arrival(state="refused")
    client.post("/admin/articles/feed/", {"action": "switch_off", "_selected_action": [feed.pk]})
    feed.refresh_from_db()
    assert not feed.is_on
    client.post("/admin/articles/feed/", {"action": "switch_on", "_selected_action": [feed.pk]})
    client.post("/admin/articles/feed/", {"action": "poll", "_selected_action": [feed.pk]})
    client.post("/admin/articles/arrival/", {"action": "ask_again", "_selected_action": [arrival.pk]})
    assert sorted(job.task_name for job in Job.objects.all()) == ["fetch_arrival", "poll_feed"]


# --- evidence -----------------------------------------------------------------------------------------------------


def test_captures_download_as_a_warc_that_others_read(client, captures):
    client.force_login(make_user("Staff"))
    article = make_article()
    first, second = make_capture(article), make_capture(article, b"<p>Changed.</p>")

    answer = client.get(f"/articles/{article.pk}.warc.gz")

    records = [
        (record.rec_type, record.rec_headers["WARC-Target-URI"], record.content_stream().read())
        for record in ArchiveIterator(io.BytesIO(b"".join(answer.streaming_content)))
    ]
    assert [record for record in records if record[0] != "warcinfo"] == [
        ("response", first.address, b"<p>Here.</p>"),
        ("response", second.address, b"<p>Changed.</p>"),
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="article-{article.pk}.warc.gz"'


def test_captures_of_a_merged_article_are_among_them(client, captures):
    staff = make_user("Staff")
    client.force_login(staff)
    outlet = make_outlet()
    kept, duplicate = make_article(outlet), make_article(outlet)
    for article, body in ((duplicate, b"<p>Earlier.</p>"), (kept, b"<p>Here.</p>"), (make_article(), b"<p>Other.</p>")):
        make_capture(article, body)
    made = merging.merge_articles(kept, duplicate, by=staff, reason="The same piece.")

    def bodies():
        answer = client.get(f"/articles/{kept.pk}.warc.gz")
        records = ArchiveIterator(io.BytesIO(b"".join(answer.streaming_content)))
        return [record.content_stream().read() for record in records if record.rec_type == "response"]

    assert bodies() == [b"<p>Earlier.</p>", b"<p>Here.</p>"]
    assert client.get(f"/articles/{duplicate.pk}.warc.gz").status_code == 404
    merging.undo(made, by=staff)
    assert bodies() == [b"<p>Here.</p>"]


def test_bytes_that_were_tampered_with_are_told(captures, settings):
    capture = make_capture(make_article())
    path = evidence.storages["captures"].path(evidence.name_of(capture.sha256))
    with open(path, "wb") as file:
        file.write(evidence.gzip.compress(b"Something else."))
    with pytest.raises(ValueError, match="their hash differs"):
        evidence.body_of(capture)


def test_equal_bytes_are_kept_once(captures):
    article = make_article()
    make_capture(article)
    make_capture(article)
    files = evidence.storages["captures"]
    (folder,) = files.listdir("")[0]
    assert len(files.listdir(folder)[1]) == 1
