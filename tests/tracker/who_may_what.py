"""Who may what, address by address: read by test_access.py, written to docs/access.md by

python -m tests.tracker.who_may_what
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"

ROLES = ("not logged in", "no group", "Researchers", "Editors", "Staff")

# A heading, or: method, address, one word a role, what one does there. A method that is not listed is refused (405).
TABLE = """
Coming in
GET   login/                            yes   front front front front  the login form
POST  login/                            front front front front front  log in
POST  logout/                           login yes   yes   yes   yes    log out
GET   healthz                           yes   yes   yes   yes   yes    whether the server is well

Reading
GET   /                                 login yes   yes   yes   yes    front page
GET   help/                             login yes   yes   yes   yes    codebook and help
GET   relays/                           login yes   yes   yes   yes    list of relays
GET   statements/                       login yes   yes   yes   yes    list of statements
GET   claims/                           login yes   yes   yes   yes    list of claims
GET   articles/                         login yes   yes   yes   yes    list of articles
GET   outlets/                          login yes   yes   yes   yes    list of outlets
GET   sources/                          login yes   yes   yes   yes    list of sources
GET   articles/<int:pk>/                login yes   yes   yes   yes    an article with its text
GET   statements/<int:pk>/              login yes   yes   yes   yes    a statement
GET   relays/<int:pk>/                  login yes   yes   yes   yes    a relay of a statement
GET   relays/articles/<int:pk>/         login yes   yes   yes   yes    a relay of a whole text
GET   outlets/<int:pk>/                 login yes   yes   yes   yes    an outlet
GET   sources/<int:pk>/                 login yes   yes   yes   yes    a source
GET   claims/<int:pk>/                  login yes   yes   yes   yes    a claim
GET   relays.about.json                 login yes   yes   yes   yes    what the file of relays is about
GET   statements.about.json             login yes   yes   yes   yes    what the file of statements is about
GET   claims.about.json                 login yes   yes   yes   yes    what the file of claims is about
GET   articles.about.json               login yes   yes   yes   yes    what the file of articles is about
GET   outlets.about.json                login yes   yes   yes   yes    what the file of outlets is about
GET   sources.about.json                login yes   yes   yes   yes    what the file of sources is about
GET   matrix/                           login yes   yes   yes   yes    matrix of outlets and credited sources
GET   matrix/passed/                    login yes   yes   yes   yes    matrix of outlets and vias
GET   counts/                           login yes   yes   yes   yes    counts by month, outlet, source, via
GET   counts.svg                        login yes   yes   yes   yes    the chart of the counts
GET   outlets/compare/                  login yes   yes   yes   yes    two outlets side by side
GET   compare/                          login yes   yes   yes   yes    two to six outlets on a claim or topic
GET   compare.about.json                login yes   yes   yes   yes    what the file of that is about
GET   outlets/<int:pk>/figures/         login yes   yes   yes   yes    figures of an outlet over time
GET   outlets/<int:pk>/figures.svg      login yes   yes   yes   yes    one of their pictures
GET   matrix.about.json                 login yes   yes   yes   yes    what the file of the matrix is about
GET   matrix/passed.about.json          login yes   yes   yes   yes    what the file of the second face is about
GET   counts.about.json                 login yes   yes   yes   yes    what the file of counts is about
GET   copies/                           login yes   yes   yes   yes    list of copies
GET   copies/<int:pk>/                  login yes   yes   yes   yes    two articles side by side, passages highlighted
GET   copies.about.json                 login yes   yes   yes   yes    what the file of copies is about

Texts over time
GET   articles/<int:pk>/revisions/      login yes   yes   yes   yes    captured texts of an article, and its notices
GET   articles/<int:pk>/revisions/compare/ login yes yes yes  yes      what changed between two of them
GET   articles/<int:pk>/reach/          login yes   yes   yes   yes    who still carries what was corrected
GET   articles/<int:pk>/reach.csv       login no    yes   yes   yes    download that
POST  articles/<int:pk>/notices/add/    login no    no    yes   yes    mark a notice of correction
POST  notices/<int:pk>/decide/          login no    no    yes   yes    accept, reject or leave unsure a notice

