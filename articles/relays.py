"""Relays, derived: the one place that says which rows follow from an article's marking.

`refresh(article_ids)` is called by every action in the transaction of its edit; `rebuild()`
goes over everything and says what differed. docs/codebook.md tells the rules for people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app

from articles import open_names, queue
from articles.copy_rows import copy_rows
from articles.models import (
    Anchor,
    Article,
    ArticleCoverage,
    Attribution,
    Credit,
    Match,
    Mention,
    Origin,
    Relay,
    RelayVia,
    Statement,
    Via,
)
from articles.summaries import Change, Covered

# In this order a credit stands for its source when several credit the same one.
STATE_ORDER = ("accepted", "suggested", "unsure", "disputed", "rejected")
BATCH = 500  # articles read at once: some 10,000 statements, a few tens of MB

Key = tuple[str, int]  # ("attribution" or "credit", its id): what a relay is addressed by
ViaRow = tuple[int, int | None, str, str]  # mention id, source id, basis, the mention's resolution
Spans = list[list[int]]

# columns of ArticleCoverage, in the order of summaries.Covered
_COVERED = ["outlet_id", "gone_through", "suggestions_all", "suggestions_decided", "unresolved"]


@dataclass(frozen=True, slots=True)
class Row:
    """One relay as it should be; field names are those of the model."""

    relay_kind: str
    article_id: int
    statement_id: int | None
    attribution_id: int | None
    credit_id: int | None
    mention_id: int
    outlet_id: int
    source_id: int | None
    resolution: str
    depth: int
    form: str
    polarity: str
    channel: str
    speaks_as: str
    via_state: str
    self_credit: bool
    state: str
    found_by: str
    published_at: Any
    published_precision: str
    language: str
    genre: str
    claim_ids: tuple[int, ...]
    vias: tuple[ViaRow, ...]

    @property
    def key(self) -> Key:
        if self.attribution_id is not None:
            return ("attribution", self.attribution_id)
        assert self.credit_id is not None
        return ("credit", self.credit_id)


COLUMNS = [field.name for field in fields(Row) if field.name != "vias"]


def derive(article_ids: Iterable[int]) -> dict[Key, Row]:
    """The relays of these articles as their marking says; nine queries, however many articles."""
    rows: dict[Key, Row] = {}
    for marking in _markings(article_ids):
        rows |= {row.key: row for row in marking.rows()}
    return rows


def behind_the_uncredited(article_ids: Iterable[int]) -> dict[int, tuple[ViaRow, ...]]:
    """{statement that credits nobody: who stands behind it all the same}, nearest to the article first; nine queries.

    By a credit line of the whole text, a retold passage, an enclosing statement or a via of its own.
    """
    found: dict[int, tuple[ViaRow, ...]] = {}
    for marking in _markings(article_ids):
        found |= marking.behind_the_uncredited()
    return found


def _markings(article_ids: Iterable[int]) -> Iterator[_Marking]:
    """Of the living ones among these articles."""
    ids = list(article_ids)
    articles = {article.pk: article for article in Article.objects.filter(pk__in=ids)}
    mentions = {mention.pk: mention for mention in Mention.objects.filter(article__in=ids)}
    statements: dict[int, list[Statement]] = defaultdict(list)
    for statement in Statement.objects.filter(article__in=ids).order_by("pk"):
        statements[statement.article_id].append(statement)
    credits: dict[int, list[Credit]] = defaultdict(list)
    for credit in Credit.objects.filter(article__in=ids).order_by("pk"):
        credits[credit.article_id].append(credit)
    attributions: dict[int, list[Attribution]] = defaultdict(list)
    for attribution in Attribution.objects.filter(statement__article__in=ids).order_by("pk"):
        attributions[attribution.statement_id].append(attribution)
    vias: dict[int, list[Via]] = defaultdict(list)
    for via in Via.objects.filter(statement__article__in=ids).order_by("position", "pk"):
        vias[via.statement_id].append(via)
    places: dict[tuple[str, int], dict[int, Spans]] = defaultdict(dict)
    for anchor in Anchor.objects.filter(revision__article__in=ids):
        owner = ("statement", anchor.statement_id) if anchor.statement_id else ("credit", anchor.credit_id or 0)
        places[owner][anchor.revision_id] = anchor.spans
    claims: dict[int, list[int]] = defaultdict(list)
    for statement_id, claim in (
        Match.objects.same().filter(statement__article__in=ids).order_by("claim").values_list("statement", "claim")
    ):
        claims[statement_id].append(claim)

    for pk, article in articles.items():
        if not article.merged_into_id:  # what could be moved stands in the other article; the rest does not count
            yield _Marking(article, mentions, statements[pk], credits[pk], attributions, vias, places, claims)


class _Marking:
    """One article's marking, read into relays."""

    def __init__(self, article, mentions, statements, credits, attributions, vias, places, claims) -> None:
        self.article: Article = article
        self.mentions: dict[int, Mention] = mentions
        self.statements: dict[int, Statement] = {statement.pk: statement for statement in statements}
        self.credits: list[Credit] = credits
        self.attributions: dict[int, list[Attribution]] = attributions
        self.vias: dict[int, list[Via]] = vias
        self.places: dict[tuple[str, int], dict[int, Spans]] = places
        self.claims: dict[int, list[int]] = claims

    def rows(self) -> Iterator[Row]:
        yield from self._article_rows()
        for statement in self.statements.values():
            yield from self._statement_rows(statement)

    def behind_the_uncredited(self) -> dict[int, tuple[ViaRow, ...]]:
        nobody = ("nobody", 0)
        return {
            pk: between
            for pk, statement in self.statements.items()
            if statement.voice != Statement.Voice.CREDITED
            and (between := self._between(self._chain(statement, self._enclosing(statement)), nobody)[0])
        }

    def _article_rows(self) -> Iterator[Row]:
        """One for each source that the whole text is credited to, addressed by the oldest credit."""
        seen: set[tuple[str, int]] = set()
        whole = [credit for credit in self.credits if credit.role in Credit.WHOLE_TEXT]
        for credit in sorted(whole, key=lambda credit: (STATE_ORDER.index(credit.state), credit.pk)):
            mention = self.mentions[credit.mention_id]
            who = _identity(mention)
            if mention.resolution == Mention.Resolution.IGNORED or who in seen:
                continue
            seen.add(who)
            yield self._row(
                mention,
                credit,
                relay_kind=Relay.Kind.ARTICLE,
                statement_id=None,
                attribution_id=None,
                credit_id=credit.pk,
                depth=1,
                form="",
                polarity="",
                channel="",
                speaks_as="reporter" if mention.source_id else "",
                # the agency published the text itself
                via_state=Relay.ViaState.NONE_NEEDED,
                claim_ids=(),
                vias=(),
            )

    def _statement_rows(self, statement: Statement) -> Iterator[Row]:
        """One for each source credited; two mentions that are one source are one relay."""
        enclosing = self._enclosing(statement)
        chain = self._chain(statement, enclosing)
        seen: set[tuple[str, int]] = set()
        for attribution in self.attributions[statement.pk]:
            mention = self.mentions[attribution.mention_id]
            who = _identity(mention)
            if mention.resolution == Mention.Resolution.IGNORED or who in seen:
                continue
            seen.add(who)
            vias, told_outlet = self._between(chain, who)
            if vias:
                via_state = Relay.ViaState.RECORDED
            elif statement.via_none_needed or told_outlet:
                via_state = Relay.ViaState.NONE_NEEDED
            else:
                via_state = Relay.ViaState.NOT_RECORDED
            yield self._row(
                mention,
                statement,
                relay_kind=Relay.Kind.STATEMENT,
                statement_id=statement.pk,
                attribution_id=attribution.pk,
                credit_id=None,
                depth=len(enclosing) + 1,
                form=statement.form,
                polarity=statement.polarity,
                channel=statement.channel,
                speaks_as=attribution.speaks_as,
                via_state=via_state,
                claim_ids=tuple(self.claims[statement.pk]),
                vias=vias,
            )

    def _row(self, mention: Mention, decided: Statement | Credit, **values: Any) -> Row:
        article = self.article
        return Row(
            article_id=article.pk,
            mention_id=mention.pk,
            outlet_id=article.outlet_id,
            source_id=mention.source_id,
            resolution=mention.resolution,
            self_credit=mention.source_id == article.outlet_id,
            state=decided.state,
            found_by=decided.found_by,
            published_at=article.published_at,
            published_precision=article.published_precision,
            language=article.language,
            genre=article.genre,
            **values,
        )

    def _enclosing(self, statement: Statement) -> list[Statement]:
        """The statements this one is within, outermost first.

        An outer statement that is not accepted encloses nothing that is.
        """
        found: list[Statement] = []
        outer = statement.within_id
        while outer is not None:
            enclosing = self.statements[outer]
            if enclosing.state == "accepted" or statement.state != "accepted":
                found.append(enclosing)
            outer = enclosing.within_id
        return found[::-1]

    def _chain(self, statement: Statement, enclosing: list[Statement]) -> list[tuple[Mention, str]]:
        """Everybody between the article and this statement's source, nearest to the article first.

        Credit lines of the whole text, passages (the wider first), then from the outermost statement
        inward each one's own vias and whom it credits, then this statement's own vias.
        """
        basis = RelayVia.Basis
        accepted = [credit for credit in self.credits if credit.state == "accepted"]
        chain: list[tuple[Mention, str]] = [
            (self.mentions[credit.mention_id], basis.CREDIT) for credit in accepted if credit.role in Credit.WHOLE_TEXT
        ]
        passages = [
            credit for credit in accepted if credit.role == Credit.Role.PASSAGE and self._covers(credit, statement)
        ]
        passages.sort(key=lambda credit: (-sum(end - start for start, end in credit.spans), credit.pk))
        chain += [(self.mentions[credit.mention_id], basis.PASSAGE) for credit in passages]
        for outer in enclosing:
            chain += [(self.mentions[via.mention_id], basis(via.basis)) for via in self.vias[outer.pk]]
            chain += [
                (self.mentions[attribution.mention_id], basis.ENCLOSING) for attribution in self.attributions[outer.pk]
            ]
        chain += [(self.mentions[via.mention_id], basis(via.basis)) for via in self.vias[statement.pk]]
        return chain

    def _between(self, chain: list[tuple[Mention, str]], who: tuple[str, int]) -> tuple[tuple[ViaRow, ...], bool]:
        """`chain` without the credited source itself, the outlet itself and what stands there twice.

        The second value: whether the outlet itself was named as via ("told The Herald", in The Herald).
        """
        found: dict[tuple[tuple[str, int], str], ViaRow] = {}
        told_outlet = False
        for mention, basis in chain:
            if mention.resolution == Mention.Resolution.IGNORED:
                continue
            if mention.source_id == self.article.outlet_id:
                told_outlet = True
            elif _identity(mention) != who:
                found.setdefault(
                    (_identity(mention), basis), (mention.pk, mention.source_id, str(basis), mention.resolution)
                )
        return tuple(found.values()), told_outlet

    def _covers(self, passage: Credit, statement: Statement) -> bool:
        """Whether a span of the statement lies in the passage, in any revision that has both.

        Any, not all: a statement told in the title and again in a retold passage is retold.
        """
        ranges = self.places[("credit", passage.pk)] | {passage.revision_id: passage.spans}
        told = self.places[("statement", statement.pk)] | {statement.revision_id: statement.spans}
        return any(
            first <= start and end <= last
            for revision, spans in told.items()
            for start, end in spans
            for first, last in ranges.get(revision, [])
        )


