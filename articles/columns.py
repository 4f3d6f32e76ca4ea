"""The registry of columns: what the CSV files hold, in their order; docs/data.md is made from it.

A column is a name, a type, a help text and an ORM expression, never a Python callable, so that
PostgreSQL writes the file. Listed by hand: a new field of a model reaches researchers when we say so.
`exports.select` turns each type into what stands in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Round
from django.urls import reverse

from articles.models import Article, Claim, Figure, Match, Relay, RelayVia
from articles.querysets import WHOLE, owner_on_day
from sources.models import Affiliation, Alias, Domain, Source

# The name under which the export gives each row the address of this site ("https://tracker.example").
SITE = "csv_site"


class Type(StrEnum):
    """What a column holds, and how it is written."""

    TEXT = "text"
    WORD = "word"
    NUMBER = "whole number"
    DAY = "date"
    TIME = "time"
    PUBLISHED = "date or time"
    YES_NO = "yes or no"
    LIST = "list"
    ADDRESS = "address here"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: Type
    help: str
    expression: Any


@dataclass(frozen=True, slots=True)
class File:
    """One downloadable list: what a row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]


def text(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.TEXT, help, F(name) if expression is None else _f(expression))


def word(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.WORD, help, F(name) if expression is None else _f(expression))


def number(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.NUMBER, help, F(name) if expression is None else _f(expression))


def day(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.DAY, help, F(name) if expression is None else _f(expression))


def time(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.TIME, help, F(name) if expression is None else _f(expression))


def yes_no(name: str, help: str, expression: Any = None) -> Column:
    return Column(name, Type.YES_NO, help, F(name) if expression is None else _f(expression))


def listed(name: str, help: str, expression: Any) -> Column:
    """A list in one cell: `expression` is an array of PostgreSQL, of numbers, texts or JSON values."""
    return Column(name, Type.LIST, help, _f(expression))


def permalink(view: str, help: str, pk: str = "pk") -> Column:
    return Column("permalink", Type.ADDRESS, help, _PageAddress(view, pk))


def _f(expression: Any) -> Any:
    return F(expression) if isinstance(expression, str) else expression


class _PageAddress(Func):
    """The absolute address of a row's page. Asked of `reverse` when the file is made: views import this module."""

    output_field = models.TextField()

    def __init__(self, view: str, pk: Any) -> None:
        super().__init__(F(SITE), _f(pk))
        self.view = view

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple]:
        before, after = reverse(self.view, args=[0]).split("0", 1)
        (site, site_params), (pk, pk_params) = (compiler.compile(part) for part in self.get_source_expressions())
        return f"({site} || %s || {pk} || %s)", (*site_params, before, *pk_params, after)


class JSONObject(Func):
    """json_build_object: keys stay in the order given (jsonb would sort them)."""

    function = "json_build_object"
    output_field = models.JSONField()

    def __init__(self, **values: Any) -> None:
        parts: list[Any] = []
        for key, value in values.items():
            parts += [Value(key), value]
        super().__init__(*parts)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        # a bare parameter has no type here, and json_build_object asks for one
        copy = self.copy()
        copy.set_source_expressions(
            [Cast(part, models.TextField()) if isinstance(part, Value) else part for part in self.source_expressions]
        )
        return super(JSONObject, copy).as_sql(compiler, connection, **extra)


class TrimScale(Func):
    """360 for 360.000000."""

    function = "trim_scale"
    output_field = models.DecimalField(max_digits=30, decimal_places=6)


def _one(found: models.QuerySet, column: str) -> Subquery:
    return Subquery(found.values(column)[:1])


def _either(first: str, second: str) -> Coalesce:
    """The statement's or, on an article row, the credit's."""
    return Coalesce(F(first), F(second))


def _filled(first: str, second: str) -> Coalesce:
    """`first`, unless it is empty."""
    return Coalesce(NullIf(F(first), Value("")), F(second), output_field=models.TextField())


def _channel(column: str, said: Q) -> Case:
    return Case(
        When(said & Q(**{column: ""}), then=Value("not said")),
        default=F(column),
        output_field=models.TextField(),
    )


_FIGURE = JSONObject(
    text=F("text"), low=TrimScale(F("low")), high=TrimScale(F("high")), qualifier=F("qualifier"), unit=F("unit")
)


def _figures(statement: str) -> ArraySubquery:
    found = Figure.objects.filter(statement=OuterRef(statement)).order_by("position")
    return ArraySubquery(found.annotate(figure=_FIGURE).values("figure"))


def _claims(statement: str, column: str) -> ArraySubquery:
    return ArraySubquery(Match.objects.same().filter(statement=OuterRef(statement)).order_by("claim").values(column))


def _vias(expression: str | Any) -> ArraySubquery:
    found = RelayVia.objects.filter(relay=OuterRef("pk")).order_by("position")
    if isinstance(expression, str):
        return ArraySubquery(found.values(expression))
    return ArraySubquery(found.annotate(wanted=expression).values("wanted"))


