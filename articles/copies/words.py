"""A text as words with their places: case, accents, punctuation, quotation marks and kinds of spaces aside.

In scripts that are written without spaces each character is a word. Places are code points of the text as it is.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from array import array
from dataclasses import dataclass

from articles.text import Span

# The keys of words and of runs of words are below this Mersenne prime: 61 bits, so that they are positive bigints.
PRIME = (1 << 61) - 1

# first and last code point of scripts that put no space between words
_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3041, 0x312F),  # Hiragana, Katakana, Bopomofo
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xA000, 0xA4CF),  # Yi
    (0xA980, 0xA9DF),  # Javanese
    (0xAA60, 0xAADF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x1B000, 0x1B16F),
    (0x20000, 0x323AF),
)
_APOSTROPHES = "\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8"  # letters by category, apostrophes by use


class _Shapes(dict[int, str]):
    """What each character is to a word, looked up once: a letter or number, a word of its own, a mark, nothing seen."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "M":
            shape = "m"
        elif category == "Cf":
            shape = "i"  # soft hyphen, joiners, marks of direction
        elif category[0] not in "LN" or character in _APOSTROPHES:
            shape = " "
        elif any(first <= code <= last for first, last in _SPACELESS):
            shape = "c"
        else:
            shape = "a"
        self[code] = shape
        return shape


_shapes = _Shapes()
# possessive: a word is never read twice
_WORD = re.compile(r"c[mi]*+|a[am]*+(?:i++[am]++)*+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: a key each (0 < key < PRIME; equal for equal words), where each starts and ends."""

    keys: list[int]
    starts: array[int]
    ends: array[int]
    # 2 for a word, 1 for a character that is a word of its own: about as much as half a word
    weights: bytearray

    def __len__(self) -> int:
        return len(self.keys)

    def span(self, first: int, last: int) -> Span:
        """Where the words from `first` to before `last` stand; `last` > `first`."""
        return self.starts[first], self.ends[last - 1]


def words(text: str) -> Words:
    """The words of `text`, in one pass over it."""
    shaped = text.translate(_shapes)
    starts, ends = array("q"), array("q")
    for match in _WORD.finditer(shaped):
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    keys = [_key(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    if "c" not in shaped:
        weights = bytearray(b"\2") * len(keys)
    else:
        weights = bytearray(1 if shaped[start] == "c" else 2 for start in starts)
    return Words(keys, starts, ends, weights)


def normal(printed: str) -> str:
    """A word without case, accents and what is not seen: “Ca­fé” and “cafe” are one."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", printed).casefold())
    kept = "".join(c for c in folded if _shapes[ord(c)] in "ac")
    return kept or folded  # of marks alone


@functools.lru_cache(maxsize=1 << 16)
def _key(printed: str) -> int:
    # not hash(): it differs from process to process
    digest = hashlib.blake2b(normal(printed).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % (PRIME - 1) + 1
