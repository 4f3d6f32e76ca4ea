"""The work list of printed names: what is in it, deciding, what a decision shows before, and taking it back."""

import re
import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from articles import marking, naming, open_names, pieces, steps
from articles.marking import Credited, StatementData, Who
from articles.models import (
    Article,
    Attribution,
    BulkJob,
    DecidedMention,
    Mention,
    NameDecision,
    NameInArticle,
    NameQuestion,
    OpenName,
    Relay,
)
from articles.naming import Meaning
from articles.relays import refresh
from sources.models import Alias, Source
from tests.factories import (
    decide_name,
    make_article,
    make_credit,
    make_outlet,
    make_source,
    make_statement,
    make_user,
    span_of,
)

pytestmark = pytest.mark.django_db

PRONOUNS_AND_DESCRIPTIONS = (
    *("he", "He", "she", "they", "er", "sie", "Sie", "wir", "elle", "both"),
    *("the spokesman", "The spokesman", "two officials", "Former security officials", "der Sprecher", "a draft"),
)


@pytest.fixture
def editor(client):
    user = make_user("Editors", username="ann")
    client.force_login(user)
    client.user = user
    return client


def listed(outlet=None):
    """[(name, articles, mentions, ambiguous)] as the list has them."""
    found = OpenName.objects.of(outlet).most_frequent_first()
    return list(found.values_list("printed_key", "articles", "mentions", "ambiguous"))


def text_of(response):
    return response.content.decode()


def errors_of(response):
    found = re.findall(r'class="errorlist[^"]*"[^>]*>(.*?)</ul>', text_of(response), re.DOTALL)
    found += re.findall(r'role="alert">(.*?)</div>', text_of(response), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", one) for one in found).replace("&#x27;", "'").replace("&quot;", '"')


def plan(client, name, **form):
    """Sends the form of a name's page; the preview's address."""
    place = "".join(f"&{key}={form.pop(key)}" for key in ("outlet", "article") if key in form)
    response = client.post(f"/names/name/?name={name}{place}", {"who": name, "scope": "all"} | form)
    assert response.status_code == 302, errors_of(response)
    return response.url


def confirm(client, address, **more):
    seen = re.search(r'name="seen" value="([^"]*)"', text_of(client.get(address)))
    return client.post(f"{address}confirm/", {"seen": seen[1] if seen else ""} | more)


def mention_of(name):
    return Mention.objects.get(printed_name=name)


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/names/name/", 400),
        ("/names/name/?name=", 400),
        ("/names/name/?name=%20%00", 400),
        ("/names/name/?name=Nobody+Known", 404),
        ("/names/name/?name=Bo+Ek&article=x", 400),
        ("/names/name/?name=Bo+Ek&article=99999999999999999999", 400),
        ("/names/name/?name=Bo+Ek&outlet=0", 400),
        ("/names/name/?name=Bo+Ek&outlet=²", 400),
        ("/names/name/?name=Bo+Ek&page=2", 404),
        ("/names/name/?name=Bo+Ek&page=x", 404),
        ("/names/name/?name=Bo+Ek&what=1", 400),
        ("/names/decisions/?page=7", 404),
        ("/names/decisions/12/", 404),
        ("/names/decisions/?x=1", 400),
        ("/names/?outlet=x", 200),
        ("/names/?state=any", 200),
        ("/names/?page=9", 200),
    ],
)
def test_an_address_that_cannot_be_read(editor, address, status):
    make_statement(to="Bo Ek")
    response = editor.get(address)
    assert response.status_code == status
    if status == 200:
        assert "This filter cannot be read, so no rows are shown" in text_of(response)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"who": "Nobody At All"}, "No source is called “Nobody At All”"),
        ({"who": ""}, "Write the name of a source"),
        ({"who": "…", "means": "new:person"}, "A name has letters or digits"),
        ({"who": "the spokesman", "means": "new:person"}, "is no name but a description"),
        ({"means": "source:77"}, "removed in the meantime"),
        ({"means": "source:x"}, "Choose one of the list"),
        ({"means": "new:planet"}, "Choose one of the list"),
        ({"means": "ignored", "scope": ""}, "Choose where it holds"),
        ({"means": "ignored", "scope": "world"}, "Choose where it holds"),
        ({"means": "ignored", "scope": "outlet"}, "Say which outlet"),
        ({"means": "ignored", "scope": "article"}, "Say which article"),
        ({"who": "Twin Name"}, "may be any of: Twin Name (organisation), Twin Name (person)"),
        ({"who": "Twin Name", "means": "new:person"}, "That name is carried already"),
        ({"question": " "}, "cannot be"),
        ({"answer": "x", "id": "7"}, "not one about this name"),
        ({"answer": "x", "id": "z"}, "not one about this name"),
    ],
)
def test_a_form_that_cannot_be_read_says_why_and_keeps_what_was_typed(editor, form, sentence):
    make_statement(to="Bo Ek")
    make_source("Twin Name", "organisation"), make_source("Twin Name", "person")
    response = editor.post("/names/name/?name=Bo+Ek", {"scope": "all"} | form)
    assert response.status_code == 422
    assert sentence in errors_of(response)
    assert (form.get("who") or "") in text_of(response)
    assert not NameDecision.objects.exists()


