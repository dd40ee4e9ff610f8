"""Pages for people who are signed in; whoever is not loses nothing that they typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from editorial.web.layout import wants_json
from editorial.web.resend import SIGNED_OUT, not_saved

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Who asks, inside a view that is `signed_in`."""
    assert isinstance(request.user, User)
    return request.user


def signed_in(view: View) -> View:
    """For people with an account only.

    Without a session a GET goes to the sign-in and comes back; a POST is answered by a page that keeps what was typed
    and can send it again; a script gets 401 with JSON. Pages are not kept by the browser: after signing out, “back”
    shows none, and an old page would offer old texts for editing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
            if not response.has_header("Cache-Control"):  # files say themselves how long they keep
                add_never_cache_headers(response)
            return response
        if wants_json(request):
            return JsonResponse({"error": "signed_out", "message": "You are signed out."}, status=401)
        if request.method == "POST":
            return not_saved(request, reasons=[SIGNED_OUT], status=403, may_resend=True)
        return redirect_to_login(request.get_full_path())

    return guarded
