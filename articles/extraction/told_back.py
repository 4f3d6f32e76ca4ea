"""What the sentence before says, told by one that points back to it: "Das teilte die Stadt mit."."""

from __future__ import annotations

from articles.extraction.clauses import Clause
from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# Frames of verbs that tell what was said, and not a thing: "Das forderte ..." asks for what the sentence before names.
_SAYING = frozenset(["clause", "quote", "trail"])


def told_back(cut: Text, number: int, found: list[Proposal]) -> list[Proposal]:
    """One statement, or none; none where a statement of the sentence before tells it already."""
    sentence = cut.sentences[number]
    pointing = cut.lexicon.words("pointing_back")
    if not pointing or any(one.sentence >= number for one in found[-10:]):
        return []
    for at in cut.marked("cue", sentence.first + 1, sentence.last):
        if cut.capital(at) or cut.quote_at[at] >= 0:
            continue
        clause = Clause(cut, number, at, [])
        verb = clause.first + 1
        if cut.words[clause.first] not in pointing or (at != verb and not cut.tags[verb] & {"having"}):
            continue
        cue = next((cue for cue in cut.lexicon.cues[cut.words[at]] if cue.frames & _SAYING), None)
        source = clause.behind(verb)
        if cue is None or source is None or "nobody" in cue.frames:
            continue
        if clause.first > sentence.first:  # "Der Hafen schließt - das teilte die Stadt mit."
            content = (sentence.first, clause.first - 1)
        elif number and not any(one.sentence == number - 1 for one in found[-10:]):
            content = (cut.sentences[number - 1].first, cut.sentences[number - 1].last)
        else:
            continue
        return [Proposal("told back", number, (at, at + 1), source, [content], cue.polarity)]
    return []