def _identity(mention: Mention) -> tuple[str, int]:
    """What makes two mentions one: the source they are tied to."""
    return ("source", mention.source_id) if mention.source_id else ("mention", mention.pk)


def stored(article_ids: Iterable[int]) -> dict[Key, tuple[int, Row]]:
    """The relays of these articles as the tables hold them: {key: (relay id, row)}; two queries."""
    ids = list(article_ids)
    vias: dict[int, list[ViaRow]] = defaultdict(list)
    for relay_id, *via in (
        RelayVia.objects.filter(relay__article__in=ids)
        .order_by("relay", "position")
        .values_list("relay", "mention", "source", "basis", "resolution")
    ):
        vias[relay_id].append(tuple(via))  # type: ignore[arg-type]
    found: dict[Key, tuple[int, Row]] = {}
    for relay_id, *values in Relay.objects.filter(article__in=ids).values_list("pk", *COLUMNS):
        named = dict(zip(COLUMNS, values, strict=True))
        named["claim_ids"] = tuple(named["claim_ids"])
        row = Row(**named, vias=tuple(vias[relay_id]))
        found[row.key] = (relay_id, row)
    return found


# the articles whose relays are derived at the end of `together`, and new ones without any; None outside of it
_put_off: ContextVar[tuple[set[int], set[int]] | None] = ContextVar("put off", default=None)


