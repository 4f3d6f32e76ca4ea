"""The demo corpus: the same at every run, marked where its words stand, and with every structure in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest

from articles.demo.corpus import demo_corpus
from articles.demo.schema import DemoArticle, DemoSpan, DemoStatement

CORPUS = demo_corpus()
ARTICLES = {article.key: article for article in CORPUS.articles}
SOURCES = {source.key: source for source in CORPUS.sources}
STATEMENTS = [(article, statement) for article in CORPUS.articles for statement in article.statements]


def spans_of(article: DemoArticle) -> list[DemoSpan]:
    spans = [credit.span for credit in article.credits]
    for statement in article.statements:
        spans += [*statement.spans, statement.cue, statement.via_evidence]
        spans += [attribution.source_phrase for attribution in statement.attributions]
        spans += [via.words for via in statement.vias]
    return [span for span in spans if span]


def inside(inner: DemoStatement, outer: DemoStatement) -> bool:
    return all(any(o.start <= i.start and i.end <= o.end for o in outer.spans) for i in inner.spans)


def test_about_three_hundred_articles():
    assert 290 <= len(CORPUS.articles) <= 320
    assert {article.key for article in CORPUS.articles if not 90 <= len(article.text.split()) <= 350} == set()


def test_same_in_another_process():
    # another hash seed, so that no order comes from a set or dict of strings
    code = "import hashlib; from articles.demo.corpus import demo_corpus; c = demo_corpus()\n"
    code += "print(hashlib.sha256(repr((c, c.articles)).encode()).hexdigest())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_words_stand_where_marked():
    for article in CORPUS.articles:
        for span in spans_of(article):
            assert article.text[span.start : span.end] == span.words
            at = -1
            for _ in range(span.occurrence + 1):
                at = article.text.index(span.words, at + 1)
            assert at == span.start


def test_figures_stand_in_the_content():
    for _, statement in STATEMENTS:
        content = " ".join(span.words for span in statement.spans)
        assert [figure.text for figure in statement.figures if figure.text not in content] == []


def test_cue_and_source_phrase_stand_outside_the_content():
    for _, statement in STATEMENTS:
        named = [statement.cue, *(one.source_phrase for one in statement.attributions)]
        wrong = [word for word in named if word for s in statement.spans if s.start <= word.start < s.end]
        assert wrong == []


def test_one_cue_makes_one_statement():
    for article in CORPUS.articles:
        cues = Counter(statement.cue.start for statement in article.statements if statement.cue)
        assert {start for start, count in cues.items() if count > 1} == set(), article.key


def test_within_lies_inside_and_comes_later():
    for article in CORPUS.articles:
        seen: dict[str, DemoStatement] = {}
        for statement in article.statements:
            if statement.within:
                assert inside(statement, seen[statement.within])
            seen[statement.key] = statement


def test_spans_are_in_order_and_apart():
    for _, statement in STATEMENTS:
        for one, following in zip(statement.spans, statement.spans[1:], strict=False):
            assert one.end <= following.start
        assert statement.spans or statement.polarity == "declined"


def test_keys_point_to_rows():
    claims = {claim.key for claim in CORPUS.claims}
    groups = {group.key for group in CORPUS.copy_groups}
    assert len(ARTICLES) == len(CORPUS.articles)
    assert {group.original for group in CORPUS.copy_groups} - {""} <= ARTICLES.keys()
    assert {article.copy_group for article in CORPUS.articles} - {""} == groups
    assert {match.claim for _, statement in STATEMENTS for match in statement.matches} == claims
    for source in CORPUS.sources:
        others = [*(owner.owner for owner in source.owners), *(one.organisation for one in source.affiliations)]
        assert set(others) <= SOURCES.keys() - {source.key}
    for article in CORPUS.articles:
        mentions = {mention.key: mention for mention in article.mentions}
        assert {m.source for m in mentions.values() if m.state == "resolved"} <= SOURCES.keys()
        assert {credit.source for credit in article.credits} - {""} <= SOURCES.keys()
        for statement in article.statements:
            pointing = (*statement.attributions, *statement.vias)
            assert {one.mention for one in pointing} <= mentions.keys()
            assert {one.cited_article for one in pointing} - {""} <= ARTICLES.keys()
            assert bool(statement.attributions) == (statement.voice == "credited")
            credited = {one.mention for one in statement.attributions}
            assert credited.isdisjoint(via.mention for via in statement.vias)


def test_a_cited_article_is_of_the_outlet_that_is_named():
    for article, statement in STATEMENTS:
        mentions = {mention.key: mention.source for mention in article.mentions}
        for one in (*statement.attributions, *statement.vias):
            if one.cited_article:
                assert mentions[one.mention] == ARTICLES[one.cited_article].outlet


def test_a_cited_article_makes_the_claim():
    for article, statement in STATEMENTS:
        claims = {match.claim for match in statement.matches}
        for one in (*statement.attributions, *statement.vias):
            if one.cited_article and claims:
                cited = ARTICLES[one.cited_article]
                assert claims & {m.claim for s in cited.statements for m in s.matches}, (article.key, cited.key)


def test_no_host_that_somebody_could_own():
    hosts = {domain.host for source in CORPUS.sources for domain in source.domains}
    hosts |= {article.address.split("/")[2] for article in CORPUS.articles if article.address}
    assert {host for host in hosts if host.rsplit(".", 1)[1] not in {"example", "test"}} == set()


def test_addresses_belong_to_the_outlet_and_are_unique():
    addresses = Counter(article.address for article in CORPUS.articles if article.address)
    assert {address for address, count in addresses.items() if count > 1} == set()
    for article in CORPUS.articles:
        homes = tuple(f"https://{domain.host}{domain.path}/" for domain in SOURCES[article.outlet].domains)
        assert article.address.startswith(homes) != bool(article.no_address)


def test_no_outlet_prints_a_title_twice_on_a_day():
    printed = Counter(
        (a.outlet, a.title, a.published.date() if isinstance(a.published, datetime) else a.published)
        for a in CORPUS.articles
    )
    assert {key for key, count in printed.items() if count > 1} == set()


def test_published_before_november_2026():
    times = [a.published for a in CORPUS.articles if a.precision == "minute"]
    days = [a.published for a in CORPUS.articles if a.precision == "day"]
    assert max(times) < datetime(2026, 11, 1, tzinfo=UTC)
    assert {type(day) for day in days} == {type(datetime(2026, 1, 1).date())}
    assert {a.published for a in CORPUS.articles if a.precision == "unknown"} == {None}
    assert {(t.year, t.month) for t in times} >= {(2025, 11), (2025, 12), *((2026, month) for month in range(1, 9))}


def test_states_of_reading():
    reading = Counter(article.reading for article in CORPUS.articles)
    assert 0.6 < reading["gone through"] / len(CORPUS.articles) < 0.8
    assert reading.keys() == {"gone through", "begun", "not looked at"}
    states = Counter(statement.state for _, statement in STATEMENTS)
    assert states.keys() == {"suggested", "accepted", "rejected", "unsure", "disputed"}
    assert 40 <= states["suggested"] <= 70
    for article, statement in STATEMENTS:
        assert (statement.state == "suggested") == bool(statement.rule) == (statement.confidence is not None)
        assert article.reading != "gone through" or statement.state != "suggested"
        assert article.reading != "not looked at" or statement.state == "suggested"


def test_every_structure_is_there():
    accepted = [(article, statement) for article, statement in STATEMENTS if statement.state == "accepted"]
    assert {s.polarity for _, s in accepted} == {"affirms", "denies", "declined"}
    assert {s.voice for _, s in accepted} == {"credited", "own voice", "none named"}
    assert {s.via_state for _, s in accepted} == {"none needed", "recorded", "not recorded"}
    assert {via.basis for _, s in accepted for via in s.vias} == {"words", "cited article", "editor"}
    assert {m.judgement for _, s in accepted for m in s.matches} == {"same", "related", "different", "unsure"}
    assert {one.speaks_as for _, s in accepted for one in s.attributions} == {"", "reporter", "party"}
    assert {m.state for a in CORPUS.articles for m in a.mentions} == {
        "resolved",
        "unresolved",
        "ambiguous",
        "unnamed",
    }
    assert {a.genre for a in CORPUS.articles} == {
        "news",
        "analysis",
        "opinion",
        "interview",
        "live",
        "press release",
        "fact check",
    }
    assert {credit.role for a in CORPUS.articles for credit in a.credits} == {
        "byline agency",
        "dateline",
        "foot line",
        "contributing",
        "h/t",
        "photo",
        "video",
        "copy",
        "passage",
    }
    assert {a.language for a in CORPUS.articles} == {"en", "de", "fr", "es", "ar"}
    assert {a.came_in for a in CORPUS.articles} == {"hand", "address", "feed", "file"}
    assert {a.no_address for a in CORPUS.articles} == {"", "print", "broadcast"}
    assert {source.kind for source in CORPUS.sources} == {
        "outlet",
        "agency",
        "organisation",
        "group",
        "person",
        "document",
    }
    assert any(len(s.attributions) > 1 for _, s in accepted)  # co-speakers
    assert any(s.spans[0].end <= len(a.title) < s.spans[-1].start for a, s in accepted if len(s.spans) > 1)
    assert any(a.outlet == m.source for a in CORPUS.articles for m in a.mentions)  # self-credit
    assert any(group.original == "" for group in CORPUS.copy_groups)


def test_chain_of_three_within_each_other():
    chain = ARTICLES["hospital-x-chain"].statements[:3]
    assert [statement.within for statement in chain] == ["", "s1", "s2"]


@pytest.mark.parametrize(
    "circle",
    [
        ("painting-x-lantern", "painting-x-beacon", "painting-x-lowland"),
        ("transfer-x-post", "transfer-x-diario", "transfer-x-tideline"),
    ],
)
def test_circle_cites_all_around(circle):
    cited = {
        key: {via.cited_article for statement in ARTICLES[key].statements for via in statement.vias} - {""}
        for key in circle
    }
    assert cited == {key: {circle[(number + 1) % 3]} for number, key in enumerate(circle)}


def test_each_wire_has_copies_and_one_that_hides_its_source():
    for group in CORPUS.copy_groups:
        copies = [a for a in CORPUS.articles if a.copy_group == group.key and a.outlet != group.agency]
        silent = [a.outlet for a in copies if not any(c.role not in {"photo"} for c in a.credits)]
        assert len(copies) >= 2
        assert len(silent) == (0 if group.key == "painting-wire" else 1), group.key


def test_an_abbreviation_that_two_sources_carry():
    carriers = {s.key for s in CORPUS.sources for alias in s.aliases if alias.name == "KHA"}
    assert carriers == {"harbour_authority", "hospital_alliance"}


def test_figures_of_the_flood_drift():
    numbers = {
        figure.text
        for article, statement in STATEMENTS
        for figure in statement.figures
        if any(match.claim == "flood-homes" and match.judgement == "same" for match in statement.matches)
        and article.language == "en"
    }
    assert numbers >= {"Around 300", "More than 300", "At least 320", "As many as 320", "up to 400"}
