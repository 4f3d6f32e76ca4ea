"""The log of what merges moved, and taking it back: row by row, in any order.

Every change that a merge makes goes through here and is kept as a MergeMove. Several merges in a row make a
chain for one cell (Lund -> A. Lund -> Ada Lund); an undo takes the row back to where its own link begins, and
the links after it fall away. A row that somebody has moved by hand since is where no merge put it, and stays.

A duplicate row (an equal alias, a judgement of one statement on both claims) gives way and is kept whole. Where
the row it gave way to leaves by the undo of another merge, it comes back and follows the merges that stand.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from articles.models import Merge, MergeMove
from sources.models import Alias, Source
from sources.printed import name_key

Did, Outcome = MergeMove.Did, MergeMove.Outcome
Values = dict[str, Any]

# What beside the marking names a source: (table, cell), in the order in which it is moved.
DIRECTORY = (
    ("sources.Alias", "source"),
    ("sources.Domain", "outlet"),
    ("sources.Ownership", "outlet"),
    ("sources.Ownership", "owner"),
    ("sources.Affiliation", "member"),
    ("sources.Affiliation", "organisation"),
    ("sources.Source_succeeds", "from_source"),
    ("sources.Source_succeeds", "to_source"),
    ("articles.Feed", "outlet"),
)
# Columns in which two rows of one source must differ, or hold at different times.
ALIKE: dict[tuple[str, str], tuple[str, ...]] = {
    ("sources.Alias", "source"): ("name_key", "language"),
    ("sources.Ownership", "outlet"): (),
    ("sources.Affiliation", "member"): ("organisation_id", "role"),
    ("sources.Affiliation", "organisation"): ("member_id", "role"),
    ("sources.Source_succeeds", "from_source"): ("to_source_id",),
    ("sources.Source_succeeds", "to_source"): ("from_source_id",),
}
# The other end of a row that ties two sources: nobody is tied to itself.
OTHER_END = {
    ("sources.Ownership", "outlet"): "owner_id",
    ("sources.Ownership", "owner"): "outlet_id",
    ("sources.Affiliation", "member"): "organisation_id",
    ("sources.Affiliation", "organisation"): "member_id",
    ("sources.Source_succeeds", "from_source"): "to_source_id",
    ("sources.Source_succeeds", "to_source"): "from_source_id",
}
# What goes back first: rows that others of the same undo depend on. The rest follows, latest first.
_FIRST_BACK = (
    ("sources.Source", "merged_into"),
    ("articles.Claim", "merged_into"),
    ("articles.Article", "merged_into"),
    ("articles.Statement", "place"),
    ("articles.Mention", "article"),
    ("articles.Credit", "place"),
    ("articles.Match", "claim"),
)


def table(name: str) -> type[models.Model]:
    return apps.get_model(name)


def rows_of(name: str) -> Any:
    """All rows of a table, by its name in the log."""
    return table(name)._default_manager.all()


# --- values as JSON ---------------------------------------------------------------------------------------


def plain(values: Mapping[str, Any]) -> Values:
    """As JSON gives it back, to the microsecond, so that a stored row and a fresh one compare equal."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def from_plain(model: type[models.Model], values: Mapping[str, Any]) -> Values:
    """From JSON back to what the columns hold; JSON columns and arrays are that already."""
    found = {}
    for name, value in values.items():
        kind = model._meta.get_field(name)
        found[name] = kind.to_python(value) if isinstance(kind, models.DateField | models.DecimalField) else value
    return found


def whole(name: str, ids: Collection[int]) -> dict[int, Values]:
    """Rows with all their columns: {id: values}."""
    return {row["id"]: plain(row) for row in rows_of(name).filter(pk__in=ids).values()}


def _held(name: str, ids: Collection[int], columns: Collection[str]) -> dict[int, Values]:
    found = {}
    for pk, *values in rows_of(name).filter(pk__in=ids).values_list("pk", *columns):
        found[pk] = plain(dict(zip(columns, values, strict=True)))
    return found


