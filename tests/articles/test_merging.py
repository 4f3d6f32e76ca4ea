"""Merging duplicates and undoing it: what moves, what stays, what comes back - to the row."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.utils import timezone

from articles import actions, marking, merging, moves, pieces, steps, summaries
from articles.models import (
    Article,
    Attribution,
    BulkJob,
    Claim,
    CopyGroup,
    Credit,
    Match,
    Mention,
    Merge,
    MergeMove,
    NameDecision,
    Relay,
    Revision,
    Statement,
)
from articles.relays import derive, stored
from sources.models import Affiliation, Alias, Domain, Ownership, Source
from sources.names import find, outlet_of
from tests.factories import (
    make_article,
    make_claim,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make_user("Staff")


def into(kept, duplicate, by, kind="source", reason="The same."):
    return merging.merge(kind, kept.pk, duplicate.pk, by=by, reason=reason)


def fresh(row):
    return type(row)._default_manager.get(pk=row.pk)


def tie(mention, source, by):
    """A mention tied to another source by hand, as the admin does it."""
    with steps.step(mention.article, by, "changed a mention"):
        Mention.objects.filter(pk=mention.pk).update(
            source=source, resolution="resolved", resolved_by=by, resolved_at=timezone.now()
        )


def whole():
    """Every row that a merge may touch, as it stands."""
    tables = [Source, Alias, Domain, Ownership, Affiliation, Source.succeeds.through, Mention, Article, Statement]
    tables += [Credit, Attribution, Match, Claim, CopyGroup]
    return {model._meta.label: sorted(map(str, model._default_manager.order_by("pk").values())) for model in tables}


def relays_are_right():
    ids = list(Article.objects.values_list("pk", flat=True))
    held = {key: row for key, (_pk, row) in stored(ids).items()}
    return held == derive(ids) and not any(summaries.differences().values())


# --- bad input ---------------------------------------------------------------------------------------------


def refused(kept, merged, by, kind="source", reason="The same."):
    before = whole()
    with pytest.raises(ValidationError) as error:
        into(kept, merged, by, kind, reason)
    assert whole() == before
    return " ".join(error.value.messages)


def test_no_reason(staff):
    assert "Say why the two are one" in refused(make_source(), make_source(), staff, reason="  ")


@pytest.mark.parametrize("kind", ["source", "claim", "article"])
def test_into_itself(staff, kind):
    one = {"source": make_source, "claim": make_claim, "article": make_article}[kind]()
    assert "into itself" in refused(one, one, staff, kind)


@pytest.mark.parametrize("kind", ["source", "claim", "article"])
def test_ids_that_are_not_there(staff, kind):
    one = {"source": make_source, "claim": make_claim, "article": make_article}[kind]()
    with pytest.raises(ValidationError, match=f"There is no {kind} 999"):
        merging.merge(kind, one.pk, 999, by=staff, reason="The same.")
    with pytest.raises(ValidationError, match=f"There is no {kind} 999"):
        merging.merge(kind, 999, one.pk, by=staff, reason="The same.")


def test_a_merged_one_and_a_circle(staff):
    lund, ada, third = make_source("Lund"), make_source("Ada Lund"), make_source("A. Lund")
    into(ada, lund, staff)
    assert "“Lund” is merged into “Ada Lund” already" in refused(ada, lund, staff)
    assert "“Lund” is merged into “Ada Lund” already: choose that one" in refused(third, lund, staff)
    assert "“Lund” is merged into “Ada Lund” already: choose that one" in refused(lund, third, staff)
    assert "would be a circle" in refused(lund, ada, staff)


def test_a_publisher_into_somebody_who_is_none(staff):
    outlet, person = make_outlet("The Courier"), make_source("Ada Lund", "person")
    make_article(outlet)
    assert "only be merged into an outlet or an agency" in refused(person, outlet, staff)
    empty = make_outlet("A slip of the finger")
    assert into(person, empty, staff).state == "merged"


def test_articles_of_two_outlets_are_copies_and_no_doubles(staff):
    assert "copy group" in refused(make_article(), make_article(), staff, "article")


def test_undo_twice(staff):
    merge = into(make_source(), make_source(), staff)
    merging.undo(merge, by=staff)
    with pytest.raises(ValidationError, match="was undone by"):
        merging.undo(merge, by=staff)


# --- sources ----------------------------------------------------------------------------------------------


def test_every_column_that_names_a_source_is_moved():
    derived = {
        "Relay",
        "RelayVia",
        "Origin",
        "Summary",
        "SummaryVia",
        "NameInArticle",
        "OpenName",
        "ArticleCoverage",
        "OutletCoverage",
    }
    derived |= {"LikelyDuplicate", "NotTheSame"}
    derived |= {"NameDecision"}  # says what was decided that day; its pages follow merges
    derived |= {"Import"}  # says what was chosen that day; what it stores follows merges
    found = set()
    for related in Source._meta.get_fields(include_hidden=True):
        model = related.related_model
        if not related.auto_created or related.concrete or model is None or model._meta.proxy:
            continue
        if "pgh_" in " ".join(field.name for field in model._meta.fields) or model.__name__ in derived:
            continue
        if isinstance(related.field, ForeignKey):
            found.add((model._meta.label, related.field.name))
    moved = {("articles.Mention", "source"), ("articles.Article", "outlet"), ("sources.Source", "merged_into")}
    assert found == moved | set(moves.DIRECTORY)


def test_mentions_move_and_relays_follow(staff):
    lund, ada = make_source("Lund", "person"), make_source("Ada Lund", "person")
    statement = make_statement(to=lund)
    address = Relay.objects.get().get_absolute_url()
    merge = into(ada, lund, staff)
    relay = Relay.objects.get()
    assert (relay.source, relay.get_absolute_url()) == (ada, address)
    assert fresh(lund).merged_into == ada
    assert [(m.table, m.row_id, m.article_id) for m in merge.moves.filter(table="articles.Mention")] == [
        ("articles.Mention", relay.mention_id, statement.article_id)
    ]
    assert relays_are_right()


def test_an_outlet_with_all_it_has(staff):
    old, new, group, other = (
        make_outlet("Post"),
        make_outlet("Harbour Post"),
        make_source("Group"),
        make_outlet("Radio"),
    )
    article = make_article(old)
    Alias.objects.create(source=old, name="HP")
    Domain.objects.create(outlet=old, host="post.example")
    Ownership.objects.create(outlet=old, owner=group)
    Affiliation.objects.create(member=old, organisation=group, role="member")
    Affiliation.objects.create(member=make_source("Ada", "person"), organisation=old)
    old.succeeds.add(other)
    make_source("Next").succeeds.add(old)
    start = whole()
    merge = into(new, old, staff)
    assert fresh(article).outlet == new
    assert outlet_of("https://post.example/1") == new
    assert {alias.name for alias in new.aliases.all()} == {"HP", "Post"}
    assert [row.owner for row in new.ownerships.all()] == [group]
    assert [row.organisation for row in new.affiliations.all()] == [group]
    assert [row.member.name for row in new.members.all()] == ["Ada"]
    assert list(new.succeeds.all()) == [other]
    assert [row.name for row in new.succeeded_by.all()] == ["Next"]
    assert find("The Post").certain == new
    assert relays_are_right()
    merging.undo(merge, by=staff)
    assert whole() == start
    assert relays_are_right()


def test_an_equal_alias_is_absorbed_and_comes_back_under_its_own_id(staff):
    old, new = make_source("Lund"), make_source("Ada Lund")
    Alias.objects.create(source=new, name="Engineer Lund")
    double = Alias.objects.create(source=old, name="engineer  LUND")
    start = whole()
    merge = into(new, old, staff)
    assert {alias.name for alias in new.aliases.all()} == {"Engineer Lund", "Lund"}
    assert not Alias.objects.filter(pk=double.pk).exists()
    merging.undo(merge, by=staff)
    assert whole() == start


def test_a_decision_about_a_name_has_its_alias_back_after_an_undo(staff):
    old, new = make_source("Lund"), make_source("Ada Lund")
    Alias.objects.create(source=new, name="Engineer Lund")
    double = Alias.objects.create(source=old, name="Engineer Lund")
    decision = NameDecision.objects.create(
        printed_key="engineer lund", scope="all", outcome="source", source=old, alias=double, mention_ids=[], by=staff
    )
    merge = into(new, old, staff)
    assert fresh(decision).alias is None
    merging.undo(merge, by=staff)
    assert fresh(decision).alias == double


def test_periods_that_overlap_stay_with_the_merged_row(staff):
    old, new, one, two = make_outlet("Post"), make_outlet("The Post"), make_source("One"), make_source("Two")
    day = dt.date(2020, 1, 1)
    stays = Ownership.objects.create(outlet=old, owner=one, ends_on=day)
    Ownership.objects.create(outlet=new, owner=two)
    merge = into(new, old, staff)
    assert fresh(stays).outlet == old
    left = merge.moves.filter(did="left")
    assert [(move.table, move.row_id) for move in left] == [("sources.Ownership", stays.pk)]
    assert "overlaps" in left.get().why
    merging.undo(merge, by=staff)
    assert fresh(stays).outlet == old


def test_what_ties_the_two_to_each_other_stays(staff):
    old, new = make_outlet("Post"), make_outlet("The Post")
    owned = Ownership.objects.create(outlet=new, owner=old)
    tie = Affiliation.objects.create(member=old, organisation=new)
    old.succeeds.add(new)
    start = whole()
    merge = into(new, old, staff)
    assert (fresh(owned).owner, fresh(tie).member) == (old, old)
    assert set(merge.moves.filter(did="left").values_list("table", flat=True)) == {
        "sources.Ownership",
        "sources.Affiliation",
        "sources.Source_succeeds",
    }
    merging.undo(merge, by=staff)
    assert whole() == start


def test_two_outlets_that_credit_each_other(staff):
    post, courier = make_outlet("Post"), make_outlet("The Courier")
    make_statement(make_article(post), to=courier)
    make_statement(make_article(courier), to=post)
    merge = into(courier, post, staff)
    assert [relay.self_credit for relay in Relay.objects.all()] == [True, True]
    assert Relay.objects.counted().count() == 0
    assert relays_are_right()
    merging.undo(merge, by=staff)
    assert Relay.objects.counted().count() == 2


def test_two_relays_of_one_statement_join_and_part_again(staff):
    hostages, souls = make_source("Soldiers for Hostages"), make_source("Save Our Souls")
    statement = make_statement(to=[hostages, souls])
    merge = into(hostages, souls, staff)
    assert statement.relays.count() == 1
    assert statement.attributions.count() == 2
    merging.undo(merge, by=staff)
    assert statement.relays.count() == 2
    assert relays_are_right()


def test_a_print_piece_held_for_both_stays_and_is_said(staff):
    post, courier = make_outlet("Post"), make_outlet("The Courier")
    held = make_article(courier, title="One", no_address="print")
    double = make_article(post, title="One", no_address="print")
    merge = into(courier, post, staff)
    assert fresh(double).outlet == post
    assert merge.moves.get(did="left").row_id == double.pk
    assert into(held, double, staff, "article").state == "merged"


# --- undo after later edits, in any order -------------------------------------------------------------------


def test_what_was_moved_by_hand_since_stays(staff):
    lund, ada, brandt = make_source("Lund"), make_source("Ada Lund"), make_source("Brandt")
    first, second = make_statement(to=lund), make_statement(to=lund)
    merge = into(ada, lund, staff)
    tie(first.attributions.get().mention, brandt, staff)
    merging.undo(merge, by=staff)
    assert [one.relays.get().source for one in (first, second)] == [brandt, lund]
    assert merge.moves.get(outcome="stayed").why == "Moved by hand since."


def test_what_was_moved_away_and_put_back_by_hand_stays(staff):
    lund, ada, brandt = make_source("Lund"), make_source("Ada Lund"), make_source("Brandt")
    statement = make_statement(to=lund)
    merge = into(ada, lund, staff)
    mention = statement.attributions.get().mention
    for source in (brandt, ada):
        tie(mention, source, staff)
    merging.undo(merge, by=staff)
    assert statement.relays.get().source == ada


def test_a_name_that_a_curator_changed_since_stays(staff):
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    merge = into(ada, lund, staff)
    Alias.objects.update(starts_on=dt.date(2020, 1, 1))
    merging.undo(merge, by=staff)
    assert [alias.name for alias in ada.aliases.all()] == ["Lund"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_chain_is_undone_in_any_order(staff, order):
    a, b, c = make_source("A"), make_source("B"), make_source("C")
    at_a, at_b, at_c = (make_statement(to=source) for source in (a, b, c))
    Alias.objects.create(source=a, name="Shared")
    Alias.objects.create(source=b, name="Shared")
    Alias.objects.create(source=c, name="shared")
    start = whole()
    merges = [into(b, a, staff), into(c, b, staff)]
    assert {relay.source for relay in Relay.objects.all()} == {c}
    assert fresh(a).merged_into == c
    merging.undo(merges[order[0]], by=staff)
    if order == (0, 1):  # what came from A goes back to A; what is B's own stays merged into C
        assert [one.relays.get().source for one in (at_a, at_b, at_c)] == [a, c, c]
        assert (fresh(a).merged_into, fresh(b).merged_into) == (None, c)
        assert {alias.name for alias in c.aliases.all()} == {"B", "shared"}
    else:
        assert [one.relays.get().source for one in (at_a, at_b, at_c)] == [b, b, c]
        assert (fresh(a).merged_into, fresh(b).merged_into) == (b, None)
    assert relays_are_right()
    merging.undo(merges[order[1]], by=staff)
    assert whole() == start
    assert relays_are_right()


def test_an_alias_that_gave_way_comes_forward_when_the_other_leaves(staff):
    a, b, c = make_source("A"), make_source("B"), make_source("C")
    Alias.objects.create(source=a, name="Shared")
    waits = Alias.objects.create(source=b, name="Shared")
    start = whole()
    first, second = into(c, a, staff), into(c, b, staff)
    assert not Alias.objects.filter(pk=waits.pk).exists()
    merging.undo(first, by=staff)
    assert fresh(waits).source == c
    merging.undo(second, by=staff)
    assert whole() == start


def test_one_name_of_two_merged_sources_stays_until_both_are_undone(staff):
    a, b, c = make_source("Lund", "person"), make_source("LUND"), make_source("Ada Lund")
    first, second = into(c, a, staff), into(c, b, staff)
    assert c.aliases.count() == 1
    merging.undo(first, by=staff)
    assert [alias.name for alias in c.aliases.all()] == ["LUND"]
    merging.undo(second, by=staff)
    assert c.aliases.count() == 0


def test_an_absorbed_tie_whose_other_end_was_merged_meanwhile(staff):
    a, b, old, new = make_source("A"), make_source("B"), make_source("Old"), make_source("New")
    Affiliation.objects.create(member=a, organisation=old)
    Affiliation.objects.create(member=b, organisation=old)
    start = whole()
    first, second = into(b, a, staff), into(new, old, staff)
    merging.undo(first, by=staff)
    assert {(tie.member.name, tie.organisation.name) for tie in Affiliation.objects.all()} == {
        ("A", "New"),
        ("B", "New"),
    }
    merging.undo(second, by=staff)
    assert whole() == start


# --- while editors mark -----------------------------------------------------------------------------------


def test_an_open_form_that_names_the_merged_source_names_the_living_one(staff):
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    into(ada, lund, staff)
    assert make_statement(to=lund).relays.get().source == ada
    # and so does a row that goes past the code
    mention = Mention.objects.create(article=make_article(), resolution="resolved", source=lund, printed_name="Lund")
    assert fresh(mention).source == ada
    assert fresh(Article.objects.create(outlet=make_outlet(), no_address="print", title="x", text_hash="x")).pk


def test_an_article_stored_for_a_merged_outlet_is_the_living_ones(staff):
    post, courier = make_outlet("Post"), make_outlet("The Courier")
    into(courier, post, staff)
    article = Article.objects.create(outlet=post, no_address="print", title="One", text_hash="1")
    assert fresh(article).outlet == courier


def test_an_editors_undo_of_a_step_before_the_merge(staff):
    editor = make_user("Editors")
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    article = make_article()
    statement = make_statement(article, to=lund, by=editor)
    merge = into(ada, lund, staff)
    steps.undo(article, by=editor)
    assert Statement.objects.count() == 0
    merging.undo(merge, by=staff)
    assert Mention.objects.count() == 0
    assert relays_are_right()
    assert statement.pk


def test_an_editors_undo_brings_a_mention_back_and_the_merge_takes_it_along(staff):
    editor = make_user("Editors")
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    article = make_article()
    statement = make_statement(article, to=lund)
    marking.remove_statement(statement, by=editor)
    merge = into(ada, lund, staff)
    steps.undo(article, by=editor)
    assert statement.relays.get().source == ada
    merging.undo(merge, by=staff)
    assert statement.relays.get().source == lund
    assert relays_are_right()


def test_an_editors_undo_after_the_merge_was_undone(staff):
    editor = make_user("Editors")
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    article = make_article()
    make_statement(article, to=lund, by=staff)
    merge = into(ada, lund, staff)
    second = make_statement(article, "around 40 lorries", to=ada, by=editor)
    merging.undo(merge, by=staff)
    steps.undo(article, by=editor)
    assert not Statement.objects.filter(pk=second.pk).exists()
    assert relays_are_right()


def test_a_judgement_that_a_merge_replaced_is_not_undone_blindly(staff):
    editor = make_user("Editors")
    statement, old, new = make_statement(), make_claim(), make_claim()
    marking.judge(statement, new, "same", by=staff)
    marking.judge(statement, old, "same", by=editor)
    into(new, old, staff, "claim")
    with pytest.raises(ValidationError, match="was moved by a merge since"):
        steps.undo(statement.article, by=editor)


# --- claims -----------------------------------------------------------------------------------------------


def test_judgements_move_and_one_stands_a_statement(staff):
    old, new = make_claim("Old", topics=["bridges", "traffic"]), make_claim("New", topics=["traffic"])
    both, only = make_statement(), make_statement()
    stands = marking.judge(both, new, "related", by=staff)
    gives_way = marking.judge(both, old, "same", by=staff)
    marking.judge(only, old, "same", by=staff)
    start = whole()
    merge = into(new, old, staff, "claim")
    assert list(Match.objects.current().filter(statement=both)) == [stands]
    assert fresh(gives_way).claim == new
    assert [relay.claim_ids for relay in Relay.objects.order_by("statement")] == [[], [new.pk]]
    assert fresh(new).topics == ["traffic", "bridges"]
    assert relays_are_right()
    merging.undo(merge, by=staff)
    assert whole() == start
    assert relays_are_right()


def test_an_accepted_judgement_stands_before_a_suggested_one(staff):
    old, new, statement = make_claim(), make_claim(), make_statement()
    suggested = Match.objects.create(statement=statement, claim=new, judgement="same", state="suggested")
    accepted = marking.judge(statement, old, "same", by=staff)
    start = whole()
    merge = into(new, old, staff, "claim")
    assert list(Match.objects.current()) == [accepted]
    assert fresh(suggested).replaced_at is not None
    merging.undo(merge, by=staff)
    assert whole() == start


def test_a_judgement_that_gave_way_stands_again_when_the_other_leaves(staff):
    a, b, c = make_claim(), make_claim(), make_claim()
    statement = make_statement()
    marking.judge(statement, a, "same", by=staff)
    waits = marking.judge(statement, b, "same", by=staff)
    start = whole()
    first, second = into(c, a, staff, "claim"), into(c, b, staff, "claim")
    assert fresh(waits).replaced_at is not None
    merging.undo(first, by=staff)
    assert (fresh(waits).replaced_at, fresh(waits).claim) == (None, c)
    assert relays_are_right()
    merging.undo(second, by=staff)
    assert whole() == start


def test_topics_stay_as_long_as_one_merged_claim_has_them(staff):
    a, b, c = make_claim(topics=["x"]), make_claim(topics=["x"]), make_claim(topics=["y"])
    first, second = into(c, a, staff, "claim"), into(c, b, staff, "claim")
    assert fresh(c).topics == ["y", "x"]
    merging.undo(first, by=staff)
    assert fresh(c).topics == ["y", "x"]
    merging.undo(second, by=staff)
    assert (fresh(c).topics, fresh(c).merged_topics) == (["y"], [])


def test_judged_again_since(staff):
    old, new, statement = make_claim(), make_claim(), make_statement()
    first = marking.judge(statement, new, "same", by=staff)
    marking.judge(statement, old, "same", by=staff)
    merge = into(new, old, staff, "claim")
    marking.judge(statement, old, "different", by=staff)  # an open form: the living claim is meant
    assert fresh(first).replaced_at is not None
    merging.undo(merge, by=staff)
    current = {(match.claim, match.judgement) for match in Match.objects.current()}
    assert current == {(new, "different"), (old, "same")}
    assert relays_are_right()


# --- articles that are stored twice -----------------------------------------------------------------------


TEXT = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "According to the Harbour Post, around 40 lorries cross it every hour."
)


def two_copies(second=TEXT, **values):
    outlet = make_outlet("The Courier")
    return make_article(outlet, title="Bridge", body=TEXT), make_article(outlet, title="Bridge", body=second, **values)


def test_marking_moves_to_the_other_copy_and_back(staff):
    kept, double = two_copies("A line more. " + TEXT)
    mayor, lund, wire = make_source("Mayor", "person"), make_source("Lund", "person"), make_outlet("Wire", "agency")
    outer = make_statement(double, "The bridge will close on Monday, the mayor said", to=mayor)
    inner = make_statement(double, "The bridge will close on Monday", to=lund, within=outer.pk, cue="said", via=wire)
    make_credit(double, "foot line", wire)
    make_credit(double, "passage", wire, "around 40 lorries")
    start = whole()
    relays = sorted(relay.get_absolute_url() for relay in Relay.objects.all())
    merge = into(kept, double, staff, "article")
    assert {statement.article for statement in Statement.objects.all()} == {kept}
    moved = fresh(inner)
    assert moved.revision == kept.current_revision()
    assert [moved.revision.text[a:b] for a, b in moved.spans + moved.cue_spans] == [
        "The bridge will close on Monday",
        "said",
    ]
    assert moved.within_id == outer.pk
    assert sorted(relay.get_absolute_url() for relay in Relay.objects.all()) == relays
    assert {relay.article for relay in Relay.objects.all()} == {kept}
    assert fresh(double).merged_into == kept
    assert relays_are_right()
    merging.undo(merge, by=staff)
    assert whole() == start
    assert relays_are_right()


def test_words_that_the_kept_text_does_not_have_stay_and_do_not_count(staff):
    kept, double = two_copies(TEXT + " A third pier is cracked, Lund said.")
    lund = make_source("Lund", "person")
    gone = make_statement(double, "A third pier is cracked", to=lund)
    found = make_statement(double, "The bridge will close on Monday", to=lund)
    start = whole()
    merge = into(kept, double, staff, "article")
    assert (fresh(gone).article, fresh(found).article) == (double, kept)
    assert [relay.statement for relay in Relay.objects.all()] == [found]
    assert [(m.row_id, m.why) for m in merge.moves.filter(did="left")] == [
        (gone.pk, "Its words are not in the newest text of the article that is kept.")
    ]
    # both credit Lund: the mention serves both articles, so there are two now
    assert sorted(mention.article_id for mention in Mention.objects.all()) == [kept.pk, double.pk]
    merging.undo(merge, by=staff)
    assert whole() == start
    assert relays_are_right()


def test_what_is_marked_in_both_counts_once_and_keeps_what_was_judged(staff):
    kept, double = two_copies()
    lund, claim = make_source("Lund", "person"), make_claim()
    twin = make_statement(kept, to=lund)
    outer_of_none = make_statement(double, to=lund)
    judged = marking.judge(outer_of_none, claim, "same", by=staff)
    inner = make_statement(double, "bridge will close", to=make_source(), within=outer_of_none.pk)
    start = whole()
    merge = into(kept, double, staff, "article")
    assert set(Relay.objects.values_list("statement", flat=True)) == {twin.pk, inner.pk}
    assert fresh(inner).within == twin
    assert fresh(judged).statement == twin
    assert relays_are_right()
    merging.undo(merge, by=staff)
    assert whole() == start


def test_who_cites_the_double_cites_the_kept_one(staff):
    kept, double = two_copies()
    citing = make_statement(to=double.outlet)
    citing.attributions.update(cited_article=double)
    group = CopyGroup.objects.create(original=double)
    Article.objects.filter(pk=double.pk).update(copy_group=group)
    start = whole()
    merge = into(kept, double, staff, "article")
    assert citing.attributions.get().cited_article == kept
    assert fresh(group).original == kept
    assert fresh(kept).copy_group == group
    merging.undo(merge, by=staff)
    assert whole() == start


def test_a_moved_statement_that_was_edited_since_stays(staff):
    kept, double = two_copies()
    lund = make_source("Lund", "person")
    edited, other = make_statement(double, to=lund), make_statement(double, "around 40 lorries", to=lund)
    merge = into(kept, double, staff, "article")
    data = marking.StatementData(
        spans=((kept.current_revision().text.index("bridge"), kept.current_revision().text.index("bridge") + 6),),
        credited=(marking.Credited(marking.Who(source=lund.pk)),),
    )
    marking.edit_statement(fresh(edited), data, by=staff)
    merging.undo(merge, by=staff)
    assert (fresh(edited).article, fresh(other).article) == (kept, double)
    for attribution in Attribution.objects.all():
        assert attribution.mention.article_id == attribution.statement.article_id
    assert relays_are_right()


def test_an_article_in_a_chain(staff):
    outlet = make_outlet()
    first, second, third = (make_article(outlet, title="Bridge", body=extra + TEXT) for extra in ("", "A. ", "B. C. "))
    statements = [make_statement(article, to=make_source(kind="person")) for article in (first, second, third)]
    start = whole()
    one, two = into(second, first, staff, "article"), into(third, second, staff, "article")
    assert {fresh(statement).article for statement in statements} == {third}
    merging.undo(one, by=staff)
    assert [fresh(statement).article for statement in statements] == [first, third, third]
    assert relays_are_right()
    merging.undo(two, by=staff)
    assert whole() == start


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_source_and_then_the_article_that_names_it(staff, order, shared):
    kept, double = two_copies(TEXT + " A third pier is cracked.")
    lund, ada = make_source("Lund", "person"), make_source("Ada Lund", "person")
    statement = make_statement(double, to=lund)
    if shared:  # the mention serves a statement that stays behind, so a copy of it goes along
        make_statement(double, "A third pier is cracked", to=lund)
    start = whole()
    merges = [into(ada, lund, staff), into(kept, double, staff, "article")]
    merging.undo(merges[order[0]], by=staff)
    relay = Relay.objects.get(statement=statement)
    assert (relay.source, relay.article) == ((lund, kept) if order == (0, 1) else (ada, double))
    assert relays_are_right()
    merging.undo(merges[order[1]], by=staff)
    assert whole() == start
    assert relays_are_right()


def test_the_address_of_a_merged_article_finds_the_living_one(staff):
    kept, double = two_copies()
    into(kept, double, staff, "article")
    with pytest.raises(actions.AlreadyHeld) as held:
        make_article(kept.outlet, address=double.address)
    assert held.value.article == kept


def test_texts_are_never_touched(staff):
    kept, double = two_copies("Another " + TEXT)
    before = list(Revision.objects.order_by("pk").values())
    merging.undo(into(kept, double, staff, "article"), by=staff)
    assert list(Revision.objects.order_by("pk").values()) == before


# --- many articles ------------------------------------------------------------------------------------------


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(merging, "AT_ONCE", 2)
    monkeypatch.setattr(pieces, "AT_ONCE", 2)
    monkeypatch.setattr(pieces, "PIECE", 2)


def many(source, number=5):
    return [make_statement(to=source) for _ in range(number)]


def at(source):
    return Relay.objects.filter(source=source).count()


def test_a_large_merge_goes_in_pieces_and_back(staff, small_pieces):
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    many(lund)
    start = whole()
    merge = into(ada, lund, staff)
    assert (merge.state, merge.job.state, merge.job.total) == ("merged", "done", 5)
    assert (at(lund), at(ada)) == (0, 5)
    merge = merging.undo(merge, by=staff)
    assert (merge.state, merge.job.action) == ("undone", "undo a merge")
    assert whole() == start
    assert relays_are_right()


def test_a_large_merge_stopped_halfway(staff, small_pieces, monkeypatch):
    monkeypatch.setattr(pieces, "PER_REQUEST", 0)
    monkeypatch.setattr(pieces.go_on, "__kwdefaults__", {"seconds": 0})
    lund, ada, third = make_source("Lund"), make_source("Ada Lund"), make_source("Third")
    many(lund)
    start = whole()
    merge = into(ada, lund, staff)
    # both are there, each with the rows it has, until the last piece
    assert (merge.state, at(lund), at(ada), fresh(lund).merged_into) == ("under way", 3, 2, None)
    for pair in ((third, lund), (third, ada), (lund, third)):
        with pytest.raises(ValidationError, match="is still moving rows"):
            into(*pair, staff)
    pieces.stop(merge.job)
    assert relays_are_right()
    merge = merging.undo(merge, by=staff)
    assert (merge.state, at(lund)) == ("undone", 5)
    assert whole() == start
    pieces.go_on(pieces.resume(BulkJob.objects.get(action="merge")), seconds=60)  # an old page that was left open
    assert whole() == start


def test_rows_that_came_while_a_large_merge_ran_go_with_its_last_piece(staff, small_pieces, monkeypatch):
    monkeypatch.setattr(pieces.go_on, "__kwdefaults__", {"seconds": 0})
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    many(lund)
    merge = into(ada, lund, staff)
    many(lund, 3)
    while merge.job.state == "running":
        merge.job = pieces.go_on(merge.job, seconds=0)
    assert (Merge.objects.get().state, at(lund), at(ada)) == ("merged", 0, 8)
    assert relays_are_right()


def test_a_large_merge_of_claims(staff, small_pieces):
    old, new = make_claim(), make_claim()
    for statement in many(make_source(), 5):
        marking.judge(statement, old, "same", by=staff)
    start = whole()
    merge = into(new, old, staff, "claim")
    assert Relay.objects.filter(claim_ids=[new.pk]).count() == 5
    merging.undo(merge, by=staff)
    assert whole() == start
    assert relays_are_right()


def test_history_says_that_a_merge_did_it(staff):
    lund, ada = make_source("Lund"), make_source("Ada Lund")
    make_statement(to=lund)
    merge = into(ada, lund, staff)
    event = Mention.pgh_event_model.objects.order_by("-pgh_id").first()
    assert (event.source_id, event.pgh_context.metadata) == (ada.pk, {"merge": merge.pk})
    assert MergeMove.objects.filter(table="articles.Mention").count() == 1
