"""Which sources may be one: suggested here, decided by a curator, who merges them or says that they are two.

Suggestions are rows (LikelyDuplicate), so that the queue is counted, paged and searched like any list. Comparing all
pairs of 100,000 sources is out of the question; one source against all others takes 10 to 70 ms on the trigram
index, by the length of its name. So a source is compared when it is made or renamed, and `manage.py
suggest_duplicates` goes over all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db import connection, transaction

from sources.models import LikelyDuplicate, NotTheSame, Source

# Share of trigrams in common. Measured on 24 names with a slip each (a letter exchanged or doubled, words turned round,
# an initial): from 0.6 finds 22 of them, from 0.7 only 17. Of the 88 sources of the demo corpus, all of them different,
# it pairs two (a newspaper and its trust, “Upper” and “Lower” of one name), from 0.5 a third.
ALIKE_FROM = 0.6
# of one source: a name that a hundred share needs another cure than a list
SUGGESTED_AT_MOST = 20
PIECE = 20  # sources compared in one transaction, while others that compare wait: about a second at 100,000

# Names and aliases that are equal by their key; hosts that changed hands; names alike. One row a pair, the strongest
# reason first; each way of finding them takes the oldest, so that together they find no more than one of them may.
# Persons are alike only with persons: “John Deere” the maker is not John Deer.
COMPARE = """
    INSERT INTO sources_likelyduplicate (first_id, second_id, reason, likeness, words, found_at)
    SELECT DISTINCT ON (first, second) first, second, reason, likeness, words, now()
    FROM (
        SELECT least(one.id, other.id) AS first, greatest(one.id, other.id) AS second,
               other.reason, other.strength, similarity(one.name_key, other.name_key) AS likeness, other.words
        FROM sources_source one CROSS JOIN LATERAL (
            SELECT array(SELECT a.name_key FROM sources_alias a WHERE a.source_id = one.id) || one.name_key AS keys
        ) its CROSS JOIN LATERAL (
            (
                SELECT s.id, s.name_key, s.merged_into_id, 'name' AS reason, 1 AS strength, s.name AS words
                FROM sources_source s
                WHERE s.name_key = ANY(its.keys)
                ORDER BY s.id
                LIMIT %(most)s
            ) UNION ALL (
                SELECT s.id, s.name_key, s.merged_into_id, 'name', 1, a.name
                FROM sources_alias a JOIN sources_source s ON s.id = a.source_id
                WHERE a.name_key = ANY(its.keys)
                ORDER BY s.id
                LIMIT %(most)s
            ) UNION ALL (
                SELECT s.id, s.name_key, s.merged_into_id, 'host', 2, d.host || d.path
                FROM sources_domain mine
                JOIN sources_domain d ON d.host = mine.host AND d.path = mine.path
                JOIN sources_source s ON s.id = d.outlet_id
                WHERE mine.outlet_id = one.id
                ORDER BY s.id
                LIMIT %(most)s
            ) UNION ALL (
                SELECT s.id, s.name_key, s.merged_into_id, 'alike', 3, s.name
                FROM sources_source s
                WHERE s.name_key %% one.name_key AND (s.kind = 'person') = (one.kind = 'person')
                ORDER BY similarity(s.name_key, one.name_key) DESC, s.id
                LIMIT %(most)s
            )
        ) other
        WHERE one.id = ANY(%(ids)s) AND one.merged_into_id IS NULL
          AND other.merged_into_id IS NULL AND other.id <> one.id
    ) found
    ORDER BY first, second, strength
    ON CONFLICT (first_id, second_id) DO UPDATE
        SET reason = excluded.reason, likeness = excluded.likeness, words = excluded.words
"""


@transaction.atomic
def compare(source_ids: Iterable[int]) -> None:
    """Makes the suggestions of these sources what their names, aliases and hosts say. Three queries."""
    ids = sorted(source_ids)
    with connection.cursor() as cursor:
        # two curators at once would wait for each other's pairs in any order
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sources_likelyduplicate'))")
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE_FROM)])
        cursor.execute(
            "DELETE FROM sources_likelyduplicate WHERE first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s)",
            {"ids": ids},
        )
        cursor.execute(COMPARE, {"ids": ids, "most": SUGGESTED_AT_MOST + 1})


def compare_all() -> Iterator[tuple[int, int]]:
    """Goes over all living sources, a piece at a time; yields (sources compared so far, all of them)."""
    living = Source.objects.living()
    total, seen, last = living.count(), 0, 0
    while True:
        ids = list(living.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PIECE])
        if not ids:
            return
        compare(ids)
        seen, last = seen + len(ids), ids[-1]
        yield seen, total


def waiting_for(source: Source) -> list[tuple[LikelyDuplicate, Source]]:
    """The likely duplicates of one source, strongest reason first, each with the other source. One query."""
    pairs = LikelyDuplicate.objects.waiting().of(source).select_related("first", "second")
    found = [(pair, pair.second if pair.first_id == source.pk else pair.first) for pair in pairs]
    order = list(LikelyDuplicate.Reason.values)
    return sorted(found, key=lambda row: (order.index(row[0].reason), -row[0].likeness, row[1].sort_key))


def tell_apart(pairs: Collection[tuple[int, int]], *, by, note: str = "") -> int:
    """Remembers that these are not the same; how many of the pairs nobody had told apart before."""
    ordered = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    with transaction.atomic():
        held = set(NotTheSame.objects.filter(first__in=[pair[0] for pair in ordered]).values_list("first", "second"))
        new = sorted(ordered - held)
        NotTheSame.objects.bulk_create(
            [NotTheSame(first_id=first, second_id=second, by=by, note=note) for first, second in new],
            ignore_conflicts=True,
        )
    return len(new)
