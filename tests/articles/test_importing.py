"""Files of articles into the record: what is stored, held, refused; twice, broken off, and on a full disk."""

from __future__ import annotations

import csv
import errno
import io
import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from warcio.archiveiterator import ArchiveIterator

from articles import importing, tasks
from articles.ingest import evidence
from articles.ingest.files import Unreadable
from articles.models import Article, ArticleCoverage, Capture, Credit, Import, ImportLine, Job, Link, Reading, Revision
from sources.models import Alias, Domain, Source
from tests.articles.ingest.test_files import warc, zipped
from tests.factories import make_article, make_outlet, make_source, make_user

pytestmark = pytest.mark.django_db

TEXT = "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier."


@pytest.fixture(autouse=True)
def captures(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {"BACKEND": "articles.ingest.evidence.CaptureFiles", "OPTIONS": {"location": str(tmp_path)}}
    }
    return tmp_path


@pytest.fixture
def courier():
    outlet = make_outlet("The Courier", country="GB")
    Domain.objects.create(outlet=outlet, host="courier.example")
    return outlet


def table(rows, columns=("outlet", "address", "title", "text", "published_at")) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue().encode()


def rows(number, first=0, **changed):
    """Rows of `table`; `changed` gives {place: row} to put in their place."""
    made = [
        ["The Courier", f"https://courier.example/{n}", f"Title {n}", f"{TEXT} {n}", "2026-03-01"]
        for n in range(first, first + number)
    ]
    for place, row in changed.pop("changed", {}).items():
        made[place] = row
    return made


def kept(body: bytes, name="articles.csv", **options) -> Import:
    return importing.keep(ContentFile(body, name=name), **options)


def done(imported: Import, *, trial=False) -> Import:
    importing.start(imported, trial=trial, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=lambda imported: None)
    imported.refresh_from_db()
    return imported


def counts(imported: Import):
    return imported.state, imported.stored, imported.held, imported.refused


def refusals(imported: Import):
    return list(imported.lines.filter(outcome="refused").order_by("number").values_list("number", "reason"))


# --- what becomes of lines --------------------------------------------------------------------------------------


def test_two_thousand_lines_with_three_bad_ones(courier):
    bad = {
        17: ["The Courier", "https://courier.example/x", "", TEXT, ""],
        711: ["Nobody's Paper", "https://courier.example/y", "Title", TEXT, ""],
        1998: ["The Courier", "https://courier.example/z", "Title", TEXT, "1.3.2026"],
    }
    imported = done(kept(table(rows(2_000, changed=bad))))
    assert counts(imported) == ("done", 1_997, 0, 3)
    assert refusals(imported) == [
        (19, "title: Give the title as printed."),
        (713, "outlet: No outlet is called “Nobody's Paper”: add it, or its alias, to the directory."),
        (2_000, "published_at: “1.3.2026” is no date; write 2025-09-05 or 2025-09-05T14:30:00+02:00."),
    ]
    assert Article.objects.filter(came_in="file").count() == Revision.objects.count() == 1_997
    assert ArticleCoverage.objects.count() == 1_997
    assert (imported.part, imported.done_to) == (1000, 2_001)
    again = done(kept(table(rows(2_000, changed=bad))))
    assert counts(again) == ("done", 0, 1_997, 3)
    assert Article.objects.count() == 1_997


def test_all_or_nothing_stores_nothing_and_lists_the_bad_ones(courier):
    bad = {3: ["The Courier", "", "Title", TEXT, ""]}
    imported = done(kept(table(rows(700, changed=bad)), all_or_nothing=True))
    assert counts(imported) == ("failed", 0, 0, 1)
    assert refusals(imported) == [(5, "Give the address, or the reason why there is none; not both.")]
    assert imported.problem == "Refused: 1. So nothing was stored, as you asked."
    assert (Article.objects.count(), ArticleCoverage.objects.count()) == (0, 0)
    importing.go_on(imported, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=lambda imported: None)
    imported.refresh_from_db()
    assert counts(imported) == ("failed", 0, 0, 1)
    Import.objects.filter(pk=imported.pk).update(all_or_nothing=False)
    imported.refresh_from_db()
    assert counts(done(imported)) == ("done", 699, 0, 1)

    assert counts(done(kept(table(rows(5, 1000)), all_or_nothing=True))) == ("done", 5, 0, 0)


