"""Workers as processes of their own, killed and stopped; and `manage.py run`, which has one."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from procrastinate import exceptions, jobs, manager

from articles import queue
from articles.models import Job
from tests.articles import queue_tasks
from tests.articles.queue_tasks import noted
from tests.factories import make_article
from tracker import database, worker

ROOT = database.BASE_DIR
WAIT = 60  # seconds; a loaded machine is slow, and that is no failure
QUICK = {"WORKER_HEARTBEAT": "1", "WORKER_STALLED": "2", "WORKER_RESCUE": "1", "JOB_PAUSE": "1"}


@pytest.fixture
def table(transactional_db):
    queue_tasks.make_table()
    yield
    queue_tasks.drop_table()


def environment():
    """That of a process which works on the tests' own database."""
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "").strip()
    url = urlsplit(url)._replace(path=f"/{name}").geturl() if url else database.EmbeddedServer(ROOT).url(name)
    own = {"DATABASE_URL": url, "TEST_DATABASE": "none", "DJANGO_SETTINGS_MODULE": "tests.articles.worker_settings"}
    return os.environ | QUICK | own


@pytest.fixture(scope="module")
def forker(django_db_setup):
    """Asks tests/tracker/forker.py, which lives as long as this module's tests."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.tracker.forker"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(**asked):
        print(json.dumps(asked), file=process.stdin, flush=True)
        return json.loads(process.stdout.readline())

    yield ask
    process.communicate()


class Worker:
    """A `manage.py work` of this test's, as far as possible like a Popen."""

    def __init__(self, ask, output, *words):
        self.ask, self.output = ask, output
        self.pid = ask(start=["work", *words], output=str(output))

    def send_signal(self, signum):
        os.kill(self.pid, signum)

    def ended(self):
        """(how, what it said after its first line)."""
        self.code = self.ask(wait=self.pid, seconds=WAIT)
        assert self.code is not None, "it did not end"
        return self.code, self.output.read_text().partition("Ctrl-C stops it.\n")[2]


@pytest.fixture
def begin(table, forker, tmp_path):
    """Starts a worker; each is killed afterwards."""
    begun = []

    def begin_one(*words, wait=True):
        begun.append(Worker(forker, tmp_path / f"output{len(begun)}", *words))
        if wait:
            wait_for(lambda: begun[-1].output.exists() and "runs up to" in begun[-1].output.read_text())
        return begun[-1]

    yield begin_one
    for one in begun:
        # shown where a test fails
        print(one.output.read_text() if one.output.exists() else "")
        if not hasattr(one, "code"):
            one.send_signal(signal.SIGKILL)
            one.ended()


@pytest.fixture
def command(transactional_db):
    """Starts `manage.py WORDS` as it is, without a fork; killed afterwards."""
    begun = []

    def begin_one(*words, **more):
        begun.append(
            subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=ROOT,
                env=environment() | more,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        )
        return begun[-1]

    yield begin_one
    for process in begun:
        process.kill()
        process.communicate()


def wait_for(answers):
    end = time.monotonic() + WAIT
    while not (found := answers()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def states():
    """{n: state} of the tests' jobs."""
    return dict(Job.objects.filter(task_name__startswith="tests.").values_list("args__n", "status"))


def all_done():
    return set(states().values()) == {"succeeded"}


# --- what becomes of jobs ----------------------------------------------------------------------------


def test_a_killed_workers_job_is_ended_by_another(begin):
    queue.enqueue(queue_tasks.once, lock="a", n=1, seconds=1.5)
    queue.enqueue(queue_tasks.once, lock="a", n=2)  # waits for the first, dead worker or not
    first = begin()
    wait_for(lambda: noted("begun"))
    first.send_signal(signal.SIGKILL)
    second = begin("--concurrency", "1")
    wait_for(all_done)
    assert noted("begun") == [(1, first.pid), (1, second.pid), (2, second.pid)]
    assert noted("once") == [(1, second.pid), (2, second.pid)]
    assert "worker died" in Job.objects.get(args__n=1).error.text


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_worker_that_is_told_to_stop_ends_its_job_and_takes_no_other(begin, signum):
    for n in (1, 2):
        queue.enqueue(queue_tasks.sleep, n=n, seconds=1)
    process = begin("--concurrency", "1")
    wait_for(lambda: noted("begun"))
    process.send_signal(signum)
    assert process.ended() == (0, "")
    assert states() == {1: "succeeded", 2: "todo"}
    assert noted("ended") == [(1, process.pid)]
    assert queue.workers() == 0


def test_told_twice_it_ends_at_once_and_its_job_is_another_workers(begin):
    queue.enqueue(queue_tasks.sleep, n=1, seconds=60)
    process = begin()
    wait_for(lambda: noted("begun"))
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    assert process.ended() == (128 + signal.SIGTERM, "")
    assert states() == {1: "doing"}


def test_two_workers_never_run_two_jobs_with_one_lock_at_once(begin):
    for n in range(8):
        queue.enqueue(queue_tasks.sleep, lock="a", n=n, seconds=0.1)
        queue.enqueue(queue_tasks.sleep, lock="b", n=100 + n, seconds=0.1)
    pids = {begin().pid for _ in range(2)}
    wait_for(all_done)
    for first in (0, 100):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT what, n FROM {queue_tasks.TABLE} WHERE n BETWEEN %s AND %s ORDER BY at", [first, first + 50]
            )
            # each ends before the next begins, in the order in which they came
            assert cursor.fetchall() == [(what, first + n) for n in range(8) for what in ("begun", "ended")]
    assert {pid for _n, pid in noted("begun")} <= pids


