"""Chains, origins and circles on records small enough to be seen through; the words are those of docs/provenance.md."""

import datetime as dt
import gc
from decimal import Decimal

import pytest

from articles.provenance import Affiliation, End, Figure, Lineage, Moment, Statement, Who, drift, summarise, warnings

HERALD, POST, LEDGER, WIRE, MINISTER, MINISTRY, CLERK = 1, 2, 3, 4, 50, 51, 52
NEWS = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
minister, officials = Who("source", MINISTER), Who("unnamed")


def report(source, article=None):
    return Who("reporter", source, article)


def told(pk, outlet, *lines, hour=None, **more):
    """Statement `pk` in article `pk * 10`; each line may be one link."""
    lines = tuple(line if type(line) is tuple else (line,) for line in lines)
    at = Moment(NEWS + dt.timedelta(hours=pk if hour is None else hour), "minute")
    return Statement(pk, pk * 10, outlet, lines, **({"at": at} | more))


def origins(statements, pk):
    return [(origin.kind, origin.end.key, origin.article) for origin in Lineage.of(statements).origins(pk)]


def counted(*statements, affiliations=()):
    found = summarise(Lineage.of(statements), affiliations)
    return found.recorded, found.unknown, found.least, found.most


def warned(*statements):
    return {(one.kind, one.evidence) for one in warnings(Lineage.of(statements))}


def test_a_named_source_is_the_end_whoever_stands_between():
    record = [told(1, HERALD, (report(POST), minister))]
    assert origins(record, 1) == [("traced", MINISTER, None)]
    assert Lineage.of(record).chain(1)[0] == [(report(POST), None), (minister, None)]


def test_a_chain_goes_on_through_the_article_that_is_cited():
    record = [told(1, WIRE, minister), told(2, POST, report(WIRE, 10)), told(3, HERALD, report(POST, 20))]
    assert origins(record, 3) == [("traced", MINISTER, None)]
    steps, end = Lineage.of(record).chain(3)
    assert [(step.who.source, step.statement) for step in steps] == [(POST, 2), (WIRE, 1), (MINISTER, None)]
    assert end == End("traced", MINISTER)
    assert counted(*record) == (1, 0, 1, 1)


def test_an_outlet_cited_without_its_article_is_the_last_known_link():
    record = [told(1, HERALD, report(POST)), told(2, LEDGER, report(POST, 990))]
    assert [origin.end for origin in Lineage.of(record).origins(1)] == [End("lineage not recorded", "1", POST)]
    # an article that is held, and says nothing of it, is no more than that
    assert [origin.end for origin in Lineage.of(record).origins(2)] == [End("lineage not recorded", "2", POST)]
    assert counted(*record) == (0, 2, 1, 2)


def test_the_innermost_link_with_an_article_is_followed():
    record = [
        told(1, POST, own_reporting=True, voice="own voice"),
        told(2, WIRE, officials),
        told(3, HERALD, (report(WIRE, 20), report(POST, 10))),
        told(4, LEDGER, (report(WIRE, 20), report(POST))),
    ]
    assert origins(record, 3) == [("own reporting", POST, None)]
    assert origins(record, 4) == [("unnamed", "2", None)]


def test_who_goes_on_through_an_unnamed_source_is_no_unknown_of_its_own():
    record = [told(1, WIRE, officials), told(2, POST, report(WIRE, 10)), told(3, HERALD, (report(WIRE, 10), officials))]
    assert origins(record, 3) == [("unnamed", "1", None)]
    assert counted(*record) == (0, 1, 1, 1)
    assert counted(told(1, WIRE, officials), told(2, POST, officials)) == (0, 2, 1, 2)


def test_own_reporting_needs_evidence():
    assert origins([told(1, HERALD, voice="own voice")], 1) == [("lineage not recorded", "1", None)]
    assert origins([told(1, HERALD, voice="own voice", own_reporting=True)], 1) == [("own reporting", HERALD, None)]
    assert origins([told(1, HERALD, officials, own_reporting=True)], 1) == [("own reporting", HERALD, None)]
    # a named source is the origin wherever it spoke: ten interviews with one minister are one origin
    assert origins([told(1, HERALD, minister, own_reporting=True)], 1) == [("traced", MINISTER, None)]


def test_self_credit_without_evidence_is_not_recorded_and_no_circle():
    record = [told(1, HERALD, report(HERALD))]
    assert [origin.end for origin in Lineage.of(record).origins(1)] == [End("lineage not recorded", "1", HERALD)]
    assert warned(*record) == set()


def test_its_own_outlets_other_article_is_gone_on_through():
    record = [told(1, HERALD, minister), told(2, HERALD, report(HERALD, 10))]
    assert origins(record, 2) == [("returns to", MINISTER, 10)]


