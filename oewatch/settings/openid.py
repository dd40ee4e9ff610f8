"""OpenID Connect: an organization whose members sign in at a server of its own (docs/openid.md). Unset: none of it."""

from oewatch.settings.accounts import AUTHENTICATION_BACKENDS
from oewatch.settings.application import TEMPLATES
from oewatch.settings.places import env

OPENID_ISSUER = env.str("OPENID_ISSUER", default="")
OPENID_CLIENT_ID = env.str("OPENID_CLIENT_ID", default="")
OPENID_CLIENT_SECRET = env.str("OPENID_CLIENT_SECRET", default="")
OPENID_NAME = env.str("OPENID_NAME", default="")  # words on the button
# Who asks for the second step: we do, or the issuer, which says so in the token (`amr` has “mfa”, or `acr` is one of these).
OPENID_SECOND_STEP = env.choice("OPENID_SECOND_STEP", ("ours", "issuer"), default="ours")
OPENID_ACR = env.list("OPENID_ACR", default=[])
OPENID_ONLY = env.bool("OPENID_ONLY", default=False)  # no passwords

if OPENID_ISSUER:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("editorial.accounts.openid.pages.button")  # type: ignore[index]
if OPENID_ISSUER and OPENID_ONLY:
    # A session that began with a password names another backend, and ends with this.
    AUTHENTICATION_BACKENDS = [
        "editorial.accounts.openid.only.NoPasswords" if name.startswith("editorial.") else name
        for name in AUTHENTICATION_BACKENDS
    ]
    MFA_PASSKEY_LOGIN_ENABLED = False
