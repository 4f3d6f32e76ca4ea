"""Every rule about which rows count is here and nowhere else; chainable, never sees a request."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, Min, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Left, Now
from django.db.models.lookups import IsNull, LessThan

from sources.models import PUBLISHER_KINDS, Alias, Domain, Ownership, Source
from sources.printed import name_key
from sources.querysets import SourceQuerySet

if TYPE_CHECKING:
    from articles.models import Article, Claim

# A tsvector holds at most 1 MB; the first 100,000 characters of any text stay below that. The index has the same.
SEARCHED_CHARACTERS = 100_000


# What docs/outlet-figures.md defines: of each, every row has exactly one.
STANDINGS = ("own reporting", "relayed", "unattributed", "credits nobody else")
LINKED = ("yes", "no", "not captured")
DELAYS = ("measured", "negative", "day", "undated", "not held")
CARRIED_ORDERS = ("first", "tied", "later", "alone", "cannot be told")

ALL_ROWS = 2**62  # more than any table holds


def rows(model: str) -> Any:
    """All rows of an articles model, by name: the models import this module."""
    return apps.get_model("articles", model)._default_manager.all()


def merged_articles() -> models.QuerySet:
    """To leave out: few, and read from their index once, where a join to the living ones reads every article."""
    return rows("Article").filter(merged_into__isnull=False).values("pk")


def relayed_copies() -> models.QuerySet:
    """Articles of a copy group that only carry its text on: all but its original, or, where none is known, the first.

    First published, an undated one last. One index look-up for each article in a group.
    """
    dated = F("published_at").asc(nulls_last=True)
    first = rows("Article").living().filter(copy_group=OuterRef("copy_group")).order_by(dated, "pk").values("pk")[:1]
    grouped = rows("Article").filter(copy_group__isnull=False)
    return grouped.filter(~Q(pk=Coalesce(F("copy_group__original"), Subquery(first)))).values("pk")


def count_of(found: models.QuerySet, column: str, distinct: str = "pk") -> Coalesce:
    """A correlated count of `found` (filtered by an OuterRef) by `column`, 0 if none.

    A subquery, evaluated for the 50 rows shown: a join would group the whole table.
    """
    count = found.order_by().values(column).annotate(n=Count(distinct, distinct=distinct != "pk")).values("n")
    return Coalesce(Subquery(count), 0)


def _counted(found: models.QuerySet, column: str) -> Subquery:
    """How many different ids in `column`, as a subquery that is grouped by nothing: 0 where there is no row."""
    count = Func(F(column), function="COUNT", template="%(function)s(DISTINCT %(expressions)s)")
    return Subquery(found.order_by().annotate(n=count).values("n"), output_field=models.BigIntegerField())


def vias_that_are(
    sources: Collection[Source] = (), bases: Collection[str] = (), resolutions: Collection[str] = ()
) -> models.QuerySet:
    """Vias of relays: each of the three that is given limits them."""
    found = rows("RelayVia")
    if sources:
        found = found.filter(source__in=sources)
    if bases:
        found = found.filter(basis__in=bases)
    if resolutions:
        found = found.filter(resolution__in=resolutions)
    return found


def with_words(found: Any, column: str, words: str, *, cut: bool = False) -> Any:
    """Rows whose `column` holds all `words`; "quoted words" as a phrase, -word to leave out.

    Words are compared as printed, without stemming, case aside, since texts are in many languages.
    Served by the index on the same expression.
    """
    return matching_words(found, column, SearchQuery(words, config="simple", search_type="websearch"), cut=cut)


def matching_words(found: Any, column: str, query: SearchQuery, *, cut: bool = False) -> Any:
    """Those of `found` whose `column` matches a SearchQuery; of configuration “simple”, as the indexes are."""
    vector = SearchVector(Left(column, SEARCHED_CHARACTERS) if cut else column, config="simple")
    return found.annotate(_vector=vector).filter(_vector=query)


class UTCDay(Func):
    """The UTC day of a time; a reader's or a server's zone never shifts it."""

    template = "(%(expressions)s AT TIME ZONE 'UTC')::date"
    output_field = models.DateField()


def owner_on_day(outlet: str, published_at: str) -> models.QuerySet:
    """The ownership that held for `outlet` on the UTC day of `published_at`: at most one.

    For subqueries; both are the names of the outer row's columns. An undated row has none.
    """
    day = UTCDay(OuterRef(published_at))
    return Ownership.objects.filter(
        IsNull(day, False),  # who owned it all the time is no reason to know the day
        Q(starts_on=None) | Q(starts_on__lte=day),
        Q(ends_on=None) | Q(ends_on__gte=day),
        outlet=OuterRef(outlet),
    ).order_by()


def day_start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


class _DayEnd(Func):
    """The last microsecond of the UTC day of a time."""

    template = "(date_trunc('day', %(expressions)s, 'UTC') + interval '1 day' - interval '1 microsecond')"
    output_field = models.DateTimeField()


class _LeadsTo(Func):
    """Whether an address key (1) lies on a host (2) or one below it, under a path (3); an empty path is any."""

    template = """(
        SELECT (asked.name = asked.host OR right(asked.name, length(asked.host) + 1) = '.' || asked.host)
            AND (asked.path = '' OR asked.rest = asked.path
                OR starts_with(asked.rest, asked.path || '/') OR starts_with(asked.rest, asked.path || '?'))
        FROM (
            SELECT split_part(split_part(key, '/', 1), ':', 1), substr(key, length(split_part(key, '/', 1)) + 1),
                host, path
            FROM (SELECT %(expressions)s) AS given(key, host, path)
        ) AS asked(name, rest, host, path))"""
    output_field = models.BooleanField()


class PublishedQuerySet(models.QuerySet):
    """Rows with an outlet and a date of publication: articles, and what stands in them.

    `_repeated` are the columns of the article that the table holds itself; the others are read over
    the foreign key, which never multiplies rows. Filters name the outlet's and the owner's rows first,
    so that the index by outlet serves them.
    """

    _repeated: tuple[str, ...] | None = ()

    def _column(self, name: str) -> str:
        return name if self._repeated is None or name in self._repeated else f"article__{name}"

    def by_outlets(self, outlets: Collection[Source]) -> Self:
        return self.filter(**{self._column("outlet") + "__in": outlets})

    def between(self, start: dt.date | None, end: dt.date | None) -> Self:
        """First published from the UTC day `start` to the UTC day `end`, both included; None is open.

        With either given, undated rows are left out.
        """
        column, limits = self._column("published_at"), {}
        if start is not None:
            limits[column + "__gte"] = day_start(start)
        if end is not None:
            limits[column + "__lt"] = day_start(end + dt.timedelta(days=1))
        return self.filter(**limits)

    def in_month(self, year: int, month: int) -> Self:
        """Published in that UTC month."""
        start, after = dt.date(year, month, 1), dt.date(year + month // 12, month % 12 + 1, 1)
        return self.between(start, after - dt.timedelta(days=1))

    def undated(self) -> Self:
        return self.filter(**{self._column("published_at"): None})

    def owned_by(self, owners: Collection[Source]) -> Self:
        """Whose outlet belonged to one of `owners` on the day of publication; undated rows never do."""
        outlets = Ownership.objects.filter(owner__in=owners).values("outlet")
        that_day = owner_on_day(self._column("outlet"), self._column("published_at")).filter(owner__in=owners)
        return self.filter(Exists(that_day), **{self._column("outlet") + "__in": outlets})

    def in_countries(self, codes: Collection[str]) -> Self:
        """By the article's own country (an edition's), else its outlet's."""
        country, outlet = self._column("country"), self._column("outlet")
        return self.filter(
            Q(**{country + "__in": codes}) | Q(**{country: "", outlet + "__country__in": codes}),
        )

    def in_languages(self, codes: Iterable[str]) -> Self:
        """`en` finds en and en-GB; `en-GB` only itself."""
        wanted = Q()
        for code in codes:
            wanted |= Q(**{self._column("language"): code})
            wanted |= Q(**{self._column("language") + "__startswith": code + "-"})
        return self.filter(wanted)

    def of_genres(self, genres: Collection[str]) -> Self:
        return self.filter(**{self._column("genre") + "__in": genres})

    def that_came_in(self, ways: Collection[str]) -> Self:
        return self.filter(**{self._column("came_in") + "__in": ways})

    def with_progress(self, steps: Collection[str]) -> Self:
        """By how far their article has been looked at."""
        return self.filter(**{self._column("progress") + "__in": steps})

    def without_copies(self) -> Self:
        """Of texts that several outlets carry, one article alone: see `relayed_copies`."""
        # not “is not among them”: that makes the list of all copies before the first row is shown, where this is a
        # look at each row that is shown, or one join where all are counted
        return self.filter(~Exists(relayed_copies().filter(pk=OuterRef(self._article))))

    def only_copies(self) -> Self:
        """What `without_copies` leaves out."""
        return self.filter(**{self._article + "__in": relayed_copies()})

    @property
    def _article(self) -> str:
        return "pk" if self._repeated is None else "article"

    def sorted_by_date(self, *, oldest_first: bool = False) -> Self:
        """Newest first with undated rows last, or exactly the reverse: both run along one index."""
        column = F(self._column("published_at"))
        if oldest_first:
            return self.order_by(column.asc(nulls_first=True), "pk")
        return self.order_by(column.desc(nulls_last=True), "-pk")


