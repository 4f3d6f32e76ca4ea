"""The admin opens every list and form; what it saves keeps the relays in step."""

import pytest
from django.contrib import admin
from django.urls import reverse

from articles import actions, marking, queue, tasks
from articles.models import Article, Job, Mention, Relay
from articles.relays import derive, stored
from sources.models import Affiliation, Alias, Domain, Ownership
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
def staff(client):
    client.force_login(make_user("Staff", username="sue"))
    return client


def one_of_everything():
    outlet, user = make_outlet(), make_user()
    article = make_article(outlet)
    statement = make_statement(article, to=make_source(kind="person"), via=make_outlet(), by=user)
    make_credit(article, "photo", make_source(), "every hour")
    marking.judge(statement, make_claim(), "same", by=user)
    actions.revise_article(article, title=article.title, standfirst="", body="Other text.", by=user)
    actions.report_error(about="article", about_id=article.pk, address="/", label="A row", text="Wrong", by=user)
    Alias.objects.create(source=outlet, name="Another name")
    Domain.objects.create(outlet=outlet, host=f"paper{outlet.pk}.example")
    Ownership.objects.create(outlet=outlet, owner=make_source())
    Affiliation.objects.create(member=make_source(kind="person"), organisation=make_source())
    queue.enqueue(tasks.rescue, queueing_lock=f"of {article.pk}", timestamp=0)
    queue.note_error(Job.objects.latest("pk").pk, "It did not work.")
    return article


def test_every_list_and_form_opens(staff):
    one_of_everything()
    for model, model_admin in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert staff.get(reverse(f"{base}_changelist")).status_code == 200, model
        assert staff.get(reverse(f"{base}_changelist"), {"q": "paper"}).status_code == 200, model
        row = model._default_manager.first()
        if row is not None:
            assert staff.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200, model
        add = staff.get(reverse(f"{base}_add")).status_code
        assert add == (200 if model_admin.has_add_permission(add_request(staff)) else 403), model


def add_request(client):
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(username="sue")
    return request


def test_derived_rows_are_read_only(staff):
    one_of_everything()
    relay = Relay.objects.first()
    for action in ("add/", f"{relay.pk}/delete/"):
        assert staff.get(f"/admin/articles/relay/{action}").status_code == 403
    assert staff.post(f"/admin/articles/relay/{relay.pk}/change/", {}).status_code == 403


def article_form(article, **values):
    return {
        "outlet": article.outlet_id,
        "address": article.address,
        "no_address": article.no_address,
        "byline": article.byline,
        "published_at_0": "2026-03-01",
        "published_at_1": "12:00:00",
        "published_precision": "minute",
        "genre": article.genre,
        "language": article.language,
        "country": article.country,
        "copy_group": "",
        "note": article.note,
    } | values


def test_a_changed_outlet_moves_the_relays(staff):
    article, courier = one_of_everything(), make_outlet("Courier")
    data = article_form(article, outlet=courier.pk, genre="analysis", published_precision="day")
    assert staff.post(f"/admin/articles/article/{article.pk}/change/", data).status_code == 302
    rows = set(Relay.objects.values_list("outlet", "genre", "published_precision", "published_at__hour"))
    assert rows == {(courier.pk, "analysis", "day", 0)}


def test_an_article_keeps_address_or_reason_and_one_outlet(staff):
    article, other = make_article(), make_article()
    change = f"/admin/articles/article/{article.pk}/change/"
    for values, sentence in (
        ({"address": ""}, "Give the address, or the reason why there is none; not both."),
        ({"no_address": "print"}, "Give the address, or the reason why there is none; not both."),
        ({"address": other.address + "?utm_source=x"}, "has this address already."),
        ({"address": "ftp://x"}, "must start with http"),
        ({"outlet": make_source().pk}, "is no outlet and no agency."),
        ({"published_precision": "unknown"}, "A date needs its precision"),
    ):
        answer = staff.post(change, article_form(article, **values))
        assert answer.status_code == 200, values
        assert sentence in answer.content.decode(), values
    article.refresh_from_db()
    assert Article.objects.get(pk=article.pk).address == article.address


def test_a_name_tied_in_the_admin_moves_its_relays(staff):
    statement = make_statement(to="Ada Lund")
    lund = make_source("Ada Lund", "person")
    mention = Mention.objects.get(resolution="unresolved")
    data = {"resolution": "resolved", "source": lund.pk, "source_kind": "", "descriptor": ""}
    assert staff.post(f"/admin/articles/mention/{mention.pk}/change/", data).status_code == 302
    assert Relay.objects.get().source == lund
    mention.refresh_from_db()
    assert (mention.resolved_by.username, mention.printed_name) == ("sue", "Ada Lund")
    article = statement.article_id
    assert {key: row for key, (_pk, row) in stored([article]).items()} == derive([article])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"resolution": "resolved", "source": ""}, "A resolved mention has a source, and only a resolved one."),
        ({"resolution": "unnamed", "source": ""}, "An unnamed source has a descriptor and no name"),
    ],
)
def test_a_mention_that_cannot_be_is_refused(staff, values, sentence):
    make_statement(to="Ada Lund")
    mention = Mention.objects.get()
    answer = staff.post(f"/admin/articles/mention/{mention.pk}/change/", values)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
