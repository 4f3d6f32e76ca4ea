"""From a server's answer to rows: real servers of this machine, a real database."""

from __future__ import annotations

import datetime as dt
import functools
import gzip
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import marking, tasks
from articles.ingest import evidence, store
from articles.models import Arrival, Article, Capture, Credit, Feed, FeedHealth, Host, Job, Link, Statement
from sources.models import Domain
from tests.articles.ingest.conftest import answered
from tests.factories import make_article, make_feed, make_outlet, make_user

# without the time, which the names of tests would carry
gzipped = functools.partial(gzip.compress, mtime=0)

pytestmark = pytest.mark.django_db

ROBOTS = answered(b"", "404 Not Found", Content_Length="0")
WORDS = (
    "The bridge over the Alne will close on Monday, the mayor said. “We have no choice,” Ada Lund told the "
    "Courier. According to the Harbour Post, around 40 lorries cross it every hour."
)


def html(title="Bridge closes", words=WORDS, head="", **headers):
    body = f"""<!doctype html><html lang="en"><head><title>{title}</title>{head}
        <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}",
        "datePublished": "2026-03-02T10:15:00Z", "author": {{"@type": "Person", "name": "B. Writer"}}}}</script></head>
        <body><nav>Home</nav><article><h1>{title}</h1><p>{words}</p>
        <p>The council meets again next week to hear the engineers.</p></article></body></html>"""
    return answered(body.encode(), Content_Type="text/html; charset=utf-8", **headers)


def rss(*items, extra=""):
    rows = "".join(
        f"<item><title>Item {at}</title><link>{link}</link><guid>{at}</guid>"
        f"<pubDate>Mon, 02 Mar 2026 10:15:00 GMT</pubDate>{extra}</item>"
        for at, link in enumerate(items)
    )
    body = f"<rss version='2.0'><channel><title>The Courier</title><link>/</link>{rows}</channel></rss>"
    return answered(body.encode(), Content_Type="application/rss+xml", ETag='"one"')


@pytest.fixture
def site(serve, settings, tmp_path):
    """site(pages) starts a server of {path: answer}; answers may be functions of the request's head."""
    settings.FETCH_PACE = 0
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }

    def start(pages, name="courier.example", *, outlet="The Courier"):
        def answer(head, there):
            path = head.split(b" ")[1].decode()
            found = pages.get(path, ROBOTS)
            return found(head, there) if callable(found) else found

        one = serve(answer, name=name)
        settings.FETCH_LOCAL = settings.FETCH_LOCAL | {one.authority}
        if outlet:
            Domain.objects.create(host=name, outlet=make_outlet(outlet))
        return one

    return start


def arrival_of(site, path="/bridge", by=None, **said):
    return store.ask(site.url(path), by=by or make_user("Editors"), said=said)[0]


def arrive(arrival):
    store.arrive(arrival)
    arrival.refresh_from_db()
    return arrival


# --- an address -----------------------------------------------------------------------------------------------


def test_an_address_becomes_an_article_with_suggestions_and_evidence(site):
    here = site({"/bridge": html(ETag='"7"')})
    editor = make_user("Editors")

    arrival = arrive(arrival_of(here, by=editor))

    assert (arrival.state, arrival.problem, arrival.etag) == ("stored", "", '"7"')
    article = arrival.article
    assert (article.title, article.byline, article.came_in, article.created_by) == (
        "Bridge closes",
        "B. Writer",
        "address",
        editor,
    )
    assert article.outlet.name == "The Courier"
    assert (article.published_at, article.published_precision) == (
        dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC),
        "minute",
    )
    assert WORDS in article.current_revision().text
    assert {statement.state for statement in article.statements.all()} == {"suggested"}
    assert "We have no choice" in " ".join(statement.quote for statement in article.statements.all())
    capture = Capture.objects.get()
    assert (capture.article, capture.revision, capture.status) == (article, article.current_revision(), 200)
    assert b"Ada Lund" in evidence.body_of(capture)
    assert [name for name, _value in capture.headers][-1] == "ETag"


