"""How an address is read, and which rows it means: exact sets."""

import datetime as dt

import pytest
from django.http import QueryDict

from articles import filters
from articles.marking import Who, judge
from articles.models import Article, Claim, Relay, Statement
from articles.querysets import listed_sources
from sources.models import Affiliation, Alias, Ownership
from tests.factories import make_article, make_claim, make_credit, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db


def read(query, filterset=filters.RelayFilter, base=Relay):
    return filterset(QueryDict(query), base.objects.all())


def who(query):
    """The names that the relays found credit."""
    asked = read(query)
    assert asked.is_valid(), asked.error_lines()
    return {relay.mention.name for relay in asked.qs}


def relayed(name, **values):
    """A relay that credits a person of that name, in an article of its own."""
    facts = ("published_at", "language", "country", "genre")
    article = values.pop("article", None)
    if article is None:
        article = make_article(
            values.pop("outlet", None), **{fact: values.pop(fact) for fact in facts if fact in values}
        )
    return make_statement(article, to=values.pop("to", None) or make_source(name, "person"), **values)


def at(*day):
    return dt.datetime(*day, tzinfo=dt.UTC)


# --- what cannot be read ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("outlat=3", "“outlat” is no parameter of this list. Did you mean “outlet”?"),
        ("outlet=x", "outlet: “x” is no outlet id."),
        ("outlet=999999", "outlet: There is no outlet 999999."),
        ("source=" + "9" * 40, f"source: “{'9' * 40}” is no source id."),
        ("source=1%002", None),
        ("from=2025-02-30", "from: There is no day 2025-02-30."),
        ("from=05.09.2025", "from: “05.09.2025” is no date; write it as 2025-09-05."),
        ("to=9999-12-31", "to: Give a day from 1000-01-01 to 2999-12-31."),
        ("from=2025-09-05&to=2025-09-04", "to: 2025-09-04 lies before 2025-09-05."),
        ("month=2025-13", "month: “2025-13” is no month; write it as 2025-09."),
        ("month=2025-01&from=2025-01-01", "month: Give a month, or days from and to; not both."),
        ("from=2025-01-01&from=2025-01-02", "from: Given twice; give it once."),
        ("form=shouted", "form: Select a valid choice. shouted is not one of the available choices."),
        ("country=Atlantis", "country: Write a country as its two capital letters (ISO 3166): GB, DE."),
        ("text=%22%22", "text: There is no word in it to look for."),
        ("text=a%FF", "The value of “text” cannot be read: it is not UTF-8 text."),
        ("sort=colour", "sort: Select a valid choice. colour is not one of the available choices."),
    ],
)
def test_what_cannot_be_read_is_said_and_finds_nothing(query, sentence):
    relayed("somebody")
    asked = read(query)
    assert not asked.is_valid()
    assert list(asked.qs) == []
    if sentence:
        assert asked.error_lines() == [sentence]


def test_a_page_shows_the_error_and_no_rows(client):
    client.force_login(make_user())
    relayed("somebody")
    response = client.get("/relays/?from=never&outlat=1")
    assert response.status_code == 200
    assert response.context["page"] is None
    html = response.content.decode()
    assert "“never” is no date" in html
    assert "“outlat” is no parameter" in html
    assert "somebody" not in html


def test_blank_values_of_a_form_ask_nothing():
    relayed("somebody")
    assert who("outlet=&from=&text=&state=&outlet_name=&sort=") == {"somebody"}


# --- rows by id and by name ---------------------------------------------------------------------------------


def test_ids_may_be_repeated():
    one, two, three = make_outlet(), make_outlet(), make_outlet()
    for outlet, name in ((one, "A"), (two, "B"), (three, "C")):
        relayed(name, outlet=outlet)
    assert who(f"outlet={one.pk}&outlet={two.pk}") == {"A", "B"}


def test_a_certain_name_is_taken_and_the_address_holds_its_id():
    outlet = make_outlet("The Independent")
    relayed("A", outlet=outlet)
    relayed("B")
    asked = read("outlet_name=independent")
    assert {relay.mention.name for relay in asked.qs} == {"A"}
    assert asked.query().urlencode() == f"outlet={outlet.pk}"


