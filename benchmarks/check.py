"""Whether a corpus is what it says: the generator writes what the product would derive, and this compares the two.

Runs on the database Django is connected to.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from articles import relays, text
from articles.addresses import canonical
from articles.models import (
    Article,
    Attribution,
    Claim,
    Credit,
    Figure,
    Match,
    Mention,
    Relay,
    Revision,
    Statement,
    Via,
)
from sources.models import Affiliation, Alias, Domain, Ownership, Source
from sources.printed import name_key

BATCH = 200  # articles

# a change that changes nothing, for the rules that triggers hold
_TOUCHED = {
    "articles_article": ("outlet_id", "id"),
    "articles_anchor": ("spans", "revision_id / 2"),
    "articles_statement": ("spans", "article_id"),
    "articles_credit": ("spans", "article_id"),
    "articles_attribution": ("mention_id", "statement_id / 16"),
    "articles_via": ("mention_id", "statement_id / 16"),
}


def differences(articles: Sequence[int]) -> Counter[str]:
    """What is not as it should be in these articles: {what: rows}; empty when all is well."""
    found: Counter[str] = Counter()
    for start in range(0, len(articles), BATCH):
        ids = articles[start : start + BATCH]
        wanted, held = relays.derive(ids), relays.stored(ids)
        for key in wanted.keys() | held.keys():
            if key not in wanted or key not in held or held[key][1] != wanted[key]:
                found["relays that differ from what derive() makes"] += 1
        found.update(_marking(ids))
        found.update(_models(ids))
        found.update(_triggers(ids))
    return found


def directory() -> Counter[str]:
    """The same for the directory of sources and the claims, all of them."""
    found: Counter[str] = Counter()
    for model in (Source, Alias, Domain, Ownership, Affiliation, Claim):
        found.update(_refused(model._default_manager.all().iterator()))
    for key, name in [*Source.objects.values_list("name_key", "name"), *Alias.objects.values_list("name_key", "name")]:
        found["name keys"] += key != name_key(name)
    return +found


def _marking(ids: Sequence[int]) -> Iterator[str]:
    """One word for each thing that is not where the row says it is, or not what it says."""
    texts = {revision.pk: revision.text for revision in Revision.objects.filter(article__in=ids)}
    for article in Article.objects.filter(pk__in=ids):
        if article.address and canonical(article.address).key != article.address_key:
            yield "address keys"
    for revision in Revision.objects.filter(article__in=ids):
        parts = revision.parts
        if hashlib.sha256(revision.text.encode()).hexdigest() != revision.text_hash:
            yield "text hashes"
        if len(revision.text) != revision.length or revision.text[parts.title[1] :][:2] != "\n\n":
            yield "parts of texts"
    phrases = dict[int, str]()
    for statement in Statement.objects.filter(article__in=ids):
        body = phrases[statement.pk] = texts[statement.revision_id]
        spans = [(start, end) for start, end in statement.spans]
        if statement.quote != text.quote(body, spans) or statement.selectors != text.selectors(body, spans):
            yield "quotes and selectors"
        if statement.form != text.form_of(body, spans):
            yield "forms"
        if statement.cue != text.quote(body, [(start, end) for start, end in statement.cue_spans]):
            yield "cues"
    for attribution in Attribution.objects.filter(statement__article__in=ids):
        spans = [(start, end) for start, end in attribution.source_phrase_spans]
        if attribution.source_phrase != text.quote(phrases[attribution.statement_id], spans):
            yield "source phrases"
    for via in Via.objects.filter(statement__article__in=ids, basis="words"):
        if via.words != text.quote(phrases[via.statement_id], [(start, end) for start, end in via.words_spans]):
            yield "words of vias"
    for credit in Credit.objects.filter(article__in=ids):
        spans = [(start, end) for start, end in credit.spans]
        if credit.selectors != text.selectors(texts[credit.revision_id], spans):
            yield "credit lines"
    for figure in Figure.objects.filter(statement__article__in=ids).select_related("statement"):
        if figure.text not in figure.statement.quote:
            yield "figures"
    for mention in Mention.objects.filter(article__in=ids):
        if mention.printed_key != name_key(mention.printed_name):
            yield "printed keys"


def _models(ids: Sequence[int]) -> Iterator[str]:
    of_statement = {"statement__article__in": ids}
    for rows in (
        Article.objects.filter(pk__in=ids),
        Revision.objects.filter(article__in=ids),
        Mention.objects.filter(article__in=ids),
        Statement.objects.filter(article__in=ids),
        Credit.objects.filter(article__in=ids),
        Relay.objects.filter(article__in=ids),
        Attribution.objects.filter(**of_statement),
        Via.objects.filter(**of_statement),
        Figure.objects.filter(**of_statement),
        Match.objects.filter(**of_statement),
    ):
        yield from _refused(rows)


def _refused(rows: Iterable[models.Model]) -> Iterator[str]:
    """A line for each field that a form would refuse; that rows it points to exist is the database's to say."""
    for row in rows:
        pointers = [field.name for field in row._meta.concrete_fields if field.is_relation]
        try:
            row.clean_fields(exclude=pointers)
        except ValidationError as error:
            for name, refusals in error.error_dict.items():
                # what may be empty in some rows is for the database's constraints, which are in force
                for refusal in refusals:
                    if refusal.code != "blank":
                        yield f"{row._meta.label}.{name}: {refusal.messages[0]}"


def _triggers(ids: Sequence[int]) -> Iterator[str]:
    """The rules across rows, asked of the triggers themselves; nothing is kept."""
    for table, (column, article) in _TOUCHED.items():
        with connection.cursor() as cursor, transaction.atomic():
            try:
                with transaction.atomic():
                    cursor.execute(
                        f"UPDATE {table} SET {column} = {column} WHERE {article} = ANY(%s)",
                        [list(ids)],
                    )
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except IntegrityError as error:
                yield f"{table}: {str(error).splitlines()[0]}"
            transaction.set_rollback(True)
