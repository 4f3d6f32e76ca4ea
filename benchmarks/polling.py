"""How many feeds workers poll in a minute: a server of this machine, a database of its own, `manage.py work`."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.reader import Failed
from tracker import database

FEEDS, ITEMS, WORKERS = 500, 10, 2
NAME = "bench_feeds"
PUBLISHED = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
LONGEST = 900.0  # seconds for one round

# run in a process of its own, on that database
_FEEDS = """
import sys
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from articles.models import Feed
from sources.models import Domain, Source
for number in range(int(sys.argv[1])):
    outlet = Source.objects.create(name=f"Outlet {number}", kind="outlet")
    Domain.objects.create(outlet=outlet, host=f"f{number}.example")
    Feed.objects.create(outlet=outlet, address=f"http://f{number}.example:{sys.argv[2]}/feed")
"""
_ENQUEUE = """
import django; django.setup()
from django.db import transaction
from articles import tasks
from articles.models import Feed
with transaction.atomic():
    tasks.enqueue_polls(Feed.objects.all())
"""


class Press:
    """`items` is how many each feed lists; a feed that is asked with the newest ETag has not changed."""

    def __init__(self) -> None:
        self.items = ITEMS
        press = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                tag = f'"{press.items}"'
                if self.path != "/feed" or self.headers.get("If-None-Match") == tag:
                    self.send_response(404 if self.path != "/feed" else 304)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                body = press.feed(self.headers["Host"]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", tag)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", _free_port()), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def feed(self, host: str) -> str:
        rows = "".join(
            f"<item><title>Item {at} of {host}</title><link>http://{host}/2026/{at}</link><guid>{at}</guid>"
            f"<pubDate>{PUBLISHED:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
            for at in range(self.items)
        )
        return f'<rss version="2.0"><channel><title>{host}</title><link>http://{host}/</link>{rows}</channel></rss>'


def _free_port() -> int:
    """From 8100 on, which is among those that are asked."""
    for port in range(8100, 9000):
        with contextlib.suppress(OSError):
            ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler).server_close()
            return port
    raise Failed("No port from 8100 to 8999 is free.")


def measured(say: Callable[[str], None]) -> dict[str, Any]:
    """{"feeds", "items", "workers", "new", "unchanged", "one_more"}: the last three in feeds a minute."""
    with database.running(), _database() as url, tempfile.TemporaryDirectory() as captures:
        press = Press()
        port = press.server.server_address[1]
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "CAPTURES": captures,
            "DEBUG": "0",
            "FETCH_PACE": "0",
            "FETCH_LOCAL": " ".join(f"f{number}.example:{port}" for number in range(FEEDS)),
        }
        say(f"making {FEEDS} feeds")
        _run(environment, _FEEDS, str(FEEDS), str(port))
        workers = [
            subprocess.Popen([sys.executable, "manage.py", "work", "--queue", "feeds"], cwd=database.BASE_DIR,
                             env=environment, stdout=subprocess.DEVNULL)
            for _ in range(WORKERS)
        ]  # fmt: skip
        try:
            told = {"feeds": FEEDS, "items": ITEMS, "workers": WORKERS}
            with psycopg.connect(url, autocommit=True) as connection:
                told["new"] = _round(connection, environment, say, "all items new")
                told["unchanged"] = _round(connection, environment, say, "nothing changed")
                press.items += 1
                told["one_more"] = _round(connection, environment, say, "one item more")
                found = connection.execute("SELECT count(*) FROM articles_arrival").fetchone()
            if found != (FEEDS * (ITEMS + 1),):
                raise Failed(f"{found} addresses are on record, not {FEEDS * (ITEMS + 1):,}.")
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            for worker in workers:
                worker.wait()
            press.server.shutdown()
    return told


def _round(connection: psycopg.Connection, environment: dict[str, str], say: Callable[[str], None], what: str) -> float:
    """Feeds a minute, from the first poll to the last."""
    say(f"polling: {what}")
    began = connection.execute("SELECT now()").fetchone()
    _run(environment, _ENQUEUE)
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        row = connection.execute(
            "SELECT count(*), extract(epoch FROM max(succeeded_at) - min(polled_at)), max(failures) "
            "FROM articles_feedhealth WHERE succeeded_at > %s",
            began,
        ).fetchone()
        if row and row[0] == FEEDS and row[2] == 0:
            return 60 * FEEDS / float(row[1])
        time.sleep(0.5)
    raise Failed(f"Not all feeds were polled in {LONGEST:.0f} s.")


def sentence(told: dict[str, Any]) -> str:
    return (
        f"{told['feeds']:,} feeds of {told['items']} items, {told['workers']} workers of four jobs each: "
        f"{told['new']:,.0f} feeds a minute when every item is new, {told['unchanged']:,.0f} when nothing has changed "
        f"(304), {told['one_more']:,.0f} when each has one item more."
    )


def _run(environment: dict[str, str], code: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=database.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(done.stderr.strip()[-300:])


@contextlib.contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    given = os.environ.get("DATABASE_URL", "").strip()
    server = database.EmbeddedServer(database.BASE_DIR)
    url = make_conninfo(given, dbname=NAME) if given else server.url(NAME)
    postgres = make_conninfo(given or server.url("postgres"), dbname="postgres")
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME))
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    try:
        yield url
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(drop)
