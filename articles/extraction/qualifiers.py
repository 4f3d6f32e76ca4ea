"""What stands around a number: bounds ("more than 12"), and words that make it no count (dates, labels, shares)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.extraction.amounts import GAP, ONES, Amount

_LOW = [
    *("no fewer than", "no less than", "not less than", "not fewer than", "more than", "greater than", "at least"),
    *("upwards of", "in excess of", "exceeding", "a minimum of", "over", "above"),
]
_HIGH = [
    *("no more than", "not more than", "fewer than", "less than", "at most", "as many as", "as much as", "up to"),
    *("a maximum of", "nearly", "almost", "under", "below"),
]
_BOTH = ["around", "about", "approximately", "roughly", "some", "circa", "close to", "an estimated", "estimated"]
_BOUNDS = {**dict.fromkeys(_LOW, "low"), **dict.fromkeys(_HIGH, "high"), **dict.fromkeys(_BOTH, "both")}
# "nearly 40" may be an age, "over 20" a place in a list: these need a noun
NEED_NOUN = frozenset(["over", "above", "exceeding", "nearly", "almost", "under", "below", *_BOTH])
_QUALIFIER = re.compile(
    r"(?<!\w)((?:(?:well|just|slightly|far|significantly|considerably|little) )?"
    rf"({'|'.join(sorted(_BOUNDS, key=len, reverse=True))})){GAP}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?<!\w)(between){GAP}$", re.IGNORECASE)
_TALK = re.compile(
    r"(?:talk\w*|spoke\w*|speak\w*|ask\w*|worr\w+|know\w*|knew|learn\w*|concern\w*|warn\w*|question\w*|complain\w*|"
    r"information|stor(?:y|ies)|reports?|claims?|hear\w*|wr[io]t\w+|details) (?:about|over)$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(\+)(?![\w+\-])")
_OR_MORE = re.compile(rf"{GAP}(or (?:more|fewer|less))(?!\w)")
_QUALIFIER_ENDS = frozenset(word.rpartition(" ")[2] for word in _BOUNDS) | {"between"}
REACH = 60  # characters read before a number: more than the longest qualifier with the word before it


@dataclass(frozen=True)
class Qualifier:
    printed: str
    length: int  # of what stands before the number, with the space; 0 where it stands behind
    bound: str  # low, high, both or between
    word: str


def qualifier_before(before: str) -> Qualifier | None:
    # most numbers have none, and the pattern is long: ask for its last word first
    if _last_word(before) not in _QUALIFIER_ENDS:
        return None
    found = _QUALIFIER.search(before) or _BETWEEN.search(before)
    if not found:
        return None
    word = found[found.re.groups].lower()
    if word in ("about", "over") and _TALK.search(before[: found.end(1)]):
        return None
    return Qualifier(found[1], len(found[0]), _BOUNDS.get(word, "between"), word)


def _last_word(before: str) -> str:
    """The word that a gap parts from what follows, in lower case and without an opening bracket or mark."""
    if before[-1:] not in (" ", "\u00a0"):
        return ""
    start = max(before.rfind(gap, 0, -1) for gap in " \u00a0\n—")
    return before[start + 1 : -1].lower().lstrip("([{“\"'‘–")


def qualifier_behind(text: str, end: int) -> Qualifier | None:
    found = _PLUS.match(text, end) or _OR_MORE.match(text, end)
    if not found:
        return None
    return Qualifier(found[1], 0, "low" if found[1] in ("+", "or more") else "high", found[0])


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH_BEFORE = re.compile(rf"(?<!\w){_MONTH}\.?{GAP}(?:the )?$")
DATE_OR_TIME_BEHIND = re.compile(
    rf"{GAP}?(?:[ap]m\b|[ap]\.m\.|GMT\b|UTC\b|o['’]clock\b|noon\b|midnight\b)|{GAP}(?:of )?{_MONTH}(?!\w)"
)
_SHARE_BEFORE = re.compile(
    rf"\b(?:[0-9]|{'|'.join([*ONES, 'ten'])}){GAP}(?:out of|in|of)(?: every)?{GAP}$", re.IGNORECASE
)
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
_LABELS = frozenset(
    [
        *("no", "no.", "nos", "nos.", "nr", "nr.", "number", "numbers", "№", "#", "chapter", "section", "article"),
        *("clause", "paragraph", "page", "pages", "p.", "pp", "pp.", "figure", "table", "resolution", "flight"),
        *("route", "channel", "phase", "stage", "level", "tier", "type", "category", "room", "gate", "highway"),
        *("unit", "brigade", "battalion", "division", "apartment", "episode", "season", "volume", "vol."),
        *("grade", "version", "top", "aged", "age", "ages"),
    ]
)
# Words in capitals before a number name what it numbers ("Channel 12"), but for those that open a sentence.
_OPENERS = frozenset(
    [
        *("a", "after", "all", "and", "another", "as", "at", "because", "before", "but", "by", "during", "each"),
        *("every", "for", "from", "her", "his", "if", "in", "into", "its", "just", "killing", "like", "meanwhile"),
        *("my", "of", "on", "only", "or", "other", "our", "out", "since", "so", "still", "than", "that", "the"),
        *("their", "then", "there", "these", "they", "this", "those", "to", "we", "what", "when", "where", "which"),
        *("while", "who", "with", "within", "without", "yet"),
    ]
)


def names_no_count(text: str, first: Amount, last: Amount, before: str) -> bool:
    """True for dates, times, shares, labels and telephone numbers, by what stands around the number."""
    last_word = _last_word(before)
    if DATE_OR_TIME_BEHIND.match(text, last.end):
        return True
    if last_word in ("of", "in", "every") and _SHARE_BEFORE.search(before):
        return True
    if not first.spelled and (before[-2:-1].isdigit() or next_to_digit(text, last.end)):
        return True
    if (last_word == "the" or last_word[:3] in _MONTHS) and _MONTH_BEFORE.search(before):
        return True
    if last_word in _LABELS:
        return True
    if first.plain and last_word and last_word not in _OPENERS and _is_name(before, last_word):
        return True
    return first.spelled and text[first.start].isupper() and not _opens_sentence(before)


def _is_name(before: str, last_word: str) -> bool:
    """ "Channel" in "Channel 12", not "Haaretz’s" in "Haaretz’s 14 sources"."""
    printed = before[-1 - len(last_word) : -1]
    if not last_word[0].isalpha() or last_word[-1] in ",;:)]”" or last_word.endswith(("'s", "’s")):
        return False
    return any(c.isupper() for c in printed)


def next_to_digit(text: str, end: int) -> bool:
    return text[end : end + 1] in (" ", "\u00a0") and text[end + 1 : end + 2].isdigit()


def _opens_sentence(before: str) -> bool:
    rest = before.rstrip(" \u00a0“”\"‘’'([«»-")
    return not rest or rest[-1] in ".!?:;\n—–…"
