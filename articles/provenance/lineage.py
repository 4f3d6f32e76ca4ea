"""Where chains end: each credit is followed through the articles it cites until it names a source, or no further."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import networkx

from articles.collector import nothing_collected
from articles.provenance.record import Line, Statement, Who

LONGEST_CHAIN = 100  # links that are followed for showing a chain; origins are found at any length

Kind = Literal["own reporting", "traced", "unnamed", "returns to", "circular", "lineage not recorded"]


class End(NamedTuple):
    """Where a chain ends. Equal ends are one origin, or one thing that is not known.

    `key` is the source's id of a recorded one; else which statement it is, or copy, or circle. A statement that credits
    two who are not known may have two origins, and has two ends.
    """

    kind: Literal["traced", "own reporting", "unnamed", "circular", "lineage not recorded"]
    key: int | str
    last_known: int | None = None  # of “lineage not recorded”: the source that the last link names

    @property
    def recorded(self) -> bool:
        return self.kind in ("traced", "own reporting")


class Step(NamedTuple):
    """One link of a chain as it is shown: who, and the statement it goes on through, where that is held."""

    who: Who
    statement: int | None


class Origin(NamedTuple):
    """How one statement's lineage reads: the kind of counting.md, and the end that it comes to."""

    kind: Kind
    end: End
    article: int | None = None  # of “returns to”: the earlier article


@dataclass(frozen=True, slots=True)
class _Credit:
    """One line of a statement, read. It rests on the article `through`; the chain goes on there where `end` is None.

    “The minister told the Wire” ends at the minister, and rests on the Wire's article all the same.
    """

    line: Line
    end: End | None
    through: int | None  # article
    at: int = -1  # which link of the line cites that article


