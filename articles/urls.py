"""Every address of the record: lists with their files, pages, the marking desk, reports of errors."""

from django.urls import path

from articles.views import articles, claims, desk, jobs, lists, merges, names, reports, sources, statements

urlpatterns = [
    # lists, each with its CSV (all pages) and what the file is about
    path("relays/", lists.relay_list, name="relay_list"),
    path("relays.csv", lists.relay_list_csv, name="relay_list_csv"),
    path("relays.about.json", lists.relay_list_about, name="relay_list_about"),
    path("statements/", lists.statement_list, name="statement_list"),
    path("statements.csv", lists.statement_list_csv, name="statement_list_csv"),
    path("statements.about.json", lists.statement_list_about, name="statement_list_about"),
    path("claims/", lists.claim_list, name="claim_list"),
    path("claims.csv", lists.claim_list_csv, name="claim_list_csv"),
    path("claims.about.json", lists.claim_list_about, name="claim_list_about"),
    path("articles/", lists.article_list, name="article_list"),
    path("articles.csv", lists.article_list_csv, name="article_list_csv"),
    path("articles.about.json", lists.article_list_about, name="article_list_about"),
    path("outlets/", lists.outlet_list, name="outlet_list"),
    path("outlets.csv", lists.outlet_list_csv, name="outlet_list_csv"),
    path("outlets.about.json", lists.outlet_list_about, name="outlet_list_about"),
    path("sources/", lists.source_list, name="source_list"),
    path("sources.csv", lists.source_list_csv, name="source_list_csv"),
    path("sources.about.json", lists.source_list_about, name="source_list_about"),
    # pages
    path("articles/<int:pk>/", articles.article_detail, name="article_detail"),
    path("statements/<int:pk>/", statements.statement_detail, name="statement_detail"),
    path("relays/<int:pk>/", statements.relay_detail, name="relay_detail"),
    path("relays/articles/<int:pk>/", statements.relay_article_detail, name="relay_article_detail"),
    path("outlets/<int:pk>/", sources.outlet_detail, name="outlet_detail"),
    path("sources/<int:pk>/", sources.source_detail, name="source_detail"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim_detail"),
    path("claims/<int:pk>/edit/", claims.claim_edit, name="claim_edit"),
    # the marking desk
    path("articles/add/", desk.article_add, name="article_add"),
    path("articles/<int:pk>/edit/", desk.article_edit, name="article_edit"),
    path("articles/<int:pk>/mark/", desk.article_mark, name="article_mark"),
    path("articles/<int:pk>/offer/", desk.marking_offer, name="marking_offer"),
    path("articles/<int:pk>/who/", desk.who_lookup, name="who_lookup"),
    path("articles/<int:pk>/undo/", desk.article_undo, name="article_undo"),
    path("articles/<int:pk>/gone-through/", desk.article_gone_through, name="article_gone_through"),
    path("articles/<int:pk>/credits/add/", desk.credit_add, name="credit_add"),
    path("credits/<int:pk>/edit/", desk.credit_edit, name="credit_edit"),
    path("credits/<int:pk>/remove/", desk.credit_remove, name="credit_remove"),
    path("statements/<int:pk>/edit/", desk.statement_edit, name="statement_edit"),
    path("statements/<int:pk>/remove/", desk.statement_remove, name="statement_remove"),
    path("statements/<int:pk>/decide/", desk.statement_decide, name="statement_decide"),
    path("statements/<int:pk>/judge/", desk.statement_judge, name="statement_judge"),
    path("matches/<int:pk>/withdraw/", desk.match_withdraw, name="match_withdraw"),
    path("claims/lookup/", desk.claim_lookup, name="claim_lookup"),
    path("outlets/lookup/", desk.outlet_lookup, name="outlet_lookup"),
    # the work list of printed names
    path("names/", names.name_list, name="name_list"),
    path("names/name/", names.name_detail, name="name_detail"),
    path("names/lookup/", names.name_lookup, name="name_lookup"),
    path("names/decisions/", names.namedecision_list, name="namedecision_list"),
    path("names/decisions/<int:pk>/", names.namedecision_detail, name="namedecision_detail"),
    path("names/decisions/<int:pk>/confirm/", names.namedecision_confirm, name="namedecision_confirm"),
    path("names/decisions/<int:pk>/undo/", names.namedecision_undo, name="namedecision_undo"),
    # merges of duplicates, and the redirects they leave
    path("merges/", merges.merge_list, name="merge_list"),
    path("redirects.csv", merges.redirect_list_csv, name="redirect_list_csv"),
    path("redirects.about.json", merges.redirect_list_about, name="redirect_list_about"),
    path("merges/add/", merges.merge_add, name="merge_add"),
    path("merges/offer/", merges.merge_offer, name="merge_offer"),
    path("merges/<int:pk>/", merges.merge_detail, name="merge_detail"),
    path("merges/<int:pk>/undo/", merges.merge_undo, name="merge_undo"),
    # actions on many rows
    path("jobs/<int:pk>/", jobs.bulkjob_detail, name="bulkjob_detail"),
    path("jobs/<int:pk>/go-on/", jobs.bulkjob_go_on, name="bulkjob_go_on"),
    path("jobs/<int:pk>/stop/", jobs.bulkjob_stop, name="bulkjob_stop"),
    # reports of errors
    path("reports/", reports.errorreport_list, name="errorreport_list"),
    path("reports/add/", reports.errorreport_add, name="errorreport_add"),
    path("reports/<int:pk>/settle/", reports.errorreport_settle, name="errorreport_settle"),
]
