"""The verb of a cue and its subject, in languages whose verb follows it: "The mayor | has also said"."""

from __future__ import annotations

from articles.extraction.lexicon import Cue
from articles.extraction.phrases import opens_noun, phrase_end, starts_phrase, subject_start
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Sentence, Text


class VerbGroup:
    """One cue in its sentence: what kind of verb it is, and who is its subject."""

    def __init__(self, cut: Text, sentence: Sentence, number: int, at: int, before: list[Proposal]) -> None:
        self.cut, self.sentence, self.number, self.at, self.before = cut, sentence, number, at, before
        self.low, self.last = sentence.first, sentence.last
        while self.last > at + 1 and cut.raw[self.last - 1] in SENTENCE_ENDS and cut.quote_at[self.last - 1] < 0:
            self.last -= 1
        self.group = self._group_start()
        self.cues = list(cut.lexicon.cues[cut.words[at]])

    def _group_start(self) -> int:
        """The first token of the verb group: "has also" in "has also said"."""
        at = self.at
        while at > self.low and self.cut.tags[at - 1] & {"auxiliaries", "adverbs", "negations"}:
            if self.cut.capital(at - 1) and at - 1 > self.low:
                break
            at -= 1
        return at

    def _is_noun(self) -> bool:
        """ "the claim that", "his report", "to report": no verb with a subject."""
        cut, at = self.cut, self.at
        if cut.capital(at):
            return True
        if at == self.low:
            return False
        before, word = cut.tags[at - 1], cut.words[at - 1]
        if word in ("as", "to", "of", "for", "without", "by", "from", "about") or word.endswith("'s"):
            return True
        if before & {"determiners", "possessives"} and not before & {"pronouns"}:
            return True
        if self.group == at and self._is_plain_form() and not self._plural(at - 1):
            return True
        if cut.tags[at] & {"claim_nouns"} and "cue" in before and not before & {"document_nouns", "claim_nouns"}:
            return True  # "rejected claims"
        return bool(before & {"prepositions"}) and not cut.words[at].endswith("ing")

    def _is_plain_form(self) -> bool:
        """ "post", "note", "claim": a verb only behind a plural."""
        return all(self.cut.words[self.at] == cue.lemma for cue in self.cues)

    def _plural(self, at: int) -> bool:
        word, tags = self.cut.words[at], self.cut.tags[at]
        if tags & {"pronouns", "group_nouns", "conjunctions"} or not self.cut.is_word(at):
            return True
        return self.cut.capital(at) or word.endswith("s") or word in ("people", "men", "women", "children", "police")

    def _is_passive(self) -> bool:
        if self.cut.words[self.at].endswith("ing"):
            return False
        helpers = [near for near in range(self.group, self.at) if "auxiliaries" in self.cut.tags[near]]
        return bool(helpers) and "passives" in self.cut.tags[helpers[-1]]

    def _modal(self) -> bool:
        return any("modals" in self.cut.tags[near] for near in range(self.group, self.at))

    def _negated(self) -> bool:
        cut = self.cut
        return any("negations" in cut.tags[n] or cut.words[n].endswith("n't") for n in range(self.group, self.at))

    def _frame(self, name: str) -> Cue | None:
        for cue in self.cues:
            if name in cue.frames:
                return cue
        return None

    def _source(self) -> Range | None:
        start = subject_start(self.cut, self._clause_start(), self.group)
        if start is None:
            return None
        end = self.group
        while end > start and self.cut.raw[end - 1] in ",(":
            end -= 1
        # "Doe, in a letter,": where it was said is no part of the source
        for near in range(end - 2, start, -1):
            if self.cut.raw[near] == ",":
                if self.cut.words[near + 1] in ("in", "on", "at", "during", "speaking", "through"):
                    end = near
                break
        return (start, end) if end > start else None

    def _clause_start(self) -> int:
        """Behind the last quotation before the cue."""
        low = self.low
        for near in range(self.group - 1, self.low - 1, -1):
            if self.cut.quote_at[near] >= 0:
                # a name may hold a short quotation; what ends in a mark or a comma is speech
                first = near
                while (
                    first > self.low and near - first <= 8 and self.cut.quote_at[first - 1] == self.cut.quote_at[near]
                ):
                    first -= 1
                if near - first > 8 or self.cut.raw[near - 1] in ",.?!" or near + 1 == self.group:
                    return near + 1
                if self.cut.raw[near + 1] == ",":
                    return near + 1
        return low

    def _shared_source(self) -> Range | None:
        """Of "..., adding that" and "... and said that": whoever spoke before, else the subject of the sentence."""
        for proposal in reversed(self.before):
            if proposal.source and proposal.voice == "credited":
                return proposal.source
        cut, at = self.cut, self.low
        commas = 0
        while at < self.group and not (
            opens_noun(cut, at) and not cut.tags[at] & {"prepositions", "subordinators", "adverbs"}
        ):
            if cut.raw[at] == ",":
                commas += 1
            at += 1
        if cut.tags[self.low] & {"prepositions", "subordinators", "adverbs"} or cut.words[self.low].endswith("ing"):
            comma = next((n for n in range(self.low, self.group) if cut.raw[n] == ","), None)
            if comma is not None and comma + 1 < self.group and starts_phrase(cut, comma + 1):
                at = comma + 1
        end = phrase_end(cut, at, self.group)
        return (at, end) if end > at else None

    def _joined(self) -> bool:
        """ "and said", ", said": a second verb of the same subject."""
        before = self.group - 1
        return before >= self.low and (
            "conjunctions" in self.cut.tags[before] or self.cut.raw[before] == "," or self.cut.words[before] == "then"
        )

    def _end_before(self) -> None:
        """What was told before ends where the second verb of the same subject begins."""
        end = self.group
        while end > self.low and (self.cut.raw[end - 1] == "," or "conjunctions" in self.cut.tags[end - 1]):
            end -= 1
        for proposal in self.before:
            last = proposal.content[-1] if proposal.content else None
            if last and last[0] < end < last[1] and self.cut.quote_at[end] < 0:
                proposal.content[-1] = (last[0], end)

    def _studies(self, source: Range) -> bool:
        """Whether the source is a document or somebody whose work it is to find out."""
        cut = self.cut
        wanted = cut.lexicon.words("document_nouns") | cut.lexicon.words("people_nouns")
        return any(cut.words[at].removesuffix("'s") in wanted for at in range(*source)) or cut.words[source[0]] in (
            "they", "it",
        )  # fmt: skip

    def _proposal(self, rule: str, source: Range | None, content: list[Range], polarity: str = "") -> Proposal:
        ending = [cue.polarity for cue in self.cues if cue.polarity != "affirms"]
        end = self.at + 1
        if any(cue.particle for cue in self.cues) and end < self.last:
            end += 1
        return Proposal(
            rule, self.number, (self.at, end), source, content, polarity or (ending[0] if ending else "affirms")
        )