def write(name: str, values: Mapping[int, Values]) -> dict[int, str]:
    """Sets columns of rows, those with equal values together; {id: why} for rows that the database refuses."""
    model, refused = table(name), {}
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, one in values.items():
        groups[json.dumps(one, sort_keys=True)].append(pk)
    for ids in groups.values():
        new = from_plain(model, values[ids[0]])
        try:
            with transaction.atomic():
                rows_of(name).filter(pk__in=ids).update(**new)
        except IntegrityError:
            for pk in ids:
                try:
                    with transaction.atomic():
                        rows_of(name).filter(pk=pk).update(**new)
                except IntegrityError as error:
                    refused[pk] = _sentence(error)
    return refused


def _sentence(error: IntegrityError) -> str:
    return str(error.__cause__ or error).splitlines()[0][:250]


# --- forward: one row of the directory at a time ------------------------------------------------------------


@dataclass(slots=True)
class Fate:
    """What becomes of a row when the source it names is merged into another one."""

    row: Any
    did: str
    because: int | None = None
    why: str = ""


def fates(name: str, cell: str, merged: int, kept: int, rows: Iterable[Any] | None = None) -> list[Fate]:
    """What becomes of the rows that name `merged` in `cell`; at most two queries, and nothing is written."""
    where, other = f"{cell}_id", OTHER_END.get((name, cell))
    if rows is None:
        rows = rows_of(name).filter(**{where: merged}).order_by("pk")
    rows = list(rows)
    alike = ALIKE.get((name, cell))
    held = list(rows_of(name).filter(**{where: kept}).order_by("pk")) if rows and alike is not None else []
    found = []
    for row in rows:
        if other and getattr(row, other) == kept:
            found.append(Fate(row, Did.LEFT, why="It ties the two to each other."))
            continue
        beside = [
            one
            for one in held
            if all(getattr(one, column) == getattr(row, column) for column in alike or ()) and _overlap(one, row)
        ]
        equal = [one for one in beside if _equal(one, row, where)]
        if equal:
            found.append(Fate(row, Did.ABSORBED, because=equal[0].pk))
        elif beside:
            found.append(Fate(row, Did.LEFT, because=beside[0].pk, why=f"It overlaps with what is held: {beside[0]}."))
        else:
            found.append(Fate(row, Did.MOVED))
    return found


def _overlap(one: Any, other: Any) -> bool:
    """Whether two rows hold on one day; rows without a period always do."""
    starts = [row.starts_on for row in (one, other) if getattr(row, "starts_on", None)]
    ends = [row.ends_on for row in (one, other) if getattr(row, "ends_on", None)]
    return not starts or not ends or max(starts) <= min(ends)


def _equal(one: Any, other: Any, but: str) -> bool:
    """The same in all columns but id and `but`; of a name, its key counts."""
    ignored = {"id", but, "name"}
    names = [column.attname for column in one._meta.concrete_fields if column.attname not in ignored]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def carry(merge: Merge, name: str, cell: str, rows: Iterable[Any] | None = None) -> None:
    """Moves rows of the directory from the merged source to the kept one, and logs what became of each."""
    where, log = f"{cell}_id", []
    for fate in fates(name, cell, merge.merged_id, merge.kept_id, rows):
        entry = MergeMove(merge=merge, table=name, row_id=fate.row.pk, cell=cell, because=fate.because)
        entry.did, entry.why = fate.did, fate.why
        if fate.did == Did.ABSORBED:
            entry.before = whole(name, [fate.row.pk])[fate.row.pk]
            log += _pointing_to(merge, name, fate.row.pk)
            rows_of(name).filter(pk=fate.row.pk).delete()
        else:
            entry.before, entry.after = {where: merge.merged_id}, {where: merge.kept_id}
        if fate.did == Did.MOVED:
            refused = write(name, {fate.row.pk: entry.after})
            if refused:  # somebody wrote beside it just now
                entry.did, entry.why = Did.LEFT, refused[fate.row.pk]
        log.append(entry)
    MergeMove.objects.bulk_create(log)


def _pointing_to(merge: Merge, name: str, pk: int) -> list[MergeMove]:
    """Decisions about names that made an alias lose it while it is absorbed; logged before it, so taken back after."""
    decisions = rows_of("articles.NameDecision").filter(alias=pk) if name == "sources.Alias" else ()
    return [
        MergeMove(
            merge=merge,
            did=Did.MOVED,
            table="articles.NameDecision",
            row_id=decision.pk,
            cell="alias",
            before={"alias_id": pk},
            after={"alias_id": None},
        )
        for decision in decisions
    ]


