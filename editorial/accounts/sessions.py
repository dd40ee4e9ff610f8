"""Where somebody is signed in, and ending it."""

import re
from collections.abc import Iterable

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.http import HttpRequest

from editorial.security.models import Kind
from editorial.security.operations import note

# The first that is found: browsers name the ones that they descend from as well.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Allauth's, with a line in the security log."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """End these sessions of one person, as they asked."""
        end_sessions(sessions=sessions, by=None, why="on the page of one’s sessions")


def end_sessions(*, sessions: Iterable[UserSession], by: User | None, why: str) -> int:
    """End these sessions, which belong to one person. Returns how many there were."""
    ended = list(sessions)
    for session in ended:
        session.end()
    if ended:
        note(kind=Kind.SESSIONS_ENDED, person=ended[0].user, by=by, detail=f"{len(ended)}: {why}")
    return len(ended)


def end_other_sessions(*, request: HttpRequest, user: User, why: str) -> int:
    """End every session of a person but the one of this request."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    return end_sessions(sessions=others.select_related("user"), by=None, why=why)


def end_sessions_of(*, user: User, by: User | None, why: str) -> int:
    """End every session of a person."""
    return end_sessions(sessions=UserSession.objects.filter(user=user).select_related("user"), by=by, why=why)


def follow_session(*, request: HttpRequest) -> None:
    """After the session of this request got a new key: the list of sessions knows it by that."""
    UserSession.objects.create_from_request(request)


def browser_of(user_agent: str) -> str:
    """A browser in words, such as “Firefox on Linux”; what it says itself where we do not know it."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "")
    if not browser:
        return user_agent[:80] or "An unknown program"
    return f"{browser} on {system}" if system else browser
