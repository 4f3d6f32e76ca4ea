"""Filling tables quickly: what stands in the way is taken off, and put back as the catalog said it was.

Indexes, keys and foreign keys are dropped, triggers put to sleep, rows come by COPY into tables emptied in the same
transaction (with wal_level=minimal PostgreSQL then writes no log of them, and marks the rows frozen), and everything
is made again. `shape` tells before and after what there is, so that nothing can be forgotten.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# of one session; the server of the benchmarks may be asked for more than a shared one
MEMORY = "512MB"
AT_ONCE = 2  # sessions that make indexes, one a core

Shape = dict[str, str]  # what is there: {"index articles_article_newest": its definition}

# checks stay: they cost COPY no more than a look at the whole table afterwards, and say which line was wrong
_CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, c.conname, c.contype::text, pg_get_constraintdef(c.oid)
    FROM pg_constraint c WHERE c.contype IN ('p', 'u', 'x', 'f')
        AND (c.conrelid::regclass::text = ANY(%(tables)s) OR c.confrelid::regclass::text = ANY(%(tables)s))
    ORDER BY 1, 2
"""
_INDEXES = """
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i WHERE i.indrelid::regclass::text = ANY(%(tables)s)
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    ORDER BY 1, 2
"""
_TRIGGERS = """
    SELECT t.tgrelid::regclass::text, t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid)
    FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgrelid::regclass::text = ANY(%(tables)s) ORDER BY 1, 2
"""
_VALID = """
    SELECT conrelid::regclass::text || ' ' || conname FROM pg_constraint
    WHERE NOT convalidated AND connamespace = 'public'::regnamespace
    UNION ALL SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
"""


@dataclass(frozen=True)
class Undressed:
    """What was taken off some tables."""

    indexes: dict[str, list[str]]  # by table: statements that make them
    keys: dict[str, list[str]]  # primary, unique, exclusion
    foreign: dict[str, list[tuple[str, str]]]  # (name, statement)
    tables: tuple[str, ...]


def shape(connection: psycopg.Connection, tables: Iterable[str]) -> Shape:
    """Every constraint, index and trigger of the tables, and which are not in force."""
    names = {"tables": list(tables)}
    found: Shape = {}
    for table, name, _kind, definition in connection.execute(_CONSTRAINTS, names).fetchall():
        found[f"constraint {table}.{name}"] = _without_casts(definition)
    for _table, name, definition in connection.execute(_INDEXES, names).fetchall():
        found[f"index {name}"] = _without_casts(definition)
    for table, name, enabled, definition in connection.execute(_TRIGGERS, names).fetchall():
        found[f"trigger {table}.{name}"] = f"{definition} [{enabled}]"
    for (name,) in connection.execute(_VALID).fetchall():
        found[f"not valid: {name}"] = ""
    return found


def _without_casts(definition: str) -> str:
    """PostgreSQL prints IN (...) with other casts and brackets once it has read what it printed itself."""
    return re.sub(r"::(character varying|text)(\[\])?|[()\s]", "", definition)


def undress(connection: psycopg.Connection, tables: Iterable[str]) -> Undressed:
    """Drops indexes and keys, and puts triggers to sleep; commits. `dress` puts all of it back."""
    names = {"tables": list(tables)}
    indexes: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, list[str]] = defaultdict(list)
    foreign: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with connection.transaction():
        constraints = connection.execute(_CONSTRAINTS, names).fetchall()
        for table, name, definition in connection.execute(_INDEXES, names).fetchall():
            indexes[table].append(definition)
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        # foreign keys first: they stand on the others
        for table, name, kind, definition in sorted(constraints, key=lambda row: row[2] != "f"):
            statement = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
            if kind == "f":
                foreign[table].append((name, statement))
            else:
                keys[table].append(statement)
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
            )
        for table in names["tables"]:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    return Undressed(dict(indexes), dict(keys), dict(foreign), tuple(names["tables"]))


