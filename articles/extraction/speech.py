"""Direct speech that no cue of its own sentence introduces: it goes on, or its speaker stands beside it."""

from __future__ import annotations

from bisect import bisect_left

from articles.extraction.main_clauses import main_subject
from articles.extraction.phrases import phrase_end, starts_phrase
from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# Words. Shorter quotations without a cue are mostly titles, terms and scare quotes.
_LEAST_WORDS = 5
_LEAST_WORDS_ON = 2  # behind speech: "Nobody knows."
_LEAST_LETTERS = 25
_LEAST_WORDS_UNCUED = 6


def unclaimed_speech(cut: Text, proposals: list[Proposal]) -> list[Proposal]:
    """Gives quotations that stand as sentences to the statement before them; proposes those that have none.

    Changes the content of `proposals` where speech goes on behind its cue; returns the new ones.
    """
    taken = _taken(cut, proposals)
    found: list[Proposal] = _behind_colon(cut, taken)
    last_of: dict[int, Proposal] = {}
    for proposal in proposals:
        if proposal.content and proposal.voice == "credited":
            last_of[proposal.sentence] = proposal
    for number, sentence in enumerate(cut.sentences):
        quote = cut.quote_at[sentence.first]
        if quote < 0 or quote in taken:
            continue
        end = sentence.first
        while end < sentence.last and cut.quote_at[end] == quote:
            end += 1
        words = sum(cut.is_word(at) for at in range(sentence.first, end))
        before = last_of.get(number - 1)
        if words < (_LEAST_WORDS_ON if before and _speaks(cut, before) else _LEAST_WORDS) or sentence.last - end > 1:
            continue
        same = number > 0 and cut.sentences[number - 1].paragraph == sentence.paragraph
        continues = cut.quotes[quote].continues
        if before and (same or continues):
            before.content.append((sentence.first, end))
            last_of[number] = before
            taken.add(quote)
        elif before and _speaks(cut, before):
            proposal = Proposal("speech goes on", number, None, before.source, [(sentence.first, end)])
            last_of[number] = proposal
            found.append(proposal)
            taken.add(quote)
    return found


def _taken(cut: Text, proposals: list[Proposal]) -> set[int]:
    """The quotations that statements hold."""
    return {
        cut.quote_at[at]
        for proposal in proposals
        for first, last in proposal.content
        for at in range(first, min(last, first + 100_000))
        if cut.quote_at[at] >= 0
    }


def _speaks(cut: Text, proposal: Proposal) -> bool:
    """Whether the statement before is speech itself, so that a paragraph of nothing but speech goes on with it."""
    return any(cut.quote_at[at] >= 0 for first, last in proposal.content for at in (first, last - 1))


def quoted_in_sentences(cut: Text, proposals: list[Proposal]) -> list[Proposal]:
    """Long quotations that no cue tells, credited to the subject of their sentence, or of the one before (German)."""
    taken = _taken(cut, proposals)
    found = []
    for number, sentence in enumerate(cut.sentences):
        at = sentence.first
        while at < sentence.last:
            quote, begun = cut.quote_at[at], at
            at += 1
            if quote < 0:
                continue
            while at < sentence.last and cut.quote_at[at] == quote:
                at += 1
            if quote in taken or sum(cut.is_word(n) for n in range(begun, at)) < _LEAST_WORDS_UNCUED:
                continue
            whole = at - begun >= sentence.last - sentence.first - 1
            ahead = None if whole else main_subject(cut, number, before=begun)
            beside = ahead or next((p.source for p in proposals if p.sentence == number and p.source), None)
            source = beside or (main_subject(cut, number - whole) if number >= whole else None)
            if source and not (begun <= source[0] < at):
                found.append(Proposal("quote in a sentence", number, None, source, [(begun, at)]))
                taken.add(quote)
    return found


def _behind_colon(cut: Text, taken: set[int]) -> list[Proposal]:
    """ "The mayor's view: "...", "Doe: "..."": whoever stands at the head of the sentence."""
    found = []
    owner = 0
    for number, quote in enumerate(cut.quotes):
        if quote.depth or number in taken or quote.inner[1] - quote.inner[0] < _LEAST_LETTERS:
            continue
        first = bisect_left(cut.starts, quote.start)
        if first == 0 or cut.raw[first - 1] != ":":
            continue
        while owner + 1 < len(cut.sentences) and cut.sentences[owner].last < first:
            owner += 1
        begin = cut.sentences[owner].first
        if "verb_second" in cut.lexicon.traits:
            source = main_subject(cut, owner, before=first)
            if source and source[1] < first:
                found.append(
                    Proposal("colon quote", owner, None, source, [(first, bisect_left(cut.starts, quote.end))])
                )
                taken.add(number)
                continue
        if not starts_phrase(cut, begin):
            continue
        end = phrase_end(cut, begin, first - 1)
        if end > begin:
            behind = bisect_left(cut.starts, quote.end)
            found.append(Proposal("colon quote", owner, None, (begin, end), [(first, behind)]))
            taken.add(number)
    return found
