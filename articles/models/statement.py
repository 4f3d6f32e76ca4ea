"""A statement, whom it is attributed to, and who stands between."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs, Left
from django.urls import reverse

from articles.models.article import Article, Credit, Mention, Revision
from articles.models.base import (
    Decidable,
    Made,
    confidence_in_range,
    known_state,
    refuse_if_exists,
    set_based,
    spans_field,
    spans_in_order,
)
from articles.querysets import SEARCHED_CHARACTERS, AttributionQuerySet, StatementQuerySet
from sources.models import tracked

# What `within` must hold, checked at commit for the statement and for those inside it.
WITHIN_RULES = """
    IF EXISTS (
        SELECT 1 FROM articles_statement inner_one JOIN articles_statement outer_one
            ON outer_one.id = inner_one.within_id
        WHERE (inner_one.id = NEW.id OR inner_one.within_id = NEW.id) AND (
            NOT coalesce(tracker_spans_inside(inner_one.spans, CASE
                WHEN outer_one.revision_id = inner_one.revision_id THEN outer_one.spans
                ELSE (SELECT a.spans FROM articles_anchor a
                      WHERE a.statement_id = outer_one.id AND a.revision_id = inner_one.revision_id)
            END), false)
        )
    ) THEN
        RAISE EXCEPTION 'an inner statement lies inside the outer one, in the same revision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'articles_statement_within_inside';
    END IF;
    IF EXISTS (
        WITH RECURSIVE up(id) AS (
            SELECT within_id FROM articles_statement WHERE id = NEW.id AND within_id IS NOT NULL
            UNION
            SELECT s.within_id FROM articles_statement s JOIN up ON s.id = up.id WHERE s.within_id IS NOT NULL
        ) SELECT 1 FROM up WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a statement cannot lie within itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'articles_statement_within_circle';
    END IF;
    RETURN NULL;
"""


@tracked
class Statement(Decidable, Made):
    """Content that somebody is credited with, exactly as printed. One cue with all its content."""

    class Form(models.TextChoices):
        DIRECT = "direct", "direct"
        INDIRECT = "indirect", "indirect"
        MIXED = "mixed", "mixed"

    class Polarity(models.TextChoices):
        AFFIRMS = "affirms", "affirms"
        DENIES = "denies", "denies"
        DECLINED = "declined", "declined to comment"

    class Channel(models.TextChoices):
        NOT_SAID = "", "not said"
        INTERVIEW = "interview", "interview"
        PRESS_CONFERENCE = "press conference", "press conference"
        WRITTEN = "written statement", "written statement"
        PRESS_REPORT = "press report", "press report"
        DOCUMENT = "report or document", "report or document"
        COURT = "court", "court"
        POST = "post", "post"
        BROADCAST = "broadcast", "broadcast"
        OTHER = "other", "other"

    class Voice(models.TextChoices):
        CREDITED = "credited", "credited to somebody"
        OWN = "own voice", "outlet's own voice"
        NONE_NAMED = "none named", "none named"

    class OwnReporting(models.TextChoices):
        NOT_RECORDED = "", "not recorded"
        PRINTED = "printed", "printed evidence"
        EDITOR = "editor", "an editor's word"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="statements")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="statements", help_text="The text it was marked in."
    )
    spans = spans_field(help_text="Start and end in the text, in code points, end exclusive.")
    selectors = models.JSONField(default=list, help_text="W3C TextQuoteSelector of each span.")
    quote = models.TextField(help_text="The words as printed; several spans joined by “ … ”.")
    voice = models.CharField(
        max_length=20,
        choices=Voice,
        default=Voice.CREDITED,
        help_text="Credited to somebody, to nobody (“reportedly”), or plain fact in the outlet's own voice.",
    )
    cue = models.CharField(
        max_length=300, blank=True, help_text="The words that attribute: “declared”, “according to”."
    )
    cue_spans = spans_field(default=list, blank=True)
    form = models.CharField(
        max_length=10,
        choices=Form,
        help_text="Direct if at least 90 % of the words stand inside quotation marks.",
    )
    polarity = models.CharField(
        max_length=10,
        choices=Polarity,
        default=Polarity.AFFIRMS,
        help_text="A denial never counts as carrying the claim; “declined” is a refusal to comment.",
    )
    channel = models.CharField(max_length=20, choices=Channel, blank=True, help_text="Where it was said, as printed.")
    within = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="inner",
        help_text="The statement that encloses this one.",
    )
    via_none_needed = models.BooleanField(
        default=False,
        help_text="The credited source spoke to the outlet, or published the thing: nobody stands between.",
    )
    own_reporting = models.CharField(
        max_length=10,
        choices=OwnReporting,
        blank=True,
        help_text="Evidence that the outlet found this itself.",
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        help_text="The statement of an earlier revision whose words or figure changed into these.",
    )
    note = models.TextField(blank=True, help_text="For colleagues.")
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Grows with every edit by hand.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            spans_in_order("articles_statement"),
            spans_in_order("articles_statement", "cue_spans"),
            models.CheckConstraint(
                name="articles_statement_has_content",
                condition=~Q(spans=[]) & ~Q(quote="") | Q(polarity="declined") & ~Q(cue_spans=[]),
                violation_error_message="Select the words that were said; only “declined to comment” needs none.",
            ),
            models.CheckConstraint(name="articles_statement_not_within_itself", condition=~Q(within=F("id"))),
            known_state("articles_statement"),
            confidence_in_range("articles_statement"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="articles_statement_state"),
            models.Index(
                fields=["id"],
                name="articles_statement_undecided",
                condition=Q(state__in=("suggested", "disputed")),
            ),
            # the two orders of the review desk
            models.Index(
                F("article").desc(), F("id"), name="articles_statement_by_article", condition=Q(state="suggested")
            ),
            models.Index(
                Abs(F("confidence") - 0.5), F("id"), name="articles_statement_doubtful", condition=Q(state="suggested")
            ),
            # what became of suggestions, by when it was decided
            models.Index(
                fields=["decided_at"],
                name="articles_statement_worth",
                condition=~Q(found_by__in=("hand", "import")),
            ),
            GinIndex(
                SearchVector(Left("quote", SEARCHED_CHARACTERS), config="simple"),
                name="articles_statement_words",
            ),
        ]
        triggers = [
            *set_based(
                "inside_its_article",
                refuse_if_exists(
                    """SELECT 1 FROM new_values n JOIN articles_revision r ON r.id = n.revision_id
                       WHERE r.article_id <> n.article_id OR n.spans[array_upper(n.spans, 1)][2] > r.length
                          OR n.cue_spans[array_upper(n.cue_spans, 1)][2] > r.length""",
                    "articles_statement_inside_its_article",
                    "a statement lies inside the text of a revision of its own article",
                ),
            ),
            pgtrigger.Trigger(
                name="voice_and_attributions_agree",
                operation=pgtrigger.UpdateOf("voice"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                level=pgtrigger.Row,
                condition=pgtrigger.Condition("NEW.voice <> 'credited'"),
                func=refuse_if_exists(
                    """SELECT 1 FROM articles_statement s JOIN articles_attribution a ON a.statement_id = s.id
                       WHERE s.id = NEW.id AND s.voice <> 'credited'""",
                    "articles_statement_voice",
                    "a statement in the outlet''s own voice, or with none named, credits nobody",
                ),
            ),
            pgtrigger.Trigger(
                name="within_insert",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                level=pgtrigger.Row,
                condition=pgtrigger.Condition("NEW.within_id IS NOT NULL"),
                func=WITHIN_RULES,
            ),
            pgtrigger.Trigger(
                name="within_update",
                operation=pgtrigger.UpdateOf("within_id", "spans", "revision_id"),
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                level=pgtrigger.Row,
                func=WITHIN_RULES,
            ),
        ]

    def __str__(self) -> str:
        return self.quote[:80] or self.get_polarity_display()

    def get_absolute_url(self) -> str:
        return reverse("statement_detail", args=[self.pk])

    @property
    def through_group(self) -> Statement | None:
        """The statement of another copy of the text by whose decision this one is decided; None: by its own."""
        link = getattr(self, "copied", None)
        return link.first if link and link.decided_at and link.decided_at == self.decided_at else None


class Anchor(models.Model):
    """Where a statement or credit stands in a later revision than the one it was marked in; one a revision.

    `spans` empty says that it is not there any more: the relay stays, `still there` = no.
    """

    statement = models.ForeignKey(Statement, null=True, on_delete=models.CASCADE, related_name="anchors")
    credit = models.ForeignKey(Credit, null=True, on_delete=models.CASCADE, related_name="anchors")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="anchors")
    spans = spans_field(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_anchor_one_row",
                condition=Q(statement__isnull=False, credit=None) | Q(statement=None, credit__isnull=False),
            ),
            models.UniqueConstraint(fields=["statement", "revision"], name="articles_anchor_statement_once"),
            models.UniqueConstraint(fields=["credit", "revision"], name="articles_anchor_credit_once"),
            spans_in_order("articles_anchor"),
        ]
        triggers = set_based(
            "inside_its_article",
            refuse_if_exists(
                """SELECT 1 FROM new_values n JOIN articles_revision r ON r.id = n.revision_id
                   LEFT JOIN articles_statement s ON s.id = n.statement_id
                   LEFT JOIN articles_credit c ON c.id = n.credit_id
                   WHERE r.article_id <> coalesce(s.article_id, c.article_id)
                      OR n.spans[array_upper(n.spans, 1)][2] > r.length""",
                "articles_anchor_inside_its_article",
                "an anchor lies inside a revision of its own article",
            ),
        )


@tracked
class Attribution(models.Model):
    """Ties a statement to one mention it is credited to; several for co-speakers."""

    class SpeaksAs(models.TextChoices):
        NOT_SAID = "", "not an outlet"
        REPORTER = "reporter", "reporter"
        PARTY = "party", "party"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="attributions")
    mention = models.ForeignKey(
        Mention,
        on_delete=models.PROTECT,
        related_name="attributions",
        help_text="Who is credited, as named in this article. Others are added at the desk.",
    )
    source_phrase = models.CharField(
        max_length=1000,
        blank=True,
        help_text="The words that name the source here, as printed: “He”, “Both groups”.",
    )
    source_phrase_spans = spans_field(default=list, blank=True)
    speaks_as = models.CharField(
        max_length=10,
        choices=SpeaksAs,
        blank=True,
        help_text="An outlet or agency speaks as reporter, or as party (“the broadcaster denied wrongdoing”).",
    )
    cited_article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="credited_by",
        help_text="The very article of the credited outlet, where it is held.",
    )

    objects = AttributionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "mention"], name="articles_attribution_once"),
            spans_in_order("articles_attribution", "source_phrase_spans"),
        ]
        triggers = set_based(
            "inside_its_article",
            refuse_if_exists(
                """SELECT 1 FROM new_values n JOIN articles_statement s ON s.id = n.statement_id
                   JOIN articles_revision r ON r.id = s.revision_id JOIN articles_mention m ON m.id = n.mention_id
                   WHERE m.article_id <> s.article_id OR s.voice <> 'credited'
                      OR n.source_phrase_spans[array_upper(n.source_phrase_spans, 1)][2] > r.length""",
                "articles_attribution_inside_its_article",
                "an attribution credits a mention of the statement''s own article, and the statement credits somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.mention}: {self.statement}"


@tracked
class Via(models.Model):
    """Somebody between the article and the credited source, as printed or as an editor judged.

    Enclosing statements, passages and credit lines are via too, but are read off their own rows.
    """

    class Basis(models.TextChoices):
        WORDS = "words", "words"
        CITED_ARTICLE = "cited article", "cited article"
        EDITOR = "editor", "editor"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="vias")
    position = models.PositiveSmallIntegerField(help_text="1 is nearest to the article.")
    mention = models.ForeignKey(
        Mention,
        on_delete=models.PROTECT,
        related_name="vias",
        help_text="Who stands between, as named in this article.",
    )
    basis = models.CharField(
        max_length=20, choices=Basis, help_text="What says so: printed words, a cited article, or an editor."
    )
    words = models.CharField(max_length=300, blank=True, help_text="As printed: “told the BBC”.")
    words_spans = spans_field(default=list, blank=True)
    cited_article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cited_by",
        help_text="The very article that is cited, where it is held.",
    )

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "vias"
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "position"],
                name="articles_via_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            spans_in_order("articles_via", "words_spans"),
            models.CheckConstraint(
                name="articles_via_basis", condition=Q(basis__in=("words", "cited article", "editor"))
            ),
        ]
        triggers = set_based(
            "inside_its_article",
            refuse_if_exists(
                """SELECT 1 FROM new_values n JOIN articles_statement s ON s.id = n.statement_id
                   JOIN articles_mention m ON m.id = n.mention_id WHERE m.article_id <> s.article_id""",
                "articles_via_inside_its_article",
                "a via is a mention of the statement''s own article",
            ),
        )

    def __str__(self) -> str:
        return f"via {self.mention}"
