"""The admin as a whole: what waits, no giant select, help on every field, and who may give what to whom."""

import re

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import marking
from articles.models import Job, Match
from sources import duplicates
from sources.curation import CappedCount, RecordPaginator
from sources.models import Source
from tests.articles.test_article_admin import add_request, one_of_everything
from tests.factories import make_article, make_claim, make_credit, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db

# users, groups and what a form itself defines: some rows, never many
SMALL = {"auth.User", "auth.Group", "auth.Permission", "contenttypes.ContentType"}


@pytest.fixture
def staff(client):
    client.force_login(make_user("Staff", username="sue"))
    return client


# --- what waits -------------------------------------------------------------------------------------


def test_every_number_of_the_first_page_opens_exactly_its_rows(staff):
    one_of_everything()
    make_statement(state="disputed")
    make_statement(state="suggested", found_by="rule")
    make_statement(make_article(published_at=None), to="Nobody Known")
    make_article(no_address="other")
    make_credit(make_article(), "photo", make_source("Twice"), "every hour")
    duplicates.compare([make_source("Twice").pk])
    marking.judge(make_statement(), make_claim(), "same", by=make_user())
    Match.objects.filter(pk=Match.objects.latest("pk").pk).update(state="disputed")
    Job.objects.exclude(task_name="rescue").delete()  # copies are looked for in each article
    Job.objects.all().update(status="failed")
    text = staff.get("/admin/").content.decode()
    found = re.findall(r'<a href="([^"]*)"><b>([^<]*)</b> ([^<]*)</a>', text)
    assert len(found) == 17
    counts = {}
    for address, number, what in found:
        answer = staff.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        context = answer.context
        rows = context["cl"].result_count if "cl" in context else context["page"].paginator.count
        assert rows == int(number), what
        counts[what] = rows
    assert counts["disputed statements"] == 1
    assert counts["failed jobs"] == 1
    assert counts["disputed judgements"] == 1
    assert counts["pairs that are likely the same"] == 1
    assert counts["unresolved mentions"] == 1
    assert counts["open reports of errors"] == 1
    assert counts["articles without a date"] == 1
    assert counts["articles without an address for a reason called “other”"] == 1


def test_the_first_page_asks_as_much_with_many_rows(staff):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff.get("/admin/")
        return len(queries)

    asked()
    make_statement(state="suggested", found_by="rule")
    few = asked()
    for _ in range(3):
        make_statement(state="suggested", found_by="rule")
    assert asked() == few


# --- lists ------------------------------------------------------------------------------------------


def test_every_list_asks_as_much_for_three_rows_as_for_one(staff):
    """And none of them counts a whole table, or asks one for its distinct values."""

    def asked():
        found = {}
        for model in admin.site._registry:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(address).status_code == 200
            sql = [query["sql"] for query in queries]
            assert not [one for one in sql if "DISTINCT" in one and "sources_source" not in one], address
            if model._meta.app_label in ("articles", "sources"):
                assert all("LIMIT" in one for one in sql if "COUNT(*)" in one), address
            found[address] = len(sql)
        return found

    one_of_everything()
    make_source("Twice"), duplicates.compare([make_source("Twice").pk])
    # choices kept for ten minutes are kept from now on, not to be asked for again between two counts
    cache.clear()
    asked()
    few = asked()
    one_of_everything(), one_of_everything()
    make_source("Twice"), duplicates.compare([make_source("Twice").pk])
    assert asked() == few


def test_searches_run_on_an_index(staff):
    one_of_everything()
    for model in admin.site._registry:
        if model._meta.app_label not in ("articles", "sources") or model._meta.model_name == "errorreport":
            continue
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for words in ("bridge lund", "999", "“'&|!:*", "\x00", "-", "x" * 3000):
            with CaptureQueriesContext(connection) as queries:
                assert staff.get(address, {"q": words}).status_code == 200, (address, words)
            assert not [query for query in queries if "UPPER(" in query["sql"]], (address, words)


