"""Summary rows, kept: what an edit adds to them or takes away, and how they are made anew from the relays.

`apply` is called by `relays.refresh` with an article's relays before and after, in the transaction of the
edit. `rebuild` and `differences` say the same a second way, as SQL over all relays, so that the one proves
the other. What is counted stands in articles/models/summary.py.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction

from articles.models import ArticleCoverage, OutletCoverage, Summary, SummaryClaim

if TYPE_CHECKING:
    from articles.relays import Row

Face, Who = Summary.Face, Summary.Who

# face, outlet (None: all), who, source, first day of the month, via
Key = tuple[str, int | None, str, int | None, dt.date | None, int | None]
_KEY = "face, outlet_id, who, source_id, month, via_id"
# outlet, gone through, suggestions in all, suggestions decided, unresolved attributions
Covered = tuple[int, bool, int, int, int]

UNITS = ("relays", "statements", "articles", "claims")
FIGURES = ("held", "gone_through", "suggestions_all", "suggestions_decided", "unresolved")


# --- what relays add ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Ids:
    relays: int = 0
    statements: set[int] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)
    claims: Counter[int] = field(default_factory=Counter)


def _who(source_id: int | None, resolution: str) -> tuple[str, int | None]:
    if source_id is not None:
        return (Who.SOURCE, source_id)
    return (Who.UNNAMED, None) if resolution == "unnamed" else (Who.UNRESOLVED, None)


def keys_of(row: Row) -> Iterator[Key]:
    """The summary rows in which a relay counts, each once."""
    if row.state != "accepted" or row.self_credit:
        return
    month = row.published_at.astimezone(dt.UTC).date().replace(day=1) if row.published_at else None
    who, source = _who(row.source_id, row.resolution)
    passed = {_who(via[1], via[3]) for via in row.vias}
    for outlet in (row.outlet_id, None):
        yield (Face.MONTH, outlet, Who.ANYBODY, None, month, None)
        yield (Face.CREDITED, outlet, who, source, None, None)
        yield (Face.CREDITED, outlet, Who.ANYBODY, None, None, None)
        for via, via_source in passed:
            yield (Face.PASSED, outlet, via, via_source, None, None)
        if passed:
            yield (Face.PASSED, outlet, Who.ANYBODY, None, None, None)
    if source is not None:
        for _via, via_source in passed:
            if via_source is not None:
                yield (Face.THROUGH, None, who, source, None, via_source)


def _added(rows: Iterable[Row]) -> dict[Key, _Ids]:
    """What all relays of some articles add; whole articles, so that distinct ids add up over articles."""
    found: dict[Key, _Ids] = defaultdict(_Ids)
    for row in rows:
        for key in keys_of(row):
            ids = found[key]
            ids.relays += 1
            ids.articles.add(row.article_id)
            if row.statement_id is not None:
                ids.statements.add(row.statement_id)
            if row.polarity == "affirms":
                ids.claims.update(row.claim_ids)
    return found


class Change:
    """What edits of some articles change in the summary rows; gathered first, written once."""

    def __init__(self) -> None:
        self.units: dict[Key, Counter[str]] = defaultdict(Counter)
        self.claims: dict[Key, Counter[int]] = defaultdict(Counter)
        self.coverage: dict[int, Counter[str]] = defaultdict(Counter)

    def relays(self, before: Iterable[Row], after: Iterable[Row]) -> None:
        """All relays of some articles, as they were and as they are."""
        for sign, rows in ((-1, before), (1, after)):
            for key, ids in _added(rows).items():
                units = self.units[key]
                units["relays"] += sign * ids.relays
                units["statements"] += sign * len(ids.statements)
                units["articles"] += sign * len(ids.articles)
                for claim, relays in ids.claims.items():
                    self.claims[key][claim] += sign * relays

    def covered(self, before: Iterable[Covered], after: Iterable[Covered]) -> None:
        for sign, rows in ((-1, before), (1, after)):
            for outlet, *figures in rows:
                coverage = self.coverage[outlet]
                coverage["held"] += sign
                for name, value in zip(FIGURES[1:], figures, strict=True):
                    coverage[name] += sign * value

    def apply(self) -> None:
        """Writes the sums. Takes the locks of all rows concerned in one order, so two edits never block each other.

        Call it once, at the end of a transaction: until the commit, others wait for these rows.
        """
        ids = self._units()
        self._claims(ids)
        self._coverage()

    def _units(self) -> dict[Key, int]:
        """Adds up relays, statements and articles; {key: id of its row}, which stays locked."""
        moved = {
            key: units
            for key, units in self.units.items()
            if any(units.values()) or any(self.claims.get(key, {}).values())
        }
        if not moved:
            return {}
        columns = [list(column) for column in zip(*moved, strict=True)]
        figures = [[units[unit] for units in moved.values()] for unit in UNITS[:3]]
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO articles_summary AS s ({_KEY}, relays, statements, articles, claims)
                SELECT d.*, 0
                FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::date[], %s::bigint[],
                            %s::bigint[], %s::bigint[], %s::bigint[])
                    AS d({_KEY}, relays, statements, articles)
                -- those that everybody touches last, so that they are held the shortest
                ORDER BY d.outlet_id NULLS LAST, d.source_id NULLS LAST, d.face, d.who, d.month, d.via_id
                ON CONFLICT ({_KEY}) DO UPDATE SET
                    relays = s.relays + EXCLUDED.relays,
                    statements = s.statements + EXCLUDED.statements,
                    articles = s.articles + EXCLUDED.articles
                RETURNING id, {_KEY}
                """,
                [*columns, *figures],
            )
            return {tuple(key): pk for pk, *key in cursor.fetchall()}

    def _claims(self, ids: Mapping[Key, int]) -> None:
        """Adds up how many relays make each claim; where that begins or ends, a row has a claim more or less."""
        delta = {
            (ids[key], claim): relays
            for key, claims in self.claims.items()
            for claim, relays in claims.items()
            if relays
        }
        with connection.cursor() as cursor:
            if delta:
                rows, claims = (list(column) for column in zip(*delta, strict=True))
                cursor.execute(
                    """
                    INSERT INTO articles_summaryclaim AS s (summary_id, claim_id, relays)
                    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS d(summary_id, claim_id, relays)
                    ON CONFLICT (summary_id, claim_id) DO UPDATE SET relays = s.relays + EXCLUDED.relays
                    RETURNING summary_id, claim_id, relays
                    """,
                    [rows, claims, list(delta.values())],
                )
                grown: Counter[int] = Counter()
                for row, claim, now in cursor.fetchall():
                    grown[row] += (now > 0) - (now - delta[row, claim] > 0)
                cursor.execute(
                    "DELETE FROM articles_summaryclaim WHERE summary_id = ANY(%s) AND relays = 0", [list(set(rows))]
                )
                cursor.execute(
                    "UPDATE articles_summary s SET claims = s.claims + d.claims "
                    "FROM unnest(%s::bigint[], %s::bigint[]) AS d(id, claims) WHERE s.id = d.id AND d.claims <> 0",
                    [list(grown), list(grown.values())],
                )
            if ids:
                cursor.execute("DELETE FROM articles_summary WHERE id = ANY(%s) AND relays = 0", [list(ids.values())])

    def _coverage(self) -> None:
        moved = {outlet: figures for outlet, figures in self.coverage.items() if any(figures.values())}
        if not moved:
            return
        added = ", ".join(f"{name} = s.{name} + EXCLUDED.{name}" for name in FIGURES)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO articles_outletcoverage AS s (outlet_id, {", ".join(FIGURES)})
                SELECT * FROM unnest(%s::bigint[]{", %s::bigint[]" * len(FIGURES)}) AS d
                ORDER BY 1
                ON CONFLICT (outlet_id) DO UPDATE SET {added}
                """,
                [list(moved), *([figures[name] for figures in moved.values()] for name in FIGURES)],
            )
            cursor.execute("DELETE FROM articles_outletcoverage WHERE outlet_id = ANY(%s) AND held = 0", [list(moved)])


# --- all of them, from the relays ------------------------------------------------------------------------

# One row for each relay that counts, and face and whom it counts under: the second telling of `keys_of`.
_COUNTED = """
    WITH counted AS (
        SELECT r.id, r.outlet_id, r.article_id, r.statement_id, r.source_id,
               CASE WHEN r.source_id IS NOT NULL THEN 'source' WHEN r.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               date_trunc('month', r.published_at AT TIME ZONE 'UTC')::date AS month,
               CASE WHEN r.polarity = 'affirms' THEN r.claim_ids ELSE '{}' END AS claim_ids
        FROM articles_relay r WHERE r.state = 'accepted' AND NOT r.self_credit
    ), passed AS (
        SELECT DISTINCT c.id, c.outlet_id, c.article_id, c.statement_id, v.source_id,
               CASE WHEN v.source_id IS NOT NULL THEN 'source' WHEN v.resolution = 'unnamed' THEN 'unnamed'
                    ELSE 'unresolved' END AS who,
               c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
    ), through AS (
        SELECT DISTINCT c.id, c.article_id, c.statement_id, c.source_id, v.source_id AS via_id, c.claim_ids
        FROM counted c JOIN articles_relayvia v ON v.relay_id = c.id
        WHERE c.source_id IS NOT NULL AND v.source_id IS NOT NULL
    )
