"""Corpora to measure on: `python -m benchmarks.corpus --articles 10000`, or `ensure(10_000)`.

Each is a database of its own, `bench_10000` and so on, on a PostgreSQL of its own under var/bench; what is known of
it because it was generated lies beside it as truth-10000.jsonl. It is made under another name and renamed when all
of it is there, so that what was interrupted is never taken for a corpus. Same number, seed and VERSION: same rows.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import fcntl
import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import psycopg
from psycopg import sql

from benchmarks import articles as article_rows
from benchmarks import bulk, stories
from benchmarks.world import World, make_world
from tracker import database

VERSION = 1  # of what is generated; a new one makes every corpus anew
SEED = "1"
MOST = 1_000_000
PROCESSES = 2  # that write texts; the server has the rest of the time
BYTES = 18_000  # on disk, an article with all that belongs to it
SAMPLE = 300  # articles looked at closely before a corpus is called one

FOLDER = database.BASE_DIR / "var" / "bench"
# no log of rows that are made with their table, and a checkpoint now and then: the corpus can be made again
OPTIONS = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    # nothing changes once it is made, and a vacuum in the middle of a measurement would be measured
    "autovacuum": "off",
}

COLUMNS = {
    "sources_source": (
        "id kind name name_key sort_key country language note checked created_at created_by_id merged_into_id"
    ),
    "sources_alias": "id starts_on ends_on name name_key language source_id",
    "sources_domain": "id starts_on ends_on host path outlet_id",
    "sources_ownership": "id starts_on ends_on outlet_id owner_id",
    "sources_affiliation": "id starts_on ends_on role member_id organisation_id",
    "articles_claim": ("id created_at wording wording_sort topics event_date note created_by_id merged_into_id"),
    **article_rows.COLUMNS,
}

Tell = Callable[[str], None]


class CorpusError(Exception):
    """No corpus; its text is a sentence that says why and what to do."""


def number_of_articles(text: object) -> int:
    """A size that a corpus can have. Raises CorpusError."""
    try:
        number = int(str(text).replace("_", "").replace(",", ""))
    except ValueError:
        raise CorpusError(f"“{text}” is no number of articles; write one from 1 to {MOST:,}, such as 10000.") from None
    if not 1 <= number <= MOST:
        raise CorpusError(f"A corpus has from 1 to {MOST:,} articles, not {number:,}.")
    return number


# --- where ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where corpora are kept: a folder, and a server by the address of its databases."""

    folder: Path
    url: Callable[[str], str]
    maintenance: str  # a database that is always there
    prefix: str = "bench_"

    def name(self, articles: int) -> str:
        return f"{self.prefix}{articles}"

    @property
    def template(self) -> str:
        return f"{self.prefix}empty"

    def truth(self, articles: int) -> Path:
        return self.folder / f"truth-{articles}.jsonl"

    @contextlib.contextmanager
    def administering(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.url(self.maintenance), autocommit=True) as connection:
            yield connection


def own_server() -> database.EmbeddedServer:
    return database.EmbeddedServer(database.BASE_DIR, folder=FOLDER / "postgres", options=OPTIONS)


def own_place() -> Place:
    return Place(FOLDER, own_server().url, "tracker")


_held = contextlib.ExitStack()
_holding = False


def ensure(articles: int) -> str:
    """DATABASE_URL of a server that has this corpus; makes it if need be, in a process of its own.

    The server runs as long as this process does. Raises CorpusError and database.DatabaseUnavailable.
    """
    global _holding
    articles = number_of_articles(articles)
    if not _holding:
        FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        _held.enter_context(database.using(own_server()))
        atexit.register(_held.close)
        _holding = True
    place = own_place()
    if state_of(place, place.name(articles)) != _wanted():
        command = [sys.executable, "-m", "benchmarks.corpus", "--articles", str(articles)]
        done = subprocess.run(command, cwd=database.BASE_DIR, check=False)  # noqa: S603 - our own words
        if done.returncode:
            raise CorpusError(f"The corpus of {articles:,} articles was not made; what went wrong is said above.")
    return place.url(place.name(articles))


