"""Pages as bytes: what is read of them, and what is refused by name."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest.pages import MAX_BYTES, NoArticle, PageLink, read_page

HERE = "https://www.lindmar.example/news/quay-1"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BODY = (
    "<p>The harbour council voted on Friday to close the northern quay, "
    'said <a href="/people/7">mayor Anna Voss</a>.</p>'
    "<p>“We had no choice,” she told the Lindmar Post, which first reported the plan in the spring of last year.</p>"
    "<p>Fishermen who use the quay said they would appeal. Their lawyer called the vote a surprise to everybody.</p>"
)


def page(body=BODY, head="", title="<h1>Quay to close</h1>"):
    article = f"<article>{title}{body}</article>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{article}</body></html>'.encode()


def read(body, **more):
    return read_page(body, **{"address": HERE, "now": NOW, **more})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><body></body></html>", "empty"),
        (b"%PDF-1.7 ...", "not-text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not-text"),
        (b"PK\x03\x04\0\0", "not-text"),
        (bytes(range(256)) * 20, "not-text"),
        (b"<html><body><div id=app></div><script>start()</script></body></html>", "script-only"),
        (page("<p>The page you asked for is gone.</p>", title="<h1>Page not found</h1>"), "error-page"),
        (page("<p>Die Seite gibt es hier nicht mehr.</p>", title="<h1>404: Seite nicht gefunden</h1>"), "error-page"),
        (page("<p>The council met.</p><p>Subscribe to continue reading this and every article.</p>"), "wall"),
        (page("<p>Der Rat tagte am Freitag.</p><form><input type=password></form>"), "wall"),
        (page("<p>The council met on Friday.</p>"), "short"),
        (b"x" * (MAX_BYTES + 1), "large"),
        (page("<p>word</p>" * 21_000), "large"),
        (page("<p>" + "word " * 210_000), "large"),
        (page("<div>" * 1000 + BODY), "deep"),
    ],
)
def test_what_is_no_article_is_refused_by_name(body, reason):
    with pytest.raises(NoArticle) as refused:
        read(body)
    assert refused.value.reason_code == reason
    assert refused.value.sentence.endswith(".")


def test_an_article_about_a_wall_is_an_article():
    long = BODY + "<p>The paper asks readers to subscribe to continue. </p>" + BODY.replace("quay", "pier") * 4
    assert "northern quay" in read(page(long)).text


def test_title_text_and_links():
    found = read(page())
    assert found.title == "Quay to close"
    assert found.text.split("\n\n")[0] == (
        "The harbour council voted on Friday to close the northern quay, said mayor Anna Voss."
    )
    assert len(found.text.split("\n\n")) == 3
    assert found.links == (PageLink("https://www.lindmar.example/people/7", "mayor Anna Voss", 69),)


def linked(found):
    """The words of each link, and those that stand where it says its words stand."""
    return [
        (link.words, link.start if link.start is None else found.text[link.start :][: len(link.words)])
        for link in found.links
    ]


def test_links_know_where_their_words_stand():
    body = (
        "<p>Anna Voss spoke of <em>the <a href='https://a.example/1'>old\n  and new</a></em> quay, and of "
        "the<a href='https://b.example/2'>quay</a>side; the <a href='https://c.example/3'>quay</a> is full.</p>"
        "<p>The <a href='mailto:x@y.example'>mayor</a> wrote of it, and so did <a href='?page=2'>the port</a>.</p>"
        + BODY
    )
    found = read(page(body))
    assert [link.address for link in found.links] == [
        "https://a.example/1",
        "https://b.example/2",
        "https://c.example/3",
        "https://www.lindmar.example/news/quay-1?page=2",
        "https://www.lindmar.example/people/7",
    ]
    assert [words for words, _there in linked(found)] == [there for _words, there in linked(found)]
    assert [link.start for link in found.links] == sorted(link.start for link in found.links)


def test_links_of_what_is_taken_out_of_the_text_have_no_place():
    head = '<meta name="description" content="The council met again.">'
    body = '<p class="standfirst">The <a href="/council">council</a> met again.</p>' + BODY
    assert linked(read(page(body, head))) == [("council", None), ("mayor Anna Voss", "mayor Anna Voss")]


def test_menus_and_teasers_around_the_text_bring_no_links():
    teasers = "".join(f"<li><a href='/teaser/{at}'>Teaser {at} of the day</a></li>" for at in range(20))
    body = page().decode().replace("<body>", f"<body><nav><ul>{teasers}</ul></nav>")
    body = body.replace("</article>", f"</article><aside class='related'><ul>{teasers}</ul></aside><footer>"
                        "<a href='/imprint'>Imprint</a></footer>")  # fmt: skip
    assert [link.words for link in read(body.encode()).links] == ["mayor Anna Voss"]


def ld(words):
    return f'<script type="application/ld+json">{words}</script>'


def test_metadata_in_a_graph():
    head = ld(
        '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "datePublished": "2025-09-05T10:30:00+02:00",'
        ' "author": [{"@type": "Person", "name": "Ann Miller"}, {"@type": "Organization", "name": "Nordwire"}],'
        ' "creditText": "Nordwire/Lindmar"}]}'
    )
    found = read(page(head=head))
    assert (found.byline, found.credits) == ("Ann Miller", ("Nordwire/Lindmar", "Nordwire"))
    assert (found.published_at, found.precision) == (datetime(2025, 9, 5, 8, 30, tzinfo=UTC), "minute")


def test_broken_metadata_is_passed_over():
    assert read(page(head=ld('{"@type": "NewsArticle", "headline": '))).title == "Quay to close"


@pytest.mark.parametrize("said", ["2025-09-05", "2025-09-05T00:00:00+02:00", "2025-09-05T23:30:00"])
def test_a_day_is_never_shifted(said):
    found = read(page(head=f'<meta property="article:published_time" content="{said}">'))
    assert (found.published_at, found.precision) == (datetime(2025, 9, 5, tzinfo=UTC), "day")


def test_site_name_is_cut_off_the_title():
    head = '<title>Quay to close | The Post</title><meta property="og:site_name" content="The Post">'
    assert read(page(head=head, title="")).title == "Quay to close"


def test_a_description_is_a_standfirst_only_where_printed():
    head = '<meta name="description" content="The council sat all night.">'
    assert read(page(head=head)).standfirst == ""
    assert read(page("<p>The council sat all night.</p>" + BODY, head=head)).standfirst == "The council sat all night."


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/news/quay?utm_source=x", "https://www.lindmar.example/news/quay"),
        ("https://lindmar.example/q", "https://lindmar.example/q"),
        ("https://elsewhere.example/q", ""),
        ("/", ""),
    ],
)
def test_canonical_address_is_of_the_same_site(said, kept):
    assert read(page(head=f'<link rel="canonical" href="{said}">')).canonical == kept


@pytest.mark.parametrize("notice", ["Correction: the vote was on Friday.", "Korrektur: Die Wahl war am Freitag."])
def test_notices_are_kept_as_printed(notice):
    assert read(page(f"{BODY}<p>{notice}</p>")).notices == (notice,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("header", ["text/html; charset=utf-8", "text/html; charset=koi8-r", ""])
def test_encoding_by_the_bytes(encoding, header):
    words = "<p>Die Prüfer müssen über größere Beträge als früher entscheiden, "
    words += "erklärte Bürgermeisterin Voß „für alle“ am Abend.</p>"
    body = f'<html lang="de"><head><meta charset="{encoding.removesuffix("-sig")}"></head>'
    body += f"<body><article><h1>Größe</h1>{words}"
    body += words.replace("Prüfer", "Räte") + words.replace("Prüfer", "Wähler") + "</article></body></html>"
    found = read(body.encode(encoding), content_type=header)
    assert found.title == "Größe"
    assert "Bürgermeisterin Voß „für alle“" in found.text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(body):
    with suppress(NoArticle):  # any other error fails
        assert read(body).text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mutated_pages_are_read_or_refused(data):
    body = bytearray(
        page(head=ld('{"@type": "NewsArticle", "author": [{"name": "A"}], "datePublished": "2025-09-05"}'))
    )
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.sampled_from([b"", b"<", b"\0", b"</p>", b'"', b"\xff"])
        )
    with suppress(NoArticle):  # any other error fails
        assert read(bytes(body)).text
