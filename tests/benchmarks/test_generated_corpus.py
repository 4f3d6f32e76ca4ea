"""The corpus generator: what it makes is what it says, whole or not there, the same each time."""

import json
import os
import random
import re
import signal
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection, transaction

from articles import lineages
from articles.models import Match
from articles.provenance import Lineage, drift, summarise, warnings
from benchmarks import bulk, check, corpus, making, stories, waves
from benchmarks.world import World, make_world, zipf_table
from tracker import database

ARTICLES = 400


def make(place, articles, **more):
    lines = []
    return making.make(place, articles, lines.append, **more), lines


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, tmp_path_factory):
    """Corpora on the tests' server; their empty tables are a copy of the test database's."""
    with django_db_blocker.unblock():
        before = dict(connection.settings_dict)
        # there is one if any test of the run is marked as using it
        assert before["NAME"] != database.django_settings(os.environ, database.BASE_DIR)["NAME"]
        database.close_connections()

        def url(name):
            user, password = (quote(before[part] or "", safe="") for part in ("USER", "PASSWORD"))
            host = quote(before["HOST"] or "", safe="") + (f":{before['PORT']}" if before["PORT"] else "")
            options = "&".join(
                f"{option}={quote(str(value), safe='')}"
                for option, value in before["OPTIONS"].items()
                if option not in ("pool", "server_side_binding")
            )
            return f"postgresql://{user}{password and ':' + password}{'@' if user else ''}{host}/{name}?{options}"

        place = corpus.Place(tmp_path_factory.mktemp("bench"), url, "postgres", f"{before['NAME']}_bench_")
        with place.administering() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{place.template}"')
            # a database is copied only while nobody is in it; a pool, or autovacuum, may still be
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [before["NAME"]])
            admin.execute(f'CREATE DATABASE "{place.template}" TEMPLATE "{before["NAME"]}"')
        making.sign(place, place.template, corpus.wanted())
        yield place
        database.close_connections()
        with place.administering() as admin:
            names = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{place.prefix}%"])
            for (name,) in names.fetchall():
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


@pytest.fixture(scope="module")
def ask(place):
    """Queries to a corpus of 400 articles."""
    assert make(place, ARTICLES)[0]
    with psycopg.connect(place.url(place.name(ARTICLES)), autocommit=True) as connected:
        yield lambda query, *values: connected.execute(query, values).fetchall()


# --- what is wrong is said ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["0", "-1", "1000001", "2000000"])
def test_a_size_no_corpus_has(number, capsys):
    assert corpus.main(["--articles", number]) == 2
    assert capsys.readouterr().err == f"A corpus has from 1 to 1,000,000 articles, not {int(number):,}.\n"


@pytest.mark.parametrize("text", ["x", "", "1.5", "1e3", "NaN", "१०x"])
def test_a_size_that_is_no_number(text, capsys):
    assert corpus.main(["--articles", text]) == 2
    assert capsys.readouterr().err == (
        f"“{text}” is no number of articles; write one from 1 to 1,000,000, such as 10000.\n"
    )


def test_no_room(place, monkeypatch):
    monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1))
    with pytest.raises(corpus.CorpusError, match=r"^500,000 articles need about 9\.0 GB under .* make room"):
        make(place, 500_000)


@pytest.mark.django_db
def test_a_column_that_the_generator_does_not_know():
    connection.ensure_connection()
    with pytest.raises(LookupError, match=r"^sources_domain: .* differ in colour, outlet_id; bring benchmarks/"):
        bulk.check_columns(connection.connection, {"sources_domain": "id starts_on ends_on host path colour"})
    bulk.check_columns(connection.connection, making.COLUMNS)


# --- whole or not there -----------------------------------------------------------------------------------


