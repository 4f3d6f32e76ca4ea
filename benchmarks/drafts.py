"""The body of an article in the making: made sentence by sentence, and what can be marked in it noted as it is made.

Nobody reads the text again to find what was said: every frame knows where its words stand. `benchmarks.check` does.
"""

from __future__ import annotations

from array import array
from random import Random
from typing import NamedTuple

from benchmarks.languages import LANGUAGES
from benchmarks.world import Source, Topic, World


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class Named(NamedTuple):
    """A mention: the columns of the same names, `source` as what it is tied to."""

    resolution: str
    source: Source | None = None
    name: str = ""
    key: str = ""
    kind: str = ""
    descriptor: str = ""
    number: int | None = None
    affiliation: str = ""


class Credited(NamedTuple):
    mention: int  # its place in the draft
    phrase: str
    start: int
    end: int
    speaks_as: str = ""
    cited: int = 0  # id of an article


class Between(NamedTuple):
    mention: int
    basis: str
    words: str
    start: int
    end: int
    cited: int = 0


class Number(NamedTuple):
    text: str
    low: int | None
    high: int | None
    qualifier: str
    unit: str


class Content(NamedTuple):
    words: str
    figure: Number | None


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
        self.credited: list[Credited] = []
        self.vias: list[Between] = []
        self.figure: Number | None = None


