"""What holds for every record: hypothesis makes a truth, tells it in statements, and withholds some of it."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from articles.provenance import Affiliation, Lineage, Moment, Statement, Who, drift, summarise, warnings

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
OUTLETS = st.integers(1, 6)
PEOPLE = st.integers(50, 55)


@st.composite
def truths(draw):
    """(statements, how many origins there are in truth): each has it from somebody, or from an article before it."""
    statements, true = [], set()
    for pk in range(1, draw(st.integers(1, 14)) + 1):
        outlet = draw(OUTLETS)
        at = Moment(START + dt.timedelta(hours=pk), "minute")
        made = Statement(pk, pk * 10, outlet, at=at)
        before = [one for one in statements if one.outlet != outlet]
        how = draw(st.sampled_from(["person", "unnamed", "own", "through", "through", "unnamed through"]))
        if "through" in how and before:
            cited = draw(st.sampled_from(before))
            line = (Who("reporter", cited.outlet, cited.article),)
            if how == "unnamed through":
                line += (Who("unnamed"),)
            made = replace(made, lines=(line,))
        elif how == "own":
            made = replace(made, voice="own voice", own_reporting=True)
            true.add(("outlet", outlet))
        elif how == "unnamed":
            made = replace(made, lines=((Who("unnamed"),),))
            true.add(("unnamed", pk))
        else:
            person = draw(PEOPLE)
            made = replace(made, lines=((Who("source", person),),))
            true.add(("person", person))
        statements.append(made)
    return statements, len(true)


@st.composite
def records(draw):
    """Anything at all: circles, articles that are not held, several statements an article, contradicting times."""
    articles = st.integers(1, 8)
    who = st.one_of(
        st.builds(lambda source: Who("source", source), PEOPLE),
        st.builds(lambda source, article: Who("reporter", source, article), OUTLETS, st.none() | articles),
        st.just(Who("unnamed")),
        st.just(Who("unresolved")),
    )
    lines = st.lists(st.lists(who, min_size=1, max_size=3).map(tuple), max_size=2).map(tuple)
    moments = st.none() | st.builds(
        lambda hours, precision: Moment(START + dt.timedelta(hours=hours), precision),
        st.integers(0, 60),
        st.sampled_from(["minute", "day"]),
    )
    return [
        Statement(
            pk,
            draw(articles),
            draw(OUTLETS),
            draw(lines),
            voice=draw(st.sampled_from(["credited", "own voice", "none named"])),
            denies=draw(st.booleans()) and draw(st.booleans()),
            own_reporting=draw(st.booleans()) and draw(st.booleans()),
            at=draw(moments),
            copy=draw(st.sampled_from(["", "", "g1"])),
        )
        for pk in range(1, draw(st.integers(0, 10)) + 1)
    ]


def withheld(statements, keep):
    """The same without the cited articles of those links for which `keep` says no."""
    return [
        replace(
            one,
            lines=tuple(tuple(who if keep() else who._replace(article=None) for who in line) for line in one.lines),
        )
        for one in statements
    ]


def summary(statements):
    return summarise(Lineage.of(statements))


@given(truths(), st.randoms(use_true_random=False))
def test_the_truth_lies_in_the_interval_whatever_links_are_withheld(truth, random):
    statements, true = truth
    whole = summary(statements)
    assert whole.least <= true == whole.most
    part = summary(withheld(statements, lambda: random.random() < 0.5))
    assert part.least <= true <= part.most
    assert part.recorded == whole.recorded


@given(records(), st.randoms(use_true_random=False))
def test_withholding_links_never_raises_recorded_origins(statements, random):
    part = withheld(statements, lambda: random.random() < 0.5)
    assert summary(part).recorded <= summary(statements).recorded


@given(records(), st.data())
def test_a_relay_of_an_existing_origin_raises_nothing_recorded(statements, data):
    whole = Lineage.of(statements)
    recorded = {end.key for end in whole.own_ends() if end.recorded}
    lines = [((Who("source", key),),) for key in sorted(recorded)]
    lines += [((Who("reporter", one.outlet, one.article),),) for one in whole.affirming()]
    if not lines:
        return
    more = Statement(99, 990, data.draw(OUTLETS), data.draw(st.sampled_from(lines)))
    assert summary([*statements, more]).recorded <= max(summary(statements).recorded, len(recorded))


@given(records(), PEOPLE, PEOPLE)
def test_merging_sources_never_raises_recorded_origins(statements, kept, merged):
    one = [
        replace(
            one,
            lines=tuple(
                tuple(who._replace(source=kept) if who.source == merged else who for who in line) for line in one.lines
            ),
        )
        for one in statements
    ]
    assert summary(one).recorded <= summary(statements).recorded


@given(records(), st.permutations(range(10)))
def test_the_order_of_input_does_not_matter(statements, order):
    mixed = [statements[at] for at in order if at < len(statements)]
    one, other = Lineage.of(statements), Lineage.of(mixed)
    assert one == other
    assert warnings(one) == warnings(other)
    assert drift(one) == drift(other)


@given(records())
def test_every_statement_has_an_origin_and_a_chain_that_ends(statements):
    lineage = Lineage.of(statements)
    ends = lineage.own_ends()
    for one in statements:
        assert lineage.origins(one.id)
        for line in range(len(lineage.credits[one.id])):
            _steps, end = lineage.chain(one.id, line)
            assert end in lineage.ends[one.id]
        if not one.denies:
            # nothing comes out of the analysis that is not read off a statement, or a circle
            assert lineage.ends[one.id] <= ends.keys()


@given(records())
def test_no_circle_counts_as_an_origin(statements):
    lineage = Lineage.of(statements)
    for circle in lineage.circles:
        for pk in circle:
            assert {end.kind for end in lineage.ends[pk]} == {"circular"}
    found = summarise(lineage)
    assert found.recorded + found.unknown == found.most
    assert found.least <= max(found.most, 1)


@given(records(), st.lists(st.builds(Affiliation, PEOPLE, st.integers(50, 60)), max_size=6))
def test_affiliations_only_lower_the_least(statements, affiliations):
    lineage = Lineage.of(statements)
    one, other = summarise(lineage, affiliations), summarise(lineage)
    assert one.least_recorded <= other.least_recorded == other.recorded == one.recorded


def test_a_long_chain_and_a_star_are_followed_in_one_go():
    """10,000 links would break a recursion, and 10,000 times 10,000 steps would not end."""
    chain = [Statement(1, 1, 1, ((Who("source", 50),),))]
    chain += [Statement(pk, pk, pk, ((Who("reporter", pk - 1, pk - 1),),)) for pk in range(2, 10_001)]
    assert summary(chain).told == "1 recorded origin, 0 of unknown lineage: between 1 and 1"
    # a hundred statements of one article, and thousands of articles that cite it
    star = [Statement(pk, 1, 1, ((Who("source", 50 + pk % 7),),)) for pk in range(1, 101)]
    star += [Statement(pk, pk, pk, ((Who("reporter", 1, 1),),)) for pk in range(101, 10_001)]
    assert summary(star).recorded == 7
    ring = [Statement(pk, pk, pk, ((Who("reporter", pk % 10_000 + 1, pk % 10_000 + 1),),)) for pk in range(1, 10_001)]
    assert summary(ring).told == "0 recorded origins, 1 of unknown lineage: between 1 and 1"
    for record in (chain, star, ring):
        warnings(Lineage.of(record))
