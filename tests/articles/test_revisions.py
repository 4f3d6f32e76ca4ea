"""An article's captured texts: what changed, notices of correction, and who still carries the old."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from articles import actions, correcting, exports, marking, suggesting
from articles.models import CopyGroup, Notice, Statement
from tests.factories import make_article, make_claim, make_outlet, make_source, make_statement, make_user

pytestmark = pytest.mark.django_db
FIRST = "Two piers have cracks, Ada Lund said. Around 40 lorries cross the bridge, the port reported. It rained."
SECOND = "Three piers have cracks, Ada Lund said. Around 40 lorries cross the bridge, the port reported."


@pytest.fixture
def editor(client):
    user = make_user("Editors")
    client.force_login(user)
    return user


@pytest.fixture
def this_transaction(monkeypatch):
    from contextlib import contextmanager

    @contextmanager
    def this_one():
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


def revise(article, body):
    return actions.revise_article(article, title=article.title, standfirst="", body=body)


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def day(number):
    return dt.datetime(2026, 3, number, 12, tzinfo=dt.UTC)


# --- what changed ---------------------------------------------------------------------------------------------


def test_what_changed_between_two_texts(client, editor):
    article = make_article(title="Bridge", body=FIRST)
    gone = make_statement(article, "Two piers have cracks", to=make_source(kind="person"))
    stays = make_statement(article, "Around 40 lorries cross the bridge", to=make_source())
    revise(article, SECOND)

    answer = client.get(f"/articles/{article.pk}/revisions/compare/?old=1&new=2")

    html = answer.content.decode()
    assert "<del>Two </del><ins>Three </ins>piers have cracks" in html
    assert re.search(r"<del>[^<]*It rained", html)
    assert [(what, statement.pk) for what, statement in answer.context["changed"]] == [("gone", gone.pk)]
    assert stays.quote not in [statement.quote for _what, statement in answer.context["changed"]]
    back = client.get(f"/articles/{article.pk}/revisions/compare/?old=2&new=1").content.decode()
    assert "<del>Three </del><ins>Two </ins>" in back


@pytest.mark.parametrize("query", ["old=0", "new=3", "old=one", "old=1&old=2", "colour=red", "new="])
def test_texts_that_are_not_there_are_an_error(query, client, editor):
    article = make_article(body=FIRST)
    revise(article, SECOND)
    assert client.get(f"/articles/{article.pk}/revisions/compare/?{query}").status_code == 400


def test_one_text_is_the_same_as_itself(client, editor):
    article = make_article(body=FIRST)
    assert "The two texts are the same." in texts(client.get(f"/articles/{article.pk}/revisions/compare/"))


def test_markup_in_a_text_is_text(client, editor):
    article = make_article(body="<script>alert(1)</script> It rained.")
    revise(article, "<b>It</b> snowed.")
    html = client.get(f"/articles/{article.pk}/revisions/compare/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;It&lt;/b&gt;" in re.sub(r"</?ins>|<del>[^<]*</del>", "", html)


def test_a_long_unchanged_stretch_is_folded_and_whole(client, editor):
    middle = "Nothing new was said at the quay. " * 200
    article = make_article(title="T", body=f"First. {middle} Last.")
    revise(article, f"Begun. {middle} Ended.")
    html = client.get(f"/articles/{article.pk}/revisions/compare/").content.decode()
    assert html.count("<details><summary>") == 1
    shown = re.sub(r"<summary>.*?</summary>|<[^>]+>", "", html)
    assert shown.count("Nothing new was said at the quay.") == 200


def test_changed_words_are_suggested_to_replace_the_old():
    article = make_article(title="T", body="“Two piers have deep cracks in them,” Ada Lund said.")
    suggesting.suggest(article)
    old = article.statements.get()
    marking.decide_statement(old, "accepted", by=make_user("Editors"))
    revise(article, "“Three piers have deep cracks in them,” Ada Lund said.")
    suggesting.suggest(article)
    new = article.statements.exclude(pk=old.pk).get()
    assert (new.replaces, new.state) == (old, "suggested")
    old.refresh_from_db()
    assert old.state == "accepted"
    suggesting.suggest(article)
    assert Statement.objects.count() == 2


def test_other_words_replace_nothing():
    article = make_article(title="T", body="“Two piers have deep cracks in them,” Ada Lund said.")
    suggesting.suggest(article)
    marking.decide_statement(article.statements.get(), "accepted", by=make_user("Editors"))
    revise(article, "“The ferry sails at night from Tuesday,” Hanna Lie said.")
    suggesting.suggest(article)
    assert list(article.statements.values_list("replaces", flat=True)) == [None, None]


# --- notices ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("Correction: there are three piers.", "correction"),
        ("Clarification: it is the northern pier.", "clarification"),
        ("This story has been retracted.", "withdrawn"),
        ("Dieser Artikel wurde zurückgezogen.", "withdrawn"),
    ],
)
def test_kinds_of_notices(printed, kind):
    assert correcting.kind_of(printed) == kind


def test_a_printed_notice_is_suggested_once_and_what_is_decided_stays():
    article = make_article()
    revision = article.current_revision()
    printed = ["Correction: there are  three piers.", "", "Correction: there are three piers."]
    assert correcting.suggest_notices(article, revision, printed) == 1
    notice = Notice.objects.get()
    correcting.decide_notice(notice, "rejected", by=make_user("Editors"))
    assert correcting.suggest_notices(article, revision, printed) == 0
    assert Notice.objects.get().state == "rejected"


def test_an_editor_marks_and_decides(client, editor):
    article = make_article()
    here = f"/articles/{article.pk}/revisions/"
    sent = {"kind": "withdrawn", "printed": "We no longer stand by this."}
    assert client.post(f"/articles/{article.pk}/notices/add/", sent).url == here
    again = client.post(f"/articles/{article.pk}/notices/add/", sent)
    assert (again.status_code, "on record for the article already" in texts(again)) == (422, True)
    assert client.post(f"/articles/{article.pk}/notices/add/", sent | {"printed": " "}).status_code == 422
    assert client.post(f"/articles/{article.pk}/notices/add/", sent | {"kind": "joke"}).status_code == 422
    notice = Notice.objects.get()
    assert (notice.state, notice.created_by) == ("accepted", editor)
    assert "We no longer stand by this." in texts(client.get(f"/articles/{article.pk}/"))
    client.post(f"/notices/{notice.pk}/decide/", {"state": "rejected", "kind": "withdrawn"})
    client.post(f"/notices/{notice.pk}/decide/", {"state": "nonsense"})
    notice.refresh_from_db()
    assert notice.state == "rejected"
    assert "We no longer stand by this." not in texts(client.get(f"/articles/{article.pk}/"))


def test_a_notice_is_not_added_to_an_article_that_was_merged():
    article = make_article()
    article.merged_into = make_article()
    article.save(update_fields=["merged_into"])
    with pytest.raises(ValidationError, match="merged"):
        correcting.add_notice(article, kind="correction", printed="Correction.", by=make_user("Editors"))


# --- reach --------------------------------------------------------------------------------------------------------


def upstream():
    """An article whose figure was corrected, its claim, and four articles with that claim."""
    outlet = make_outlet("The Skarholm Daily")
    article = make_article(outlet, title="Cracks", body=FIRST, published_at=day(2))
    statement = make_statement(article, "Two piers have cracks", to=make_source(kind="person"))
    claim = make_claim("Two piers have cracks.")

    def says(title, when, **values):
        other = make_article(make_outlet(f"The {title}"), title=title, body=FIRST, published_at=when)
        marking.judge(make_statement(other, "Two piers have cracks", **values), claim, "same", by=make_user("Editors"))
        return other

    marking.judge(statement, claim, "same", by=make_user("Editors"))
    found = {
        "credits": says("Credits", day(3), to=outlet),
        "passes": says("Passes", day(4), to=make_source(kind="person"), via=outlet),
        "earlier": says("Earlier", day(1), to=outlet),
        "elsewhere": says("Elsewhere", day(5), to=make_source(kind="person")),
    }
    return article, statement, found


def reached(client, article):
    answer = client.get(f"/articles/{article.pk}/reach/")
    return [(other.title, other.basis) for other in answer.context["page"]]


def test_whoever_still_carries_the_old_words(client, editor):
    article, _statement, found = upstream()
    assert reached(client, article) == []
    revise(article, SECOND)
    assert reached(client, article) == [
        ("Credits", "credits the outlet"),
        ("Passes", "passes through the outlet"),
    ]
    revise(found["credits"], SECOND)
    answer = client.get(f"/articles/{article.pk}/reach/")
    assert [bool(other.revised_at) for other in answer.context["page"]] == [True, False]
    assert "2 articles still carry the old" in texts(client.get(f"/articles/{article.pk}/revisions/"))


def test_a_withdrawn_article_reaches_without_a_new_text(client, editor):
    article, _statement, _found = upstream()
    correcting.add_notice(article, kind="withdrawn", printed="We no longer stand by this.", by=editor)
    assert len(reached(client, article)) == 2


def test_copies_that_still_have_the_words(client, editor):
    article, _statement, found = upstream()
    group = CopyGroup.objects.create()
    copy = make_article(title="Copy", body=FIRST, published_at=day(6))
    corrected = make_article(title="Corrected copy", body=SECOND, published_at=day(6))
    for one in (article, copy, corrected):
        one.copy_group = group
        one.save(update_fields=["copy_group"])
    revise(article, SECOND)
    assert ("Copy", "copy") in reached(client, article)
    assert "Corrected copy" not in [title for title, _basis in reached(client, article)]
    assert found


def test_the_file_holds_the_pages_rows(client, editor, this_transaction):
    article, _statement, _found = upstream()
    revise(article, SECOND)
    answer = client.get(f"/articles/{article.pk}/reach.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["title"], row["basis"], row["words"]) for row in rows] == [
        ("Credits", "credits the outlet", "Two piers have cracks"),
        ("Passes", "passes through the outlet", "Two piers have cracks"),
    ]


def test_pages_take_the_same_queries_at_one_row_and_three(client, editor, connection_queries):
    article, _statement, _found = upstream()
    revise(article, SECOND)
    addresses = [f"/articles/{article.pk}/{part}/" for part in ("revisions", "revisions/compare", "reach")]
    correcting.suggest_notices(article, article.current_revision(), ["Correction: a"])
    one = [connection_queries(lambda: client.get(address)) for address in addresses]  # noqa: B023
    correcting.suggest_notices(article, article.current_revision(), ["Correction: b", "Correction: c"])
    for number in range(2):
        make_statement(article, "Three piers have cracks", to=f"Somebody {number}")
    revise(article, FIRST + " It snowed.")
    assert [connection_queries(lambda: client.get(address)) for address in addresses] == one  # noqa: B023
