"""Writes that touch several tables, each in one transaction: storing articles, reports of errors.

Marking (statements, credits, judgements, undo) has a module of its own: marking.py.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from procrastinate.contrib.django import app

from articles import queue
from articles import text as texts
from articles.addresses import canonical
from articles.models import Anchor, Article, Credit, ErrorReport, Mention, Revision, Statement
from articles.relays import forget, refresh
from sources.models import Source


class AlreadyHeld(Exception):
    """The article is in the record already: `article`."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"“{article}” of {article.outlet} has this address already.")
        self.article = article


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleData:
    """An article as it is given, before anything of it is looked at; words as in the model."""

    outlet: Source
    title: str
    body: str
    standfirst: str = ""
    address: str = ""
    no_address: str = ""
    byline: str = ""
    published_at: dt.datetime | None = None
    published_precision: str = "unknown"
    genre: str = Article.Genre.NEWS
    language: str = ""
    country: str = ""


@transaction.atomic
def store_article(*, came_in: str = Article.CameIn.HAND, by=None, **given: Any) -> Article:
    """Stores an article with its first revision; `given` as ArticleData takes it.

    Raises AlreadyHeld where its address, or (without one) outlet, date, title and text are held;
    ValidationError by field for anything else that is wrong.
    """
    article, text, parts = _drafted(ArticleData(**given), came_in, by)
    held = _double(article)
    if held is not None:
        raise AlreadyHeld(held)
    article.validate_constraints()
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError as error:
        # somebody stored it between the look and the write
        held = _double(article)
        if held is None:
            raise
        raise AlreadyHeld(held) from error
    _revision(article, 1, text, parts, by).save()
    refresh([article.pk])
    _look_for_copies(article)
    return article


def _drafted(given: ArticleData, came_in: str, by) -> tuple[Article, str, texts.Parts]:
    """The article, its text and where the parts lie; no query. Raises ValidationError by field."""
    text, parts = composed(given.title, given.standfirst, given.body)
    article = Article(
        outlet=given.outlet.living(),
        address=given.address.strip(),
        no_address=given.no_address,
        title=text[slice(*parts.title)],
        byline=given.byline.strip(),
        published_at=given.published_at,
        published_precision=given.published_precision,
        genre=given.genre,
        language=given.language,
        country=given.country,
        came_in=came_in,
        created_by=by,
        text_hash=text_hash(text),
    )
    # the database looks after what points to other rows
    article.clean_fields(exclude=["outlet", "created_by", "title_sort", "address_key", "text_hash"])
    article.clean()
    return article, text, parts


_NEITHER = "Give the address, or the reason why there is none; not both."
Outcome = Article | AlreadyHeld | ValidationError


@transaction.atomic
def store_articles(
    given: Sequence[ArticleData],
    *,
    came_in: str,
    by=None,
    write: bool = True,
    before: dict[Any, Article] | None = None,
) -> list[Outcome]:
    """`store_article` for many, in a dozen queries; what became of each, in their order. None is left half-written.

    Of several that are one article the first is stored. Without `write` it is only told what would become of each;
    `before` then holds what earlier calls would have stored, and takes what this one would.
    """
    found: list[Outcome] = []
    drafts: dict[int, tuple[Article, str, texts.Parts]] = {}
    for place, one in enumerate(given):
        try:
            article, text, parts = _drafted(one, came_in, by)
            if bool(article.address) == bool(article.no_address):
                raise ValidationError(_NEITHER)
        except ValidationError as error:
            found.append(error)
        else:
            article.keep_keys()
            drafts[place] = (article, text, parts)
            found.append(article)
    held = _doubles([article for article, _text, _parts in drafts.values()]) | (before or {})
    new = []
    for place, draft in drafts.items():
        key = _identity(draft[0])
        if key in held:
            found[place] = AlreadyHeld(held[key])
        else:
            held[key] = draft[0]
            new.append(draft)
    if not write:
        if before is not None:
            before |= {_identity(article): article for article, _text, _parts in new}
        return found
    try:
        with transaction.atomic():
            Article.objects.bulk_create([article for article, _text, _parts in new])
            Revision.objects.bulk_create([_revision(article, 1, text, parts, by) for article, text, parts in new])
    except (IntegrityError, DataError):
        # one of them was stored meanwhile, or is more than we foresaw: which one, they are asked one by one
        return [_stored_alone(one, came_in, by) for one in given]
    refresh([], unmarked=[article.pk for article, _text, _parts in new])
    return found


