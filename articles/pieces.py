"""Actions on many rows, done in pieces: each piece is one transaction, so that a job can be stopped and gone on with.

An action is a function registered under a name: it gets the job and some of its row ids, changes what it
can, and returns how many it changed and why it refused others. It may run twice for the same rows (two
requests at once, a server that dies after the commit of another piece), so it must do no harm then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from articles.models import BulkJob

PIECE = 200  # rows in one transaction: about a second of marking steps
AT_ONCE = 200  # rows that a request does to the end before it answers
PER_REQUEST = 3.0  # seconds that a request goes on with a longer job before it shows how far it is
REFUSALS_KEPT = 1000


@dataclass(slots=True)
class Outcome:
    """What became of one piece: rows changed, and [(row id, why)] for those refused."""

    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


Action = Callable[[BulkJob, Sequence[int]], Outcome]
_actions: dict[str, Action] = {}


def action(name: str) -> Callable[[Action], Action]:
    """Registers a function as what jobs of this name do."""

    def register(function: Action) -> Action:
        assert name not in _actions or _actions[name] is function, f"two actions are called {name}"
        _actions[name] = function
        return function

    return register


def each(ids: Sequence[int], do: Callable[[int], Any]) -> Outcome:
    """An action that takes rows one by one: `do(id)` changes one and says whether, or raises ValidationError.

    A refused row leaves nothing behind, and the others stay.
    """
    outcome = Outcome()
    for pk in ids:
        try:
            with transaction.atomic():
                outcome.changed += bool(do(pk))
        except ValidationError as error:
            outcome.refused.append((pk, " ".join(error.messages)))
    return outcome


def start(name: str, ids: Sequence[int], *, what: str, by, back_to: str = "", **arguments: Any) -> BulkJob:
    """Makes a job of these rows; done to the end at once where they are few, else left for `go_on`."""
    assert name in _actions, f"no action is called {name}"
    job = BulkJob.objects.create(
        action=name, what=what[:300], arguments=arguments, row_ids=list(ids), by=by, back_to=back_to
    )
    if len(ids) <= AT_ONCE:
        go_on(job)
    return job


def go_on(job: BulkJob, *, seconds: float = PER_REQUEST) -> BulkJob:
    """Does piece after piece until the job is done, somebody stops it, or the time is up."""
    until = time.monotonic() + seconds
    while _piece(job) and time.monotonic() < until:
        pass
    job.refresh_from_db()
    return job


def _piece(job: BulkJob) -> bool:
    """Does the next piece; whether there may be more. Two requests at once take turns."""
    with transaction.atomic():
        held = BulkJob.objects.select_for_update(of=("self",)).select_related("by").get(pk=job.pk)
        if held.state != BulkJob.State.RUNNING:
            return False
        ids = held.row_ids[held.done : held.done + PIECE]
        if ids:
            outcome = _actions[held.action](held, ids)
            held.done += len(ids)
            held.changed += outcome.changed
            held.refused_count += len(outcome.refused)
            held.refused = [*held.refused, *map(list, outcome.refused)][:REFUSALS_KEPT]
        if held.done >= held.total:
            held.state, held.ended_at = BulkJob.State.DONE, timezone.now()
        held.save(update_fields=["done", "changed", "refused_count", "refused", "state", "ended_at"])
        return held.state == BulkJob.State.RUNNING


def stop(job: BulkJob) -> BulkJob:
    """Stops a job after the piece under way. What is done stays done; `resume` goes on with the rest."""
    with transaction.atomic():
        held = BulkJob.objects.select_for_update().get(pk=job.pk)
        if held.state == BulkJob.State.RUNNING:
            held.state, held.ended_at = BulkJob.State.STOPPED, timezone.now()
            held.save(update_fields=["state", "ended_at"])
    return held


def resume(job: BulkJob) -> BulkJob:
    with transaction.atomic():
        held = BulkJob.objects.select_for_update().get(pk=job.pk)
        if held.state == BulkJob.State.STOPPED:
            held.state, held.ended_at = BulkJob.State.RUNNING, None
            held.save(update_fields=["state", "ended_at"])
    return held
