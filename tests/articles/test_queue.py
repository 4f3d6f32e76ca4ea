"""The queue without a worker: what is enqueued with its row, tried again, cancelled, rescued, removed, shown."""

import datetime as dt
import threading

import pytest
from asgiref.sync import async_to_sync
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from procrastinate import exceptions, jobs

from articles import queue, tasks
from articles.models import Job, JobError
from sources.models import Source
from tests.articles.queue_tasks import fail, sleep
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(transactional_db):
    """Calls a function in another thread, with a connection of its own, and returns what it returned."""

    def call(function):
        found = []

        def run():
            try:
                found.append(function())
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join(30)
        return found[0]

    return call


def worker(seconds_ago=0):
    """A worker's row, as if it had given its last sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [seconds_ago],
        )
        return cursor.fetchone()[0]


def fetched(worker_id=None):
    """The job that a worker would be given now, as it is then; or None."""
    job = async_to_sync(queue.in_this_transaction().fetch_job)(None, worker_id or worker())
    return job and Job.objects.get(pk=job.id)


def ended(job, status, days_ago=0):
    queue._finish(job, jobs.Status(status))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - %s * interval '1 day'", [days_ago])


# --- into the queue ----------------------------------------------------------------------------------


def test_a_commit_leaves_one_job_and_its_row(elsewhere):
    with transaction.atomic():
        source = make_source()
        assert queue.enqueue(sleep, lock="a", n=source.pk)
        assert elsewhere(lambda: (Source.objects.count(), Job.objects.count())) == (0, 0)
    [job] = Job.objects.all()
    assert (job.args, job.lock, job.queueing_lock, job.status) == ({"n": source.pk}, "a", None, "todo")
    assert Source.objects.count() == 1


def test_a_rollback_leaves_neither(transactional_db):
    with pytest.raises(ValidationError), transaction.atomic():
        make_source()
        queue.enqueue(sleep, n=1)
        raise ValidationError("No.")
    assert (Source.objects.count(), Job.objects.count()) == (0, 0)


def test_a_job_that_waits_already_is_no_second_one_and_the_transaction_goes_on():
    with transaction.atomic():
        assert queue.enqueue(sleep, queueing_lock="one", n=1)
        assert not queue.enqueue(sleep, queueing_lock="one", n=2)
        make_source()
    assert [job.args for job in Job.objects.all()] == [{"n": 1}]
    assert Source.objects.count() == 1


def test_one_that_another_process_enqueues_in_that_moment_is_no_second_one_either(monkeypatch):
    """The look before it sees nothing; the unique index does, and the transaction goes on."""
    queue.enqueue(sleep, queueing_lock="one", n=1)
    looks = iter([False, True])
    monkeypatch.setattr(queue, "_held_back", lambda queueing_lock, at: next(looks))
    with transaction.atomic():
        assert not queue.enqueue(sleep, queueing_lock="one", n=2)
        make_source()
    assert Source.objects.count() == 1
    assert next(looks, "none left") == "none left"


def test_a_job_under_way_is_no_reason_against_another():
    queue.enqueue(sleep, queueing_lock="one", n=1)
    fetched()
    assert queue.enqueue(sleep, queueing_lock="one", n=2)


def test_the_job_that_waits_begins_after_the_transaction_that_counted_on_it(elsewhere):
    queue.enqueue(sleep, queueing_lock="one", n=1)
    with transaction.atomic():
        assert not queue.enqueue(sleep, queueing_lock="one", n=2)
        assert elsewhere(fetched) is None
    assert elsewhere(fetched).args == {"n": 1}


def test_a_job_planned_for_later_is_not_given_before():
    at = timezone.now() + dt.timedelta(hours=1)
    queue.enqueue(sleep, at=at, n=1)
    assert fetched() is None
    assert Job.objects.get().scheduled_at == at


def test_one_that_is_planned_for_later_is_brought_forward_and_never_put_off():
    soon, late = (timezone.now() + dt.timedelta(hours=hours) for hours in (1, 2))
    queue.enqueue(sleep, queueing_lock="one", at=late, n=1)
    for at, then in ((late, late), (soon, soon), (late, soon), (None, None), (soon, None)):
        assert not queue.enqueue(sleep, queueing_lock="one", at=at, n=2)
        assert Job.objects.get().scheduled_at == then
    assert fetched().args == {"n": 1}


# --- attempts ----------------------------------------------------------------------------------------


def tried(attempts=0):
    return jobs.Job(
        id=1, queue="default", lock=None, queueing_lock=None, task_name="x", task_kwargs={}, attempts=attempts
    )


def test_pauses_double_to_an_hour_and_differ(settings):
    settings.JOB_PAUSE = 30
    for attempts, longest in ((0, 30), (1, 60), (3, 240), (7, 3600), (2000, 3600)):
        found = {queue.pause(attempts) for _ in range(50)}
        assert longest / 2 <= min(found) < max(found) <= longest
        assert len(found) > 40


def test_a_failure_is_tried_so_often_and_some_errors_are_not():
    strategy = queue.BackOff(attempts=3, on=(OSError,))
    decide = strategy.get_retry_decision
    assert decide(exception=OSError(), job=tried(1)).retry_at > timezone.now()
    assert decide(exception=OSError(), job=tried(2)) is None
    assert decide(exception=ValueError(), job=tried()) is None
    assert decide(exception=KeyboardInterrupt(), job=tried()) is None
    assert queue.BackOff().get_retry_decision(exception=ValidationError("Mend it."), job=tried()) is None
    # a worker that is told to stop is no failure of the job's
    assert decide(exception=exceptions.JobAborted(), job=tried(2)).retry_at <= timezone.now()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValidationError(["One.", "Two."]), "One. Two."),
        (ValueError("bad\n  page \0 \ud800"), "ValueError: bad page \N{REPLACEMENT CHARACTER} ?"),
        (TimeoutError(), "TimeoutError"),
        (RuntimeError("x" * 9000), ("RuntimeError: " + "x" * 9000)[:2000]),
    ],
)
def test_an_error_is_kept_in_words(error, words):
    queue.enqueue(sleep, n=1)
    queue.note_error(Job.objects.get().pk, "The first.")
    queue.note_error(Job.objects.get().pk, queue.in_words(error))
    assert JobError.objects.get().text == words


# --- upkeep ------------------------------------------------------------------------------------------


def test_what_a_dead_worker_left_comes_back_and_a_live_ones_does_not():
    for n in (1, 2):
        queue.enqueue(sleep, n=n)
    dead, alive = fetched(worker(seconds_ago=31)), fetched(worker(seconds_ago=5))
    finds = queue.in_this_transaction().get_stalled_jobs
    assert {job.id for job in async_to_sync(finds)(seconds_since_heartbeat=30)} == {dead.pk}
    assert queue.rescue() == 1
    assert Job.objects.get(pk=dead.pk).status == "todo"
    assert Job.objects.get(pk=alive.pk).status == "doing"
    assert "worker died" in JobError.objects.get().text
    assert queue.rescue() == 0


def test_what_a_worker_left_that_is_struck_off_comes_back():
    queue.enqueue(sleep, n=1)
    gone = fetched()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert queue.rescue() == 1
    assert Job.objects.get(pk=gone.pk).status == "todo"


def test_a_job_whose_like_waits_gives_way_and_the_others_are_rescued():
    queue.enqueue(sleep, queueing_lock="one", n=1)
    queue.enqueue(sleep, n=2)
    first, second = (fetched(worker(seconds_ago=99)) for _ in range(2))
    queue.enqueue(sleep, queueing_lock="one", at=timezone.now() + dt.timedelta(hours=1), n=3)
    assert queue.rescue() == 2
    assert Job.objects.for_later().count() == 0
    states = dict(Job.objects.order_by("pk").values_list("args__n", "status"))
    assert states == {1: "aborted", 2: "todo", 3: "todo"}
    assert (first.args["n"], second.args["n"]) == (1, 2)


def test_a_job_that_ends_every_worker_has_failed_at_last():
    queue.enqueue(sleep, n=1)
    for time in range(queue.RESCUED_AT_MOST):
        Job.objects.all().update(scheduled_at=None)
        assert fetched(worker(seconds_ago=99)) is not None, time
        assert queue.rescue() == 1
        if time:
            # not at once a second time
            assert fetched() is None
    job = Job.objects.get()
    assert (job.status, job.attempts) == ("failed", queue.RESCUED_AT_MOST)
    assert "10 times" in job.error.text


def test_two_rescues_at_once_do_not_wait_for_each_other(elsewhere):
    queue.enqueue(sleep, n=1)
    fetched(worker(seconds_ago=99))
    with transaction.atomic():
        assert queue.rescue() == 1
        assert elsewhere(queue.rescue) == 0
    assert Job.objects.get().attempts == 1


@pytest.mark.parametrize(
    ("status", "days", "stays"),
    [
        ("succeeded", 6, True),
        ("succeeded", 8, False),
        ("aborted", 8, False),
        ("failed", 8, True),
        ("failed", 91, False),
    ],
)
def test_finished_jobs_are_removed_after_their_days(settings, status, days, stays):
    settings.JOB_DAYS, settings.FAILED_JOB_DAYS = 7, 90
    queue.enqueue(sleep, n=1)
    ended(fetched(), status, days_ago=days)
    queue.note_error(Job.objects.get().pk, "It broke.")
    queue.enqueue(sleep, n=2)
    queue.remove_finished()
    assert Job.objects.filter(args__n=1).exists() is stays
    assert JobError.objects.exists() is stays
    assert Job.objects.filter(args__n=2).exists()


def test_workers_do_the_upkeep_by_the_clock():
    from procrastinate.contrib.django import app

    planned = {(found.task.name, found.cron) for found in app.periodic_registry.periodic_tasks.values()}
    assert planned == {
        ("rescue", tasks.OFTEN),
        ("enqueue_due", tasks.OFTEN),
        ("remove_finished", "17 3 * * *"),
        ("follow_directory", "*/10 * * * *"),
    }
    # a lock would let a rescue that is itself left behind hold up every other
    assert app.tasks["rescue"].lock is None


def test_numbers_of_the_queue():
    assert (queue.workers(), queue.waiting_since()) == (0, None)
    worker(), worker(seconds_ago=999)
    queue.enqueue(sleep, at=timezone.now() + dt.timedelta(hours=1), n=1)
    assert queue.waiting_since() is None
    queue.enqueue(sleep, at=timezone.now() - dt.timedelta(hours=1), n=2)
    queue.enqueue(sleep, n=3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '10 minutes' WHERE type = 'deferred'")
    waited = timezone.now() - queue.waiting_since()
    # since the later of both: planned an hour ago, but put into the queue ten minutes ago
    assert dt.timedelta(minutes=9) < waited < dt.timedelta(minutes=11)
    assert queue.workers() == 1


# --- in the admin ------------------------------------------------------------------------------------

LIST = "/admin/articles/job/"


@pytest.fixture
def staff(client):
    client.force_login(make_user("Staff", username="sue"))
    return client


def one_of_each():
    """{state: job}."""
    for n in range(6):
        queue.enqueue(fail, n=n)
    found = {}
    for status in ("failed", "succeeded", "aborted"):
        found[status] = fetched()
        ended(found[status], status)
    found["doing"] = fetched()
    found["todo"], found["later"] = Job.objects.filter(status="todo").order_by("pk")
    Job.objects.filter(pk=found["later"].pk).update(scheduled_at=timezone.now() + dt.timedelta(hours=1))
    return found


def act(client, action, *chosen):
    return client.post(LIST, {"action": action, "_selected_action": [job.pk for job in chosen]}, follow=True)


def shown(client, query=""):
    return {job.pk for job in client.get(LIST + query).context["cl"].result_list}


def test_every_number_above_the_list_opens_its_rows(staff):
    found = one_of_each()
    text = staff.get(LIST).content.decode()
    for state, status in {"waiting": "todo", "for later": "later", "under way": "doing", "failed": "failed"}.items():
        address = f"?state={state.replace(' ', '%20')}"
        assert f'<a href="{address}">1 {state}</a>' in text
        assert shown(staff, address) == {found[status].pk}
    assert "The oldest has waited for" in text
    assert "1 worker at work" not in text  # they are six rows of workers, all alive
    assert shown(staff, "?task=tests.fail&queue=default&state=done") == {found["succeeded"].pk}
    assert shown(staff, "?task=rescue") == set()


def test_without_a_worker_the_list_says_so(staff):
    queue.enqueue(sleep, n=1)
    assert "No worker is at work" in staff.get(LIST).content.decode()


def test_the_list_tells_what_went_wrong(staff):
    job = one_of_each()["failed"]
    queue.note_error(job.pk, "The page is a login wall.")
    assert "The page is a login wall." in staff.get(LIST + "?state=failed").content.decode()
    page = staff.get(f"{LIST}{job.pk}/change/").content.decode()
    assert "The page is a login wall." in page
    assert "tests.fail" in page


def test_failed_jobs_are_retried_and_no_others(staff):
    found = one_of_each()
    answer = act(staff, "retry", *found.values())
    assert "Jobs tried again: 1." in answer.content.decode()
    states = {name: Job.objects.get(pk=job.pk).status for name, job in found.items()}
    assert states == {name: name for name in found} | {"failed": "todo", "later": "todo"}
    [entry] = LogEntry.objects.all()
    assert (entry.user.username, entry.object_id, entry.get_change_message()) == (
        "sue",
        str(found["failed"].pk),
        "Retried.",
    )


def test_a_failed_job_whose_like_waits_stays_as_it_is(staff):
    queue.enqueue(sleep, queueing_lock="one", n=1)
    job = fetched()
    ended(job, "failed")
    queue.enqueue(sleep, queueing_lock="one", n=2)
    assert "Left alone: 1," in act(staff, "retry", job).content.decode()
    assert Job.objects.get(pk=job.pk).status == "failed"
    assert not LogEntry.objects.exists()


def test_jobs_that_wait_or_are_under_way_are_cancelled(staff):
    found = one_of_each()
    act(staff, "cancel", *found.values())
    states = {name: Job.objects.get(pk=job.pk).status for name, job in found.items()}
    assert states == {name: name for name in found} | {"todo": "cancelled", "later": "cancelled"}
    assert Job.objects.get(pk=found["doing"].pk).abort_requested
    changed = {str(found[name].pk) for name in ("todo", "later", "doing")}
    assert {entry.object_id for entry in LogEntry.objects.all()} == changed
    # rescued after that, it is not tried again
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    queue.rescue()
    assert Job.objects.get(pk=found["doing"].pk).status == "failed"


@pytest.mark.parametrize("action", ["retry", "cancel"])
def test_whoever_may_only_look_changes_nothing(client, action):
    user = make_user(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(user)
    found = one_of_each()
    before = list(Job.objects.order_by("pk").values_list("pk", "status", "abort_requested"))
    assert shown(client) == {job.pk for job in found.values()}
    act(client, action, *found.values())
    assert list(Job.objects.order_by("pk").values_list("pk", "status", "abort_requested")) == before


def test_every_state_has_its_name_and_its_filter(staff):
    one_of_each()
    queue.cancel(Job.objects.waiting().get())
    rows = [row.split("</td>")[0] for row in staff.get(LIST).content.decode().split('<td class="field-state">')[1:]]
    assert sorted(rows) == ["broken off", "cancelled", "done", "failed", "for later", "under way"]
    assert sum(len(shown(staff, f"?state={row}")) for row in rows) == len(rows)
