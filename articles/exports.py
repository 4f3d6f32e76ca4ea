"""Lists as CSV: PostgreSQL's COPY, handed on as it comes. docs/data.md tells researchers the rules kept here.

RFC 4180: UTF-8 without a byte order mark, lines end in CRLF, the first one names the columns.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import json
import threading
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections, models
from django.db.models import Expression, QuerySet, Value
from django.http import HttpResponse, StreamingHttpResponse

from articles.columns import SITE, Column, File, Type
from articles.reports import COVERAGE_UNITS

BLOCK = 64 * 1024  # bytes handed on at once: a row at a time takes twice as long
CONNECT_WITHIN = 5  # seconds
CSV_TYPE = "text/csv; charset=utf-8; header=present"
# One download takes one core of the database and no more: workers that it shared a plan with once filled
# the memory of the machine. What is compiled is a hundred cells, which takes longer than a short file.
OPTIONS = (
    "-c default_transaction_read_only=on -c statement_timeout=0 -c timezone=UTC "
    "-c max_parallel_workers_per_gather=0 -c jit=off"
)

# A spreadsheet takes a cell that begins with one of these for a formula. One ' goes before it, and also
# before a cell that begins with ', so that taking one ' away from the front gives the value back.
ESCAPED_FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


class Busy(Exception):
    """All connections for exports are taken by other downloads."""


# --- connections ---------------------------------------------------------------------------------------

_slots = threading.BoundedSemaphore(settings.EXPORT_CONNECTIONS)


@contextmanager
def connection() -> Iterator[psycopg.Connection]:
    """A connection of this process's few for exports, apart from those that pages use.

    Raises Busy at once when all are taken, so that no page's thread waits for a download. Opened for
    one file and closed after it: a download lasts longer than connecting, and one that broke off
    in the middle of COPY leaves a connection that nobody should use again.
    """
    if not _slots.acquire(blocking=False):
        raise Busy
    try:
        parameters = connections["default"].get_connection_params()
        parameters["options"] = f"{parameters.get('options') or ''} {OPTIONS}".strip()
        parameters["application_name"] = "export"
        parameters.setdefault("connect_timeout", CONNECT_WITHIN)
        opened = psycopg.connect(**parameters)
        try:
            yield opened
        finally:
            # ends a COPY that is under way, too: the server sees the connection go
            opened.close()
    finally:
        _slots.release()


# --- cells ---------------------------------------------------------------------------------------------

# what stands in the file for a value of PostgreSQL; an empty text and none are one kind of empty cell
_TEXT = "NULLIF({value}::text, '')"
_DAY = "to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
_TIME = """to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""
_WRITTEN = {
    Type.TEXT: f"CASE WHEN left({{value}}, 1) = ANY(%s) THEN '''' || {{value}} ELSE {_TEXT} END",
    Type.WORD: _TEXT,
    Type.ADDRESS: _TEXT,
    Type.DAY: "{value}::text",
    Type.NUMBER: "{value}",
    Type.TIME: _TIME,
    Type.LIST: "NULLIF(array_to_json({value})::text, '[]')",  # on one line
    Type.YES_NO: "CASE WHEN {value} THEN 'yes' ELSE 'no' END",
    # a day is a date and is never shifted; a time says its offset
    Type.PUBLISHED: f"CASE WHEN cell.precision = 'day' THEN {_DAY} ELSE {_TIME} END",
}


