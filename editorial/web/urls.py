"""Addresses of private files."""

from django.urls import path

from editorial.web import files

urlpatterns = [
    path("files/articles/<int:article>/images/<slug:key>/", files.picture, name="picture"),
    path("files/renditions/<int:rendition>.pdf", files.pdf, name="pdf"),
    path("files/imports/<int:pk>/", files.import_file, name="import_file"),
    path("files/fonts/<str:name>", files.font, name="font"),
]
