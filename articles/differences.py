"""What changed between two texts, word by word. No database.

Paragraphs are compared first, then the words of those that differ: comparing all words of two long texts takes a time
that grows with their product. Where a stretch of changed words is too long for that, it is told as one removal and one
addition; nothing else is lost by that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
# pairs of words, or of paragraphs, of one changed stretch; difflib takes some seconds for so many
MOST_PAIRS = 4_000_000
# with the space behind each: alone, the commonest of all would be compared with every other
_WORDS = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: in both, or in the old one (removed) or the new one (added) alone.

    `old` and `new` are where it begins in each text; for what one of them lacks, where it would stand.
    """

    kind: str
    text: str
    old: int
    new: int


def differences(old: str, new: str) -> list[Piece]:
    """The pieces in order; same and removed ones joined are `old`, same and added ones are `new`."""
    found: list[tuple[str, str]] = []
    for is_same, before, after in _matched(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        one, other = "".join(before), "".join(after)
        if is_same:
            found.append((SAME, one))
        elif not one or not other:
            found += [(REMOVED, one), (ADDED, other)]
        else:
            found += _words(one, other)
    return list(_joined(found))


def _words(old: str, new: str) -> Iterator[tuple[str, str]]:
    for is_same, one, other in _matched(_WORDS.findall(old), _WORDS.findall(new)):
        if is_same:
            yield SAME, "".join(one)
        else:
            yield REMOVED, "".join(one)
            yield ADDED, "".join(other)


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """(whether they are the same, of the old, of the new), in order."""
    # what both begin and end with is most of an article that was corrected
    head = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), None)
    head = min(len(old), len(new)) if head is None else head
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield True, old[:head], new[:head]
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(before) * len(after) > MOST_PAIRS:
        yield False, before, after
    else:
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield kind == "equal", before[i:j], after[k:m]
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _joined(found: list[tuple[str, str]]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece; of a change what is removed comes first."""
    at = {SAME: "", REMOVED: "", ADDED: ""}
    old = new = 0

    def told(kinds: Sequence[str]) -> Iterator[Piece]:
        nonlocal old, new
        for kind in kinds:
            if at[kind]:
                yield Piece(kind, at[kind], old, new)
                old += len(at[kind]) if kind != ADDED else 0
                new += len(at[kind]) if kind != REMOVED else 0
                at[kind] = ""

    for kind, text in found:
        if not text:
            continue
        # a space between two changed words is part of the change: “~~forty~~ sixty” reads better than word by word
        yield from told([REMOVED, ADDED] if kind == SAME else [SAME])
        at[kind] += text
    yield from told([SAME, REMOVED, ADDED])