# --- what is there ----------------------------------------------------------------------------------------


def _migrations() -> str:
    """A fingerprint of the tables' definition; read off the files, since Django takes seconds to say it."""
    found = hashlib.sha256()
    for path in sorted(database.BASE_DIR.glob("*/migrations/*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _wanted() -> dict[str, object]:
    return {"version": VERSION, "seed": SEED, "migrations": _migrations()}


def state_of(place: Place, name: str) -> dict[str, object] | None:
    """What its maker wrote on a database when it was whole; {} if nothing, None if there is no such database."""
    with place.administering() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
    if found is None:
        return None
    try:
        return dict(json.loads(found[0] or "{}"))
    except ValueError:
        return {}


def _sign(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(json.dumps(_wanted())))
    )


def _drop(place: Place, name: str) -> None:
    with place.administering() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


# --- making one -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    """One maker at a time: a second waits, and then finds what the first has made."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(place: Place, articles: int, tell: Tell) -> bool:
    """Makes the corpus, unless it is there; returns whether there was anything to do.

    Needs Django set up; leaves it connected to the corpus.
    """
    name = place.name(articles)
    with _alone(place):
        held, wanted = state_of(place, name), _wanted()
        if held == wanted:
            connect_django(place.url(name))
            return False
        if held and {**held, "migrations": wanted["migrations"]} == wanted:
            tell("The tables have changed since: migrating")
            connect_django(place.url(name))
            _migrate()
            with place.administering() as connection:
                _sign(connection, name)
            return True
        _make(place, articles, tell)
        return True


def _make(place: Place, articles: int, tell: Tell) -> None:
    began = time.monotonic()
    name = place.name(articles)
    unfinished = f"{name}_unfinished"
    _drop(place, unfinished)
    _drop(place, name)
    needed, free = articles * BYTES, shutil.disk_usage(place.folder).free
    if free < needed:
        raise CorpusError(
            f"{articles:,} articles need about {needed / 1e9:.1f} GB under {place.folder}, and {free / 1e9:.1f} GB "
            "are free: make room, or ask for fewer."
        )
    _make_template(place, tell)
    with place.administering() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(unfinished), sql.Identifier(place.template))
        )
    connect_django(place.url(unfinished))
    users = _users()
    database.close_connections()
    truth = place.truth(articles)
    fill(place.url(unfinished), articles, users, truth, tell)
    _derive(articles, tell)
    database.close_connections()
    with place.administering() as connection:
        _sign(connection, unfinished)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
        size = connection.execute("SELECT pg_database_size(%s)", [name]).fetchone()
    connect_django(place.url(name))
    tell(f"{articles:,} articles, {(size or [0])[0] / 1e9:.1f} GB, in {_minutes(time.monotonic() - began)}")


def _make_template(place: Place, tell: Tell) -> None:
    """An empty, migrated database: migrating takes half a minute, copying it none."""
    held = state_of(place, place.template)
    if held is not None and held.get("migrations") == _wanted()["migrations"]:
        return
    tell("Tables")
    _drop(place, place.template)
    with place.administering() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(place.template)))
    connect_django(place.url(place.template))
    _migrate()
    database.close_connections()
    with place.administering() as connection:
        _sign(connection, place.template)


def connect_django(url: str) -> None:
    """From here on Django's database is that one."""
    from django.db import connection

    database.close_connections()
    connection.settings_dict.update(database.django_settings({"DATABASE_URL": url}, database.BASE_DIR))


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _users() -> list[int]:
    """Those who have marked the corpus: three editors, and one of staff and a researcher beside them."""
    from django.contrib.auth.models import Group, User

    from tracker.roles import sync_roles

    sync_roles()
    ids = []
    for name, role in (
        *((f"bench-editor-{number}", "Editors") for number in (1, 2, 3)),
        ("bench-staff", "Staff"),
        ("bench-researcher", "Researchers"),
    ):
        # without a password nobody can log in as them; tests and benchmarks need none
        user = User.objects.create_user(name, is_staff=role == "Staff")
        user.groups.add(Group.objects.get(name=role))
        if role == "Editors":
            ids.append(user.pk)
    return ids


