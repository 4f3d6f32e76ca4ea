"""Statements of languages that put the verb second and part clauses by commas: German.

"Die Ministerin sagte am Montag, dass ...", "Am Montag sagte die Ministerin, ...", "..., sagte sie", "wie X berichtet",
and the reported mood (Konjunktiv) that goes on over sentences without a cue.
"""

from __future__ import annotations

from articles.extraction.lexicon import Cue
from articles.extraction.phrases import is_time, phrase_end, starts_phrase
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text

_BREAKS = frozenset(",:;–—(")


def verb_second_statements(cut: Text, number: int) -> list[Proposal]:
    """What the cues of one sentence tell, in their order."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    for at in range(sentence.first, sentence.last):
        if "cue" in cut.tags[at] and cut.quote_at[at] < 0 and not cut.capital(at):
            proposal = _Clause(cut, number, at).read()
            if proposal and not _repeats(proposal, found):
                found.append(proposal)
    return found


def _repeats(proposal: Proposal, found: list[Proposal]) -> bool:
    return any(other.content == proposal.content for other in found)


class _Clause:
    """One cue read in the clause that it is the verb of."""

    def __init__(self, cut: Text, number: int, at: int) -> None:
        self.cut, self.number, self.at = cut, number, at
        sentence = cut.sentences[number]
        self.low, self.last = sentence.first, sentence.last
        while self.last > at + 1 and cut.raw[self.last - 1] in SENTENCE_ENDS and cut.quote_at[self.last - 1] < 0:
            self.last -= 1
        self.first = self._clause_start()
        self.end = self._clause_end()

    def _clause_start(self) -> int:
        cut = self.cut
        depth = 0
        for near in range(self.at - 1, self.low - 1, -1):
            depth += (cut.raw[near] == ")") - (cut.raw[near] == "(")
            if depth > 0 or (depth == 0 and cut.raw[near] == "("):
                continue
            if cut.quote_at[near] >= 0:
                if near + 1 == self.at or cut.raw[near + 1] == "," or cut.raw[near - 1] in ".,!?":
                    return near + 1
            elif cut.raw[near] in _BREAKS and not self._apposition(near):
                return near + 1
        return self.low

    def _apposition(self, comma: int) -> bool:
        """The second comma of "Doe, Sprecher der Stadt, sagte": right before the verb."""
        return (
            comma == self.at - 1
            and any(self.cut.raw[n] == "," for n in range(max(self.low, comma - 12), comma))
            and (self.cut.quote_at[comma - 1] < 0)
        )

    def _clause_end(self) -> int:
        cut = self.cut
        for near in range(self.at + 1, self.last):
            if cut.raw[near] in ",:;–—" and cut.quote_at[near] < 0:
                return near
            if cut.quote_at[near] >= 0 and not self._short(near):
                return near
        return self.last

    def _short(self, at: int) -> bool:
        """A name in quotation marks: "der „Neuen Woche“"."""
        return (
            sum(
                self.cut.quote_at[n] == self.cut.quote_at[at]
                for n in range(max(0, at - 6), min(at + 6, len(self.cut.raw)))
            )
            <= 5
        )

    def read(self) -> Proposal | None:
        cut = self.cut
        cue = self._cue()
        if cue is None:
            return None
        helpers = [n for n in range(self.first, self.at) if "auxiliaries" in cut.tags[n]]
        subordinate = (
            self.first < self.at and cut.tags[self.first] & {"subordinators", "wh"} and self.end - self.at <= 2
        )
        if subordinate:
            return self._as_reported() if cut.tags[self.first] & {"as_words"} else None
        verb = self.at
        if helpers:
            if cut.tags[helpers[0]] & {"becoming"}:
                return self._passive(helpers[0])
            if not cut.tags[helpers[0]] & {"having"}:
                return None
            verb = helpers[0]
        source = self._source(verb)
        if (
            cut.words[self.at] in cut.lexicon.words("impersonal")
            and self.at + 1 < self.last
            and cut.words[self.at + 1] == "es"
        ):
            # "in dem Brief heißt es", "..., hieß es aus der Stadt": the place stands for the source
            before = (self.first, self.at)
            behind = (self.at + 2, self.end)
            source = before if before[1] > before[0] else behind if behind[1] > behind[0] else None
        content = self._content(cue, source)
        if content is None:
            return None
        rule, pieces = content
        if source is None:
            return None
        if rule != "object" and "quote" not in cue.frames and "clause" not in cue.frames:
            return None
        return Proposal(rule, self.number, (self.at, self.at + 1), source, pieces, cue.polarity)

    def _cue(self) -> Cue | None:
        cut = self.cut
        plain = None
        # the particle closes the clause: "teilte die Polizei, die ..., mit"
        inside = {
            cut.words[n]
            for n in range(self.at + 1, min(self.last, self.at + 60))
            if n + 1 >= self.last or not cut.is_word(n + 1) or cut.quote_at[n + 1] >= 0
        }
        for cue in cut.lexicon.cues[cut.words[self.at]]:
            if cue.particle and cue.particle in inside:
                return cue
            if not cue.particle and plain is None:
                plain = cue
        return plain

    def _source(self, verb: int) -> Range | None:
        """The noun phrase before the verb, or the one behind it where something else stands first."""
        cut, first = self.cut, self.first
        while first < verb and (cut.tags[first] & {"conjunctions"} or not cut.is_word(first)):
            first += 1
        if first < verb and starts_phrase(cut, first) and not cut.tags[first] & {"prepositions", "adverbs"}:
            end = phrase_end(cut, first, verb)
            end = verb if end < verb and cut.raw[verb - 1] == "," else end
            while end > first and cut.raw[end - 1] == ",":
                end -= 1
            if end > first and not (is_time(cut, first, end) and end - first <= 3):
                return first, end
        behind = verb + 1
        while behind < self.end and cut.tags[behind] & {"adverbs"} and "time" not in cut.tags[behind]:
            behind += 1
        if behind < self.end and starts_phrase(cut, behind):
            end = phrase_end(cut, behind, self.last if verb == self.at else self.end)
            if end > behind:
                return behind, end
        return None

    def _content(self, cue: Cue, source: Range | None) -> tuple[str, list[Range]] | None:
        cut = self.cut
        end = max(self.end, source[1]) if source else self.end
        while end < self.last and cut.raw[end] not in ",:;–—" and cut.quote_at[end] < 0:
            end += 1
        before = self.first - 1
        quoted = before >= self.low and (
            cut.quote_at[before] >= 0
            or (cut.raw[before] == "," and cut.quote_at[before - 1] >= 0 and before - 1 >= self.low)
        )
        first = self.first == self.at
        if first and before > self.low and (quoted or cut.raw[before] in ",–—") and "trail" in cue.frames:
            pieces = [(self.low, before + (cut.quote_at[before] >= 0))]
            rest = end + 1
            if rest < self.last and (quoted or cut.raw[end] == ","):
                pieces.append((rest, self.last))
            return ("turned quote" if quoted else "turned"), pieces
        if end < self.last and cut.raw[end] in ",:" and end + 1 < self.last:
            ahead = end + 1
            if cut.tags[ahead] & {"conjunctions"}:
                return self._object(cue, source, end)
            if cut.quote_at[ahead] >= 0 and "quote" in cue.frames:
                return "quote", [(ahead, self.last)]
            if "clause" in cue.frames:
                start = ahead + (cut.words[ahead] in ("dass", "daß"))
                opener = bool(cut.tags[ahead] & {"clause_openers"})
                says = (
                    {"quote", "trail"} <= cue.frames
                    and self.last - ahead >= 4
                    and "prepositions" not in cut.tags[ahead]
                )
                if opener or says or self._reports(ahead) or cut.words[self.last - 2] == "zu" or cut.raw[end] == ":":
                    return ("that" if opener else "zero"), [(start, self.last)]
        if (
            end < self.last
            and cut.quote_at[end] >= 0
            and "quote" in cue.frames
            and sum(cut.is_word(n) for n in range(end, self.last) if cut.quote_at[n] == cut.quote_at[end]) >= 4
        ):
            return "quote", [(end, self.last)]
        if cut.raw[self.last - 1] == ":" or (
            self.last < len(cut.raw) and cut.raw[cut.sentences[self.number].last - 1] == ":"
        ):
            ahead = cut.sentences[self.number].last
            if ahead < len(cut.words) and cut.quote_at[ahead] >= 0 and "quote" in cue.frames:
                stop = ahead
                while stop < len(cut.words) and cut.quote_at[stop] == cut.quote_at[ahead]:
                    stop += 1
                return "quote", [(ahead, stop)]
        return self._object(cue, source, end)

    def _reports(self, first: int) -> bool:
        """Whether the clause is in the reported mood, or at least has a verb second."""
        cut = self.cut
        return any(
            cut.tags[n] & {"reported_mood", "auxiliaries", "finite"} for n in range(first, min(first + 40, self.last))
        ) or ("zu" in cut.words[first : self.last])

    def _object(self, cue: Cue, source: Range | None, end: int) -> tuple[str, list[Range]] | None:
        if "object" not in cue.frames or source is None:
            return None
        if self.last - self.at < 4 or self.first > self.low + 1:
            return None
        pieces = [(self.low, self.last)]
        return "object", pieces

    def _as_reported(self) -> Proposal | None:
        """ "wie die Zeitung berichtet": the rest of the sentence is told."""
        cut = self.cut
        start = self.first + 1
        while start < self.at and "adverbs" in cut.tags[start]:
            start += 1
        end = phrase_end(cut, start, self.at)
        if end <= start:
            return None
        pieces = []
        before = self.first
        while before > self.low and not cut.is_word(before - 1) and cut.quote_at[before - 1] < 0:
            before -= 1
        if before > self.low:
            pieces.append((self.low, before))
        if self.end + 1 < self.last:
            pieces.append((self.end + 1, self.last))
        return Proposal("as reported", self.number, (self.at, self.at + 1), (start, end), pieces) if pieces else None

    def _passive(self, helper: int) -> Proposal | None:
        """ "Es wurde bekannt, dass ...": nobody is named, unless "von" names them."""
        cut = self.cut
        if self.end + 1 >= self.last or cut.raw[self.end] != "," or not cut.tags[self.end + 1] & {"clause_openers"}:
            return None
        content = [(self.end + 2, self.last)]
        by = next((n for n in range(helper, self.at) if cut.words[n] in ("von", "vom")), None)
        if by is not None:
            end = phrase_end(cut, by + 1, self.at)
            if end > by + 1:
                return Proposal("by", self.number, (self.at, self.at + 1), (by + 1, end), content)
        return Proposal("nobody named", self.number, (self.at, self.at + 1), None, content, voice="none named")


def mood_statements(cut: Text, found: list[Proposal]) -> list[Proposal]:
    """Sentences in the reported mood without a cue: whoever spoke before them goes on."""
    by_sentence: dict[int, Proposal] = {}
    for proposal in found:
        by_sentence[proposal.sentence] = proposal
    new: list[Proposal] = []
    speaker: Range | None = None
    running: Proposal | None = None
    paragraph = -1
    for number, sentence in enumerate(cut.sentences):
        if sentence.paragraph != paragraph:
            paragraph, running = sentence.paragraph, None
        spoken = by_sentence.get(number)
        if spoken:
            speaker, running = spoken.source, None
            continue
        mood = [
            n for n in range(sentence.first, sentence.last) if "reported_mood" in cut.tags[n] and cut.quote_at[n] < 0
        ]
        if mood and speaker:
            if running:
                running.content[-1] = (running.content[-1][0], sentence.last)
                continue
            running = Proposal("reported mood", number, None, speaker, [(sentence.first, sentence.last)])
            new.append(running)
        else:
            running = None
            if not mood:
                speaker = None
    return new