def are_put_off() -> bool:
    """Whether `together` runs: stored relays may still point to marking that is gone."""
    return _put_off.get() is not None


@contextmanager
def together() -> Iterator[None]:
    """One transaction that writes many articles and derives their relays once, at its end, a batch at a time.

    Inside, relays and figures are those of before. One article costs two dozen queries, five hundred hardly more.
    """
    if _put_off.get() is not None:
        yield
        return
    with transaction.atomic():
        token = _put_off.set((set(), set()))
        try:
            yield
            ids, unmarked = _put_off.get() or (set(), set())
        finally:
            _put_off.reset(token)
        refresh(ids, unmarked=unmarked - ids)


@transaction.atomic
def refresh(article_ids: Iterable[int], *, unmarked: Iterable[int] = ()) -> int:
    """Makes the stored relays of these articles what their marking says; returns how many rows differed.

    The caller holds the articles' locks, and calls this once, at the end of its transaction, with all
    articles it has touched: the summary rows are locked from here to the commit. Rows that are right
    are not written. Inside `together` it is put off, and 0 returned. `unmarked` are articles that this transaction
    has stored and nobody has marked: there is nothing to derive, they are only counted.
    """
    ids = sorted(set(article_ids))
    waiting = _put_off.get()
    if waiting is not None:
        waiting[0].update(ids)
        waiting[1].update(unmarked)
        return 0
    change = Change()
    differed = sum(_refresh(ids[start : start + BATCH], change) for start in range(0, len(ids), BATCH))
    _count(unmarked, change)
    change.apply()
    open_names.refresh(ids)
    _enqueue_tracing(ids)
    return differed


