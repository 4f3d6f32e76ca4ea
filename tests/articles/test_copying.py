"""Copies among articles: found by fingerprints, suggested as pairs, decided by editors, taken back."""

import datetime as dt
import threading
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import actions, copying
from articles.copies import GUARANTEE
from articles.models import Article, CopyGroup, CopyPair, CopySearch, Fingerprint
from articles.querysets import NOT_OF_WORDS
from tests.articles import plans
from tests.factories import make_article, make_credit, make_outlet, make_statement, make_user

pytestmark = pytest.mark.django_db


def told(start: int, words: int = 60) -> str:
    """Words that stand nowhere else unless the numbers are the same."""
    return " ".join(f"w{number}" for number in range(start, start + words)) + "."


def at(hour: int) -> dt.datetime:
    return dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC)


def copies(number: int, body: str = "", **values) -> list[Article]:
    """One text in `number` outlets, an hour apart, searched as they arrive."""
    made = [make_article(body=body or told(0), published_at=at(hour), **values) for hour in range(number)]
    for article in made:
        copying.find_copies_of(article)
    return made


def pair_of(one: Article, other: Article) -> CopyPair:
    first, second = sorted((one, other), key=lambda article: article.pk)
    return CopyPair.objects.select_related("article", "other").get(article=first, other=second)


def groups(*articles: Article) -> list[int | None]:
    return [Article.objects.get(pk=article.pk).copy_group_id for article in articles]


# --- found ---------------------------------------------------------------------------------------------------


def test_a_text_of_its_own_has_no_copies():
    make_article(body=told(1000))
    article = make_article(body=told(0))
    assert str(copying.find_copies_of(article)) == "no copies (0 compared)"


def test_a_copy_is_suggested_once_with_what_it_has_in_common():
    one, other = copies(2)
    pair = CopyPair.objects.get()
    assert (pair.article, pair.other, pair.state) == (one, other, "suggested")
    assert (pair.words, pair.own_words) == (60, 60)
    assert 0.9 < pair.article_in_other <= 1
    (passage,) = pair.passages
    text = one.current_revision().text
    assert text[slice(*passage["article"])] == told(0).rstrip(".")
    assert str(copying.find_copies_of(one)) == "1 as before (1 compared)"
    assert CopyPair.objects.count() == 1


def test_a_lifted_passage_is_found_and_told_from_both_sides():
    source = make_article(body=f"{told(0)}\n\n{told(500, 40)}\n\n{told(900)}")
    copying.find_copies_of(source)
    lifted = make_article(body=f"{told(2000)}\n\n{told(500, 40)}\n\n{told(3000)}")
    copying.find_copies_of(lifted)
    (passage,) = CopyPair.objects.get().passages
    for article, key in ((source, "article"), (lifted, "other")):
        assert article.current_revision().text[slice(*passage[key])] == told(500, 40).rstrip(".")


def test_two_reports_that_share_a_quotation_are_no_copies():
    quote = " ".join(f"q{number}" for number in range(40))
    for start in (0, 1000):
        copying.find_copies_of(make_article(body=f"{told(start)}\n\n“{quote},” she said."))
    assert copying.candidates(Article.objects.latest("pk")) != []
    assert CopyPair.objects.count() == 0


def test_an_outlet_that_repeats_itself_copies_nobody():
    outlet = make_outlet()
    for title in ("One", "Two"):
        copying.find_copies_of(make_article(outlet, title=title, body=told(0)))
    assert CopyPair.objects.count() == 0


def test_a_merged_article_is_no_candidate():
    one, other = copies(2)
    Article.objects.filter(pk=other.pk).update(merged_into=one)
    assert copying.candidates(one) == []
    with pytest.raises(ValidationError, match="merged"):
        copying.find_copies_of(Article.objects.get(pk=other.pk))
    assert list(CopyPair.objects.of_living()) == []


def test_candidates_are_the_likeliest_first_in_one_query(django_assert_num_queries):
    whole, half = make_article(body=told(0)), make_article(body=told(0, 30) + told(900, 30))
    article = make_article(body=told(0))
    for one in (whole, half, article):
        copying.fingerprint(one)
    with django_assert_num_queries(1):
        assert copying.candidates(article) == [whole.pk, half.pk]
    assert copying.candidates(article, 1) == [whole.pk]


