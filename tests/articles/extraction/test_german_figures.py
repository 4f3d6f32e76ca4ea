from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.figures import figures


def read(text):
    return [
        (
            f.text,
            f.low if f.low is None else float(f.low),
            f.high if f.high is None else float(f.high),
            f.qualifier,
            f.unit,
        )
        for f in figures(text, "de")
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        # numbers
        ("Es waren 360 Fahrer dort.", ("360 Fahrer", 360, 360, "", "Fahrer")),
        ("rund 1.000 Boote", ("rund 1.000 Boote", 1000, 1000, "rund", "Boote")),
        ("1,2 Millionen Menschen", ("1,2 Millionen Menschen", 1200000, 1200000, "", "Menschen")),
        ("eine Million Euro", ("eine Million Euro", 1e6, 1e6, "", "Euro")),
        ("3,5 Prozent der Wähler", ("3,5 Prozent", 3.5, 3.5, "", "Prozent")),
        ("um 2 Prozentpunkte", ("2 Prozentpunkte", 2, 2, "", "Prozentpunkte")),
        ("45 % der Wähler", ("45 %", 45, 45, "", "%")),
        ("20 Mio. Euro", ("20 Mio. Euro", 2e7, 2e7, "", "Euro")),
        ("3 Mrd. €", ("3 Mrd. €", 3e9, 3e9, "", "€")),
        ("ein Verlust von 3,4 Milliarden.", ("3,4 Milliarden", 3.4e9, 3.4e9, "", "")),
        ("zwei Dutzend Polizisten", ("zwei Dutzend Polizisten", 24, 24, "", "Polizisten")),
        ("ein halbes Dutzend Boote", ("ein halbes Dutzend Boote", 6, 6, "", "Boote")),
        ("zweihundertfünfzig Boote", ("zweihundertfünfzig Boote", 250, 250, "", "Boote")),
        ("dreiundzwanzig Boote", ("dreiundzwanzig Boote", 23, 23, "", "Boote")),
        ("zwölftausend Boote", ("zwölftausend Boote", 12000, 12000, "", "Boote")),
        ("Sieben Menschen starben", ("Sieben Menschen", 7, 7, "", "Menschen")),
        # qualifiers
        ("mehr als 360 Soldaten", ("mehr als 360 Soldaten", 360, None, "mehr als", "Soldaten")),
        ("Mindestens drei Pfleger gingen", ("Mindestens drei Pfleger", 3, None, "Mindestens", "Pfleger")),
        ("mindestens eine Frau starb", ("mindestens eine Frau", 1, None, "mindestens", "Frau")),
        ("mindestens zwölf, darunter", ("mindestens zwölf", 12, None, "mindestens", "")),
        ("bis zu 20 Boote", ("bis zu 20 Boote", None, 20, "bis zu", "Boote")),
        ("fast 1.000 Mütter", ("fast 1.000 Mütter", None, 1000, "fast", "Mütter")),
        ("knapp 300 Panzer", ("knapp 300 Panzer", None, 300, "knapp", "Panzer")),
        ("weniger als zehn Leute", ("weniger als zehn Leute", None, 10, "weniger als", "Leute")),
        ("etwa drei Wochen", ("etwa drei Wochen", 3, 3, "etwa", "Wochen")),
        # ranges
        ("300 bis 400 Panzer", ("300 bis 400 Panzer", 300, 400, "", "Panzer")),
        ("300-400 Panzer", ("300-400 Panzer", 300, 400, "", "Panzer")),
        ("zwischen drei und fünf Kliniken", ("zwischen drei und fünf Kliniken", 3, 5, "zwischen", "Kliniken")),
        ("zwei bis drei Millionen Euro", ("zwei bis drei Millionen Euro", 2e6, 3e6, "", "Euro")),
        # what is counted
        ("350 israelische Reservisten", ("350 israelische Reservisten", 350, 350, "", "Reservisten")),
        ("20 Berliner Polizisten", ("20 Berliner Polizisten", 20, 20, "", "Polizisten")),
        ("20 Hamas-Kämpfer", ("20 Hamas-Kämpfer", 20, 20, "", "Hamas-Kämpfer")),
        ("Im Dorf wurden am 8. Juli 20 Menschen getötet", ("20 Menschen", 20, 20, "", "Menschen")),
    ],
)
def test_figure(text, figure):
    assert read(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "Am 8. Juli 2025, am 08.07.2025, im Jahr 2025, seit 2010, in den 1990er Jahren, 2025-09-05",
        "um 10.30 Uhr, um 10 Uhr, gegen zehn Uhr, 10:30 Uhr",
        "Befehl Nr. 8, Artikel 5 Grundgesetz, Kanal 12 Nachrichten, Seite 12 Mitte, § 5 Absatz 2 Satz 1",
        "Anna, 34, ein 25-Jähriger, im Alter von 34 Jahren, 34 Jahre alt, die 20-jährige Fahrerin",
        "vor drei Jahren, vor 20 Tagen, seit zwei Wochen",
        "Hunderte Menschen, Tausende Boote, Dutzende, einige Soldaten",
        "ein Mann und eine Frau, einer von ihnen, zwei von fünf Frauen, 20 von ihnen",
        "drei Mal, zwei Drittel der Frauen, ein 3:1 gegen, dreimal",
        "der 10. Tag, die F-16, COVID-19, 24/7, 3D-Filme, 127.0.0.1",
        "12345678901234567890 Boote",
        "fünf\nBoote",
        "",
    ],
)
def test_no_figure(text):
    assert read(text) == []


def test_a_language_without_a_reader_has_no_figures():
    assert figures("360 bateaux", "fr") == []


WORDS = ["drei", "zwanzig", "-", " ", "hundert", "und", "Millionen", "ein", "Dutzend", "12", "1.000", ".", ",", "2025"]
WORDS += ["mehr als", "zwischen", "bis", "Soldaten", "Mai", "Nr.", "%", "€", "\n", "halbes", "tausend", "zweihundert"]


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map("".join), st.lists(st.sampled_from(WORDS)).map(" ".join))
)
def test_any_text_is_read(text):
    end = 0
    for figure in figures(text, "de"):
        assert text[figure.start : figure.end] == figure.text
        assert end <= figure.start < figure.end
        assert figure.low is not None or figure.high is not None
        assert figure.low is None or figure.high is None or Decimal(0) <= figure.low <= figure.high
        assert figure.qualifier in figure.text
        assert figure.unit in figure.text
        end = figure.end


@pytest.mark.parametrize(
    "piece", ["1", "1.", "1.000", "1-", "drei ", "dreihundertund", "mehr als ", "3 bis ", "20 er "]
)
def test_a_long_text_is_read_in_one_go(piece):
    text = piece * (200_000 // len(piece))
    assert all(text[f.start : f.end] == f.text for f in figures(text, "de"))
