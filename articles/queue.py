"""The queue: a job is put into it in the transaction that makes it necessary, and a worker runs it after the commit.

What the workers do on their own behalf stands here too: pauses between attempts, what dead workers left, what is
old. Procrastinate keeps the jobs in the project's database; what of it is not as one would expect is told where it
is met.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Min, OuterRef, Subquery
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from procrastinate import exceptions, jobs, manager, retry
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateWorker
from procrastinate.tasks import Task

from articles.models import Job, JobError
from articles.models.job import TEXT_LIMIT

logger = logging.getLogger(__name__)

# the queue of what workers do for the queue itself; every worker serves it
UPKEEP = "upkeep"
LONGEST_PAUSE = 3600  # seconds between two attempts: an hour's outage of a site is over within one more
# a job that ends its worker, by the memory it takes say, would end one after the other
RESCUED_AT_MOST = 10
RESCUED_AT_ONCE = 1000  # jobs in one transaction
# how often another process may take the job that was found waiting, just then, before that is no accident
TURNS = 20
# waiting jobs, in the order in which they came, among which the oldest is looked for
LOOKED_THROUGH = 1000


def in_this_transaction() -> manager.JobManager:
    """Procrastinate's functions on Django's connection. A task's own `defer` has, inside a worker, one of its own."""
    return manager.JobManager(DjangoConnector())


# --- into the queue ---------------------------------------------------------------------------------


def enqueue(
    task: Task, *, lock: str = "", queueing_lock: str = "", at: dt.datetime | None = None, **arguments: Any
) -> bool:
    """Has a worker call `task(**arguments)`: once this transaction is committed, never if it is rolled back.

    `lock`: jobs with the same one run one after the other, in the order in which they came; one that waits for its
    time, or for its next attempt, holds up those behind it. `queueing_lock`: at most one job with the same one
    waits at any time. `at`: not before.

    False where a job with that `queueing_lock` waits already. That one begins after this transaction has ended, so
    it sees what was written here, and no later than this one would have: it is brought forward. Such a call waits
    for other transactions that enqueue under the same `queueing_lock`, as for any unique value.
    """
    configured = task.configure(
        lock=lock or None, queueing_lock=queueing_lock or None, schedule_at=at, task_kwargs=arguments
    )
    for _turn in range(TURNS):
        if configured.job.queueing_lock and _held_back(configured.job.queueing_lock, at):
            return False
        try:
            # a savepoint: the refusal would otherwise be the end of the caller's transaction
            with transaction.atomic():
                in_this_transaction().defer_job(configured.job)
        except exceptions.AlreadyEnqueued:
            continue  # committed by another process since we looked
        return True
    raise RuntimeError(f"Jobs with the queueing lock {queueing_lock} come and go too fast to add one.")


def _held_back(queueing_lock: str, at: dt.datetime | None) -> bool:
    """Whether such a job waits; if so, it begins no later than `at`, but not before this transaction has ended."""
    with connection.cursor() as cursor:
        # workers skip what is locked, and this weakest of locks is one that several transactions may have
        cursor.execute(
            "SELECT id, scheduled_at > coalesce(%s, now()) FROM procrastinate_jobs "
            "WHERE queueing_lock = %s AND status = 'todo' FOR KEY SHARE",
            [at, queueing_lock],
        )
        found = cursor.fetchone()
        if found and found[1]:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s", [at, found[0]])
    return found is not None


# --- attempts ---------------------------------------------------------------------------------------


def pause(attempts: int) -> float:
    """Seconds before the next try after so many: doubled each time, at most an hour, less up to a half by chance.

    By chance, so that what failed together does not come back together.
    """
    longest = min(LONGEST_PAUSE, settings.JOB_PAUSE * 2.0 ** min(attempts, 20))
    return longest * random.uniform(0.5, 1)  # noqa: S311 - no secret


@dataclass(frozen=True)
class BackOff(retry.BaseRetryStrategy):
    """`@app.task(retry=BackOff(attempts=5))`: tried again after `pause`, so often in all, after errors of kind `on`.

    A ValidationError is what a person has to mend; it is not tried again unless `on` names it.
    """

    attempts: int = 8  # over about an hour, with JOB_PAUSE as it is
    on: tuple[type[Exception], ...] = (Exception,)

    def get_retry_decision(self, *, exception: BaseException, job: jobs.Job) -> retry.RetryDecision | None:
        if isinstance(exception, exceptions.JobAborted):
            # its worker was told to stop and the task broke off: no failure. A job that a person cancels is not asked
            return retry.RetryDecision(retry_at=timezone.now())
        is_for_people = isinstance(exception, ValidationError) and ValidationError not in self.on
        if not isinstance(exception, self.on) or is_for_people or job.attempts + 1 >= self.attempts:
            return None
        return retry.RetryDecision(retry_at=timezone.now() + dt.timedelta(seconds=pause(job.attempts)))


