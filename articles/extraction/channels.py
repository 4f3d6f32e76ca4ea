"""Where something was said, as printed: the tracker's channels."""

from __future__ import annotations

from functools import cache

from articles.extraction.lexicon import lexicon
from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# In the order in which they win: "told reporters at a press conference in court" is court.
_CHANNELS = (
    ("channel_court_phrases", "court"),
    ("channel_conference_phrases", "press conference"),
    ("channel_interview_phrases", "interview"),
    ("channel_post_phrases", "post"),
    ("channel_broadcast_phrases", "broadcast"),
    ("channel_written_phrases", "written statement"),
)
# Tokens read before the source and behind the cue.
_REACH = 16


@cache
def _first_words(language: str) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """{first word of a phrase: [(rank of its channel, the phrase)]}."""
    phrases = lexicon(language).phrases if language else {}
    ranks: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for rank, (section, _) in enumerate(_CHANNELS):
        for phrase in phrases.get(section, ()):
            if phrase != ("told",):
                ranks.setdefault(phrase[0], []).append((rank, phrase))
    return ranks


def channel(cut: Text, proposal: Proposal, kind: str, *, to_outlet: bool) -> str:
    """The channel of one proposal; "" where the text does not say."""
    sentence = cut.sentences[proposal.sentence]
    anchor = proposal.cue or proposal.source or (sentence.first, sentence.first + 1)
    low, high = max(sentence.first, anchor[0] - 30), min(sentence.last, anchor[1] + _REACH)
    ranks = _first_words(cut.lexicon.language)
    found = len(_CHANNELS)
    words: list[str] = []
    if not ranks.keys().isdisjoint(cut.words[low:high]):  # most statements stand beside no word of a channel
        inside = {n for first, last in proposal.content for n in range(first, min(last, first + 200))}
        words = [cut.words[n] for n in range(low, high) if n not in inside]
    for at, word in enumerate(words):
        for rank, phrase in ranks.get(word, ()):
            if rank < found and tuple(words[at : at + len(phrase)]) == phrase:
                found = rank
    if found < len(_CHANNELS):
        return _CHANNELS[found][1]
    if to_outlet:
        return "interview"
    if kind in ("outlet", "agency"):
        return "press report"
    return "report or document" if kind == "document" else ""
