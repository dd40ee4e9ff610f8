"""Addresses of the publications office's pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, register_converter

from editorial.office import acts, correcting, pages, sharing
from editorial.office.access import ReferenceConverter

register_converter(ReferenceConverter, "issue_month")
_ISSUE = "<issue_month:reference>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.office, name="office"),
    path("renditions/<int:pk>/progress/", pages.progress, name="office_progress"),
    path("proofs/<int:pk>/", sharing.share, name="office_share"),
    path("proofs/links/<int:pk>/revoke/", sharing.revoke, name="office_share_revoke"),
    path("corrections/<int:pk>/", correcting.correction, name="office_correction"),
    path("corrections/<int:pk>/drop/", correcting.drop, name="office_drop"),
    path(_ISSUE, pages.issue_page, name="office_issue"),
    path(f"{_ISSUE}move/<slug:name>/", acts.move, name="office_move"),
    path(f"{_ISSUE}review/", acts.review, name="office_review"),
    path(f"{_ISSUE}proof/", acts.proof, name="office_proof"),
    path(f"{_ISSUE}plan/", acts.plan, name="office_plan"),
    path(f"{_ISSUE}plan/cancel/", acts.cancel_plan, name="office_cancel_plan"),
    path(f"{_ISSUE}correct/", correcting.correct, name="office_correct"),
    path(f"{_ISSUE}editions/<int:number>/", pages.edition_page, name="office_edition"),
    path(f"{_ISSUE}editions/<int:number>/form/<slug:form>/", acts.form, name="office_form"),
    path(f"{_ISSUE}editions/<int:number>/manifest.json", pages.manifest, name="office_manifest"),
    path(f"{_ISSUE}editions/<int:number>/edition.json", pages.edition_json, name="office_edition_json"),
    path(f"{_ISSUE}changes/<int:before>/<int:after>/", pages.changes, name="office_changes"),
]
if find_spec("editorial.office.house_urls"):
    urlpatterns.append(path("", include("editorial.office.house_urls")))