Files
GET   relays.csv                        login no    yes   yes   yes    download relays
GET   statements.csv                    login no    yes   yes   yes    download statements
GET   claims.csv                        login no    yes   yes   yes    download claims
GET   articles.csv                      login no    yes   yes   yes    download articles
GET   outlets.csv                       login no    yes   yes   yes    download outlets
GET   sources.csv                       login no    yes   yes   yes    download sources
GET   matrix.csv                        login no    yes   yes   yes    download the matrix
GET   matrix/passed.csv                 login no    yes   yes   yes    download its second face
GET   counts.csv                        login no    yes   yes   yes    download counts
GET   compare.csv                       login no    yes   yes   yes    download outlets side by side
GET   outlets/<int:pk>/figures.csv      login no    yes   yes   yes    download figures of an outlet
GET   copies.csv                        login no    yes   yes   yes    download copies

Reports of errors
GET   reports/                          login yes   yes   yes   yes    one's own reports; with Editors and Staff all
GET   reports/add/                      login yes   yes   yes   yes    the form that reports an error
POST  reports/add/                      login yes   yes   yes   yes    report an error
GET   reports/<int:pk>/settle/          login no    no    yes   yes    the form that settles a report
POST  reports/<int:pk>/settle/          login no    no    yes   yes    settle a report

Marking
GET   articles/add/                     login no    no    yes   yes    the form that adds an article
POST  articles/add/                     login no    no    yes   yes    add an article
GET   articles/<int:pk>/edit/           login no    no    yes   yes    the form that edits an article
POST  articles/<int:pk>/edit/           login no    no    yes   yes    edit an article
GET   articles/<int:pk>/mark/           login no    no    yes   yes    the marking desk
POST  articles/<int:pk>/mark/           login no    no    yes   yes    mark a statement
GET   articles/<int:pk>/offer/          login no    no    yes   yes    what the desk offers for words
GET   articles/<int:pk>/who/            login no    no    yes   yes    what the desk offers for a name
GET   claims/lookup/                    login no    no    yes   yes    what the desk offers for a claim
GET   outlets/lookup/                   login no    no    yes   yes    what the desk offers for an outlet
POST  articles/<int:pk>/undo/           login no    no    yes   yes    undo one's last step
POST  articles/<int:pk>/suggest/        login no    no    yes   yes    read an article for suggestions
POST  articles/<int:pk>/gone-through/   login no    no    yes   yes    say that an article is gone through
POST  articles/<int:pk>/credits/add/    login no    no    yes   yes    mark a credit line or passage
GET   credits/<int:pk>/edit/            login no    no    yes   yes    the form that edits a credit
POST  credits/<int:pk>/edit/            login no    no    yes   yes    edit a credit
POST  credits/<int:pk>/decide/          login no    no    yes   yes    accept, reject or leave unsure a credit
GET   credits/<int:pk>/remove/          login no    no    yes   yes    the question before a credit is removed
POST  credits/<int:pk>/remove/          login no    no    yes   yes    remove a credit
GET   statements/<int:pk>/edit/         login no    no    yes   yes    the form that edits a statement
POST  statements/<int:pk>/edit/         login no    no    yes   yes    edit a statement
GET   statements/<int:pk>/remove/       login no    no    yes   yes    the question before a statement is removed
POST  statements/<int:pk>/remove/       login no    no    yes   yes    remove a statement
POST  statements/<int:pk>/decide/       login no    no    yes   yes    accept, reject or leave unsure
POST  statements/<int:pk>/judge/        login no    no    yes   yes    judge whether a statement makes a claim
POST  matches/<int:pk>/withdraw/        login no    no    yes   yes    withdraw a judgement
GET   claims/<int:pk>/edit/             login no    no    yes   yes    the form that edits a claim
POST  claims/<int:pk>/edit/             login no    no    yes   yes    edit a claim

