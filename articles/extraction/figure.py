"""A number in a text, with what it counts and how it is qualified."""

from dataclasses import dataclass
from decimal import Decimal


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
