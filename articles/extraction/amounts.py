"""Numbers in English text: "1,200", "$3bn", "twenty-five", "half a dozen", each with its scale and sign."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """One number as printed; value = number * scale."""

    start: int
    end: int
    number: Decimal
    scale: int = 1
    currency: str = ""
    percent: str = ""
    spelled: bool = False
    plain: bool = False  # digits only: may be a year, a day or a label
    letter: bool = False  # the scale is one letter, which may be a metre as well as a million

    @property
    def value(self) -> Decimal:
        value = self.number * self.scale
        return value.to_integral_value() if value == value.to_integral_value() else value


ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12, "trn": 10**12}
_SMALL: dict[str, tuple[str, int]] = {
    **{word: ("ones", n) for n, word in enumerate(ONES, start=1)},
    **{word: ("teens", n) for n, word in enumerate([*_TEENS, "nineteen"], start=10)},
    **{word: ("tens", 10 * n) for n, word in enumerate(_TENS, start=2)},
}

# No newline: a paragraph may end in a number and the next begin with a noun.
GAP = "[ \u00a0]"
_SIGNS = "$£€¥₪₹₽₺₩₦₴"
_CODES = "USD|EUR|GBP|ILS|NIS|CHF|CNY|RMB|INR|JPY"
_CURRENCY = re.compile(rf"(?:(?:US|AU|CA|HK|NZ|[AC])?[{_SIGNS}]|{_CODES}|Rs\.?){GAP}?(?=[0-9])")
_CODE_BEHIND = re.compile(rf"{GAP}?({_CODES})(?!\w)")
START = re.compile(
    rf"(?<![\w.,/:\-‑–−#@+&^*=%~{_SIGNS}])"
    rf"(?:{_CURRENCY.pattern}|[0-9]|(?i:(?:half )?an? (?=(?:hundred|dozen|{'|'.join(_SCALES)})\b)|"
    rf"(?:{'|'.join(_SMALL)})\b))"
)
_CHUNK = re.compile(r"[0-9]+(?:[.,:/'’][0-9]+|[\u00a0\u2009\u202f][0-9]{3}(?![0-9]))*")
_NUMBER = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"  # 1,000,000.5
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"  # 1,00,000
    r"|[0-9]{1,3}(?:[\u00a0\u2009\u202f][0-9]{3})+"
    r"|0\.[0-9]+|[1-9][0-9]*(?:\.[0-9]{1,2})?|0"  # "1.000" may be a thousand: not read
)
_DIGITS = 15  # more are no count of anything, and would not fit what a figure is stored in
_SUFFIX = re.compile(r"(trn|tn|bn|mn|[kmb]|(?<=\d)(?:[KMB]|BN|MN))(?![\w])")
_SCALE = re.compile(rf"{GAP}(hundred|dozen|{'|'.join(_SCALES)})(?!\w|-\w)", re.IGNORECASE)
_PERCENT = re.compile(rf"%|{GAP}(%|percentage points?|per ?cent|pct)(?!\w)", re.IGNORECASE)
_SPELLED = re.compile(r"( and |, and |[ \u00a0\-])?([A-Za-z]{1,9})(?![A-Za-z])")
_HALF_A_DOZEN = re.compile(r"half a dozen(?!\w|-\w)", re.IGNORECASE)
CHAIN = re.compile(r"(?:[\-‑–—/.:+]?[0-9])*")


def amount(text: str, at: int) -> Amount | None:
    """The number that begins at a position, its scale, currency and percent sign; None when it is no number."""
    currency = _CURRENCY.match(text, at)
    chunk = _CHUNK.match(text, currency.end() if currency else at)
    if not chunk:
        return _spelled_amount(text, at)
    if not _NUMBER.fullmatch(chunk[0]) or len(chunk[0]) > _DIGITS:
        return None
    number = Decimal(re.sub("[^0-9.]", "", chunk[0]))
    amount = Amount(at, chunk.end(), number, currency=currency[0].strip() if currency else "")
    return _with_percent(text, _with_scale(text, amount, plain=chunk[0].isdigit()))


def _with_scale(text: str, amount: Amount, *, plain: bool) -> Amount:
    if suffix := _SUFFIX.match(text, amount.end):
        if suffix[1].islower() or amount.currency:
            scale = _SUFFIXES[suffix[1].lower()]
            return replace(amount, end=suffix.end(), scale=scale, letter=len(suffix[1]) == 1)
    elif word := _SCALE.match(text, amount.end):
        scale = {"hundred": 100, "dozen": 12}.get(word[1].lower()) or _SCALES[word[1].lower()]
        return replace(amount, end=word.end(), scale=scale)
    return replace(amount, plain=plain and not amount.currency)


def _with_percent(text: str, amount: Amount) -> Amount:
    if amount.currency:
        return amount
    if percent := _PERCENT.match(text, amount.end):
        return replace(amount, end=percent.end(), percent=percent[0].strip(), plain=False)
    if text[amount.end : amount.end + 1] in tuple(_SIGNS):
        return replace(amount, end=amount.end + 1, currency=text[amount.end], plain=False)
    if code := _CODE_BEHIND.match(text, amount.end):
        return replace(amount, end=code.end(), currency=code[1], plain=False)
    return amount


def _spelled_amount(text: str, at: int) -> Amount | None:
    """ "twenty-five", "two hundred and fifty thousand", "a dozen", as far as the words make one number."""
    if half := _HALF_A_DOZEN.match(text, at):
        return Amount(at, half.end(), Decimal(6), spelled=True)
    total = group = 0
    last, end, ceiling = "", at, 10**15
    while word := _SPELLED.match(text, end):
        joint, name = word[1] or "", word[2].lower()
        kind, number = _SMALL.get(name, (name, 0))
        if bool(joint) != bool(last) or ("and" in joint and last not in ("hundred", "scale")):
            break
        if kind in ("a", "an") and not last:
            kind, group = "a", 1
        elif (kind in ("ones", "teens", "tens") and joint != "-" and last in ("", "hundred", "scale")) or (
            kind == "ones" and last == "tens"
        ):
            group += number
        elif kind == "hundred" and last in ("ones", "teens", "a") and group < 20:
            group *= 100
        elif kind == "dozen" and last in ("ones", "teens", "tens", "a") and not total:
            group, last, end = group * 12, kind, word.end()
            break
        elif kind in _SCALES and last not in ("", "scale") and _SCALES[kind] < ceiling:
            ceiling = _SCALES[kind]
            total, group, kind = total + group * ceiling, 0, "scale"
        else:
            break
        last, end = kind, word.end()
    if last in ("", "a"):
        return None
    # the last scale word apart, so that "two to three million" can lend it to the two
    scale = ceiling if last == "scale" and total % ceiling == 0 else 1
    return _with_percent(text, Amount(at, end, Decimal((total + group) // scale), scale, spelled=True))


def goes_on(text: str, end: int) -> bool:
    """True where what follows makes something else of the number: 5th, 25-year-old, 1990's, 24/7, F-16."""
    following = text[end : end + 2]
    if not following:
        return False
    if following[0].isalnum() or following[0] in "_°":
        return True
    return following[0] in "-‑–/'’@:=" and following[1:].isalnum()