Coming in by themselves
GET   arrivals/                         login no    no    yes   yes    addresses asked for, and what became of each
GET   arrivals/add/                     login no    no    yes   yes    the form that asks for an address
POST  arrivals/add/                     login no    no    yes   yes    have an address fetched
GET   arrivals/<int:pk>/                login no    no    yes   yes    what became of an address
POST  arrivals/<int:pk>/ask-again/      login no    no    yes   yes    have it fetched again
GET   feeds/                            login no    no    yes   yes    how feeds are doing
GET   feeds/<int:pk>/                   login no    no    yes   yes    how a feed is doing
POST  feeds/<int:pk>/poll/              login no    no    yes   yes    have a feed polled now
GET   articles/<int:pk>.warc.gz         login no    no    no    yes    download what was fetched, as WARC
GET   imports/                          login no    no    yes   yes    files of articles that were brought in
GET   imports/add/                      login no    no    yes   yes    the form that takes a file
POST  imports/add/                      login no    no    yes   yes    send a file
GET   imports/template.csv              login no    no    yes   yes    a CSV file to fill in
GET   imports/template.jsonl            login no    no    yes   yes    a JSON Lines file to fill in
GET   imports/<int:pk>/                 login no    no    yes   yes    a look at a file, how far it is, its report
POST  imports/<int:pk>/start/           login no    no    yes   yes    try a file out, or have it stored
POST  imports/<int:pk>/stop/            login no    no    yes   yes    stop it
POST  imports/<int:pk>/go-on/           login no    no    yes   yes    go on with the rest
GET   imports/<int:pk>/refusals.csv     login no    no    yes   yes    download its refused lines

Review
GET   review/                           login no    no    yes   yes    the review desk
POST  review/decide/                    login no    no    yes   yes    decide a suggestion
POST  review/next/                      login no    no    yes   yes    the next suggestions
POST  review/undo/                      login no    no    yes   yes    undo one's last decision
POST  review/split/                     login no    no    yes   yes    split a suggestion in two
POST  review/join/                      login no    no    yes   yes    make one suggestion of two
POST  review/leave/                     login no    no    front front  leave the desk to colleagues
GET   review/articles/<int:pk>/         login no    no    yes   yes    all suggestions of an article that are shown
POST  review/articles/<int:pk>/         login no    no    yes   yes    accept those ticked
GET   review/worth/                     login no    no    yes   yes    what became of suggestions, by rule or outlet

Copies
POST  copies/<int:pk>/decide/           login no    no    yes   yes    accept, reject or leave unsure a pair of copies
GET   copies/<int:pk>/group/            login no    no    yes   yes    all pairs of a wire report that wait, before that
POST  copies/<int:pk>/group/            login no    no    yes   yes    decide those shown

Names
GET   names/                            login no    no    yes   yes    the work list of printed names
GET   names/name/                       login no    no    yes   yes    one printed name
POST  names/name/                       login no    no    yes   yes    plan what it means, ask, answer
GET   names/lookup/                     login no    no    yes   yes    what the form offers for a source
GET   names/decisions/                  login no    no    yes   yes    the last decisions about names
GET   names/decisions/<int:pk>/         login no    no    yes   yes    a decision, or what it would change
POST  names/decisions/<int:pk>/confirm/ login no    no    yes   yes    confirm it
POST  names/decisions/<int:pk>/undo/    login no    no    yes   yes    take it back

Merges
GET   merges/                           login yes   yes   yes   yes    list of merges
GET   merges/<int:pk>/                  login yes   yes   yes   yes    a merge with every row that it moved
GET   redirects.about.json              login yes   yes   yes   yes    what the file of redirects is about
GET   redirects.csv                     login no    yes   yes   yes    download redirects
GET   merges/add/                       login no    no    yes   yes    a look before a merge: claims; with Staff all
POST  merges/add/                       login no    no    no    yes    merge two sources
GET   merges/offer/                     login no    no    no    yes    what the form offers for a source's name
GET   merges/<int:pk>/undo/             login no    no    no    yes    a look before a merge of sources is undone
POST  merges/<int:pk>/undo/             login no    no    no    yes    undo a merge of sources

Actions on many rows
GET   jobs/<int:pk>/                    login no    no    yes   yes    how far an action on many rows is; one's own
POST  jobs/<int:pk>/go-on/              login no    no    yes   yes    go on with it
POST  jobs/<int:pk>/stop/               login no    no    yes   yes    stop it