def test_a_second_call_does_nothing(place, ask):
    kept = ask("SELECT oid FROM pg_database WHERE datname = current_database()")
    truth = place.truth(ARTICLES).stat().st_mtime_ns
    assert make(place, ARTICLES) == (False, [])
    assert ask("SELECT oid FROM pg_database WHERE datname = current_database()") == kept
    assert place.truth(ARTICLES).stat().st_mtime_ns == truth


def test_later_migrations_are_applied_to_what_is_there(place, ask, monkeypatch):
    kept = corpus.migrations()
    migrated = []
    monkeypatch.setattr(making, "migrate", lambda: migrated.append(connection.settings_dict["NAME"]))
    monkeypatch.setattr(corpus, "migrations", lambda: "another")
    assert make(place, ARTICLES) == (True, ["The tables have changed since: migrating"])
    assert migrated == [place.name(ARTICLES)]
    assert make(place, ARTICLES) == (False, [])
    monkeypatch.setattr(corpus, "migrations", lambda: kept)
    assert make(place, ARTICLES)[0]


def test_what_was_interrupted_is_started_over(place, ask, monkeypatch):
    """Here after the rows are in and before anything is put back on the tables."""
    name = place.name(40)
    # a shell that starts the tests in the background has them ignore this signal
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(bulk, "dress", lambda *arguments: signal.raise_signal(signal.SIGINT))
            with pytest.raises(KeyboardInterrupt):
                make(place, 40)
    finally:
        signal.signal(signal.SIGINT, before)
    assert corpus.state_of(place, name) is None
    assert corpus.state_of(place, f"{name}_unfinished") == {}
    assert make(place, 40)[0]
    assert corpus.state_of(place, name) == corpus.wanted()
    assert corpus.state_of(place, f"{name}_unfinished") is None


def test_the_same_seed_gives_the_same_rows_in_whatever_order_chunks_are_written():
    def written(numbers):
        world = make_world(1000, "1")
        chunks = stories.plan(world)
        return {number: waves.write(world, chunks[number], [1, 2]) for number in numbers}, world.tables

    assert written([0, 1]) == written([1, 0])


@pytest.mark.parametrize("articles", [1, 2, 33, 34, 70, 499, 10_000, 20_011])
def test_plans_have_exactly_as_many_articles_as_asked_for(articles):
    world = World(articles, "1", claims=[SimpleNamespace(day=7)] * (articles * 3 // 100))
    chunks = stories.plan(world)
    assert sum(chunk.articles for chunk in chunks) == articles
    assert {wave.articles for chunk in chunks for wave in chunk.waves} <= set(range(2, 41))
    ids = [number for chunk in chunks for number in range(chunk.first, chunk.first + chunk.articles)]
    assert ids == list(range(1, articles + 1))


# --- what it is -------------------------------------------------------------------------------------------


def test_every_row_is_as_the_product_would_have_it(place, ask, django_db_blocker):
    """Relays and summary rows as derived, quotes where they say, keys as made, all rules of the database kept."""
    with django_db_blocker.unblock():
        make(place, ARTICLES)  # connects
        lines = []
        assert making.check_all(ARTICLES, lines.append), lines
    assert lines[-1] == "All 400 articles are as they should be."


def test_the_check_sees_what_is_wrong(place, ask, django_db_blocker):
    wrong = [
        ("articles_relay", "depth = depth + 1", "relays that differ from what derive() makes"),
        ("articles_statement", "quote = quote || '.'", "quotes and selectors"),
        ("articles_mention", "printed_key = printed_key || 'x'", "printed keys"),
    ]
    with django_db_blocker.unblock():
        make(place, ARTICLES)
        assert not check.differences([1])
        for table, change, told in wrong:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table} WHERE article_id = 1)"
                    )
                assert check.differences([1]) == {told: 1}
                transaction.set_rollback(True)


