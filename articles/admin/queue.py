"""The queue: what waits, what goes wrong, and trying again. Jobs are only read; what steers them is an action."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from articles import queue
from articles.models import Job
from articles.querysets import JobQuerySet
from sources.curation import ReadOnly, RecordAdmin, capped

AT_ONCE = 1000  # jobs of one action: each is a call of its own

# Procrastinate's would be a second list of the same rows, whose actions nobody's name is kept with
admin.site.unregister(ProcrastinateJob)

# {state: the rows of a QuerySet that are in it}
STATES = {
    "waiting": JobQuerySet.waiting,
    "for later": JobQuerySet.for_later,
    "under way": JobQuerySet.under_way,
    "failed": JobQuerySet.failed,
    "done": lambda found: found.filter(status="succeeded"),
    "cancelled": lambda found: found.filter(status="cancelled"),
    "broken off": lambda found: found.filter(status="aborted"),
}
WORDS = {"doing": "under way", "succeeded": "done", "aborted": "broken off"}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(state, state) for state in STATES]

    def queryset(self, request, queryset):
        found = STATES.get(self.value())
        return found(queryset) if found else queryset


class _OfTasks(admin.SimpleListFilter):
    """Choices that the code names: asking the table for them would read all of it."""

    def of(self, task):
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [(name, name) for name in sorted({self.of(task) for task in app.tasks.values()})]

    def queryset(self, request, queryset):
        return queryset.filter(**{f"{self.parameter_name}_name": self.value()}) if self.value() else queryset


class TaskFilter(_OfTasks):
    title = "task"
    parameter_name = "task"

    def of(self, task):
        return task.name


class QueueFilter(_OfTasks):
    title = "queue"
    parameter_name = "queue"

    def of(self, task):
        return task.queue


class EventInline(ReadOnly, admin.TabularInline):
    model = ProcrastinateEvent
    verbose_name_plural = "what became of it"
    fields = ["at", "type"]
    readonly_fields = fields
    ordering = ["pk"]
    extra = 0


@admin.register(Job)
class JobAdmin(ReadOnly, RecordAdmin):
    list_display = ["pk", "state", "task_name", "queue_name", "attempts", "scheduled_at", "last_error"]
    list_filter = [StateFilter, QueueFilter, TaskFilter]
    list_select_related = ["error"]
    search_help_text = "The number of a job."
    ordering = ["-pk"]
    fields = [
        "state",
        "task_name",
        "args",
        "queue_name",
        "lock",
        "queueing_lock",
        "priority",
        "attempts",
        "scheduled_at",
        "last_error",
        "failed_at",
    ]
    readonly_fields = ["state", "last_error", "failed_at"]
    inlines = [EventInline]
    actions = ["retry", "cancel"]

    def get_queryset(self, request):
        # what a task was called with may be long, and is shown for one job alone
        return super().get_queryset(request).defer("args")

    def has_steer_permission(self, request):
        return request.user.has_perm("articles.steer_job")

    def changelist_view(self, request, extra_context=None):
        numbers = {"numbers": self.numbers(), "since": queue.waiting_since(), "workers": queue.workers()}
        return super().changelist_view(request, numbers | (extra_context or {}))

    def numbers(self):
        """[(state, how many)] of the states that someone may have to do something about."""
        return [
            (state, capped(STATES[state](Job.objects.all())))
            for state in ("waiting", "for later", "under way", "failed")
        ]

    # --- columns ---

    @admin.display(description="state")
    def state(self, job):
        if job.status == "todo":
            return "for later" if job.scheduled_at and job.scheduled_at > timezone.now() else "waiting"
        if job.status == "doing" and job.abort_requested:
            return "under way, told to stop"
        return WORDS.get(job.status, job.status)

    @admin.display(description="last error")
    def last_error(self, job):
        return job.error.text if hasattr(job, "error") else ""

    @admin.display(description="at")
    def failed_at(self, job):
        return job.error.at if hasattr(job, "error") else None

    # --- actions ---

    @admin.action(description="Retry jobs that failed", permissions=["steer"])
    def retry(self, request, queryset):
        again, wait = [], 0
        for job in queryset.filter(status="failed").order_by("pk")[:AT_ONCE]:
            try:
                if queue.try_again(job):
                    again.append(job)
                else:
                    wait += 1
            except ConnectorException:
                # a colleague was quicker
                continue
        self.steered(request, again, "Retried.", f"Jobs tried again: {len(again):,}.")
        if wait:
            sentence = f"Left alone: {wait:,}, since jobs that do the same wait already."
            self.message_user(request, sentence, messages.WARNING)

    @admin.action(description="Cancel jobs that wait or are under way", permissions=["steer"])
    def cancel(self, request, queryset):
        live = queryset.filter(status__in=["todo", "doing"]).order_by("pk")[:AT_ONCE]
        cancelled = [job for job in live if queue.cancel(job)]
        sentence = f"Jobs cancelled: {len(cancelled):,}. Those under way end where their task looks for that."
        self.steered(request, cancelled, "Cancelled.", sentence)

    def steered(self, request, steered, message, sentence):
        if steered:
            LogEntry.objects.log_actions(request.user.pk, steered, CHANGE, change_message=message)
        self.message_user(request, sentence if steered else "None of these jobs is in a state for that.")
