"""Statements told by a noun: "a claim by X that ...", "X's warning that ...", "die Forderung der Stadt, ... zu".

English credits whoever stands beside the noun; German as well the subject of a verb that makes a statement of it
("X vertritt die Ansicht, dass ...", "X ist überzeugt, dass ...").
"""

from __future__ import annotations

from articles.extraction.main_clauses import holder
from articles.extraction.phrases import phrase_end
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text

# Tokens between the noun and its clause: "the accusation of the mayor of Norby that ..."
_WITHIN = 16
_LEAST_CLAUSE = 3


def told_by_nouns(cut: Text, number: int, before: list[Proposal]) -> list[Proposal]:
    """What the nouns of one sentence tell, but for what its cues tell already."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    nouns = cut.marked("claim_nouns", sentence.first, sentence.last)
    nouns += cut.marked("stances", sentence.first, sentence.last)
    if not nouns:
        return found
    german = "verb_second" in cut.lexicon.traits
    last = sentence.last
    while last > sentence.first and cut.raw[last - 1] in SENTENCE_ENDS and cut.quote_at[last - 1] < 0:
        last -= 1
    for at in sorted(nouns):
        if cut.quote_at[at] >= 0 or at >= last:
            continue
        if german and _tells_german(cut, at):
            proposal = _german(cut, number, at, last)
        elif not german and "claim_nouns" in cut.tags[at] and at + 2 < last:
            proposal = _english(cut, number, at, last)
        else:
            continue
        if proposal and not any(_shares_clause(proposal, other) for other in before):
            found.append(proposal)
    return found


def _tells_german(cut: Text, at: int) -> bool:
    tags = cut.tags[at]
    return bool(tags & {"claim_nouns"} and cut.capital(at)) or bool(tags & {"stances"} and not cut.capital(at))


def _shares_clause(proposal: Proposal, other: Proposal) -> bool:
    first, last = proposal.content[0]
    return any(a - 2 <= first < b and last <= b + 1 and (a >= first - 2) for a, b in other.content)


def _english(cut: Text, number: int, at: int, last: int) -> Proposal | None:
    low = cut.sentences[number].first
    behind, source = at + 1, None
    if cut.words[behind] in ("by", "of", "from") and behind + 1 < last:
        end = phrase_end(cut, behind + 1, min(last, behind + _WITHIN), appositions=False)
        source, behind = (behind + 1, end), end
    if behind >= last - _LEAST_CLAUSE or cut.words[behind] != "that":
        return None
    if source is None:
        source = _owner(cut, at, low)
    if source is None or source[1] <= source[0]:
        return None
    end = last
    if at - low <= 8 and not any("cue" in cut.tags[n] or "finite" in cut.tags[n] for n in range(low, at - 1)):
        end = _before_main_verb(cut, behind + 1, last)
    return Proposal("told by a noun", number, (at, at + 1), source, [(behind + 1, end)])


def _owner(cut: Text, at: int, low: int) -> Range | None:
    """ "Doe's repeated | claim", "her | claim"."""
    near = at - 1
    while near > low and not cut.tags[near] and not cut.capital(near) and not cut.words[near].endswith("'s"):
        near -= 1
    if near < low or cut.quote_at[near] >= 0:
        return None
    if cut.words[near] in ("his", "her", "their", "its"):
        return near, near + 1
    if not cut.words[near].endswith(("'s", "s'")):
        return None
    start = near
    while start > low and (cut.capital(start - 1) or cut.tags[start - 1] & {"determiners"}) and near - start < 6:
        start -= 1
    return start, near + 1


def _before_main_verb(cut: Text, first: int, last: int) -> int:
    """ "(The claim that) the quay sank | was rejected": the last verb is that of the noun."""
    verbs = [
        n
        for n in range(first + 2, last)
        if cut.tags[n] & {"auxiliaries", "finite", "cue"}
        and not cut.capital(n)
        and not cut.tags[n - 1] & {"auxiliaries", "determiners", "possessives"}
        and cut.words[n - 1] != "to"
    ]
    return verbs[-1] if len(verbs) > 1 else last


def _german(cut: Text, number: int, at: int, last: int) -> Proposal | None:
    behind, source = at + 1, None
    if behind < last and (cut.words[behind] in ("von", "vom") or cut.tags[behind] & {"genitives"}):
        start = behind + (cut.words[behind] in ("von", "vom"))
        end = phrase_end(cut, start, min(last, behind + _WITHIN), appositions=False)
        source, behind = (start, end), end
    if behind < last and "auxiliaries" in cut.tags[behind]:
        behind += 1  # "..., dass sie der Ansicht sind, ..."
    if behind >= last - _LEAST_CLAUSE or cut.raw[behind] != ",":
        return None
    ahead = behind + 1
    that = bool(cut.tags[ahead] & {"that"})
    if not (that or _infinitive(cut, ahead, last) or _mood(cut, ahead, last)):
        return None
    source = source or holder(cut, number, at)
    if source is None and at > cut.sentences[number].first and cut.tags[at - 1] & {"possessives"}:
        source = (at - 1, at)
    if source is None or source[1] <= source[0]:
        return None
    return Proposal("told by a noun", number, (at, at + 1), source, [(ahead + that, _clause_end(cut, ahead, last))])


def _clause_end(cut: Text, ahead: int, last: int) -> int:
    """The end of the sentence, or where its main verb goes on: "Die Forderung, ... zu erhalten, | lehnte sie ab"."""
    for n in range(ahead + _LEAST_CLAUSE, last - 1):
        verb = cut.tags[n + 1] & {"cue", "auxiliaries", "finite"} and not cut.capital(n + 1)
        if verb and cut.raw[n] == "," and cut.quote_at[n] < 0:
            return n
    return last


def _infinitive(cut: Text, ahead: int, last: int) -> bool:
    end = next((n for n in range(ahead + 1, last) if cut.raw[n] == "," and cut.quote_at[n] < 0), last)
    return end - ahead >= 2 and (cut.words[end - 2] == "zu" or "zu" in cut.words[end - 1][1:-3])


def _mood(cut: Text, first: int, last: int) -> bool:
    return any("reported_mood" in cut.tags[n] and cut.quote_at[n] < 0 for n in range(first, last))
