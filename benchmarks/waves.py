"""A chunk of a corpus in rows: first the articles of its waves, then those that stand alone."""

from __future__ import annotations

import json
from random import Random

from benchmarks.articles import STATEMENTS, Rows
from benchmarks.drafts import Content, Draft, capital
from benchmarks.stories import Chunk, Wave
from benchmarks.world import DAY, NULL, Claim, Source, World


def write(world: World, chunk: Chunk, users: list[int]) -> tuple[dict[str, bytes], str]:
    """Rows of one chunk by table, as COPY reads them, and its lines of the truth file."""
    rng = Random(f"{world.seed}/{world.articles}/chunk/{chunk.number}")
    rows = Rows(world, rng, chunk.first, users)
    truth = [_Telling(world, rng, chunk, rows, wave).write() for wave in chunk.waves]
    for _ in range(chunk.singles):
        outlet, minute = world.outlets[int(rng.random() * 4096)], a_moment(rng, chunk)
        topic = world.topics[world.topics_drawn[int(rng.random() * 4096)]]
        draft = Draft(world, rng, outlet.language, topic, minute // 1440)
        draft.fill(3 + int(rng.random() * 5))
        rows.store(draft, outlet, minute)
    return rows.for_copy(), "".join(truth)


def a_moment(rng: Random, chunk: Chunk) -> int:
    return chunk.begins + int(rng.random() * (chunk.ends - chunk.begins))


class _Telling:
    """A few articles on one claim, and who among them had it from whom."""

    def __init__(self, world: World, rng: Random, chunk: Chunk, rows: Rows, wave: Wave) -> None:
        self.world, self.rng, self.random = world, rng, rng.random
        self.rows = rows
        self.wave = wave
        self.claim: Claim = world.claims[wave.claim]
        self.topic = world.topics[self.claim.topic]
        self.language = wave.language
        self.value = self.claim.figure
        # [article, outlet, statement, article it was had from or 0]
        self.links: list[list[int]] = []
        self.origins: list[int] = []
        # [statement, the one upstream that attributed what it states without naming anybody]
        self.lost_pairs: list[list[int]] = []
        self.outlets = self._outlets(wave.articles)
        agencies = world.agencies[wave.language]
        self.agency = agencies[int(self.random() * len(agencies))]
        self.speaker = self._somebody()
        self.minute = a_moment(rng, chunk)

    def write(self) -> str:
        """Returns its line of the truth file."""
        wave = self.wave
        {
            "wire": self.wire,
            "chain": self.chain,
            "drift": self.chain,
            "single origin": self.single_origin,
            "independent": self.independent,
            "circle": self.circle,
            "unnamed": self.unnamed,
            "lost attribution": self.lost,
        }[wave.structure]()
        truth: dict[str, object] = {"structure": wave.structure, "claim": self.claim.id, "origins": self.origins}
        if wave.structure == "wire":
            truth |= {"copy_group": wave.id, "agency": self.agency.id}
        if self.lost_pairs:
            truth["lost"] = self.lost_pairs
        truth["articles"] = self.links
        return json.dumps(truth, separators=(",", ":")) + "\n"

    def _outlets(self, count: int) -> list[Source]:
        """Different ones, as long as there are so many."""
        drawn = self.world.outlets_in[self.language]
        found: dict[int, Source] = {}
        for _ in range(20 * count):
            outlet = drawn[int(self.random() * len(drawn))]
            found[outlet.id] = outlet
            if len(found) == count:
                break
        outlets = list(found.values())
        return [outlets[number % len(outlets)] for number in range(count)]

    def _somebody(self) -> Source:
        return self.topic.sources[int(self.random() * 256)]

    def _content(self, draft: Draft) -> Content:
        """The claim, never in quite the same words."""
        words: list[str] = []
        own = self.claim.words[self.language]
        for word in own[:-1]:
            words.append(word)
            if self.random() < 0.5:
                words.append(draft.common(int(self.random() * 65_536)))
        figure = draft.figure(self.value, own[-1]) if self.value else None
        words.append(figure.text if figure else own[-1])
        return Content(" ".join(words), figure)

    def _draft(self, minute: int) -> Draft:
        return Draft(self.world, self.rng, self.language, self.topic, minute // 1440)

    def _tell(
        self, frame: str, outlet: Source, minute: int, *sources: Source | None, cited: int = 0, linked: bool = False
    ) -> int:
        """One article whose lead tells the claim, by a frame of Draft; the rest is this and that.

        `cited` is the article that the frame names, or that the words link to where it names nobody.
        """
        draft = self._draft(minute)
        content = self._content(draft)
        # None is somebody without a name
        who = [draft.unnamed() if source is None else draft.mention(source) for source in sources]
        if frame in ("told", "reported", "nested"):
            said = getattr(draft, frame)(*who, content, cited)
        else:
            said = getattr(draft, frame)(*who, content)
            said.none_needed = bool(who)
        said.claim = self.claim.id
        at = len(draft.said) - 1
        title, titled = "", -1
        # what stands within another statement has to lie inside it, and the title does not
        if said.form == "indirect" and said.within < 0 and self.random() < 0.15:
            title, titled = capital(content.words), at
        draft.fill(2 + int(self.random() * 4))
        link = 0 if who else cited
        article = self.rows.store(draft, outlet, minute, title=title, titled=titled, linked=linked, link=link)
        self.links.append([article, outlet.id, article * STATEMENTS + at, cited])
        return article

    def _later(self) -> int:
        self.minute += 5 + int(self.rng.expovariate(1 / 200))
        return self.minute

    def wire(self) -> None:
        """An agency's report, printed by others as it is; the agency's own article is held three times in four."""
        draft = self._draft(self.minute)
        said = draft.indirect(draft.mention(self.speaker), self._content(draft))
        said.claim, said.none_needed = self.claim.id, True
        draft.fill(3 + int(self.random() * 4))
        held = self.random() < 0.75
        original = self.rows.next if held else 0
        self.origins = [self.speaker.id]
        for number in range(self.wave.articles):
            minute = self._later()
            if held and not number:
                outlet, credit = self.agency, None
            else:
                outlet = self.outlets[number]
                role = ("byline agency", "byline agency", "foot line", "dateline", "copy")[int(self.random() * 5)]
                credit = (role, self.agency)
            article = self.rows.store(draft, outlet, minute, group=self.wave.id, credit=credit)
            self.links.append([article, outlet.id, article * STATEMENTS, 0 if article == original else original])
        self.rows.tables["articles_copygroup"].append(
            f"{self.wave.id}\t{DAY[self.minute // 1440 + 1]} 09:00:00+00\t\t{NULL}\t{original or NULL}"
        )

    def chain(self) -> None:
        """An agency has it from a speaker, the first outlet from the agency, each later one from one before it."""
        self.origins = [self.speaker.id]
        before = self._tell("direct", self.agency, self.minute, self.speaker)
        earlier = [(before, self.agency)]
        for outlet in self.outlets[1:]:
            if self.wave.structure == "drift" and self.value:
                self.value += max(1, int(self.value * self.random() * 0.4))
            # from the newest, mostly: that is what makes chains long
            article, source = earlier[-1] if self.random() < 0.6 else earlier[int(self.random() * len(earlier))]
            frame = "nested" if self.random() < 0.5 else "told"
            minute = self._later()
            if frame == "told":
                told = self._tell("told", outlet, minute, self.speaker, source, cited=article)
            else:
                told = self._tell("nested", outlet, minute, source, self.speaker, cited=article)
            earlier.append((told, outlet))

    def single_origin(self) -> None:
        """Many outlets, one speaker, through the outlet that had it first; some do not say so."""
        self.origins = [self.speaker.id]
        first = self.outlets[0]
        origin = self._tell("direct", first, self.minute, self.speaker)
        for outlet in self.outlets[1:]:
            minute, drawn = self._later(), self.random()
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
            self._tell(("direct", "indirect", "according")[int(self.random() * 3)], outlet, self._later(), speaker)
        self.origins = sorted(set(self.origins))

    def circle(self) -> None:
        """Each credits the next one, and the last the first: nobody else is ever named."""
        first = self.rows.next
        around = min(len({outlet.id for outlet in self.outlets}), 4)
        for number, outlet in enumerate(self.outlets):
            after = (number + 1) % around if number < around else number % around
            self._tell("reported", outlet, self._later(), self.outlets[after], cited=first + after)

    def unnamed(self) -> None:
        first = self.outlets[0]
        origin = self._tell("indirect", first, self.minute, None)
        for outlet in self.outlets[1:]:
            self._tell("reported", outlet, self._later(), first, cited=origin)

    def lost(self) -> None:
        """The first names its source; later ones name it, say “reportedly”, or state as fact what a link leads to."""
        self.origins = [self.speaker.id]
        first = self._tell("direct", self.outlets[0], self.minute, self.speaker, linked=True)
        earlier = [(first, self.outlets[0], 3)]
        for outlet in self.outlets[1:]:
            drawn, minute = self.random(), self._later()
            # from the newest, mostly: that is what loses it step by step
            upstream, of, told = earlier[-1] if self.random() < 0.6 else earlier[int(self.random() * len(earlier))]
            # the second always loses it, so that even a wave of two does
            if drawn < 0.25 and len(earlier) > 1:
                says, article = 3, self._tell("told", outlet, minute, self.speaker, of, cited=upstream, linked=True)
            else:
                says, frame = (1, "nobody") if drawn < 0.65 else (0, "own_voice")
                article = self._tell(frame, outlet, minute, cited=upstream, linked=True)
            if told > says:
                self.lost_pairs.append([article * STATEMENTS, upstream * STATEMENTS])
            earlier.append((article, outlet, says))
