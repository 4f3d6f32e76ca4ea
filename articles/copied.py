"""Statements of copies: what is decided of one holds for those that have the same words in other copies of the text.

Articles of one copy group carry one text. Of the statements that stand in several of them one is *first*: the review
desk shows it, and a decision about it is carried to the others. Who decided, when and why is kept; a decision of its
own that somebody takes in one copy goes before. Written only inside a step (articles/steps.py), under the locks of
all articles of the group.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, Q

from articles import text as texts
from articles.copies.words import words
from articles.models import Article, Attribution, CopiedStatement, Mention, Revision, Statement, Via
from articles.text import Span

DECIDED = ("accepted", "rejected", "unsure")  # what is carried on; a dispute is settled where it was opened
SAME_WORDS = 0.5  # of the shorter of two statements, that both have: the other copy has it already
_NOTHING = -1
_DECISION = ["state", "decided_by_id", "decided_at", "decision_reason"]
# of a statement, what is the same in every copy
_CONTENT = ["voice", "form", "polarity", "channel", "via_none_needed", "own_reporting"]


def locked(article: Article) -> tuple[Article, list[int]]:
    """The article's row and those of the copies in its group, locked in the order of their ids; (it, ids of all)."""
    group = article.copy_group_id
    if group is None:
        held = Article.objects.locked(article.pk)
        if held.copy_group_id is None:
            return held, [held.pk]
        group = held.copy_group_id
    wanted = Article.objects.filter(Q(pk=article.pk) | Q(copy_group=group, merged_into=None))
    rows = {row.pk: row for row in wanted.order_by("pk").select_for_update(of=("self",))}
    held = rows[article.pk]
    return held, [pk for pk, row in rows.items() if row.copy_group_id == held.copy_group_id or pk == held.pk]


def with_copies(article_ids: Collection[int]) -> set[int]:
    """These articles, and the living ones in a copy group with one of them."""
    groups = Article.objects.filter(pk__in=article_ids, copy_group__isnull=False).values("copy_group")
    copies = Article.objects.living().filter(copy_group__in=groups)
    return set(article_ids) | set(copies.values_list("pk", flat=True))


class Kept(Protocol):
    """Told what is about to change, so that it can be undone."""

    def statements(self, ids: Collection[int]) -> None:
        """Of these statements, the decision alone."""

    def article(self, article_id: int) -> None:
        """All of this article's marking."""


def hold(
    article_ids: Collection[int],
    only: Collection[int] | None = None,
    *,
    kept: Kept | None = None,
    decided: Collection[int] | None = None,
) -> dict[int, int]:
    """Links the statements of these copies and carries decisions on: {article changed: article decided in}.

    What an accepted statement says is marked where a copy has its words and no statement; `only` names the accepted
    ones for which that is looked for, since it reads every text. Articles that have parted give back what they had
    from each other. `decided` are statements of which nothing changed but the decision, where nothing else did: then
    those with the same words are read, and of the others only when something has to be marked.
    """
    return _Copies(article_ids, kept, decided).hold(only)