def test_a_trial_stores_nothing_and_says_what_would_be(courier):
    body = table([*rows(600), *rows(2), ["", "", "", "", ""]])
    make_article(courier, address="https://www.courier.example/3/")
    imported = done(kept(body), trial=True)
    assert counts(imported) == ("tried", 599, 3, 1)
    assert Article.objects.count() == 1
    assert ImportLine.objects.filter(article__isnull=False).count() == 1
    assert counts(done(imported)) == ("done", 599, 3, 1)
    assert imported.lines.count() == 603


def test_every_column_reaches_the_article(courier):
    user = make_user()
    row = {
        "outlet": "courier.example",
        "country": "ie",
        "language": "en",
        "address": "https://courier.example/a?utm_source=x",
        "title": " Bridge closes ",
        "standfirst": "By the dam.",
        "byline": "A. Writer",
        "genre": "analysis",
        "published_at": "2026-03-01T14:30:00+01:00",
        "text": "One.\r\n\r\nTwo.",
    }
    imported = done(kept(json.dumps(row).encode(), "a.jsonl", by=user))
    assert counts(imported) == ("done", 1, 0, 0)
    article = Article.objects.get()
    assert (article.outlet, article.country, article.language, article.genre) == (courier, "IE", "en", "analysis")
    assert (article.address, article.byline, article.came_in) == ("https://courier.example/a", "A. Writer", "file")
    assert (article.published_at.isoformat(), article.published_precision) == ("2026-03-01T13:30:00+00:00", "minute")
    assert article.current_revision().text == "Bridge closes\n\nBy the dam.\n\nOne.\n\nTwo."
    assert article.created_by == user
    line = ImportLine.objects.get()
    assert (line.number, line.outcome, line.article, line.excerpt) == (1, "stored", article, "Bridge closes")


def test_history_says_who_brought_it(courier):
    user = make_user()
    done(kept(table(rows(2)), by=user))
    events = apps.get_model("articles", "ArticleEvent").objects.select_related("pgh_context")
    assert {event.pgh_context.metadata["user"] for event in events} == {user.pk}


@pytest.mark.parametrize(
    ("said", "precision", "found"),
    [
        ("2026-03-01", "", ("2026-03-01T00:00:00+00:00", "day")),
        ("2026-03-01T14:30", "", ("2026-03-01T00:00:00+00:00", "day")),
        ("2026-03-01T00:30:00+02:00", "", ("2026-02-28T22:30:00+00:00", "minute")),
        ("2026-03-01T00:30:00+02:00", "day", ("2026-03-01T00:00:00+00:00", "day")),
        ("2026-03-01T00:00:00Z", "minute", ("2026-03-01T00:00:00+00:00", "minute")),
        ("1985-07-01", "day", ("1985-07-01T00:00:00+00:00", "day")),
        ("", "unknown", None),
        ("", "", None),
    ],
)
def test_dates_as_files_have_them(said, precision, found):
    moment, kept_as = importing.published(said, precision)
    assert ((moment.isoformat(), kept_as) if moment else None) == found


@pytest.mark.parametrize(
    ("said", "precision"),
    [
        ("1.3.2026", ""),
        ("2026-03-01 and so on", ""),
        ("2026-13-01", ""),
        ("2999-01-01", ""),
        ("0001-01-01T00:30+23:00", ""),
        ("2026-03-01T14:30", "minute"),
        ("", "day"),
        ("2026-03-01", "unknown"),
        ("2026-03-01", "hour"),
    ],
)
def test_what_is_no_date_is_refused(said, precision):
    with pytest.raises(ValidationError):
        importing.published(said, precision)


