"""Statements in; chains, origins, circles and drift out. Imports neither Django nor the network.

docs/provenance.md defines each of them, with an example.
"""

from articles.provenance.drift import Drifted, drift
from articles.provenance.lineage import End, Lineage, Origin, Step
from articles.provenance.record import Affiliation, Figure, Moment, Statement, Who
from articles.provenance.summary import Summary, summarise
from articles.provenance.warnings import KINDS, Warning, warnings

__all__ = [
    "KINDS",
    "Affiliation",
    "Drifted",
    "End",
    "Figure",
    "Lineage",
    "Moment",
    "Origin",
    "Statement",
    "Step",
    "Summary",
    "Warning",
    "Who",
    "drift",
    "summarise",
    "warnings",
]
