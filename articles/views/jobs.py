"""Actions on many rows: how far one is, go on, stop."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles import bulk, pieces  # noqa: F401 - bulk registers what jobs do
from articles.models import BulkJob
from articles.views.permalinks import misread

may_mark = permission_required("articles.mark_article", raise_exception=True)


def _own(request, pk):
    """The job, for whoever started it and for staff."""
    job = get_object_or_404(BulkJob.objects.select_related("by"), pk=pk)
    if job.by_id != request.user.pk and not request.user.is_staff:
        raise PermissionDenied
    return job


@require_safe
@may_mark
def bulkjob_detail(request, pk):
    job = _own(request, pk)
    if (answer := misread(request, {})) is not None:
        return answer
    return render(request, "articles/bulkjob_detail.html", {"job": job})


@require_POST
@may_mark
def bulkjob_go_on(request, pk):
    """Some pieces more; the page asks again by itself where scripts run."""
    job = _own(request, pk)
    job = pieces.go_on(pieces.resume(job) if "resume" in request.POST else job)
    if request.htmx:
        return render(request, "articles/bulkjob_progress.html", {"job": job})
    return redirect(job)


@require_POST
@may_mark
def bulkjob_stop(request, pk):
    return redirect(pieces.stop(_own(request, pk)))
