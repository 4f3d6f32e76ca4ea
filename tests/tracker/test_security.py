"""What a browser is told, what production insists on, who is shut out, and what a page never holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import make_article, make_user
from tests.tracker.who_may_what import ADMIN, lines

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("Editors")
    client.force_login(user)
    return user


# --- headers --------------------------------------------------------------------------------------------

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}


def check_headers(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip())
    assert policy == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/help/", 200),
        ("/relays/", 200),
        ("/relays/?smell=sweet", 200),
        ("/relays.csv", 200),
        ("/relays.csv?smell=sweet", 400),
        ("/relays.about.json", 200),
        ("/articles/add/", 200),
        ("/claims/lookup/?q=a", 200),
        ("/reports/?smell=sweet", 400),
        ("/nothing/", 404),
        ("/articles/999999/", 404),
        ("/admin/", 302),
        ("/logout/", 405),
        ("/healthz", 200),
        ("/static/tracker.css", 200),
    ],
)
def test_headers(address, status, client, editor):
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    assert answer.status_code == status
    if not address.startswith("/static/"):
        check_headers(answer)


def test_headers_without_a_login_and_in_the_admin(client):
    for address in ("/login/", "/admin/login/", "/relays/", "/nothing/"):
        check_headers(client.get(address))
    client.force_login(make_user("Staff"))
    for address in ("/admin/", *(f"/admin/{name}/" for name in ADMIN), "/admin/sources/source/add/"):
        answer = client.get(address)
        assert answer.status_code == 200
        check_headers(answer)


def test_a_refused_page_and_a_broken_one_have_the_headers_too(client, monkeypatch):
    client.force_login(make_user())
    refused = client.get("/articles/add/")
    assert refused.status_code == 403
    check_headers(refused)

    def broken(*args, **kwargs):
        raise RuntimeError("a secret sentence")

    monkeypatch.setattr("articles.views.lists.reports.coverage", broken)
    client.raise_request_exception = False
    answer = client.get("/relays/")
    assert answer.status_code == 500
    assert "a secret sentence" not in answer.content.decode()
    check_headers(answer)


# --- production -----------------------------------------------------------------------------------------

KEY = "a-key-that-is-long-enough-and-has-many-different-letters-0123456789"
SETTINGS = """
import json, sys
import django
django.setup()
from django.conf import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""
NAMES = (
    "DEBUG",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_SSL_REDIRECT",
    "ALLOWED_HOSTS",
    "SECURE_PROXY_SSL_HEADER",
)