class ArticleQuerySet(PublishedQuerySet):
    _repeated = None  # these are the article's own

    def living(self) -> ArticleQuerySet:
        """Leaves out articles that were merged into another."""
        return self.filter(merged_into=None)

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by(F("published_at").desc(nulls_last=True), "-pk")

    def locked(self, pk: int):
        """The article's row, locked until the transaction ends.

        Every action that writes an article's statements or credits takes this lock first, so two
        editors queue up instead of deadlocking or undoing each other.
        """
        return self.select_for_update(of=("self",)).get(pk=pk)

    def gone_through(self) -> ArticleQuerySet:
        return self.filter(progress="gone through")

    def covered(self) -> Any:
        """What coverage counts of each living article, as tuples.

        (article, outlet, gone through?, suggested statements, of these decided, accepted attributions whose
        source is not resolved).
        """
        suggested = rows("Statement").suggestions().filter(article=OuterRef("pk"))
        unresolved = rows("Relay").accepted().attributions().unresolved().filter(article=OuterRef("pk"))
        return self.living().values_list(
            "pk",
            "outlet",
            Case(When(progress="gone through", then=True), default=False, output_field=models.BooleanField()),
            count_of(suggested, "article"),
            count_of(suggested.decided(), "article"),
            count_of(unresolved, "article"),
        )

    def with_statement_count(self) -> ArticleQuerySet:
        """Adds `statement_count`: accepted statements only, 0 if none."""
        found = rows("Statement").accepted().filter(article=OuterRef("pk"))
        return self.annotate(statement_count=count_of(found, "article"))

    def with_waiting_count(self) -> ArticleQuerySet:
        """Adds `waiting_count`: suggested statements that nobody has decided, 0 if none."""
        found = rows("Statement").waiting().filter(article=OuterRef("pk"))
        return self.annotate(waiting_count=count_of(found, "article"))

    def with_relay_count(self) -> ArticleQuerySet:
        """Adds `relay_count`: relays that are counted, 0 if none."""
        return self.annotate(relay_count=count_of(rows("Relay").counted().filter(article=OuterRef("pk")), "article"))

    def saying(self, words: str) -> ArticleQuerySet:
        """Whose title or text, in any captured revision, holds all `words`."""
        found = with_words(rows("Revision"), "text", words, cut=True).order_by().values("article")
        # A limit that is never reached has it found by its index first. Free to join, the planner takes parsing
        # a text for cheap, walks the newest articles and parses each: minutes, among a million, for a rare word.
        return self.filter(pk__in=found[:ALL_ROWS])

    def linking_to(self, article: Article) -> ArticleQuerySet:
        """Other articles of which a captured text, the newest or an older one, links to `article`."""
        same = rows("Article").filter(Q(pk=article.pk) | Q(merged_into=article.pk))
        keys = same.filter(address_key__isnull=False).values("address_key")
        asked_for = rows("Arrival").filter(article__in=same.values("pk")).values("address_key")
        links = rows("Link").filter(address_key__in=keys.union(asked_for))
        found = links.values(living=Coalesce("article__merged_into", "article"))
        return self.living().filter(pk__in=found).exclude(pk=article.pk)

    def with_relays(self, relays: models.QuerySet) -> ArticleQuerySet:
        """Articles that `relays` stand in, each once."""
        return self.filter(pk__in=relays.order_by().values("article"))

    def for_listing(self) -> ArticleQuerySet:
        """With all that one row of the list shows, in one query."""
        return self.select_related("outlet").with_statement_count().with_waiting_count().with_relay_count()


