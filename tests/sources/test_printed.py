import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.printed import (
    domain_candidates,
    host_and_path,
    name_key,
    plain_path,
    sort_key,
    split_abbreviation,
)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("The Independent", "independent"),
        ("the independent", "independent"),
        ("Independent", "independent"),
        ("THE INDEPENDENT’S", "independent"),
        ("The Independent's", "independent"),
        ("  The\u00a0 Independent \n", "independent"),
        ("“The Independent”,", "independent"),
        ("The Inde\u00adpend\u200bent\u202c", "independent"),
        ("Ｔｈｅ Ｉｎｄｅｐｅｎｄｅｎｔ", "independent"),
        ("Süddeutsche Zeitung", "suddeutsche zeitung"),
        ("Su\u0308ddeutsche Zeitung", "suddeutsche zeitung"),
        ("Die Süddeutsche", "suddeutsche"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("U.N.", "un"),
        ("UN", "un"),
        ("U.N.’s", "un"),
        ("J. K. Rowling", "jk rowling"),
        ("J.K. Rowling", "jk rowling"),
        ("Al-Jazeera", "al jazeera"),
        ("Al Jazeera", "al jazeera"),
        ("Al\u2011Jazeera", "al jazeera"),
        ("Le Monde", "monde"),
        ("LE MONDE", "monde"),
        ("L’Équipe", "equipe"),
        ("L'Orient-Le Jour", "orient le jour"),
        ("DIE ZEIT", "zeit"),
        ("El País", "pais"),
        ("Il Sole 24 Ore", "sole 24 ore"),
        ("LA Times", "latimes"),
        ("L.A. Times", "latimes"),
        ("O'Neill", "oneill"),
        ("O’Neill’s", "oneill"),
        ("Reuters'", "reuters"),
        ("McDonald's", "mcdonald"),
        ("Yahoo!", "yahoo"),
        ("Łódź Ørsted", "lodz orsted"),
        ("The", "the"),
        ("The The", "the"),
        ("La", "la"),
        ("A", "a"),
        ("?!", "?!"),
        ("…", "..."),
        ("", ""),
        (" \t", ""),
        ("הארץ", "הארץ"),
        ("הָאָרֶץ", "הארץ"),
        ("\u200fالجزيرة", "الجزيره".replace("ه", "ة")),
        ("الجَزِيرَة", "الجزيرة"),
        ("朝日新聞", "朝日新聞"),
        ("がが", "がが"),
        ("हिन्दी", "हिन्दी"),
        ("Новая газета", "новая газета"),
        ("Ещё", "еще"),
        ("Край", "край"),
        ("'s", "s"),
    ],
)
def test_key_of_a_printed_name(printed, key):
    assert name_key(printed) == key


@given(st.text())
def test_key_of_a_key_is_itself(printed):
    key = name_key(printed)
    assert name_key(key) == key


@given(st.lists(st.sampled_from(["the", "LA", "l'", "’", "a", "U.", "N", " ", "-", "s", "é", "\u0301", "ß", "."])))
def test_key_of_a_key_is_itself_for_what_is_folded(pieces):
    key = name_key("".join(pieces))
    assert name_key(key) == key


@given(st.text())
def test_only_blank_text_has_no_key(printed):
    assert bool(name_key(printed)) == bool(printed.strip())


@pytest.mark.parametrize("printed", ["\ufdfa" * 400, "a." * 500_000, "'" * 1_000_000, "\u0301" * 1_000_000])
def test_keys_fit_an_index(printed):
    assert len(name_key(printed).encode()) <= 2000
    assert len(sort_key(printed).encode()) <= 2500


def test_names_sort_without_article_case_and_accents():
    names = ["The Times", "Zeit", "Die Zeit", "Évian", "evian", "al-Quds", "The A", "Times of India", "Times"]
    assert sorted(names, key=lambda name: sort_key(name).encode()) == [
        "The A",
        "al-Quds",
        "evian",
        "Évian",
        "The Times",
        "Times",
        "Times of India",
        "Die Zeit",
        "Zeit",
    ]


