"""Sign-ins that this browser began at the issuer: kept in its session, each good for one answer within ten minutes."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase, UpdateError

from editorial.accounts.openid.errors import SignInRefused

KEY = "openid_pending"
SECONDS = 10 * 60
MOST = 5  # in as many windows at once; the oldest goes first


@dataclass(frozen=True, slots=True)
class Pending:
    """`nonce` binds the issuer's token, `verifier` its code to this browser (RFC 7636); `next` is where the person wanted."""

    nonce: str
    verifier: str
    next: str
    at: float
    person: int = 0  # the account that is asked “Is it you?”; 0: this is a sign-in

    @property
    def challenge(self) -> str:
        """S256 of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(session: SessionBase, *, next_page: str, person: int = 0) -> tuple[str, Pending]:
    """(state, what is kept for it): a new sign-in of this browser."""
    state = secrets.token_urlsafe(32)
    pending = Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(48), next_page, time.time(), person)
    waiting = sorted(_waiting(session).items(), key=lambda entry: entry[1]["at"])[-(MOST - 1) :]
    session[KEY] = dict(waiting) | {state: asdict(pending)}
    return state, pending


def take(session: SessionBase, state: str) -> Pending:
    """What was kept for this state, once. Raises `SignInRefused` when this browser waits for no such answer (any more)."""
    waiting = _waiting(session)
    kept = waiting.pop(state, None)
    if kept is None:
        raise SignInRefused("not_begun_here", "no such state in this session")
    session[KEY] = waiting
    try:
        session.save()  # now: whatever becomes of this request, the state was used
    except UpdateError:
        raise SignInRefused("not_begun_here", "the session has ended") from None
    pending = Pending(**kept)
    if not 0 <= time.time() - pending.at <= SECONDS:
        raise SignInRefused("not_begun_here", "the answer came too late")
    return pending


def _waiting(session: SessionBase) -> dict[str, dict[str, Any]]:
    found = session.get(KEY)
    return dict(found) if isinstance(found, dict) else {}