LINKED = (
    'The bridge will close, the mayor said. “We have no choice,” she told <a href="https://post.example/2026/lorries?'
    'utm_source=c">the Harbour Post</a>, as <a href="/budget">the budget</a> had <a href="#more">said</a>. Around 40 '
    'lorries cross it every hour, and <a href="javascript:go()">engineers</a> look after it.'
)


def test_what_a_text_links_to_is_stored_with_it(site):
    here = site({"/bridge": html(words=LINKED)})
    article = arrive(arrival_of(here)).article
    text = article.current_revision()
    links = list(Link.objects.order_by("position"))
    assert [(link.position, link.address, link.words) for link in links] == [
        (1, "https://post.example/2026/lorries", "the Harbour Post"),
        (2, here.url("/budget"), "the budget"),
    ]
    assert links[0].address_key == "post.example/2026/lorries"
    assert {(link.article, link.revision) for link in links} == {(article, text)}
    assert [text.text[start:end] for link in links for start, end in link.spans] == ["the Harbour Post", "the budget"]


def test_links_stay_with_the_text_they_were_captured_with(site):
    pages = {"/bridge": html(words=LINKED)}
    here = site(pages)
    arrival = arrive(arrival_of(here))
    first = arrival.article.current_revision()
    for words in (LINKED.replace("/budget", "/other"), LINKED.replace("/budget", "/third") + " It rained."):
        pages["/bridge"] = html(words=words)
        arrive(arrival)
    second = arrival.article.current_revision()
    led = {(link.revision.number, link.address) for link in Link.objects.exclude(words="the Harbour Post")}
    assert (first.number, second.number) == (1, 2)
    assert led == {(1, here.url("/budget")), (2, here.url("/third"))}


def test_a_page_of_many_links_keeps_the_first(site, monkeypatch):
    monkeypatch.setattr(store, "MOST_LINKS", 1)
    arrive(arrival_of(site({"/bridge": html(words=LINKED)})))
    assert [link.words for link in Link.objects.all()] == ["the Harbour Post"]


def test_asking_twice_stores_once(site):
    here = site({"/bridge": html()})
    arrival = arrival_of(here)
    arrive(arrival)
    arrive(arrival)
    assert store.ask(here.url("/bridge?utm_source=x"), by=make_user("Editors")) == (arrival, False)
    assert (Article.objects.count(), Arrival.objects.count()) == (1, 1)
    assert Article.objects.get().revisions.count() == 1
    assert Capture.objects.count() == 2
    assert len(list(evidence.storages["captures"].listdir("")[0])) == 1


def test_a_worker_that_died_after_its_commit_does_no_harm(site):
    here = site({"/bridge": html()})
    arrival = arrival_of(here)
    stale = Arrival.objects.get(pk=arrival.pk)
    arrive(arrival)
    arrive(stale)
    assert (Article.objects.count(), Statement.objects.filter(state="suggested").exists()) == (1, True)


def test_a_changed_page_is_a_new_revision_and_its_statements_are_found_again(site):
    pages = {"/bridge": html()}
    here = site(pages)
    arrival = arrive(arrival_of(here))
    before = Statement.objects.get(quote__contains="We have no choice")
    marking.decide_statement(before, "accepted", by=make_user("Editors"))

    pages["/bridge"] = html(words="It rained. " + WORDS.replace("40 lorries", "60 lorries"))
    arrive(arrival)

    article = Article.objects.get()
    assert article.revisions.count() == 2
    newest = article.current_revision()
    (start, end), *_ = before.anchors.get(revision=newest).spans
    assert newest.text[start:end] == before.quote
    assert "60 lorries" in " ".join(Statement.objects.filter(state="suggested").values_list("quote", flat=True))
    assert list(Capture.objects.order_by("pk").values_list("revision__number", flat=True)) == [1, 2]


def test_a_text_that_a_person_pasted_is_not_replaced(site):
    here = site({"/bridge": html()})
    held = make_article(Domain.objects.get().outlet, address=here.url("/bridge"), body="Pasted by hand, Ada Lund said.")
    arrival = arrive(arrival_of(here))
    assert (arrival.state, arrival.article) == ("stored", held)
    assert held.revisions.count() == 1
    assert Capture.objects.get().revision is None