def test_whose_article_it_is(courier):
    post = make_outlet("The Harbour Post")
    Alias.objects.create(source=post, name="Post")
    make_source("Ada Lund", kind="person")
    twin, other = make_outlet("The Twin"), make_outlet("Twin")
    columns = ("outlet_id", "outlet", "address", "title", "text")
    given = [
        [str(post.pk), "", "https://courier.example/1", "1", TEXT],
        ["", "post", "https://courier.example/2", "2", TEXT],
        ["", "", "https://www.courier.example/3", "3", TEXT],
        ["", "", "https://elsewhere.example/4", "4", TEXT],
        ["", "Ada Lund", "https://elsewhere.example/5", "5", TEXT],
        ["", "Twin", "https://elsewhere.example/6", "6", TEXT],
        ["999999", "", "https://elsewhere.example/7", "7", TEXT],
        [str(post.pk), "The Courier", "https://elsewhere.example/8", "8", TEXT],
        [str(post.pk), "Post", "https://elsewhere.example/9", "9", TEXT],
    ]
    imported = done(kept(table(given, columns)))
    assert dict(Article.objects.values_list("title", "outlet")) == {
        "1": post.pk,
        "2": post.pk,
        "3": courier.pk,
        "9": post.pk,
    }
    assert [reason.partition(":")[2].strip()[:32] for _number, reason in refusals(imported)] == [
        "No outlet is known for elsewhere",
        "No outlet is called “Ada Lund”: ",
        "Several outlets are called “Twin”. "[:32].strip(),
        "There is no outlet 999999.",
        f"{post.pk} is “The Harbour Post” here, and"[:32],
    ]
    assert {twin.name, other.name} == {"The Twin", "Twin"}
    chosen = done(kept(table(given[2:4], columns), outlet=post))
    assert counts(chosen) == ("done", 1, 1, 0)
    assert Article.objects.get(title="4").outlet == post


def test_without_an_address_a_reason_is_needed_and_doubles_are_told_by_their_text(courier):
    body = table([[*row[:1], *row[2:]] for row in rows(3)], ("outlet", "title", "text", "published_at"))
    with pytest.raises(ValidationError, match="reason why there is none"):
        done(kept(body))
    assert counts(done(kept(body, no_address="print"))) == ("done", 3, 0, 0)
    assert counts(done(kept(body + body[body.index(b"\r\n") + 2 :], no_address="print"))) == ("done", 0, 6, 0)
    assert set(Article.objects.values_list("no_address", flat=True)) == {"print"}


def test_what_was_downloaded_can_be_brought_in_again(courier, client):
    columns = (*importing.NAMES, "article_id", "permalink")
    values = dict.fromkeys(columns, "") | {
        "outlet_id": courier.pk,
        "country": "GB",
        "address": "https://courier.example/1",
        "title": "'-5 degrees",
        "published_at": "2026-03-01",
        "precision": "day",
        "genre": "news",
        "text": TEXT,
    }
    done(kept(table([values.values()], columns)))
    article = Article.objects.get()
    assert (article.title, article.country) == ("-5 degrees", "")
    # in any other file a ' is what was printed
    done(kept(table([["The Courier", "https://courier.example/2", "'-5 degrees", TEXT, ""]])))
    assert Article.objects.get(address__endswith="2").title == "'-5 degrees"


def test_the_columns_of_a_file_are_recognised():
    assert importing.suggested_mapping(["URL", "Headline", "Title", "x", "Date", "Body", "content"]) == {
        "URL": "address",
        "Title": "title",
        "Date": "published_at",
        "Body": "text",
    }


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_template_is_a_file_that_can_be_brought_in(kind):
    make_outlet("The Harbour Post")
    imported = done(kept(importing.template(kind)))
    assert (imported.kind, counts(imported)) == (kind, ("done", 1, 0, 0))