_MENTIONED = Coalesce(
    F("source__name"),
    NullIf(F("mention__printed_name"), Value("")),
    F("mention__descriptor"),
    output_field=models.TextField(),
)
_ARTICLE_FACTS = {
    "outlet": "Today's name of the outlet that published the article.",
    "country": "Two capital letters (ISO 3166): of the article's edition, else of its outlet.",
    "language": "Of the article (BCP 47).",
    "owner_that_day": "Today's name of the owner that the outlet had on the article's UTC day; empty if none is "
    "recorded or the article has no date.",
    "genre": "The article's: news, analysis, opinion, interview, live, press release, fact check, other.",
    "came_in": "How the article came in: hand, address, feed, file.",
    "published_at": "First publication. With precision *day* the date alone, with *minute* date and time in UTC; "
    "empty if not known.",
    "precision": "Of published_at: minute, day, unknown.",
}

RELAYS = File(
    "relays",
    "One accepted statement (or whole text) and one source that it credits, in one article. Two co-speakers are two "
    "rows with one statement_id.",
    (
        word("relay_kind", "statement, or article where a credit line credits the whole text (no statement_id)."),
        number("outlet_id", "Id of the outlet that published the article: the citing side."),
        text("outlet", _ARTICLE_FACTS["outlet"], "outlet__name"),
        word("country", _ARTICLE_FACTS["country"], _filled("article__country", "outlet__country")),
        word("language", _ARTICLE_FACTS["language"]),
        text(
            "owner_that_day",
            _ARTICLE_FACTS["owner_that_day"],
            _one(owner_on_day("outlet", "published_at"), "owner__name"),
        ),
        number("article_id", "Id of the article."),
        text("address", "Canonical web address of the article; empty if it has none.", "article__address"),
        text("title", "The article's, as printed.", "article__title"),
        word("genre", _ARTICLE_FACTS["genre"]),
        word("came_in", _ARTICLE_FACTS["came_in"], "article__came_in"),
        Column("published_at", Type.PUBLISHED, _ARTICLE_FACTS["published_at"], F("published_at")),
        word("precision", _ARTICLE_FACTS["precision"], "published_precision"),
        time("first_seen", "When the article was stored here.", "article__first_seen_at"),
        number("statement_id", "Id of the statement; co-speakers share it. Empty on article rows."),
        number("depth", "How deep the statement is nested: 1 is outermost."),
        number("within_id", "Id of the statement that encloses this one.", "statement__within_id"),
        listed(
            "spans",
            "Where the statement (on article rows: the credit line) stands in the text of revision_number: pairs of "
            "start and end in Unicode code points, end exclusive.",
            _either("statement__spans", "credit__spans"),
        ),
        text("quote", "The statement's words as printed; several spans joined by “ … ”.", "statement__quote"),
        word("form", "direct, indirect or mixed; empty on article rows."),
        word("polarity", "affirms, denies or declined; empty on article rows."),
        word(
            "channel",
            "Where it was said, as printed: interview, press conference, written statement, press report, report or "
            "document, court, post, broadcast, other, not said; empty on article rows.",
            _channel("channel", Q(relay_kind="statement")),
        ),
        text("cue", "The attributing words as printed; empty on article rows.", "statement__cue"),
        text(
            "source_phrase",
            "The words that name the source here, as printed; on article rows the credit line; of an unnamed source "
            "its descriptor, where no phrase was marked.",
            Coalesce(
                NullIf(F("attribution__source_phrase"), Value("")),
                NullIf(F("credit__printed"), Value("")),
                F("mention__descriptor"),
                output_field=models.TextField(),
            ),
        ),
        text(
            "printed_name",
            "The naming part as printed in the article; empty for an unnamed source.",
            "mention__printed_name",
        ),
        word("resolution", "resolved, unresolved, ambiguous or unnamed."),
        word("speaks_as", "Of a credited outlet or agency: reporter or party; empty for others."),
        text(
            "affiliation_as_printed",
            "What the article says the source belongs to; for an unnamed one the body it belongs to.",
            _filled("mention__affiliation", "mention__body"),
        ),
        number("source_id", "Id of the credited source: the cited side. Empty while it is not resolved."),
        text("source", "Today's name of the credited source; empty while it is not resolved.", "source__name"),
        word(
            "source_kind",
            "outlet, agency, organisation, group, person or document; while not resolved, what it seems to be.",
            _filled("source__kind", "mention__source_kind"),
        ),
        listed(
            "via_ids",
            "Ids of whoever stands between, nearest to the article first; null for one that is not resolved.",
            _vias("source_id"),
        ),
        listed(
            "via_names",
            "Their names, in the same order: today's, or as printed while not resolved.",
            _vias(_MENTIONED),
        ),
        listed(
            "via_bases",
            "What each rests on, in the same order: enclosing statement, words, passage, copy or credit line, cited "
            "article, editor.",
            _vias("basis"),
        ),
        word("via_state", "recorded, none needed or not recorded: why the three columns before are empty."),
        listed(
            "claim_ids",
            "Claims that the statement is judged to make (accepted, same).",
            _claims("statement", "claim_id"),
        ),
        listed("claims", "Their wordings, in the same order.", _claims("statement", "claim__wording")),
        listed(
            "match", "The judgement that ties each, in the same order; always same.", _claims("statement", "judgement")
        ),
        listed(
            "figures",
            "Numbers in the statement: objects with text (as printed), low, high (equal for one value, null for an "
            "open end), qualifier and unit.",
            _figures("statement"),
        ),
        yes_no("self_credit", "Whether the outlet credits itself; such rows are left out unless asked for."),
        word("state", "accepted unless the filter asks otherwise: suggested, rejected, unsure, disputed."),
        text("found_by", "hand, import, or the rule that suggested it."),
        text(
            "decided_by",
            "Login of whoever decided on the statement or credit last; empty if nobody did.",
            _either("statement__decided_by__username", "credit__decided_by__username"),
        ),
        time("decided_at", "When.", _either("statement__decided_at", "credit__decided_at")),
        number(
            "revision_number",
            "Which captured text of the article the spans point into; 1 is the first.",
            _either("statement__revision__number", "credit__revision__number"),
        ),
        word(
            "revision_hash",
            "SHA-256 of that text in UTF-8, in hexadecimal.",
            _either("statement__revision__text_hash", "credit__revision__text_hash"),
        ),
        Column(
            "permalink",
            Type.ADDRESS,
            "Address of this row; kept for ever.",
            Case(
                When(credit__isnull=False, then=_PageAddress("relay_article_detail", "credit_id")),
                default=_PageAddress("relay_detail", "attribution_id"),
                output_field=models.TextField(),
            ),
        ),
    ),
)

