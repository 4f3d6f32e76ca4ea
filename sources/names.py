"""From a printed name or an address to the known sources it may mean. Does not pick one when unsure.

One place, used by forms, admin and import. What makes two names equal is `sources.printed.name_key`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Q

from sources.models import Alias, Domain, Source
from sources.printed import domain_candidates, host_and_path, name_key
from sources.querysets import SourceQuerySet


@dataclass(frozen=True, slots=True)
class Found:
    """What a printed name may mean. `certain` is set only when exactly one source carries the name."""

    certain: Source | None = None
    offered: list[Source] = field(default_factory=list)

    @property
    def is_ambiguous(self) -> bool:
        return self.certain is None and len(self.offered) > 1


def find(printed: str, *, language: str = "", on: dt.date | None = None) -> Found:
    """The living sources that carry exactly this name, by name, alias or host.

    Case, Unicode form, leading article, possessive 's and punctuation do not matter. `language` and
    `on` leave out aliases of another language or time. Two or more carriers are offered, none is taken.
    Two or three queries.
    """
    by_host = outlet_of(printed, on=on)
    if by_host is not None:
        return Found(certain=by_host, offered=[by_host])
    key = name_key(printed)
    if not key:
        return Found()
    carriers = list(_carriers(key, language, on).by_name()[:20])
    return Found(certain=carriers[0] if len(carriers) == 1 else None, offered=carriers)


def _carriers(key: str, language: str, on: dt.date | None) -> SourceQuerySet:
    aliases = Alias.objects.filter(name_key=key)
    if language:
        aliases = aliases.filter(Q(language="") | Q(language=language))
    if on:
        aliases = aliases.on(on)
    return Source.objects.living().filter(Q(name_key=key) | Q(pk__in=aliases.values("source")))


def find_each(asked: Collection[tuple[str, str, dt.date | None]]) -> dict[tuple[str, str, dt.date | None], Found]:
    """`find` of many (printed, language, day) at once: two queries, and some for each that reads as a host."""
    keys = {printed: name_key(printed) for printed in {printed for printed, _language, _day in asked}}
    named: dict[str, list[Source]] = defaultdict(list)
    living = Source.objects.living()
    for source in living.filter(name_key__in=set(keys.values()) - {""}):
        named[source.name_key].append(source)
    aliases: dict[str, list[Alias]] = defaultdict(list)
    for alias in Alias.objects.filter(name_key__in=set(keys.values()) - {""}, source__in=living).select_related(
        "source"
    ):
        aliases[alias.name_key].append(alias)
    found = {}
    for printed, language, day in asked:
        if host_and_path(printed) is not None:
            found[printed, language, day] = find(printed, language=language, on=day)
            continue
        carriers = {source.pk: source for source in named[keys[printed]]} | {
            alias.source_id: alias.source
            for alias in aliases[keys[printed]]
            if (not language or alias.language in ("", language)) and (day is None or _holds_on(alias, day))
        }
        offered = sorted(carriers.values(), key=lambda source: (source.sort_key, source.pk))[:20]
        found[printed, language, day] = Found(certain=offered[0] if len(offered) == 1 else None, offered=offered)
    return found


def _holds_on(alias: Alias, day: dt.date) -> bool:
    """As `DatedQuerySet.on`."""
    return (alias.starts_on is None or alias.starts_on <= day) and (alias.ends_on is None or alias.ends_on >= day)


def outlet_of(address: str, *, on: dt.date | None = None) -> Source | None:
    """The outlet that an address or host belongs to, the longest recorded path first, or None.

    With `on`, the one it belonged to that day; else today. Offered by forms from the address only,
    never from running text. One query.
    """
    read = host_and_path(address)
    if read is None:
        return None
    candidates = domain_candidates(*read)
    wanted = Q()
    for host, path in candidates:
        wanted |= Q(host=host, path=path)
    if not wanted:
        return None
    held = {
        (domain.host, domain.path): domain.outlet
        for domain in Domain.objects.filter(wanted)
        .on(on or dt.datetime.now(dt.UTC).date())
        .select_related("outlet__merged_into")
    }
    for candidate in candidates:
        if candidate in held:
            return held[candidate].living()
    return None


def suggest(typed: str, *, limit: int = 8, kinds: tuple[str, ...] = ()) -> list[Source]:
    """Sources for a type-ahead: exact carriers first, then names and aliases that begin so or are alike.

    At most `limit`, each once; never more than offers. Two or three queries, on trigram indexes.
    """
    key = name_key(typed)
    if not key:
        return []
    living = Source.objects.living()
    if kinds:
        living = living.filter(kind__in=kinds)
    exact = list(living.filter(pk__in=_carriers(key, "", None).values("pk")).by_name()[:limit])
    found = {source.pk: source for source in exact}
    if len(found) < limit:
        starting = Q(name_key__startswith=key) | Q(
            pk__in=Alias.objects.filter(name_key__startswith=key).values("source")
        )
        for source in living.filter(starting).by_name()[:limit]:
            found.setdefault(source.pk, source)
    if len(found) < limit and len(key) >= 3:
        alike = Q(name_key__trigram_word_similar=key) | Q(
            pk__in=Alias.objects.filter(name_key__trigram_word_similar=key).values("source")
        )
        nearest = living.filter(alike).annotate(nearness=TrigramWordSimilarity(key, "name_key"))
        for source in nearest.order_by("-nearness", "sort_key", "pk")[:limit]:
            found.setdefault(source.pk, source)
    return list(found.values())[:limit]


def carriers_of_alias(name: str, *, but: Source | None = None) -> list[Source]:
    """Who else carries this name already; a form asks for a confirmation before it becomes ambiguous."""
    found = _carriers(name_key(name), "", None)
    if but is not None and but.pk:
        found = found.exclude(pk=but.pk)
    return list(found.by_name())


_MAY_MEAN = """
    SELECT k.key, found.id
    FROM unnest(%(keys)s::varchar[]) WITH ORDINALITY AS k(key, place)
    CROSS JOIN LATERAL (
        SELECT id, min(rank) AS rank, max(nearness) AS nearness FROM (
            (SELECT s.id, 1 AS rank, 1 AS nearness FROM sources_source s
             WHERE s.name_key = k.key AND s.merged_into_id IS NULL LIMIT %(most)s)
            UNION ALL
            (SELECT s.id, 1, 1 FROM sources_alias a JOIN sources_source s ON s.id = a.source_id
             WHERE a.name_key = k.key AND s.merged_into_id IS NULL LIMIT %(most)s)
            UNION ALL
            (SELECT s.id, 2, word_similarity(k.key, s.name_key) FROM sources_source s
             WHERE length(k.key) > 2 AND s.name_key %%> k.key AND s.merged_into_id IS NULL
             ORDER BY 3 DESC, s.sort_key LIMIT %(most)s)
            UNION ALL
            (SELECT s.id, 2, word_similarity(k.key, a.name_key) FROM sources_alias a
             JOIN sources_source s ON s.id = a.source_id
             WHERE length(k.key) > 2 AND a.name_key %%> k.key AND s.merged_into_id IS NULL
             ORDER BY 3 DESC, s.sort_key LIMIT %(most)s)
        ) every GROUP BY id ORDER BY rank, nearness DESC, id LIMIT %(most)s
    ) found
    ORDER BY k.place, found.rank, found.nearness DESC, found.id
"""


def suggest_each(keys: Sequence[str], *, limit: int = 4) -> dict[str, list[Source]]:
    """For each of several name keys the sources it may mean, exact carriers first: {key: [...]}. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_MAY_MEAN, {"keys": list(keys), "most": limit})
        found = cursor.fetchall()
    sources = Source.objects.in_bulk({pk for _key, pk in found})
    offered: dict[str, list[Source]] = {key: [] for key in keys}
    for key, pk in found:
        offered[key].append(sources[pk])
    return offered
