"""What workers do: Procrastinate's jobs under our own name, and why one went wrong, which it does not keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateReadOnlyManager

from articles.querysets import JobQuerySet

TEXT_LIMIT = 2_000  # characters of an error: some libraries put a whole page into theirs


class Job(ProcrastinateJob):
    """One call of a task, waiting, under way or over. Its row is written by functions of Procrastinate's alone."""

    objects: ClassVar = ProcrastinateReadOnlyManager.from_queryset(JobQuerySet)()

    class Meta:
        proxy = True
        verbose_name = "job"
        default_permissions = ("view",)
        permissions = [("steer_job", "Can retry and cancel jobs")]

    def __str__(self) -> str:
        return f"{self.task_name} {self.pk}"


class JobError(models.Model):
    """What went wrong when a job was last tried. It stays when a later attempt goes well."""

    # no constraint: jobs are deleted by SQL that does not know of this table, and a job's number is never given again
    job = models.OneToOneField(
        Job, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="error"
    )
    at = models.DateTimeField(auto_now=True)
    text = models.CharField(max_length=TEXT_LIMIT)

    def __str__(self) -> str:
        return self.text
