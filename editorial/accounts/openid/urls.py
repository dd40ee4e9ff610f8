"""Addresses that exist only where an issuer is set; `without_passwords` only where nobody has a password."""

from django.urls import URLPattern, path, re_path

from editorial.accounts.openid import only, views

with_issuer = [
    path("accounts/openid/", views.start, name="openid_start"),
    path("accounts/openid/callback/", views.callback, name="openid_callback"),
]
# Before allauth's, in whose place they stand.
without_passwords = [
    path("accounts/login/", only.sign_in, name="account_login"),
    path("accounts/reauthenticate/", only.confirm, name="account_reauthenticate"),
    path("accounts/openid/link/<str:uid>/<str:token>/", only.by_link, name="openid_by_link"),
    re_path(r"^accounts/(?:password|2fa/webauthn/login|login/code)/", only.no_passwords),
    path("invitations/<str:token>/", only.accept, name="accept_invitation"),
]


def addresses(*, only: bool) -> list[URLPattern]:
    """Those of a site with an issuer; `only`: and without passwords."""
    return [*with_issuer, *without_passwords] if only else with_issuer
