"""The author as witness: "this newspaper saw ...", "I saw ...", and who told the author: "told this newspaper"."""

from __future__ import annotations

from articles.extraction.statement import Proposal
from articles.extraction.tokens import SENTENCE_ENDS, Text

_LEAST_WORDS = 3


def witness_statements(cut: Text, number: int, before: list[Proposal]) -> list[Proposal]:
    """What the author of the article says to have seen; the words before the verb are the source."""
    sentence = cut.sentences[number]
    found: list[Proposal] = []
    verbs = cut.marked("witnessing", sentence.first + 1, sentence.last)
    if not verbs:
        return []
    last = sentence.last
    while last > sentence.first and cut.raw[last - 1] in SENTENCE_ENDS and cut.quote_at[last - 1] < 0:
        last -= 1
    for at in verbs:
        if cut.quote_at[at] >= 0 or at >= last - _LEAST_WORDS:
            continue
        phrase = _own_phrase(cut, sentence.first, at)
        alone = cut.tags[at - 1] & {"authors"} and cut.quote_at[at - 1] < 0
        source = phrase or ((at - 1, at) if alone else None)
        if source and not any(p.cue and p.cue[0] == at for p in before):
            found.append(Proposal("witness", number, (at, at + 1), source, [(at + 1, last)], own=True))
    return found


def _own_phrase(cut: Text, low: int, end: int) -> tuple[int, int] | None:
    for phrase in cut.lexicon.phrases.get("own_phrases", ()):
        first = end - len(phrase)
        if first >= low and tuple(cut.words[first:end]) == phrase:
            return first, end
    return None


def told_the_author(cut: Text, proposal: Proposal) -> bool:
    """ "told this newspaper", "sagte dieser Zeitung": the words stand beside the cue, outside what is told."""
    phrases = cut.lexicon.phrases.get("own_phrases", ())
    if not phrases or proposal.cue is None:
        return False
    sentence = cut.sentences[proposal.sentence]
    for at in range(max(sentence.first, proposal.cue[0] - 12), min(sentence.last, proposal.cue[1] + 12)):
        if "own" not in cut.tags[at] or any(first <= at < last for first, last in proposal.content):
            continue
        if any(tuple(cut.words[at : at + len(phrase)]) == phrase for phrase in phrases):
            return True
    return False