_RELAYED = Relay.objects.filter(statement=OuterRef("pk")).order_by("pk")

STATEMENTS = File(
    "statements",
    "One statement: one cue with all its content, also in the outlet's own voice or with none named.",
    (
        number("statement_id", "Id of the statement.", "pk"),
        number("outlet_id", "Id of the outlet that published the article.", "article__outlet_id"),
        text("outlet", _ARTICLE_FACTS["outlet"], "article__outlet__name"),
        word("country", _ARTICLE_FACTS["country"], _filled("article__country", "article__outlet__country")),
        word("language", _ARTICLE_FACTS["language"], "article__language"),
        text(
            "owner_that_day",
            _ARTICLE_FACTS["owner_that_day"],
            _one(owner_on_day("article__outlet", "article__published_at"), "owner__name"),
        ),
        number("article_id", "Id of the article."),
        text("address", "Canonical web address of the article; empty if it has none.", "article__address"),
        text("title", "The article's, as printed.", "article__title"),
        word("genre", _ARTICLE_FACTS["genre"], "article__genre"),
        word("came_in", _ARTICLE_FACTS["came_in"], "article__came_in"),
        Column("published_at", Type.PUBLISHED, _ARTICLE_FACTS["published_at"], F("article__published_at")),
        word("precision", _ARTICLE_FACTS["precision"], "article__published_precision"),
        time("first_seen", "When the article was stored here.", "article__first_seen_at"),
        number("within_id", "Id of the statement that encloses this one."),
        listed(
            "spans",
            "Where it stands in the text of revision_number: pairs of start and end in Unicode code points, end "
            "exclusive.",
            "spans",
        ),
        text("quote", "Its words as printed; several spans joined by “ … ”."),
        word("voice", "credited (to somebody), own voice (the outlet's), none named."),
        word("form", "direct, indirect or mixed."),
        word("polarity", "affirms, denies or declined."),
        word(
            "channel",
            "Where it was said, as printed; *not said* where the text does not say.",
            _channel("channel", Q(pk__isnull=False)),
        ),
        text("cue", "The attributing words as printed."),
        listed(
            "source_ids",
            "Ids of the sources it is credited to; null for one that is not resolved.",
            ArraySubquery(_RELAYED.values("source_id")),
        ),
        listed(
            "sources",
            "Their names, in the same order: today's, or as printed while not resolved.",
            ArraySubquery(_RELAYED.annotate(wanted=_MENTIONED).values("wanted")),
        ),
        listed("claim_ids", "Claims that it is judged to make (accepted, same).", _claims("pk", "claim_id")),
        listed("claims", "Their wordings, in the same order.", _claims("pk", "claim__wording")),
        listed(
            "figures",
            "Numbers in it: objects with text (as printed), low, high (equal for one value, null for an open end), "
            "qualifier and unit.",
            _figures("pk"),
        ),
        word("own_reporting", "Evidence that the outlet found this itself: printed, editor; empty if not recorded."),
        word("state", "accepted unless the filter asks otherwise: suggested, rejected, unsure, disputed."),
        text("found_by", "hand, import, or the rule that suggested it."),
        yes_no("corrected", "Whether a person changed what a rule had suggested before accepting it."),
        text("decided_by", "Login of whoever decided last; empty if nobody did.", "decided_by__username"),
        time("decided_at", "When."),
        number(
            "revision_number",
            "Which captured text of the article the spans point into; 1 is the first.",
            "revision__number",
        ),
        word("revision_hash", "SHA-256 of that text in UTF-8, in hexadecimal.", "revision__text_hash"),
        permalink("statement_detail", "Address of the statement."),
    ),
)