def test_a_chain_returns_to_an_earlier_article():
    record = [
        told(1, HERALD, own_reporting=True, voice="own voice"),
        told(2, WIRE, report(HERALD, 10)),
        told(3, HERALD, report(WIRE, 20)),
        told(4, LEDGER, report(HERALD, 30)),
    ]
    assert origins(record, 3) == [("returns to", HERALD, 10)]
    assert origins(record, 4) == [("returns to", HERALD, 10)]
    assert origins(record, 2) == [("own reporting", HERALD, None)]
    assert counted(*record) == (1, 0, 1, 1)
    assert {kind for kind, _evidence in warned(*record)} == {"single origin"}


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_counts_once_as_unknown_and_is_no_origin(length):
    circle = [told(pk, pk, report(pk % length + 1, (pk % length + 1) * 10)) for pk in range(1, length + 1)]
    outside = told(90, 90, report(1, 10))
    record = [*circle, outside]
    assert origins(record, 1) == [("circular", "1", None)]
    assert origins(record, 90) == [("circular", "1", None)]
    assert Lineage.of(record).circles == [tuple(range(1, length + 1))]
    assert counted(*record) == (0, 1, 1, 1)
    assert ("circular", tuple((pk, None) for pk in range(1, length + 1))) in warned(*record)


def test_a_circle_with_a_way_out_is_none():
    record = [told(1, HERALD, report(POST, 20)), told(2, POST, report(HERALD, 10), minister)]
    assert Lineage.of(record).circles == []
    assert origins(record, 1) == [("traced", MINISTER, None)]


def test_outlets_that_credit_each_other_without_articles_are_a_possible_circle():
    record = [told(1, HERALD, report(POST)), told(2, POST, report(HERALD, 10))]
    found = [one for one in warnings(Lineage.of(record)) if one.kind == "possible circle"]
    assert [(one.outlets, one.evidence) for one in found] == [((HERALD, POST), ((1, None),))]
    assert counted(*record) == (0, 1, 1, 1)
    # where a source is named there is nothing to go round
    record = [told(1, HERALD, (report(POST), minister)), told(2, POST, (report(HERALD), minister))]
    assert warnings(Lineage.of(record)) == []


def test_co_speakers_are_two_origins_and_two_unknown_reports_two_unknowns():
    assert counted(told(1, HERALD, minister, Who("source", CLERK))) == (2, 0, 2, 2)
    assert counted(told(1, HERALD, report(POST), report(LEDGER))) == (0, 2, 1, 2)


def test_copies_of_one_text_are_one_unknown():
    record = [told(pk, pk, officials, copy="g7:ab") for pk in (1, 2, 3)]
    assert counted(*record) == (0, 1, 1, 1)


def test_denials_carry_nothing_and_add_no_origin():
    record = [told(1, HERALD, minister), told(2, POST, Who("source", CLERK), denies=True)]
    found = summarise(Lineage.of(record))
    assert (found.articles, found.outlets, found.denials, found.recorded) == (1, 1, 1, 1)
    # nothing goes on through a denial
    record = [told(1, POST, Who("source", CLERK), denies=True), told(2, HERALD, report(POST, 10))]
    assert origins(record, 2) == [("lineage not recorded", "2", None)]


def test_no_affirming_statement_has_no_interval():
    assert summarise(Lineage.of([])).told == "none recorded"
    found = summarise(Lineage.of([told(1, HERALD, minister, denies=True)]))
    assert (found.told, found.least, found.most) == ("none recorded", 0, 0)


def test_the_interval_is_told_in_words():
    found = summarise(Lineage.of([told(1, HERALD, minister), told(2, POST, officials)]))
    assert found.told == "1 recorded origin, 1 of unknown lineage: between 1 and 2"


def test_sources_that_belong_together_on_the_day_are_one_at_least():
    clerk, body = Who("source", CLERK), Who("source", MINISTRY)
    record = [told(1, HERALD, minister), told(2, POST, clerk), told(3, LEDGER, body)]
    day = NEWS.date()
    both = [Affiliation(MINISTER, MINISTRY, starts=day), Affiliation(CLERK, MINISTRY, ends=day)]
    assert counted(*record, affiliations=both) == (3, 0, 1, 3)
    over = [Affiliation(MINISTER, 77), Affiliation(CLERK, 77, ends=day - dt.timedelta(days=1))]
    assert counted(*record, affiliations=over) == (3, 0, 3, 3)
    # through a body that is no origin itself
    assert counted(*record[:2], affiliations=[Affiliation(MINISTER, 77), Affiliation(CLERK, 77)]) == (2, 0, 1, 2)
    # at an unknown time it may have been so
    assert counted(
        told(1, HERALD, minister, at=None),
        told(2, POST, body),
        affiliations=[Affiliation(MINISTER, MINISTRY, day, day)],
    ) == (2, 0, 1, 2)


def test_outlets_of_one_owner_are_one_family():
    record = [
        told(1, HERALD, minister, family=70),
        told(2, POST, minister, family=70),
        told(3, LEDGER, minister),
        told(4, 70, minister),
        # sold between two articles: each day its own
        told(5, HERALD, minister, family=71),
    ]
    found = summarise(Lineage.of(record))
    assert (found.articles, found.outlets, found.families) == (5, 4, 4)