"""

_WHO = "CASE WHEN GROUPING(who) = 1 THEN 'anybody' ELSE who END AS who"
# Each face: what it reads, its key beside outlet_id, and by what it groups.
_FACES = {
    "credited": (
        "counted",
        f"outlet_id, {_WHO}, source_id, NULL::date AS month, NULL::bigint AS via_id",
        ("outlet_id, who, source_id", "who, source_id", "outlet_id", ""),
    ),
    "passed": (
        "passed",
        f"outlet_id, {_WHO}, source_id, NULL::date AS month, NULL::bigint AS via_id",
        ("outlet_id, who, source_id", "who, source_id", "outlet_id", ""),
    ),
    "month": (
        "counted",
        "outlet_id, 'anybody' AS who, NULL::bigint AS source_id, month, NULL::bigint AS via_id",
        ("outlet_id, month", "month"),
    ),
    "through": (
        "through",
        "NULL::bigint AS outlet_id, 'source' AS who, source_id, NULL::date AS month, via_id",
        ("source_id, via_id",),
    ),
}


def _grouped(face: str, measure: str, *, claim: bool) -> str:
    """SELECT of one face's rows; with `claim`, of each row's claims."""
    table, key, groups = _FACES[face]
    more, source = (", claim", f"{table}, unnest(claim_ids) AS claim") if claim else ("", table)
    sets = ", ".join(f"({(group + more).removeprefix(', ')})" for group in groups)
    return (
        f"SELECT '{face}' AS face, {key}{more}, {measure} FROM {source} GROUP BY GROUPING SETS ({sets}) "
        "HAVING count(*) > 0"
    )


def _expected(measure: str, *, claim: bool) -> str:
    return _COUNTED + " UNION ALL ".join(f"({_grouped(face, measure, claim=claim)})" for face in _FACES)


# the key, then relays, statements, articles
_UNITS_EXPECTED = _expected(
    "count(DISTINCT id) AS relays, count(DISTINCT statement_id) AS statements, count(DISTINCT article_id) AS articles",
    claim=False,
)
# the key, claim, then relays
_CLAIMS_EXPECTED = _expected("count(DISTINCT id) AS relays", claim=True)

_COVERAGE_EXPECTED = """
    SELECT a.id AS article_id, a.outlet_id, a.progress = 'gone through' AS gone_through,
           coalesce(s.suggested, 0) AS suggestions_all, coalesce(s.decided, 0) AS suggestions_decided,
           coalesce(r.open, 0) AS unresolved
    FROM articles_article a
    LEFT JOIN (
        SELECT article_id, count(*) AS suggested, count(*) FILTER (WHERE state <> 'suggested') AS decided
        FROM articles_statement WHERE found_by NOT IN ('hand', 'import') OR state = 'suggested' GROUP BY article_id
    ) s ON s.article_id = a.id
    LEFT JOIN (
        SELECT article_id, count(*) AS open FROM articles_relay
        WHERE state = 'accepted' AND relay_kind = 'statement' AND resolution IN ('unresolved', 'ambiguous')
        GROUP BY article_id
    ) r ON r.article_id = a.id
    WHERE a.merged_into_id IS NULL
