"""One article: from its text to suggestions, in the format of the scorer and the review desk."""

from __future__ import annotations

from typing import Any

from articles.extraction.according import according_statements
from articles.extraction.lexicon import Lexicon, detect_language, empty_lexicon, languages, lexicon
from articles.extraction.reported import reported_statements
from articles.extraction.speech import unclaimed_speech
from articles.extraction.statement import Proposal
from articles.extraction.verb_second import mood_statements, verb_second_statements
from articles.extraction.tokens import Text, read


def propose(cut: Text) -> list[Proposal]:
    """All statements the rules find, in order of the text; nothing is dropped for doubt."""
    found: list[Proposal] = []
    second = "verb_second" in cut.lexicon.traits
    for number in range(len(cut.sentences)):
        cues = verb_second_statements(cut, number) if second else reported_statements(cut, number)
        found += _without_doubles(cues, according_statements(cut, number))
    if second:
        found += mood_statements(cut, found)
    found += unclaimed_speech(cut, found)
    found.sort(key=lambda proposal: proposal.content[0][0] if proposal.content else proposal.cue[0] if proposal.cue else 0)
    return found


def _without_doubles(cues: list[Proposal], phrases: list[Proposal]) -> list[Proposal]:
    return cues + phrases


def extract(text: str, *, title: str = "", language: str = "") -> dict[str, Any]:
    used = language or detect_language(text)
    words: Lexicon = lexicon(used) if used in languages() else empty_lexicon()
    cut = read(text, words)
    rows = []
    for p in propose(cut):
        content = [_tidy(cut, first, last) for first, last in p.content]
        rows.append({
            "source": list(cut.span(*p.source)) if p.source else None,
            "cue": list(cut.span(*p.cue)) if p.cue else None,
            "content": [list(c) for c in content if c],
            "rule": p.rule,
        })
    return {"language": used, "attributions": rows}


def _tidy(cut: Text, first: int, last: int) -> tuple[int, int] | None:
    if last <= first:
        return None
    return cut.span(first, last)
