"""What a printed name means, decided from the work list: planned, shown, confirmed, taken back.

A decision ties every open mention of one printed name - in one article, in all of one outlet, or in all that
are held - to a source, or says that it is none. Its plan remembers the mentions of the preview, so that the
confirmation can tell what has changed since. Doing and undoing go through articles/pieces.py, each piece with
its articles locked in the order of their ids and their relays refreshed once, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles import pieces
from articles.models import (
    Article,
    Attribution,
    BulkJob,
    DecidedMention,
    Mention,
    NameDecision,
    NameInArticle,
    NameQuestion,
    Relay,
    RelayVia,
)
from articles.pieces import Outcome
from articles.querysets import RelayQuerySet
from articles.relays import refresh
from sources import duplicates
from sources.models import Alias, Source
from sources.names import carriers_of_alias, find
from sources.printed import name_key

Scope, Means = NameDecision.Scope, NameDecision.Outcome
PLANS_KEPT = dt.timedelta(days=1)
COUNTED_AT_MOST = 10_000  # relays of a preview; as lists count


# --- which mentions -------------------------------------------------------------------------------------


def open_mentions(key: str, scope: str, *, article: Article | None = None, outlet: Source | None = None) -> list[int]:
    """The open mentions of a printed name in that scope, article by article. One query."""
    places = NameInArticle.objects.filter(printed_key=key)
    if scope == Scope.ARTICLE:
        places = places.filter(article=article)
    elif scope == Scope.OUTLET:
        places = places.filter(outlet=outlet)
    mentions = Mention.objects.open().filter(printed_key=key, article__in=places.values("article"))
    return list(mentions.order_by("article", "pk").values_list("pk", flat=True))


def _now_open(decision: NameDecision) -> list[int]:
    return open_mentions(decision.printed_key, decision.scope, article=decision.article, outlet=decision.outlet)


# --- a plan ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a printed name means: a known source, one to be made, or (neither) no source at all."""

    source: Source | None = None
    new_kind: str = ""
    new_name: str = ""
    another: bool = False  # although another source carries that name
    remember: bool = False  # as an alias

    @property
    def outcome(self) -> str:
        return Means.SOURCE if self.source or self.new_kind else Means.IGNORED


@transaction.atomic
def plan(
    key: str,
    meaning: Meaning,
    *,
    scope: str,
    by,
    article: Article | None = None,
    outlet: Source | None = None,
) -> NameDecision:
    """A decision to be looked at and confirmed; nothing is changed yet.

    Raises ValidationError by field: name, scope, who.
    """
    if scope == Scope.ARTICLE and article is None:
        raise ValidationError({"scope": "Say which article."})
    if scope == Scope.OUTLET and outlet is None:
        raise ValidationError({"scope": "Say which outlet."})
    if scope not in Scope.values:
        raise ValidationError({"scope": "Choose where it holds: in this article, in this outlet, or in all."})
    ids = open_mentions(key, scope, article=article, outlet=outlet)
    if not ids:
        raise ValidationError({"name": "No article holds this name unresolved any more: somebody has decided it."})
    name = " ".join(meaning.new_name.split()) or (meaning.source.living().name if meaning.source else "")
    if meaning.new_kind and not name_key(name):
        raise ValidationError({"who": "Give the new source a name."})
    newest = Mention.objects.filter(pk__in=ids[-1:]).first()
    NameDecision.objects.filter(confirmed_at=None, planned_at__lt=timezone.now() - PLANS_KEPT).delete()
    return NameDecision.objects.create(
        printed_key=key,
        printed_name=newest.printed_name if newest else key,
        scope=scope,
        article=article if scope == Scope.ARTICLE else None,
        outlet=outlet if scope == Scope.OUTLET else None,
        outcome=meaning.outcome,
        source=meaning.source.living() if meaning.source else None,
        source_name=name,
        new_kind=meaning.new_kind,
        another=meaning.another,
        remember=meaning.remember and meaning.outcome == Means.SOURCE,
        mention_ids=ids,
        by=by,
    )


# --- its preview ----------------------------------------------------------------------------------------


