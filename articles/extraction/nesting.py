"""Which statement lies within which, and who stands between the article and the credited source."""

from __future__ import annotations

from articles.extraction.statement import Proposal


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
