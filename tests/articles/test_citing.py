"""Which very article is cited: by link, by quoted words, by an editor's word; and what chains make of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles import citing, lineages, marking, merging, origins, steps, tracing
from articles.marking import Credited, StatementData, ViaData, Who
from articles.models import Cited, ClaimLineage, Credit, Job, Origin
from sources.models import Affiliation, Ownership
from tests.factories import (
    make_article,
    make_claim,
    make_credit,
    make_link,
    make_outlet,
    make_source,
    make_statement,
    make_user,
    span_of,
)

pytestmark = pytest.mark.django_db
QUOTE = "we shall not pay a single crown for this bridge"
BODY = f"The mayor spoke. “{QUOTE}”, said the mayor, the Post reported.\n\nThe Post also wrote of the harbour."


def at(hour):
    return dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC)


@pytest.fixture
def post():
    return make_outlet("The Post")


@pytest.fixture
def upstream(post):
    return make_article(post, body=f"“{QUOTE}”, said the mayor.", published_at=at(8))


def cited(article):
    return list(Cited.objects.filter(citing=article, dropped_at=None).values_list("article", "basis"))


def test_a_link_to_an_article_of_the_credited_outlet(post, upstream):
    article = make_article(body=BODY, published_at=at(9))
    statement = make_statement(article, "The mayor spoke", to=post)
    make_link(article, upstream, "the Post reported")
    make_link(article, make_article(make_outlet("Another")), "the harbour")
    assert citing.resolve([article.pk]) == {article.pk}
    assert cited(article) == [(upstream.pk, "hyperlink")]
    assert citing.resolve([article.pk]) == set()
    marking.decide_statement(statement, "rejected", by=make_user(), reason="No.")
    citing.resolve([article.pk])
    assert cited(article) == []


def test_of_two_links_the_one_in_the_same_paragraph_tells(post, upstream):
    article = make_article(body=BODY, published_at=at(9))
    make_statement(article, "The mayor spoke", to=post)
    make_link(article, make_article(post, published_at=at(7)), "wrote of the harbour")
    make_link(article, upstream, "the Post reported")
    citing.resolve([article.pk])
    assert cited(article) == [(upstream.pk, "hyperlink")]
    # two in one paragraph: nothing is guessed
    make_link(article, make_article(post, published_at=at(6)), "said the mayor")
    citing.resolve([article.pk])
    assert cited(article) == []


def test_the_same_quoted_words_in_one_earlier_article(post, upstream):
    article = make_article(body=BODY, published_at=at(9))
    make_statement(article, QUOTE, to=make_source("Ada Lund", "person"), via=post)
    make_article(make_outlet("Another"), body=f"“{QUOTE}”", published_at=at(7))
    make_article(post, body=f"“{QUOTE}”, again", published_at=at(12))
    citing.resolve([article.pk])
    assert cited(article) == [(upstream.pk, "quoted words")]
    make_article(post, body=f"“{QUOTE}”, earlier", published_at=at(7))
    citing.resolve([article.pk])
    assert cited(article) == []


def test_a_few_words_and_words_without_marks_tell_nothing(post):
    make_article(post, body="“We have no choice” was what the mayor said of the bridge", published_at=at(8))
    article = make_article(body=BODY + " “We have no choice”, it said. It was what the mayor said of the bridge.")
    make_statement(article, "We have no choice", to=post)
    make_statement(article, "It was what the mayor said of the bridge", to=post)
    citing.resolve([article.pk])
    assert cited(article) == []


def test_an_outlet_that_speaks_for_itself_and_a_person_cite_nothing(post, upstream):
    article = make_article(body=BODY)
    make_link(article, upstream, "the Post reported")
    make_statement(article, "The mayor spoke", credited=(Credited(Who(source=post.pk), speaks_as="party"),))
    make_statement(article, QUOTE, to=make_source("Ada Lund", "person"))
    citing.resolve([article.pk])
    assert cited(article) == []


def test_an_article_that_comes_later_is_found_by_the_links_to_it(post):
    article = make_article(body=BODY, published_at=at(9))
    make_statement(article, "The mayor spoke", to=post)
    address = "https://post.example/bridge"
    late = make_article(post, address=address, published_at=at(8))
    make_link(article, late, "the Post reported")
    tracing.arrived(late.pk)
    assert cited(article) == [(late.pk, "hyperlink")]


def test_an_editors_word_goes_before_and_can_be_taken_back(post, upstream):
    editor = make_user()
    article = make_article(body=BODY, published_at=at(9))
    claim = make_claim()
    statement = make_statement(article, "The mayor spoke", to=post, by=editor)
    for one in (statement, make_statement(upstream, "said the mayor")):
        marking.judge(one, claim, "same", by=editor)
    make_link(article, upstream, "the Post reported")
    citing.resolve([article.pk])
    attribution = statement.attributions.get()
    other = make_article(post, published_at=at(7))
    citing.cite(attribution, other, by=editor)
    attribution.refresh_from_db()
    assert attribution.cited_article == other
    assert lineages.of_claim(claim).through(statement.pk) == []  # the other one makes no such claim
    # taken back: the page speaks again
    steps.undo(article, by=editor)
    assert lineages.of_claim(claim).through(statement.pk) == [upstream.pk]
    attribution.refresh_from_db()
    citing.cite(attribution, None, by=editor)
    citing.resolve([article.pk])
    assert cited(article) == []
    assert lineages.of_claim(claim).through(statement.pk) == []


def test_what_an_editor_said_outlives_an_edit_of_the_statement(post, upstream):
    editor = make_user()
    article = make_article(body=BODY)
    statement = make_statement(article, "The mayor spoke", to=make_source("Ada", "person"), via=post, by=editor)
    citing.cite(statement.vias.get(), upstream, by=editor)
    statement.refresh_from_db()
    words = (span_of(article, "The mayor spoke."),)
    data = StatementData(
        words, credited=(Credited(Who(printed_name="Ada")),), vias=(ViaData(Who(source=post.pk), "words"),)
    )
    marking.edit_statement(statement, data, by=editor)
    assert statement.vias.get().cited_article == upstream


@pytest.mark.parametrize("wrong", ["itself", "another outlet", "a person"])
def test_what_cannot_be_cited_is_refused(post, upstream, wrong):
    article = make_article(make_outlet("The Courier"), body=BODY)
    to = make_source("Ada", "person") if wrong == "a person" else post
    statement = make_statement(article, "The mayor spoke", to=to)
    what = {"itself": article, "another outlet": make_article(), "a person": upstream}[wrong]
    with pytest.raises(ValidationError):
        citing.cite(statement.attributions.get(), what, by=make_user())


def test_a_passage_cites_the_article_it_retells(post, upstream):
    editor = make_user()
    article = make_article(make_outlet("The Courier"), body=BODY, published_at=at(9))
    claim = make_claim()
    retold = make_statement(article, "The mayor spoke", to=Who(descriptor="two officials"), by=editor)
    passage = make_credit(article, "passage", post, "The mayor spoke. ", by=editor)
    marking.judge(retold, claim, "same", by=editor)
    marking.judge(
        make_statement(upstream, "said the mayor", to=make_source("Ada Lund", "person")), claim, "same", by=editor
    )
    citing.cite(passage, upstream, by=editor)
    assert lineages.of_claim(claim).through(retold.pk) == [upstream.pk]


def test_plain_fact_in_an_article_that_links_upstream_has_lost_its_attribution(post, upstream):
    editor = make_user()
    article = make_article(make_outlet("The Courier"), body=BODY, published_at=at(9))
    claim = make_claim()
    plain = make_statement(article, "The mayor spoke", voice="own voice", by=editor)
    source = make_statement(upstream, "said the mayor", to=make_source("Ada Lund", "person"), by=editor)
    for one in (plain, source):
        marking.judge(one, claim, "same", by=editor)
    make_link(article, upstream, "the Post reported")
    tracing.trace([article.pk])
    assert ClaimLineage.objects.get(claim=claim).warnings == ["lost attribution"]
    rows = Origin.objects.filter(claim=claim).values_list("statement", "kind", "source__name", "is_own")
    assert set(rows) == {(source.pk, "traced", "Ada Lund", True), (plain.pk, "traced", "Ada Lund", False)}


def test_rows_kept_by_edits_are_those_counted_anew(post, upstream):
    editor = make_user()
    claim, other = make_claim(), make_claim()
    article = make_article(make_outlet("The Courier"), body=BODY, published_at=at(9))
    first = make_statement(upstream, "said the mayor", to=make_source("Ada Lund", "person"), by=editor)
    second = make_statement(article, "The mayor spoke", to=post, by=editor)

    def jobs():
        """Runs what the edits have enqueued, as a worker would."""
        for job in Job.objects.filter(task_name="trace", status="todo").order_by("pk"):
            tracing.trace(job.args["article_ids"])
        Job.objects.filter(task_name="trace").delete()
        assert list(origins.differences()) == []

    def figures(claim):
        return ClaimLineage.objects.filter(claim=claim).values_list("recorded", "unknown", "articles").first()

    marking.judge(first, claim, "same", by=editor)
    match = marking.judge(second, claim, "same", by=editor)
    jobs()
    assert figures(claim) == (1, 1, 2)
    make_link(article, upstream, "the Post reported")
    marking.judge(second, other, "same", by=editor)
    jobs()
    assert figures(claim) == (1, 0, 2)
    assert figures(other) == (0, 1, 1)
    marking.withdraw_judgement(match, by=editor)
    jobs()
    assert figures(claim) == (1, 0, 1)
    marking.remove_statement(first, by=editor)
    jobs()
    assert figures(claim) == (0, 0, 0)
    assert not Origin.objects.filter(claim=claim).exists()
    steps.undo(upstream, by=editor)
    jobs()
    assert figures(claim) == (1, 0, 1)


def test_owners_and_affiliations_that_change_are_followed():
    """Neither is an edit of an article; the claims that they concern are counted anew, once, and no others."""
    by, group, body = make_user(), make_source("The Group"), make_source("The Ministry")
    outlets, people = [make_outlet(), make_outlet()], [make_source(kind="person"), make_source(kind="person")]
    claim, other = make_claim(), make_claim()
    for outlet, person in zip(outlets, people, strict=True):
        marking.judge(make_statement(make_article(outlet), to=person, by=by), claim, "same", by=by)
    elsewhere = make_article(make_outlet())
    marking.judge(make_statement(elsewhere, by=by), other, "same", by=by)
    origins.refresh([claim.pk, other.pk])
    long_ago = timezone.now() - dt.timedelta(days=1)

    def followed():
        """How many claims are counted anew, and families and fewest origins of the one concerned."""
        ClaimLineage.objects.update(counted_at=long_ago)
        return tracing.follow_directory(), ClaimLineage.objects.values_list("families", "least").get(claim=claim)

    assert followed() == (0, (2, 2))
    owned = [Ownership.objects.create(outlet=outlet, owner=group) for outlet in outlets]
    assert followed() == (1, (1, 2))
    ClaimLineage.objects.filter(claim=claim).update(counted_at=timezone.now() + 2 * tracing.SETTLED)
    assert tracing.follow_directory() == 0
    for person in people:
        Affiliation.objects.create(member=person, organisation=body)
    assert followed() == (1, (1, 1))
    # what a row named before it was changed is concerned, too
    Ownership.objects.filter(pk=owned[0].pk).update(outlet=make_outlet())
    assert followed() == (1, (2, 1))
    owned[1].delete()
    Affiliation.objects.all().delete()
    assert followed() == (1, (2, 2))
    assert ClaimLineage.objects.get(claim=other).counted_at == long_ago
    # a change that concerns others leaves alone what was counted since its own
    ClaimLineage.objects.filter(claim=claim).update(counted_at=timezone.now() + 2 * tracing.SETTLED)
    later = timezone.now() + 4 * tracing.SETTLED
    owner = Ownership.objects.create(outlet=elsewhere.outlet, owner=group)
    Ownership.pgh_event_model.objects.filter(pgh_obj_id=owner.pk).update(pgh_created_at=later)
    assert tracing.follow_directory() == 1
    assert ClaimLineage.objects.get(claim=other).counted_at > long_ago
    assert list(origins.differences()) == []


def test_a_source_merged_in_the_middle_of_a_chain_changes_no_origin(post, upstream):
    """The Courier has it from The Post, which is stored twice."""
    staff, claim, double = make_user("Staff"), make_claim(), make_outlet("The Past")
    article = make_article(make_outlet("The Courier"), body=BODY, published_at=at(9))
    make_link(article, upstream, "the Post reported")
    first = make_statement(upstream, "said the mayor", to=make_source("Ada Lund", "person"), by=staff)
    second = make_statement(article, "The mayor spoke", to=double, by=staff)
    for statement in (first, second):
        marking.judge(statement, claim, "same", by=staff)

    def found():
        tracing.trace([article.pk, upstream.pk])
        assert list(origins.differences()) == []
        rows = Origin.objects.filter(claim=claim, statement=second)
        return list(rows.values_list("kind", "source__name", "last_known__name"))

    assert found() == [("lineage not recorded", None, "The Past")]  # nobody knows that it is The Post
    merge = merging.merge_sources(post, double, by=staff, reason="One paper.")
    assert found() == [("traced", "Ada Lund", None)]
    merging.undo(merge, by=staff)
    assert found() == [("lineage not recorded", None, "The Past")]


def test_an_outlet_that_changed_owner_between_two_relays_is_two_families():
    by, outlet, claim = make_user(), make_outlet(), make_claim()
    for name, starts, ends in (("Old", None, dt.date(2026, 2, 28)), ("New", dt.date(2026, 3, 1), None)):
        Ownership.objects.create(outlet=outlet, owner=make_source(name), starts_on=starts, ends_on=ends)
    for day in (dt.datetime(2026, 2, 28, 23, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        statement = make_statement(make_article(outlet, published_at=day), to=make_source(kind="person"), by=by)
        marking.judge(statement, claim, "same", by=by)
    origins.refresh([claim.pk])
    assert (claim.lineage.outlets, claim.lineage.families) == (1, 2)


# --- the page ----------------------------------------------------------------------------------------------


def test_the_page_offers_what_may_be_meant_and_takes_an_address(client, post, upstream):
    client.force_login(make_user("Editors"))
    article = make_article(make_outlet("The Courier"), body=BODY, published_at=at(9))
    attribution = make_statement(article, "The mayor spoke", to=post).attributions.get()
    address = f"/attributions/{attribution.pk}/cited/"
    make_link(article, upstream, "the Post reported")
    page = client.get(address).content.decode()
    assert "the text links to it" in page
    assert upstream.title in page
    answer = client.post(address, {"article": "typed", "address": upstream.address})
    assert (answer.status_code, answer.url) == (302, reverse("statement_detail", args=[attribution.statement_id]))
    attribution.refresh_from_db()
    assert attribution.cited_article == upstream
    for wrong in ({"article": "typed", "address": "https://nobody.example/1"}, {}, {"article": "999999999"}):
        answer = client.post(address, wrong)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.content.decode()
    assert "https://nobody.example/1" in client.post(address, {"address": "https://nobody.example/1"}).content.decode()
    assert client.get("/attributions/999999/cited/").status_code == 404
    client.post(address, {"article": "none"})
    attribution.refresh_from_db()
    assert attribution.cited_article is None


def test_a_credit_line_is_asked_on_its_page(client, post, upstream):
    client.force_login(make_user("Editors"))
    article = make_article(make_outlet("The Courier"), body=BODY)
    credit = make_credit(article, "copy", post)
    assert client.post(f"/credits/{credit.pk}/cited/", {"article": str(upstream.pk)}).status_code == 302
    assert Credit.objects.get(pk=credit.pk).cited_article == upstream
    assert f"/articles/{upstream.pk}/" in client.get(f"/articles/{article.pk}/").content.decode()