def carry_name(merge: Merge, name: str) -> None:
    """The merged source's own name becomes an alias of the kept one, unless that is called so already."""
    key = name_key(name)[:300]
    if key == Source.objects.values_list("name_key", flat=True).get(pk=merge.kept_id):
        return
    made = Alias(source_id=merge.kept_id, name=name, name_key=key)
    held = [one for one in Alias.objects.filter(source=merge.kept_id, name_key=key) if one.language == ""]
    if held:
        entry = MergeMove(merge=merge, did=Did.ABSORBED, table="sources.Alias", cell="source", because=held[0].pk)
        entry.before = {"name": name}
        entry.save()
        return
    made.save()
    MergeMove.objects.create(
        merge=merge,
        did=Did.MADE,
        table="sources.Alias",
        row_id=made.pk,
        cell="source",
        after=whole("sources.Alias", [made.pk])[made.pk],
    )


def move(merge: Merge, name: str, cell: str, rows: Mapping[int, tuple[Values, Values]], **extra: Any) -> dict[int, str]:
    """Sets cells of rows and logs it: {id: (values before, values after)}. {id: why} for what was refused.

    `extra` are columns of the log's entries: mappings by row id, or one value for all.
    """
    refused = write(name, {pk: after for pk, (_before, after) in rows.items()})
    log = []
    for pk, (before, after) in rows.items():
        own = {key: value.get(pk) if isinstance(value, Mapping) else value for key, value in extra.items()}
        entry = MergeMove(merge=merge, did=Did.MOVED, table=name, row_id=pk, cell=cell, before=before, after=after)
        for key, value in own.items():
            setattr(entry, key, value)
        if pk in refused:
            entry.did, entry.why = Did.LEFT, refused[pk]
        log.append(entry)
    MergeMove.objects.bulk_create(log, batch_size=2000)
    return refused


def absorb(merge: Merge, name: str, ids: Collection[int], **extra: Any) -> None:
    """Takes rows away and keeps them whole."""
    rows = whole(name, ids)
    MergeMove.objects.bulk_create(
        MergeMove(merge=merge, did=Did.ABSORBED, table=name, row_id=pk, before=row, **extra)
        for pk, row in sorted(rows.items())
    )
    rows_of(name).filter(pk__in=rows).delete()


def made(merge: Merge, name: str, pk: int, **extra: Any) -> None:
    MergeMove.objects.create(merge=merge, did=Did.MADE, table=name, row_id=pk, after=whole(name, [pk])[pk], **extra)


def left(merge: Merge, name: str, pk: int, why: str, **extra: Any) -> None:
    MergeMove.objects.create(merge=merge, did=Did.LEFT, table=name, row_id=pk, why=why[:300], **extra)


# --- rows that come back from elsewhere ------------------------------------------------------------------------


def living(kind: str, ids: Iterable[int | None]) -> dict[int, int]:
    """{id: the row that stands for it now}, for those of `ids` that were merged."""
    model = {"source": "sources.Source", "claim": "articles.Claim", "article": "articles.Article"}[kind]
    wanted = {pk for pk in ids if pk is not None}
    merged = rows_of(model).filter(pk__in=wanted, merged_into__isnull=False)
    return dict(merged.values_list("pk", "merged_into")) if wanted else {}


def follow(name: str, cell: str, ids: Collection[int]) -> None:
    """Rows of the directory that have come back naming a merged source go where the standing merges lead."""
    where = f"{cell}_id"
    here = list(ids)
    while here:
        at = {pk: row[where] for pk, row in _held(name, here, [where]).items()}
        merges = Merge.objects.standing().filter(kind=Merge.Kind.SOURCE, merged_id__in=set(at.values()))
        here = []
        for merge in merges:
            moving = [pk for pk, names in at.items() if names == merge.merged_id]
            carry(merge, name, cell, rows_of(name).filter(pk__in=moving).order_by("pk"))
            here += rows_of(name).filter(pk__in=moving, **{where: merge.kept_id}).values_list("pk", flat=True)