def dress(url: str, undressed: Undressed, tell: Callable[[str], None]) -> None:
    """Makes again what `undress` dropped, the largest tables first, and wakes the triggers."""
    with psycopg.connect(url, autocommit=True) as connection:
        sizes = dict(
            connection.execute(
                "SELECT relname::text, pg_table_size(oid) FROM pg_class WHERE relname = ANY(%s)",
                [[*undressed.tables]],
            ).fetchall()
        )

    def by_size(tables: Iterable[str]) -> list[str]:
        return sorted(tables, key=lambda table: -sizes.get(table, 0))

    def alone(table: str) -> None:
        """All of one table in one session, one after the other: they would wait for each other's locks."""
        with psycopg.connect(url, autocommit=True) as connection:
            _prepare(connection)
            for statement in [*undressed.keys.get(table, []), *undressed.indexes.get(table, [])]:
                connection.execute(statement.encode())
        tell(f"indexes of {table}")

    def validate(table: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            _prepare(connection)
            for name, _statement in undressed.foreign[table]:
                connection.execute(
                    sql.SQL("ALTER TABLE {} VALIDATE CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
                )
        tell(f"foreign keys of {table}")

    with psycopg.connect(url, autocommit=True) as connection:
        # so that the looks at all rows are planned well; before the indexes on words, whose statistics take long
        connection.execute("ANALYZE")
    tell("statistics")
    _at_once(alone, by_size({*undressed.keys, *undressed.indexes}))
    with psycopg.connect(url, autocommit=True) as connection:
        for table in undressed.foreign:
            for _name, statement in undressed.foreign[table]:
                connection.execute(f"{statement} NOT VALID".encode())
    _at_once(validate, by_size(undressed.foreign))
    with psycopg.connect(url, autocommit=True) as connection:
        for table in undressed.tables:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))


def _prepare(connection: psycopg.Connection) -> None:
    for setting, value in (
        ("maintenance_work_mem", MEMORY),
        ("work_mem", MEMORY),
        # the sessions share the cores already
        ("max_parallel_maintenance_workers", "0"),
        ("max_parallel_workers_per_gather", "0"),
        ("synchronous_commit", "off"),
    ):
        connection.execute("SELECT set_config(%s, %s, false)", [setting, value])


def _at_once(do: Callable[[str], None], tables: list[str]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(do, table) for table in tables]:
            done.result()


@contextmanager
def copying(url: str, columns: Mapping[str, str]) -> Iterator[Callable[[str, bytes], None]]:
    """Empties tables and takes rows for all of them at once: `write(table, rows as COPY's text format)`.

    One connection a table, each with one transaction, all committed at the end.
    """
    with ExitStack() as stack:
        copies: dict[str, psycopg.Copy] = {}
        for table, names in columns.items():
            connection = stack.enter_context(psycopg.connect(url))
            connection.execute("SET synchronous_commit = off")
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))
            statement = sql.SQL("COPY {} ({}) FROM STDIN (FREEZE)").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names.split()))
            )
            copies[table] = stack.enter_context(connection.cursor().copy(statement))

        def write(table: str, rows: bytes) -> None:
            copies[table].write(rows)

        yield write


def check_columns(connection: psycopg.Connection, columns: Mapping[str, str]) -> None:
    """Raises LookupError for a column that must be given and is not, or that is given and not there."""
    for table, names in columns.items():
        held: dict[str, bool] = dict(
            connection.execute(
                "SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' "
                "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
                [table],
            ).fetchall()
        )
        given = set(names.split())
        odd = sorted({name for name, needed in held.items() if needed and name not in given} | (given - held.keys()))
        if odd:
            raise LookupError(
                f"{table}: the generator and the migrations differ in {', '.join(odd)}; bring benchmarks/ up to date."
            )


def set_sequences(connection: psycopg.Connection, tables: Iterable[str]) -> None:
    """The next id of each table comes after those it holds."""
    for table in tables:
        found: Any = connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
        if found[0]:
            connection.execute(
                sql.SQL("SELECT setval(%s, coalesce((SELECT max(id) FROM {}), 0) + 1, false)").format(
                    sql.Identifier(table)
                ),
                [found[0]],
            )
