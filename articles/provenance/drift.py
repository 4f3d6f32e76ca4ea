"""How a claim's figures change on the way from one article to the next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from articles.provenance.lineage import Lineage
from articles.provenance.record import Figure, Statement


@dataclass(frozen=True, slots=True)
class Drifted:
    """One printed figure, and what became of it since its upstream.

    `change`: *no upstream* (none of the statements it goes on through carries a figure, or none is held), *other unit*
    (upstream's count something else), *same*, *qualifier* (the number stayed; “more than 360” became “360”) or *value*.
    `ratio` is by how much the value grew: .2 for 360 to 432; None where it cannot be told.
    """

    statement: int
    figure: Figure
    change: Literal["no upstream", "other unit", "same", "qualifier", "value"]
    upstream: int | None = None  # the statement compared with
    before: Figure | None = None
    ratio: Decimal | None = None

    @property
    def drifted(self) -> bool:
        return self.change in ("qualifier", "value")


def drift(lineage: Lineage) -> list[Drifted]:
    """All figures of affirming statements, by time and id; undated ones last.

    Compared with the nearest upstream statement that has a figure of the same unit; among several the one that says
    the same, else the oldest. Figures of one unit are compared in the order in which they are printed.
    """
    found = []
    for statement in sorted(lineage.affirming(), key=in_time):
        if statement.figures:
            found += _compared(lineage, statement)
    return found


def in_time(statement: Statement) -> tuple[bool, str, int]:
    """Sorts by first publication, undated last."""
    return (statement.at is None, statement.at.at.isoformat() if statement.at else "", statement.id)


def _compared(lineage: Lineage, statement: Statement) -> list[Drifted]:
    upstream = [
        lineage.statements[pk]
        for pk in lineage.upstream(statement.id)
        if pk != statement.id and lineage.statements[pk].figures
    ]
    found = []
    place: dict[str, int] = defaultdict(int)  # how many figures of this unit came before
    for figure in statement.figures:
        at = place[figure.unit]
        place[figure.unit] += 1
        before = [(one, has) for one in upstream if (has := _of_unit(one, figure.unit, at)) is not None]
        if not before:
            found.append(Drifted(statement.id, figure, "other unit" if upstream else "no upstream"))
            continue
        one, has = next(((one, has) for one, has in before if _same(figure, has)), before[0])
        found.append(_change(statement.id, figure, one.id, has))
    return found


def _of_unit(statement: Statement, unit: str, at: int) -> Figure | None:
    same = [figure for figure in statement.figures if figure.unit == unit]
    return same[min(at, len(same) - 1)] if same else None


def _same(one: Figure, other: Figure) -> bool:
    return (one.low, one.high, one.qualifier) == (other.low, other.high, other.qualifier)


def _change(statement: int, figure: Figure, upstream: int, before: Figure) -> Drifted:
    if _same(figure, before):
        return Drifted(statement, figure, "same", upstream, before)
    now, then = _size(figure), _size(before)
    ratio = (now - then) / then if now is not None and then else None
    # the number printed is what readers take along: “more than 360” and “360” are one number, said otherwise
    kind: Literal["qualifier", "value"] = "qualifier" if _numbers(figure) == _numbers(before) else "value"
    return Drifted(statement, figure, kind, upstream, before, ratio)


def _numbers(figure: Figure) -> set[Decimal]:
    return {number for number in (figure.low, figure.high) if number is not None}


def _size(figure: Figure) -> Decimal | None:
    """The number, the middle of a range, the one end of an open one."""
    numbers = _numbers(figure)
    return sum(numbers, Decimal()) / len(numbers) if numbers else None
