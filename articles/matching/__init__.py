"""Pairs of statements in, scores out: do they make one claim? Neither Django nor the network.

a, b = read("A fire killed at least three people in Leeds."), read("Three dead in Leeds blaze")
told = score(a, b)
told.value, [(reason.kind, reason.words) for reason in told.reasons]
"""

from articles.matching.rarity import Rarity, background
from articles.matching.reading import Read, read
from articles.matching.scoring import Reason, Score, score

__all__ = ["Rarity", "Read", "Reason", "Score", "background", "read", "score"]
