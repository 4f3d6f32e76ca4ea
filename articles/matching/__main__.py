"""`python -m articles.matching SENTENCES.jsonl PAIRS.tsv`: the score of each pair as TSV on standard output.

Sentences are JSON Lines with `id` and `text` and, if there, `language` (else that of most); pairs have the columns `a`
and `b`, which are ids of sentences. The output has the columns a, b and score, 0 to 1, in the order of the pairs, which
are read one at a time. A file that cannot be read is named with the line on standard error; the exit status is then 2.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path

from articles.extraction import detect_language
from articles.matching.pairs import BadFile, pairs, sentences
from articles.matching.rarity import Rarity, background
from articles.matching.reading import read
from articles.matching.scoring import value

_SAMPLE = 500  # sentences that the language of a file is told by


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m articles.matching", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("sentences", type=Path, metavar="SENTENCES.jsonl")
    parser.add_argument("pairs", type=Path, metavar="PAIRS.tsv")
    chosen = parser.parse_args(arguments)
    try:
        rows = dict(sentences(chosen.sentences))
        # of one short headline the language can hardly be told; of many together it can
        common = detect_language("\n".join(row["text"] for row in islice(rows.values(), _SAMPLE)))
        reads = {name: read(row["text"], language=str(row.get("language") or common)) for name, row in rows.items()}
        rarity = Rarity.of(reads.values()).with_more(background())
        print("a\tb\tscore")
        for pair in pairs(chosen.pairs, reads):
            print(f"{pair.a}\t{pair.b}\t{value(reads[pair.a], reads[pair.b], rarity):.6f}")
    except BadFile as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