class Affected:
    """What a plan would change, as querysets: relays of any state."""

    def __init__(self, decision: NameDecision) -> None:
        self.decision = decision
        # by a subquery: a hundred thousand ids in a statement's text take longer than the statement
        self.ids = RawSQL("SELECT unnest(d.mention_ids) FROM articles_namedecision d WHERE d.id = %s", [decision.pk])

    def credited(self) -> RelayQuerySet:
        """Credited to one of the mentions."""
        return Relay.objects.filter(mention__in=self.ids)

    def relays(self) -> RelayQuerySet:
        """Credited to one of the mentions, or passed through one."""
        passed = RelayVia.objects.filter(mention__in=self.ids).values("relay")
        return Relay.objects.filter(
            pk__in=self.credited().order_by().values("pk").union(passed)  # each half along an index of its own
        )

    def self_credits(self) -> RelayQuerySet:
        """That would be credited to the outlet that published them."""
        if self.decision.source is None:
            return Relay.objects.none()
        return self.credited().filter(outlet=self.decision.source)

    def joined(self) -> RelayQuerySet:
        """That would become one with another relay of their statement (or article): one row less for each."""
        if self.decision.outcome == Means.IGNORED:
            return Relay.objects.none()
        source = self.decision.source
        same = Q(source=source) if source is not None else Q(pk__in=[])
        of_statement = Relay.objects.filter(statement=OuterRef("statement")).filter(
            same | Q(mention__in=self.ids, attribution__lt=OuterRef("attribution"))
        )
        of_article = Relay.objects.filter(article=OuterRef("article"), relay_kind=Relay.Kind.ARTICLE).filter(
            same | Q(mention__in=self.ids, credit__lt=OuterRef("credit"))
        )
        return self.credited().filter(
            Q(Exists(of_statement), relay_kind=Relay.Kind.STATEMENT)
            | Q(Exists(of_article), relay_kind=Relay.Kind.ARTICLE)
        )


UNITS = ("mentions", "articles", "relays", "self_credits", "joined")


def figures(decision: NameDecision) -> dict[str, int]:
    """How much a plan would change, by UNITS; relays are counted no further than COUNTED_AT_MOST + 1."""
    affected = Affected(decision)
    mentions = Mention.objects.filter(pk__in=affected.ids)
    return {
        "mentions": len(decision.mention_ids),
        "articles": mentions.aggregate(n=models.Count("article", distinct=True))["n"],
        "relays": _counted(affected.relays()),
        "self_credits": _counted(affected.self_credits()),
        "joined": _counted(affected.joined()),
    }


def _counted(found: models.QuerySet) -> int:
    return found.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()


def sharers(decision: NameDecision) -> list[Source]:
    """Who carries the printed name too, where it is to be remembered as an alias: with it, it is ambiguous."""
    return carriers_of_alias(decision.printed_name, but=decision.source) if decision.remember else []


def resolves_itself(decision: NameDecision) -> bool:
    """Whether the name, printed in an article that is marked later, would lead to the decided source alone."""
    if decision.outcome == Means.IGNORED:
        return False
    key = decision.printed_key
    others = [source for source in find(decision.printed_name).offered if source.pk != decision.source_id]
    source = decision.source
    carries = name_key(decision.source_name)[:300] == key or (
        source is not None and (source.name_key == key or source.aliases.filter(name_key=key).exists())
    )
    return not others and (decision.remember or carries)


# --- the confirmation --------------------------------------------------------------------------------------


@transaction.atomic
def confirm(decision: NameDecision, *, by, seen: dict[str, int] | None = None, shared: bool = False) -> list[str]:
    """Does what the plan says; [] then. Else the sentences that tell what has changed since its preview.

    The plan is brought up to date with these, to be shown and confirmed again. `seen` are the figures that the
    preview showed; `shared` says that the alias may be one that other sources carry. Raises ValidationError
    where it cannot be done at all any more.
    """
    held = NameDecision.objects.select_for_update(of=("self",)).select_related("source", "outlet", "article")
    decision = held.get(pk=decision.pk)
    if decision.confirmed_at is not None:
        return []  # a second click
    changed = _brought_up_to_date(decision)
    if not decision.mention_ids:
        raise ValidationError([*changed, "Nothing is left to decide: no article of that scope holds the name open."])
    if not changed and seen is not None:
        now = figures(decision)
        changed = [
            f"{unit.replace('_', '-').capitalize()}: {seen[unit]} when you looked, {now[unit]} now."
            for unit in UNITS
            if now[unit] != seen[unit]
        ]
    if changed:
        return changed
    if sharers(decision) and not shared:
        raise ValidationError(
            "Other sources carry that name: tick that both may, or go back and do not remember it as an alias."
        )
    if decision.new_kind:
        decision.source = Source(kind=decision.new_kind, name=decision.source_name, created_by=by)
        decision.source.full_clean(exclude=["name_key", "sort_key", "created_by"])
        decision.source.save()
        duplicates.compare([decision.source.pk])
    if decision.remember and decision.source is not None:
        decision.alias = _remembered(decision.printed_name, decision.source)
    decision.by, decision.confirmed_at = by, timezone.now()
    decision.save(update_fields=["source", "alias", "by", "confirmed_at"])
    decision.job = pieces.start(
        "decide a name",
        decision.mention_ids,
        what=f"Decide: {decision}",
        by=by,
        back_to=decision.get_absolute_url(),
        decision=decision.pk,
    )
    decision.save(update_fields=["job"])
    return []


