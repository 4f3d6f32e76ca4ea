"""The text of a revision and positions in it: spans, quotes, selectors, quotation marks. Pure Python.

A span is (start, end) in Unicode code points, end exclusive. Every function is linear in the length of the
text. What cannot be read raises ValueError with a sentence for the person who entered it.
"""

import bisect
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

Span = tuple[int, int]
Form = Literal["direct", "indirect", "mixed"]


class Selector(TypedDict):
    """W3C Web Annotation, TextQuoteSelector."""

    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True)
class Parts:
    """Where title, standfirst and body lie in a composed text."""

    title: Span
    standfirst: Span | None
    body: Span


LIMIT = 2_000_000  # bytes of UTF-8: more than a novel, and still quick to show with its highlights
CONTEXT = 32  # characters kept on either side of a quote, enough to tell most repeated phrases apart

# --- storing -----------------------------------------------------------------------------------------------


def clean(text: str, limit: int = LIMIT) -> str:
    """The text as it is stored: CRLF and CR become LF, and nothing else is changed.

    Raises ValueError where it is empty, larger than `limit` bytes of UTF-8, holds NUL or half a surrogate
    pair, or is no text: one character in twenty is a control character or U+FFFD, as when a file of another
    kind was read as text.
    """
    if len(text) > limit or len(text.encode("utf-8", "surrogatepass")) > limit:
        raise ValueError(f"The text is too large: at most {limit:,} bytes are kept. Enter the article alone.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    odd = sum(len(run[0]) for run in _ODD.finditer(text))
    if odd > 2 and odd * 20 > len(text):
        raise ValueError("This is not text but a file of another kind, or text read in the wrong encoding.")
    if (at := text.find("\0")) >= 0:
        raise ValueError(f"The text has a NUL character at {_place(text, at)}; remove it and try again.")
    if broken := _SURROGATE.search(text):
        raise ValueError(
            f"The text has half a character (U+{ord(broken[0]):04X}) at {_place(text, broken.start())};"
            " remove it and try again."
        )
    if all(c.isspace() or unicodedata.category(c) == "Cf" for c in text):
        raise ValueError("The text is empty.")
    return text


# C0 and C1 controls but for tab, the line ends, form feed, vertical tab and NEL; and what decoders put for
# bytes that they cannot read
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _place(text: str, at: int) -> str:
    line_start = text.rfind("\n", 0, at) + 1
    return f"line {text.count(chr(10), 0, at) + 1}, character {at - line_start + 1}"


def compose(title: str, standfirst: str, body: str) -> str:
    """The one text of a revision: title, blank line, standfirst and blank line if there is one, body."""
    return "\n\n".join(part for part in (title, standfirst, body) if part)


def parts_of(title: str, standfirst: str, body: str) -> Parts:
    """Where the three lie in `compose(title, standfirst, body)`; a part left out is empty, a standfirst None."""
    at = 0
    spans = []
    for part in (title, standfirst, body):
        if part and at:
            at += 2
        spans.append((at, at + len(part)))
        at += len(part)
    return Parts(title=spans[0], standfirst=spans[1] if standfirst else None, body=spans[2])


# --- spans -------------------------------------------------------------------------------------------------


def check_spans(text_length: int, spans: Iterable[Sequence[int]]) -> None:
    """Raises ValueError unless the spans of one statement are in order, inside the text and apart.

    Spans of one statement may touch; those of two statements may do as they please. No spans at all pass: a
    source that declined to speak has no content.
    """
    before = 0
    for number, span in enumerate(spans, start=1):
        if len(span) != 2 or not all(type(position) is int for position in span):
            raise ValueError(f"Span {number} is not a start and an end.")
        start, end = span
        if start < 0 or end > text_length:
            raise ValueError(
                f"Span {number} ({start} to {end}) lies outside the text, which has {text_length} characters."
            )
        if start >= end:
            raise ValueError(f"Span {number} ({start} to {end}) is empty: its end must come after its start.")
        if start < before:
            raise ValueError(
                f"Span {number} ({start} to {end}) begins before the one before it ends ({before}); "
                "the pieces of one statement stand in the order of the text and do not overlap."
            )
        before = end


def inside(inner: Iterable[Span], outer: Sequence[Span]) -> bool:
    """True when each inner span lies within one outer span; both as `check_spans` accepts them."""
    starts = [start for start, _ in outer]
    for start, end in inner:
        at = bisect.bisect_right(starts, start) - 1
        if at < 0 or end > outer[at][1]:
            return False
    return True


def from_utf16(text: str, start: int, end: int) -> Span:
    """The span for two positions as browsers count them, in UTF-16 code units.

    Raises ValueError for positions outside the text, an empty selection and half an emoji.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start <= end <= len(units) // 2:
        raise ValueError(f"The selection ({start} to {end}) lies outside the text.")
    if start == end:
        raise ValueError("The selection is empty.")
    try:
        before = units[: 2 * start].decode("utf-16-le")
        selected = units[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        raise ValueError(f"The selection ({start} to {end}) begins or ends inside a character.") from None
    return len(before), len(before) + len(selected)


# --- finding words again -----------------------------------------------------------------------------------


def quote(text: str, spans: Iterable[Span]) -> str:
    """The words of a statement, its pieces joined by " … "."""
    return " … ".join(text[start:end] for start, end in spans)


def selectors(text: str, spans: Iterable[Span], context: int = CONTEXT) -> list[Selector]:
    """One selector a span, with `context` characters before and after, fewer at the borders of the text."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - context) : start],
            "suffix": text[end : end + context],
        }
        for start, end in spans
    ]


