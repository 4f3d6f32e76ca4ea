"""The text cut into pieces: nothing lost, nested and overlapping statements told apart."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.actions import revise_article
from articles.highlights import Segment, as_html, in_text_order, numbered, paragraphs, segments
from articles.marking import Credited, StatementData, Who, add_statement
from articles.models import Revision, Statement
from tests.factories import make_article, make_credit, make_statement, make_user, span_of

pytestmark = pytest.mark.django_db


def shown(article) -> list[Segment]:
    revision = article.current_revision()
    statements = article.statements.prefetch_related("anchors", "attributions")
    return segments(revision.text, statements, article.credits.prefetch_related("anchors"), revision)


def test_segments_are_the_text_and_name_their_part():
    article = make_article(title="A title", standfirst="A standfirst", body="The body.\n\nIts end.")

    pieces = shown(article)

    assert [(piece.text, piece.part, piece.start) for piece in pieces] == [
        ("A title", "title", 0),
        ("\n\n", "", 7),
        ("A standfirst", "standfirst", 9),
        ("\n\n", "", 21),
        ("The body.\n\nIts end.", "body", 23),
    ]


def test_content_cue_and_source_phrase_have_roles():
    article = make_article(title="T", body="It is so, the mayor said.")
    statement = add_statement(
        article,
        StatementData(
            spans=(span_of(article, "It is so"),),
            cue_spans=(span_of(article, "said"),),
            credited=(Credited(Who(descriptor="the mayor"), source_phrase_spans=(span_of(article, "the mayor"),)),),
        ),
        by=make_user(),
    )

    assert [(piece.text, piece.roles, piece.statements, piece.starts) for piece in shown(article)[2:]] == [
        ("It is so", ("content",), (statement.pk,), (1,)),
        (", ", (), (), ()),
        ("the mayor", ("source phrase",), (), ()),
        (" ", (), (), ()),
        ("said", ("cue",), (), ()),
        (".", (), (), ()),
    ]


def test_nested_statement_is_innermost_and_last():
    article = make_article(title="T", body="The wall holds, the base is dry, she said.")
    outer = make_statement(article, "The wall holds, the base is dry")
    inner = make_statement(article, "the base is dry", within=outer.pk)

    by_text = {piece.text: piece for piece in shown(article)}

    assert by_text["the base is dry"].statements == (outer.pk, inner.pk)
    assert by_text["the base is dry"].innermost == inner.pk
    assert by_text["the base is dry"].depth == 2
    assert by_text["The wall holds, "].statements == (outer.pk,)


def test_equal_spans_keep_the_enclosing_one_outside():
    article = make_article(title="T", body="The wall holds.")
    inner = make_statement(article, "The wall holds")
    outer = make_statement(article, "The wall holds")
    Statement.objects.filter(pk=inner.pk).update(within=outer)

    assert shown(article)[2].statements == (outer.pk, inner.pk)
    assert shown(article)[2].starts == (1, 2)


def test_overlapping_statements_share_the_middle_the_longer_outside():
    article = make_article(title="T", body="one two three")
    first = make_statement(article, "one two")
    second = make_statement(article, "two three")

    assert [(piece.text, piece.statements) for piece in shown(article)[2:]] == [
        ("one ", (first.pk,)),
        ("two", (second.pk, first.pk)),
        (" three", (second.pk,)),
    ]


def test_co_speakers_with_one_phrase_end_together():
    article = make_article(title="T", body="Both groups cite fatigue.")
    both = (span_of(article, "Both groups"),)
    make_statement(
        article,
        "fatigue",
        credited=(Credited(Who(printed_name="A"), "", both), Credited(Who(printed_name="B"), "", both)),
    )

    assert [(piece.text, piece.roles) for piece in shown(article)[2:]] == [
        ("Both groups", ("source phrase",)),
        (" cite ", ()),
        ("fatigue", ("content",)),
        (".", ()),
    ]


def test_credits_and_passages():
    article = make_article(title="T", body="The wall holds. (AP)")
    photo = make_credit(article, "photo", "AP", "(AP)")
    passage = make_credit(article, "passage", "The Post", "The wall holds.")

    assert [(piece.text, piece.credits, piece.passages) for piece in shown(article)[2:]] == [
        ("The wall holds.", (), (passage.pk,)),
        (" ", (), ()),
        ("(AP)", (photo.pk,), ()),
    ]


def test_classes_tell_nested_and_overlapping_apart():
    article = make_article(title="T", body="one two three four")
    outer = make_statement(article, "one two three")
    make_statement(article, "two", within=outer.pk, polarity="denies")
    make_statement(article, "three four", state="suggested")

    assert [(piece.text, piece.classes) for piece in shown(article)[2:]] == [
        ("one ", "hl d1"),
        ("two", "hl d2 denies"),
        (" ", "hl d1"),
        ("three", "hl d2 suggested overlap"),
        (" four", "hl d1 suggested"),
    ]


def test_paragraphs_are_the_lines_with_their_ends():
    article = make_article(title="T", body="\nOne line.\n\nTwo lines.\n")
    passage = make_credit(article, "passage", "The Post", "Two lines.")

    lines = paragraphs(shown(article))

    assert [(line.part, "".join(piece.text for piece in line.segments), line.passages) for line in lines] == [
        ("title", "T\n\n\n", ()),
        ("body", "One line.\n\n", ()),
        ("body", "Two lines.\n", (passage.pk,)),
    ]


def test_html_of_the_desk_has_the_text_and_nothing_else_as_text():
    article = make_article(title="A & B", standfirst="<i>S</i>", body="one  “two”\n\n\nthree\n")
    statement = make_statement(article, "“two”", cue="three")

    assert as_html(shown(article)) == (
        "<h1>A &amp; B\n\n</h1>"
        '<p class="standfirst">&lt;i&gt;S&lt;/i&gt;\n\n</p>'
        f'<p>one  <span class="hl d1" data-id="{statement.pk}" data-ids="{statement.pk}" data-n="1">“two”</span>'
        "\n\n\n</p>"
        '<p><span class="cue">three</span>\n</p>'
    )


def test_a_later_revision_shows_what_was_found_again():
    body = "The wall of the harbour holds, she said. The bridge over the river is shut."
    article = make_article(title="T", body=body)
    kept = make_statement(article, "The wall of the harbour holds", cue="said")
    gone = make_statement(article, "The bridge over the river is shut")
    revise_article(article, title="T", standfirst="", body="New first words. The wall of the harbour holds, she said.")

    pieces = shown(article)

    assert [(piece.text, piece.roles) for piece in pieces[2:]] == [
        ("New first words. ", ()),
        ("The wall of the harbour holds", ("content",)),
        (", she said.", ()),
    ]
    assert in_text_order([gone, kept], article.current_revision()) == [kept, gone]
    assert numbered([gone, kept], article.current_revision()) == {kept.pk: 1, gone.pk: 2}


def test_prefetched_rows_need_no_query(django_assert_num_queries):
    article = make_article()
    make_statement(article)
    revision = article.current_revision()
    statements = list(article.statements.prefetch_related("anchors", "attributions"))

    with django_assert_num_queries(0):
        segments(revision.text, statements, [], revision)


TEXT = "T\n\nzero 😀 one שלום two three four five"
SPAN = st.tuples(st.integers(3, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda pair: [pair[0], min(pair[0] + pair[1], len(TEXT))]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(SPAN, max_size=6))
def test_any_spans_give_the_whole_text(spans):
    revision = Revision(pk=1, text=TEXT, length=len(TEXT), title_end=1, standfirst_end=1)
    statements = [Statement(pk=pk, revision=revision, spans=[span]) for pk, span in enumerate(spans, start=1)]
    for statement in statements:
        statement._prefetched_objects_cache = {"anchors": [], "attributions": []}

    pieces = segments(TEXT, statements, [], revision)

    assert "".join(piece.text for piece in pieces) == TEXT
    assert "".join(piece.text for line in paragraphs(pieces) for piece in line.segments) == TEXT
    for piece in pieces:
        over = {pk for pk, (start, end) in enumerate(spans, start=1) if start <= piece.start and piece.end <= end}
        assert set(piece.statements) == over