class StatementQuerySet(PublishedQuerySet):
    def living(self) -> StatementQuerySet:
        """Leaves out what could not be moved out of an article that was merged into another: it counts nowhere."""
        return self.exclude(article__in=merged_articles())

    def waiting(self) -> StatementQuerySet:
        """Suggested, and nobody has decided."""
        return self.filter(state="suggested")

    def suggestions(self) -> StatementQuerySet:
        """What a machine suggested, decided or not: found by a rule, or waiting."""
        return self.filter(~Q(found_by__in=("hand", "import")) | Q(state="suggested"))

    def decided(self) -> StatementQuerySet:
        return self.exclude(state="suggested")

    def making(self, claims: Collection[Claim]) -> StatementQuerySet:
        """Statements judged to make one of `claims`."""
        return self.filter(Exists(rows("Match").same().filter(claim__in=claims, statement=OuterRef("pk"))))

    def on_topic(self, topic: str) -> StatementQuerySet:
        """Statements judged to make a claim with that topic."""
        return self.filter(
            Exists(rows("Match").same().filter(claim__topics__contains=[topic], statement=OuterRef("pk")))
        )

    def saying(self, words: str) -> Self:
        return with_words(self, "quote", words, cut=True)

    def with_relays(self, relays: models.QuerySet) -> StatementQuerySet:
        """Statements that `relays` pass on, each once."""
        return self.filter(pk__in=relays.filter(relay_kind="statement").order_by().values("statement"))

    def for_listing(self) -> StatementQuerySet:
        """With all that one row of the list shows: its article, whom it credits and its claims; three queries."""
        return (
            self.select_related("article__outlet")
            .defer("selectors", "note", "decision_reason", "article__note")
            .prefetch_related(
                Prefetch("relays", rows("Relay").select_related("mention__source").order_by("pk")),
                Prefetch("matches", rows("Match").same().select_related("claim").order_by("claim"), to_attr="same"),
            )
        )

    def accepted(self) -> StatementQuerySet:
        return self.filter(state="accepted")

    def affirming(self) -> StatementQuerySet:
        """Denials and declined comments never count as carrying a claim."""
        return self.filter(polarity="affirms")

    def with_gone(self) -> StatementQuerySet:
        """Adds `is_gone`: replaced by changed words, or not found again in its article's newest text."""
        newest = rows("Revision").filter(article=OuterRef("revision__article")).order_by("-number").values("pk")[:1]
        lost = rows("Anchor").filter(statement=OuterRef("pk"), spans=[], revision=Subquery(newest))
        replaced = rows("Statement").accepted().filter(replaces=OuterRef("pk"))
        return self.annotate(is_gone=Exists(lost) | Exists(replaced))

    def with_withdrawn(self) -> StatementQuerySet:
        """Adds `withdrawn`: gone, or of an article that was withdrawn.

        Of an article with a correction on record, where nobody has said which statement it means, all are.
        """
        article = OuterRef("article")
        notices = rows("Notice").filter(article=article, state="accepted")
        said_which = rows("Statement").accepted().filter(article=article).with_gone().filter(is_gone=True)
        return self.with_gone().annotate(
            withdrawn=Q(is_gone=True)
            | Exists(notices.filter(kind="withdrawn"))
            | (Exists(notices) & ~Exists(said_which))
        )

    def with_standing(self) -> StatementQuerySet:
        """Adds `standing`, one of STANDINGS: docs/outlet-figures.md says which. Each statement has exactly one."""
        relayed = Exists(rows("Relay").filter(statement=OuterRef("pk"), self_credit=False))
        return self.annotate(
            standing=Case(
                When(~Q(own_reporting=""), then=Value("own reporting")),
                When(~Q(voice="credited"), then=Value("unattributed")),
                When(relayed, then=Value("relayed")),
                default=Value("credits nobody else"),
            )
        )

    def standing(self, standings: Collection[str]) -> StatementQuerySet:
        return self.with_standing().filter(standing__in=standings)

    def in_text_order(self) -> StatementQuerySet:
        """As they stand in their article: by first span, outer before inner."""
        return self.order_by("article", "spans", "pk")


class AttributionQuerySet(models.QuerySet):
    def accepted(self) -> AttributionQuerySet:
        return self.filter(statement__state="accepted")

    def unresolved(self) -> AttributionQuerySet:
        """Those whose mention is tied to no source though it has a name."""
        return self.filter(mention__resolution__in=("unresolved", "ambiguous"))


class CreditQuerySet(models.QuerySet):
    def accepted(self) -> CreditQuerySet:
        return self.filter(state="accepted")

    def whole_text(self) -> CreditQuerySet:
        """Roles that credit the whole text, each a relay of kind *article*."""
        return self.filter(role__in=("byline agency", "dateline", "foot line", "copy"))


class MentionQuerySet(models.QuerySet):
    def open(self) -> MentionQuerySet:
        """Named, but tied to no source: the work list of names. Those of merged articles are left out."""
        return self.filter(resolution__in=("unresolved", "ambiguous")).exclude(article__in=merged_articles())


class OpenNameQuerySet(models.QuerySet):
    """Printed names that wait for a source, counted."""

    def of(self, outlet: Source | None) -> OpenNameQuerySet:
        """Counted over one outlet's articles, or over all."""
        return self.filter(outlet=outlet)

    def unresolved(self) -> OpenNameQuerySet:
        """With a mention that is tied to no source."""
        return self.filter(mentions__gt=F("ambiguous"))

    def ambiguous(self) -> OpenNameQuerySet:
        """With a mention that may be one of several sources."""
        return self.filter(ambiguous__gt=0)

    def asked_about(self, *, answered: bool = False) -> OpenNameQuerySet:
        """With a question that waits for an answer; with `answered`, that has one."""
        questions = rows("NameQuestion")
        questions = questions.answered() if answered else questions.waiting()
        return self.filter(printed_key__in=questions.values("printed_key"))

    def called(self, words: str) -> OpenNameQuerySet:
        """Whose printed name holds `words`, by what makes names equal."""
        return self.filter(printed_key__contains=name_key(words))

    def most_frequent_first(self) -> OpenNameQuerySet:
        return self.order_by("-articles", "-mentions", "printed_key")


