"""Figures in English text: a number with what it counts and how it is qualified, as an editor would mark it.

A suggestion for an editor, so it rather leaves a number out than reads it wrongly. What makes a figure is a number
together with a counted noun ("360 troops"), a percent sign, a currency, a word like "million", or a qualifier
that sets a bound ("at least 12"). Dates, years, times of day, ages, ordinals, shares ("20 of whom", "two in
five"), labels ("Order No. 8", "Channel 12"), scores, telephone and section numbers are none.

    troops = figures("It represents more than 360 troops.")[0]
    troops.text, troops.low, troops.high, troops.unit  ->  "more than 360 troops", 360, None, "troops"
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

__all__ = ["Figure", "figures"]


@dataclass(frozen=True)
class Figure:
    """`text` is source[start:end]: qualifier, number and the words up to the counted noun.

    `low` and `high` bound the value: equal for a plain or an approximate number, one of them None after "more
    than" (no high) and "nearly" (no low). `qualifier` and `unit` are as printed, "" where there is none. The unit
    is the counted noun alone ("reservists" in "350 Israeli reservists"), a currency sign or a percent sign.
    """

    start: int
    end: int
    text: str
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    unit: str


def figures(text: str) -> list[Figure]:
    """The figures of a text, in its order and apart from each other. Linear in its length; never raises."""
    found: list[Figure] = []
    at = 0
    while start := _START.search(text, at):
        figure, read_to = _read(text, start.start(), found[-1].end if found else 0)
        at = max(read_to, start.end())
        if figure:
            found.append(figure)
    return found


# --- numbers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Amount:
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


_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12, "trn": 10**12}
_SMALL: dict[str, tuple[str, int]] = {
    **{word: ("ones", n) for n, word in enumerate(_ONES, start=1)},
    **{word: ("teens", n) for n, word in enumerate([*_TEENS, "nineteen"], start=10)},
    **{word: ("tens", 10 * n) for n, word in enumerate(_TENS, start=2)},
}

# No newline: a paragraph may end in a number and the next begin with a noun.
_GAP = "[ \u00a0]"
_SIGNS = "$£€¥₪₹₽₺₩₦₴"
_CURRENCY = re.compile(
    rf"(?:(?:US|AU|CA|HK|NZ|[AC])?[{_SIGNS}]|USD|EUR|GBP|ILS|NIS|CHF|CNY|RMB|INR|JPY){_GAP}?(?=[0-9])"
)
_START = re.compile(
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
_SCALE = re.compile(rf"{_GAP}(hundred|dozen|{'|'.join(_SCALES)})(?!\w|-\w)", re.IGNORECASE)
_PERCENT = re.compile(rf"%|{_GAP}(%|percentage points?|per ?cent|pct)(?!\w)", re.IGNORECASE)
_SPELLED = re.compile(r"( and |, and |[ \u00a0\-])?([A-Za-z]{1,9})(?![A-Za-z])")
_HALF_A_DOZEN = re.compile(r"half a dozen(?!\w|-\w)", re.IGNORECASE)
_CHAIN = re.compile(r"(?:[\-‑–—/.:+]?[0-9])*")


def _amount(text: str, at: int) -> _Amount | None:
    """The number that begins at a position, its scale, currency and percent sign; None when it is no number."""
    currency = _CURRENCY.match(text, at)
    chunk = _CHUNK.match(text, currency.end() if currency else at)
    if not chunk:
        return _spelled_amount(text, at)
    if not _NUMBER.fullmatch(chunk[0]) or len(chunk[0]) > _DIGITS:
        return None
    number = Decimal(re.sub("[^0-9.]", "", chunk[0]))
    amount = _Amount(at, chunk.end(), number, currency=currency[0].strip() if currency else "")
    return _with_percent(text, _with_scale(text, amount, plain=chunk[0].isdigit()))


def _with_scale(text: str, amount: _Amount, *, plain: bool) -> _Amount:
    if suffix := _SUFFIX.match(text, amount.end):
        if suffix[1].islower() or amount.currency:
            scale = _SUFFIXES[suffix[1].lower()]
            return replace(amount, end=suffix.end(), scale=scale, letter=len(suffix[1]) == 1)
    elif word := _SCALE.match(text, amount.end):
        scale = {"hundred": 100, "dozen": 12}.get(word[1].lower()) or _SCALES[word[1].lower()]
        return replace(amount, end=word.end(), scale=scale)
    return replace(amount, plain=plain and not amount.currency)


def _with_percent(text: str, amount: _Amount) -> _Amount:
    if amount.currency:
        return amount
    if percent := _PERCENT.match(text, amount.end):
        return replace(amount, end=percent.end(), percent=percent[0].strip(), plain=False)
    if text[amount.end : amount.end + 1] in tuple(_SIGNS):
        return replace(amount, end=amount.end + 1, currency=text[amount.end], plain=False)
    return amount


def _spelled_amount(text: str, at: int) -> _Amount | None:
    """ "twenty-five", "two hundred and fifty thousand", "a dozen", as far as the words make one number."""
    if half := _HALF_A_DOZEN.match(text, at):
        return _Amount(at, half.end(), Decimal(6), spelled=True)
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
    return _with_percent(text, _Amount(at, end, Decimal((total + group) // scale), scale, spelled=True))


def _goes_on(text: str, end: int) -> bool:
    """True where what follows makes something else of the number: 5th, 25-year-old, 1990's, 24/7, F-16."""
    following = text[end : end + 2]
    if not following:
        return False
    if following[0].isalnum() or following[0] in "_°":
        return True
    return following[0] in "-‑–/'’@:=" and following[1:].isalnum()


