"""Who needs a second step, how many failed sign-ins there may be, and how long one stays signed in (docs/signing-in.md)."""

from datetime import timedelta
from typing import Any

from oewatch.environment import Unreadable
from oewatch.settings.places import PRODUCTION, env

# `editorial.states.Role`, which cannot be imported before the settings are there; a test compares the two.
ROLES = ("author", "editor", "fact-checker", "publications", "administrator")
NOBODY = "none"


def _roles(given: Any) -> list[str]:
    """Names of roles separated by commas, or “none”. Raises `Unreadable`."""
    named = [part.strip().lower() for part in given.split(",") if part.strip()]
    if named == [NOBODY]:
        return []
    if not named or set(named) - set(ROLES):
        raise Unreadable(
            "no list of roles", f"Write names out of {', '.join(ROLES)}, separated by commas, or “{NOBODY}”."
        )
    return named


# --- The second step ----------------------------------------------------------------------------------------
# Who may change what is published. On one machine for oneself nobody has to: the demo is tried without a phone.
SECOND_STEP_ROLES = env.read("SECOND_STEP_ROLES", _roles, default=[*ROLES[1:]] if PRODUCTION else [])

# --- Failed sign-ins (django-axes) --------------------------------------------------------------------------
SIGN_IN_FAILURES = env.whole("SIGN_IN_FAILURES", default=5, at_least=1)
SIGN_IN_FAILURES_PER_CLIENT = env.whole(
    "SIGN_IN_FAILURES_PER_CLIENT", default=max(50, SIGN_IN_FAILURES), at_least=SIGN_IN_FAILURES
)
SIGN_IN_LOCK_MINUTES = env.whole("SIGN_IN_LOCK_MINUTES", default=15, at_least=1)
AXES_HANDLER = "editorial.accounts.limits.SignInLimits"
AXES_FAILURE_LIMIT = SIGN_IN_FAILURES
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_LOCK_MINUTES)
# By address and client together, and by client alone: by address alone a stranger could keep an editor out for good.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["ip_address"]]
AXES_USERNAME_CALLABLE = "editorial.accounts.limits.counted_name"
AXES_CLIENT_IP_CALLABLE = "editorial.accounts.limits.client_of"
AXES_LOCKOUT_CALLABLE = "editorial.accounts.limits.locked_page"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "email", "csrfmiddlewaretoken"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who goes on trying does not make the wait longer
AXES_DISABLE_ACCESS_LOG = True  # the security log has it (editorial/security)
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Sessions -----------------------------------------------------------------------------------------------
SESSION_HOURS = env.whole("SESSION_HOURS", default=12, at_least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60  # seconds, from the sign-in: one working day
SESSION_COOKIE_HTTPONLY = True
USERSESSIONS_ADAPTER = "editorial.accounts.sessions.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page, to say when somebody last looked at one
