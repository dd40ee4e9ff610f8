"""A save that could not be taken: what was typed is shown, and can be sent again. Nothing typed is lost."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.csrf import csrf_failure as stock_csrf_failure

from editorial.web.layout import page, wants_json

# Not typed by anybody: what forms carry for themselves.
MACHINERY = (
    "csrfmiddlewaretoken",
    "_save",
    "_continue",
    "_addanother",
    "move",
    "seen",
    "kind",
    "key",
    "code",
    "found",
    "blocking",
    "override",
    "answer_to",
)
# Pages with one of these are never shown back, and never sent again from a page.
SECRETS = ("password", "password1", "password2", "oldpassword", "again", "credential")
CHECKED = "on"  # what a browser sends for a check mark
ONE_LINE = 80
LABELS = {
    "is_active": "Switched on",
    "email": "E-mail address",
    "text": "Comment",
    "drop_second_step": "Remove the second step",
}
SUFFIXES = ("-id", "-article", "_FORMS", "expected_version", "-DELETE")
SIGNED_OUT = "You are signed out. Sign in again in another tab of this browser, come back to this page, and press “Save again”."
TYPE_AGAIN = "This page was open for too long or in two tabs. Type it once more."
STALE_PAGE = "You signed in again after this page was opened. Press “Save again”: nothing else is needed."


@dataclass(frozen=True)
class Shown:
    """One field on the page that was not saved: `words` is all that was typed or chosen."""

    label: str
    words: str
    is_long: bool


def typed_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and value of everything in the POST that a person may have typed, without blanks; nothing beside a password."""
    if holds_secret(request):
        return []
    return [
        (name, str(value))
        for name, value in request.POST.items()
        if str(value).strip()
        and name not in MACHINERY
        and not name.endswith(SUFFIXES)
        and "__prefix__" not in name
    ]


def shown_texts(request: HttpRequest) -> list[Shown]:
    """`typed_texts` for a person: under words, each field once with all its values."""
    found = []
    for name in dict.fromkeys(name for name, _value in typed_texts(request)):
        values = [str(value) for value in request.POST.getlist(name) if str(value).strip()]
        words = ", ".join("yes" if value == CHECKED else value for value in values)
        found.append(Shown(label_of(name), words, is_long=len(words) > ONE_LINE or "\n" in words))
    return found


def label_of(name: str) -> str:
    """A field's name in words: “first_name” is “First name”."""
    words = name.replace("_", " ").strip()
    return LABELS.get(name) or words[:1].upper() + words[1:]


def holds_secret(request: HttpRequest) -> bool:
    """Whether the POST has a password in it."""
    return any(name in request.POST for name in SECRETS)


def not_saved(
    request: HttpRequest,
    *,
    reasons: list[str],
    status: int,
    may_resend: bool,
    back: str = "",
    confirm: str = "",
) -> HttpResponse:
    """The page that says why nothing was saved and shows what was typed; `may_resend` offers to send it again.

    `confirm` is the address of “Is it you?”, where that has to be answered first (at the desk).
    """
    context = {
        "title": "Not saved",
        "reasons": reasons,
        "typed": shown_texts(request),
        "everything": [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
        ],
        "had_files": bool(request.FILES),
        "may_resend": may_resend,
        "action": request.get_full_path(),
        "back": back,
        "confirm": confirm,
    }
    return page(request, "not_saved", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is older than the session, sent from our own pages; others get the stock refusal.

    A script is told in JSON: it asks for a new token and sends again.
    """
    if wants_json(request):
        return JsonResponse({"error": "stale_page", "message": STALE_PAGE}, status=403)
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    ours = urlsplit(origin).netloc == request.get_host()
    if ours and holds_secret(request):
        messages.warning(request, TYPE_AGAIN)
        return HttpResponseRedirect(request.get_full_path())
    if not ours or not typed_texts(request):
        return stock_csrf_failure(request, reason)
    return not_saved(request, reasons=[STALE_PAGE], status=403, may_resend=True)