def test_a_name_that_is_open_no_more_says_so(editor):
    make_statement(to="Bo Ek")
    address = plan(editor, "Bo Ek", means="ignored")
    decide_name("Bo Ek", None)
    assert "No article holds this name unresolved any more" in text_of(editor.get("/names/name/?name=Bo+Ek"))
    response = editor.post("/names/name/?name=Bo+Ek", {"means": "ignored", "scope": "all"})
    assert response.status_code == 422
    response = confirm(editor, address)
    assert response.status_code == 422
    assert "Nothing is left to decide" in errors_of(response)


def test_a_source_that_was_merged_or_removed_meanwhile(editor):
    make_statement(to="Bo Ek")
    gone, merged, kept = make_source("Gone"), make_source("Merged"), make_source("Kept")
    for_gone = plan(editor, "Bo Ek", means=f"source:{gone.pk}")
    for_merged = plan(editor, "Bo Ek", means=f"source:{merged.pk}")
    gone.delete()
    Source.objects.filter(pk=merged.pk).update(merged_into=kept)
    response = editor.post(f"{for_gone}confirm/")
    assert (response.status_code, "Gone has been removed from the sources" in errors_of(response)) == (422, True)
    response = confirm(editor, for_merged)
    assert (response.status_code, "Merged was merged into Kept" in errors_of(response)) == (409, True)
    assert confirm(editor, for_merged).status_code == 302
    assert mention_of("Bo Ek").source == kept


def test_a_name_that_was_taken_meanwhile(editor):
    make_statement(to="Bo Ek")
    address = plan(editor, "Bo Ek", means="new:person")
    make_source("Bo Ek", "person")
    response = confirm(editor, address)
    assert (response.status_code, "carried by now: Bo Ek (person)" in errors_of(response)) == (409, True)
    assert Source.objects.filter(name="Bo Ek").count() == 1


def test_a_preview_that_is_stale_says_what_changed(editor):
    first, second = make_statement(to="Bo Ek"), make_statement(to="Bo Ek")
    lund = make_source("Ada Lund", "person")
    address = plan(editor, "Bo Ek", means=f"source:{lund.pk}")
    colleague = make_user("Editors", username="ben")
    decide_name("Bo Ek", make_source("Bo", "person"), by=colleague, article=first.article)
    make_statement(make_article(title="A third"), to="Bo Ek")
    response = confirm(editor, address)
    assert response.status_code == 409
    assert "1 mention is tied to Bo by ben" in errors_of(response)
    assert "1 mention more came, in “A third”" in errors_of(response)
    assert Relay.objects.filter(source=lund).count() == 0
    assert confirm(editor, address).status_code == 302
    assert {relay.article for relay in Relay.objects.filter(source=lund)} == {
        second.article,
        Article.objects.get(title="A third"),
    }


def test_figures_that_changed_under_the_same_mentions_are_said_too(editor):
    statement = make_statement(to="Bo Ek")
    address = plan(editor, "Bo Ek", means="ignored")
    seen = re.search(r'name="seen" value="([^"]*)"', text_of(editor.get(address)))[1]
    make_statement(statement.article, "around 40 lorries cross it", to="Bo Ek")
    response = editor.post(f"{address}confirm/", {"seen": seen})
    assert (response.status_code, "Relays: 1 when you looked, 2 now" in errors_of(response)) == (409, True)