@pytest.mark.parametrize(
    ("printed", "name", "abbreviation"),
    [
        ("Save Our Souls (SOS)", "Save Our Souls", "SOS"),
        ("SOS (Save Our Souls)", "Save Our Souls", "SOS"),
        ("Prawo i Sprawiedliwość (PiS)", "Prawo i Sprawiedliwość", "PiS"),
        ("United Nations [U.N.]", "United Nations", "U.N."),
        ("Jane Doe (AP)", "Jane Doe (AP)", ""),
        ("John Smith (left)", "John Smith (left)", ""),
        ("Save Our Souls", "Save Our Souls", ""),
        ("(SOS)", "(SOS)", ""),
        ("SOS)", "SOS)", ""),
        ("", "", ""),
    ],
)
def test_abbreviation_in_brackets(printed, name, abbreviation):
    assert split_abbreviation(printed) == (name, abbreviation)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://www.independent.co.uk/news/x?y", ("independent.co.uk", "/news/x")),
        ("independent.co.uk", ("independent.co.uk", "")),
        ("Independent.co.uk/", ("independent.co.uk", "")),
        ("bbc.co.uk/sport", ("bbc.co.uk", "/sport")),
        ("bbc.co.uk:443//sport/./x/../#top", ("bbc.co.uk", "/sport")),
        ("http://bücher.de/caf%c3%a9/é", ("xn--bcher-kva.de", "/caf%C3%A9/%C3%A9")),
        ("//news.bbc.co.uk/x", ("news.bbc.co.uk", "/x")),
        ("the-courier.example/politics", ("the-courier.example", "/politics")),
        ("https://www.gov.uk/x", ("gov.uk", "/x")),
        ("https://www.com/", ("www.com", "")),
        ("https://new.suffixunknown/", ("new.suffixunknown", "")),
        ("The Independent", None),
        ("U.N.", None),
        ("Save.Our.Souls", None),
        ("SOS", None),
        ("", None),
        ("https://", None),
        ("https://user:secret@independent.co.uk/", None),
        ("user@independent.co.uk", None),
        ("mailto:user@independent.co.uk", None),
        ("javascript:alert(1)", None),
        ("ftp://independent.co.uk/", None),
        ("https://independent.co.uk:port/", None),
        ("https://[::1]/", None),
        ("https://127.0.0.1/", None),
        ("https://[bad", None),
        ("a" * 64 + ".com", None),
        ("a." * 100_000 + "com", None),
        ("independent.co.uk\\x", None),
    ],
)
def test_host_and_path_of_an_address(text, found):
    assert host_and_path(text) == found


@given(st.text())
def test_host_and_path_never_raise(text):
    found = host_and_path(text)
    if found:
        assert domain_candidates(*found)[0][0] == found[0]
        assert host_and_path("https://" + "".join(found)) == found


@given(st.text())
def test_a_plain_path_is_plain(path):
    assert plain_path(plain_path(path)) == plain_path(path)


def test_candidates_go_from_the_whole_address_to_the_registrable_host():
    assert domain_candidates("news.bbc.co.uk", "/x/y") == [
        ("news.bbc.co.uk", "/x/y"),
        ("news.bbc.co.uk", "/x"),
        ("news.bbc.co.uk", ""),
        ("bbc.co.uk", "/x/y"),
        ("bbc.co.uk", "/x"),
        ("bbc.co.uk", ""),
    ]


@pytest.mark.parametrize(
    ("host", "owners"),
    [
        ("independent.co.uk", ["independent.co.uk"]),
        ("gov.uk", ["gov.uk"]),
        ("voices.blogspot.com", ["voices.blogspot.com"]),
        ("m.voices.blogspot.com", ["m.voices.blogspot.com", "voices.blogspot.com"]),
        ("live.courier.example", ["live.courier.example", "courier.example"]),
        ("courier.example", ["courier.example"]),
    ],
)
def test_candidates_stop_at_the_public_suffix(host, owners):
    assert domain_candidates(host, "") == [(owner, "") for owner in owners]


def test_candidates_are_few_however_long_the_address():
    assert len(domain_candidates(".".join("abcdefghijklmnop") + ".com", "/x" * 500)) == 35
