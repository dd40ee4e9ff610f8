"""Addresses of the fact-checkers' pages."""

from django.urls import path

from editorial.checking import acts, pages

urlpatterns = [
    path("", pages.check_list, name="check_list"),
    path("<int:pk>/", pages.check_article, name="check_article"),
    path("<int:pk>/now/", pages.check_now, name="check_now"),
    path("<int:pk>/here/", acts.here, name="check_here"),
    path("<int:pk>/verdict/", acts.record_verdict, name="check_verdict"),
    path("<int:pk>/clearance/", acts.record_clearance, name="check_clearance"),
    path("<int:pk>/claims/", acts.mark_claim, name="check_mark_claim"),
    path("<int:pk>/claims/drop/", acts.drop_claim, name="check_drop_claim"),
    path("<int:pk>/dismiss/", acts.dismiss_finding, name="check_dismiss"),
    path("<int:pk>/move/", acts.move, name="check_move"),
]
