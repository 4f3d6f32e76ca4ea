"""Asks the tracker and the others for the same rows, over HTTP, in turn."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.files import tracker_at
from benchmarks.reader import Failed, Reader
from benchmarks.servers import Server, free_port, serving

KEPT = Path(__file__).resolve().parent.parent.parent / "var" / "bench"
REPEATS = 5
# import-export holds its whole file in memory, several times over
EXPORTED = 50_000  # rows
# The others have no such thing as the tracker's filters; these are the nearest
INDEXED = ("outlet_id", "source_id", "article_id", "published_at")


def measured(articles: int, url: str, reader: Reader, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """[{"what", "unit", "ours", "other", "note"}]; the unit is ms of a page or rows a second of a file."""
    for package in ("datasette", "import_export"):
        if importlib.util.find_spec(package) is None:
            raise Failed(f"{package} is not installed: make bench installs requirements-bench.txt in var/bench/venv.")
    picked = reader.picks()
    with tracker_at(url, reader.cookie(), "benchmarks.compared.settings") as tracker:
        rows = _admin(tracker, say)
        say("the tracker's file, all rows")
        seconds, _size, lines = tracker.get("/relays.csv")
        ours = (lines - 1) / seconds
        rows.append(_import_export(url, lines - 1, ours, say))
        rows += _datasette(articles, url, reader, tracker, picked, ours, say)
    return rows


def _page(server: Server, address: str) -> float:
    return server.get(address)[0] * 1000


def _in_turn(say: Callable[[str], None], *asked: tuple[Server, str]) -> list[float]:
    """Medians in ms."""
    taken: list[list[float]] = [[] for _ in asked]
    for number in range(REPEATS + 1):
        for found, (server, address) in zip(taken, asked, strict=True):
            say(f"{address}, {number} of {REPEATS}")
            one = _page(server, address)
            if number:  # the first loads what is loaded once
                found.append(one)
    return [statistics.median(found) for found in taken]


def _admin(tracker: Server, say: Callable[[str], None]) -> list[dict[str, Any]]:
    stock, columns, ours = _in_turn(
        say,
        (tracker, "/plain/articles/relay/"),
        (tracker, "/plain-filtered/articles/relay/"),
        (tracker, "/relays/"),
    )
    return [
        {
            "what": "plain Django admin, changelist of relays",
            "unit": "ms",
            "ours": ours,
            "other": stock,
            "note": "a stock ModelAdmin: 100 rows of one cell each; the tracker 50 rows with words, vias and claims",
        },
        {
            "what": "the same with seven columns, three filters, newest first",
            "unit": "ms",
            "ours": ours,
            "other": columns,
            "note": "rows joined by list_select_related",
        },
    ]


def _import_export(url: str, rows: int, ours: float, say: Callable[[str], None]) -> dict[str, Any]:
    exported = min(rows, EXPORTED)
    say(f"django-import-export, {exported:,} rows")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.compared.export", str(exported)],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"import-export: {done.stderr.strip()[-300:]}")
    told = json.loads(done.stdout)
    more = told["peak"] - told["before"] if told["peak"] else 0
    return {
        "what": f"django-import-export, CSV of {told['rows']:,} relays",
        "unit": "rows/s",
        "ours": ours,
        "other": told["rows"] / told["seconds"],
        "note": f"28 columns, no vias, claims or figures; took {more:,.0f} MB of memory, growing with its rows",
    }


# --- Datasette -------------------------------------------------------------------------------------------


def _datasette(
    articles: int,
    url: str,
    reader: Reader,
    tracker: Server,
    picked: dict[str, Any],
    ours: float,
    say: Callable[[str], None],
) -> Iterator[dict[str, Any]]:
    file = _sqlite(articles, url, reader.select("relays"), tracker, say)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        str(file),
        "--port",
        str(port),
        "--setting",
        "max_csv_mb",
        "0",
        # it gives up after a second, and a search that reads every row takes longer
        "--setting",
        "sql_time_limit_ms",
        "600000",
    ]
    outlet, word = picked["outlet_steady"], picked["word_of_statements"]
    pairs = [
        ("newest first", "/relays/", "_sort_desc=published_at"),
        ("of one outlet", f"/relays/?outlet={outlet}", f"outlet_id={outlet}&_sort_desc=published_at"),
        ("that say a word", f"/relays/?text={word}", f"quote__contains={word}&_sort_desc=published_at"),
    ]
    with serving(command, {}, port) as datasette:
        for what, address, query in pairs:
            table = f"/{file.stem}/relays?_size=50&{query}"
            other, here = _in_turn(say, (datasette, table), (tracker, address))
            yield {
                "what": f"Datasette, relays {what}",
                "unit": "ms",
                "ours": here,
                "other": other,
                "note": "50 rows of SQLite, indexed by outlet, source, article and date",
            }
        say("Datasette, CSV of all rows")
        seconds, _size, lines = datasette.get(f"/{file.stem}/relays.csv?_stream=on&_size=max")
        yield {
            "what": "Datasette, CSV of all rows",
            "unit": "rows/s",
            "ours": ours,
            "other": (lines - 1) / seconds,
            "note": "the tracker's own columns, already joined in SQLite",
        }


def _sqlite(articles: int, url: str, select: str, tracker: Server, say: Callable[[str], None]) -> Path:
    """The rows of the tracker's file as a table of SQLite, kept for the next run."""
    file = KEPT / f"relays_{articles}.db"
    with psycopg.connect(url) as connection:
        (rows,) = connection.execute(
            "SELECT count(*) FROM articles_relay WHERE state = 'accepted' AND NOT self_credit"
        ).fetchone()
        if file.exists():
            with sqlite3.connect(file) as held:
                if held.execute("SELECT count(*) FROM relays").fetchone() == (rows,):
                    return file
            file.unlink()
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(new) as database, connection.cursor() as cursor:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            with cursor.copy(f"COPY ({select}) TO STDOUT WITH CSV HEADER") as copy:
                lines = csv.reader(_text_lines(copy))
                next(lines)
                names = _columns()
                types = ", ".join(f'"{name}" {"INTEGER" if name.endswith("_id") else "TEXT"}' for name in names)
                database.execute(f"CREATE TABLE relays ({types})")
                marks = ", ".join("?" * len(names))
                database.executemany(f"INSERT INTO relays VALUES ({marks})", _told(lines, rows, say))
            for name in INDEXED:
                say(f"SQLite: index by {name}")
                database.execute(f"CREATE INDEX relays_{name} ON relays ({name})")
            database.execute("ANALYZE")
        new.rename(file)
    return file


def _columns() -> list[str]:
    # the registry needs Django, which this process has not set up; the names are all that is wanted
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    from articles.columns import RELAYS

    return [column.name for column in RELAYS.columns]


def _text_lines(copy: Any) -> Iterator[str]:
    for row in copy:
        # a cell may hold a line break: the reader of CSV asks for the next line by itself
        yield bytes(row).decode()


def _told(lines: Iterator[list[str]], rows: int, say: Callable[[str], None]) -> Iterator[list[str | None]]:
    for number, line in enumerate(lines):
        if number % 20_000 == 0:
            say(f"SQLite: {number:,} of {rows:,} rows")
        yield [cell or None for cell in line]