def log_followed(kind: str, name: str, cell: str, rows: Mapping[int, int], article_id: int) -> None:
    """Says of rows ({id: the merged row they named}) that the standing merges moved them: an undo brought them back."""
    log, where = [], f"{cell}_id"
    for pk, at in rows.items():
        while merge := Merge.objects.standing().filter(kind=kind, merged_id=at).first():
            entry = MergeMove(merge=merge, did=Did.MOVED, table=name, row_id=pk, cell=cell, article_id=article_id)
            entry.before, entry.after = {where: at}, {where: merge.kept_id}
            log.append(entry)
            at = merge.kept_id
    MergeMove.objects.bulk_create(log)


def copy_chain(name: str, cell: str, pk: int, copy: int, article_id: int) -> None:
    """The copy of a row goes back with it when one of the merges that moved the row is undone."""
    links = MergeMove.objects.filter(table=name, cell=cell, row_id=pk, did=Did.MOVED, outcome=Outcome.STANDS)
    for link in links.order_by("pk"):
        link.pk, link.row_id, link.article_id = None, copy, article_id
        link.save(force_insert=True)


def articles_now(entries: Iterable[MergeMove]) -> set[int]:
    """The articles in which the rows of these entries stand now: other merges may have moved them on."""
    ids: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.row_id:
            ids[entry.table].append(entry.row_id)
    found = set(rows_of("articles.Mention").filter(pk__in=ids["articles.Mention"]).values_list("article", flat=True))
    matches = rows_of("articles.Match").filter(pk__in=ids["articles.Match"])
    return found | set(matches.values_list("statement__article", flat=True))


# --- back ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Verdict:
    """Whether an entry of the log can be taken back, and what goes with it."""

    entry: MergeMove
    goes: bool
    why: str = ""
    later: list[MergeMove] = field(default_factory=list)  # links of the chain after it
    absorbed: MergeMove | None = None  # the row is not there, since another merge absorbed it


BY_HAND = "Moved by hand since."
GONE = "Removed since."
CHANGED = "Changed by hand since."


def verdicts(entries: Sequence[MergeMove]) -> list[Verdict]:
    """What would become of these entries of one merge; a few queries a table, and nothing is written."""
    found: list[Verdict] = []
    groups: dict[tuple[str, str, str], list[MergeMove]] = defaultdict(list)
    for entry in entries:
        groups[entry.did, entry.table, entry.cell].append(entry)
    for (did, name, cell), group in groups.items():
        if did == Did.LEFT:
            found += [Verdict(entry, True) for entry in group]
        elif did == Did.ABSORBED:
            there = set(rows_of(name).filter(pk__in=[e.row_id for e in group if e.row_id]).values_list("pk", flat=True))
            found += [Verdict(e, e.row_id not in there, "It is there again already.") for e in group]
        else:
            found += _of_rows(did, name, cell, group)
    return found


def _of_rows(did: str, name: str, cell: str, group: list[MergeMove]) -> list[Verdict]:
    """Of rows that were moved or made: where they should stand if nobody touched them, and whether they do."""
    ids = [entry.row_id for entry in group if entry.row_id]
    columns = list(group[0].after)
    held = _held(name, ids, columns)
    later: dict[int, list[MergeMove]] = defaultdict(list)
    absorbed: dict[int, MergeMove] = {}
    merge_id, first = group[0].merge_id, min(entry.pk for entry in group)
    others = MergeMove.objects.filter(table=name, row_id__in=ids, outcome=Outcome.STANDS, pk__gt=first)
    for other in others.exclude(merge=merge_id).select_related("merge").order_by("pk"):
        if other.did == Did.ABSORBED:
            absorbed[other.row_id] = other  # type: ignore[index]
        elif other.did == Did.MOVED and (did == Did.MADE or other.cell == cell):
            later[other.row_id].append(other)  # type: ignore[index]
    by_hand = _moved_by_hand(name, cell, group) if did == Did.MOVED else set()
    found = []
    for entry in group:
        pk = entry.row_id or 0
        links = [link for link in later[pk] if link.pk > entry.pk]
        expected = dict(entry.after)
        for link in links:
            expected |= link.after
        if pk not in held:
            other_one = absorbed.get(pk)
            found.append(Verdict(entry, other_one is not None, GONE, links, other_one))
        elif did == Did.MADE and name == "articles.Mention":
            found.append(Verdict(entry, True, "", links))  # a copy goes when nothing names it, whatever it says
        elif held[pk] != expected:
            found.append(Verdict(entry, False, BY_HAND if did == Did.MOVED else CHANGED))
        elif pk in by_hand:
            found.append(Verdict(entry, False, BY_HAND))
        else:
            found.append(Verdict(entry, True, "", links))
    return found