@dataclass(slots=True)
class Lineage:
    """The lineage of one claim's statements; the order of `statements` does not matter. Linear in their number.

    Denials neither carry a claim nor add an origin: they are read, and nothing goes on through them.
    """

    statements: dict[int, Statement] = field(default_factory=dict)
    by_article: dict[int, list[int]] = field(default_factory=dict)
    credits: dict[int, list[_Credit]] = field(default_factory=dict)
    ends: dict[int, frozenset[End]] = field(default_factory=dict)
    circles: list[tuple[int, ...]] = field(default_factory=list)
    _carried: dict[int, frozenset[End]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    @nothing_collected()
    def of(cls, statements: Iterable[Statement]) -> Lineage:
        """Raises ValueError for a statement that is given twice."""
        found = cls()
        for statement in sorted(statements, key=lambda one: one.id):
            if statement.id in found.statements:
                raise ValueError(f"Statement {statement.id} is given twice.")
            found.statements[statement.id] = statement
            if not statement.denies:
                found.by_article.setdefault(statement.article, []).append(statement.id)
        for statement in found.statements.values():
            found.credits[statement.id] = list(found._read(statement))
        found._follow()
        return found

    def affirming(self) -> Iterator[Statement]:
        return (statement for statement in self.statements.values() if not statement.denies)

    def through(self, statement: int) -> list[int]:
        """The articles of the record that this statement rests on, its own among them if it cites itself."""
        return sorted({credit.through for credit in self.credits[statement] if credit.through is not None})

    def upstream(self, statement: int) -> list[int]:
        """The statements of those articles that make the claim."""
        return [one for article in self.through(statement) for one in self.by_article[article]]

    def carries(self, article: int, end: End) -> bool:
        """Whether a statement of this article of the record comes to that end."""
        if article not in self._carried:
            self._carried[article] = frozenset().union(*(self.ends[pk] for pk in self.by_article[article]))
        return end in self._carried[article]

    def own_ends(self) -> dict[End, list[int]]:
        """{end: the affirming statements whose own words it is read off}, ids in order.

        One that goes on through an article is not named here; that article's statements are. Of a circle all on it are.
        """
        found: dict[End, list[int]] = defaultdict(list)
        for statement in self.affirming():
            for end in dict.fromkeys(credit.end for credit in self.credits[statement.id] if credit.end is not None):
                found[end].append(statement.id)
        for circle in self.circles:
            found[_circular(circle)] = list(circle)
        return dict(found)

    def origins(self, statement: int) -> list[Origin]:
        """One for each end of its chains, in a fixed order; at least one."""
        back = self._returns(statement)
        return [
            Origin("returns to", end, back) if back is not None and end.kind != "circular" else Origin(end.kind, end)
            for end in sorted(self.ends[statement], key=_order)
        ]

    def chain(self, statement: int, line: int = 0) -> tuple[list[Step], End]:
        """The links of one credit, from the article outwards, and where it ends.

        Where an article makes the claim in several statements, the chain that is shown goes on through the oldest.
        """
        steps: list[Step] = []
        seen = {statement}
        while True:
            credits = self.credits[statement]
            credit = credits[min(line, len(credits) - 1)]
            if credit.end is not None:
                steps += [
                    Step(who, self.by_article[credit.through][0] if credit.through and at == credit.at else None)
                    for at, who in enumerate(credit.line)
                ]
                return steps, credit.end
            assert credit.through is not None
            onward = self.by_article[credit.through][0]
            steps += [Step(who, None) for who in credit.line[: credit.at]]
            steps.append(Step(credit.line[credit.at], onward))
            if onward in seen or len(steps) >= LONGEST_CHAIN:
                return steps, min(self.ends[statement], key=_order)
            seen.add(onward)
            statement, line = onward, 0

    def _read(self, statement: Statement) -> Iterator[_Credit]:
        """What each line comes to by itself; where there is none, an empty one stands for it."""
        for number, line in enumerate(statement.lines or ((),)):
            last = line[-1] if line else None
            # the innermost link with an article to go on through; it knows more of the source than those before it
            at = next((at for at in reversed(range(len(line))) if line[at].article in self.by_article), -1)
            through = line[at].article if at >= 0 else None
            if last is not None and last.kind == "source" and last.source is not None:
                yield _Credit(line, End("traced", last.source), through, at)
                continue
            if statement.own_reporting:
                # before any article is asked: an editor's word holds, and what is withheld later adds no origin
                yield _Credit(line, End("own reporting", statement.outlet), through, at)
                continue
            if through is not None:
                yield _Credit(line, None, through, at)
                continue
            key = (statement.copy or str(statement.id)) + (f"/{number}" if number else "")
            if last is not None and last.kind == "unnamed":
                yield _Credit(line, End("unnamed", key), None)
            else:
                known = next((who.source for who in reversed(line) if who.source is not None), None)
                yield _Credit(line, End("lineage not recorded", key, known), None)

    def _follow(self) -> None:
        """Fills `ends` and `circles`. Articles that lead to each other have their ends in common.

        Articles are the nodes, not statements: who goes on through an article goes on through all that makes the claim
        in it, so that many statements citing one with many statements stay linear.
        """
        own: dict[int, list[End]] = {}
        onward: dict[int, list[int]] = {}
        for pk, credits in self.credits.items():
            own[pk] = [credit.end for credit in credits if credit.end is not None]
            onward[pk] = [credit.through for credit in credits if credit.end is None and credit.through is not None]
        leads = {article: {to for pk in pks for to in onward[pk]} for article, pks in self.by_article.items()}
        found: dict[int, frozenset[End]] = {}
        for component in _outwards(leads):
            members = [pk for article in component for pk in self.by_article[article]]
            out = [found[to] for article in component for to in leads[article] if to not in component]
            ends = [end for pk in members for end in own[pk]]
            if not ends and not out:
                # nothing leads out: it can only be a circle
                circle = tuple(sorted(members))
                self.circles.append(circle)
                ends.append(_circular(circle))
            together = _all(ends, out)
            for article in component:
                found[article] = together
        for pk in self.statements:
            self.ends[pk] = _all(own[pk], [found[to] for to in onward[pk]])
        self.circles.sort()

    def _returns(self, statement: int) -> int | None:
        """The earlier article that the chain comes back to, of an outlet that is on it already; None: it does not."""
        start = self.statements[statement]
        if all(credit.through is None for credit in self.credits[statement]):
            return None
        for line in range(len(self.credits[statement])):
            passed = {start.outlet: start}
            for step in self.chain(statement, line)[0]:
                if step.statement is None:
                    continue
                here = self.statements[step.statement]
                before = passed.setdefault(here.outlet, here)
                later = before.at is not None and here.at is not None and before.at.before(here.at)
                if before.article != here.article and not later:
                    return here.article
        return None


def _outwards(leads: dict[int, set[int]]) -> Iterator[set[int]]:
    """The articles, each with those that it leads to and that lead back to it; all that they lead to come before them.

    Most records have no circle: those that lead nowhere unread are taken off until none is left, and a graph is made of
    the rest alone.
    """
    back: dict[int, list[int]] = defaultdict(list)
    for article, onward in leads.items():
        for to in onward:
            back[to].append(article)
    waits = {article: len(onward) for article, onward in leads.items()}
    ready = [article for article, left in waits.items() if not left]
    for article in ready:  # grows as it is read
        yield {article}
        for one in back.get(article, ()):
            waits[one] -= 1
            if not waits[one]:
                ready.append(one)
    graph = networkx.DiGraph((one, to) for one, left in waits.items() if left for to in leads[one] if waits[to])
    yield from networkx.strongly_connected_components(graph)


def _all(ends: list[End], out: list[frozenset[End]]) -> frozenset[End]:
    """These ends and those; most have one part, and share it."""
    # who cites fifty that all end alike is given their ends once, not fifty times
    parts = set(out) if len(out) > 1 else out
    if len(parts) == 1 and not ends:
        return next(iter(parts))
    return frozenset(ends).union(*parts)


def _circular(circle: tuple[int, ...]) -> End:
    return End("circular", str(circle[0]))


def _order(end: End) -> tuple[bool, str, str]:
    return (not end.recorded, end.kind, f"{end.key:>20}")
