"""`python -m articles.matching.measure SENTENCES.jsonl PAIRS.tsv`: average precision, beside simpler ways.

The sentences need a `topic`. Topics are dealt into parts; each part is scored by weights and a table of words that
come from the other parts alone, as topics that nobody has seen will be.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.matching.baselines import WAYS
from articles.matching.features import features
from articles.matching.fit import fitted
from articles.matching.pairs import BadFile, Pair, pairs, sentences
from articles.matching.rarity import Rarity
from articles.matching.reading import Read, read

PARTS = 3  # eleven topics each of 33: about as many as in what is kept back
SEED = 1
OURS = "matching"


@dataclass(frozen=True)
class Measured:
    pairs: int
    sentences: int
    topics: int
    same: float  # share of the pairs
    precision: dict[str, list[float]]  # way: average precision over all pairs, then in each part
    micros: dict[str, float]  # way: millionths of a second a pair, sentences read before
    reading: float  # thousandths of a second a sentence


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m articles.matching.measure", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("sentences", type=Path, metavar="SENTENCES.jsonl")
    parser.add_argument("pairs", type=Path, metavar="PAIRS.tsv", help="columns a, b, label")
    chosen = parser.parse_args(arguments)
    try:
        print(table(measured(chosen.sentences, chosen.pairs)))
    except BadFile as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def measured(sentence_file: Path, pair_file: Path, *, parts: int = PARTS, every: int = 1) -> Measured:
    """What is asked of `parts` of the PARTS and of every so many pairs: fewer where there is no time for all.

    Raises BadFile for files that cannot be read, or have no topics or labels to measure by.
    """
    rows = dict(sentences(sentence_file))
    began = time.process_time()
    reads = {name: read(row["text"], language="en") for name, row in rows.items()}
    reading = (time.process_time() - began) / max(1, len(reads))
    labelled = [pair for pair in pairs(pair_file, rows) if pair.is_same is not None][::every]
    topics = sorted({str(rows[pair.a].get("topic", "")) for pair in labelled} - {""})
    if len(topics) < PARTS:
        raise BadFile(f"{sentence_file}: pairs with labels need sentences of at least {PARTS} topics")
    random.Random(SEED).shuffle(topics)  # noqa: S311  # parts that are the same each time
    told: dict[str, list[list[tuple[float, bool]]]] = {}
    scored = 0
    spent: dict[str, float] = {}
    for number in range(parts):
        part = set(topics[number::PARTS])
        asked = [pair for pair in labelled if rows[pair.a].get("topic") in part]
        others = [pair for pair in labelled if rows[pair.a].get("topic") not in part]
        scored += len(asked)
        names = [name for name, row in rows.items() if row.get("topic") in part]
        for way, values, seconds in [
            _ours(reads, names, asked, others),
            *_simpler([rows[name]["text"] for name in names], names, asked),
        ]:
            labels = [bool(pair.is_same) for pair in asked]
            told.setdefault(way, []).append(list(zip(values, labels, strict=True)))
            spent[way] = spent.get(way, 0.0) + seconds
    return Measured(
        len(labelled),
        len(rows),
        len(topics),
        sum(bool(pair.is_same) for pair in labelled) / len(labelled),
        {
            way: [average_precision([one for part in found for one in part]), *map(average_precision, found)]
            for way, found in told.items()
        },
        {way: 1e6 * seconds / max(1, scored) for way, seconds in spent.items()},
        1000 * reading,
    )


def _ours(
    reads: dict[str, Read], names: Sequence[str], asked: Sequence[Pair], others: Sequence[Pair]
) -> tuple[str, list[float], float]:
    here = set(names)
    elsewhere = Rarity.of(one for name, one in reads.items() if name not in here)
    weights = fitted(reads, others, elsewhere)
    rarity = Rarity.of(reads[name] for name in names).with_more(elsewhere)
    began = time.process_time()
    values = [weights.value(features(reads[pair.a], reads[pair.b], rarity)) for pair in asked]
    return OURS, values, time.process_time() - began


def _simpler(texts: list[str], names: list[str], asked: Sequence[Pair]) -> list[tuple[str, list[float], float]]:
    at = {name: n for n, name in enumerate(names)}
    found = []
    for way, made in WAYS.items():
        function = made(texts)
        began = time.process_time()
        values = [function(at[pair.a], at[pair.b]) for pair in asked]
        found.append((way, values, time.process_time() - began))
    return found


def average_precision(told: Sequence[tuple[float, bool]]) -> float:
    """Mean precision over the true pairs, best score first; pairs of one score are met at once, so order tells nothing.

    0 where no pair is true.
    """
    ordered = sorted(told, key=lambda one: -one[0])
    right = before = 0
    sum_ = 0.0
    for met, (value, is_same) in enumerate(ordered, 1):
        right += is_same
        if met == len(ordered) or ordered[met][0] != value:
            sum_ += (right - before) * right / met
            before = right
    return sum_ / right if right else 0.0


def table(found: Measured) -> str:
    """As a page shows it, in Markdown."""
    lines = [
        f"{found.pairs:,} pairs of {found.sentences:,} sentences in {found.topics} topics; {found.same:.1%} tell the "
        f"same. Each of {PARTS} parts is scored by what was fitted on the others. A sentence is read in "
        f"{found.reading:.2f} ms.",
        "",
        f"| way | average precision | in the {PARTS} parts | time of a pair |",
        "|---|---|---|---|",
    ]
    for way, (whole, *parts) in found.precision.items():
        of_parts = ", ".join(f"{part:.3f}" for part in parts)
        lines.append(f"| {way} | {whole:.3f} | {of_parts} | {found.micros[way]:.0f} µs |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
