"""One article: from its text to suggestions, in the format of the scorer and the review desk."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from articles.collector import nothing_collected
from articles.extraction.according import according_statements
from articles.extraction.channels import channel
from articles.extraction.citing import citing_statements, unsourced_statements
from articles.extraction.confidence import confidence, interval
from articles.extraction.credits import credit_lines
from articles.extraction.figures import figures
from articles.extraction.headlines import headline_statements
from articles.extraction.kinds import naming
from articles.extraction.lexicon import Lexicon, detect_language, empty_lexicon, languages, lexicon
from articles.extraction.mentions import Mention, Mentions
from articles.extraction.nesting import enclosing, part_joined, part_trailing
from articles.extraction.reported import reported_statements
from articles.extraction.reported_mood import mood_statements
from articles.extraction.speech import quoted_in_sentences, unclaimed_speech
from articles.extraction.statement import Proposal, Range
from articles.extraction.tokens import SENTENCE_ENDS, Text, read
from articles.extraction.told_back import told_back
from articles.extraction.told_nouns import told_by_nouns
from articles.extraction.verb_second import verb_second_statements
from articles.extraction.witness import told_the_author, witness_statements
from articles.text import form_of

# Characters of content that are searched for figures; a longer statement is no sentence of an article.
_FIGURES_IN = 5_000


@nothing_collected()
def extract(text: str, *, language: str = "") -> dict[str, Any]:
    """Everything suggested for one text.

    `language` is an ISO 639 code; detected where it is "". Returns {"language", "supported", "attributions",
    "mentions", "credits"}. Each of `attributions` has `source`, `cue` (spans or None), `content` (spans), `cue_all`,
    `mention` and `mentions` (numbers into "mentions"), `printed_name`, `source_kind`, `form`, `polarity`, `channel`,
    `voice`, `own` (the author saw it or was told it), `within` (number of the enclosing attribution or None), `via`,
    `figures`, `rule`, `confidence` and `confidence_interval`. Spans are [start, end] in Unicode code points of
    `text`. For a language without a folder only quotations are suggested, and `supported` is false. Never raises for
    what a text holds.
    """
    used = language or detect_language(text)
    supported = used in languages()
    words: Lexicon = lexicon(used) if supported else empty_lexicon()
    cut = read(text, words)
    proposals = [p for p in propose(cut) if p.polarity == "declined" or any(_span(cut, *piece) for piece in p.content)]
    mentions = Mentions(cut)
    meant = _meant(proposals, mentions)
    proposals, meant = _told_twice_in_head(cut, proposals, meant)
    within = enclosing(proposals)
    quoted = [quote.inner for quote in cut.quotes if quote.depth == 0 and quote.inner[0] < quote.inner[1]]
    starts = [start for start, _ in quoted]
    rows = []
    for proposal, who, outer in zip(proposals, meant, within, strict=True):
        row = _row(cut, proposal, who, outer, mentions)
        spans = [(start, end) for start, end in row["content"]]
        if spans:  # only the quotations beside it: all of them for each statement would be quadratic
            near = quoted[max(0, bisect_left(starts, spans[0][0]) - 1) : bisect_left(starts, spans[-1][1])]
            near = [quote for quote in near if quote[1] > spans[0][0]]
            row["form"] = form_of(text, spans, near)
        rows.append(row)
    _vias_by_nesting(rows)
    lines = credit_lines(text, cut.paragraphs, used) if supported else []
    return {
        "language": used,
        "supported": supported,
        "attributions": rows,
        "mentions": [_mention_row(cut, mention) for mention in mentions.found],
        "credits": [
            {
                "role": line.role,
                "span": [line.start, line.end],
                "text": text[line.start : line.end],
                "credited_to": line.name,
                "name_span": [line.name_start, line.name_start + len(line.name)],
            }
            for line in lines
        ],
    }


def propose(cut: Text) -> list[Proposal]:
    """All statements the rules find, in order of the text; nothing is dropped for doubt."""
    found: list[Proposal] = headline_statements(cut)
    second = "verb_second" in cut.lexicon.traits
    for number in cut.triggered():
        cues = verb_second_statements(cut, number) if second else reported_statements(cut, number)
        here = cues + according_statements(cut, number)
        if len(here) > 1:
            part_trailing(here)
            part_joined(cut, here)
        here += told_by_nouns(cut, number, here)
        here += witness_statements(cut, number, here)
        here += citing_statements(cut, number, here)
        here += unsourced_statements(cut, number, here)
        found += here or told_back(cut, number, found)
    if second:
        found += mood_statements(cut, found)
    found = [proposal for proposal in found if proposal.content or proposal.polarity == "declined"]
    found.sort(key=_place)
    found += unclaimed_speech(cut, found)
    if second:
        found += quoted_in_sentences(cut, found)
    return sorted(found, key=_place)


def _place(proposal: Proposal) -> tuple[int, int]:
    starts = [first for first, _ in proposal.content] + [part[0] for part in (proposal.cue, proposal.source) if part]
    # with equal content the one that cites lies within the other
    return proposal.sentence, min(starts) + (proposal.rule == "citing")


def _meant(proposals: list[Proposal], mentions: Mentions) -> list[list[Mention]]:
    """Whom each proposal means, read in the order in which the sources stand in the text."""
    meant: list[list[Mention]] = [[] for _ in proposals]
    known: dict[Range, list[Mention]] = {}
    order = sorted(range(len(proposals)), key=lambda n: (proposals[n].source or (0, 0))[0])
    for number in order:
        source = proposals[number].source
        if source:
            if source not in known:
                known[source] = mentions.of(*source)
            meant[number] = known[source]
    return meant


def _told_twice_in_head(
    cut: Text, proposals: list[Proposal], meant: list[list[Mention]]
) -> tuple[list[Proposal], list[list[Mention]]]:
    """A headline and a standfirst that credit the same source are one statement with spans in both."""
    if len(proposals) < 2 or proposals[0].rule != "headline":
        return proposals, meant
    head, second = proposals[0], proposals[1]
    near = cut.sentences[second.sentence].paragraph == 1
    if not near or not meant[0] or meant[0] != meant[1]:
        return proposals, meant
    second.content = head.content + second.content
    return proposals[1:], meant[1:]


def _row(cut: Text, proposal: Proposal, meant: list[Mention], within: int | None, mentions: Mentions) -> dict[str, Any]:
    content = [span for first, last in proposal.content for span in [_span(cut, first, last)] if span]
    first = meant[0] if meant else None
    vias, to_outlet = _vias_by_words(cut, proposal, mentions, meant)
    kind = first.kind if first else ""
    low, high = interval(proposal.rule)
    return {
        "source": list(cut.span(*proposal.source)) if proposal.source else None,
        "cue": list(cut.span(*proposal.cue)) if proposal.cue else None,
        "cue_all": [list(cut.span(*part)) for part in (proposal.cue, proposal.cue_rest) if part],
        "content": [list(span) for span in content],
        "mention": first.number if first else None,
        "mentions": [mention.number for mention in meant],
        "printed_name": first.name if first else "",
        "source_kind": kind,
        "form": "indirect",
        "polarity": proposal.polarity,
        "channel": channel(cut, proposal, kind, to_outlet=to_outlet),
        "voice": proposal.voice,
        "own": proposal.own or told_the_author(cut, proposal),
        "within": within,
        "via": vias,
        "figures": _figures(cut, content),
        "rule": proposal.rule,
        "confidence": confidence(proposal.rule),
        "confidence_interval": [low, high],
    }


def _span(cut: Text, first: int, last: int) -> tuple[int, int] | None:
    """The characters of a piece of content: without the marks around it, and without the stop of the sentence."""
    while first < last and cut.raw[first] in ",:;–—-" and cut.quote_at[first] < 0:
        first += 1
    while (
        last > first
        and (cut.raw[last - 1] in ",:;–—-" or cut.raw[last - 1] in SENTENCE_ENDS)
        and cut.quote_at[last - 1] < 0
    ):
        last -= 1
    if first >= last:
        return None
    quote = cut.quote_at[first]
    if quote >= 0 and cut.quote_at[last - 1] == quote:
        inner = cut.quotes[quote].inner
        start, end = max(cut.starts[first], inner[0]), min(cut.ends[last - 1], inner[1])
        while start < end and cut.text[start].isspace():
            start += 1
        while end > start and cut.text[end - 1].isspace():
            end -= 1
        return (start, end) if end > start else None
    return cut.span(first, last)


def _vias_by_words(
    cut: Text, proposal: Proposal, mentions: Mentions, meant: list[Mention]
) -> tuple[list[dict[str, Any]], bool]:
    """Outlets that were told: "told the BBC"."""
    vias = []
    for place in proposal.vias:
        if naming(cut, *place).kind not in ("outlet", "agency"):
            continue
        for mention in mentions.of(*place):
            if mention not in meant:
                span = list(cut.span(*place))
                vias.append({"mention": mention.number, "printed_name": mention.name, "span": span, "basis": "words"})
    return vias, bool(vias)


def _vias_by_nesting(rows: list[dict[str, Any]]) -> None:
    """Nearest to the article first: the outermost of the enclosing statements' sources, then further in."""
    for row in rows:
        outer, seen = row["within"], set()
        chain: list[dict[str, Any]] = []
        while outer is not None and outer not in seen:
            seen.add(outer)
            above = rows[outer]
            if above["mention"] is not None and above["mention"] not in row["mentions"]:
                entry = {"mention": above["mention"], "printed_name": above["printed_name"], "span": above["source"]}
                chain.insert(0, {**entry, "basis": "enclosing statement"})
            outer = above["within"]
        row["via"] = chain + row["via"]


def _figures(cut: Text, content: list[tuple[int, int]]) -> list[dict[str, Any]]:
    found = []
    for start, end in content:
        for figure in figures(cut.text[start : min(end, start + _FIGURES_IN)], cut.lexicon.language):
            found.append(
                {
                    "text": figure.text,
                    "span": [start + figure.start, start + figure.end],
                    "low": None if figure.low is None else str(figure.low),
                    "high": None if figure.high is None else str(figure.high),
                    "qualifier": figure.qualifier,
                    "unit": figure.unit,
                }
            )
    return found


def _mention_row(cut: Text, mention: Mention) -> dict[str, Any]:
    return {
        "number": mention.number,
        "printed_name": mention.name,
        "kind": mention.kind,
        "descriptor": mention.descriptor,
        "low": mention.low,
        "high": mention.high,
        "affiliations": mention.affiliations,
        "spans": [list(cut.span(*place)) for place in mention.places],
    }
