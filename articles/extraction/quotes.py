"""Where a text quotes: straight, curly, single, low-high and angle marks, nested, and over paragraphs.

A quotation ends with its paragraph unless the next one opens it anew (as print does) or closes what this one
left open. Marks that stand alone are no quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.text import CLOSING

_MARK = re.compile(r"[\"“”„‟«»‹›‘’‚'「」『』]")
# Here marks stand in a stack, so straight single ones and the Swedish way (” on both sides) can be told from
# apostrophes and closing marks; a straight mark is closed by its like.
_CLOSERS = {**CLOSING, "“": "”", '"': '"', "‟": "”", "'": "'", "”": "”"}
_OPENING_PUNCTUATION = "([{—–-/:‘“'\"„‚«»"
# Marks of one kind that are closed further away than this (characters) are apostrophes, not single quotes.
_LONGEST_SINGLE = 600


@dataclass
class Quote:
    """Text from `start` (its opening mark) to `end` (behind its closing mark), in characters.

    `inner` is what stands between the marks. `depth` is 0 outside all other quotes. `continues` is true where it
    goes on with what the paragraph before left open.
    """

    start: int
    end: int
    inner: tuple[int, int]
    depth: int
    closed: bool
    continues: bool = False


def find_quotes(text: str, paragraphs: list[tuple[int, int]]) -> list[Quote]:
    """All quotations in order of their start."""
    found: list[Quote] = []
    left_open = ""
    for start, end in paragraphs:
        marks = [mark.start() for mark in _MARK.finditer(text, start, end)]
        if not marks and not left_open:
            continue
        left_open = _quotes_of_paragraph(text, start, end, marks, left_open, found)
    found.sort(key=lambda quote: (quote.start, -quote.end))
    return found


def _quotes_of_paragraph(text: str, start: int, end: int, marks: list[int], left_open: str, found: list[Quote]) -> str:
    """Adds the paragraph's quotes; returns the mark of the quote that it leaves open, or ""."""
    by_turns = sum(text[at] == '"' for at in marks) % 2 == 0 and not left_open
    single_until = _single_ends(text, marks)
    stack: list[tuple[str, int, bool]] = []
    if left_open and _closes_first(text, marks, end, left_open):
        stack.append((left_open, start - 1, True))
    turn_open = False
    for at in marks:
        mark = text[at]
        if stack and mark in _CLOSERS[stack[-1][0]] and _may_close(text, at, end, mark, stack[-1][0], by_turns):
            opener, begun, continues = stack.pop()
            begin = max(begun, start)
            inner = begun + 1 if begun >= start else start
            found.append(Quote(begin, at + 1, (min(inner, at), at), len(stack), True, continues))
            turn_open = False if mark == '"' else turn_open
        elif mark in _CLOSERS and _may_open(text, at, start, end, mark, by_turns, turn_open, single_until, stack):
            continues = bool(left_open) and at == start and mark == left_open
            stack.append((mark, at, continues))
            turn_open = True if mark == '"' else turn_open
    left = ""
    while stack:
        opener, begun, continues = stack.pop()
        if opener in "'‘’‚" or end - begun < 2:
            continue
        left = opener
        begin = max(begun, start)
        found.append(
            Quote(begin, end, (min(begun + 1, end) if begun >= start else start, end), len(stack), False, continues)
        )
    return left


def _closes_first(text: str, marks: list[int], end: int, left_open: str) -> bool:
    """Whether the first mark of this paragraph closes what the one before left open."""
    for at in marks:
        mark = text[at]
        if mark in "'’‘‚":
            continue
        if mark not in _CLOSERS[left_open]:
            return False
        before, after = text[at - 1 : at], text[at + 1 : at + 2] if at + 1 < end else ""
        return bool(before) and not before.isspace() and not after.isalnum()
    return False


def _single_ends(text: str, marks: list[int]) -> dict[int, int]:
    """{place of a straight single mark that may open: place of the next one that may close}."""
    ends: dict[int, int] = {}
    closing = -1
    for at in reversed(marks):
        if text[at] != "'":
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if before and not before.isspace() and not after.isalnum():
            closing = at
        elif closing >= 0 and after.isalnum() and not before.isalnum():
            ends[at] = closing
    return ends


def _may_close(text: str, at: int, end: int, mark: str, opener: str, by_turns: bool) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2] if at + 1 < end else ""
    if mark in "'’‘":
        return not after.isalnum()
    if mark == '"' and opener == '"' and not by_turns:
        return not (before.isspace() and after.isalnum())
    return True


def _may_open(
    text: str,
    at: int,
    start: int,
    end: int,
    mark: str,
    by_turns: bool,
    turn_open: bool,
    single_until: dict[int, int],
    stack: list[tuple[str, int, bool]],
) -> bool:
    before = text[at - 1 : at] if at > start else ""
    after = text[at + 1 : at + 2] if at + 1 < end else ""
    fresh = not before or before.isspace() or before in _OPENING_PUNCTUATION
    if mark == '"':
        return not turn_open if by_turns else fresh and bool(after) and not after.isspace()
    if mark == "'":
        return fresh and 0 < single_until.get(at, 0) - at < _LONGEST_SINGLE and not any(m == "'" for m, _, _ in stack)
    if mark in "‘‚":
        return fresh and after.isalnum()
    if mark == "”":
        return fresh and after.isalnum() and not stack
    if mark in "«»‹›":
        return fresh and bool(after) and not (mark in "»›" and not after.isalnum())
    return True