def _remembered(name: str, source: Source) -> Alias | None:
    """The alias that it makes; None where the source carries that name already."""
    alias = Alias(source=source, name=name)
    alias.clean()
    if alias.name_key == source.name_key or source.aliases.filter(name_key=alias.name_key, language="").exists():
        return None
    alias.validate_constraints()
    alias.save()
    return alias


def _brought_up_to_date(decision: NameDecision) -> list[str]:
    """Makes the plan what it would be now; sentences about what differs."""
    told = []
    if decision.outcome == Means.SOURCE and not decision.new_kind:
        if decision.source is None:
            raise ValidationError(f"{decision.source_name} has been removed from the sources; choose again.")
        if decision.source.merged_into_id:
            told.append(f"{decision.source} was merged into {decision.source.living()}: that is who it means now.")
            decision.source = decision.source.living()
            decision.source_name = decision.source.name
    if decision.new_kind and not decision.another:
        carriers = find(decision.source_name).offered
        if carriers:
            names = ", ".join(f"{source} ({source.get_kind_display()})" for source in carriers)
            told.append(f"That name is carried by now: {names}. Go back and choose it, or confirm to make another.")
            decision.another = True
    if decision.scope == Scope.ARTICLE and decision.article is None:
        raise ValidationError("The article has been removed from the record.")
    now = _now_open(decision)
    told += _what_became_of(set(decision.mention_ids) - set(now)) + _what_came(set(now) - set(decision.mention_ids))
    if told:
        decision.mention_ids = now
        decision.save(update_fields=["source", "source_name", "another", "mention_ids"])
    return told


def _what_became_of(gone: Collection[int]) -> list[str]:
    if not gone:
        return []
    left = Mention.objects.filter(pk__in=gone).select_related("source", "resolved_by")
    became = Counter(
        f"{_now(mention)}{f' by {mention.resolved_by}' if mention.resolved_by else ''}" for mention in left
    )
    removed = len(gone) - sum(became.values())
    if removed:
        became["removed with the words that named them"] = removed
    return [f"Since you looked, {_mentions(n)} {'is' if n == 1 else 'are'} {what}." for what, n in became.items()]


def _what_came(new: Collection[int]) -> list[str]:
    if not new:
        return []
    articles = Article.objects.filter(mentions__in=new).distinct().order_by("-pk")
    titles = "; ".join(f"“{article}”" for article in articles[:3])
    return [f"Since you looked, {_mentions(len(new))} more came, in {titles}{' and others' if len(new) > 3 else ''}."]


def _mentions(n: int) -> str:
    return f"{n:,} mention{'' if n == 1 else 's'}"


def _now(mention: Mention) -> str:
    """What a mention is by now, as the end of a sentence."""
    if mention.resolution == Mention.Resolution.RESOLVED:
        return f"tied to {mention.source}"
    if mention.resolution == Mention.Resolution.IGNORED:
        return "said to be no source"
    return f"{mention.get_resolution_display()} (“{mention}”)"


# --- doing it, in pieces -------------------------------------------------------------------------------------


def _locked(mention_ids: Collection[int]) -> tuple[list[int], dict[int, Mention]]:
    """The articles of these mentions, locked in the order of their ids, and the mentions as they are then."""
    articles = Mention.objects.filter(pk__in=mention_ids).values("article")
    locked = Article.objects.filter(pk__in=articles).order_by("pk").select_for_update(of=("self",))
    ids = list(locked.values_list("pk", flat=True))
    mentions = Mention.objects.filter(pk__in=mention_ids).select_related("source", "resolved_by").order_by("pk")
    return ids, {mention.pk: mention for mention in mentions}