def test_an_uncertain_name_lists_who_it_may_be():
    one, two = make_source("Save Our Souls", "group"), make_source("SOS Sahel", "organisation")
    for source in (one, two):
        Alias.objects.create(source=source, name="SOS")
    asked = read("source_name=SOS")
    assert asked.error_lines() == [
        f"source: “SOS” is not certain; tick the source that is meant: Save Our Souls ({one.pk}); SOS Sahel ({two.pk})."
    ]
    assert f'type="checkbox" name="source" value="{two.pk}"' in str(asked.form["source"])


def test_an_outlet_is_never_a_person():
    make_source("Herald", "person")
    assert not read("outlet_name=Herald").is_valid()


def test_a_merged_source_stands_for_the_one_that_took_over():
    kept, gone = make_source("Kept"), make_source("Gone")
    relayed("", to=kept)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    assert who(f"source={gone.pk}") == {"Kept"}
    assert read(f"source={gone.pk}").query().urlencode() == f"source={kept.pk}"


# --- which rows -----------------------------------------------------------------------------------------------


def test_a_source_itself_or_with_its_people_and_bodies_on_the_day():
    ministry, person, left, other = (make_source(name) for name in ("Ministry", "Person", "Left", "Other"))
    Affiliation.objects.create(member=person, organisation=ministry)
    Affiliation.objects.create(member=left, organisation=ministry, ends_on=dt.date(2026, 2, 28))
    for source in (ministry, person, left, other):
        relayed("", to=source)
    relayed("", to=left, published_at=at(2026, 2, 28, 23, 59))
    assert who(f"source={ministry.pk}") == {"Ministry"}
    asked = read(f"source={ministry.pk}&source_as=with+bodies")
    assert sorted((relay.mention.name, relay.published_at.month) for relay in asked.qs) == [
        ("Left", 2),
        ("Ministry", 3),
        ("Person", 3),
    ]


def test_days_are_utc_and_both_included():
    for name, time in (
        ("before", at(2026, 2, 28, 23, 59)),
        ("first", at(2026, 3, 1)),
        ("last", at(2026, 3, 31, 23, 59)),
    ):
        relayed(name, published_at=time)
    relayed("undated", published_at=None)
    assert who("from=2026-03-01&to=2026-03-31") == {"first", "last"}
    assert who("month=2026-03") == {"first", "last"}
    assert who("to=2026-02-28") == {"before"}
    assert who("undated=only") == {"undated"}


def test_via_and_its_basis():
    agency = make_outlet("AP", kind="agency")
    relayed("words", via=agency)
    by_line = relayed("line")
    make_credit(by_line.article, "dateline", agency)
    relayed("none")
    assert who(f"via={agency.pk}&relay_kind=statement") == {"words", "line"}
    assert who(f"via={agency.pk}&via_basis=words") == {"words"}
    assert who("via_basis=copy+or+credit+line") == {"line"}
    assert who("via_state=not+recorded") == {"none"}


def test_named_and_resolution():
    article = make_article()
    make_statement(article, to=[make_source("Known"), Who(printed_name="Unknown"), Who(descriptor="two officials")])
    assert who("named=unnamed") == {"two officials"}
    assert who("named=named") == {"Known", "Unknown"}
    assert who("resolution=unresolved&resolution=ambiguous") == {"Unknown"}
    assert who("resolution=resolved") == {"Known"}


def test_form_polarity_and_channel():
    article = make_article()
    make_statement(article, "“We have no choice,”", to=make_source("direct"), channel="interview")
    make_statement(article, to=make_source("denies"), polarity="denies")
    make_credit(article, "foot line", make_outlet("AP", kind="agency"))
    assert who("form=direct") == {"direct"}
    assert who("polarity=denies&polarity=declined") == {"denies"}
    assert who("channel=interview") == {"direct"}
    assert who("channel=not+said") == {"denies"}
    assert who("relay_kind=article") == {"AP"}


def test_state_and_self_credit():
    outlet = make_outlet("Self")
    article = make_article(outlet)
    make_statement(article, to=make_source("accepted"))
    make_statement(article, "We have no choice", to=make_source("suggested"), state="suggested")
    make_statement(article, "around 40 lorries", to=outlet)
    assert who("") == {"accepted"}
    assert who("state=suggested") == {"suggested"}
    assert who("state=any") == {"accepted", "suggested"}
    assert who("self_credit=any") == {"accepted", "Self"}
    assert who("self_credit=only") == {"Self"}


