"""The demo corpus as rows: loaded once by the command that `make run` uses, and nothing of it is empty."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Claim, CopyGroup, Credit, Relay, RelayVia, Statement
from articles.relays import rebuild
from sources.models import Alias, Ownership, Source
from tracker.demo_logins import demo_users
from tracker.roles import sync_roles


@pytest.fixture
def passwords_aside(settings, tmp_path):
    """The demo's passwords of this checkout are not a test's to write."""
    settings.BASE_DIR = tmp_path


@pytest.mark.timeout(900)  # some 25,000 queries; a loaded machine takes minutes
@pytest.mark.django_db
def test_a_fresh_start_shows_nothing_empty(client, passwords_aside):
    sync_roles()
    out = StringIO()
    call_command("load_demo", "--if-empty", stdout=out)
    assert "303 articles" in out.getvalue()

    # a second start leaves it as it is; loading over it is refused
    call_command("load_demo", "--if-empty", stdout=StringIO())
    with pytest.raises(CommandError, match="empty database"):
        call_command("load_demo", stdout=StringIO())
    assert Article.objects.count() == 303

    # relays follow from the marking, and what the corpus promises is there
    assert sum(differed for _seen, differed in rebuild(write=False)) == 0
    assert set(Relay.objects.values_list("state", flat=True)) == {
        "suggested",
        "accepted",
        "rejected",
        "unsure",
        "disputed",
    }
    assert set(Relay.objects.values_list("relay_kind", flat=True)) == {"statement", "article"}
    assert set(Relay.objects.values_list("via_state", flat=True)) == {"none needed", "recorded", "not recorded"}
    assert set(RelayVia.objects.values_list("basis", flat=True)) == set(RelayVia.Basis.values)
    assert set(Article.objects.values_list("progress", flat=True)) == set(Article.Progress.values)
    assert Relay.objects.filter(depth__gte=3).exists()
    assert Relay.objects.filter(self_credit=True).exists()
    assert CopyGroup.objects.filter(original=None).exists()
    assert Credit.objects.filter(role="passage").exists()
    assert Statement.objects.filter(figures__isnull=False).exists()
    assert Alias.objects.exclude(ends_on=None).exists()
    assert Ownership.objects.exclude(ends_on=None).exists()

    # every list has rows, and a page of each kind opens
    client.force_login(demo_users()["editor"])
    for address in ("relays", "statements", "claims", "articles", "outlets", "sources"):
        answer = client.get(f"/{address}/")
        assert answer.status_code == 200
        assert len(answer.context["page"].object_list) > 0, address
    outlet = Source.objects.filter(kind="outlet").first()
    for address in (
        "/",
        f"/outlets/{outlet.pk}/",
        f"/sources/{outlet.pk}/",
        f"/claims/{Claim.objects.first().pk}/",
        f"/articles/{Article.objects.first().pk}/mark/",
        *(article.get_absolute_url() for article in Article.objects.order_by("pk")[:40]),
        *(relay.get_absolute_url() for relay in Relay.objects.order_by("pk")[:20]),
    ):
        assert client.get(address).status_code == 200, address