def test_two_lines_that_are_one_article_and_odd_texts(courier):
    body = table(
        [
            *rows(1),
            ["The Courier", "https://www.courier.example/0/?utm_source=x", "Again", TEXT, ""],
            ["The Courier", "https://courier.example/1", "Two\nlines", TEXT, ""],
            ["The Courier", "ftp://courier.example/2", "Title", TEXT, ""],
            ["The Courier", "https://courier.example/3", "שלום", "\u202eعربي" * 50, ""],
            ["The Courier", "https://courier.example/4", "x" * 1001, TEXT, ""],
            ["The Courier", "https://courier.example/5", "Title", "   ", ""],
        ]
    )
    imported = done(kept(body), trial=True)
    assert (counts(imported), imported.revised) == (("tried", 2, 0, 4), 1)
    imported = done(imported)
    assert (counts(imported), imported.revised) == (("done", 2, 0, 4), 1)
    again = done(kept(body))
    assert (counts(again), again.revised) == (("done", 0, 3, 4), 0)
    assert [reason.partition(":")[0] for _number, reason in refusals(imported)] == ["title", "address", "title", "text"]


def test_a_line_that_the_database_refuses_does_not_take_the_others_along(courier, monkeypatch):
    """What nobody foresaw: as if an outlet ceased to be one between the look and the write."""
    organisation = make_source("An Organisation")
    monkeypatch.setattr(Source, "is_publisher", property(lambda self: True))
    body = table([*rows(2), ["An Organisation", "https://x.example/1", "Title", TEXT, ""]])
    imported = done(kept(body))
    assert counts(imported) == ("done", 2, 0, 1)
    assert refusals(imported)[0][1].startswith("The database refuses it: only an outlet or an agency")
    assert not Article.objects.filter(outlet=organisation)


# --- web pages --------------------------------------------------------------------------------------------------


def page(number=1, head="", words=TEXT) -> bytes:
    return f"""<!doctype html><html lang="en"><head><title>Bridge {number}</title>{head}
        <script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "2026-03-02T10:15:00Z",
        "creditText": "A Wire"}}</script></head><body><article><h1>Bridge {number}</h1><p>{words} {words}</p>
        <p>The council meets again next week to hear the engineers about number {number}.</p></article></body>
        </html>""".encode()


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


def test_pages_of_a_zip_with_their_evidence(courier):
    body = zipped(
        {
            "one.html": page(1, canonical("https://courier.example/1")),
            "two.html": page(2),
            "picture.png": b"x",
            "wall.html": b"<html><body><form><input type=password></form>Subscribe</body></html>",
        }
    )
    imported = done(kept(body, "pages.zip", outlet=courier))
    assert counts(imported) == ("done", 1, 0, 2)
    assert imported.passed_over == 1
    assert [number for number, _reason in refusals(imported)] == [2, 4]
    article = Article.objects.get()
    assert (article.outlet, article.address, article.title) == (courier, "https://courier.example/1", "Bridge 1")
    capture = Capture.objects.get()
    assert (capture.imported, capture.article, capture.revision) == (imported, article, article.current_revision())
    assert evidence.body_of(capture) == page(1, canonical("https://courier.example/1"))
    assert [(credit.state, str(credit.mention)) for credit in Credit.objects.all()] == [("suggested", "A Wire")]
    again = done(kept(body, "pages.zip", outlet=courier, no_address="gone"))
    assert counts(again) == ("done", 1, 1, 1)
    records = ArchiveIterator(io.BytesIO(b"".join(evidence.warc(Capture.objects.order_by("pk")))))
    given = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in records]
    assert given[1:] == [
        ("resource", "https://courier.example/1"),
        ("resource", f"urn:sha256:{evidence.hash_of(page(2))}"),
    ]


