"""The site's addresses: authors' pages at the root, fact-checkers' below check/, the publications office's below office/,
the desk below admin/.
"""

from django.contrib import admin
from django.urls import include, path

from editorial.accounts import views as accounts

urlpatterns = [
    path("", include("editorial.workspace.urls")),
    path("check/", include("editorial.checking.urls")),
    path("office/", include("editorial.office.urls")),
    path("", include("editorial.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("invitations/<str:token>/", accounts.accept, name="accept_invitation"),
    path("admin/", admin.site.urls),
]

# Says so when a request was too large.
handler400 = "editorial.workspace.errors.bad_request"