class NameQuestionQuerySet(models.QuerySet):
    def waiting(self) -> NameQuestionQuerySet:
        return self.filter(answered_at=None)

    def answered(self) -> NameQuestionQuerySet:
        return self.exclude(answered_at=None)


class NameDecisionQuerySet(models.QuerySet):
    def taken(self) -> NameDecisionQuerySet:
        """Confirmed, undone ones too; a plan is none yet."""
        return self.exclude(confirmed_at=None)

    def newest_first(self) -> NameDecisionQuerySet:
        return self.order_by("-confirmed_at", "-pk")

    def for_listing(self) -> NameDecisionQuerySet:
        """With what one row of the list shows, in one query."""
        return (
            self.select_related("source", "outlet", "article", "alias", "by", "undone_by", "job", "undo_job")
            .defer("mention_ids", "article__note", "job__row_ids", "undo_job__row_ids")
            .annotate(
                changed_count=count_of(rows("DecidedMention").filter(decision=OuterRef("pk")), "decision"),
                taken_back_count=count_of(
                    rows("DecidedMention").filter(decision=OuterRef("pk"), taken_back=True), "decision"
                ),
            )
        )


class ClaimQuerySet(models.QuerySet):
    def living(self) -> ClaimQuerySet:
        return self.filter(merged_into=None)

    def saying(self, words: str) -> Self:
        return with_words(self, "wording", words)

    def with_relays(self, relays: models.QuerySet) -> ClaimQuerySet:
        """Claims that a statement of `relays` makes, each once."""
        passed_on = relays.filter(relay_kind="statement").order_by().values("statement")
        return self.filter(pk__in=rows("Match").same().filter(statement__in=passed_on).values("claim"))

    def carried_by(
        self, outlet: Source, orders: Collection[str] = (), start: dt.date | None = None, end: dt.date | None = None
    ) -> ClaimQuerySet:
        """Claims that `outlet` carries, of those in one of `orders` (CARRIED_ORDERS) that it has carried from the UTC
        day `start` to `end` first."""
        found = rows("Match").carried(outlet, start, end)
        if orders:
            found = found.filter(order__in=orders)
        return self.filter(pk__in=found.values("claim"))

    def warned_of(self, kinds: Collection[str]) -> ClaimQuerySet:
        """Claims whose page warns of one of `kinds`, as last counted."""
        return self.filter(lineage__warnings__overlap=list(kinds))

    def in_outlets(self, least: int) -> ClaimQuerySet:
        """Claims that so many outlets or more carry, as last counted."""
        return self.filter(lineage__outlets__gte=least)

    def with_few_origins(self, most: int) -> ClaimQuerySet:
        """Claims that have so many origins at most, recorded and unknown together, as last counted.

        One that nobody affirms has none at all: it is not one with few.
        """
        return self.filter(lineage__most__range=(1, most))

    def with_statement_counts(self) -> ClaimQuerySet:
        """Adds `affirming_count` and `denying_count`: accepted statements, never added up; 0 if none."""
        made = rows("Match").same().of_living().filter(claim=OuterRef("pk"), statement__state="accepted")
        return self.annotate(
            affirming_count=count_of(made.filter(statement__polarity="affirms"), "claim", distinct="statement"),
            denying_count=count_of(made.filter(statement__polarity="denies"), "claim", distinct="statement"),
        )

    def with_relay_counts(self) -> ClaimQuerySet:
        """Adds `relay_count`, `relaying_article_count`, `relaying_outlet_count`: distinct ids.

        Over relays that are counted and affirm.
        """
        # by the index of the ids that each relay keeps: through matches and statements it is two joins more
        made = rows("Relay").counted().affirming().filter(claim_ids__contains=[OuterRef("pk")])
        return self.annotate(
            relay_count=_counted(made, "pk"),
            relaying_article_count=_counted(made, "article"),
            relaying_outlet_count=_counted(made, "outlet"),
        )


class OfStatementsQuerySet(models.QuerySet):
    """Rows about one statement each, asked for by its article."""

    def of_living(self) -> Self:
        """Of statements that stand in a living article."""
        return self.exclude(statement__article__in=merged_articles())

    def of_outlets(self, outlets: Collection[Source]) -> Self:
        """Of statements that these outlets published."""
        return self.filter(statement__article__outlet__in=outlets)

    def between(self, start: dt.date | None, end: dt.date | None) -> Self:
        """As articles are: from the UTC day `start` to the UTC day `end`; with either, undated ones are left out."""
        column, found = "statement__article__published_at", self
        if start is not None:
            found = found.filter(**{f"{column}__gte": day_start(start)})
        return found if end is None else found.filter(**{f"{column}__lt": day_start(end + dt.timedelta(days=1))})


class MatchSearchQuerySet(OfStatementsQuerySet):
    def waiting(self, worth: float) -> MatchSearchQuerySet:
        """Of accepted statements that nobody has judged, with a candidate of this score or better.

        Two statements that are each the other's candidate wait once: with the one that came later.
        """
        judged = rows("Match").current().filter(statement=OuterRef("statement"))
        mutual = rows("MatchSearch").filter(
            claim=None, statement=OuterRef("other"), other=OuterRef("statement"), statement__gt=OuterRef("statement")
        )
        waits = {"score__gte": worth, "statement__state": "accepted"}
        return self.of_living().filter(~Exists(judged), Q(claim__isnull=False) | ~Exists(mutual), **waits)

    def for_listing(self) -> MatchSearchQuerySet:
        return self.select_related("statement__article__outlet", "claim", "other__article__outlet")


