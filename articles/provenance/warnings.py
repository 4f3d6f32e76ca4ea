"""What an editor should look at before a claim's headlines are counted as confirmations; each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import networkx

from articles.provenance.drift import Drifted, drift, in_time
from articles.provenance.lineage import LONGEST_CHAIN, Lineage
from articles.provenance.record import Statement
from articles.provenance.summary import Summary, summarise

MANY_OUTLETS = 3  # from here on one origin is worth a warning: two outlets with one source are everyday

Kind = Literal[
    "single origin",
    "circular",
    "possible circle",
    "lost attribution",
    "figure drift",
    "only unnamed sources",
    "upstream corrected or withdrawn",
    "earlier than its stated source",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Warning:
    """`evidence`: pairs of statements, each what is downstream and what it rests on, or None where it is one alone.

    Of a possible circle `outlets` are those that credit each other, in order of their ids.
    """

    kind: Kind
    evidence: tuple[tuple[int, int | None], ...]
    outlets: tuple[int, ...] = ()


def warnings(
    lineage: Lineage, summary: Summary | None = None, figures: Iterable[Drifted] | None = None
) -> list[Warning]:
    """In the order of `Kind`; each kind at most once, but one for each circle. Linear in the statements."""
    summary = summary or summarise(lineage)
    affirming = sorted(lineage.affirming(), key=in_time)
    found: list[Warning] = []
    if summary.most == 1 and summary.outlets >= MANY_OUTLETS and not lineage.circles:
        found.append(Warning("single origin", tuple((one.id, None) for one in affirming)))
    found += [Warning("circular", tuple((pk, None) for pk in circle)) for circle in lineage.circles]
    found += _possible_circles(lineage)
    pairs: list[tuple[Kind, Iterable[tuple[int, int | None]]]] = [
        ("lost attribution", _lost(lineage, affirming)),
        (
            "figure drift",
            ((one.statement, one.upstream) for one in (drift(lineage) if figures is None else figures) if one.drifted),
        ),
        ("only unnamed sources", _only_unnamed(lineage, affirming)),
        ("upstream corrected or withdrawn", _withdrawn(lineage, affirming)),
        ("earlier than its stated source", _contradicting(lineage, affirming)),
    ]
    for kind, evidence in pairs:
        told = tuple(dict.fromkeys(evidence))
        if told:
            found.append(Warning(kind, told))
    return found


def strength(statement: Statement) -> int:
    """How much of its source a statement tells: 3 a name, 2 somebody unnamed, 1 “reports say”, 0 nothing."""
    if statement.voice != "credited":
        return 1 if statement.voice == "none named" else 0
    return 2 if all(line[-1].kind == "unnamed" for line in statement.lines if line) else 3


def _lost(lineage: Lineage, affirming: Iterable[Statement]) -> Iterator[tuple[int, int]]:
    """States as plain fact, or as what “reports say”, what its upstream attributed more exactly."""
    strongest: dict[int, int] = {}
    for statement in affirming:
        told = strength(statement)
        if told > 1 or statement.own_reporting:
            continue
        for article in lineage.through(statement.id):
            if article not in strongest:
                # the article's best: what it attributed once, it may state as fact in the next sentence
                strongest[article] = max(lineage.by_article[article], key=lambda pk: strength(lineage.statements[pk]))
            pk = strongest[article]
            if article != statement.article and strength(lineage.statements[pk]) > told:
                yield statement.id, pk


def _only_unnamed(lineage: Lineage, affirming: list[Statement]) -> Iterator[tuple[int, None]]:
    ends = lineage.own_ends()
    if ends and all(end.kind == "unnamed" for end in ends):
        yield from ((statement.id, None) for statement in affirming)


def _withdrawn(lineage: Lineage, affirming: Iterable[Statement]) -> Iterator[tuple[int, int]]:
    """Still carries what a statement on its chain no longer says."""
    withdrawn = {statement.id for statement in lineage.statements.values() if statement.withdrawn}
    if not withdrawn:
        return
    for statement in affirming:
        if statement.withdrawn:
            continue
        at, seen = statement.id, {statement.id}
        while (articles := lineage.through(at)) and len(seen) <= LONGEST_CHAIN:
            for article in articles:
                yield from ((statement.id, pk) for pk in lineage.by_article[article][:1] if pk in withdrawn)
            at = lineage.by_article[articles[0]][0]
            if at in seen:
                break
            seen.add(at)


def _contradicting(lineage: Lineage, affirming: Iterable[Statement]) -> Iterator[tuple[int, int]]:
    """Published before the very article that it says it has it from."""
    for statement in affirming:
        for article in lineage.through(statement.id):
            upstream = lineage.statements[lineage.by_article[article][0]]
            if statement.at and upstream.at and statement.at.before(upstream.at):
                yield statement.id, upstream.id


def _possible_circles(lineage: Lineage) -> Iterator[Warning]:
    """Outlets that credit each other, at least once without an article that could be looked at."""
    graph = networkx.DiGraph()
    unresolved: dict[tuple[int, int], list[int]] = {}
    for statement in lineage.affirming():
        for credit in lineage.credits[statement.id]:
            if credit.end is not None and credit.end.recorded:
                continue  # it comes from somewhere, whoever carried it on
            before = statement.outlet
            for at, who in enumerate(credit.line):
                if who.kind == "reporter" and who.source is not None:
                    graph.add_edge(before, who.source)
                    if credit.through is None or at != credit.at:
                        unresolved.setdefault((before, who.source), []).append(statement.id)
                    before = who.source
    for component in sorted(map(sorted, networkx.strongly_connected_components(graph))):
        # an outlet that credits itself is self-credit, not a circle
        inside = set(component)
        evidence = sorted(
            {pk for (start, end), pks in unresolved.items() if start in inside and end in inside for pk in pks}
        )
        if len(component) > 1 and evidence:
            yield Warning("possible circle", tuple((pk, None) for pk in evidence), tuple(component))
