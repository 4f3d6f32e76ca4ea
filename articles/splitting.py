"""A claim that is two: some of its statements make a new one. Kept as judgements, so that nothing is overwritten."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone

from articles import relays, steps
from articles.models import Claim, Match

SPLIT = "split"  # what a judgement that came of a split was found by


def statements_of(claim: Claim) -> QuerySet:
    """The current judgements that may move, with all that a row shows, by time."""
    return (
        Match.objects.same()
        .of_living()
        .filter(claim=claim)
        .select_related("statement__article__outlet")
        .order_by(F("statement__article__published_at").asc(nulls_last=True), "statement")
    )


def split(claim: Claim, statements: Collection[int], wording: str, *, by, reason: str) -> Claim:
    """Makes a claim of these statements of `claim`; each one's judgement *same* is replaced by one of the new claim.

    Raises ValidationError: without wording, reason or statements, with all of them, or where one is judged otherwise
    by now. One transaction; undone by `undo`.
    """
    wording, reason, wanted = " ".join(wording.split()), reason.strip(), set(statements)
    if not wording or not reason:
        raise ValidationError("Give the new claim a wording, and say why the two are not one.")
    if len(wording) > 1000:
        raise ValidationError("The wording has at most 1,000 characters.")
    if not wanted:
        raise ValidationError("Choose the statements that make the new claim.")
    with relays.together():
        # the claim first: two who split it queue up here
        locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        held = {match.statement_id: match for match in Match.objects.same().filter(claim=locked)}
        if wanted - held.keys():
            raise ValidationError("Somebody has judged one of these statements anew in the meantime; look again.")
        if wanted == held.keys():
            raise ValidationError("These are all its statements: edit the claim's wording instead.")
        made = Claim.objects.create(
            wording=wording,
            topics=locked.topics,
            event_date=locked.event_date,
            note=reason,
            split_from=locked,
            created_by=by,
        )
        _move([held[pk] for pk in sorted(wanted)], made, by, reason, "split a claim", SPLIT)
    return made


def undo(claim: Claim, *, by) -> tuple[int, int]:
    """Takes the statements of a split back into the claim they came from: (how many, how many stay).

    Those stay that somebody has judged since, and the new claim with them; without any it is merged nowhere and empty.
    Raises ValidationError where it came of no split, or was undone.
    """
    if claim.split_from_id is None:
        raise ValidationError("This claim did not come of a split.")
    with relays.together():
        locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        came = Match.objects.filter(claim=locked, judgement="same", found_by=SPLIT)
        standing = [match for match in came.select_related("statement__article") if match.replaced_at is None]
        if not standing:
            raise ValidationError("Nothing of this split is left to undo.")
        assert locked.split_from is not None
        back = locked.split_from.merged_into or locked.split_from
        judged = set(Match.objects.current().filter(claim=back, statement__in=[one.statement_id for one in standing]))
        taken = {match.statement_id for match in judged}
        moving = [match for match in standing if match.statement_id not in taken]
        _move(moving, back, by, "undid a split", "undid a split", "hand")
        stay = came.values("statement").distinct().count() - len(moving)
    return len(moving), stay


def _move(matches: Collection[Match], to: Claim, by, note: str, what: str, found_by: str) -> None:
    with steps.many({match.statement.article_id for match in matches}, by, what):
        Match.objects.filter(pk__in=[match.pk for match in matches]).update(replaced_at=timezone.now())
        Match.objects.bulk_create(
            Match(
                statement_id=match.statement_id,
                claim=to,
                judgement="same",
                found_by=found_by,
                judged_by=by,
                note=note,
            )
            for match in matches
        )
