"""Why somebody was not signed in by the issuer: a word for the log, a sentence or two for the person."""

from django.conf import settings
from django.contrib.auth.models import User

from editorial.errors import EditorialError

# code → (status of the page, what the person reads; {name} is OPENID_NAME, {email} the issuer's address for them)
REASONS: dict[str, tuple[int, str]] = {
    "not_begun_here": (
        400,
        "This sign-in was not begun in this browser, was used already, or took longer than ten minutes. Begin again.",
    ),
    "unavailable": (
        503,
        "{name} cannot be reached, or does not answer as it should. Wait a minute and try again. If it lasts, tell an "
        "administrator of your newsroom.",
    ),
    "declined": (
        403,
        "{name} did not sign you in. Try again; if it refuses once more, ask whoever looks after {name}.",
    ),
    "not_trusted": (
        403,
        "What {name} answered could not be verified, so nobody was signed in. Try again; if it happens once more, tell an "
        "administrator of your newsroom.",
    ),
    "address_not_verified": (
        403,
        "{name} does not say that your e-mail address is verified, and without that we cannot tell which account is "
        "yours. Ask whoever looks after {name} to verify your address.",
    ),
    "unknown": (
        403,
        "There is no account here for {email}. Accounts are by invitation: ask an editor of your newsroom to invite this "
        "address. If you have an account with another address, ask an administrator to change it to this one.",
    ),
    "invited": (
        403,
        "There is an invitation for {email}. Open the link in its e-mail first, then sign in with {name}.",
    ),
    "somebody_else": (
        403,
        "The account of {email} belongs to another person at {name}, or to an account of yours there that was made anew. "
        "Ask an administrator of your newsroom to disconnect it.",
    ),
    "ambiguous": (
        403,
        "More than one account here has the address {email}. Ask an administrator of your newsroom to mend that.",
    ),
    "not_you": (
        403,
        "{name} did not say that it was you, just now. Try again, and sign in there once more as yourself.",
    ),
    "switched_off": (
        403,
        "Your account here is switched off. Ask an administrator of your newsroom to switch it on again.",
    ),
}


class SignInRefused(EditorialError):
    """`code` is one of `REASONS`, `status` that of the page, `detail` what the log gets: never a token, code or secret.

    `email` is the issuer's address for the person, `account` what it led to.
    """

    def __init__(self, code: str, detail: str = "", *, email: str = "", account: User | None = None):
        self.code, self.detail, self.email, self.account = code, detail, email, account
        self.status, words = REASONS[code]
        super().__init__(words.format(name=settings.OPENID_NAME, email=email))
