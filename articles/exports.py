"""Lists as CSV: PostgreSQL's COPY, handed on as it comes. docs/data.md tells researchers the rules kept here.

RFC 4180: UTF-8 without a byte order mark, lines end in CRLF, the first one names the columns.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections, models
from django.db.models import Case, Func, QuerySet, Value, When
from django.db.models.functions import Left
from django.http import HttpResponse, StreamingHttpResponse

from articles.columns import SITE, Column, File, Type
from articles.reports import COVERAGE_UNITS

BLOCK = 64 * 1024  # bytes handed on at once: a row at a time takes twice as long
CONNECT_WITHIN = 5  # seconds
CSV_TYPE = "text/csv; charset=utf-8; header=present"

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
        options = "-c default_transaction_read_only=on -c statement_timeout=0 -c timezone=UTC"
        parameters["options"] = f"{parameters.get('options') or ''} {options}".strip()
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


class _ToChar(Func):
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', '%(pattern)s')"
    output_field = models.TextField()


def _moment(expression: Any) -> Func:
    # %% since the template is filled once more
    return _ToChar(expression, pattern='YYYY-MM-DD"T"HH24:MI:SS"+00:00"')


class _Text(Func):
    """Anything as text; nothing for an empty one, so that a file knows one kind of empty cell."""

    template = "NULLIF((%(expressions)s)::text, '')"
    output_field = models.TextField()


class _YesNo(Func):
    template = "CASE WHEN %(expressions)s THEN 'yes' ELSE 'no' END"
    output_field = models.TextField()


class _JSONArray(Func):
    """An array as JSON on one line; nothing for an empty one."""

    template = "NULLIF(array_to_json(%(expressions)s)::text, '[]')"
    output_field = models.TextField()


class _Escaped(Func):
    """Text that no spreadsheet runs."""

    template = "NULLIF(%(expressions)s, '')"
    output_field = models.TextField()

    def __init__(self, expression: Any) -> None:
        value = _Text(expression)
        first = Left(_Text(expression), 1)
        risky = When(_first_in(first), then=Func(Value("'"), value, template="(%(expressions)s)", arg_joiner=" || "))
        super().__init__(Case(risky, default=value, output_field=models.TextField()))


class _FirstIn(Func):
    output_field = models.BooleanField()
    template = "(%(expressions)s)"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        marks = ", ".join(["%s"] * len(ESCAPED_FIRST))
        return f"{sql} IN ({marks})", (*params, *ESCAPED_FIRST)


def _first_in(first: Any) -> _FirstIn:
    return _FirstIn(first)


def cell(column: Column) -> Any:
    """What stands in the file, as an expression of type text, or of a number."""
    value = column.expression
    match column.type:
        case Type.TEXT:
            return _Escaped(value)
        case Type.WORD | Type.ADDRESS | Type.DAY:
            return _Text(value)
        case Type.NUMBER:
            return value
        case Type.TIME:
            return _moment(value)
        case Type.LIST:
            return _JSONArray(value)
        case Type.YES_NO:
            return _YesNo(value)
        case Type.PUBLISHED:
            raise AssertionError("handled in `select`, which knows the column of its precision")


def select(columns: Sequence[Column], found: QuerySet, site: str) -> QuerySet:
    """`found` with exactly the cells of `columns`, in their order and in its own."""
    precision = next((column.expression for column in columns if column.name == "precision"), None)
    cells = []
    for column in columns:
        if column.type is Type.PUBLISHED:
            cells.append(_published(column.expression, precision))
        else:
            cells.append(cell(column))
    return found.annotate(**{SITE: Value(site, output_field=models.TextField())}).values_list(*cells)


def _published(at: Any, precision: Any) -> Case:
    """A day is a date and is never shifted; a time says its offset."""
    day = _ToChar(at, pattern="YYYY-MM-DD")
    return Case(
        When(models.lookups.Exact(precision, Value("day")), then=day),
        default=_moment(at),
        output_field=models.TextField(),
    )


# --- the file ---------------------------------------------------------------------------------------------


def stream_csv(name: str, columns: Sequence[Column], found: QuerySet, *, site: str) -> StreamingHttpResponse:
    """All rows of `found`, in its order, as the download `name`.

    Raises Busy when all export connections are taken, and what the query raises, before anything is
    sent. What breaks later is raised inside the stream: the server then cuts the connection, so that a
    broken file never looks whole.
    """
    sql, params = select(columns, found, site).query.sql_with_params()
    blocks = _Blocks(_copied(sql, params, ",".join(column.name for column in columns)))
    return _named(StreamingHttpResponse(blocks, content_type=CSV_TYPE), name)


def small_csv(name: str, columns: Sequence[Column], rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """A file of few rows that no table holds, such as months without any relay: words and numbers only."""
    lines = [",".join(column.name for column in columns)]
    lines += [",".join(str(row[column.name]) for column in columns) for row in rows]
    response = HttpResponse("".join(f"{line}\r\n" for line in lines), content_type=CSV_TYPE)
    return _named(response, name)


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
