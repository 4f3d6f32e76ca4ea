"""Corpora to measure on: `python -m benchmarks.corpus --articles 10000`, or `ensure(10_000)`.

Each is a database of its own, `bench_10000` and so on, on a PostgreSQL of its own under var/bench; what is known of
it because it was generated lies beside it as truth-10000.jsonl. It is made under another name and renamed when all
of it is there, so that what was interrupted is never taken for a corpus. Same number, seed and VERSION: same rows.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tracker import database

VERSION = 2  # of what is generated; a new one makes every corpus anew
SEED = "1"
MOST = 1_000_000
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
        _held.enter_context(database.using(own_server()))
        atexit.register(_held.close)
        _holding = True
    place = own_place()
    if state_of(place, place.name(articles)) != wanted():
        command = [sys.executable, "-m", "benchmarks.corpus", "--articles", str(articles)]
        done = subprocess.run(command, cwd=database.BASE_DIR, check=False)
        if done.returncode:
            raise CorpusError(f"The corpus of {articles:,} articles was not made; what went wrong is said above.")
    return place.url(place.name(articles))


# --- what is there ----------------------------------------------------------------------------------------


def migrations() -> str:
    """A fingerprint of the tables' definition; read off the files, since Django takes seconds to say it."""
    found = hashlib.sha256()
    for path in sorted(database.BASE_DIR.glob("*/migrations/*.py")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def wanted() -> dict[str, object]:
    return {"version": VERSION, "seed": SEED, "migrations": migrations()}


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


def drop(place: Place, name: str) -> None:
    with place.administering() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def in_minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} minutes" if seconds >= 60 else f"{seconds:.0f} seconds"


# --- the command ------------------------------------------------------------------------------------------


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
        drop(place, name)
        place.truth(articles).unlink(missing_ok=True)
        return 0
    tell = _teller()
    if state_of(place, name) != wanted() or given.check:
        import django

        os.environ["DATABASE_URL"] = place.url(place.maintenance)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        django.setup()
        from benchmarks import making

        before = _work()
        if making.make(place, articles, tell):
            tell(f"work of one core: {in_minutes(_work() - before)}")
        if given.check and not making.check_all(articles, tell):
            return 1
    if given.url:
        print(place.url(name))
    if given.run:
        environment = {**os.environ, "DATABASE_URL": place.url(name)}
        return subprocess.run(given.run, env=environment, check=False).returncode
    if not given.url:
        print(
            f"{name} is there: python -m benchmarks.corpus --articles {articles} --run .venv/bin/python manage.py run"
        )
    return 0


if __name__ == "__main__":
    # as others import it, so that there is one of everything
    from benchmarks import corpus

    sys.exit(corpus.main())