Admin
GET   admin/                            admin admin admin admin yes    what waits for a curator
GET   admin/login/                      yes   yes   yes   yes   index  the admin's login form
POST  admin/login/                      form  form  form  form  front  log in, Staff only
POST  admin/logout/                     admin index index index yes    log out
GET   admin/password_change/            admin admin admin admin yes    the form that changes one's password
POST  admin/password_change/            admin admin admin admin yes    change one's password
GET   admin/password_change/done/       admin admin admin admin yes    the password is changed
GET   admin/autocomplete/               admin admin admin admin yes    what the admin offers for a name
GET   admin/jsi18n/                     admin admin admin admin yes    words of the admin's scripts
"""

# In the admin, Staff only: what Staff may do with each kind of row. "view" alone: written elsewhere, read here.
ADMIN = {
    "auth/user": "view add change delete",
    "auth/group": "view",
    "axes/accessattempt": "view delete",
    "axes/accesslog": "view",
    "axes/accessfailurelog": "view",
    "sources/source": "view add change delete",
    "sources/outlet": "view add change delete",
    "sources/organisation": "view add change delete",
    "sources/person": "view add change delete",
    "sources/alias": "view add change delete",
    "sources/domain": "view add change delete",
    "sources/ownership": "view add change delete",
    "sources/affiliation": "view add change delete",
    "sources/likelyduplicate": "view",
    "sources/notthesame": "view add change delete",
    "articles/article": "view change delete",
    "articles/revision": "view",
    "articles/copygroup": "view add change delete",
    "articles/mention": "view change",
    "articles/statement": "view change",
    "articles/credit": "view change",
    "articles/attribution": "view",
    "articles/via": "view",
    "articles/figure": "view",
    "articles/anchor": "view",
    "articles/markingstep": "view",
    "articles/suggestionrule": "view change",
    "articles/claim": "view add change delete",
    "articles/match": "view",
    "articles/relay": "view",
    "articles/errorreport": "view",
    "articles/bulkjob": "view",
    "articles/job": "view",
    "articles/feed": "view add change delete",
    "articles/arrival": "view",
    "articles/capture": "view",
    "articles/host": "view",
    "articles/import": "view",
}

MEANINGS = {
    "yes": "the page, or the thing done",
    "no": "refused: 403",
    "login": "sent to the login form, and on to the address afterwards",
    "front": "sent to the front page",
    "form": "the form again, with a sentence that says why",
    "admin": "sent to the admin's login form",
    "index": "sent to the admin's first page",
}


class Line(NamedTuple):
    heading: str
    method: str
    address: str  # as the resolver gives it; "/" for the front page
    words: dict[str, str]  # {role: word}
    what: str


def lines() -> list[Line]:
    found, heading = [], ""
    for line in TABLE.strip().splitlines():
        parts = line.split(maxsplit=2 + len(ROLES))
        if parts and parts[0] in ("GET", "POST"):
            method, address, *words, what = parts
            found.append(Line(heading, method, address, dict(zip(ROLES, words, strict=True)), what))
        elif parts:
            heading = line
    return found


def markdown() -> str:
    """docs/access.md."""
    text = [
        "# Who may what",
        "",
        "Made by `python -m tests.tracker.who_may_what`; a test walks every address with every role, and fails when",
        "this page is stale. Do not edit it by hand.",
        "",
        "Anybody who logs in may read; groups add to that. A user may be in several. A method that is not listed is",
        "refused (405), and an address that is not listed does not exist.",
        "",
        "| word | means |",
        "|---|---|",
        *(f"| {word} | {meaning} |" for word, meaning in MEANINGS.items()),
    ]
    heading = ""
    for line in lines():
        if line.heading != heading:
            heading = line.heading
            text += ["", f"## {heading}", "", f"| what | address | {' | '.join(ROLES)} |", "|---" * 7 + "|"]
        address = "/" + line.address.lstrip("/").replace("<int:pk>", "12")
        text.append(f"| {line.what} | `{line.method} {address}` | {' | '.join(line.words.values())} |")
    text += [
        "",
        "## Rows in the admin",
        "",
        "Staff only. What can only be viewed is written at the marking desk or follows from what is marked.",
        "",
        "| rows | view | add | change | delete |",
        "|---|---|---|---|---|",
    ]
    for name, rights in ADMIN.items():
        cells = ("yes" if right in rights.split() else "no" for right in ("view", "add", "change", "delete"))
        text.append(f"| `/admin/{name}/` | {' | '.join(cells)} |")
    return "\n".join(text) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(markdown())
    print(f"wrote docs/{DOCUMENT.name}")
