"""Addresses of the authors' pages."""

from django.urls import URLPattern, URLResolver, include, path

from editorial.workspace import articles, home, imports, submitting

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("articles/new/", home.new_article, name="new_article"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:pk>/submit/", submitting.submit_article, name="submit_article"),
    path("articles/<int:pk>/withdraw/", articles.withdraw_article, name="withdraw_article"),
    path("articles/<int:pk>/restore/", articles.restore_article, name="restore_article"),
    path("articles/<int:pk>/comments/", articles.add_comment, name="add_comment"),
    path("comments/<int:pk>/answer/", articles.answer_comment, name="answer_comment"),
    path("comments/<int:pk>/resolve/", articles.resolve_comment, name="resolve_comment"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<int:pk>/", imports.import_page, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm_import, name="confirm_import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/pictures/<int:number>/", imports.import_picture, name="import_picture"),
    path("", include("editorial.workspace.editor.urls")),
]