def test_workers_killed_over_and_over_lose_no_job_and_do_none_twice(begin):
    for n in range(60):
        queue.enqueue(queue_tasks.once, lock=f"lock {n % 7}", n=n, seconds=0.05)
    running, kills = [begin(), begin()], 0
    while kills < 10:
        # a worker that has begun something is killed in the midst of whatever it does now
        pids = {pid for _n, pid in noted("begun")}
        ready = [process for process in running if process.pid in pids]
        if ready and kills < 10:
            ready[0].send_signal(signal.SIGKILL)
            running.remove(ready[0])
            running.append(begin(wait=False))
            kills += 1
        elif all_done():
            # so few jobs are left that no worker would begin one: more of the same
            more = 1 + max(states())
            for n in range(more, more + 10):
                queue.enqueue(queue_tasks.once, lock=f"lock {n % 7}", n=n, seconds=0.05)
        time.sleep(0.05)
    wait_for(all_done)
    assert sorted(n for n, _pid in noted("once")) == sorted(states())
    assert len(states()) >= 60
    assert len({pid for _n, pid in noted("begun")}) > 10


def test_how_jobs_fail(begin):
    queue.enqueue(queue_tasks.fail, n=1)
    queue.enqueue(queue_tasks.fail, n=2, kind="ValidationError")
    queue.enqueue(queue_tasks.pass_on, n=3)
    queue.enqueue(queue_tasks.again_and_fail, queueing_lock="one", n=4)
    begin()
    failing = Job.objects.exclude(task_name__in=["rescue", "tests.sleep"])
    wait_for(lambda: not failing.filter(status__in=["todo", "doing"]).exists())
    failed = {job.args["n"]: (job.status, job.attempts, job.error.text) for job in Job.objects.failed()}
    assert failed == {
        1: ("failed", 2, "RuntimeError: The other side\N{REPLACEMENT CHARACTER} hung up."),
        2: ("failed", 1, "The page is a login wall. Paste the text."),
        3: ("failed", 1, "RuntimeError: Too late."),
    }
    # what a task enqueues goes with its transaction, also inside a worker
    assert Job.objects.filter(args__n=3).count() == 1
    # tried again, it would be the second that waits under one lock: it gives way, and is not under way for ever
    four = set(Job.objects.filter(args__n=4).values_list("task_name", "status"))
    assert four == {("tests.again_and_fail", "aborted"), ("tests.sleep", "todo")}


