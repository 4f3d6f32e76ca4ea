"""An import whose process is killed over and over: every line is stored once, and counted once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from articles import importing, tasks
from articles.models import Article, ArticleCoverage, Import, ImportLine, Job, OutletCoverage, Reading, Revision
from tests.articles.test_importing import captures, courier, kept, rows, table  # noqa: F401
from tests.tracker.test_worker import ROOT, WAIT, environment, wait_for

LINES, PIECE, KILLS = 1500, 40, 6
RUN = (
    "from articles import importing; importing.PIECE = {piece}; "
    "importing.run({pk}, enqueue=lambda imported: None); print('ended')"
)


@pytest.fixture
def begin(transactional_db, captures):  # noqa: F811
    """begin("shell", ...) is a manage.py of its own; (its id, what waits for its end)."""
    forker = subprocess.Popen(
        [sys.executable, "-m", "tests.tracker.forker"],
        cwd=ROOT,
        env=environment() | {"CAPTURES": str(captures)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(**asked):
        print(json.dumps(asked), file=forker.stdin, flush=True)
        return json.loads(forker.stdout.readline())

    begun = []

    def begin_one(*words):
        pid = ask(start=words, output=str(captures / "output"))
        begun.append(pid)
        return pid, lambda: begun.remove(pid) or ask(wait=pid, seconds=WAIT)

    yield begin_one
    for pid in begun:  # of a test that failed
        os.kill(pid, signal.SIGKILL)
        ask(wait=pid, seconds=WAIT)
    print((captures / "output").read_text() if (captures / "output").exists() else "")
    forker.communicate()


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_random_stores_every_line_once(begin, courier):  # noqa: F811
    bad = {n: ["The Courier", "", "", "", ""] for n in range(0, LINES, 100)}
    imported = kept(table(rows(LINES, changed=bad)))
    importing.start(imported, trial=False, enqueue=lambda imported: None)
    chance, kills, done_to = random.Random(5), 0, set()
    while kills < KILLS:
        pid, ended = begin("shell", "-c", RUN.format(piece=PIECE, pk=imported.pk))
        before, wait = Import.objects.get(pk=imported.pk).done_to, time.monotonic() + WAIT
        # killed in the midst of whatever it does once it has done something
        while Import.objects.get(pk=imported.pk).done_to == before and time.monotonic() < wait:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(pid, signal.SIGKILL)
        assert ended() == -signal.SIGKILL, "it was done too soon: give it more lines"
        kills += 1
        imported.refresh_from_db()
        done_to.add(imported.done_to)
        # at every moment what is counted is what is there
        assert Article.objects.count() == imported.stored == Revision.objects.count()
    assert len(done_to) == KILLS
    _pid, ended = begin("shell", "-c", RUN.format(piece=PIECE, pk=imported.pk))
    assert ended() == 0
    imported.refresh_from_db()
    assert (imported.state, imported.stored, imported.held, imported.refused) == ("done", LINES - len(bad), 0, len(bad))
    assert Article.objects.count() == Revision.objects.count() == ArticleCoverage.objects.count() == LINES - len(bad)
    assert ImportLine.objects.filter(imported=imported).count() == LINES
    assert OutletCoverage.objects.get(outlet=courier).held == LINES - len(bad)


@pytest.mark.django_db(transaction=True)
def test_a_worker_brings_a_file_in_and_reads_its_articles(begin, courier):  # noqa: F811
    imported = kept(table(rows(60)))
    importing.start(imported, trial=False, enqueue=tasks.enqueue_import)
    pid, ended = begin("work")
    done = Job.objects.filter(status="succeeded", queue_name=tasks.IMPORTS)
    wait_for(lambda: done.count() == 3)
    os.kill(pid, signal.SIGTERM)
    assert ended() == 0
    imported.refresh_from_db()
    assert (imported.state, imported.stored) == ("done", 60)
    assert Reading.objects.count() == 60