def fill(url: str, articles: int, users: list[int], truth: Path, tell: Tell) -> None:
    """Fills the empty tables of a migrated database, and writes what is known of it to `truth`."""
    tell("Names, outlets, topics, claims")
    world = make_world(articles, SEED)
    chunks = stories.plan(world)
    tables = list(COLUMNS)
    with psycopg.connect(url, autocommit=True) as connection:
        bulk.check_columns(connection, COLUMNS)
        before = bulk.shape(connection, tables)
        undressed = bulk.undress(connection, tables)
    truth.parent.mkdir(parents=True, exist_ok=True)
    with bulk.copying(url, COLUMNS) as write, truth.open("w", encoding="utf-8") as known:
        for entry in world.truth:
            known.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
        for table, rows in world.tables.items():
            write(table, ("\n".join(rows) + "\n").encode() if rows else b"")
        progress = _Progress("Articles", articles, tell)
        for chunk, (rows, lines) in zip(chunks, _written(world, chunks, users), strict=True):
            for table, data in rows.items():
                write(table, data)
            known.write(lines)
            progress.add(chunk.articles)
    bulk.dress(url, undressed, tell)
    with psycopg.connect(url, autocommit=True) as connection:
        bulk.set_sequences(connection, tables)
        after = bulk.shape(connection, tables)
    if after != before:
        odd = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        raise CorpusError(f"The tables are not what they were before: {', '.join(odd)}.")


def _written(world: World, chunks: list[stories.Chunk], users: list[int]) -> Iterator[tuple[dict[str, bytes], str]]:
    """The rows of each chunk, in order; by several processes where it is worth starting them."""
    write = partial(article_rows.write, world, users=users)
    if world.articles < 5000:
        yield from (write(chunk) for chunk in chunks)
        return
    global _write
    # the children inherit it by the fork: the world is large
    _write = write
    with multiprocessing.get_context("fork").Pool(PROCESSES, _as_child) as pool:
        waiting: deque = deque()
        left = iter(chunks)
        while True:
            # a few ahead, not all: what is written waits in memory until the server has taken it
            while len(waiting) < 3 * PROCESSES and (chunk := next(left, None)) is not None:
                waiting.append(pool.apply_async(_write_chunk, (chunk,)))
            if not waiting:
                return
            yield waiting.popleft().get()


_write: Callable[[stories.Chunk], tuple[dict[str, bytes], str]]


def _as_child() -> None:
    # the terminal's Ctrl-C is for the parent, which ends its children
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _write_chunk(chunk: stories.Chunk) -> tuple[dict[str, bytes], str]:
    return _write(chunk)


def _derive(articles: int, tell: Tell) -> None:
    """What the product derives from the rows; then a look at some of them, and the planner's statistics."""
    from django.db import connection

    from articles import summaries
    from benchmarks import check

    with connection.cursor() as cursor:
        cursor.execute(f"SET work_mem = '{bulk.MEMORY}'")
        cursor.execute("SET synchronous_commit = off")
        summaries.rebuild()
        tell("summary rows")
        cursor.execute("VACUUM (ANALYZE)")
        tell("vacuum and statistics")
    sample = Random(SEED).sample(range(1, articles + 1), min(SAMPLE, articles))
    odd = check.differences(sorted(sample))
    if odd:
        raise CorpusError(f"Of {len(sample)} articles looked at, these rows are wrong: {_listed(odd)}.")
    tell(f"{len(sample)} articles looked at: relays as derived, marking as printed")


