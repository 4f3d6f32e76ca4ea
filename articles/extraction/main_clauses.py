"""Who acts in the main clause of a sentence whose verb stands second, where no rule has read its verb as a cue."""

from __future__ import annotations

from articles.extraction.clause_words import BREAKS, is_finite
from articles.extraction.clauses import Clause
from articles.extraction.statement import Range
from articles.extraction.tokens import Text

# Tokens back to the word that opens a clause; a quotation within it may have any length.
_LONGEST_CLAUSE = 250


def main_subject(cut: Text, number: int, *, before: int | None = None) -> Range | None:
    """Who acts in the main clause of a sentence: its subject, or the "von ..." of a passive; None if none is told.

    With `before` (a token) the last clause of saying ahead of it, else the last main clause: "Doe kam, und die Stadt
    war froh: „...“".
    """
    sentence = cut.sentences[number]
    first, last = sentence.first, sentence.last
    if cut.tags[first] & {"subordinators"}:
        first = next((n for n in range(first, last) if cut.raw[n] == "," and cut.quote_at[n] < 0), first)
    verbs = [at for at in range(first + 1, before or last) if is_main_verb(cut, sentence.first, at, last)]
    if before:
        verbs = sorted(verbs, key=lambda at: ("cue" not in cut.tags[at], -at))
    for at in verbs:
        clause = Clause(cut, number, at, [])
        found = clause.agent() or clause.subject()
        if found:
            return found
    return None


def saying_subject(cut: Text, number: int) -> Range | None:
    """The subject of the last verb of saying that a main clause of the sentence has; None where it has none."""
    sentence = cut.sentences[number]
    for at in reversed(cut.marked("cue", sentence.first + 1, sentence.last)):
        if not cut.capital(at) and is_main_verb(cut, sentence.first, at, sentence.last):
            return Clause(cut, number, at, []).subject()
    return None


def is_main_verb(cut: Text, first: int, at: int, last: int) -> bool:
    """Whether a finite verb stands here that does not close a clause of "dass", "weil" or "der"."""
    if cut.quote_at[at] >= 0 or not is_finite(cut, at):
        return False
    if at + 1 < last and cut.is_word(at + 1) and not is_finite(cut, at + 1):
        return True
    begun = at
    nearest = max(first, at - _LONGEST_CLAUSE)
    while begun > nearest and not (cut.raw[begun - 1] in BREAKS and cut.quote_at[begun - 1] < 0):
        begun -= 1
    opener = begun + bool(cut.tags[begun] & {"prepositions"} and not cut.tags[begun] & {"subordinators"})
    if begun == first:
        return not cut.tags[opener] & {"subordinators"}
    return not cut.tags[opener] & {"subordinators", "relatives", "wh"}


def holder(cut: Text, number: int, noun: int) -> Range | None:
    """Who "vertritt die Ansicht" or "ist überzeugt": the subject of the verb that makes a statement of the noun."""
    low = cut.sentences[number].first
    for at in range(noun - 1, low - 1, -1):
        if cut.quote_at[at] >= 0 or cut.raw[at] in ",:;":
            return None
        if cut.tags[at] & {"holding"} and not cut.capital(at):
            return Clause(cut, number, at, []).subject()
    return None