class MatchQuerySet(OfStatementsQuerySet):
    def current(self) -> MatchQuerySet:
        """Judgements that no later one replaced."""
        return self.filter(replaced_at=None)

    def accepted(self) -> MatchQuerySet:
        return self.current().filter(state="accepted")

    def same(self) -> MatchQuerySet:
        """Judged to make the claim: what lists and counts mean by a statement's claims."""
        return self.accepted().filter(judgement="same")

    def made(self) -> MatchQuerySet:
        """Of accepted statements in living articles, denials too."""
        return self.same().of_living().filter(statement__state="accepted")

    def carrying(self) -> MatchQuerySet:
        """Of those the affirming ones: what carries a claim."""
        return self.made().filter(statement__polarity="affirms")

    def carried(self, outlet: Source, start: dt.date | None = None, end: dt.date | None = None) -> Any:
        """A row for each claim that `outlet` carries, and has carried first from the UTC day `start` to `end`:
        {"claim", "first_at", "order"}.

        `first_at` is when it first did, None where none of its articles on it has a date; `order` is one of
        CARRIED_ORDERS. A day without a time may be any minute of that UTC day, so that what lies within one day
        is only told apart where all of it is known to the minute.
        """
        own = Q(statement__article__outlet=outlet)
        earliest = F("statement__article__published_at")
        latest = Case(
            When(statement__article__published_precision="day", then=_DayEnd(earliest)),
            default=earliest,
        )
        # those that it carried then: what it had before them goes by its first date below
        mine = self.carrying().filter(own).between(start, end)
        found = rows("Match").carrying().filter(claim__in=mine.order_by().values("claim")).order_by()
        found = (
            found.values("claim")
            .annotate(
                first_at=Min(earliest, filter=own),
                own_latest=Min(latest, filter=own),
                others=Count("pk", filter=~own),
                others_at=Min(earliest, filter=~own),
                others_latest=Min(latest, filter=~own),
            )
            .annotate(
                order=Case(
                    When(others=0, then=Value("alone")),
                    When(Q(first_at=None) | Q(others_at=None), then=Value("cannot be told")),
                    When(own_latest__lt=F("others_at"), then=Value("first")),
                    When(others_latest__lt=F("first_at"), then=Value("later")),
                    default=Value("tied"),
                )
            )
        )
        if start is not None:
            found = found.filter(first_at__gte=day_start(start))
        return found if end is None else found.filter(first_at__lt=day_start(end + dt.timedelta(days=1)))


class MergeQuerySet(models.QuerySet):
    def standing(self) -> MergeQuerySet:
        """Merges whose redirect holds."""
        return self.filter(state="merged")

    def under_way(self) -> MergeQuerySet:
        """Those that move rows in pieces, or take them back, and are not done."""
        return self.filter(state__in=("under way", "being undone"))

    def into(self, kind: str, pk: int) -> MergeQuerySet:
        """Merges that led to this row, and stand; of chains the last link. Oldest first."""
        return self.standing().filter(kind=kind, kept_id=pk).order_by("pk")

    def about(self, kind: str, *ids: int) -> MergeQuerySet:
        """With one of these rows on either side."""
        return self.filter(Q(kept_id__in=ids) | Q(merged_id__in=ids), kind=kind)

    def made_between(self, start: dt.date | None, end: dt.date | None) -> MergeQuerySet:
        """Made from the UTC day `start` to the UTC day `end`, both included; None is open."""
        found = self if start is None else self.filter(at__gte=day_start(start))
        return found if end is None else found.filter(at__lt=day_start(end + dt.timedelta(days=1)))

    def saying(self, words: str) -> MergeQuerySet:
        """Whose reason, or one of whose names, holds `words`, case aside."""
        return self.filter(Q(reason__icontains=words) | Q(kept_name__icontains=words) | Q(merged_name__icontains=words))


# Of a copy, what credits nobody for the words; and what stands against calling a copy uncredited: a credit that nobody
# has rejected, also one that still waits for a decision.
NOT_OF_WORDS = ("photo", "video")
STANDING = ("accepted", "suggested", "unsure", "disputed")


WHOLE = 0.6  # share of both texts' words in common from which a pair is of whole texts; measured in docs/copies.md


def _naming(article: Any, **source: Any) -> Any:
    """Mentions in `article` (a column of an outer row) that a credit line, attribution or via there names."""
    credits = rows("Credit").filter(mention=OuterRef("pk"), state__in=STANDING).exclude(role__in=NOT_OF_WORDS)
    attributions = rows("Attribution").filter(mention=OuterRef("pk"), statement__state__in=STANDING)
    vias = rows("Via").filter(mention=OuterRef("pk"), statement__state__in=STANDING)
    return (
        rows("Mention").filter(article=article, **source).filter(Exists(credits) | Exists(attributions) | Exists(vias))
    )


def _earlier(first: str, second: str) -> Case:
    """Whether `first` was published before `second`, for certain: to the minute, or on an earlier UTC day."""
    to_the_minute = Q(**{f"{first}__published_precision": "minute", f"{second}__published_precision": "minute"})
    before = Q(**{f"{first}__published_at__lt": F(f"{second}__published_at")})
    another_day = LessThan(UTCDay(F(f"{first}__published_at")), UTCDay(F(f"{second}__published_at")))
    return Case(When(before & (to_the_minute | Q(another_day)), then=Value(True)), default=Value(False))


