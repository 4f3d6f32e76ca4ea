"""The specification by example: cases_en.txt and cases_de.txt, one small test a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.extraction import extract


def _read(name: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """[(text, [(source, cue, content)])] of a file of cases."""
    cases, text, wanted = [], "", []
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    for line in [*lines, ""]:
        if line.startswith("#"):
            continue
        if line.startswith("- "):
            if line != "- nothing":
                source, cue, content = line[2:].split(" | ")
                wanted.append((source, cue, content))
        elif line:
            text = line
        elif text:
            cases.append((text, wanted))
            text, wanted = "", []
    return cases


def _found(text: str, language: str) -> list[tuple[str, str, str]]:
    rows = extract(text, language=language)["attributions"]
    return [
        (
            text[slice(*row["source"])] if row["source"] else "nobody",
            text[slice(*row["cue"])] if row["cue"] else "",
            " + ".join(text[start:end] for start, end in row["content"]),
        )
        for row in rows
    ]


@pytest.mark.parametrize(("text", "wanted"), _read("cases_en.txt"), ids=lambda value: value[:50] if value else "")
def test_english(text, wanted):
    assert sorted(_found(text, "en")) == sorted(wanted)


@pytest.mark.parametrize(("text", "wanted"), _read("cases_de.txt"), ids=lambda value: value[:50] if value else "")
def test_german(text, wanted):
    assert sorted(_found(text, "de")) == sorted(wanted)


# Subjects, verbs and clauses that any of the others may stand with: a few hundred texts of one pattern each.
_SOURCES = [
    "Talbot",
    "the mayor",
    "Ines Talbot, the mayor of Norby",
    "two senior officials",
    "the Norby Courier",
    "she",
]
_VERBS = ["said", "claimed", "confirmed", "insisted", "announced", "argued", "noted", "explained"]
_CLAUSES = ["the quay was lost", "nobody would pay more than before"]


@pytest.mark.parametrize("source", _SOURCES)
@pytest.mark.parametrize("verb", _VERBS)
@pytest.mark.parametrize("clause", _CLAUSES)
def test_every_order_of_source_cue_and_content(source, verb, clause):
    opened = source[0].upper() + source[1:]
    comma = "," if "," in source else ""
    orders = [
        f"{opened}{comma} {verb} that {clause}.",
        f"On Monday, {source}{comma} {verb} that {clause}.",
        f"“{clause[0].upper()}{clause[1:]},” {source}{comma} {verb}.",
        f"{clause[0].upper()}{clause[1:]}, {source}{comma} {verb}.",
    ]
    for text in orders:
        found = [(who.lower(), cue, what.lower().rstrip(",")) for who, cue, what in _found(text, "en")]
        assert found == [(source.lower(), verb, clause)], text
