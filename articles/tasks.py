"""What workers run: a few lines each, that call an action. A task may run twice; none does harm the second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import JobContext
from procrastinate.tasks import Task

from articles import copying, importing, queue, tracing
from articles.ingest import hosts, store
from articles.models import Arrival, Article, Feed, FeedHealth, Import

EVERY = settings.WORKER_RESCUE
# a sixth field counts seconds
OFTEN = "* * * * *" if EVERY == 60 else f"* * * * * */{EVERY}"


# No lock: a rescue that is itself left by a dead worker would hold up every other.
@app.periodic(cron=OFTEN)
@app.task(name="rescue", queue=queue.UPKEEP, queueing_lock="rescue", priority=100)
def rescue(timestamp: int) -> None:
    queue.rescue()


@app.periodic(cron="17 3 * * *")
@app.task(name="remove_finished", queue=queue.UPKEEP, queueing_lock="remove_finished", retry=queue.BackOff(attempts=3))
def remove_finished(timestamp: int) -> None:
    queue.remove_finished()


# --- what comes in by itself ----------------------------------------------------------------------

# queues, so that a worker of its own can serve each: docs/operations.md
ARRIVALS, FEEDS = "arrivals", "feeds"
ASKED_BY_HAND = 10  # priority: somebody looks at the page and waits
AT_ONCE = 1000  # feeds, and addresses, that one look for what is due enqueues


@app.task(name="fetch_arrival", queue=ARRIVALS, retry=queue.BackOff(attempts=5))
def fetch_arrival(arrival_id: int) -> None:
    arrival = Arrival.objects.select_related("feed__outlet", "article__outlet").filter(pk=arrival_id).first()
    if arrival is not None:
        store.arrive(arrival)


@app.task(name="poll_feed", queue=FEEDS, retry=queue.BackOff(attempts=5))
def poll_feed(feed_id: int) -> None:
    feed = Feed.objects.select_related("outlet").filter(pk=feed_id).first()
    if feed is not None:
        store.poll(feed, enqueue=enqueue_arrivals)


@app.periodic(cron=OFTEN)
@app.task(name="enqueue_due", queue=queue.UPKEEP, queueing_lock="enqueue_due", priority=50)
def enqueue_due(timestamp: int) -> None:
    enqueue_all_due()
    importing.end_abandoned()


def enqueue_arrival(arrival: Arrival) -> None:
    """For an editor who waits: at once, as a browser would ask. Only inside a transaction."""
    _noted(arrival, timezone.now())
    _enqueue(fetch_arrival, arrival_id=arrival.pk, priority=ASKED_BY_HAND)


def enqueue_arrivals(arrivals: Iterable[Arrival]) -> None:
    """Each in its turn at its server. Only inside a transaction."""
    # by server, since a turn locks its row: two that enqueue at once would wait for each other
    for arrival in sorted(arrivals, key=lambda arrival: (hosts.name_of(arrival.address), arrival.pk)):
        turn = hosts.take_turn(arrival.address)
        _noted(arrival, turn)
        _enqueue(fetch_arrival, arrival_id=arrival.pk, at=turn)


def enqueue_polls(feeds: Iterable[Feed]) -> None:
    """Each in its turn at its server. Only inside a transaction."""
    feeds = list(feeds)
    # before any server's row: `enqueue_all_due` has feeds first, too, and waits for none
    list(FeedHealth.objects.filter(feed__in=feeds).order_by("pk").select_for_update())
    for feed in sorted(feeds, key=lambda feed: (hosts.name_of(feed.address), feed.pk)):
        turn = hosts.take_turn(feed.address)
        FeedHealth.objects.filter(feed=feed).update(next_at=turn + store.ENQUEUED_AGAIN)
        _enqueue(poll_feed, feed_id=feed.pk, at=turn)


def enqueue_all_due() -> int:
    """Enqueues the feeds and addresses whose time has come; how many those are. One transaction."""
    now = timezone.now()
    with transaction.atomic():
        # locked, so that two workers do not enqueue them twice
        healths = FeedHealth.objects.due(now).select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]
        feeds = [health.feed for health in healths]
        arrivals = list(Arrival.objects.due(now).select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
        enqueue_polls(feeds)
        enqueue_arrivals(arrivals)
    return len(feeds) + len(arrivals)


def _enqueue(task: Task, *, at: dt.datetime | None = None, priority: int | None = None, **row: int) -> None:
    """Of several jobs about one row one waits, and one runs."""
    lock = f"{task.name} {next(iter(row.values()))}"
    queue.enqueue(task, lock=lock, queueing_lock=lock, at=at, priority=priority, **row)


def _noted(arrival: Arrival, turn: dt.datetime) -> None:
    arrival.next_at = turn + store.ENQUEUED_AGAIN
    arrival.save(update_fields=["next_at"])


# --- files of articles ----------------------------------------------------------------------------

IMPORTS = "imports"


@app.task(name="import_file", queue=IMPORTS, pass_context=True, retry=queue.BackOff())
def import_file(context: JobContext, import_id: int) -> None:
    if not importing.run(import_id, enqueue=enqueue_reading, may_go_on=lambda: not context.should_abort()):
        raise JobAborted  # the worker is told to stop; another goes on behind the last piece


@app.task(name="suggest_imported", queue=IMPORTS, retry=queue.BackOff())
def suggest_imported(import_id: int, after: int) -> None:
    if last := importing.read_articles(import_id, after):
        # a job for each piece, so that files that are brought in meanwhile do not wait for thousands of texts
        queue.enqueue(suggest_imported, lock=f"suggest_imported {import_id}", import_id=import_id, after=last)


def enqueue_import(imported: Import) -> None:
    _enqueue(import_file, import_id=imported.pk, priority=ASKED_BY_HAND)


def enqueue_reading(imported: Import) -> None:
    queue.enqueue(suggest_imported, lock=f"suggest_imported {imported.pk}", import_id=imported.pk, after=0)


# --- what follows from a new text ---------------------------------------------------------------------

COPIES = "copies"  # a queue of its own, so that workers for it can be added: docs/operations.md


# behind everything else: nobody waits for it
@app.task(name="find_copies", queue=COPIES, priority=-10, retry=queue.BackOff(attempts=5))
def find_copies(article_id: int) -> None:
    article = Article.objects.living().filter(pk=article_id).first()
    if article is not None:
        copying.find_copies_of(article)
        tracing.arrived(article.pk)


# --- what follows from an edit ------------------------------------------------------------------------

ORIGINS = "origins"


@app.task(name="trace", queue=ORIGINS, retry=queue.BackOff(attempts=5))
def trace(article_ids: list[int]) -> None:
    tracing.trace(article_ids)


@app.periodic(cron="*/10 * * * *")
@app.task(name="follow_directory", queue=ORIGINS, queueing_lock="follow_directory", retry=queue.BackOff(attempts=3))
def follow_directory(timestamp: int) -> None:
    tracing.follow_directory()