@pieces.action("decide a name")
def _decide_piece(job: BulkJob, ids: Sequence[int]) -> Outcome:
    outcome = Outcome()
    decision = NameDecision.objects.select_related("source__merged_into").get(pk=job.arguments["decision"])
    if decision.undone_by_id is not None:
        outcome.refused = [(pk, "The decision was taken back meanwhile.") for pk in ids]
        return outcome
    articles, mentions = _locked(ids)
    source = None
    if decision.outcome == Means.SOURCE and decision.source is not None:
        # after the articles, as in marking; a merge of the source waits for this piece, or this piece for it
        found = Source.objects.select_for_update(no_key=True).filter(pk=decision.source.pk).first()
        source = found.living() if found else None
    if decision.outcome == Means.SOURCE and source is None:
        outcome.refused = [(pk, f"{decision.source_name} has been removed from the sources.") for pk in ids]
        return outcome
    wanted = []
    for pk in ids:
        mention = mentions.get(pk)
        if mention is None:
            outcome.refused.append((pk, "Nothing in its article names it any more."))
        elif mention.printed_key != decision.printed_key or mention.resolution not in ("unresolved", "ambiguous"):
            by = f" by {mention.resolved_by}" if mention.resolved_by else ""
            outcome.refused.append((pk, f"In the meantime it was {_now(mention)}{by}."))
        else:
            wanted.append(mention)
    _decide(decision, source, wanted)
    refresh(articles)
    outcome.changed = len(wanted)
    return outcome


def _decide(decision: NameDecision, source: Source | None, mentions: list[Mention]) -> None:
    now = timezone.now()
    ids = [mention.pk for mention in mentions]
    reporters: dict[int, list[int]] = {}
    if source is not None and source.is_publisher:
        # an outlet that is credited reports, unless an editor has said otherwise
        silent = Attribution.objects.filter(mention__in=ids, speaks_as="").order_by("pk")
        for pk, mention in silent.values_list("pk", "mention"):
            reporters.setdefault(mention, []).append(pk)
        Attribution.objects.filter(pk__in=[pk for found in reporters.values() for pk in found]).update(
            speaks_as=Attribution.SpeaksAs.REPORTER
        )
    Mention.objects.filter(pk__in=ids).update(
        source=source,
        resolution=Mention.Resolution.RESOLVED if source else Mention.Resolution.IGNORED,
        resolved_by=decision.by_id,
        resolved_at=now,
    )
    DecidedMention.objects.bulk_create(
        DecidedMention(
            decision=decision,
            mention=mention,
            article_id=mention.article_id,
            was=mention.resolution,
            at=now,
            reporters=reporters.get(mention.pk, []),
        )
        for mention in mentions
    )


# --- taking it back -----------------------------------------------------------------------------------------------


@transaction.atomic
def undo(decision: NameDecision, *, by) -> NameDecision:
    """Takes back what the decision changed and nobody has changed by hand since; the rest says why it stayed.

    Where many rows are to be taken back, the rest is done by `undo_job`.
    """
    held = NameDecision.objects.select_for_update(of=("self",)).select_related("job", "undo_job")
    decision = held.get(pk=decision.pk)
    if decision.confirmed_at is None:
        raise ValidationError("This was never confirmed: there is nothing to take back.")
    if decision.undone_at is not None:
        raise ValidationError(f"{decision.undone_by} has taken this back already.")
    if decision.undone_by_id is not None:
        raise ValidationError(f"{decision.undone_by} is taking this back; its page shows how far that is.")
    if decision.job is not None and decision.job.state == BulkJob.State.RUNNING:
        raise ValidationError("It is still being done: stop it first, then take back what is done.")
    decision.undone_by = by
    decision.save(update_fields=["undone_by"])
    rows = list(decision.mentions.order_by("article", "pk").values_list("pk", flat=True))
    if not rows:
        _finish_undo(decision)
    decision.undo_job = pieces.start(
        "take a name back",
        rows,
        what=f"Take back: {decision}",
        by=by,
        back_to=decision.get_absolute_url(),
        decision=decision.pk,
    )
    decision.save(update_fields=["undo_job"])
    decision.refresh_from_db()
    return decision


@pieces.action("take a name back")
def _take_back_piece(job: BulkJob, ids: Sequence[int]) -> Outcome:
    outcome = Outcome()
    decision = NameDecision.objects.select_related("source").get(pk=job.arguments["decision"])
    rows = list(decision.mentions.filter(pk__in=ids, taken_back=False).order_by("article", "pk"))
    articles, mentions = _locked([row.mention_id for row in rows])
    for row in rows:
        why = _why_it_stays(decision, row, mentions.get(row.mention_id))
        if why:
            row.stayed = why[:300]
            outcome.refused.append((row.mention_id, why))
        else:
            row.taken_back = True
            outcome.changed += 1
    back = [row for row in rows if row.taken_back]
    for was in Mention.Resolution.values:
        Mention.objects.filter(pk__in=[row.mention_id for row in back if row.was == was]).update(
            source=None, resolution=was, resolved_by=None, resolved_at=None
        )
    reporters = [pk for row in back for pk in row.reporters]
    Attribution.objects.filter(
        pk__in=reporters, mention__in=[row.mention_id for row in back], speaks_as=Attribution.SpeaksAs.REPORTER
    ).update(speaks_as="")
    DecidedMention.objects.bulk_update(rows, ["taken_back", "stayed"])
    refresh(articles)
    if job.done + len(ids) >= job.total:
        _finish_undo(decision)
    return outcome


