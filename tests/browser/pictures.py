"""Takes the pictures that README.md shows, of the demo corpus: `make pictures`.

Serves the project on a free port of its own, logs in as the demo editor, writes docs/pictures/*.png.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
HEIGHTS = {
    "matrix": 1230,
    "network": 1390,
    "claim": 1500,
    "outlet-figures": 1500,
    "side-by-side": 1300,
}  # px; what is pictured elsewhere is on the first screen
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from tracker import database

    with database.running():
        import django

        django.setup()
        pages = _addresses()
        from tracker.demo_logins import demo_passwords

        password = demo_passwords()["editor"]
        port = _free_port()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=os.environ | {"PORT": str(port)}
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
                page = browser.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=1)
                page.goto(f"http://127.0.0.1:{port}/login/")
                page.fill("input[name=username]", "editor")
                page.fill("input[name=password]", password)
                page.keyboard.press("Enter")
                page.wait_for_url(f"http://127.0.0.1:{port}/")
                for name, address in pages.items():
                    _take(page, f"http://127.0.0.1:{port}{address}", name)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)


def _addresses() -> dict[str, str]:
    """What is pictured: the article with the most nesting, the outlet with the most relays, overviews."""
    from django.db.models import Count, Max

    from articles.models import Relay

    deepest = (
        Relay.objects.counted()
        .values("article")
        .annotate(depth=Max("depth"), rows=Count("pk"))
        .order_by("-depth", "-rows", "article")
        .first()
    )
    busiest = list(
        Relay.objects.counted()
        .values_list("outlet", flat=True)
        .annotate(rows=Count("pk"))
        .order_by("-rows", "outlet")[:2]
    )
    if deepest is None or len(busiest) < 2:
        sys.exit("There is nothing to picture yet; run `make run` once, which loads the demo corpus.")
    first, second = busiest
    claim, outlets = _most_carried()
    return {
        "article": f"/articles/{deepest['article']}/",
        "outlet": f"/outlets/{first}/",
        "claim": f"/claims/{claim}/",
        "outlet-figures": f"/outlets/{first}/figures/",
        "matrix": "/matrix/",
        "network": "/network/",
        "counts": "/counts/",
        "compare": f"/outlets/compare/?outlet={first}&outlet={second}",
        "side-by-side": f"/compare/?claim={claim}&" + "&".join(f"outlet={outlet}" for outlet in outlets),
    }


def _most_carried() -> tuple[int, list[int]]:
    """The claim that is carried with a figure on most days, and the first four outlets that carry it."""
    from django.db.models import Count, F, Min

    from articles.models import Match
    from articles.querysets import UTCDay

    carried = Match.objects.carrying().order_by()
    claim = (
        carried.filter(statement__figures__isnull=False)
        .values("claim")
        .annotate(
            outlets=Count("statement__article__outlet", distinct=True),
            days=Count(UTCDay(F("statement__article__published_at")), distinct=True),
        )
        .order_by("-days", "-outlets", "claim")
        .first()
    )
    if claim is None:
        sys.exit("No claim is carried by anybody; run `make run` once, which loads the demo corpus.")
    first = carried.filter(claim=claim["claim"]).values_list("statement__article__outlet")
    return claim["claim"], [
        pk for pk, _at in first.annotate(at=Min("statement__article__published_at")).order_by("at")[:4]
    ]


def _take(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": HEIGHTS.get(name, 900)})
    page.goto(address)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png: {address.split('/', 3)[3]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    sys.exit(f"The server did not answer at {address}.")


if __name__ == "__main__":
    main()
