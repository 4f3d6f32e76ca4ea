"""Which printed words name somebody: only these enter the work list of names."""

import pytest

from sources.referring import reference

PRONOUNS = "he|She|they|it|we|I|both|the two|one of them|er|sie|Sie|es|wir|man|elle|ils|él|hij|они|هو|他"
DESCRIPTIONS = (
    "the spokesman|The spokesman|two officials|Two officials|officials|Residents|police|3 officials|a draft|"
    "Former security officials|senior former and current military officials|a Hamas official|US officials|"
    "the Israeli newspaper|a spokesman for the Ministry of Health|officials at the Ministry|A man in Hoggin Lane|"
    "sources close to Netanyahu|the Ministry|the President|the growers' association|a paper for the board of Ardent|"
    "figures given to the committee|der Sprecher|ein Sprecher der Klinik|die Polizei|Regierungskreise|vier Bergleute|"
    "un membre d'équipage|fuentes del club"
)
NAMES = (
    "Ron Feiner|Haaretz|the Independent|Save Our Souls|Soldiers for Hostages|Ministry of Health|the Interior Ministry|"
    "Médecins sans frontières|de Volkskrant|ter Horst|al-Jazeera|heise.de|eBay|ELLE|IT|The The|The Who|Die Zeit|"
    "Le Monde diplomatique|One America News|The Observer|the Israeli newspaper Haaretz|spokesman John Smith|"
    "Verband der Getreidehändler|دانا لو|共同通信|Inspection Notice 14/26|KHA|Ned"
)


@pytest.mark.parametrize(
    ("kind", "phrases"), [("pronoun", PRONOUNS), ("description", DESCRIPTIONS), ("name", NAMES)], ids=lambda x: x[:12]
)
def test_what_words_do(kind, phrases):
    assert {words: reference(words) for words in phrases.split("|") if reference(words) != kind} == {}


def test_a_capital_means_a_name_in_a_text_of_another_language():
    assert [reference("Elle", language) for language in ("fr", "fr-CA", "en", "")] == [
        *("pronoun", "pronoun"),
        *("name", "pronoun"),
    ]
    assert [reference("Er", language) for language in ("de", "en")] == ["pronoun", "name"]


@pytest.mark.parametrize("odd", ["", " ", "…", "“”", "1", "\u200b", "a" * 5000, "the " * 900, "'", "-"])
def test_odd_input_is_answered(odd):
    assert reference(odd) in ("name", "pronoun", "description")
