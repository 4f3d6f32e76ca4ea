"""Actions on many rows: in pieces, stoppable, and they say what they did."""

import pytest
from django.core.exceptions import ValidationError

from articles import pieces
from articles.models import BulkJob
from sources.models import Source
from tests.factories import make_source, make_user

pytestmark = pytest.mark.django_db


@pieces.action("test: check sources")
def _check(job, ids):
    def check(pk):
        source = Source.objects.get(pk=pk)
        if source.name == "Refused":
            source.note = "half done"
            source.save(update_fields=["note"])
            raise ValidationError("Not this one.")
        changed = not source.checked
        source.checked = True
        source.save(update_fields=["checked"])
        return changed

    return pieces.each(ids, check)


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(pieces, "AT_ONCE", 2)


def start(number, by=None, **names):
    sources = [make_source(**names) for _ in range(number)]
    ids = [source.pk for source in sources]
    return pieces.start("test: check sources", ids, what="Check sources", by=by or make_user("Editors")), ids


def checked():
    return Source.objects.filter(checked=True).count()


def test_few_rows_are_done_at_once():
    job, _ids = start(2)
    assert (job.state, job.done, job.changed, checked()) == ("done", 2, 2, 2)


def test_no_row_is_done_at_once():
    job, _ids = start(0)
    assert (job.state, job.done) == ("done", 0)


def test_many_rows_wait_and_go_on_in_pieces(small_pieces):
    job, _ids = start(5)
    assert (job.state, job.done, checked()) == ("running", 0, 0)
    pieces.go_on(job, seconds=0)
    assert (job.state, job.done, checked()) == ("running", 2, 2)
    pieces.go_on(job)
    assert (job.state, job.done, job.changed, checked()) == ("done", 5, 5, 5)


def test_a_refused_row_leaves_nothing_behind_and_is_told(small_pieces):
    refused = make_source("Refused")
    job, ids = start(1)
    job = pieces.start("test: check sources", [refused.pk, *ids], what="Again", by=job.by)
    assert (job.changed, job.refused, job.refused_count) == (0, [[refused.pk, "Not this one."]], 1)
    refused.refresh_from_db()
    assert refused.note == ""


def test_a_stopped_job_does_nothing_until_it_goes_on(small_pieces):
    job, _ids = start(5)
    pieces.go_on(job, seconds=0)
    pieces.stop(job)
    pieces.go_on(job)
    assert (job.state, job.done, checked()) == ("stopped", 2, 2)
    job = pieces.go_on(pieces.resume(job))
    assert (job.state, checked()) == ("done", 5)


def test_a_done_job_is_not_stopped_or_done_again():
    job, _ids = start(1)
    Source.objects.update(checked=False)
    assert pieces.stop(job).state == "done"
    assert pieces.go_on(pieces.resume(job)).state == "done"
    assert checked() == 0


def test_an_error_that_nobody_foresaw_leaves_the_piece_to_be_done_again(small_pieces, monkeypatch):
    job, _ids = start(3)
    monkeypatch.setitem(pieces._actions, "test: check sources", lambda job, ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pieces.go_on(job)
    assert BulkJob.objects.get().done == 0


def test_the_page_goes_on_stops_and_says_what_was_done(client, small_pieces):
    user = make_user("Editors")
    client.force_login(user)
    job, _ids = start(5, by=user)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "0 of 5 rows gone over" in page
    assert f'hx-post="/jobs/{job.pk}/go-on/"' in page
    client.post(f"/jobs/{job.pk}/stop/")
    assert "Go on with the rest" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert checked() == 0
    answer = client.post(f"/jobs/{job.pk}/go-on/", {"resume": "1"})
    assert answer.url == f"/jobs/{job.pk}/"
    assert "5 of 5 rows gone over, 5 changed, 0 refused" in client.get(answer.url).content.decode()


def test_with_scripts_only_the_progress_comes_back(client, small_pieces):
    user = make_user("Editors")
    client.force_login(user)
    job, _ids = start(3, by=user)
    piece = client.post(f"/jobs/{job.pk}/go-on/", headers={"HX-Request": "true"}).content.decode()
    assert piece.strip().startswith('<section id="progress"')
    assert "hx-post" not in piece  # done: it asks no more


def test_a_job_is_its_starters_and_staffs(client):
    job, _ids = start(1)
    client.force_login(make_user("Editors"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 403
    client.force_login(make_user("Staff"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    assert client.get("/jobs/999/").status_code == 404
