"""What was published, what it states, whom it credits, who carried it on: one module a subject."""

from articles.models.article import (
    Article,
    CopyGroup,
    Credit,
    Mention,
    Publisher,
    Revision,
)
from articles.models.claim import Claim, Figure, Match
from articles.models.copies import CopiedStatement, CopyPair, CopySearch, Fingerprint
from articles.models.desk import BulkJob, ErrorReport, MarkingStep
from articles.models.imports import Import, ImportLine
from articles.models.ingest import Arrival, Capture, Feed, FeedHealth, Host
from articles.models.job import Job, JobError
from articles.models.links import Link
from articles.models.matching import MatchSearch
from articles.models.merge import Merge, MergeMove
from articles.models.names import DecidedMention, NameDecision, NameInArticle, NameQuestion, OpenName
from articles.models.notices import Notice
from articles.models.origin import Cited, ClaimLineage, Origin
from articles.models.relay import Relay, RelayVia
from articles.models.review import Reading, ReviewLease, SuggestionRule
from articles.models.statement import Anchor, Attribution, Statement, Via
from articles.models.summary import ArticleCoverage, OutletCoverage, Summary, SummaryClaim

__all__ = [
    "Anchor",
    "Arrival",
    "Article",
    "ArticleCoverage",
    "Attribution",
    "BulkJob",
    "Capture",
    "Cited",
    "Claim",
    "ClaimLineage",
    "CopiedStatement",
    "CopyGroup",
    "CopyPair",
    "CopySearch",
    "Credit",
    "DecidedMention",
    "ErrorReport",
    "Feed",
    "FeedHealth",
    "Figure",
    "Fingerprint",
    "Host",
    "Import",
    "ImportLine",
    "Job",
    "JobError",
    "Link",
    "MarkingStep",
    "Match",
    "MatchSearch",
    "Mention",
    "Merge",
    "MergeMove",
    "NameDecision",
    "NameInArticle",
    "NameQuestion",
    "Notice",
    "OpenName",
    "Origin",
    "OutletCoverage",
    "Publisher",
    "Reading",
    "Relay",
    "RelayVia",
    "ReviewLease",
    "Revision",
    "Statement",
    "SuggestionRule",
    "Summary",
    "SummaryClaim",
    "Via",
]