def test_an_unchanged_page_is_told_by_the_server(site):
    def answer(head, there):
        if b'If-None-Match: "7"' in head:
            return answered(b"", "304 Not Modified")
        return html(ETag='"7"')

    arrival = arrive(arrival_of(site({"/bridge": answer})))
    first = arrival.fetched_at
    arrive(arrival)
    assert arrival.fetched_at > first
    assert Capture.objects.count() == 1


def test_an_address_redirects_to_the_outlets_own(site):
    outlet = site({"/bridge": html()})
    short = site({"/x": answered(b"", "301 Moved", Location=outlet.url("/bridge"))}, "short.example", outlet="")
    arrival = arrive(arrival_of(short, "/x"))
    assert arrival.article.outlet.name == "The Courier"
    assert arrival.article.address == outlet.url("/bridge")
    assert Capture.objects.get().redirects == [short.url("/x")]


REFUSED = {
    "a login wall": (
        html(words="Subscribe to continue reading. Please log in to read this article."),
        "subscribers or after a login",
    ),
    "an error with status 200": (
        answered(b"<html><title>404 Not Found</title><body><h1>Page not found</h1></body></html>"),
        "an error page",
    ),
    "script only": (
        answered(b"<html><body><div id=app></div><script>x()</script></body></html>"),
        "without its scripts",
    ),
    "a PDF": (answered(b"%PDF-1.7\n...", Content_Type="text/html"), "PDF"),
    "gone": (answered(b"", "410 Gone"), "no such page"),
    "forbidden": (answered(b"", "403 Forbidden"), "Paste the text"),
    "a gzip bomb": (
        answered(gzipped(b"\0" * 20_000_000), Content_Encoding="gzip", Content_Type="text/html"),
        "unpacks to more than",
    ),
    "a redirect into the metadata service": (
        answered(b"", "302 Found", Location="http://169.254.169.254/latest/meta-data/"),
        "inner network",
    ),
    "a redirect circle": (answered(b"", "302 Found", Location="/bridge"), "circle"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_article_is_named_and_nothing_is_stored(what, site):
    answer, said = REFUSED[what]
    arrival = arrive(arrival_of(site({"/bridge": answer})))
    assert arrival.state == "refused"
    assert said in arrival.problem
    assert (Article.objects.count(), Capture.objects.count(), arrival.next_at) == (0, 0, None)


def test_a_site_without_an_outlet_is_named_and_comes_once_its_domain_is_known(site):
    here = site({"/bridge": html()}, outlet="")
    arrival = arrive(arrival_of(here))
    assert arrival.state == "refused"
    assert arrival.problem.startswith("No outlet is known for courier.example")
    Domain.objects.create(host="courier.example", outlet=make_outlet())
    store.ask(here.url("/bridge"), by=make_user("Editors"))
    assert arrive(arrival).state == "stored"


def test_robots_are_heard(site):
    robots = answered(
        b"User-agent: attribution-tracker\nDisallow: /bridge\nCrawl-delay: 7\n", Content_Type="text/plain"
    )
    here = site({"/robots.txt": robots, "/bridge": html()})
    arrival = arrive(arrival_of(here))
    assert (arrival.state, "robots.txt" in arrival.problem) == ("refused", True)
    assert [head.split()[1] for head in here.asked] == [b"/robots.txt"]
    assert Host.objects.get().pace == 7


def test_a_server_in_trouble_is_tried_again_later(site):
    pages = {"/bridge": answered(b"", "503 Unavailable", Retry_After="7200")}
    arrival = arrive(arrival_of(site(pages)))
    assert (arrival.state, arrival.attempts) == ("failing", 1)
    assert arrival.next_at - timezone.now() > dt.timedelta(minutes=110)
    pages["/bridge"] = html()
    assert arrive(arrival).state == "stored"


def test_a_server_that_is_always_in_trouble_is_given_up(site):
    arrival = arrival_of(site({"/bridge": answered(b"", "503 Unavailable")}))
    for _attempt in range(store.MOST_ATTEMPTS):
        arrive(arrival)
    assert (arrival.state, arrival.next_at) == ("refused", None)
    assert "tried 9 times" in arrival.problem


def test_a_stored_article_stays_stored_when_its_page_goes(site):
    pages = {"/bridge": html()}
    arrival = arrive(arrival_of(site(pages)))
    pages["/bridge"] = answered(b"", "410 Gone")
    arrive(arrival)
    assert (arrival.state, arrival.article is not None) == ("stored", True)
    assert "no such page" in arrival.problem


def test_a_full_disk_stores_nothing_and_is_tried_again(site, monkeypatch):
    arrival = arrival_of(site({"/bridge": html()}))

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(evidence.os, "fsync", full)
    arrive(arrival)
    assert (arrival.state, Article.objects.count(), Capture.objects.count()) == ("failing", 0, 0)
    assert "No space left on device" in arrival.problem
    folders = evidence.storages["captures"].listdir("")[0]
    assert [evidence.storages["captures"].listdir(folder)[1] for folder in folders] == [[]]
    monkeypatch.undo()
    assert arrive(arrival).state == "stored"


def test_who_the_page_is_taken_from_is_a_suggested_credit(site):
    body = html().replace(
        b'"headline"', b'"sourceOrganization": {"@type": "Organization", "name": "North Wire"}, "headline"'
    )
    arrive(arrival_of(site({"/bridge": body})))
    credit = Credit.objects.get(found_by="page")
    assert (credit.role, credit.state, credit.mention.printed_name) == ("copy", "suggested", "North Wire")


# --- a feed ---------------------------------------------------------------------------------------------------


def polled(feed):
    new = []
    store.poll(feed, enqueue=new.extend)
    return new


def test_a_feed_brings_what_is_new_and_is_asked_for_changes_alone(site):
    asked = []

    def answer(head, there):
        asked.append(re.search(rb"If-None-Match: (.*)\r", head))
        return answered(b"", "304 Not Modified") if asked[-1] else rss(here.url("/a"), "/b")

    here = site({"/feed": answer})
    feed = make_feed(Domain.objects.get().outlet, here.url("/feed"))

    assert sorted(arrival.address for arrival in polled(feed)) == [here.url("/a"), here.url("/b")]
    assert polled(feed) == []

    health = FeedHealth.objects.get()
    assert (health.failures, health.error, health.brought, health.title) == (0, "", 2, "The Courier")
    assert [match and match[1] for match in asked] == [None, b'"one"']
    assert {arrival.said["published_at"] for arrival in Arrival.objects.all()} == {"2026-03-02T10:15:00+00:00"}


def test_the_interval_follows_how_often_a_feed_brings_something(site):
    pages = {}
    here = site(pages)
    feed = make_feed(Domain.objects.get().outlet, here.url("/feed"))
    intervals = []
    for number in range(8):
        pages["/feed"] = rss(*(f"/{number}-{at}" for at in range(3))) if number < 3 else rss("/0-0")
        polled(feed)
        intervals.append(FeedHealth.objects.get().interval)
    assert intervals == [450, 300, 300, 450, 675, 1012, 1518, 2277]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (html(), "a web page, not a feed"),
        (answered(b"", "500 Error"), "500"),
        (answered(b"<rss><channel>", Content_Encoding="gzip"), "compressed"),
        (answered(gzipped(b" " * 30_000_000), Content_Encoding="gzip"), "unpacks to more"),
        (answered(b"x", Content_Length="200000000"), "larger than"),
    ],
)
def test_a_feed_that_is_none_fails_in_words_and_recovers(answer, said, site):
    pages = {"/feed": answer}
    here = site(pages)
    feed = make_feed(Domain.objects.get().outlet, here.url("/feed"))
    assert polled(feed) == []
    assert polled(feed) == []
    health = FeedHealth.objects.get()
    assert (health.failures, said in health.error) == (2, True), health.error
    assert health.next_at > timezone.now() + dt.timedelta(minutes=7)
    pages["/feed"] = rss("/a")
    assert len(polled(feed)) == 1
    health.refresh_from_db()
    assert (health.failures, health.error) == (0, "")