def _moved_by_hand(name: str, cell: str, group: list[MergeMove]) -> set[int]:
    """Rows that somebody moved away since, though they stand where the merges put them again.

    Read off the history, from the last event back to the value before the merge: every value on the way must
    be one that a merge or its undo gave.
    """
    events = getattr(table(name), "pgh_event_model", None)
    if events is None or name == "articles.Anchor":
        return set()
    columns = list(group[0].after)
    given: dict[int, list[Values]] = defaultdict(list)
    start = {entry.row_id: entry.before for entry in group if entry.row_id}
    links = MergeMove.objects.filter(table=name, cell=cell, row_id__in=start, did=Did.MOVED)
    for pk, before, after in links.values_list("row_id", "before", "after"):
        given[pk or 0] += [before, after]
    history: dict[int, list[Values]] = defaultdict(list)
    past = events.objects.filter(pgh_obj_id__in=start).order_by("-pgh_id").values_list("pgh_obj_id", *columns)
    for pk, *values in past:
        history[pk].append(plain(dict(zip(columns, values, strict=True))))
    found = set()
    for pk, past_values in history.items():
        for values in past_values:
            if values == start[pk]:
                break
            if values not in given[pk]:
                found.add(pk)
                break
    return found


def take_back(entries: Sequence[MergeMove]) -> None:
    """Takes back entries of one merge, the rows that others depend on first, and marks each with what became of it."""
    found = sorted(verdicts(entries), key=lambda verdict: _rank(verdict.entry))
    groups: dict[tuple[str, str, str], list[Verdict]] = {}
    for verdict in found:
        entry = verdict.entry
        groups.setdefault((entry.did, entry.table, entry.cell), []).append(verdict)
    left_free: list[tuple[MergeMove, bool]] = []
    settled = _Settled()
    for (did, name, _cell), group in groups.items():
        for verdict in group:
            if not verdict.goes:
                settled.add(verdict.entry, Outcome.STAYED, verdict.why)
        going = [verdict for verdict in group if verdict.goes]
        match did:
            case Did.LEFT:
                refused: dict[int, str] = {}
            case Did.MOVED:
                refused = _move_back(name, going)
            case Did.ABSORBED:
                refused = _bring_back(name, {v.entry.row_id: v.entry.before for v in going if v.entry.row_id})
            case _:
                refused = _unmake(name, going)
        for verdict in going:
            entry = verdict.entry
            if entry.row_id in refused:
                settled.add(entry, Outcome.STAYED, refused[entry.row_id])
                continue
            settled.add(entry, Outcome.TAKEN_BACK)
            for other in [*verdict.later, *([verdict.absorbed] if verdict.absorbed else [])]:
                settled.add(other, Outcome.WITH_ANOTHER, f"Went back with merge {entry.merge_id}.")
            if did in (Did.MOVED, Did.MADE):
                left_free.append((entry, bool(verdict.absorbed)))
    settled.write()
    for (did, name, _cell), group in groups.items():
        back = [v.entry.row_id for v in group if v.goes and v.entry.outcome == Outcome.TAKEN_BACK and v.entry.row_id]
        if did == Did.ABSORBED:
            _follow_both_ends(name, back)
    for entry, was_absorbed in left_free:
        if was_absorbed and entry.did == Did.MOVED:
            _follow_both_ends(entry.table, [entry.row_id or 0], but=entry.cell)
        _release(entry)


