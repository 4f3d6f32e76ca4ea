"""How many articles, outlets, families and origins stand behind a claim."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import networkx

from articles.provenance.lineage import End, Lineage
from articles.provenance.record import Affiliation


@dataclass(frozen=True, slots=True)
class Summary:
    """Affirming statements alone; denials are told apart and add nothing.

    `recorded` is R, `unknown` U and `least_recorded` R', as counting.md has them. With no affirming statement all
    are 0, and there is no interval.
    """

    articles: int
    outlets: int
    families: int
    statements: int
    denials: int
    recorded: int
    unknown: int
    least_recorded: int

    @property
    def least(self) -> int:
        """The fewest origins that the record allows; 0 without an affirming statement."""
        return max(1, self.least_recorded) if self.statements else 0

    @property
    def most(self) -> int:
        return self.recorded + self.unknown

    @property
    def told(self) -> str:
        """The interval in words, never one bare number."""
        if not self.statements:
            return "none recorded"
        return (
            f"{self.recorded:,} recorded origin{'s' * (self.recorded != 1)}, {self.unknown:,} of unknown lineage: "
            f"between {self.least:,} and {self.most:,}"
        )


def summarise(lineage: Lineage, affiliations: Iterable[Affiliation] = ()) -> Summary:
    """R counts sources to which a chain was traced, and outlets with reporting of their own; U counts where chains
    end otherwise: copies of one text once, a circle once, and what goes on through a held article not again."""
    affirming = list(lineage.affirming())
    ends = lineage.own_ends()
    recorded = {end.key for end in ends if end.recorded}
    return Summary(
        articles=len({statement.article for statement in affirming}),
        outlets=len({statement.outlet for statement in affirming}),
        # an outlet with no owner is a family of its own
        families=len({(statement.family is None, statement.family or statement.outlet) for statement in affirming}),
        statements=len(affirming),
        denials=len(lineage.statements) - len(affirming),
        recorded=len(recorded),
        unknown=sum(not end.recorded for end in ends),
        least_recorded=_taken_as_one(lineage, ends, affiliations),
    )


def _taken_as_one(lineage: Lineage, ends: dict[End, list[int]], affiliations: Iterable[Affiliation]) -> int:
    """R': recorded origins, those that belong together by affiliation on a day of theirs taken as one."""
    days: dict[int | str, list[dt.date]] = defaultdict(list)
    undated: set[int | str] = set()
    recorded = {end.key for end in ends if end.recorded}
    for end, statements in ends.items():
        if end.recorded:
            for moment in (lineage.statements[pk].at for pk in statements):
                if moment is None:
                    undated.add(end.key)
                else:
                    days[end.key].append(moment.at.date())
    for dates in days.values():
        dates.sort()
    graph = networkx.Graph()
    for one in affiliations:
        for origin in {one.source, one.organisation} & recorded:
            # at an unknown time it may have held: fewer origins are the safe side of a lower bound
            if origin in undated or one.held_on_one_of(days[origin]):
                graph.add_edge(one.source, one.organisation)
    return len(recorded - set(graph)) + sum(
        1 for together in networkx.connected_components(graph) if together & recorded
    )