@pytest.mark.parametrize("kind", ["zip", "warc"])
def test_pages_bring_what_they_link_to(kind, courier):
    words = TEXT.replace("Courier", '<a href="https://post.example/lorries?utm_source=x">Courier</a>')
    body = page(1, canonical("https://courier.example/1"), words)
    if kind == "zip":
        done(kept(zipped({"one.html": body}), "pages.zip"))
    else:
        done(kept(warc(("https://courier.example/1", body)), "pages.warc.gz"))
    text = Revision.objects.get()
    links = list(Link.objects.order_by("position"))
    assert {(link.address, link.words, link.article_id) for link in links} == {
        ("https://post.example/lorries", "Courier", text.article_id)
    }
    assert [text.text[start:end] for link in links for start, end in link.spans] == ["Courier"] * 2


def test_pages_of_a_warc_keep_when_they_were_captured(courier):
    body = warc(("https://courier.example/1", page(1)), ("https://courier.example/2", page(2)))
    imported = done(kept(body[:-200], "cut.warc.gz"))
    assert counts(imported) == ("done", 1, 0, 1)
    assert "it was cut" in refusals(imported)[0][1]
    capture = Capture.objects.get()
    assert (capture.status, capture.peer, capture.fetched_at.isoformat()) == (
        200,
        "192.0.2.7",
        "2026-03-02T10:15:30+00:00",
    )
    assert counts(done(kept(body, "whole.warc.gz"))) == ("done", 1, 1, 0)
    # what is given out as WARC can be brought in again, and is held
    given_out = b"".join(evidence.warc(Capture.objects.order_by("pk")))
    assert counts(done(kept(given_out, "out.warc.gz"))) == ("done", 0, 2, 0)


# --- what is held, with another text ----------------------------------------------------------------------------


def captured(number, day, words=TEXT):
    """A page as `warc` takes it, captured on that day of March."""
    return (
        f"https://courier.example/{number}",
        page(number, words=words),
        ("WARC-Date", f"2026-03-{day:02}T10:15:30Z"),
    )


def numbers(article):
    return [revision.number for revision in article.revisions.all()]


def test_another_text_of_a_held_article_is_a_revision_with_its_evidence(courier):
    done(kept(warc(captured(1, 2)), "a.warc.gz"))
    article = Article.objects.get()
    body = warc(captured(1, 3, TEXT + " It rained."))

    tried = done(kept(body, "b.warc.gz"), trial=True)
    assert (tried.state, tried.stored, tried.revised, tried.held) == ("tried", 0, 1, 0)
    assert numbers(article) == [1]
    imported = done(tried)

    assert (imported.state, imported.stored, imported.revised, imported.held) == ("done", 0, 1, 0)
    line = imported.lines.get()
    assert (line.outcome, line.article) == ("revised", article)
    newest = article.current_revision()
    assert (newest.number, "It rained." in newest.text) == (2, True)
    assert [(one.revision, one.imported) for one in article.captures.filter(revision=newest)] == [(newest, imported)]
    for again in (body, warc(captured(1, 2)), warc(captured(1, 4, TEXT + " It rained."))):
        imported = done(kept(again, "again.warc.gz"))
        assert (imported.revised, imported.held) == (0, 1)
    assert (numbers(article), article.captures.count()) == ([1, 2], 2)


def test_an_earlier_capture_is_evidence_and_no_later_text(courier):
    done(kept(warc(captured(1, 9)), "a.warc.gz"))
    article = Article.objects.get()
    earlier = warc(captured(1, 3, TEXT + " It rained."))
    for _ in range(2):
        imported = done(kept(earlier, "b.warc.gz"))
        assert (imported.revised, imported.held) == (0, 1)
    assert numbers(article) == [1]
    assert [one.revision for one in article.captures.order_by("fetched_at")] == [None, article.current_revision()]