def find_words(text: str, words: str, near: int | None = None) -> list[Span]:
    """Where the words stand, as printed; failing that, with white space and quotation marks folded.

    Folded, any run of white space is one space, curly and straight marks are one, and soft hyphens and
    zero-width characters are not seen; case counts always. Occurrences do not overlap. In the order of the
    text, or nearest to the position `near` first; [] when there are none.
    """
    found = list(_occurrences(text, words)) if words.strip() else []
    if not found:
        wanted, _ = _folded(words)
        folded, origin = _folded(text)
        if wanted.strip():
            found = [(origin[s], origin[e - 1] + 1) for s, e in _occurrences(folded, wanted.strip())]
    if near is not None:
        found.sort(key=lambda span: abs(span[0] - near))
    return found


def _occurrences(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + len(words))


_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛‹›′ʼ", "'"))


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the position it comes from."""
    kept: list[str] = []
    origin: list[int] = []
    for at, c in enumerate(text.translate(_MARKS)):
        if c.isspace():
            if kept and kept[-1] == " ":
                continue
            c = " "
        elif not c.isascii() and unicodedata.category(c) == "Cf":
            continue
        kept.append(c)
        origin.append(at)
    return "".join(kept), origin


# A few words that stand once in a changed text may be other words than those marked ("he said"): they
# need as much of their surroundings found again. Longer ones need none.
_SHORT_QUOTE = 24
_LEAST_CONTEXT = 8


def reanchor(text: str, selectors: Sequence[Selector], old_spans: Sequence[Span]) -> list[Span] | None:
    """The spans of the same words in a changed text; None where one is gone or may be either of two.

    Of several places the one with most of the old surroundings is taken. Where two have as much, the old
    place counts if all its surroundings are whole; otherwise nobody can tell, and nothing is picked.
    """
    spans: list[Span] = []
    for selector, old in zip(selectors, old_spans, strict=True):
        span = _anchored(text, selector, old)
        if span is None or (spans and span[0] < spans[-1][1]):
            return None
        spans.append(span)
    return spans


def _anchored(text: str, selector: Selector, old: Span) -> Span | None:
    exact, prefix, suffix = selector["exact"], selector["prefix"], selector["suffix"]
    places = find_words(text, exact)
    if not places:
        return None
    common = [_common_context(text, place, prefix, suffix) for place in places]
    most = max(common)
    if len(exact) < _SHORT_QUOTE and most < min(_LEAST_CONTEXT, len(prefix) + len(suffix)):
        return None
    best = [place for place, shared in zip(places, common, strict=True) if shared == most]
    if len(best) == 1:
        return best[0]
    unmoved = (old[0], old[1])
    return unmoved if unmoved in best and most == len(prefix) + len(suffix) else None


def _common_context(text: str, place: Span, prefix: str, suffix: str) -> int:
    """How many characters next to a place are those of prefix and suffix, counted outward from it."""
    start, end = place
    before = 0
    while before < min(len(prefix), start) and text[start - before - 1] == prefix[-before - 1]:
        before += 1
    after = 0
    while after < min(len(suffix), len(text) - end) and text[end + after] == suffix[after]:
        after += 1
    return before + after


# --- direct, indirect, mixed -------------------------------------------------------------------------------

# a word: letters and digits with inner apostrophes and hyphens, so that "didn't" and "call-ups" count once
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")

# {opening mark: the marks that may close it}; the reader of articles/extraction adds what it alone can tell apart
CLOSING = {
    "“": '”"',
    "„": '“”"',
    '"': '"”',
    "«": "»",
    "»": "«",
    "‘": "’",
    "‚": "‘’",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
}
_SINGLE = "‘‚"
_REOPENING = '“"„‘'
_MARK = re.compile('[“”„"«»‘’‚‹›「」『』\n]')


def form_of(text: str, spans: Iterable[Span], quoted: Sequence[Span] | None = None) -> Form:
    """Direct: at least 90 % of the words in the spans stand inside quotation marks; indirect: none; else mixed.

    A word counts when the spans hold any part of it; the marks themselves may stand outside the spans. Spans
    without a word are indirect. The spans as `check_spans` accepts them. `quoted` are the quotations of the text, in
    order and apart, where the caller has found them; else `quoted_spans` does.
    """
    quoted = quoted_spans(text) if quoted is None else quoted
    if not quoted:
        return "indirect"
    words = _words_touching(text, list(spans))
    within_marks = sum(bisect.bisect_left(words, end) - bisect.bisect_left(words, start) for start, end in quoted)
    if not within_marks:
        return "indirect"
    return "direct" if within_marks * 10 >= len(words) * 9 else "mixed"


def _words_touching(text: str, spans: Sequence[Span]) -> list[int]:
    """Where each word begins that shares a character with any of the spans, in order."""
    if not spans:
        return []
    first = spans[0][0]
    while 0 < first < len(text) and _may_be_in_word(text[first - 1]) and _may_be_in_word(text[first]):
        first -= 1
    # a word that goes on behind the last span is cut there, but begins where it begins
    places = [word.span() for word in _WORD.finditer(text, first, spans[-1][1])]
    begins, ends = [begin for begin, _ in places], [end for _, end in places]
    words: list[int] = []
    seen = 0  # one word may touch two spans
    for start, end in spans:
        seen = max(seen, bisect.bisect_right(ends, start))
        behind = bisect.bisect_left(begins, end)
        words += begins[seen:behind]
        seen = max(seen, behind)
    return words


def _may_be_in_word(c: str) -> bool:
    return c.isalnum() or c in "_'’-"


def quoted_spans(text: str) -> list[Span]:
    """What stands inside quotation marks, the marks left out, in the order of the text.

    Double and single curly, straight double, low-high, angle marks both ways and corner brackets; marks inside
    marks are part of the outer quotation. A quotation ends with its paragraph, closed or not, unless the next
    one opens with a mark: so are quotations of several paragraphs printed. Single marks count only where one
    closes in the paragraph or the next paragraph opens with one, for ‘ is also a misprinted apostrophe (‘90s).
    Straight single marks are apostrophes.
    """
    found: list[Span] = []
    single_marks = _SingleMarks(text)
    opening = closing = ""
    begin = at = 0
    while match := _MARK.search(text, at):
        i = match.start()
        c = match[0]
        at = i + 1
        if not closing:
            if c in CLOSING and _opens(text, i) and not (c in _SINGLE and not single_marks.can_open(i)):
                opening, closing, begin = c, CLOSING[c], at
        elif c == "\n":
            found.append((begin, i))
            at = _skip_space(text, i)
            if at < len(text) and text[at] in (_REOPENING if opening in _REOPENING else opening):
                begin = at = at + 1
            else:
                closing = ""
        elif c in closing:
            if c == "’" and text[at : at + 1].isalnum():
                continue
            found.append((begin, i))
            if c == '"' and text[i - 1].isspace() and text[at : at + 1].isalnum():
                begin = at  # an opening mark: the one before was never closed
            else:
                closing = ""
    if closing:
        found.append((begin, len(text)))
    return [(start, end) for start, end in found if start < end]


def _opens(text: str, at: int) -> bool:
    """False for closing marks and apostrophes that look like opening ones."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    mark = text[at]
    if mark in '"»›':
        return not after.isspace() and (before.isspace() or before in "([{—–-/:‘'")
    if mark in _SINGLE:
        return not before.isalnum() and after.isalnum()
    return True


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


class _SingleMarks:
    """Whether a quotation in single marks can open at a position; asked for growing ones, linear in all."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraph_end = -1
        self.last_closing = -1  # in this paragraph; its end where the next one carries the quotation on

    def can_open(self, at: int) -> bool:
        if at > self.paragraph_end:
            end = self.text.find("\n", at)
            self.paragraph_end = len(self.text) if end < 0 else end
            self.last_closing = self._last_closing(at)
        return self.last_closing > at

    def _last_closing(self, at: int) -> int:
        following = _skip_space(self.text, self.paragraph_end)
        if self.text[following : following + 1] == "‘":
            return self.paragraph_end
        for i in range(self.paragraph_end - 1, at, -1):
            if self.text[i] in "’‘" and not self.text[i + 1 : i + 2].isalnum():
                return i
        return -1