def note_errors(call_next: Callable[[], Any], context: Any, worker: Any) -> Any:
    """Around every task of a worker: keeps why it failed."""
    try:
        return call_next()
    except exceptions.JobAborted:
        raise
    except Exception as error:
        try:
            note_error(context.job.id, in_words(error))
        except DatabaseError:
            # the error itself is what matters; it goes to the log, and so does this
            logger.exception("Why job %s failed could not be kept.", context.job.id)
        raise


def in_words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def note_error(job_id: int, text: str) -> None:
    # what a text column does not take, half characters of a broken page say, is no reason to lose the rest
    storable = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    JobError.objects.update_or_create(job_id=job_id, defaults={"text": storable[:TEXT_LIMIT]})


# --- by hand ----------------------------------------------------------------------------------------


def try_again(job: Job, *, at: dt.datetime | None = None) -> bool:
    """Puts a job that failed, or that its worker left, back into the queue.

    False where one with its queueing lock waits there already: that does its work, and this one is broken off.
    Raises procrastinate's ConnectorException for a job in another state.
    """
    try:
        with transaction.atomic():
            in_this_transaction().retry_job_by_id(job.pk, retry_at=at or timezone.now())
    except exceptions.UniqueViolation:
        _held_back(job.queueing_lock or "", at)
        if job.status == "doing":
            _finish(job, jobs.Status.ABORTED)
        return False
    return True


def cancel(job: Job) -> bool:
    """A waiting job will not run; one under way is told, and ends early where its task asks. False: it is over."""
    return in_this_transaction().cancel_job_by_id(job.pk, abort=True)


def _finish(job: Job, status: jobs.Status) -> None:
    # there is only an asynchronous one; on Django's connection it runs in this very thread
    async_to_sync(in_this_transaction().finish_job_by_id_async)(job.pk, status=status, delete_job=False)


# --- upkeep -----------------------------------------------------------------------------------------


def rescue() -> int:
    """Puts back into the queue what was under way at workers that died; how many jobs that were.

    Procrastinate leaves such jobs as they are, and with them every job behind the same lock. A job comes back at
    once the first time and after a growing pause later, and has failed after ten attempts.
    """
    with transaction.atomic():
        # locked, so that two workers do not rescue one job; skipped where its worker lives after all and is ending it
        found = Job.objects.stalled(settings.WORKER_STALLED).select_for_update(skip_locked=True, of=("self",))
        left = list(found.order_by("pk")[:RESCUED_AT_ONCE])
        for job in left:
            if job.attempts + 1 >= RESCUED_AT_MOST:
                note_error(job.pk, f"The worker died {RESCUED_AT_MOST} times, or was killed, while the job ran.")
                _finish(job, jobs.Status.FAILED)
                continue
            note_error(job.pk, "The worker died, or was killed, while the job ran. It is tried again.")
            seconds = pause(job.attempts - 1) if job.attempts else 0
            try_again(job, at=timezone.now() + dt.timedelta(seconds=seconds))
    return len(left)


def remove_finished() -> None:
    """Deletes jobs that are over: failed ones after FAILED_JOB_DAYS, others after JOB_DAYS."""
    remove = async_to_sync(in_this_transaction().delete_old_jobs)
    with transaction.atomic():
        remove(nb_hours=24 * settings.JOB_DAYS, include_cancelled=True, include_aborted=True)
        remove(nb_hours=24 * settings.FAILED_JOB_DAYS, include_failed=True)
        JobError.objects.exclude(Exists(Job.objects.filter(pk=OuterRef("pk")))).delete()


# --- how it stands ----------------------------------------------------------------------------------


def workers() -> int:
    """How many workers gave a sign of life lately, counted no further than a thousand. One query."""
    lately = Now() - dt.timedelta(seconds=settings.WORKER_STALLED)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=lately)[:1000].count()


def waiting_since() -> dt.datetime | None:
    """Since when the job has waited that has waited longest; None: none waits. One query.

    From the time it was put into the queue, or from that for which it was planned.
    """
    put = ProcrastinateEvent.objects.filter(job=OuterRef("pk"), type="deferred").values("at")[:1]
    # PostgreSQL's, which leaves out what is null
    since = Greatest("scheduled_at", Subquery(put))
    oldest = Job.objects.waiting().order_by("pk").annotate(since=since)[:LOOKED_THROUGH]
    return oldest.aggregate(oldest=Min("since"))["oldest"]