def started(*names, **given):
    """The settings as a process of its own reads them; (values, or None, and what it said)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL") if name in os.environ}
    environ = kept | {"DJANGO_SETTINGS_MODULE": "tracker.settings"} | given
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS, *names], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    return (__import__("json").loads(done.stdout) if done.returncode == 0 else None), done.stderr


def test_production_insists_on_https():
    values, _ = started(*NAMES, PRODUCTION="1", SECRET_KEY=KEY, ALLOWED_HOSTS="tracker.example, www.tracker.example")
    assert values == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
        "ALLOWED_HOSTS": ["tracker.example", "www.tracker.example"],
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_a_proxy_is_believed_only_where_one_is_said_to_be():
    values, _ = started(*NAMES, PRODUCTION="1", SECRET_KEY=KEY, ALLOWED_HOSTS="tracker.example", PROXIES="1")
    assert values["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is not set"),
        ({"DEBUG": "1"}, "DEBUG=1 shows source and settings to visitors"),
        ({"DEBUG": "perhaps"}, "DEBUG='perhaps' is neither on nor off"),
        ({"PRODUCTION": "maybe"}, "PRODUCTION='maybe' is neither on nor off"),
        ({"SSL_REDIRECT": "2"}, "SSL_REDIRECT='2' is neither on nor off"),
        ({"LOGIN_ATTEMPTS": "abc"}, "LOGIN_ATTEMPTS='abc' is no whole number from 1 to 1000"),
        ({"LOGIN_ATTEMPTS": "0"}, "LOGIN_ATTEMPTS='0' is no whole number from 1 to 1000"),
        ({"LOGIN_ATTEMPTS": "-5"}, "LOGIN_ATTEMPTS='-5' is no whole number"),
        ({"PROXIES": "9"}, "PROXIES='9' is no whole number from 0 to 5"),
        ({"EXPORT_CONNECTIONS": "0"}, "EXPORT_CONNECTIONS='0' is no whole number from 1 to 50"),
        ({"DATABASE_URL": "mysql://user:S3cret@host/d"}, "DATABASE_URL does not begin with postgresql://"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(given, sentence):
    values, said = started("DEBUG", **{"PRODUCTION": "1", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "a.example"} | given)
    assert values is None
    assert sentence in said.strip().splitlines()[-1]
    assert "S3cret" not in said
    assert KEY not in said


def test_without_production_strangers_hosts_are_refused(client):
    assert client.get("/login/", headers={"host": "evil.example"}).status_code == 400


# --- logging in -----------------------------------------------------------------------------------------


def log_in(client, user, password, address="10.0.0.1", form="/login/", **more):
    return client.post(form, {"username": user.username, "password": password, **more}, REMOTE_ADDR=address)


def failed(client, user, times, address="10.0.0.1", form="/login/"):
    return [log_in(client, user, "wrong", address, form).status_code for _ in range(times)]


@pytest.mark.parametrize("form", ["/login/", "/admin/login/"])
def test_five_wrong_passwords_close_the_login(form):
    user = make_user("Staff")
    assert failed(Client(), user, 5, form=form) == [200, 200, 200, 200, 429]

    answer = log_in(Client(), user, "test", form=form)
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert "Try again in 15 minutes" in answer.content.decode()
    assert "sessionid" not in answer.cookies

    # counted in the database, for whatever process comes next; the refused right password counts as well
    assert [attempt.failures_since_start for attempt in AccessAttempt.objects.all()] == [6]
    # from another address, and for another user, the login is open
    assert log_in(Client(), user, "test", "10.0.0.2", form).status_code == 302
    assert log_in(Client(), make_user("Staff"), "test", form=form).status_code == 302


def test_a_forged_address_does_not_open_it_again():
    user = make_user()
    failed(Client(), user, 5)
    answer = Client().post(
        "/login/",
        {"username": user.username, "password": "test"},
        REMOTE_ADDR="10.0.0.1",
        headers={"x-forwarded-for": "10.9.9.9"},
    )
    assert answer.status_code == 429


def test_the_right_password_forgets_the_wrong_ones():
    user = make_user()
    failed(Client(), user, 4)
    assert log_in(Client(), user, "test").status_code == 302
    assert failed(Client(), user, 4) == [200, 200, 200, 200]


def test_a_user_that_does_not_exist_is_told_what_a_wrong_password_is_told():
    known = make_user()
    wrong = log_in(Client(), known, "wrong").content.decode()
    missing = log_in(Client(), User(username="n" * len(known.username)), "wrong").content.decode()

    def sentences(page):
        return re.findall(r'(?s)<ul class="errorlist.*?</ul>', page)

    assert sentences(wrong) == sentences(missing) != []


def test_no_password_stands_in_the_database_of_attempts():
    user = make_user()
    log_in(Client(), user, "S3cretPassword")
    attempt = AccessAttempt.objects.get()
    assert "S3cretPassword" not in " ".join(str(value) for value in vars(attempt).values())


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        " https://evil.example",
        "https:///evil.example",
    ],
)
def test_nobody_is_sent_to_a_strangers_page(target):
    user = make_user()
    assert log_in(Client(), user, "test", next=target).url == "/"
    there = Client()
    there.force_login(user)
    assert there.get("/login/", {"next": target}).url == "/"
    assert there.post("/logout/", {"next": target}).url == "/login/"


def test_after_the_login_one_is_where_one_wanted_to_be():
    user = make_user()
    asked = Client().get("/relays/?polarity=denies&page=2")
    assert asked.url == "/login/?next=/relays/%3Fpolarity%3Ddenies%26page%3D2"
    assert log_in(Client(), user, "test", next="/relays/?polarity=denies").url == "/relays/?polarity=denies"


# --- sessions -------------------------------------------------------------------------------------------


def test_a_login_gets_a_new_session_and_logging_out_ends_it():
    user = make_user()
    client = Client()
    client.get("/login/")
    client.session["kept"] = 1
    log_in(client, user, "test")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    assert stolen.get("/").status_code == 200
    client.post("/logout/")
    assert stolen.get("/").url == "/login/?next=/"


def test_logging_out_takes_a_post(client, editor):
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").status_code == 302


def test_who_is_no_longer_active_is_out_at_once(client, editor):
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert log_in(Client(), editor, "test").status_code == 200


def test_a_new_password_ends_the_other_sessions(client, editor):
    editor.set_password("another")
    editor.save()
    assert client.get("/").status_code == 302


def test_who_leaves_the_group_may_no_longer(client, editor):
    assert client.get("/articles/add/").status_code == 200
    editor.groups.clear()
    assert client.get("/articles/add/").status_code == 403


# --- forms of other sites ---------------------------------------------------------------------------------


def test_every_address_that_writes_asks_for_its_token(editor):
    client = Client(enforce_csrf_checks=True)
    staff = make_user("Staff")
    client.force_login(staff)
    found = {}
    for line in lines():
        if line.method == "POST":
            address = "/" + line.address.removeprefix("/").replace("<int:pk>", "1")
            found[line.address] = client.post(address, {"a": "b"}).status_code
    for model in ADMIN:
        found[f"admin/{model}/add/"] = client.post(f"/admin/{model}/add/", {"a": "b"}).status_code
    assert {address: status for address, status in found.items() if status != 403} == {}
    assert "This form is too old" in client.post("/articles/add/", {"a": "b"}).content.decode()


def test_a_token_of_another_session_is_refused(editor):
    article = make_article()
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for client in (mine, theirs):
        client.force_login(editor)
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', mine.get(f"/articles/{article.pk}/mark/").content.decode()
    )
    theirs.get("/")
    data = {"csrfmiddlewaretoken": token[1], "take_back": "1"}
    assert theirs.post(f"/articles/{article.pk}/gone-through/", data).status_code == 403
    assert mine.post(f"/articles/{article.pk}/gone-through/", data).status_code == 302


# --- what is given away ---------------------------------------------------------------------------------


def test_the_health_check_says_no_more_than_it_must(client):
    answer = client.get("/healthz")
    assert answer.json() == {"database": "ok", "migrations": "ok", "worker": "none"}
    assert "no-store" in answer["Cache-Control"]


def test_article_text_is_not_kept_by_caches_between(client, editor):
    article = make_article()
    for address in ("/", f"/articles/{article.pk}/", "/articles/"):
        assert "Cookie" in client.get(address)["Vary"]


def test_static_files_are_served_to_everybody_and_nothing_beside_them(client):
    for name in ("tracker.css", "marking.js", "favicon.svg", "django_htmx/htmx-2.min.js", "admin/css/base.css"):
        assert client.get(f"/static/{name}").status_code == 200, name
    for name in (
        "",
        "../tracker/settings.py",
        "%2e%2e/tracker/settings.py",
        "..%2ftracker%2fsettings.py",
        "secret_key",
    ):
        assert client.get(f"/static/{name}").status_code == 404, name


# --- templates ------------------------------------------------------------------------------------------

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "a style attribute": r"<[^>{]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "a script without src": r"<script\b(?![^>]*\bsrc=)[^>]*>",
    "htmx code": r"\bhx-on\b|\bhx-vars\b|\bjs:",
    "a javascript: address": r"javascript:",
    "text marked as safe": r"\|\s*safe(seq)?\b|autoescape\s+off",
    "a file of another site": r"<(script|link|img)\b[^>]*(src|href)=[\"'](https?:)?//",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [
        f"{path.relative_to(ROOT)}: {match[0][:80]}"
        for path in TEMPLATES
        for match in re.finditer(FORBIDDEN[what], path.read_text())
    ]
    assert TEMPLATES
    assert found == []


def test_every_form_that_posts_has_its_token():
    without = []
    for path in TEMPLATES:
        for form in re.findall(r"(?s)<form\b[^>]*method=\"post\".*?</form>", path.read_text()):
            if "{% csrf_token %}" not in form:
                without.append(f"{path.relative_to(ROOT)}: {form[:80]}")
    assert without == []


BESIDE_ESCAPING = {
    # builds the text of the desk, where white space between tags would be text; escapes each piece itself
    "articles/highlights.py": "mark_safe(",
    # ElementTree escapes what it writes, and nothing else makes a picture
    "articles/svg.py": "mark_safe(",
    # the ids that a decision keeps, unpacked by the database; its own id is a parameter
    "articles/naming.py": "RawSQL(",
    # checks the token itself, inside, to say that a form is too large
    "articles/views/desk.py": "@csrf_exempt",
    # the same, for a file
    "articles/views/imports.py": "@csrf_exempt",
    # a walk up and down the chain of owners; values are parameters
    "sources/querysets.py": "RawSQL(",
}


def test_code_goes_round_escaping_and_tokens_only_where_it_says_why():
    found = {
        str(path.relative_to(ROOT)): match[0]
        for app in ("articles", "sources", "tracker")
        for path in sorted((ROOT / app).rglob("*.py"))
        for match in re.finditer(r"\bmark_safe\(|RawSQL\(|\bSafeString\(|@csrf_exempt", path.read_text())
    }
    assert found == BESIDE_ESCAPING


# --- connections to other machines -------------------------------------------------------------------

# modules that can open one, and who imports them: docs/architecture.md tells why each
CONNECTING = re.compile(
    r"^\s*(?:import|from)\s+(socket|ssl|http\.client|urllib\.request|urllib3|requests|httpx|httpcore|aiohttp|ftplib|"
    r"smtplib|asyncio|trafilatura\.downloads)\b|fetch_url|fetch_response|feedparser\.parse\(",
    re.M,
)
OPENS = {
    "articles/ingest/fetch.py": {"socket", "ssl", "httpcore"},
    "articles/ingest/hosts.py": {"socket"},  # the addresses that a name has, for fetch.py
    "articles/ingest/feeds.py": {"feedparser.parse("},  # of bytes, never of an address: a test there
    "tracker/management/commands/serve.py": {"socket"},
    "tracker/worker.py": {"asyncio"},
}


def test_nothing_else_opens_a_connection():
    found = {}
    for folder in ("articles", "sources", "tracker"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            words = {match[1] or match[0] for match in CONNECTING.finditer(path.read_text())}
            if words:
                found[path.relative_to(ROOT).as_posix()] = words
    assert found == OPENS
