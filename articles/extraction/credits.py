"""Credit lines: "(AP)", "JERUSALEM (Reuters) -", "With reporting by AFP", "h/t", "Photo: ...", "first appeared in".

Their words are data of the language (the sections `credit_..._lines` of words.txt); their shapes stand here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from articles.extraction.lexicon import lexicon

# Characters of a paragraph that are looked at from either end: credit lines are short.
_REACH = 240
_NAME = r"(?P<name>[^\W\d_][^\n()|;:]{1,60}?)"


@dataclass(frozen=True)
class CreditLine:
    """`start` and `end` of the line's own words; `name` as printed, standing at `name_start`."""

    role: str
    start: int
    end: int
    name: str
    name_start: int


@dataclass(frozen=True)
class _Shapes:
    """The patterns of a language. A role of `at_end` matches only where one of its `hints` stands, in small letters."""

    dateline: re.Pattern[str]
    whole: tuple[tuple[str, re.Pattern[str]], ...]
    hints: tuple[tuple[str, str], ...]  # (words, role)
    at_end: tuple[tuple[str, re.Pattern[str]], ...]
    in_brackets: re.Pattern[str]


@cache
def _shapes(language: str) -> _Shapes:
    lines = lexicon(language).lines

    def either(kind: str) -> str:
        # spaces of the list are spaces of the line; the longest first, so that "photo by" is not read as "photo"
        words = sorted(lines.get(f"credit_{kind}_lines", ()), key=len, reverse=True)
        return f"(?:{'|'.join(re.escape(word) for word in words) or '(?!)'})"

    known, near = either("names"), r"\s*[.)]?\s*$"
    ends = (
        ("photo", rf"\b(?i:{either('photo')}): ?{_NAME}\s*\.?\s*$"),
        ("video", rf"\b(?i:{either('video')}): ?{_NAME}\s*\.?\s*$"),
        ("contributing", rf"\b(?i:{either('contributing')}) {_NAME}{near}"),
        ("h/t", rf"\b(?i:{either('hat_tip')}):? {_NAME}{near}"),
        ("copy", rf"\b(?i:{either('copy')})(?: (?:in|on|by|at))? {_NAME}\s*\.?\s*$"),
    )
    hints = []
    for role, _ in ends:
        kind = "hat_tip" if role == "h/t" else role
        words = {word.lower() for word in lines.get(f"credit_{kind}_lines", ())}
        hints += [(word, role) for word in words if not any(other != word and other in word for other in words)]
    owner = rf"^(?:©|\(c\)) ?(?:\d{{4}} )?(?P<owner>{known})\b"
    return _Shapes(
        dateline=re.compile(rf"[^\W\d_][^\n()]{{1,60}}\((?P<name>{known})\)\s*[-–—]"),
        whole=(
            (
                "byline agency",
                re.compile(rf"(?i:{either('byline')}) [^\n,]{{2,60}}, (?P<name>{known}|[A-Z][\w. ]{{2,30}} News)\s*$"),
            ),
            ("contributing", re.compile(rf"\(?(?P<name>[A-Z][^\n()|;:]{{1,60}}?) (?i:{either('contributed')})")),
            ("foot line", re.compile(rf"^(?i:{either('foot')}): ?{_NAME}\s*\.?\s*$|{owner}")),
        ),
        hints=tuple(sorted(hints)),
        at_end=tuple((role, re.compile(pattern)) for role, pattern in ends),
        in_brackets=re.compile(
            rf"\((?:(?i:{either('photo')}):? )?(?P<name>{known}(?:/[\w .]{{1,30}})?|[\w .]{{1,30}}/{known})\)\s*$"
        ),
    )


def credit_lines(text: str, paragraphs: list[tuple[int, int]], language: str) -> list[CreditLine]:
    """The credit lines of an article, in order. Reads the ends of each paragraph only."""
    shapes = _shapes(language)
    found = []
    for number, (start, end) in enumerate(paragraphs):
        line = _credit_of(shapes, text, start, end, foot=number + 2 >= len(paragraphs), body=number > 0)
        if line:
            found.append(line)
    return found


def _credit_of(shapes: _Shapes, text: str, start: int, end: int, *, foot: bool, body: bool) -> CreditLine | None:
    opening, shift = text[start : min(end, start + _REACH)], max(start, end - _REACH)
    dateline = shapes.dateline.match(opening)
    if dateline:
        return _line("dateline", dateline, start)
    if end - start <= _REACH:
        for role, pattern in shapes.whole:
            match = pattern.match(opening)
            if match:
                return _line(role, match, start)
    tail = text[shift:end]
    low = tail.lower()
    hinted = {role for hint, role in shapes.hints if hint in low}
    if hinted:
        for role, pattern in shapes.at_end:
            match = pattern.search(tail) if role in hinted else None
            if match:
                return _line(role, match, shift)
    if body and tail.rstrip().endswith(")"):
        match = shapes.in_brackets.search(tail)
        if match:
            return _line("foot line" if foot and end - start > 60 else "photo", match, shift)
    return None


def _line(role: str, match: re.Match[str], shift: int) -> CreditLine:
    group = "name" if match.groupdict().get("name") else "owner"
    name = match[group].strip().rstrip(".")
    begin = match.start() if role != "dateline" else match.start(group) - 1
    end = match.end() if role != "dateline" else match.end(group) + 1
    return CreditLine(
        role, shift + begin, shift + begin + len(match.string[begin:end].rstrip()), name, shift + match.start(group)
    )
