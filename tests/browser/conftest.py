"""A real Chromium against the real server on the test database.

    def test_something(open_page):
        page = open_page("/articles/", make_user("Editors"))

`open_page(path, user, **context)` opens a page of its own browser context, logged in as `user` (None: not logged
in); keywords go to the context: viewport, color_scheme, java_script_enabled, has_touch ... A test fails when one of
its pages threw an error or broke the Content-Security-Policy.
"""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, Page, sync_playwright

# Playwright's own loop runs in this thread; Django would refuse the database beside it
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT = 20_000  # ms; a loaded machine is slow, and that is no failure


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium, or the one that Playwright installed."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"No browser for the browser tests; install Debian's “chromium”. {str(error).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture
def open_page(browser, live_server, transactional_db):
    contexts, broken = [], []

    def note(message) -> None:
        # a refused form answers 422 and a vanished row 410: the browser logs both, and both are meant
        if message.type == "error" and "Failed to load resource" not in message.text:
            broken.append(message.text)

    def open_one(path: str = "/", user=None, **context) -> Page:
        made = browser.new_context(base_url=live_server.url, **context)
        contexts.append(made)
        made.set_default_timeout(WAIT)
        if user is not None:
            made.add_cookies([session_cookie(user, live_server.url)])
        page = made.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert broken == []


def session_cookie(user, url: str) -> dict:
    """The cookie of a session that `user` has logged in to."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


@pytest.fixture
def page(open_page):
    """One page on the login form; `log_in` of this module fills it in."""
    return open_page("/login/")


def log_in(page: Page, user, password: str = "test") -> None:
    """Through the login form, as people do; make_user gives everybody this password."""
    page.goto("/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)
