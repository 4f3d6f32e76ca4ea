"""Every address with every role and without a login, against the table in who_may_what.py."""

from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from articles import actions, correcting, exports, marking, merging, naming
from articles.ingest import store
from articles.models import BulkJob, CopyPair, ErrorReport, Import, Relay
from tests.articles.test_desk import article_of, edit_data, edit_form, statement_of
from tests.factories import (
    make_article,
    make_claim,
    make_copies,
    make_credit,
    make_feed,
    make_outlet,
    make_source,
    make_statement,
    make_user,
)
from tests.tracker.who_may_what import ADMIN, DOCUMENT, ROLES, lines, markdown

pytestmark = pytest.mark.django_db

# parts of the admin that are there for every kind of row
ROW_PARTS = (
    "",
    "add/",
    "<path:object_id>/history/",
    "<path:object_id>/delete/",
    "<path:object_id>/change/",
    "<path:object_id>/",
)
# addresses that lead elsewhere, to what the table names: an object's page, the password of a user, a missing page
OTHERS = {
    "admin/r/<path:content_type_id>/<path:object_id>/",
    "admin/auth/user/<id>/password/",
    "admin/^(?P<app_label>sources|articles|auth|axes)/$",
    "admin/(?P<url>.*)$",
}


@pytest.fixture(autouse=True)
def files_see_this_transaction(monkeypatch):
    @contextmanager
    def this_one():
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


def patterns(found, before=""):
    for one in found:
        address = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from patterns(one.url_patterns, address)
        else:
            yield address


def user_of(role):
    return make_user("" if role == "no group" else role)


# --- the table is whole --------------------------------------------------------------------------------


def test_the_table_names_every_address_and_no_other():
    named = {line.address.removeprefix("/") for line in lines()}
    named |= {f"admin/{model}/{part}" for model in ADMIN for part in ROW_PARTS}
    assert set(patterns(get_resolver().url_patterns)) == named | OTHERS


def test_the_document_says_what_the_table_says():
    is_fresh = DOCUMENT.exists() and DOCUMENT.read_text() == markdown()
    assert is_fresh, "docs/access.md is stale: run `python -m tests.tracker.who_may_what`."


# --- every address -------------------------------------------------------------------------------------


