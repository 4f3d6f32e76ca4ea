"""Which rows the benchmark asks for: ids and words found by query, so that any corpus will do.

*heaviest* has the most relays, *middle* stands in the middle of those that have any. *steady* has about
STEADY rows whatever the size of the corpus: a filter by it matches as many rows at 10,000 articles as at
1,000,000, so its page should take as long.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count

from articles.models import Article, Claim, Relay, Revision, Statement
from articles.pagination import COUNTED_AT_MOST, ROWS_A_PAGE
from articles.querysets import SEARCHED_CHARACTERS, listed_sources, with_words
from sources.models import Source

STEADY = 100  # rows: two pages of a list
DEEP = 200  # the page that begins at row 10,000
SAMPLED_ROWS = 3_000  # of which words are taken
TRIED_WORDS = 60


def picks() -> dict[str, Any]:
    """{name in an address: what it is filled with}. None where the corpus has none."""
    found: dict[str, Any] = {}
    for name, rows in {
        "outlet": _counted("SELECT outlet_id, count(*) FROM articles_relay WHERE {counted} GROUP BY 1"),
        "source": _counted(
            "SELECT source_id, count(*) FROM articles_relay WHERE {counted} AND source_id > 0 GROUP BY 1"
        ),
        "via": _counted("SELECT source_id, count(*) FROM articles_relayvia WHERE source_id > 0 GROUP BY 1"),
        "claim": _counted(
            "SELECT claim_id, count(*) FROM articles_match "
            "WHERE replaced_at IS NULL AND state = 'accepted' AND judgement = 'same' GROUP BY 1"
        ),
        "article": _counted("SELECT article_id, count(*) FROM articles_statement GROUP BY 1"),
        "statement": _counted("SELECT statement_id, count(*) FROM articles_relay WHERE statement_id > 0 GROUP BY 1"),
    }.items():
        found |= _three(name, rows)
    found |= _days()
    found |= _words()
    found |= _deep_pages()
    found["topic"] = _steady_topic()
    found["country"] = _usual_country()
    found["name_part"] = _name_part()
    return found


def _counted(sql: str) -> list[tuple[int, int]]:
    """[(rows, id)], fewest first."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(counted="state = 'accepted' AND NOT self_credit"))
        return sorted((rows, pk) for pk, rows in cursor.fetchall())


def _three(name: str, rows: list[tuple[int, int]]) -> dict[str, Any]:
    if not rows:
        return {f"{name}_{which}": None for which in ("heaviest", "middle", "steady")}
    return {
        f"{name}_heaviest": rows[-1][1],
        f"{name}_middle": rows[len(rows) // 2][1],
        f"{name}_steady": min(rows, key=lambda row: abs(row[0] - STEADY))[1],
    }


def _days() -> dict[str, Any]:
    """A month in the middle of what is dated, and the days that hold about STEADY articles."""
    middle = Article.objects.filter(published_at__isnull=False).order_by("published_at").values_list("published_at")
    dated = middle.count()
    if not dated:
        return {"month": None, "days": None}
    day = middle[dated // 2][0].date()
    published = Article.objects.between(day, None).living().order_by("published_at").values_list("published_at")
    last = published[min(STEADY, published.count() - 1)][0].date()
    return {
        "month": f"{day:%Y-%m}",
        "days": urlencode({"from": day.isoformat(), "to": max(day, last - dt.timedelta(days=1)).isoformat()}),
    }


def _words() -> dict[str, Any]:
    """Words that about STEADY rows hold, of statements, texts and claims."""
    return {
        "word_of_statements": _word(Statement.objects.accepted(), "quote", cut=True),
        "word_of_articles": _word(Revision.objects.all(), "text", cut=True),
        "word_of_claims": _word(Claim.objects.living(), "wording"),
    }


def _word(rows: Any, column: str, *, cut: bool = False) -> str | None:
    table = rows.model._meta.db_table
    total = rows.model._default_manager.count()
    share = min(100.0, 100.0 * SAMPLED_ROWS / max(total, 1))
    sampled = max(1, total * share / 100)
    sql = (
        f"SELECT to_tsvector(''simple'', left({column}, {SEARCHED_CHARACTERS})) FROM {table} "
        f"TABLESAMPLE BERNOULLI ({share:.4f}) REPEATABLE (7)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, ndoc FROM ts_stat('{sql}') WHERE length(word) > 4 AND word ~ '^[a-z]+$'")
        # most like to be in STEADY rows first; of those alike, by the alphabet
        expected = STEADY * sampled / max(total, 1)
        words = [word for word, _ndoc in sorted(cursor.fetchall(), key=lambda row: (abs(row[1] - expected), row[0]))]
    best, off = None, None
    for word in words[:TRIED_WORDS]:
        matching = with_words(rows, column, word, cut=cut).order_by()[: 4 * STEADY].count()
        if off is None or abs(matching - STEADY) < off:
            best, off = word, abs(matching - STEADY)
        if off <= STEADY // 5:
            break
    return best


def _deep_pages() -> dict[str, int]:
    """For each list the page that begins at row 10,000, or its last one."""
    lists = {
        "relays": Relay.objects.counted(),
        "statements": Statement.objects.accepted(),
        "claims": Claim.objects.living(),
        "articles": Article.objects.living(),
        "outlets": listed_sources().publishers(),
        "sources": listed_sources(),
    }
    found = {}
    for name, rows in lists.items():
        counted = rows.order_by()[: COUNTED_AT_MOST + 1].count()
        found[f"deep_{name}"] = max(1, min(DEEP, -(-counted // ROWS_A_PAGE)))
    return found


def _steady_topic() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic, count(*) FROM articles_claim, unnest(topics) topic GROUP BY 1")
        topics = sorted((rows, topic) for topic, rows in cursor.fetchall())
    return min(topics, key=lambda row: abs(row[0] - STEADY))[1] if topics else None


def _usual_country() -> str | None:
    publishers = listed_sources().publishers().exclude(country="").values("country").annotate(n=Count("pk"))
    return publishers.order_by("-n", "country").values_list("country", flat=True).first()


def _name_part() -> str | None:
    """A word of the name in the middle of the alphabet."""
    names = Source.objects.living().order_by("sort_key").values_list("name", flat=True)
    return max(names[names.count() // 2].split(), key=len) if names else None
