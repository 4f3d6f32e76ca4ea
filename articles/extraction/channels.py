"""Where something was said, as printed: the tracker's channels."""

from __future__ import annotations

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


def channel(cut: Text, proposal: Proposal, kind: str, *, to_outlet: bool) -> str:
    """The channel of one proposal; "" where the text does not say."""
    sentence = cut.sentences[proposal.sentence]
    inside = {n for first, last in proposal.content for n in range(first, min(last, first + 200))}
    anchor = proposal.cue or proposal.source or (sentence.first, sentence.first + 1)
    low, high = max(sentence.first, anchor[0] - 30), min(sentence.last, anchor[1] + _REACH)
    words = " ".join(cut.words[n] for n in range(low, high) if n not in inside)
    for section, name in _CHANNELS:
        for phrase in cut.lexicon.phrases.get(section, ()):
            if phrase == ("told",):
                continue
            if f" {' '.join(phrase)} " in f" {words} ":
                return name
    if to_outlet:
        return "interview"
    if kind in ("outlet", "agency"):
        return "press report"
    return "report or document" if kind == "document" else ""