def test_a_worker_survives_that_its_job_was_taken_from_it(begin):
    queue.enqueue(queue_tasks.sleep, n=1, seconds=1)
    process = begin("--concurrency", "1")
    wait_for(lambda: noted("begun"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    queue.enqueue(queue_tasks.sleep, n=2)
    wait_for(all_done)
    assert noted("ended") == [(1, process.pid), (2, process.pid)]


def test_a_worker_that_cannot_tell_how_a_job_ended_stops_and_says_so(begin):
    queue.enqueue(queue_tasks.sleep, n=1)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs ADD CONSTRAINT not_done CHECK (status <> 'succeeded') NOT VALID")
    try:
        code, output = begin().ended()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE procrastinate_jobs DROP CONSTRAINT not_done")
    assert code == 1
    assert "could not tell the database how a job ended" in output
    queue.rescue()
    assert states() == {1: "todo"}


def test_a_worker_of_one_queue_does_the_upkeep_too(begin):
    queue.enqueue(queue_tasks.sleep, n=1)
    begin("--queue", "other")
    wait_for(lambda: Job.objects.filter(task_name="rescue", status="succeeded").exists())
    assert states() == {1: "todo"}


def test_more_jobs_than_connections_are_refused(command):
    process = command("work", "--concurrency", "11", DATABASE_POOL="10")
    output, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 1
    assert "raise DATABASE_POOL" in output


@pytest.mark.parametrize(
    ("name", "value"), [("WORKER_STALLED", "1"), ("WORKER_RESCUE", "61"), ("JOB_PAUSE", "0"), ("WORKER_HEARTBEAT", "2")]
)
def test_settings_that_would_take_live_workers_for_dead_stop_the_start(command, name, value):
    process = command("work", **{name: value})
    output, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 1
    assert name in output
    assert "Traceback" not in output


# --- what is told to the database --------------------------------------------------------------------

JOB = jobs.Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x")


def telling(monkeypatch, name, *answers):
    """Calls JobManager.`name` while Procrastinate's answers so, one after the other; what came, and what was left."""
    left = list(answers)

    async def answer(self, *args, **kwargs):
        if isinstance(found := left.pop(0), Exception):
            raise found
        return found

    monkeypatch.setattr(worker, "TOLD_AGAIN", (0, 0))
    monkeypatch.setattr(manager.JobManager, name, answer)
    arguments = {"fetch_job": (None, 1), "finish_job": (JOB, jobs.Status.SUCCEEDED, False)}[name]
    return asyncio.run(getattr(worker.JobManager(None), name)(*arguments)), left


def failure(cause):
    error = exceptions.ConnectorException()
    error.__cause__ = cause
    return error


def test_it_is_told_again_while_the_database_is_away(monkeypatch):
    away = failure(psycopg.OperationalError("gone"))
    assert telling(monkeypatch, "finish_job", away, away, None) == (None, [])
    with pytest.raises(exceptions.ConnectorException):
        telling(monkeypatch, "finish_job", away, away, away, None)


def test_what_is_no_outage_is_told_once(monkeypatch):
    with pytest.raises(exceptions.ConnectorException):
        telling(monkeypatch, "finish_job", failure(psycopg.errors.CheckViolation()), None)


def test_a_lock_that_another_worker_took_in_that_moment_means_no_job_just_now(monkeypatch):
    taken = exceptions.UniqueViolation(constraint_name="procrastinate_jobs_lock_idx_v1", queueing_lock=None)
    assert telling(monkeypatch, "fetch_job", taken) == (None, [])


# --- beside the web ----------------------------------------------------------------------------------


def is_open(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def worker_of(process):
    """The process id of the worker that `process` has started, once that runs."""
    while not (found := re.match(r"Worker (\d+) runs up to", line := process.stdout.readline())):
        assert line, "it ended"
    return int(found[1])


def test_run_has_a_worker_that_ends_with_it(command):
    make_article()  # so that the demo is not loaded
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port = opened.getsockname()[1]
    process = command("run", PORT=str(port), DJANGO_SETTINGS_MODULE="tracker.settings")
    pid = worker_of(process)
    wait_for(lambda: is_open(port))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=WAIT) as answer:
        assert json.load(answer)["worker"] == "ok"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=WAIT)
    assert not is_alive(pid)
    assert (process.returncode, "Traceback" in output) == (0, False)
    assert queue.workers() == 0


BESIDE = """
import django, time
django.setup()
from tracker.management.commands.run import worker
with worker():
    time.sleep(600)
"""


def test_a_worker_ends_with_a_run_that_is_killed(transactional_db):
    process = subprocess.Popen(
        [sys.executable, "-c", BESIDE], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    )
    pid = worker_of(process)
    process.kill()
    process.communicate(timeout=WAIT)
    # how it ends depends on how far it had come; if it could not sign off, it is taken for dead and its jobs rescued
    wait_for(lambda: not is_alive(pid))