def test_many_outlets_with_one_origin_are_warned_of():
    record = [told(1, WIRE, minister), told(2, POST, minister), told(3, HERALD, report(WIRE, 10))]
    assert ("single origin", ((1, None), (2, None), (3, None))) in warned(*record)
    assert warned(*record[:2]) == set()
    assert warned(*record, told(4, LEDGER, officials)) == set()


def test_only_unnamed_sources():
    assert warned(told(1, WIRE, officials), told(2, POST, report(WIRE, 10))) == {
        ("only unnamed sources", ((1, None), (2, None)))
    }
    assert warned(told(1, WIRE, officials), told(2, POST, minister)) == set()


def test_attribution_is_lost_step_by_step():
    record = [
        told(1, POST, report(HERALD)),
        told(2, LEDGER, report(POST, 10), voice="none named"),
        told(3, WIRE, report(LEDGER, 20), voice="own voice"),
        told(4, 9, report(LEDGER, 20), voice="own voice", own_reporting=True),
        told(5, 8, report(WIRE, 30), voice="own voice"),
    ]
    assert ("lost attribution", ((2, 1), (3, 2))) in warned(*record)


def test_what_rests_on_a_withdrawn_statement():
    record = [
        told(1, WIRE, minister, withdrawn=True),
        told(2, POST, report(WIRE, 10)),
        told(3, HERALD, report(POST, 20)),
        told(4, LEDGER, report(WIRE, 10), withdrawn=True),
    ]
    assert ("upstream corrected or withdrawn", ((2, 1), (3, 1))) in warned(*record)


def test_earlier_than_its_stated_source():
    record = [told(1, WIRE, minister, hour=5), told(2, POST, report(WIRE, 10), hour=4)]
    assert ("earlier than its stated source", ((2, 1),)) in warned(*record)
    # of a day and a minute of it nothing can be said
    day = Moment(NEWS.replace(hour=0), "day")
    assert warned(told(1, WIRE, minister, hour=5), told(2, POST, report(WIRE, 10), at=day)) == set()
    assert warned(told(1, WIRE, minister), told(2, POST, report(WIRE, 10), at=None)) == set()


def figure(text, low, high, qualifier="", unit="troops"):
    return Figure(text, low and Decimal(low), high and Decimal(high), qualifier, unit)


def test_figures_drift_from_one_article_to_the_next():
    record = [
        told(1, WIRE, minister, figures=(figure("more than 360 troops", 360, None, "more than"),)),
        told(2, POST, report(WIRE, 10), figures=(figure("360 troops", 360, 360),)),
        told(
            3, HERALD, report(POST, 20), figures=(figure("450 troops", 450, 450), figure("3 tanks", 3, 3, "", "tanks"))
        ),
        told(4, LEDGER, report(POST, 20), figures=(figure("360 troops", 360, 360),)),
        told(5, 9, officials, figures=(figure("400 troops", 400, 400),)),
    ]
    found = drift(Lineage.of(record))
    assert [(one.statement, one.change, one.upstream, one.ratio) for one in found] == [
        (1, "no upstream", None, None),
        (2, "qualifier", 1, 0),
        (3, "value", 2, Decimal("0.25")),
        (3, "other unit", None, None),
        (4, "same", 2, None),
        (5, "no upstream", None, None),
    ]
    assert ("figure drift", ((2, 1), (3, 2))) in warned(*record)


def test_a_statement_given_twice_is_refused():
    with pytest.raises(ValueError, match="Statement 1 is given twice"):
        Lineage.of([told(1, HERALD), told(1, HERALD)])


def test_who_names_the_source_rests_on_the_article_all_the_same():
    record = [told(1, WIRE, minister), told(2, POST, (report(WIRE, 10), minister)), told(3, HERALD, report(POST, 20))]
    lineage = Lineage.of(record)
    assert origins(record, 2) == [("traced", MINISTER, None)]
    assert lineage.through(2) == [10]
    steps, end = lineage.chain(2)
    assert [(step.who.source, step.statement) for step in steps] == [(WIRE, 1), (MINISTER, None)]
    assert end == End("traced", MINISTER)
    assert lineage.carries(10, end)
    assert counted(*record) == (1, 0, 1, 1)


def test_a_lineage_leaves_no_cycles_behind():
    """Else holding up the collector would let them pile up."""
    record = [told(1, HERALD, minister)] + [told(pk, POST, report(HERALD, 10 * pk - 10)) for pk in range(2, 500)]
    record += [told(500, HERALD, report(POST, 5010)), told(501, POST, report(HERALD, 5000))]  # a circle
    found = Lineage.of(record)
    gc.collect()
    gc.disable()
    try:
        again = Lineage.of(record)
        assert again == found
        assert not gc.isenabled()
        del again
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert found.circles == [(500, 501)]
    Lineage.of(record)
    assert gc.isenabled()
