"""Clauses in the reported mood that no cue introduces (German: Konjunktiv).

"Man habe davon nichts gewusst." goes on with whoever spoke before; in "Er trat zurück, weil man ihn getäuscht habe"
the subject of the sentence tells the clause.
"""

from __future__ import annotations

from articles.extraction.main_clauses import main_subject, saying_subject
from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# Sentences between a speaker and words in the reported mood that still are theirs.
_FARTHEST = 2
# Tokens of a statement that are looked at to see which sentences it covers.
_COVERS = 500
_SURE = frozenset(["reported_mood"])
_ANY = frozenset(["reported_mood", "second_mood", "hearsay"])


def mood_statements(cut: Text, found: list[Proposal]) -> list[Proposal]:
    """What is told by its mood alone, one statement a run of sentences within a paragraph."""
    spoken: dict[int, Proposal] = {}
    covered: set[int] = set()
    for proposal in found:
        if proposal.source:
            one = spoken.get(proposal.sentence)
            if one is None or not _within(proposal, one):
                spoken[proposal.sentence] = proposal
        covered.update(n for first, last in proposal.content for n in range(first, min(last, first + _COVERS)))
    new: list[Proposal] = []
    speaker: Proposal | None = None
    running: Proposal | None = None
    for number, sentence in enumerate(cut.sentences):
        first, last = sentence.first, sentence.last
        if number in spoken or first in covered:
            speaker, running = spoken.get(number, speaker), None
            continue
        same = number > 0 and cut.sentences[number - 1].paragraph == sentence.paragraph
        if running and same and _in_mood(cut, first, last, sure=False):
            running.content[-1] = (running.content[-1][0], last)
            continue
        running = None
        near = speaker is not None and speaker.sentence >= number - _FARTHEST
        at_once = speaker is not None and speaker.sentence == number - 1
        spoke = at_once and speaker is not None and bool(speaker.content)
        if not _in_mood(cut, first, last, sure=not spoke):
            named = saying_subject(cut, number)
            if named:  # "Talbot kritisierte den Plan." tells nothing itself, but who goes on speaking
                speaker = Proposal("", number, None, named, [])
            continue
        start = _first_clause_in_mood(cut, first, last)
        source = speaker.source if speaker and near else None
        named = main_subject(cut, number, before=start) if start > first else None
        if named and at_once and _in_mood(cut, first, start, sure=False):
            named = None
        if start > first and (named or not at_once):
            source = named
        elif not at_once and not (near and speaker and _paragraph(cut, speaker) == sentence.paragraph):
            source = main_subject(cut, number - 1) if same else None
        elif at_once:
            start = first
        if source:
            proposal = Proposal("reported mood", number, None, source, [(start, last)])
            new.append(proposal)
            if start == first:
                running = speaker = proposal
    return new


def _within(inner: Proposal, outer: Proposal) -> bool:
    """Whether whoever `inner` credits is named inside what `outer` tells: who goes on speaking is the outer one."""
    return inner.source is not None and any(a <= inner.source[0] < b for a, b in outer.content)


def _paragraph(cut: Text, proposal: Proposal) -> int:
    return cut.sentences[proposal.sentence].paragraph


def _first_clause_in_mood(cut: Text, first: int, last: int) -> int:
    """Where the first clause in the reported mood begins: behind a comma, or at the head of the sentence."""
    begun = first
    for at in range(first, last):
        if cut.quote_at[at] < 0 and cut.raw[at] in ",:;–":
            if _in_mood(cut, begun, at, sure=True):
                break
            begun = at + 1
    return begun if _in_mood(cut, begun, last, sure=True) else first


def _in_mood(cut: Text, first: int, last: int, *, sure: bool) -> bool:
    """Whether a word of the reported mood stands there; `sure` leaves out forms that tell plans and guesses as well."""
    wanted = _SURE if sure else _ANY
    no_mood = cut.lexicon.words("no_mood")
    return any(
        cut.tags[n] & wanted
        and cut.quote_at[n] < 0
        and not cut.capital(n)
        and not (n > first and cut.words[n - 1] in no_mood)
        and not (n + 1 < last and cut.words[n + 1] in no_mood)
        for n in range(first, last)
    )
