"""How much a shared word tells: the fewer texts have it, the more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.matching.reading import Read

BACKGROUND = Path(__file__).parent / "background.tsv"
MOST = 6.0


class Rarity:
    """In how many of `texts` texts each stem occurs; a stem that is absent occurs in none."""

    def __init__(self, texts: int, having: Mapping[str, int]) -> None:
        self.texts = texts
        self.having = dict(having)
        # of what no text has; the rest in proportion, so that weights fitted over some texts hold over any number
        most = math.log((texts + 1) / 0.5)
        self._weights = {
            stem: MOST * math.log((texts + 1) / (count + 0.5)) / most for stem, count in self.having.items()
        }

    @classmethod
    def of(cls, reads: Iterable[Read]) -> Rarity:
        having: Counter[str] = Counter()
        texts = 0
        for read in reads:
            texts += 1
            having.update(read.stems.keys())
        return cls(texts, having)

    def with_more(self, other: Rarity) -> Rarity:
        """Both as if they had been counted over one body of texts."""
        having = Counter(self.having)
        having.update(other.having)
        return Rarity(self.texts + other.texts, having)

    def weight(self, stem: str) -> float:
        """Inverse document frequency: above 0, and MOST for what no text has."""
        return max(self._weights.get(stem, MOST), 0.01)


@cache
def background() -> Rarity:
    """That of news in general, as it ships: made by `python -m articles.matching.fit`."""
    if not BACKGROUND.is_file():
        return Rarity(1, {})
    head, *lines = BACKGROUND.read_text(encoding="utf-8").splitlines()
    counts = (line.split("\t") for line in lines)
    return Rarity(int(head.split("\t")[1]), {stem: int(count) for stem, count in counts})