class _Picked(Expression):
    """The id of the row whose cells are read, inside `select`."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return "picked.id", ()


def select(columns: Sequence[Column], found: QuerySet, site: str, rows: QuerySet | None = None) -> tuple[str, list]:
    """SQL and its parameters: exactly the cells of `columns` for each row of `found`, in its order.

    With `rows`, which has the columns for any row of the model, `found` says no more than which rows and
    in which order, as it does for the page, and the values of each are then read by its id. Left to choose,
    PostgreSQL joins whole tables and sorts what comes out: at 4.4 million relays the first row took more
    than seven minutes; by id it is there at once, and no row waits in memory for another.
    """
    if rows is None:
        values, params = _values(columns, found, site)
        table = f"({values})"
    else:
        # values("pk") also drops what the page's order does not need
        picked, picked_params = found.values("pk").query.sql_with_params()
        # OFFSET 0: each value is worked out once, however often its cell names it
        values, values_params = _values(columns, rows.filter(pk=_Picked()).order_by(), site)
        table = f"({picked}) AS picked(id) CROSS JOIN LATERAL ({values} OFFSET 0)"
        params = (*picked_params, *values_params)
    names = ", ".join(f'"{column.name}"' for column in columns)
    cells = ", ".join(_WRITTEN[column.type].format(value=f'cell."{column.name}"') for column in columns)
    firsts = [list(ESCAPED_FIRST)] * sum(column.type is Type.TEXT for column in columns)
    # every part is the ORM's own SQL or stands in this code
    return f"SELECT {cells} FROM {table} AS cell({names})", [*firsts, *params]  # noqa: S608


def _values(columns: Sequence[Column], found: QuerySet, site: str) -> tuple[str, tuple]:
    with_site = found.annotate(**{SITE: Value(site, output_field=models.TextField())})
    return with_site.values_list(*(column.expression for column in columns)).query.sql_with_params()


# --- the file ---------------------------------------------------------------------------------------------


def stream_csv(
    name: str, columns: Sequence[Column], found: QuerySet, *, site: str, rows: QuerySet | None = None
) -> StreamingHttpResponse:
    """All rows of `found`, in its order, as the download `name`; `rows` as `select` takes it.

    Raises Busy when all export connections are taken, and what the query raises, before anything is
    sent. What breaks later is raised inside the stream: the server then cuts the connection, so that a
    broken file never looks whole.
    """
    sql, params = select(columns, found, site, rows)
    blocks = _Blocks(_copied(sql, params, ",".join(column.name for column in columns)))
    return _named(StreamingHttpResponse(blocks, content_type=CSV_TYPE), name)


def rows_of(found: QuerySet) -> Iterator[dict[str, Any]]:
    """Rows of `values`, read on a connection for exports; all are there before the first is given. Raises Busy."""
    sql, params = found.query.sql_with_params()
    names = list(found.query.selected or ())
    with connection() as opened, opened.cursor() as cursor:
        rows = cursor.execute(sql, params).fetchall()
    return (dict(zip(names, row, strict=True)) for row in rows)


def small_csv(name: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """A file of rows that no table holds: months without any relay, the lineage of a claim. Cells as in other files."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        cells = ((column.type, row[column.name]) for column in columns)
        writer.writerow("" if value is None else _cell(type_, value) for type_, value in cells)
    return _named(HttpResponse(written.getvalue(), content_type=CSV_TYPE), name)


def _cell(type_: Type, value: Any) -> str:
    """One value, not None, as `_WRITTEN` writes it in SQL."""
    match type_:
        case Type.TEXT:
            return f"'{value}" if value.startswith(ESCAPED_FIRST) else value
        case Type.LIST:
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False) if value else ""
        case Type.TIME:
            return value.astimezone(dt.UTC).isoformat(timespec="seconds")
        case Type.PUBLISHED:
            at, precision = value
            at = at.astimezone(dt.UTC)
            return at.date().isoformat() if precision == "day" else at.isoformat(timespec="seconds")
        case Type.YES_NO:
            return "yes" if value else "no"
    return str(value)


def _named(response: Any, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _copied(sql: str, params: Any, header: str) -> Iterator[bytes]:
    rows = [header.encode() + b"\n"]
    size = 0
    # the ORM's own SQL with its parameters apart; psycopg writes them in, since COPY takes none
    command = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)"
    with connection() as opened, opened.cursor() as cursor, cursor.copy(command, params) as copy:
        for row in copy:
            rows.append(row)  # type: ignore[arg-type]
            size += len(row)
            if size >= BLOCK:
                yield _lines(rows)
                rows, size = [], 0
    # the connection is free again before a slow reader takes the last block
    if rows:
        yield _lines(rows)


def _lines(rows: list[bytes]) -> bytes:
    """COPY sends one row at a time, each ended by LF: that alone becomes CRLF, not a line break in a cell."""
    return b"".join([part for row in rows for part in (row[:-1], b"\r\n")])


class _Blocks:
    """An iterator whose first block is there already, so that an error of the query is still an answer.

    `close`, which every server calls at the end or when the reader leaves, gives the connection back.
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._first: bytes | None = next(blocks)

    def __iter__(self) -> _Blocks:
        return self

    def __next__(self) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return next(self._blocks)

    def close(self) -> None:
        self._blocks.close()  # type: ignore[attr-defined]


# --- what a file is about -------------------------------------------------------------------------------


@functools.cache
def code_version() -> str:
    """The version that pyproject.toml gives the project."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def about(
    file: File,
    *,
    address: str,
    csv_address: str,
    query: dict[str, list[str]],
    described: list[tuple[str, str]],
    sort: str,
    rows: int,
    coverage: dict[str, int | None],
) -> dict[str, Any]:
    """All that somebody needs who finds the file a year later: what was asked, when, of what, with which meaning."""
    return {
        "file": file.name + ".csv",
        "row": file.row,
        "address": address,
        "csv": csv_address,
        "filter": query,
        "filter_in_words": dict(described),
        "sort": sort,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "code_version": code_version(),
        "rows": {"count": rows, "unit": file.name},
        "coverage": {
            key: {"count": coverage[key], "unit": unit} for key, unit in COVERAGE_UNITS.items() if key in coverage
        },
        "columns": [
            {"name": column.name, "type": column.type.value, "meaning": column.help} for column in file.columns
        ],
    }