def _why_it_stays(decision: NameDecision, row: DecidedMention, mention: Mention | None) -> str:
    """Why an undo leaves this mention as it is; "" where nobody has changed it since."""
    if mention is None:
        return "Nothing in its article names it any more."
    if decision.outcome == Means.IGNORED:
        is_same = mention.resolution == Mention.Resolution.IGNORED
    else:
        # a merge moves mentions along; that is nobody's word about this one
        followed = {decision.source.pk, decision.source.living().pk} if decision.source else set()
        is_same = mention.resolution == Mention.Resolution.RESOLVED and mention.source_id in followed
    if is_same and mention.resolved_at == row.at:
        return ""
    by = f" by {mention.resolved_by}" if mention.resolved_by else ""
    return f"Changed since: it was {_now(mention)}{by}."


def _finish_undo(decision: NameDecision) -> None:
    """The alias and the source that it made go too, unless something uses them by now."""
    kept = []
    alias = decision.alias
    if alias is not None:
        users = Mention.objects.filter(source=alias.source_id, printed_key=alias.name_key).count()
        if users:
            kept.append(f"The alias “{alias}” stays: {_mentions(users)} of that name are tied to {alias.source}.")
        else:
            alias.delete()
            decision.alias = None
    source = decision.source
    if decision.new_kind and source is not None:
        use = _use_of(source)
        if use:
            kept.append(f"The source {source} stays: {use}.")
        else:
            NameDecision.objects.filter(pk=decision.pk).update(source=None, alias=None)
            decision.source = decision.alias = None
            source.delete()
    decision.kept, decision.undone_at = " ".join(kept)[:500], timezone.now()
    decision.save(update_fields=["kept", "undone_at", "alias", "source"])


# What follows from other rows is no use of a source.
_DERIVED = ("Relay", "RelayVia", "Summary", "ArticleCoverage", "OutletCoverage", "OpenName", "NameInArticle")


def _use_of(source: Source) -> str:
    """What holds a source that a decision made, in words; "" if nothing does."""
    if source.checked:
        return "a curator has checked it"
    if source.merged_into_id:
        return f"it was merged into {source.living()}"
    for relation in source._meta.get_fields():
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one or relation.many_to_many)):
            continue
        model: Any = relation.related_model
        if model.__name__ in _DERIVED or model.__name__.endswith("Event"):
            continue
        found = model._base_manager.filter(**{relation.field.name: source})  # type: ignore[union-attr]
        if model is NameDecision:
            found = found.filter(undone_by=None).exclude(confirmed_at=None)
        if found.exists():
            return f"{model._meta.verbose_name_plural} of it are there"
    return "it succeeds another source" if source.succeeds.exists() else ""


# --- asking a colleague -----------------------------------------------------------------------------------------


def ask(key: str, question: str, *, by) -> NameQuestion:
    """Keeps the name in the list, with a question that colleagues see. ValidationError by field: name, question."""
    ids = open_mentions(key, Scope.ALL)
    if not ids:
        raise ValidationError({"name": "No article holds this name unresolved any more: somebody has decided it."})
    mention = Mention.objects.get(pk=ids[-1])
    asked = NameQuestion(printed_key=key, printed_name=mention.printed_name, question=question.strip(), asked_by=by)
    asked.full_clean(exclude=["printed_key"])
    asked.save()
    return asked


@transaction.atomic
def answer(question: NameQuestion, text: str, *, by) -> NameQuestion:
    """Answers a question; ValidationError where a colleague has, or where nothing is said."""
    held = NameQuestion.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=question.pk)
    if held.answered_at is not None:
        raise ValidationError({"answer": f"{held.answered_by} has answered this already: {held.answer}"})
    if not text.strip():
        raise ValidationError({"answer": "Write an answer."})
    held.answer, held.answered_by, held.answered_at = text.strip(), by, timezone.now()
    held.full_clean(exclude=["printed_key"])
    held.save(update_fields=["answer", "answered_by", "answered_at"])
    return held
