"""Sources behind sources: "Reuters said, citing two officials", and what nobody is credited with: "reportedly"."""

from __future__ import annotations

from articles.extraction.kinds import head, naming
from articles.extraction.phrases import phrase_end, starts_phrase
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import Text


def citing_statements(cut: Text, number: int, before: list[Proposal]) -> list[Proposal]:
    """For "citing X" and "quoting X": what the sentence credits to an outlet, credited to X within it."""
    sentence, found = cut.sentences[number], []
    for at in cut.marked("citing", sentence.first, sentence.last - 1):
        if cut.quote_at[at] >= 0:
            continue
        source = _cited(cut, at + 1, sentence.last)
        outer = _nearest(at, before)
        if source is None or outer is None or not outer.content or outer.source == source:
            continue
        content = []
        for first, last in outer.content:
            # the words "citing X" are no part of what is told
            if first <= at < last:
                content += [(a, b) for a, b in ((first, at), (source[1], last)) if b - a > 1]
            else:
                content.append((first, last))
        content = [(first + (cut.raw[first] == ","), last) for first, last in content]
        outer.content = [piece for piece in content if piece[1] > piece[0]] or outer.content
        if content:
            found.append(Proposal("citing", number, (at, at + 1), source, list(outer.content)))
    return found


def _cited(cut: Text, at: int, last: int) -> Range | None:
    """Whoever is cited; None where it is a thing ("citing fatigue")."""
    if at >= last or not starts_phrase(cut, at):
        return None
    end = phrase_end(cut, at, last)
    if end <= at:
        return None
    named = naming(cut, at, end)
    noun = head(cut, at, end)
    lexicon = cut.lexicon
    people = any(
        noun in lexicon.words(s)
        for s in ("group_nouns", "people_nouns", "person_nouns", "document_nouns", "outlet_nouns")
    )
    return (at, end) if named.name or people else None


def _nearest(at: int, before: list[Proposal]) -> Proposal | None:
    credited = [p for p in before if p.source and p.voice == "credited" and p.rule != "citing"]
    behind = [p for p in credited if p.cue and abs(p.cue[0] - at) < 40]
    return min(behind, key=lambda p: abs((p.cue or (0, 0))[0] - at)) if behind else None


def unsourced_statements(cut: Text, number: int, before: list[Proposal]) -> list[Proposal]:
    """ "reportedly" in a sentence that credits nobody: a statement with no source."""
    sentence = cut.sentences[number]
    if any(p.sentence == number for p in before):
        return []
    for at in cut.marked("unsourced", sentence.first, sentence.last):
        if cut.quote_at[at] < 0:
            first, last = _clause(cut, at, sentence.first, sentence.last)
            if last - first > 3:
                return [Proposal("reportedly", number, (at, at + 1), None, [(first, last)], voice="none named")]
    return []


def _clause(cut: Text, at: int, low: int, last: int) -> Range:
    first = at
    while first > low and not (
        cut.raw[first - 1] in ";:" or (cut.raw[first - 1] == "," and "conjunctions" in cut.tags[first])
    ):
        first -= 1
    first += "conjunctions" in cut.tags[first]
    end = at
    while (
        end < last
        and cut.raw[end] not in ";:"
        and not (cut.raw[end] == "," and end + 1 < last and "conjunctions" in cut.tags[end + 1])
    ):
        end += 1
    return first, end
