"""Hostile input: put through every field by the real forms, then looked for on every page and in every file.

Nothing of it may become markup, an address that runs, a template, SQL or a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import contextmanager
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import quote, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from articles import columns, exports
from articles.columns import Type
from articles.models import Article, Attribution, Claim, Credit, ErrorReport, Mention, Relay, Statement
from sources.models import Source
from tests.articles.test_desk import edit_form, rows
from tests.factories import make_article, make_outlet, make_statement, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_hand")]

MARK = "xq7z"  # in every payload, so that each place where one stands is found
PRODUCT = "60481729"  # what {{ 7777|multiply }} and the like would give

# what would run in a page; each piece ends what the one before it may have begun
MARKUP = {
    "elements": (
        f"<script>alert('{MARK}')</script><img src=x onerror=alert(1) {MARK}=1><svg/onload=alert(1)>"
        f"<{MARK} onclick=alert(1)>x</q></td></textarea></title></style></template><{MARK}>"
    ),
    "comments": f"--><!--{MARK}--><![CDATA[<{MARK}>]]><?{MARK}?>",
    "double quotes": f'" onmouseover="alert(1)" {MARK}="1 `onclick=alert(1)` \\',
    "single quotes": f"' autofocus onfocus='alert(1)' {MARK}=' >",
    "an address": f"javascript:alert(1)//{MARK}",
    "an address of data": f"data:text/html,<{MARK}>",
    "templates": f"{{{{ 7777|add:60473952 }}}}{{% debug %}}${{7777*7777}}#{{7777*7777}}{{{{7777*7777}}}} {MARK}",
    "SQL": f"'; DROP TABLE sources_alias; -- {MARK} 100% %s %(a)s %% _ \\' $1",
    "entities and odd characters": f"&lt;{MARK}&gt; &#60;b&#62; %3Cb%3E \u2400 \\0 %00 \\u0000 \U0010fffe",
    "right to left and nothing": f"\u202e{MARK}\u2066 גרם \u200f\u200b\u200d\ufeff\u00ad e\u0301",
    "a long word": MARK + "W" * 240,
}
# one after the other in one field, so that all go through all pages in one go
MARKUP["what ends something"] = " ".join(MARKUP[name] for name in ("comments", "double quotes", "templates"))
MARKUP["odd characters"] = f"{MARKUP['entities and odd characters']} {MARKUP['right to left and nothing']}"
# what would run in a spreadsheet, or break a file
CELLS = {
    "a formula": f"=cmd|'/C calc'!A0 {MARK}",
    "a sum": f"+1+1 {MARK}",
    "a difference": f"-1+1 {MARK}",
    "a function": f"@SUM(1) {MARK}",
    "a tab": f"\t=1 {MARK}",
    "full-width": f"＝1 {MARK}",
    "full-width sum": f"＋1 {MARK}",
    "full-width difference": f"－1 {MARK}",
    "full-width function": f"＠1 {MARK}",
    "an escape": f"'=1 {MARK}",
    "two escapes": f"''=1 {MARK}",
    "quotes of a file": f'","{MARK}\';"\n=1',
}
LISTS = {
    file.name: file
    for file in (
        getattr(columns, name.upper()) for name in ("relays", "statements", "claims", "articles", "outlets", "sources")
    )
}


# every one is asked and typed below; these, which differ in what they would break, go through all pages and all files,
# which takes seconds for each. test_exports.py has every first character of a cell.
ON_PAGES = ["elements", "an address", "what ends something", "odd characters"]
# the parts of the two that stand one after the other are asked in these
ASKED = [name for name in MARKUP if name not in ("comments", "double quotes", "templates")]
ASKED = [name for name in ASKED if name not in ("entities and odd characters", "right to left and nothing")]
IN_FILES = ["a formula", "two escapes", "quotes of a file"]


@pytest.fixture(autouse=True)
def files_see_this_transaction(monkeypatch):
    """A file has a connection of its own, which cannot see what a test has not committed."""

    @contextmanager
    def this_one():
        connection.ensure_connection()
        yield connection.connection

    monkeypatch.setattr(exports, "connection", this_one)


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make_user("Staff"))
    return client


# --- what is looked for ---------------------------------------------------------------------------------


class Page(HTMLParser):
    """All that is wrong with a page, and all the text that it shows or holds in fields."""

    LEADS = ("href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href", "hx-get", "hx-post")
    ADMIN_JSON = [("type", "application/json")]  # what Django keeps for its own scripts
    NEVER = {"iframe", "object", "embed", "base", "style", "frame", "applet"}

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        if MARK in tag or tag in self.NEVER:
            self.wrong.append(f"<{tag}>")
        source = dict(attrs).get("src") or ""
        if tag == "script" and not source.startswith(("/static/", "/admin/jsi18n/")) and attrs != self.ADMIN_JSON:
            self.wrong.append(f"a script: {attrs}")
        for name, value in attrs:
            if (
                MARK in name
                or name.startswith("on")
                or name in ("style", "srcdoc", "autofocus" if tag != "input" else "")
            ):
                self.wrong.append(f"<{tag} {name}={value!r}>")
            if name in self.LEADS:
                bare = re.sub(r"[\x00-\x20\u200b-\u200f\u00ad\ufeff]", "", value or "")
                if urlsplit(bare.split("?")[0].split("#")[0]).scheme.lower() not in ("", "http", "https"):
                    self.wrong.append(f"<{tag} {name}={value!r}>")
            self.words.append(value or "")

    def handle_data(self, data):
        if self.inside == "script" and MARK in data:
            self.wrong.append(f"in a script: {data[:80]}")
        self.words.append(data)

    def handle_comment(self, data):
        if MARK in data:
            self.wrong.append(f"in a comment: {data[:80]}")

    def unknown_decl(self, data):
        self.wrong.append(f"<![{data[:80]}")


def looked_at(client, address, status=200, shows=True):
    """The page as text, when nothing of the payload runs; `shows`: it has to stand on it."""
    answer = client.get(address)
    return checked(answer, address, status, shows)


def checked(answer, address, status=200, shows=True):
    assert answer.status_code == status, (address, answer.status_code)
    page = Page(answer.content.decode())
    assert page.wrong == [], address
    words = " ".join(page.words)
    assert PRODUCT not in words, address
    assert not shows or MARK in words, address
    return words


# --- where it is put ------------------------------------------------------------------------------------


def taken(answer, address):
    errors = []
    if answer.status_code != 302:
        errors = re.findall(r'(?s)class="errorlist".*?</ul>', answer.content.decode())
    assert answer.status_code == 302, (address, answer.status_code, errors)
    assert "error" not in {message.level_tag for message in get_messages(answer.wsgi_request)}
    return answer


def put(client, address, data):
    return taken(client.post(address, data), address)


def body_of(payload):
    return f"{payload} body one, said {payload} two, told {payload} three; (credit {payload})"


def filled(client, payload) -> SimpleNamespace:
    """Everything a form of ours takes, filled with `payload`."""
    line = " ".join(payload.split("\n"))  # a title is one line
    short, unit = line[:50], line[:100]
    article = {
        "address": f"https://paper.example/{quote(payload)}?q={quote(payload)}",
        "outlet": f"{line} outlet",
        "outlet_means": "new:outlet",
        "title": f"{line} title",
        "standfirst": f"{payload} standfirst",
        "byline": f"{line} byline",
        "body": body_of(payload),
        "genre": "news",
        "language": "en",
        "published_on": "2026-03-01",
    }
    put(client, "/articles/add/", article)
    held = Article.objects.get()
    put(client, f"/articles/{held.pk}/edit/", edit_form(client, held) | {"note": f"{payload} note"})
    text = held.current_revision().text
    body = text.index(f"{payload} body one")

    def span(words):
        start = text.index(words, body)
        return f"{start}-{start + len(words)}"

    statement = rows(
        **{
            "spans": span(f"{payload} body one"),
            "cue": span(f"said {payload}"),
            "note": f"{payload} note",
            "credited-0-who": f"{line} descriptor",
            "credited-0-means": "unnamed",
            "credited-0-body": f"{line} body",
            "credited-0-reason": f"{line} reason",
            "credited-0-affiliation": f"{line} affiliation",
            "credited-0-phrase": span(f"{payload} two"),
            "credited-1-who": f"{line} person",
            "credited-1-means": "new:person",
            "credited-1-affiliation": f"{line} affiliation",
            "credited-2-who": f"{line} Open",
            "credited-2-means": "open",
            "vias-0-who": f"{line} via",
            "vias-0-means": "new:organisation",
            "vias-0-words": span(f"told {payload}"),
            "figures-0-text": f"{line} figure",
            "figures-0-low": "1",
            "figures-0-qualifier": short,
            "figures-0-unit": unit,
            "claim": f"{line} claim",
            "judgement": "same",
        }
    )
    put(client, f"/articles/{held.pk}/mark/", statement)
    marked = Statement.objects.get()
    credit = {
        "credit-role": "byline agency",
        "credit-printed": f"{line} credit",
        "credit-who": f"{line} agency",
        "credit-means": "new:agency",
        "credit-note": f"{payload} note",
        "credit-affiliation": f"{line} affiliation",
    }
    put(client, f"/articles/{held.pk}/credits/add/", credit)
    passage = {"credit-role": "passage", "credit-spans": span(f"{payload} three"), "credit-who": f"{line} agency"}
    put(client, f"/articles/{held.pk}/credits/add/", passage)
    reason = {"state": "accepted", "reason": f"{payload} reason"}
    put(client, f"/statements/{marked.pk}/decide/", reason)
    claim = Claim.objects.get()
    wording = {"wording": f"{line} wording", "topics": f"{unit.replace(',', ' ')}, other", "note": f"{payload} note"}
    put(client, f"/claims/{claim.pk}/edit/", wording)
    put(client, f"/reports/add/?statement={marked.pk}", {"text": f"{payload} report"})
    report = ErrorReport.objects.get()
    put(client, f"/reports/{report.pk}/settle/", {"status": "declined", "answer": f"{payload} answer"})
    outlet = held.outlet
    put(client, f"/admin/sources/outlet/{outlet.pk}/change/", source_form(outlet, line))
    return SimpleNamespace(
        payload=payload,
        line=line,
        article=held,
        statement=marked,
        claim=claim,
        report=report,
        outlet=outlet,
        person=Source.objects.get(kind="person"),
        via=Source.objects.get(kind="organisation"),
    )


def source_form(source, line):
    management = {
        f"{name}-{field}": number
        for name in ("aliases", "domains", "ownerships", "affiliations", "members")
        for field, number in (("TOTAL_FORMS", 1 if name == "aliases" else 0), ("INITIAL_FORMS", 0))
    }
    alias = {"aliases-0-name": f"{line} alias", "aliases-0-language": "", "aliases-0-source": source.pk}
    return (
        {
            "name": source.name,
            "kind": source.kind,
            "country": "",
            "language": "",
            "note": f"{line} note",
        }
        | management
        | alias
    )


# --- the pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ON_PAGES)
def test_every_page_shows_it_as_text(name, desk):
    found = filled(desk, MARKUP[name])
    article, statement = found.article, found.statement
    attributions = list(Attribution.objects.filter(statement=statement))
    credit = Credit.objects.get(role="byline agency")

    check_stored(found)
    for address in (
        "/",
        *(f"/{kind}/" for kind in LISTS),
        f"/articles/{article.pk}/",
        f"/articles/{article.pk}/mark/",
        f"/articles/{article.pk}/edit/",
        f"/statements/{statement.pk}/",
        f"/statements/{statement.pk}/edit/",
        f"/statements/{statement.pk}/remove/",
        *(f"/relays/{attribution.pk}/" for attribution in attributions),
        f"/relays/articles/{credit.pk}/",
        f"/credits/{credit.pk}/edit/",
        f"/credits/{credit.pk}/remove/",
        f"/outlets/{found.outlet.pk}/",
        f"/sources/{found.person.pk}/",
        f"/sources/{found.via.pk}/",
        f"/claims/{found.claim.pk}/",
        f"/claims/{found.claim.pk}/edit/",
        "/reports/",
        f"/reports/add/?statement={statement.pk}",
        f"/reports/{found.report.pk}/settle/",
        f"/relays/?outlet={found.outlet.pk}&source={found.person.pk}&via={found.via.pk}&claim={found.claim.pk}",
        f"/statements/?article={article.pk}",
        "/admin/sources/source/",
        f"/admin/sources/outlet/{found.outlet.pk}/change/",
        f"/admin/sources/outlet/{found.outlet.pk}/history/",
        "/admin/sources/alias/",
        "/admin/articles/article/",
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/articles/mention/",
        "/admin/articles/statement/",
        f"/admin/articles/statement/{statement.pk}/change/",
        "/admin/articles/credit/",
        "/admin/articles/figure/",
        "/admin/articles/claim/",
        "/admin/articles/relay/",
        "/admin/articles/match/",
        "/admin/articles/errorreport/",
        "/admin/articles/markingstep/",
    ):
        looked_at(desk, address, shows=address != "/admin/articles/markingstep/")
    check_offers(desk, found)
    check_files(desk, found)


@pytest.mark.parametrize("name", IN_FILES)
def test_every_file_holds_it_as_it_was_typed(name, desk):
    found = filled(desk, CELLS[name])
    check_stored(found)
    check_files(desk, found)


def check_files(desk, found):
    for kind, file in LISTS.items():
        check_file(desk, kind, file, found)


def check_stored(found):
    """As it was typed; nothing was cut, cleaned or escaped on the way in."""
    payload, line = found.payload, found.line
    # white space around a title and a standfirst is not theirs; the body is kept to the character
    text = found.article.current_revision().text
    assert text == f"{line} title".strip() + "\n\n" + f"{payload} standfirst".strip() + "\n\n" + body_of(payload)
    assert found.statement.quote == f"{payload} body one"
    assert {mention.reason for mention in Mention.objects.filter(resolution="unnamed")} == {f"{line} reason".strip()}
    assert found.person.name == " ".join(f"{line} person".split())
    assert ErrorReport.objects.get().answer == f"{payload} answer".strip()


def check_file(client, kind, file, found):
    answer = client.get(f"/{kind}.csv")
    content = b"".join(answer.streaming_content).decode()
    read = list(csv.DictReader(io.StringIO(content, newline=""), strict=True))
    assert content.endswith("\r\n")
    assert read
    assert any(MARK in cell for row in read for cell in row.values())
    types = {column.name: column.type for column in file.columns}
    for row in read:
        assert list(row) == [column.name for column in file.columns]
        for name, cell in row.items():
            # harmless in a spreadsheet; only text is escaped, so nothing else may need it
            assert cell[:1] not in tuple("=+-@\t\r\n＝＋－＠"), (name, cell)
            assert types[name] is Type.TEXT or cell[:1] != "'", (name, cell)
            if types[name] is Type.LIST and cell:
                json.loads(cell)
    plain = [
        {name: unescaped(cell) if types[name] is Type.TEXT else cell for name, cell in row.items()} for row in read
    ]
    if kind == "relays":
        by_id = {str(relay.attribution_id or ""): relay for relay in Relay.objects.filter(self_credit=False)}
        assert len(plain) == len(by_id)
        assert {row["outlet"] for row in plain} == {found.outlet.name}
        assert {row["title"] for row in plain} == {found.article.title}
        assert {row["quote"] for row in plain if row["statement_id"]} == {found.statement.quote}
        assert {row["cue"] for row in plain if row["statement_id"]} == {found.statement.cue}
        assert {row["printed_name"] for row in plain} == set(
            Mention.objects.filter(relays__isnull=False).values_list("printed_name", flat=True)
        )
    if kind == "claims":
        assert [row["claim"] for row in plain] == [found.claim.__class__.objects.get().wording]

    asked = client.get(f"/{kind}.about.json", {"text": found.line})
    assert asked["Content-Type"] == "application/json"
    assert json.loads(asked.content)["filter"]["text"] == [found.line.strip()]


def unescaped(cell):
    """docs/data.md: take one ' away from the front of every such cell that begins with one."""
    return cell.removeprefix("'")


