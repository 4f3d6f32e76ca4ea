"""Articles in rows: a text is made sentence by sentence, and what is marked in it noted as it is made.

`write(world, chunk, users)` gives the rows of one chunk as COPY reads them. Child rows get their ids from their
article's (statement 16 x article + number, and so on), so that chunks can be written in any process. Relays are
made here too, since deriving five million of them takes hours; `benchmarks.check` proves that they are what
`articles.relays.derive` makes of the marking.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from hashlib import sha256
from operator import itemgetter
from random import Random

from benchmarks.languages import LANGUAGES
from benchmarks.stories import Chunk, Wave
from benchmarks.world import DAY, NULL, Claim, Source, Topic, World

CLOCK = [f"{minute // 60:02}:{minute % 60:02}:00+00" for minute in range(1440)]
CONTEXT = 32  # characters of a selector's prefix and suffix, as articles.text has it
STATE_ORDER = ("accepted", "suggested", "unsure", "disputed", "rejected")

# rows an article may have of a table: what its id is multiplied by
STATEMENTS, MENTIONS, ATTRIBUTIONS, VIAS, FIGURES, MATCHES, CREDITS, RELAYS, RELAY_VIAS = (
    16,
    32,
    32,
    16,
    16,
    32,
    4,
    32,
    256,
)

COLUMNS = {
    "articles_copygroup": "id created_at note created_by_id original_id",
    "articles_article": (
        "id created_at address address_key no_address title title_sort byline language country genre came_in"
        " published_at published_precision first_seen_at text_hash progress gone_through_at note created_by_id"
        " gone_through_by_id merged_into_id outlet_id copy_group_id gone_through_revision_id"
    ),
    "articles_revision": (
        "id number text length title_end standfirst_end text_hash captured_at article_id captured_by_id"
    ),
    "articles_mention": (
        "id resolution printed_name printed_key source_kind descriptor number_low number_high body reason affiliation"
        " resolved_at article_id resolved_by_id source_id"
    ),
    "articles_credit": (
        "id state found_by confidence decided_at decision_reason created_at role spans selectors printed note"
        " article_id created_by_id decided_by_id mention_id revision_id"
    ),
    "articles_statement": (
        "id state found_by confidence decided_at decision_reason created_at spans selectors quote voice cue cue_spans"
        " form polarity channel via_none_needed own_reporting note version article_id created_by_id decided_by_id"
        " replaces_id revision_id within_id"
    ),
    "articles_anchor": "id spans credit_id revision_id statement_id",
    "articles_attribution": ("id source_phrase source_phrase_spans speaks_as cited_article_id mention_id statement_id"),
    "articles_via": "id position basis words words_spans cited_article_id mention_id statement_id",
    "articles_figure": "id position text low high qualifier unit statement_id",
    "articles_match": (
        "id judgement state found_by confidence judged_at note replaced_at claim_id judged_by_id statement_id"
    ),
    "articles_relay": (
        "id relay_kind resolution depth form polarity channel speaks_as via_state self_credit state found_by"
        " published_at published_precision language genre article_id attribution_id credit_id mention_id outlet_id"
        " source_id statement_id claim_ids"
    ),
    "articles_relayvia": "id position basis mention_id relay_id source_id resolution",
}
GENRES = ["news"] * 15 + ["analysis", "opinion", "interview", "live", "fact check", "press release"]
CAME_IN = ["feed"] * 12 + ["file"] * 4 + ["address"] * 3 + ["hand"]
STATES = ["accepted"] * 164 + ["suggested"] * 20 + ["rejected"] * 8 + ["unsure"] * 4 + ["disputed"] * 4
DECIDED = ["accepted"] * 172 + ["rejected"] * 18 + ["unsure"] * 6 + ["disputed"] * 4
RULE = "cues 1"  # what suggests

Tables = dict[str, list[str]]


class Said:
    """One statement of a draft; positions count from the start of the body."""

    __slots__ = (
        "channel",
        "claim",
        "credited",
        "cue",
        "cue_span",
        "figure",
        "form",
        "none_needed",
        "own",
        "polarity",
        "spans",
        "vias",
        "voice",
        "within",
    )

    def __init__(self, spans, cue="", cue_span=None, form="indirect", polarity="affirms", channel="", voice="credited"):
        self.spans: list[tuple[int, int]] = spans
        self.cue: str = cue
        self.cue_span: tuple[int, int] | None = cue_span
        self.form: str = form
        self.polarity: str = polarity
        self.channel: str = channel
        self.voice: str = voice
        self.within: int = -1  # its place in the draft
        self.none_needed = False
        self.own = ""
        self.claim = 0
        # (mention, phrase, start, end, speaks as, cited article)
        self.credited: list[tuple[int, str, int, int, str, int]] = []
        # (mention, basis, words, start, end, cited article)
        self.vias: list[tuple[int, str, str, int, int, int]] = []
        # (text, low, high, qualifier, unit)
        self.figure: tuple[str, int | None, int | None, str, str] | None = None


class Draft:
    """The body of an article in the making: its pieces, whom it names, what is marked in it."""

    def __init__(self, writer: Writer, language: int, topic: Topic, day: int) -> None:
        self.writer = writer
        self.rng = writer.rng
        self.random = writer.rng.random
        self.bytes = writer.rng.randbytes
        self.number = language
        self.language = LANGUAGES[language]
        self.topic = topic
        self.day = day
        self.common = writer.world.lexicon[language].__getitem__
        self.own_list = topic.words[language]
        self.own = self.own_list.__getitem__
        self.parts: list[str] = []
        self.at = 0
        self.said: list[Said] = []
        # (resolution, source or None, printed name, key, kind, descriptor, low, high, affiliation)
        self.mentions: list[tuple] = []
        self.known: dict[object, int] = {}
        self.passages: list[tuple[int, int, int]] = []  # mention, start, end

    # --- words -------------------------------------------------------------------------------------------

    def put(self, words: str) -> tuple[int, int]:
        begin = self.at
        self.parts.append(words)
        self.at = begin + len(words)
        return begin, self.at

    def words(self, count: int) -> list[str]:
        """One in three of the topic, the others of the language, each by its weight."""
        drawn = list(map(self.common, array("H", self.bytes(2 * count))))
        drawn[1::3] = map(self.own, self.bytes((count + 1) // 3))
        return drawn

    def phrase(self, least: int, most: int) -> str:
        return " ".join(self.words(least + int(self.random() * (most - least + 1))))

    def sentence(self, least: int, most: int) -> str:
        return _capital(self.phrase(least, most)) + "."

    def filler(self) -> None:
        """Nobody's words: a sentence or two."""
        self.put(self.sentence(10, 16) + " " + self.sentence(8, 16))

    def paragraph(self) -> None:
        self.put("\n\n")

    def content(self, said_figure: list) -> str:
        """What somebody says; one in five has a figure, which is put into the list."""
        words = self.words(9 + int(self.random() * 9))
        if self.random() < 0.2:
            value = int(10 ** (1 + 3 * self.random()))
            words[4] = self.figure(value, self.own_list[value % 256], said_figure)
        return " ".join(words)

    def figure(self, value: int, unit: str, said_figure: list, plain: bool = False) -> str:
        qualifiers = self.language.qualifiers
        qualifier, low, high = qualifiers[0 if plain or self.random() < 0.4 else int(self.random() * len(qualifiers))]
        text = f"{qualifier} {value} {unit}" if qualifier else f"{value} {unit}"
        said_figure.append((text, value if low else None, value if high else None, qualifier, unit))
        return text

    # --- whom it names -------------------------------------------------------------------------------------

    def somebody(self) -> int:
        """A mention to credit: four in five resolved, and of these half from the topic's own people."""
        drawn, writer = self.random(), self.writer
        if drawn < 0.8:
            if self.random() < 0.5:
                return self.mention(self.topic.sources[int(self.random() * 256)])
            return self.mention(writer.world.speakers[int(self.random() * 65_536)])
        if drawn < 0.88:
            name, key, kind = writer.world.unknown[int(self.random() * 16_384)]
            return self._add(key, ("unresolved", None, name, key, kind, "", None, None, ""))
        if drawn < 0.9:
            name, key = writer.world.ambiguous[int(self.random() * 256)]
            return self._add(key, ("ambiguous", None, name, key, "", "", None, None, ""))
        if drawn < 0.91:
            name, key, kind = writer.world.unknown[int(self.random() * 16_384)]
            return self._add(key, ("ignored", None, name, key, kind, "", None, None, ""))
        return self.unnamed()

    def unnamed(self) -> int:
        language = self.language
        number = int(self.random() * 4)
        noun = language.unnamed[int(self.random() * len(language.unnamed))]
        descriptor = f"{language.numbers[number]} {self.own_list[int(self.random() * 256)]} {noun}"
        low = number + 1
        return self._add(("unnamed", len(self.mentions)), ("unnamed", None, "", "", "", descriptor, low, low, ""))

    def mention(self, source: Source) -> int:
        at = self.known.get(source.id)
        if at is not None:
            return at
        name, key = source.printed_on(self.day)
        affiliation = ""
        if source.body and self.random() < 0.4:
            # a word of chance on either side, or two articles that name her would have a row of words in common
            first, second = self.own_list[int(self.random() * 256)], self.common(int(self.random() * 65_536))
            affiliation = f"{first} {source.role} {self.language.at} {second} {source.body}"
        return self._add(source.id, ("resolved", source, name, key, "", "", None, None, affiliation))

    def _add(self, key: object, mention: tuple) -> int:
        at = self.known.get(key)
        if at is None:
            at = self.known[key] = len(self.mentions)
            self.mentions.append(mention)
            self.named = False
            self.writer.first[at] = True
        return at

    def name(self, at: int) -> tuple[int, str, int, int, str, int]:
        """Puts the words that name a mention; in full the first time, then by surname or pronoun."""
        resolution, source, printed, _key, _kind, descriptor, _low, _high, affiliation = self.mentions[at]
        first = self.writer.first
        speaks_as = ""
        after = ""
        if resolution == "unnamed":
            phrase = descriptor
        elif first.get(at) or source is None or source.kind != "person":
            phrase = printed
            after = f", {affiliation}," if affiliation and first.get(at) else ""
            if source is not None and source.kind in ("outlet", "agency"):
                speaks_as = "party" if self.random() < 0.1 else "reporter"
        else:
            phrase = source.short if self.random() < 0.6 else self.language.pronouns[source.id % 2]
        first[at] = False
        begin, end = self.put(phrase)
        if after:
            self.put(after)
        return (at, phrase, begin, end, speaks_as, 0)

    # --- what is said ----------------------------------------------------------------------------------------

    def add(self, said: Said) -> Said:
        self.said.append(said)
        return said

    def cue(self) -> tuple[str, str]:
        cues = self.language.said
        return cues[int(self.random() * len(cues))]

    def indirect(self, who: int, content: str | None = None, figure: list | None = None, also: int = -1) -> Said:
        """Ada Lund said that ..."""
        figure = [] if figure is None else figure
        content = content or self.content(figure)
        credited = [self.name(who)]
        if also >= 0 and also != who:
            self.put(self.language.both)
            credited.append(self.name(also))
        cue, channel = self.cue()
        self.put(" ")
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(content)], cue, cue_span, "indirect", "affirms", channel)
        self.put(".")
        said.credited = credited
        said.figure = figure[0] if figure else None
        return self.add(said)

    def direct(self, who: int, content: str | None = None, figure: list | None = None, pieces: int = 1) -> Said:
        """“...,” Ada Lund said. With two pieces: “...,” Ada Lund said, “...”"""
        figure = [] if figure is None else figure
        content = _capital(content or self.content(figure))
        language = self.language
        second = ""
        if pieces == 2:
            content, second = _capital(self.phrase(5, 9)), self.phrase(6, 10)
            figure = []
        self.put(language.opening)
        spans = [self.put(content)]
        self.put(f",{language.closing} " if language.comma_inside else f"{language.closing}, ")
        cue, channel = self.cue()
        if language.comma_inside:
            credited = self.name(who)
            self.put(" ")
            cue_span = self.put(cue)
        else:
            cue_span = self.put(cue)
            self.put(" ")
            credited = self.name(who)
        if second:
            self.put(f", {language.opening}")
            spans.append(self.put(second))
            self.put(f".{language.closing}")
        else:
            self.put(".")
        said = Said(spans, cue, cue_span, "direct", "affirms", channel)
        said.credited = [credited]
        said.figure = figure[0] if figure else None
        return self.add(said)

    def mixed(self, who: int) -> Said:
        """Ada Lund said that ... “...”."""
        language = self.language
        credited = self.name(who)
        cue, channel = self.cue()
        self.put(" ")
        cue_span = self.put(cue)
        self.put(language.that)
        begin, _ = self.put(self.phrase(5, 8))
        self.put(f" {language.opening}")
        self.put(self.phrase(4, 7))
        _, end = self.put(language.closing)
        self.put(".")
        said = Said([(begin, end)], cue, cue_span, "mixed", "affirms", channel)
        said.credited = [credited]
        return self.add(said)

    def according(self, who: int, content: str | None = None, figure: list | None = None) -> Said:
        figure = [] if figure is None else figure
        content = content or self.content(figure)
        cue, join = self.language.according
        cue_span = self.put(cue)
        self.put(" ")
        credited = self.name(who)
        self.put(join)
        said = Said([self.put(content)], cue, cue_span)
        if self.mentions[who][1] is not None and self.mentions[who][1].kind == "document":
            said.channel = "report or document"
        self.put(".")
        said.credited = [credited]
        said.figure = figure[0] if figure else None
        return self.add(said)

    def told(
        self, who: int, outlet: int, content: str | None = None, figure: list | None = None, cited: int = 0
    ) -> Said:
        """Ada Lund told the Harbour Post that ...: the Post is via, by words."""
        figure = [] if figure is None else figure
        content = content or self.content(figure)
        credited = self.name(who)
        cue, middle = self.language.told
        self.put(" ")
        cue_span = self.put(cue)
        self.put(middle)
        via = self.name(outlet)
        words = f"{cue}{middle}{via[1]}"
        self.put(self.language.that)
        said = Said([self.put(content)], cue, cue_span, channel="press report")
        self.put(".")
        said.credited = [credited]
        said.vias.append((outlet, "words", words, cue_span[0], via[3], cited))
        said.figure = figure[0] if figure else None
        return self.add(said)

    def reported(self, outlet: int, content: str | None = None, figure: list | None = None, cited: int = 0) -> Said:
        """The Harbour Post reported that ...: the Post is whom it is credited to."""
        figure = [] if figure is None else figure
        content = content or self.content(figure)
        credited = self.name(outlet)
        self.put(" ")
        cues = self.language.reported
        cue = cues[int(self.random() * len(cues))]
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(content)], cue, cue_span, channel="press report")
        self.put(".")
        said.credited = [(*credited[:4], "reporter", cited)]
        said.figure = figure[0] if figure else None
        return self.add(said)

    def nested(
        self, outlet: int, who: int, content: str | None = None, figure: list | None = None, cited: int = 0
    ) -> Said:
        """The Harbour Post reported that Ada Lund had said that ...; returns the inner one."""
        figure = [] if figure is None else figure
        content = content or self.content(figure)
        language = self.language
        credited = self.name(outlet)
        self.put(" ")
        cue = language.reported[int(self.random() * len(language.reported))]
        cue_span = self.put(cue)
        self.put(language.that)
        begin, _ = self.put(self.phrase(2, 3))
        self.put(" ")
        speaker = self.name(who)
        self.put(" ")
        inner_cue, join = language.had_said[int(self.random() * len(language.had_said))]
        inner_cue_span = self.put(inner_cue)
        self.put(join)
        inner_span = self.put(content)
        self.put(".")
        outer = self.add(Said([(begin, inner_span[1])], cue, cue_span, channel="press report"))
        outer.credited = [(*credited[:4], "reporter", cited)]
        inner = Said([inner_span], inner_cue, inner_cue_span)
        inner.credited = [speaker]
        inner.within = len(self.said) - 1
        inner.figure = figure[0] if figure else None
        return self.add(inner)

    def denied(self, who: int, content: str | None = None) -> Said:
        cues = self.language.denied
        cue = cues[int(self.random() * len(cues))]
        credited = self.name(who)
        self.put(" ")
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(content or self.phrase(7, 14))], cue, cue_span, "indirect", "denies")
        self.put(".")
        said.credited = [credited]
        return self.add(said)

    def declined(self, who: int) -> Said:
        cues = self.language.declined
        cue = cues[int(self.random() * len(cues))]
        credited = self.name(who)
        self.put(" ")
        said = Said([], cue, self.put(cue), "indirect", "declined")
        self.put(".")
        said.credited = [credited]
        return self.add(said)

    def nobody(self) -> Said:
        """Reportedly ...: credited to nobody."""
        cues = self.language.reportedly
        cue = cues[int(self.random() * len(cues))]
        cue_span = self.put(cue)
        self.put(" ")
        said = Said([self.put(self.phrase(8, 14))], cue, cue_span, voice="none named")
        self.put(".")
        return self.add(said)

    def own_voice(self) -> Said:
        said = Said([self.put(_capital(self.phrase(8, 14)))], voice="own voice")
        said.own = "printed" if self.random() < 0.4 else ""
        self.put(".")
        return self.add(said)

    def anything(self) -> None:
        """A statement that has nothing to do with a claim, of any frame."""
        drawn = self.random()
        if drawn < 0.04:
            self.nobody()
            return
        if drawn < 0.06:
            self.own_voice()
            return
        who = self.somebody()
        if drawn < 0.36:
            said = self.indirect(who)
        elif drawn < 0.56:
            said = self.direct(who)
        elif drawn < 0.66:
            said = self.mixed(who)
        elif drawn < 0.71:
            said = self.direct(who, pieces=2)
        elif drawn < 0.79:
            said = self.according(who)
        elif drawn < 0.83:
            said = self.indirect(who, also=self.somebody())
        elif drawn < 0.88:
            self.told(who, self.mention(self.writer.an_outlet()))
            return
        elif drawn < 0.93:
            self.nested(self.mention(self.writer.an_outlet()), who)
            return
        elif drawn < 0.97:
            said = self.denied(who)
        else:
            said = self.declined(who)
        said.none_needed = self.random() < 0.25


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class Writer:
    """Writes one chunk."""

    def __init__(self, world: World, chunk: Chunk, users: list[int]) -> None:
        self.world = world
        self.chunk = chunk
        self.users = users
        self.rng = Random(f"{world.seed}/{world.articles}/chunk/{chunk.number}")
        self.first: dict[int, bool] = {}  # mentions of the draft at hand that are not named yet
        self.rows: Tables = defaultdict(list)
        self.truth: list[str] = []
        self.next = chunk.first

    def write(self) -> tuple[dict[str, bytes], str]:
        for wave in self.chunk.waves:
            self.wave(wave)
        for _ in range(self.chunk.singles):
            self.single()
        rows = {table: ("\n".join(rows) + "\n").encode() for table, rows in self.rows.items() if rows}
        return rows, "".join(self.truth)

    def an_outlet(self) -> Source:
        return self.world.outlets[int(self.rng.random() * 4096)]

    def a_moment(self) -> int:
        return self.chunk.begins + int(self.rng.random() * (self.chunk.ends - self.chunk.begins))

    def draft(self, language: int, topic: Topic, minute: int) -> Draft:
        self.first = {}
        return Draft(self, language, topic, minute // 1440)

    # --- articles that stand alone -----------------------------------------------------------------------

    def single(self) -> None:
        outlet, minute = self.an_outlet(), self.a_moment()
        topic = self.world.topics[self.world.topics_drawn[int(self.rng.random() * 4096)]]
        draft = self.draft(outlet.language, topic, minute)
        self.fill(draft, 3 + int(self.rng.random() * 5))
        self.store(draft, outlet, minute)

    def fill(self, draft: Draft, statements: int) -> None:
        """Statements about this and that, each with nobody's words around it."""
        random = self.rng.random
        for number in range(statements):
            if draft.at:
                draft.paragraph()
            begin = draft.at
            draft.anything()
            draft.put(" " + draft.sentence(8, 14) if random() < 0.6 else "")
            if number == 1 and random() < 0.02:
                draft.passages.append((draft.mention(self.an_outlet()), begin, draft.at))
            if number % 2 or statements < 4:
                draft.paragraph()
                draft.filler()

    # --- waves ---------------------------------------------------------------------------------------------

    def wave(self, wave: Wave) -> None:
        _Wave(self, wave).write()

    # --- rows ------------------------------------------------------------------------------------------------

    def store(
        self,
        draft: Draft,
        outlet: Source,
        minute: int,
        *,
        title: str = "",
        titled: int = -1,
        group: int = 0,
        credit: tuple[str, Source] | None = None,
    ) -> int:
        """Writes all rows of one article and returns its id.

        `titled` is the statement that the title tells, too; `credit` the role and agency that the whole text is
        credited to.
        """
        random, rows, pk = self.rng.random, self.rows, self.next
        self.next += 1
        day, clock = minute // 1440, CLOCK[minute % 1440]
        precision = random()
        if precision < 0.7:
            precision, published = "minute", f"{DAY[day]} {clock}"
        elif precision < 0.94:
            precision, published = "day", f"{DAY[day]} 00:00:00+00"
        else:
            precision, published = "unknown", NULL
        seen = f"{DAY[day + 1]} {clock}"
        later = f"{DAY[day + 3 + int(random() * 60)]} {CLOCK[int(random() * 1440)]}"
        users = self.users
        user = users[int(random() * len(users))]

        # the text
        title = title or _capital(draft.phrase(5, 9))
        standfirst = draft.sentence(10, 18) if random() < 0.6 else ""
        title_end = len(title)
        head = f"{title}\n\n{standfirst}\n\n" if standfirst else f"{title}\n\n"
        standfirst_end = len(head) - 2
        mentions = draft.mentions
        body = "".join(draft.parts)
        foot: list[tuple[str, int, int, int]] = []  # credits: role, mention, start, end
        byline = ""
        if credit is not None:
            role, agency = credit
            mentions = list(mentions)
            at = draft.known.get(agency.id)
            if at is None:
                at = len(mentions)
                name, key = agency.printed_on(day)
                mentions.append(("resolved", agency, name, key, "", "", None, None, ""))
            name = mentions[at][2]
            if role == "dateline":
                line = f"{name.split()[0].upper()} ({name}) – "
                head += line
                foot.append((role, at, len(head) - len(line), len(head) - 3))
            elif role == "foot line":
                begin = len(head) + len(body) + 2
                body = f"{body}\n\n({name})"
                foot.append((role, at, begin, begin + len(name) + 2))
            else:
                byline = name
                foot.append((role, at, 0, 0))
                if random() < 0.2:
                    begin = len(head) + len(body) + 2
                    body = f"{body}\n\n({name})"
                    foot.append(("foot line", at, begin, begin + len(name) + 2))
        else:
            byline = f"{_capital(draft.common(30_000 + day))} {_capital(draft.common(20_000 + int(random() * 40_000)))}"
        shift = len(head)
        text = head + body
        length = len(text)
        digest = sha256(text.encode()).hexdigest()
        escaped = text.replace("\n", "\\n")

        # the article
        language = LANGUAGES[outlet.language].code
        if random() < 0.2:
            language = f"{language}-{outlet.country}"
        country = outlet.country if random() < 0.08 else ""
        genre = GENRES[int(random() * len(GENRES))]
        drawn = random()
        if drawn < 0.4:
            progress, states = "gone through", DECIDED
            through = (later, user, 2 * pk)
        else:
            progress, states = ("begun" if drawn < 0.6 else "not looked at"), STATES
            through = (NULL, NULL, NULL)
        if random() < 0.96:
            host = outlet.former_host if day < outlet.renamed else outlet.host
            slug = "-".join(title.lower().encode("ascii", "ignore").decode().split()[:4])
            key = f"{host}/{DAY[day][:4]}/{slug}-{pk}"
            address, no_address = f"https://{key}", ""
        else:
            address, key, no_address = "", NULL, ("print", "broadcast", "gone")[int(random() * 3)]
        came_in = CAME_IN[int(random() * len(CAME_IN))]
        maker = user if came_in == "hand" else NULL
        rows["articles_article"].append(
            f"{pk}\t{seen}\t{address}\t{key}\t{no_address}\t{title}\t{title.casefold()[:300]}\t{byline}\t{language}"
            f"\t{country}\t{genre}\t{came_in}\t{published}\t{precision}\t{seen}\t{digest}\t{progress}\t{through[0]}\t"
            f"\t{maker}\t{through[1]}\t{NULL}\t{outlet.id}\t{group or NULL}\t{through[2]}"
        )
        revision = 2 * pk
        rows["articles_revision"].append(
            f"{revision}\t1\t{escaped}\t{length}\t{title_end}\t{standfirst_end}\t{digest}\t{seen}\t{pk}\t{NULL}"
        )
        anchored = random() < 0.02
        if anchored:
            # a later capture with a paragraph more: all that was marked stands where it stood
            more = draft.sentence(12, 20)
            longer = f"{text}\n\n{more}"
            rows["articles_revision"].append(
                f"{revision + 1}\t2\t{escaped}\\n\\n{more}\t{len(longer)}\t{title_end}\t{standfirst_end}"
                f"\t{sha256(longer.encode()).hexdigest()}\t{later}\t{pk}\t{NULL}"
            )
        if random() < 0.05:
            foot.append(("photo", *self._photo(draft, mentions), 0, 0))

        # whom it names
        first_mention = pk * MENTIONS
        identity: list[int] = []  # the source's id; below zero for a mention of nobody known
        source_ids: list[int] = []
        for number, (resolution, source, name, printed_key, kind, descriptor, low, high, affiliation) in enumerate(
            mentions
        ):
            if source is None:
                identity.append(-1 - number)
                source_ids.append(0)
                resolved = f"{NULL}\t{pk}\t{NULL}\t{NULL}"
            else:
                identity.append(source.id)
                source_ids.append(source.id)
                resolved = f"{later}\t{pk}\t{user}\t{source.id}"
            rows["articles_mention"].append(
                f"{first_mention + number}\t{resolution}\t{name}\t{printed_key}\t{kind}\t{descriptor}"
                f"\t{NULL if low is None else low}\t{NULL if high is None else high}\t\t\t{affiliation}\t{resolved}"
            )

        # whom it credits in lines and passages
        for mention, begin, end in draft.passages:
            foot.append(("passage", mention, begin + shift, end + shift))
        credit_rows = rows["articles_credit"]
        whole: list[tuple[int, str, int, str, str]] = []  # rank, state, mention, id, found by
        passages: list[tuple[int, int, int, int]] = []
        for number, (role, mention, begin, end) in enumerate(foot):
            state = "accepted" if random() < 0.93 else "suggested"
            found_by = "hand" if state == "accepted" else RULE
            decided = f"{later}\t" if state == "accepted" else f"{NULL}\t"
            by = user if state == "accepted" else NULL
            if end:
                exact = text[begin:end]
                spans = f"{{{{{begin},{end}}}}}"
                selectors = f"[{_selector(text, begin, end)}]"
                printed = exact[:200].replace("\n", "\\n")
            else:
                spans, selectors, printed = "{}", "[]", mentions[mention][2]
            credit_rows.append(
                f"{pk * CREDITS + number}\t{state}\t{found_by}\t{NULL}\t{decided}\t{seen}\t{role}\t{spans}\t{selectors}"
                f"\t{printed}\t\t{pk}\t{by}\t{by}\t{first_mention + mention}\t{revision}"
            )
            if role == "passage":
                if state == "accepted":
                    passages.append((begin, end, mention, number))
            elif role != "photo":
                whole.append((STATE_ORDER.index(state), number, mention, state, found_by))
            if anchored and end:
                rows["articles_anchor"].append(
                    f"{pk * STATEMENTS * 2 + STATEMENTS + number}\t{spans}\t{pk * CREDITS + number}\t{revision + 1}"
                    f"\t{NULL}"
                )

        # what it states
        said_list = draft.said
        first_statement, first_attribution = pk * STATEMENTS, pk * ATTRIBUTIONS
        attribution = via_row = figure_row = match_row = 0
        decisions: list[str] = []
        founds: list[str] = []
        credited_ids: list[list[int]] = []
        claim_ids: list[str] = []
        wheres: list[list[tuple[int, int]]] = []
        statement_rows = rows["articles_statement"]
        attribution_rows = rows["articles_attribution"]
        for number, said in enumerate(said_list):
            statement = first_statement + number
            state = states[int(random() * len(states))]
            # what is told of a claim has been decided, mostly
            if said.claim and state != "accepted" and random() < 0.7:
                state = "accepted"
            decisions.append(state)
            if state == "suggested":
                found_by, confidence, decided, by, maker = RULE, f"{random():.3f}", NULL, NULL, NULL
            else:
                drawn = random()
                found_by, confidence = ("hand", NULL) if drawn < 0.45 else (RULE, f"{drawn:.3f}")
                decided, by, maker = later, user, (user if found_by == "hand" else NULL)
            founds.append(found_by)
            spans = [(begin + shift, end + shift) for begin, end in said.spans]
            if number == titled:
                spans.insert(0, (0, title_end))
            wheres.append(spans)
            if len(spans) == 1:
                begin, end = spans[0]
                quote = text[begin:end]
                spans_text = f"{{{{{begin},{end}}}}}"
                selectors = (
                    f'[{{"type":"TextQuoteSelector","exact":"{quote}","prefix":"'
                    f'{text[max(0, begin - CONTEXT) : begin].replace(chr(10), _NEWLINE)}","suffix":"'
                    f'{text[end : end + CONTEXT].replace(chr(10), _NEWLINE)}"}}]'
                )
            else:
                quote = " … ".join([text[begin:end] for begin, end in spans])
                spans_text = "{" + ",".join([f"{{{begin},{end}}}" for begin, end in spans]) + "}"
                selectors = "[" + ",".join([_selector(text, begin, end) for begin, end in spans]) + "]"
            cue = said.cue_span
            cue_spans = "{}" if cue is None else f"{{{{{cue[0] + shift},{cue[1] + shift}}}}}"
            within = NULL if said.within < 0 else first_statement + said.within
            reason = "the words say less" if state == "disputed" else ""
            statement_rows.append(
                f"{statement}\t{state}\t{found_by}\t{confidence}\t{decided}\t{reason}\t{seen}\t{spans_text}\t{selectors}"
                f"\t{quote}\t{said.voice}\t{said.cue}\t{cue_spans}\t{said.form}\t{said.polarity}\t{said.channel}"
                f"\t{'t' if said.none_needed else 'f'}\t{said.own}\t\t1\t{pk}\t{maker}\t{by}"
                f"\t{NULL}\t{revision}\t{within}"
            )
            if anchored and spans:
                rows["articles_anchor"].append(
                    f"{pk * STATEMENTS * 2 + number}\t{spans_text}\t{NULL}\t{revision + 1}\t{statement}"
                )
            ids = []
            for mention, phrase, begin, end, speaks_as, cited in said.credited:
                ids.append(first_attribution + attribution)
                attribution_rows.append(
                    f"{first_attribution + attribution}\t{phrase}\t{{{{{begin + shift},{end + shift}}}}}\t{speaks_as}"
                    f"\t{cited or NULL}\t{first_mention + mention}\t{statement}"
                )
                attribution += 1
            credited_ids.append(ids)
            for position, (mention, basis, words, begin, end, cited) in enumerate(said.vias, start=1):
                where = f"{{{{{begin + shift},{end + shift}}}}}" if words else "{}"
                rows["articles_via"].append(
                    f"{pk * VIAS + via_row}\t{position}\t{basis}\t{words}\t{where}\t{cited or NULL}"
                    f"\t{first_mention + mention}\t{statement}"
                )
                via_row += 1
            if said.figure is not None:
                printed, low, high, qualifier, unit = said.figure
                rows["articles_figure"].append(
                    f"{pk * FIGURES + figure_row}\t1\t{printed}\t{NULL if low is None else low}"
                    f"\t{NULL if high is None else high}\t{qualifier}\t{unit}\t{statement}"
                )
                figure_row += 1
            made: list[int] = []
            if said.claim or (self.world.claims and random() < 0.03):
                match_row = self._matches(said, state, statement, match_row, later, user, made)
            claim_ids.append("{" + ",".join(map(str, sorted(made))) + "}")

        self._relays(
            pk,
            outlet,
            draft,
            mentions,
            identity,
            source_ids,
            whole,
            passages,
            decisions,
            founds,
            credited_ids,
            claim_ids,
            wheres,
            f"{published}\t{precision}\t{language}\t{genre}\t{pk}",
        )
        return pk

    def _photo(self, draft: Draft, mentions: list[tuple]) -> tuple[int]:
        agencies = self.world.agencies[draft.number]
        agency = agencies[int(self.rng.random() * len(agencies))]
        for number, mention in enumerate(mentions):
            if mention[1] is agency:
                return (number,)
        name, key = agency.printed_on(draft.day)
        mentions.append(("resolved", agency, name, key, "", "", None, None, ""))
        return (len(mentions) - 1,)

    def _matches(
        self, said: Said, state: str, statement: int, number: int, later: str, user: int, made: list[int]
    ) -> int:
        """Judgements on one statement; ids of the claims it is accepted to make go into `made`."""
        random, rows, article = self.rng.random, self.rows["articles_match"], statement // STATEMENTS
        judgements: list[tuple[int, str, str]] = []
        if said.claim:
            drawn = random()
            if drawn < 0.92:
                judgements.append((said.claim, "same", "accepted"))
            elif drawn < 0.97:
                judgements.append((said.claim, "same", "suggested"))
            else:
                judgements.append((said.claim, "same", "disputed"))
        claims = self.world.claims
        other = claims[int(random() * random() * len(claims))].id
        if other != said.claim and random() < (0.12 if said.claim else 1):
            drawn = random()
            judgement = (
                "related" if drawn < 0.4 else "different" if drawn < 0.7 else "unsure" if drawn < 0.8 else "same"
            )
            decision = "accepted" if judgement != "same" else ("suggested", "rejected")[drawn < 0.9]
            judgements.append((other, judgement, decision))
        for claim, judgement, decision in judgements:
            if decision == "suggested":
                tail = f"matching 1\t{random():.3f}\t{later}\t\t{NULL}\t{claim}\t{NULL}\t{statement}"
            else:
                tail = f"hand\t{NULL}\t{later}\t\t{NULL}\t{claim}\t{user}\t{statement}"
            rows.append(f"{article * MATCHES + number}\t{judgement}\t{decision}\t{tail}")
            number += 1
            if judgement == "same" and decision == "accepted":
                made.append(claim)
                if random() < 0.01:
                    # an earlier judgement that this one took the place of
                    rows.append(
                        f"{article * MATCHES + number}\tunsure\taccepted\thand\t{NULL}\t{later}\t\t{later}\t{claim}"
                        f"\t{user}\t{statement}"
                    )
                    number += 1
        return number

    def _relays(
        self,
        pk,
        outlet,
        draft,
        mentions,
        identity,
        source_ids,
        whole,
        passages,
        decisions,
        founds,
        credited_ids,
        claim_ids,
        wheres,
        of_article,
    ) -> None:
        """The relays that follow from the marking: the rules of articles.relays, for what these articles have."""
        relay_rows, via_rows = self.rows["articles_relay"], self.rows["articles_relayvia"]
        relay, relay_via = pk * RELAYS, pk * RELAY_VIAS
        first_mention, first_statement = pk * MENTIONS, pk * STATEMENTS
        seen = set()
        chain_of_all: list[tuple[int, str]] = []
        whole.sort()
        for _rank, number, mention, state, found_by in whole:
            if identity[mention] in seen:
                continue
            seen.add(identity[mention])
            own = "t" if source_ids[mention] == outlet.id else "f"
            relay_rows.append(
                f"{relay}\tarticle\tresolved\t1\t\t\t\treporter\tnone needed\t{own}\t{state}\t{found_by}\t{of_article}"
                f"\t{NULL}\t{pk * CREDITS + number}\t{first_mention + mention}\t{outlet.id}\t{source_ids[mention]}"
                f"\t{NULL}\t{{}}"
            )
            relay += 1
        for _rank, _number, mention, state, _found_by in sorted(whole, key=itemgetter(1)):
            if state == "accepted":
                chain_of_all.append((mention, "copy or credit line"))
        # the wider first
        passages.sort(key=lambda passage: (passage[0] - passage[1], passage[3]))
        said_list = draft.said
        for number, said in enumerate(said_list):
            if not said.credited:
                continue
            state = decisions[number]
            chain = list(chain_of_all)
            for begin, end, mention, _number in passages:
                if any(begin <= start and stop <= end for start, stop in wheres[number]):
                    chain.append((mention, "passage"))
            depth = 1
            if said.within >= 0 and (decisions[said.within] == "accepted" or state != "accepted"):
                depth = 2
                outer = said_list[said.within]
                chain += [(via[0], via[1]) for via in outer.vias]
                chain += [(credited[0], "enclosing statement") for credited in outer.credited]
            chain += [(via[0], via[1]) for via in said.vias]
            seen = set()
            for place, credited in enumerate(said.credited):
                mention = credited[0]
                who = identity[mention]
                resolution = mentions[mention][0]
                if resolution == "ignored" or who in seen:
                    continue
                seen.add(who)
                told_outlet, position, between = False, 0, set()
                for via, basis in chain:
                    via_resolution = mentions[via][0]
                    if via_resolution == "ignored":
                        continue
                    via_who = identity[via]
                    if via_who == outlet.id:
                        told_outlet = True
                    elif via_who != who and (via_who, basis) not in between:
                        between.add((via_who, basis))
                        position += 1
                        via_rows.append(
                            f"{relay_via}\t{position}\t{basis}\t{first_mention + via}\t{relay}"
                            f"\t{source_ids[via] or NULL}\t{via_resolution}"
                        )
                        relay_via += 1
                via_state = (
                    "recorded" if position else "none needed" if said.none_needed or told_outlet else "not recorded"
                )
                own = "t" if who == outlet.id else "f"
                relay_rows.append(
                    f"{relay}\tstatement\t{resolution}\t{depth}\t{said.form}\t{said.polarity}\t{said.channel}"
                    f"\t{credited[4]}\t{via_state}\t{own}\t{state}\t{founds[number]}\t{of_article}"
                    f"\t{credited_ids[number][place]}\t{NULL}\t{first_mention + mention}\t{outlet.id}"
                    f"\t{source_ids[mention] or NULL}\t{first_statement + number}\t{claim_ids[number]}"
                )
                relay += 1


_NEWLINE = "\\\\n"  # a line end within JSON, within COPY


def _selector(text: str, begin: int, end: int) -> str:
    prefix, suffix = text[max(0, begin - CONTEXT) : begin], text[end : end + CONTEXT]
    return (
        f'{{"type":"TextQuoteSelector","exact":"{text[begin:end]}","prefix":"{prefix}","suffix":"{suffix}"}}'
    ).replace("\n", _NEWLINE)


class _Wave:
    """A few articles on one claim, and who among them had it from whom."""

    def __init__(self, writer: Writer, wave: Wave) -> None:
        self.writer = writer
        self.wave = wave
        world = writer.world
        self.claim: Claim = world.claims[wave.claim]
        self.topic = world.topics[self.claim.topic]
        self.language = wave.language
        self.value = self.claim.figure
        self.verbatim = ""
        self.members: list[list[object]] = []
        # [article, outlet, statement, article it was had from or 0]
        self.links: list[list[int]] = []
        self.origins: list[int] = []

    def write(self) -> None:
        writer, wave = self.writer, self.wave
        random = writer.rng.random
        self.outlets = self._outlets(wave.articles)
        self.agency = writer.world.agencies[wave.language][int(random() * len(writer.world.agencies[wave.language]))]
        self.speaker = self._somebody()
        self.minute = writer.a_moment()
        {
            "wire": self.wire,
            "chain": self.chain,
            "drift": self.chain,
            "single origin": self.single_origin,
            "independent": self.independent,
            "circle": self.circle,
            "unnamed": self.unnamed,
        }[wave.structure]()
        truth: dict[str, object] = {"structure": wave.structure, "claim": self.claim.id, "origins": self.origins}
        if wave.structure == "wire":
            truth |= {"copy_group": wave.id, "agency": self.agency.id}
        truth["articles"] = self.links
        writer.truth.append(json.dumps(truth, separators=(",", ":")) + "\n")

    def _outlets(self, count: int) -> list[Source]:
        """Different ones, as long as there are so many."""
        drawn = self.writer.world.outlets_in[self.language]
        found: dict[int, Source] = {}
        for _ in range(20 * count):
            outlet = drawn[int(self.writer.rng.random() * len(drawn))]
            found[outlet.id] = outlet
            if len(found) == count:
                break
        outlets = list(found.values())
        return [outlets[number % len(outlets)] for number in range(count)]

    def _somebody(self) -> Source:
        return self.topic.sources[int(self.writer.rng.random() * 256)]

    def _content(self, draft: Draft, figure: list) -> str:
        """The claim in other words, or in the very words that somebody used before."""
        random = self.writer.rng.random
        words: list[str] = []
        own = self.claim.words[self.language]
        for word in own[:-1]:
            words.append(word)
            if random() < 0.5:
                words.append(draft.common(int(random() * 65_536)))
        if self.value:
            words.append(draft.figure(self.value, own[-1], figure))
        else:
            words.append(own[-1])
        return " ".join(words)

    def _draft(self, minute: int) -> Draft:
        return self.writer.draft(self.language, self.topic, minute)

    def _tell(self, frame: str, outlet: Source, minute: int, *arguments, cited: int = 0, around: int = -1) -> int:
        """One article whose lead tells the claim, by a frame of Draft; the rest is this and that."""
        writer = self.writer
        random = writer.rng.random
        draft = self._draft(minute)
        figure: list = []
        content = self._content(draft, figure)
        who = [draft.unnamed() if one is None else draft.mention(one) for one in arguments]
        if frame in ("told", "reported", "nested"):
            said = getattr(draft, frame)(*who, content, figure, cited)
        else:
            said = getattr(draft, frame)(*who, content, figure)
            said.none_needed = True
        said.claim = self.claim.id
        at = len(draft.said) - 1
        title, titled = "", -1
        # what stands within another statement has to lie inside it, and the title does not
        if said.form == "indirect" and said.within < 0 and random() < 0.15:
            title, titled = _capital(content), at
        writer.fill(draft, 2 + int(random() * 4))
        article = writer.store(draft, outlet, minute, title=title, titled=titled)
        self.links.append([article, outlet.id, article * STATEMENTS + at, cited])
        return article

    def _later(self) -> int:
        self.minute += 5 + int(self.writer.rng.expovariate(1 / 200))
        return self.minute

    def wire(self) -> None:
        """An agency's report, printed by others as it is; the agency's own article is held three times in four."""
        writer = self.writer
        random = writer.rng.random
        draft = self._draft(self.minute)
        figure: list = []
        said = draft.indirect(draft.mention(self.speaker), self._content(draft, figure), figure)
        said.claim, said.none_needed = self.claim.id, True
        writer.fill(draft, 3 + int(random() * 4))
        held = random() < 0.75
        original = writer.next if held else 0
        self.origins = [self.speaker.id]
        for number in range(self.wave.articles):
            minute = self._later()
            if held and not number:
                outlet, credit = self.agency, None
            else:
                outlet = self.outlets[number]
                role = ("byline agency", "byline agency", "foot line", "dateline", "copy")[int(random() * 5)]
                credit = (role, self.agency)
            article = writer.store(draft, outlet, minute, group=self.wave.id, credit=credit)
            self.links.append([article, outlet.id, article * STATEMENTS, 0 if article == original else original])
        writer.rows["articles_copygroup"].append(
            f"{self.wave.id}\t{DAY[self.minute // 1440 + 1]} 09:00:00+00\t\t{NULL}\t{original or NULL}"
        )

    def chain(self) -> None:
        """An agency has it from a speaker, the first outlet from the agency, each later one from one before it."""
        random = self.writer.rng.random
        self.origins = [self.speaker.id]
        before = self._tell("direct", self.agency, self.minute, self.speaker)
        earlier = [(before, self.agency)]
        for outlet in self.outlets[1:]:
            if self.wave.structure == "drift" and self.value:
                self.value += max(1, int(self.value * random() * 0.4))
            # from the newest, mostly: that is what makes chains long
            article, source = earlier[-1] if random() < 0.6 else earlier[int(random() * len(earlier))]
            frame = "nested" if random() < 0.5 else "told"
            minute = self._later()
            if frame == "told":
                told = self._tell("told", outlet, minute, self.speaker, source, cited=article)
            else:
                told = self._tell("nested", outlet, minute, source, self.speaker, cited=article)
            earlier.append((told, outlet))

    def single_origin(self) -> None:
        """Many outlets, one speaker, through the outlet that had it first; some do not say so."""
        random = self.writer.rng.random
        self.origins = [self.speaker.id]
        first = self.outlets[0]
        origin = self._tell("direct", first, self.minute, self.speaker)
        for outlet in self.outlets[1:]:
            minute, drawn = self._later(), random()
            if drawn < 0.5:
                self._tell("told", outlet, minute, self.speaker, first, cited=origin)
            elif drawn < 0.8:
                self._tell("reported", outlet, minute, first, cited=origin)
            else:
                self._tell("nested", outlet, minute, first, self.speaker, cited=origin)

    def independent(self) -> None:
        for outlet in self.outlets:
            speaker = self._somebody()
            self.origins.append(speaker.id)
            self._tell(
                ("direct", "indirect", "according")[int(self.writer.rng.random() * 3)], outlet, self._later(), speaker
            )
        self.origins = sorted(set(self.origins))

    def circle(self) -> None:
        """Each credits the next one, and the last the first: nobody else is ever named."""
        first = self.writer.next
        around = min(len({outlet.id for outlet in self.outlets}), 4)
        for number, outlet in enumerate(self.outlets):
            after = (number + 1) % around if number < around else number % around
            self._tell("reported", outlet, self._later(), self.outlets[after], cited=first + after)

    def unnamed(self) -> None:
        first = self.outlets[0]
        origin = self._tell("indirect", first, self.minute, None)
        for outlet in self.outlets[1:]:
            self._tell("reported", outlet, self._later(), first, cited=origin)


def write(world: World, chunk: Chunk, users: list[int]) -> tuple[dict[str, bytes], str]:
    """Rows of one chunk by table, as COPY reads them, and its lines of the truth file."""
    return Writer(world, chunk, users).write()