def test_the_second_of_two_clicks_does_nothing(editor):
    make_statement(to="Bo Ek")
    address = plan(editor, "Bo Ek", means="new:person")
    assert [confirm(editor, address).status_code, editor.post(f"{address}confirm/").status_code] == [302, 302]
    assert (Source.objects.filter(name="Bo Ek").count(), DecidedMention.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_editors_decide_the_same_name_at_once():
    make_statement(to="Bo Ek")
    sources = [make_source("One", "person"), make_source("Two", "person")]
    by = [make_user("Editors"), make_user("Editors")]
    plans = [
        naming.plan("bo ek", Meaning(source=source), scope="all", by=user)
        for source, user in zip(sources, by, strict=True)
    ]
    barrier, told = threading.Barrier(2), []

    def go(planned, user):
        barrier.wait()
        try:
            told.append(naming.confirm(planned, by=user))
        except ValidationError as error:
            told.append(error.messages)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in zip(plans, by, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    done = DecidedMention.objects.get()
    assert mention_of("Bo Ek").source == done.decision.source
    # the later one is told: before its confirmation, or as a row that was refused
    refused = BulkJob.objects.filter(refused_count=1).count()
    assert refused + sum(bool(sentences) for sentences in told) == 1
    assert open_names.rebuild(write=False) == 0


# --- what is in it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", PRONOUNS_AND_DESCRIPTIONS)
def test_no_pronoun_and_no_description_waits_for_a_source(words):
    article = make_article()
    for how in (Who(printed_name=words), Who(printed_name=words, leave_open=True)):
        with pytest.raises(ValidationError, match="is a pronoun|describes and does not name"):
            make_statement(article, to=how)
    make_statement(article, to=Who(source=make_source("Ada Lund", "person").pk, printed_name=words))
    assert Mention.objects.get().printed_name == "Ada Lund"
    assert listed() == []


@pytest.mark.parametrize("words", ["he", "two officials"])
def test_the_desk_says_so_beside_the_field(editor, words):
    article = make_article()
    revision = article.current_revision()
    form = {
        "revision": revision.pk,
        "spans": "The bridge will close on Monday",
        "voice": "credited",
        "polarity": "affirms",
        **{f"{rows}-{part}": 0 for rows in ("vias", "figures") for part in ("TOTAL_FORMS", "INITIAL_FORMS")},
        "credited-TOTAL_FORMS": 1,
        "credited-INITIAL_FORMS": 0,
        "credited-0-who": words,
    }
    response = editor.post(f"/articles/{article.pk}/mark/", form)
    assert f"“{words}”" in errors_of(response)
    assert not Mention.objects.exists()
    assert "open" not in [
        option["value"] for option in editor.get(f"/articles/{article.pk}/who/?q={words}").json()["options"]
    ]


def test_the_most_frequent_name_comes_first_with_the_words_around_it(editor):
    post = make_outlet("The Post")
    article = make_article(post, title="On the bridge")
    phrase = Credited(
        Who(printed_name="Ada Lund", source_kind="person"), source_phrase_spans=(span_of(article, "Ada Lund"),)
    )
    make_statement(article, "We have no choice", credited=(phrase,))
    make_statement(to="Ada Lund")
    make_statement(to=["Bo Ek", Who(descriptor="an official")])
    make_source("Ada Marie Lund", "person")
    text = text_of(editor.get("/names/"))
    assert listed() == [("ada lund", 2, 2, 0), ("bo ek", 1, 1, 0)]
    assert re.findall(r'<a href="([^"]*)" dir="auto">(?:Ada Lund|Bo Ek)</a>', text) == [
        "/names/name/?name=ada+lund",
        "/names/name/?name=bo+ek",
    ]
    statement = article.statements.get()
    assert f'<a href="/articles/{article.pk}/#t{statement.pk}">“We have no choice,” <mark>Ada Lund</mark> told' in text
    assert "The bridge will close on Monday, the mayor said. “We" not in text
    assert "seems to be: person" in text
    assert re.search(r'value="source:\d+">Ada Marie Lund', text)


def test_the_name_of_a_via_and_of_a_photo_credit_wait_too(editor):
    article = make_article()
    make_statement(article, to=make_source(), via=Who(printed_name="Bo Ek"))
    make_credit(article, "photo", "Cam Era", "around 40 lorries")
    assert listed() == [("bo ek", 1, 1, 0), ("cam era", 1, 1, 0)]
    assert "<mark>around 40 lorries</mark>" in text_of(editor.get("/names/name/?name=Cam+Era"))


def test_filters(editor):
    post, courier = make_outlet("The Post"), make_outlet("The Courier")
    make_source("Twin", "person"), make_source("Twin", "organisation")
    make_statement(make_article(post), to=["Twin", "Bo Ek"])
    make_statement(make_article(courier), to=["Bo Ek"])
    make_statement(make_article(courier), to=["Cy Fox"])
    naming.answer(naming.ask("cy fox", "Who?", by=editor.user), "A fox.", by=editor.user)
    naming.ask("bo ek", "Who?", by=editor.user)

    def shown(query):
        return [str(name) for name in editor.get(f"/names/?{query}").context["page"]]

    assert shown("") == ["bo ek", "cy fox", "twin"]
    assert shown("sort=name") == ["bo ek", "cy fox", "twin"]
    assert shown("state=unresolved") == ["bo ek", "cy fox"]
    assert shown("state=ambiguous") == ["twin"]
    assert shown("state=asked") == ["bo ek"]
    assert shown("state=answered") == ["cy fox"]
    assert shown(f"outlet={post.pk}") == ["bo ek", "twin"]
    assert shown("outlet_name=The+Courier&state=asked") == ["bo ek"]
    assert shown("text=FOX") == ["cy fox"]
    response = editor.get(f"/names/?outlet={post.pk}&outlet_name=The+Courier")
    assert "One outlet at a time" in text_of(response)


def test_it_needs_the_same_queries_for_one_and_three_names(editor):
    def make(name):
        make_source(f"{name} Senior", "person")
        make_statement(to=name)
        naming.ask(name.casefold(), "Who?", by=editor.user)

    make("Ada Lund")
    counts = []
    for more in ((), ("Bo Ek", "Cy Fox")):
        for name in more:
            make(name)
        for address in ("/names/", "/names/name/?name=ada+lund"):
            with CaptureQueriesContext(connection) as seen:
                assert editor.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


def test_every_name_is_on_one_page(editor, monkeypatch):
    monkeypatch.setattr("articles.views.names.NAMES_A_PAGE", 2)
    make_statement(to=["Ada Lund", "Bo Ek", "Cy Fox"])
    pages = [[str(name) for name in editor.get(f"/names/?page={n}").context["page"]] for n in (1, 2)]
    assert pages == [["ada lund", "bo ek"], ["cy fox"]]


def test_counts_follow_every_edit():
    post, courier = make_outlet("The Post"), make_outlet("The Courier")
    article, editor = make_article(post), make_user("Editors")
    statement = make_statement(article, to="Bo Ek", by=editor)
    make_statement(make_article(courier), to="Bo Ek")
    assert (listed(), listed(post)) == ([("bo ek", 2, 2, 0)], [("bo ek", 1, 1, 0)])
    marking.remove_statement(statement, by=editor)
    assert (listed(), listed(post)) == ([("bo ek", 1, 1, 0)], [])
    steps.undo(article, by=editor)
    assert (listed(), listed(post)) == ([("bo ek", 2, 2, 0)], [("bo ek", 1, 1, 0)])
    Article.objects.filter(pk=article.pk).update(outlet=courier)
    refresh([article.pk])
    assert (listed(courier), listed(post)) == ([("bo ek", 2, 2, 0)], [])
    Article.objects.filter(pk=article.pk).update(merged_into=Article.objects.exclude(pk=article.pk).get())
    refresh([article.pk])
    assert listed() == [("bo ek", 1, 1, 0)]
    assert open_names.rebuild(write=False) == 0


def test_one_refresh_of_articles_of_which_one_gains_and_one_loses():
    make_source("Twin", "person"), make_source("Twin", "organisation")
    ambiguous = make_article()
    make_statement(ambiguous, to="Twin")
    Mention.objects.filter(article=ambiguous).update(resolution="unresolved")
    new = [make_article(), make_article()]
    for article in new:
        Mention.objects.create(article=article, resolution="unresolved", printed_name="Twin", printed_key="twin")
    refresh([ambiguous.pk, *(article.pk for article in new)])
    assert listed() == [("twin", 3, 3, 0)]
    assert open_names.rebuild(write=False) == 0


def test_the_rebuild_finds_and_mends_what_differs(capsys):
    make_statement(to=["Bo Ek", "Cy Fox"])
    OpenName.objects.filter(printed_key="bo ek").update(articles=7)
    NameInArticle.objects.filter(printed_key="cy fox").delete()
    with pytest.raises(SystemExit):
        call_command("rebuild_relays", check=True)
    call_command("rebuild_relays")
    call_command("rebuild_relays", check=True)
    assert listed() == [("bo ek", 1, 1, 0), ("cy fox", 1, 1, 0)]
    assert "names that wait for a source: 0 rows differed" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_editors_mark_the_same_names_in_opposite_order():
    articles = [make_article(), make_article()]
    barrier, failed = threading.Barrier(2), []

    def go(article, names):
        by = make_user("Editors")
        barrier.wait()
        try:
            for _ in range(5):
                make_statement(article, to=names, by=by)
                marking.remove_statement(article.statements.get(), by=by)
            make_statement(article, to=names, by=by)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    orders = [["Bo Ek", "Cy Fox", "Ada Lund"], ["Ada Lund", "Cy Fox", "Bo Ek"]]
    threads = [threading.Thread(target=go, args=pair) for pair in zip(articles, orders, strict=True)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert failed == []
    assert listed() == [(name, 2, 2, 0) for name in ("ada lund", "bo ek", "cy fox")]
    assert open_names.rebuild(write=False) == 0


# --- deciding -----------------------------------------------------------------------------------------------


@pytest.fixture
def three():
    """Bo Ek in two articles of the Post and one of the Courier."""
    post, courier = make_outlet("The Post"), make_outlet("The Courier")
    articles = [make_article(outlet, title=f"T{n}") for n, outlet in enumerate((post, post, courier), start=1)]
    for article in articles:
        make_statement(article, to="Bo Ek")
    return post, articles


def credited(source):
    return {relay.article.title for relay in Relay.objects.filter(source=source)}


def test_where_a_decision_holds(editor, three):
    post, articles = three
    ek = make_source("Bo Anders Ek", "person")
    means = {"means": f"source:{ek.pk}"}
    assert confirm(editor, plan(editor, "Bo Ek", article=articles[2].pk, scope="article", **means)).url.startswith(
        "/names/"
    )
    assert credited(ek) == {"T3"}
    confirm(editor, plan(editor, "Bo Ek", outlet=post.pk, scope="outlet", **means))
    assert credited(ek) == {"T1", "T2", "T3"}
    assert listed() == []
    assert Mention.objects.filter(resolved_by=editor.user).count() == 3


def test_a_preview_changes_nothing_and_lists_what_it_would(editor, three):
    post, _articles = three
    make_statement(
        post.articles.get(title="T1"),
        "We have no choice",
        to=make_outlet("AP", "agency"),
        via=Who(printed_name="Bo Ek"),
    )
    address = plan(editor, "Bo Ek", means="new:person")
    context = editor.get(address).context
    assert context["figures"] == {"mentions": 3, "articles": 3, "relays": 4, "self_credits": 0, "joined": 0}
    assert [(place.article.title, len(relays)) for place, relays in context["places"]] == [
        ("T1", 2),
        ("T2", 1),
        ("T3", 1),
    ]
    assert not Source.objects.filter(name="Bo Ek").exists()
    assert listed() == [("bo ek", 3, 3, 0)]


def test_a_preview_tells_self_credit_and_relays_that_become_one(editor):
    post = make_outlet("The Post")
    own = make_statement(make_article(post), to="Harbour Post")
    twice = make_statement(to=[post, "Harbour Post"])
    address = plan(editor, "Harbour Post", means=f"source:{post.pk}")
    context = editor.get(address).context
    assert [relay.statement for relay in context["self_credits"]] == [own]
    assert [relay.statement for relay in context["joined"]] == [twice]
    relays = Relay.objects.count()
    confirm(editor, address)
    assert Relay.objects.count() == relays - 1
    assert Relay.objects.get(statement=own).self_credit
    # who reports is said as if the editor had known the source when marking
    assert {row.speaks_as for row in Attribution.objects.all()} == {"reporter"}
    editor.post(f"{address}undo/")
    assert Relay.objects.count() == relays
    assert sorted(row.speaks_as for row in Attribution.objects.all()) == ["", "", "reporter"]


def test_decisions_need_the_same_queries_for_one_and_three_rows(editor):
    counts = []
    for names in (["Bo Ek"], ["Cy Fox", "Di Gil"]):
        for name in names:
            statement = make_statement(to=[name, f"{name} Junior"])
            decide_name(name, make_source(kind="person"), article=statement.article)
            naming.undo(decide_name(f"{name} Junior", None), by=editor.user)
        with CaptureQueriesContext(connection) as seen:
            assert editor.get("/names/decisions/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_new_source_is_unchecked_and_goes_with_the_undo(editor, three):
    address = plan(editor, "Bo Ek", means="new:group")
    confirm(editor, address)
    made = Source.objects.get(name="Bo Ek")
    assert (made.kind, made.checked, made.created_by, len(credited(made))) == ("group", False, editor.user, 3)
    editor.post(f"{address}undo/")
    assert not Source.objects.filter(name="Bo Ek").exists()
    assert (listed(), Relay.objects.unresolved().count()) == ([("bo ek", 3, 3, 0)], 3)
    assert "a new" not in text_of(editor.get("/names/decisions/"))


def test_not_a_source_takes_its_relays_out(editor, three):
    address = plan(editor, "Bo Ek", means="ignored")
    confirm(editor, address)
    assert (Relay.objects.count(), listed()) == (0, [])
    assert set(Mention.objects.values_list("resolution", "resolved_by")) == {("ignored", editor.user.pk)}
    editor.post(f"{address}undo/")
    assert (Relay.objects.count(), set(Mention.objects.values_list("resolution", "resolved_by"))) == (
        3,
        {("unresolved", None)},
    )


def test_an_alias_resolves_the_name_in_articles_marked_later(editor, three):
    ek = make_source("Bo Anders Ek", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}", remember="on")
    assert "In an article that is marked later the name resolves itself." in text_of(editor.get(address))
    confirm(editor, address)
    later = make_statement(to="Bo Ek")
    assert Relay.objects.get(statement=later).source == ek
    response = editor.post(f"{address}undo/", follow=True)
    # somebody relies on it by now
    assert "The alias “Bo Ek” stays: 1 mention of that name are tied" in text_of(response)
    assert ek.aliases.get().name == "Bo Ek"


def test_without_an_alias_the_name_comes_again_and_the_page_says_so(editor, three):
    ek = make_source("Bo Anders Ek", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}")
    page = text_of(editor.get(address))
    assert "“All articles” means those held today." in page
    assert "In an article that is marked later the name comes to the list again." in page
    confirm(editor, address)
    make_statement(to="Bo Ek")
    assert listed() == [("bo ek", 1, 1, 0)]
    assert "Decided before" in text_of(editor.get("/names/name/?name=Bo+Ek"))


def test_an_alias_that_another_source_carries_asks_first(editor, three):
    other, ek = make_source("Other", "person"), make_source("Bo Anders Ek", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}", remember="on")
    Alias.objects.create(source=other, name="Bo Ek")
    assert "comes to the list again, as ambiguous" in text_of(editor.get(address))
    response = confirm(editor, address)
    assert (response.status_code, "tick that both may" in errors_of(response)) == (422, True)
    assert confirm(editor, address, shared="on").status_code == 302
    make_statement(to="Bo Ek")
    assert listed() == [("bo ek", 1, 1, 1)]
    editor.post(f"{address}undo/")
    assert not ek.aliases.exists()


def test_an_editor_without_the_right_makes_no_source(client, three):
    reader = make_user("Researchers")
    reader.user_permissions.add(*_permissions("mark_article"))
    client.force_login(reader)
    response = client.post("/names/name/?name=Bo+Ek", {"who": "Bo Ek", "means": "new:person", "scope": "all"})
    assert (response.status_code, "You may not make a new source" in errors_of(response)) == (422, True)
    assert 'name="remember"' not in text_of(response)


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


# --- taking back --------------------------------------------------------------------------------------------


def test_an_undo_leaves_what_somebody_has_changed_since_and_says_why(editor, three):
    _post, articles = three
    ek, other = make_source("Bo Anders Ek", "person"), make_source("Other", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}")
    confirm(editor, address)
    colleague = make_user("Staff", username="ben")
    changed = Mention.objects.get(article=articles[0])
    with steps.step(changed.article, colleague, "changed the mention"):
        Mention.objects.filter(pk=changed.pk).update(source=other, resolved_by=colleague)
    marking.remove_statement(articles[1].statements.get(), by=colleague)
    page = text_of(editor.post(f"{address}undo/", follow=True))
    assert "Taken back: 1. Stayed, since somebody has changed them: 2" in page
    assert "Changed since: it was tied to Other by ben." in page
    assert "Nothing in its article names it any more." in page
    assert (credited(ek), credited(other)) == (set(), {"T1"})
    assert listed() == [("bo ek", 1, 1, 0)]
    again = editor.post(f"{address}undo/", follow=True)
    assert "has taken this back already" in text_of(again)


def test_an_undo_follows_a_merge_of_the_source(editor, three):
    ek, kept = make_source("Bo Anders Ek", "person"), make_source("Kept", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}")
    confirm(editor, address)
    with transaction.atomic():
        Source.objects.filter(pk=ek.pk).update(merged_into=kept)
        Mention.objects.filter(source=ek).update(source=kept)
        refresh(Article.objects.values_list("pk", flat=True))
    editor.post(f"{address}undo/")
    assert (credited(kept), listed()) == (set(), [("bo ek", 3, 3, 0)])


def test_a_made_source_that_is_used_by_now_stays(editor, three):
    address = plan(editor, "Bo Ek", means="new:person")
    confirm(editor, address)
    made = Source.objects.get(name="Bo Ek")
    make_statement(to=made)
    page = text_of(editor.post(f"{address}undo/", follow=True))
    assert "The source Bo Ek stays: mentions of it are there." in page
    assert Source.objects.filter(pk=made.pk).exists()


def test_what_was_never_confirmed_is_not_taken_back(editor, three):
    address = plan(editor, "Bo Ek", means="ignored")
    assert "never confirmed" in text_of(editor.post(f"{address}undo/", follow=True))
    assert "Nothing has been decided yet" in text_of(editor.get("/names/decisions/"))


def test_an_editors_undo_of_a_step_that_named_somebody_decided_since_says_so(editor):
    article = make_article()
    make_statement(article, to="Bo Ek", by=editor.user)
    colleague = make_user("Editors", username="ben")
    decision = decide_name("Bo Ek", make_outlet("The Ek", "agency"), by=colleague)
    with pytest.raises(ValidationError, match="whom ben has decided since in the list of names: “Bo Ek” is The Ek"):
        steps.undo(article, by=editor.user)
    naming.undo(decision, by=colleague)
    steps.undo(article, by=editor.user)
    assert (article.statements.count(), listed()) == (0, [])


def test_a_decision_taken_back_leaves_the_steps_undoable_one_by_one(editor):
    article = make_article()
    first = make_statement(article, to="Bo Ek", by=editor.user)
    decide_name("Bo Ek", make_source("Bo Anders Ek", "person"))
    make_statement(article, "We have no choice", to=Who(mention=mention_of("Bo Ek").pk), by=editor.user)
    steps.undo(article, by=editor.user)
    assert list(article.statements.all()) == [first]
    assert Relay.objects.get().source.name == "Bo Anders Ek"


# --- many ---------------------------------------------------------------------------------------------------


def test_many_are_done_in_pieces_stopped_and_taken_back(editor, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(pieces, "AT_ONCE", 2)
    for _ in range(5):
        make_statement(to="Bo Ek")
    ek = make_source("Bo Anders Ek", "person")
    address = plan(editor, "Bo Ek", means=f"source:{ek.pk}")
    job_page = confirm(editor, address).url
    job = BulkJob.objects.get()
    assert (job_page, job.done, job.total) == (f"/jobs/{job.pk}/", 0, 5)
    pieces.go_on(job, seconds=0)
    assert "stop it first" in text_of(editor.post(f"{address}undo/", follow=True))
    editor.post(f"{job_page}stop/")
    assert (len(credited(ek)), listed()) == (2, [("bo ek", 3, 3, 0)])
    undo_page = editor.post(f"{address}undo/", follow=False).url
    # the rest of a decision that is taken back is not done any more
    editor.post(f"{job_page}go-on/", {"resume": "1"})
    assert BulkJob.objects.get(pk=job.pk).refused_count == 3
    assert undo_page == address
    assert (credited(ek), listed()) == (set(), [("bo ek", 5, 5, 0)])
    assert NameDecision.objects.get().undone_at is not None


def test_an_undo_in_pieces_goes_on_where_it_was_stopped(editor, monkeypatch):
    for _ in range(5):
        make_statement(to="Bo Ek")
    address = plan(editor, "Bo Ek", means="new:person")
    confirm(editor, address)
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(pieces, "AT_ONCE", 2)
    job_page = editor.post(f"{address}undo/").url
    pieces.go_on(BulkJob.objects.latest("pk"), seconds=0)
    editor.post(f"{job_page}stop/")
    assert listed() == [("bo ek", 2, 2, 0)]
    assert "is taking this back" in text_of(editor.post(f"{address}undo/", follow=True))
    editor.post(f"{job_page}go-on/", {"resume": "1"})
    assert listed() == [("bo ek", 5, 5, 0)]
    assert not Source.objects.filter(name="Bo Ek").exists()


@pytest.mark.django_db(transaction=True)
def test_an_editor_who_marks_meanwhile_loses_nothing():
    statements = [make_statement(to="Bo Ek") for _ in range(4)]
    article, by = statements[0].article, make_user("Editors")
    ek = make_source("Bo Anders Ek", "person")
    barrier, failed = threading.Barrier(2), []

    def mark():
        barrier.wait()
        try:
            for words in ("We have no choice", "around 40 lorries cross it", "the mayor said"):
                start = span_of(article, words)
                data = StatementData(spans=(start,), credited=(Credited(Who(printed_name="Bo Ek")),))
                marking.add_statement(Article.objects.get(pk=article.pk), data, by=by)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=mark)
    thread.start()
    barrier.wait()
    decision = decide_name("Bo Ek", ek)
    thread.join()
    assert failed == []
    assert article.statements.count() == 4
    assert decision.mentions.count() == 4
    # what was marked after it stands in the list again, what was marked before went with it
    assert open_names.rebuild(write=False) == 0
    assert Relay.objects.filter(article=article).count() == 4


# --- asking -------------------------------------------------------------------------------------------------


def test_a_question_stays_in_the_list_until_it_is_answered(editor, client):
    make_statement(to="Bo Ek")
    editor.post("/names/name/?name=Bo+Ek", {"question": "Is this the <b>mayor</b>?"})
    question = NameQuestion.objects.get()
    assert (question.asked_by, question.printed_key, question.printed_name) == (editor.user, "bo ek", "Bo Ek")
    assert '<b>ann</b> asks: <span dir="auto">Is this the &lt;b&gt;mayor&lt;/b&gt;?' in text_of(editor.get("/names/"))
    colleague = make_user("Editors", username="ben")
    client.force_login(colleague)
    client.post("/names/name/?name=Bo+Ek", {"answer": "His brother.", "id": question.pk})
    assert '<b>ben</b> answers: <span dir="auto">His brother.' in text_of(client.get("/names/"))
    response = client.post("/names/name/?name=Bo+Ek", {"answer": "No!", "id": question.pk})
    assert (response.status_code, "ben has answered this already" in errors_of(response)) == (422, True)
    assert "No!" in text_of(response) or NameQuestion.objects.get().answer == "His brother."


# --- who may ------------------------------------------------------------------------------------------------


def test_a_source_leads_to_the_names_that_may_mean_it(editor, client):
    make_statement(to=Who(printed_name="Bo Ek"))
    ek = make_source("Bo Ek", "person")
    assert 'href="/names/name/?name=bo%20ek"' in text_of(editor.get(f"/sources/{ek.pk}/"))
    client.force_login(make_user("Researchers"))
    assert "/names/name/" not in text_of(client.get(f"/sources/{ek.pk}/"))


def test_the_front_page_counts_what_waits(editor):
    make_statement(to=["Bo Ek", "Cy Fox"])
    assert '<a href="/names/?sort=-articles"><b>2</b> printed names that wait for a source' in text_of(editor.get("/"))