def _stored_alone(given: ArticleData, came_in: str, by) -> Outcome:
    try:
        with transaction.atomic():
            return store_article(**{name: getattr(given, name) for name in _GIVEN}, came_in=came_in, by=by)
    except (AlreadyHeld, ValidationError) as outcome:
        return outcome
    except (IntegrityError, DataError) as error:
        return ValidationError(f"The database refuses it: {str(error).splitlines()[0]}")


_GIVEN = [field.name for field in fields(ArticleData)]


def _identity(article: Article) -> Any:
    """What two articles have in common that are one: see `_double`."""
    return article.address_key or (article.outlet_id, article.published_at, article.text_hash)


def _doubles(articles: Sequence[Article]) -> dict[Any, Article]:
    """`_double` of many, by `_identity`. Two queries."""
    keys = [article.address_key for article in articles if article.address_key]
    bare = [article for article in articles if not article.address_key]
    outlets, hashes = {article.outlet_id for article in bare}, {article.text_hash for article in bare}
    alike = Q(address_key__in=keys) | Q(address_key=None, outlet__in=outlets, text_hash__in=hashes)
    found = Article.objects.filter(alike).select_related("outlet", "merged_into__outlet")
    return {_identity(article): article.merged_into or article for article in found}


def _double(article: Article) -> Article | None:
    if article.address:
        found = Article.objects.filter(address_key=canonical(article.address).key)
    else:
        found = Article.objects.filter(
            address_key=None,
            outlet=article.outlet,
            published_at=article.published_at,
            title=article.title,
            text_hash=article.text_hash,
        )
    held = found.select_related("outlet", "merged_into__outlet").first()
    return (held.merged_into or held) if held else None


def composed(title: str, standfirst: str, body: str) -> tuple[str, texts.Parts]:
    """The revision's text and where its parts lie. Raises ValidationError by part.

    Line ends become LF and nothing else of the body is changed; title and standfirst lose outer white space.
    """
    given = {"title": title.strip(), "standfirst": standfirst.strip(), "body": body}
    if not given["title"]:
        raise ValidationError({"title": "Give the title as printed."})
    errors: dict[str, str] = {}
    for name, part in given.items():
        if not part and name == "standfirst":
            continue
        try:
            given[name] = texts.clean(part, settings.ARTICLE_TEXT_LIMIT)
        except ValueError as error:
            errors[name] = str(error)
    if "\n" in given["title"]:
        errors["title"] = "A title is one line; put the rest under standfirst."
    if errors:
        raise ValidationError(errors)
    return texts.compose(**given), texts.parts_of(**given)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _revision(article: Article, number: int, text: str, parts: texts.Parts, by) -> Revision:
    title_end = parts.title[1]
    return Revision(
        article=article,
        number=number,
        text=text,
        length=len(text),
        title_end=title_end,
        standfirst_end=parts.standfirst[1] if parts.standfirst else title_end,
        text_hash=text_hash(text),
        captured_by=by,
    )


@transaction.atomic
def revise_article(article: Article, *, title: str, standfirst: str, body: str, by=None) -> Revision:
    """Stores a new revision where the text changed, and anchors the marking in it; else returns the newest.

    What is not found again keeps its relay and is anchored nowhere (`still there` = no).
    """
    Article.objects.locked(article.pk)
    text, parts = composed(title, standfirst, body)
    newest = article.current_revision()
    if text == newest.text:
        return newest
    revision = _revision(article, newest.number + 1, text, parts, by)
    revision.save()
    article.title = text[slice(*parts.title)]
    article.save(update_fields=["title"])
    anchors = []
    for statement in article.statements.all():
        spans = texts.reanchor(text, statement.selectors, [tuple(span) for span in statement.spans])
        anchors.append(Anchor(statement=statement, revision=revision, spans=[list(span) for span in spans or []]))
    for credit in article.credits.exclude(spans=[]):
        spans = texts.reanchor(text, credit.selectors, [tuple(span) for span in credit.spans])
        anchors.append(Anchor(credit=credit, revision=revision, spans=[list(span) for span in spans or []]))
    Anchor.objects.bulk_create(anchors)
    refresh([article.pk])
    _look_for_copies(article)
    return revision


