"""Figures in German text: what figures.py does for English, by the marks of German.

Its numbers have points for thousands and a comma for the fraction, spelled ones are one word ("zweihundertfünfzig"),
and what is counted is told by its capital: "350 israelische Reservisten". Where doubt is left the number is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from articles.extraction.amounts import CHAIN, GAP
from articles.extraction.figure import Figure
from articles.extraction.lexicon import lexicon

_ONES = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_SMALL = {
    **{word: n for n, word in enumerate(_ONES, start=1)},
    "eins": 1,
    "zwo": 2,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
}
_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
# Articles as well as numbers: they need a bound or a scale.
_ARTICLES = frozenset(["ein", "eine", "einen", "einem", "einer", "eines"])
_SCALES = {
    "tausend": 10**3,
    "million": 10**6,
    "millionen": 10**6,
    "mio.": 10**6,
    "mio": 10**6,
    "milliarde": 10**9,
    "milliarden": 10**9,
    "mrd.": 10**9,
    "mrd": 10**9,
    "billion": 10**12,
    "billionen": 10**12,
    "dutzend": 12,
}
_SIGNS = "$£€¥₪₹₽₺₩₦₴"
_START = re.compile(rf"(?<![\w.,/:\-‑–−#@+&^*=%~§{_SIGNS}])(?:[{_SIGNS}]{GAP}?(?=[0-9])|[0-9]|[^\W\d_])")
_CHUNK = re.compile(r"[0-9]+(?:[.,:/'’][0-9]+|[\u00a0\u2009\u202f][0-9]{3}(?![0-9]))*")
_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:[\u00a0\u2009\u202f'’][0-9]{3})+|[1-9][0-9]*|0)(?:,[0-9]{1,2})?"
)
_DIGITS = 15
_LETTERS = re.compile(r"[^\W\d_]+")
_SCALE = re.compile(rf"{GAP}({'|'.join(map(re.escape, sorted(_SCALES, key=len, reverse=True)))})(?!\w)", re.IGNORECASE)
_PERCENT = re.compile(rf"{GAP}?(%)|{GAP}(Prozentpunkten?|Prozent)(?!\w)")
_SIGN_BEHIND = re.compile(rf"{GAP}?([{_SIGNS}]|(?:EUR|USD|CHF|GBP)(?!\w))")
_JOINT = re.compile(rf"(?:[\-‑–—]|{GAP}(bis|oder|und){GAP})")
_WORD = re.compile(rf"{GAP}([^\W\d_]+(?:-[^\W\d_]+)*)")
_MODIFIERS = 3  # words between a number and its noun
_INFLECTED = re.compile(r"e[nrms]?$")  # "israelische", "getötete"
_REACH = 40  # characters read before a number
_AGE_BEHIND = re.compile(rf"{GAP}(?:Jahre|Monate|Wochen|Tage) (?:alte?[nrs]?|jung)(?!\w)|{GAP}Uhr(?!\w)|{GAP}von(?!\w)")
# "zwei von fünf Frauen", "im Alter von 34 Jahren"
_SHARE_BEFORE = re.compile(rf"(?:[0-9]|(?<!\w)(?:{'|'.join([*_ONES, 'zehn'])}|Alter)){GAP}von{GAP}$", re.IGNORECASE)
_WHEN_BEFORE = re.compile(r"(?<!\w)(?:vor|seit|nach)(?: \w+)? $")
_TIMES = frozenset(["jahren", "monaten", "wochen", "tagen", "stunden", "minuten", "sekunden", "jahrzehnten"])


@dataclass(frozen=True)
class _Amount:
    start: int
    end: int
    number: Decimal
    scale: int = 1
    sign: str = ""  # currency or percent, as printed
    spelled: bool = False
    is_article: bool = False
    plain: bool = False

    @property
    def value(self) -> Decimal:
        value = self.number * self.scale
        return value.to_integral_value() if value == value.to_integral_value() else value


def german_figures(text: str) -> list[Figure]:
    """The figures of a text, in its order and apart from each other. Linear in its length; never raises."""
    found: list[Figure] = []
    at = 0
    while start := _START.search(text, at):
        if text[start.start()].isalpha():
            word = _LETTERS.match(text, start.start())
            at = word.end() if word else start.end()
            if not word or not _spelled(word[0].lower()):
                continue
        figure, read_to = _read(text, start.start(), found[-1].end if found else 0)
        at = max(read_to, at, start.end())
        if figure:
            found.append(figure)
    return found


def _read(text: str, at: int, free_from: int) -> tuple[Figure | None, int]:
    first = _amount(text, at)
    if first is None:
        chain = CHAIN.match(text, at)
        return None, chain.end() if chain else at
    before = text[max(free_from, at - _REACH) : at]
    bound, qualifier = _qualifier(before)
    second = _second_of_range(text, first, bound)
    if bound == "between" and second is None:
        bound, qualifier = "", ""
    last = second or first
    if second and first.scale == 1 and first.number <= second.number:
        first = replace(first, scale=second.scale)
    if _is_part_of_more(text, last.end) or _is_label(before, first) or _AGE_BEHIND.match(text, last.end):
        return None, last.end
    sign = last.sign or first.sign
    unit, end = (sign, last.end) if sign else _counted(text, last.end)
    is_bound = bound in ("low", "high")
    if first.is_article and first.scale == 1 and not (is_bound and unit):
        return None, last.end
    if not unit and not (last.scale >= 1000 or (is_bound and qualifier.lower() not in _NEED_NOUN)):
        return None, last.end
    if first.plain and 1500 <= first.number <= 2199 and not is_bound:
        return None, last.end
    if unit.lower() in _TIMES and _WHEN_BEFORE.search(before):
        return None, end  # "vor drei Jahren" tells when
    start = at - len(qualifier) - 1 if qualifier else at
    low = None if bound == "high" else first.value
    high = None if bound == "low" else last.value
    return Figure(start, end, text[start:end], low, high, qualifier, unit), end


def _amount(text: str, at: int) -> _Amount | None:
    currency = text[at] if text[at] in _SIGNS else ""
    digits_at = at + 1 + (text[at + 1 : at + 2] in (" ", "\u00a0")) if currency else at
    if chunk := _CHUNK.match(text, digits_at):
        if not _NUMBER.fullmatch(chunk[0]) or len(chunk[0]) > _DIGITS:
            return None
        number = Decimal(re.sub("[^0-9,]", "", chunk[0]).replace(",", "."))
        return _with_scale(text, _Amount(at, chunk.end(), number, sign=currency, plain=chunk[0].isdigit()))
    word = _LETTERS.match(text, at)
    if not word:
        return None
    name = word[0].lower()
    if name in _ARTICLES and text.startswith(" halbes Dutzend", word.end()):
        return _Amount(at, word.end() + len(" halbes Dutzend"), Decimal(6), spelled=True)
    number = Decimal(_spelled(name) or 0)
    return (
        _with_scale(text, _Amount(at, word.end(), number, spelled=True, is_article=name in _ARTICLES))
        if number
        else None
    )


def _with_scale(text: str, amount: _Amount) -> _Amount:
    if scale := _SCALE.match(text, amount.end):
        amount = replace(amount, end=scale.end(), scale=_SCALES[scale[1].lower()], plain=False)
    if amount.sign:
        return replace(amount, plain=False)
    if percent := _PERCENT.match(text, amount.end):
        return replace(amount, end=percent.end(), sign=percent[1] or percent[2], plain=False)
    if sign := _SIGN_BEHIND.match(text, amount.end):
        return replace(amount, end=sign.end(), sign=sign[1], plain=False)
    return amount


@lru_cache(10_000)
def _spelled(word: str) -> int:
    """ "zweihundertfünfzig": 250; 0 where a word is no number."""
    if word in _ARTICLES:
        return 1
    if len(word) > 60:
        return 0
    thousands, joint, rest = word.partition("tausend")
    if joint:
        many = _below_thousand(thousands) if thousands else 1
        few = _below_thousand(rest.removeprefix("und")) if rest else 0
        return many * 1000 + few if many and (few or not rest) else 0
    return _below_thousand(word)


def _below_thousand(word: str) -> int:
    hundreds, joint, rest = word.partition("hundert")
    if joint:
        many = _SMALL.get(hundreds, 0) if hundreds else 1
        few = _below_hundred(rest.removeprefix("und")) if rest else 0
        return many * 100 + few if many and (few or not rest) else 0
    return _below_hundred(word)


def _below_hundred(word: str) -> int:
    if word in _SMALL or word in _TENS:
        return _SMALL.get(word) or _TENS[word]
    one, joint, ten = word.partition("und")
    if joint and one in _ONES and ten in _TENS:
        return _TENS[ten] + _SMALL[one]
    return 0


@cache
def _qualifiers() -> tuple[tuple[str, str], ...]:
    """(words, bound), longest first."""
    phrases = lexicon("de").phrases
    found = [
        (" ".join(words), bound)
        for bound in ("low", "high", "both")
        for words in phrases.get(f"figure_{bound}_phrases", ())
    ]
    return tuple(sorted([*found, ("zwischen", "between")], key=lambda one: -len(one[0])))


# "gut 20" may be a mark, "fast 40" an age: these need a noun
_NEED_NOUN = frozenset(["gut", "fast", "knapp", "über", "nahezu", "beinahe", "bis zu"])


def _qualifier(before: str) -> tuple[str, str]:
    """(bound, as printed) of what stands before a number; ("", "") where nothing does."""
    if not before.endswith((" ", "\u00a0")):
        return "", ""
    words = before[:-1]
    low = words.lower()
    for phrase, bound in _qualifiers():
        if low.endswith(phrase) and not words[: len(words) - len(phrase)][-1:].isalnum():
            return bound, words[len(words) - len(phrase) :]
    return "", ""


def _second_of_range(text: str, first: _Amount, bound: str) -> _Amount | None:
    joint = _JOINT.match(text, first.end)
    if not joint or (joint[1] == "und") != (bound == "between") or joint.end() >= len(text):
        return None
    second = _amount(text, joint.end())
    if second is None or second.is_article or (first.sign and second.sign and first.sign != second.sign):
        return None
    if text[second.end : second.end + 1] in ("-", "–") and text[second.end + 1 : second.end + 2].isdigit():
        return None
    lent = second.scale if first.scale == 1 and first.number <= second.number else first.scale
    return second if first.number * lent < second.value else None


def _is_part_of_more(text: str, end: int) -> bool:
    """True for 8. Juli, 34-jährige, 1990er, 24/7, 3:1."""
    following = text[end : end + 3]
    if not following:
        return False
    if following[0].isalnum() or following[0] in "_°":
        return True
    if following[0] == "." and following[1:2] in (" ", "\u00a0") and following[2:].isalnum():
        return text[end - 1].isdigit()
    return following[0] in "-‑–/'’@:=.," and following[1:2].isalnum()


def _is_label(before: str, first: _Amount) -> bool:
    words = before.split()
    if not words or not before.endswith((" ", "\u00a0")):
        return False
    if words[-1] == "von":
        return bool(_SHARE_BEFORE.search(before))
    if first.spelled:
        return False
    return words[-1].lower().lstrip('([„"') in lexicon("de").words("figure_labels")


def _counted(text: str, end: int) -> tuple[str, int]:
    """The noun behind a number and where it ends: the first capital behind adjectives; ("", end) without."""
    stops = lexicon("de")
    at = end
    for _ in range(_MODIFIERS + 1):
        word = _WORD.match(text, at)
        if not word:
            return "", end
        printed = word[1]
        if printed[0].isupper():
            following = _WORD.match(text, word.end())
            if (
                printed.endswith("er")
                and following
                and following[1][0].isupper()
                and not stops.words("time") & {printed.lower()}
            ):
                word, printed = following, following[1]  # "20 Berliner Polizisten"
            if printed.lower() in stops.words("figure_no_units"):
                return "", end
            return printed, word.end(1)
        if not _INFLECTED.search(printed) or stops.tags.get(printed) or not printed.islower():
            return "", end
        at = word.end()
    return "", end
