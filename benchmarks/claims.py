"""Claims: how the analysis of one grows with its statements, and how well candidates of a statement are found.

make bench ONLY=claims

The truth of a generated corpus is its matches: a statement's own are hidden, and the claims it may make are looked for
among all others. Its words are made of syllables by frame, so what is measured is the search and its order, not
language; pairs of real sentences are measured by ONLY=matching.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import report

SIZES = (1_000, 10_000)
ROUNDS = 5
ASKED = 150  # statements that candidates are looked for
BUDGET = 12.0  # design.md: ten times the statements take at most so many times as long
PAGE, MATCHING = report.PAGE.with_name("provenance.md"), report.PAGE.with_name("matching.md")


def lineages(say: Callable[[str], None]) -> dict[int, float]:
    """{statements of a claim: seconds for chains, origins, drift and warnings}, medians of ROUNDS, in process time."""
    taken = {}
    for size in SIZES:
        say(f"the lineage of {size:,} statements")
        record = _record(size)
        rounds = []
        for _round in range(ROUNDS):
            begun = time.process_time()
            _analyse(record)
            rounds.append(time.process_time() - begun)
        taken[size] = statistics.median(rounds)
    return taken


def lineage_sentence(taken: dict[int, float]) -> str:
    small, large = SIZES
    growth = taken[large] / taken[small]
    met = "within" if growth <= BUDGET else "**over**"
    return (
        f"Chains, origins, drift and warnings of a claim: {taken[small] * 1000:,.0f} ms of processor time for "
        f"{small:,} statements, {taken[large] * 1000:,.0f} ms for {large:,}: {growth:.1f} times as long, {met} "
        f"the budget of {BUDGET:.0f}."
    )


def candidates(url: str, say: Callable[[str], None]) -> dict[str, float]:
    """What `_candidates` measures, in a process of its own that is connected to the corpus at `url`."""
    say(f"claims are looked for, for {ASKED} statements")
    command = [sys.executable, "-m", "benchmarks.claims"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def candidates_sentence(size: int, found: dict[str, float]) -> str:
    return (
        f"Candidates at {size:,} articles, {found['asked']:,.0f} statements whose own judgement is hidden: the right "
        f"claim is first for {found['first']:.0%}, among the first five for {found['five']:.0%}, offered at all for "
        f"{found['recall']:.0%}; of claims offered at {found['worth']:.0%} or more, {found['precision']:.0%} are "
        f"right. {found['ms']:,.0f} ms a statement at the median."
    )


def _record(size: int) -> list[Any]:
    """A claim told in chains: most cite one of the newest before them, some ask a source, some name nobody."""
    import datetime as dt
    from decimal import Decimal

    from articles.provenance import Figure, Moment, Statement, Who

    chance = random.Random(1)
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    record = []
    for pk in range(1, size + 1):
        outlet, drawn = chance.randrange(1, 400), chance.random()
        who = Who("unnamed")
        if drawn < 0.6 and record:
            cited = record[-1 - min(int(chance.expovariate(0.1)), len(record) - 1)]
            who = Who("reporter", cited.outlet, cited.article)
        elif drawn < 0.9:
            who = Who("source", chance.randrange(1000, 1000 + max(5, size // 50)))
        value = Decimal(100 + chance.randrange(20))
        at = Moment(start + dt.timedelta(minutes=7 * pk), "minute")
        figures = (Figure(str(value), value, value, "", "homes"),) if chance.random() < 0.5 else ()
        record.append(Statement(pk, pk, outlet, ((who,),), at=at, figures=figures))
    return record


def _analyse(record: list[Any]) -> None:
    from articles.provenance import Lineage, drift, summarise, warnings

    lineage = Lineage.of(record)
    summary, figures = summarise(lineage), drift(lineage)
    warnings(lineage, summary, figures)
    for statement in lineage.statements:
        lineage.origins(statement)


def _candidates() -> dict[str, float]:
    """Shares of the statements asked: right claim first, among five, offered; precision; milliseconds."""
    from articles.candidates import WORTH_A_LOOK, of
    from articles.models import Match, Statement

    # claims that two articles make, at least: what is told once cannot be found again
    same = Match.objects.same()
    told = same.order_by("pk").values_list("statement", "claim")
    claims: dict[int, set[int]] = {}
    for statement, claim in told:
        claims.setdefault(claim, set()).add(statement)
    pool = sorted(statement for made in claims.values() if len(made) > 1 for statement in made)
    asked = random.Random(1).sample(pool, min(ASKED, len(pool)))
    right: dict[int, set[int]] = {}
    for claim, made in claims.items():
        for statement in made:
            right.setdefault(statement, set()).add(claim)
    first = five = offered = sure = sure_right = 0
    taken = []
    for statement in Statement.objects.select_related("article").filter(pk__in=asked):
        begun = time.perf_counter()
        found = [one for one in of(statement, 20, judged=()) if one.claim is not None]
        taken.append(time.perf_counter() - begun)
        hits = [one.claim.pk in right[statement.pk] for one in found if one.claim is not None]
        first += any(hits[:1])
        five += any(hits[:5])
        offered += any(hits)
        for one, hit in zip(found, hits, strict=True):
            if one.score >= WORTH_A_LOOK:
                sure, sure_right = sure + 1, sure_right + hit
    count = max(len(taken), 1)
    return {
        "asked": len(taken),
        "first": first / count,
        "five": five / count,
        "recall": offered / count,
        "precision": sure_right / max(sure, 1),
        "worth": WORTH_A_LOOK,
        "ms": 1000 * statistics.median(taken or [0]),
    }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    print(json.dumps(_candidates()))
