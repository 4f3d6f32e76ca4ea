"""Rows for tests, made by the same actions that the product uses; plain functions, sensible defaults."""

from __future__ import annotations

import datetime as dt
import itertools

from django.contrib.auth.models import Group, User

from articles import actions, copying, marking, naming
from articles.addresses import canonical
from articles.marking import CreditData, Credited, StatementData, ViaData, Who
from articles.models import Article, Claim, Credit, Feed, Link, NameDecision, Statement
from sources.models import Source
from sources.printed import name_key
from tracker.roles import ROLES, sync_roles

_numbers = itertools.count(1)

BODY = (
    "The bridge will close on Monday, the mayor said. “We have no choice,” Ada Lund told the Courier. "
    "According to the Harbour Post, around 40 lorries cross it every hour."
)


def make_user(role: str = "", **values) -> User:
    """A user in the group `role` ("Editors", "Staff", "Researchers"), or in none."""
    user = User.objects.create_user(values.pop("username", f"user{next(_numbers)}"), password="test", **values)
    if role:
        assert role in ROLES
        if not Group.objects.filter(name=role, permissions__isnull=False).exists():
            sync_roles()
        user.groups.add(Group.objects.get(name=role))
        if role == "Staff":
            user.is_staff = True
            user.save(update_fields=["is_staff"])
    return user


def make_source(name: str = "", kind: str = "organisation", **values) -> Source:
    return Source.objects.create(name=name or f"Source {next(_numbers)}", kind=kind, **values)


def make_outlet(name: str = "", kind: str = "outlet", **values) -> Source:
    return make_source(name or f"Outlet {next(_numbers)}", kind=kind, **values)


def make_feed(outlet: Source | None = None, address: str = "", **values) -> Feed:
    """A feed of an outlet; of many outlets where none is given and `address` is."""
    number = next(_numbers)
    if not address:
        outlet = outlet or make_outlet()
    return Feed.objects.create(outlet=outlet, address=address or f"https://paper{number}.example/feed", **values)


def make_article(outlet: Source | None = None, *, title: str = "", body: str = BODY, **values) -> Article:
    """A stored article with one revision, with an address unless `no_address` is given."""
    number = next(_numbers)
    if "no_address" not in values:
        values.setdefault("address", f"https://paper{number}.example/{number}")
    values.setdefault("published_at", dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    values.setdefault("published_precision", "minute" if values["published_at"] else "unknown")
    return actions.store_article(outlet=outlet or make_outlet(), title=title or f"Title {number}", body=body, **values)


def span_of(article: Article, words: str, nth: int = 0) -> tuple[int, int]:
    """Where `words` stand in the article's newest text."""
    text = article.current_revision().text
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def make_statement(
    article: Article | None = None,
    words: str | list[str] = "The bridge will close on Monday",
    *,
    to: Source | Who | str | list | None = None,
    cue: str = "",
    via: Source | None = None,
    by: User | None = None,
    **values,
) -> Statement:
    """A marked statement. `to` is a source, a printed name, a Who, or a list of them; None: a new person."""
    article = article or make_article()
    credited = values.pop("credited", None)
    if credited is None and values.get("voice", "credited") == "credited":
        whom = to if isinstance(to, list) else [to or make_source(kind="person")]
        credited = tuple(Credited(as_who(one)) for one in whom)
    how = {name: values.pop(name) for name in ("state", "found_by", "confidence") if name in values}
    data = StatementData(
        spans=tuple(span_of(article, piece) for piece in ([words] if isinstance(words, str) else words)),
        cue_spans=(span_of(article, cue),) if cue else (),
        credited=credited or (),
        vias=(ViaData(as_who(via), "words"),) if via else (),
        **values,
    )
    return marking.add_statement(article, data, by=by or make_user(), how=marking.Provenance(**how))


def as_who(one: Source | Who | str) -> Who:
    if isinstance(one, Who):
        return one
    return Who(source=one.pk) if isinstance(one, Source) else Who(printed_name=one)


def make_credit(article: Article, role: str, to: Source | Who | str, words: str = "", by: User | None = None) -> Credit:
    spans = (span_of(article, words),) if words else ()
    return marking.add_credit(article, CreditData(role, as_who(to), spans=spans), by=by or make_user())


def make_link(article: Article, to: Article | str, words: str = "here", **values) -> Link:
    """A link of its captured page to an article or an address; with spans where `words` stand in its text."""
    text = article.current_revision()
    read = canonical(to if isinstance(to, str) else to.address)
    values = {"position": text.links.count() + 1, "article_id": article.pk, "revision": text} | values
    if words and words in text.text:
        values = {"spans": [list(span_of(article, words))]} | values
    return Link.objects.create(address=read.address, address_key=read.key, words=words, **values)


def decide_name(printed: str, source: Source | None, *, by: User | None = None, **scope) -> NameDecision:
    """What editors do from the list of names: ties the open mentions of a printed name to `source` (None: to none).

    Everywhere, or with `article` or `outlet` there alone.
    """
    by = by or make_user("Editors")
    where = next(iter(scope), "all")
    planned = naming.plan(name_key(printed), naming.Meaning(source=source), scope=where, by=by, **scope)
    assert naming.confirm(planned, by=by) == []
    return NameDecision.objects.get(pk=planned.pk)


def make_copies(number: int = 2, body: str = "", **values) -> list[Article]:
    """One text in so many outlets, an hour apart, each searched for copies as it arrives: pairs wait for a decision."""
    body = body or " ".join(f"w{at}" for at in range(60)) + "."
    made = [
        make_article(body=body, published_at=dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC), **values)
        for hour in range(number)
    ]
    for article in made:
        copying.find_copies_of(article)
    return made


def make_claim(wording: str = "", **values) -> Claim:
    return Claim.objects.create(wording=wording or f"Claim {next(_numbers)}", **values)