def test_how_much_there_is(ask):
    assert ask("SELECT count(*), min(id), max(id) FROM articles_article") == [(ARTICLES, 1, ARTICLES)]
    ((statements, relays, matches),) = ask(
        "SELECT (SELECT count(*) FROM articles_statement), (SELECT count(*) FROM articles_relay), (SELECT count(*) "
        "FROM articles_match WHERE judgement = 'same' AND state = 'accepted' AND replaced_at IS NULL)"
    )
    assert 4.5 < statements / ARTICLES < 5.8
    assert 4.5 < relays / ARTICLES < 6
    assert 0.3 < matches / ARTICLES < 0.5
    assert ask("SELECT count(*) FROM articles_relay WHERE published_precision = 'unknown'") != [(0,)]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("articles_statement.state", {"accepted", "suggested", "rejected", "unsure", "disputed"}),
        ("articles_statement.form", {"direct", "indirect", "mixed"}),
        ("articles_statement.polarity", {"affirms", "denies", "declined"}),
        ("articles_statement.voice", {"credited", "own voice", "none named"}),
        ("articles_mention.resolution", {"resolved", "unresolved", "ambiguous", "unnamed", "ignored"}),
        ("articles_match.judgement", {"same", "related", "different", "unsure"}),
        ("articles_match.state", {"accepted", "suggested", "rejected", "disputed"}),
        ("articles_article.progress", {"not looked at", "begun", "gone through"}),
        ("articles_article.published_precision", {"minute", "day", "unknown"}),
        ("articles_relay.relay_kind", {"statement", "article"}),
        ("articles_relay.via_state", {"none needed", "recorded", "not recorded"}),
        ("articles_relay.self_credit", {False, True}),
        ("articles_relayvia.basis", {"enclosing statement", "words", "copy or credit line", "passage"}),
        (
            "articles_credit.role",
            {"byline agency", "dateline", "foot line", "copy", "photo", "passage"},
        ),
        ("sources_source.kind", {"outlet", "agency", "organisation", "group", "person", "document"}),
    ],
)
def test_everything_occurs(ask, column, values):
    table, name = column.split(".")
    assert {value for (value,) in ask(f"SELECT DISTINCT {name} FROM {table}")} == values


def test_sequences_go_on_after_the_last_row(ask):
    for table in ("articles_article", "articles_statement", "articles_relay", "sources_source"):
        ((last, following),) = ask(f"SELECT (SELECT max(id) FROM {table}), nextval('{table}_id_seq')")
        assert following > last


def test_unrelated_articles_share_less_than_a_hundredth_of_their_five_word_shingles(ask):
    articles = ask(
        """SELECT r.text, a.copy_group_id, array(SELECT m.claim_id FROM articles_match m
               JOIN articles_statement s ON s.id = m.statement_id WHERE s.article_id = a.id)
           FROM articles_revision r JOIN articles_article a ON a.id = r.article_id WHERE r.number = 1 ORDER BY a.id"""
    )
    shingles = []
    for text, _group, _claims in articles:
        words = re.findall(r"\w+", text.lower())
        shingles.append({tuple(words[at : at + 5]) for at in range(len(words) - 4)})
    chance = random.Random(1)
    seen = shared = 0
    for _ in range(20_000):
        one, other = chance.sample(range(ARTICLES), 2)
        same_copy = articles[one][1] and articles[one][1] == articles[other][1]
        if same_copy or set(articles[one][2]) & set(articles[other][2]):
            continue
        common = len(shingles[one] & shingles[other])
        # the resemblance of two documents, as Broder defined it for shingles
        assert common < 0.01 * len(shingles[one] | shingles[other])
        seen, shared = seen + 1, shared + bool(common)
    assert seen > 15_000
    assert shared < 0.01 * seen
    # and the copies are copies
    ((one, other),) = ask(
        "SELECT min(a.id), max(a.id) FROM articles_article a JOIN articles_copygroup g ON g.id = a.copy_group_id "
        "WHERE g.id = (SELECT min(copy_group_id) FROM articles_article)"
    )
    assert len(shingles[one - 1] & shingles[other - 1]) > 0.6 * len(shingles[one - 1])