def _enqueue_tracing(ids: list[int]) -> None:
    """Has a worker look which articles are cited, and count the origins of the claims made there, after the commit.

    One job for all of them; none where nothing is accepted, nor was when origins were last counted.
    """
    accepted = Statement.objects.filter(article=OuterRef("pk"), state="accepted")
    credited = Credit.objects.filter(article=OuterRef("pk"), state="accepted")
    counted = Origin.objects.filter(stands_in=OuterRef("pk"))
    concerned = Article.objects.filter(Exists(accepted) | Exists(credited) | Exists(counted), pk__in=ids)
    found = list(concerned.order_by("pk").values_list("pk", flat=True))
    if found:
        lock = f"trace:{found[0]}" if len(found) == 1 else ""
        queue.enqueue(app.tasks["trace"], queueing_lock=lock, article_ids=found)


def _count(unmarked: Iterable[int], change: Change) -> None:
    # their outlets as they were stored: a merge may have put another in their place
    outlets = Article.objects.filter(pk__in=list(unmarked)).values_list("pk", "outlet")
    rows: dict[int, Covered] = {pk: (outlet, False, 0, 0, 0) for pk, outlet in outlets}
    ArticleCoverage.objects.bulk_create(
        ArticleCoverage(article_id=pk, **dict(zip(_COVERED, row, strict=True))) for pk, row in rows.items()
    )
    change.covered([], rows.values())


def forget(article_ids: Iterable[int]) -> None:
    """Takes away all that was derived from these articles, which are about to be removed."""
    ids, change = list(article_ids), Change()
    held = stored(ids)
    change.relays([row for _pk, row in held.values()], [])
    change.covered(_covered_as_stored(ids).values(), [])
    Relay.objects.filter(pk__in=[pk for pk, _row in held.values()]).delete()
    ArticleCoverage.objects.filter(article__in=ids).delete()
    change.apply()
    open_names.refresh(ids, gone=True)


