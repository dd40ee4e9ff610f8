"""Addresses of the authors' pages."""

from django.urls import URLPattern, URLResolver, include, path

from editorial.workspace import articles, home, imports, notifications, submitting

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
    path("comments/<int:pk>/reopen/", articles.reopen_comment, name="reopen_comment"),
    path("comments/<int:pk>/accept/", articles.accept_suggestion, name="accept_suggestion"),
    path("comments/<int:pk>/decline/", articles.decline_suggestion, name="decline_suggestion"),
    path("imports/new/", imports.new_import, name="new_import"),
    path("imports/<int:pk>/", imports.import_page, name="import"),
    path("imports/<int:pk>/confirm/", imports.confirm_import, name="confirm_import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/pictures/<int:number>/", imports.import_picture, name="import_picture"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/settings/", notifications.notification_settings, name="notification_settings"),
    path("notifications/count", notifications.count, name="notification_count"),
    path("notifications/read/", notifications.read_all, name="read_notifications"),
    path("notifications/<int:pk>/", notifications.notification, name="notification"),
    path("notifications/<int:pk>/open/", notifications.open_notification, name="open_notification"),
    path("articles/<int:pk>/history/", include("editorial.workspace.history")),
    path("", include("editorial.workspace.editor.urls")),
]
