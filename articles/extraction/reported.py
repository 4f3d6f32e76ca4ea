"""Statements told by a verb that follows its subject: "The mayor said (that) ...", "..., the mayor said".

This is the grammar of languages with the trait `subject_verb`; `verb_second.py` is that of German. Here stand the
constructions; `verb_group.py` reads the verb and its subject, `verb_content.py` what is told.
"""

from __future__ import annotations

from articles.extraction.lexicon import Cue
from articles.extraction.phrases import is_time, opens_noun, phrase_end, starts_phrase, subject_start
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import Text
from articles.extraction.verb_content import VerbContent


def reported_statements(cut: Text, number: int) -> list[Proposal]:
    """What the cues of one sentence tell, in their order."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    for at in cut.marked("cue", sentence.first, sentence.last):
        if cut.quote_at[at] < 0:
            proposal = _Reading(cut, sentence, number, at, found).read()
            if proposal:
                found.append(proposal)
    return found


class _Reading(VerbContent):
    """One cue read in its sentence, by the construction that its verb takes."""

    def read(self) -> Proposal | None:
        if self._is_noun():
            return None
        if self._is_passive():
            return self._passive()
        if self._frame("comment") and not self._modal():
            return self._declined()
        if self._modal():
            return None
        behind = self.at + 1
        particle = next((cue.particle for cue in self.cues if cue.particle), "")
        if particle:
            if behind >= self.last or self.cut.words[behind] != particle:
                return None
            behind += 1
        turned = self._turned(behind)
        if turned:
            return turned
        return self._with_subject(behind)

    def _turned(self, behind: int) -> Proposal | None:
        """ "..., said the mayor": what stands before is told."""
        cut = self.cut
        if not self._frame("turned") or behind >= self.last or self.group == self.low:
            return None
        before = self.group - 1
        quoted = cut.quote_at[before] >= 0 or (
            cut.raw[before] == "," and before > self.low and cut.quote_at[before - 1] >= 0
        )
        if not quoted and cut.raw[before] not in ",–—-":
            return None
        if not starts_phrase(cut, behind) or cut.quote_at[behind] >= 0:
            return None
        if not quoted and not opens_noun(cut, behind) and "third" not in cut.tags[behind]:
            return None
        end = phrase_end(cut, behind, self.last)
        if end <= behind:
            return None
        if not quoted and end < self.last and cut.raw[end] not in ",;–—" and not is_time(cut, end, self.last):
            return None
        if not quoted and cut.words[self.at].endswith("ing"):
            return None
        content = [(self._told_from(before), before + 1)]
        rest = end + 1 if end < self.last and cut.raw[end] == "," else end
        rule = "turned quote" if quoted else "turned"
        if rest < self.last and cut.quote_at[rest] >= 0:
            content.append((rest, self._quote_end(rest)))
        elif not quoted and rest > end and rest < self.last and cut.tags[rest] & {"auxiliaries", "finite"}:
            content.append((rest, self.last))
        return self._proposal(rule, (behind, end), content)

    def _with_subject(self, behind: int) -> Proposal | None:
        cut = self.cut
        source = self._source()
        own = source is not None
        participle = cut.words[self.at].endswith("ing") and self.group == self.at
        if participle and source and cut.raw[self.at - 1] == ",":
            source, own = None, False  # "Doe left, saying": the subject stands further ahead
        told = self._frame("told")
        if told:
            return self._told(behind, source)
        at = self._skip_adverbials(behind)
        if source is None:
            source = self._shared_source()
            if source is None:
                return None
            if not participle and not self._joined():
                return None
        if self._frame("evidence") and not self._studies(source):
            return None
        for name in ("as", "called", "accuse", "claimnoun", "against"):
            if self._frame(name):
                special = self._special(name, at, source)
                if special or name != "against":
                    return special
        behind_cue = self._content_after(at, behind, source, participle)
        if behind_cue is None:
            content = self._content_before(source, at) if own else None
            return self._proposal("trailing", source, content) if content else None
        rule, ranges = behind_cue
        if not own and rule != "belief":
            rule = "shared subject"
            self._end_before()
        proposal = self._proposal(rule, source, ranges)
        if self._negated() and proposal.polarity == "affirms" and rule != "belief":
            proposal.polarity = "denies"
        return proposal

    def _told(self, behind: int, source: Range | None) -> Proposal | None:
        """ "told the council (that) ...", "told Reuters the line would open"."""
        cut = self.cut
        if behind >= self.last:
            return None
        if source is None:
            source = self._shared_source() if self._joined() or cut.words[self.at].endswith("ing") else None
            if source is None:
                return None
            self._end_before()
        before = self.group - 1
        name = behind < self.last and cut.capital(behind)
        if cut.tags[behind] & {"pronouns"} or (cut.words[behind] in ("them", "him", "her", "us", "me", "you")):
            end = behind + 1
        else:
            end = (
                phrase_end(cut, behind, self.last, appositions=False, name_only=name) if behind < self.last else behind
            )
        at = self._skip_adverbials(end)
        via = [(behind, end)] if end > behind else []
        proposal = None
        if end > behind and at < self.last:
            comma = cut.raw[at] in ",:" and at + 1 < self.last and cut.quote_at[at + 1] >= 0
            if cut.words[at] == "that":
                start = at + 1
                while start < self.last and cut.raw[start] == ",":
                    start += 1
                proposal = self._proposal("told", source, [(start, self.last)])
            elif cut.quote_at[at] >= 0 or comma:
                proposal = self._proposal("told", source, [(at + comma, self._quoted_until(at + comma))])
            elif self._is_clause(at) and cut.words[at] != "to" and not (cut.tags[at] & {"prepositions"}):
                proposal = self._proposal("told", source, [(at, self.last)])
        if proposal is None and source[0] - 1 > self.low and (self._frame("told")):
            self.cues = [*self.cues, Cue("tell", frozenset({"trail"}))]
            content = self._content_before(source, at)
            proposal = self._proposal("told behind", source, content) if content and end > behind else None
        if proposal is None and behind < self.last and self._frame("that"):
            content_after = self._content_after(self._skip_adverbials(behind), behind, source, False)
            if content_after:
                return self._proposal(content_after[0], source, content_after[1])
            if self._frame("against") and cut.words[behind] in ("of", "against", "about"):
                return self._proposal("against", source, [(behind + 1, self.last)])
            content = self._content_before(source, self._skip_adverbials(behind))
            return self._proposal("trailing", source, content) if content else None
        if proposal and via:
            proposal.vias = via
        if proposal and before < 0:
            return None
        return proposal

    def _special(self, name: str, at: int, source: Range) -> Proposal | None:
        """ "described it as ...", "called it ...", "accused them of ...", "rejected claims that ...", "warned of"."""
        cut = self.cut
        if name == "as":
            near = next(
                (n for n in range(at, min(at + 25, self.last)) if cut.words[n] == "as" and cut.quote_at[n] < 0), None
            )
            if near is None or near + 1 >= self.last:
                return None
            proposal = self._proposal("as", source, [(near + 1, self._described_until(near + 1))])
            proposal.cue_rest = (near, near + 1)
            return proposal
        if name == "called":
            quote = next((n for n in range(at, min(at + 30, self.last)) if cut.quote_at[n] >= 0), None)
            if quote is not None and quote > at:
                return self._proposal("called", source, [(at, self._quote_end(quote))])
            if (
                at < self.last
                and cut.words[at] in ("it", "them", "him", "her", "this")
                and at + 1 < self.last
                and cut.words[at + 1] in ("a", "an", "the")
            ):
                return self._proposal("called", source, [(at + 1, self.last)])
            return None
        if name == "accuse":
            near = next((n for n in range(at, min(at + 20, self.last)) if cut.words[n] == "of"), None)
            while near is not None and near + 1 < self.last and not cut.words[near + 1].endswith("ing"):
                near = next((n for n in range(near + 1, min(at + 30, self.last)) if cut.words[n] == "of"), None)
            if near is None:
                return None
            return self._proposal("accused of", source, [(near + 1, self.last)])
        if name == "claimnoun":
            ahead = next((n for n in range(at, min(at + 6, self.last)) if cut.tags[n] & {"claim_nouns"}), None)
            if ahead is not None and ahead + 1 < self.last and cut.words[ahead + 1] == "that":
                return self._proposal("rejected", source, [(ahead + 2, self.last)], "denies")
            return None
        if at < self.last and cut.words[at] in ("of", "against", "about"):
            return self._proposal("against", source, [(at + 1, self.last)])
        return None

    def _passive(self) -> Proposal | None:
        """ "was quoted (by Y) as saying", "it was reported that": the latter names nobody."""
        cut = self.cut
        subject = subject_start(cut, self._clause_start(), self.group)
        if cut.words[self.at] in ("quoted", "cited") and subject is not None:
            return self._quoted_as_saying(subject)
        if subject is not None and self.group - subject == 1 and cut.words[subject] == "it" and self._frame("that"):
            at = self.at + 1
            if at < self.last and cut.words[at] == "by":
                end = phrase_end(cut, at + 1, self.last)
                if end < self.last and cut.words[end] == "that" and end > at + 1:
                    return self._proposal("by", (at + 1, end), [(end + 1, self.last)])
                return None
            if at < self.last and cut.words[at] == "that":
                proposal = self._proposal("nobody named", None, [(at + 1, self.last)])
                proposal.voice, proposal.cue = "none named", (subject, at + 1)
                return proposal
        return None

    def _quoted_as_saying(self, subject: int) -> Proposal | None:
        """ "Doe was quoted by the Courier as saying (that) ...": the Courier stands between."""
        cut, at, via = self.cut, self.at + 1, []
        if at < self.last and cut.words[at] in ("by", "in"):
            end = phrase_end(cut, at + 1, self.last)
            via, at = [(at + 1, end)] if end > at + 1 else [], end
        near = next((n for n in range(at, min(at + 8, self.last)) if cut.words[n] == "as"), None)
        if near is None or near + 2 >= self.last or not cut.words[near + 1].endswith("ing"):
            return None
        start = near + 2 + (cut.words[near + 2] == "that")
        while start < self.last and cut.raw[start] in ",:":
            start += 1
        if start >= self.last:
            return None
        proposal = self._proposal("quoted as saying", (subject, self.group), [(start, self.last)])
        proposal.vias, proposal.cue_rest = via, (near, near + 2)
        return proposal

    def _declined(self) -> Proposal | None:
        """ "declined to comment", "refused to say": no content is asked for."""
        cut, at = self.cut, self.at + 1
        if at + 1 >= self.last + 1 or at + 1 >= len(cut.words) or cut.words[at] != "to":
            return None
        if cut.words[at + 1] not in cut.lexicon.words("comments"):
            return None
        source = self._source() or self._shared_source()
        if source is None:
            return None
        proposal = self._proposal("declined", source, [], "declined")
        proposal.cue = (self.at, at + 2)
        return proposal
