"""Turns the demo corpus into rows, through the same actions that editors use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import User

from articles import actions, marking, steps
from articles.demo.corpus import demo_corpus
from articles.demo.schema import DemoArticle, DemoCorpus, DemoMention, DemoSource, DemoSpan, DemoStatement
from articles.marking import CreditData, Credited, FigureData, Provenance, StatementData, ViaData, Who
from articles.models import Article, Claim, CopyGroup, Mention, Statement
from articles.relays import together
from sources.models import Affiliation, Alias, Domain, Ownership, Source
from sources.printed import name_key


def load_demo(editor: User) -> dict[str, int]:
    """Loads everything, as if `editor` had marked it; {what: rows}. All or nothing."""
    corpus = demo_corpus()
    loader = _Loader(corpus, editor)
    with together():
        loader.load()
    return {
        "sources": len(corpus.sources),
        "articles": len(corpus.articles),
        "statements": sum(len(article.statements) for article in corpus.articles),
        "claims": len(corpus.claims),
    }


class _Loader:
    def __init__(self, corpus: DemoCorpus, editor: User) -> None:
        self.corpus = corpus
        self.editor = editor
        self.sources: dict[str, Source] = {}
        self.claims: dict[str, Claim] = {}
        self.articles: dict[str, Article] = {}

    def load(self) -> None:
        for source in self.corpus.sources:
            self.sources[source.key] = Source.objects.create(
                kind=source.kind,
                name=source.name,
                country=source.country,
                language=source.language,
                checked=True,
                created_by=self.editor,
            )
        for source in self.corpus.sources:
            self._load_names_and_ties(source)
        for claim in self.corpus.claims:
            self.claims[claim.key] = Claim.objects.create(
                wording=claim.wording, topics=list(claim.topics), event_date=claim.event_on, created_by=self.editor
            )
        for article in self.corpus.articles:
            self._store(article)
        for article in self.corpus.articles:
            self._mark(article)
        # after the marking: what is decided in one copy would be carried to the others, which have their own
        self._load_copy_groups()

    def _load_names_and_ties(self, given: DemoSource) -> None:
        source = self.sources[given.key]
        for alias in given.aliases:
            Alias.objects.create(
                source=source,
                name=alias.name,
                language=alias.language,
                starts_on=alias.starts_on,
                ends_on=alias.ends_on,
            )
        for domain in given.domains:
            Domain.objects.create(outlet=source, host=domain.host, path=domain.path)
        for owner in given.owners:
            Ownership.objects.create(
                outlet=source, owner=self.sources[owner.owner], starts_on=owner.starts_on, ends_on=owner.ends_on
            )
        for tie in given.affiliations:
            Affiliation.objects.create(
                member=source,
                organisation=self.sources[tie.organisation],
                role=tie.role,
                starts_on=tie.starts_on,
                ends_on=tie.ends_on,
            )

    def _store(self, given: DemoArticle) -> None:
        self.articles[given.key] = actions.store_article(
            outlet=self.sources[given.outlet],
            title=given.title,
            standfirst=given.standfirst,
            body=given.body,
            address=given.address,
            no_address=given.no_address,
            byline=given.byline,
            published_at=_time(given),
            published_precision=given.precision,
            genre=given.genre,
            language=given.language,
            came_in=given.came_in,
            by=self.editor if given.came_in == "hand" else None,
        )
        # as if a desk had followed the news as it came, so that “new” means something on the front page
        Article.objects.filter(pk=self.articles[given.key].pk).update(first_seen_at=_seen(given))

    def _load_copy_groups(self) -> None:
        for group in self.corpus.copy_groups:
            row = CopyGroup.objects.create(original=self.articles.get(group.original), created_by=self.editor)
            members = [
                self.articles[article.key].pk for article in self.corpus.articles if article.copy_group == group.key
            ]
            Article.objects.filter(pk__in=members).update(copy_group=row)

    def _mark(self, given: DemoArticle) -> None:
        article = self.articles[given.key]
        if not (given.statements or given.credits) and given.reading == "not looked at":
            return
        # the record shows when it was marked, a while after publication; undo is not for the demo's own marking
        self.at = _seen(given) + dt.timedelta(hours=4)
        with steps.step(article, None, "loaded the demo"):
            self.mentions = {mention.key: mention for mention in given.mentions}
            self.made: dict[str, Mention] = {}
            statements: dict[str, Statement] = {}
            for statement in given.statements:
                statements[statement.key] = self._add(article, statement, statements)
            for credit in given.credits:
                who = (
                    Who(source=self.sources[credit.source].pk)
                    if credit.source
                    else Who(printed_name=credit.printed_name, leave_open=True)
                )
                marking.add_credit(
                    article,
                    CreditData(credit.role, who, spans=_spans(credit.span), printed=credit.printed),
                    by=self.editor,
                    how=Provenance(at=self.at),
                )
            if given.reading == "gone through":
                marking.go_through(article, by=self.editor)
                Article.objects.filter(pk=article.pk).update(gone_through_at=self.at)
            elif given.reading == "begun":
                Article.objects.filter(pk=article.pk).update(progress=Article.Progress.BEGUN)

    def _add(self, article: Article, given: DemoStatement, outer: dict[str, Statement]) -> Statement:
        data = StatementData(
            spans=tuple((span.start, span.end) for span in given.spans),
            cue_spans=_spans(given.cue),
            form=given.form or "",
            polarity=given.polarity,
            channel="" if given.channel == "not said" else given.channel,
            voice=given.voice,
            credited=tuple(
                Credited(
                    self._who(article, attribution.mention),
                    source_phrase_spans=_spans(attribution.source_phrase),
                    speaks_as=attribution.speaks_as,
                    cited_article=self._article(attribution.cited_article),
                )
                for attribution in given.attributions
            ),
            within=outer[given.within].pk if given.within else None,
            vias=tuple(
                ViaData(
                    self._who(article, via.mention),
                    via.basis,
                    words_spans=_spans(via.words),
                    cited_article=self._article(via.cited_article),
                )
                for via in given.vias
            ),
            via_none_needed=given.via_state == "none needed",
            own_reporting="printed" if given.own_reporting else "",
            figures=tuple(
                FigureData(figure.text, _number(figure.low), _number(figure.high), figure.qualifier, figure.unit)
                for figure in given.figures
            ),
        )
        how = Provenance(
            state=given.state,
            found_by=given.rule or "hand",
            confidence=given.confidence,
            reason=given.reason,
            at=self.at,
        )
        statement = marking.add_statement(article, data, by=self.editor, how=how)
        for match in given.matches:
            made = marking.judge(statement, self.claims[match.claim], match.judgement, by=self.editor)
            if match.state != "accepted":
                made.state = match.state
                made.save(update_fields=["state"])
        return statement

    def _who(self, article: Article, key: str) -> Who:
        """The demo's mention as the editor would give it; one that is in the article already, by its id."""
        if key in self.made:
            return Who(mention=self.made[key].pk)
        mention = self.mentions[key]
        self.made[key] = self._mention(article, mention)
        return Who(mention=self.made[key].pk)

    def _mention(self, article: Article, given: DemoMention) -> Mention:
        if given.state == "ignored":
            return Mention.objects.create(
                article=article,
                resolution="ignored",
                printed_name=given.printed_name,
                printed_key=name_key(given.printed_name),
            )
        return marking.mention_for(
            article,
            Who(
                source=self.sources[given.source].pk if given.state == "resolved" else None,
                printed_name=given.printed_name,
                leave_open=True,
                source_kind=given.kind_guess,
                descriptor=given.descriptor if given.state == "unnamed" else "",
                number_low=given.number_low,
                number_high=given.number_high,
                body=given.body,
                reason=given.reason,
                affiliation=given.affiliation_as_printed,
            ),
            self.editor,
        )

    def _article(self, key: str) -> int | None:
        return self.articles[key].pk if key else None


def _time(given: DemoArticle) -> dt.datetime | None:
    """With day precision: that day at 00:00 UTC, as the column holds it."""
    published = given.published
    if published is None or isinstance(published, dt.datetime):
        return published
    return dt.datetime(published.year, published.month, published.day, tzinfo=dt.UTC)


def _seen(given: DemoArticle) -> dt.datetime:
    """When the desk first had it: an hour after publication, or some day in winter for the undated."""
    return (_time(given) or dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)) + dt.timedelta(hours=1)


def _spans(span: DemoSpan | None) -> tuple[tuple[int, int], ...]:
    return ((span.start, span.end),) if span else ()


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