def test_a_phrase_that_everybody_prints_finds_nothing_but_whole_copies(monkeypatch):
    monkeypatch.setattr(copying, "MOST_ARTICLES", 3)
    boilerplate = told(200, GUARANTEE)  # of which all five select the same run
    many = [
        make_article(title=f"Title {number}", body=f"{told(1000 * number, 100)} {boilerplate}")
        for number in range(1, 6)
    ]
    for one in many:
        copying.fingerprint(one)
    assert copying.candidates(many[0]) == []
    wire = [make_article(body=told(50_000, 80)) for _ in range(6)]
    for one in wire:
        copying.fingerprint(one)
    # the newest that have it, as many as are looked at
    assert sorted(copying.candidates(wire[0])) == [wire[3].pk, wire[4].pk, wire[5].pk]


def test_a_new_text_is_fingerprinted_anew_and_what_no_longer_agrees_is_withdrawn():
    one, _other = copies(2)
    before = set(Fingerprint.objects.filter(article=one).values_list("value", flat=True))
    actions.revise_article(one, title="Other", standfirst="", body=told(7000))
    assert str(copying.find_copies_of(one)) == "1 withdrawn (1 compared)"
    assert not before & set(Fingerprint.objects.filter(article=one).values_list("value", flat=True))
    assert CopyPair.objects.count() == 0


def test_a_decided_pair_keeps_its_texts_when_one_changes():
    one, other = copies(2)
    pair = copying.decide_pair(pair_of(one, other), "accepted", by=make_user())
    passages = pair.passages
    actions.revise_article(one, title="Other", standfirst="", body=told(0) + " And more.")
    copying.find_copies_of(one)
    pair.refresh_from_db()
    assert (pair.state, pair.passages, pair.article_revision.number) == ("accepted", passages, 1)


def test_a_removed_article_takes_its_pairs_and_fingerprints_along():
    one, other = copies(2)
    actions.remove_article(other)
    assert CopyPair.objects.count() == 0
    assert set(Fingerprint.objects.values_list("article", flat=True)) == {one.pk}


def test_the_command_goes_on_where_it_was(capsys):
    articles = [make_article(body=told(0)) for _ in range(3)]
    call_command("find_copies", "--at-most", "2")
    assert "Done: 2 articles searched, 1 new pairs." in capsys.readouterr().out
    call_command("find_copies")
    out = capsys.readouterr().out
    assert f"{articles[2].pk}: 2 new (2 compared)" in out
    assert "Done: 1 articles searched, 2 new pairs." in out
    call_command("find_copies")
    assert "Done: 0 articles searched" in capsys.readouterr().out


def test_a_search_that_was_cut_off_is_done_again():
    article = make_article(body=told(0))
    copying.fingerprint(article)
    assert list(copying.unsearched()) == [article.pk]
    copying.find_copies_of(article)
    assert list(copying.unsearched()) == []
    CopySearch.objects.update(version="older")
    assert list(copying.unsearched()) == [article.pk]


def test_the_command_says_what_it_was_not_given(capsys):
    with pytest.raises(SystemExit):
        call_command("find_copies", "987654")
    assert "987654: there is no such article" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong",
    [
        {"similarity": 1.5},
        {"own_words": 100_000},
        {"state": "accepted"},
        {"state": "disputed"},
        {"joined": True},
        {"article": None},
    ],
)
def test_the_database_refuses_pairs_that_cannot_be(wrong):
    one, other = copies(2)
    if "article" in wrong:
        wrong = {"article": other, "other": one}
    with pytest.raises(IntegrityError), transaction.atomic():
        CopyPair.objects.update(**wrong)


# --- credited ------------------------------------------------------------------------------------------------


def credited() -> list[bool]:
    return list(CopyPair.objects.with_credited().order_by("pk").values_list("credited", flat=True))