@pytest.mark.parametrize(
    ("what", "query", "first", "share"),
    [
        ("outlets", "SELECT count(*) FROM articles_article GROUP BY outlet_id", 0.1, 0.3),
        ("sources", "SELECT count(*) FROM articles_mention WHERE source_id IS NOT NULL GROUP BY source_id", 0.05, 0.3),
        ("claims", "SELECT count(*) FROM articles_match GROUP BY claim_id", 0.25, 0.4),
        (
            "words",
            "SELECT count(*) FROM articles_revision, regexp_split_to_table(lower(text), '\\W+') AS word GROUP BY word",
            0.01,
            0.3,
        ),
    ],
)
def test_few_make_up_most(ask, what, query, first, share):
    """Zipf's law: the first few of all that occur have so large a share."""
    counts = sorted((count for (count,) in ask(query)), reverse=True)
    assert sum(counts[: max(1, int(len(counts) * first))]) > share * sum(counts)
    assert counts[-1] < counts[0] / 4


def test_a_draw_follows_zipfs_law():
    drawn = Counter(zipf_table(range(100), 4096))
    assert [drawn[rank] for rank in (0, 1, 3, 9, 99)] == pytest.approx([790, 395, 197, 79, 8], abs=1)


# --- what is known of it ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def truth(place, ask):
    return [json.loads(line) for line in place.truth(ARTICLES).read_text().splitlines()]


def test_structures_are_told(truth):
    assert {entry["structure"] for entry in truth} >= {*stories.STRUCTURES, "rename", "sold"}


def test_told_links_are_in_the_marking(truth, ask):
    cited = {
        (statement, article)
        for statement, article in ask(
            "SELECT statement_id, cited_article_id FROM articles_via WHERE cited_article_id IS NOT NULL "
            # of nested ones the outer statement cites, and the inner one makes the claim
            "UNION SELECT coalesce(i.id, a.statement_id), a.cited_article_id FROM articles_attribution a "
            "LEFT JOIN articles_statement i ON i.within_id = a.statement_id WHERE a.cited_article_id IS NOT NULL "
            "UNION SELECT s.id, t.id FROM articles_link l JOIN articles_article t USING (address_key) "
            "JOIN articles_statement s ON s.article_id = l.article_id AND s.spans[array_upper(s.spans, 1):] = l.spans"
        )
    }
    same = set(ask("SELECT statement_id, claim_id FROM articles_match WHERE judgement = 'same'"))
    outlets = dict(ask("SELECT id, outlet_id FROM articles_article"))
    told = [entry for entry in truth if entry["structure"] in stories.STRUCTURES]
    links = {
        (statement, before)
        for entry in told
        if entry["structure"] != "wire"
        for _article, _outlet, statement, before in entry["articles"]
        if before
    }
    assert links == cited
    for entry in told:
        for article, outlet, statement, _before in entry["articles"]:
            assert outlets[article] == outlet
            assert (statement, entry["claim"]) in same


def test_circles_lead_back(truth):
    circles = [entry for entry in truth if entry["structure"] == "circle"]
    assert circles
    for circle in circles:
        cites = {article: before for article, _outlet, _statement, before in circle["articles"]}
        at = circle["articles"][0][0]
        seen = []
        while at not in seen:
            seen.append(at)
            at = cites[at]
        assert at == circle["articles"][0][0]
        assert len(seen) > 1


def test_wire_copies_are_one_group(truth, ask):
    groups = ask(
        "SELECT copy_group_id, array_agg(id ORDER BY id) FROM articles_article "
        "WHERE copy_group_id IS NOT NULL GROUP BY 1"
    )
    assert dict(groups) == {
        entry["copy_group"]: [article for article, *_ in entry["articles"]]
        for entry in truth
        if entry["structure"] == "wire"
    }


