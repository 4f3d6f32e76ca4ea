"""A clause with its verb second, and its subject: before the verb, or behind it where something else stands first."""

from __future__ import annotations

from articles.extraction.clause_words import BREAKS, speaks
from articles.extraction.phrases import is_time, phrase_before, phrase_end, starts_phrase
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text


class Clause:
    """The clause that a verb (`at`) is the verb of: from `first` to `end`, in a sentence from `low` to `last`."""

    def __init__(self, cut: Text, number: int, at: int, before: list[Proposal]) -> None:
        self.cut, self.number, self.at, self.before = cut, number, at, before
        sentence = cut.sentences[number]
        self.low, self.last = sentence.first, sentence.last
        while self.last > at + 1 and cut.raw[self.last - 1] in SENTENCE_ENDS and cut.quote_at[self.last - 1] < 0:
            self.last -= 1
        self.first = self._clause_start()
        self.end = self._clause_end(at + 1)

    def _clause_start(self) -> int:
        cut = self.cut
        depth, opening = 0, None
        for near in range(self.at - 1, self.low - 1, -1):
            depth += (cut.raw[near] == ")") - (cut.raw[near] == "(")
            if depth > 0 or (depth == 0 and cut.raw[near] == "("):
                continue
            if cut.quote_at[near] >= 0:
                if near + 1 == self.at or cut.raw[near + 1] == "," or cut.raw[near - 1] in ".,!?":
                    return near + 1
            elif near == opening:
                continue
            elif cut.raw[near] in BREAKS:
                opening = self._insertion(near)
                if opening is None:
                    return near + 1
        return self.low

    def _insertion(self, comma: int) -> int | None:
        """The first comma of "Doe, Sprecher der Stadt, sagte" and "Doe, der dabei war, sagte", given the second."""
        cut = self.cut
        if comma != self.at - 1 or cut.raw[comma] != "," or cut.quote_at[comma - 1] >= 0:
            return None
        opening = next((n for n in range(comma - 1, max(self.low, comma - 25), -1) if cut.raw[n] == ","), None)
        if opening is None or opening <= self.low or cut.tags[self.low] & {"subordinators"}:
            return None
        inserted = opening + 1
        if cut.tags[inserted] & {"relatives"} and not self._has_verb(self.low, opening):
            return None if self._subject_follows() else opening
        if self._has_verb(inserted, comma) or self._has_verb(self.low, opening):
            return None
        return opening

    def _subject_follows(self) -> bool:
        return self._nominative(self.at + 1)

    def _nominative(self, at: int) -> bool:
        """Whether a noun phrase begins here that may be a subject, as far as its first word tells."""
        cut = self.cut
        if at >= self.last or cut.quote_at[at] >= 0 or not starts_phrase(cut, at):
            return False
        tags = cut.tags[at]
        if tags & {"oblique", "prepositions", "adverbs", "particles"}:
            return False
        return bool(tags & {"determiners", "possessives", "pronouns"}) or cut.capital(at)

    def _has_verb(self, first: int, last: int) -> bool:
        return any(
            self.cut.tags[n] & {"auxiliaries", "finite", "cue", "reported_mood", "second_mood"}
            and not self.cut.capital(n)
            for n in range(first, last)
        )

    def _clause_end(self, begin: int) -> int:
        cut = self.cut
        for near in range(begin, self.last):
            if cut.raw[near] in ",:;–—" and cut.quote_at[near] < 0:
                return near
            if cut.quote_at[near] >= 0 and not self._short(near):
                return near
        return self.last

    def _short(self, at: int) -> bool:
        """A name in quotation marks: "der „Neuen Woche“"."""
        cut = self.cut
        near = range(max(0, at - 6), min(at + 6, len(cut.raw)))
        return sum(cut.quote_at[n] == cut.quote_at[at] for n in near) <= 5

    def _oblique(self, at: int) -> bool:
        return bool(self.cut.tags[at] & {"oblique"})

    def _source(self, verb: int) -> Range | None:
        """The noun phrase before the verb, or the one behind it where something else stands first."""
        cut = self.cut
        fore = self._forefield(verb)
        if fore is None:
            return self._middle(verb)
        behind = verb + 1
        turned = behind < self.end and (
            cut.tags[behind] & {"nominative_pronouns"}
            or (cut.tags[fore[1] - 1] & {"claim_nouns", "account_nouns"} and self._nominative(behind))
            or (cut.words[fore[0]] == "der" and self._outlet(fore) and self._nominative(behind))
            or (self._is_thing(fore) and self._acts(behind))
        )
        return (self._middle(verb) if turned else None) or fore

    def behind(self, verb: int) -> Range | None:
        """The subject behind the verb, where it is none that is told something."""
        return self._middle(verb)

    def _is_thing(self, phrase: Range) -> bool:
        """ "Diese Entscheidung kommentierte Doe": what was spoken of stands first, and is nobody that speaks."""
        cut, (first, last) = self.cut, phrase
        if cut.words[first] not in ("diese", "dieses"):
            return False
        return not any(cut.capital(n) and speaks(cut, n) for n in range(first + 1, last))

    def _acts(self, at: int) -> bool:
        """Whether a subject stands here that speaks: a name, or an article with a noun of people."""
        cut = self.cut
        if not self._nominative(at) or (cut.tags[at] & {"time", "pronouns"} and not cut.tags[at] & {"determiners"}):
            return False
        noun = next((n for n in range(at, min(at + 5, self.end)) if cut.capital(n)), None)
        if noun is None or cut.tags[noun] & {"outlet_names", "time"}:
            return False
        full = noun == at and at + 1 < self.end and cut.capital(at + 1)  # "Ines Talbot", where "Boote" may be an object
        return full or speaks(cut, noun)

    def subject(self) -> Range | None:
        return self._source(self.at)

    def agent(self) -> Range | None:
        """ "wurde von der Stadt kritisiert", "Kritik kam von der Stadt"."""
        cut = self.cut
        noun = any(cut.tags[n] & {"claim_nouns"} and cut.capital(n) for n in range(self.first, self.at))
        if not noun and not cut.tags[self.at] & {"becoming"}:
            return None
        by = next((n for n in range(self.at + 1, self.end - 1) if cut.words[n] in ("von", "vom")), None)
        end = phrase_end(cut, by + 1, self.end) if by is not None else 0
        return (by + 1, end) if by is not None and end > by + 1 else None

    def _outlet(self, phrase: Range) -> bool:
        """ "Der Zeitung sagte die Ministerin": whoever was told stands first."""
        return any("outlet_nouns" in self.cut.tags[n] for n in range(*phrase))

    def _forefield(self, verb: int) -> Range | None:
        cut, first = self.cut, self.first
        while first < verb and (cut.tags[first] & {"conjunctions"} or not cut.is_word(first)):
            first += 1
        while first + 1 < verb and "adverbs" in cut.tags[first] and self._nominative(first + 1):
            first += 1  # "Auch die Stadt sagte"
        if first >= verb or not starts_phrase(cut, first) or cut.tags[first] & {"prepositions", "adverbs"}:
            return None
        if cut.tags[first] & {"time_adjectives"} or (self._oblique(first) and cut.words[first] != "beide"):
            return None
        end = phrase_end(cut, first, verb)
        end = verb if end < verb and cut.raw[verb - 1] == "," else end
        while end > first and cut.raw[end - 1] == ",":
            end -= 1
        if end <= first or (is_time(cut, first, end) and end - first <= 3):
            return None
        if end - first == 1 and cut.words[first] == "es":
            return None
        if end - first == 1 and cut.tags[first] & {"relatives"}:
            # ", der behauptet": whom the pronoun means; "das" alone means no one who speaks
            before = first - 1
            if before <= self.low or cut.raw[before] != ",":
                return None
            start = phrase_before(cut, before, self.low)
            return (start, before) if start < before else None
        return first, end

    def _middle(self, verb: int) -> Range | None:
        """The subject behind the verb, past adverbs, times, and whoever is told: "sagte am Montag der Zeitung ..."."""
        cut, at = self.cut, verb + 1
        limit = self.last if verb == self.at else self.end
        skipped = 0
        while at < self.end and skipped < 4:
            tags = cut.tags[at]
            if "nominative_pronouns" in tags or cut.words[at] in ("sie", "es"):
                return (at, at + 1) if cut.words[at] != "es" else None
            if (
                tags & {"adverbs", "time"}
                or (tags & {"particles"} and not tags & {"determiners", "prepositions"})
                or cut.raw[at].isdigit()
                or (cut.raw[at] == "." and cut.raw[at - 1].isdigit())
            ):
                at += 1
                continue
            if tags & {"prepositions"} or self._oblique(at):
                end = phrase_end(cut, at + bool(tags & {"prepositions"}), self.end, appositions=False)
                if tags & {"prepositions"} and at + 1 < self.end and "manner_nouns" in cut.tags[at + 1]:
                    end = at + 2  # "sagte auf Anfrage | Ines Talbot"
                if end <= at:
                    return None
                if end >= self.end:
                    return self._swallowed(at + 2, end)
                at = end
                skipped += 1
                continue
            if not starts_phrase(cut, at):
                return None
            end = phrase_end(cut, at, limit)
            return (at, end) if end > at else None
        return None

    def _swallowed(self, first: int, last: int) -> Range | None:
        """ "nach dem Treffen in Norden | der Minister": a subject that looks like a genitive of the noun before it."""
        cut = self.cut
        for at in range(last - 2, first - 1, -1):
            if cut.tags[at] & {"prepositions"}:
                return None
            if cut.words[at] in ("der", "die", "das", "ein", "eine") and cut.capital(at + 1) and speaks(cut, at + 1):
                return at, last
        return None

    def _joint(self, verb: int) -> int | None:
        """The "und" right before the verb, adverbs aside."""
        near = verb - 1
        while near > self.low and self.cut.tags[near] & {"adverbs", "negations"}:
            near -= 1
        return near if near > self.low and self.cut.tags[near] & {"conjunctions"} else None

    def _shared_source(self, verb: int) -> Range | None:
        """Of "... und fügte hinzu": whoever spoke before, else the subject of the sentence."""
        cut = self.cut
        near = self._joint(verb)
        if near is None or self._nominative(verb + 1):
            return None
        for proposal in reversed(self.before):
            if proposal.source and proposal.voice == "credited":
                for number, (first, last) in enumerate(proposal.content):
                    if first < near < last:  # what was told before ends here
                        stop = near - (cut.raw[near - 1] == ",")
                        proposal.content[number:] = [(first, stop)] if stop > first else []
                return proposal.source
        if not starts_phrase(cut, self.low) or self._oblique(self.low):
            return None
        end = phrase_end(cut, self.low, near)
        return (self.low, end) if self.low < end < near else None

    def _impersonal(self) -> Range | None:
        """ "in dem Brief heißt es", "..., hieß es aus der Stadt": the place stands for the source."""
        cut = self.cut
        if self.at > self.first and "prepositions" in cut.tags[self.first]:
            leaks = cut.words[self.at] in cut.lexicon.words("leaking")  # "aus Regierungskreisen verlautete"
            if leaks or "hervor" in cut.words[self.at : self.end]:  # "aus dem Bericht geht hervor"
                return self.first, self.at
        if cut.words[self.at] not in cut.lexicon.words("impersonal") or self.at + 1 >= self.last:
            return None
        it = self.at + 1
        if cut.words[it] != "es":
            if self.at > self.first and cut.words[self.at - 1] == "es":
                it = self.at
            else:
                return None
        behind = it + 1
        if behind < self.end and cut.tags[behind] & {"prepositions"}:
            return behind, phrase_end(cut, behind + 1, self.end)
        if self.at > self.first and cut.tags[self.first] & {"prepositions", "adverbs"}:
            return self.first, self.at
        return (behind, self.end) if self.end > behind else None

    def _told(self, source: Range) -> list[Range]:
        """Outlets that were told: "gegenüber dem Sender", "dem Kurier"."""
        cut = self.cut
        found: list[Range] = []
        for n in range(self.first, self.end - 1):
            if source[0] <= n < source[1]:
                continue
            told = n + 1 if cut.tags[n] & {"addressing"} else n if cut.words[n] in ("dem", "der") else 0
            if told and cut.quote_at[n] < 0:
                end = phrase_end(cut, told, self.end, appositions=False)
                if end > told and not any(first <= told < last for first, last in found):
                    found.append((told, end))
        return found

    def _named_between(self, start: int, stop: int) -> Range | None:
        """The subject of a clause with its verb last: "wie | am Montag | die Polizei | der Agentur | mitteilte"."""
        cut = self.cut
        while start < stop:
            tags = cut.tags[start]
            if tags & {"adverbs", "time"} and not tags & {"determiners"}:
                start += 1
            elif tags & {"prepositions"} or (self._oblique(start) and start + 1 < stop):
                start = max(phrase_end(cut, start + bool(tags & {"prepositions"}), stop, appositions=False), start + 1)
            else:
                break
        end = phrase_end(cut, start, stop)
        return (start, end) if end > start else None
