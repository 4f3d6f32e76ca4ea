"""Two curators, or a curator and an editor, at the same time: on real connections, in real transactions."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from articles import marking, merging, steps
from articles.marking import Credited, StatementData, Who
from articles.models import Mention, Merge, Relay
from tests.articles.test_merging import fresh, relays_are_right
from tests.factories import make_article, make_source, make_statement, make_user, span_of

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 0.7  # seconds in which the other one would have gone on, were it not made to wait


def together(*actions):
    """Runs each in a thread of its own; [what it returned, or the error it raised]."""
    results = [None] * len(actions)

    def run(number, action):
        try:
            results[number] = action()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def said(result):
    return " ".join(result.messages) if isinstance(result, ValidationError) else result.state


def test_two_curators_merge_one_source_into_two():
    a, b, c, staff = make_source("A"), make_source("B"), make_source("C"), make_user("Staff")
    make_statement(to=a)
    results = together(
        lambda: merging.merge_sources(b, a, by=staff, reason="One."),
        lambda: merging.merge_sources(c, a, by=staff, reason="One."),
    )
    assert sorted(said(result).split(" ")[-1] for result in results) == ["instead.", "merged"]
    assert Merge.objects.count() == 1
    assert Relay.objects.get().source == fresh(a).merged_into
    assert relays_are_right()


def test_two_curators_merge_two_sources_into_each_other():
    a, b, staff = make_source("A"), make_source("B"), make_user("Staff")
    make_statement(to=[a, b])
    results = together(
        lambda: merging.merge_sources(b, a, by=staff, reason="One."),
        lambda: merging.merge_sources(a, b, by=staff, reason="One."),
    )
    assert sorted(said(result) == "merged" for result in results) == [False, True]
    assert relays_are_right()


def test_two_curators_undo_one_merge():
    a, b, staff = make_source("A"), make_source("B"), make_user("Staff")
    make_statement(to=a)
    merge = merging.merge_sources(b, a, by=staff, reason="One.")
    results = together(*[lambda: merging.undo(merge, by=staff)] * 2)
    assert sorted(said(result) == "undone" for result in results) == [False, True]
    assert Relay.objects.get().source == a


def test_a_merge_waits_for_an_editor_who_names_the_duplicate():
    a, b, staff, editor = make_source("A"), make_source("B"), make_user("Staff"), make_user("Editors")
    article = make_article()
    marked = threading.Event()

    def mark():
        with steps.step(article, editor, "marked a statement"):
            data = StatementData(spans=(span_of(article, "bridge"),), credited=(Credited(Who(source=a.pk)),))
            marking.add_statement(article, data, by=editor)
            marked.set()
            time.sleep(SOON)

    def merge():
        marked.wait(30)
        return merging.merge_sources(b, a, by=staff, reason="One.")

    assert [said(result) for result in together(mark, merge) if result is not None] == ["merged"]
    assert Mention.objects.get().source == b
    assert relays_are_right()


def test_an_editor_who_names_the_duplicate_waits_for_a_merge(monkeypatch):
    a, b, staff, editor = make_source("A"), make_source("B"), make_user("Staff"), make_user("Editors")
    article, finish, moved = make_article(), merging._finish, threading.Event()

    def slow(made):
        moved.set()
        time.sleep(SOON)
        finish(made)

    monkeypatch.setattr(merging, "_finish", slow)

    def mark():
        moved.wait(30)
        data = StatementData(spans=(span_of(article, "bridge"),), credited=(Credited(Who(source=a.pk)),))
        return marking.add_statement(article, data, by=editor)

    together(lambda: merging.merge_sources(b, a, by=staff, reason="One."), mark)
    assert Mention.objects.get().source == b
    assert relays_are_right()


def test_two_merges_with_articles_in_common_do_not_block_each_other():
    a, b, c, d, staff = *(make_source(name) for name in "ABCD"), make_user("Staff")
    for _ in range(4):
        make_statement(to=[a, d])
        make_statement(to=[c, b])
    results = together(
        lambda: merging.merge_sources(b, a, by=staff, reason="One."),
        lambda: merging.merge_sources(d, c, by=staff, reason="One."),
    )
    assert [said(result) for result in results] == ["merged", "merged"]
    assert relays_are_right()
