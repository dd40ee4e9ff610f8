"""Addresses of private files, and of proofs for people without an account."""

from django.urls import path

from editorial.web import files, proofs

urlpatterns = [
    path("files/articles/<int:article>/images/<slug:key>/", files.picture, name="picture"),
    path(
        "files/articles/<int:article>/pictures/<slug:sha256>/", files.picture_version, name="picture_version"
    ),
    path("files/renditions/<int:rendition>.pdf", files.pdf, name="pdf"),
    path("files/renditions/<int:rendition>/", files.rendition_file, name="rendition_file"),
    path("files/imports/<int:pk>/", files.import_file, name="import_file"),
    path("files/evidence/checks/<int:pk>/", files.evidence, {"kind": "checks"}, name="check_evidence"),
    path(
        "files/evidence/clearances/<int:pk>/",
        files.evidence,
        {"kind": "clearances"},
        name="clearance_evidence",
    ),
    path("files/fonts/<str:name>", files.font, name="font"),
    path("proofs/<str:token>/", proofs.proof, name="proof"),
    path("proofs/<str:token>/file", proofs.proof_file, name="proof_file"),
]