class _Copies:
    """The statements of some articles, and which is a copy of which."""

    def __init__(self, article_ids: Collection[int], kept: Kept | None, decided: Collection[int] | None) -> None:
        found = Article.objects.living().filter(pk__in=article_ids).select_related("copy_group")
        # the original, where it is held, then what was published first
        held = sorted(
            found,
            key=lambda one: (
                one.copy_group is None or one.copy_group.original_id != one.pk,
                one.published_at is None,
                one.published_at and one.published_at.timestamp(),
                one.pk,
            ),
        )
        self.articles = {article.pk: article for article in held}
        self.kept = kept
        self.changed: dict[int, int] = {}
        self.texts: dict[int, Revision] = {}
        rows = Statement.objects.filter(article__in=article_ids).order_by("spans", "pk")
        every = Q(statement__article__in=article_ids) | Q(first__article__in=article_ids)
        if decided is None:
            self._others = rows.none()
            self._read(rows, CopiedStatement.objects.filter(every))
            return
        near = _with_the_words_of(rows, decided)
        links = CopiedStatement.objects.filter(Q(statement__in=near) | Q(first__in=near))
        firsts = near | set(links.values_list("first", flat=True))
        links = CopiedStatement.objects.filter(every, Q(statement__in=near) | Q(first__in=firsts))
        near = firsts | set(links.values_list("statement", flat=True))
        self._others = rows.exclude(pk__in=near)
        self._read(rows.filter(pk__in=near), links)

    def _read(self, rows: Any, links: Any) -> None:
        self.statements = {row.pk: row for row in rows}
        self.links = {link.statement_id: link for link in links}

    def _read_all(self) -> None:
        """The statements that were left out, too: what is marked must not be told already, and may lie within one."""
        if others := {row.pk: row for row in self._others}:
            self.statements |= others
            known = CopiedStatement.objects.filter(Q(statement__in=others) | Q(first__in=others))
            self.links = {link.statement_id: link for link in known} | self.links
        self._others = self._others.none()

    def hold(self, only: Collection[int] | None) -> dict[int, int]:
        self._part()
        self._link()
        self._follow_all()
        self._mark_missing(only)
        return self.changed

    def _about_to_change(self, article_id: int) -> None:
        if self.kept is not None:
            self.kept.article(article_id)

    def _group(self, row: Statement) -> int | None:
        article = self.articles.get(row.article_id) or row.article
        return article.copy_group_id if article.merged_into_id is None else None

    # --- which is a copy of which ---------------------------------------------------------------------------

    def _part(self) -> None:
        for pk, link in list(self.links.items()):
            copy, first = self.statements.get(pk), self.statements.get(link.first_id) or link.first
            group = self._group(copy or link.statement)
            if group is not None and group == self._group(first):
                continue
            if copy is not None and _is_carried(link, copy):
                self._about_to_change(copy.article_id)
                if link.made:
                    if not copy.inner.exists():
                        self.changed[copy.article_id] = first.article_id
                        copy.delete()
                        del self.statements[pk]
                        Mention.objects.filter(
                            article=copy.article_id, attributions=None, vias=None, credits=None
                        ).delete()
                else:
                    self._decide(copy, None)
                    self.changed[copy.article_id] = first.article_id
            link.delete()
            del self.links[pk]

    def _link(self) -> None:
        """Of equal statements in the articles of a group, all that nobody has touched become copies of one."""
        alike: dict[Any, list[Statement]] = defaultdict(list)
        for article in self.articles.values():
            if article.copy_group_id is None:
                continue
            own: dict[Any, list[Statement]] = defaultdict(list)
            for row in self.statements.values():
                if row.article_id == article.pk:
                    own[_words_of(row)].append(row)
            for key, rows in own.items():
                # told several times in one text: the first is a copy of the first, where the others tell it as often
                for number, row in enumerate(rows):
                    alike[article.copy_group_id, key, number, len(rows)].append(row)
        heads = {link.first_id for link in self.links.values()}
        new = []
        for rows in alike.values():
            free = [row for row in rows if row.pk not in self.links]
            if len(free) < 2 and not any(row.pk in heads for row in free):
                # one by itself, unless what it equals is a copy of something already
                firsts = {self.links[row.pk].first_id for row in rows if row.pk in self.links}
                first = self.statements.get(next(iter(firsts))) if len(firsts) == 1 else None
            else:
                first = _first_of(free, heads)
            for row in free:
                if first is not None and row.pk != first.pk and _is_untouched(row):
                    new.append(CopiedStatement(statement=row, first=first))
        CopiedStatement.objects.bulk_create(new)
        for link in new:
            self.links[link.statement_id] = link
            # what was a copy of the copy is one of the first
            CopiedStatement.objects.filter(first=link.statement).update(first=link.first)
            for other in self.links.values():
                if other.first_id == link.statement_id:
                    other.first = link.first

    # --- decisions -------------------------------------------------------------------------------------------

    def _follow_all(self) -> None:
        """Of all links what they ask for; decisions that are one in many copies are written at once."""
        followed: dict[int | None, list[CopiedStatement]] = defaultdict(list)
        for link in list(self.links.values()):
            if (first := self._followed(link)) is not _NOTHING:
                followed[first].append(link)
        if followed and self.kept is not None:
            self.kept.statements([link.statement_id for links in followed.values() for link in links])
        for pk, links in followed.items():
            first = self.statements[pk] if pk is not None else None
            decision = _decision_of(first)
            copies = [self.statements[link.statement_id] for link in links]
            for copy in copies:
                self.changed[copy.article_id] = self.statements[self.links[copy.pk].first_id].article_id
                copy.version += 1
                for name, value in decision.items():
                    setattr(copy, name, value)
            ids = [copy.pk for copy in copies]
            Statement.objects.filter(pk__in=ids).update(version=F("version") + 1, **decision)
            for link in links:
                link.decided_at = first.decided_at if first else None
            CopiedStatement.objects.filter(pk__in=ids).update(decided_at=first.decided_at if first else None)

    def _followed(self, link: CopiedStatement) -> int | None:
        """The first whose decision the copy takes over, None where it waits again; _NOTHING: it stays as it is."""
        copy, first = self.statements.get(link.statement_id), self.statements.get(link.first_id)
        if copy is None or first is None:
            return _NOTHING
        carried = _is_carried(link, copy)
        if first.state in DECIDED and first.decided_at:
            if not carried and (copy.state != "suggested" or copy.corrected):
                return _NOTHING  # somebody has decided it here, or cut it in two
            if carried and copy.state == first.state and copy.decided_at == first.decided_at:
                return _NOTHING
            if first.corrected and first.state == "accepted" and not self._write(first, copy):
                return _NOTHING  # the words as corrected do not stand here: it waits for a decision of its own
            return first.pk
        return None if carried else _NOTHING

    def _decide(self, copy: Statement, first: Statement | None) -> None:
        """As the first, or waiting for a decision."""
        for name, value in _decision_of(first).items():
            setattr(copy, name, value)
        copy.version += 1
        copy.save(update_fields=["state", "decided_by", "decided_at", "decision_reason", "version"])

    # --- what stands in a copy and is not marked there ---------------------------------------------------------

    def _mark_missing(self, only: Collection[int] | None) -> None:
        firsts = [
            row
            for row in self.statements.values()
            if row.pk not in self.links
            and row.state == "accepted"
            and row.decided_at
            and row.spans
            and (only is None or row.pk in only)
            and row.article_id in self.articles
            and self.articles[row.article_id].copy_group_id is not None
        ]
        # an outer one before those within it
        firsts.sort(key=lambda row: (-sum(end - start for start, end in row.spans), row.pk))
        for first in firsts:
            there = {self.statements[pk].article_id for pk in self._copies_of(first) if pk in self.statements}
            group = self.articles[first.article_id].copy_group_id
            for article in self.articles.values():
                if article.copy_group_id != group or article.pk == first.article_id or article.pk in there:
                    continue
                made = Statement(article=article, found_by=first.found_by, confidence=first.confidence)
                made.corrected = first.corrected
                for name in _DECISION:
                    setattr(made, name, getattr(first, name))
                if self._write(first, made):
                    self.statements[made.pk] = made
                    link = CopiedStatement(statement=made, first=first, decided_at=first.decided_at, made=True)
                    link.save()
                    self.links[made.pk] = link
                    self.changed[article.pk] = first.article_id

    def _copies_of(self, first: Statement) -> list[int]:
        return [pk for pk, link in self.links.items() if link.first_id == first.pk]

    def _newest(self, article_id: int) -> Revision:
        if not self.texts:
            newest = Revision.objects.filter(article__in=self.articles).order_by("article", "-number")
            self.texts = {revision.article_id: revision for revision in newest.distinct("article")}
        return self.texts[article_id]

    def _write(self, first: Statement, copy: Statement) -> bool:
        """Makes `copy` say what the first says, in the words of its own text; False where they are not found."""
        self._read_all()
        revision = self._newest(copy.article_id)
        spans = _again(revision.text, first.selectors, first.spans)
        if spans is None or (copy.pk is None and self._is_told(copy.article_id, spans)):
            return False
        self._about_to_change(copy.article_id)
        text = first.revision.text
        cue = _phrase(revision.text, text, first.cue_spans)
        copy.revision, copy.spans = revision, [list(span) for span in spans]
        copy.selectors, copy.quote = texts.selectors(revision.text, spans), texts.quote(revision.text, spans)
        copy.cue_spans, copy.cue = cue, first.cue
        for name in _CONTENT:
            setattr(copy, name, getattr(first, name))
        copy.within = self._within(first, copy, spans)
        if copy.pk:
            copy.attributions.all().delete()
            copy.vias.all().delete()
            copy.figures.all().delete()
            copy.anchors.all().delete()
        copy.save()
        article = self.articles[copy.article_id]
        for one in first.attributions.select_related("mention"):
            Attribution.objects.create(
                statement=copy,
                mention=_mention_in(article, one.mention),
                source_phrase=one.source_phrase,
                source_phrase_spans=_phrase(revision.text, text, one.source_phrase_spans),
                speaks_as=one.speaks_as,
                cited_article_id=one.cited_article_id if one.cited_article_id != article.pk else None,
            )
        for via in first.vias.select_related("mention"):
            Via.objects.create(
                statement=copy,
                position=via.position,
                mention=_mention_in(article, via.mention),
                basis=via.basis,
                words=via.words,
                words_spans=_phrase(revision.text, text, via.words_spans),
                cited_article_id=via.cited_article_id if via.cited_article_id != article.pk else None,
            )
        for figure in first.figures.all():
            figure.pk, figure.statement, figure._state.adding = None, copy, True
            figure.save(force_insert=True)
        article.mentions.filter(attributions=None, vias=None, credits=None).delete()
        return True

    def _is_told(self, article_id: int, spans: Sequence[Span]) -> bool:
        """Whether the article has a statement in those words, decided or not."""
        for row in self.statements.values():
            if row.article_id != article_id:
                continue
            shared = sum(max(0, min(end, e) - max(start, s)) for start, end in spans for s, e in row.spans)
            shorter = min(sum(end - start for start, end in some) for some in (spans, row.spans))
            if shared and shared >= SAME_WORDS * shorter and _length(row.spans) <= 2 * _length(spans):
                return True
        return False

    def _within(self, first: Statement, copy: Statement, spans: Sequence[Span]) -> Statement | None:
        if first.within_id is None:
            return None
        for pk in self._copies_of(self.statements[first.within_id]):
            outer = self.statements.get(pk)
            if outer is not None and (outer.article_id, outer.revision_id) == (copy.article_id, copy.revision_id):
                return outer if texts.inside(spans, [(start, end) for start, end in outer.spans]) else None
        return None


