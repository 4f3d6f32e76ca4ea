"""Statements of languages that put the verb second and part clauses by commas: German.

"Die Ministerin sagte am Montag, dass ...", "Am Montag sagte die Ministerin, ...", "..., sagte sie", "wie X berichtet",
"wurde von X kritisiert". What no cue introduces is read by `reported_mood.py`, what a noun tells by `told_nouns.py`.
"""

from __future__ import annotations

from articles.extraction.clause_words import is_finite, speaks
from articles.extraction.lexicon import Cue
from articles.extraction.phrases import phrase_end
from articles.extraction.second_content import Told
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import Text

# Tokens. The particle of "teilte ... mit" stands at the end of its clause, which may be long.
_PARTICLE_WITHIN = 60


def verb_second_statements(cut: Text, number: int) -> list[Proposal]:
    """What the cues of one sentence tell, in their order."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    for at in cut.marked("cue", sentence.first, sentence.last):
        if cut.quote_at[at] < 0 and not cut.capital(at):
            proposal = _Reading(cut, number, at, found).read()
            if proposal and not any(other.content == proposal.content for other in found):
                found.append(proposal)
    return found


class _Reading(Told):
    """One cue read in the clause that it is the verb of."""

    def read(self) -> Proposal | None:
        cut = self.cut
        cue = self._cue()
        if cue is None:
            return None
        if self._is_subordinate():
            return self._as_reported() if cut.tags[self.first] & {"as_words"} else self._within_clause(cue)
        verb = self.at
        # "der Hafen werde schließen und kündigte an": the helper before "und" is that of another verb
        begun = self.first if self._joint(self.at) is None else self.at
        helper = next((n for n in range(begun, self.at) if "auxiliaries" in cut.tags[n]), None)
        if helper is not None:
            if cut.tags[helper] & {"becoming"}:
                return self._passive(helper, cue)
            if not cut.tags[helper] & {"having"} and not self._may_say(helper):
                return None
            verb = helper
        elif "nobody" in cue.frames:
            return None
        source = self._impersonal() or self._shared_source(verb) or self._source(verb)
        content = self._content(cue, source, verb)
        if content is None:
            return None
        rule, pieces = content
        pieces = [piece for piece in pieces if piece[1] > piece[0]]
        if source is None:
            return self._rumour(pieces)
        return Proposal(
            rule, self.number, (self.at, self.at + 1), source, pieces, cue.polarity, vias=self._told(source)
        )

    def _cue(self) -> Cue | None:
        cut = self.cut
        plain = None
        # the particle closes the clause: "teilte die Polizei, die ..., mit"; or it stands before: "bekannt gegeben"
        inside = {
            cut.words[n]
            for n in range(self.at + 1, min(self.last, self.at + _PARTICLE_WITHIN))
            if n + 1 >= self.last or not cut.is_word(n + 1) or cut.quote_at[n + 1] >= 0
        }
        if self.at > self.low:
            inside.add(cut.words[self.at - 1])
        for cue in cut.lexicon.cues[cut.words[self.at]]:
            if cue.particle and cue.particle in inside:
                return cue
            if not cue.particle and plain is None:
                plain = cue
        return plain

    def _rumour(self, pieces: list[Range]) -> Proposal | None:
        """ "..., hieß es", "Es heißt, ...": said, and nobody is named."""
        cut, at = self.cut, self.at
        it = (at > self.low and cut.words[at - 1] == "es") or (at + 1 < self.last and cut.words[at + 1] == "es")
        if not it or cut.words[at] not in cut.lexicon.words("impersonal"):
            return None
        return Proposal("nobody named", self.number, (at, at + 1), None, pieces, voice="none named")

    def _may_say(self, helper: int) -> bool:
        """ "Die Stadt konnte bestätigen, dass ...": a modal verb, the infinitive closes the clause, and it is told."""
        cut = self.cut
        mood = cut.tags[helper] & {"reported_mood", "second_mood"}  # itself told: "Man müsse betonen, dass"
        if mood or not cut.tags[helper] & {"modals"} or self.at + 1 != self.end or self.end + 1 >= self.last:
            return False
        denied = any(cut.tags[n] & {"negations"} for n in range(helper, self.at))
        return not denied and cut.raw[self.end] == "," and bool(cut.tags[self.end + 1] & {"that"})

    def _is_subordinate(self) -> bool:
        """ "wie die Stadt mitteilte", "nachdem sie erklärt hatte": the verb closes the clause."""
        cut, first = self.cut, self.first
        if first >= self.at or self.end - self.at > 2:
            return False
        if cut.tags[first] & {"subordinators", "wh"}:
            return True
        return first > self.low and cut.raw[first - 1] == "," and bool(cut.tags[first] & {"relatives"}) and (
            first + 1 < self.at and cut.tags[first + 1] != frozenset() and not cut.capital(first + 1)
        )  # fmt: skip

    def _within_clause(self, cue: Cue) -> Proposal | None:
        """ "nachdem die Stadt erklärt hatte, dass ...": a clause that closes with its cue."""
        cut = self.cut
        ahead = self._ahead(cue, self.end)
        if ahead is None or ahead[0] == "zero":
            return None
        if not cut.tags[self.first] & {"subordinators"}:
            return None
        source = self._named_between(self.first + 1, self.at)
        if source is None:
            return None
        rule, ((first, last),) = ahead
        stop = next((n for n in range(first, last) if cut.raw[n] == "," and cut.quote_at[n] < 0), last)
        if stop + 1 < last and is_finite(cut, stop + 1):
            last = stop
        return Proposal(rule, self.number, (self.at, self.at + 1), source, [(first, last)], cue.polarity)

    def _as_reported(self) -> Proposal | None:
        """ "wie die Zeitung berichtet": the rest of the sentence is told."""
        cut = self.cut
        source: Range | None
        if cut.words[self.first + 1] == "es" and self.first + 2 < self.at:
            source = (self.first + 2, self.at)  # "wie es in dem Bericht heißt"
        elif cut.words[self.at].startswith("hervor") or cut.words[self.at] in cut.lexicon.words("leaking"):
            source = (self.first + 1, self.at)  # "wie aus dem Bericht hervorgeht"
        else:
            source = self._named_between(self.first + 1, self.at)
        passive = self.at + 1 < self.end and bool(cut.tags[self.at + 1] & {"becoming"})
        if (source is None and not passive) or (passive and source and source[1] - source[0] > 4):
            return None
        pieces = []
        before = self.first
        while before > self.low and not cut.is_word(before - 1) and cut.quote_at[before - 1] < 0:
            before -= 1
        if before > self.low and not cut.tags[before - 1] & {"conjunctions"}:
            pieces.append((self.low, before))
        if self.end + 1 < self.last:
            pieces.append((self.end + 1, self.last))
        if not pieces:
            return None
        cue = (self.at, self.at + 1)
        if source is None or passive:
            return Proposal("as reported", self.number, cue, None, pieces, voice="none named")
        return Proposal("as reported", self.number, cue, source, pieces, vias=self._told(source))

    def _passive(self, helper: int, cue: Cue) -> Proposal | None:
        """ "Es wurde bekannt, dass ...": nobody is named, unless "von" names them; "wurde von X kritisiert"."""
        cut = self.cut
        by = next((n for n in range(self.first, self.at) if cut.words[n] in ("von", "vom", "durch")), None)
        source: Range | None = None
        if by is not None:
            end = phrase_end(cut, by + 1, self.at)
            source = (by + 1, end) if end > by + 1 else None
        elif cut.tags[self.first] & {"prepositions"} and self.first < helper:
            # "in dem Bericht wurde betont, dass", "seitens der Stadt wurde ...": the place stands for the source
            end = phrase_end(cut, self.first + 1, helper, appositions=False)
            side = cut.words[self.first] in cut.lexicon.words("side_prepositions")
            if side or any(cut.capital(n) and speaks(cut, n) for n in range(self.first + 1, end)):
                source = (self.first, end)
        clause = self.end + 1 < self.last and cut.raw[self.end] == "," and cut.tags[self.end + 1] & {"clause_openers"}
        if clause:
            content = [(self.end + 2, self.last)]
            if source:
                return Proposal("by", self.number, (self.at, self.at + 1), source, content, cue.polarity)
            return Proposal("nobody named", self.number, (self.at, self.at + 1), None, content, voice="none named")
        if source and "object" in cue.frames and self.first <= self.low + 1:
            return Proposal("by", self.number, (self.at, self.at + 1), source, [(self.low, self.last)], cue.polarity)
        return None
