"""What browsers may do with our pages, and production: behind a proxy, by https."""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from oewatch import environment
from oewatch.settings.places import PRODUCTION, PUBLIC_URL, SERVED_BY_HTTPS, env

# --- What a browser may do with our pages -------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is for django-prose-editor's import map, which is inline: render media with the nonce.
        "script-src": [SELF, NONCE],
        # The hash is of the style that the editor's library (tiptap) puts into the page.
        "style-src": [SELF, NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Production: behind a proxy, by https -------------------------------------------------------------------
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", environment.require_hosts, default=[])
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
if env.bool("BEHIND_PROXY", default=False):
    # Only behind a proxy that always sets this header itself: otherwise a client could forge it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if SERVED_BY_HTTPS:
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Preloading binds a whole domain in every browser for months: a house decides that itself (HSTS_PRELOAD).
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Neither does a start fail for what a house wrote down on purpose, such as no HSTS, or none for its other host names.
SILENCED_SYSTEM_CHECKS += [
    check
    for name, check in (("HSTS_SECONDS", "security.W004"), ("HSTS_INCLUDE_SUBDOMAINS", "security.W005"))
    if env.str(name, default="")
]
