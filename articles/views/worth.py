"""What the machine is worth: suggestions by rule or outlet, what became of them, decisions a minute."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Statement, SuggestionRule
from articles.review_filters import WorthFilter
from articles.worth import LONGEST_GAP, PERIODS, first_day, worth
from sources.models import Source

# which statements each number counts: what the list of statements is asked for
ASKED = {
    "waiting": {"state": "suggested"},
    "accepted": {"state": "accepted", "corrected": "no"},
    "corrected": {"state": "accepted", "corrected": "yes"},
    "rejected": {"state": "rejected"},
    "unsure": {"state": "unsure"},
    "disputed": {"state": "disputed"},
}


@require_safe
@permission_required("articles.mark_article", raise_exception=True)
def rule_worth(request):
    asked = WorthFilter(request.GET, Statement.objects.all())
    context = {"filter": asked, "longest_gap": LONGEST_GAP // 60}
    if asked.is_valid():
        by = asked.asked("by") or "rule"
        since = first_day(PERIODS.get(asked.asked("period")))
        outlets = asked.asked("outlet") or []
        rows = worth(by, since=since, outlet=outlets[0].pk if outlets else None)
        context |= {"by": by, "since": since, "rows": _shown(rows, by, since, outlets)}
    return render(request, "articles/rule_worth.html", context, status=200 if asked.is_valid() else 422)


def _shown(rows, by, since, outlets):
    """The rows with a name and, for each number, the address of what it counts."""
    keys = [row["key"] for row in rows if row["key"] is not None]
    rules = SuggestionRule.objects.in_bulk(field_name="name") if by == "rule" else {}
    sources = Source.objects.in_bulk(keys) if by == "outlet" else {}
    for row in rows:
        key = row["key"]
        where = {"outlet": [source.pk for source in outlets]}
        if key is None:
            where["suggestion"] = "any"
        elif by == "rule":
            where["rule"] = key
        else:
            where |= {"outlet": key, "suggestion": "any"}
        row["numbers"] = []
        for name, states in ASKED.items():
            dated = {"decided_from": since.isoformat()} if since and name != "waiting" else {}
            address = f"{reverse('statement_list')}?{urlencode(where | states | dated, doseq=True)}"
            row["numbers"].append((name, row[name] or 0, address))
        row["rule"] = rules.get(key)
        row["outlet"] = sources.get(key)
        row["percent"] = None if row["share"] is None else round(100 * row["share"])
    return rows