def test_a_count_stops_and_pages_go_on(monkeypatch):
    monkeypatch.setattr("sources.curation.COUNTED_AT_MOST", 4)
    for number in range(7):
        make_source(f"Source {number}")
    paginator = RecordPaginator(Source.objects.order_by("pk"), 2)
    assert (int(paginator.count), str(paginator.count)) == (4, "more than 4")
    assert isinstance(paginator.count, CappedCount)
    assert [source.name for source in paginator.page(4)] == ["Source 6"]
    assert list(paginator.get_elided_page_range(3)) == [1, "…", 2, 3, 4]


# --- forms ------------------------------------------------------------------------------------------


def all_forms(staff):
    """(where, name, field, database field or None) of every form and row of a form that staff may fill in."""
    request = add_request(staff)
    for model, one in admin.site._registry.items():
        row = model._default_manager.first()
        if not one.has_change_permission(request, row) and not one.has_add_permission(request):
            continue
        parts = [(one, one.get_form(request, row, change=row is not None))]
        for formset, inline in one.get_formsets_with_inlines(request, row):
            if inline.has_change_permission(request, row):
                parts.append((inline, formset.form))
        for part, form in parts:
            columns = {column.name: column for column in [*part.model._meta.fields, *part.model._meta.many_to_many]}
            for name, field in form.base_fields.items():
                yield f"{model.__name__}: {part.model.__name__}.{name}", field, columns.get(name)


def test_no_select_holds_a_large_table(staff):
    one_of_everything()
    giant = []
    for where, field, column in all_forms(staff):
        if column is None or not column.is_relation or column.related_model._meta.label in SMALL:
            continue
        widget = getattr(field.widget, "widget", field.widget)
        if type(widget) in (forms.Select, forms.SelectMultiple, forms.RadioSelect):
            giant.append(where)
    assert giant == []


def test_every_field_that_a_curator_fills_in_has_help(staff):
    one_of_everything()
    mute = [
        where
        for where, field, column in all_forms(staff)
        if not field.help_text and (column is None or column.model._meta.app_label in ("articles", "sources"))
    ]
    assert [where for where in mute if not where.startswith(("User:", "Group:"))] == []


# --- who may give what ------------------------------------------------------------------------------


def user_form(user, **values):
    data = {"username": user.username, "is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "12:00:00"}
    return data | values


def test_staff_make_nobody_a_superuser(staff):
    sue = User.objects.get(username="sue")
    data = user_form(sue, is_superuser="on", is_staff="on", user_permissions=["1"], groups=[sue.groups.get().pk])
    assert staff.post(f"/admin/auth/user/{sue.pk}/change/", data).status_code == 302
    sue.refresh_from_db()
    assert not sue.is_superuser
    assert not sue.user_permissions.exists()


def test_staff_do_not_touch_a_superuser(staff):
    root = User.objects.create_superuser("root", password="test")
    for part in ("password/", "delete/"):
        assert staff.get(f"/admin/auth/user/{root.pk}/{part}").status_code == 403
        assert staff.post(f"/admin/auth/user/{root.pk}/{part}", {"post": "yes"}).status_code == 403
    assert staff.post(f"/admin/auth/user/{root.pk}/change/", user_form(root)).status_code == 403
    assert User.objects.filter(username="root", is_superuser=True).exists()


def test_staff_give_groups_of_what_they_have_and_leave_others_alone(staff):
    from django.contrib.auth.models import Permission

    powerful = Group.objects.create(name="Powerful")
    powerful.permissions.add(Permission.objects.get(content_type__app_label="sessions", codename="delete_session"))
    user = make_user("Editors")
    user.groups.add(powerful)
    other = make_user()
    editors = Group.objects.get(name="Editors")
    refused = staff.post(f"/admin/auth/user/{other.pk}/change/", user_form(other, groups=[powerful.pk]))
    assert "Select a valid choice" in refused.content.decode()
    assert staff.post(f"/admin/auth/user/{user.pk}/change/", user_form(user, groups=[editors.pk])).status_code == 302
    assert set(user.groups.all()) == {editors, powerful}
    assert staff.post(f"/admin/auth/group/{powerful.pk}/change/", {"name": "x"}).status_code == 403


def test_a_superuser_may(client):
    client.force_login(User.objects.create_superuser("root", password="test"))
    user = make_user()
    assert client.post(f"/admin/auth/user/{user.pk}/change/", user_form(user, is_superuser="on")).status_code == 302
    user.refresh_from_db()
    assert user.is_superuser
