"""`python -m benchmarks.compared.export ROWS`: relays as CSV by django-import-export, timed.

The columns are the relay's own and the names behind its keys, in one query: fewer than the tracker's file has,
which adds vias, claims, figures and the owner of the day.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.compared.settings"
    django.setup()
    from import_export.resources import ModelResource

    from articles.models import Relay
    from benchmarks.servers import peak_of

    class RelayResource(ModelResource):
        class Meta:
            model = Relay
            fields = (
                *("id", "relay_kind", "outlet", "outlet__name", "article", "article__address", "article__title"),
                *("published_at", "published_precision", "language", "genre", "statement", "statement__quote"),
                *("statement__cue", "form", "polarity", "channel", "mention__printed_name", "resolution", "speaks_as"),
                *("source", "source__name", "source__kind", "via_state", "self_credit", "state", "found_by", "depth"),
            )

    rows = int(sys.argv[1])
    relays = Relay.objects.counted().newest_first()
    relays = relays.select_related("outlet", "article", "statement", "mention", "source")[:rows]
    before = peak_of()
    started = time.perf_counter()
    written = RelayResource().export(relays).csv
    taken = time.perf_counter() - started
    lines = written.count("\r\n") - 1
    print(
        json.dumps(
            {"seconds": taken, "rows": min(rows, lines), "bytes": len(written), "before": before, "peak": peak_of()}
        )
    )


if __name__ == "__main__":
    main()
