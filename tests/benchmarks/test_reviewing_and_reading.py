"""What the bench says of the review desk and of the reader."""

import pytest

from benchmarks import reading, report, reviewers
from benchmarks.reader import Failed

TOLD = {
    "articles": 12,
    "characters": 60000,
    "ours": 250.0,
    "spacy": 10.0,
    "spacy_is": "spaCy 3.8, parser alone",
    "seconds_1000000": 1.0,
    "seconds_10000000": 10.5,
    "memory_mb": 0.4,
}


def test_the_reader_is_told_beside_spacy():
    text = reading.sentences(TOLD)
    assert "**250 articles a second**" in text
    assert "10.0 articles a second; 25.0 x (met)" in text
    assert "10.5 x the time for 10 x the length" in text
    assert "0.4 MB" in text


def test_what_is_too_slow_or_not_there_is_said():
    assert "12.5 x (**not met**: 20 x is asked)" in reading.sentences(TOLD | {"spacy": 20.0})
    told = reading.sentences(TOLD | {"spacy": None, "spacy_is": "spaCy is not installed"})
    assert "Beside it nothing: spaCy is not installed." in told


def test_an_item_is_read_off_the_page():
    html = '<section data-kind="statement" data-id="12"><input type="hidden" name="version" value="3"></section>'
    assert reviewers._item(html) == ("statement", "12", "3")
    assert reviewers._item('<section data-kind="credit" data-id="5">') == ("credit", "5", "")
    with pytest.raises(Failed):
        reviewers._item("<section>")


def test_the_review_desk_is_told():
    told = {"reviewers": 10, "decisions": 600, "per_minute": 1234.5, "median_ms": 200.4, "p99_ms": 900.6}
    text = report.review_sentence(10_000, told)
    assert "10 reviewers at once, a corpus of 10,000 articles: 600 decisions, 1,234 a minute together." in text
    assert "200 ms (median; 99th percentile 901 ms)" in text
