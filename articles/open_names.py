"""The work list of printed names, kept counted: what `relays.refresh` calls for the articles it was given.

`NameInArticle` holds what each article adds, `OpenName` the sums; an edit writes only the sums of names whose
state changed in its article. `rebuild` compares both with the mentions, all at once in the database.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

# What the articles of %(ids)s, or all (null), hold by their mentions: living articles, names that are open.
_WANTED = """
    SELECT m.article_id, a.outlet_id, m.printed_key,
           count(*) FILTER (WHERE m.resolution = 'unresolved')::int AS unresolved,
           count(*) FILTER (WHERE m.resolution = 'ambiguous')::int AS ambiguous
    FROM articles_mention m JOIN articles_article a ON a.id = m.article_id
    WHERE m.resolution IN ('unresolved', 'ambiguous') AND m.printed_key <> '' AND a.merged_into_id IS NULL
      AND (%(ids)s::bigint[] IS NULL OR m.article_id = ANY(%(ids)s)) AND NOT %(gone)s
    GROUP BY m.article_id, a.outlet_id, m.printed_key
"""
_DIFFERENCES = f"""
    SELECT coalesce(w.article_id, h.article_id) AS article_id, coalesce(w.printed_key, h.printed_key) AS printed_key,
           w.outlet_id AS outlet_id, w.unresolved AS unresolved, w.ambiguous AS ambiguous,
           h.outlet_id AS was_outlet, h.unresolved AS was_unresolved, h.ambiguous AS was_ambiguous
    FROM ({_WANTED}) w
    FULL JOIN (
        SELECT * FROM articles_nameinarticle
        WHERE %(ids)s::bigint[] IS NULL OR article_id = ANY(%(ids)s)
    ) h ON h.article_id = w.article_id AND h.printed_key = w.printed_key
    WHERE (w.outlet_id, w.unresolved, w.ambiguous) IS DISTINCT FROM (h.outlet_id, h.unresolved, h.ambiguous)
"""  # noqa: S608
# One statement: what differs, the rows that hold it, and the sums. These are written in the order of their
# keys, so that two editors who mark the same names queue up and never wait for each other crosswise.
_REFRESH = f"""
    WITH differing AS ({_DIFFERENCES}),
    gone AS (
        DELETE FROM articles_nameinarticle n USING differing d
        WHERE n.article_id = d.article_id AND n.printed_key = d.printed_key AND d.outlet_id IS NULL
    ),
    held AS (
        INSERT INTO articles_nameinarticle (article_id, outlet_id, printed_key, unresolved, ambiguous)
        SELECT article_id, outlet_id, printed_key, unresolved, ambiguous FROM differing WHERE outlet_id IS NOT NULL
        ON CONFLICT (article_id, printed_key) DO UPDATE SET
            outlet_id = excluded.outlet_id, unresolved = excluded.unresolved, ambiguous = excluded.ambiguous
    ),
    changes AS (
        SELECT printed_key, outlet_id AS outlet, 1 AS articles, unresolved + ambiguous AS mentions, ambiguous
        FROM differing WHERE outlet_id IS NOT NULL
        UNION ALL
        SELECT printed_key, was_outlet, -1, -(was_unresolved + was_ambiguous), -was_ambiguous
        FROM differing WHERE was_outlet IS NOT NULL
    )
    SELECT printed_key, outlet, sum(articles)::int, sum(mentions)::int, sum(ambiguous)::int FROM changes
    GROUP BY GROUPING SETS ((printed_key), (printed_key, outlet))
    HAVING (sum(articles), sum(mentions), sum(ambiguous)) <> (0, 0, 0)
    ORDER BY printed_key, outlet NULLS FIRST
"""  # noqa: S608
# What a sum loses may not go through the insert, which refuses a row below zero: so the row is looked for first.
_CHANGE = """
    UPDATE articles_openname SET articles = articles + %(articles)s, mentions = mentions + %(mentions)s,
        ambiguous = ambiguous + %(ambiguous)s
    WHERE printed_key = %(key)s AND outlet_id IS NOT DISTINCT FROM %(outlet)s
    RETURNING articles
"""
_ADD = """
    INSERT INTO articles_openname (printed_key, outlet_id, articles, mentions, ambiguous)
    VALUES (%(key)s, %(outlet)s, %(articles)s, %(mentions)s, %(ambiguous)s)
    ON CONFLICT (printed_key, outlet_id) DO UPDATE SET
        articles = articles_openname.articles + excluded.articles,
        mentions = articles_openname.mentions + excluded.mentions,
        ambiguous = articles_openname.ambiguous + excluded.ambiguous
"""
_EMPTY = "DELETE FROM articles_openname WHERE printed_key = %(key)s AND outlet_id IS NOT DISTINCT FROM %(outlet)s"
_SUMS = """
    SELECT printed_key, outlet_id, count(*)::int AS articles, sum(unresolved + ambiguous)::int AS mentions,
           sum(ambiguous)::int AS ambiguous
    FROM articles_nameinarticle GROUP BY GROUPING SETS ((printed_key), (printed_key, outlet_id))
"""
_SUMS_DIFFERING = f"""
    SELECT count(*) FROM ({_SUMS}) w FULL JOIN articles_openname h
        ON h.printed_key = w.printed_key AND coalesce(h.outlet_id, 0) = coalesce(w.outlet_id, 0)
    WHERE (w.articles, w.mentions, w.ambiguous) IS DISTINCT FROM (h.articles, h.mentions, h.ambiguous)
"""  # noqa: S608


def refresh(article_ids: Iterable[int], *, gone: bool = False) -> int:
    """Makes the rows of these articles what their mentions say; how many names in articles differed.

    With `gone`, as if there were none: the articles are about to be removed. The caller holds the articles'
    locks and calls it once a transaction, last. One query where nothing
    differed, else one or two more for each sum that changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"ids": list(article_ids), "gone": gone})
        changes = cursor.fetchall()
        for key, outlet, articles, mentions, ambiguous in changes:
            values = {"key": key, "outlet": outlet, "articles": articles, "mentions": mentions, "ambiguous": ambiguous}
            cursor.execute(_CHANGE, values)
            left = cursor.fetchone()
            if left is None:
                cursor.execute(_ADD, values)
            elif left == (0,):
                cursor.execute(_EMPTY, values)
    return len(changes)


@transaction.atomic
def rebuild(*, write: bool = True) -> int:
    """Compares everything with the mentions, in a few queries; how many rows differed. Editors wait meanwhile."""
    with connection.cursor() as cursor:
        if write:
            cursor.execute("LOCK TABLE articles_nameinarticle, articles_openname IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"SELECT count(*) FROM ({_DIFFERENCES}) d", {"ids": None, "gone": False})  # noqa: S608
        differed = cursor.fetchone()[0]
        cursor.execute(_SUMS_DIFFERING)
        differed += cursor.fetchone()[0]
        if write and differed:
            cursor.execute("DELETE FROM articles_openname")
            cursor.execute("DELETE FROM articles_nameinarticle")
            columns = "article_id, outlet_id, printed_key, unresolved, ambiguous"
            cursor.execute(f"INSERT INTO articles_nameinarticle ({columns}) {_WANTED}", {"ids": None, "gone": False})
            cursor.execute(
                f"INSERT INTO articles_openname (printed_key, outlet_id, articles, mentions, ambiguous) {_SUMS}"
            )
    return differed
