"""Ten scripted reviewers at the review desk at once: decisions a minute, and how long the server takes for one.

On a copy of a corpus that is dropped afterwards. Each reviewer is a browser without a screen: a session, a kept
connection, the items its page holds, and a request for each decision.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.reader import Failed
from benchmarks.servers import Server, free_port, serving

REVIEWERS = 10
DECISIONS = 60  # of each
COPY = "bench_reviewers"
STATES = ("accepted",) * 7 + ("rejected",) * 2 + ("unsure",)
_ITEM = re.compile(r'data-kind="(\w+)" data-id="(\d+)"')
_VERSION = re.compile(r'name="version" value="(\d+)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')

# makes the editors and prints a session for each; run in a process of its own, on the copy
_SESSIONS = """
import django; django.setup()
from django.contrib.auth.models import Group, User
from django.test import Client
from tracker.roles import sync_roles
sync_roles()
for number in range({reviewers}):
    user, _ = User.objects.get_or_create(username=f"reviewer{{number}}")
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    print(client.cookies.output(attrs=[], header="", sep=";").strip())
"""


@dataclass
class Reviewer:
    """One editor who decides what the page shows, as quickly as the server answers."""

    port: int
    cookie: str
    chance: random.Random
    decided: list[tuple[str, str]] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)  # seconds of each decision
    error: str = ""

    def work(self, ready: threading.Barrier) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            items, token = self._open(connection)
            ready.wait()
            while items and len(self.decided) < DECISIONS:
                items = self._decide(connection, items, token)
        except (OSError, http.client.HTTPException, Failed, threading.BrokenBarrierError) as error:
            self.error = f"{type(error).__name__}: {error}"
            ready.abort()
        finally:
            connection.close()

    def _open(self, connection: http.client.HTTPConnection) -> tuple[list[tuple[str, str, str]], str]:
        connection.request("GET", "/review/", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        page = answer.read().decode()
        if answer.status != 200:
            raise Failed(f"/review/ answers {answer.status}.")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self.cookie += "; " + value.partition(";")[0]
        token = _TOKEN.search(page)
        if token is None:
            raise Failed("/review/ has no form.")
        return [_item(part) for part in page.split("<section")[1:] if _ITEM.search(part)], token[1]

    def _decide(
        self, connection: http.client.HTTPConnection, items: list[tuple[str, str, str]], token: str
    ) -> list[tuple[str, str, str]]:
        (kind, pk, version), rest = items[0], items[1:]
        body = urlencode(
            {
                "kind": kind,
                "id": pk,
                "version": version,
                "state": self.chance.choice(STATES),
                "number": 3 - len(rest),
                "have": " ".join(f"{a}:{b}" for a, b, _ in rest),
                "csrfmiddlewaretoken": token,
            }
        )
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Requested-With": "review",
        }
        started = time.perf_counter()
        connection.request("POST", "/review/decide/", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        self.taken.append(time.perf_counter() - started)
        if answer.status != 200:
            raise Failed(f"/review/decide/ answers {answer.status}: {told[:200]!r}")
        self.decided.append((kind, pk))
        return rest + [_item(html) for html in json.loads(told)["next"]]


def _item(html: str) -> tuple[str, str, str]:
    found = _ITEM.search(html)
    version = _VERSION.search(html)
    if found is None:
        raise Failed("An item cannot be read.")
    return found[1], found[2], version[1] if version else ""


def measured(url: str, say: Callable[[str], None]) -> dict[str, Any]:
    """{"reviewers", "decisions", "per_minute", "median_ms", "p99_ms", "workers"}; raises Failed on a double."""
    say("copying the corpus")
    copied = _copy(url)
    try:
        environment = {"DATABASE_URL": copied, "DJANGO_SETTINGS_MODULE": "tracker.settings", "DEBUG": "0"}
        made = subprocess.run(
            [sys.executable, "-c", _SESSIONS.format(reviewers=REVIEWERS)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise Failed(f"No sessions: {made.stderr.strip()[-300:]}")
        port = free_port()
        command = [sys.executable, "manage.py", "serve", "--end-with-parent"]
        with serving(command, {**environment, "PORT": str(port)}, port) as server:
            say(f"{REVIEWERS} reviewers decide {DECISIONS} suggestions each")
            return _at_once(server, made.stdout.split("\n")[:REVIEWERS])
    finally:
        _drop(url)


def _at_once(server: Server, cookies: list[str]) -> dict[str, Any]:
    reviewers = [Reviewer(server.port, cookie, random.Random(number)) for number, cookie in enumerate(cookies)]
    ready = threading.Barrier(len(reviewers) + 1)
    threads = [threading.Thread(target=one.work, args=(ready,)) for one in reviewers]
    for thread in threads:
        thread.start()
    try:
        ready.wait(timeout=120)
    except threading.BrokenBarrierError:
        raise Failed("; ".join(one.error for one in reviewers if one.error)) from None
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if errors := [one.error for one in reviewers if one.error]:
        raise Failed("; ".join(errors))
    given = Counter(key for one in reviewers for key in one.decided)
    if twice := [key for key, times in given.items() if times > 1]:
        raise Failed(f"{len(twice)} suggestions were given to two reviewers, such as {twice[0]}.")
    taken = sorted(1000 * one for reviewer in reviewers for one in reviewer.taken)
    return {
        "reviewers": len(reviewers),
        "decisions": len(taken),
        "per_minute": 60 * len(taken) / seconds,
        "median_ms": statistics.median(taken),
        "p99_ms": taken[min(len(taken) - 1, int(0.99 * len(taken)))],
    }


def _copy(url: str) -> str:
    parts = conninfo_to_dict(url)
    _drop(url)
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(COPY), sql.Identifier(str(parts["dbname"])))
        )
    return url.replace(f"/{parts['dbname']}", f"/{COPY}", 1)


def _drop(url: str) -> None:
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(COPY)))
