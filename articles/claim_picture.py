"""The relay picture of a claim: its articles, origins and who credits whom, as articles/relay_picture.py draws them."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.urls import reverse
from django.utils.safestring import SafeString

from articles import relay_picture
from articles.claim_story import Root, Story
from articles.models import Article
from articles.relay_picture import Arrow, Credit, Dot, Kind

UNNAMED_APART = 6  # as many unnamed origins have a root each; more share one
KINDS: dict[str, Kind] = {
    "traced": "named",
    "own reporting": "own reporting",
    "unnamed": "unnamed",
    "circular": "circle",
    "lineage not recorded": "not recorded",
}


def picture(story: Story, roots: list[Root], site: str | None = None) -> SafeString | None:
    """None where no statement makes the claim. One query."""
    if not story.lineage.statements:
        return None
    drawn = _roots(story, roots)
    titles = dict(_titles(story))
    summary = story.summary
    return relay_picture.picture(
        _dots(story, titles),
        list({root.key: root for root in drawn.values()}.values()),
        _arrows(story, roots, drawn),
        title=f"Who relays it from whom: {story.claim}",
        description=(
            f"{summary.articles:,} articles of {summary.outlets:,} outlets by time, a lane for each outlet; an arrow "
            f"leads from an article to what it credits: another article, or an origin at the left. {summary.told}. "
            f"Denials: {summary.denials:,}. The list below has the same in words."
        ),
        name="lineage",
        site=site,
    )


def _titles(story: Story):
    return Article.objects.filter(pk__in={one.article for one in story.lineage.statements.values()}).values_list(
        "pk", "title"
    )


def _roots(story: Story, roots: list[Root]) -> dict[str, relay_picture.Root]:
    """{key of a root of the table: the root that stands for it in the picture}."""
    unnamed = [root for root in roots if root.kind == "unnamed"]
    known = Counter(root.end.last_known for root in roots if root.kind == "lineage not recorded")
    found = {}
    for root in roots:
        kind = KINDS[root.kind]
        if root.kind == "unnamed" and len(unnamed) > UNNAMED_APART:
            told = f"{len(unnamed)} unnamed origins, not known to be the same"
            found[root.key] = relay_picture.Root("unnamed", told, kind, told, f"#{root.kind}")
        elif root.kind == "lineage not recorded":
            last = story.sources.get(root.end.last_known or 0)
            count = known[root.end.last_known]
            label = f"not recorded; last known: {last}" if last else "not recorded"
            told = f"{count} of unknown lineage" + (f", last known: {last}" if last else "")
            found[root.key] = relay_picture.Root(f"unknown {root.end.last_known}", label, kind, told, "#origins")
        else:
            come = "1 statement comes" if root.carried == 1 else f"{root.carried:,} statements come"
            told = f"{root.label}: {come} to it"
            found[root.key] = relay_picture.Root(root.key, root.label, kind, told, root.url)
    return found


def _dots(story: Story, titles: dict[int, str]) -> list[Dot]:
    of_article = defaultdict(list)
    for one in story.lineage.statements.values():
        of_article[one.article].append(one)
    dots = []
    for article, statements in sorted(of_article.items()):
        one = statements[0]
        outlet = str(story.sources[one.outlet])
        denies = all(statement.denies for statement in statements)
        when = f", {one.at.at:%Y-%m-%d %H:%M} UTC" if one.at and one.at.precision == "minute" else ""
        when = f", {one.at.at:%Y-%m-%d}" if one.at and not when else when or ", no date"
        dots.append(
            Dot(
                key=f"a{article}",
                lane=outlet,
                at=one.at.at if one.at else None,
                precision=one.at.precision if one.at else "unknown",
                label=titles[article],
                told=f"{outlet}{when}: {titles[article]}" + (" (denies it)" if denies else ""),
                url=f"{reverse('article_detail', args=[article])}#s{one.id}",
                denies=denies,
                lane_url=reverse("outlet_detail", args=[one.outlet]),
            )
        )
    return dots


def _arrows(story: Story, roots: list[Root], drawn: dict[str, relay_picture.Root]) -> list[Arrow]:
    """One a pair, whatever number of statements says so; it opens the first of them."""
    found: dict[tuple[str, str], Arrow] = {}
    lineage, by_end = story.lineage, {root.end: root for root in roots}
    direct = {root.end: set(story.direct(root)) for root in roots}
    circles = {tuple(root.own): root for root in roots if root.kind == "circular"}
    for one in lineage.affirming():
        start = f"a{one.article}"
        outlet = str(story.sources[one.outlet])
        url = reverse("statement_detail", args=[one.id])
        back = {origin.article for origin in lineage.origins(one.id)}
        for article in lineage.through(one.id):
            upstream = story.sources[lineage.statements[lineage.by_article[article][0]].outlet]
            kind: Credit = "returns" if article in back else "through"
            if article != one.article:
                told = f"{outlet} has it from {upstream}"
                found.setdefault((start, f"a{article}"), Arrow(start, f"a{article}", told, url, kind))
        for credit in lineage.credits[one.id]:
            if credit.end is not None and one.id in direct[credit.end]:
                root = drawn[by_end[credit.end].key]
                told = f"{outlet} credits {root.label}" if root.kind == "named" else f"{outlet}: {root.label}"
                found.setdefault((start, root.key), Arrow(start, root.key, told, url))
    for circle in lineage.circles:
        around = circles[circle]
        start = f"a{lineage.statements[circle[0]].article}"
        found.setdefault((start, around.key), Arrow(start, around.key, "nothing leads out of this circle", around.url))
    return list(found.values())
