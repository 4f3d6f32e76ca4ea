"""Which statement lies within which, and who stands between the article and the credited source."""

from __future__ import annotations

from articles.extraction.statement import Proposal
from articles.extraction.tokens import Text

# Rules whose cue stands behind what it tells.
_BEHIND = frozenset(["trailing", "turned", "told behind", "according to"])


def part_trailing(found: list[Proposal]) -> None:
    """ "X said that A, Y reported": the words of Y are no part of what X said, and all before them is what Y told.

    Changes the content of the statements of one sentence.
    """
    for outer in found:
        if outer.rule not in _BEHIND or outer.cue is None or outer.source is None or not outer.content:
            continue
        begun = min(outer.cue[0], outer.source[0])
        first, last = outer.content[0]
        if last > begun or len(outer.content) > 1:
            continue
        for inner in found:
            if inner is outer or inner.cue is None or inner.source is None or not inner.content:
                continue
            start, end = inner.content[-1]
            if inner.cue[0] < last and inner.cue[1] <= start < begun < end:
                inner.content[-1] = (start, last)
                if outer.rule == "according to" and inner.source[0] < first:
                    outer.content[0] = (min(inner.source[0], inner.cue[0]), last)


def part_joined(cut: Text, found: list[Proposal]) -> None:
    """ "X said A, but Y said B": what X said ends before "but". Changes the content of the statements of a sentence."""
    for later in found:
        if later.source is None or later.cue is None or later.source[0] >= later.cue[0]:
            continue
        comma = later.source[0] - 2
        if comma < 0 or cut.raw[comma] != "," or "conjunctions" not in cut.tags[comma + 1]:
            continue
        for one in found:
            if one is not later and one.cue and one.content and one.cue[1] <= one.content[-1][0] < comma:
                first, last = one.content[-1]
                if last > later.cue[1]:
                    one.content[-1] = (first, comma)


def enclosing(proposals: list[Proposal]) -> list[int | None]:
    """For each proposal the number of the smallest one whose content holds all of its own, or None.

    A statement that cites another ("Reuters said, citing two officials") has the same content as the one it lies
    in; the one that was read later is then the inner. No circles: an inner one is smaller, or comes later.
    """
    found: list[int | None] = []
    by_sentence: dict[int, list[int]] = {}
    for number, proposal in enumerate(proposals):
        by_sentence.setdefault(proposal.sentence, []).append(number)
    for number, inner in enumerate(proposals):
        best: int | None = None
        size = 0
        # a statement of the sentence before may run on into this one; further back it is no nesting that print marks
        near = by_sentence[inner.sentence] + by_sentence.get(inner.sentence - 1, [])
        for other in near[-40:]:
            outer = proposals[other]
            if other == number or not _holds(outer, inner):
                continue
            same = outer.content == inner.content
            if same and (outer.rule == "citing" or (inner.rule != "citing" and other > number)):
                continue
            length = sum(last - first for first, last in outer.content)
            if best is None or length < size:
                best, size = other, length
        found.append(best)
    return found


def _holds(outer: Proposal, inner: Proposal) -> bool:
    if not inner.content or not outer.content or (outer.voice != "credited" and inner.content == outer.content):
        return False
    return all(any(a <= first and last <= b for a, b in outer.content) for first, last in inner.content)