def test_a_transport_never_becomes_the_outlet(site):
    paper = site({"/a": html()}, "paper.example", outlet="The Paper")
    source = "<source url='https://wire.example/rss'>North Wire</source>"
    aggregator = site({"/feed": rss(paper.url("/a"), extra=source)}, "aggregator.example", outlet="")
    feed = make_feed(None, aggregator.url("/feed"))

    (arrival,) = polled(feed)
    arrive(arrival)

    article = Article.objects.get()
    assert (article.outlet.name, article.came_in) == ("The Paper", "feed")
    credit = Credit.objects.get(found_by="feed")
    assert (credit.role, credit.state, credit.mention.printed_name) == ("copy", "suggested", "North Wire")


def test_a_source_that_is_the_outlet_itself_is_no_credit(site):
    here = site({"/a": html()})
    feed_site = site(
        {"/feed": rss(here.url("/a"), extra=f"<source url='{here.url()}'>Courier</source>")}, "f.example", outlet=""
    )
    (arrival,) = polled(make_feed(None, feed_site.url("/feed")))
    arrive(arrival)
    assert not Credit.objects.filter(found_by="feed").exists()


def test_reading_again_leaves_what_a_feed_said(site):
    from articles import suggesting

    here = site({"/a": html()})
    feed_site = site(
        {"/feed": rss(here.url("/a"), extra="<source url='x'>North Wire</source>")}, "f.example", outlet=""
    )
    (arrival,) = polled(make_feed(None, feed_site.url("/feed")))
    arrive(arrival)
    suggesting.suggest(Article.objects.get())
    assert Credit.objects.filter(found_by="feed").count() == 1


