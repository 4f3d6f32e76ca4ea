"""Copies: how well they are found, beside MinHash, and how long one search takes; writes docs/copies.md.

python -m benchmarks.copies                 recall and precision on generated copies; needs no database
make bench ONLY=copies                      that, and the search of one article among 10,000 and 1,000,000
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from articles.copies import VERSION, compare, fingerprints
from articles.copies.words import words
from articles.demo.corpus import demo_corpus
from benchmarks import report
from benchmarks.made_copies import made

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "attribution"
TEXTS = {"gum-news.dev.jsonl": 12, "de-wikinews.dev.jsonl": 60}  # file: of how many of its longer texts copies are made
LEAST_WORDS = 150  # of a text that copies are made of: shorter ones are all passage
OWN_WORDS = 20  # as articles/copying.py has it
EACH = 2  # copies of a kind of every text
SEED = 1
PAGE = report.PAGE.with_name("copies.md")
PERMUTATIONS, THRESHOLDS = 128, (0.5, 0.2)  # of MinHash; Jaccard similarity


# --- how well ------------------------------------------------------------------------------------------------------


def held_texts() -> tuple[list[str], list[int]]:
    """(texts that are in the record, numbers of those of which copies are made).

    Real texts (CC BY), where they are here, and of the demo corpus one article a story: two of one story share
    paragraphs, as they were composed.
    """
    held: list[str] = []
    sources: list[int] = []

    def hold(text: str, is_source: bool) -> None:
        if is_source:
            sources.append(len(held))
        held.append(text)

    for name, number in TEXTS.items():
        path = DATA / name
        rows = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        taken = 0
        for text in (json.loads(row)["text"] for row in rows if row.strip()):
            is_source = len(text.split()) >= LEAST_WORDS and taken < number
            taken += is_source
            hold(text, is_source)
    stories: set[str] = set()
    for article in demo_corpus().articles:
        if article.story and article.story not in stories and len(article.text.split()) >= LEAST_WORDS:
            stories.add(article.story)
            hold(article.text, True)
    return held, sources


class Index:
    """Fingerprints of texts in memory, as the database keeps them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.having: dict[int, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for value in fingerprints(text):
                self.having[value].append(number)

    def candidates(self, text: str) -> set[int]:
        return {number for value in fingerprints(text) for number in self.having.get(value, ())}

    def copies(self, text: str) -> set[int]:
        return {number for number in self.candidates(text) if compare(text, self.texts[number]).own >= OWN_WORDS}


def quality(say: Callable[[str], None]) -> dict[str, Any]:
    """For each kind of copy, how many of its sources are found, and by whom; and what is found beside them."""
    held, sources = held_texts()
    index, others = Index(held), _min_hashes(held)
    ways: dict[str, Callable[[str], set[int]]] = {"passages": index.copies, "fingerprints alone": index.candidates}
    ways |= {f"MinHash, Jaccard {threshold}": lsh for threshold, lsh in others.items()}
    asked: Counter[str] = Counter()
    right: dict[str, Counter[str]] = {name: Counter() for name in ways}
    wrong: dict[str, Counter[str]] = {name: Counter() for name in ways}
    number_made: Counter[str] = Counter()
    spent = dict.fromkeys(ways, 0.0)
    for done, one in enumerate(made([held[number] for number in sources], SEED, EACH)):
        if done % 100 == 0:
            say(f"{done} made copies looked for")
        number_made[one.kind] += 1
        wanted = {sources[source] for source in one.sources}
        asked[one.kind] += len(wanted)
        for name, way in ways.items():
            began = time.process_time()
            found = way(one.text)
            spent[name] += time.process_time() - began
            right[name][one.kind] += len(found & wanted)
            wrong[name][one.kind] += len(found - wanted)
    total = sum(number_made.values())
    return {
        "held": len(held),
        "sources": len(sources),
        "made": dict(number_made),
        "asked": dict(asked),
        "right": {name: dict(counted) for name, counted in right.items()},
        "wrong": {name: dict(counted) for name, counted in wrong.items()},
        "ms": {name: 1000 * seconds / total for name, seconds in spent.items()},
        "groups": _wire_copies(),
    }


def _min_hashes(texts: Sequence[str]) -> dict[float, Callable[[str], set[int]]]:
    """{threshold: which texts are as similar}; {} where datasketch is not installed."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return {}

    def hashed(text: str) -> MinHash:
        keys = words(text).keys
        found = MinHash(num_perm=PERMUTATIONS, seed=SEED)
        found.update_batch([repr(keys[at : at + 5]).encode() for at in range(max(1, len(keys) - 4))])
        return found

    every = [hashed(text) for text in texts]
    ways = {}
    for threshold in THRESHOLDS:
        lsh = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        for number, one in enumerate(every):
            lsh.insert(number, one)
        ways[threshold] = lambda text, lsh=lsh: set(lsh.query(hashed(text)))
    return ways


def _wire_copies() -> dict[str, int]:
    """Pairs of articles in one copy group of the demo corpus, as an author wrote them: how many are found."""
    groups: dict[str, list[str]] = defaultdict(list)
    for article in demo_corpus().articles:
        if article.copy_group:
            groups[article.copy_group].append(article.text)
    pairs = found = 0
    for texts in groups.values():
        index = Index(texts)
        for number, text in enumerate(texts):
            pairs += number
            found += len({other for other in index.copies(text) if other < number})
    return {"groups": len(groups), "pairs": pairs, "found": found}


# --- how long ------------------------------------------------------------------------------------------------------

OUTLETS = 1_200
WORDS = 20_000  # of the made-up language, by Zipf's law
COPIED = 0.1  # share of articles that carry a wire text
CARRIERS = 20  # outlets that carry one, on average
BOILERPLATE = 0.3  # share of articles that end with their outlet's own 25 words
ARRIVING = 200  # articles whose copies are looked for, half of them copies
SEARCH_WARM = 10  # searches that are not counted


class Writer:
    """Made-up articles: nobody's words, with wire copy and lines that come again and again."""

    def __init__(self, articles: int) -> None:
        self.rng = random.Random(SEED)
        self.words = [f"{chr(97 + number % 26)}w{number}" for number in range(WORDS)]
        total = 0.0
        self.weights = [total := total + 1 / rank for rank in range(1, WORDS + 1)]
        self.wire = [self.told(350) for _ in range(max(1, int(articles * COPIED / CARRIERS)))]
        self.lines = [self.told(25) for _ in range(OUTLETS)]

    def told(self, number: int) -> str:
        return " ".join(self.rng.choices(self.words, cum_weights=self.weights, k=number)) + "."

    def text(self, outlet: int, *, copied: bool) -> str:
        if copied:
            found = self.rng.choice(self.wire).split(" ")
            found = found[: int(len(found) * self.rng.uniform(0.5, 1))]
            for at in self.rng.sample(range(len(found)), len(found) // 30):
                found[at] = self.rng.choice(self.words)
            body = " ".join(found)
        else:
            body = self.told(self.rng.randint(200, 500))
        ends = f"\n\n{self.lines[outlet]}" if self.rng.random() < BOILERPLATE else ""
        return f"{self.told(8)}\n\n{body}{ends}"


_ARTICLES = """
INSERT INTO articles_article (id, created_at, address, address_key, no_address, title, title_sort, byline, language,
    country, genre, came_in, published_at, published_precision, first_seen_at, text_hash, progress, note, outlet_id)
OVERRIDING SYSTEM VALUE
SELECT i, now(), 'https://paper.example/' || i, 'paper.example/' || i, '', 'Title ' || i, 'title ' || i, '', 'en', '',
    'news', 'file', '2026-01-01Z'::timestamptz + i * interval '1 minute', 'minute', now(), i::text,
    'not looked at', '', 1 + i %% %(outlets)s
FROM generate_series(1, %(articles)s) i
"""
_SOURCES = """
INSERT INTO sources_source (id, created_at, kind, name, name_key, sort_key, country, language, note, checked)
OVERRIDING SYSTEM VALUE
SELECT i, now(), 'outlet', 'Outlet ' || i, 'outlet ' || i, 'outlet ' || i, '', '', '', true
FROM generate_series(1, %(outlets)s) i
"""


_SEARCHED = """
INSERT INTO articles_copysearch (article_id, revision_id, version, fingerprints, searched_at)
SELECT i, i, %(version)s, 80, now() FROM generate_series(1, %(articles)s) i
"""
_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'articles_fingerprint'::regclass AND contype IN ('p', 'f')
"""


def searches(size: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Milliseconds of one article's search among so many, in a database that is made for it and kept."""
    from benchmarks import corpus, making

    place = corpus.Place(corpus.FOLDER, corpus.own_server().url, "tracker", prefix="bench_copies_")
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name, wanted = place.name(size), {"migrations": corpus.migrations(), "fingerprints": VERSION, "seed": SEED}
    if corpus.state_of(place, name) != wanted:
        corpus.drop(place, name)
        with place.administering() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        making.connect_django(place.url(name))
        say(f"tables for {size:,} articles")
        making.migrate()
        _fill(place.url(name), size, say)
        making.sign(place, name, wanted)
    making.connect_django(place.url(name))
    return _timed(size, say)


def _fill(url: str, size: int, say: Callable[[str], None]) -> None:
    import psycopg

    writer = Writer(size)
    tables = ("sources_source", "articles_article", "articles_revision", "articles_copysearch")
    with psycopg.connect(url, autocommit=True) as connection:
        # rows as they should be: no trigger has to look at them
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        connection.execute(_SOURCES, {"outlets": OUTLETS})
        connection.execute(_ARTICLES, {"outlets": OUTLETS, "articles": size + ARRIVING})
        keys = connection.execute(_KEYS).fetchall()
        for name, _definition in keys:
            connection.execute(f"ALTER TABLE articles_fingerprint DROP CONSTRAINT {name}")
        with (
            psycopg.connect(url) as second,
            connection.cursor().copy(
                "COPY articles_revision (id, article_id, number, text, length, title_end, standfirst_end, text_hash, "
                "captured_at) FROM STDIN"
            ) as revisions,
            second.cursor().copy("COPY articles_fingerprint (value, article_id) FROM STDIN") as prints,
        ):
            now = dt.datetime.now(dt.UTC)
            for pk in range(1, size + ARRIVING + 1):
                if pk % 1000 == 0:
                    say(f"text {pk:,} of {size:,}")
                copied = pk % 2 == 0 if pk > size else writer.rng.random() < COPIED
                text = writer.text(pk % OUTLETS, copied=copied)
                revisions.write_row((pk, pk, 1, text, len(text), 5, 5, str(pk), now))
                if pk <= size:
                    values = fingerprints(text)
                    for value in values:
                        prints.write_row((value, pk))
        say("indexes")
        for name, definition in sorted(keys, key=lambda key: not key[1].startswith("PRIMARY")):
            connection.execute(f"ALTER TABLE articles_fingerprint ADD CONSTRAINT {name} {definition}")
        connection.execute(_SEARCHED, {"version": VERSION, "articles": size})
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        connection.execute("VACUUM ANALYZE")


def _timed(size: int, say: Callable[[str], None]) -> dict[str, Any]:
    from django.db import connection, transaction

    from articles import copying
    from articles.models import Article

    taken: dict[str, list[float]] = {"fingerprints": [], "candidates": [], "whole": []}
    found = 0
    arriving = list(Article.objects.filter(pk__gt=size).order_by("pk"))
    say(f"{len(arriving)} searches among {size:,}")
    for number, article in enumerate(arriving):
        # taken back, so that each finds the same and the next run finds what this one found
        with transaction.atomic():
            began = time.perf_counter()
            copying.fingerprint(article)
            stored = time.perf_counter()
            copying.candidates(article)
            looked = time.perf_counter()
            found += bool(copying.find_copies_of(article).added)
            ended = time.perf_counter()
            transaction.set_rollback(True)
        if number >= SEARCH_WARM:
            taken["fingerprints"].append(stored - began)
            taken["candidates"].append(looked - stored)
            taken["whole"].append(ended - looked + stored - began)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint, pg_total_relation_size(oid) FROM pg_class WHERE relname = 'articles_fingerprint'"
        )
        rows, size_of_it = cursor.fetchone()
    return {
        "ms": {name: 1000 * statistics.median(values) for name, values in taken.items()},
        "slow_ms": 1000 * statistics.quantiles(taken["whole"], n=20)[-1],
        "found": found,
        "copies": len(arriving) // 2,
        "fingerprints": rows,
        "bytes": size_of_it,
        "load": os.getloadavg()[0],
    }


# --- words ---------------------------------------------------------------------------------------------------------


def quality_sentences(told: dict[str, Any]) -> str:
    names = list(told["right"])
    rows: list[list[str]] = []
    for kind, number in told["made"].items():
        asked = told["asked"].get(kind, 0)
        cells = [kind, f"{number:,}"]
        for name in names:
            wrong = told["wrong"][name].get(kind, 0)
            right = told["right"][name].get(kind, 0)
            cells.append((_percent(right, asked) if asked else "-") + (f", {wrong} wrong" if wrong else ""))
        rows.append(cells)
    asked_all = sum(told["asked"].values())
    last = ["all", f"{sum(told['made'].values()):,}"]
    for name in names:
        right, wrong = sum(told["right"][name].values()), sum(told["wrong"][name].values())
        last.append(f"**{_percent(right, asked_all)}**; precision {_percent(right, right + wrong)}")
    groups = told["groups"]
    times = "; ".join(f"{name} {told['ms'][name]:.1f} ms" for name in names)
    parts = [
        f"Held: {told['held']:,} texts. Copies were made of {told['sources']} of at least {LEAST_WORDS} words, {EACH} "
        "of each kind. A cell is recall: of the texts that a copy was made from, "
        "those that were found; “wrong” are texts found that it was not made from.",
        _table(["kind of copy", "made", *names], [*rows, last]),
        f"Wire copy as an author wrote it (demo corpus): {groups['found']} of {groups['pairs']} pairs in "
        f"{groups['groups']} copy groups are found.",
        f"Time of a processor for one text among these: {times}.",
    ]
    return "\n\n".join(parts)


def search_sentences(found: dict[int, dict[str, Any]]) -> str:
    rows = []
    for size, one in found.items():
        rows.append(
            [
                f"{size:,}",
                f"{one['ms']['whole']:.1f} ms",
                f"{one['slow_ms']:.1f} ms",
                f"{one['ms']['fingerprints']:.1f} ms",
                f"{one['ms']['candidates']:.1f} ms",
                f"{one['fingerprints']:,}, {one['bytes'] / 1e6:,.0f} MB",
                f"{one['found']} of {one['copies']}",
            ]
        )
    heads = ["articles", "one search", "19 of 20 within", "fingerprints", "candidates", "rows kept", "copies found"]
    load = max(one["load"] for one in found.values())
    sizes = list(found)
    growth = ""
    if len(sizes) > 1:
        factor = found[sizes[-1]]["ms"]["whole"] / found[sizes[0]]["ms"]["whole"]
        growth = f"\n\nFrom {sizes[0]:,} to {sizes[-1]:,} articles a search takes {factor:.2f} times as long."
    return (
        f"Measured on {dt.datetime.now(dt.UTC):%Y-%m-%d}, {os.cpu_count()} cores with a load of {load:.1f}; medians of "
        f"{ARRIVING - SEARCH_WARM} arriving articles, half of them wire copy, storing included.\n\n"
        + _table(heads, rows)
        + growth
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head)]
    lines.append(["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*lines, *rows])


def write_quality(say: Callable[[str], None], *, to_page: bool = True) -> str:
    told = quality_sentences(quality(say))
    if to_page:
        report.write("quality of copies", told, PAGE)
    return told


def write_searches(found: dict[int, dict[str, Any]], *, to_page: bool = True) -> str:
    told = search_sentences(dict(sorted(found.items())))
    if to_page:
        report.write("search for copies", told, PAGE)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description="See docs/copies.md.")
    parser.add_argument("--search", type=int, metavar="ARTICLES", help="Print how long one search takes, as JSON.")
    parser.add_argument("--print", action="store_true", help="Leave docs/copies.md as it is.")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if options.search is None:
        print(write_quality(say, to_page=not options.print))
        return
    import django

    from benchmarks import corpus
    from tracker import database

    with database.using(corpus.own_server()):
        os.environ["DATABASE_URL"] = corpus.own_place().url("tracker")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
        django.setup()
        print(json.dumps(searches(options.search, say)))


if __name__ == "__main__":
    main()
