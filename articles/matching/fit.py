"""`python -m articles.matching.fit SENTENCES.jsonl PAIRS.tsv`: fits the weights that ship, and the table of words."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from articles.matching.features import features
from articles.matching.pairs import BadFile, Pair, pairs, sentences
from articles.matching.rarity import BACKGROUND, Rarity
from articles.matching.reading import Read, read
from articles.matching.regression import logistic
from articles.matching.scoring import WEIGHTS, Weights

# Of the squared weights: features tell much the same, and without it their weights would run apart.
PENALTY = 0.3
_LEAST_TEXTS = 2  # that have a stem for it to be in the table: rarer ones weigh as the unknown do


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m articles.matching.fit", description=__doc__)
    parser.add_argument("sentences", type=Path, metavar="SENTENCES.jsonl", help="an object with id and text a line")
    parser.add_argument("pairs", type=Path, metavar="PAIRS.tsv", help="columns a, b, label")
    chosen = parser.parse_args(arguments)
    try:
        reads = {name: read(row["text"], language="en") for name, row in sentences(chosen.sentences)}
        labelled = [pair for pair in pairs(chosen.pairs, reads) if pair.is_same is not None]
    except BadFile as error:
        print(error, file=sys.stderr)
        return 2
    if len({pair.is_same for pair in labelled}) < 2:
        print(f"{chosen.pairs}: needs pairs of both labels", file=sys.stderr)
        return 2
    rarity = Rarity.of(reads.values())
    write_background(rarity)
    write_weights(fitted(reads, labelled, rarity))
    print(f"{WEIGHTS} and {BACKGROUND}, of {len(labelled):,} pairs and {len(reads):,} sentences")
    return 0


def fitted(reads: dict[str, Read], labelled: Sequence[Pair], rarity: Rarity) -> Weights:
    """The weights of pairs with labels."""
    rows = [features(reads[pair.a], reads[pair.b], rarity) for pair in labelled]
    names = list(rows[0])
    columns = [[row[name] for row in rows] for name in names]
    constant, found = logistic(columns, [bool(pair.is_same) for pair in labelled], PENALTY)
    return Weights(constant, dict(zip(names, found, strict=True)))


def write_weights(weights: Weights) -> None:
    kept = {
        "about": "Made by python -m articles.matching.fit; docs/matching.md tells of what.",
        "constant": round(weights.constant, 5),
        "features": {name: [round(value, 5) for value in three] for name, three in weights.features.items()},
    }
    lines = json.dumps(kept, indent=1, ensure_ascii=False)
    WEIGHTS.write_text(lines + "\n", encoding="utf-8")


def write_background(rarity: Rarity) -> None:
    kept = sorted((stem, count) for stem, count in rarity.having.items() if count >= _LEAST_TEXTS)
    lines = [f"# texts\t{rarity.texts}", *(f"{stem}\t{count}" for stem, count in kept)]
    BACKGROUND.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
