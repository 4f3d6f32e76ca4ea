"""Marking an article: what an editor typed becomes statements, credits and judgements, and can be undone.

Every write locks the article's row, keeps a step with the rows before and after, and refreshes the
article's relays, in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone

from articles import text as texts
from articles.models import (
    Article,
    Attribution,
    Claim,
    Credit,
    Figure,
    Match,
    Mention,
    Revision,
    Statement,
    Via,
)
from articles.steps import PROGRESS, many, step
from articles.text import Span
from sources import duplicates
from sources.models import Source
from sources.names import find
from sources.printed import name_key
from sources.referring import names_somebody

NO_RANGE = "Select the range of the text that is retold from the source."


class Clash(Exception):
    """Somebody else changed the row, or the text, after this form was opened. Carries what is there now."""

    def __init__(self, sentence: str, now: models.Model) -> None:
        super().__init__(sentence)
        self.now = now


@dataclass(frozen=True, slots=True)
class Who:
    """Whom the editor means. The first of these that is given decides:

    a mention of this article; a known source; the name and kind of a source to be made; an unnamed
    source's descriptor; a printed name, tied to a source only where exactly one carries it and
    `leave_open` is not set.
    """

    mention: int | None = None
    source: int | None = None
    new_kind: str = ""
    printed_name: str = ""
    leave_open: bool = False
    source_kind: str = ""
    descriptor: str = ""
    number_low: int | None = None
    number_high: int | None = None
    body: str = ""
    reason: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Credited:
    who: Who
    source_phrase: str = ""
    source_phrase_spans: tuple[Span, ...] = ()
    speaks_as: str = ""
    cited_article: int | None = None
    attribution: int | None = None  # an existing one that this replaces in place, so that its permalink stays


@dataclass(frozen=True, slots=True)
class ViaData:
    who: Who
    basis: str
    words: str = ""
    words_spans: tuple[Span, ...] = ()
    cited_article: int | None = None


@dataclass(frozen=True, slots=True)
class FigureData:
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class StatementData:
    """A statement as the form gives it; spans in code points of `revision`'s text."""

    spans: tuple[Span, ...]
    cue_spans: tuple[Span, ...] = ()
    cue: str = ""  # as printed; taken from cue_spans where those are given
    form: str = ""  # empty: by the 90 % rule
    polarity: str = Statement.Polarity.AFFIRMS
    channel: str = ""
    voice: str = Statement.Voice.CREDITED
    credited: tuple[Credited, ...] = ()
    within: int | None = None
    vias: tuple[ViaData, ...] = ()
    via_none_needed: bool = False
    own_reporting: str = ""
    figures: tuple[FigureData, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How rows came about; the default is a person's own marking."""

    state: str = "accepted"
    found_by: str = "hand"
    confidence: float | None = None
    reason: str = ""
    at: dt.datetime | None = None


BY_HAND = Provenance()


# --- statements -------------------------------------------------------------------------------


def add_statement(
    article: Article, data: StatementData, *, by, revision: Revision | None = None, how: Provenance = BY_HAND
) -> Statement:
    """Marks a statement. `revision` is the one the editor saw; Clash if there is a newer one by now.

    Raises ValidationError by field: spans, cue, credited, within, vias, figures.
    """
    with step(article, by, "marked a statement"):
        revision = _current(article, revision)
        statement = Statement(article=article, revision=revision, created_by=by, **_decided(how, by))
        return _write(statement, data, by)


def edit_statement(statement: Statement, data: StatementData, *, by, version: int | None = None) -> Statement:
    """Replaces what the statement says. Clash if `version` is not the one stored any more.

    A suggestion that is edited is thereby accepted.
    """
    with step(statement.article, by, "edited a statement"):
        held = _unchanged(Statement, statement.pk, version)
        held.version += 1
        held.corrected = held.corrected or held.state == "suggested"
        if held.state != "accepted":
            for name, value in _decided(BY_HAND, by).items():
                if name != "found_by":  # the rule that suggested it stays on record
                    setattr(held, name, value)
        _write(held, data, by)
        drop_orphans(held.article)
        return held


def rewrite(statement: Statement, data: StatementData) -> None:
    """A rule's own suggestion said anew, under its id; only inside a step, and where no person has touched it."""
    _write(statement, data, None)


def remove_statement(statement: Statement, *, by, version: int | None = None) -> None:
    """Takes a statement away; history keeps it, and undo brings it back under its own id."""
    article = statement.article
    with step(article, by, "removed a statement"):
        held = _unchanged(Statement, statement.pk, version)
        if held.inner.exists():
            raise ValidationError("Other statements lie within this one; take them out of it first.")
        held.delete()
        drop_orphans(article)


def decide_statement(statement: Statement, state: str, *, by, reason: str = "") -> Statement:
    """Accepts, rejects or doubts a statement. Replacing a colleague's decision asks for a reason."""
    with step(statement.article, by, f"set a statement to {state}"):
        held = Statement.objects.select_for_update().get(pk=statement.pk)
        _decide(held, state, by, reason)
        held.save(update_fields=DECISION)
        return held


DECISION = ["state", "decided_by", "decided_at", "decision_reason", "version"]


def why_reason_is_needed(row: Statement | Credit, state: str, by) -> str:
    """A sentence where this decision replaces a colleague's, settles a dispute or opens one; else empty."""
    if row.state == state:
        return ""
    if row.state == "disputed":
        return "It is disputed; say why you settle it so."
    if state == "disputed":
        return "Say what you object to."
    if row.state != "suggested" and row.decided_by_id not in (None, by.pk):
        return f"{row.decided_by} decided otherwise; say why you replace that."
    return ""


def _decide(row: Statement | Credit, state: str, by, reason: str) -> None:
    if (asked := why_reason_is_needed(row, state, by)) and not reason.strip():
        raise ValidationError({"reason": asked})
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.decision_reason = reason
    if isinstance(row, Statement):
        row.version += 1


def decide_many(
    model: type[Statement] | type[Credit], ids: Collection[int], state: str, *, by, reason: str = ""
) -> tuple[int, list[tuple[int, str]]]:
    """Decides statements or credits of many articles: (how many changed, [(id, why not)]).

    One step an article, one refresh of relays for all. Rows in that state already are left as they are.
    """
    articles = set(model._default_manager.filter(pk__in=ids).values_list("article", flat=True))
    refused: list[tuple[int, str]] = []
    changed: list[int] = []
    name = model._meta.verbose_name
    with many(articles, by, f"set a {name} to {state}, with others") as open_articles:
        held = {
            row.pk: row
            for row in model._default_manager.filter(pk__in=ids)
            .select_related("decided_by")
            .order_by("pk")
            .select_for_update(of=("self",))
        }
        for pk in ids:
            row = held.get(pk)
            if row is None:
                refused.append((pk, f"A colleague has removed this {name} in the meantime."))
            elif row.article_id not in open_articles:
                refused.append((pk, "Its article was merged into another one; mark that one."))
            elif (asked := why_reason_is_needed(row, state, by)) and not reason.strip():
                refused.append((pk, asked))
            elif row.state != state:
                changed.append(pk)
        grown = {"version": F("version") + 1} if model is Statement else {}
        model._default_manager.filter(pk__in=changed).update(
            state=state, decided_by=by, decided_at=timezone.now(), decision_reason=reason, **grown
        )
    return len(changed), refused


def _write(statement: Statement, data: StatementData, by) -> Statement:
    text = statement.revision.text
    check_spans(text, data)
    statement.spans = [list(span) for span in data.spans]
    statement.selectors = texts.selectors(text, data.spans)
    statement.quote = texts.quote(text, data.spans)
    statement.cue_spans = [list(span) for span in data.cue_spans]
    statement.cue = texts.quote(text, data.cue_spans) if data.cue_spans else data.cue.strip()
    statement.form = data.form or texts.form_of(text, data.spans)
    statement.polarity, statement.channel, statement.voice = data.polarity, data.channel, data.voice
    statement.via_none_needed, statement.own_reporting = data.via_none_needed, data.own_reporting
    statement.note = data.note
    statement.within = _outer(statement, data)
    if data.voice == Statement.Voice.CREDITED and not data.credited:
        raise ValidationError({"credited": "Say who is credited, or choose the outlet's own voice or “none named”."})
    if data.voice != Statement.Voice.CREDITED and data.credited:
        raise ValidationError({"voice": "A statement in the outlet's own voice, or with none named, credits nobody."})
    cited: dict[int, int | None] = {}
    if statement.pk:
        cited = dict(statement.vias.values_list("mention", "cited_article"))
        # before the voice may become one that credits nobody, the attributions have to go
        kept = {credited.attribution for credited in data.credited if credited.attribution}
        statement.attributions.exclude(pk__in=kept).delete()
        statement.vias.all().delete()
        statement.figures.all().delete()
    statement.save()
    _write_attributions(statement, data, by)
    _write_vias(statement, data, by, cited)
    figures = [
        Figure(
            statement=statement,
            position=position,
            text=figure.text,
            low=figure.low,
            high=figure.high,
            qualifier=figure.qualifier,
            unit=figure.unit,
        )
        for position, figure in enumerate(data.figures, start=1)
    ]
    for figure in figures:
        check_figure(figure)
    Figure.objects.bulk_create(figures)
    return statement


def check_figure(figure: Figure) -> None:
    """What its constraints say, without asking the database for each."""
    if figure.low is None and figure.high is None:
        raise ValidationError({"figures": f"“{figure.text}” needs a number."})
    if None not in (figure.low, figure.high) and figure.high < figure.low:  # type: ignore[operator]
        raise ValidationError({"figures": f"“{figure.text}”: the higher number is below the lower one."})
    try:
        figure.clean_fields(exclude=["statement"])
    except ValidationError as error:
        raise ValidationError({"figures": error.messages}) from error


def check_spans(text: str, data: StatementData) -> None:
    """Raises ValidationError by field where spans are none of the text, or where there is no content."""
    pieces = [("spans", data.spans), ("cue", data.cue_spans)]
    pieces += [("credited", credited.source_phrase_spans) for credited in data.credited]
    pieces += [("vias", via.words_spans) for via in data.vias]
    for name, spans in pieces:
        try:
            texts.check_spans(len(text), spans)
        except ValueError as error:
            raise ValidationError({name: str(error)}) from error
    if not data.spans and not (data.polarity == Statement.Polarity.DECLINED and data.cue_spans):
        raise ValidationError(
            {"spans": "Select the words that were said; only “declined to comment” needs none, but its cue."}
        )


def _outer(statement: Statement, data: StatementData) -> Statement | None:
    """The enclosing statement, checked: same article, spans inside, no circle."""
    if data.within is None:
        return None
    outer = Statement.objects.filter(pk=data.within, article=statement.article).first()
    if outer is None:
        raise ValidationError({"within": "That statement is not in this article."})
    spans = place_of(outer, statement.revision)
    if spans is None or not texts.inside(data.spans, spans):
        raise ValidationError({"within": "The words do not lie inside those of the statement chosen as enclosing."})
    above: Statement | None = outer
    while above is not None:
        if statement.pk and above.pk == statement.pk:
            raise ValidationError({"within": "The two would lie within each other; choose one of them as the outer."})
        above = above.within
    return outer


def place_of(row: Statement | Credit, revision: Revision) -> list[Span] | None:
    """Where a statement or credit stands in `revision`: its own spans or its anchor's; None if not there."""
    if row.revision_id == revision.pk:
        return [(start, end) for start, end in row.spans]
    anchor = row.anchors.filter(revision=revision).first()
    return [(start, end) for start, end in anchor.spans] if anchor and anchor.spans else None


def _write_attributions(statement: Statement, data: StatementData, by) -> None:
    keeps = any(credited.attribution for credited in data.credited)
    held = {attribution.pk: attribution for attribution in statement.attributions.all()} if keeps else {}
    mentions: set[int] = set()
    for credited in data.credited:
        mention = mention_for(statement.article, credited.who, by)
        if mention.pk in mentions:
            raise ValidationError({"credited": f"{mention} is credited twice; once is enough."})
        mentions.add(mention.pk)
        attribution = held.get(credited.attribution or 0) or Attribution(statement=statement)
        # forms do not ask which very article is cited: what was said of the same mention stays
        stays = attribution.cited_article_id if attribution.mention_id == mention.pk else None
        attribution.mention = mention
        attribution.source_phrase_spans = [list(span) for span in credited.source_phrase_spans]
        attribution.source_phrase = (
            texts.quote(statement.revision.text, credited.source_phrase_spans)
            if credited.source_phrase_spans
            else credited.source_phrase
        )
        attribution.speaks_as = credited.speaks_as or speaks_as_of(mention)
        attribution.cited_article_id = credited.cited_article or stays
        attribution.save()


def speaks_as_of(mention: Mention) -> str:
    """An outlet that is credited reports, unless the editor says that it speaks for itself."""
    return Attribution.SpeaksAs.REPORTER if mention.source and mention.source.is_publisher else ""


def _write_vias(statement: Statement, data: StatementData, by, cited: dict[int, int | None]) -> None:
    """`cited` is which article each mention cited before; it stays unless another one is given."""
    for position, via in enumerate(data.vias, start=1):
        if via.basis not in Via.Basis.values:
            raise ValidationError({"vias": f"“{via.basis}” is no basis of a via."})
        mention = mention_for(statement.article, via.who, by)
        Via.objects.create(
            statement=statement,
            position=position,
            mention=mention,
            basis=via.basis,
            words=texts.quote(statement.revision.text, via.words_spans) if via.words_spans else via.words,
            words_spans=[list(span) for span in via.words_spans],
            cited_article_id=via.cited_article or cited.get(mention.pk),
        )


# --- mentions ---------------------------------------------------------------------------------


def mention_for(article: Article, who: Who, by) -> Mention:
    """The article's mention of whom the editor means, made if it is not there yet."""
    if who.mention is not None:
        mention = article.mentions.filter(pk=who.mention).first()
        if mention is None:
            raise ValidationError({"credited": "That mention is not in this article any more; choose again."})
        return _add_affiliation(mention, who)
    if who.source is not None:
        source = Source.objects.select_related("merged_into").filter(pk=who.source).first()
        if source is None:
            raise ValidationError({"credited": "That source is not there any more; choose again."})
        return _resolved(article, source.living(), who, by)
    printed = " ".join(who.printed_name.split())
    if who.new_kind:
        if not printed:
            raise ValidationError({"credited": "Give the new source a name."})
        source = Source(kind=who.new_kind, name=printed, created_by=by)
        _clean(source, "credited", exclude=["name_key", "sort_key"])
        source.save()
        duplicates.compare([source.pk])
        return _resolved(article, source, who, by)
    if who.descriptor.strip():
        mention = Mention(
            article=article,
            resolution=Mention.Resolution.UNNAMED,
            descriptor=" ".join(who.descriptor.split()),
            number_low=who.number_low,
            number_high=who.number_high,
            body=who.body,
            reason=who.reason,
            affiliation=who.affiliation,
            source_kind=who.source_kind,
        )
        _save_mention(mention)
        return mention
    if not printed:
        raise ValidationError({"credited": "Say who is credited: a name, or a description of somebody unnamed."})
    found = find(printed, language=article.language, on=article.published_on)
    if found.certain is not None and not who.leave_open:
        return _resolved(article, found.certain, who, by)
    key = name_key(printed)[:300]
    held = article.mentions.open().filter(printed_key=key).first()
    if held is not None:
        return _add_affiliation(held, who)
    mention = Mention(
        article=article,
        resolution=Mention.Resolution.AMBIGUOUS if found.is_ambiguous else Mention.Resolution.UNRESOLVED,
        printed_name=printed,
        printed_key=key,
        source_kind=who.source_kind,
        affiliation=who.affiliation,
    )
    _save_mention(mention)
    return mention


def _save_mention(mention: Mention) -> None:
    """Checks what an editor can get wrong; the rest of its rules the code above keeps."""
    if None not in (mention.number_low, mention.number_high) and mention.number_high < mention.number_low:  # type: ignore[operator]
        raise ValidationError({"credited": "Of the unnamed: the higher number is below the lower one."})
    try:
        mention.clean_fields(exclude=["article", "source", "resolved_by"])
        mention.clean()
    except ValidationError as error:
        raise ValidationError({"credited": error.messages}) from error
    mention.save()


def _resolved(article: Article, source: Source, who: Who, by) -> Mention:
    """One source is one mention in an article, however it is named there."""
    mention = article.mentions.filter(source=source).order_by("pk").first()
    if mention is not None:
        return _add_affiliation(mention, who)
    printed = " ".join(who.printed_name.split())
    if not printed or not names_somebody(printed, article.language):
        printed = source.name  # the phrase is kept by the attribution; a pronoun never leaves its article
    mention = Mention(
        article=article,
        resolution=Mention.Resolution.RESOLVED,
        source=source,
        printed_name=printed[:300],
        printed_key=name_key(printed)[:300],
        affiliation=who.affiliation,
        resolved_by=by,
        resolved_at=timezone.now(),
    )
    _save_mention(mention)
    return mention


def _add_affiliation(mention: Mention, who: Who) -> Mention:
    if who.affiliation and not mention.affiliation:
        mention.affiliation = who.affiliation
        mention.save(update_fields=["affiliation"])
    return mention


def resolve_mentions(ids: Collection[int], source: Source, *, by) -> tuple[int, list[tuple[int, str]]]:
    """Ties mentions of many articles to one known source: (how many changed, [(id, why not)])."""
    articles = set(Mention.objects.filter(pk__in=ids).values_list("article", flat=True))
    refused: list[tuple[int, str]] = []
    changed = []
    with many(articles, by, f"tied a name to {source}, with others") as open_articles:
        # after the articles, as everywhere; a merge of the source waits for this, or this for it
        source = Source.objects.select_for_update(no_key=True).get(pk=source.pk).living()
        mentions = Mention.objects.filter(pk__in=ids).order_by("pk").select_for_update()
        held = {mention.pk: mention for mention in mentions}
        for pk in ids:
            mention = held.get(pk)
            if mention is None:
                refused.append((pk, "This mention is not there any more."))
            elif mention.article_id not in open_articles:
                refused.append((pk, "Its article was merged into another one; mark that one."))
            elif mention.resolution == Mention.Resolution.UNNAMED:
                refused.append((pk, "It is unnamed; a description is tied to a source one by one."))
            elif mention.source_id != source.pk:
                changed.append(pk)
        Mention.objects.filter(pk__in=changed).update(
            source=source, resolution=Mention.Resolution.RESOLVED, resolved_by=by, resolved_at=timezone.now()
        )
        if source.is_publisher:
            # an outlet that is credited reports, unless an editor has said otherwise
            silent = Attribution.objects.filter(mention__in=changed, speaks_as="")
            silent.update(speaks_as=Attribution.SpeaksAs.REPORTER)
    return len(changed), refused


def drop_orphans(article: Article) -> None:
    """Takes away mentions that nothing points to any more; history keeps them."""
    article.mentions.filter(attributions=None, vias=None, credits=None).delete()


# --- credits and passages ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditData:
    role: str
    who: Who
    spans: tuple[Span, ...] = ()
    printed: str = ""
    note: str = ""


def add_credit(
    article: Article, data: CreditData, *, by, revision: Revision | None = None, how: Provenance = BY_HAND
) -> Credit:
    """Marks a credit line, or a passage as retold from a source."""
    with step(article, by, f"marked a credit ({data.role})"):
        credit = Credit(article=article, revision=_current(article, revision), created_by=by, **_decided(how, by))
        return _write_credit(credit, data, by)


def edit_credit(credit: Credit, data: CreditData, *, by) -> Credit:
    """Replaces what the credit says. A suggestion that is edited is thereby accepted."""
    with step(credit.article, by, f"edited a credit ({data.role})"):
        held = Credit.objects.select_for_update().get(pk=credit.pk)
        if held.state == "suggested":
            held.corrected = True
            held.state, held.decided_by, held.decided_at = "accepted", by, timezone.now()
        return _write_credit(held, data, by)


def remove_credit(credit: Credit, *, by) -> None:
    article = credit.article
    with step(article, by, f"removed a credit ({credit.role})"):
        Credit.objects.filter(pk=credit.pk).delete()
        drop_orphans(article)


def _write_credit(credit: Credit, data: CreditData, by) -> Credit:
    text = credit.revision.text
    if data.role not in Credit.Role.values:
        raise ValidationError({"role": f"“{data.role}” is no role of a credit."})
    try:
        texts.check_spans(len(text), data.spans)
    except ValueError as error:
        raise ValidationError({"spans": str(error)}) from error
    if data.role == Credit.Role.PASSAGE and not data.spans:
        raise ValidationError({"spans": NO_RANGE})
    credit.role, credit.note = data.role, data.note
    credit.spans = [list(span) for span in data.spans]
    credit.selectors = texts.selectors(text, data.spans)
    printed = texts.quote(text, data.spans) if data.spans else data.printed.strip()
    # a passage may be pages long; its first words tell which one it is
    credit.printed = printed if data.role != Credit.Role.PASSAGE else printed[:200]
    credit.mention = mention_for(credit.article, data.who, by)
    credit.save()
    drop_orphans(credit.article)
    return credit


# --- judgements -----------------------------------------------------------------------------------


def judge(statement: Statement, claim: Claim, judgement: str, *, by, note: str = "") -> Match:
    """Records whether the statement makes the claim. An earlier judgement is kept, marked as replaced."""
    if judgement not in Match.Judgement.values:
        raise ValidationError({"judgement": f"“{judgement}” is no judgement; same, related, different or unsure."})
    with step(statement.article, by, f"judged a statement: {judgement}"):
        # read anew: it may have been merged while the form was open
        claim = Claim.objects.select_related("merged_into").get(pk=claim.pk)
        claim = claim.merged_into or claim
        held = statement.matches.current().filter(claim=claim).select_for_update().first()
        if held is not None and (held.judgement, held.state) == (judgement, "accepted"):
            return held
        statement.matches.current().filter(claim=claim).update(replaced_at=timezone.now())
        return Match.objects.create(statement=statement, claim=claim, judgement=judgement, judged_by=by, note=note)


def withdraw_judgement(match: Match, *, by) -> None:
    """The statement is tied to the claim no longer; the judgement stays on record as replaced."""
    with step(match.statement.article, by, "withdrew a judgement"):
        Match.objects.filter(pk=match.pk, replaced_at=None).update(replaced_at=timezone.now())


def settle_matches(ids: Collection[int], state: str, *, by, reason: str) -> tuple[int, list[tuple[int, str]]]:
    """Sets judgements to accepted, rejected or unsure, with a reason: each is replaced by one that says so.

    (How many changed, [(id, why not)]). A judgement is kept for ever; the older one stays on record as replaced.
    """
    articles = set(Match.objects.filter(pk__in=ids).values_list("statement__article", flat=True))
    refused: list[tuple[int, str]] = []
    settled, now = [], timezone.now()
    with many(articles, by, f"set a judgement to {state}, with others") as open_articles:
        matches = Match.objects.filter(pk__in=ids).select_related("statement").order_by("pk")
        held = {match.pk: match for match in matches.select_for_update(of=("self",))}
        for pk in ids:
            match = held.get(pk)
            if match is None or match.replaced_at is not None:
                refused.append((pk, "A later judgement has replaced this one."))
            elif match.statement.article_id not in open_articles:
                refused.append((pk, "Its article was merged into another one; mark that one."))
            elif match.state != state and not reason.strip():
                refused.append((pk, "Say why it is settled so."))
            elif match.state != state:
                settled.append(match)
        Match.objects.filter(pk__in=[match.pk for match in settled]).update(replaced_at=now)
        Match.objects.bulk_create(
            Match(
                statement_id=match.statement_id,
                claim_id=match.claim_id,
                judgement=match.judgement,
                state=state,
                found_by=match.found_by,
                confidence=match.confidence,
                judged_by=by,
                note=reason,
            )
            for match in settled
        )
    return len(settled), refused


# --- gone through ---------------------------------------------------------------------------------


def go_through(article: Article, *, by, revision: Revision | None = None) -> None:
    """Says that everything in this text is marked: who, when, which revision."""
    with step(article, by, "went through the article"):
        article.gone_through_revision = _current(article, revision)
        article.progress = Article.Progress.GONE_THROUGH
        article.gone_through_by, article.gone_through_at = by, timezone.now()
        article.save(update_fields=PROGRESS)


def take_back_gone_through(article: Article, *, by) -> None:
    with step(article, by, "took “gone through” back"):
        article.progress = Article.Progress.BEGUN
        article.gone_through_by = article.gone_through_at = article.gone_through_revision = None
        article.save(update_fields=PROGRESS)


# --- small helpers -------------------------------------------------------------------------------------


def _current(article: Article, seen: Revision | None) -> Revision:
    """The newest revision, read under the lock. Clash if the editor saw an older one."""
    newest = article.revisions.order_by("-number").first()
    assert newest is not None, "an article is stored with its first revision"
    if seen is not None and seen.pk != newest.pk:
        raise Clash(
            "The article's text was changed while you were marking it. Nothing you typed is lost: "
            "check the words below against the new text and save again.",
            newest,
        )
    return newest


def _unchanged(model: type[Statement], pk: int, version: int | None) -> Statement:
    held = model.objects.select_for_update(of=("self",)).select_related("revision", "article").filter(pk=pk).first()
    if held is None:
        raise ValidationError("A colleague has removed this statement in the meantime.")
    if version is not None and held.version != version:
        raise Clash(
            "A colleague has changed this statement since you opened it. Nothing you typed is lost: "
            "compare it with what is stored now, and save again to replace that.",
            held,
        )
    return held


def _decided(how: Provenance, by) -> dict[str, Any]:
    decided = how.state != "suggested"
    return {
        "state": how.state,
        "found_by": how.found_by,
        "confidence": how.confidence,
        "decision_reason": how.reason,
        "decided_by": by if decided else None,
        "decided_at": (how.at or timezone.now()) if decided else None,
    }


def _clean(row: models.Model, name: str, exclude: list[str] | None = None) -> None:
    """The model's own checks, with their sentences under the form's field `name`."""
    try:
        row.clean_fields(exclude=exclude)
        row.clean()
        row.validate_constraints()
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