CLAIMS = File(
    "claims",
    "One claim: the proposition that statements in many articles share. It has no truth value.",
    (
        number("claim_id", "Id of the claim.", "pk"),
        text("claim", "Its wording.", "wording"),
        listed("topics", "Its topics.", "topics"),
        day("event_date", "The day of what it is about, if it has one."),
        number("affirming_statements", "Accepted statements that make it.", "affirming_count"),
        number(
            "denying_statements", "Accepted statements that deny it; never part of the figure before.", "denying_count"
        ),
        number("relays", "Relays of statements that make it, without self-credit.", "relay_count"),
        number("articles", "Distinct articles of these relays.", "relaying_article_count"),
        number("outlets", "Distinct outlets of these relays.", "relaying_outlet_count"),
        number("recorded_origins", "R: recorded origins. Empty until the claim is counted.", "lineage__recorded"),
        number("unknown_lineages", "U: ends of unknown lineage; copies count once.", "lineage__unknown"),
        number("least_origins", "The fewest origins that the record allows; 0 if nobody affirms it.", "lineage__least"),
        number("most_origins", "R and U together.", "lineage__most"),
        listed("warnings", "What its page warns of: single origin, figure drift and so on.", "lineage__warnings"),
        time("origins_counted_at", "When these five were counted: soon after every edit.", "lineage__counted_at"),
        time("made_at", "When it was written down here.", "created_at"),
        permalink("claim_detail", "Address of the claim."),
    ),
)

ARTICLES = File(
    "articles",
    "One published piece of one outlet.",
    (
        number("article_id", "Id of the article.", "pk"),
        number("outlet_id", "Id of the outlet that published it."),
        text("outlet", _ARTICLE_FACTS["outlet"], "outlet__name"),
        word("country", _ARTICLE_FACTS["country"], _filled("country", "outlet__country")),
        word("language", _ARTICLE_FACTS["language"]),
        text(
            "owner_that_day",
            _ARTICLE_FACTS["owner_that_day"],
            _one(owner_on_day("outlet", "published_at"), "owner__name"),
        ),
        text("address", "Canonical web address; empty if it has none."),
        word("no_address", "Why it has none: print, broadcast, newsletter, gone, other."),
        text("title", "As printed; that of the newest revision."),
        text("byline", "As printed."),
        word("genre", _ARTICLE_FACTS["genre"]),
        word("came_in", _ARTICLE_FACTS["came_in"]),
        Column("published_at", Type.PUBLISHED, _ARTICLE_FACTS["published_at"], F("published_at")),
        word("precision", _ARTICLE_FACTS["precision"], "published_precision"),
        time("first_seen", "When it was stored here.", "first_seen_at"),
        word("gone_through", "How far it has been looked at: not looked at, begun, gone through.", "progress"),
        text(
            "gone_through_by",
            "Login of whoever went through it.",
            "gone_through_by__username",
        ),
        time("gone_through_at", "When."),
        number("gone_through_revision", "Which captured text that was.", "gone_through_revision__number"),
        number("statements", "Accepted statements in it.", "statement_count"),
        number("waiting", "Suggested statements in it that nobody has decided.", "waiting_count"),
        number("relays", "Relays in it, without self-credit.", "relay_count"),
        word("text_hash", "SHA-256 of the first captured text in UTF-8, in hexadecimal."),
        permalink("article_detail", "Address of the article."),
    ),
)

_ALIASES = Alias.objects.filter(source=OuterRef("pk")).order_by("name_key", "pk")

OUTLETS = File(
    "outlets",
    "One outlet or agency. Figures count all its rows, whatever dates the filter gives.",
    (
        number("outlet_id", "Id of the outlet.", "pk"),
        text("outlet", "Today's name.", "name"),
        word("kind", "outlet or agency."),
        word("country", "Two capital letters (ISO 3166); empty if not known."),
        word("language", "The language it mostly publishes in (BCP 47)."),
        number("owner_id", "Id of today's owner.", "owner_today_id"),
        text("owner", "Today's owner; empty if none is recorded.", "owner_today"),
        listed("aliases", "Its other names.", ArraySubquery(_ALIASES.values("name"))),
        listed(
            "domains",
            "Hosts and paths that belong, or belonged, to it.",
            ArraySubquery(
                Domain.objects.filter(outlet=OuterRef("pk"))
                .order_by("host", "path", "pk")
                .annotate(wanted=Concat("host", "path"))
                .values("wanted")
            ),
        ),
        number("articles", "Articles held.", "article_count"),
        number("gone_through", "Of these, gone through.", "gone_through_count"),
        number("relays_published", "Relays in its articles, without self-credit.", "relaying_count"),
        number("relays_credited", "Relays, of any outlet but itself, that credit it.", "credited_count"),
        number(
            "relays_passed", "Relays that passed through it (as via); never added to the figure before.", "passed_count"
        ),
        permalink("outlet_detail", "Address of the outlet."),
    ),
)