def check_offers(client, found):
    """What the desk's script asks for is JSON, whatever it holds."""
    pk = found.article.pk
    for address, data in (
        (f"/articles/{pk}/who/", {"q": found.line}),
        (f"/articles/{pk}/who/", {"phrase": found.payload}),
        (f"/articles/{pk}/offer/", {"revision": found.article.current_revision().pk, "spans": found.payload}),
        ("/claims/lookup/", {"q": found.line}),
        ("/outlets/lookup/", {"q": found.line}),
        ("/outlets/lookup/", {"address": found.payload}),
    ):
        answer = client.get(address, data)
        assert (answer.status_code in (200, 400), answer["Content-Type"]) == (True, "application/json"), address
        assert answer["X-Content-Type-Options"] == "nosniff"
        json.loads(answer.content)


# --- what is asked for ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ASKED)
def test_hostile_questions(name, desk):
    payload = MARKUP[name]
    statement = make_statement(make_article(make_outlet("The Courier")))
    names = ("outlet", "source", "claim_name", "country", "from", "sort", "page", "kind", "month", payload)
    for kind in LISTS:
        words = checked(desk.get(f"/{kind}/", {"text": payload}), kind)
        assert "This filter cannot be read" not in words
        query = dict.fromkeys(names, payload)
        assert "This filter cannot be read" in checked(desk.get(f"/{kind}/", query), kind)
        refused = desk.get(f"/{kind}.csv", query)
        assert (refused.status_code, refused["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert refused["X-Content-Type-Options"] == "nosniff"
    for address, data, status in (
        ("/", {payload: payload}, 400),
        ("/help/", {payload: payload}, 400),
        ("/reports/", {"status": payload}, 400),
        ("/reports/add/", {payload: payload}, 400),
        (f"/articles/{statement.article_id}/", {"revision": payload}, 400),
        (f"/sources/{statement.article.outlet_id}/", {"with": payload}, 400),
    ):
        checked(desk.get(address, data), address, status)
    for model in (
        "sources/source",
        "sources/alias",
        "articles/article",
        "articles/mention",
        "articles/claim",
        "auth/user",
    ):
        checked(desk.get(f"/admin/{model}/", {"q": payload}), model)
    checked(desk.get(f"/nothing/{quote(payload)}/"), "404", 404, shows=False)

    nobody = Client()
    login = nobody.post("/login/", {"username": payload, "password": payload, "next": payload})
    checked(login, "login")
    checked(nobody.get("/login/", {"next": payload}), "login?next", shows=False)


@pytest.mark.parametrize("name", ASKED)
def test_hostile_input_that_is_refused_is_shown_again_as_typed(name, desk):
    payload = MARKUP[name]
    article = make_article(body="Rain fell, Ada Lund said.")
    typed = {"address": payload, "outlet": payload, "title": payload, "body": payload, "byline": payload}
    checked(desk.post("/articles/add/", typed | {"genre": payload, "country": payload}), "add", 422)
    names = ("spans", "cue", "form", "within", "note", "claim", "credited-0-who", "credited-0-phrase", "vias-0-words")
    refused = desk.post(f"/articles/{article.pk}/mark/", rows(**dict.fromkeys(names, payload)))
    checked(refused, "mark", 422)
    refused = desk.post(f"/articles/{article.pk}/credits/add/", {"credit-role": payload, "credit-spans": payload})
    checked(refused, "credit", 422)
    assert (Article.objects.count(), Statement.objects.count(), Credit.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " java\tscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//paper.example/1",
        "https://user:secret@paper.example/1",
    ],
)
def test_an_address_that_is_no_web_address_is_never_stored(address, desk):
    make_outlet("The Courier")
    data = {"address": address, "outlet": "The Courier", "title": "T", "body": "B", "genre": "news"}
    assert desk.post("/articles/add/", data).status_code == 422
    assert Article.objects.count() == 0