@pytest.fixture
def record(db, settings, tmp_path):
    """{address: where it is tried}, and what is sent there: every form filled in so that it is taken."""
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }
    outlet = make_outlet("The Courier")

    def rows_of(user):
        article = make_article(outlet, by=user)
        claim = make_claim("The bridge closes.")
        credit = make_credit(article, "byline agency", make_outlet("A Wire", kind="agency"), by=user)
        statement = make_statement(article, to=make_source(kind="person"), by=user)
        wire, daily = make_outlet("Second Wire", kind="agency"), make_outlet("The Daily")
        reported = make_statement(article, "We have no choice", to=wire, via=daily, by=user)
        marking.judge(reported, claim, "same", by=user)
        match = marking.judge(statement, claim, "same", by=user)
        actions.report_error(about="article", about_id=article.pk, address="/", label="A row", text="Wrong", by=user)
        report = ErrorReport.objects.latest("pk")
        make_credit(article, "photo", "Cam Era", by=user)
        decision = naming.plan("cam era", naming.Meaning(), scope="all", by=user)
        revision = article.current_revision().pk
        merge = merging.merge_sources(outlet, make_source("Courier, double"), by=user, reason="The same.")
        kept, double = make_source("Ada Lund"), make_source("A. Lund")
        feed = make_feed(outlet)
        arrival, _new = store.ask(f"https://courier.example/{article.pk}", by=user, feed=feed)
        pks = {
            "arrivals": arrival,
            "notices": correcting.add_notice(article, kind="correction", printed="Correction: it rained.", by=user),
            "feeds": feed,
            "imports": Import.objects.create(
                file_name="a.csv",
                kind="csv",
                sha256="0" * 64,
                size=1,
                columns=["title", "text", "address"],
                mapping={"title": "title", "text": "text", "address": "address"},
                encoding="utf-8",
                delimiter=",",
            ),
            "articles": article,
            "review/articles": article,
            "statements": statement,
            "relays": Relay.objects.get(statement=statement).attribution,
            "relays/articles": credit,
            "attributions": reported.attributions.get(),
            "vias": reported.vias.get(),
            "outlets": outlet,
            "sources": outlet,
            "claims": claim,
            "credits": credit,
            "matches": match,
            "reports": report,
            "names/decisions": decision,
            "merges": merge,
            "copies": CopyPair.objects.about(make_copies()[0]).get(),
            "jobs": BulkJob.objects.create(
                action="merge", what="Nothing", arguments={"merge": merge.pk}, row_ids=[], by=user
            ),
        }
        side_by_side = {"outlet": [outlet.pk, pks["copies"].article.outlet_id], "topic": "bridges"}
        sent = {
            "GET compare.csv": side_by_side,
            "GET compare.about.json": side_by_side,
            "GET outlets/<int:pk>/figures.svg": {"of": "first"},
            "GET articles/<int:pk>/offer/": {"revision": revision, "spans": "0-5"},
            "GET admin/autocomplete/": {
                "app_label": "sources",
                "model_name": "ownership",
                "field_name": "owner",
                "term": "a",
            },
        }
        editor = Client()
        editor.force_login(make_user("Editors"))
        name, password = user.username, "a long new Passw0rd"
        writes = {
            "login/": {"username": name, "password": "test"},
            "admin/login/": {"username": name, "password": "test"},
            "logout/": {},
            "admin/logout/": {},
            "admin/password_change/": {
                "old_password": "test",
                "new_password1": password,
                "new_password2": password,
            },
            "reports/add/": {"text": "This is wrong."},
            "reports/<int:pk>/settle/": {"status": "declined", "answer": "It stands."},
            "articles/add/": article_of(),
            "articles/<int:pk>/edit/": edit_form(editor, article) | {"byline": "A. Writer"},
            "articles/<int:pk>/mark/": statement_of(),
            "articles/<int:pk>/undo/": {},
            "articles/<int:pk>/suggest/": {},
            "articles/<int:pk>/gone-through/": {"revision": revision},
            "articles/<int:pk>/notices/add/": {"kind": "correction", "printed": "Correction: it snowed."},
            "notices/<int:pk>/decide/": {"state": "rejected"},
            "arrivals/add/": {"address": f"https://courier.example/other-{article.pk}"},
            "arrivals/<int:pk>/ask-again/": {},
            "feeds/<int:pk>/poll/": {},
            "imports/add/": {
                "file": SimpleUploadedFile("a.csv", b"title,text,address\nOne,First,https://a.example/1\n")
            },
            "imports/<int:pk>/start/": {
                "column_0": "title",
                "column_1": "text",
                "column_2": "address",
                "encoding": "utf-8",
                "delimiter": "comma",
                "do": "store",
            },
            "imports/<int:pk>/stop/": {},
            "imports/<int:pk>/go-on/": {},
            "review/decide/": {"kind": "statement", "id": statement.pk, "state": "unsure"},
            "review/next/": {},
            "review/undo/": {},
            "review/split/": {"kind": "statement", "id": statement.pk, "at": 3},
            "review/join/": {"kind": "statement", "id": statement.pk, "other": statement.pk},
            "review/leave/": {},
            "review/articles/<int:pk>/": {},
            "articles/<int:pk>/credits/add/": {"credit-role": "photo", "credit-printed": "AP", "credit-who": "AP"},
            "credits/<int:pk>/edit/": {"credit-role": "video", "credit-printed": "A Wire", "credit-who": "A Wire"},
            "credits/<int:pk>/decide/": {"state": "accepted"},
            "credits/<int:pk>/remove/": {},
            "statements/<int:pk>/edit/": edit_data(editor, statement),
            "statements/<int:pk>/remove/": {"version": statement.version},
            "statements/<int:pk>/decide/": {"state": "unsure"},
            "statements/<int:pk>/judge/": {"claim": "The bridge closes.", "judgement": "related"},
            "matches/<int:pk>/withdraw/": {},
            "copies/<int:pk>/decide/": {"state": "accepted", "seen": "suggested"},
            "copies/<int:pk>/group/": {"pair": pks["copies"].pk, "state": "accepted"},
            "names/name/": {"means": "ignored", "scope": "all"},
            "names/decisions/<int:pk>/confirm/": {},
            "names/decisions/<int:pk>/undo/": {},
            "merges/add/": {"kind": "source", "kept": kept.pk, "merged": double.pk, "reason": "The same."},
            "merges/<int:pk>/undo/": {},
            "jobs/<int:pk>/go-on/": {},
            "jobs/<int:pk>/stop/": {},
            "attributions/<int:pk>/cited/": {"article": "none"},
            "vias/<int:pk>/cited/": {"article": "none"},
            "credits/<int:pk>/cited/": {"article": "none"},
            "statements/<int:pk>/match/judge/": {"start": "", "wording": "The bridge closes for good."},
            "claims/<int:pk>/split/": {"statement": statement.pk, "wording": "It opens.", "reason": "Another thing."},
            "claims/<int:pk>/split/undo/": {},
            "claims/<int:pk>/edit/": {"wording": "The bridge closes on Monday."},
        }
        return pks, sent | {f"POST {address}": data for address, data in writes.items()}

    return rows_of


def where(address, pks):
    found = "/" + address.removeprefix("/")
    if "<int:pk>" in found:
        before = found.split("/<int:pk>")[0].removeprefix("/")
        found = found.replace("<int:pk>", str(pks[before].pk))
    queries = {"reports/add/": f"?article={pks['articles'].pk}", "names/name/": "?name=Cam+Era"}
    return found + queries.get(address, "")