# --- the queue ------------------------------------------------------------------------------------------------


def jobs():
    return [(job.task_name, job.args, job.scheduled_at) for job in Job.objects.order_by("pk")]


def test_pages_of_one_server_are_asked_one_after_the_other(settings):
    settings.FETCH_PACE = 5
    feed = make_feed()
    arrivals = [store.ask(f"https://paper.example/{at}", feed=feed)[0] for at in range(3)]
    other = store.ask("https://other.example/1", feed=feed)[0]
    with transaction.atomic():
        tasks.enqueue_arrivals([*arrivals, other])
    at = {args["arrival_id"]: when for _task, args, when in jobs()}
    gaps = [round((at[arrival.pk] - at[arrivals[0].pk]).total_seconds()) for arrival in arrivals]
    assert gaps == [0, 5, 10]
    assert abs((at[other.pk] - at[arrivals[0].pk]).total_seconds()) < 2


def test_an_address_waits_once_however_often_it_is_asked_for():
    arrival = store.ask("https://paper.example/1", by=make_user("Editors"))[0]
    with transaction.atomic():
        tasks.enqueue_arrivals([arrival])
        tasks.enqueue_arrival(arrival)
        tasks.enqueue_arrival(arrival)
    ((task, args, when),) = jobs()
    assert (task, args) == ("fetch_arrival", {"arrival_id": arrival.pk})
    assert when is None or when <= timezone.now()


def test_what_is_due_is_enqueued_once():
    due, off, later = make_feed(), make_feed(is_on=False), make_feed()
    FeedHealth.objects.filter(feed=later).update(next_at=timezone.now() + dt.timedelta(hours=1))
    again = store.ask("https://paper.example/1", feed=due)[0]
    Arrival.objects.filter(pk=again.pk).update(next_at=timezone.now() - dt.timedelta(seconds=1))
    store.ask("https://paper.example/2", feed=off)

    assert (tasks.enqueue_all_due(), tasks.enqueue_all_due()) == (2, 0)

    assert {(task, *args.values()) for task, args, _when in jobs()} == {
        ("poll_feed", due.pk),
        ("fetch_arrival", again.pk),
    }


def test_feeds_are_locked_before_servers():
    # the other way round, a curator who polls feeds and a worker that enqueues what is due waited for each other
    feeds = [make_feed() for _ in range(3)]
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        tasks.enqueue_polls(reversed(feeds))
    tables = [
        query["sql"] for query in queries if "articles_feedhealth" in query["sql"] or "articles_host" in query["sql"]
    ]
    assert "FOR UPDATE" in tables[0]
    assert "articles_feedhealth" in tables[0]
    assert sum("articles_host" in sql for sql in tables) == 3


def test_a_feed_that_is_removed_is_not_polled():
    feed = make_feed()
    pk = feed.pk
    feed.delete()
    tasks.poll_feed(pk)
    assert not Feed.objects.exists()