def _rank(entry: MergeMove) -> tuple[int, int]:
    # made rows go last: others of the same undo may stand on them
    place = (entry.table, entry.cell)
    if entry.did == Did.MADE:
        return (len(_FIRST_BACK) + 1, -entry.pk)
    if entry.did == Did.MOVED and place in _FIRST_BACK:
        return (_FIRST_BACK.index(place), -entry.pk)
    return (len(_FIRST_BACK), -entry.pk)


class _Settled:
    """What became of entries, written together: those with one outcome at once."""

    def __init__(self) -> None:
        self.groups: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, entry: MergeMove, outcome: str, why: str = "") -> None:
        entry.outcome, entry.why = outcome, why or entry.why
        self.groups[entry.outcome, entry.why].append(entry.pk)

    def write(self) -> None:
        for (outcome, why), ids in self.groups.items():
            MergeMove.objects.filter(pk__in=ids).update(outcome=outcome, why=why)


def _settle(entry: MergeMove, outcome: str, why: str = "") -> None:
    settled = _Settled()
    settled.add(entry, outcome, why)
    settled.write()


def _move_back(name: str, going: list[Verdict]) -> dict[int, str]:
    """Each row to where its link begins; one that another merge absorbed comes back there."""
    there = {v.entry.row_id or 0: v.entry.before for v in going if v.absorbed is None}
    gone = {v.entry.row_id or 0: v.absorbed.before | v.entry.before for v in going if v.absorbed is not None}
    return write(name, there) | _bring_back(name, gone)


def _bring_back(name: str, rows: Mapping[int, Values]) -> dict[int, str]:
    """Makes rows again under their own ids."""
    model, refused = table(name), {}
    for pk, values in sorted(rows.items()):
        try:
            with transaction.atomic():
                model(**from_plain(model, values)).save_base(raw=True, force_insert=True)
        except IntegrityError as error:
            refused[pk] = f"It cannot stand beside what is there now: {_sentence(error)}"[:300]
    return refused


def _unmake(name: str, going: list[Verdict]) -> dict[int, str]:
    """Takes rows away that the merge made; a mention that somebody has used since stays."""
    ids = [v.entry.row_id or 0 for v in going if v.absorbed is None]
    if name != "articles.Mention":
        rows_of(name).filter(pk__in=ids).delete()
        return {}
    rows_of(name).filter(pk__in=ids, attributions=None, vias=None, credits=None).delete()
    return dict.fromkeys(rows_of(name).filter(pk__in=ids).values_list("pk", flat=True), "Used by other rows since.")


def _follow_both_ends(name: str, ids: Collection[int], but: str = "") -> None:
    """A row that was away may name a source that was merged meanwhile."""
    for one, cell in DIRECTORY:
        if one == name and cell != but:
            follow(name, cell, ids)


def _release(entry: MergeMove) -> None:
    """A row has left: what had given way to it, by a later merge, need not any more."""
    later = MergeMove.objects.filter(table=entry.table, outcome=Outcome.STANDS, pk__gt=entry.pk)
    waiting = Q(because=entry.row_id) & ~Q(did=Did.LEFT)
    if (entry.table, entry.cell) == ("articles.Match", "claim"):
        # and of two judgements on one claim it may itself be the one that gave way
        waiting |= Q(row_id=entry.row_id, cell="replaced_at", did=Did.MOVED)
    for other in later.filter(waiting).exclude(merge=entry.merge_id).select_related("merge").order_by("pk"):
        if other.did == Did.MOVED:
            pk = other.row_id or 0
            if not write(other.table, {pk: other.before}):
                _settle(other, Outcome.WITH_ANOTHER, f"Went back with merge {entry.merge_id}.")
            continue
        _settle(other, Outcome.WITH_ANOTHER, f"Came back with the undo of merge {entry.merge_id}.")
        if other.row_id is None:
            carry_name(other.merge, other.before["name"])
            made_now = other.merge.moves.filter(did=Did.MADE, outcome=Outcome.STANDS).values_list("row_id", flat=True)
            follow(other.table, other.cell, [pk for pk in made_now if pk])
        elif not _bring_back(other.table, {other.row_id: other.before}):
            _follow_both_ends(other.table, [other.row_id])
