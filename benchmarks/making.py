"""Makes a corpus: a database under another name, filled, derived, looked at, and then renamed. Needs Django set up."""

from __future__ import annotations

import contextlib
import fcntl
import json
import multiprocessing
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from random import Random

import psycopg
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from articles import open_names, summaries
from benchmarks import articles as article_rows
from benchmarks import bulk, check, stories, waves
from benchmarks.corpus import SEED, CorpusError, Place, Tell, drop, in_minutes, state_of, wanted
from benchmarks.world import World, make_world
from tracker import database
from tracker.roles import sync_roles

PROCESSES = 2  # that write texts; the server has the rest of the time
BYTES = 18_000  # on disk, an article with all that belongs to it
SAMPLE = 300  # articles looked at closely before a corpus is called one

COLUMNS = {
    "sources_source": (
        "id kind name name_key sort_key country language note checked created_at created_by_id merged_into_id"
    ),
    "sources_alias": "id starts_on ends_on name name_key language source_id",
    "sources_domain": "id starts_on ends_on host path outlet_id",
    "sources_ownership": "id starts_on ends_on outlet_id owner_id",
    "sources_affiliation": "id starts_on ends_on role member_id organisation_id",
    "articles_claim": (
        "id created_at wording wording_sort topics merged_topics event_date note created_by_id merged_into_id"
    ),
    **article_rows.COLUMNS,
}


@contextlib.contextmanager
def _alone(place: Place) -> Iterator[None]:
    """One maker at a time: a second waits, and then finds what the first has made."""
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(place: Place, articles: int, tell: Tell, *, decided: bool = False) -> bool:
    """Makes the corpus, unless it is there; returns whether there was anything to do.

    With `decided` one in which nothing waits for a person; such a one has a `place` of its own.
    Needs Django set up; leaves it connected to the corpus.
    """
    name = place.name(articles)
    # said once: whoever changes the checkout meanwhile does not change what these tables are
    now = wanted()
    with _alone(place):
        held = state_of(place, name)
        if held == now:
            connect_django(place.url(name))
            return False
        if held and {**held, "migrations": now["migrations"]} == now:
            tell("The tables have changed since: migrating")
            connect_django(place.url(name))
            migrate()
            sign(place, name, now)
            return True
        _make(place, articles, now, tell, decided)
        return True


def sign(place: Place, name: str, state: Mapping[str, object]) -> None:
    """Says of a database that it is whole, and of what."""
    with place.administering() as admin:
        admin.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(json.dumps(state)))
        )


def _make(place: Place, articles: int, now: Mapping[str, object], tell: Tell, decided: bool) -> None:
    began = time.monotonic()
    name = place.name(articles)
    unfinished = f"{name}_unfinished"
    drop(place, unfinished)
    drop(place, name)
    needed, free = articles * BYTES, shutil.disk_usage(place.folder).free
    if free < needed:
        raise CorpusError(
            f"{articles:,} articles need about {needed / 1e9:.1f} GB under {place.folder}, and {free / 1e9:.1f} GB "
            "are free: make room, or ask for fewer."
        )
    _make_template(place, now, tell)
    with place.administering() as admin:
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(unfinished), sql.Identifier(place.template))
        )
    connect_django(place.url(unfinished))
    users = _users()
    database.close_connections()
    truth = place.truth(articles)
    fill(place.url(unfinished), articles, users, truth, tell, decided=decided)
    _derive(articles, tell)
    database.close_connections()
    sign(place, unfinished, now)
    with place.administering() as admin:
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
        size = admin.execute("SELECT pg_database_size(%s)", [name]).fetchone()
    connect_django(place.url(name))
    tell(f"{articles:,} articles, {(size or [0])[0] / 1e9:.1f} GB, in {in_minutes(time.monotonic() - began)}")


def _make_template(place: Place, now: Mapping[str, object], tell: Tell) -> None:
    """An empty, migrated database: migrating takes half a minute, copying it none."""
    held = state_of(place, place.template)
    if held is not None and held.get("migrations") == now["migrations"]:
        return
    tell("Tables")
    drop(place, place.template)
    with place.administering() as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(place.template)))
    connect_django(place.url(place.template))
    migrate()
    database.close_connections()
    sign(place, place.template, now)


def connect_django(url: str) -> None:
    """From here on Django's database is that one."""
    database.close_connections()
    connection.settings_dict.update(database.django_settings({"DATABASE_URL": url}, database.BASE_DIR))


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def _users() -> list[int]:
    """Those who have marked the corpus: three editors, and one of staff and a researcher beside them."""
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


def fill(url: str, articles: int, users: list[int], truth: Path, tell: Tell, *, decided: bool = False) -> None:
    """Fills the empty tables of a migrated database, and writes what is known of it to `truth`."""
    tell("Names, outlets, topics, claims")
    world = make_world(articles, SEED, decided=decided)
    chunks = stories.plan(world)
    tables = list(COLUMNS)
    with psycopg.connect(url, autocommit=True) as filled:
        bulk.check_columns(filled, COLUMNS)
        before = bulk.shape(filled, tables)
        undressed = bulk.undress(filled, tables)
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
    with psycopg.connect(url, autocommit=True) as filled:
        bulk.set_sequences(filled, tables)
        after = bulk.shape(filled, tables)
    if after != before:
        odd = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        raise CorpusError(f"The tables are not what they were before: {', '.join(odd)}.")


def _written(world: World, chunks: list[stories.Chunk], users: list[int]) -> Iterator[tuple[dict[str, bytes], str]]:
    """The rows of each chunk, in order; by several processes where it is worth starting them."""
    write = partial(waves.write, world, users=users)
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
    with connection.cursor() as cursor:
        cursor.execute(f"SET work_mem = '{bulk.MEMORY}'")
        cursor.execute("SET synchronous_commit = off")
        summaries.rebuild()
        open_names.rebuild()
        tell("summary rows, names that wait")
        cursor.execute("VACUUM (ANALYZE)")
        tell("vacuum and statistics")
    sample = Random(SEED).sample(range(1, articles + 1), min(SAMPLE, articles))
    odd = check.differences(sorted(sample))
    if odd:
        raise CorpusError(f"Of {len(sample)} articles looked at, these rows are wrong: {_listed(odd)}.")
    tell(f"{len(sample)} articles looked at: relays as derived, marking as printed")


def check_all(articles: int, tell: Tell) -> bool:
    """Looks at every article of the corpus Django is connected to; False if anything is wrong."""
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
