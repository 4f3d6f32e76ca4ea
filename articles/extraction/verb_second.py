"""Statements of languages that put the verb second and part clauses by commas: German.

"Die Ministerin sagte am Montag, dass ...", "Am Montag sagte die Ministerin, ...", "..., sagte sie", "wie X berichtet",
"wurde von X kritisiert". What no cue introduces is read by `reported_mood.py`, what a noun tells by `told_nouns.py`.
"""

from __future__ import annotations

from articles.extraction.lexicon import Cue
from articles.extraction.phrases import is_time, phrase_end, starts_phrase
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text

_BREAKS = frozenset(",:;–—(")
# Tokens. The particle of "teilte ... mit" stands at the end of its clause, which may be long.
_PARTICLE_WITHIN = 60
# Words of a quotation that no comma or colon parts from its cue; shorter ones are names and single terms.
_LEAST_QUOTED = 4
# Words behind a comma that may be a clause without "dass".
_LEAST_CLAUSE = 3


def verb_second_statements(cut: Text, number: int) -> list[Proposal]:
    """What the cues of one sentence tell, in their order."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    for at in cut.marked("cue", sentence.first, sentence.last):
        if cut.quote_at[at] < 0 and not cut.capital(at):
            proposal = _Clause(cut, number, at, found).read()
            if proposal and not any(other.content == proposal.content for other in found):
                found.append(proposal)
    return found


def main_subject(cut: Text, number: int) -> Range | None:
    """Who acts in the main clause of a sentence: its subject, or the "von ..." of a passive; None if none is told."""
    sentence = cut.sentences[number]
    first, last = sentence.first, sentence.last
    if cut.tags[first] & {"subordinators"}:
        first = next((n for n in range(first, last) if cut.raw[n] == "," and cut.quote_at[n] < 0), first)
    for at in range(first + 1, last):
        if cut.quote_at[at] < 0 and _is_finite(cut, at):
            clause = _Clause(cut, number, at, [])
            return clause.agent() or clause.subject()
    return None


def holder(cut: Text, number: int, noun: int) -> Range | None:
    """Who "vertritt die Ansicht" or "ist überzeugt": the subject of the verb that makes a statement of the noun."""
    low = cut.sentences[number].first
    for at in range(noun - 1, low - 1, -1):
        if cut.quote_at[at] >= 0 or cut.raw[at] in ",:;":
            return None
        if cut.tags[at] & {"holding"} and not cut.capital(at):
            return _Clause(cut, number, at, []).subject()
    return None


def _is_finite(cut: Text, at: int) -> bool:
    if cut.capital(at) or not cut.is_word(at):
        return False
    tags = cut.tags[at]
    if tags:
        return bool(tags & {"auxiliaries", "finite", "cue", "reported_mood"})
    return cut.words[at].endswith(("te", "ten", "t"))


class _Clause:
    """One cue read in the clause that it is the verb of."""

    def __init__(self, cut: Text, number: int, at: int, before: list[Proposal]) -> None:
        self.cut, self.number, self.at, self.before = cut, number, at, before
        sentence = cut.sentences[number]
        self.low, self.last = sentence.first, sentence.last
        while self.last > at + 1 and cut.raw[self.last - 1] in SENTENCE_ENDS and cut.quote_at[self.last - 1] < 0:
            self.last -= 1
        self.first = self._clause_start()
        self.end = self._clause_end(at + 1)

    # --- the clause ---

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
            elif cut.raw[near] in _BREAKS:
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

    # --- reading ---

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
            if not cut.tags[helper] & {"having"}:
                return None
            verb = helper
        elif "nobody" in cue.frames:
            return None
        source = self._impersonal() or self._shared_source(verb) or self._source(verb)
        content = self._content(cue, source, verb)
        if content is None or source is None:
            return None
        rule, pieces = content
        pieces = [piece for piece in pieces if piece[1] > piece[0]]
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

    # --- who ---

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
        )
        return (self._middle(verb) if turned else None) or fore

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
        if self._oblique(first) and cut.words[first] != "beide":
            return None
        end = phrase_end(cut, first, verb)
        end = verb if end < verb and cut.raw[verb - 1] == "," else end
        while end > first and cut.raw[end - 1] == ",":
            end -= 1
        if end <= first or (is_time(cut, first, end) and end - first <= 3):
            return None
        if cut.words[first] == "es" and end - first == 1:
            return None
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
                tags & {"adverbs", "time", "particles"}
                or cut.raw[at].isdigit()
                or (cut.raw[at] == "." and cut.raw[at - 1].isdigit())
            ):
                at += 1
                continue
            if tags & {"prepositions"} or self._oblique(at):
                end = phrase_end(cut, at + bool(tags & {"prepositions"}), self.end, appositions=False)
                if end <= at:
                    return None
                at = end
                skipped += 1
                continue
            if not starts_phrase(cut, at):
                return None
            end = phrase_end(cut, at, limit)
            return (at, end) if end > at else None
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
        if (
            "hervor" in cut.words[self.at : self.end]
            and self.at > self.first
            and "prepositions" in cut.tags[self.first]
        ):
            return self.first, self.at  # "aus dem Bericht geht hervor"
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

    # --- what ---

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
        if stop + 1 < last and _is_finite(cut, stop + 1):
            last = stop
        return Proposal(rule, self.number, (self.at, self.at + 1), source, [(first, last)], cue.polarity)

    def _as_reported(self) -> Proposal | None:
        """ "wie die Zeitung berichtet": the rest of the sentence is told."""
        cut = self.cut
        source: Range | None
        if cut.words[self.first + 1] == "es" and self.first + 2 < self.at:
            source = (self.first + 2, self.at)  # "wie es in dem Bericht heißt"
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

    def _passive(self, helper: int, cue: Cue) -> Proposal | None:
        """ "Es wurde bekannt, dass ...": nobody is named, unless "von" names them; "wurde von X kritisiert"."""
        cut = self.cut
        by = next((n for n in range(self.first, self.at) if cut.words[n] in ("von", "vom", "durch")), None)
        source: Range | None = None
        if by is not None:
            end = phrase_end(cut, by + 1, self.at)
            source = (by + 1, end) if end > by + 1 else None
        elif cut.words[self.first] in ("in", "im", "aus") and self.first < helper:
            # "in dem Bericht wurde betont, dass": the place stands for the source
            end = phrase_end(cut, self.first + 1, helper, appositions=False)
            if any(cut.tags[n] & {"document_nouns", "organisation_words"} for n in range(self.first, end)):
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
