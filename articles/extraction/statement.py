"""What the rules hand to each other: one proposed statement, in tokens, before it is told in characters."""

from __future__ import annotations

from dataclasses import dataclass, field

Range = tuple[int, int]  # tokens: first, last (exclusive)


@dataclass
class Proposal:
    """One statement as a rule proposes it: who (`source`), by what words (`cue`), says what (`content`).

    All places are ranges of tokens. `vias` are ranges of names that stand between, each with the basis "words".
    """

    rule: str
    sentence: int
    cue: Range | None
    source: Range | None
    content: list[Range]
    polarity: str = "affirms"
    vias: list[Range] = field(default_factory=list)
    cue_rest: Range | None = None  # "as" in "described ... as", "mit" in "teilte ... mit"
    voice: str = "credited"
    own: bool = False  # the author saw it
