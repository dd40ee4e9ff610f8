"""A POST that asks for one operation, and what the person sees when it is refused: never a 500, nothing typed lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from editorial.accounts.changes import AccountChanged
from editorial.content.operations import EditConflict
from editorial.errors import EditorialError, NotAllowed
from editorial.factcheck.operations import ItemChanged, PassageNotFound
from editorial.history.operations import ChangedSinceShown
from editorial.issues.assembly import ArrangementChanged, ArticleElsewhere, NotInPlanning
from editorial.issues.operations import IllegalIssueMove, IssueChangedSinceShown, ReviewedSomethingElse
from editorial.issues.parts import PartsChanged
from editorial.jobs.operations import NotRestartable
from editorial.web.layout import page
from editorial.workflow.assignments import DayChanged, NothingToAssign, SomebodyHasIt
from editorial.workflow.comments import SuggestionOutdated, SuggestionSettled
from editorial.workflow.operations import GateClosed, IllegalMove, MovedSinceShown

STATUS: list[tuple[type[Exception], int]] = [
    (NotAllowed, 403),
    (IllegalMove, 409),
    (IllegalIssueMove, 409),
    (MovedSinceShown, 409),
    (IssueChangedSinceShown, 409),
    (ReviewedSomethingElse, 409),
    (PartsChanged, 409),
    (DayChanged, 409),
    (AccountChanged, 409),
    (NotInPlanning, 409),
    (ArrangementChanged, 409),
    (ArticleElsewhere, 409),
    (NotRestartable, 409),
    (EditConflict, 409),
    (ItemChanged, 409),
    (ChangedSinceShown, 409),
    (SomebodyHasIt, 409),
    (NothingToAssign, 409),
    (SuggestionOutdated, 409),
    (SuggestionSettled, 409),
    (EditorialError, 422),
    (ValidationError, 422),
]
REFUSALS = tuple(kind for kind, _status in STATUS)
TYPED = ("reason", "note", "text", "title", "reviewer", "document", "evidence_url", "archived_url", "due_on")
TYPED_IF_ANY = ("passage", "suggested")  # a plain comment has neither
LABELS = {
    "text": "Comment", "passage": "Passage", "suggested": "Put in its place", "evidence_url": "Evidence (web address)",
    "archived_url": "Archived at", "due_on": "Due (year-month-day)",
}  # fmt: skip
MARK_AGAIN = (
    "What you typed is kept below. Copy it, go back to the article, and mark the passage there again. Or put the passage right "
    "below, word for word, and press “Try again”."
)
HIDDEN = ("csrfmiddlewaretoken",)


class Unstorable(EditorialError):
    """A text with a character that no database column takes. `name` is the field."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(f"“{name}” has a character (NUL) that a text cannot hold. Type it anew.")


def require_storable(request: HttpRequest) -> None:
    """Raise `Unstorable` for NUL. PostgreSQL refuses it with an error of its own, and these posts have no form."""
    for name, value in request.POST.items():
        if "\x00" in value:
            raise Unstorable(name)


def perform_act(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    done: str | Callable[[Any], str],
    back: str,
    title: str,
    forth: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Run one operation for a POST and go `back` with the message `done`; refused, show why with what was typed.

    `forth` makes the address to go to instead of `back` from what the operation returned, and `done` may make its words
    from that, too. "" is no message. Raises `Http404` for what the person may not know of.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        require_storable(request)
        result = act()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except REFUSALS as error:
        return _refused(request, error, back=back, title=title)
    if said := done(result) if callable(done) else done:
        messages.success(request, said)
    return HttpResponseRedirect(forth(result) if forth else back)


def refusal_of(error: Exception) -> tuple[int, list[str]]:
    """The HTTP status of an answer to one of `REFUSALS`, and its reasons in words."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    if isinstance(error, GateClosed):
        return status, [blocker.message for blocker in error.blockers]
    if isinstance(error, ValidationError):
        return status, error.messages
    if isinstance(error, NotRestartable):
        return status, ["It is not failed any more, so there is nothing to start again."]
    return status, [str(error)]


def _refused(request: HttpRequest, error: Exception, *, back: str, title: str) -> HttpResponse:
    status, reasons = refusal_of(error)
    shown = (*TYPED, *(name for name in TYPED_IF_ANY if request.POST.get(name, "").strip()))
    labels = LABELS | {"text": "Answer"} if request.POST.get("answer_to") else LABELS
    typed = [
        (name, labels.get(name, name.capitalize()), value)
        for name, value in request.POST.items()
        if name in shown
    ]
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (*shown, *HIDDEN)
    ]
    context = {
        "title": title,
        "reasons": reasons,
        "typed": typed,
        "hidden": hidden,
        "back": back,
        "advice": MARK_AGAIN if isinstance(error, PassageNotFound) else "",
        "may_retry": status == 422,
        "action": request.path,
    }
    return page(request, "refused", context, status=status)
