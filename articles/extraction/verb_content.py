"""What a verb of saying tells: behind it ("said that ...") or before it ("..., she said")."""

from __future__ import annotations

from articles.extraction.kinds import naming
from articles.extraction.phrases import is_time, opens_noun, phrase_end, starts_phrase
from articles.extraction.statement import Range
from articles.extraction.verb_group import VerbGroup

# Words. Shorter contents are mostly objects: "said a prayer", "reported the theft".
_LEAST_CLAUSE = 3


class VerbContent(VerbGroup):
    """The content of one cue, given its subject."""

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