def _decision_of(first: Statement | None) -> dict[str, Any]:
    if first is None:
        return {"state": "suggested", "decided_by_id": None, "decided_at": None, "decision_reason": ""}
    return {name: getattr(first, name) for name in _DECISION}


def _with_the_words_of(rows: Any, ids: Collection[int]) -> set[int]:
    """Which of these statements have the words and the cue of one of `ids`, those among them. One query."""
    said = {pk: (_keys(quote), _keys(cue)) for pk, quote, cue in rows.values_list("pk", "quote", "cue")}
    wanted = {said[pk] for pk in ids if pk in said}
    return {pk for pk, keys in said.items() if keys in wanted}


def _length(spans: Iterable[Sequence[int]]) -> int:
    return sum(end - start for start, end in spans)


def _first_of(rows: Sequence[Statement], heads: Collection[int]) -> Statement | None:
    """Which of equal statements, in the order of their articles, the others follow; None: decided both ways."""
    decided = [row for row in rows if row.state in DECIDED and row.decided_at]
    if decided:
        if len({row.state for row in decided}) > 1:
            return None
        return min(decided, key=lambda row: (row.pk not in heads, row.decided_at, row.pk))
    waiting = [row for row in rows if row.state == "suggested"]
    return next((row for row in waiting if row.pk in heads), waiting[0] if waiting else None)