def test_what_the_article_is():
    british = make_outlet(country="GB")
    relayed("GB", outlet=british, language="en-GB", genre="opinion")
    relayed("IE", outlet=british, country="IE", language="de")
    assert who("country=gb") == {"GB"}
    assert who("country=GB, IE") == {"GB", "IE"}
    assert who("language=en") == {"GB"}
    assert who("genre=opinion") == {"GB"}
    assert who("came_in=hand") == {"GB", "IE"}
    assert who("came_in=feed") == set()
    assert who("progress=begun") == {"GB", "IE"}
    assert who("progress=gone+through") == set()


def test_owner_is_that_of_the_articles_day():
    outlet, owner = make_outlet(), make_source("Group")
    Ownership.objects.create(outlet=outlet, owner=owner, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 3, 31))
    for name, time in (("before", at(2026, 2, 28, 23)), ("in", at(2026, 3, 31, 23)), ("after", at(2026, 4, 1))):
        relayed(name, outlet=outlet, published_at=time)
    relayed("undated", outlet=outlet, published_at=None)
    assert who(f"owner={owner.pk}") == {"in"}
    # who owns it all the time owns it on every day, and an undated article has none
    always, kept = make_outlet(), make_source("For ever")
    Ownership.objects.create(outlet=always, owner=kept)
    relayed("dated", outlet=always)
    relayed("of no day", outlet=always, published_at=None)
    assert who(f"owner={kept.pk}") == {"dated"}


def test_claims_words_and_kinds():
    same, related = relayed("same"), relayed("related")
    relayed("", to=make_source("A body", "organisation"))
    make_statement(to=Who(printed_name="Seems a body", source_kind="organisation"), words="We have no choice")
    claim = make_claim()
    judge(same, claim, "same", by=make_user())
    judge(related, claim, "related", by=make_user())
    assert who(f"claim={claim.pk}") == {"same"}
    assert who("source_kind=organisation") == {"A body", "Seems a body"}
    assert who("text=no+choice") == {"Seems a body"}
    assert who("text=%22choice+no%22") == set()


def test_speaks_as():
    outlet = make_outlet("Reporter")
    relayed("", to=outlet)
    relayed("person")
    assert who("speaks_as=reporter") == {"Reporter"}
    assert who("speaks_as=not+an+outlet") == {"person"}


# --- the same questions on the other lists ---------------------------------------------------------------------


def test_other_lists_ask_about_one_relay_that_answers_all_of_it():
    outlet, other = make_outlet("One"), make_outlet("Other")
    mayor, agency = make_source("Mayor", "person"), make_outlet("AP", kind="agency")
    found = relayed("", to=mayor, via=agency, outlet=outlet)
    # one relay has the source, another the via: neither both
    apart = relayed("", to=mayor, outlet=other)
    relayed("somebody", via=agency, article=apart.article, words="We have no choice")
    for statement in (found, apart):
        judge(statement, make_claim(f"Claim {statement.pk}"), "same", by=make_user())
    query = f"source={mayor.pk}&via={agency.pk}"
    assert set(read(query, filters.StatementFilter, Statement).qs) == {found}
    assert set(read(query, filters.ArticleFilter, Article).qs) == {found.article}
    assert {claim.wording for claim in read(query, filters.ClaimFilter, Claim).qs} == {f"Claim {found.pk}"}
    assert {row.name for row in filters.OutletFilter(QueryDict(query), listed_sources().publishers()).qs} == {"One"}
    query = f"outlet={outlet.pk}&via={agency.pk}"
    assert {row.name for row in filters.SourceFilter(QueryDict(query), listed_sources()).qs} == {"Mayor"}


def test_statements_may_be_suggestions():
    article = make_article()
    waiting = make_statement(article, state="suggested", found_by="rule")
    decided = make_statement(article, "We have no choice", state="rejected", found_by="rule")
    make_statement(article, "around 40 lorries")
    assert set(read("suggestion=any", filters.StatementFilter, Statement).qs) == {waiting, decided}
    assert set(read("suggestion=decided", filters.StatementFilter, Statement).qs) == {decided}
    assert set(read("suggestion=waiting", filters.StatementFilter, Statement).qs) == {waiting}


def test_the_directory_is_searched_by_any_name():
    source = make_source("Save Our Souls", "group")
    Alias.objects.create(source=source, name="SOS")
    make_source("Other")
    found = filters.SourceFilter(QueryDict("text=sos&kind=group&checked=no"), listed_sources()).qs
    assert {row.name for row in found} == {"Save Our Souls"}