SOURCES = File(
    "sources",
    "Whoever can be credited: outlet, agency, organisation, named group, person, document. Figures count all its "
    "rows, whatever dates the filter gives.",
    (
        number("source_id", "Id of the source.", "pk"),
        text("source", "Today's name.", "name"),
        word("kind", "outlet, agency, organisation, group, person or document."),
        word("country", "Two capital letters (ISO 3166); empty if not known."),
        word("language", "The language it mostly publishes or speaks in (BCP 47)."),
        listed("aliases", "Its other names.", ArraySubquery(_ALIASES.values("name"))),
        listed(
            "affiliations",
            "What it belongs, or belonged, to: objects with id, name, role, from and to (dates, null if open).",
            ArraySubquery(
                Affiliation.objects.filter(member=OuterRef("pk"))
                .order_by("pk")
                .annotate(
                    wanted=JSONObject(
                        id=F("organisation_id"),
                        name=F("organisation__name"),
                        role=F("role"),
                        **{"from": F("starts_on"), "to": F("ends_on")},
                    )
                )
                .values("wanted")
            ),
        ),
        yes_no("checked", "Whether a curator has looked at it."),
        number("relays_credited", "Relays that credit it, without self-credit.", "credited_count"),
        number("articles", "Distinct articles of these relays.", "citing_article_count"),
        number("outlets", "Distinct outlets of these relays.", "citing_outlet_count"),
        number(
            "relays_passed", "Relays that passed through it (as via); never added to relays_credited.", "passed_count"
        ),
        permalink("source_detail", "Address of the source."),
    ),
)


def _by_kind(source: Any, claim: Any, article: Any) -> Case:
    """One expression for each kind of what is merged."""
    return Case(When(kind="source", then=source), When(kind="claim", then=claim), When(kind="article", then=article))


def _led_to(model: type[models.Model]) -> Subquery:
    """Where the old row leads today, through later merges too; nothing where the merge was undone."""
    return _one(model._default_manager.filter(pk=OuterRef("merged_id"), merged_into__isnull=False), "merged_into")


_NEW_ID = _by_kind(_led_to(Source), _led_to(Claim), _led_to(Article))
_PAGES = ("source_detail", "claim_detail", "article_detail")

REDIRECTS = File(
    "redirects",
    "One merge: an old id and address, and the row that they lead to today, through later merges too.",
    (
        number("merge_id", "Id of the merge.", "pk"),
        word("kind", "What was merged: source, claim or article."),
        number("old_id", "Id of the row that was merged; never used again for another.", "merged_id"),
        number(
            "new_id", "Id of the row that stands for it today; empty while the merge is under way or undone.", _NEW_ID
        ),
        text("old_name", "What the merged row was called then.", "merged_name"),
        text("new_name", "What the row that took over was called then.", "kept_name"),
        Column(
            "old_address",
            Type.ADDRESS,
            "Address of the merged row here; it leads to the new one.",
            _by_kind(*(_PageAddress(view, "merged_id") for view in _PAGES)),
        ),
        Column(
            "new_address",
            Type.ADDRESS,
            "Address of the row that stands for it today.",
            _by_kind(
                *(
                    _PageAddress(view, _led_to(model))
                    for view, model in zip(_PAGES, (Source, Claim, Article), strict=True)
                )
            ),
        ),
        time("merged_at", "When they were merged.", "at"),
        text("by", "Login of whoever merged them.", "by__username"),
        text("reason", "Why the two are one."),
        word("state", "merged, undone, under way, being undone."),
        text("undone_by", "Login of whoever undid it; empty if nobody did.", "undone_by__username"),
        time("undone_at", "When."),
        permalink("merge_detail", "Address of the merge, with every row that it moved."),
    ),
)