def _is_carried(link: CopiedStatement, copy: Statement) -> bool:
    """Whether what is decided of the copy came from its first, and nobody has decided it anew since."""
    return link.decided_at is not None and copy.decided_at == link.decided_at


def _is_untouched(row: Statement) -> bool:
    """As suggesting tells it: a rule's own, as it was found."""
    return (
        row.state == "suggested" and row.version == 1 and not row.corrected and row.found_by not in ("hand", "import")
    )


def _words_of(row: Statement) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The words of a statement and of its cue, punctuation and marks aside."""
    return _keys(row.quote), _keys(row.cue)


@functools.lru_cache(maxsize=4096)  # in the copies of a text the same words come again and again
def _keys(said: str) -> tuple[int, ...]:
    return tuple(words(said).keys)


def _again(text: str, selectors: Sequence[Any], spans: Iterable[Sequence[int]]) -> list[Span] | None:
    return texts.reanchor(text, selectors, [(start, end) for start, end in spans])


def _phrase(text: str, old_text: str, spans: Iterable[Sequence[int]]) -> list[list[int]]:
    """Where a phrase stands in the other text; [] where it does not: its words are kept as printed."""
    old = [(start, end) for start, end in spans]
    return [list(span) for span in _again(text, texts.selectors(old_text, old), old) or []]


def _mention_in(article: Article, mention: Mention) -> Mention:
    """The mention of the same source in another article, made where it is not there."""
    own = article.mentions.order_by("pk")
    if mention.source_id is not None:
        held = own.filter(source=mention.source_id).first()
    elif mention.printed_key:
        held = own.filter(printed_key=mention.printed_key).first()
    else:
        held = own.filter(resolution=mention.resolution, descriptor=mention.descriptor).first()
    if held is not None:
        return held
    mention = Mention.objects.get(pk=mention.pk)
    mention.pk, mention.article, mention._state.adding = None, article, True
    mention.save(force_insert=True)
    return mention


def shown_once(statements: Any) -> Any:
    """Without those that another copy of the text shows: decided there, they are decided here."""
    # by key, for the few rows that are asked for: a list of all copied ones would be made for each page
    waiting = CopiedStatement.objects.filter(
        statement=OuterRef("pk"),
        first__state__in=("suggested", "disputed"),
        first__article__merged_into=None,
        first__article__copy_group=OuterRef("article__copy_group"),
    )
    return statements.filter(~Exists(waiting))
