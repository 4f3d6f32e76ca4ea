"""A file of articles brought in, with and without statements, against psql's bare \\copy of the rows that it became.

On a copy of a corpus from which all articles are taken and which is dropped afterwards. The files hold the corpus's own
articles: a CSV file without their marking, JSON Lines with it. psql copies the same rows into the same tables, with all
their indexes, keys and checks; of triggers only those that keep history are off, as the budget says.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
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
# and of one with marking; the sums that are kept over all articles are left out: they are few, and psql is spared them
MARKED = (
    *TABLES,
    "articles_mention",
    "articles_statement",
    "articles_credit",
    "articles_attribution",
    "articles_via",
    "articles_figure",
    "articles_relay",
    "articles_relayvia",
    "articles_nameinarticle",
)
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

_WHO = """
    'source_id', m.source_id,
    'printed_name', CASE WHEN m.resolution <> 'unnamed' THEN m.printed_name END,
    'descriptor', CASE WHEN m.resolution = 'unnamed' THEN m.descriptor END,
    'number_low', m.number_low, 'number_high', m.number_high, 'body', m.body, 'reason', m.reason,
    'source_kind', m.source_kind, 'affiliation', m.affiliation"""

# an object a line: of CSV only the name, since JSON has neither of these characters as they are
_MARKED_FILE = rf"""
    COPY (
        WITH numbered AS (
            SELECT s.*, row_number() OVER (PARTITION BY s.article_id ORDER BY s.id) AS place
            FROM articles_statement s JOIN articles_revision r ON r.id = s.revision_id AND r.number = 1
            WHERE s.state <> 'disputed'
        )
        SELECT json_strip_nulls(json_build_object(
            'outlet_id', a.outlet_id, 'address', a.address, 'no_address', a.no_address, 'title', a.title,
            'byline', a.byline, 'genre', a.genre, 'language', a.language,
            'published_at', CASE a.published_precision
                WHEN 'day' THEN to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
                ELSE to_char(a.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"') END,
            'standfirst', btrim(substr(r.text, r.title_end + 1, r.standfirst_end - r.title_end), E'
'),
            'text', ltrim(substr(r.text, r.standfirst_end + 1), E'
'),
            'statements', (SELECT json_agg(json_build_object(
                'spans', s.spans, 'cue_spans', s.cue_spans, 'form', s.form, 'polarity', s.polarity,
                'channel', s.channel, 'voice', s.voice, 'via_none_needed', s.via_none_needed,
                'own_reporting', s.own_reporting, 'state', s.state,
                'within', (SELECT outer_one.place FROM numbered outer_one WHERE outer_one.id = s.within_id),
                'credited', (SELECT json_agg(json_build_object(
                    'source_phrase_spans', t.source_phrase_spans, 'speaks_as', t.speaks_as, {_WHO}) ORDER BY t.id)
                    FROM articles_attribution t JOIN articles_mention m ON m.id = t.mention_id
                    WHERE t.statement_id = s.id),
                'vias', (SELECT json_agg(json_build_object(
                    'basis', v.basis, 'words_spans', v.words_spans, {_WHO}) ORDER BY v.position)
                    FROM articles_via v JOIN articles_mention m ON m.id = v.mention_id WHERE v.statement_id = s.id),
                'figures', (SELECT json_agg(json_build_object(
                    'text', f.text, 'low', f.low, 'high', f.high, 'qualifier', f.qualifier, 'unit', f.unit)
                    ORDER BY f.position) FROM articles_figure f WHERE f.statement_id = s.id)
            ) ORDER BY s.id) FROM numbered s WHERE s.article_id = a.id),
            'credits', (SELECT json_agg(json_build_object(
                'role', c.role, 'spans', c.spans, 'printed', CASE WHEN c.spans = '{{}}' THEN c.printed END,
                'state', c.state, {_WHO}) ORDER BY c.id)
                FROM articles_credit c JOIN articles_mention m ON m.id = c.mention_id
                WHERE c.article_id = a.id AND c.state <> 'disputed')
        ))
        FROM articles_article a JOIN articles_revision r ON r.article_id = a.id AND r.number = 1 ORDER BY a.id
    ) TO STDOUT WITH (FORMAT csv, QUOTE E'', DELIMITER E'')
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
    imported = importing.keep(File(file, name=sys.argv[1]), suggests=False)
importing.start(imported, trial=False, enqueue=lambda imported: None)
importing.run(imported.pk, enqueue=lambda imported: None)
taken = time.perf_counter() - started
imported.refresh_from_db()
print(taken, imported.state, imported.stored, imported.refused)
"""


def measured(url: str, say: Callable[[str], None]) -> dict[str, Any]:
    """{"plain", "marked"}: {"articles", "statements", "per_minute", "seconds", "copy_seconds", "megabytes"}.

    Medians of runs that take turns.
    """
    say("copying the corpus")
    copied = _copied(url)
    try:
        with tempfile.TemporaryDirectory() as folder, psycopg.connect(copied, autocommit=True) as connection:
            files = {
                "plain": (Path(folder) / "articles.csv", _FILE),
                "marked": (Path(folder) / "a.jsonl", _MARKED_FILE),
            }
            for file, query in files.values():
                with file.open("wb") as written, connection.cursor().copy(query) as rows:
                    for block in rows:
                        written.write(block)
            return {
                "plain": _compared(connection, copied, files["plain"][0], TABLES, say),
                "marked": _compared(connection, copied, files["marked"][0], MARKED, say),
            }
    finally:
        _drop(url)


def _compared(
    connection: psycopg.Connection, url: str, file: Path, tables: Sequence[str], say: Callable[[str], None]
) -> dict[str, Any]:
    ours, theirs, articles = [], [], 0
    size = file.stat().st_size / 1e6
    for number in range(REPEATS):
        say(f"bringing in {file.name}, {size:,.0f} MB, {number + 1} of {REPEATS}")
        _empty(connection)
        taken, articles = _brought_in(url, file, file.parent / "captures")
        ours.append(taken)
        statements = connection.execute("SELECT count(*) FROM articles_statement").fetchone()
        say(f"copying the same rows, {number + 1} of {REPEATS}")
        theirs.append(_copied_bare(connection, url, file.parent, tables))
    seconds = statistics.median(ours)
    return {
        "articles": articles,
        "statements": statements[0] if statements else 0,
        "per_minute": 60 * articles / seconds,
        "seconds": seconds,
        "copy_seconds": statistics.median(theirs),
        "megabytes": size,
    }


def sentence(told: dict[str, Any]) -> str:
    return " ".join(_sentence(told[one]) for one in ("plain", "marked"))


def _sentence(told: dict[str, Any]) -> str:
    times = told["seconds"] / told["copy_seconds"]
    marked = f"with {told['statements']:,} statements" if told["statements"] else "without statements"
    return (
        f"A {'JSON Lines' if told['statements'] else 'CSV'} file of {told['articles']:,} articles "
        f"({told['megabytes']:,.0f} MB, {marked}) was brought in "
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


def _copied_bare(connection: psycopg.Connection, url: str, folder: Path, tables: Sequence[str]) -> float:
    """Seconds that psql takes for the rows which the import has left, its own start among them."""
    script = ["SET client_min_messages = error;"]
    for table in tables:
        file = folder / f"{table}.copy"
        with file.open("wb") as written, connection.cursor().copy(f"COPY {table} TO STDOUT") as rows:
            for block in rows:
                written.write(block)
        script.append(f"\\copy {table} from '{file}'")
    with connection.transaction():
        # the import's own row stays, for its lines to point to
        connection.execute("TRUNCATE articles_article CASCADE")
        _history(connection, tables, "DISABLE")
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
    _history(connection, tables, "ENABLE")
    return taken


def _history(connection: psycopg.Connection, tables: Sequence[str], how: str) -> None:
    found = connection.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_insert_insert_%%' "
        "AND tgrelid::regclass::text = ANY(%s)",
        [list(tables)],
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
