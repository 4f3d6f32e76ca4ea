"""The admin site: it opens on what waits for a curator, each number a link to exactly its rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse

from articles.models import Article, BulkJob, Credit, ErrorReport, Job, Match, Mention, Statement
from sources.curation import capped
from sources.models import LikelyDuplicate, Source


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait, and the list that shows exactly them."""

    what: str  # the unit, after the number
    address: str
    rows: QuerySet

    @property
    def count(self) -> int:
        """Capped as lists are; one query."""
        return capped(self.rows)


def _list(model: str, query: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{query}".rstrip("?")


def waiting() -> list[tuple[str, list[Queue]]]:
    """[(heading, queues)], what is most urgent first."""
    undecided = [
        Queue(
            f"{state} {name}s",
            _list(f"articles_{name}", f"state__exact={state}"),
            model.objects.filter(state=state),
        )
        for state in ("disputed", "suggested")
        for name, model in (("statement", Statement), ("credit", Credit))
    ]
    matches = Match.objects.current().filter(state="disputed")
    undecided.insert(
        2,
        Queue("disputed judgements", _list("articles_match", "state__exact=disputed&replaced_at__isempty=1"), matches),
    )
    reports = ErrorReport.objects.filter(status=ErrorReport.Status.OPEN)
    sources = Source.objects.living().filter(checked=False)
    articles = Article.objects.all()
    return [
        (
            "Readers and disputes",
            [
                Queue("open reports of errors", f"{reverse('errorreport_list')}?status=open", reports),
                *undecided,
            ],
        ),
        (
            "Names",
            [
                Queue(
                    f"{resolution} mentions",
                    _list("articles_mention", f"resolution__exact={resolution}"),
                    Mention.objects.filter(resolution=resolution),
                )
                for resolution in ("unresolved", "ambiguous")
            ],
        ),
        (
            "Sources",
            [
                Queue("new sources", _list("sources_source", "checked__exact=0&merged_into__isempty=1"), sources),
                Queue(
                    "pairs that are likely the same",
                    _list("sources_likelyduplicate", ""),
                    LikelyDuplicate.objects.waiting(),
                ),
            ],
        ),
        (
            "Articles",
            [
                Queue(
                    "articles not looked at",
                    _list("articles_article", "progress__exact=not+looked+at"),
                    articles.filter(progress="not looked at"),
                ),
                Queue(
                    "articles begun",
                    _list("articles_article", "progress__exact=begun"),
                    articles.filter(progress="begun"),
                ),
                Queue(
                    "articles without a date",
                    _list("articles_article", "published_at__isempty=1"),
                    articles.filter(published_at=None),
                ),
                Queue(
                    "articles without an address for a reason called “other”",
                    _list("articles_article", "no_address__exact=other"),
                    articles.filter(no_address=Article.NoAddress.OTHER),
                ),
            ],
        ),
        (
            "Actions on many rows",
            [
                Queue(
                    f"actions {label}",
                    _list("articles_bulkjob", f"state__exact={state}"),
                    BulkJob.objects.filter(state=state),
                )
                for state, label in ((BulkJob.State.STOPPED, "stopped"), (BulkJob.State.RUNNING, "under way"))
            ],
        ),
        ("Work in the background", [Queue("failed jobs", _list("articles_job", "state=failed"), Job.objects.failed())]),
    ]


class CurationSite(admin.AdminSite):
    site_header = "Source attribution tracker: curation"
    site_title = "Curation"
    index_title = "What waits"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # one row at a time, or by an action in pieces: deleting what thousands of rows point to is no click
        self.disable_action("delete_selected")

    def index(self, request, extra_context=None):
        return super().index(request, {"waiting": waiting(), **(extra_context or {})})
