"""Who feeds whom: arrows from whom is credited (or passed through) to the outlets that relay it.

An arrow is a cell of the matrix and has the very number of that cell. The heaviest are drawn, in three columns;
the files have all. How a picture of them is laid out is said in articles/network_picture.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import networkx
from django.db.models import CharField, F, Max, Min, QuerySet, Value
from django.db.models.functions import TruncDate

from articles import matrix, svg
from articles.matrix import Column as End  # who, source: where an arrow begins
from articles.overview_filters import NetworkFilter
from articles.pagination import COUNTED_AT_MOST

CONSIDERED = 50  # of those credited, and of the outlets, the heaviest: a page of the matrix has as many
LEFT_OUT_NAMED = 5
NOBODYS_SHARE = 4  # at most every fourth arrow is nobody's: theirs are many people's, and would be most of a picture


@dataclass(frozen=True, slots=True)
class Arrow:
    start: End
    outlet: int
    number: int
    shade: int  # as in the matrix: 1 is the lightest

    @property
    def end(self) -> End:
        return ("source", self.outlet)


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn, heaviest first, and what is known of the rest. Numbers are in the unit asked for."""

    arrows: list[Arrow]
    bounds: list[int]
    credited: dict[End, int]  # totals of those considered
    relaying: dict[int, int]
    arrows_in_all: int  # counted as far as lists are
    sources_in_all: int
    outlets_in_all: int

    @property
    def considers_all(self) -> bool:
        """Whether the heaviest arrows were looked for among all of them."""
        return max(self.sources_in_all, self.outlets_in_all) <= CONSIDERED

    @property
    def ends(self) -> list[End]:
        """Who is in the picture, each once."""
        return list(dict.fromkeys(end for arrow in self.arrows for end in (arrow.start, arrow.end)))

    def column(self, end: End) -> int:
        """0 for who only feeds others in this picture, 1 for who does and is fed, 2 for who only is."""
        feeds = any(arrow.start == end for arrow in self.arrows)
        is_fed = any(arrow.end == end for arrow in self.arrows)
        return 1 if feeds and is_fed else 0 if feeds else 2

    def left_out(self) -> tuple[list[End], list[int]]:
        """The heaviest that have no arrow in the picture: of those credited, and of the outlets."""
        drawn = set(self.ends)
        sources = [end for end in self.credited if end not in drawn]
        outlets = [outlet for outlet in self.relaying if ("source", outlet) not in drawn]
        return sources[:LEFT_OUT_NAMED], outlets[:LEFT_OUT_NAMED]

    def circles(self) -> list[list[int]]:
        """Outlets that feed each other in the picture, directly or round through others; largest group first."""
        graph = networkx.DiGraph()
        graph.add_edges_from((arrow.start, arrow.end) for arrow in self.arrows)
        groups = [
            sorted(pk for _who, pk in group)
            for group in networkx.strongly_connected_components(graph)
            if len(group) > 1
        ]
        return sorted(groups, key=lambda group: (-len(group), group))


def heaviest(asked: NetworkFilter) -> Network | None:
    """The arrows that a picture shows; None where nothing is counted. As many queries at any size."""
    found, unit = matrix.figures(asked, asked.face), asked.unit
    outlets = matrix.outlets_by_weight(found, unit)
    if not outlets:
        return None
    sources = matrix.sources_by_weight(found, unit)
    considered, relaying = dict(sources[:CONSIDERED]), dict(outlets[:CONSIDERED])
    credited: dict[End, int] = {("source", source): number for source, number in considered.items()}
    credited |= {(who, None): number for who, number in matrix.nobodys_totals(found, unit).items() if number}
    cells = matrix.cells_of(found, unit, relaying, considered)
    bounds = matrix.steps(max(cells.values(), default=1))
    ordered = sorted(cells, key=lambda cell: (-cells[cell], cell[0], cell[1][0], cell[1][1] or 0))
    nobodys = [cell for cell in ordered if cell[1][1] is None]
    known = [cell for cell in ordered if cell[1][1] is not None]
    nobodys = nobodys[: max(asked.draw // NOBODYS_SHARE, asked.draw - len(known))]
    drawn = {*known[: asked.draw - len(nobodys)], *nobodys}
    arrows_in_all = found.cells([unit]).filter(**{f"{unit}__gt": 0})[: COUNTED_AT_MOST + 1].count()
    return Network(
        arrows=[
            Arrow(end, outlet, cells[outlet, end], matrix.shade(cells[outlet, end], bounds))
            for outlet, end in ordered
            if (outlet, end) in drawn
        ],
        bounds=bounds,
        credited=dict(sorted(credited.items(), key=lambda one: -one[1])),
        relaying=relaying,
        arrows_in_all=arrows_in_all,
        sources_in_all=len(sources) if isinstance(sources, list) else sources[: COUNTED_AT_MOST + 1].count(),
        outlets_in_all=len(outlets),
    )


# --- the files ------------------------------------------------------------------------------------------------

MOST_IN_A_GRAPH = 50_000  # arrows: networkx holds a graph in memory


class TooLarge(Exception):
    """More arrows than a graph file is made of; the CSV has any number."""


def pairs(asked: NetworkFilter) -> QuerySet:
    """Every arrow with all four units, first and last UTC day, heaviest first: dicts, a row each.

    Counted also where nothing is asked, since summary rows know no days.
    """
    found = matrix.counted(asked, asked.face)
    published = f"{found.prefix}published_at"
    rows = found.cells(named=True, outlet_kind=F(f"{found.prefix}outlet__kind")).annotate(
        arrow=Value(asked.face, output_field=CharField()),
        first_on=TruncDate(Min(published), tzinfo=dt.UTC),
        last_on=TruncDate(Max(published), tzinfo=dt.UTC),
    )
    return rows.order_by(f"-{asked.unit}", "outlet_sort", "outlet", "source_sort", "source", "who")


def graph(rows: Iterable[dict[str, Any]], unit: str, about: Mapping[str, str]) -> networkx.DiGraph:
    """Rows of `pairs` as a graph: an edge a row, weighted by `unit`. What no XML may hold is replaced.

    `about` says what it is of. Raises TooLarge.
    """
    made = networkx.DiGraph(**{name: svg.clean(words) for name, words in about.items()})
    for number, row in enumerate(rows, start=1):
        if number > MOST_IN_A_GRAPH:
            raise TooLarge
        start = str(row["source"] or row["who"])
        if row["source"]:
            made.add_node(start, label=svg.clean(row["source_name"]), kind=row["source_kind"])
        else:
            made.add_node(start, label=row["who"], kind=row["who"])
        end = str(row["outlet"])
        made.add_node(end, label=svg.clean(row["outlet_name"]), kind=row["outlet_kind"])
        days = {name: row[name].isoformat() for name in ("first_on", "last_on") if row[name]}
        made.add_edge(start, end, weight=row[unit], **{unit: row[unit] for unit in matrix.UNITS}, **days)
    return made


def gexf(made: networkx.DiGraph) -> bytes:
    """GEXF 1.2, as Gephi reads it; what the graph is about stands in the one description that the format has."""
    writer = networkx.readwrite.gexf.GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(made)
    description = ElementTree.SubElement(writer.xml.find("meta"), "description")
    description.text = "; ".join(f"{name}: {words}" for name, words in made.graph.items())
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def graphml(made: networkx.DiGraph) -> bytes:
    written = BytesIO()
    networkx.write_graphml_xml(made, written)
    return written.getvalue()
