import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.addresses import canonical

ONE = "https://www.independent.co.uk/news/gaza-call-ups-b2.html"


@pytest.mark.parametrize(
    "address",
    [
        ONE,
        "http://independent.co.uk/news/gaza-call-ups-b2.html",
        "HTTPS://WWW.Independent.CO.UK:443/news/gaza-call-ups-b2.html",
        "http://www.independent.co.uk:80/news/gaza-call-ups-b2.html",
        ONE + "/",
        ONE + "#comments",
        ONE + "?utm_source=x&utm_medium=y&fbclid=z",
        ONE + "?CMP=share&at_campaign=64",
        ONE + "?",
        ONE + "/amp",
        ONE + "?amp",
        ONE + ";jsessionid=1A2B?amp=1",
        "https://amp.independent.co.uk/news/gaza-call-ups-b2.html",
        "https://independent.co.uk./news//x/../gaza%2Dcall-ups-b2.html",
        f"  {ONE}\n",
    ],
)
def test_two_addresses_that_are_one(address):
    assert canonical(address).key == "independent.co.uk/news/gaza-call-ups-b2.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a", "https://x.example/A"),
        ("https://x.example/a?id=1", "https://x.example/a?id=2"),
        ("https://x.example/a?gallery=1", "https://x.example/a?gallery=2"),
        ("https://x.example/a?reference=1", "https://x.example/a"),
        ("https://x.example/story?1234", "https://x.example/story?1235"),
        ("https://x.example/a?q=%E8", "https://x.example/a?q=%E9"),
        ("https://x.example/a?b=1&b=2", "https://x.example/a?b=2&b=1"),
        ("https://x.example/a%2Fb", "https://x.example/a/b"),
        ("https://x.example/#!/1", "https://x.example/#!/2"),
        ("https://x.example:8080/a", "https://x.example/a"),
        ("https://x.example/topics/amp", "https://x.example/topics"),
        ("https://www.x.example/a", "https://live.x.example/a"),
    ],
)
def test_two_addresses_that_are_two(one, other):
    assert canonical(one).key != canonical(other).key


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (ONE, ONE),
        ("http://X.example", "http://x.example/"),
        ("https://x.example/a/", "https://x.example/a/"),
        ("https://x.example/a?page=2&id=7&utm_source=x#top", "https://x.example/a?id=7&page=2"),
        ("https://x.example/a?1234", "https://x.example/a?1234"),
        ("https://bücher.example/é?ü=ß", "https://xn--bcher-kva.example/%C3%A9?%C3%BC=%C3%9F"),
        ("https://x.example/a_(b)%20c%zz", "https://x.example/a_(b)%20c%25zz"),
        ("https://x.example/a?u=https://y.example/", "https://x.example/a?u=https://y.example/"),
    ],
)
def test_address_that_is_kept(address, kept):
    assert canonical(address).address == kept


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("independent.co.uk/news", "start with http:// or https://"),
        ("//independent.co.uk/news", "start with http:// or https://"),
        ("javascript:alert(1)", "start with http:// or https://"),
        ("JavaScript://x.example/%0aalert(1)", "start with http:// or https://"),
        ("data:text/html,x", "start with http:// or https://"),
        ("mailto:desk@x.example", "start with http:// or https://"),
        ("https:x.example/a", "start with http:// or https://"),
        ("https://user:secret@x.example/", "before the @"),
        ("https://", "no host name"),
        ("https:///a", "no host name"),
        ("https://independent/", "no host name"),
        ("https://-x.example/", "no host name"),
        ("https://10.0.0.1/", "no host name"),
        ("https://[::1]/", "no host name"),
        ("https://[x/", "cannot be read"),
        ("https://x.example:99999/", "cannot be read"),
        ("https://x.example/a b", "a space at character 20"),
        ("https://x.example/\x00", "U+0000"),
        ("https://x.example/a\nb", "U+000A"),
        ("https://x.example/\u202ea", "U+202E"),
        ("https://x.example/<script>", "<"),
        ("https://x.example\\@y.example/", "\\"),
        ("https://x.example/" + "a" * 2000, "2,018 characters"),
        ("https://x.example/" + "é" * 500, "longer than 2000"),
    ],
)
def test_address_that_is_refused(address, words):
    with pytest.raises(ValueError, match=r".") as refusal:
        canonical(address)
    assert words in str(refusal.value)


@given(st.text(), st.text(), st.text())
def test_what_is_kept_is_canonical(path, query, fragment):
    try:
        once = canonical(f"https://www.x.example/{path}?{query}#{fragment}")
    except ValueError:
        return
    assert canonical(once.address) == once