def _look_for_copies(article: Article) -> None:
    """Has a worker compare the new text with others, once this transaction is committed."""
    # by its name: tasks call actions, not the other way round
    queue.enqueue(app.tasks["find_copies"], queueing_lock=f"find_copies:{article.pk}", article_id=article.pk)


def change_article(article: Article, fields: list[str]) -> None:
    """Saves facts of an article (outlet, date, genre ...) and brings its relays in step."""
    with transaction.atomic():
        Article.objects.locked(article.pk)
        article.save(update_fields=fields)
        refresh([article.pk])


def remove_article(article: Article) -> None:
    """Deletes an article with its texts and marking. History keeps the rows; the address says that it was removed.

    Raises ValidationError where something outside it still points to it.
    """
    with transaction.atomic():
        locked = Article.objects.locked(article.pk)
        forget([locked.pk])
        # from the inside out, since marking protects what it stands on
        locked.statements.filter(within__isnull=False).update(within=None)
        try:
            locked.statements.all().delete()
            locked.credits.all().delete()
            locked.mentions.all().delete()
            locked.delete()
        except ProtectedError as error:
            held = ", ".join(sorted({str(row._meta.verbose_name) for row in error.protected_objects}))
            raise ValidationError(
                f"“{article}” was not deleted: other rows point to it ({held}). Change or remove those first."
            ) from error


def remove_articles(ids: Collection[int]) -> tuple[int, list[tuple[int, str]]]:
    """`remove_article` for many, in one transaction: (how many went, [(id, why not)])."""
    with transaction.atomic():
        locked = Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
        held = {article.pk for article in locked}
        outside = Article.objects.filter(merged_into__in=held).exclude(pk__in=held)
        kept = {article.merged_into_id or 0 for article in outside.only("merged_into")}
        going = sorted(held - kept)
        # once, since summary rows are locked in one order
        forget(going)
        Article.objects.filter(merged_into__in=going).update(merged_into=None)
        Statement.objects.filter(article__in=going, within__isnull=False).update(within=None)
        for model in (Statement, Credit, Mention):
            model._default_manager.filter(article__in=going).delete()
        Article.objects.filter(pk__in=going).delete()
    return len(going), [(pk, "Another article was merged into it; undo that first.") for pk in sorted(kept)]


# --- reports of errors ------------------------------------------------------------------------------


def report_error(*, about: str, about_id: int, address: str, label: str, text: str, by) -> ErrorReport:
    """A reader says that a row is wrong; it lands with the editors."""
    report = ErrorReport(about=about, about_id=about_id, address=address, label=label[:300], text=text.strip(), by=by)
    report.full_clean()
    report.save()
    return report


@transaction.atomic
def settle_report(report: ErrorReport, status: str, *, answer: str, by) -> ErrorReport:
    """Closes a report with an answer that the reader sees. A settled report is not settled twice."""
    held = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if held.status != ErrorReport.Status.OPEN:
        raise ValidationError(f"{held.settled_by} has settled this report already.")
    if status not in (ErrorReport.Status.CORRECTED, ErrorReport.Status.DECLINED):
        raise ValidationError({"status": "Say whether it was corrected, or that no error was found."})
    if not answer.strip():
        raise ValidationError({"answer": "Tell the reader what was done."})
    held.status, held.answer, held.settled_by, held.settled_at = status, answer.strip(), by, timezone.now()
    held.save(update_fields=["status", "answer", "settled_by", "settled_at"])
    return held
