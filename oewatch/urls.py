"""The site's addresses: authors' pages at the root, fact-checkers' below check/, the publications office's below office/,
the desk below admin/.
"""

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from editorial.accounts import own_pages
from editorial.accounts import views as accounts
from editorial.accounts.openid import urls as openid
from editorial.web import second_step
from editorial.web.confirmed import confirmed

urlpatterns = [
    path("", include("editorial.workspace.urls")),
    path("check/", include("editorial.checking.urls")),
    path("office/", include("editorial.office.urls")),
    path("", include("editorial.web.urls")),
    path("accounts/second-step/", second_step.second_step_needed, name="second_step_needed"),
    path("accounts/confirmed/", confirmed, name="confirmed"),
    # Pages of allauth with ours in their place, under its names.
    path("accounts/sessions/", own_pages.sessions, name="usersessions_list"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", own_pages.remove_passkey, name="mfa_remove_webauthn"),
    path("accounts/2fa/webauthn/login/", own_pages.sign_in_by_passkey, name="mfa_login_webauthn"),
    # Allauth's page sets a first password without asking who it is; the e-mail asks.
    path(
        "accounts/password/set/",
        RedirectView.as_view(pattern_name="account_reset_password"),
        name="account_set_password",
    ),
    # Their address opens an account: nothing between here and the person keeps such a page.
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        never_cache(allauth.confirm_email),
        name="account_confirm_email",
    ),
    path("accounts/", include("allauth.urls")),
    path("invitations/<str:token>/", accounts.accept, name="accept_invitation"),
    path("admin/", admin.site.urls),
]
if settings.OPENID_ISSUER:
    urlpatterns = [*openid.addresses(only=settings.OPENID_ONLY), *urlpatterns]

# Says so when a request was too large.
handler400 = "editorial.workspace.errors.bad_request"
