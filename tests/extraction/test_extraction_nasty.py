# ruff: noqa: E501, SIM905 - words in lists of one a line would fill pages
"""No text makes it fail, run on, or point beside what was printed."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.extraction import extract, languages
from articles.extraction.lexicon import lexicon
from articles.extraction.tokens import _TOKEN, read

NASTY = [
    "",
    " ",
    "\n\n\n",
    "\0",
    '"',
    '"""""""',
    "“““““",
    "“”“”“”",
    "'''''''",
    "said",
    "said said said said",
    ", said",
    "according to",
    "according to,",
    "told",
    "told the",
    "He told",
    "X said:",
    "X said,",
    "X said that",
    "X said, that,",
    "citing",
    "Reuters reported, citing",
    "-: - : -",
    "A: B",
    "Q: Did he say so? A: He said no. Q: Why? A: I said so.",
    "THE MAYOR SAID THAT THE QUAY WAS LOST. “IT IS,” SHE SAID.",
    "<p>The mayor <b>said</b> that &quot;the quay&quot; was lost.</p><script>if (a > b) { said(); }</script>",
    "The mayor said\r\nthat the quay\r\nwas lost.\r\n\r\n“Yes,” she said.\r\n",
    "The may\u00ador sa\u00adid that the quay was lo\u00adst.",
    "The\u00a0mayor\u00a0said\u00a0that\u200b the quay was lost.",
    "The mayor said 🙂 “the 👩‍👩‍👧‍👦 quay” was lost 🙂.",
    "Ine\u0301s said that the qua\u0308y was lost.",
    "\u202eThe mayor said that the quay was lost.\u202c",
    "The mayor \ud800 said that the quay \udfff was lost.",
    "| a | said | b |\n|---|---|---|\n| x | told | y |",
    "1. said\n2. told\n3. according to",
    "def said(x): return 'told' + \"said\"",
    "“One.\n\n“Two.\n\n“Three,” she said.",
    "„Eins“, sagte sie, „zwei“, sagte er, „drei",
    "teilte mit",
    "Die Stadt teilte",
    "wie",
    "wie sie sagte",
    "zufolge",
    "Nach Angaben",
    "Laut",
    ", so",
    "heißt es",
    "İstanbul said that İ was lost. ß said that ẞ was.",
    "ﬁre said the ﬂood was over",
]  # fmt: skip


def _check(text: str, language: str) -> None:
    found = extract(text, language=language)
    size = len(text)
    for row in found["attributions"]:
        spans = [*row["content"], *row["cue_all"], *([row["source"]] if row["source"] else [])]
        spans += [figure["span"] for figure in row["figures"]] + [via["span"] for via in row["via"] if via["span"]]
        assert all(0 <= start < end <= size for start, end in spans)
        assert row["content"] or row["polarity"] == "declined"
        for figure in row["figures"]:
            assert text[slice(*figure["span"])] == figure["text"]
        assert 0 <= row["confidence"] <= 1
    for credit in found["credits"]:
        assert text[slice(*credit["span"])] == credit["text"]
        assert text[slice(*credit["name_span"])] == credit["credited_to"]
    for number in range(len(found["attributions"])):
        seen, at = set(), number
        while at is not None:
            assert at not in seen, "statements lie within each other in a circle"
            seen.add(at)
            at = found["attributions"][at]["within"]


@pytest.mark.parametrize("language", ["", *languages()])
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_texts(text, language):
    _check(text, language)


_WORDS = st.sampled_from(
    "The mayor said that told Reuters according to “ ” \" ' ‘ ’ „ « » , . : ; ? ! ( ) - – \n \n\n He she they it Talbot "
    "Leo Marsh citing quoted as saying described accused of was has not reported reportedly who which and but in a "
    "statement on Friday 400 families both groups Both the newspaper sagte die Stadt teilte mit dass laut Angaben nach "
    "zufolge wie berichtet so habe sei heißt es wurde bekannt von declined comment claims cite (AP) By Photo: "
    "\u00ad \u200b \0 🙂 e\u0301 İ".split(" ")
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_WORDS, max_size=60), st.sampled_from(["", *languages()]))
def test_words_of_the_rules_in_any_order(words, language):
    _check(" ".join(words), language)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", *languages()]))
def test_any_text(text, language):
    _check(text, language)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_tokens_are_what_was_printed(text):
    cut = read(text, lexicon("en"))
    assert [text[start:end] for start, end in zip(cut.starts, cut.ends, strict=True)] == cut.raw
    covered = [at for sentence in cut.sentences for at in range(sentence.first, sentence.last)]
    assert covered == list(range(len(cut.raw)))


_FORTY = (
    "Мост закрыт. Міст закрито. 桥已关闭。 橋は閉鎖された。 다리가 폐쇄되었다. الجسر مغلق. הגשר סגור. पुल बंद है। সেতু বন্ধ। பாலம் மூடப்பட்டது. "
    "สะพานปิด Cầu đóng. Köprü kapalı. Γέφυρα κλειστή. Կամուրջը փակ է։ ხიდი დაკეტილია. پل بسته است. پل بند ہے۔ Most je zatvoren. "
    "Most jest zamknięty. Híd zárva. Podul este închis. Silta on suljettu. Sild on suletud. Tilts slēgts. Tiltas uždarytas. "
    "Bron är stängd. Broen er stengt. Brúin er lokuð. De brug is dicht. Le pont est fermé. El puente. A ponte. Il ponte è chiuso. "
    "Zubia itxita. El pont tancat. Daraja limefungwa. Ibhuloho ivaliwe. Jembatan ditutup. Гүүр хаалттай."
).split(".")


@pytest.mark.parametrize("text", _FORTY)
def test_forty_languages(text):
    _check(f"{text}. «{text}», {text}: “{text}”.", "")


@pytest.mark.parametrize(
    "unit", ["said ", "“", "’", "( ", "the ", ", ", "A. ", "and the ", "\n“a ", "who said that ", "1,"]
)
def test_work_grows_no_faster_than_the_text(unit):
    """Lines of Python run, not seconds: ten times the text at most twelve times the lines."""
    lines = []
    for times in (300, 3000):
        text = unit * times
        lines.append(_lines_run(text))
    assert lines[1] <= 12 * lines[0]


def _lines_run(text: str) -> int:
    count = 0

    def trace(frame, event, _):
        nonlocal count
        count += 1
        return trace if "extraction" in frame.f_code.co_filename else None

    extract("The mayor said so.", language="en")  # word lists are read once
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(text, language="en")
    finally:
        sys.settrace(before)
    return count


def test_the_token_pattern_has_no_nested_repetition_that_backtracks():
    assert len(_TOKEN.findall("a." * 20_000 + "-" * 20_000 + "1," * 20_000)) < 80_000