def test_several_captures_of_one_page_in_one_file_are_its_texts_in_their_order(courier):
    texts = [f"{TEXT} Version {number}." for number in range(3)]
    body = warc(captured(1, 2, texts[0]), captured(1, 9, texts[2]), captured(1, 4, texts[1]), captured(1, 9, texts[2]))
    imported = done(kept(body, "a.warc.gz"))
    assert (imported.stored, imported.revised, imported.held) == (1, 2, 1)
    held = Article.objects.get().revisions.order_by("number").values_list("text", flat=True)
    assert [said in text for said, text in zip(texts, held, strict=True)] == [True] * 3
    assert Capture.objects.count() == 3


def test_tables_revise_what_came_in_files_and_pages_what_was_fetched(courier):
    by_hand = make_article(courier, address="https://courier.example/1", body="Pasted.")
    fetched = make_article(courier, address="https://courier.example/2", body="Fetched.", came_in="address")
    done(kept(table(rows(1, 3))))
    brought = Article.objects.get(came_in="file")
    changed = [[*row[:3], row[3] + " It rained.", row[4]] for row in rows(3, 1)]

    imported = done(kept(table(changed)))
    assert (imported.stored, imported.revised, imported.held) == (0, 1, 2)
    assert (numbers(by_hand), numbers(fetched), numbers(brought)) == ([1], [1], [1, 2])
    again = done(kept(table(rows(1, 3))))
    assert (again.revised, again.held) == (0, 1)

    pages = {f"{n}.html": page(n, canonical(f"https://courier.example/{n}")) for n in (1, 2)}
    imported = done(kept(zipped(pages), "pages.zip"))
    assert (imported.revised, imported.held) == (1, 1)
    assert (numbers(by_hand), numbers(fetched)) == ([1], [1, 2])


def test_a_new_text_is_read_for_suggestions(courier):
    first = done(kept(table(rows(1))))
    importing.read_articles(first.pk, 0)
    asked = []
    imported = kept(table([[*row[:3], row[3] + " “It rains,” said Bo Ek.", row[4]] for row in rows(1)]))
    importing.start(imported, trial=False, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=asked.append)
    assert asked == [imported]
    importing.read_articles(imported.pk, 0)
    article = Article.objects.get()
    assert Reading.objects.get().revision == article.current_revision()
    assert article.statements.filter(quote__contains="It rains").exists()


# --- broken off, stopped, gone ----------------------------------------------------------------------------------


def test_it_goes_on_behind_the_last_piece(courier, monkeypatch):
    imported = kept(table(rows(1200)))
    importing.start(imported, trial=False, enqueue=lambda imported: None)
    assert not importing.run(imported.pk, enqueue=lambda imported: None, may_go_on=lambda: False)
    imported.refresh_from_db()
    assert (imported.state, imported.done_to, imported.stored) == ("running", 501, 500)
    assert 0 < imported.part < 1000
    importing.stop(imported)
    assert importing.run(imported.pk, enqueue=lambda imported: None)
    assert Article.objects.count() == 500
    importing.go_on(imported, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=lambda imported: None)
    imported.refresh_from_db()
    assert counts(imported) == ("done", 1200, 0, 0)
    with pytest.raises(ValidationError):
        importing.start(imported, trial=False, enqueue=lambda imported: None)


def test_a_full_disk_while_a_page_is_kept(courier, monkeypatch):
    imported = kept(zipped({f"{n}.html": page(n, canonical(f"https://courier.example/{n}")) for n in range(3)}))
    keep = evidence.keep

    def full(body):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(evidence, "keep", full)
    done(imported)
    assert counts(imported) == ("failed", 0, 0, 0)
    assert imported.problem.startswith("The disk is full")
    assert (Article.objects.count(), Capture.objects.count()) == (0, 0)
    monkeypatch.setattr(evidence, "keep", keep)
    importing.go_on(imported, enqueue=lambda imported: None)
    importing.run(imported.pk, enqueue=lambda imported: None)
    imported.refresh_from_db()
    assert counts(imported) == ("done", 3, 0, 0)