def _refresh(ids: list[int], change: Change) -> int:
    """The relays and coverage of one batch; what follows for the summary rows goes into `change`."""
    wanted, held = derive(ids), stored(ids)
    change.relays([row for _pk, row in held.values()], wanted.values())
    differed = _write(wanted, held)
    is_covered, was_covered = _covered(ids), _covered_as_stored(ids)
    change.covered(was_covered.values(), is_covered.values())
    new = {pk: row for pk, row in is_covered.items() if was_covered.get(pk) != row}
    ArticleCoverage.objects.filter(article__in=was_covered.keys() - is_covered.keys()).delete()
    ArticleCoverage.objects.bulk_create(
        [ArticleCoverage(article_id=pk, **dict(zip(_COVERED, row, strict=True))) for pk, row in new.items()],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=_COVERED,
    )
    return differed


def _covered(ids: list[int]) -> dict[int, Covered]:
    """What coverage counts of these articles, by their marking: {article: row}; merged ones have none. One query."""
    return {pk: tuple(row) for pk, *row in Article.objects.filter(pk__in=ids).covered()}


def _covered_as_stored(ids: list[int]) -> dict[int, Covered]:
    held = ArticleCoverage.objects.filter(article__in=ids)
    return {pk: tuple(row) for pk, *row in held.values_list("article_id", *_COVERED)}


def _write(wanted: dict[Key, Row], held: dict[Key, tuple[int, Row]]) -> int:
    """Stores what is wanted in place of what is held; returns how many rows differed."""
    gone = [relay_id for key, (relay_id, _row) in held.items() if key not in wanted]
    changed = {held[key][0]: row for key, row in wanted.items() if key in held and held[key][1] != row}
    new = [row for key, row in wanted.items() if key not in held]
    # first what goes, since another relay may take its place as the one for a source
    Relay.objects.filter(pk__in=gone).delete()
    if changed:
        RelayVia.objects.filter(relay__in=changed).delete()
        # the once-per-source rule holds at every moment, so rows that trade sources leave it first
        Relay.objects.filter(pk__in=changed).update(source=None)
        # by INSERT ... ON CONFLICT: bulk_update writes a CASE a column and row, which takes seconds for 200 rows
        Relay.objects.bulk_create(
            [_relay(row, pk=pk) for pk, row in changed.items()],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=_MODEL_FIELDS,
        )
    made = copy_rows(_relay(row) for row in new)
    written = [*changed.items(), *((relay.pk, row) for relay, row in zip(made, new, strict=True))]
    copy_rows(
        RelayVia(
            relay_id=pk, position=position, mention_id=mention, source_id=source, basis=basis, resolution=resolution
        )
        for pk, row in written
        for position, (mention, source, basis, resolution) in enumerate(row.vias, start=1)
    )
    return len(gone) + len(changed) + len(new)


def _relay(row: Row, **extra: Any) -> Relay:
    return Relay(**{name: getattr(row, name) for name in COLUMNS}, **extra)


_MODEL_FIELDS = [name.removesuffix("_id") for name in COLUMNS]


def rebuild(*, write: bool = True) -> Iterator[tuple[int, int]]:
    """Goes over all articles, a batch at a time; yields (articles seen so far, rows that differed in the batch).

    Each batch is one transaction with its articles locked, so that editors may go on meanwhile.
    """
    seen, last = 0, 0
    while True:
        with transaction.atomic():
            batch = list(
                Article.objects.filter(pk__gt=last)
                .order_by("pk")
                .select_for_update()
                .values_list("pk", flat=True)[:BATCH]
            )
            if not batch:
                return
            if write:
                differed = refresh(batch)
            else:
                wanted, held = derive(batch), stored(batch)
                differed = sum(
                    key not in wanted or key not in held or held[key][1] != wanted[key]
                    for key in wanted.keys() | held.keys()
                )
        seen, last = seen + len(batch), batch[-1]
        yield seen, differed
