"""Pages of allauth with what they lack: sessions in words, the last second step kept, challenges that count as tries."""

from typing import Any

from allauth.core import ratelimit
from allauth.mfa.totp.forms import DeactivateTOTPForm
from allauth.mfa.webauthn.views import RemoveWebAuthnView, login_webauthn
from allauth.usersessions.views import ListUserSessionsView
from django.http import HttpRequest, HttpResponse

from editorial.accounts.sessions import browser_of


class SessionsPage(ListUserSessionsView):
    """Where one is signed in. A POST ends all other sessions."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Allauth's, newest first, each with its browser in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        sessions = sorted(context["sessions"], key=lambda session: session.created_at, reverse=True)
        context["sessions"] = [
            {
                "browser": browser_of(session.user_agent),
                "ip": session.ip,
                "since": session.created_at,
                "is_this": session.session_key == self.request.session.session_key,
            }
            for session in sessions
        ]
        return context


class RemovePasskeyPage(RemoveWebAuthnView):
    """Asks before a passkey goes; refuses for the last second step of somebody who needs one, as the app's page does."""

    form_class = DeactivateTOTPForm  # it asks the adapter's `can_delete_authenticator`

    def get_form_kwargs(self) -> dict[str, Any]:
        """Bound at once: a refusal is said before anybody presses the button."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return kwargs | {"authenticator": self.object, "data": kwargs.get("data", {})}


def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """GET: a challenge, which makes a session: so it counts against the limit, which allauth asks of a POST alone."""
    if request.method == "GET":
        refused: HttpResponse | None = ratelimit.consume_or_429(request, action="login", limit_get=True)
        if refused is not None:
            return refused
    answer: HttpResponse = login_webauthn(request)
    return answer


sessions = SessionsPage.as_view()
remove_passkey = RemovePasskeyPage.as_view()