def check_all(articles: int, tell: Tell) -> bool:
    """Looks at every article of the corpus Django is connected to; False if anything is wrong."""
    from articles import summaries
    from benchmarks import check

    odd = check.directory()
    progress = _Progress("Articles looked at", articles, tell)
    for start in range(1, articles + 1, 1000):
        ids = range(start, min(start + 1000, articles + 1))
        odd.update(check.differences(ids))
        progress.add(len(ids))
    odd.update({name: rows for name, rows in summaries.differences().items() if rows})
    tell(f"Wrong: {_listed(odd)}" if odd else f"All {articles:,} articles are as they should be.")
    return not odd


def _listed(odd: dict[str, int]) -> str:
    return "; ".join(f"{name} ({rows})" for name, rows in odd.items())


# --- the command ------------------------------------------------------------------------------------------


class _Progress:
    """A line at each twentieth of the way."""

    def __init__(self, what: str, whole: int, tell: Tell) -> None:
        self.what, self.whole, self.tell = what, whole, tell
        self.done = self.told = 0
        self.began = time.monotonic()

    def add(self, more: int) -> None:
        self.done += more
        if self.done * 20 // self.whole > self.told or self.done == self.whole:
            self.told = self.done * 20 // self.whole
            rate = self.done / max(time.monotonic() - self.began, 0.001)
            self.tell(f"{self.what}: {self.done:,} of {self.whole:,} ({rate:,.0f} a second)")


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} minutes" if seconds >= 60 else f"{seconds:.0f} seconds"


def _work() -> float:
    """Seconds of a core's time that this process, its children and the server have had: busy machines aside."""
    here = os.times()
    spent = here.user + here.system + here.children_user + here.children_system
    for pid in own_server().processes():
        with contextlib.suppress(OSError):
            # proc(5): 14 to 17 are its own time and that of the children it has seen off, in user and system
            figures = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
            spent += sum(map(int, figures)) / os.sysconf("SC_CLK_TCK")
    return spent


def _teller() -> Tell:
    began = time.monotonic()

    def tell(line: str) -> None:
        # a busy machine explains a slow run
        busy = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
        print(f"{time.monotonic() - began:7.0f} s  {busy}  {line}", file=sys.stderr, flush=True)

    return tell


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.corpus",
        description="Makes a fictional corpus to measure on, unless it is there already.",
    )
    parser.add_argument("--articles", default="10000", metavar="N", help=f"From 1 to {MOST:,}; 10,000 if not given.")
    parser.add_argument("--url", action="store_true", help="Print DATABASE_URL; it answers while somebody uses it.")
    parser.add_argument("--check", action="store_true", help="Look at every article and its relays (1,000 in 30 s).")
    parser.add_argument("--remove", action="store_true", help="Remove this corpus instead.")
    parser.add_argument(
        "--run", nargs=argparse.REMAINDER, metavar="COMMAND", help="Run a command with DATABASE_URL set to it."
    )
    given = parser.parse_args(arguments)
    try:
        articles = number_of_articles(given.articles)
        FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        with database.using(own_server()):
            return _main(own_place(), articles, given)
    except (CorpusError, LookupError, database.DatabaseUnavailable) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt as stopped:
        print("Stopped; what there is so far is thrown away by the next run.", file=sys.stderr)
        return 128 + getattr(stopped, "signum", signal.SIGINT)


def _main(place: Place, articles: int, given: argparse.Namespace) -> int:
    name = place.name(articles)
    if given.remove:
        _drop(place, name)
        place.truth(articles).unlink(missing_ok=True)
        return 0
    tell = _teller()
    if state_of(place, name) != _wanted() or given.check:
        import django

        os.environ["DATABASE_URL"] = place.url(place.maintenance)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        django.setup()
        before = _work()
        if make(place, articles, tell):
            tell(f"work of one core: {_minutes(_work() - before)}")
        if given.check and not check_all(articles, tell):
            return 1
    if given.url:
        print(place.url(name))
    if given.run:
        environment = {**os.environ, "DATABASE_URL": place.url(name)}
        return subprocess.run(given.run, env=environment, check=False).returncode  # noqa: S603 - the caller's own
    if not given.url:
        print(
            f"{name} is there: python -m benchmarks.corpus --articles {articles} --run .venv/bin/python manage.py run"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