def test_a_copy_without_a_word_about_the_other_is_uncredited():
    earlier, later = copies(2)
    assert credited() == [False]
    # the earlier one cannot have had it from the later one
    make_credit(earlier, "copy", later.outlet)
    assert credited() == [False]
    make_credit(later, "foot line", earlier.outlet)
    assert credited() == [True]


def test_an_attribution_credits_and_a_rejected_one_does_not():
    earlier, later = copies(2, body=told(0) + " The Post said so.")
    statement = make_statement(later, "The Post said so", to=earlier.outlet)
    assert credited() == [True]
    statement.state = "rejected"
    statement.save(update_fields=["state"])
    assert credited() == [False]


@pytest.mark.parametrize("role", NOT_OF_WORDS)
def test_who_took_the_picture_is_not_credited_with_the_words(role):
    earlier, later = copies(2)
    make_credit(later, role, earlier.outlet)
    assert credited() == [False]


def test_an_agency_that_both_credit_is_credited():
    earlier, later = copies(2)
    agency, another = make_outlet(kind="agency"), make_outlet(kind="agency")
    make_credit(earlier, "byline agency", agency)
    make_credit(later, "byline agency", another)
    assert credited() == [False]
    make_credit(later, "foot line", agency)
    assert credited() == [True]


def test_where_nobody_knows_which_is_later_either_may_credit():
    one, other = (make_article(body=told(0), published_at=None) for _ in range(2))
    copying.find_copies_of(one)
    copying.find_copies_of(other)
    make_credit(one, "copy", other.outlet)
    assert credited() == [True]


@pytest.mark.parametrize("one", [None, (at(1), "minute"), (at(2), "minute"), (at(0), "day")])
@pytest.mark.parametrize("other", [None, (at(1), "minute"), (at(0) - dt.timedelta(days=1), "day")])
def test_the_order_is_the_same_in_sql_and_in_python(one, other):
    made = copies(2)
    for article, when in zip(made, (one, other), strict=True):
        day = when or (None, "unknown")
        Article.objects.filter(pk=article.pk).update(published_at=day[0], published_precision=day[1])
    pair = CopyPair.objects.with_order().select_related("article", "other").get()
    order = pair.in_order()
    assert (pair.article_is_earlier, pair.other_is_earlier) == (
        order == (pair.article, pair.other),
        order == (pair.other, pair.article),
    )


# --- decided -------------------------------------------------------------------------------------------------


def test_accepting_puts_both_into_one_group_and_taking_it_back_parts_them():
    user = make_user()
    one, other = copies(2)
    pair = copying.decide_pair(pair_of(one, other), "accepted", by=user)
    assert (pair.decided_by, pair.joined) == (user, True)
    assert groups(one, other) == [CopyGroup.objects.get().pk] * 2
    copying.decide_pair(pair, "suggested", by=user)
    assert groups(one, other) == [None, None]
    assert CopyGroup.objects.count() == 0
    assert CopyPair.objects.get().decided_at is None


@pytest.mark.parametrize("state", ["rejected", "unsure"])
def test_other_decisions_join_nothing(state):
    one, other = copies(2)
    copying.decide_pair(pair_of(one, other), state, by=make_user())
    assert groups(one, other) == [None, None]
    assert copying.find_copies_of(one).kept == 1
    assert CopyPair.objects.get().state == state


def test_groups_are_joined_and_parted_as_they_were():
    user = make_user()
    a, b, c, d = copies(4)
    copying.decide_pair(pair_of(a, b), "accepted", by=user)
    copying.decide_pair(pair_of(c, d), "accepted", by=user)
    first, _, second, _ = groups(a, b, c, d)
    between = copying.decide_pair(pair_of(b, c), "accepted", by=user)
    assert groups(a, b, c, d) == [first] * 4
    copying.decide_pair(between, "rejected", by=user)
    assert groups(a, b) + groups(c, d) in ([first, first, second, second], [second, second, first, first])


