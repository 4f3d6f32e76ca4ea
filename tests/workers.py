"""Workers of the tests, as processes of their own on the tests' database. tests/conftest.py has the fixtures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tracker import database

ROOT = database.BASE_DIR
WAIT = 60  # seconds; a loaded machine is slow, and that is no failure
QUICK = {"WORKER_HEARTBEAT": "1", "WORKER_STALLED": "2", "WORKER_RESCUE": "1", "JOB_PAUSE": "1"}


def environment() -> dict[str, str]:
    """That of a process which works on the tests' own database."""
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "").strip()
    url = urlsplit(url)._replace(path=f"/{name}").geturl() if url else database.EmbeddedServer(ROOT).url(name)
    own = {"DATABASE_URL": url, "TEST_DATABASE": "none", "DJANGO_SETTINGS_MODULE": "tests.articles.worker_settings"}
    return os.environ | QUICK | own


class Worker:
    """A `manage.py work` of this test's, as far as possible like a Popen."""

    def __init__(self, ask, output, *words):
        self.ask, self.output = ask, output
        self.pid = ask(start=["work", *words], output=str(output))

    def is_ready(self) -> bool:
        return self.output.exists() and "runs up to" in self.output.read_text()

    def send_signal(self, signum):
        os.kill(self.pid, signum)

    def ended(self):
        """(how, what it said after its first line)."""
        self.code = self.ask(wait=self.pid, seconds=WAIT)
        assert self.code is not None, "it did not end"
        return self.code, self.output.read_text().partition("Ctrl-C stops it.\n")[2]


@pytest.fixture(scope="module")
def forker(django_db_setup, tmp_path_factory):
    """Asks tests/tracker/forker.py, which lives as long as this module's tests."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.tracker.forker"],
        cwd=ROOT,
        env=environment() | {"CAPTURES": str(tmp_path_factory.mktemp("captures"))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(**asked):
        print(json.dumps(asked), file=process.stdin, flush=True)
        return json.loads(process.stdout.readline())

    yield ask
    process.communicate()


@pytest.fixture
def begin(transactional_db, forker, tmp_path):
    """Starts a worker; each is killed afterwards."""
    begun = []

    def begin_one(*words, wait=True):
        begun.append(Worker(forker, tmp_path / f"output{len(begun)}", *words))
        if wait:
            wait_for(begun[-1].is_ready)
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


def wait_for(answers, seconds=WAIT):
    end = time.monotonic() + seconds
    while not (found := answers()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found
