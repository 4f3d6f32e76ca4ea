"""Statements told by a verb that follows its subject: "The mayor said (that) ...", "..., the mayor said".

This is the grammar of languages with the trait `subject_verb`; `verb_second.py` is that of German.
"""

from __future__ import annotations

from articles.extraction.kinds import naming
from articles.extraction.lexicon import Cue
from articles.extraction.phrases import is_time, opens_noun, phrase_end, starts_phrase, subject_start
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Sentence, Text

# Words. Shorter contents are mostly objects: "said a prayer", "reported the theft".
_LEAST_CLAUSE = 3


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


class _Reading:
    """One cue read in its sentence."""

    def __init__(self, cut: Text, sentence: Sentence, number: int, at: int, before: list[Proposal]) -> None:
        self.cut, self.sentence, self.number, self.at, self.before = cut, sentence, number, at, before
        self.low, self.last = sentence.first, sentence.last
        while self.last > at + 1 and cut.raw[self.last - 1] in SENTENCE_ENDS and cut.quote_at[self.last - 1] < 0:
            self.last -= 1
        self.group = self._group_start()
        self.cues = list(cut.lexicon.cues[cut.words[at]])

    # --- the verb ---

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
        return next((cue for cue in self.cues if name in cue.frames), None)

    # --- reading ---

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

    def _quote_end(self, at: int) -> int:
        end = at
        while end < self.last and self.cut.quote_at[end] == self.cut.quote_at[at]:
            end += 1
        return end

    def _told_from(self, before: int) -> int:
        """Where the content begins that ends before a trailing cue."""
        cut, low = self.cut, self.low
        for proposal in self.before:
            for _, end in proposal.content:
                if (
                    low < end <= before
                    and cut.quote_at[min(end, before)] < 0
                    and proposal.cue
                    and proposal.cue[0] < end
                ):
                    # "X said A, but B, Y said" is rare; "A," X said, "B," he added is not
                    low = max(low, end)
            if proposal.cue and low < proposal.cue[1] <= before and proposal.source and cut.quote_at[before] >= 0:
                low = max(low, proposal.cue[1], proposal.source[1])
        while low < before and not cut.is_word(low) and cut.quote_at[low] < 0 and cut.raw[low] not in "$€£#@[(":
            low += 1
        if "conjunctions" in cut.tags[low] and low < before and cut.capital(low):
            low += 1
        return low

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

    def _skip_adverbials(self, at: int) -> int:
        """Behind "on Friday", "in a statement", "to reporters", "also"."""
        cut, begun = self.cut, at
        while at < self.last and at - begun < 24:
            if cut.tags[at] & {"adverbs"} and not cut.capital(at):
                at += 1
                continue
            phrase = self._adverbial_phrase(at)
            if phrase:
                at += phrase
                end = (
                    phrase_end(cut, at + 1, self.last, appositions=False)
                    if (
                        at < self.last
                        and cut.words[at] in ("with", "to", "for", "by", "from", "of", "about", "issued", "released")
                    )
                    else at
                )
                at = max(at, end)
                continue
            if is_time(cut, at, self.last) and (
                cut.tags[at] & {"prepositions", "time"}
                or cut.words[at] in ("last", "this", "early", "late", "earlier", "later")
            ):
                near = at
                while near < self.last and ("time" not in cut.tags[near] and not cut.raw[near].isdigit()):
                    near += 1
                while near < self.last and ("time" in cut.tags[near] or cut.raw[near].isdigit()):
                    near += 1
                at = near
                continue
            if (
                cut.words[at]
                in ("to", "in", "at", "on", "during", "via", "through", "after", "before", "from", "by", "with")
                and at + 1 < self.last
            ):
                end = phrase_end(cut, at + 1, self.last, appositions=False)
                stop = end < self.last and (cut.words[end] == "that" or cut.raw[end] in ",:" or cut.quote_at[end] >= 0)
                infinitive = cut.words[at] == "to" and not (
                    opens_noun(cut, at + 1) or cut.tags[at + 1] & {"group_nouns", "locations"}
                )
                if end > at + 1 and (stop or end >= self.last) and not infinitive:
                    at = end
                    continue
            break
        return at

    def _adverbial_phrase(self, at: int) -> int:
        words = self.cut.words
        for phrase in self.cut.lexicon.starting("adverbial_phrases", words[at]) if at < len(words) else ():
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def _content_after(self, at: int, behind: int, source: Range, participle: bool) -> tuple[str, list[Range]] | None:
        """What the cue introduces, and the rule's name; None where nothing stands behind it."""
        cut = self.cut
        if cut.raw[self.sentence.last - 1] == ":" and self._frame("quote") and not participle:
            ahead = self.sentence.last
            if ahead < len(cut.words) and cut.quote_at[ahead] >= 0:
                end = ahead
                while end < len(cut.words) and cut.quote_at[end] == cut.quote_at[ahead]:
                    end += 1
                return "quote", [(ahead, end)]
        if at >= self.last:
            return None
        mark, word = cut.raw[at], cut.words[at]
        if mark in ",:–—" and at + 1 < self.last:
            ahead = at + 1
            if cut.quote_at[ahead] >= 0 and self._frame("quote") and not self._content_is_before(source):
                return "quote", [(ahead, self._quoted_until(ahead))]
            if (
                mark == ":"
                and self._frame("zero")
                and self.last - ahead >= _LEAST_CLAUSE
                and "turned" in self.cues[0].frames
            ):
                return "colon", [(ahead, self.last)]
            # "said that, ...": handled below; "said, however, that"
            near = next((n for n in range(ahead, min(ahead + 12, self.last)) if cut.words[n] == "that"), None)
            if near and self._frame("that") and mark == "," and near + 1 < self.last and cut.raw[near - 1] == ",":
                return "that", [(near + 1, self.last)]
            return None
        belief = all("belief" in cue.frames for cue in self.cues)
        if belief and (source[1] - source[0] == 1 and cut.tags[source[0]] & {"authors"}):
            return None
        if word == "that" and self._frame("that") and not (at + 1 < self.last and cut.tags[at + 1] & {"auxiliaries"}):
            start = at + 1
            while start < self.last and cut.raw[start] in ",:":
                start += 1
            return ("belief" if belief else "that"), [(start, self.last)] if start < self.last else []
        if (cut.quote_at[at] >= 0 and self._frame("quote")) or (cut.quote_at[at] >= 0 and self._frame("zero")):
            return "quote", [(at, self._quoted_until(at))]
        if self._frame("noun") and starts_phrase(cut, at) and not participle:
            return "noun", [(at, self._noun_until(at))]
        if self._frame("inf") and word == "to" and at + 2 < self.last:
            return "to", [(at, self.last)]
        if self._frame("wh") and "wh" in cut.tags[at]:
            return "wh", [(at, self.last)]
        if self._frame("ing") and word.endswith("ing") and self.last - at >= 2:
            return "ing", [(at, self.last)]
        if self._frame("zero") and self._is_clause(at):
            return ("belief" if belief else "zero"), [(at, self.last)]
        if (
            self.cues[0].lemma == "report"
            and starts_phrase(cut, at)
            and not participle
            and naming(cut, *source).kind in ("outlet", "agency")
            and self.last - at >= _LEAST_CLAUSE
        ):
            return "outlet reports", [(at, self.last)]
        return None

    def _is_clause(self, at: int) -> bool:
        """Whether words that no "that" introduces are a clause: they begin as one and hold a verb."""
        cut = self.cut
        if self.last - at < _LEAST_CLAUSE:
            return False
        tags = cut.tags[at]
        say = self.cues[0].lemma == "say"
        fits = starts_phrase(cut, at) or tags & {"wh"} or cut.words[at] in ("there", "if", "because")
        leading = bool(tags & {"prepositions", "subordinators"}) and any(
            cut.raw[n] == "," for n in range(at, min(at + 15, self.last))
        )
        if not fits and not (leading and say):
            return False
        for near in range(at + 1, min(at + 40, self.last)):
            word, seen = cut.words[near], cut.tags[near]
            if cut.capital(near):
                continue
            if seen & {"auxiliaries", "finite"} or (seen & {"cue"} and cut.words[near - 1] != "to"):
                return True
            if seen & {"relatives", "subordinators"} and not say:
                return False  # "announced a plan that ...": the verb is not that of what is told
            if word.endswith("ed") or (word.endswith("s") and near + 1 < self.last and opens_noun(cut, near + 1)):
                return True
        return say and (self.last - at >= 5 or cut.words[at] not in ("a", "an"))

    def _quoted_until(self, at: int) -> int:
        """The end of direct speech behind a cue: the quotation, and what words go on with it."""
        cut, end = self.cut, self._quote_end(at)
        if end >= self.last:
            return end
        # 'said "it is over" for the town': the words behind belong to the sentence that is told
        if (
            cut.raw[end] not in ",;:–—.("
            and not cut.tags[end]
            & {
                "conjunctions",
                "subordinators",
                "relatives",
                "adverbs",
            }
            and not cut.words[end].endswith("ing")
        ):
            return self.last
        ahead = end + 1 if "conjunctions" in cut.tags[end] or cut.raw[end] == "," else end
        if ahead < self.last and "conjunctions" in cut.tags[ahead]:
            ahead += 1
        if ahead < self.last and cut.quote_at[ahead] >= 0:
            return self._quote_end(ahead)
        return end

    def _noun_until(self, at: int) -> int:
        for near in range(at, self.last):
            if self.cut.raw[near] in ";:–—":
                return near
        return self.last

    def _content_is_before(self, source: Range) -> bool:
        """'"...," she said, "..."': the quotation behind goes on with the one before."""
        before = source[0] - 1
        if before > self.low and self.cut.raw[before] == ",":
            before -= 1
        return before >= self.low and self.cut.quote_at[before] >= 0

    def _content_before(self, source: Range, at: int) -> list[Range] | None:
        """ "..., the mayor said": what stands before the subject, and a quotation that goes on behind the cue."""
        cut = self.cut
        if not self._frame("trail"):
            return None
        before = source[0] - 1
        while before >= self.low and cut.tags[before] & {"adverbs", "conjunctions"} and cut.quote_at[before] < 0:
            before -= 1
        if before <= self.low:
            return None
        quoted = cut.quote_at[before] >= 0 or (cut.raw[before] == "," and cut.quote_at[before - 1] >= 0)
        if not quoted and cut.raw[before] not in ",–—-":
            return None
        if (
            not quoted
            and at < self.last
            and cut.raw[at] not in ",;–—."
            and cut.words[at] not in ("as", "in", "on", "at", "after")
        ):
            return None
        content = [
            (self._told_from(before), before if cut.raw[before] in ",–—-" and cut.quote_at[before] < 0 else before + 1)
        ]
        if content[0][0] >= content[0][1]:
            return None
        rest = at + 1 if at < self.last and cut.raw[at] in ",:" else at
        if rest < self.last and cut.quote_at[rest] >= 0:
            content.append((rest, self._quoted_until(rest)))
        elif (
            rest < self.last
            and rest > at
            and not quoted
            and (cut.tags[rest] & {"subordinators", "conjunctions"} or not cut.words[rest].endswith("ing"))
        ):
            content.append((rest, self.last))
        return content

    # --- constructions of their own ---

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

    def _described_until(self, at: int) -> int:
        if self.cut.quote_at[at] >= 0:
            return self._quote_end(at)
        for near in range(at, self.last):
            if self.cut.raw[near] in ";:–—" or (
                self.cut.raw[near] == ","
                and near + 1 < self.last
                and self.cut.tags[near + 1] & {"conjunctions", "relatives"}
            ):
                return near
        return self.last

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

    def _proposal(self, rule: str, source: Range | None, content: list[Range], polarity: str = "") -> Proposal:
        ending = [cue.polarity for cue in self.cues if cue.polarity != "affirms"]
        end = self.at + 1
        if any(cue.particle for cue in self.cues) and end < self.last:
            end += 1
        return Proposal(
            rule, self.number, (self.at, end), source, content, polarity or (ending[0] if ending else "affirms")
        )
