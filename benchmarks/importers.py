"""A CSV file of articles brought in, against psql's bare \\copy of the rows that it became.

On a copy of a corpus from which all articles are taken and which is dropped afterwards. The file holds the corpus's own
articles, without their statements. psql copies the same rows into the same tables, with all their indexes, keys and
checks; of triggers only those that keep history are off, as the budget says.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.files import psql
from benchmarks.reader import Failed

# design.md, “Budgets”
TIMES = 4
REPEATS = 3
COPY = "bench_import"
# what an import of articles without marking writes, parents first
TABLES = ("articles_article", "articles_revision", "articles_articlecoverage", "articles_importline")
_EMPTIED = "articles_article, articles_import, articles_outletcoverage, articles_summary, articles_openname"

_FILE = r"""
    COPY (
        SELECT a.outlet_id, a.address, a.no_address, a.title, a.byline, a.genre, a.language,
            CASE a.published_precision WHEN 'day' THEN to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
                ELSE to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') END AS published_at,
            btrim(substr(r.text, r.title_end + 1, r.standfirst_end - r.title_end), E'\n') AS standfirst,
            ltrim(substr(r.text, r.standfirst_end + 1), E'\n') AS text
        FROM articles_article a JOIN articles_revision r ON r.article_id = a.id AND r.number = 1 ORDER BY a.id
    ) TO STDOUT WITH (FORMAT csv, HEADER)
"""

# run in a process of its own, on the copy; prints how long it took and what became of the lines
_IMPORT = """
import sys, time
import django; django.setup()
from django.core.files.base import File
from articles import importing
from articles.models import Import
started = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    imported = importing.keep(File(file, name="articles.csv"), suggests=False)
importing.start(imported, trial=False, enqueue=lambda imported: None)
importing.run(imported.pk, enqueue=lambda imported: None)
taken = time.perf_counter() - started
imported.refresh_from_db()
print(taken, imported.state, imported.stored, imported.refused)
"""


def measured(url: str, say: Callable[[str], None]) -> dict[str, Any]:
    """{"articles", "per_minute", "seconds", "copy_seconds", "megabytes"}: medians of runs that take turns."""
    say("copying the corpus")
    copied = _copied(url)
    try:
        with tempfile.TemporaryDirectory() as folder, psycopg.connect(copied, autocommit=True) as connection:
            file = Path(folder) / "articles.csv"
            with file.open("wb") as written, connection.cursor().copy(_FILE) as rows:
                for block in rows:
                    written.write(block)
            ours, theirs, articles = [], [], 0
            for number in range(REPEATS):
                say(f"bringing in {file.stat().st_size / 1e6:,.0f} MB, {number + 1} of {REPEATS}")
                _empty(connection)
                taken, articles = _brought_in(copied, file, Path(folder) / "captures")
                ours.append(taken)
                say(f"copying the same rows, {number + 1} of {REPEATS}")
                theirs.append(_copied_bare(connection, copied, Path(folder)))
            size = file.stat().st_size
    finally:
        _drop(url)
    seconds = statistics.median(ours)
    return {
        "articles": articles,
        "per_minute": 60 * articles / seconds,
        "seconds": seconds,
        "copy_seconds": statistics.median(theirs),
        "megabytes": size / 1e6,
    }


def sentence(told: dict[str, Any]) -> str:
    times = told["seconds"] / told["copy_seconds"]
    return (
        f"A CSV file of {told['articles']:,} articles ({told['megabytes']:,.0f} MB, without statements) was brought in "
        f"in {told['seconds']:,.1f} s, {told['per_minute']:,.0f} articles a minute by one process; psql copied the "
        f"same rows into the same tables and indexes in {told['copy_seconds']:,.1f} s: {times:.1f} x as long, "
        f"{'within' if times <= TIMES else '**not** within'} the budget of {TIMES} x."
    )


def _brought_in(url: str, file: Path, captures: Path) -> tuple[float, int]:
    """(seconds, articles)."""
    environment = {
        "DATABASE_URL": url,
        "CAPTURES": str(captures),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DEBUG": "0",
    }
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, str(file)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"The import: {done.stderr.strip()[-300:]}")
    taken, state, stored, refused = done.stdout.split()
    if state != "done" or int(refused):
        raise Failed(f"The import is {state}, and refused {refused} lines.")
    return float(taken), int(stored)


def _copied_bare(connection: psycopg.Connection, url: str, folder: Path) -> float:
    """Seconds that psql takes for the rows which the import has left, its own start among them."""
    script = ["SET client_min_messages = error;"]
    for table in TABLES:
        file = folder / f"{table}.copy"
        with file.open("wb") as written, connection.cursor().copy(f"COPY {table} TO STDOUT") as rows:
            for block in rows:
                written.write(block)
        script.append(f"\\copy {table} from '{file}'")
    with connection.transaction():
        # the import's own row stays, for its lines to point to
        connection.execute("TRUNCATE articles_article CASCADE")
        _history(connection, "DISABLE")
    (folder / "copy.sql").write_text("\n".join(script) + "\n")
    started = time.perf_counter()
    done = subprocess.run(
        [psql(), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(folder / "copy.sql"), url],
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode:
        raise Failed(f"psql: {done.stderr.strip()[:300]}")
    _history(connection, "ENABLE")
    return taken


def _history(connection: psycopg.Connection, how: str) -> None:
    found = connection.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_insert_insert_%%' "
        "AND tgrelid::regclass::text = ANY(%s)",
        [list(TABLES)],
    ).fetchall()
    for table, name in found:
        connection.execute(
            sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(sql.Identifier(table), sql.SQL(how), sql.Identifier(name))
        )


def _empty(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(_EMPTIED)))
    connection.execute("VACUUM ANALYZE")


def _copied(url: str) -> str:
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
