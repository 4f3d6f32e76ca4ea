import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.matching import read, score


def test_one_happening_in_other_words():
    told = score(
        read("A fire killed at least three people in Leeds on Monday, police said."), read("Three dead in Leeds blaze")
    )
    other = score(read("A fire killed at least three people in Leeds on Monday, police said."), read("Two die in York"))
    assert told.value > 0.5 > other.value
    kinds = {reason.kind: reason.words for reason in told.reasons}
    assert kinds["names"] == ("Leeds",)
    assert {"killed"} <= set(kinds["event words"])


@pytest.mark.parametrize("language", ["", "en", "de", "xx"])
@given(first=st.text(), second=st.text())
def test_any_two_texts_have_one_score(language, first, second):
    a, b = read(first, language=language), read(second, language=language)
    there, back = score(a, b), score(b, a)
    assert there.value == pytest.approx(back.value)
    assert 0 <= there.value <= 1
    assert {reason.kind for reason in there.reasons} == {reason.kind for reason in back.reasons}
