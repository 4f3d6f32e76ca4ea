"""The demo corpus: some 300 fictional articles, so that a fresh installation shows every page with something on it.

Written for this project; all people, bodies, outlets and places are invented, hosts end in .example or .test.
`python -m articles.demo.corpus` prints what it holds, `python -m articles.demo.corpus KEY ...` whole articles.

Fourteen stories from November 2025 to September 2026: a flood, a harbour strike, a ferry that struck a pier, a
leaked report on a sea wall, a hospital without its records, a vaccine recall, an election recount, talks on a lake,
a bank merger, a mine inspection, a lost painting, a transfer, a boil notice, a newspaper sold.

What to look for, by article key:

* wire copy: `flood-wire-*`, `ferry-wire-*` and eleven more copy groups; credited by byline, dateline, foot line
  or copy line, and in all but one of them by one outlet not at all; the original of `lake-wire` is not held
* chains: `wall-wire-*` (an agency reports what a newspaper reports from a document), `hospital-x-chain` (outlet,
  agency, unnamed engineer, one within the other), `flood-after-*` (the Courier's engineer, told on)
* circles: `painting-x-lantern`, `-beacon`, `-lowland`; `transfer-x-post`, `-diario`, `-tideline`
* a single origin behind ten headlines: `vaccine-wire-*`, `water-wire-*`
* own reporting: `wall-x-sentinel`, `strike-x-ledger`, `ferry-crash-*` ("told this newspaper", a reporter as witness)
* figures that drift: `flood-*` (around 300, more than 300, 320, up to 400 homes), `merger-*` (400 to 500 jobs),
  `water-*` (9,000 to 12,000 households)
* denials and "declined to comment" in most stories; co-speakers in `strike-*`, `recount-*`, `lake-deal-*`
* an outlet as party: `press-x-*`; an outlet crediting itself: `merger-x-ledger-self`, `wall-x-sentinel-2`
* passages retold: `wall-x-beacon`, `wall-x-sentinel-2`
* KHA, an abbreviation of both the harbour authority and the hospitals: `strike-vote-*`, `hospital-second-*`
* the Beacon, renamed in February 2026; the Harbour Courier, sold in March 2026
* German, French, Spanish and Arabic: `*-x-tageblatt`, `*-x-bote`, `*-x-phare`, `*-x-diario`, `*-x-marsa`

About seven in ten articles are gone through, the others begun or not looked at; some sixty statements are suggested
and wait for a decision, a few are unsure, disputed or rejected.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, time
from functools import cache

from articles.demo import stories_coast, stories_public, stories_town
from articles.demo.cast import SOURCES
from articles.demo.compose import (
    Lead,
    Said,
    Story,
    Unit,
    all_read,
    phase_articles,
    read_so_far,
    special_article,
    wire_articles,
)
from articles.demo.schema import DemoArticle, DemoClaim, DemoCopyGroup, DemoCorpus

STORIES: tuple[Story, ...] = (*stories_coast.STORIES, *stories_public.STORIES, *stories_town.STORIES)
CLAIMS: tuple[DemoClaim, ...] = (*stories_coast.CLAIMS, *stories_public.CLAIMS, *stories_town.CLAIMS)


@cache
def demo_corpus() -> DemoCorpus:
    """The whole corpus, the same at every call; takes well under a second."""
    articles: list[DemoArticle] = []
    groups: list[DemoCopyGroup] = []
    for story in STORIES:
        for wire in story.wires:
            made = wire_articles(story, wire)
            original = made[0].key if wire.held else ""
            groups.append(DemoCopyGroup(f"{story.key}-{wire.name}", original, wire.agency))
            articles += made
        for phase in story.phases:
            articles += phase_articles(story, phase)
        articles += [special_article(story, special) for special in story.specials]
    # those that others cite, and those written for what they show, are always gone through
    shown = _cited() | {special.key for story in STORIES for special in story.specials}
    read = [all_read(article) if article.key in shown else read_so_far(article) for article in articles]
    return DemoCorpus(SOURCES, CLAIMS, tuple(groups), tuple(sorted(read, key=_published)))


def _cited() -> set[str]:
    """Keys of the articles that a statement or via of another one points to."""
    units: list[Unit | Lead] = [special.text for story in STORIES for special in story.specials]
    units += [unit for story in STORIES for wire in story.wires for unit in wire.paragraphs]
    for phase in (phase for story in STORIES for phase in story.phases):
        units += [*phase.leads, *phase.beats, *phase.background]
    marks = [mark for unit in units for mark in unit.marks.values() if isinstance(mark, Said)]
    return {mark.cited for mark in marks} | {via.cited for mark in marks for via in mark.vias}


def _published(article: DemoArticle) -> tuple[datetime, str]:
    when = article.published
    if when is None:
        return datetime.max.replace(tzinfo=UTC), article.key
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(), UTC)
    return when, article.key


def main(keys: list[str]) -> None:
    """Prints the articles whose keys start with one of `keys`, or a summary."""
    corpus = demo_corpus()
    if keys:
        for article in corpus.articles:
            if article.key.startswith(tuple(keys)):
                place = article.address or article.no_address
                print(f"== {article.key} | {article.published} | {place} | {article.byline}\n{article.text}\n")
        return
    statements = [statement for article in corpus.articles for statement in article.statements]
    words = [len(article.text.split()) for article in corpus.articles]
    print(f"{len(corpus.articles)} articles of {min(words)} to {max(words)} words, {len(statements)} statements")
    print(f"{len(corpus.sources)} sources, {len(corpus.claims)} claims, {len(corpus.copy_groups)} copy groups")
    for name, values in (
        ("outlets", [article.outlet for article in corpus.articles]),
        ("genres", [article.genre for article in corpus.articles]),
        ("languages", [article.language for article in corpus.articles]),
        ("reading", [article.reading for article in corpus.articles]),
        ("states", [statement.state for statement in statements]),
        ("mentions", [mention.state for article in corpus.articles for mention in article.mentions]),
        ("credits", [credit.role for article in corpus.articles for credit in article.credits]),
    ):
        print(f"{name}:", ", ".join(f"{value} {count}" for value, count in Counter(values).most_common()))


if __name__ == "__main__":
    main(sys.argv[1:])