LINEAGE = File(
    "lineage",
    "One statement that makes or denies the claim, and one end of its chains; one with two ends has two rows. Ends "
    "with one origin_key are one origin, or one thing that is not known. The end of a denial counts nowhere.",
    (
        number("statement_id", "Id of the statement."),
        Column("permalink", Type.ADDRESS, "The statement's page here.", F("statement_id")),
        number("article_id", "Id of the article."),
        text("article", "Its title, as printed."),
        text("address", "Its canonical address; empty where it has none."),
        number("outlet_id", "Id of the outlet that published it."),
        text("outlet", "Name of that outlet today."),
        number("family_id", "Id of the outlet's owner on the day of publication; empty where none is recorded."),
        text("family", "Name of that owner today."),
        Column(
            "published", Type.PUBLISHED, "First publication, UTC; a day alone where no more is known.", F("published")
        ),
        word("polarity", "affirms or denies."),
        word("voice", "credited, own voice or none named."),
        text("quote", "The words as printed."),
        listed(
            "goes_on_through",
            "Ids of the held articles, on this claim, that the chain goes on through.",
            F("goes_on_through"),
        ),
        word("origin", "own reporting, traced, unnamed, returns to, circular or lineage not recorded."),
        number("origin_source_id", "Id of the source it was traced to, or of the outlet whose own reporting it is."),
        text("origin_source", "Its name today."),
        number("returns_to_article_id", "Of “returns to”: id of the earlier article that the chain comes back to."),
        number("last_known_id", "Of a lineage that is not recorded: id of the last source that the chain names."),
        text("last_known", "Its name today."),
        word("origin_key", "The same for all statements of the claim that come to one end."),
        yes_no("is_own", "Whether that end is read off the statement's own words; else it goes on through an article."),
    ),
)
_SAID_TO = Relay.objects.filter(statement=OuterRef("statement")).order_by("pk")
_SAID_VIA = RelayVia.objects.filter(
    relay=Subquery(Relay.objects.filter(statement=OuterRef(OuterRef("statement"))).order_by("pk").values("pk")[:1])
).order_by("position")

COMPARED = File(
    "compared",
    "One statement and one claim that it makes or denies, of the outlets set side by side. A statement that makes two "
    "of the claims is two rows.",
    (
        number("claim_id", "Id of the claim."),
        text("claim", "Its wording.", "claim__wording"),
        number("outlet_id", "Id of the outlet that published the article.", "statement__article__outlet_id"),
        text("outlet", _ARTICLE_FACTS["outlet"], "statement__article__outlet__name"),
        number("article_id", "Id of the article.", "statement__article_id"),
        text("address", "Canonical web address of the article; empty if it has none.", "statement__article__address"),
        text("title", "The article's, as printed.", "statement__article__title"),
        Column("published_at", Type.PUBLISHED, _ARTICLE_FACTS["published_at"], F("statement__article__published_at")),
        word("precision", _ARTICLE_FACTS["precision"], "statement__article__published_precision"),
        number("statement_id", "Id of the statement."),
        text("quote", "The statement's words as printed; several spans joined by “ … ”.", "statement__quote"),
        word("voice", "credited (to somebody), own voice (the outlet's), none named.", "statement__voice"),
        word("form", "direct, indirect or mixed.", "statement__form"),
        word("polarity", "affirms, denies or declined.", "statement__polarity"),
        text("cue", "The attributing words as printed.", "statement__cue"),
        listed(
            "source_phrases",
            "The words that name each source here, as printed; empty where none was marked.",
            ArraySubquery(_SAID_TO.values("attribution__source_phrase")),
        ),
        listed(
            "source_ids",
            "Ids of the sources it is credited to, in the same order; null for one that is not resolved.",
            ArraySubquery(_SAID_TO.values("source_id")),
        ),
        listed(
            "sources",
            "Their names, in the same order: today's, or as printed while not resolved.",
            ArraySubquery(_SAID_TO.annotate(wanted=_MENTIONED).values("wanted")),
        ),
        listed(
            "via_names",
            "Whoever stands between it and the first of these sources, nearest to the article first: today's names, or "
            "as printed while not resolved.",
            ArraySubquery(_SAID_VIA.annotate(wanted=_MENTIONED).values("wanted")),
        ),
        listed("via_bases", "What each rests on, in the same order.", ArraySubquery(_SAID_VIA.values("basis"))),
        listed(
            "figures",
            "Numbers in it: objects with text (as printed), low, high (equal for one value, null for an open end), "
            "qualifier and unit.",
            _figures("statement"),
        ),
        permalink("statement_detail", "Address of the statement.", "statement_id"),
    ),
)

REACH = File(
    "reach",
    "One article that still carries what another one corrected or withdrew. Each corrected article has such a file.",
    (
        number("article_id", "Id of the article downstream.", "pk"),
        number("outlet_id", "Id of the outlet that published it."),
        text("outlet", "Today's name of that outlet.", "outlet__name"),
        text("title", "As printed; that of the newest revision."),
        text("address", "Canonical web address; empty if it has none."),
        Column("published_at", Type.PUBLISHED, _ARTICLE_FACTS["published_at"], F("published_at")),
        word("precision", _ARTICLE_FACTS["precision"], "published_precision"),
        word(
            "basis",
            "Why it is downstream, the strongest that holds: copy (of the text, the words still in it), cites this "
            "article, credits the outlet (for the same claim), passes through the outlet (for the same claim).",
        ),
        text("words", "The first such statement of it, 300 characters at most; empty for a copy."),
        time("revised_at", "When its newest text was captured, where that is not the first; else empty."),
        permalink("article_detail", "Address of the article here."),
    ),
)