class CopyPairQuerySet(models.QuerySet):
    def of_living(self) -> CopyPairQuerySet:
        """Without pairs of which one article was merged into another one."""
        return self.exclude(article__in=merged_articles()).exclude(other__in=merged_articles())

    def about(self, article: Article) -> CopyPairQuerySet:
        return self.filter(Q(article=article) | Q(other=article))

    def about_any(self, articles: Collection[Article]) -> CopyPairQuerySet:
        return self.filter(Q(article__in=articles) | Q(other__in=articles))

    def of_outlets(self, outlets: Collection[Source]) -> CopyPairQuerySet:
        """One of the two was published by one of `outlets`."""
        return self.filter(Q(article__outlet__in=outlets) | Q(other__outlet__in=outlets))

    def whole(self) -> CopyPairQuerySet:
        """Most words of both texts stand in the other: wire copy, syndication."""
        return self.filter(article_in_other__gte=WHOLE, other_in_article__gte=WHOLE)

    def in_passages(self) -> CopyPairQuerySet:
        return self.filter(Q(article_in_other__lt=WHOLE) | Q(other_in_article__lt=WHOLE))

    def suggested(self) -> CopyPairQuerySet:
        return self.filter(state="suggested")

    def accepted(self) -> CopyPairQuerySet:
        return self.filter(state="accepted")

    def with_order(self) -> CopyPairQuerySet:
        """Adds `article_is_earlier` and `other_is_earlier`; at most one is true."""
        return self.annotate(
            article_is_earlier=_earlier("article", "other"), other_is_earlier=_earlier("other", "article")
        )

    def with_credited(self) -> CopyPairQuerySet:
        """Adds `credited`: the later article names the other's outlet in a credit line, attribution or via, or both
        name one agency so. Where nobody knows which is later, either may be the one that credits."""
        there_too = _naming(OuterRef(OuterRef("other_id")), source=OuterRef("source"))
        both = _naming(OuterRef("article_id"), source__kind="agency").filter(Exists(there_too))
        return self.with_order().annotate(
            credited=Case(
                When(
                    Q(article_is_earlier=False)
                    & Exists(_naming(OuterRef("article_id"), source=OuterRef("other__outlet")))
                    | Q(other_is_earlier=False)
                    & Exists(_naming(OuterRef("other_id"), source=OuterRef("article__outlet")))
                    | Exists(both),
                    then=Value(True),
                ),
                default=Value(False),
            )
        )

    def for_listing(self) -> CopyPairQuerySet:
        """With all that one list row shows, in one query."""
        return (
            self.with_credited()
            .select_related("article__outlet", "other__outlet", "decided_by")
            .defer("passages", "article__note", "other__note")
        )


# Of relays: an outlet or agency is credited for what it reported, not as a party.
_AS_REPORTER = Q(source__kind__in=PUBLISHER_KINDS) & ~Q(speaks_as="party")


class RelayQuerySet(PublishedQuerySet):
    _repeated = ("outlet", "published_at", "published_precision", "language", "genre")

    def accepted(self) -> RelayQuerySet:
        return self.filter(state="accepted")

    def counted(self) -> RelayQuerySet:
        """What every figure counts unless asked otherwise: accepted, and no self-credit."""
        return self.accepted().filter(self_credit=False)

    def newest_first(self) -> RelayQuerySet:
        return self.sorted_by_date()

    def published_by(self, outlet: Source) -> RelayQuerySet:
        return self.filter(outlet=outlet)

    def affirming(self) -> RelayQuerySet:
        """Denials and declined comments never count as carrying a claim; article rows carry none."""
        return self.filter(polarity="affirms")

    def crediting(self, source: Source, *, with_bodies: bool = False) -> RelayQuerySet:
        """Credited to `source` itself; `with_bodies` adds its people and bodies on the article's day.

        An affiliation without dates holds on any day; for an undated article any affiliation holds.
        """
        return self.filter(self._credits(source, with_bodies))

    def crediting_any(self, sources: Iterable[Source], *, with_bodies: bool = False) -> RelayQuerySet:
        """As `crediting`, for whichever of `sources`."""
        sources = list(sources)
        if not with_bodies:
            return self.filter(source__in=sources)
        wanted = Q()
        for source in sources:
            wanted |= self._credits(source, with_bodies)
        return self.filter(wanted)

    def _credits(self, source: Source, with_bodies: bool) -> Q:
        if not with_bodies:
            return Q(source=source)
        # everybody ever affiliated first, by the index on source; then who was so on the day
        everybody = SourceQuerySet(Source).with_its_people_and_bodies(source).values("pk")
        on_the_day = AffiliatedOnDay(F("source"), F("published_at"), Value(source.pk))
        return Q(source__in=everybody) & (Q(source=source) | Q(on_the_day))

    def passed_through(self, source: Source, basis: str = "") -> RelayQuerySet:
        """Relays with `source` standing between, on `basis` or any."""
        return self.passed_through_any([source], [basis] if basis else [])

    def passed_through_any(
        self,
        sources: Collection[Source] = (),
        bases: Collection[str] = (),
        resolutions: Collection[str] = (),
    ) -> RelayQuerySet:
        """Relays with one of `sources` (or anybody) standing between, on one of `bases` and so resolved (or any)."""
        return self.filter(Exists(vias_that_are(sources, bases, resolutions).filter(relay=OuterRef("pk"))))

    def making(self, claim: Claim) -> RelayQuerySet:
        """Relays whose statement is judged to make `claim`."""
        return self.making_any([claim])

    def making_any(self, claims: Collection[Claim]) -> RelayQuerySet:
        return self.filter(Exists(rows("Match").same().filter(claim__in=claims, statement=OuterRef("statement"))))

    def on_topic(self, topic: str) -> RelayQuerySet:
        """Relays whose statement is judged to make a claim with that topic."""
        return self.filter(
            Exists(rows("Match").same().filter(claim__topics__contains=[topic], statement=OuterRef("statement")))
        )

    def saying(self, words: str) -> RelayQuerySet:
        """Whose statement's quote holds all `words`; article rows have no quote."""
        return self.filter(statement__in=rows("Statement").saying(words).values("pk"))

    def of_source_kinds(self, kinds: Collection[str]) -> RelayQuerySet:
        """By the source's kind or, while it is not resolved, by what the mention seems to be."""
        return self.filter(Q(source__kind__in=kinds) | Q(source=None, mention__source_kind__in=kinds))

    def unnamed(self) -> RelayQuerySet:
        return self.filter(resolution="unnamed")

    def named(self) -> RelayQuerySet:
        return self.exclude(resolution="unnamed")

    def unresolved(self) -> RelayQuerySet:
        """Those whose source has a name and is tied to no known source."""
        return self.filter(resolution__in=("unresolved", "ambiguous"))

    def attributions(self) -> RelayQuerySet:
        """Of kind *statement*: each stands for an attribution; article rows for a credit."""
        return self.filter(relay_kind="statement")

    def naming_upstream(self) -> RelayQuerySet:
        """Of statements, naming an outlet or agency that it was had from: credited as reporter, or standing between."""
        between = vias_that_are().filter(relay=OuterRef("pk"), source__kind__in=PUBLISHER_KINDS)
        between = between.exclude(source=OuterRef("outlet"))
        return self.attributions().filter(_AS_REPORTER | Exists(between))

    def with_linked(self) -> RelayQuerySet:
        """Adds `linked`, one of LINKED: whether a captured text of the article links to the upstream that is named.

        Of relays that `naming_upstream` finds: to the very article that is cited, or to a host (and path) of the
        credited outlet, or of one that stands between, on the article's UTC day.
        """
        day = UTCDay(OuterRef(OuterRef("published_at")))
        named = rows("RelayVia").filter(relay=OuterRef(OuterRef(OuterRef("pk")))).values("source")
        hosts = Domain.objects.filter(
            Q(outlet=OuterRef(OuterRef("reporter"))) | Q(outlet__in=named),
            Q(starts_on=None) | Q(starts_on__lte=day),
            Q(ends_on=None) | Q(ends_on__gte=day),
        )
        cited = rows("Via").filter(statement=OuterRef(OuterRef("statement")))
        credited = rows("Attribution").filter(pk=OuterRef(OuterRef("attribution")))
        links = rows("Link").filter(article=OuterRef("article"))
        leads_there = links.filter(
            Q(address_key__in=credited.values("cited_article__address_key"))
            | Q(address_key__in=cited.values("cited_article__address_key"))
            | Exists(hosts.filter(_LeadsTo(OuterRef("address_key"), F("host"), F("path"))))
        )
        captured = Exists(links) | Exists(rows("Capture").filter(article=OuterRef("article")))
        return self.annotate(reporter=Case(When(_AS_REPORTER, then=F("source")))).annotate(
            linked=Case(
                When(Exists(leads_there), then=Value("yes")),
                When(captured, then=Value("no")),
                default=Value("not captured"),
            )
        )

    def linked(self, words: Collection[str]) -> RelayQuerySet:
        return self.naming_upstream().with_linked().filter(linked__in=words)

    def with_delay(self) -> RelayQuerySet:
        """Adds `delay`, the time from the upstream article to this one, and `delay_kind`, one of DELAYS.

        Upstream is the cited article nearest to this one: that of the first via that has one, else of whom is
        credited. `delay` stands where both times are known to the minute; below zero it is no delay, and kept apart.
        """
        nearest = rows("Via").filter(statement=OuterRef("statement"), cited_article__isnull=False).order_by("position")
        # looked up row by row: a join reads every attribution there is for the few relays of a list
        credited = rows("Attribution").filter(pk=OuterRef("attribution")).values("cited_article")
        upstream = Coalesce(
            Subquery(nearest.values("cited_article")[:1]), Subquery(credited), output_field=models.BigIntegerField()
        )
        article = rows("Article").filter(pk=OuterRef("upstream")).exclude(pk=OuterRef("article"))
        both = Q(published_precision="minute", upstream_precision="minute")
        span = models.ExpressionWrapper(F("published_at") - F("upstream_at"), output_field=models.DurationField())
        found = self.annotate(upstream=upstream).annotate(
            upstream_at=Subquery(article.values("published_at")),
            upstream_precision=Subquery(article.values("published_precision")),
        )
        return found.annotate(
            delay=Case(When(both, then=span)),
            delay_kind=Case(
                When(upstream_precision=None, then=Value("not held")),
                When(Q(published_at=None) | Q(upstream_at=None), then=Value("undated")),
                When(~both, then=Value("day")),
                When(published_at__lt=F("upstream_at"), then=Value("negative")),
                default=Value("measured"),
            ),
        )

    def delayed(self, kinds: Collection[str]) -> RelayQuerySet:
        return self.naming_upstream().with_delay().filter(delay_kind__in=kinds)

    def in_articles(self, articles: Collection[Article]) -> RelayQuerySet:
        return self.filter(article__in=articles)

    def for_listing(self) -> RelayQuerySet:
        """With all that one row of the list shows: article, words, source, vias, claims; three queries."""
        return (
            self.select_related("outlet", "article", "mention__source", "statement", "credit")
            .defer("article__note", "statement__selectors", "statement__note", "credit__selectors", "credit__note")
            .prefetch_related(
                Prefetch("vias", rows("RelayVia").select_related("mention__source").order_by("position")),
                Prefetch(
                    "statement__matches",
                    rows("Match").same().select_related("claim").order_by("claim"),
                    to_attr="same",
                ),
            )
        )


