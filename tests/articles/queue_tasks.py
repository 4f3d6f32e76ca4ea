"""Tasks that only tests have. A worker of the tests loads them through tests/articles/worker_settings.py."""

import datetime as dt
import os
import time

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from articles import queue

TABLE = "queue_test"


def make_table():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(f"CREATE TABLE {TABLE} (what text, n int, pid int, at timestamptz DEFAULT clock_timestamp())")
        # an idempotent task's row, which a second run meets
        cursor.execute(f"CREATE UNIQUE INDEX ON {TABLE} (n) WHERE what = 'once'")


def drop_table():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")


def note(what, n):
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (what, n, pid) VALUES (%s, %s, %s)", [what, n, os.getpid()])


def noted(what):
    """[(n, pid)] in the order in which they were noted."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT n, pid FROM {TABLE} WHERE what = %s ORDER BY at", [what])
        return cursor.fetchall()


@app.task(name="tests.sleep")
def sleep(n, seconds=0.0):
    note("begun", n)
    time.sleep(seconds)
    note("ended", n)


@app.task(name="tests.once", retry=queue.BackOff())
def once(n, seconds=0.0):
    note("begun", n)
    time.sleep(seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (what, n, pid) VALUES ('once', %s, %s) ON CONFLICT DO NOTHING", [n, os.getpid()]
        )


@app.task(name="tests.fail", retry=queue.BackOff(attempts=2))
def fail(n, kind="RuntimeError"):
    note("begun", n)
    if kind == "ValidationError":
        raise ValidationError("The page is a login wall. Paste the text.")
    raise RuntimeError("The other side\0 hung up.")


@app.task(name="tests.pass_on")
def pass_on(n):
    """Enqueues and then fails: nothing of it is to stay."""
    with transaction.atomic():
        queue.enqueue(sleep, n=n)
        raise RuntimeError("Too late.")


@app.task(name="tests.again_and_fail", retry=queue.BackOff())
def again_and_fail(n):
    """What a feed's poll might do: the next one is planned, then this one fails and wants to be tried again."""
    note("begun", n)
    queue.enqueue(sleep, queueing_lock="one", at=timezone.now() + dt.timedelta(hours=1), n=n)
    raise RuntimeError("No answer.")