def _of_both(side: str, which: str) -> tuple[Column, ...]:
    """What the file of copies says of one of the two articles."""
    return (
        number(f"{side}_id", f"Id of the {which} article.", side),
        number(f"{side}_outlet_id", "Id of the outlet that published it.", f"{side}__outlet"),
        text(f"{side}_outlet", "Today's name of that outlet.", f"{side}__outlet__name"),
        text(f"{side}_title", "Its title as printed.", f"{side}__title"),
        text(f"{side}_address", "Its canonical address; empty where it has none.", f"{side}__address"),
        Column(
            f"{side}_published_at",
            Type.TIME,
            "First publication, UTC; with day precision that day at 00:00. Empty if not known.",
            F(f"{side}__published_at"),
        ),
        word(f"{side}_published_precision", "minute, day or unknown.", f"{side}__published_precision"),
        number(f"{side}_revision", "Number of its revision that was compared.", f"{side}_revision__number"),
    )


COPIES = File(
    "copies",
    "A pair of articles of which one has words of the other. The first of the two is the one with the lower id, which "
    "need not be the earlier one: `earlier` says.",
    (
        number("pair_id", "Id of the pair.", "pk"),
        word("state", "accepted, suggested, rejected or unsure."),
        *_of_both("article", "first"),
        *_of_both("other", "second"),
        word(
            "earlier",
            "article, other; empty where that is not known, or both have one day without a time.",
            Case(
                When(article_is_earlier=True, then=Value("article")),
                When(other_is_earlier=True, then=Value("other")),
                default=Value(""),
            ),
        ),
        yes_no(
            "credited",
            "Whether the later one names the other's outlet in a credit line, attribution or via that nobody has "
            "rejected, or both name one agency so; where nobody knows which is later, either of the two.",
        ),
        word(
            "extent",
            "whole: at least 60 % of the words of both stand in the other; else passage.",
            Case(
                When(article_in_other__gte=WHOLE, other_in_article__gte=WHOLE, then=Value("whole")),
                default=Value("passage"),
            ),
        ),
        *(
            number(f"{name}_percent", meaning, Cast(Round(F(name) * 100), models.IntegerField()))
            for name, meaning in (
                ("similarity", "Of all different runs of five words, those that both have; rounded."),
                ("article_in_other", "Of the first article's words, those that stand in the other's; rounded."),
                ("other_in_article", "Of the other article's words, those that stand in the first's; rounded."),
            )
        ),
        number("words", "Words in common, in passages."),
        number("own_words", "Of these, words outside quotation marks in one of the texts."),
        time("found_at", "When the texts were compared."),
        text("decided_by", "Login of whoever decided; empty if nobody did.", "decided_by__username"),
        time("decided_at", "When."),
        permalink("copypair_detail", "Address of the pair, both passages side by side."),
    ),
)


_UNIT_COLUMNS = (
    number("relays", "Relays: rows of the relay list."),
    number("statements", "Distinct statements of these relays."),
    number("articles", "Distinct articles of these relays."),
    number("claims", "Distinct claims that affirming statements among them make."),
)
_OUTLET_COLUMNS = (
    number("outlet_id", "Id of the outlet that published the articles.", "outlet"),
    text("outlet", "Today's name of that outlet.", "outlet_name"),
)
_SOURCE_COLUMNS = (
    word("who", "source; or unnamed, or unresolved (unresolved and ambiguous names together), with no source_id."),
    number("source_id", "Id of the credited source.", "source"),
    text("source", "Today's name of the credited source.", "source_name"),
    word("source_kind", "outlet, agency, organisation, group, person or document."),
)
_VIA_COLUMNS = (
    word("who", "source; or unnamed, or unresolved (unresolved and ambiguous names together), with no via_id."),
    number("via_id", "Id of whoever stands between.", "source"),
    text("via", "Today's name.", "source_name"),
    word("via_kind", "outlet, agency, organisation, group, person or document.", "source_kind"),
)

