"""What happened to a row: its history tables, kept by triggers, read back as lines for people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from articles.models import Attribution, Claim, Credit, Match, Mention, Statement, Via

SHOWN_CHARACTERS = 120  # of a value in a line; the row's page has the whole

# What of each table makes a line, and how the column is called on pages.
STATEMENT_COLUMNS = {
    "state": "state",
    "quote": "words",
    "cue": "cue",
    "voice": "voice",
    "form": "form",
    "polarity": "polarity",
    "channel": "channel",
    "within_id": "within statement",
    "via_none_needed": "nobody stands between",
    "own_reporting": "own reporting",
    "note": "note",
    "decision_reason": "reason",
}
CREDIT_COLUMNS = {"state": "state", "role": "role", "printed": "words", "note": "note", "decision_reason": "reason"}
CLAIM_COLUMNS = {"wording": "wording", "topics": "topics", "event_date": "event date", "note": "note"}


@dataclass(frozen=True, slots=True)
class Line:
    """What one person did in one go."""

    at: dt.datetime
    by: str  # user name; "" where nobody is on record (an import, a command)
    what: tuple[str, ...]  # sentences without a full stop: "state: suggested → accepted"


@dataclass(slots=True)
class _Entry:
    at: dt.datetime
    context: Any
    user: int | None
    what: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def of_statement(pk: int) -> list[Line]:
    """The statement, whom it is credited to, its vias and its judgements, oldest first. Seven queries at most."""
    entries = _changes(Statement, STATEMENT_COLUMNS, "marked", "removed", pgh_obj_id=pk)
    tied = _events(Attribution, statement_id=pk)
    vias = _events(Via, statement_id=pk)
    judged = _events(Match, statement_id=pk)
    names = _names({event.mention_id for event in [*tied, *vias]})
    claims = dict(Claim.objects.filter(pk__in={event.claim_id for event in judged}).values_list("pk", "wording"))
    entries += _comings(tied, lambda event: f"credited to {names[event.mention_id]}")
    entries += _comings(vias, lambda event: f"via {names[event.mention_id]} ({event.basis})")
    entries += _comings(
        (event for event in judged if event.replaced_at is None or event.pgh_label != "insert"),
        lambda event: f"{event.judgement}: {_short(claims.get(event.claim_id, 'a claim'))}",
        gone=lambda event: event.replaced_at is not None,
    )
    return _lines(entries)


def of_credit(pk: int) -> list[Line]:
    return _lines(_changes(Credit, CREDIT_COLUMNS, "marked", "removed", pgh_obj_id=pk))


def of_claim(pk: int) -> list[Line]:
    return _lines(_changes(Claim, CLAIM_COLUMNS, "made", "removed", pgh_obj_id=pk))


def removed(model: type[models.Model], pk: int) -> tuple[Line, models.Model] | None:
    """When and by whom a row that is gone was removed, with its last values; None if it never was."""
    event = (
        model.pgh_event_model.objects.filter(pgh_obj_id=pk, pgh_label="delete")  # type: ignore[attr-defined]
        .select_related("pgh_context")
        .order_by("-pgh_id")
        .first()
    )
    if event is None:
        return None
    return _lines([_Entry(event.pgh_created_at, event.pgh_context_id, _user(event), ["removed"])])[0], event


def _events(model: type[models.Model], **where: Any) -> list[Any]:
    events = model.pgh_event_model.objects.filter(**where)  # type: ignore[attr-defined]
    return list(events.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id"))


def _user(event: Any) -> int | None:
    """Who was logged in, or whom the row itself names."""
    found = event.pgh_context.metadata.get("user") if event.pgh_context else None
    if found is None and event.pgh_label != "delete":
        found = getattr(event, "decided_by_id", None) or getattr(event, "created_by_id", None)
        found = found or getattr(event, "judged_by_id", None)
    return found


def _changes(model: type[models.Model], columns: dict[str, str], made: str, gone: str, **where: Any) -> list[_Entry]:
    """One entry for each event, saying which of `columns` differ from the event before."""
    entries = []
    before: Any = None
    for event in _events(model, **where):
        entry = _Entry(event.pgh_created_at, event.pgh_context_id, _user(event))
        if event.pgh_label == "delete":
            entry.what.append(gone)
        elif event.pgh_label == "insert":
            state = getattr(event, "state", "")
            by = getattr(event, "found_by", "hand")
            entry.what.append(made + (f", {state}" if state else "") + (f", found by {by}" if by != "hand" else ""))
        else:
            entry.what += [
                f"{label}: {_short(getattr(before, column, ''))} → {_short(getattr(event, column))}"
                for column, label in columns.items()
                if before is None or getattr(before, column) != getattr(event, column)
            ]
        before = event
        if entry.what:
            entries.append(entry)
    return entries


def _comings(events: Iterable[Any], tell: Callable[[Any], str], gone: Callable[[Any], bool] | None = None) -> list:
    """Entries of rows that come and go with a statement; an edit writes some of them anew, unchanged."""
    entries = []
    held: dict[int, str] = {}
    for event in events:
        entry = _Entry(event.pgh_created_at, event.pgh_context_id, _user(event))
        was = held.pop(event.pgh_obj_id, None)
        is_gone = event.pgh_label == "delete" or (gone is not None and gone(event))
        now = None if is_gone else tell(event)
        if now is not None:
            held[event.pgh_obj_id] = now
        if was == now:
            continue
        entry.lost += [was] if was is not None else []
        entry.gained += [now] if now is not None else []
        entries.append(entry)
    return entries


def _lines(entries: list[_Entry]) -> list[Line]:
    """Entries of one transaction become one line; what was taken away and put back is left out."""
    ids = {entry.user for entry in entries if entry.user is not None}
    names = dict(get_user_model().objects.filter(pk__in=ids).values_list("pk", "username"))
    found = []
    # the time is the transaction's, so it tells which rows were written together
    ordered = sorted(entries, key=lambda entry: (entry.at, str(entry.context)))
    for (at, _context), together in groupby(ordered, key=lambda entry: (entry.at, str(entry.context))):
        group = list(together)
        what = [sentence for entry in group for sentence in entry.what]
        gained = [sentence for entry in group for sentence in entry.gained]
        for sentence in [sentence for entry in group for sentence in entry.lost]:
            if sentence in gained:
                gained.remove(sentence)
            else:
                what.append(f"no longer {sentence}")
        by = next((names.get(entry.user, "") for entry in group if entry.user is not None), "")
        if what or gained:
            found.append(Line(at, by, tuple(what + gained)))
    return found


def _names(mentions: set[int]) -> dict[int, str]:
    """What mentions were called, those that are gone too."""
    found: dict[int, str] = defaultdict(lambda: "somebody")
    for event in _events(Mention, pgh_obj_id__in=mentions):
        found[event.pgh_obj_id] = event.printed_name or event.descriptor or "somebody"
    return found


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", []):
        return "nothing"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