def word_for(answer, method):
    """What the answer is called in the table; the bare status where it has no name there."""
    if answer.status_code == 302:
        for start, word in (("/login/?", "login"), ("/admin/login/", "admin")):
            if answer.url.startswith(start):
                return word
        if answer.url in ("/", "/admin/"):
            return {"/": "front", "/admin/": "index"}[answer.url]
        return "yes" if method == "POST" else f"302 to {answer.url}"
    if answer.status_code == 200 and method == "POST":
        return "form"
    return {200: "yes", 403: "no"}.get(answer.status_code, str(answer.status_code))


@pytest.mark.parametrize("role", ROLES)
def test_every_address(role, record):
    user = user_of("no group" if role == "not logged in" else role)
    pks, sent = record(user)
    expected = {(line.method, line.address): line.words[role] for line in lines()}
    for line in lines():
        if line.heading != "Admin":
            # a login is asked for before anybody looks at the method
            refused = "login" if role == "not logged in" and line.address != "healthz" else "405"
            for method in ("GET", "POST"):
                expected.setdefault((method, line.address), refused)

    found = {}
    for method, address in expected:
        client = Client()
        if role != "not logged in":
            client.force_login(user)
        with transaction.atomic():
            answer = getattr(client, method.lower())(where(address, pks), sent.get(f"{method} {address}", {}))
            found[method, address] = word_for(answer, method)
            if answer.streaming:
                assert b"".join(answer.streaming_content)
            transaction.set_rollback(True)

    assert {key: word for key, word in found.items() if word != expected[key]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_an_address_that_does_not_exist(role, client):
    if role != "not logged in":
        client.force_login(user_of(role))
    assert client.get("/nothing/here/").status_code == 404


def test_no_other_method_does_anything(record):
    user = make_user("Staff")
    pks, _sent = record(user)
    client = Client()
    client.force_login(user)
    addresses = {line.address for line in lines() if line.heading != "Admin"}
    found = {
        (method, address): getattr(client, method)(where(address, pks)).status_code
        for method in ("put", "patch", "delete")
        for address in addresses - {"login/"}  # answers one who is logged in with the front page
    }
    assert {key: status for key, status in found.items() if status != 405} == {}


# --- the admin's rows ----------------------------------------------------------------------------------


def row_pages(model, pk):
    return {
        "view": "",
        "add": "add/",
        "change": f"{pk}/change/",
        "delete": f"{pk}/delete/",
        "history": f"{pk}/history/",
    }


def registered():
    return {
        f"{model._meta.app_label}/{model._meta.model_name}": (model, one) for model, one in admin.site._registry.items()
    }


def test_staff_and_the_rows_of_the_admin(record, rf):
    user = make_user("Staff")
    record(user)
    request = rf.get("/")
    request.user = User.objects.get(pk=user.pk)
    found = {}
    for name, (_model, one) in registered().items():
        may = {"view": one.has_view_permission(request), "add": one.has_add_permission(request)}
        may |= {"change": one.has_change_permission(request), "delete": one.has_delete_permission(request)}
        found[name] = " ".join(right for right, is_given in may.items() if is_given)
    assert found == ADMIN


def test_staff_open_every_page_of_the_admin_that_the_table_allows(client, record):
    user = make_user("Staff")
    record(user)
    client.force_login(user)
    wrong = {}
    for name, (model, _one) in registered().items():
        rights = ADMIN[name].split()
        row = model._default_manager.order_by("pk").last()
        expected = {"": 200, "add/": 200 if "add" in rights else 403}
        if row is not None:
            # a row that may only be viewed is shown by its form, with nothing to fill in
            expected |= {f"{row.pk}/change/": 200, f"{row.pk}/history/": 200}
            expected[f"{row.pk}/delete/"] = 200 if "delete" in rights else 403
        for part, status in expected.items():
            answer = client.get(f"/admin/{name}/{part}").status_code
            if answer != status:
                wrong[f"/admin/{name}/{part}"] = answer
        if row is not None and "change" not in rights:
            answer = client.post(f"/admin/{name}/{row.pk}/change/").status_code
            if answer != 403:
                wrong[f"POST /admin/{name}/{row.pk}/change/"] = answer
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES[:-1])
def test_only_staff_come_into_the_admin(role, client, record):
    user = user_of("no group" if role == "not logged in" else role)
    record(user)
    if role != "not logged in":
        client.force_login(user)
    outside = [f"/admin/{app}/" for app in ("auth", "axes", "sources", "articles")] + ["/admin/nothing/"]
    outside += [f"/admin/{name}/{part}" for name in ADMIN for part in ("", "add/", "1/", "1/change/", "1/delete/")]
    outside += ["/admin/auth/user/1/password/", "/admin/r/1/1/"]
    answers = [getattr(client, method)(address) for address in outside for method in ("get", "post")]
    assert {answer.status_code for answer in answers} == {302}
    forms = ("/login/?next=", "/admin/login/?next=")
    assert [answer.url for answer in answers if not answer.url.startswith(forms)] == []
