"""`python -m articles.extraction.measure`: scores the dev parts, calibrates confidence, and writes both down.

Needs the folder of shared data (`--shared ../shared`), with `data/attribution/*.dev.jsonl` and the scorer
`tools/score_attributions.py`. Confidence is fitted on the English part alone and checked by leaving out one article
at a time. The German part only measures: nothing is fitted on it. Writes calibration.json and, with `--write`, the
tables between the markers of docs/extraction.md.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import math
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from articles.extraction import extract
from articles.extraction.confidence import CALIBRATION, FAMILIES, PLAIN, family

SETS = {"en": "gum-news.dev.jsonl", "de": "de-wikinews.dev.jsonl"}
# Suggestions that a family is taken to have made before it is seen, at the mean of all: keeps one with two hits of two
# from claiming certainty.
PRIOR = 2.0
_Z90 = 1.645
_TIMED = 100  # articles read to tell the rate: a dozen are over in a twentieth of a second
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
Outcome = tuple[str, bool]  # rule, right


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m articles.extraction.measure")
    parser.add_argument("--shared", default="../shared", type=Path, help="folder with data/attribution and tools")
    parser.add_argument("--write", type=Path, metavar="FILE", help="a page with the markers <!-- measured --> to fill")
    parser.add_argument("--calibrate", action="store_true", help="write calibration.json anew")
    chosen = parser.parse_args(arguments)
    scorer_path = chosen.shared / "tools" / "score_attributions.py"
    if not scorer_path.is_file():
        print(f"{scorer_path} is not there: give the shared folder with --shared", file=sys.stderr)
        return 1
    scorer = _load(scorer_path)
    parts = []
    for language, name in SETS.items():
        gold = scorer.read_jsonl(chosen.shared / "data" / "attribution" / name)
        found = [{"id": row["id"], **extract(row["text"], language=language)} for row in gold]
        rate = _rate([row["text"] for row in gold], language)
        parts.append(_table(language, name, scorer.score(gold, found, bootstrap=1000), rate))
        if language == "en":
            outcomes = [_outcomes(scorer, row, one) for row, one in zip(gold, found, strict=True)]
            if chosen.calibrate:
                _write_calibration(outcomes)
            parts.append(_calibration_table(outcomes))
    report = "\n\n".join(parts)
    print(report)
    if chosen.write:
        _fill(chosen.write, report)
    return 0


def _rate(texts: list[str], language: str) -> float:
    """Articles a second of processor time, the best of some passes: word lists are read, others' work is left out."""
    best = math.inf
    for _ in range(max(1, _TIMED // len(texts))):
        begun = time.process_time()
        for text in texts:
            extract(text, language=language)
        best = min(best, time.process_time() - begun)
    return len(texts) / best


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_attributions", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(language: str, name: str, score: dict[str, Any], rate: float) -> str:
    low, high = score["attribution_f1_95"]
    lines = [
        f"### {name} ({language}, {score['articles']} articles)",
        "",
        "| unit | gold | proposed | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    for kind in ("all", "direct", "mixed", "indirect"):
        row = score[kind]
        numbers = " | ".join(f"{row['attribution'][key]:.3f}" for key in ("p", "r", "f1"))
        lines.append(f"| attribution, {kind} | {row['gold']} | {row['proposed']} | {numbers} |")
    for unit in ("content_match", "source_overlap", "attribution_cover"):
        numbers = " | ".join(f"{score['all'][unit][key]:.3f}" for key in ("p", "r", "f1"))
        lines.append(f"| {unit.replace('_', ' ')} | {score['all']['gold']} | {score['all']['proposed']} | {numbers} |")
    lines += [
        "",
        f"Attribution F1, 95 % interval over articles: {low:.3f} to {high:.3f}. "
        f"{rate:.0f} articles a second on one core.",
    ]
    for slice_name, row in score["slices"].items():
        lines.append(f"Recall on {slice_name}: {row['attribution_recall']:.3f} of {row['gold']}.")
    return "\n".join(lines)


def _outcomes(scorer: ModuleType, gold: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    """(rule, right) for each suggestion of an article that the gold asks about."""
    text = gold["text"]
    tokens = scorer.tokenise(text)
    starts = [start for start, _ in tokens]
    mask = scorer.quoted_mask(text)
    sides = []
    for row in (gold, found):
        units = (scorer.Unit(one, tokens, starts, mask, n) for n, one in enumerate(row["attributions"]))
        sides.append([unit for unit in units if unit.content])
    partner = {proposed.i: wanted for wanted, proposed in scorer.pair_up(sides[0], sides[1], 0.5)}
    outcomes = []
    for unit in sides[1]:
        wanted = partner.get(unit.i)
        if wanted is not None and wanted.optional:
            continue
        right = wanted is not None and (wanted.source is None or bool(unit.source and unit.source & wanted.source))
        outcomes.append((unit.raw["rule"], right))
    return outcomes


def fit(outcomes: list[Outcome]) -> dict[str, dict[str, float]]:
    """{family of rules: confidence, low, high, seen}, for every family, seen or not."""
    seen: dict[str, list[bool]] = {name: [] for name in (PLAIN, *FAMILIES)}
    for rule, right in outcomes:
        seen[family(rule)].append(right)
    mean = sum(right for _, right in outcomes) / max(1, len(outcomes))
    return {name: _estimate(sum(rights), len(rights), mean) for name, rights in seen.items()}


def _estimate(hits: int, seen: int, mean: float) -> dict[str, float]:
    weight = seen + PRIOR
    share = (hits + PRIOR * mean) / weight
    # Wilson's interval
    middle = (share + _Z90**2 / (2 * weight)) / (1 + _Z90**2 / weight)
    half = _Z90 / (1 + _Z90**2 / weight) * math.sqrt(share * (1 - share) / weight + _Z90**2 / (4 * weight**2))
    numbers = {"confidence": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)}
    return {**{name: round(number, 3) for name, number in numbers.items()}, "seen": seen}


def _write_calibration(outcomes: list[list[Outcome]]) -> None:
    fitted = fit([one for article in outcomes for one in article])
    page = {"about": "Made by python -m articles.extraction.measure --calibrate; English dev part.", "families": fitted}
    CALIBRATION.write_text(json.dumps(page, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _calibration_table(outcomes: list[list[Outcome]]) -> str:
    """Said against true, each article judged by what the others taught."""
    said: list[tuple[float, bool]] = []
    for number, article in enumerate(outcomes):
        others = fit([one for n, other in enumerate(outcomes) if n != number for one in other])
        said += [(others[family(rule)]["confidence"], right) for rule, right in article]
    lines = [
        "### Calibration, cross-validated by article",
        "",
        "| said | suggestions | mean said | right | 90 % interval |",
        "|---|---|---|---|---|",
    ]
    for low, high in itertools.pairwise(BINS):
        inside = [(share, right) for share, right in said if low <= share < high]
        if not inside:
            continue
        hits = sum(right for _, right in inside)
        mean = sum(share for share, _ in inside) / len(inside)
        bounds = _interval(hits, len(inside))
        lines.append(
            f"| {low:.1f} to {min(high, 1.0):.1f} | {len(inside)} | {mean:.2f} | {hits / len(inside):.2f} | "
            f"{bounds[0]:.2f} to {bounds[1]:.2f} |"
        )
    return "\n".join(lines)


def _interval(hits: int, seen: int) -> tuple[float, float]:
    share = hits / seen
    middle = (share + _Z90**2 / (2 * seen)) / (1 + _Z90**2 / seen)
    half = _Z90 / (1 + _Z90**2 / seen) * math.sqrt(share * (1 - share) / seen + _Z90**2 / (4 * seen**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _fill(page: Path, report: str) -> None:
    text = page.read_text(encoding="utf-8")
    head, opening, rest = text.partition("<!-- measured -->\n")
    _, closing, tail = rest.partition("<!-- end of measured -->")
    if not opening or not closing:
        raise ValueError(f"{page} has no markers <!-- measured --> and <!-- end of measured -->")
    page.write_text(f"{head}{opening}\n{report}\n\n{closing}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