def test_a_full_disk_while_a_file_is_kept_leaves_nothing(courier, captures, monkeypatch):
    def full(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("articles.ingest.evidence.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        kept(table(rows(1)))
    assert not Import.objects.exists()
    assert [path for path in captures.rglob("*") if path.is_file()] == []


def test_a_file_that_is_gone_from_the_storage(courier, captures):
    imported = kept(table(rows(1)))
    (captures / evidence.name_of_file(imported.sha256)).unlink()
    done(imported)
    assert (imported.state, imported.problem) == (
        "failed",
        "The file is not in the storage any more. Bring it in again.",
    )


def test_what_is_no_file_of_articles_is_not_kept(captures):
    for body in (b"", b"%PDF-1.7", zipped({"a.html": b"\0" * 3_000_000})):
        with pytest.raises(Unreadable):
            kept(body)
    assert not Import.objects.exists()
    assert list(captures.iterdir()) == []


# --- by workers -------------------------------------------------------------------------------------------------


def test_a_worker_imports_and_reads_for_suggestions_in_pieces(courier, monkeypatch):
    monkeypatch.setattr(importing, "READ_AT_ONCE", 2)
    imported = kept(table(rows(3)))
    importing.start(imported, trial=False, enqueue=tasks.enqueue_import)
    assert [(job.task_name, job.args) for job in Job.objects.all()] == [("import_file", {"import_id": imported.pk})]
    importing.run(imported.pk, enqueue=tasks.enqueue_reading)
    waiting = Job.objects.filter(task_name="suggest_imported")
    assert [job.args for job in waiting] == [{"import_id": imported.pk, "after": 0}]
    tasks.suggest_imported(imported.pk, 0)
    assert Reading.objects.count() == 2
    assert waiting.order_by("-pk")[0].args == {"import_id": imported.pk, "after": 3}
    tasks.suggest_imported(imported.pk, 3)
    tasks.suggest_imported(imported.pk, 3)
    assert Reading.objects.count() == 3


# --- by command -------------------------------------------------------------------------------------------------


def test_the_command(courier, tmp_path, capsys):
    file = tmp_path / "articles.csv"
    columns = ("paper", "address", "title", "text", "published_at")
    file.write_bytes(table([*rows(2), ["Nobody", "https://x.example/1", "T", TEXT, ""]], columns))
    with pytest.raises(SystemExit) as ended:
        call_command("import_articles", str(file), "--map", "paper=outlet", "--dry-run")
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert said.err.startswith("line 4: outlet: No outlet is called “Nobody”")
    assert "Tried out: 3 lines gone through, 2 would be stored, 0 held already, 1 refused." in said.out
    call_command("import_articles", str(file), "--outlet", "The Courier", "--no-suggestions")
    assert "Done: 3 lines gone through, 3 stored, 0 held already, 0 refused." in capsys.readouterr().out
    assert not Job.objects.exists()
    call_command("import_articles", str(file), "--outlet", "The Courier")
    assert "0 stored, 3 held already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--map", "nothing=title"], "There is no column “nothing”"),
        (["--map", "title=colour"], "“colour” is no field"),
        (["--map", "title="], "Say which column holds the title."),
        (["--outlet", "Nobody"], "“Nobody” is the name of 0 outlets"),
        (["--delimiter", ";"], "is one column"),
        (["--encoding", "utf-99"], "unknown encoding"),
    ],
)
def test_the_command_says_what_is_wrong(more, said, courier, tmp_path):
    file = tmp_path / "articles.csv"
    file.write_bytes(table(rows(1)))
    with pytest.raises(CommandError, match=said):
        call_command("import_articles", str(file), *more)
    assert not Article.objects.exists()


def test_the_command_without_a_file(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_articles", str(tmp_path / "none.csv"))