class AffiliatedOnDay(Func):
    """Whether source (1) belonged to source (3), at any remove, on the UTC day of (2); any day if (2) is null."""

    template = """(
        SELECT asked.source IN (
            WITH RECURSIVE family(id) AS (
                SELECT asked.root::bigint
                UNION
                SELECT a.member_id FROM sources_affiliation a JOIN family ON a.organisation_id = family.id
                WHERE asked.at IS NULL
                   OR daterange(a.starts_on, a.ends_on, '[]') @> (asked.at AT TIME ZONE 'UTC')::date
            ) SELECT id FROM family
        ) FROM (SELECT %(expressions)s) AS asked(source, at, root))"""
    output_field = models.BooleanField()


def _of_summary(found: models.QuerySet, column: str) -> Coalesce:
    """A number of the one summary row that `found` holds; no row says zero."""
    return Coalesce(Subquery(found.order_by().values(column)[:1]), 0)


class SummaryQuerySet(models.QuerySet):
    """Which summary rows tell what; their meaning is in articles/models/summary.py."""

    def credited_by(self, outlet: Any) -> SummaryQuerySet:
        """A row for each source that `outlet` credits, and for its unnamed and its unresolved ones."""
        return self.filter(face="credited", outlet=outlet).exclude(who="anybody")

    def passing_for(self, outlet: Any) -> SummaryQuerySet:
        """A row for each via of `outlet`."""
        return self.filter(face="passed", outlet=outlet).exclude(who="anybody")

    def outlets_crediting(self, source: Any) -> SummaryQuerySet:
        return self.filter(face="credited", source=source, outlet__isnull=False)

    def outlets_passing(self, via: Any) -> SummaryQuerySet:
        """A row for each outlet with relays that pass through `via`."""
        return self.filter(face="passed", source=via, outlet__isnull=False)

    def crediting_in_all(self, source: Any) -> SummaryQuerySet:
        """The one row of all relays credited to `source`."""
        return self.filter(face="credited", source=source, outlet=None)

    def passing_in_all(self, via: Any) -> SummaryQuerySet:
        return self.filter(face="passed", source=via, outlet=None)

    def vias_before(self, source: Any) -> SummaryQuerySet:
        """A row for each known via that stands before `source`."""
        return self.filter(face="through", source=source)


