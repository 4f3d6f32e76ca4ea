"""What several subjects share: states of a decision, spans as the database holds them, history."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q


class State(models.TextChoices):
    """Where a decision stands. Lists, figures and exports count *accepted* unless asked otherwise."""

    SUGGESTED = "suggested", "suggested"
    ACCEPTED = "accepted", "accepted"
    REJECTED = "rejected", "rejected"
    UNSURE = "unsure", "unsure"
    DISPUTED = "disputed", "disputed"


class Precision(models.TextChoices):
    MINUTE = "minute", "to the minute"
    DAY = "day", "day only"
    UNKNOWN = "unknown", "not known"


class Decidable(models.Model):
    """A row that a machine may suggest and a person decides."""

    state = models.CharField(
        max_length=20,
        choices=State,
        default=State.ACCEPTED,
        help_text="Only what is accepted is counted. Disputed: somebody objects, and it waits for a decision.",
    )
    found_by = models.CharField(
        max_length=100, default="hand", help_text="“hand”, “import”, or the rule that suggested it."
    )
    confidence = models.FloatField(
        null=True, blank=True, help_text="Of a suggestion: the calibrated probability, 0 to 1."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(
        blank=True, help_text="Why a colleague's decision was replaced, or what is unsure."
    )

    corrected = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether a person changed what a rule had suggested before accepting it.",
    )

    class Meta:
        abstract = True


class Made(models.Model):
    """Who made a row by hand, and when; empty for what a machine made."""

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


def known_state(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=f"{table}_state", condition=Q(state__in=State.values))


def confidence_in_range(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{table}_confidence", condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1)
    )


def spans_field(**kwargs) -> ArrayField:
    """`[[start, end], ...]`: Unicode code points of the revision's text, end exclusive, in order, apart."""
    return ArrayField(ArrayField(models.IntegerField(), size=2), **kwargs)


def spans_in_order(table: str, column: str = "spans") -> models.CheckConstraint:
    """`tracker_spans_in_order` is made by the first migration; NULL and {} pass."""
    return models.CheckConstraint(
        name=f"{table}_{column}_in_order",
        condition=Q(Func(models.F(column), function="tracker_spans_in_order", output_field=models.BooleanField())),
        violation_error_message="Spans must lie one after the other, each with at least one character.",
    )


def set_based(name: str, func: str) -> list[pgtrigger.Trigger]:
    """A cross-row rule checked once a statement, over `new_values`, however many rows it writes.

    PostgreSQL gives a transition table to one event only, hence a pair of triggers.
    """
    return [
        pgtrigger.Trigger(
            name=f"{name}_{operation.name.lower()}",
            operation=operation,
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="new_values"),
            func=func,
        )
        for operation in (pgtrigger.Insert, pgtrigger.Update)
    ]


def refuse_if_exists(query: str, constraint: str, sentence: str) -> str:
    """The body of a trigger that refuses what `query` finds."""
    return f"""
        IF EXISTS ({query}) THEN
            RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
        END IF;
        RETURN NULL;
    """


def follows_merges(table: str, column: str, into: str) -> list[pgtrigger.Trigger]:
    """A row that names a merged row of `into` names the living one instead.

    A form may have been open, or a transaction under way, while the two were merged. The lock waits for a merge
    that is just being done (it holds its duplicate's row), and a merge waits for rows on their way in. A row that
    names a merged one already and is changed otherwise is left alone: that is one which could not be moved.
    """
    triggers = []
    for operation, named in (
        (pgtrigger.Insert, f"SELECT n.id, n.{column} AS names FROM new_values n"),  # noqa: S608
        (
            pgtrigger.Update,
            f"SELECT n.id, n.{column} AS names FROM new_values n JOIN old_values o ON o.id = n.id "  # noqa: S608
            f"WHERE n.{column} IS DISTINCT FROM o.{column}",
        ),
    ):
        merged = f"({named}) named JOIN {into} living ON living.id = named.names AND living.merged_into_id IS NOT NULL"
        triggers.append(
            pgtrigger.Trigger(
                name=f"follows_merges_{operation.name.lower()}",
                operation=operation,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(
                    new="new_values", old="old_values" if operation is pgtrigger.Update else None
                ),
                func=f"""
                    PERFORM 1 FROM {into} WHERE id IN (SELECT names FROM ({named}) named) FOR KEY SHARE;
                    IF EXISTS (SELECT 1 FROM {merged}) THEN
                        UPDATE {table} SET {column} = living.merged_into_id FROM {merged} WHERE {table}.id = named.id;
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608 - names of tables and columns, all ours
            )
        )
    return triggers