# their rows are dicts of articles/matrix.py; figures are counted, and never add up to a total
MATRIX = File(
    "matrix",
    "One outlet and one source that its relays credit; or all its relays that credit somebody unnamed, or somebody "
    "whose name is not resolved. Figures are distinct counts: they do not add up to those of an outlet or a source, "
    "which counts.csv has.",
    (*_OUTLET_COLUMNS, *_SOURCE_COLUMNS, *_UNIT_COLUMNS),
)
PASSED = File(
    "passed",
    "One outlet and one source that its relays passed through (as via); or all its relays that passed through somebody "
    "unnamed, or somebody whose name is not resolved. Never added to the figures of matrix.csv.",
    (*_OUTLET_COLUMNS, *_VIA_COLUMNS, *_UNIT_COLUMNS),
)
NETWORK = File(
    "network",
    "One arrow: from whom an outlet credits (with arrows=passed: from whom its relays passed through) to that outlet, "
    "with all relays of the outlet that are so; the numbers of matrix.csv, or of passed.csv. All arrows of the filter, "
    "also those that the picture has no room for. Figures are distinct counts and do not add up.",
    (
        word("arrow", "credited; with arrows=passed: passed. Numbers of the two are never added up."),
        word("who", "source; or unnamed, or unresolved (unresolved and ambiguous names together), with no from_id."),
        number("from_id", "Id of whoever is credited, or passed through: where the arrow begins.", "source"),
        text("from", "Today's name.", "source_name"),
        word("from_kind", "outlet, agency, organisation, group, person or document.", "source_kind"),
        number("to_id", "Id of the outlet that published the articles: where the arrow ends.", "outlet"),
        text("to", "Today's name of that outlet.", "outlet_name"),
        word("to_kind", "outlet or agency.", "outlet_kind"),
        *_UNIT_COLUMNS,
        day("first_on", "UTC day of the first of these articles that has a date; empty if none has."),
        day("last_on", "UTC day of the last."),
    ),
)
COUNTS = {
    "month": File(
        "counts",
        "With by=month, which is usual: one UTC month from the first to the last that has any, also where it has none; "
        "and one row for all that have no date.",
        (word("month", "UTC month as 2025-09; undated."), *_UNIT_COLUMNS),
    ),
    "outlet": File("counts-by-outlet", "With by=outlet: one outlet.", (*_OUTLET_COLUMNS, *_UNIT_COLUMNS)),
    "source": File(
        "counts-by-source",
        "With by=source: one credited source. One row for all that are unnamed, one for all whose name is not "
        "resolved.",
        (*_SOURCE_COLUMNS, *_UNIT_COLUMNS),
    ),
    "via": File(
        "counts-by-via",
        "With by=via: one source that relays passed through; a relay with two vias counts in two rows. One row for "
        "all that are unnamed, one for all whose name is not resolved.",
        (*_VIA_COLUMNS, *_UNIT_COLUMNS),
    ),
}

OUTLET_FIGURES = File(
    "outlet-figures",
    "One UTC month of one outlet. docs/outlet-figures.md defines each figure; months without any row are there too.",
    (
        number("outlet_id", "Id of the outlet."),
        word("month", "UTC month as 2025-09; a month that the days asked for begin or end in holds those days alone."),
        number("relays_named", "Its relays that credit somebody with a name."),
        number("relays_unnamed", "Its relays that credit somebody unnamed."),
        number("relays_crediting_it", "Relays of other outlets that credit it."),
        number(
            "relays_through_it", "Relays of other outlets that passed through it; never added to the figure before."
        ),
        number("own_reporting", "Its statements with evidence that it found this itself."),
        number("relayed", "Its other statements that are credited to somebody else."),
        number("unattributed", "Its other statements in its own voice, or with none named."),
        number("credits_nobody_else", "Its other statements, credited to itself alone."),
        number("linked", "Its relays that name an outlet or agency upstream, and link to it."),
        number("in_words_alone", "Such relays in an article whose captured page has no such link."),
        number("not_captured", "Such relays in an article of which no page was captured."),
        number("delays", "Such relays whose delay to upstream is measured, to the minute."),
        number("delays_negative", "Such relays that are earlier than the article they cite."),
        number("delays_day", "Such relays where one of the two times is known to the day alone."),
        number("delays_undated", "Such relays whose upstream article has no date."),
        number("delays_not_held", "Such relays whose upstream article is not recorded."),
        number("delay_lower_seconds", "Lower quartile of the measured delays; empty where there are none."),
        number("delay_median_seconds", "Their median."),
        number("delay_upper_seconds", "Their upper quartile."),
        number("first", "Claims that it carried first of all outlets, in the month in which it did."),
        number("tied", "Claims of which the record cannot tell whether it was first, for want of a time."),
        number("later", "Claims that another outlet carried before."),
        number("alone", "Claims that no other outlet carries."),
        number("first_cannot_be_told", "Claims whose other articles have no date."),
    ),
)

REFUSALS = File(
    "refusals",
    "One line of a file of articles, entry of a ZIP or record of a WARC that was refused when it was brought in.",
    (
        number("number", "Of the line, entry or record, from 1; a heading is line 1."),
        text("reason", "Why it was refused."),
        text("excerpt", "Its title, how it begins, or the entry's name."),
    ),
)

FILES = (
    *(
        RELAYS,
        STATEMENTS,
        CLAIMS,
        ARTICLES,
        OUTLETS,
        SOURCES,
        COPIES,
        REDIRECTS,
        REACH,
        LINEAGE,
        REFUSALS,
        MATRIX,
        PASSED,
        NETWORK,
        COMPARED,
        OUTLET_FIGURES,
    ),
    *COUNTS.values(),
)