"""
_OUTLETS_EXPECTED = """
    SELECT outlet_id, count(*) AS held, count(*) FILTER (WHERE gone_through) AS gone_through,
           sum(suggestions_all)::bigint AS suggestions_all, sum(suggestions_decided)::bigint AS suggestions_decided,
           sum(unresolved)::bigint AS unresolved
    FROM articles_articlecoverage GROUP BY outlet_id
"""

# a join that can be hashed: NULL and 0 are told apart since no id is 0
_HASHED_KEY = """
    s.face = e.face AND coalesce(s.outlet_id, 0) = coalesce(e.outlet_id, 0) AND s.who = e.who
    AND coalesce(s.source_id, 0) = coalesce(e.source_id, 0)
    AND coalesce(s.month, '-infinity') = coalesce(e.month, '-infinity')
    AND coalesce(s.via_id, 0) = coalesce(e.via_id, 0)
"""


def rebuild() -> None:
    """Makes all summary rows anew from the relays, in one transaction.

    Edits go on until their own sums are due, then wait. At a million articles: some minutes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # waits for edits whose sums are in, and holds up those whose sums are not: both are right afterwards
        cursor.execute(
            "LOCK TABLE articles_summary, articles_summaryclaim, articles_articlecoverage, articles_outletcoverage "
            "IN SHARE ROW EXCLUSIVE MODE"
        )
        cursor.execute("SET LOCAL work_mem = '256MB'")
        for table in (SummaryClaim, Summary, ArticleCoverage, OutletCoverage):
            cursor.execute(f"DELETE FROM {table._meta.db_table}")
        cursor.execute(
            f"INSERT INTO articles_summary ({_KEY}, relays, statements, articles, claims) "
            f"SELECT *, 0 FROM ({_UNITS_EXPECTED}) AS e"
        )
        cursor.execute("ANALYZE articles_summary")
        cursor.execute(
            "INSERT INTO articles_summaryclaim (summary_id, claim_id, relays) "
            f"SELECT s.id, e.claim, e.relays FROM ({_CLAIMS_EXPECTED}) AS e JOIN articles_summary s ON {_HASHED_KEY}"
        )
        cursor.execute(
            "UPDATE articles_summary s SET claims = c.claims FROM "
            "(SELECT summary_id, count(*) AS claims FROM articles_summaryclaim GROUP BY summary_id) c "
            "WHERE c.summary_id = s.id"
        )
        cursor.execute(
            "INSERT INTO articles_articlecoverage "
            "(article_id, outlet_id, gone_through, suggestions_all, suggestions_decided, unresolved) "
            + _COVERAGE_EXPECTED
        )
        cursor.execute(f"INSERT INTO articles_outletcoverage (outlet_id, {', '.join(FIGURES)}) {_OUTLETS_EXPECTED}")