def test_figures_drift(truth, ask):
    """Along a chain that drifts, the figure never falls, and grows somewhere."""
    figures = dict(ask("SELECT statement_id, coalesce(low, high)::int FROM articles_figure"))
    drifted = 0
    for entry in truth:
        if entry["structure"] == "drift":
            told = [figures[statement] for _, _, statement, _ in entry["articles"] if statement in figures]
            assert told == sorted(told)
            drifted += told != told[:1] * len(told)
    assert drifted


def test_renames_are_dated_aliases(truth, ask):
    ends = {
        (source, name): until for source, name, until in ask("SELECT source_id, name, ends_on + 1 FROM sources_alias")
    }
    for entry in truth:
        if entry["structure"] == "rename":
            assert str(ends[entry["source"], entry["from"]]) == entry["on"]


@pytest.fixture(scope="module")
def decided(place, tmp_path_factory):
    """A corpus in which nothing waits: its place."""
    apart = replace(place, folder=tmp_path_factory.mktemp("decided"), prefix=f"{place.prefix}decided_")
    with place.administering() as admin:
        admin.execute(f'CREATE DATABASE "{apart.template}" TEMPLATE "{place.template}"')
    making.sign(apart, apart.template, corpus.wanted())
    assert make(apart, ARTICLES, decided=True)[0]
    return apart


@pytest.fixture(scope="module")
def waves_of(decided, django_db_blocker):
    """{claim: [(what is told of a wave, the statements of its record as they are read)]}"""
    truth = [json.loads(line) for line in decided.truth(ARTICLES).read_text().splitlines()]
    told = {}
    for entry in truth:
        if entry["structure"] in stories.STRUCTURES:
            told.setdefault(entry["claim"], []).append(entry)
    with django_db_blocker.unblock():
        make(decided, ARTICLES, decided=True)  # connects
        read = {claim: lineages.read(Match.objects.same().filter(claim=claim)) for claim in told}
    assert any(entry["structure"] == "sold" for entry in truth)
    return {claim: [(entry, of_wave(entry, read[claim])) for entry in entries] for claim, entries in told.items()}


def of_wave(entry, statements):
    wanted = {statement for _article, _outlet, statement, _before in entry["articles"]}
    found = [one for one in statements if one.id in wanted]
    assert len(found) == len(wanted), entry
    return found


@pytest.fixture(scope="module")
def written(decided):
    """Figures of statements, and owners of articles' outlets on their days, as the rows of the corpus have them."""
    with psycopg.connect(decided.url(decided.name(ARTICLES)), autocommit=True) as connected:
        figures = dict(connected.execute("SELECT statement_id, coalesce(low, high) FROM articles_figure").fetchall())
        owners = dict(
            connected.execute(
                "SELECT a.id, o.owner_id FROM articles_article a JOIN sources_ownership o ON o.outlet_id = a.outlet_id "
                "AND daterange(o.starts_on, o.ends_on, '[]') @> (a.published_at AT TIME ZONE 'UTC')::date"
            ).fetchall()
        )
    return figures, owners


def test_every_wave_is_compared(waves_of):
    structures = Counter(entry["structure"] for told in waves_of.values() for entry, _statements in told)
    assert structures.keys() == stories.STRUCTURES.keys()
    assert structures.total() > 25


