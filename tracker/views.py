"""The front page, the help page and the health check."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles import queue
from articles.models import Article, Claim, ErrorReport, OpenName, Relay, Statement
from articles.pagination import CappedPaginator
from articles.reports import coverage, coverage_addresses
from articles.views.permalinks import misread

NEWEST_SHOWN = 8
# rows of each queue; a list counts ten times as many, but only one
WAITING_COUNTED = 1_000


@require_safe
def front(request):
    """What is new, and what waits."""
    if (answer := misread(request, {})) is not None:
        return answer
    statements = Statement.objects.living().accepted().select_related("article__outlet", "decided_by")
    return render(
        request,
        "front.html",
        {
            "articles": Article.objects.living()
            .select_related("outlet")
            .order_by("-first_seen_at", "-pk")[:NEWEST_SHOWN],
            "statements": statements.prefetch_related("attributions__mention__source").order_by("-pk")[:NEWEST_SHOWN],
            "claims": Claim.objects.living().order_by("-created_at", "-pk")[:NEWEST_SHOWN],
            "waiting": _waiting(request.user),
            "coverage": coverage() | coverage_addresses(),
        },
    )


def _waiting(user):
    """[(unit, address of exactly these rows, a paginator that counts them no further than lists do)]."""
    reports = ErrorReport.objects.filter(status=ErrorReport.Status.OPEN)
    if not user.has_perm("articles.change_errorreport"):
        reports = reports.filter(by=user)
    articles, relays = Article.objects.living(), Relay.objects.counted()
    queues = [
        (
            "suggested statements to decide",
            "statement_list",
            "suggestion=waiting",
            Statement.objects.living().waiting(),
        ),
        (
            "disputed statements",
            "statement_list",
            "state=disputed",
            Statement.objects.living().filter(state="disputed"),
        ),
        (
            "relays whose source is not resolved",
            "relay_list",
            "resolution=unresolved",
            relays.filter(resolution="unresolved"),
        ),
        (
            "relays whose source may be one of several",
            "relay_list",
            "resolution=ambiguous",
            relays.filter(resolution="ambiguous"),
        ),
        (
            "articles not looked at",
            "article_list",
            "progress=not+looked+at",
            articles.with_progress(["not looked at"]),
        ),
        ("articles begun", "article_list", "progress=begun", articles.with_progress(["begun"])),
        ("open reports of errors", "errorreport_list", "status=open", reports),
    ]
    if user.has_perm("articles.mark_article"):
        names = ("printed names that wait for a source", "name_list", "sort=-articles", OpenName.objects.of(None))
        queues.insert(4, names)
    return [
        (unit, f"{reverse(view)}?{query}", CappedPaginator(found.order_by("pk"), most=WAITING_COUNTED))
        for unit, view, query, found in queues
    ]


@require_safe
def help_page(request):
    if (answer := misread(request, {})) is not None:
        return answer
    return render(request, "help.html")


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """200 where the database answers and every migration is in it; else 503, without saying more.

    Whether a worker is alive is told beside that: it is to be seen, but a web server is not unwell for it, and one
    that was restarted would be no better.
    """
    found = {"database": "ok", "migrations": "ok"}
    worker = "unknown"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found["migrations"] = "missing"
        else:
            worker = "ok" if queue.workers() else "none"
    except DatabaseError:
        found = {"database": "down", "migrations": "unknown"}
    is_well = all(value == "ok" for value in found.values())
    return JsonResponse(found | {"worker": worker}, status=200 if is_well else 503)
