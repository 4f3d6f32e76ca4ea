"""Texts in; fingerprints and what two texts have in common out. Pure Python: no Django, no network."""

from articles.copies.comparing import PASSAGE, Comparison, Passage, compare
from articles.copies.fingerprints import GUARANTEE, GUARANTEE_TWO, RUN, VERSION, WINDOW, fingerprints

__all__ = [
    "GUARANTEE",
    "GUARANTEE_TWO",
    "PASSAGE",
    "RUN",
    "VERSION",
    "WINDOW",
    "Comparison",
    "Passage",
    "compare",
    "fingerprints",
]
