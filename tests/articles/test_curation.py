"""Staff curate the marking in the admin: one step a save, nothing typed is lost, many rows at once in pieces."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User

from articles import marking, pieces, steps
from articles.affiliations import parted, said_of
from articles.marking import FigureData, Who
from articles.models import (
    Article,
    BulkJob,
    Claim,
    Credit,
    MarkingStep,
    Match,
    Mention,
    Relay,
    Statement,
)
from articles.relays import derive, stored
from sources.models import Affiliation
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

ROWS = ("attributions", "vias", "figures", "matches")


@pytest.fixture
def staff(client):
    client.force_login(make_user("Staff", username="sue"))
    return client


def sue():
    return User.objects.get(username="sue")


def opened(client, row):
    """What the browser would send back from the form of a statement or credit, unchanged."""
    address = f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"
    context = client.get(address).context
    data = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = str(value)
    return address, data


def are_derived(*articles):
    ids = [article.pk for article in articles]
    return {key: row for key, (_pk, row) in stored(ids).items()} == derive(ids)


# --- one statement ----------------------------------------------------------------------------------


def test_a_decision_needs_a_reason_where_a_colleague_decided(staff):
    statement = make_statement()
    address, data = opened(staff, statement)
    answer = staff.post(address, data | {"state": "rejected", "note": "Twice in here."})
    assert "decided otherwise; say why you replace that." in answer.content.decode()
    assert "Twice in here." in answer.content.decode()
    statement.refresh_from_db()
    assert (statement.state, statement.note) == ("accepted", "")


def test_a_dispute_is_opened_and_settled_with_a_reason(staff):
    statement = make_statement(by=sue())
    address, data = opened(staff, statement)
    assert "Say what you object to." in staff.post(address, data | {"state": "disputed"}).content.decode()
    assert staff.post(address, data | {"state": "disputed", "reason": "Not said."}).status_code == 302
    assert set(Relay.objects.values_list("state", flat=True)) == {"disputed"}
    address, data = opened(staff, statement)
    assert "say why you settle it so" in staff.post(address, data | {"state": "accepted"}).content.decode()
    assert staff.post(address, data | {"state": "accepted", "reason": "It was."}).status_code == 302
    statement.refresh_from_db()
    assert (statement.state, statement.decision_reason, statement.version) == ("accepted", "It was.", 3)


def test_a_save_that_a_colleague_came_before_loses_nothing(staff):
    statement = make_statement()
    address, data = opened(staff, statement)
    marking.decide_statement(statement, "unsure", by=statement.decided_by, reason="Hm.")
    typed = data | {"note": "My note.", "state": "rejected", "reason": "Wrong."}
    answer = staff.post(address, typed)
    text = answer.content.decode()
    assert "A colleague has saved this since you opened it." in text
    assert "State: unsure" in text
    assert "My note." in text
    statement.refresh_from_db()
    assert (statement.state, statement.note) == ("unsure", "")
    again = typed | {"seen": answer.context["adminform"].form["seen"].value()}
    assert staff.post(address, again).status_code == 302
    statement.refresh_from_db()
    assert (statement.state, statement.note, statement.version) == ("rejected", "My note.", 3)


def test_rows_that_a_colleague_took_away_come_back_as_typed(staff):
    statement = make_statement(figures=(FigureData("40 lorries", low=40, high=40), FigureData("two", low=2, high=2)))
    address, data = opened(staff, statement)
    statement.figures.all().delete()
    Statement.objects.filter(pk=statement.pk).update(version=9)
    answer = staff.post(address, data | {"figures-1-unit": "lanes"})
    assert "A colleague has saved this since you opened it." in answer.content.decode()
    inlines = answer.context["inline_admin_formsets"]
    forms = next(one.formset for one in inlines if one.formset.prefix == "figures")
    again = data | {"seen": answer.context["adminform"].form["seen"].value(), "figures-1-unit": "lanes"}
    again |= {"figures-INITIAL_FORMS": str(forms.initial_form_count()), "figures-0-id": "", "figures-1-id": ""}
    assert staff.post(address, again).status_code == 302
    assert set(statement.figures.values_list("position", "text", "unit")) == {
        (1, "40 lorries", ""),
        (2, "two", "lanes"),
    }


def test_one_save_is_one_step_with_its_relays_and_its_undo(staff):
    post, lund = make_outlet("Post"), make_source("Ada Lund", "person")
    article = make_article()
    statement = make_statement(article, to=lund)
    make_statement(article, "We have no choice", to=post)
    steps_before = MarkingStep.objects.count()
    address, data = opened(staff, statement)
    other = Mention.objects.get(source=post)
    data |= {"polarity": "denies", "attributions-0-mention": str(other.pk)}
    data |= {"vias-TOTAL_FORMS": "1", "vias-0-position": "1", "vias-0-basis": "editor", "vias-0-words": ""}
    data |= {"vias-0-mention": str(Mention.objects.get(source=lund).pk), "vias-0-statement": str(statement.pk)}
    data |= {"figures-TOTAL_FORMS": "1", "figures-0-text": "40", "figures-0-low": "40", "figures-0-high": "40"}
    data |= {"figures-0-statement": str(statement.pk)}
    assert staff.post(address, data).status_code == 302
    relay = Relay.objects.get(statement=statement)
    assert (relay.source, relay.polarity, relay.via_state) == (post, "denies", "recorded")
    assert [via.source for via in relay.vias.all()] == [lund]
    assert statement.attributions.get().speaks_as == "reporter"
    assert MarkingStep.objects.count() == steps_before + 1
    assert are_derived(article)
    steps.undo(article, by=sue())
    relay = Relay.objects.get(statement=statement)
    assert (relay.source, relay.polarity, relay.via_state) == (lund, "affirms", "not recorded")
    assert not statement.figures.exists()


def test_what_a_statement_cannot_be_is_refused(staff):
    statement = make_statement()
    stranger = make_statement()
    address, data = opened(staff, statement)
    version = Statement.objects.get(pk=statement.pk).version
    for values, sentence in (
        ({"attributions-0-DELETE": "on"}, "A statement credits somebody; choose whom."),
        (
            {"attributions-0-mention": str(stranger.attributions.get().mention_id)},
            "Select a valid choice. That choice is not one of the available choices.",
        ),
        ({"form": "shouted"}, "Select a valid choice. shouted is not one of the available choices."),
        ({"state": "suggested"}, "Select a valid choice. suggested is not one of the available choices."),
    ):
        answer = staff.post(address, data | values)
        assert answer.status_code == 200, values
        assert sentence in answer.content.decode(), values
    assert Statement.objects.get(pk=statement.pk).version == version


def test_saving_without_a_change_makes_no_step(staff):
    statement = make_statement()
    count = MarkingStep.objects.count()
    address, data = opened(staff, statement)
    assert staff.post(address, data).status_code == 302
    assert MarkingStep.objects.count() == count


def test_a_credit_is_decided_and_corrected(staff):
    wire, post = make_outlet("A Wire", kind="agency"), make_outlet("Post")
    article = make_article()
    credit = make_credit(article, "byline agency", wire, "every hour", by=sue())
    make_statement(article, to=post)
    address, data = opened(staff, credit)
    mention = Mention.objects.get(source=post)
    assert staff.post(address, data | {"role": "foot line", "mention": str(mention.pk)}).status_code == 302
    relay = Relay.objects.get(credit=credit)
    assert relay.source == post
    assert are_derived(article)
    assert not Mention.objects.filter(source=wire).exists()  # nothing names it any more


# --- many at once -----------------------------------------------------------------------------------


def act(client, model, action, rows, **values):
    data = {"action": action, "index": "0", "_selected_action": [row.pk for row in rows], "select_across": "0"}
    return client.post(f"/admin/articles/{model}/", data | values, follow=True)


def test_many_statements_are_decided_with_a_reason_where_colleagues_decided(staff):
    mine, theirs = make_statement(by=sue()), make_statement()
    suggested = make_statement(state="suggested", found_by="rule")
    rows = [mine, theirs, suggested]
    asked = act(staff, "statement", "reject", rows)
    text = asked.content.decode()
    assert "3 statements." in text
    assert "say why you replace that" in text
    assert "This field is required." in act(staff, "statement", "reject", rows, confirmed="yes").content.decode()
    done = act(staff, "statement", "reject", rows, confirmed="yes", reason="Retold wrongly.")
    assert "Reject statements: 3 of 3 rows changed." in done.content.decode()
    found = set(Statement.objects.values_list("state", "decided_by__username", "decision_reason"))
    assert found == {("rejected", "sue", "Retold wrongly.")}
    assert set(Relay.objects.values_list("state", flat=True)) == {"rejected"}
    assert MarkingStep.objects.filter(by=sue(), what__contains="with others").count() == 3
    steps.undo(theirs.article, by=sue())
    theirs.refresh_from_db()
    assert theirs.state == "accepted"
    assert are_derived(*Article.objects.all())


def test_suggestions_are_accepted_without_a_question(staff):
    rows = [make_statement(state="suggested", found_by="rule") for _ in range(2)]
    assert "2 of 2 rows changed." in act(staff, "statement", "accept", rows).content.decode()
    assert set(Article.objects.values_list("progress", flat=True)) == {"begun"}
    assert "0 of 2 rows changed." in act(staff, "statement", "accept", rows).content.decode()


def test_all_pages_of_a_list_go_on_in_pieces_and_can_be_stopped(staff, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(pieces, "AT_ONCE", 2)
    monkeypatch.setitem(pieces.go_on.__kwdefaults__, "seconds", 0)
    article = make_article()
    rows = [make_statement(article, state="suggested", found_by="rule") for _ in range(5)]
    other = make_statement(state="unsure")
    across = {"select_across": "1"}
    address = "/admin/articles/statement/?state__exact=suggested"
    data = {"action": "accept", "index": "0", "_selected_action": [rows[0].pk]} | across
    asked = staff.post(address, data)
    assert "5 statements." in asked.content.decode()
    begun = staff.post(address, data | {"confirmed": "yes"})
    job = BulkJob.objects.get()
    assert begun.url == f"/jobs/{job.pk}/"
    assert (job.state, job.done, job.total) == ("running", 0, 5)
    staff.post(f"/jobs/{job.pk}/go-on/")
    staff.post(f"/jobs/{job.pk}/stop/")
    assert list(Statement.objects.filter(state="accepted").order_by("pk")) == rows[:2]
    for _ in range(2):
        staff.post(f"/jobs/{job.pk}/go-on/", {"resume": "1"})
    job.refresh_from_db()
    assert (job.state, job.done, job.changed, job.refused_count) == ("done", 5, 5, 0)
    other.refresh_from_db()
    assert other.state == "unsure"
    assert are_derived(article)


def test_names_are_resolved_to_a_source_after_a_look_at_them(staff):
    lund = make_source("Ada Lund", "person")
    open_one = make_statement(to="A. Lund").attributions.get().mention
    unnamed = make_statement(to=marking.Who(descriptor="two officials")).attributions.get().mention
    rows = [open_one, unnamed]
    asked = act(staff, "mention", "resolve", rows).content.decode()
    assert "2 relays credit them" in asked
    assert "A. Lund" in asked
    assert Mention.objects.filter(source=None).count() == 2
    assert "This field is required." in act(staff, "mention", "resolve", rows, confirmed="yes").content.decode()
    done = act(staff, "mention", "resolve", rows, confirmed="yes", source=lund.pk).content.decode()
    assert "a description is tied to a source one by one" in done
    assert [relay.source for relay in Relay.objects.order_by("pk")] == [lund, None]
    open_one.refresh_from_db()
    assert (open_one.resolved_by, open_one.printed_name) == (sue(), "A. Lund")


def test_claims_and_sources_go_to_the_page_that_merges(staff):
    claims = [make_claim("One."), make_claim("Two."), make_claim("Three.")]
    data = {"action": "merge", "index": "0", "_selected_action": [claim.pk for claim in claims]}
    first, *others = (claim.pk for claim in claims)
    answer = staff.post("/admin/articles/claim/", data)
    assert answer.url == f"/merges/add/?kind=claim&kept={first}&merged={others[0]}&merged={others[1]}"
    data["_selected_action"] = [first]
    assert "Choose from two to 50 claims" in staff.post("/admin/articles/claim/", data, follow=True).content.decode()
    new, checked = make_source("New"), make_source("Old", checked=True)
    data["_selected_action"] = [new.pk, checked.pk]
    answer = staff.post("/admin/sources/source/", data)
    assert answer.url == f"/merges/add/?kind=source&kept={checked.pk}&merged={new.pk}"
    assert Claim.objects.filter(merged_into=None).count() == 3


def test_a_disputed_judgement_is_settled_by_one_that_replaces_it(staff):
    statement, claim = make_statement(), make_claim("The bridge closes.")
    match = marking.judge(statement, claim, "same", by=make_user())
    Match.objects.update(state="disputed")
    assert "This field is required." in act(staff, "match", "reject", [match], confirmed="yes").content.decode()
    done = act(staff, "match", "reject", [match], confirmed="yes", reason="Another bridge.")
    assert "1 of 1 rows changed." in done.content.decode()
    held = Match.objects.get(replaced_at=None)
    assert (held.state, held.judgement, held.judged_by, held.note) == ("rejected", "same", sue(), "Another bridge.")
    assert Match.objects.count() == 2


def test_articles_are_deleted_with_their_marking_and_leave_every_count(staff):
    gone, other, stays = make_article(), make_article(), make_article()
    for article in (gone, other, stays):
        make_credit(article, "byline agency", make_outlet("A Wire", kind="agency"))
        outer = make_statement(article, "“We have no choice,” Ada Lund told the Courier")
        make_statement(article, "We have no choice", within=outer.pk)
    assert "Statements: 2" in staff.get(f"/admin/articles/article/{gone.pk}/delete/").content.decode()
    assert staff.post(f"/admin/articles/article/{gone.pk}/delete/", {"post": "yes"}).status_code == 302
    assert "Delete articles" in act(staff, "article", "remove", [other]).content.decode()
    assert "1 of 1 rows changed." in act(staff, "article", "remove", [other], confirmed="yes").content.decode()
    assert list(Article.objects.all()) == [stays]
    assert set(Relay.objects.values_list("article", flat=True)) == {stays.pk}
    assert Statement.objects.count() == 2
    assert Credit.objects.count() == 1
    assert staff.get(f"/articles/{gone.pk}/").status_code == 410


def test_editors_do_none_of_it(client):
    client.force_login(make_user("Editors"))
    statement = make_statement()
    answer = client.post(f"/admin/articles/statement/{statement.pk}/change/", {"state": "rejected"})
    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")


# --- affiliations that articles print ---


@pytest.mark.parametrize(
    ("printed", "role", "organisation"),
    [
        (
            "a reservist and member of the organization Soldiers for Hostages",
            "reservist and member",
            "Soldiers for Hostages",
        ),
        ("spokeswoman for the Harbour Union", "spokeswoman", "the Harbour Union"),
        ("the mayor of Norby of the old town", "mayor", "Norby of the old town"),
        ("engineer", "engineer", ""),
        ("of the", "of the", ""),
    ],
)
def test_role_and_organisation_are_told_apart(printed, role, organisation):
    assert parted(printed) == (role, organisation)


def test_what_articles_say_a_person_belongs_to_is_suggested_until_it_is_recorded(client):
    lund, union = make_source("Ada Lund", "person"), make_source("Harbour Union")
    for printed in ("spokeswoman for the Harbour Union", "spokeswoman for the Harbour Union", "member of the Choir"):
        make_statement(make_article(), to=Who(source=lund.pk, affiliation=printed))
    first, other = said_of(lund)
    assert (first.printed, first.articles, first.role, first.organisation) == (
        "spokeswoman for the Harbour Union",
        2,
        "spokeswoman",
        union,
    )
    assert (other.articles, other.role, other.organisation) == (1, "member", None)
    client.force_login(make_user("Staff"))
    page = client.get(f"/admin/sources/person/{lund.pk}/change/").content.decode()
    [address, _other] = re.findall(r'href="([^"]+)">Record this affiliation', page)
    form = client.get(unescape(address)).context["adminform"].form
    assert (form["member"].value(), form["organisation"].value(), form["role"].value()) == (
        str(lund.pk),
        str(union.pk),
        "spokeswoman",
    )
    Affiliation.objects.create(member=lund, organisation=union, role="spokeswoman")
    assert [said.printed for said in said_of(lund)] == ["member of the Choir"]
