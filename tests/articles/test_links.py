"""What captured texts link to: which held article that is, and which articles link to one."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from articles import merging
from articles.addresses import canonical
from articles.models import Arrival, Article, Link
from tests.factories import make_article, make_link, make_outlet, make_user

pytestmark = pytest.mark.django_db


def held(article):
    return {link.address: link.held_article_id for link in article.links.with_held_article()}


def test_the_held_article_is_found_by_its_address():
    linking, linked = make_article(), make_article(address="https://post.example/lorries")
    make_link(linking, "http://www.post.example/lorries/?utm_source=x")
    make_link(linking, "https://post.example/trucks")
    assert held(linking) == {"http://www.post.example/lorries/": linked.pk, "https://post.example/trucks": None}
    assert list(Article.objects.linking_to(linked)) == [linking]


def test_the_held_article_is_found_by_an_address_that_led_to_it():
    linking, linked = make_article(), make_article(address="https://post.example/lorries")
    short = "https://p.example/x1"
    Arrival.objects.create(address=short, address_key=canonical(short).key, article=linked, state="stored")
    make_link(linking, short)
    assert held(linking) == {short: linked.pk}
    assert list(Article.objects.linking_to(linked)) == [linking]


def test_links_follow_merges_and_stay_with_their_text():
    outlet, editor = make_outlet(), make_user("Staff")
    old, new = (make_article(outlet, address=f"https://post.example/{name}") for name in ("old", "new"))
    linking, kept = make_article(outlet), make_article(outlet)
    link = make_link(linking, "https://post.example/old")

    first = merging.merge("article", new.pk, old.pk, by=editor, reason="The same piece.")
    merging.merge("article", kept.pk, linking.pk, by=editor, reason="The same piece.")

    assert held(linking) == {"https://post.example/old": new.pk}
    assert list(Article.objects.linking_to(new)) == [kept]
    assert Link.objects.get().revision == linking.current_revision()
    merging.undo(first, by=editor)
    assert held(linking) == {link.address: old.pk}
    assert not Article.objects.linking_to(new).exists()


def test_an_article_that_links_to_itself_is_no_other():
    article = make_article(address="https://post.example/lorries")
    make_link(article, "https://post.example/lorries")
    assert not Article.objects.linking_to(article).exists()


def test_a_link_lies_in_its_text_and_is_never_overwritten():
    article, other = make_article(), make_article()
    for wrong in ({"article_id": other.pk}, {"spans": [[0, 10_000]]}, {"spans": [[5, 3]]}, {"words": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_link(article, "https://post.example/x", **wrong)
    link = make_link(article, "https://post.example/x")
    with pytest.raises(Exception, match="Cannot update rows"), transaction.atomic():
        Link.objects.filter(pk=link.pk).update(words="other")


# --- on the page ------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(client):
    client.force_login(make_user("Researchers"))
    return client


def test_the_page_lists_links_and_marks_those_to_held_articles(reader):
    linking, linked = make_article(), make_article(title="Lorries", address="https://post.example/lorries")
    make_link(linking, linked.address, "told the Courier")
    make_link(linking, "https://post.example/trucks", "<b>Harbour Post</b>")

    html = reader.get(f"/articles/{linking.pk}/").content.decode()

    section = html[html.index('id="links-h"') :].partition("</section>")[0]
    assert f'held: <a href="/articles/{linked.pk}/" dir="auto">Lorries</a>' in section
    assert '<a href="https://post.example/trucks" rel="noreferrer noopener external">' in section
    assert "&lt;b&gt;Harbour Post&lt;/b&gt;" in section
    other = reader.get(f"/articles/{linked.pk}/").content.decode()
    assert "Links in the text" not in other
    assert f'href="/articles/{linking.pk}/"' in other[other.index('id="linking-h"') :].partition("</section>")[0]


def test_the_page_needs_the_same_queries_at_one_and_three_links(reader, connection_queries):
    few, many = make_article(), make_article()
    for article, number in ((few, 1), (many, 3)):
        for _ in range(number):
            make_link(article, make_article().address)
            make_link(make_article(), article.address)
    counts = [connection_queries(lambda one=one: reader.get(f"/articles/{one.pk}/")) for one in (few, many)]
    assert counts[0] == counts[1]