class Draft:
    """The body of an article in the making: its pieces, whom it names, what is marked in it."""

    def __init__(self, world: World, rng: Random, language: int, topic: Topic, day: int) -> None:
        self.world = world
        self.random = rng.random
        self.bytes = rng.randbytes
        self.number = language
        self.language = LANGUAGES[language]
        self.topic = topic
        self.day = day
        self.common = world.lexicon[language].__getitem__
        self.own_list = topic.words[language]
        self.own = self.own_list.__getitem__
        self.parts: list[str] = []
        self.at = 0
        self.said: list[Said] = []
        self.mentions: list[Named] = []
        self.known: dict[object, int] = {}
        self.unnamed_yet: dict[int, bool] = {}  # mentions whose name has not been printed
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
        return capital(self.phrase(least, most)) + "."

    def filler(self) -> None:
        """Nobody's words: a sentence or two."""
        self.put(self.sentence(10, 16) + " " + self.sentence(8, 16))

    def paragraph(self) -> None:
        self.put("\n\n")

    def content(self) -> Content:
        """What somebody says; one in five has a figure."""
        words = self.words(9 + int(self.random() * 9))
        figure = None
        if self.random() < 0.2:
            value = int(10 ** (1 + 3 * self.random()))
            figure = self.figure(value, self.own_list[value % 256])
            words[4] = figure.text
        return Content(" ".join(words), figure)

    def figure(self, value: int, unit: str) -> Number:
        qualifiers = self.language.qualifiers
        qualifier, low, high = qualifiers[0 if self.random() < 0.4 else int(self.random() * len(qualifiers))]
        text = f"{qualifier} {value} {unit}" if qualifier else f"{value} {unit}"
        return Number(text, value if low else None, value if high else None, qualifier, unit)

    # --- whom it names -------------------------------------------------------------------------------------

    def somebody(self) -> int:
        """A mention to credit: four in five resolved, and of these half from the topic's own people."""
        drawn, world = self.random(), self.world
        if drawn < 0.8 or (world.decided and drawn < 0.91):
            if self.random() < 0.5:
                return self.mention(self.topic.sources[int(self.random() * 256)])
            return self.mention(world.speakers[int(self.random() * 65_536)])
        if drawn < 0.88:
            name, key, kind = world.unknown[int(self.random() * 16_384)]
            return self._add(key, Named("unresolved", None, name, key, kind))
        if drawn < 0.9:
            name, key = world.ambiguous[int(self.random() * 256)]
            return self._add(key, Named("ambiguous", None, name, key))
        if drawn < 0.91:
            name, key, kind = world.unknown[int(self.random() * 16_384)]
            return self._add(key, Named("ignored", None, name, key, kind))
        return self.unnamed()

    def an_outlet(self) -> Source:
        return self.world.outlets[int(self.random() * 4096)]

    def unnamed(self) -> int:
        language = self.language
        number = int(self.random() * 4)
        noun = language.unnamed[int(self.random() * len(language.unnamed))]
        descriptor = f"{language.numbers[number]} {self.own_list[int(self.random() * 256)]} {noun}"
        named = Named("unnamed", descriptor=descriptor, number=number + 1)
        return self._add(("unnamed", len(self.mentions)), named)

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
        return self._add(source.id, Named("resolved", source, name, key, affiliation=affiliation))

    def _add(self, key: object, named: Named) -> int:
        at = self.known.get(key)
        if at is None:
            at = self.known[key] = len(self.mentions)
            self.mentions.append(named)
            self.unnamed_yet[at] = True
        return at

    def name(self, at: int) -> Credited:
        """Puts the words that name a mention; in full the first time, then by surname or pronoun."""
        named = self.mentions[at]
        source = named.source
        first = self.unnamed_yet.get(at)
        speaks_as = after = ""
        if named.resolution == "unnamed":
            phrase = named.descriptor
        elif first or source is None or source.kind != "person":
            phrase = named.name
            after = f", {named.affiliation}," if named.affiliation and first else ""
            if source is not None and source.kind in ("outlet", "agency"):
                speaks_as = "party" if self.random() < 0.1 else "reporter"
        else:
            phrase = source.short if self.random() < 0.6 else self.language.pronouns[source.id % 2]
        self.unnamed_yet[at] = False
        start, end = self.put(phrase)
        if after:
            self.put(after)
        return Credited(at, phrase, start, end, speaks_as)

    # --- what is said ----------------------------------------------------------------------------------------

    def add(self, said: Said) -> Said:
        self.said.append(said)
        return said

    def cue(self) -> tuple[str, str]:
        cues = self.language.said
        return cues[int(self.random() * len(cues))]

    def indirect(self, who: int, what: Content | None = None, also: int = -1) -> Said:
        """Ada Lund said that ..."""
        what = what or self.content()
        credited = [self.name(who)]
        if also >= 0 and also != who:
            self.put(self.language.both)
            credited.append(self.name(also))
        cue, channel = self.cue()
        self.put(" ")
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(what.words)], cue, cue_span, "indirect", "affirms", channel)
        self.put(".")
        said.credited = credited
        said.figure = what.figure
        return self.add(said)

    def direct(self, who: int, what: Content | None = None, pieces: int = 1) -> Said:
        """“...,” Ada Lund said. With two pieces: “...,” Ada Lund said, “...”"""
        what = what or self.content()
        language = self.language
        second = ""
        if pieces == 2:
            what, second = Content(self.phrase(5, 9), None), self.phrase(6, 10)
        self.put(language.opening)
        spans = [self.put(capital(what.words))]
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
        said.figure = what.figure
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

    def according(self, who: int, what: Content | None = None) -> Said:
        what = what or self.content()
        cue, join = self.language.according
        cue_span = self.put(cue)
        self.put(" ")
        credited = self.name(who)
        self.put(join)
        said = Said([self.put(what.words)], cue, cue_span)
        source = self.mentions[who].source
        if source is not None and source.kind == "document":
            said.channel = "report or document"
        self.put(".")
        said.credited = [credited]
        said.figure = what.figure
        return self.add(said)

    def told(self, who: int, outlet: int, what: Content | None = None, cited: int = 0) -> Said:
        """Ada Lund told the Harbour Post that ...: the Post is via, by words."""
        what = what or self.content()
        credited = self.name(who)
        cue, middle = self.language.told
        self.put(" ")
        cue_span = self.put(cue)
        self.put(middle)
        via = self.name(outlet)
        words = f"{cue}{middle}{via.phrase}"
        self.put(self.language.that)
        said = Said([self.put(what.words)], cue, cue_span, channel="press report")
        self.put(".")
        said.credited = [credited]
        said.vias.append(Between(outlet, "words", words, cue_span[0], via.end, cited))
        said.figure = what.figure
        return self.add(said)

    def reported(self, outlet: int, what: Content | None = None, cited: int = 0) -> Said:
        """The Harbour Post reported that ...: the Post is whom it is credited to."""
        what = what or self.content()
        credited = self.name(outlet)
        self.put(" ")
        cues = self.language.reported
        cue = cues[int(self.random() * len(cues))]
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(what.words)], cue, cue_span, channel="press report")
        self.put(".")
        said.credited = [credited._replace(speaks_as="reporter", cited=cited)]
        said.figure = what.figure
        return self.add(said)

    def nested(self, outlet: int, who: int, what: Content | None = None, cited: int = 0) -> Said:
        """The Harbour Post reported that Ada Lund had said that ...; returns the inner one."""
        what = what or self.content()
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
        inner_span = self.put(what.words)
        self.put(".")
        outer = self.add(Said([(begin, inner_span[1])], cue, cue_span, channel="press report"))
        outer.credited = [credited._replace(speaks_as="reporter", cited=cited)]
        inner = Said([inner_span], inner_cue, inner_cue_span)
        inner.credited = [speaker]
        inner.within = len(self.said) - 1
        inner.figure = what.figure
        return self.add(inner)

    def denied(self, who: int) -> Said:
        cues = self.language.denied
        cue = cues[int(self.random() * len(cues))]
        credited = self.name(who)
        self.put(" ")
        cue_span = self.put(cue)
        self.put(self.language.that)
        said = Said([self.put(self.phrase(7, 14))], cue, cue_span, "indirect", "denies")
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

    def nobody(self, what: Content | None = None) -> Said:
        """Reportedly ...: credited to nobody."""
        what = what or Content(self.phrase(8, 14), None)
        cues = self.language.reportedly
        cue = cues[int(self.random() * len(cues))]
        cue_span = self.put(cue)
        self.put(" ")
        said = Said([self.put(what.words)], cue, cue_span, voice="none named")
        self.put(".")
        said.figure = what.figure
        return self.add(said)

    def own_voice(self, what: Content | None = None) -> Said:
        """Plain fact; where it is no claim's, now and then with evidence that the outlet was there itself."""
        said = Said([self.put(capital(what.words if what else self.phrase(8, 14)))], voice="own voice")
        if what:
            said.figure = what.figure
        else:
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
            self.told(who, self.mention(self.an_outlet()))
            return
        elif drawn < 0.93:
            self.nested(self.mention(self.an_outlet()), who)
            return
        elif drawn < 0.97:
            said = self.denied(who)
        else:
            said = self.declined(who)
        said.none_needed = self.random() < 0.25

    def fill(self, statements: int) -> None:
        """Statements about this and that, each with nobody's words around it."""
        for number in range(statements):
            if self.at:
                self.paragraph()
            begin = self.at
            self.anything()
            self.put(" " + self.sentence(8, 14) if self.random() < 0.6 else "")
            if number == 1 and self.random() < 0.02:
                self.passages.append((self.mention(self.an_outlet()), begin, self.at))
            if number % 2 or statements < 4:
                self.paragraph()
                self.filler()
