"""Figures in a text: a number with what it counts and how it is qualified, as an editor would mark it.

A suggestion for an editor, so it rather leaves a number out than reads it wrongly. What makes a figure is a number
together with a counted noun ("360 troops"), a percent sign, a currency, a word like "million", or a qualifier
that sets a bound ("at least 12"). Dates, years, times of day, ages, ordinals, shares ("20 of whom", "two in
five"), labels ("Order No. 8", "Channel 12"), scores, telephone and section numbers are none.

    troops = figures("It represents more than 360 troops.")[0]
    troops.text, troops.low, troops.high, troops.unit  ->  "more than 360 troops", 360, None, "troops"
"""

import re
from dataclasses import replace

from articles.extraction.amounts import CHAIN, GAP, START, Amount, amount, goes_on
from articles.extraction.counted import AGO, METRES, NO_UNITS, TIMES, counted
from articles.extraction.figure import Figure
from articles.extraction.german_figures import german_figures
from articles.extraction.qualifiers import (
    DATE_OR_TIME_BEHIND,
    NEED_NOUN,
    REACH,
    Qualifier,
    names_no_count,
    next_to_digit,
    qualifier_before,
    qualifier_behind,
)

__all__ = ["Figure", "figures"]


def figures(text: str, language: str = "en") -> list[Figure]:
    """The figures of a text, in its order and apart from each other. Linear in its length; never raises.

    Those of German where `language` is "de"; of a language that is not read, none.
    """
    if language == "de":
        return german_figures(text)
    return _english(text) if language == "en" else []


def _english(text: str) -> list[Figure]:
    found: list[Figure] = []
    at = 0
    while start := START.search(text, at):
        figure, read_to = _read(text, start.start(), found[-1].end if found else 0)
        at = max(read_to, start.end())
        if figure:
            found.append(figure)
    return found


_JOINT = re.compile(rf"([\-‑–—])|{GAP}(to|or|and){GAP}", re.IGNORECASE)


def _read(text: str, at: int, free_from: int) -> tuple[Figure | None, int]:
    """The figure whose number begins at a position, if it is one, and where to read on."""
    first = amount(text, at)
    if first is None:
        return None, _chain_end(text, at)
    before = text[max(free_from, at - REACH) : at]
    qualifier = qualifier_before(before)
    second = _second_of_range(text, first, before, qualifier)
    last = second or first
    if second:
        first = _with_lent_scale(first, second)
    elif qualifier and qualifier.bound == "between":
        qualifier = None
    if goes_on(text, last.end):
        return None, _chain_end(text, last.end)
    behind = qualifier_behind(text, last.end)
    end = last.end + len(behind.word) if behind else last.end
    qualifier = qualifier or behind
    if qualifier is None or qualifier is behind or qualifier.bound == "between":
        cut = before[: len(before) - qualifier.length] if qualifier else before
        if names_no_count(text, first, last, cut):
            return None, last.end
    elif DATE_OR_TIME_BEHIND.match(text, last.end) or next_to_digit(text, last.end):
        return None, last.end
    sign = first.currency or last.percent or first.percent
    unit, unit_end = (sign, end) if sign else counted(text, end, one=first.value == last.value == 1)
    if qualifier and qualifier.word == "over" and unit.lower() in TIMES:
        qualifier = None  # "over three weeks" may be "during"
    if not _is_figure(text, first, last, qualifier, unit, unit_end):
        return None, last.end
    start = at - qualifier.length if qualifier else at
    bound = qualifier.bound if qualifier else "both"
    low = None if bound == "high" else first.value
    high = None if bound == "low" else last.value
    printed = qualifier.printed if qualifier else ""
    return Figure(start, unit_end, text[start:unit_end], low, high, printed, unit), unit_end


def _is_figure(text: str, first: Amount, last: Amount, qualifier: Qualifier | None, unit: str, unit_end: int) -> bool:
    bound = qualifier.bound if qualifier else ""
    if first.value == last.value == 1 and first.spelled and bound not in ("low", "high"):
        return False  # "One network", "one of"
    if not unit:
        large = last.scale >= 1000 and not (last.letter and not last.currency)
        alone = bool(qualifier and bound in ("low", "high") and qualifier.word not in NEED_NOUN)
        return (large and text[first.start] not in "aA") or (
            alone and first.value != 1 and not text.startswith(" of ", last.end)
        )
    if _may_be_year(first) and (first is last or _may_be_year(last)) and bound not in ("low", "high"):
        return False
    if last.letter and not last.currency and unit.lower() in METRES:
        return False
    return unit.lower() not in NO_UNITS and not (unit.lower() in TIMES and AGO.match(text, unit_end))


def _may_be_year(amount: Amount) -> bool:
    return amount.plain and 1500 <= amount.number <= 2199


def _second_of_range(text: str, first: Amount, before: str, qualifier: Qualifier | None) -> Amount | None:
    """The upper number of "300-400", "3 to 5", "two or three", "between 3 and 5"; None when it is no range."""
    joint = _JOINT.match(text, first.end)
    if not joint:
        return None
    word = (joint[2] or "").lower()
    if (word == "and") != bool(word and qualifier and qualifier.bound == "between"):
        return None
    if word == "to" and before.lower().endswith("from "):
        return None  # "rose from 300 to 400" tells two values
    second = amount(text, joint.end())
    if second is None or second.currency not in ("", first.currency) or (first.percent and not second.percent):
        return None
    if word and first.currency and not second.currency and second.scale == 1:
        return None  # "went from $3 to 4 people"
    if joint[1] and text[second.end : second.end + 1] in ("-", "–") and text[second.end + 1 : second.end + 2].isdigit():
        return None  # 2025-09-05
    second = replace(second, currency=first.currency)
    return second if _with_lent_scale(first, second).value < second.value else None


def _with_lent_scale(first: Amount, second: Amount) -> Amount:
    """The 3 of "3 to 4 million" is three million."""
    if first.scale == 1 and first.number <= second.number:
        return replace(first, scale=second.scale)
    return first


def _chain_end(text: str, at: int) -> int:
    """Behind digits and what joins them: the rest of a date, a telephone number or a score is no figure."""
    chain = CHAIN.match(text, at)
    return chain.end() if chain else at