def test_the_group_that_knows_the_original_stays():
    user = make_user()
    a, b, c, d = copies(4)
    copying.decide_pair(pair_of(a, b), "accepted", by=user)
    copying.decide_pair(pair_of(c, d), "accepted", by=user)
    CopyGroup.objects.filter(pk=groups(c)[0]).update(original=c)
    known = groups(c)[0]
    copying.decide_pair(pair_of(b, c), "accepted", by=user)
    assert groups(a, b, c, d) == [known] * 4


def test_a_pair_taken_back_leaves_together_what_other_pairs_hold():
    user = make_user()
    a, b, c = copies(3)
    pairs = [copying.decide_pair(pair_of(*ends), "accepted", by=user) for ends in ((a, b), (b, c), (a, c))]
    group = groups(a)[0]
    copying.decide_pair(pairs[0], "rejected", by=user)
    assert groups(a, b, c) == [group] * 3
    pairs[2].refresh_from_db()
    copying.decide_pair(pairs[2], "rejected", by=user)
    assert groups(a, b, c) == [None, group, group]


def test_a_group_made_by_hand_stays():
    user = make_user()
    one, other = copies(2)
    group = CopyGroup.objects.create(note="by hand")
    Article.objects.filter(pk__in=[one.pk, other.pk]).update(copy_group=group)
    pair = copying.decide_pair(pair_of(one, other), "accepted", by=user)
    copying.decide_pair(pair, "rejected", by=user)
    assert groups(one, other) == [group.pk] * 2


def test_the_same_decision_twice_changes_nothing_and_another_one_since_is_a_clash():
    one, other = copies(2)
    pair = pair_of(one, other)
    first, colleague = make_user(), make_user()
    copying.decide_pair(pair, "rejected", by=first)
    assert copying.decide_pair(pair, "rejected", by=colleague).decided_by == first
    with pytest.raises(copying.Clash, match="rejected"):
        copying.decide_pair(pair, "accepted", by=colleague)
    with pytest.raises(ValidationError, match="Choose"):
        copying.decide_pair(pair, "disputed", by=colleague)
    pair.delete()
    pair.pk = 987654
    with pytest.raises(copying.Clash, match="anew"):
        copying.decide_pair(pair, "accepted", by=colleague)


def test_a_wire_report_in_many_outlets_is_one_decision():
    made = copies(6)
    alone = copies(2, body=told(9000))
    pair = pair_of(made[0], made[1])
    pairs = copying.waiting_with(pair)
    assert {article for one in pairs for article in (one.article_id, one.other_id)} == {one.pk for one in made}
    copying.decide_pairs(pairs, "accepted", by=make_user())
    assert len(set(groups(*made))) == 1
    assert None not in groups(*made)
    assert groups(*alone) == [None, None]
    # one more: compared with one for all of them
    late = make_article(body=told(0))
    assert copying.find_copies_of(late).added == 1
    copying.decide_pair(CopyPair.objects.suggested().about(late).get(), "accepted", by=make_user())
    assert groups(late) == groups(made[0])


@pytest.mark.django_db(transaction=True)
def test_neighbours_decided_at_once_are_one_group():
    made = copies(6)
    user = make_user()
    pairs = [pair_of(one, other) for one, other in pairwise(made)]
    errors = []

    def decide(pair):
        try:
            copying.decide_pair(pair, "accepted", by=user)
        except Exception as error:  # told by the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(pair,)) for pair in pairs[::-1]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(set(groups(*made))) == 1
    assert None not in groups(*made)


# --- how it is read --------------------------------------------------------------------------------------------

MANY = 20_000  # rows of a table that is read by index, or the test complains


def test_no_table_is_read_through():
    article = make_article(body=told(0))
    copy = make_article(body=told(0))
    for one in (article, copy):
        copying.find_copies_of(one)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO articles_fingerprint (value, article_id) "
            f"SELECT i * 7919, {copy.pk} FROM generate_series(1, {MANY}) i"
        )
        cursor.execute("ANALYZE articles_fingerprint")
    with CaptureQueriesContext(connection) as captured:
        assert copying.candidates(article) == [copy.pk]
    complaints = [plans.complaints(plans.plan_of(query["sql"]), MANY // 2) for query in captured]
    assert complaints == [[]]
