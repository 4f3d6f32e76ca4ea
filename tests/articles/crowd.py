"""12,000 rows of everything, made by SQL in some seconds: enough for PostgreSQL to prefer an index where one helps.

Ids count from 1,000,001 on, in every table; row i of one belongs to row i of the others. Of what can be asked
for, most has some dozen rows; the first outlet has a fifth of all and the first agency stands between in many.
"""

from __future__ import annotations

from django.db import connection

from articles import summaries

ROWS = 12_000
FIRST = 1_000_000
OUTLETS = 300  # the first sources; then as many agencies, then organisations
HEAVY_OUTLET, OUTLET, SOURCE, AGENCY = FIRST + 1, FIRST + 57, FIRST + 1_234, FIRST + 400
CLAIM, ARTICLE, STATEMENT = FIRST + 77, FIRST + 777, FIRST + 777
WORD = "word57"

_OUTLET = f"{FIRST} + CASE WHEN i % 5 = 0 THEN 1 ELSE 2 + i % {OUTLETS - 2} END"
# a hundredth has no source that is known
_SOURCE = f"CASE WHEN i % 100 = 3 THEN NULL ELSE {FIRST} + 601 + i % 800 END"
_RESOLUTION = "CASE WHEN i % 200 = 3 THEN 'unnamed' WHEN i % 100 = 3 THEN 'unresolved' ELSE 'resolved' END"
_STATE = "CASE WHEN i % 150 = 4 THEN 'suggested' WHEN i % 1000 = 5 THEN 'disputed' ELSE 'accepted' END"
_PUBLISHED = "CASE WHEN i % 500 = 6 THEN NULL ELSE '2024-01-01Z'::timestamptz + i * interval '1 hour' END"
_WORDS = "'The bridge will close, word' || i % 400 || ' said of row ' || i"

