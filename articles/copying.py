"""Copies among articles: fingerprints kept, others with the same words found, pairs suggested and decided.

A machine suggests a pair, an editor decides it; accepted pairs put their articles into one copy group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from articles import copied
from articles.copies import VERSION, Comparison, compare, fingerprints
from articles.models import Article, CopyGroup, CopyPair, CopySearch, Fingerprint, Revision
from articles.relays import refresh
from articles.steps import check_deferred

# docs/copies.md tells how these were measured
CANDIDATES = 20  # articles that one is compared with, at most: some milliseconds each
# Of a fingerprint that more articles have, the newest so many are looked at: what a search reads is bounded, however
# common a phrase is. Such a fingerprint finds whole copies alone, since it may be boilerplate.
MOST_ARTICLES = 200
COMMON_SHARE = 0.3  # of an article's fingerprints that another must have, where all of them are common
OWN_WORDS = 20  # words in common outside quotation marks, at least: two reporters may quote the same speaker
DECIDED_AT_ONCE = 500  # pairs of one visible group
BATCH = 500  # articles looked through at once for those that nobody has searched


@dataclass(frozen=True, slots=True)
class Found:
    """What one search changed; numbers of pairs."""

    compared: int = 0
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    kept: int = 0  # as before, or decided

    def __str__(self) -> str:
        told = [
            (self.added, "new"),
            (self.changed, "changed"),
            (self.withdrawn, "withdrawn"),
            (self.kept, "as before"),
        ]
        said = ", ".join(f"{number} {what}" for number, what in told if number)
        return f"{said or 'no copies'} ({self.compared} compared)"


# --- fingerprints --------------------------------------------------------------------------------------------


def fingerprint(article: Article) -> CopySearch:
    """Stores the fingerprints of the newest text, where they are not there already. One transaction."""
    revision = Revision.objects.filter(article=article).latest("number")
    held = CopySearch.objects.filter(article=article, revision=revision, version=VERSION).first()
    if held is not None:
        return held
    values = fingerprints(revision.text)  # before the lock: long texts take seconds
    with transaction.atomic():
        Article.objects.locked(article.pk)
        newest = Revision.objects.filter(article=article).latest("number")
        if newest.pk != revision.pk:
            revision, values = newest, fingerprints(newest.text)  # changed while it was being read
        Fingerprint.objects.filter(article=article).delete()
        Fingerprint.objects.bulk_create([Fingerprint(value=value, article=article) for value in values])
        search, _made = CopySearch.objects.update_or_create(
            article=article,
            defaults={
                "revision": revision,
                "version": VERSION,
                "fingerprints": len(values),
                "searched_at": None,
            },
        )
    return search


def unsearched() -> Iterator[int]:
    """Ids of living articles whose copies were never looked for, or in another text; in batches."""
    last = 0
    while True:
        batch = Article.objects.living().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        ids = list(batch)
        if not ids:
            return
        last = ids[-1]
        newest: dict[int, int] = {}
        for pk, revision in Revision.objects.filter(article__in=ids).order_by("number").values_list("article", "pk"):
            newest[pk] = revision
        held = CopySearch.objects.filter(article__in=ids, version=VERSION, searched_at__isnull=False)
        done = {pk for pk, revision in held.values_list("article", "revision") if newest.get(pk) == revision}
        yield from (pk for pk in ids if pk not in done)


# For each fingerprint the newest articles that have it, by index and no more than %(most)s; a shared fingerprint
# weighs the less the more have it. Articles of the same outlet repeat themselves and are left out; of a copy
# group one stands for all.
_CANDIDATES = """
WITH own AS MATERIALIZED (
    SELECT value FROM articles_fingerprint WHERE article_id = %(article)s
), hits AS (
    SELECT hit.article_id, count(*) OVER (PARTITION BY own.value) AS held_by
    FROM own CROSS JOIN LATERAL (
        SELECT f.article_id FROM articles_fingerprint f
        WHERE f.value = own.value AND f.article_id <> %(article)s
        ORDER BY f.article_id DESC LIMIT %(most)s
    ) hit
), sharing AS (
    SELECT article_id, count(*) AS shared, sum(1.0 / held_by) AS weight
    FROM hits GROUP BY article_id
    HAVING bool_or(held_by < %(most)s) OR count(*) >= %(share)s * (SELECT count(*) FROM own)
), living AS (
    SELECT DISTINCT ON (coalesce(a.copy_group_id, -a.id)) a.id, s.shared, s.weight
    FROM sharing s JOIN articles_article a ON a.id = s.article_id
    WHERE a.outlet_id <> %(outlet)s AND a.merged_into_id IS NULL
      AND (a.copy_group_id IS NULL OR a.copy_group_id <> %(group)s)
    ORDER BY coalesce(a.copy_group_id, -a.id), s.weight DESC, a.id
)
SELECT id FROM living ORDER BY weight DESC, id LIMIT %(limit)s
"""


def candidates(article: Article, limit: int = CANDIDATES) -> list[int]:
    """Ids of living articles of other outlets that share fingerprints with this one, the likeliest copies first.

    One query; empty where the article is not fingerprinted.
    """
    asked = {
        "article": article.pk,
        "outlet": article.outlet_id,
        "group": article.copy_group_id or 0,
        "most": MOST_ARTICLES,
        "share": COMMON_SHARE,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, asked)
        return [pk for (pk,) in cursor.fetchall()]


# --- pairs ---------------------------------------------------------------------------------------------------


def find_copies_of(article: Article) -> Found:
    """Fingerprints the article, compares it with its candidates and stores pairs. May be called again at any time.

    Fingerprints are committed before others are looked for, so that of two articles that arrive at once the later
    search finds the other; called inside a transaction, that does not hold.
    Raises ValidationError where the article was merged into another one.
    """
    if article.merged_into_id:
        raise ValidationError("This article was merged into another one; look for the copies of that one.")
    search = fingerprint(article)
    revision = search.revision
    waiting = {
        pair.others_of(article).pk: pair
        for pair in CopyPair.objects.about(article).suggested().of_living().select_related("article", "other")
    }
    ids = list(dict.fromkeys([*candidates(article), *waiting]))
    revisions = _newest(ids)
    compared = {pk: compare(revision.text, revisions[pk].text) for pk in ids if pk in revisions}
    copies = {pk: comparison for pk, comparison in compared.items() if comparison.own >= OWN_WORDS}
    return _store(search, copies, revisions, waiting, len(compared))


def _newest(article_ids: Collection[int]) -> dict[int, Revision]:
    found = Revision.objects.filter(article__in=article_ids).order_by("article", "-number").distinct("article")
    return {revision.article_id: revision for revision in found}


@transaction.atomic
def _store(
    search: CopySearch,
    copies: dict[int, Comparison],
    revisions: dict[int, Revision],
    waiting: dict[int, CopyPair],
    compared: int,
) -> Found:
    mine, revision = search.article_id, search.revision
    _lock([mine, *copies, *waiting])
    both = Q(article=mine, other__in=copies) | Q(other=mine, article__in=copies)
    held = {(pair.article_id, pair.other_id): pair for pair in CopyPair.objects.filter(both).select_for_update()}
    new, changed, kept = [], [], 0
    for pk, comparison in copies.items():
        values = _values(mine, revision, pk, revisions[pk], comparison)
        pair = held.get((min(mine, pk), max(mine, pk)))
        if pair is None:
            new.append(CopyPair(**values))
        elif pair.state == CopyPair.STATES[0] and any(getattr(pair, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(pair, name, value)
            changed.append(pair)
        else:
            kept += 1
    gone = [pair.pk for pk, pair in waiting.items() if pk not in copies]
    CopyPair.objects.bulk_create(new)
    if changed:
        CopyPair.objects.bulk_update(changed, list(_values(mine, revision, 0, revision, Comparison(0, 0, 0))))
    withdrawn, _by_table = CopyPair.objects.filter(pk__in=gone, state="suggested").delete()
    # not where the text was changed meanwhile: that one is searched anew
    CopySearch.objects.filter(pk=search.pk, revision=revision, version=VERSION).update(searched_at=timezone.now())
    return Found(compared, len(new), len(changed), withdrawn, kept)


def _values(mine: int, revision: Revision, pk: int, other: Revision, found: Comparison) -> dict[str, Any]:
    """The columns of a pair as these two texts make them, the article with the lower id first."""
    first = mine < pk
    passages = [
        {
            "article": list(one.a if first else one.b),
            "other": list(one.b if first else one.a),
            "words": one.words,
            "quoted": one.quoted,
        }
        for one in found.passages
    ]
    return {
        "article_id": mine if first else pk,
        "other_id": pk if first else mine,
        "article_revision_id": revision.pk if first else other.pk,
        "other_revision_id": other.pk if first else revision.pk,
        "similarity": found.similarity,
        "article_in_other": found.a_in_b if first else found.b_in_a,
        "other_in_article": found.b_in_a if first else found.a_in_b,
        "words": found.words,
        "own_words": found.own,
        "passages": sorted(passages, key=lambda passage: passage["article"]),
    }


def _lock(article_ids: Iterable[int]) -> None:
    """The rows of these articles, in the order of their ids, as every edit takes them."""
    ids = sorted(set(article_ids))
    list(Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


# --- decisions -----------------------------------------------------------------------------------------------


class Clash(ValidationError):
    """A colleague has decided the pair since the editor saw it."""


def decide_pair(pair: CopyPair, state: str, *, by) -> CopyPair:
    """Decides one pair; *suggested* takes the decision back. One transaction.

    Accepted, its articles are in one copy group, joined with those they were in; no longer accepted, they part
    again unless other accepted pairs hold them together. The same decision again changes nothing.
    `pair` is what the editor saw: raises Clash where a colleague has decided otherwise since.
    """
    (decided,) = decide_pairs([pair], state, by=by)
    return decided


def decide_pairs(pairs: Sequence[CopyPair], state: str, *, by) -> list[CopyPair]:
    """`decide_pair` for many, all or none."""
    if state not in CopyPair.STATES:
        raise ValidationError("Choose: accepted, rejected or unsure.")
    seen = {pair.pk: pair.state for pair in pairs}
    with _locked(seen) as held:
        if len(held) < len(seen):
            raise Clash("The texts were compared anew and have no longer enough in common; nothing was decided.")
        for pair in held:
            if pair.state not in (seen[pair.pk], state):
                raise Clash(f"{pair.decided_by} has decided “{pair.state}” in the meantime.")
            if pair.article.merged_into_id or pair.other.merged_into_id:
                raise ValidationError("One of the two was merged into another article in the meantime.")
        together = _concerned(seen)
        for pair in held:
            if pair.state != state:
                _decide(pair, state, by)
        # what is decided of one copy's statements holds for the others; what has parted gives it back
        changed = copied.hold(together | _concerned(seen))
        refresh(changed)
        check_deferred()
    return held


def _decide(pair: CopyPair, state: str, by) -> None:
    was = pair.state
    pair.state = state
    pair.decided_by, pair.decided_at = (None, None) if state == "suggested" else (by, timezone.now())
    if was == "accepted":
        joined, gave_way = pair.joined, pair.gave_way
        pair.joined, pair.gave_way = False, None
        _save(pair)
        if joined:
            _part(pair, gave_way, by)
    elif state == "accepted":
        _join(pair, by)
        _save(pair)
    else:
        _save(pair)


def _save(pair: CopyPair) -> None:
    pair.save(update_fields=["state", "decided_by", "decided_at", "joined", "gave_way"])


class _Moved(Exception):
    """Groups changed while their articles were being locked."""


@contextmanager
def _locked(pair_ids: Collection[int]) -> Iterator[list[CopyPair]]:
    """The pairs, locked, with their articles and all that are in a copy group with one of these."""
    with transaction.atomic():
        wanted = _concerned(pair_ids)
        for attempt in range(10):
            try:
                # rolled back, the locks are given back: another order would let two of these wait for each other
                with transaction.atomic():
                    _lock(wanted)
                    now = _concerned(pair_ids)
                    if not now <= wanted and attempt < 9:
                        raise _Moved
            except _Moved:
                wanted = now
                continue
            break
        if not now <= wanted:
            raise ValidationError("Colleagues are deciding about the same articles just now; try again.")
        pairs = CopyPair.objects.filter(pk__in=pair_ids).order_by("pk").select_for_update(of=("self",))
        yield list(pairs.select_related("article__outlet", "other__outlet", "decided_by", "gave_way"))


def _concerned(pair_ids: Collection[int]) -> set[int]:
    """The articles of these pairs and of their copy groups."""
    found: set[int] = set()
    for ends in CopyPair.objects.filter(pk__in=pair_ids).values_list("article", "other"):
        found.update(ends)
    groups = Article.objects.filter(pk__in=found, copy_group__isnull=False).values("copy_group")
    return found | set(Article.objects.filter(copy_group__in=groups).values_list("pk", flat=True))


def _groups(pair: CopyPair) -> tuple[int | None, int | None]:
    """As they are now: another pair of the same decision may have changed them."""
    held = dict(Article.objects.filter(pk__in=(pair.article_id, pair.other_id)).values_list("pk", "copy_group"))
    return held[pair.article_id], held[pair.other_id]


def _join(pair: CopyPair, by) -> None:
    ends = (pair.article_id, pair.other_id)
    one, other = _groups(pair)
    if one and one == other:
        return  # by hand, or by other pairs
    pair.joined = True
    if one and other:
        groups = CopyGroup.objects.in_bulk([one, other])
        # the one that knows where the text comes from stays, else the older
        stays, gives_way = sorted(groups.values(), key=lambda group: (group.original_id is None, group.pk))
        Article.objects.filter(copy_group=gives_way).update(copy_group=stays)
        pair.gave_way = gives_way
        return
    group = one or other or CopyGroup.objects.create(created_by=by).pk
    Article.objects.filter(pk__in=ends).update(copy_group=group)


def _part(pair: CopyPair, gave_way: CopyGroup | None, by) -> None:
    """Takes the smaller side out of the group, unless accepted pairs still lead from one article to the other."""
    group, other_group = _groups(pair)
    if group is None or group != other_group:
        return  # somebody has parted them by hand
    members = set(Article.objects.filter(copy_group=group).values_list("pk", flat=True))
    holding = CopyPair.objects.accepted().filter(article__in=members, other__in=members)
    leads: dict[int, set[int]] = defaultdict(set)
    for one, other in holding.values_list("article", "other"):
        leads[one].add(other)
        leads[other].add(one)
    sides = [_reached(end, leads) for end in (pair.article_id, pair.other_id)]
    if pair.other_id in sides[0]:
        # they hang together by other pairs, which hold them from now on
        holding.filter(article__in=sides[0], other__in=sides[0]).update(joined=True)
        return
    kept = CopyGroup.objects.get(pk=group)
    leaves = min(sides, key=lambda side: (kept.original_id in side, len(side), -min(side)))
    if gave_way is not None and not gave_way.articles.exists():
        into: CopyGroup | None = gave_way
    else:
        into = CopyGroup.objects.create(created_by=by) if len(leaves) > 1 else None
    Article.objects.filter(pk__in=leaves).update(copy_group=into)
    if len(members) - len(leaves) == 1 and not kept.note and kept.original_id is None:
        Article.objects.filter(copy_group=kept).update(copy_group=None)  # a copy of nothing
        kept.delete()


def _reached(start: int, leads: dict[int, set[int]]) -> set[int]:
    found, ahead = {start}, [start]
    while ahead:
        for pk in leads[ahead.pop()] - found:
            found.add(pk)
            ahead.append(pk)
    return found


def waiting_with(pair: CopyPair) -> list[CopyPair]:
    """The pairs of whole texts that hang together with this one and wait for a decision, this one first.

    A wire report in thirty outlets is one of these: at most DECIDED_AT_ONCE pairs, two queries a step outward.
    """
    whole = CopyPair.objects.suggested().of_living().whole()
    found = {pair.pk: pair}
    if not pair.is_whole:
        return [pair]
    seen: set[int] = set()
    ahead = {pair.article_id, pair.other_id}
    while ahead and len(found) < DECIDED_AT_ONCE:
        seen |= ahead
        touching = whole.filter(Q(article__in=ahead) | Q(other__in=ahead)).select_related(
            "article__outlet", "other__outlet"
        )
        for one in touching.defer("passages").order_by("pk")[:DECIDED_AT_ONCE]:
            if len(found) < DECIDED_AT_ONCE:
                found.setdefault(one.pk, one)
        ahead = {end for one in found.values() for end in (one.article_id, one.other_id)} - seen
    return list(found.values())
