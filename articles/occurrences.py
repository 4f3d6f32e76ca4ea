"""The words around a mention: where its name stands in its article, with about a sentence on either side."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from articles.models import Article, Mention

AROUND = 180  # characters on either side: a long sentence
EXAMPLES = 3  # of one name in the list
SAMPLE = 50  # newest articles of a name that are asked what kind it seems to be

# For each mention the first words that name it: a source phrase, the words of a via, a credit line - or, where
# nobody marked such words, the cue or the content of what is credited to it.
_PLACES = """
    SELECT m.id, p.statement_id, p.credit_id, p.spans[1][1], p.spans[1][2], greatest(p.spans[1][1] - %(around)s, 0),
           substr(r.text, greatest(p.spans[1][1] - %(around)s, 0) + 1,
                  least(p.spans[1][2], p.spans[1][1] + 2 * %(around)s) - greatest(p.spans[1][1] - %(around)s, 0)
                  + %(around)s),
           p.printed
    FROM articles_mention m
    LEFT JOIN LATERAL (
        SELECT * FROM (
            SELECT 1 AS place, a.id, s.id AS statement_id, NULL::bigint AS credit_id, s.revision_id,
                   a.source_phrase_spans AS spans, a.source_phrase AS printed
            FROM articles_attribution a JOIN articles_statement s ON s.id = a.statement_id WHERE a.mention_id = m.id
            UNION ALL
            SELECT 2, v.id, s.id, NULL, s.revision_id, v.words_spans, v.words
            FROM articles_via v JOIN articles_statement s ON s.id = v.statement_id WHERE v.mention_id = m.id
            UNION ALL
            SELECT 3, c.id, NULL, c.id, c.revision_id, c.spans, c.printed
            FROM articles_credit c WHERE c.mention_id = m.id AND c.role <> 'passage'
            UNION ALL
            SELECT 4, a.id, s.id, NULL, s.revision_id,
                   CASE WHEN s.cue_spans = '{}' THEN s.spans ELSE s.cue_spans END, ''
            FROM articles_attribution a JOIN articles_statement s ON s.id = a.statement_id WHERE a.mention_id = m.id
            UNION ALL
            SELECT 5, c.id, NULL, c.id, c.revision_id, c.spans, c.printed
            FROM articles_credit c WHERE c.mention_id = m.id AND c.role = 'passage'
        ) every
        ORDER BY spans = '{}', place, id LIMIT 1
    ) p ON true
    LEFT JOIN articles_revision r ON r.id = p.revision_id
    WHERE m.id = ANY(%(ids)s)
"""
_NEWEST = """
    SELECT k.key, m.id
    FROM unnest(%(keys)s::varchar[]) AS k(key)
    CROSS JOIN LATERAL (
        SELECT n.article_id FROM articles_nameinarticle n
        WHERE n.printed_key = k.key AND (%(outlet)s::bigint IS NULL OR n.outlet_id = %(outlet)s)
        ORDER BY n.article_id DESC LIMIT %(most)s
    ) newest
    -- looked up for each article: a planner free to join reads every mention of a frequent name instead
    CROSS JOIN LATERAL (
        SELECT * FROM articles_mention o
        WHERE o.printed_key = k.key AND o.article_id = newest.article_id AND o.resolution IN ('unresolved', 'ambiguous')
        OFFSET 0
    ) m
    ORDER BY m.article_id DESC, m.id DESC
"""
_KINDS = _NEWEST.replace("SELECT k.key, m.id", "SELECT k.key, m.source_kind, count(*)").replace(
    "ORDER BY m.article_id DESC, m.id DESC",
    "WHERE m.source_kind <> '' GROUP BY k.key, m.source_kind ORDER BY count(*) DESC, m.source_kind",
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    mention: Mention
    article: Article  # with its outlet
    before: str
    words: str  # those that name it; "" where none are marked
    after: str
    address: str  # of the words in the article


def newest(keys: Collection[str], *, outlet: int | None = None, most: int = EXAMPLES) -> dict[str, list[Occurrence]]:
    """Of each open name the mentions in its `most` newest articles: {key: [...]}, newest first. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"keys": list(keys), "outlet": outlet, "most": most})
        found = cursor.fetchall()
    shown = of_mentions(pk for _key, pk in found)
    by_key: dict[str, list[Occurrence]] = {key: [] for key in keys}
    for key, pk in found:
        if pk in shown and len(by_key[key]) < most:
            by_key[key].append(shown[pk])
    return by_key


def kinds(keys: Collection[str], *, outlet: int | None = None) -> dict[str, list[str]]:
    """What each open name seems to be in its newest articles, the most frequent first: {key: [kind]}. One query."""
    by_key: dict[str, list[str]] = {key: [] for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, {"keys": list(keys), "outlet": outlet, "most": SAMPLE})
        for key, kind, _count in cursor.fetchall():
            by_key[key].append(kind)
    return by_key


def of_mentions(ids: Iterable[int]) -> dict[int, Occurrence]:
    """{mention: where its name stands}. Two queries."""
    ids = list(ids)
    mentions = {
        mention.pk: mention
        for mention in Mention.objects.filter(pk__in=ids)
        .select_related("article__outlet", "source", "resolved_by")
        .defer("article__note")
    }
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"ids": ids, "around": AROUND})
        for pk, statement, credit, start, end, from_, window, printed in cursor.fetchall():
            if pk not in mentions:
                continue
            mention = mentions[pk]
            if window is None:
                before, words, after = "", printed or mention.printed_name, ""
            else:
                last = min(end - from_, len(window))
                before = _from_sentence(window[: start - from_], cut=from_ > 0)
                words = " ".join(window[start - from_ : last].split())
                after = _to_sentence(window[last:])
            anchor = f"#t{statement}" if statement else f"#credit-{credit}" if credit else "#mentions-h"
            found[pk] = Occurrence(
                mention, mention.article, before, words, after, mention.article.get_absolute_url() + anchor
            )
    return found


_ABBREVIATED = re.compile(r"\b\w{1,3}\.\s+\Z")  # “Dr. Sole”: a very short word's full stop ends nothing
_ENDS = re.compile(r"[.!?…][”’\"')\]]*\s+(?=\S)|\n\s*|[。！？]")


def _from_sentence(text: str, *, cut: bool) -> str:
    """What of `text` belongs to the sentence that goes on behind it."""
    ends = [match.end() for match in _ENDS.finditer(text) if not _ABBREVIATED.search(text, 0, match.end())]
    ends = ends or ([] if cut else [0])
    if ends:
        said = " ".join(text[ends[-1] :].split())
        return said + (" " if said and text[-1:].isspace() else "")
    whole = text.find(" ") + 1
    return "… " + " ".join(text[whole:].split()) + (" " if text[-1:].isspace() else "")


def _to_sentence(text: str) -> str:
    """What of `text` still belongs to the sentence before it."""
    found = (match for match in _ENDS.finditer(text) if not _ABBREVIATED.search(text, 0, match.end()))
    match = next(found, None)
    head = " " if text[:1].isspace() else ""
    if match:
        return head + " ".join(text[: match.end()].split())
    if len(text) < AROUND:
        return head + " ".join(text.split())
    cut = text.rfind(" ")
    return head + " ".join(text[: cut if cut > 0 else len(text)].split()) + " …"
