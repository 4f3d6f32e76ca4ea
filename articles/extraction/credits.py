"""Credit lines: "(AP)", "JERUSALEM (Reuters) -", "With reporting by AFP", "h/t", "Photo: ...", "first appeared in"."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Characters of a paragraph that are looked at from either end: credit lines are short.
_REACH = 240
_NAME = r"(?P<name>[^\W\d_][^\n()|;:]{1,60}?)"
_KNOWN = (
    r"(?:AP|AFP|UPI|EPA|DPA|dpa|PTI|ANI|ANSA|EFE|TASS|Reuters|REUTERS|Xinhua|Bloomberg|Getty(?: Images)?|"
    r"(?:The )?Associated Press|Agence France[- ]Presse|Anadolu(?: Agency)?|CNN|BBC(?: News)?|"
    r"Press Association|PA|Kyodo|Yonhap)"
)
_DATELINE = re.compile(rf"^[^\W\d_][^\n()]{{1,60}}\((?P<name>{_KNOWN})\)\s*[-–—]")
_AT_END = re.compile(
    rf"\((?:Photo(?: by)?:? |Image: )?(?P<name>{_KNOWN}(?:/[\w .]{{1,30}})?|[\w .]{{1,30}}/{_KNOWN})\)\s*$"
)
_BYLINE = re.compile(rf"^(?:By|BY|Von) [^\n,]{{2,60}}, (?P<name>{_KNOWN}|[A-Z][\w. ]{{2,30}} News)\s*$")
_CONTRIBUTING = re.compile(
    rf"(?:[Ww]ith (?:additional )?reporting (?:by|from)|[Aa]dditional reporting (?:by|from)|"
    rf"[Cc]ontributed to this (?:report|story) (?:for|by)) {_NAME}\s*[.)]?\s*$"
)
_CONTRIBUTED = re.compile(r"^\(?(?P<name>[A-Z][^\n()|;:]{1,60}?) contributed to this (?:report|story|article)")
_HAT_TIP = re.compile(rf"(?:\bh/t|\bH/T|[Hh]at tip(?: to)?):? {_NAME}\s*[.)]?\s*$")
_PHOTO = re.compile(rf"\b(?:Photo|Photograph|Image|Picture|Foto|Bild|Credit)(?: by| credit)?: ?{_NAME}\s*\.?\s*$")
_VIDEO = re.compile(rf"\b(?:Video|Footage)(?: by)?: ?{_NAME}\s*\.?\s*$")
_COPY = re.compile(
    rf"(?:article|story|piece|report|post)? ?(?:was )?(?:first|originally) "
    rf"(?:appeared|published|ran)(?: (?:in|on|by|at))? {_NAME}\s*\.?\s*$"
)
_FOOT = re.compile(rf"^(?:Source|Quelle|SOURCE)s?: ?{_NAME}\s*\.?\s*$|^(?:©|\(c\)) ?(?:\d{{4}} )?(?P<owner>{_KNOWN})\b")


@dataclass(frozen=True)
class CreditLine:
    """`start` and `end` of the line's own words; `name` as printed, standing at `name_start`."""

    role: str
    start: int
    end: int
    name: str
    name_start: int


def credit_lines(text: str, paragraphs: list[tuple[int, int]]) -> list[CreditLine]:
    """The credit lines of an article, in order. Reads the ends of each paragraph only."""
    found = []
    for number, (start, end) in enumerate(paragraphs):
        line = _credit_of(text, start, end, foot=number + 2 >= len(paragraphs), body=number > 0)
        if line:
            found.append(line)
    return found


def _credit_of(text: str, start: int, end: int, *, foot: bool, body: bool) -> CreditLine | None:
    opening, tail = text[start : min(end, start + _REACH)], text[max(start, end - _REACH) : end]
    shift = max(start, end - _REACH)
    short = end - start <= _REACH
    dateline = _DATELINE.match(opening)
    if dateline:
        return _line("dateline", dateline, start)
    if short:
        for role, pattern in (("byline agency", _BYLINE), ("contributing", _CONTRIBUTED), ("foot line", _FOOT)):
            match = pattern.search(opening)
            if match:
                return _line(role, match, start)
    for role, pattern in (
        ("photo", _PHOTO), ("video", _VIDEO), ("contributing", _CONTRIBUTING), ("h/t", _HAT_TIP), ("copy", _COPY),
    ):  # fmt: skip
        match = pattern.search(tail)
        if match:
            return _line(role, match, shift)
    match = _AT_END.search(tail)
    if match and body:
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
