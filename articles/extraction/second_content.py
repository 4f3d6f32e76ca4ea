"""What a verb that stands second tells: ahead of it, behind its clause, in quotation marks, or as a thing."""

from __future__ import annotations

from articles.extraction.clauses import Clause
from articles.extraction.lexicon import Cue
from articles.extraction.phrases import phrase_end
from articles.extraction.statement import Range

# Words of a quotation that no comma or colon parts from its cue; shorter ones are names and single terms.
_LEAST_QUOTED = 4
# Words behind a comma that may be a clause without "dass".
_LEAST_CLAUSE = 3


class Told(Clause):
    """A clause of saying with what it tells: `_content` gives the rule and the ranges of tokens."""

    def _content(self, cue: Cue, source: Range | None, verb: int) -> tuple[str, list[Range]] | None:
        cut = self.cut
        end = max(self.end, source[1]) if source else self.end
        end = self._clause_end(max(end, self.at + 1)) if end < self.last and cut.is_word(end) else end
        end = self._past_insertion(end)
        ahead = self._ahead(cue, end)
        before = self.first - 1
        quoted = before >= self.low and (
            cut.quote_at[before] >= 0
            or (cut.raw[before] == "," and cut.quote_at[before - 1] >= 0 and before - 1 >= self.low)
        )
        if self.first == verb and before > self.low and "trail" in cue.frames and (quoted or cut.raw[before] in ",–—"):
            opened = cut.tags[self.low] & {"subordinators"} and cut.words[self.low] not in ("dass", "ob")
            told = (self._told_from(before), before + (cut.quote_at[before] >= 0))
            if not (opened and ahead and ahead[0] == "that") and (quoted or self._told_before(cue, verb, told)):
                pieces = [told]
                rest = end + 1
                if rest < self.last and (quoted or cut.raw[end] == ",") and self._goes_on(told, rest, quoted):
                    pieces.append((rest, self._quoted_until(rest) if cut.quote_at[rest] >= 0 else self.last))
                return ("turned quote" if quoted else "turned"), pieces
        return ahead or self._object(cue, source)

    def _told_before(self, cue: Cue, verb: int, told: Range) -> bool:
        """Whether the words before ", sagte sie" are told: in the reported mood, or by a cue of saying."""
        if self._in_mood(*told):
            return True
        plain = {"quote", "trail"} <= cue.frames and not cue.frames & {"inf", "object"}
        return plain and self._nominative(verb + 1) and self._has_verb(*told)

    def _goes_on(self, told: Range, rest: int, quoted: bool) -> bool:
        """Whether what is told goes on behind ", sagte sie, ..."."""
        if self.cut.quote_at[rest] >= 0:
            return quoted
        return not quoted and not self._relative(rest) and (self._in_mood(rest, self.last) or not self._has_verb(*told))

    def _in_mood(self, first: int, last: int) -> bool:
        cut = self.cut
        return any(cut.tags[n] & {"reported_mood", "second_mood"} and cut.quote_at[n] < 0 for n in range(first, last))

    def _relative(self, at: int) -> bool:
        """ "..., sagte Doe, der dabei war": tells of whoever spoke, and is not told."""
        if not self.cut.tags[at] & {"relatives"} or self.cut.quote_at[at] >= 0:
            return False
        return not self._second_verb(at)

    def _told_from(self, before: int) -> int:
        """Where the content begins that ends before a trailing cue: behind what was told before it."""
        cut, low = self.cut, self.low
        for proposal in self.before:
            if proposal.cue and proposal.source and low < proposal.cue[1] <= before and cut.quote_at[before] >= 0:
                low = max(low, proposal.cue[1], proposal.source[1])
        while low < before and not cut.is_word(low) and cut.quote_at[low] < 0:
            low += 1
        return low

    def _past_insertion(self, end: int) -> int:
        """Behind ", der anonym bleiben wollte," where the clause that is told follows it."""
        cut = self.cut
        if end + 2 >= self.last or cut.raw[end] != "," or not cut.tags[end + 1] & {"relatives"}:
            return end
        if cut.tags[end + 1] & {"clause_openers"} or cut.quote_at[end + 1] >= 0:
            return end
        close = next((n for n in range(end + 2, min(end + 25, self.last)) if cut.raw[n] in ",:"), None)
        if close is None or close + 1 >= self.last:
            return end
        closes = cut.tags[close - 1] & {"auxiliaries", "finite", "cue"} or cut.words[close - 1].endswith(("te", "ten"))
        told = cut.tags[close + 1] & {"that"} or cut.raw[close] == ":"
        second = close + 1 < self.last and self._second_verb(end + 1)
        return close if closes and (told or not second) else end

    def _second_verb(self, first: int) -> bool:
        """Whether a clause that begins with a noun phrase has its verb right behind that."""
        cut = self.cut
        end = phrase_end(cut, first, self.last, appositions=False)
        if not first < end < self.last or not cut.is_word(end) or cut.capital(end):
            return False
        tags = cut.tags[end]
        # behind a noun, a word in small letters that no list has is mostly a verb
        return not tags or bool(tags & {"auxiliaries", "finite", "cue", "reported_mood", "second_mood"})

    def _ahead(self, cue: Cue, end: int) -> tuple[str, list[Range]] | None:
        """What stands behind the clause of the cue."""
        cut = self.cut
        if end < self.last and cut.raw[end] in ",:" and end + 1 < self.last:
            ahead = end + 1
            if cut.quote_at[ahead] >= 0 and "quote" in cue.frames:
                return "quote", [(ahead, self._quoted_until(ahead))]
            if cut.tags[ahead] & {"conjunctions"} and cut.raw[end] == ",":
                return None
            opener = bool(cut.tags[ahead] & {"clause_openers"})
            start = ahead + bool(cut.tags[ahead] & {"that"})
            if "clause" in cue.frames:
                if opener or cut.raw[end] == ":":
                    return ("that" if opener else "zero"), [(start, self.last)]
                if self._tells(cue, ahead):
                    return "zero", [(start, self.last)]
            if cue.frames & {"inf", "clause"} and self._infinitive(ahead):
                return "to", [(ahead, self.last)]
        if (
            end < self.last
            and cut.quote_at[end] >= 0
            and "quote" in cue.frames
            and self._words_quoted(end) >= _LEAST_QUOTED
        ):
            return "quote", [(end, self.last)]
        if cut.raw[cut.sentences[self.number].last - 1] == ":" and "quote" in cue.frames:
            ahead = cut.sentences[self.number].last
            if ahead < len(cut.words) and cut.quote_at[ahead] >= 0:
                return "quote", [(ahead, self._quote_end(ahead, len(cut.words)))]
        return None

    def _tells(self, cue: Cue, ahead: int) -> bool:
        """Whether the clause behind a comma that no "dass" opens is told: not one that describes a noun before it."""
        if self.last - ahead < _LEAST_CLAUSE or self._relative(ahead):
            return False
        if self._in_mood(ahead, self.last):
            return True
        return {"quote", "trail"} <= cue.frames and self._second_verb(ahead)

    def _infinitive(self, ahead: int) -> bool:
        """ "..., den Hafen zu schließen": behind a comma and before the next one stands "zu" and a verb."""
        cut = self.cut
        for n in range(ahead, self.last):
            if cut.raw[n] in ",;:–—" and cut.quote_at[n] < 0 and n > ahead + 1:
                return cut.words[n - 2] == "zu" or "zu" in cut.words[n - 1][1:-3]
        return self.last - 2 >= ahead and (cut.words[self.last - 2] == "zu" or "zu" in cut.words[self.last - 1][1:-3])

    def _quote_end(self, at: int, last: int) -> int:
        end = at
        while end < last and self.cut.quote_at[end] == self.cut.quote_at[at]:
            end += 1
        return end

    def _quoted_until(self, at: int) -> int:
        """The end of direct speech: the quotation, or the sentence where its words go on behind it."""
        cut, end = self.cut, self._quote_end(at, self.last)
        if self._words_quoted(at) >= _LEAST_QUOTED and (end >= self.last or cut.raw[end] in ",;–—"):
            return end
        return self.last

    def _words_quoted(self, at: int) -> int:
        cut = self.cut
        return sum(cut.is_word(n) for n in range(at, self._quote_end(at, self.last)))

    def _object(self, cue: Cue, source: Range | None) -> tuple[str, list[Range]] | None:
        cut = self.cut
        if "object" not in cue.frames or source is None:
            return None
        if self.last - self.at < 3 or self.first > self.low + 1:
            return None
        quote = next((n for n in range(self.at, self.last) if cut.quote_at[n] >= 0), None)
        if "term" in cue.frames and quote is not None:
            return "term", [(quote, self._quote_end(quote, self.last))]
        pieces, begun = [], self.low
        for first, last in sorted([source, (self.at, self.at + 1)]):
            pieces.append((begun, first))
            begun = max(begun, last)
        return "object", [*pieces, (begun, self.last)]
