"""What suggestions were worth: by rule or outlet, how many were made, accepted, corrected, rejected; how quickly."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from articles.querysets import day_start

# between two decisions of one editor; who thinks longer has gone for coffee, and a bulk action takes no time at all
LONGEST_GAP = 300  # seconds
PERIODS = {"7": 7, "30": 30, "365": 365}  # days; else ever since

_SQL = """
    WITH decided AS (
        SELECT s.found_by, a.outlet_id, s.state, s.corrected,
            extract(epoch FROM s.decided_at - lag(s.decided_at)
                OVER (PARTITION BY s.decided_by_id ORDER BY s.decided_at)) AS gap
        FROM articles_statement s JOIN articles_article a ON a.id = s.article_id
        WHERE s.found_by NOT IN ('hand', 'import') AND s.state <> 'suggested'
            AND (%(since)s::timestamptz IS NULL OR s.decided_at >= %(since)s)
            AND a.merged_into_id IS NULL AND (%(outlet)s::bigint IS NULL OR a.outlet_id = %(outlet)s)
    ), waiting AS (
        SELECT s.found_by, a.outlet_id, count(*) AS waiting
        FROM articles_statement s JOIN articles_article a ON a.id = s.article_id
        WHERE s.state = 'suggested' AND s.found_by NOT IN ('hand', 'import')
            AND a.merged_into_id IS NULL AND (%(outlet)s::bigint IS NULL OR a.outlet_id = %(outlet)s)
        GROUP BY 1, 2
    )
    SELECT {key} AS key, sum(waiting)::int, sum(accepted)::int, sum(corrected)::int, sum(rejected)::int,
        sum(unsure)::int, sum(disputed)::int, sum(gaps)::int, sum(seconds)::float
    FROM (
        SELECT found_by, outlet_id, 0 AS waiting,
            count(*) FILTER (WHERE state = 'accepted' AND NOT corrected) AS accepted,
            count(*) FILTER (WHERE state = 'accepted' AND corrected) AS corrected,
            count(*) FILTER (WHERE state = 'rejected') AS rejected,
            count(*) FILTER (WHERE state = 'unsure') AS unsure,
            count(*) FILTER (WHERE state = 'disputed') AS disputed,
            count(*) FILTER (WHERE gap > 0 AND gap <= %(longest)s) AS gaps,
            coalesce(sum(gap) FILTER (WHERE gap > 0 AND gap <= %(longest)s), 0) AS seconds
        FROM decided GROUP BY found_by, outlet_id
        UNION ALL SELECT found_by, outlet_id, waiting, 0, 0, 0, 0, 0, 0, 0 FROM waiting
    ) told GROUP BY {grouped}
"""
COLUMNS = ("key", "waiting", "accepted", "corrected", "rejected", "unsure", "disputed", "gaps", "seconds")


def first_day(days: int | None) -> dt.date | None:
    """The UTC day from which decisions of the last `days` are counted."""
    return (timezone.now() - dt.timedelta(days=days)).astimezone(dt.UTC).date() if days else None


def worth(by: str, *, since: dt.date | None, outlet: int | None = None) -> list[dict[str, Any]]:
    """One dict a rule (`by` "rule") or an outlet ("outlet"), most decided and waiting first, and one, last, for all.

    `key` is the rule's name or the outlet's id, None for all; `waiting` counts suggestions that wait now, the other
    counts those decided from the UTC day `since` (None: ever). `share` is what was accepted as suggested of all
    that was accepted, corrected or rejected, 0 to 1; None without any. `per_minute` counts decisions of editors at
    work: gaps longer than LONGEST_GAP and decisions at one instant (bulk) are left out; None without any. One query.
    """
    assert by in ("rule", "outlet")
    start = day_start(since) if since else None
    given = {"since": start, "outlet": outlet, "longest": LONGEST_GAP}
    column = "found_by" if by == "rule" else "outlet_id"
    sql = _SQL.format(key=column, grouped=f"GROUPING SETS (({column}), ())")
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        judged = sum(row[name] or 0 for name in ("accepted", "corrected", "rejected"))
        row["decided"] = judged + (row["unsure"] or 0) + (row["disputed"] or 0)
        row["suggested"] = row["decided"] + (row["waiting"] or 0)
        row["share"] = row["accepted"] / judged if judged else None
        row["per_minute"] = 60 * row["gaps"] / row["seconds"] if row["seconds"] else None
    every = [row for row in rows if row["key"] is None]
    return [*sorted((r for r in rows if r["key"] is not None), key=lambda r: (-r["suggested"], str(r["key"]))), *every]