class ListedSourceQuerySet(SourceQuerySet):
    """Sources with what articles know of them; `listed()` makes one."""

    def with_article_counts(self) -> ListedSourceQuerySet:
        """Adds `article_count` and `gone_through_count`: living articles it published. From summary rows."""
        held = rows("OutletCoverage").filter(outlet=OuterRef("pk"))
        return self.annotate(
            article_count=_of_summary(held, "held"), gone_through_count=_of_summary(held, "gone_through")
        )

    def with_relay_counts(self) -> ListedSourceQuerySet:
        """Adds `relaying_count` (published by it), `credited_count` and `passed_count` (relays via it).

        All are relays that are counted; the last two are never added up. From summary rows.
        """
        summaries = rows("Summary")
        return self.annotate(
            relaying_count=_of_summary(
                summaries.filter(face="credited", outlet=OuterRef("pk"), who="anybody"), "relays"
            ),
            credited_count=_of_summary(summaries.crediting_in_all(OuterRef("pk")), "relays"),
            passed_count=_of_summary(summaries.passing_in_all(OuterRef("pk")), "relays"),
        )

    def with_carrier_counts(self) -> ListedSourceQuerySet:
        """Adds `citing_article_count` and `citing_outlet_count`: distinct, over relays credited to it that count.

        From summary rows.
        """
        summaries = rows("Summary")
        outlets = summaries.filter(face="credited", source=OuterRef("pk"), outlet__isnull=False)
        return self.annotate(
            citing_article_count=_of_summary(summaries.crediting_in_all(OuterRef("pk")), "articles"),
            citing_outlet_count=count_of(outlets, "source"),
        )

    def called(self, words: str) -> ListedSourceQuerySet:
        """Whose name or an alias holds `words`, by what makes names equal (case, accents in Unicode form ...)."""
        key = name_key(words)
        named = Source.objects.filter(name_key__contains=key).values("pk")
        # a union, not “or”: each half has its index
        return self.filter(pk__in=named.union(Alias.objects.filter(name_key__contains=key).values("source")))

    def owned_today_by(self, owners: Collection[Source]) -> ListedSourceQuerySet:
        today = dt.datetime.now(dt.UTC).date()
        return self.filter(pk__in=Ownership.objects.on(today).filter(owner__in=owners).values("outlet"))

    def with_owner_today(self) -> ListedSourceQuerySet:
        """Adds `owner_today` and `owner_today_id`; None where none is recorded."""
        held = Ownership.objects.on(dt.datetime.now(dt.UTC).date()).filter(outlet=OuterRef("pk"))
        return self.annotate(
            owner_today=Subquery(held.values("owner__name")[:1]), owner_today_id=Subquery(held.values("owner")[:1])
        )

    def relaying(self, relays: models.QuerySet) -> ListedSourceQuerySet:
        """Outlets that published one of `relays`."""
        return self.filter(pk__in=relays.order_by().values("outlet"))

    def credited_in(self, relays: models.QuerySet) -> ListedSourceQuerySet:
        """Sources that one of `relays` credits."""
        return self.filter(pk__in=relays.filter(source__isnull=False).order_by().values("source"))


def listed_sources() -> ListedSourceQuerySet:
    """All living sources, as lists ask for them."""
    return ListedSourceQuerySet(Source).filter(merged_into=None)


class JobQuerySet(models.QuerySet):
    """Jobs of the queue, told apart by the database's clock: that of the workers."""

    def waiting(self) -> Self:
        """May be taken by a worker now, or as soon as one has room."""
        return self.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=Now()), status="todo")

    def for_later(self) -> Self:
        """Not before a time that has not come: planned so, or a pause after an error."""
        return self.filter(status="todo", scheduled_at__gt=Now())

    def under_way(self) -> Self:
        return self.filter(status="doing")

    def failed(self) -> Self:
        """Not tried again by themselves."""
        return self.filter(status="failed")

    def stalled(self, seconds: float) -> Self:
        """Under way at a worker that was told off, or that gave no sign of life for `seconds`."""
        silent = Q(worker__last_heartbeat__lt=Now() - dt.timedelta(seconds=seconds))
        return self.under_way().filter(Q(worker=None) | silent)


class FeedHealthQuerySet(models.QuerySet):
    def due(self, now: dt.datetime) -> Self:
        """Of feeds that are polled: those whose time has come, with their feed, the longest overdue first."""
        due = self.filter(Q(next_at=None) | Q(next_at__lte=now), feed__is_on=True)
        return due.select_related("feed__outlet").order_by(F("next_at").asc(nulls_first=True))


class ArrivalQuerySet(models.QuerySet):
    def due(self, now: dt.datetime) -> Self:
        """Those whose time has come, the longest overdue first."""
        return self.filter(next_at__lte=now).order_by("next_at", "pk")


class HeldLink(NamedTuple):
    """A link of a text to an article that is held; ids, and where in which revision it stands."""

    held: int
    outlet: int
    revision: int
    spans: list[list[int]]


class LinkQuerySet(models.QuerySet):
    def to_held(self, article_ids: Collection[int]) -> dict[int, list[HeldLink]]:
        """{article: its links to other articles that are held}, as they stand in it; others are absent. Two queries."""
        links = self.filter(article__in=article_ids).with_held_article().order_by("article", "position")
        told = list(links.exclude(held_article_id=None).values_list("article", "held_article_id", "revision", "spans"))
        outlets = dict(rows("Article").filter(pk__in={held for _, held, *_ in told}).values_list("pk", "outlet"))
        found: dict[int, list[HeldLink]] = defaultdict(list)
        for article, held, revision, spans in told:
            if held != article:
                found[article].append(HeldLink(held, outlets[held], revision, spans))
        return dict(found)

    def with_held_article(self) -> Self:
        """Adds `held_article_id`: the living article that the link leads to, None where none is held.

        By the article's own address, else by one that was asked for and brought it. Two index look-ups a row.
        """
        articles = rows("Article").filter(address_key=OuterRef("address_key"))
        arrivals = rows("Arrival").filter(address_key=OuterRef("address_key"), article__isnull=False)
        return self.annotate(
            held_article_id=Coalesce(
                Subquery(articles.values(living=Coalesce("merged_into", "pk"))),
                Subquery(arrivals.values(living=Coalesce("article__merged_into", "article"))),
            )
        )
