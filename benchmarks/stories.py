"""Which stories a corpus tells: what is planned before a word is written.

A claim is told in *waves*, a few articles within days, each wave of one structure (who had it from whom); all other
articles stand alone. Waves and single articles are cut into chunks in the order of time, so that newer articles have
higher ids, as in an archive that grew. A chunk is written from its own seed: in any process, always the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from benchmarks.languages import LANGUAGES, SHARES
from benchmarks.world import MINUTES, World, zipf_weights

CHUNK = 500  # articles, about
IN_WAVES = 0.45  # of all articles; with it, some 400,000 accepted matches at 1,000,000 articles
CLAIM_EXPONENT = 0.8  # of Zipf's law: the most told claim has 11,000 matches there, the least told 2 or 3
LONGEST_WAVE = 40

# structure -> how many of 100 waves have it
STRUCTURES = {
    "wire": 24,  # copies of one agency report: one origin
    "chain": 19,  # outlet <- outlet <- agency <- speaker: one origin
    "single origin": 19,  # many outlets, all from one speaker, most through the outlet that had it first
    "independent": 14,  # each outlet asked somebody else
    "drift": 9,  # a chain along which the figure grows or loses its qualifier
    "circle": 6,  # outlets that credit one another, and nobody else
    "unnamed": 5,  # all from one source that has no name
    "lost attribution": 4,  # “the speaker said”, “reports say”, plain fact: by links from one to the next
}


@dataclass(slots=True)
class Wave:
    id: int
    structure: str
    claim: int
    articles: int
    language: int


@dataclass(slots=True)
class Chunk:
    number: int
    begins: int  # minutes after the first day
    ends: int
    waves: list[Wave] = field(default_factory=list)
    singles: int = 0
    first: int = 0  # id of its first article

    @property
    def articles(self) -> int:
        return self.singles + sum(wave.articles for wave in self.waves)


def plan(world: World) -> list[Chunk]:
    """The chunks, with exactly `world.articles` articles in all."""
    rng = Random(f"{world.seed}/{world.articles}/plan")
    count = max(1, world.articles // CHUNK)
    chunks = [Chunk(number, number * MINUTES // count, (number + 1) * MINUTES // count) for number in range(count)]
    in_waves = 0
    names, weights = list(STRUCTURES), list(STRUCTURES.values())
    waves = 0
    for claim, size in enumerate(_sizes(len(world.claims), int(world.articles * IN_WAVES), rng)):
        at = world.claims[claim].day * count * 1440 // MINUTES
        left = size
        while left:
            articles = min(left, LONGEST_WAVE, 1 + int(rng.paretovariate(0.9)) + rng.randrange(4))
            if left - articles == 1:
                articles = left if left <= LONGEST_WAVE else articles - 1
            waves += 1
            # of each structure one at least, in a small corpus too
            structure = names[waves - 1] if waves <= len(names) else rng.choices(names, weights)[0]
            language = rng.choices(range(len(LANGUAGES)), SHARES)[0]
            chunks[min(at, count - 1)].waves.append(Wave(waves, structure, claim, articles, language))
            in_waves += articles
            left -= articles
            # a long-lived claim goes on for a year or so, and then comes up anew
            at += int(rng.expovariate(1) * count / (3 + size / 30))
            if at >= count:
                at = rng.randrange(count)
    singles = world.articles - in_waves
    first = 1
    for chunk in chunks:
        chunk.singles = singles * (chunk.number + 1) // count - singles * chunk.number // count
        chunk.first = first
        first += chunk.articles
    return chunks


def _sizes(claims: int, articles: int, rng: Random) -> list[int]:
    """How many articles tell each claim, at least 2 and no more than `articles` in all."""
    weights = zipf_weights(claims, CLAIM_EXPONENT)
    whole = sum(weights)
    sizes = [max(2, int(articles * weight / whole)) for weight in weights]
    rng.shuffle(sizes)
    while sum(sizes) > articles:
        largest = max(range(claims), key=sizes.__getitem__)
        sizes[largest] -= min(sum(sizes) - articles, sizes[largest] - 2) or 1
    return sizes
