"""Workers killed in the middle of an import: at the end every page is stored exactly once, and no job is lost."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection, transaction

from articles import tasks
from articles.ingest import store
from articles.models import Arrival, Article, Capture, Job, Revision
from sources.models import Domain
from tests.factories import make_feed, make_outlet
from tests.workers import wait_for

# PAGES=2000 is what docs/operations.md tells of
PAGES = int(os.environ.get("PAGES", "300"))
KILLS, WORKERS = 50, 2


@pytest.fixture
def paper():
    """The address of a server with a page at every path; each number has an article of its own."""

    class Paper(BaseHTTPRequestHandler):
        def do_GET(self):
            number = self.path.rpartition("/")[2]
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            # with a letter: a page headed “Lorry 404” would be taken for an error page
            text = f"Lorry A{number} crossed the bridge on Monday. " * 5
            body = (
                f"<html lang=en><head><title>Lorry A{number}</title></head><body><article><h1>Lorry A{number}</h1>"
                f"<p>{text}</p></article></body></html>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = _server(Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://paper.example:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _server(handler):
    for port in range(8100, 9000):
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise OSError("no port from 8100 to 8999 is free")


@pytest.mark.timeout(2400)
def test_every_page_is_stored_once_though_workers_are_killed(begin, paper, settings):
    settings.FETCH_PACE = 0
    Domain.objects.create(host="paper.example", outlet=make_outlet("The Paper"))
    feed = make_feed(None, f"{paper}/feed", is_on=False)
    with transaction.atomic():
        tasks.enqueue_arrivals([store.ask(f"{paper}/2026/{number}", feed=feed)[0] for number in range(PAGES)])

    chance = random.Random(50)
    working = [begin("--queue", tasks.ARRIVALS) for _ in range(WORKERS)]
    killed_at = []
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.02, PAGES / 500))
        victim = chance.randrange(WORKERS)
        working[victim].send_signal(signal.SIGKILL)
        killed_at.append(Article.objects.count())
        working[victim].ended()
        working[victim] = begin("--queue", tasks.ARRIVALS, wait=False)
    wait_for(all_over, seconds=1200)

    assert sum(stored < PAGES for stored in killed_at) == KILLS, "killed when there was nothing to do"
    jobs = Job.objects.filter(task_name="fetch_arrival")
    assert Counter(jobs.values_list("status", flat=True)) == {"succeeded": PAGES}
    assert jobs.filter(attempts__gt=0).exists()
    # with why not, should one not be
    assert list(Arrival.objects.exclude(state="stored").values_list("address", "attempts", "problem")) == []
    assert Arrival.objects.count() == PAGES
    assert sorted(Article.objects.values_list("title", flat=True)) == sorted(f"Lorry A{at}" for at in range(PAGES))
    assert Revision.objects.count() == PAGES
    assert Capture.objects.values("article").distinct().count() == PAGES


def all_over():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'fetch_arrival'"
        )
        return cursor.fetchone()[0] == 0
