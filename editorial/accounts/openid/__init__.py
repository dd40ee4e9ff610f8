"""OpenID Connect: members of an organization sign in at its own server, the issuer (docs/openid.md).

    views ─ pending (what this browser began) ─ issuer (where to, code → tokens) ─ tokens (is it true?) ─ operations (whose?)

Accounts still come from invitations. Nothing here is reachable while OPENID_ISSUER is not set.
"""