def test_lineage_comes_out_as_it_was_made(waves_of, written):
    """Chains, origins, circles, families, drift and lost attribution of every wave."""
    figures, owners = written
    lost_somewhere = drifted_somewhere = 0
    for entry, statements in each(waves_of):
        lineage = Lineage.of(statements)
        of_article = {article: statement for article, _outlet, statement, _before in entry["articles"]}
        for _article, _outlet, statement, before in entry["articles"]:
            assert lineage.through(statement) == ([before] if before else []), entry
            ends = {(end.kind, end.key) for end in lineage.ends[statement]}
            assert ends == expected_ends(entry, statement, lineage), entry
        recorded, unknown, circles = expected_origins([entry])
        summary = summarise(lineage)
        assert (summary.recorded, summary.unknown) == (len(recorded), unknown)
        assert {frozenset(circle) for circle in lineage.circles} == circles
        owned = {(article, outlet, owners.get(article)) for article, outlet, *_ in entry["articles"]}
        assert {(one.article, one.outlet, one.family) for one in statements} == owned
        assert summary.families == len({(owner is None, owner or outlet) for _article, outlet, owner in owned})
        drifted = {
            statement
            for _article, _outlet, statement, before in entry["articles"]
            if before and {statement, of_article[before]} <= figures.keys()
            if figures[statement] != figures[of_article[before]]
        }
        assert {one.statement for one in drift(lineage) if one.change == "value"} == drifted
        lost = {pair for one in warnings(lineage) if one.kind == "lost attribution" for pair in one.evidence}
        assert lost == {(statement, upstream) for statement, upstream in entry.get("lost", [])}
        lost_somewhere += bool(lost)
        drifted_somewhere += bool(drifted)
    assert lost_somewhere
    assert drifted_somewhere


def test_a_claim_of_several_waves_has_the_origins_of_all(waves_of):
    several = [told for told in waves_of.values() if len(told) > 1]
    assert several
    for told in several:
        recorded, unknown, circles = expected_origins([entry for entry, _statements in told])
        lineage = Lineage.of(one for _entry, statements in told for one in statements)
        summary = summarise(lineage)
        assert {end.key for end in lineage.own_ends() if end.recorded} == recorded
        assert (summary.recorded, summary.unknown) == (len(recorded), unknown)
        assert {frozenset(circle) for circle in lineage.circles} == circles


def test_withheld_links_invent_no_origin(waves_of):
    """A random half of what is cited is taken away: more is not recorded, nothing else is."""
    chance = random.Random(7)
    for entry, statements in each(waves_of):
        whole = Lineage.of(statements)
        part = Lineage.of(
            replace(
                one,
                lines=tuple(
                    tuple(who if chance.random() < 0.5 else who._replace(article=None) for who in line)
                    for line in one.lines
                ),
            )
            for one in statements
        )
        recorded, _unknown, _circles = expected_origins([entry])
        assert {end.key for end in part.own_ends() if end.recorded} == recorded
        for statement, before in whole.ends.items():
            # what was known of it, or no more than that it is not recorded
            assert {end for end in part.ends[statement] if end.kind != "lineage not recorded"} <= before
        left, truth = summarise(part), summarise(whole)
        assert left.least <= truth.most
        assert left.most >= truth.most


def each(waves_of):
    """(what is told, its statements) of one wave after the other."""
    return [wave for told in waves_of.values() for wave in told]


def expected_origins(told):
    """(recorded sources, how many are not known, circles as sets of statements) of a claim's waves."""
    recorded = {origin for entry in told for origin in entry["origins"]}
    circles = {around(entry) for entry in told if entry["structure"] == "circle"}
    unnamed = sum(entry["structure"] == "unnamed" for entry in told)
    return recorded, unnamed + len(circles), circles


def around(circle):
    """The statements of its articles that lead back to themselves."""
    cites = {article: before for article, _outlet, _statement, before in circle["articles"]}
    statements = {article: statement for article, _outlet, statement, _before in circle["articles"]}
    at, seen = circle["articles"][0][0], []
    while at not in seen:
        seen.append(at)
        at = cites[at]
    return frozenset(statements[article] for article in seen[seen.index(at) :])


def expected_ends(entry, statement, lineage):
    if entry["structure"] == "circle":
        return {("circular", str(min(around(entry))))}
    if entry["structure"] == "unnamed":
        return {("unnamed", str(entry["articles"][0][2]))}
    if entry["structure"] == "independent":
        # each asked somebody of its own: which of them is on the statement itself
        (line,) = lineage.statements[statement].lines
        assert line[-1].source in entry["origins"]
        return {("traced", line[-1].source)}
    return {("traced", entry["origins"][0])}