def differences() -> dict[str, int]:
    """How many rows of each summary table are not what the relays say: {table: rows}; all 0 when well.

    Reads one moment of the database, so that edits may go on meanwhile.
    """
    stored_units = f"SELECT {_KEY}, relays, statements, articles FROM articles_summary"
    stored_claims = (
        f"SELECT {_KEY}, claim_id, c.relays FROM articles_summaryclaim c JOIN articles_summary s ON s.id = c.summary_id"
    )
    compared = {
        "summary rows": (stored_units, _UNITS_EXPECTED),
        "claims of summary rows": (stored_claims, _CLAIMS_EXPECTED),
        "numbers of claims": (
            "SELECT id, claims FROM articles_summary",
            "SELECT s.id, count(c.id) FROM articles_summary s LEFT JOIN articles_summaryclaim c ON c.summary_id = s.id "
            "GROUP BY s.id",
        ),
        "coverage of articles": (
            "SELECT article_id, outlet_id, gone_through, suggestions_all, suggestions_decided, unresolved "
            "FROM articles_articlecoverage",
            _COVERAGE_EXPECTED,
        ),
        "coverage of outlets": (
            f"SELECT outlet_id, {', '.join(FIGURES)} FROM articles_outletcoverage",
            _OUTLETS_EXPECTED,
        ),
    }
    found = {}
    with _one_moment(), connection.cursor() as cursor:
        for name, (held, expected) in compared.items():
            cursor.execute(
                f"SELECT (SELECT count(*) FROM (({held}) EXCEPT ALL ({expected})) AS a) "
                f"+ (SELECT count(*) FROM (({expected}) EXCEPT ALL ({held})) AS b)"
            )
            found[name] = cursor.fetchone()[0]
    return found


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees one moment; inside another one (a test's) that has to do."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
