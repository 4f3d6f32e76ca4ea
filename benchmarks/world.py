"""The fictional world a corpus tells of: words, topics, outlets and their owners, people and bodies, claims.

Everything follows from a seed and the number of articles. Pure Python. How many there are of each:

- 1,200 outlets from 9,600 articles on, at 10,000 as at 1,000,000: a matrix or a list of outlets has as many rows at
  both, so that what a page takes more at 1,000,000 is the tables' growth and not the page's own.
- Sources other than outlets, and names nobody has resolved, grow with the square root of the articles, as new names
  do in a growing archive; topics with its half. Claims are 3 for each 100 articles.

What is drawn is drawn by Zipf's law: a few outlets, names, topics and words make up most of what is printed.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import TypeVar

from benchmarks.languages import LANGUAGES, SHARES, Language
from sources.printed import name_key, sort_key

FIRST_DAY = dt.date(2023, 1, 1)
DAYS = 1096  # three years, and a day of a leap year
MINUTES = DAYS * 1440
DAY = [str(FIRST_DAY + dt.timedelta(days=day)) for day in range(DAYS + 800)]
NULL = "\\N"  # of COPY

WORDS = 12_000  # a language
TOPIC_WORDS = 60  # a topic and language
CLAIM_WORDS = 8
MOST_OUTLETS = 1200
AGENCIES = 12

T = TypeVar("T")


def zipf_weights(count: int, exponent: float = 1.0) -> list[float]:
    return [rank**-exponent for rank in range(1, count + 1)]


def zipf_table(items: Sequence[T], slots: int, exponent: float = 1.0) -> list[T]:
    """`slots` items, each as often as its rank says: a draw is one look-up at a random place.

    With fewer slots than a rank would need, some of the rarest are left out, evenly.
    """
    sums = list(accumulate(zipf_weights(len(items), exponent)))
    return [items[min(bisect(sums, (slot + 0.5) / slots * sums[-1]), len(items) - 1)] for slot in range(slots)]


@dataclass(slots=True)
class Source:
    id: int
    kind: str
    name: str
    key: str
    language: int  # its place in LANGUAGES
    country: str
    short: str = ""  # a person's surname
    role: str = ""  # and what it is printed with: “spokeswoman”, “at Harbour Trust”
    body: str = ""
    former: str = ""  # name up to the day before `renamed`
    former_key: str = ""
    renamed: int = -1
    host: str = ""
    former_host: str = ""

    def printed_on(self, day: int) -> tuple[str, str]:
        """Its name on that day and the key of it."""
        return (self.former, self.former_key) if day < self.renamed else (self.name, self.key)


@dataclass(slots=True)
class Topic:
    name: str
    words: list[list[str]]  # by language, in 256 places by weight
    sources: list[Source]  # who speaks about it, in 256 places by weight


@dataclass(slots=True)
class Claim:
    id: int
    topic: int
    words: list[tuple[str, ...]]  # by language
    figure: int  # 0: none
    wording: str
    day: int


@dataclass
class World:
    """See the module. `tables` are rows of the directory of sources and of claims, as COPY reads them."""

    articles: int
    seed: str
    decided: bool = False  # nothing waits: all is accepted, and all names are tied to sources
    lexicon: list[list[str]] = field(default_factory=list)  # by language, in 65,536 places by weight
    sources: list[Source] = field(default_factory=list)
    agencies: list[list[Source]] = field(default_factory=list)  # by language
    outlets: list[Source] = field(default_factory=list)  # in 4,096 places by weight
    outlets_in: list[list[Source]] = field(default_factory=list)  # the same, by language
    speakers: list[Source] = field(default_factory=list)  # in 65,536 places by weight
    unknown: list[tuple[str, str, str]] = field(default_factory=list)  # name, key, kind; in 16,384 places
    ambiguous: list[tuple[str, str]] = field(default_factory=list)  # name, key; in 256 places
    topics: list[Topic] = field(default_factory=list)
    topics_drawn: list[int] = field(default_factory=list)  # in 4,096 places by weight
    claims: list[Claim] = field(default_factory=list)
    tables: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    truth: list[dict[str, object]] = field(default_factory=list)


def make_world(articles: int, seed: str, *, decided: bool = False) -> World:
    world = World(articles, seed, decided)
    _Maker(world).make()
    return world


class _Maker:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = Random(f"{world.seed}/{world.articles}/world")
        self.used: set[str] = set()
        self.hosts: set[str] = set()

    def make(self) -> None:
        world, rng, root = self.world, self.rng, self.world.articles**0.5
        world.lexicon = [self._lexicon(language) for language in LANGUAGES]
        others = max(60, int(40 * root))
        self._publishers(min(MOST_OUTLETS, max(12, world.articles // 8)))
        self._bodies(others)
        self._people(others * 6 // 10)
        self._owners()
        self._topics(max(8, int(0.4 * root)))
        everybody = [source for source in world.sources if source.kind not in ("outlet", "agency")]
        rng.shuffle(everybody)
        world.speakers = zipf_table(everybody, 65_536)
        for topic in world.topics:
            topic.sources = zipf_table(rng.sample(everybody, min(60, len(everybody))), 256)
        self._unknown_names(max(20, int(15 * root)))
        self._aliases()
        self._claims(world.articles * 3 // 100)
        for source in world.sources:
            world.tables["sources_source"].append(self._source_row(source))

    # --- words -------------------------------------------------------------------------------------------

    def word(self, language: Language, least: int = 1, most: int = 3) -> str:
        rng = self.rng
        # short ones, mostly
        syllables = min(rng.randint(least, most), rng.randint(least, most))
        return "".join(
            rng.choice(language.onsets) + rng.choice(language.nuclei) + rng.choice(language.codas)
            for _ in range(syllables)
        )

    def new_word(self, language: Language, least: int = 1, most: int = 3) -> str:
        """One that this world has not had yet."""
        while True:
            word = self.word(language, least, most)
            if len(word) > 2 and word not in self.used:
                self.used.add(word)
                return word

    def place(self, language: Language) -> str:
        return self.new_word(language, 2, 3).capitalize()

    def _lexicon(self, language: Language) -> list[str]:
        self.used.update(language.common)
        made = [self.new_word(language) for _ in range(WORDS - len(language.common))]
        return zipf_table([*language.common, *made], 65_536)

    def a_language(self) -> int:
        return self.rng.choices(range(len(LANGUAGES)), SHARES)[0]

    # --- sources -----------------------------------------------------------------------------------------

    def _source(self, kind: str, name: str, language: int, **values: str) -> Source:
        country = self.rng.choice(LANGUAGES[language].countries)
        world = self.world
        source = Source(len(world.sources) + 1, kind, name, name_key(name)[:300], language, country, **values)
        world.sources.append(source)
        return source

    def _rename(self, source: Source, former: str) -> None:
        source.former, source.former_key = former, name_key(former)[:300]
        source.renamed = self.rng.randrange(90, DAYS - 90)
        day = dt.date.fromisoformat(DAY[source.renamed])
        self._alias(source, former, until=str(day - dt.timedelta(days=1)))
        self.world.truth.append(
            {"structure": "rename", "source": source.id, "from": former, "to": source.name, "on": str(day)}
        )

    def _publishers(self, count: int) -> None:
        world, rng = self.world, self.rng
        world.agencies = [[] for _ in LANGUAGES]
        for number in range(AGENCIES):
            # two at least in each language
            at = number % len(LANGUAGES) if number < 2 * len(LANGUAGES) else self.a_language()
            agency = self._source("agency", f"{self.place(LANGUAGES[at])} {LANGUAGES[at].agency}", at)
            world.agencies[at].append(agency)
            self._host(agency)
        outlets = []
        for number in range(count):
            at = number % len(LANGUAGES) if number < 2 * len(LANGUAGES) else self.a_language()
            language = LANGUAGES[at]
            place = self.place(language)
            outlet = self._source("outlet", f"{place} {rng.choice(language.papers)}", at)
            outlets.append(outlet)
            if rng.random() < 0.08:
                self._rename(outlet, f"{self.place(language)} {rng.choice(language.papers)}")
            self._host(outlet)
        # agencies print, too, and more than most
        everyone = outlets + [agency for group in world.agencies for agency in group]
        rng.shuffle(everyone)
        world.outlets = zipf_table(everyone, 4096)
        world.outlets_in = [
            zipf_table([outlet for outlet in everyone if outlet.language == at and outlet.kind == "outlet"], 1024)
            for at in range(len(LANGUAGES))
        ]
        world.topics_drawn = []

    def _host(self, source: Source) -> None:
        source.host = self._free_host(source.name)
        since = NULL
        if source.renamed >= 0:
            source.former_host = self._free_host(source.former)
            since = DAY[source.renamed]
            self._domain(NULL, DAY[source.renamed - 1], source.former_host, source.id)
        self._domain(since, NULL, source.host, source.id)

    def _free_host(self, name: str) -> str:
        plain = "-".join(name_key(name).split()).encode("ascii", "ignore").decode()
        host = f"{plain}.example"
        while host in self.hosts:
            host = f"{plain}-{len(self.hosts)}.example"
        self.hosts.add(host)
        return host

    def _domain(self, since: str, until: str, host: str, outlet: int) -> None:
        rows = self.world.tables["sources_domain"]
        rows.append(f"{len(rows) + 1}\t{since}\t{until}\t{host}\t\t{outlet}")

    def _bodies(self, others: int) -> None:
        rng = self.rng
        kinds = (
            ("organisation", 22, lambda language: language.bodies),
            ("group", 8, lambda language: language.groups),
            ("document", 10, lambda language: language.documents),
        )
        for kind, share, nouns in kinds:
            for _ in range(max(4, others * share // 100)):
                at = self.a_language()
                language = LANGUAGES[at]
                body = self._source(kind, f"{self.place(language)} {rng.choice(nouns(language))}", at)
                if kind == "organisation" and rng.random() < 0.03:
                    self._rename(body, f"{self.place(language)} {rng.choice(language.bodies)}")

    def _people(self, count: int) -> None:
        rng, world = self.rng, self.world
        organisations = [source for source in world.sources if source.kind == "organisation"]
        drawn = zipf_table(organisations, 4096, 0.7)
        first_names = [[self.place(language) for _ in range(150)] for language in LANGUAGES]
        surnames = [[self.place(language) for _ in range(20 + count // 6)] for language in LANGUAGES]
        for organisation in organisations[20:]:
            if rng.random() < 0.2:
                # only to one made before it, so that there is no circle
                self._affiliation(organisation, rng.choice(organisations[:20]), "")
        for _ in range(count):
            at = self.a_language()
            surname = rng.choice(surnames[at])
            person = self._source("person", f"{rng.choice(first_names[at])} {surname}", at, short=surname)
            if rng.random() < 0.6:
                body = drawn[rng.randrange(4096)]
                person.role, person.body = rng.choice(LANGUAGES[at].roles), body.name
                self._affiliation(person, body, person.role)

    def _affiliation(self, member: Source, organisation: Source, role: str) -> None:
        rows, rng = self.world.tables["sources_affiliation"], self.rng
        since = DAY[rng.randrange(DAYS // 2)] if rng.random() < 0.4 else NULL
        until = DAY[rng.randrange(DAYS // 2, DAYS)] if rng.random() < 0.2 else NULL
        rows.append(f"{len(rows) + 1}\t{since}\t{until}\t{role}\t{member.id}\t{organisation.id}")

    def _owners(self) -> None:
        """Seven outlets in ten belong to a group, and a quarter of these to another one from some day on."""
        rng, world = self.rng, self.world
        publishers = [source for source in world.sources if source.kind == "outlet"]
        owners = [source for source in world.sources if source.kind == "organisation"][: max(3, len(publishers) // 8)]
        drawn = zipf_table(owners, 1024)
        rows = world.tables["sources_ownership"]
        for outlet in publishers:
            if rng.random() > 0.7:
                continue
            owner = drawn[rng.randrange(1024)]
            until = NULL
            if rng.random() < 0.25:
                day = rng.randrange(60, DAYS - 60)
                until = DAY[day]
                buyer = drawn[rng.randrange(1024)]
                rows.append(f"{len(rows) + 1}\t{DAY[day + 1]}\t{NULL}\t{outlet.id}\t{buyer.id}")
                world.truth.append(
                    {"structure": "sold", "outlet": outlet.id, "from": owner.id, "to": buyer.id, "on": DAY[day + 1]}
                )
            rows.append(f"{len(rows) + 1}\t{NULL}\t{until}\t{outlet.id}\t{owner.id}")

    def _alias(self, source: Source, name: str, until: str = NULL, language: str = "") -> None:
        rows = self.world.tables["sources_alias"]
        rows.append(f"{len(rows) + 1}\t{NULL}\t{until}\t{name}\t{name_key(name)[:300]}\t{language}\t{source.id}")

    def _aliases(self) -> None:
        """Abbreviations, which several share now and then, and names in another language."""
        rng, world = self.rng, self.world
        carriers: dict[str, int] = defaultdict(int)
        for source in world.sources:
            if source.kind == "person":
                continue
            if rng.random() < 0.4:
                initials = "".join(word[0] for word in source.name.upper().split()) + source.name[1].upper()
                carriers[initials] += 1
                self._alias(source, initials)
            if rng.random() < 0.1:
                other = LANGUAGES[(source.language + rng.randrange(1, len(LANGUAGES))) % len(LANGUAGES)]
                self._alias(source, f"{self.place(other)} {rng.choice(other.bodies)}", language=other.code)
        shared = [(name, name_key(name)) for name, count in carriers.items() if count > 1]
        world.ambiguous = zipf_table(shared or [("Lund", "lund")], 256)

    def _unknown_names(self, count: int) -> None:
        rng = self.rng
        names = []
        for _ in range(count):
            language = LANGUAGES[self.a_language()]
            if rng.random() < 0.7:
                name, kind = f"{self.place(language)} {self.place(language)}", "person"
            else:
                name, kind = f"{self.place(language)} {rng.choice(language.bodies)}", "organisation"
            names.append((name, name_key(name)[:300], kind))
        self.world.unknown = zipf_table(names, 16_384)

    def _source_row(self, source: Source) -> str:
        code = LANGUAGES[source.language].code if source.kind in ("outlet", "agency") else ""
        checked = "f" if source.id % 9 == 0 else "t"
        sorted_by = sort_key(source.name)[:700].replace("\t", "\\t")
        return (
            f"{source.id}\t{source.kind}\t{source.name}\t{source.key}\t{sorted_by}\t{source.country}\t{code}\t\t{checked}"
            f"\t{DAY[0]} 00:00:00+00\t{NULL}\t{NULL}"
        )

    # --- topics and claims --------------------------------------------------------------------------------

    def _topics(self, count: int) -> None:
        rng, world = self.rng, self.world
        for _ in range(count):
            words = []
            for language in LANGUAGES:
                made = [self.new_word(language, 1, 3) for _ in range(TOPIC_WORDS)]
                words.append(zipf_table(made, 256, 0.6))
            world.topics.append(Topic(f"{words[0][0]} {rng.choice(words[0])}", words, []))
        world.topics_drawn = zipf_table(range(count), 4096)

    def _claims(self, count: int) -> None:
        world, rng = self.world, self.rng
        rows = world.tables["articles_claim"]
        for number in range(1, count + 1):
            topic = world.topics_drawn[rng.randrange(4096)]
            words = []
            for at, _language in enumerate(LANGUAGES):
                common, own = world.lexicon[at], world.topics[topic].words[at]
                words.append(
                    tuple(
                        own[rng.randrange(256)] if place % 2 else common[rng.randrange(20_000, 65_536)]
                        for place in range(CLAIM_WORDS)
                    )
                )
            figure = rng.choice((0, rng.randrange(3, 90), 10 * rng.randrange(10, 90), 100 * rng.randrange(10, 90)))
            day = rng.randrange(DAYS)
            figure_words = f"{figure} " if figure else ""
            wording = " ".join([*words[0][:-1], figure_words + words[0][-1]]).capitalize() + "."
            claim = Claim(number, topic, words, figure, wording, day)
            world.claims.append(claim)
            event = DAY[day] if rng.random() < 0.6 else NULL
            rows.append(
                f"{number}\t{DAY[day + 1]} 09:00:00+00\t{wording}\t{wording.casefold()[:300]}"
                f'\t{{"{world.topics[topic].name}"}}\t{{}}\t{event}\t\t{NULL}\t{NULL}'
            )