_TABLES = {
    "sources_source": {
        "kind": f"CASE WHEN i <= {OUTLETS} THEN 'outlet' WHEN i <= {2 * OUTLETS} THEN 'agency' ELSE 'organisation' END",
        "name": "'Name ' || i || ' of kind' || i % 400",
        "name_key": "'name ' || i || ' of kind' || i % 400",
        "sort_key": f"'name ' || lpad(((i * 7919) % {ROWS})::text, 6, '0')",
        "country": "(ARRAY['GB', 'DE', 'FR', 'IE'])[1 + i % 4]",
        "language": "'en'",
        "note": "''",
        "checked": "i % 300 <> 0",
        "created_at": "now() - i * interval '1 minute'",
    },
    "articles_article": {
        "created_at": "now()",
        "address": "'https://paper.example/' || i",
        "address_key": "'paper.example/' || i",
        "no_address": "''",
        "title": _WORDS,
        "title_sort": f"'title ' || lpad(((i * 7919) % {ROWS})::text, 6, '0')",
        "byline": "''",
        "language": "'en'",
        "country": "''",
        "genre": "'news'",
        "came_in": "'file'",
        "published_at": _PUBLISHED,
        "published_precision": "CASE WHEN i % 500 = 6 THEN 'unknown' ELSE 'minute' END",
        "first_seen_at": "now() - i * interval '1 minute'",
        "text_hash": "i::text",
        "progress": "CASE WHEN i % 150 = 1 THEN 'begun' ELSE 'not looked at' END",
        "note": "''",
        "outlet_id": _OUTLET,
    },
    "articles_revision": {
        "number": "1",
        "text": _WORDS + " || repeat(' and so on', 20)",
        "length": "500",
        "title_end": "10",
        "standfirst_end": "10",
        "text_hash": "i::text",
        "captured_at": "now()",
        "article_id": f"{FIRST} + i",
    },
    "articles_mention": {
        "resolution": _RESOLUTION,
        "printed_name": f"CASE WHEN {_RESOLUTION} = 'unnamed' THEN '' ELSE 'Name ' || i % 800 END",
        "printed_key": f"CASE WHEN {_RESOLUTION} = 'unnamed' THEN '' ELSE 'name ' || i % 800 END",
        "source_kind": "''",
        "descriptor": f"CASE WHEN {_RESOLUTION} = 'unnamed' THEN 'an official' ELSE '' END",
        "body": "''",
        "reason": "''",
        "affiliation": "''",
        "article_id": f"{FIRST} + i",
        "source_id": _SOURCE,
    },
    "articles_statement": {
        "state": _STATE,
        "found_by": "'hand'",
        "decision_reason": "''",
        "created_at": "now()",
        "spans": "'{{0,20}}'::int[]",
        "selectors": "'[]'",
        "quote": _WORDS,
        "voice": "'credited'",
        "cue": "'said'",
        "cue_spans": "'{}'::int[]",
        "form": "'direct'",
        "polarity": "CASE WHEN i % 120 = 1 THEN 'denies' ELSE 'affirms' END",
        "channel": "''",
        "via_none_needed": "false",
        "own_reporting": "''",
        "note": "''",
        "version": "1",
        "article_id": f"{FIRST} + i",
        "revision_id": f"{FIRST} + i",
    },
    "articles_attribution": {
        "source_phrase": "'he'",
        "source_phrase_spans": "'{}'::int[]",
        "speaks_as": "''",
        "mention_id": f"{FIRST} + i",
        "statement_id": f"{FIRST} + i",
    },
    "articles_claim": {
        "created_at": "now() - i * interval '1 minute'",
        "wording": _WORDS,
        "wording_sort": f"'claim ' || lpad(((i * 7919) % {ROWS})::text, 6, '0')",
        "topics": "ARRAY['topic' || i % 400]",
        "merged_topics": "'{}'::text[]",
        "note": "''",
    },
    "articles_match": {
        "judgement": "CASE WHEN i % 10 = 0 THEN 'related' ELSE 'same' END",
        "state": "'accepted'",
        "found_by": "'hand'",
        "judged_at": "now()",
        "note": "''",
        "claim_id": f"{FIRST} + 1 + i % 400",
        "statement_id": f"{FIRST} + i",
    },
    "articles_relay": {
        "relay_kind": "'statement'",
        "resolution": _RESOLUTION,
        "depth": "1",
        "form": "'direct'",
        "polarity": "CASE WHEN i % 120 = 1 THEN 'denies' ELSE 'affirms' END",
        "channel": "''",
        "speaks_as": "''",
        "via_state": "'not recorded'",
        "self_credit": "false",
        "state": _STATE,
        "found_by": "'hand'",
        "published_at": _PUBLISHED,
        "published_precision": "CASE WHEN i % 500 = 6 THEN 'unknown' ELSE 'minute' END",
        "language": "'en'",
        "genre": "'news'",
        "claim_ids": f"CASE WHEN i % 10 = 0 THEN '{{}}'::bigint[] ELSE ARRAY[{FIRST} + 1 + i % 400]::bigint[] END",
        "article_id": f"{FIRST} + i",
        "attribution_id": f"{FIRST} + i",
        "mention_id": f"{FIRST} + i",
        "outlet_id": _OUTLET,
        "source_id": _SOURCE,
        "statement_id": f"{FIRST} + i",
    },
    "articles_relayvia": {
        "position": "1",
        "basis": "'words'",
        "resolution": "'resolved'",
        "mention_id": f"{FIRST} + i",
        "relay_id": f"{FIRST} + i",
        "source_id": f"{FIRST} + {OUTLETS} + CASE WHEN i % 3 = 0 THEN 1 ELSE 2 + i % {OUTLETS - 2} END",
    },
}


def fill() -> None:
    """All tables, with statistics and summary rows; in a transaction that the caller rolls back."""
    with connection.cursor() as cursor:
        references = _without_references(cursor)
        for table, columns in _TABLES.items():
            # rules and history by trigger: what is made here is right, and nobody's edit
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f"INSERT INTO {table} (id, {', '.join(columns)}) "
                f"SELECT {FIRST} + i, {', '.join(columns.values())} FROM generate_series(1, {ROWS}) i"
            )
        for statement in references:
            cursor.execute(statement)
        summaries.rebuild()
        # what waits in a GIN index's list would be read at every search
        cursor.execute(
            "SELECT gin_clean_pending_list(c.oid::regclass) FROM pg_class c "
            "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'gin' AND c.relkind = 'i'"
        )
        cursor.execute("ANALYZE")
        # reading all of 12,000 rows is cheap, and of a million dear: so that plans are those of a large table, an index
        # costs here what it costs in memory
        cursor.execute("SET LOCAL random_page_cost = 1.1")


def _without_references(cursor) -> list[str]:
    """Takes foreign keys away and returns what brings them back: checked table by table, not row by row."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [list(_TABLES)],
    )
    found = cursor.fetchall()
    for table, name, _definition in found:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in found]