# --- what stands before a number ---------------------------------------------------------------------------

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
_NEED_NOUN = frozenset(["over", "above", "exceeding", "nearly", "almost", "under", "below", *_BOTH])
_QUALIFIER = re.compile(
    r"(?<!\w)((?:(?:well|just|slightly|far|significantly|considerably|little) )?"
    rf"({'|'.join(sorted(_BOUNDS, key=len, reverse=True))})){_GAP}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"(?<!\w)(between){_GAP}$", re.IGNORECASE)
_TALK = re.compile(
    r"(?:talk\w*|spoke\w*|speak\w*|ask\w*|worr\w+|know\w*|knew|learn\w*|concern\w*|warn\w*|question\w*|complain\w*|"
    r"information|stor(?:y|ies)|reports?|claims?|hear\w*|wr[io]t\w+|details) (?:about|over)$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(\+)(?![\w+\-])")
_OR_MORE = re.compile(rf"{_GAP}(or (?:more|fewer|less))(?!\w)")
_QUALIFIER_ENDS = frozenset(word.rpartition(" ")[2] for word in _BOUNDS) | {"between"}
_REACH = 60  # characters read before a number: more than the longest qualifier with the word before it


@dataclass(frozen=True)
class _Qualifier:
    printed: str
    length: int  # of what stands before the number, with the space; 0 where it stands behind
    bound: str  # low, high, both or between
    word: str


def _qualifier_before(before: str) -> _Qualifier | None:
    # most numbers have none, and the pattern is long: ask for its last word first
    if _last_word(before) not in _QUALIFIER_ENDS:
        return None
    found = _QUALIFIER.search(before) or _BETWEEN.search(before)
    if not found:
        return None
    word = found[found.re.groups].lower()
    if word in ("about", "over") and _TALK.search(before[: found.end(1)]):
        return None
    return _Qualifier(found[1], len(found[0]), _BOUNDS.get(word, "between"), word)


def _last_word(before: str) -> str:
    """The word that a gap parts from what follows, in lower case and without an opening bracket or mark."""
    if before[-1:] not in (" ", "\u00a0"):
        return ""
    start = max(before.rfind(gap, 0, -1) for gap in " \u00a0\n—")
    return before[start + 1 : -1].lower().lstrip("([{“\"'‘–")


def _qualifier_behind(text: str, end: int) -> _Qualifier | None:
    found = _PLUS.match(text, end) or _OR_MORE.match(text, end)
    if not found:
        return None
    return _Qualifier(found[1], 0, "low" if found[1] in ("+", "or more") else "high", found[0])


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH_BEFORE = re.compile(rf"(?<!\w){_MONTH}\.?{_GAP}(?:the )?$")
_DATE_OR_TIME_BEHIND = re.compile(
    rf"{_GAP}?(?:[ap]m\b|[ap]\.m\.|GMT\b|UTC\b|o['’]clock\b|noon\b|midnight\b)|{_GAP}(?:of )?{_MONTH}(?!\w)"
)
_SHARE_BEFORE = re.compile(
    rf"\b(?:[0-9]|{'|'.join([*_ONES, 'ten'])}){_GAP}(?:out of|in|of)(?: every)?{_GAP}$", re.IGNORECASE
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


def _names_no_count(text: str, first: _Amount, last: _Amount, before: str) -> bool:
    """True for dates, times, shares, labels and telephone numbers, by what stands around the number."""
    last_word = _last_word(before)
    if _DATE_OR_TIME_BEHIND.match(text, last.end):
        return True
    if last_word in ("of", "in", "every") and _SHARE_BEFORE.search(before):
        return True
    if not first.spelled and (before[-2:-1].isdigit() or _next_to_digit(text, last.end)):
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


def _next_to_digit(text: str, end: int) -> bool:
    return text[end : end + 1] in (" ", "\u00a0") and text[end + 1 : end + 2].isdigit()


def _opens_sentence(before: str) -> bool:
    rest = before.rstrip(" \u00a0“”\"‘’'([«»-")
    return not rest or rest[-1] in ".!?:;\n—–…"


# --- what is counted ---------------------------------------------------------------------------------------

_WORD = re.compile(rf"{_GAP}((?:[A-Z]\.){{2,}}|[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*)(['’](?!\w))?")
_MODIFIERS = 3  # words between a number and its noun: "350 newly enlisted Israeli reservists"
# A run of words ends before these: no noun that a number counts stands behind them.
_STOPS = frozenset(
    [
        *("a", "about", "above", "according", "across", "after", "again", "against", "ago", "all", "along", "also"),
        *("although", "always", "am", "among", "an", "and", "any", "are", "around", "as", "at", "away", "be"),
        *("became", "because", "been", "before", "behind", "being", "below", "besides", "between", "both", "but"),
        *("by", "came", "can", "could", "did", "die", "died", "do", "does", "down", "during", "each", "else"),
        *("even", "every", "except", "fell", "for", "from", "get", "go", "goes", "got", "had", "has", "have", "he"),
        *("her", "here", "hers", "him", "his", "how", "however", "i", "if", "in", "including", "inside", "instead"),
        *("into", "is", "it", "its", "just", "least", "left", "less", "lost", "made", "may", "me", "might", "minus"),
        *("more", "most", "must", "my", "near", "needs", "no", "nor", "not", "now", "of", "off", "on", "once", "one"),
        *("only", "onto", "or", "our", "ours", "out", "outside", "over", "per", "perhaps", "plus", "quite", "rather"),
        *("remain", "remains", "rose", "said", "saw", "say", "says", "saying", "shall", "she", "should", "since"),
        *("so", "some", "sometimes", "still", "such", "take", "takes", "than", "that", "the", "their", "theirs"),
        *("them", "then", "there", "these", "they", "this", "those", "though", "through", "throughout", "thus"),
        *("till", "to", "together", "told", "too", "took", "toward", "towards", "under", "unless", "until", "up"),
        *("upon", "us", "versus", "via", "was", "we", "went", "were", "what", "when", "where", "whereas", "whether"),
        *("which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "yes"),
        *("yet", "you", "your", "yours", "street", "road", "avenue", "lane", "square", "says", "means", "includes"),
        *("shows", "makes", "gives", "wants", "reports", "claims", "warns", "notes", "adds", "tells"),
    ]
) - {"more"}  # "20 more soldiers"
_PLURALS = frozenset(
    [
        *("people", "men", "women", "children", "police", "personnel", "troops", "staff", "crew", "aircraft"),
        *("spacecraft", "sheep", "cattle", "fish", "feet", "teeth", "mice", "geese", "criteria", "bacteria"),
        *("yen", "yuan", "won", "baht", "rand", "renminbi", "kibbutzim", "km", "kg", "kph", "mph", "km²", "mw"),
        *("gw", "gwh", "mwh", "kwh", "hectares", "passers-by", "taxis", "buses", "gases"),
    ]
)
_PLURAL_ENDINGS = ("men", "women", "children", "people")
_NO_PLURALS = frozenset(
    [
        *("specimen", "regimen", "abdomen", "yemen", "omen", "acumen", "overseas", "news", "politics", "economics"),
        *("nowadays", "afterwards", "hamas", "reuters", "texas", "kansas", "paris", "christmas", "forbes"),
        *("athletics", "mathematics", "physics", "headquarters", "mr", "mrs", "alias", "atlas", "canvas", "pancreas"),
    ]
)
_CASUALTIES = frozenset(["dead", "wounded", "injured", "missing"])
_TIMES = frozenset(["seconds", "minutes", "hours", "days", "nights", "weeks", "months", "years", "decades"])
_AGO = re.compile(r" (?:ago|earlier|later|old|hence)(?!\w)")
# "three times as many", "two thirds of": the number counts nothing
_NO_UNITS = frozenset(["times", "thirds", "quarters", "fifths", "sixths", "eighths", "tenths", "halves"])
_METRES = frozenset(["walls", "waves", "fences", "holes", "trees", "swells", "poles", "ropes", "gaps", "tides"])


def _counted(text: str, end: int, *, one: bool) -> tuple[str, int]:
    """The counted noun behind a number, and where it ends; ("", end) where none can be told.

    The first noun that looks like a plural within a few words, or the second of two such nouns side by side
    ("arms dealers"). After "one" it is the last of a few words that are no verb forms.
    """
    run: list[re.Match[str]] = []
    at = end
    while len(run) <= _MODIFIERS and (word := _WORD.match(text, at)) and word[1].lower() not in _STOPS:
        run.append(word)
        at = word.end()
    if one:
        return _counted_one(run, end)
    for n, word in enumerate(run):
        if word[2]:  # "two years' imprisonment", "20 soldiers' families"
            if word[1].lower() in _TIMES:
                return word[1], word.end(1)
        elif _is_plural(word[1]):
            following = _WORD.match(text, word.end())
            if following and (following[1].lower() in _STOPS or following[2]):
                following = None
            if following and following[1].islower() and word[1].lower() not in _TIMES:
                if _is_plural(following[1]):
                    return following[1], following.end(1)
                if word[1][0].isupper() and n < _MODIFIERS and not following[1].endswith(("ed", "ing")):
                    continue  # "20 Hamas fighters": a name, not what is counted
            return word[1], word.end(1)
    if run and run[0][1].lower() in _CASUALTIES:
        return run[0][1], run[0].end(1)
    return "", end


def _counted_one(run: list[re.Match[str]], end: int) -> tuple[str, int]:
    while len(run) > 1 and run[-1][1].endswith(("ed", "ing", "ly")):
        run.pop()
    if not run or not run[-1][1].islower():
        return "", end
    return run[-1][1], run[-1].end(1)


def _is_plural(word: str) -> bool:
    low = word.lower()
    if low in _PLURALS or (low.endswith(_PLURAL_ENDINGS) and low not in _NO_PLURALS):
        return True
    if low in _NO_PLURALS or len(word) < 3 or not low.endswith("s") or low.endswith(("ss", "us", "'s", "’s")):
        return False
    # "taxis" is listed, "basis" is none; "Israelis" is one
    return not low.endswith("is") or word[0].isupper()


# --- putting them together ---------------------------------------------------------------------------------

_JOINT = re.compile(rf"([\-‑–—])|{_GAP}(to|or|and){_GAP}", re.IGNORECASE)


def _read(text: str, at: int, free_from: int) -> tuple[Figure | None, int]:
    """The figure whose number begins at a position, if it is one, and where to read on."""
    first = _amount(text, at)
    if first is None:
        return None, _chain_end(text, at)
    before = text[max(free_from, at - _REACH) : at]
    qualifier = _qualifier_before(before)
    second = _second_of_range(text, first, before, qualifier)
    last = second or first
    if second:
        first = _with_lent_scale(first, second)
    elif qualifier and qualifier.bound == "between":
        qualifier = None
    if _goes_on(text, last.end):
        return None, _chain_end(text, last.end)
    behind = _qualifier_behind(text, last.end)
    end = last.end + len(behind.word) if behind else last.end
    qualifier = qualifier or behind
    if qualifier is None or qualifier is behind or qualifier.bound == "between":
        cut = before[: len(before) - qualifier.length] if qualifier else before
        if _names_no_count(text, first, last, cut):
            return None, last.end
    elif _DATE_OR_TIME_BEHIND.match(text, last.end) or _next_to_digit(text, last.end):
        return None, last.end
    sign = first.currency or last.percent or first.percent
    unit, unit_end = (sign, end) if sign else _counted(text, end, one=first.value == last.value == 1)
    if qualifier and qualifier.word == "over" and unit.lower() in _TIMES:
        qualifier = None  # "over three weeks" may be "during"
    if not _is_figure(text, first, last, qualifier, unit, unit_end):
        return None, last.end
    start = at - qualifier.length if qualifier else at
    bound = qualifier.bound if qualifier else "both"
    low = None if bound == "high" else first.value
    high = None if bound == "low" else last.value
    printed = qualifier.printed if qualifier else ""
    return Figure(start, unit_end, text[start:unit_end], low, high, printed, unit), unit_end


def _is_figure(
    text: str, first: _Amount, last: _Amount, qualifier: _Qualifier | None, unit: str, unit_end: int
) -> bool:
    bound = qualifier.bound if qualifier else ""
    if first.value == last.value == 1 and first.spelled and bound not in ("low", "high"):
        return False  # "One network", "one of"
    if not unit:
        large = last.scale >= 1000 and not (last.letter and not last.currency)
        alone = bool(qualifier and bound in ("low", "high") and qualifier.word not in _NEED_NOUN)
        return (large and text[first.start] not in "aA") or (
            alone and first.value != 1 and not text.startswith(" of ", last.end)
        )
    if _may_be_year(first) and (first is last or _may_be_year(last)) and bound not in ("low", "high"):
        return False
    if last.letter and not last.currency and unit.lower() in _METRES:
        return False
    return unit.lower() not in _NO_UNITS and not (unit.lower() in _TIMES and _AGO.match(text, unit_end))


def _may_be_year(amount: _Amount) -> bool:
    return amount.plain and 1500 <= amount.number <= 2199


def _second_of_range(text: str, first: _Amount, before: str, qualifier: _Qualifier | None) -> _Amount | None:
    """The upper number of "300-400", "3 to 5", "two or three", "between 3 and 5"; None when it is no range."""
    joint = _JOINT.match(text, first.end)
    if not joint:
        return None
    word = (joint[2] or "").lower()
    if (word == "and") != bool(word and qualifier and qualifier.bound == "between"):
        return None
    if word == "to" and before.lower().endswith("from "):
        return None  # "rose from 300 to 400" tells two values
    second = _amount(text, joint.end())
    if second is None or second.currency not in ("", first.currency) or (first.percent and not second.percent):
        return None
    if word and first.currency and not second.currency and second.scale == 1:
        return None  # "went from $3 to 4 people"
    if joint[1] and text[second.end : second.end + 1] in ("-", "–") and text[second.end + 1 : second.end + 2].isdigit():
        return None  # 2025-09-05
    second = replace(second, currency=first.currency)
    return second if _with_lent_scale(first, second).value < second.value else None


def _with_lent_scale(first: _Amount, second: _Amount) -> _Amount:
    """The 3 of "3 to 4 million" is three million."""
    if first.scale == 1 and first.number <= second.number:
        return replace(first, scale=second.scale)
    return first


def _chain_end(text: str, at: int) -> int:
    """Behind digits and what joins them: the rest of a date, a telephone number or a score is no figure."""
    chain = _CHAIN.match(text, at)
    return chain.end() if chain else at
