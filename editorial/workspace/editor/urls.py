"""Addresses of the article editor."""

from django.urls import path

from editorial.workspace.editor import lookups, pages, pictures, proofs, saving

urlpatterns = [
    path("articles/<int:pk>/edit/", pages.edit_article, name="edit_article"),
    path("articles/<int:pk>/preview/", pages.preview_article, name="preview_article"),
    path("articles/<int:pk>/save/", saving.save_article, name="save_article"),
    path("articles/<int:pk>/images/", pictures.upload_image, name="upload_image"),
    path("articles/<int:pk>/proof/", proofs.proof_article, name="proof_article"),
    path("proofs/<int:pk>/", proofs.proof_status, name="proof_status"),
    path("session/", saving.session, name="session"),
    path("lookups/license/", lookups.lookup_license, name="lookup_license"),
    path("lookups/outlets/", lookups.lookup_outlets, name="lookup_outlets"),
    path("lookups/people/", lookups.lookup_people, name="lookup_people"),
]
